"""Fold long lists, and weigh a described pack before it is rendered, so that it fits a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import escape

from bangkit_nb.pack.blocks import (
    Block,
    Facts,
    Figures,
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

LEAST = 5
"""Rows that a list shows at least, however heavy they are."""

LIMITS = {"rakor": 60_000, "opd": 25_000, "kecamatan": 25_000, "desa": 25_000}
"""Most bytes of one page, by kind of pack."""

FRAME = 6_100
"""Bytes of a page without its sections: style sheet, policy, head; a test compares."""

_SECTION, _TABLE, _LIST = 80, 110, 40
_REQUEST, _FIGURE, _FACT, _LINK = 95, 85, 25, 55
_ROW, _TAG, _CELL, _NUMBER = 36, 27, 22, 12
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
    n_cut = sum(not row.group for row in table.rows) - sum(not row.group for row in kept)
    n_more = table.n_more + n_cut
    more = t.n(table.fold_key, n_more) if n_more else ""
    return replace(table, rows=tuple(kept), n_more=n_more, more=more)


def fit_pack(pack: Pack, t: Pesan) -> Pack:
    """Return the pack with its long lists folded further until the page is light enough."""
    most, limit = FOLD, LIMITS.get(pack.kind, 0)
    fitting = pack
    while limit and (heavy := weigh(fitting)) > limit and most > LEAST:
        most = max(LEAST, min(most - 1, int(most * (limit - FRAME) / (heavy - FRAME))))
        fitting = replace(
            pack,
            sections=tuple(
                replace(s, blocks=tuple(_fold_block(b, t, most) for b in s.blocks))
                for s in pack.sections
            ),
        )
    return fitting


def _fold_block(block: Block, t: Pesan, most: int) -> Block:
    return fold_table(block, t, most) if isinstance(block, Table) and block.fold_key else block


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
    labels = [_size(column.label) for column in table.columns]
    total = _TABLE + _size(table.caption) + _size(table.more) + sum(labels) + _ROW * len(labels)
    extra = [
        label + (_NUMBER if c.number else 0) for label, c in zip(labels, table.columns, strict=True)
    ]
    return total + sum(_weigh_row(row, extra) for row in table.rows)


def _weigh_row(row: Row, extra: list[int]) -> int:
    if row.group:
        return 2 * _ROW + _size(row.group)
    total = _ROW
    for cell, more in zip(row.cells, extra, strict=True):
        if isinstance(cell, Tagged):
            total += _TAG + _size(cell.text) + _size(cell.tag)
        else:
            total += _CELL + more + _size(cell)
    return total
