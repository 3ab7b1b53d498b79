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
    about = "mulai Rakor baru: berkas params dan buku kerja, kosong atau dari Rakor sebelumnya"
    new = add(commands, "new-rakor", about, _new_rakor)
    new.add_argument("rakor", nargs="?", default="", metavar="RAKOR",
                     help="kunci; tanpa ini dari kabupaten dan tanggal")  # fmt: skip
    new.add_argument("--from", dest="dari", default="", metavar="RAKOR",
                     help="Rakor sebelumnya, yang isinya dibawa")  # fmt: skip
    new.add_argument("--kabupaten", default="", help='nama, misalnya "Kabupaten Uji"')
    new.add_argument("--kode-kabupaten", default="", help="PP.KK, misalnya 81.05")
    new.add_argument("--provinsi", default="", help="nama provinsi")
    new.add_argument("--forum", default="", help="nama kelompok kerja atau forum")
    new.add_argument("--tanggal", default="", help="2024-08-20, atau 2024-08")
    new.add_argument("--rakor", dest="kunci", default="", help="sama dengan RAKOR di depan")
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
    from bangkit_nb.run.new_rakor import write_new_rakor, write_next_rakor

    own = ("action", "kunci", "dari")
    given = {k: v for k, v in vars(options).items() if k not in own and v is not None}
    given["rakor"] = options.rakor or options.kunci
    if not options.dari:
        made = write_new_rakor(given)
    else:
        carried = write_next_rakor(options.dari, given)
        made = carried.rakor
    print(f"{made.rakor}: {made.params_path}\n{made.rakor}: {made.buku_kerja_path}")
    if options.dari:
        taken = ", ".join(f"{name} {n}" for name, n in carried.n_rows.items() if n)
        left = ", ".join(f"{name} {n}" for name, n in carried.n_left.items())
        print(f"dibawa dari {options.dari}: {taken or '-'} baris")
        print(f"tidak dibawa karena selesai, batal atau digabung: {left or '-'}")
    return 0
