"""Fold long lists, and weigh a described pack before it is rendered, so that it fits a phone."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeGuard

from markupsafe import escape

from bangkit_nb.pack.blocks import (
    Block,
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

FOLD = 40
"""Lists beyond this many rows fold to a count and point to a table."""

LEAST = 3
"""Rows that a list shows at least, however heavy they are."""

LIMITS = {"rakor": 60_000, "opd": 25_000, "kecamatan": 25_000, "desa": 25_000}
"""Most bytes of one page, by kind of pack."""

FRAME = 5_750
"""Bytes of a page without its sections: style sheet, policy, head; a test compares."""

_SECTION, _TABLE, _LIST = 60, 100, 40
_REQUEST, _FIGURE, _FACT, _LINK = 85, 65, 25, 55
_HEAD, _GROUP, _ROW, _TAG, _CELL, _NUMBER = 21, 78, 32, 27, 19, 12
"""Bytes of the tags around each part."""


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
    spare = room - _weigh_table(replace(table, rows=(), more=t.n(table.fold_key, 1000)))
    if _weigh_table(table) <= room:
        return table
    n = 0
    for row in table.rows:
        spare -= _weigh_row(row, _labels(table))
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
    return len(str(escape(text)).encode())


def _weigh_block(block: Block) -> int:
    if isinstance(block, Table):
        return _weigh_table(block)
    if isinstance(block, Note):
        return _LIST + _size(block.text)
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


def _weigh_table(table: Table) -> int:
    extra = _labels(table)
    total = _TABLE + _size(table.caption) + _size(table.more) + sum(extra) + _HEAD * len(extra)
    return total + sum(_weigh_row(row, extra) for row in table.rows)


def _labels(table: Table) -> list[int]:
    """Return the bytes that a cell of each column takes for its label and class."""
    return [_size(c.label) + (_NUMBER if c.number else 0) for c in table.columns]


def _weigh_row(row: Row, extra: list[int]) -> int:
    if row.group:
        return _GROUP + _size(row.group)
    total = _ROW
    for at, (cell, label) in enumerate(zip(row.cells, extra, strict=True)):
        more = label if at else -_CELL
        if isinstance(cell, Linked):
            total += _CELL + more + _TAG + _size(cell.text) + _size(cell.path)
        elif isinstance(cell, Tagged):
            total += _CELL + more + _TAG + _size(cell.text) + _size(cell.tag)
        else:
            total += _CELL + more + _size(cell)
    return total
