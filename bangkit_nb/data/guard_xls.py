"""Find in an old Excel file (.xls) what calamine does not tell: hidden rows, errors, a password.

Runs in the child process only. Reads the compound file and the records of [MS-XLS] that say it,
and nothing else; every offset comes from the file and is checked before it is followed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from bangkit_nb.data.guard_scan import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Refused

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_UNREADABLE = (
    "rusak, atau dari Excel yang sangat lama, sehingga baris tersembunyi dan galatnya tidak dapat "
    "dilihat. Buka di Excel, simpan sebagai .xlsx, lalu pakai berkas itu."
)
_LOCKED = "dikunci kata sandi. Buka di Excel, hapus kata sandinya (menu Info), lalu simpan."
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_ROW, _FORMULA, _BOOLERR, _COLINFO = 0x0208, 0x0006, 0x0205, 0x007D
_END = 0xFFFF_FFFA  # sector numbers from here on are marks, not sectors
_SMALL = 4096


@dataclass
class SheetMarks:
    """Hold what one sheet says: hidden rows (Excel's numbers), hidden columns, error cells.

    uncomputed: formulas without a result (OpenDocument alone).
    """

    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


def read_marks(content: bytes) -> list[SheetMarks]:
    """Return the marks of each sheet, in the order of the book; raises Refused.

    Charts and other sheets that are no worksheets have a place in the list too.
    """
    try:
        stream = _Compound(content).find("Workbook", "Book")
        return [_read_sheet(stream, offset) for offset in _list_sheets(stream)]
    except (struct.error, IndexError, ValueError):
        raise Refused(_UNREADABLE) from None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of the records of one substream, those of charts inside it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
    raise ValueError("no end")


def _list_sheets(stream: bytes) -> list[int]:
    offsets = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused(_LOCKED)
        if kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", body)[0])
    if not 0 < len(offsets) <= MAX_SHEETS:
        raise ValueError("no sheet")
    return offsets


def _read_sheet(stream: bytes, offset: int) -> SheetMarks:
    marks = SheetMarks()
    for kind, body in _records(stream, offset):
        if kind == _ROW:
            row, options = struct.unpack_from("<H10xH", body)
            if options & 0x20 and row < MAX_ROWS:
                marks.hidden.append(row + 1)
        elif kind == _COLINFO:
            first, last, options = struct.unpack_from("<HH4xH", body)
            if options & 1:
                marks.hidden_columns += range(first, min(last, MAX_COLUMNS) + 1)
        elif kind == _BOOLERR:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", body)
            if is_error:
                marks.errors.append((row + 1, column, ERRORS.get(code, "#?")))
        elif kind == _FORMULA:
            row, column, what, code, mark = struct.unpack_from("<HH2xBxB3xH", body)
            if mark == 0xFFFF and what == 2:
                marks.errors.append((row + 1, column, ERRORS.get(code, "#?")))
    return marks


class _Compound:
    """Read streams of a compound file ([MS-CFB]); raises ValueError or struct.error."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError("sector size")
        start, _, _, small, _, more, _ = struct.unpack_from("<7I", content, 48)
        sectors = [n for n in struct.unpack_from("<109I", content, 76) if n < _END]
        per = self.size // 4
        seen: set[int] = set()
        while more < _END:
            if more in seen:
                raise ValueError("circle")
            seen.add(more)
            *found, more = struct.unpack(f"<{per}I", self._sector(more))
            sectors += [n for n in found if n < _END]
        self.next = [n for s in sectors for n in struct.unpack(f"<{per}I", self._sector(s))]
        self.directory = self._chain(start)
        root = self._entry(0)
        self.small = self._chain(root[1]) if root[1] < _END else b""
        table = self._chain(small) if small < _END else b""
        self.next_small = list(struct.unpack(f"<{len(table) // 4}I", table))

    def find(self, *names: str) -> bytes:
        """Return the stream of the first of these names that is there."""
        entries = [self._entry(i) for i in range(len(self.directory) // 128)]
        for wanted in names:
            for name, start, size in entries:
                if name == wanted:
                    is_small = size < _SMALL
                    return (self._chain_small(start) if is_small else self._chain(start))[:size]
        raise ValueError("no such stream")

    def _entry(self, number: int) -> tuple[str, int, int]:
        at = number * 128
        length = struct.unpack_from("<H", self.directory, at + 64)[0]
        start, size = struct.unpack_from("<II", self.directory, at + 116)
        name = self.directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        return name, start, size

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        # The last sector of a file is cut short by some writers.
        return self.content[at : at + self.size].ljust(self.size, b"\0")

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(start, self.next)))

    def _chain_small(self, start: int) -> bytes:
        found = _follow(start, self.next_small)
        return b"".join(self.small[n * 64 : n * 64 + 64] for n in found)


def _follow(start: int, following: list[int]) -> list[int]:
    numbers: list[int] = []
    while start < _END:
        if len(numbers) > len(following):
            raise ValueError("circle")
        numbers.append(start)
        start = following[start]
    return numbers
