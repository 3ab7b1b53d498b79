"""Turn the rows under a header into a frame, and say what was not taken as data."""

from __future__ import annotations

import re

import pandas as pd

from bangkit_nb.columns import RENCANA, RENJA, ROW, Sheet
from bangkit_nb.data.layout_columns import Columns, is_numbering
from bangkit_nb.data.layout_marks import list_rows, report_hidden, report_marks, report_merged
from bangkit_nb.data.raw import Cell, RawSheet
from bangkit_nb.errors import Problem
from bangkit_nb.text import fold, header_key, redact, shorten, tidy

KEYS = {RENCANA.name: ("id_usulan", "kode_desa"), RENJA.name: ("kode_opd", "kode_sub_kegiatan")}
"""Sheets that people end with a total or a signature, and the columns such a row leaves empty."""

_TOTAL = re.compile(
    r"(sub ?|grand )?(total|jumlah)( (total|keseluruhan|seluruhnya|umum|anggaran|pagu|dana|biaya))*"
    r"( \(?rp\.?\)?)?[ :.]*"
)

Row = tuple[int, dict[str, Cell]]


def count_filled(raw: RawSheet) -> int:
    """Return the number of rows that hold anything."""
    marked = {row for row, _ in (*raw.uncomputed, *raw.excel_errors)}
    filled = {number for number, row in enumerate(raw.rows, 1) if any(map(tidy, row))}
    return len(filled | marked)


def build_frame(
    sheet: Sheet, raw: RawSheet, columns: Columns
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the sheet's frame (see `layouts.Workbook.frames`) and what was found on the way."""
    body, problems = _read_rows(sheet, raw, columns)
    kept, dropped = _split_totals(sheet, body)
    problems += [_report_dropped(sheet, row) for row in dropped]
    kept, aside = _split_remarks(kept, columns, raw)
    problems += _report_aside(sheet, aside)
    numbers = [number for number, _ in kept]
    problems += report_marks(sheet, raw, columns, numbers)
    problems += report_hidden(sheet, raw, columns, {number for number, _ in body})
    problems += report_merged(sheet, raw, columns, numbers)
    series = {ROW: pd.Series(numbers, dtype="int64")}
    for name in columns.at.values():
        series[name] = pd.Series([cells[name] for _, cells in kept], dtype=object)
    return pd.DataFrame(series), problems


def _read_rows(sheet: Sheet, raw: RawSheet, columns: Columns) -> tuple[list[Row], list[Problem]]:
    """Return the rows that hold anything, without repeated headers and column numbers."""
    marked = {row for row, _ in (*raw.uncomputed, *raw.excel_errors)}
    header = [header_key(cell) for cell in raw.rows[columns.header_row - 1]]
    last = max([len(raw.rows), *marked])
    body: list[Row] = []
    problems: list[Problem] = []
    for number in range(columns.header_row + 1, last + 1):
        row = raw.rows[number - 1] if number <= len(raw.rows) else ()
        cells = {
            name: _clean(row[at]) if at < len(row) else None for at, name in columns.at.items()
        }
        if number not in marked and all(value is None for value in cells.values()):
            continue
        if number == columns.header_row + 1 and is_numbering(list(row)):
            problems.append(_tell(sheet, number, "adalah nomor kolom (1, 2, 3, ...)"))
        elif len(row) == len(header) and all(map(_names, row, header)):
            problems.append(_tell(sheet, number, "mengulang judul kolom"))
        else:
            body.append((number, cells))
    return body, problems


def _names(cell: Cell, header: str) -> bool:
    return header_key(cell) == header


def _clean(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not tidy(cell) else cell


def _tell(sheet: Sheet, number: int, what: str) -> Problem:
    return Problem("info", sheet.name, number, "", "", f"Baris ini {what}; dilewati.")


# --- totals, signatures, remarks -----------------------------------------------------------------


def _split_totals(sheet: Sheet, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part the rows that look like a total, and the foot of the table, from the data."""
    keys = _keys(sheet)
    end = len(rows)
    while sheet.name in KEYS and end and _is_foot(sheet, keys, rows[end - 1][1]):
        end -= 1
    dropped = [row for i, row in enumerate(rows) if i >= end or _is_total(keys, row[1])]
    gone = {number for number, _ in dropped}
    return [row for row in rows if row[0] not in gone], dropped


def _keys(sheet: Sheet) -> tuple[str, ...]:
    required = tuple(column.name for column in sheet.columns if column.required)
    return KEYS.get(sheet.name, required)


def _is_total(keys: tuple[str, ...], cells: dict[str, Cell]) -> bool:
    """Tell a total: no key (a key cell may hold the merged word itself), and "Jumlah" somewhere."""
    if any(cells[key] is not None and not _TOTAL.fullmatch(fold(cells[key])) for key in keys):
        return False
    return any(isinstance(c, str) and _TOTAL.fullmatch(fold(c)) for c in cells.values())


def _is_foot(sheet: Sheet, keys: tuple[str, ...], cells: dict[str, Cell]) -> bool:
    """Tell a row below the table ("Jumlah Kec. Teluk Waru", "Mengetahui,", "Sumber: ...").

    A usulan whose keys were forgotten still has its kegiatan and bidang: two required cells. A
    foot has one at most, and no key unless the merged text stands in the key's own cell.
    """
    if _is_total(keys, cells):
        return True
    filled = [name for name in sheet.names if cells.get(name) is not None]
    words = [cells[key] for key in keys if cells[key] is not None]
    in_key = all(isinstance(word, str) and " " in tidy(word) for word in words) and len(words) < 2
    required = [name for name in filled if sheet.column(name).required]
    if not in_key or len(required) > 1:
        return False
    starts = (fold(cells[name]) for name in filled if isinstance(cells[name], str))
    return len(filled) == 1 or any(re.match(r"(sub ?|grand )?(total|jumlah)\b", s) for s in starts)


def _report_dropped(sheet: Sheet, row: Row) -> Problem:
    number, cells = row
    shown = " | ".join(redact(tidy(cell)) for cell in cells.values() if cell is not None)
    return Problem(
        "periksa", sheet.name, number, "", shorten(shown),
        "Baris ini tampak seperti jumlah atau catatan kaki dan tidak dihitung. Bila ini data, "
        f"isi {' dan '.join(_keys(sheet))}.",
    )  # fmt: skip


def _split_remarks(rows: list[Row], columns: Columns, raw: RawSheet) -> tuple[list[Row], list[Row]]:
    """Part the rows that hold something only outside the contract's columns."""
    own = [name for name in columns.at.values() if name not in columns.extras]
    marked = {
        row
        for row, at in (*raw.uncomputed, *raw.excel_errors)
        if columns.at.get(at) not in columns.extras
    }
    aside = [r for r in rows if r[0] not in marked and all(r[1][name] is None for name in own)]
    gone = {number for number, _ in aside}
    return [row for row in rows if row[0] not in gone], aside


def _report_aside(sheet: Sheet, rows: list[Row]) -> list[Problem]:
    if not rows:
        return []
    return [Problem(
        "periksa" if any(_says_more(cells) for _, cells in rows) else "info",
        sheet.name, rows[0][0], "", list_rows(number for number, _ in rows),
        f"{len(rows)} baris hanya terisi di luar kolom yang dikenal, jadi tidak dihitung.",
    )]  # fmt: skip


def _says_more(cells: dict[str, Cell]) -> bool:
    # A column of running numbers filled in ahead is common, and no loss.
    return any(cell is not None and not isinstance(cell, int | float) for cell in cells.values())
