"""Read a tree of urusan, program, kegiatan and sub kegiatan printed in one column. Pure.

Only sub kegiatan are data. Names of parents are carried down by their CODE, never by their place:
a sub kegiatan whose parent is missing gets no name of a stranger.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from bangkit_nb.data.form_codes import is_full, join_code, level_of, read_code, split_code
from bangkit_nb.data.form_columns import Found
from bangkit_nb.data.form_desa import DesaWalk
from bangkit_nb.data.form_rows import _TOTAL, FlatWalk, Walk, is_filled
from bangkit_nb.data.form_table import Kind, Line, Table
from bangkit_nb.data.forms import KODE, NAMA
from bangkit_nb.data.raw import Cell, RawSheet
from bangkit_nb.garbage import no_collecting
from bangkit_nb.text import fold, tidy

_MORE = ("indikator", "target", "lokasi", "pagu", "sumber_dana", "catatan")
_OPEN = re.compile(r"(.*[,/&(\-\u2013]|.*\b(dan|di|dari|untuk|pada|serta|atau|yang|bagi|dalam|oleh"
                   r"|terhadap|dengan|ke|per|antar))", re.DOTALL | re.IGNORECASE)  # fmt: skip


_URUSAN = re.compile(r"[0-9x]\.?\s+urusan\b", re.IGNORECASE)
"""An urusan's code and name in one cell: a code of one part stands in front of other texts too."""


def read_table(raw: RawSheet, found: Found) -> Table:
    """Read the rows of a recognised table, tree or flat."""
    walks: Mapping[str, type[Walk]] = {"pohon": TreeWalk, "desa": DesaWalk}
    with no_collecting():
        return walks.get(found.form.shape, FlatWalk)(raw, found).run()


