"""The guarded child: check the bytes on stdin, read them with calamine, answer JSON on stdout.

Started by guard.py; by hand: `python -m bangkit_nb.data.guard_child < FILE.xlsx`. It may die at
any moment (calamine aborts the process on some files); the parent copes. Answers:
`{"reason": "..."}` for a file that is refused, else `{"sheets": [...]}`.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_plain import scan_sheet
from bangkit_nb.data.guard_scan import DAMAGED, Budget, Refused
from bangkit_nb.data.guard_sheet import SheetScan
from bangkit_nb.data.guard_zip import CleanBook, Container

MEMORY_BYTES = 950_000_000
CPU_SECONDS = 16

_NEEDS = ("[Content_Types].xml", "xl/workbook.xml")


def main() -> int:
    """Answer one workbook; see `answer`."""
    return answer(read_book)


def answer(read: Callable[[bytes], dict[str, Any]]) -> int:
    """Answer the file on stdin as `read` reads it; 0 whenever an answer was written."""
    limit_process()
    gc.disable()  # the process ends with its answer; looking for rings of objects only costs
    try:
        said = json.dumps(read(sys.stdin.buffer.read()), default=tag, ensure_ascii=False)
    except Refused as refusal:
        said = json.dumps({"reason": str(refusal)})
    except MemoryError:
        said = json.dumps({
            "reason": "perlu memori lebih dari 1 GB untuk dibaca. Hapus lembar dan baris yang "
            "tidak dipakai, lalu simpan."
        })  # fmt: skip
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def limit_process() -> None:
    """Cap this process's memory (bytes) and CPU (seconds); on Windows the parent alone watches."""
    try:
        import resource
    except ImportError:
        return
    for what, wanted in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the parent's watch remains
            continue


def read_book(content: bytes) -> dict[str, Any]:
    """Return the sheets of the checked workbook; raises Refused with the reason in Indonesian."""
    container = Container(content)
    del content
    _check_kind(container)
    book = scan.BookScan(container.read("xl/workbook.xml"))
    links = scan.read_relations(container.read("xl/_rels/workbook.xml.rels"))
    part_of = {link: part for link, kind, part in links if kind == "worksheet"}
    others = {link for link, kind, _ in links if kind != "worksheet"}
    clean, read, budget = CleanBook(), {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}, Budget()
    lengths = scan.read_text_lengths(b"<sst/>")
    for kind in ("styles", "sharedStrings"):
        part = next((p for _, k, p in links if k == kind and p in container.parts), "")
        if part:
            content = container.read(part)
            if kind == "sharedStrings":
                lengths = scan.read_text_lengths(content)
            else:
                scan.parse(content, lambda *_: None)
            clean.add(kind, content)
            read.add(part)
    scans: list[tuple[SheetScan, bool]] = []
    for name, link, is_hidden in book.sheets:
        if link in others:
            continue  # a chart or a dialog has no cells
        part = part_of.get(link, "")
        content = container.read(part)
        seen = scan_sheet(name, content, lengths, budget, book.must_recalculate)
        clean.add_sheet(name, content)
        scans.append((seen, is_hidden))
        read.add(part)
    container.check_unread(read)
    del content, container
    return {"sheets": _read_cells(clean.close(is_1904=book.is_1904), scans)}


def _check_kind(container: Container) -> None:
    parts = container.parts
    if all(name in parts for name in _NEEDS) and "xl/_rels/workbook.xml.rels" in parts:
        return
    if "xl/workbook.bin" in parts:
        raise Refused("adalah Excel biner (.xlsb). Buka di Excel, lalu simpan sebagai .xlsx.")
    if "content.xml" in parts:
        raise Refused("adalah berkas OpenDocument (.ods). Simpan sebagai .xlsx.")
    if any(name.startswith(("word/", "ppt/")) for name in parts):
        raise Refused("adalah berkas Word atau PowerPoint, bukan Excel. Pilih buku kerja .xlsx.")
    raise Refused("adalah arsip zip biasa atau buku kerja yang rusak. Pilih buku kerja .xlsx.")


def _read_cells(stream: io.BytesIO, scans: list[tuple[SheetScan, bool]]) -> list[dict[str, Any]]:
    import python_calamine as calamine

    sheets = []
    try:
        with calamine.CalamineWorkbook.from_filelike(stream) as book:
            for number, (seen, is_hidden) in enumerate(scans):
                if (seen.last_row + 1) * (seen.last_column + 1) > scan.MAX_AREA:
                    raise Refused(
                        f"lembar '{seen.name}' terlalu luas (baris x kolom). Hapus sel terisi "
                        "yang jauh dari tabel, lalu simpan."
                    )
                sheet = book.get_sheet_by_index(number)
                _check_shape(sheet.end, seen)
                rows: list[list[Any]] = [] if sheet.end is None else sheet.to_python(False)
                for row in rows:
                    while row and row[-1] == "":
                        row.pop()
                sheets.append({"name": seen.name, "is_hidden": is_hidden, "rows": rows,
                               **seen.facts()})  # fmt: skip
    except calamine.CalamineError:
        raise Refused(DAMAGED) from None
    return sheets


def _check_shape(end: tuple[int, int] | None, seen: SheetScan) -> None:
    """Refuse when calamine and the scan disagree about where the sheet ends."""
    row, column = (0, -1) if end is None else (end[0] + 1, end[1])
    if not (seen.last_row <= row <= seen.far_row and seen.last_column <= column <= seen.far_column):
        raise scan.refuse_order()


def tag(value: object) -> object:
    """Return a date as JSON can carry it; a time or a duration becomes the text people see."""
    # Excel keeps a time of day or a duration as a number with a format; nothing in the contract
    # wants one, so it crosses as the text that the officer sees.
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    raise TypeError(type(value).__name__)


def run() -> None:
    """Answer and leave at once: freeing two million cells one by one takes seconds."""
    os._exit(main())


if __name__ == "__main__":
    run()
