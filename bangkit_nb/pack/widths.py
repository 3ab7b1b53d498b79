"""Share a printed table's width among its columns by what their cells hold.

A browser gives a column room by its longest cell alone, so that one long text starves the others.
Here columns get the room that makes the rows low together, and a page holds more of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from bangkit_nb.pack.blocks import Cell, Col, Linked, Table, Tagged
from bangkit_nb.pack.shapes import Shade, Strip

STEPS = (*range(4, 15), 16, 18, 20, 23, 26, 30, 34, 39, 45, 52)
"""Widths that the style sheet knows, in percent of the table: .c4 to .c52."""

LINE = 118
"""Characters of running text across a printed A4 page at the size of tables (measured)."""

_GAP = 2
"""Characters of white space between two columns."""

_WIDE = 1.3
"""A word is this much wider than as many characters of running text with its blanks (measured)."""

_WORD = 14
"""A longer word may be broken rather than widen its column."""

_STRIP = 26
"""Characters' room for a strip."""

_WHOLE = 24
"""A longer id or number may be broken; blok.html.j2 keeps the shorter ones in one piece."""

_WORDING = 8
"""A shorter text is left in one piece as numbers are."""

_TURNS = 8
_SHARP = 4
"""How often widths are bettered, and how much the highest cell of a row counts above the others."""

Bounds = Sequence[tuple[float, float]]
"""The least and the most room that each column can use."""


def share_columns(table: Table) -> list[tuple[Col, str]]:
    """Return each column with the class of its width; "" where the browser decides."""
    rows = [row.cells for row in table.rows if not row.group]
    if table.is_grid or len(table.columns) < 3 or not rows:
        return [(column, "") for column in table.columns]
    held = zip(*rows, strict=True)
    bounds = [_bound(column, cells) for column, cells in zip(table.columns, held, strict=True)]
    parts = _divide([[len(_say(cell)) for cell in row] for row in rows], bounds)
    steps = [_step(part, min(least, part)) for part, (least, _) in zip(parts, bounds, strict=True)]
    return [(column, f"c{n}") for column, n in zip(table.columns, steps, strict=True)]


def is_wording(cell: Cell) -> bool:
    """Tell the words of a column of numbers ("belum ada data"), which may be broken into lines."""
    return isinstance(cell, str) and len(cell) > _WORDING and not re.search("[0-9]", cell)


def _bound(column: Col, cells: Sequence[Cell]) -> tuple[float, float]:
    if column.is_strip:
        return _STRIP, _STRIP
    texts = [_say(cell) for cell in cells]
    words = [column.label, *texts]
    least = _WIDE * max(min(len(word), _WORD) for text in words for word in text.split() or ("",))
    whole = [cell.tag for cell in cells if isinstance(cell, Tagged)]
    whole += [text for text in texts if not is_wording(text)] if column.number else []
    least = max([least, *(len(one) for one in whole if len(one) <= _WHOLE)])
    return least + _GAP, max(least, *map(len, texts)) + _GAP


def _say(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Strip):
        return ""
    if isinstance(cell, Linked):
        return f"{cell.text} {cell.note}"
    if isinstance(cell, Shade):
        return cell.text
    return f"{cell.text} [{cell.tag}]"


def _divide(lengths: Sequence[Sequence[int]], bounds: Bounds) -> list[float]:
    """Return room for each column so that the rows are low: a row is as high as its highest cell.

    The sum of the rows' heights is least where each column's room is in proportion to the height
    that it causes; a few turns come near enough.
    """
    parts = _settle([1.0] * len(bounds), bounds)
    for _ in range(_TURNS):
        caused = [1e-6] * len(bounds)
        for row in lengths:
            heights = [n / part for n, part in zip(row, parts, strict=True)]
            top = max(heights) or 1.0
            for n, height in enumerate(heights):
                caused[n] += top * (height / top) ** _SHARP
        scale = LINE / sum(caused)
        asked = [
            part * (n * scale / part) ** (1 / (_SHARP + 1))
            for part, n in zip(parts, caused, strict=True)
        ]
        parts = _settle(asked, bounds)
    return parts


def _settle(asked: Sequence[float], bounds: Bounds) -> list[float]:
    """Return LINE shared as asked, but no column below its least or above its most."""
    parts: dict[int, float] = {}
    left = float(LINE)
    waiting = set(range(len(asked)))
    while waiting:
        total = sum(asked[n] for n in waiting)
        fair = {n: left * asked[n] / total for n in waiting}
        # columns that cannot do with their share come first: what is left is shared anew
        low = {n: bounds[n][0] for n in waiting if fair[n] < bounds[n][0]}
        settled = low or {n: bounds[n][1] for n in waiting if fair[n] > bounds[n][1]} or fair
        parts |= settled
        left = max(left - sum(settled.values()), 1.0)
        waiting -= settled.keys()
    scale = LINE / sum(parts.values())
    return [parts[n] * scale for n in range(len(asked))]


def _step(part: float, least: float) -> int:
    """Return the step at a part or next below it, but not below its least."""
    percent = 100 / LINE
    at = max(int(bisect_right(STEPS, part * percent)) - 1, 0)
    if STEPS[at] < least * percent and at + 1 < len(STEPS):
        at += 1
    return int(STEPS[at])
