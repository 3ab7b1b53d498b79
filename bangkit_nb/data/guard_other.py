"""The guarded child for documents of others: .xls, .ods and .csv besides .xlsx.

Runs in the child process only, under the limits of guard_child.py. What a file is, its bytes say,
not its name. Formulas are never evaluated: the stored results are read.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from typing import Any

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_child import answer, read_book
from bangkit_nb.data.guard_scan import DAMAGED, Refused
from bangkit_nb.data.guard_xls import ERRORS, SheetMarks, read_marks
from bangkit_nb.data.guard_zip import Container

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")
_ERRORS = frozenset((*ERRORS.values(), "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!"))
_SEPARATORS = (";", ",", "\t", "|")
_TOO_LONG = (
    "berisi lebih dari 50.000 baris atau 200 kolom. Hapus yang tidak dipakai, atau pecah menjadi "
    "beberapa berkas."
)


def read_any(content: bytes) -> dict[str, Any]:
    """Return the sheets of a document; raises Refused with the reason in Indonesian."""
    if content.startswith(b"PK\x03\x04"):
        container = Container(content)
        if "content.xml" not in container.parts:
            del container
            return read_book(content)
        marks = _OdsMarks(container.read("content.xml"))
        container.check_unread({"content.xml"})
        return {"sheets": _read_calamine(content, marks.tables), "kind": "ods"}
    if content.startswith(_CFB):
        return {"sheets": _read_calamine(content, read_marks(content)), "kind": "xls"}
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_HTML) or head.startswith(b"<?xml"):
        raise Refused(
            "sebenarnya halaman web (HTML atau XML), sering dari unduhan aplikasi. Buka di Excel, "
            "pilih Simpan Sebagai, jenis 'Buku Kerja Excel (.xlsx)'."
        )
    return {"sheets": [_read_text(content)], "kind": "csv"}


def _read_calamine(content: bytes, marks: list[SheetMarks]) -> list[dict[str, Any]]:
    import python_calamine as calamine

    sheets: list[dict[str, Any]] = []
    n_cells = 0
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for number, about in enumerate(book.sheets_metadata):
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                _check_size(sheet.end)
                rows: list[list[Any]] = [] if sheet.end is None else sheet.to_python(False)
                for row in rows:
                    while row and row[-1] == "":
                        row.pop()
                    n_cells += len(row)
                if n_cells > scan.MAX_CELLS or len(sheets) > scan.MAX_SHEETS:
                    raise Refused(_TOO_LONG)
                is_hidden = about.visible != calamine.SheetVisibleEnum.Visible
                merged = sheet.merged_cell_ranges or []
                seen = marks[number] if number < len(marks) else SheetMarks()
                plain = _plain(about.name, rows)
                sheets.append({
                    **plain, "is_hidden": is_hidden, "hidden": seen.hidden,
                    "hidden_columns": seen.hidden_columns, "uncomputed": seen.uncomputed,
                    "errors": [*seen.errors, *plain["errors"]],
                    "merged": [(a + 1, b, c + 1, d) for (a, b), (c, d) in merged[:10_000]],
                })  # fmt: skip
    except (calamine.CalamineError, ValueError, OSError):
        raise Refused(DAMAGED) from None
    return sheets


def _check_size(end: tuple[int, int] | None) -> None:
    if end is not None and (end[0] >= scan.MAX_ROWS or end[1] >= scan.MAX_COLUMNS):
        raise Refused(_TOO_LONG)


def _plain(name: str, rows: list[list[Any]]) -> dict[str, Any]:
    return {"name": name, "rows": rows, "hidden": [], "hidden_columns": [], "merged": [],
            "uncomputed": [], "errors": _mark_errors(rows), "is_hidden": False}  # fmt: skip


class _OdsMarks:
    """Find hidden rows, errors and formulas without a result in an OpenDocument; checks its XML."""

    def __init__(self, content: bytes) -> None:
        self.tables: list[SheetMarks] = []
        self._row = self._column = self._columns = 0
        self._rows = range(0)
        self._text: list[str] | None = None  # of the cell with an error that is being read
        scan.parse(content, self._start, self._end, self._data)

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self._read_cell(attrs)
        elif name == "table-row":
            count = _repeats(attrs)
            state = next((v for k, v in attrs.items() if k.endswith(":visibility")), "")
            if self.tables and state in ("collapse", "filter") and count <= scan.MAX_ROWS:
                self.tables[-1].hidden += range(self._row + 1, self._row + count + 1)
            self._rows = range(self._row + 1, min(self._row + count, scan.MAX_ROWS) + 1)
            self._row, self._column = self._row + count, 0
        elif name == "table-column":
            count = _repeats(attrs)
            state = next((v for k, v in attrs.items() if k.endswith(":visibility")), "")
            if self.tables and state in ("collapse", "filter") and count <= scan.MAX_COLUMNS:
                self.tables[-1].hidden_columns += range(self._columns, self._columns + count)
            self._columns += count
        elif name == "table":
            self.tables.append(SheetMarks())
            self._row = self._column = self._columns = 0

    def _read_cell(self, attrs: dict[str, str]) -> None:
        kinds, is_formula = [], False
        for key, said in attrs.items():
            if key.endswith(":value-type"):
                kinds.append(said)
            elif key.endswith(":formula"):
                is_formula = True
        count = _repeats(attrs)
        is_error = "error" in kinds
        if (is_error or (is_formula and not kinds)) and self.tables:
            last = min(self._column + count, scan.MAX_COLUMNS)
            cells = [(row, c) for row in self._rows for c in range(self._column, last)]
            if is_error:
                self._text = []
                self.tables[-1].errors += [(row, column, "") for row, column in cells]
            else:
                self.tables[-1].uncomputed += cells
        self._column += count

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._text is None or name not in ("table-cell", "covered-table-cell"):
            return
        shown = "".join(self._text).strip()[:12] or "galat"
        errors = self.tables[-1].errors
        for i in range(len(errors) - 1, -1, -1):
            if errors[i][2]:
                break
            errors[i] = (*errors[i][:2], shown)
        self._text = None


def _repeats(attrs: dict[str, str]) -> int:
    for key, times in attrs.items():
        if key.endswith("-repeated"):
            return int(times) if times.isascii() and times.isdigit() and len(times) < 8 else 1
    return 1


def _mark_errors(rows: list[list[Any]]) -> list[tuple[int, int, str]]:
    """Empty the cells whose text is an Excel error, as CSV and some writers of .ods keep it."""
    found = []
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell.strip() in _ERRORS:
                found.append((number, column, cell.strip()))
                row[column] = ""
    return found


def _read_text(content: bytes) -> dict[str, Any]:
    """Read CSV: the encoding by BOM, then UTF-8, then Windows-1252; the separator by its rows."""
    text = _decode(content)
    if "\0" in text[:4096]:
        raise Refused("bukan berkas Excel, OpenDocument atau CSV, atau rusak di awalnya.")
    separator = ""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], rest
    csv.field_size_limit(scan.MAX_TEXT // 100)
    separator = separator or _find_separator(text)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= scan.MAX_ROWS or len(row) > scan.MAX_COLUMNS:
                raise Refused(_TOO_LONG)
            while row and row[-1] == "":
                row.pop()
            rows.append(list(row))
    except csv.Error:
        raise Refused("bukan CSV yang utuh: ada tanda kutip yang tidak ditutup.") from None
    return _plain("CSV", rows)


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _find_separator(text: str) -> str:
    """Return the separator that cuts most of the first rows into the same number of cells."""
    best, best_score = ",", 0
    sample = text[:200_000]
    for separator in _SEPARATORS:
        try:
            rows = [row for _, row in zip(range(60), csv.reader(
                io.StringIO(sample, newline=""), delimiter=separator), strict=False)]  # fmt: skip
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        if count * width > best_score:
            best, best_score = separator, count * width
    return best


def main() -> int:
    """Answer one document; see guard_child.answer."""
    return answer(read_any)


def run() -> None:
    """Answer and leave at once, as guard_child.run does."""
    os._exit(main())
