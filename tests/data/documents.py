"""Write Renja rows as the prints that offices send, with the oddities that such prints have."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from bangkit_nb.data.raw import RawSheet

Rows = Sequence[dict[str, str]]

FIELDS = (
    "kode_sub_kegiatan", "sub_kegiatan", "kegiatan", "program", "indikator", "target", "satuan",
    "lokasi", "pagu", "sumber_dana",
)  # fmt: skip


@dataclass(frozen=True)
class Odd:
    """Say which oddities a print has.

    kode: how codes are written: "", "spasi", "titik", "gabung" (code and name in one cell),
    "terpisah" (five columns). halaman: headers are repeated after so many rows, 0 = never.
    """

    kode: str = ""
    halaman: int = 0
    jumlah: bool = False
    pecah: bool = False
    gabung_sel: bool = False
    sembunyi: bool = False
    angka: bool = False
    teks_pagu: bool = False
    kosong: int = 0
    kaki: bool = False


@dataclass
class Print:
    """Collect the rows of one sheet."""

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    n_data: int = 0

    def add(self, *cells: Any) -> int:
        self.rows.append(list(cells))
        return len(self.rows)

    def raw(self, name: str, *, is_hidden: bool = False) -> RawSheet:
        return RawSheet(name, self.rows, frozenset(self.hidden), merged=tuple(self.merged),
                        is_hidden=is_hidden)  # fmt: skip


TC33_TOP = ["Kode", "Urusan/Bidang Urusan Pemerintahan Daerah dan Program/Kegiatan",
            "Indikator Kinerja Program/Kegiatan", "Rencana Tahun 2025", "", "", "",
            "Catatan Penting", "Prakiraan Maju Rencana Tahun 2026", ""]  # fmt: skip
TC33_LOW = ["", "", "", "Lokasi", "Target Capaian Kinerja", "Kebutuhan Dana/\nPagu Indikatif",
            "Sumber Dana", "", "Target Capaian Kinerja",
            "Kebutuhan Dana/Pagu Indikatif"]  # fmt: skip
SIPD_HEAD = ["No", "Kode", "Urusan/Bidang Urusan/Program/Kegiatan/Sub Kegiatan",
             "Indikator Program/Kegiatan/Sub Kegiatan", "Target Akhir Renstra",
             "Realisasi Capaian 2023", "Prakiraan Capaian 2024", "Target 2025",
             "Pagu Indikatif (Rp.)", "Lokasi", "Sumber Dana", "Prioritas Nasional",
             "Prioritas Daerah", "Kelompok Sasaran", "Prakiraan Maju Target",
             "Prakiraan Maju Pagu Indikatif (Rp.)",
             "Perangkat Daerah Penanggung Jawab"]  # fmt: skip


def _parents(row: dict[str, str]) -> list[tuple[str, str]]:
    code = row["kode_sub_kegiatan"].split(".")
    return [
        (code[0], "URUSAN PEMERINTAHAN"), (".".join(code[:2]), "BIDANG URUSAN"),
        (".".join(code[:3]), row["program"]), (".".join(code[:5]), row["kegiatan"]),
    ]  # fmt: skip


def _style(code: str, odd: Odd) -> Any:
    if odd.angka and code.count(".") < 2:
        return float(code)
    if odd.kode == "spasi":
        return code.replace(".", " . ")
    return code + "." if odd.kode == "titik" else code


def _target(row: dict[str, str]) -> str:
    return f"{row['target']} {row['satuan']}".strip()


def _pagu(row: dict[str, str], odd: Odd) -> Any:
    amount = int(row["pagu"])
    return "Rp " + f"{amount:,}".replace(",", ".") + ",00" if odd.teks_pagu else float(amount)


def print_tc33(rows: Rows, opd: str, odd: Odd = Odd()) -> Print:
    """Print one OPD's rows as T-C.33; the code may be spread over five columns."""
    made = Print()
    for title in ("RUMUSAN RENCANA PROGRAM DAN KEGIATAN PERANGKAT DAERAH TAHUN 2025",
                  "DAN PRAKIRAAN MAJU TAHUN 2026", f"Perangkat Daerah : {opd}"):  # fmt: skip
        made.add(title)
    for _ in range(odd.kosong):
        made.add("")
    wide = 4 if odd.kode == "terpisah" else 0

    def head() -> None:
        top = made.add(*([TC33_TOP[0], *[""] * wide, *TC33_TOP[1:]]))
        low = made.add(*([TC33_LOW[0], *[""] * wide, *TC33_LOW[1:]]))
        made.add(*(f"({n})" for n in range(1, 11 + wide)))
        for column in (*range(3), 7):
            at = column + (wide if column else 0)
            made.merged.append((top, at, low, at if column else wide))
        made.merged += [(top, 3 + wide, top, 6 + wide), (top, 8 + wide, top, 9 + wide)]

    def line(code: str, name: str, *rest: Any) -> int:
        if wide:
            parts = [*code.split("."), "", "", "", "", ""][:6]
            cut = [*parts[:3], ".".join(filter(None, parts[3:5])), parts[5]]
            return made.add(*cut, name, *rest)
        if odd.kode == "gabung":
            return made.add("", f"{code} {name}", *rest)
        return made.add(_style(code, odd), name, *rest)

    head()
    _print_tree(made, rows, odd, head, line, lambda r: (
        r["indikator"], r["lokasi"], _target(r), _pagu(r, odd), r["sumber_dana"], "", _target(r),
        1.0,
    ), name_column=1 + wide, parent=lambda total: ("", "", "", total, "", "", "", ""))  # fmt: skip
    if odd.kaki:
        made.add("")
        made.add("", *[""] * wide, "", "", "", "", "Bula, 1 Maret 2024")
        made.add("", *[""] * wide, "", "", "", "", "Kepala Dinas")
        made.add("", *[""] * wide, "", "", "", "", "NAMA PEJABAT")
        made.add("", *[""] * wide, "", "", "", "", "NIP. 19700101")
    return made


