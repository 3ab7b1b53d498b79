"""The command `bangkit log`; heavy modules load inside them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import BangkitError


def add_commands(commands: Any, add: Add) -> None:
    """Add the command; add: cli's way to make one."""
    log = add(commands, "log", "bawa catatan penilaian dari dan ke komputer lain", _log)
    log.add_argument("tindakan", choices=("export", "merge"), help="tulis berkas, atau gabungkan")
    log.add_argument("rakor", metavar="RAKOR", help="kunci Rakor")
    log.add_argument("berkas", nargs="+", type=Path, metavar="BERKAS", help=".jsonl atau .xlsx")
    log.add_argument("--petugas", default="", metavar="NAMA",
                     help="siapa yang mengisi Excel; tanpa ini nama masuk komputer")  # fmt: skip


def _log(options: argparse.Namespace) -> int:
    import datetime as dt
    import getpass

    from bangkit_nb.data.commands import print_problems
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.exchange import merge_logs, write_log

    rakor = open_rakor(options.rakor)
    if options.tindakan == "export":
        if len(options.berkas) > 1:
            raise BangkitError("sebut satu berkas untuk diekspor.")
        print(f"{options.berkas[0]}: {write_log(rakor, options.berkas[0])} catatan")
        return 0
    now = dt.datetime.now(rakor.zona).isoformat(timespec="seconds")
    try:
        petugas = options.petugas or getpass.getuser()
    except (KeyError, OSError):
        raise BangkitError("komputer ini tidak punya nama masuk. Sebut --petugas NAMA.") from None
    done = merge_logs(rakor, options.berkas, petugas, now)
    print_problems([vars(problem) for problem in done.problems])
    print(f"{rakor.rakor}: {done.n_read} catatan dibaca, {done.n_new} baru")
    return 1 if done.problems else 0
