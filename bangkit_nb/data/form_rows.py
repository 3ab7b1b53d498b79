"""Read the rows of a recognised table: what is data, a heading, a total, or cannot be told. Pure.

Every filled row of the sheet is counted in exactly one of these; see `Table`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from bangkit_nb import fmt
from bangkit_nb.data.form_columns import Found
from bangkit_nb.data.form_context import HALAMAN, Context, is_label, read_context
from bangkit_nb.data.form_table import Kind, Line, Table, Unread
from bangkit_nb.data.forms import KODE, NAMA, header_words
from bangkit_nb.data.layout_columns import letter
from bangkit_nb.data.raw import Cell, RawSheet
from bangkit_nb.text import fold, redact, shorten, tidy

NUMBERS = ("pagu", "anggaran", "volume", "target")
_TOTAL = re.compile(r"(sub ?|grand )?(total|jumlah)\b.*")
_ONLY_TOTAL = re.compile(
    r"(sub ?|grand )?(total|jumlah)( (total|keseluruhan|seluruhnya|umum|anggaran|pagu|dana|biaya))*"
    r"( \(?rp\.?\)?)?[ :.]*"
)
_NUMBER_CELL = re.compile(r"\(?([0-9]{1,2}|[a-z])[).]?(\s*=.*)?")
_FOOT = re.compile(
    r"(mengetahui|menyetujui|mengesahkan|disusun oleh|dibuat oleh|tim penyusun|ditetapkan di"
    r"|(pj\.? |plt\.? )?kepala (desa|dinas|badan|bappeda)|camat\b|sekretaris (desa|daerah)|ketua\b"
    r"|nip[ .:]|pembina\b|keterangan ?:|catatan ?:|sumber ?:)"
    r"|[a-z .]{3,30}, *([0-9]{1,2}|\.+|_+) *[a-z.]+ *20[0-9]{2}$"
)


class Walk:
    """Walk down a table row by row; trees and flat tables say what a row of their body is."""

    def __init__(self, raw: RawSheet, found: Found) -> None:
        self.raw, self.found, self.form = raw, found, found.form
        self.lines: list[Line] = []
        self.unread: list[Unread] = []
        self.context = Context()
        self.titles: list[str] = []
        self.counts: dict[Kind, int] = dict.fromkeys(
            ("data", "judul", "jumlah", "sambungan", "belum"), 0
        )
        self.n_hidden = 0
        self.number = 0
        self.is_foot = False
        self._since_header = 0
        self._filling: dict[str, Cell] = {}
        self._merged = _merged_down(raw, found)
        self._columns, self._extras = tuple(found.at.items()), tuple(found.extras.items())
        required = {field.name for field in found.form.fields if field.required}
        self._keys = frozenset((KODE, NAMA, *required))
        self._fills = tuple(name for name in found.form.fills if name in found.at.values())
        self._left = min(found.at, default=0)
        self._flawed = {r for r, _ in (*raw.uncomputed, *raw.excel_errors)}

    def run(self) -> Table:
        """Read every row of the sheet."""
        for number, row in enumerate(self.raw.rows, 1):
            if not any(map(is_filled, row)):
                if number in self._flawed:
                    self.number = number
                    self._count("belum", "Rumus tanpa hasil, atau galat Excel.", row)
                continue
            self.number = number
            kind = self._read(row)
            self.counts[kind] += 1
            self.n_hidden += number in self.raw.hidden
        counts = self.counts
        return Table(
            self.found, sum(counts.values()), tuple(self.lines), tuple(self.unread),
            counts["judul"], counts["jumlah"], counts["sambungan"], self.n_hidden,
            tuple(self.titles),
        )  # fmt: skip

    def refuse(self, reason: str, row: list[Cell]) -> Kind:
        """Put a row aside with the reason."""
        shown = " | ".join(redact(tidy(cell)) for cell in row if tidy(cell))
        self.unread.append(Unread(self.number, reason, shorten(shown, 200)))
        return "belum"

    def add(self, values: dict[str, Cell], row: list[Cell], doubts: tuple[str, ...] = ()) -> Kind:
        """Take a row as data; a formula without a result or an error in it puts it aside."""
        if self.number in self._flawed:
            flaw = self._flaw()
            if flaw:
                return self.refuse(flaw, row)
            doubts = (*doubts, *self._doubt_extras())
        extras = {
            name: row[c] for c, name in self._extras if c < len(row) and row[c] not in ("", None)
        }
        self.lines.append(Line(self.number, values, extras, self.context, doubts))
        return "data"

    def read_body(self, row: list[Cell], values: dict[str, Cell]) -> Kind:
        """Say what a row of the body is; the two kinds of table answer."""
        raise NotImplementedError

    def is_total(self, row: list[Cell], values: Mapping[str, Cell]) -> bool:
        """Tell a total by the first filled cell of its row."""
        raise NotImplementedError

    def is_certain(self, row: list[Cell]) -> bool:
        """Tell a row below the header that can only be of the body, before anything is asked."""
        return False

    # --- what both kinds of table share -----------------------------------------------------------

    def _count(self, kind: Kind, reason: str, row: object) -> None:
        self.unread.append(Unread(self.number, reason, ""))
        self.counts[kind] += 1

    def _read(self, row: object) -> Kind:
        cells = list(row) if isinstance(row, list | tuple) else []
        number, found = self.number, self.found
        if number < found.first_row:
            self.titles += [tidy(c) for c in cells if isinstance(c, str) and tidy(c)]
            self.context = read_context(cells, self.context)
            return "judul"
        self._since_header += 1
        if number > found.header_row and self.is_certain(cells):
            return self.read_body(cells, self._values(cells, _clean(cells)))
        if number <= found.header_row or self._repeats_header(cells):
            self._since_header, self.is_foot = 0, False
            return "judul"
        if self._since_header <= 3 and _is_numbering(cells):
            return "judul"
        clean = _clean(cells)
        filled: list[Cell] = [cell for cell in clean if cell is not None]
        if self._repeats_title(filled) or is_label(cells):
            self.context = read_context(cells, self.context)
            self._filling.clear()
            return "judul"
        filling = dict(self._filling)
        values = self._values(cells, clean)
        if self.is_total(cells, values):
            self._filling = filling  # "Jumlah Bidang 1" is the bidang of no row
            return "jumlah"
        if len(filled) <= 4 and self._is_below(cells, filled, values):
            self.is_foot, self._filling = True, filling
            return "judul"
        return self.read_body(cells, values)

    def _values(self, row: list[Cell], clean: list[Cell]) -> dict[str, Cell]:
        """Return field -> cell; clean: the row with None for every cell that holds nothing."""
        values: dict[str, Cell] = {}
        width = len(row)
        for column, name in self._columns:
            values[name] = clean[column] if column < width else None
        for column, name in self._columns if self._merged else ():
            if values[name] is None and (column >= width or row[column] in ("", None)):
                above = self._merged.get((self.number, column))
                values[name] = above if is_filled(above) else None
        for name in self._fills:
            if values[name] is None:
                values[name] = self._filling.get(name)
            else:
                self._filling[name] = values[name]
        return values

    def _repeats_header(self, row: list[Cell]) -> bool:
        same = 0
        for column, name in self._columns:
            cell = row[column] if column < len(row) else None
            if cell in ("", None):
                continue
            is_word = isinstance(cell, str) and not cell[:1].isdigit()  # a code is no header
            if is_word and self._heads(column, name, header_words(cell)):
                same += 1
            elif name in self._keys:
                return False
        return same >= 2

    def _heads(self, column: int, name: str, words: str) -> bool:
        field = self.form.field(name)
        patterns = field.words if field is not None and name in self._keys else ()
        return words in self.found.heads[column] or any(re.fullmatch(p, words) for p in patterns)

    def _repeats_title(self, filled: list[Cell]) -> bool:
        if len(filled) > 2:
            return False
        texts = [tidy(c) for c in filled]
        return all(t in self.titles or HALAMAN.fullmatch(fold(t)) for t in texts)

    def _is_below(self, row: list[Cell], filled: list[Cell], values: Mapping[str, Cell]) -> bool:
        """Tell the signatures under a table from its rows; filled: the row's filled cells."""
        if any(isinstance(c, int | float) for c in filled):
            return False
        texts = [fold(c) for c in filled]
        if any(fmt.parse_rupiah(values.get(n)).value is not None for n in NUMBERS):
            return False
        if self.is_foot:
            return True
        return self.counts["data"] > 0 and any(_FOOT.match(t) for t in texts)

    def _doubt_extras(self) -> list[str]:
        return [
            f"Sel {letter(column)}{self.number} (kolom {name}) berisi galat Excel "
            f"{self.raw.excel_errors[self.number, column]}; dibaca kosong."
            for column, name in self.found.extras.items()
            if (self.number, column) in self.raw.excel_errors
        ]

    def _flaw(self, only: tuple[str, ...] = ()) -> str:
        """Return what is wrong with a cell of the row, "" where nothing is; only: these fields."""
        more = ((column, KODE) for column in self.found.code_columns)
        for column, name in (*self._columns, *more):
            if only and name not in only:
                continue
            if (self.number, column) in self.raw.uncomputed:
                return (f"Rumus tanpa hasil di sel {letter(column)}{self.number} (kolom {name}). "
                        "Buka berkasnya di Excel, simpan, lalu impor lagi.")  # fmt: skip
            said = self.raw.excel_errors.get((self.number, column))
            if said is not None:  # even where a value from above would fill it
                return (f"Galat Excel {said} di sel {letter(column)}{self.number} (kolom {name}). "
                        "Perbaiki di berkas asal, lalu impor lagi.")  # fmt: skip
        return ""


