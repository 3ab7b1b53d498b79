"""The command `bangkit`: parse arguments, call one function, set the exit code.

Exit codes: 0 done; 1 a `stop` in the data, a failed run, or a fault said in one sentence; 2 a
command that cannot be understood. Heavy modules load inside the commands, so --help is instant.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bangkit_nb import __version__
from bangkit_nb.errors import BangkitError

if TYPE_CHECKING:
    from bangkit_nb.params import Rakor


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

    check = _add(commands, "check", "periksa buku kerja dan tampilkan masalahnya", _check)
    check.add_argument("sasaran", metavar="RAKOR|BERKAS.xlsx", help="kunci Rakor atau berkas Excel")
    check.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    run = _add(commands, "run", "jalankan notebook dan buat paket briefing", _run)
    run.add_argument("rakor", nargs="*", metavar="RAKOR", help="kunci Rakor, boleh beberapa")
    run.add_argument(
        "--all", action="store_true",
        help="semua Rakor; data contoh hanya bila belum ada Rakor sungguhan",
    )  # fmt: skip
    run.add_argument("--jobs", type=int, default=1, metavar="N", help="berapa Rakor sekaligus")

    match = _add(commands, "match", "cari padanan untuk tabel usulan dan tabel Renja (CSV)", _match)
    match.add_argument("--usulan", required=True, type=Path, metavar="U.csv",
                       help="perlu kolom id_usulan dan kegiatan")  # fmt: skip
    match.add_argument("--renja", required=True, type=Path, metavar="R.csv",
                       help="perlu kolom kode_sub_kegiatan dan sub_kegiatan")  # fmt: skip
    match.add_argument("--top", type=int, default=5, metavar="N", help="calon tiap usulan")
    match.add_argument("--out", required=True, type=Path, metavar="M.csv", help="hasil")

    new = _add(commands, "new-workbook", "tulis buku kerja kosong untuk diisi", _new_workbook)
    new.add_argument("berkas", type=Path, metavar="BERKAS.xlsx", help="berkas yang akan ditulis")

    _add_new_rakor(commands)

    log = _add(commands, "log", "bawa catatan penilaian dari dan ke komputer lain", _log)
    log.add_argument("tindakan", choices=("export", "merge"), help="tulis berkas, atau gabungkan")
    log.add_argument("rakor", metavar="RAKOR", help="kunci Rakor")
    log.add_argument("berkas", nargs="+", type=Path, metavar="BERKAS", help=".jsonl atau .xlsx")
    log.add_argument("--petugas", default="", metavar="NAMA",
                     help="siapa yang mengisi Excel; tanpa ini nama masuk komputer")  # fmt: skip

    from bangkit_nb.mail.commands import add_commands  # argparse alone; the rest loads when used

    add_commands(commands, _add)

    lab = _add(commands, "lab", "buka JupyterLab pada meja kerja ini", _lab)
    lab.add_argument("rakor", nargs="?", default="", metavar="RAKOR", help="buka Rakor ini")
    lab.add_argument("--port", type=int, default=8888, metavar="N", help="nomor port")
    lab.add_argument("--no-browser", action="store_true", help="jangan buka peramban")
    return parser


def _add_new_rakor(commands: argparse._SubParsersAction[_Parser]) -> None:
    about = "mulai Rakor baru: berkas params dan buku kerja kosong"
    new = _add(commands, "new-rakor", about, _new_rakor)
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
        print(f"bangkit: berkas{name}: {fault.strerror or fault}", file=sys.stderr)
    except KeyboardInterrupt:
        print("bangkit: dihentikan", file=sys.stderr)
        return 130
    return 1


def _check(options: argparse.Namespace) -> int:
    from bangkit_nb.data.checks import check_workbook, problems_frame
    from bangkit_nb.data.workbook import read_workbook

    rakor, path = _find_workbook(options.sasaran)
    checked = check_workbook(read_workbook(path), rakor)
    frame = problems_frame(checked.problems)
    if options.json:
        print(frame.to_json(orient="records", force_ascii=False, indent=1))
    else:
        _print_problems(frame.to_dict("records"))
        counts = ", ".join(f"{checked.n(s)} {s}" for s in ("stop", "periksa", "info"))
        print(f"{checked.name}: {counts}")
    return 1 if checked.n("stop") else 0


def _find_workbook(target: str) -> tuple[Rakor | None, Path]:
    """Return the Rakor and workbook of a key or file; a file may belong to no Rakor."""
    from bangkit_nb.params import find_project, list_rakor, open_rakor

    if not target.lower().endswith((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")):
        rakor = open_rakor(target)
        return rakor, rakor.buku_kerja_path
    path = Path(target)
    try:
        project = find_project()
        known = [open_rakor(key, project) for key in list_rakor(project)]
    except BangkitError:  # outside a project, or a broken params file: the file alone is checked
        return None, path
    return next((r for r in known if r.buku_kerja_path == path.resolve()), None), path


def _print_problems(problems: list[dict[Any, Any]]) -> None:
    if not problems:
        return
    heads = ("tingkat", "lembar", "baris", "kolom", "nilai", "pesan")
    keys = ("severity", "sheet", "row", "column", "value", "message")
    rows = [tuple(_cell(problem[key]) for key in keys) for problem in problems]
    widths = [min(28, max(len(r[i]) for r in (heads, *rows))) for i in range(5)]
    for row in (heads, *rows):
        cells = [value[:width].ljust(width) for value, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[5]]).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, float):  # pandas holds row numbers as floats where some are missing
        return "-" if math.isnan(value) else str(int(value))
    return str(value or "") or "-"


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


def _log(options: argparse.Namespace) -> int:
    import datetime as dt
    import getpass

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
    _print_problems([vars(problem) for problem in done.problems])
    print(f"{rakor.rakor}: {done.n_read} catatan dibaca, {done.n_new} baru")
    return 1 if done.problems else 0


def _lab(options: argparse.Namespace) -> int:
    from bangkit_nb.desk.launcher import run_lab

    return run_lab(options.rakor, port=options.port, browser=not options.no_browser)


def _new_rakor(options: argparse.Namespace) -> int:
    from bangkit_nb.run.new_rakor import write_new_rakor

    given = {k: v for k, v in vars(options).items() if k != "action" and v is not None}
    made = write_new_rakor(given)
    print(f"{made.rakor}: {made.params_path}\n{made.rakor}: {made.buku_kerja_path}")
    return 0


def _new_workbook(options: argparse.Namespace) -> int:
    from bangkit_nb.data.workbook import write_template

    print(write_template(options.berkas))
    return 0


if __name__ == "__main__":
    sys.exit(main())