class TreeWalk(Walk):
    """Walk down a tree."""

    def __init__(self, raw: RawSheet, found: Found) -> None:
        super().__init__(raw, found)
        self._names: dict[str, str] = {}
        self._code = ""  # of the row that a row without a code continues
        self._has_parents = False
        self._has_more = "pagu" in found.column_of or "indikator" in found.column_of
        self._seen = 0  # number of the last row that had a code or a continuation
        self._width = _last_width(raw, found)
        self._name_column = found.column_of[NAMA]
        self._code_column = -1 if found.code_columns else found.column_of.get(KODE, -1)

    def is_total(self, row: list[Cell], values: Mapping[str, Cell]) -> bool:
        """Tell a total: "Jumlah ..." in front of or in the column of names, and no code."""
        for column, cell in enumerate(row[: self._name_column + 1]):
            if cell in ("", None) or not (text := tidy(cell)):
                continue
            if text[0].isdigit() or not _TOTAL.fullmatch(fold(text)):
                return False
            return column == self._name_column or not self.read_code_of(row, values)[0]
        return False

    def is_certain(self, row: list[Cell]) -> bool:
        """Tell by a full code in its column, behind a running number or nothing, and more cells.

        Headers, totals, titles, labels and signatures never begin so, and these are most rows.
        """
        at = self._code_column
        if not (0 <= at < len(row) and is_full(row[at])):
            return False
        front = next(cell for cell in row if cell not in ("", None)) if at else row[at]
        is_number = isinstance(front, int | float) or (
            isinstance(front, str) and front[:1].isdigit()
        )
        return is_number and len(row) - row.count("") - row.count(None) > 2

    def read_code_of(self, row: list[Cell], values: Mapping[str, Cell]) -> tuple[str, str]:
        """Return code and name of a row, wherever the print put them."""
        name = values.get(NAMA)
        if self.found.code_columns:
            cells = [row[c] if c < len(row) else None for c in self.found.code_columns]
            code = join_code(cells, self._width)
        else:
            code = read_code(values.get(KODE))
            if not code and values.get(KODE) is not None:
                code, rest = split_code(values[KODE])
                name = name if name is not None else (rest if code else None)
        front, rest = split_code(name)
        if front and (not code or front == code):
            return front, rest
        return code, tidy(name)

    def _is_below(self, row: list[Cell], filled: list[Cell], values: Mapping[str, Cell]) -> bool:
        return super()._is_below(row, filled, values) and not self.read_code_of(row, values)[0]

    def read_body(self, row: list[Cell], values: dict[str, Cell]) -> Kind:
        """Take a sub kegiatan as data, a parent as a heading, a rest of a name to its row."""
        if self.number in self._flawed and (flaw := self._flaw((KODE, NAMA))):
            return self.refuse(flaw, row)  # else its name would join the one above
        code, name = self.read_code_of(row, values)
        if not code:
            more = [n for n in _MORE if values.get(n) is not None]
            return self._read_uncoded(row, values, name, more)
        level = level_of(code)
        self._code, self._seen = code, self.number
        if level == "opd":
            self.context = replace(self.context, opd=f"{code} {name}".strip())
            return "judul"
        if level != "sub_kegiatan":
            self._names[code] = name
            self._has_parents |= level == "kegiatan"
            return "judul"
        if not name:
            return self.refuse("Nama sub kegiatan kosong.", row)
        self._names[code] = name
        return self._add_sub(row, values)

    def _add_sub(self, row: list[Cell], values: dict[str, Cell]) -> Kind:
        kegiatan, program = _list_parents(self._code)
        told: dict[str, Cell] = {
            "kode_sub_kegiatan": self._code, "sub_kegiatan": self._names.get(self._code, ""),
            "kegiatan": self._names.get(kegiatan), "program": self._names.get(program),
        }  # fmt: skip
        doubts: tuple[str, ...] = ()
        if self._has_parents and kegiatan not in self._names:
            doubts = (f"Kegiatan induk {kegiatan} tidak ada di atas baris ini; namanya "
                      "dikosongkan.",)  # fmt: skip
        told.update(values)
        told.pop(KODE, None)
        told.pop(NAMA, None)
        return self.add(told, row, doubts)

    def _read_uncoded(
        self, row: list[Cell], values: dict[str, Cell], name: str, more: list[str]
    ) -> Kind:
        follows = bool(self._code) and self._seen == self._previous()
        written = [tidy(c) for c in self._code_cells(row) if tidy(c)]
        if written and name:
            return self.refuse("Kode tidak terbaca sebagai kode sub kegiatan.", row)
        if name and not more and follows and not written and self._joins(name):
            self._join(name)
            self._seen = self.number
            return "sambungan"
        if more and not name and not written and follows:
            self._seen = self.number
            if level_of(self._code) == "sub_kegiatan":
                return self._add_sub(row, values)
            return "judul"
        if not written and (_URUSAN.match(name) or (not more and (not name or _is_heading(name)))):
            self._code = ""
            return "judul"  # the name of an OPD beside a row that says nothing else
        if written:
            return self.refuse("Kode tanpa nama, atau tidak terbaca.", row)
        return self.refuse("Baris tanpa kode sub kegiatan.", row)

    def _code_cells(self, row: list[Cell]) -> list[Cell]:
        columns = self.found.code_columns or (self.found.column_of.get(KODE, -1),)
        return [row[c] for c in columns if 0 <= c < len(row)]

    def _previous(self) -> int:
        """Return the number of the row above that holds anything and is no repeated header."""
        number = self.number - 1
        while number > self.found.header_row:
            row = list(self.raw.rows[number - 1])
            if any(map(tidy, row)) and not self._is_furniture(row):
                return number
            if not any(map(tidy, row)):
                return -1  # a blank line ends a name
            number -= 1
        return -1

    def _is_furniture(self, row: list[Cell]) -> bool:
        return self._repeats_header(row) or self._repeats_title([c for c in row if is_filled(c)])

    def _joins(self, rest: str) -> bool:
        """Tell whether a text without a code goes on with the name above it."""
        above = self._names.get(self._code, "")
        is_data = level_of(self._code) == "sub_kegiatan"
        if not above or (is_data and rest.isupper() and _is_heading(rest)):
            return False  # an OPD's name above its first row; a parent is not followed by one
        if self._has_more:  # a row of its own would say its indikator or its pagu
            return True
        return (
            rest[0].islower()
            or rest[0] in "(&/"
            or _OPEN.fullmatch(above) is not None
            or (above.isupper() and rest.isupper())
        )

    def _join(self, rest: str) -> None:
        name = f"{self._names[self._code]} {rest}"
        self._names[self._code] = name
        last = self.lines[-1] if self.lines else None
        if last is not None and last.values.get("kode_sub_kegiatan") == self._code:
            values = {**last.values, "sub_kegiatan": name}
            self.lines[-1] = Line(last.baris, values, last.extras, last.context, last.doubts)


def _list_parents(code: str) -> tuple[str, str]:
    """Return the codes of a sub kegiatan's kegiatan and program."""
    program, kegiatan = code.split(".", 3)[:3], code.rpartition(".")[0]
    return kegiatan, ".".join(program)


def _is_heading(text: str) -> bool:
    return re.match(r"(urusan|bidang|program|unsur|dinas|badan|kecamatan|non urusan)\b",
                    fold(text)) is not None  # fmt: skip


def _last_width(raw: RawSheet, found: Found) -> int:
    """Return how many digits most last parts of a spread code have: 4, or 2 before 2023."""
    if not found.code_columns:
        return 4
    column = found.code_columns[-1]
    widths = Counter(
        len(tidy(row[column])) for row in raw.rows[found.header_row :]
        if column < len(row) and isinstance(row[column], str) and tidy(row[column]).isdigit()
    )  # fmt: skip
    return 2 if widths[2] > widths[4] else 4
