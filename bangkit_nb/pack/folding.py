"""Fold long lists, and weigh a described pack before it is rendered, so that it fits a phone."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeGuard

from markupsafe import escape

from bangkit_nb.pack.blocks import (
    Block,
    Cell,
    Col,
    Facts,
    Figures,
    Linked,
    Note,
    Pack,
    Requests,
    Row,
    Table,
    Tagged,
)
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.shapes import Legend, Map, Shade, Strip

FOLD = 40
"""Lists beyond this many rows fold to a count and point to a table."""

LEAST = 3
"""Rows that a list shows at least, however heavy they are."""

LIMITS = {"rakor": 60_000, "opd": 25_000, "kecamatan": 25_000, "desa": 25_000, "lintas": 60_000}
"""Most bytes of one page, by kind of pack."""

FRAME = 9_400
"""Bytes of a page without its sections: style sheet, policy, head; a test compares."""

_ESCAPED = re.compile("[&<>\"']")

_SECTION, _TABLE, _LIST = 60, 100, 40
_REQUEST, _FIGURE, _FACT, _LINK = 85, 65, 25, 55
_HEAD, _GROUP, _ROW, _TAG, _CELL, _NUMBER, _LABEL_TAG = 33, 78, 32, 27, 9, 12, 10
"""Bytes of the tags around each part."""

_STRIP, _PART, _LETTER, _KEY = 54, 68, 30, 125
_MAP, _PLACE, _CAPTION, _PATH = 330, 84, 32, 32
"""Bytes of the tags of pictures: a strip and its parts, a scale, a key; a map and what is on it."""


def fold_table(table: Table, t: Pesan, most: int) -> Table:
    """Return the table with at most `most` rows, and a closing line that counts the others."""
    kept: list[Row] = []
    room = most
    for row in table.rows:
        room -= not row.group
        if room < 0:
            break
        kept.append(row)
    while kept and kept[-1].group:
        kept.pop()
    n_more = table.n_more + _n_rows(table.rows) - _n_rows(kept)
    more = t.n(table.fold_key, n_more) if n_more else ""
    return replace(table, rows=tuple(kept), n_more=n_more, more=more)


def _n_rows(rows: Sequence[Row]) -> int:
    return sum(not row.group for row in rows)


def fit_pack(pack: Pack, t: Pesan) -> Pack:
    """Return the pack with its long lists folded further until the page is light enough.

    The heaviest lists give way first: each list gets the same room, and what one does not need goes
    to the others.
    """
    over = weigh(pack) - LIMITS.get(pack.kind, sys.maxsize)
    if over <= 0:
        return pack
    weights = [
        _weigh_table(block)
        for section in pack.sections
        for block in section.blocks
        if _is_foldable(block)
    ]
    room = _share(sum(weights) - over, weights)

    def fit(block: Block) -> Block:
        return _fold_to(block, t, room) if _is_foldable(block) else block

    return replace(
        pack,
        sections=tuple(replace(s, blocks=tuple(map(fit, s.blocks))) for s in pack.sections),
    )


def _is_foldable(block: Block) -> TypeGuard[Table]:
    return isinstance(block, Table) and block.fold_key != ""


def _share(total: float, needs: Sequence[int]) -> float:
    """Return the most that each need may take so that all of them together take `total`."""
    for at, need in enumerate(sorted(needs)):
        share = total / (len(needs) - at)
        if need > share:
            return share
        total -= need
    return math.inf


def _fold_to(table: Table, t: Pesan, room: float) -> Table:
    """Return the table with as many rows as fit into `room` bytes, but not fewer than LEAST."""
    if _weigh_table(table) <= room:
        return table
    spare = room - _weigh_table(replace(table, rows=(), more=t.n(table.fold_key, 1000)))
    extra = _labels(table)
    n = 0
    for row in table.rows:
        spare -= _weigh_row(row, extra)
        if spare < 0:
            break
        n += not row.group
    return fold_table(table, t, max(n, LEAST))


def weigh(pack: Pack) -> int:
    """Return how many bytes a pack's page takes: a little more than it will, never less."""
    texts = (pack.title, pack.title, pack.subtitle, pack.watermark, pack.watermark, *pack.footer)
    total = FRAME + sum(_size(text) + 8 for text in texts)
    for section in pack.sections:
        total += _SECTION + 2 * len(section.key) + _size(section.title)
        total += sum(_weigh_block(block) for block in section.blocks)
    return total


def _size(text: str) -> int:
    if _ESCAPED.search(text):
        text = str(escape(text))
    return len(text) if text.isascii() else len(text.encode())


def _weigh_block(block: Block) -> int:
    if isinstance(block, Table):
        return _weigh_table(block)
    if isinstance(block, Note):
        return _LIST + _size(block.text)
    if isinstance(block, Legend):
        return _weigh_items([(item.label,) for item in block.items], _KEY)
    if isinstance(block, Map):
        return _weigh_map(block)
    if isinstance(block, Requests):
        said = [(r.addressee, r.ask, r.deadline, r.otherwise) for r in block.items]
        return _size(block.nothing) + _weigh_items(said, _REQUEST)
    if isinstance(block, Figures):
        return _weigh_items([(f.value, f.label, f.note) for f in block.items], _FIGURE)
    if isinstance(block, Facts):
        return _weigh_items(block.items, _FACT)
    return _weigh_items(block.items, _LINK)


def _weigh_items(items: Iterable[tuple[str, ...]], tags: int) -> int:
    return _LIST + sum(tags + sum(_size(text) for text in texts) for texts in items)


def _weigh_map(block: Map) -> int:
    total = (
        _MAP
        + _PART * len(block.boxes)
        + _PATH
        + len(block.land)
        + _size(block.title)
        + _size(block.desc)
    )
    for place in block.places:
        total += _PLACE + _size(place.label)
        total += sum(_PATH + len(path) for path in (place.slice, place.outline) if path)
    return total + sum(_CAPTION + _size(caption.text) for caption in block.captions)


def _weigh_table(table: Table) -> int:
    extra = _labels(table)
    total = _TABLE + _size(table.caption) + _size(table.more) + _HEAD * len(extra)
    total += sum(_size(c.label) + _NUMBER + _LETTER * len(c.scale) for c in table.columns)
    return total + sum(_weigh_row(row, extra) for row in table.rows)


def _labels(table: Table) -> list[int]:
    """Return the bytes that a cell of each column takes for its label and class."""
    return [_label(c, table) for c in table.columns]


def _label(column: Col, table: Table) -> int:
    if table.is_grid:
        return 0 if column.number else _NUMBER
    return _LABEL_TAG + _size(column.label) + (_NUMBER if column.number else 0)


def _weigh_row(row: Row, extra: list[int]) -> int:
    if row.group:
        return _GROUP + _size(row.group)
    cells = sum(_weigh_cell(cell, more if at else -_CELL)
                for at, (cell, more) in enumerate(zip(row.cells, extra, strict=True)))  # fmt: skip
    return _ROW + cells


def _weigh_cell(cell: Cell, more: int) -> int:
    if isinstance(cell, Strip):
        return _STRIP + _PART * len(cell.parts)
    if isinstance(cell, Shade):
        return _CELL + _NUMBER + _size(cell.text)
    if isinstance(cell, Linked):
        return _CELL + more + 2 * _TAG + _size(cell.text) + _size(cell.path) + _size(cell.note)
    if isinstance(cell, Tagged):
        return _CELL + more + _TAG + _size(cell.text) + _size(cell.tag)
    return _CELL + more + _size(cell)
