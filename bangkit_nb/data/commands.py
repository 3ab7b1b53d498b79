"""The commands `bangkit check`, `new-workbook` and `import`; heavy modules load inside them."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bangkit_nb.errors import BangkitError

if TYPE_CHECKING:
    from bangkit_nb.data.import_report import ImportReport
    from bangkit_nb.params import Rakor

Add = Callable[[Any, str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
"""How the command line makes one command: add(commands, name, about, action) -> its parser."""


def add_commands(commands: Any, add: Add) -> None:
    """Add the commands; add: cli's way to make one."""
    check = add(commands, "check", "periksa buku kerja dan tampilkan masalahnya", _check)
    check.add_argument("sasaran", metavar="RAKOR|BERKAS.xlsx", help="kunci Rakor atau berkas Excel")
    check.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    new = add(commands, "new-workbook", "tulis buku kerja kosong untuk diisi", _new_workbook)
    new.add_argument("berkas", type=Path, metavar="BERKAS.xlsx", help="berkas yang akan ditulis")
    _add_import(commands, add)


def _add_import(commands: Any, add: Add) -> None:
    take = add(commands, "import", "isi buku kerja dari berkas Renja, SIPD, RKP Desa, usulan",
               _import)  # fmt: skip
    take.add_argument("berkas", nargs="+", type=Path, metavar="BERKAS",
                      help=".xlsx, .xlsm, .xls, .ods atau .csv")  # fmt: skip
    take.add_argument("--into", required=True, metavar="RAKOR|BUKU.xlsx",
                      help="buku kerja tujuan; dibuat bila belum ada")  # fmt: skip
    take.add_argument("--sheet", default="", metavar="LEMBAR",
                      help="hanya tata letak untuk lembar ini, misalnya Renja")  # fmt: skip
    take.add_argument("--map", action="append", default=[], metavar='"JUDUL=kolom"', dest="peta",
                      help="arti judul yang tidak dikenal; boleh diulang")  # fmt: skip
    take.add_argument("--map-name", default="", metavar="NAMA", help="nama untuk menyimpan --map")
    take.add_argument("--sum", action="store_true", dest="jumlahkan",
                      help="dengan --map: baris belanja dijumlahkan per sub kegiatan")  # fmt: skip
    take.add_argument("--terima", action="append", default=[], metavar='"NAMA=kode"',
                      help="terima arti sebuah nama desa atau OPD; boleh diulang")  # fmt: skip
    take.add_argument("--json", action="store_true", help="cetak sebagai JSON")
    take.add_argument("--dry-run", action="store_true", help="tampilkan saja, jangan menulis")


def _import(options: argparse.Namespace) -> int:
    from bangkit_nb.data.importing import UnknownLayout

    try:
        report = _write_import(options)
    except BangkitError as fault:
        if not options.json:
            raise
        told: dict[str, object] = {"sentence": str(fault), "text": ""}
        if isinstance(fault, UnknownLayout):
            told |= {"sentence": fault.short, "headers": fault.headers, "columns": fault.columns}
        print(json.dumps(told, ensure_ascii=False))
        return 1
    if options.json:
        said = {"sentence": report.sentence, "text": str(report)}
        print(json.dumps(said, ensure_ascii=False))
    else:
        print(report)
    return 0


def _write_import(options: argparse.Namespace) -> ImportReport:
    from bangkit_nb.data.importing import write_import
    from bangkit_nb.params import open_rakor

    is_file = options.into.lower().endswith((".xlsx", ".xlsm"))
    return write_import(
        options.berkas, Path(options.into) if is_file else open_rakor(options.into),
        sheet=options.sheet, peta=options.peta, nama_peta=options.map_name,
        jumlahkan=options.jumlahkan, terima=options.terima, dry_run=options.dry_run,
    )  # fmt: skip


def _check(options: argparse.Namespace) -> int:
    from bangkit_nb.data.checks import check_workbook, problems_frame
    from bangkit_nb.data.workbook import read_workbook

    rakor, path = _find_workbook(options.sasaran)
    checked = check_workbook(read_workbook(path), rakor)
    frame = problems_frame(checked.problems)
    if options.json:
        print(frame.to_json(orient="records", force_ascii=False, indent=1))
    else:
        print_problems(frame.to_dict("records"))
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


def print_problems(problems: list[dict[Any, Any]]) -> None:
    """Print problems as a table; problems: one dict each, keys as the fields of Problem."""
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


def _new_workbook(options: argparse.Namespace) -> int:
    from bangkit_nb.data.workbook import write_template

    print(write_template(options.berkas))
    return 0
