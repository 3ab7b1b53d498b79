"""The commands `bangkit run` and `bangkit new-rakor`; heavy modules load inside them."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import BangkitError


def add_commands(commands: Any, add: Add) -> None:
    """Add both commands; add: cli's way to make one."""
    run = add(commands, "run", "jalankan notebook dan buat paket briefing", _run)
    run.add_argument("rakor", nargs="*", metavar="RAKOR", help="kunci Rakor, boleh beberapa")
    run.add_argument(
        "--all", action="store_true",
        help="semua Rakor; data contoh hanya bila belum ada Rakor sungguhan",
    )  # fmt: skip
    run.add_argument("--jobs", type=int, default=1, metavar="N", help="berapa Rakor sekaligus")
    _add_new_rakor(commands, add)


def _add_new_rakor(commands: Any, add: Add) -> None:
    about = "mulai Rakor baru: berkas params dan buku kerja kosong"
    new = add(commands, "new-rakor", about, _new_rakor)
    new.add_argument("--kabupaten", required=True, help='nama, misalnya "Kabupaten Uji"')
    new.add_argument("--kode-kabupaten", required=True, help="PP.KK, misalnya 81.05")
    new.add_argument("--provinsi", required=True, help="nama provinsi")
    new.add_argument("--forum", required=True, help="nama kelompok kerja atau forum")
    new.add_argument("--tanggal", required=True, help="2024-08-20, atau 2024-08")
    new.add_argument("--rakor", default="", help="kunci; tanpa ini dari kabupaten dan tanggal")
    for name, about in (
        ("jam", "misalnya 09.00"), ("tempat", "tempat rapat"), ("zona-waktu", "WIB, WITA atau WIT"),
        ("sk-forum", "SK pembentukan forum"), ("buku-kerja", "berkas Excel, di dalam proyek"),
    ):  # fmt: skip
        new.add_argument(f"--{name}", default="", help=about)
    new.add_argument("--ke", type=int, help="Rakor yang keberapa")
    new.add_argument("--tahun-rencana", type=int, help="tanpa ini tahun berikutnya")


def _run(options: argparse.Namespace) -> int:
    if bool(options.rakor) == options.all:
        raise BangkitError("sebut kunci Rakor, atau --all (salah satu).")
    from bangkit_nb.run.pool import run_all
    from bangkit_nb.run.runner import find_runnable

    chosen = find_runnable() if options.all else list(dict.fromkeys(options.rakor))
    if not chosen:
        raise BangkitError("belum ada Rakor. Tambahkan berkas di folder params.")
    outcomes = run_all(chosen, jobs=options.jobs)
    for outcome in outcomes:
        if outcome.ok:
            print(f"{outcome.rakor}: {outcome.index_path} ({outcome.seconds:.1f} s)")
    failed = [outcome for outcome in outcomes if not outcome.ok]
    if failed:
        print(f"\n{len(failed)} dari {len(outcomes)} Rakor gagal:", file=sys.stderr)
        for outcome in failed:
            print(f"  {outcome.rakor} | {outcome.where} | {outcome.message}", file=sys.stderr)
            if outcome.kept_path:
                print(f"    lihat {outcome.kept_path}", file=sys.stderr)
    return 1 if failed else 0


def _new_rakor(options: argparse.Namespace) -> int:
    from bangkit_nb.run.new_rakor import write_new_rakor

    given = {k: v for k, v in vars(options).items() if k != "action" and v is not None}
    made = write_new_rakor(given)
    print(f"{made.rakor}: {made.params_path}\n{made.rakor}: {made.buku_kerja_path}")
    return 0
