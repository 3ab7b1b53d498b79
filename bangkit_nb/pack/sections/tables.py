"""Make sections, tables and the cells that several sections share."""

from __future__ import annotations

from collections.abc import Sequence

from bangkit_nb.pack.blocks import (
    Block,
    Col,
    Row,
    Section,
    Table,
)  # fmt: skip
from bangkit_nb.pack.facts import Briefing

FOLD = 40
"""Lists beyond this many rows fold to counts and point to a table (phones and 60 KB)."""


def make_section(b: Briefing, key: str, *blocks: Block | None) -> Section:
    """Make a section titled from the catalogue; absent blocks are left out."""
    return Section(key, b.t(f"bagian.{key}"), tuple(block for block in blocks if block))


def make_table(b: Briefing, caption: str, heads: Sequence[str], rows: list[Row]) -> Table:
    """Make a table; a head starting with # holds numbers."""
    columns = tuple(Col(b.t(f"kolom.{h.lstrip('#')}"), h.startswith("#")) for h in heads)
    return Table(b.t(caption), columns, tuple(rows))


def fold_rows(b: Briefing, table: Table, key: str = "umum.lipat_buku") -> Table:
    """Fold the rows beyond FOLD to a count; `key` says where the others are."""
    n = len(table.rows) - FOLD
    if n <= 0:
        return table
    return Table(table.caption, table.columns, table.rows[:FOLD], b.t.n(key, n))


def with_more(table: Table, more: str) -> Table:
    """Return the table with a closing line that says what was folded away."""
    return Table(table.caption, table.columns, table.rows, more)