class FlatWalk(Walk):
    """Walk down a table in which a row is a row."""

    def is_total(self, row: list[Cell], values: Mapping[str, Cell]) -> bool:
        """Tell a total: "Jumlah" in front, and a required field without an own text."""
        first = next((tidy(c) for c in row if tidy(c)), "")
        texts = [fold(v) for v in values.values() if isinstance(v, str)]
        if not (_TOTAL.fullmatch(fold(first)) or any(map(_ONLY_TOTAL.fullmatch, texts))):
            return False
        keys = [f.name for f in self.form.fields if f.must_be_filled and f.name not in NUMBERS]
        return any(values.get(k) is None or _ONLY_TOTAL.fullmatch(fold(values[k])) for k in keys)

    def read_body(self, row: list[Cell], values: dict[str, Cell]) -> Kind:
        """Take a row whose required fields are filled; else a heading, or put aside."""
        if self.number in self._flawed and (flaw := self._flaw()):
            return self.refuse(flaw, row)
        own = [n for n in values if values[n] is not None and n not in self.form.fills]
        kegiatan = values.get("kegiatan")
        if self.form.fills and not own:
            return "judul"
        if self.form.fills and own == ["kegiatan"] and re.match("(sub )?bidang ", fold(kegiatan)):
            self._filling["bidang"] = kegiatan
            return "judul"
        needed = [f.name for f in self.form.fields if f.must_be_filled]
        missing = [name for name in needed if values.get(name) is None]
        if missing and missing != ["pagu"]:
            return self.refuse(f"Kolom {', '.join(missing)} kosong.", row)
        return self.add(values, row)


