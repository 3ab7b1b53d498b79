"""Make sections, tables and the cells that several sections share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bangkit_nb import fmt, text
from bangkit_nb.pack.blocks import (
    Block,
    Col,
    Row,
    Section,
    Table,
)  # fmt: skip
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD, fold_table


def make_section(b: Briefing, key: str, *blocks: Block | None) -> Section:
    """Make a section titled from the catalogue; absent blocks are left out."""
    return Section(key, b.t(f"bagian.{key}"), tuple(block for block in blocks if block))


def make_table(b: Briefing, caption: str, heads: Sequence[str], rows: list[Row]) -> Table:
    """Make a table; a head starting with # holds numbers, one with ~ strips."""
    columns = tuple(Col(b.t(f"kolom.{h.lstrip('#~')}"), h[0] == "#", h[0] == "~") for h in heads)
    return Table(b.t(caption), columns, tuple(rows))


def fold_rows(b: Briefing, table: Table, key: str = "umum.lipat_buku", n_more: int = 0) -> Table:
    """Fold the rows beyond FOLD to a count.

    key: catalogue key that says where the others are. n_more: rows that were left out already.
    """
    return fold_table(replace(table, fold_key=key, n_more=n_more), b.t, FOLD)


def with_more(table: Table, more: str) -> Table:
    """Return the table with a closing line that says what else there is."""
    return replace(table, more=more)


def say_volume(b: Briefing, row: Mapping[Any, Any]) -> str:
    """Say how much an usulan asks for, with its unit; a dash where it does not say."""
    volume = b.t.angka(row["volume"])
    return f"{volume} {text.shorten(row['satuan'], 20)}".strip() if volume != fmt.DASH else volume
