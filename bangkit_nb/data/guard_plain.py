"""Scan a sheet of plain cells by one regular expression a row, several times as fast as SheetScan.

Runs in the guarded child process only. It never refuses: a sheet that is not plain from its first
row to its last, or that breaks a limit, is left to SheetScan, which says why. Both must find the
same (tests/data/test_guard_plain.py).

Why a regular expression may be trusted here: head and tail hold no "<!" and no "<?" and expat has
read them; every "<" between them was matched, so each begins one of the tags named below; and what
the expression leaves open is looked at by itself: attributes, entities, characters (check_rest).
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_scan import Budget, Refused
from bangkit_nb.data.guard_sheet import SheetScan

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
MIN_BYTES = 65_536
"""Below, SheetScan is done before the expression for a row is compiled."""

_MAX_LETTERS = 64
"""Columns of a plain sheet: beyond, the expression for one row takes longer than it saves."""

_ROW = (
    rb'<row r="([1-9][0-9]{0,6})"((?: (?:spans|ht|customHeight|s|customFormat|hidden|outlineLevel'
    rb'|collapsed|thickTop|thickBot|ph|x14ac:dyDescent)="[^"<>&]*")*)(?:/>|>%b</row>)'
)
_FORMULA = rb"(?:<f(?: [^<>]*)?>[^<]*</f>|<f(?: [^<>/]*)?/>)?"
_TEXT = rb'<t(?: xml:space="preserve")?>[^<]*</t>|<t ?/>'
_CELL = (
    rb'(?:<c r="%b\1"(?: s="[0-9]+"(?![^<>]* s="))?'
    rb'(?:(?: t="(?:n|b)")?(?: s="[0-9]+")?'
    rb"(?:/>|></c>|><v ?/></c>|>%b<v>[!-%%'-;=-~]{1,400}</v></c>)"
    rb'| t="s"(?: s="[0-9]+")?(?:/>|></c>|><v ?/></c>|><v>[0-9]{1,9}</v></c>)'
    rb'| t="inlineStr"(?: s="[0-9]+")?(?:/>|></c>|><is>(?:%b)</is></c>)'
    rb'| t="str"(?: s="[0-9]+")?(?:/>|></c>|>%b<v>[^<&]{1,32767}</v></c>)))?'
)
"""One cell in its row (group 1); a formula only with its stored result."""

_REF = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"')
_LETTERS = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_FILLED_IN = rb'<c r="(%b)[0-9]+"[^<>]*><(?:is>|v>|f)'
_FILLED = re.compile(_FILLED_IN % b"[A-Z]{1,3}")
_SHARED = re.compile(rb't="s"(?: s="[0-9]+")?><v>([0-9]+)<')
_FORMULA_HEAD = re.compile(rb"<f( [^<>]*?)/?>")
_ENTITY = re.compile(rb"&[^;<>]*;?")
_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_XML = ((b"]", b"]]>"), (b"\xef", b"\xef\xbf\xbe"), (b"\xef", b"\xef\xbf\xbf"))
"""What UTF-8 can hold and XML can not, besides `_NO_TEXT`; one byte of it is soon looked for."""

_HIDDEN = re.compile(rb'<row r="([0-9]+)"[^<>]* hidden="(?:1|true)"')


def scan_sheet(name: str, content: bytes, lengths: array[int], budget: Budget,
               must_recalculate: bool) -> SheetScan:  # fmt: skip
    """Return what one sheet's XML says, the fast way where it can be; arguments as SheetScan."""
    arguments = (name, content, lengths, budget, must_recalculate)
    plain = scan_plain(*arguments) if len(content) >= MIN_BYTES else None
    return plain or SheetScan(*arguments)


def scan_plain(name: str, content: bytes, lengths: array[int], budget: Budget,
               must_recalculate: bool) -> SheetScan | None:  # fmt: skip
    """Return what a sheet of plain cells says; None, and the budget untouched, for any other."""
    start, end = content.find(_OPEN) + len(_OPEN), content.rfind(_CLOSE)
    if not len(_OPEN) <= start <= end:
        return None
    rest = content[:start] + content[end:]
    if b"<!" in rest or rest.rfind(b"<?") > 0:
        return None
    try:
        seen = SheetScan(name, rest, lengths, Budget(), must_recalculate)
        body = _Body(content, start, end)
        if seen.row or seen.column >= 0:
            return None  # cells outside of sheetData
        if not body.match_rows(b"" if must_recalculate else _FORMULA):
            return None
        n_cells, n_text = body.count(lengths)
        if budget.cells + n_cells > scan.MAX_CELLS or budget.text + n_text > scan.MAX_TEXT:
            return None
        body.check_rest()
        body.mark(seen)
    except Refused:
        return None
    if seen.last_row > scan.MAX_ROWS or seen.last_column >= scan.MAX_COLUMNS:
        return None
    budget.cells += n_cells
    budget.text += n_text
    seen.budget = budget
    return seen


