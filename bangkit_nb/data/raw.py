"""The plain cells of an Excel file, as they come out of the guarded child process.

Apart from layouts.py so that guard.py can hold them without importing pandas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bangkit_nb.errors import Problem

Cell = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True)
class RawSheet:
    """Hold one sheet as Excel holds it.

    Attributes:
        name: the sheet's name as typed.
        rows: cells row by row, starting at Excel row 1; ragged rows allowed; "" is an empty cell.
        hidden: Excel row numbers of hidden rows.
        uncomputed: (Excel row, 0-based column) of formulas without a stored value.
        is_hidden: the whole sheet is hidden.
        excel_errors: (Excel row, 0-based column) -> "#N/A", "#REF!", ...; the cell itself is "".
        merged: merged ranges as (first row, first column, last row, last column), rows as Excel
            counts them, columns 0-based; only the first cell of a range holds the value.
        hidden_columns: 0-based numbers of hidden columns.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: frozenset[int] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False
    excel_errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RawBook:
    """Hold a whole file: name, hash of its bytes, sheets in order; `problems` of opening it."""

    name: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    problems: tuple[Problem, ...] = ()
