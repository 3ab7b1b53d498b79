"""Read one cell by the kind of its column: a typed value, and what is wrong with it.

Declared: `READERS` has one reader for each kind of column. A reader never guesses; what it cannot
tell becomes missing and is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangkit_nb.columns import Column, Kind
from bangkit_nb.data.check_codes import read_daftar_kode, read_id, read_kode
from bangkit_nb.data.check_numbers import read_number, read_tahun, read_tanggal
from bangkit_nb.data.check_reading import (
    DASHES,
    EMPTY,
    NUMBERS,
    Context,
    Fault,
    Reader,
    Reading,
    as_text,
    severity_of,
)
from bangkit_nb.data.check_texts import read_pilihan, read_surel, read_teks
from bangkit_nb.text import find_personal, tidy

READERS: Mapping[Kind, Reader] = {
    "kode": read_kode,
    "daftar_kode": read_daftar_kode,
    "id": read_id,
    "teks": read_teks,
    "uang": read_number,
    "angka": read_number,
    "tahun": read_tahun,
    "tanggal": read_tanggal,
    "pilihan": read_pilihan,
    "surel": read_surel,
}


def read_cell(cell: Any, column: Column, context: Context) -> Reading:
    """Read one cell of `column`; None, "" and a lone dash count as empty."""
    if cell is None or (isinstance(cell, str) and tidy(cell) in DASHES):
        if not column.required:
            return Reading(EMPTY[column.kind])
        message = f"{column.header} kosong, padahal wajib. Isi sel ini."
        return Reading(EMPTY[column.kind], (Fault("kosong", "stop", message),))
    if column.kind not in ("teks", "daftar_kode"):
        masked = _masked(cell, is_number=column.kind in NUMBERS)
        if masked:
            message = f"Sel ini memuat nomor pribadi, bukan {column.header}. Hapus nomornya."
            fault = Fault("pribadi", severity_of(column), message, masked)
            return Reading(EMPTY[column.kind], (fault,))
    return READERS[column.kind](cell, column, context)


def _masked(cell: Any, *, is_number: bool) -> str:
    """Return the masked personal numbers of a cell, "" when it has none.

    In a column of numbers an amount such as 62.812.345.678 looks like a phone number: there a
    phone counts only with its leading 0 or +, as typed text.
    """
    text = as_text(cell)
    found = find_personal(text)
    if is_number:
        typed = isinstance(cell, str)
        found = [p for p in found if p.kind == "NIK" or (typed and text[p.start] in "0+(")]
    return "; ".join(item.masked for item in found)
