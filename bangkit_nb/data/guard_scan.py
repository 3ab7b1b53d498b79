"""Stream the XML of an untrusted workbook and refuse what is not a plain sheet of cells.

Runs in the guarded child process only; standard library only, so that the child starts fast.
It finds what python-calamine does not tell (hidden rows, formulas without a stored value, Excel's
error values) and what makes calamine abort the whole process (RELIABILITY.md row 1).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000  # filled cells of the whole book
MAX_AREA = 5_000_000  # rows x columns of one sheet: calamine holds it densely
MAX_TEXT = 64_000_000  # characters, counted once for every cell that shows them
MAX_SHEETS = 200
EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384

DAMAGED = "isinya rusak atau terpotong. Minta salinan baru, atau buka di Excel lalu simpan ulang."
_ORDER = (
    "susunan selnya tidak wajar (sel ganda, tidak berurutan, atau di luar batas Excel). "
    "Buka di Excel, lalu simpan sebagai berkas .xlsx baru."
)


class Refused(Exception):
    """The file is not read; the text is the reason and the remedy, in Indonesian."""


Start = Callable[[str, dict[str, str]], None]


def parse(content: bytes, start: Start, end: Callable[[str], None] | None = None,
          data: Callable[[str], None] | None = None) -> None:  # fmt: skip
    """Feed one XML part to the handlers; element names come without their namespace prefix.

    Raises Refused for a DOCTYPE (so no entity is ever declared), for anything but UTF-8 (calamine
    silently reads nothing from UTF-16), and for XML that is not well formed.
    """
    parser = build_parser()
    local: dict[str, str] = {}

    def on_start(name: str, attrs: dict[str, str]) -> None:
        start(local.get(name) or local.setdefault(name, name.rpartition(":")[2]), attrs)

    parser.StartElementHandler = on_start
    if end is not None:
        on_end = end
        parser.EndElementHandler = lambda name: on_end(local.get(name, name))
    parser.CharacterDataHandler = data
    _feed(parser, content)


def parse_named(
    content: bytes,
    begin: Mapping[str, Callable[[dict[str, str]], None]],
    end: Mapping[str, Callable[[], None]],
    data: Callable[[str], None],
) -> None:
    """Feed one XML part to the handlers of the elements they name; errors as `parse`.

    A sheet has hundreds of thousands of elements, so each finds its handler in one step.
    """
    parser = build_parser()
    begins = _Handlers(begin)
    ends = _Handlers(end)

    def on_start(name: str, attrs: dict[str, str]) -> None:
        handler = begins[name]
        if handler is not None:
            handler(attrs)

    def on_end(name: str) -> None:
        handler = ends[name]
        if handler is not None:
            handler()

    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.CharacterDataHandler = data
    _feed(parser, content)


class _Handlers(dict[str, Any]):
    """Find the handler of an element by its name with whatever prefix; None where it has none."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, name: str) -> Any:
        found = self[name] = self._known.get(name.rpartition(":")[2])
        return found


def check_form(content: bytes) -> None:
    """Check that one XML part is well formed, in UTF-8 and without DOCTYPE; errors as `parse`."""
    _feed(build_parser(), content)


def _feed(parser: expat.XMLParserType, content: bytes) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        raise Refused("pengodeannya bukan UTF-8. Buka di Excel, lalu simpan ulang sebagai .xlsx.")
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused(DAMAGED) from None


