"""Stream one sheet's XML: its limits, and what calamine does not tell about its cells.

Runs in the guarded child process only.
"""

from __future__ import annotations

from array import array
from typing import Any

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_scan import Budget, Refused

MAX_VALUE = 100_000
"""Characters of one stored value; Excel itself stops at 32,767."""


class SheetScan:
    """Hold what the XML of one sheet says; raises Refused on reading what breaks a limit.

    Attributes:
        hidden: Excel numbers of hidden rows. hidden_columns: 0-based.
        uncomputed: (row, column) of formulas without a stored value.
        errors: (row, column, "#N/A").
        merged: (first row, first column, last row, last column).
        last_row, last_column: the furthest filled cell (row as Excel counts, column 0-based).
        far_row, far_column: the furthest cell of any kind.
    """

    def __init__(self, name: str, content: bytes, lengths: array[int], budget: Budget,
                 must_recalculate: bool) -> None:  # fmt: skip
        self.name, self.lengths, self.budget = name, lengths, budget
        self.must_recalculate = must_recalculate
        self.hidden: list[int] = []
        self.hidden_columns: list[int] = []
        self.uncomputed: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.last_row, self.last_column, self.far_row, self.far_column = 0, -1, 0, -1
        self.row, self.column = 0, -1
        self.kind, self.value = "n", ""
        self.has_formula = self.has_value = self.has_text = self.collects = False
        begin = {"c": self._cell, "row": self._row, "v": self._value, "f": self._formula,
                 "is": self._inline, "mergeCell": self._merge, "col": self._col}  # fmt: skip
        scan.parse_named(content, begin, {"v": self._end_value, "c": self._close}, self._data)
        budget.check()

    def facts(self) -> dict[str, Any]:
        """Return what is sent to the parent, ready for JSON."""
        return {
            "hidden": self.hidden, "hidden_columns": self.hidden_columns, "merged": self.merged,
            "uncomputed": self.uncomputed, "errors": self.errors,
        }  # fmt: skip

    def _data(self, text: str) -> None:
        if self.collects:
            self.value += text
            if len(self.value) > MAX_VALUE:
                raise Refused(scan.DAMAGED)

    def _row(self, attrs: dict[str, str]) -> None:
        ref = attrs.get("r")
        if ref is None:
            row = self.row + 1
        elif ref.isascii() and ref.isdigit() and len(ref) < 8:
            row = int(ref)
        else:
            raise scan.refuse_order()
        if not self.row < row <= scan.EXCEL_ROWS:
            raise scan.refuse_order()
        self.row, self.column = row, -1
        if attrs.get("hidden") in ("1", "true"):
            self.hidden.append(row)

    def _cell(self, attrs: dict[str, str]) -> None:
        ref = attrs.get("r")
        row, column = (self.row, self.column + 1) if ref is None else scan.split_ref(ref)
        if row != self.row or column <= self.column:
            # A second cell at one place, or cells out of order: Excel repairs it, calamine keeps
            # one of the two. Nobody can say which was meant.
            raise scan.refuse_order()
        self.column = column
        self.kind, self.value = attrs.get("t", "n"), ""
        self.has_formula = self.has_value = self.has_text = False

    def _value(self, _attrs: dict[str, str]) -> None:
        self.has_value = self.collects = True

    def _formula(self, _attrs: dict[str, str]) -> None:
        self.has_formula = True

    def _inline(self, _attrs: dict[str, str]) -> None:
        self.has_text = True

    def _end_value(self) -> None:
        self.collects = False

    def _close(self) -> None:
        row, column = self.row, self.column
        self.far_row = max(self.far_row, row)
        self.far_column = max(self.far_column, column)
        value = self.value.strip() if self.kind != "str" else self.value
        if self.has_formula and self._lacks_value(value):
            self.uncomputed.append((row, column))
        elif not value and not self.has_text:
            return
        else:
            self.last_row = max(self.last_row, row)
            self.last_column = max(self.last_column, column)
        if row > scan.MAX_ROWS:
            raise Refused(
                f"lembar '{self.name}' berisi lebih dari 50.000 baris. Hapus baris yang tidak "
                "dipakai, atau pecah menjadi beberapa berkas."
            )
        if column >= scan.MAX_COLUMNS:
            raise Refused(
                f"lembar '{self.name}' terisi sampai lebih dari 200 kolom. Hapus kolom yang "
                "tidak dipakai di sebelah kanan tabel, lalu simpan."
            )
        self._count(row, column, value)

    def _lacks_value(self, value: str) -> bool:
        if not value:
            # t="str" with an empty <v> is a formula whose answer is the empty text.
            return self.kind != "str" or not self.has_value
        # XlsxWriter and its like store 0 under every formula and ask Excel to recalculate on load;
        # Excel drops that request when it saves. Such a 0 was never computed.
        return self.must_recalculate and value == "0" and self.kind == "n"

    def _count(self, row: int, column: int, value: str) -> None:
        budget = self.budget
        budget.cells += 1
        if self.kind == "s" and value:
            if not (value.isascii() and value.isdigit() and len(value) < 10):
                raise Refused(scan.DAMAGED)
            at = int(value)
            if at >= len(self.lengths):
                raise Refused(scan.DAMAGED)
            budget.text += self.lengths[at]
        elif self.kind == "e":
            self.errors.append((row, column, value[:20]))
        if budget.cells % 4096 == 0:
            budget.check()

    def _merge(self, attrs: dict[str, str]) -> None:
        first, _, last = attrs.get("ref", "").partition(":")
        if last and len(self.merged) < 10_000:
            self.merged.append((*scan.split_ref(first), *scan.split_ref(last)))

    def _col(self, attrs: dict[str, str]) -> None:
        if attrs.get("hidden") in ("1", "true"):
            low, high = attrs.get("min", ""), attrs.get("max", "")
            if low.isdigit() and high.isdigit() and len(low) < 6 and len(high) < 6:
                last = min(int(high), scan.MAX_COLUMNS)
                self.hidden_columns += range(int(low) - 1, last)