def print_sipd(rows: Rows, opd: str, odd: Odd = Odd()) -> Print:
    """Print rows as SIPD-RI's Renja of 17 columns."""
    made = Print()
    made.add("RENCANA KERJA TAHUN 2025")
    for _ in range(odd.kosong):
        made.add("")

    def head() -> None:
        made.add(*SIPD_HEAD)
        made.add(*(float(n) for n in range(1, 18)))

    def line(code: str, name: str, *rest: Any) -> int:
        if odd.kode == "gabung":
            return made.add("", "", f"{code} {name}", *rest)
        return made.add(float(made.n_data), _style(code, odd), name, *rest)

    head()
    _print_tree(made, rows, odd, head, line, lambda r: (
        r["indikator"], "100", "90", "95", _target(r), _pagu(r, odd), r["lokasi"],
        r["sumber_dana"], "PN", "PD", "Masyarakat", "1", 2.0, r.get("opd", opd),
    ), name_column=2, parent=lambda t: ("", "", "", "", "", t, *[""] * 7, opd))  # fmt: skip
    return made


def _print_tree(made: Print, rows: Rows, odd: Odd, head: Any, line: Any, cells: Any, *,
                name_column: int, parent: Any) -> None:  # fmt: skip
    before: list[tuple[str, str]] = []
    for number, row in enumerate(rows):
        if odd.halaman and number and number % odd.halaman == 0:
            made.add("Halaman 2 dari 9")
            head()
        now = _parents(row)
        for level, item in enumerate(now):
            if before[: level + 1] != now[: level + 1]:
                line(*item, *parent(999.0))
        before = now
        name = row["sub_kegiatan"]
        rest = ""
        if odd.pecah and " " in name[10:]:
            cut = name.index(" ", 10)
            name, rest = name[:cut], name[cut + 1 :]
        at = line(row["kode_sub_kegiatan"], name, *cells(row))
        made.n_data += 1
        if odd.sembunyi and number % 3 == 0:
            made.hidden.add(at)
        if rest:
            made.add(*[""] * name_column, rest)
        if odd.jumlah and number % 4 == 3:
            made.add("Jumlah", *[""] * 4, 12345.0)
            made.add(*[""] * name_column, "Total Program", "", "", "", 5.0)


def write_xlsx(path: Path, sheets: dict[str, Print], hidden: Sequence[str] = ()) -> Path:
    """Write prints as a real workbook, merged cells and hidden rows included."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, made in sheets.items():
        sheet = book.create_sheet(name)
        for r, row in enumerate(made.rows, 1):
            for c, value in enumerate(row, 1):
                if value != "":
                    sheet.cell(r, c).value = value
        for top, left, bottom, right in made.merged:
            if (top, left) != (bottom, right):
                sheet.merge_cells(
                    f"{get_column_letter(left + 1)}{top}:{get_column_letter(right + 1)}{bottom}"
                )
        for number in made.hidden:
            sheet.row_dimensions[number].hidden = True
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], *, separator: str = ";",
              encoding: str = "utf-8") -> Path:  # fmt: skip
    """Write rows as CSV in any encoding."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path