def build_parser() -> expat.XMLParserType:
    """Return an expat parser that refuses any DOCTYPE and any declared encoding but UTF-8."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def on_doctype(*_: object) -> None:
        raise Refused(
            "berisi DOCTYPE, yang tidak pernah ditulis Excel dan dapat berbahaya. "
            "Minta berkas baru dari pengirimnya."
        )

    def on_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(
                "pengodeannya bukan UTF-8. Buka di Excel, lalu simpan ulang sebagai .xlsx."
            )

    parser.StartDoctypeDeclHandler = on_doctype
    parser.XmlDeclHandler = on_declaration
    return parser


class BookScan:
    """Hold what xl/workbook.xml says: sheets as (name, relation id, hidden), and two flags."""

    def __init__(self, content: bytes) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False
        self.must_recalculate = False
        parse(content, self._start)
        if not self.sheets:
            raise Refused("tidak berisi satu lembar pun. Buka di Excel, lalu simpan ulang.")
        if len(self.sheets) > MAX_SHEETS:
            raise Refused(f"berisi lebih dari {MAX_SHEETS} lembar. Hapus yang tidak dipakai.")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "sheet":
            link = next((v for k, v in attrs.items() if k.endswith(":id")), "")
            is_hidden = attrs.get("state", "visible") != "visible"
            self.sheets.append((attrs.get("name", ""), link, is_hidden))
        elif name == "workbookPr":
            self.is_1904 = _is_true(attrs.get("date1904"))
        elif name == "calcPr":
            self.must_recalculate = _is_true(attrs.get("fullCalcOnLoad"))


def read_relations(content: bytes) -> list[tuple[str, str, str]]:
    """Return (id, last word of the type, part inside the zip) of xl/_rels/workbook.xml.rels."""
    found: list[tuple[str, str, str]] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            found.append((attrs.get("Id", ""), kind, _resolve(attrs.get("Target", ""))))

    parse(content, start)
    return found


def _resolve(target: str) -> str:
    parts: list[str] = [] if target.startswith("/") else ["xl"]
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def read_text_lengths(content: bytes) -> array[int]:
    """Return the length in characters of each shared string, in order.

    Raises Refused when uniqueCount or count promise far more than there is: calamine reserves
    memory on that promise and aborts.
    """
    lengths = array("q")
    inside = [False]  # within a phonetic reading, which is no part of the text

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)
        elif name == "rPh":
            inside[0] = True
        elif name == "sst":
            numbers = {k: v for k, v in attrs.items() if v.isascii() and v.isdigit()}
            promised.update({k: int(v[:25]) for k, v in numbers.items()})

    def end(name: str) -> None:
        if name == "rPh":
            inside[0] = False

    def data(text: str) -> None:
        if lengths and not inside[0]:
            lengths[-1] += len(text)

    promised: dict[str, int] = {}
    parse(content, start, end, data)
    # `count` is the number of cells that use a string, so the cells allowed bound it.
    uses, unique = promised.get("count", 0), promised.get("uniqueCount", 0)
    if unique > 10 * len(lengths) + 1000 or uses > 10 * MAX_CELLS:
        raise Refused(
            "daftar teksnya mengaku jauh lebih besar dari isinya. Berkas rusak atau sengaja "
            "dibuat berbahaya; buka di Excel, lalu simpan ulang."
        )
    return lengths


class Budget:
    """Count filled cells and characters over all sheets of one book."""

    def __init__(self) -> None:
        self.cells = 0
        self.text = 0

    def check(self) -> None:
        """Raise Refused when the book holds more than can be read safely."""
        if self.cells > MAX_CELLS:
            raise Refused("berisi lebih dari 2.000.000 sel terisi. Pecah menjadi beberapa berkas.")
        if self.text > MAX_TEXT:
            raise Refused("berisi terlalu banyak teks (lebih dari 64 juta huruf). Pecah berkasnya.")


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")


_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_column_of: dict[str, int] = {}


def split_ref(ref: str) -> tuple[int, int]:
    """Return (Excel row, 0-based column) of a reference like "AB12"; Refused outside Excel."""
    match = _REF.fullmatch(ref)
    if match is None:
        raise Refused(_ORDER)
    column = _column_of.get(match[1])
    if column is None:
        column = -1
        for letter in match[1]:
            column = (column + 1) * 26 + ord(letter) - 65
        _column_of[match[1]] = column
    row = int(match[2])
    if row > EXCEL_ROWS or column >= EXCEL_COLUMNS:
        raise Refused(_ORDER)
    return row, column


def refuse_order() -> Refused:
    """Return the refusal for cells in an impossible order."""
    return Refused(_ORDER)
