"""The commands `bangkit run`, `status` and `new-rakor`; heavy modules load inside them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import BangkitError

if TYPE_CHECKING:
    from bangkit_nb.run.batch import Ran, Task

_FEW = 20
"""Rakor up to which each unchanged one is named."""


def add_commands(commands: Any, add: Add) -> None:
    """Add these commands; add: cli's way to make one."""
    run = add(commands, "run", "jalankan notebook dan buat paket briefing", _run)
    run.add_argument("rakor", nargs="*", metavar="RAKOR", help="kunci Rakor, boleh beberapa")
    run.add_argument(
        "--all", action="store_true",
        help="semua Rakor; data contoh hanya bila belum ada Rakor sungguhan",
    )  # fmt: skip
    run.add_argument("--only", action="append", default=[], metavar="POLA",
                     help="hanya kunci yang cocok, misalnya 'sbt-*'; boleh beberapa")  # fmt: skip
    run.add_argument("--force", action="store_true", help="jalankan juga yang tidak berubah")
    run.add_argument("--dry-run", action="store_true",
                     help="tampilkan apa yang akan dijalankan dan mengapa")  # fmt: skip
    run.add_argument("--jobs", type=int, default=1, metavar="N", help="berapa Rakor sekaligus")
    run.add_argument("--cluster", default="", metavar="ALAMAT",
                     help="lewat penjadwal Dask, misalnya tcp://penjadwal:8786")  # fmt: skip
    run.add_argument("--log-json", action="store_true",
                     help="satu baris JSON tiap peristiwa, untuk mesin")  # fmt: skip
    # the mails' part of this command belongs to the room of mails, which comes first
    status = commands.choices["status"]
    status.set_defaults(action=_status)
    status.add_argument("--all", action="store_true", help="semua Rakor, satu baris tiap Rakor")
    _add_new_rakor(commands, add)


def _add_new_rakor(commands: Any, add: Add) -> None:
    about = "mulai Rakor baru: berkas params dan buku kerja, kosong atau dari Rakor sebelumnya"
    new = add(commands, "new-rakor", about, _new_rakor)
    new.add_argument("rakor", nargs="?", default="", metavar="RAKOR",
                     help="kunci; tanpa ini dari kabupaten dan tanggal")  # fmt: skip
    new.add_argument("--from", "--dari", dest="dari", default="", metavar="RAKOR",
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
    if options.jobs < 1:
        raise BangkitError("--jobs mulai dari 1.")
    from bangkit_nb.params import find_project
    from bangkit_nb.run import batch

    proyek = find_project()
    chosen = batch.choose_rakor(proyek, options.rakor, options.only)
    tasks = batch.plan_batch(proyek, chosen, force=options.force)
    if options.dry_run:
        return _print_plan(tasks)
    asked = batch.Options(
        options.force, options.jobs, options.cluster, options.log_json, report=len(tasks) > 1
    )
    ran = batch.run_batch(proyek, tasks, asked)
    if not options.log_json:
        _print_outcomes(ran)
    return 1 if ran.failed else 0


def _print_plan(tasks: list[Task]) -> int:
    due = [task for task in tasks if task.reasons]
    for task in due:
        print(f"{task.rakor}: {', '.join(task.reasons)}")
    print(f"{len(due)} akan dijalankan, {len(tasks) - len(due)} tidak berubah")
    return 0


def _print_outcomes(ran: Ran) -> None:
    few = len(ran.outcomes) <= _FEW
    for outcome in ran.outcomes:
        if outcome.is_unchanged and few:
            print(f"{outcome.rakor}: {outcome.index_path} (tidak berubah)")
        elif outcome.ok and not outcome.is_unchanged:
            print(f"{outcome.rakor}: {outcome.index_path} ({outcome.seconds:.1f} s)")
    if len(ran.outcomes) > 1 and ran.n_unchanged:
        print(f"{ran.n_unchanged} tidak berubah")
    if ran.page:
        print(f"laporan: {ran.page}")
    if ran.failed:
        print(f"\n{len(ran.failed)} dari {len(ran.outcomes)} Rakor gagal:", file=sys.stderr)
        for outcome in ran.failed:
            print(f"  {outcome.rakor} | {outcome.where} | {outcome.message}", file=sys.stderr)
            if outcome.kept_path:
                print(f"    lihat {outcome.kept_path}", file=sys.stderr)


def _status(options: argparse.Namespace) -> int:
    if bool(options.rakor) == options.all:
        raise BangkitError("sebut satu kunci Rakor, atau --all (salah satu).")
    from bangkit_nb.params import find_project
    from bangkit_nb.run.changes import find_runnable
    from bangkit_nb.run.status import read_status, render_table

    proyek = find_project()
    chosen = find_runnable(proyek) if options.all else [options.rakor]
    print(render_table(read_status(proyek, chosen)))
    if options.all and not options.surel:
        return 0
    from bangkit_nb.mail.commands import run_status

    return max(run_status(argparse.Namespace(**vars(options) | {"rakor": r})) for r in chosen)


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
