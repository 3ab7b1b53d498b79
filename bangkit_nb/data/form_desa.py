"""Read the APBDes of a village: a tree of bidang, sub bidang, kegiatan and lines of spending. Pure.

Codes are those of Permendagri 20/2018 (bidang 1 to 5, 2.3, 2.3.14) or of 113/2014 (2.1, 2.1.3).
Income, financing and lines of spending have codes of the same shape (4.1.1, 5.1.1), so a code means
a kegiatan only below a row that is called "Bidang ...". Only kegiatan are data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bangkit_nb.data.form_columns import Found
from bangkit_nb.data.form_rows import FlatWalk
from bangkit_nb.data.form_table import Kind, Table
from bangkit_nb.data.forms import KODE
from bangkit_nb.data.raw import Cell, RawSheet
from bangkit_nb.text import fold, tidy

_BIDANG = re.compile(r"(belanja )?bidang\b")
_SECTION = re.compile(r"(pendapatan|belanja|pembiayaan|surplus|penerimaan|pengeluaran)\b")
KODE_KEGIATAN = "Kode kegiatan desa"


class DesaWalk(FlatWalk):
    """Walk down an APBDes."""

    def __init__(self, raw: RawSheet, found: Found) -> None:
        super().__init__(raw, found)
        self._at = found.code_columns or (found.column_of[KODE],)
        self._name_at = found.column_of["kegiatan"]
        self._bidang: tuple[int, ...] = ()
        self._names = {"bidang": "", "sub_bidang": ""}
        self._depth = self._measure_depth()
        self._is_open = False  # the last line still takes the sources of its lines of spending
        self._n_details = 0
        self._named_at = -1  # the row that a name broken over lines would go on below

    def run(self) -> Table:
        """Read every row of the sheet."""
        table = super().run()
        if not self._n_details:
            return table
        return replace(table, notes=(
            f"{self._n_details} baris pendapatan, pembiayaan atau rincian belanja dihitung sebagai "
            "judul; hanya kegiatan yang menjadi usulan.",
        ))  # fmt: skip

    def read_body(self, row: list[Cell], values: dict[str, Cell]) -> Kind:
        """Take a kegiatan as data; all else is a heading."""
        code, name = self._read_code(row), tidy(values.get("kegiatan"))
        if self.number in self._flawed and (flaw := self._flaw()):
            return self.refuse(flaw, row)
        if not name:
            return self.refuse("Uraian kosong.", row)
        written = any(tidy(row[c]) for c in self._at if c < len(row))
        if written and not code and tidy(row[self._at[0]] if self._at[0] < len(row) else ""):
            return self.refuse("Kode tidak terbaca sebagai kode kegiatan desa.", row)
        if not written and self.number == self._named_at + 1 and _is_rest(name, values):
            return self._join(name)
        if code and _BIDANG.match(fold(name)):
            self._bidang, self._is_open = code, False
            self._names = {"bidang": name, "sub_bidang": ""}
            return "judul"
        is_below = bool(self._bidang) and code[: len(self._bidang)] == self._bidang
        level = len(code) - len(self._bidang)
        if len(code) == 1 and _SECTION.match(fold(name)):
            self._bidang = ()
        elif is_below and not _is_spending(name):
            if level == self._depth:
                return self._add_kegiatan(code, name, row, values)
            if level == 1:
                self._names["sub_bidang"], self._is_open = name, False
                return "judul"
        self._add_source(values)
        self._n_details += 1
        return "judul"

    def _add_kegiatan(
        self, code: tuple[int, ...], name: str, row: list[Cell], values: dict[str, Cell]
    ) -> Kind:
        told = {n: v for n, v in values.items() if n not in (KODE, "kegiatan")}
        told |= {"kegiatan": name, "bidang": self._names["bidang"]}
        if self._names["sub_bidang"]:
            told["sub_bidang"] = self._names["sub_bidang"]
        kind = self.add(told, row)
        if kind == "data":
            last = self.lines[-1]
            shown = ".".join((*map(str, code[:-1]), f"{code[-1]:02d}"))
            self.lines[-1] = replace(last, extras={**last.extras, KODE_KEGIATAN: shown})
            self._is_open, self._named_at = values.get("sumber_dana") is None, self.number
        return kind

    def _join(self, rest: str) -> Kind:
        """Add the rest of a name that was broken over lines."""
        last, self._named_at = self.lines[-1], self.number
        name = f"{last.values['kegiatan']} {rest}"
        self.lines[-1] = replace(last, values={**last.values, "kegiatan": name})
        return "sambungan"

    def _add_source(self, values: Mapping[str, Cell]) -> None:
        """Give a kegiatan without a source those of its lines of spending."""
        source = tidy(values.get("sumber_dana"))
        if not (self._is_open and source and self.lines):
            return
        last = self.lines[-1]
        known = [s for s in tidy(last.values.get("sumber_dana")).split("; ") if s]
        if source not in known:
            said = "; ".join([*known, source])
            self.lines[-1] = replace(last, values={**last.values, "sumber_dana": said})

    def _read_code(self, row: Sequence[Cell]) -> tuple[int, ...]:
        """Return the parts of a row's code; () where there is none of a kegiatan."""
        cells = [row[c] if c < len(row) else "" for c in self._at]
        if not tidy(cells[0]):
            return ()  # a code that stands only in the columns of spending
        texts = [str(int(c)) if isinstance(c, float) and c.is_integer() else tidy(c) for c in cells]
        if not all(re.fullmatch(r"[0-9. ]*", text) for text in texts):
            return ()
        return tuple(int(n) for text in texts for n in re.findall(r"[0-9]+", text))

    def _measure_depth(self) -> int:
        """Return how far below bidang a kegiatan stands: 2, or 1 where there is no sub bidang."""
        bidang: tuple[int, ...] = ()
        for row in self.raw.rows[self.found.header_row :]:
            name = tidy(row[self._name_at]) if self._name_at < len(row) else ""
            code = self._read_code(row)
            if code and _BIDANG.match(fold(name)):
                bidang = code
            elif len(code) == 1:
                bidang = ()
            below = bool(bidang) and code[: len(bidang)] == bidang
            if below and len(code) == len(bidang) + 2 and name and not _is_spending(name):
                return 2
        return 1


def _is_rest(name: str, values: Mapping[str, Cell]) -> bool:
    """Tell the rest of a name from a line of spending: it stands alone and begins no list."""
    others = [v for n, v in values.items() if n not in ("kegiatan", KODE)]
    return name[0].isalpha() and not _is_spending(name) and all(v is None for v in others)


def _is_spending(name: str) -> bool:
    return fold(name).startswith("belanja")