def is_filled(cell: Cell) -> bool:
    """Tell whether a cell holds anything: most texts begin with a letter, which is soon seen."""
    if not isinstance(cell, str):
        return cell is not None
    return cell[:1].isalnum() or bool(cell and tidy(cell))


def _clean(row: list[Cell]) -> list[Cell]:
    """Return the row with None for every cell that holds nothing."""
    return [  # is_filled, but most cells need not be handed to it
        cell
        if not isinstance(cell, str) or cell[:1].isalnum() or (cell and is_filled(cell))
        else None
        for cell in row
    ]


def _merged_down(raw: RawSheet, found: Found) -> dict[tuple[int, int], Cell]:
    """Return the cells below the first of a merged range -> its value; amounts are not repeated."""
    down: dict[tuple[int, int], Cell] = {}
    wanted = {c for c, name in found.at.items() if name not in NUMBERS} | set(found.code_columns)
    for top, left, bottom, _ in raw.merged:
        if top <= found.header_row or bottom == top or left not in wanted or bottom - top > 5000:
            continue
        row = raw.rows[top - 1] if top <= len(raw.rows) else ()
        if left < len(row) and row[left] not in ("", None):
            down.update({(r, left): row[left] for r in range(top + 1, bottom + 1)})
    return down


def _is_numbering(row: list[Cell]) -> bool:
    """Tell the row "1 | 2 | 3 | ..." or "a | b | c | ..." under a header.

    "6=4+5" and a doubled number belong to it, and a row may begin anew: "1 | 2 | a | b | c".
    """
    texts = [tidy(cell) for cell in row if tidy(cell)]
    found = [_NUMBER_CELL.fullmatch(fold(text)) for text in texts]
    marks = [m[1] for m in found if m]
    if not len(marks) == len(texts) >= 3:
        return False
    places = [int(m) if m.isdigit() else ord(m) - 96 for m in marks]
    if all(map(str.isdigit, marks)):
        return places[0] <= 1 and {b - a for a, b in itertools.pairwise(places)} <= {0, 1}
    steps = [b == 1 or (b - a in (0, 1) and x.isdigit() == y.isdigit())
             for (a, x), (b, y) in itertools.pairwise(zip(places, marks, strict=True))]  # fmt: skip
    return places[0] <= 1 and all(steps)
