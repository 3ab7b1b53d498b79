"""Describe what a pack shows, without a word of HTML: a pack is sections, a section is blocks.

Builders fill these; render.py turns them into HTML once, at the end (DESIGN.md section 7, 1).
All texts are plain: escaping is the template's affair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress

from bangkit_nb.pack.shapes import Legend, Map, Shade, Strip


@dataclass(frozen=True)
class Request:
    """Hold one thing asked of the reader.

    Attributes:
        addressee: who is asked.
        ask: the request in one sentence, with number, Rupiah and places.
        deadline: until when, "" when there is none.
        otherwise: what happens without an answer.
    """

    addressee: str
    ask: str
    deadline: str
    otherwise: str


@dataclass(frozen=True)
class Requests:
    """Hold what is asked, most important first, at most three."""

    items: tuple[Request, ...]
    nothing: str

    kind = "minta"


@dataclass(frozen=True)
class Figure:
    """Hold one big number with what it counts and an optional remark."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """Hold a row of big numbers."""

    items: tuple[Figure, ...]

    kind = "angka"


LONG_FACT = 120
"""Characters of a fact's value; half a printed line holds some 45."""


@dataclass(frozen=True)
class Facts:
    """Hold label and value pairs (time, place, forum)."""

    items: tuple[tuple[str, str], ...]

    kind = "fakta"

    @property
    def is_long(self) -> bool:
        """Whether a value needs a printed line of its own: two pairs share a line otherwise."""
        return any(len(value) > LONG_FACT for _, value in self.items)


@dataclass(frozen=True)
class Col:
    """Describe one column of a table: its header, and whether it holds numbers or strips.

    scale: (letter, percent) of what stands over the strips instead of the label, which is then
    only read aloud.
    """

    label: str
    number: bool = False
    is_strip: bool = False
    scale: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Tagged:
    """Hold a text with the id that people quote; the id stays in one piece on every screen."""

    text: str
    tag: str


@dataclass(frozen=True)
class Linked:
    """Hold a text that leads to another pack of the same folder, with a remark behind it."""

    text: str
    path: str
    note: str = ""


Cell = str | Tagged | Linked | Strip | Shade


@dataclass(frozen=True)
class Row:
    """Hold one row: its cells, or (`group`) a heading over the rows that follow."""

    cells: tuple[Cell, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Hold a table; the first column is the row's heading.

    Attributes:
        more: says how many rows were folded away and where they are; "" when none were.
        fold_key: catalogue key of that sentence; "" for a table that must not be folded further.
        n_more: how many rows were folded away.
        is_grid: keeps its columns on a phone, where other tables turn each row into a list.
    """

    caption: str
    columns: tuple[Col, ...]
    rows: tuple[Row, ...]
    more: str = ""
    fold_key: str = ""
    n_more: int = 0
    is_grid: bool = False

    kind = "tabel"


@dataclass(frozen=True)
class Note:
    """Hold a paragraph."""

    text: str

    kind = "catatan"


@dataclass(frozen=True)
class Links:
    """Hold links to other files of the same Rakor: (relative path, text, remark)."""

    items: tuple[tuple[str, str, str], ...]

    kind = "tautan"


Block = Requests | Figures | Facts | Table | Note | Links | Legend | Map


@dataclass(frozen=True)
class Section:
    """Hold a titled part of a pack; `key` is its anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def without_pictures(section: Section) -> Section:
    """Return the section without maps, keys and strips: a mail shows only their numbers."""
    kept = (block for block in section.blocks if not isinstance(block, Legend | Map))
    return replace(section, blocks=tuple(_plain(b) if isinstance(b, Table) else b for b in kept))


def _plain(table: Table) -> Table:
    is_kept = [not column.is_strip for column in table.columns]
    rows = (replace(row, cells=tuple(compress(row.cells, is_kept))) for row in table.rows)
    return replace(table, columns=tuple(compress(table.columns, is_kept)), rows=tuple(rows))


@dataclass(frozen=True)
class Pack:
    """Hold one document for one audience.

    Attributes:
        kind: rakor, opd, kecamatan, desa or indeks.
        kode: the audience's code, "" for the whole Rakor; a pack holds one kode.
        name: file name inside its folder.
        title, subtitle: the head of the page.
        bahasa: language of all its own words.
        contoh: sample data, watermarked.
        watermark: the watermark's words.
        sections: in reading order.
        footer: the closing lines (source, version, data date).
    """

    kind: str
    kode: str
    name: str
    title: str
    subtitle: str
    bahasa: str
    contoh: bool
    watermark: str
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