@dataclass
class _Body:
    """Hold where the rows of a sheet stand in its XML."""

    content: bytes
    start: int
    end: int
    letters: frozenset[bytes] = frozenset()
    """Columns that have a cell, filled or not; known once the rows were matched."""
    heads: frozenset[bytes] = frozenset()
    """What stands in the tags of rows behind their number; known likewise."""

    def match_rows(self, formula: bytes) -> bool:
        """Tell whether every byte belongs to a plain row and the rows ascend; learn the columns."""
        content, at, end = self.content, self.start, self.end
        letters = frozenset(_LETTERS.findall(content, at, min(at + 20_000, end)))
        heads: set[bytes] = set()
        match, last = _row(letters, formula).match, 0
        while at < end:
            found = match(content, at, end)
            if found is None:  # a column that no row above has
                new = letters.union(_LETTERS.findall(content, at, content.find(b"</row>", at, end)))
                if new == letters or len(new) > _MAX_LETTERS:
                    return False
                letters, match = new, _row(new, formula).match
                continue
            row = int(found[1])
            if not last < row <= scan.EXCEL_ROWS:
                return False
            last, at = row, found.end()
            heads.add(found[2])
        self.letters, self.heads = letters, frozenset(heads)
        return True

    def check_rest(self) -> None:
        """Raise Refused unless matched rows are well-formed XML of plain characters in UTF-8."""
        body = self.content[self.start : self.end]
        try:
            body.decode()
        except UnicodeDecodeError:
            raise Refused(scan.DAMAGED) from None
        has_bad = any(byte in body and whole in body for byte, whole in _NO_XML)
        if has_bad or len(body.translate(None, _NO_TEXT)) < len(body):
            raise Refused(scan.DAMAGED)
        heads = self.heads.union(_FORMULA_HEAD.findall(body) if b"<f" in body else ())
        texts = set(_ENTITY.findall(body) if b"&" in body else ())
        parts = (*(b"<a%b/>" % head for head in sorted(heads)), *sorted(texts))
        scan.check_form(b"<a>%b</a>" % b"".join(parts))

    def count(self, lengths: array[int]) -> tuple[int, int]:
        """Return how many cells are filled, and the characters of their shared texts.

        Raises Refused for a shared text that is not there.
        """
        within = (self.start, self.end)
        n_cells = self.content.count(b"</v>", *within) + self.content.count(b"</is>", *within)
        if n_cells > scan.MAX_CELLS:
            return n_cells, 0
        shared = _SHARED.findall(self.content, *within)
        try:
            return n_cells, sum(map(lengths.__getitem__, map(int, shared)))
        except IndexError:
            raise Refused(scan.DAMAGED) from None

    def mark(self, seen: SheetScan) -> None:
        """Write down the hidden rows and where the cells end."""
        content, start, end = self.content, self.start, self.end
        seen.hidden = [int(row) for row in _HIDDEN.findall(content, start, end)]
        last = content.rfind(b'<c r="', start, end)
        ends = (b"</v></c>", b"</is></c>")
        filled = max(content.rfind(tag, start, end) for tag in ends)
        if last >= 0:
            seen.far_row, _ = self._ref(last)
            seen.far_column = max(map(_column, self.letters))
        if filled >= 0:
            seen.last_row, _ = self._ref(content.rfind(b'<c r="', start, filled))
            seen.last_column = self._last_filled(seen.far_column)

    def _last_filled(self, far: int) -> int:
        """Return the furthest filled column: mostly the furthest of any, which is soon seen."""
        letters = next(name for name in self.letters if _column(name) == far)
        if re.compile(_FILLED_IN % letters).search(self.content, self.start, self.end):
            return far
        found = _FILLED.finditer(self.content, self.start, self.end)
        return max(map(_column, {match[1] for match in found}))

    def _ref(self, at: int) -> tuple[int, int]:
        found = _REF.match(self.content, at)
        assert found is not None  # match_rows matched the whole row
        return int(found[2]), _column(found[1])


@lru_cache(maxsize=256)
def _row(letters: frozenset[bytes], formula: bytes) -> re.Pattern[bytes]:
    """Return what a row with cells in some of these columns, in their order, looks like."""
    cell = _CELL % (b"%b", formula, _TEXT, formula)
    cells = (cell.replace(b"%b", name) for name in sorted(letters, key=lambda n: (len(n), n)))
    return re.compile(_ROW % b"".join(cells))


def _column(letters: bytes) -> int:
    return scan.split_ref(letters.decode() + "1")[1]
