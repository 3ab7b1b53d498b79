"""The guarded child for documents of others: .xls, .ods and .csv besides .xlsx.

Runs in the child process only, under the limits of guard_child.py. What a file is, its bytes say,
not its name. Formulas are never evaluated: the stored results are read.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections import Counter
from typing import Any

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_child import limit_process, read_book, tag
from bangkit_nb.data.guard_scan import DAMAGED, Refused
from bangkit_nb.data.guard_zip import Container

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")
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
        hidden = _OdsRows(container.read("content.xml"))
        container.check_unread({"content.xml"})
        return {"sheets": _read_calamine(content, hidden.rows), "kind": "ods"}
    if content.startswith(_CFB):
        return {"sheets": _read_calamine(content, {}), "kind": "xls"}
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_HTML) or head.startswith(b"<?xml"):
        raise Refused(
            "sebenarnya halaman web (HTML atau XML), sering dari unduhan aplikasi. Buka di Excel, "
            "pilih Simpan Sebagai, jenis 'Buku Kerja Excel (.xlsx)'."
        )
    return {"sheets": [_read_text(content)], "kind": "csv"}


def _read_calamine(content: bytes, hidden: dict[str, list[int]]) -> list[dict[str, Any]]:
    import python_calamine as calamine

    sheets: list[dict[str, Any]] = []
    n_cells = 0
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for about in book.sheets_metadata:
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
                sheets.append({
                    **_plain(about.name, rows), "is_hidden": is_hidden,
                    "hidden": hidden.get(about.name, []),
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
            "uncomputed": [], "errors": [], "is_hidden": False}  # fmt: skip


class _OdsRows:
    """Find the hidden rows of each table of an OpenDocument; the XML is checked on the way."""

    def __init__(self, content: bytes) -> None:
        self.rows: dict[str, list[int]] = {}
        self._name, self._row = "", 0
        scan.parse(content, self._start)

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        said = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if name == "table":
            self._name, self._row = said.get("name", ""), 0
        elif name == "table-row":
            times = said.get("number-rows-repeated", "1")
            count = int(times) if times.isascii() and times.isdigit() and len(times) < 8 else 1
            if said.get("visibility") in ("collapse", "filter") and count <= scan.MAX_ROWS:
                found = self.rows.setdefault(self._name, [])
                found += range(self._row + 1, self._row + count + 1)
            self._row += count


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
    """Answer one file; the exit code is 0 whenever an answer was written."""
    limit_process()
    try:
        answer = json.dumps(read_any(sys.stdin.buffer.read()), default=tag, ensure_ascii=False)
    except Refused as refusal:
        answer = json.dumps({"reason": str(refusal)})
    except MemoryError:
        answer = json.dumps({"reason": "perlu memori lebih dari 1 GB untuk dibaca."})
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def run() -> None:
    """Answer and leave at once, as guard_child.run does."""
    os._exit(main())
