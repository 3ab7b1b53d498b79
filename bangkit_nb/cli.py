"""The command `bangkit`: parse arguments, call one function, set the exit code.

Exit codes: 0 done; 1 a `stop` in the data, a failed run, or a fault said in one sentence; 2 a
command that cannot be understood. Heavy modules load inside the commands, so --help is instant.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from bangkit_nb import __version__
from bangkit_nb.errors import BangkitError, explain_fault


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Indonesian."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options, add_help=False)  # type: ignore[arg-type]
        self._positionals.title = "argumen"
        self._optionals.title = "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "pemakaian: ", 1)

    def error(self, message: str) -> NoReturn:
        for english, indonesian in (
            ("the following arguments are required", "argumen ini wajib"),
            ("unrecognized arguments", "argumen tidak dikenal"),
            ("expected one argument", "butuh satu nilai"),
            ("invalid choice", "pilihan salah"),
            ("choose from", "pilih"),
            ("invalid int value", "bukan bilangan bulat"),
            ("argument ", ""),
        ):
            message = message.replace(english, indonesian)
        self.exit(2, f"{self.prog}: {message}\nLihat: {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="bangkit",
        description="Meja kerja Rakor: dari buku kerja Excel ke paket briefing.",
    )
    parser.add_argument("--version", action="version", version=f"bangkit {__version__}",
                        help="tampilkan versi")  # fmt: skip
    commands = parser.add_subparsers(
        title="perintah", metavar="PERINTAH", required=True, parser_class=_Parser
    )

    match = _add(commands, "match", "cari padanan untuk tabel usulan dan tabel Renja (CSV)", _match)
    match.add_argument("--usulan", required=True, type=Path, metavar="U.csv",
                       help="perlu kolom id_usulan dan kegiatan")  # fmt: skip
    match.add_argument("--renja", required=True, type=Path, metavar="R.csv",
                       help="perlu kolom kode_sub_kegiatan dan sub_kegiatan")  # fmt: skip
    match.add_argument("--top", type=int, default=5, metavar="N", help="calon tiap usulan")
    match.add_argument("--out", required=True, type=Path, metavar="M.csv", help="hasil")

    # argparse alone; the rest of a room loads when its command runs
    from bangkit_nb.data.commands import add_commands as add_data
    from bangkit_nb.mail.commands import add_commands as add_mail
    from bangkit_nb.mail.remind_commands import add_commands as add_remind
    from bangkit_nb.pack.commands import add_commands as add_pack
    from bangkit_nb.review.commands import add_commands as add_review
    from bangkit_nb.run.commands import add_commands as add_run

    for add_room in (add_data, add_mail, add_remind, add_pack, add_run, add_review):
        add_room(commands, _add)

    lab = _add(commands, "lab", "buka JupyterLab pada meja kerja ini", _lab)
    lab.add_argument("rakor", nargs="?", default="", metavar="RAKOR", help="buka Rakor ini")
    lab.add_argument("--port", type=int, default=8888, metavar="N", help="nomor port")
    lab.add_argument("--no-browser", action="store_true", help="jangan buka peramban")
    return parser


def _add(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    about: str,
    action: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    parser.set_defaults(action=action)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know every character
            stream.reconfigure(errors="replace")
    options = build_parser().parse_args(argv)
    try:
        return int(options.action(options))
    except BangkitError as fault:
        print(f"bangkit: {fault}", file=sys.stderr)
    except OSError as fault:
        name = f" {Path(fault.filename).name}" if fault.filename else ""
        print(f"bangkit: berkas{name}: {explain_fault(fault)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("bangkit: dihentikan", file=sys.stderr)
        return 130
    return 1


def _match(options: argparse.Namespace) -> int:
    import pandas as pd

    from bangkit_nb.align.matching import match_usulan
    from bangkit_nb.files import write_atomic
    from bangkit_nb.text import to_csv

    def read(path: Path) -> pd.DataFrame:
        try:
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (UnicodeDecodeError, ValueError) as fault:
            raise BangkitError(f"{path.name} bukan CSV UTF-8 yang benar ({fault}).") from None

    if options.top < 1:
        raise BangkitError("--top harus 1 atau lebih.")
    found = match_usulan(read(options.usulan), read(options.renja), top=options.top)
    write_atomic(options.out, to_csv(found))
    print(f"{options.out}: {found['id_usulan'].nunique()} usulan, {len(found)} baris")
    return 0


def _lab(options: argparse.Namespace) -> int:
    from bangkit_nb.desk.launcher import run_lab

    return run_lab(options.rakor, port=options.port, browser=not options.no_browser)


if __name__ == "__main__":
    sys.exit(main())
