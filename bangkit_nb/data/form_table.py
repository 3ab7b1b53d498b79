"""What a recognised table holds once its rows were read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bangkit_nb.data.form_columns import Found
from bangkit_nb.data.form_context import Context
from bangkit_nb.data.raw import Cell

Kind = Literal["data", "judul", "jumlah", "sambungan", "belum"]
"""What a row is: data, a heading, a total, the rest of a name, or not to be told."""


@dataclass(frozen=True)
class Line:
    """Hold one row that is data.

    baris: its Excel row. values: field of the layout -> cell as it stands. extras: other columns by
    header. context: the OPD, desa and year that stood above it. doubts: what a person should see.
    """

    baris: int
    values: Mapping[str, Cell]
    extras: Mapping[str, Cell]
    context: Context
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """Hold one row that could not be placed: why, and what stood there (personal numbers masked).

    asked: the name that was not found; usul: codes that may be meant, to be accepted by a person.
    """

    baris: int
    alasan: str
    isi: str
    asked: str = ""
    usul: str = ""
    n: int = 1


@dataclass(frozen=True)
class Table:
    """Hold a table as read; n_rows = lines + n_heading + n_total + n_joined + rows of unread."""

    found: Found
    n_rows: int
    lines: tuple[Line, ...]
    unread: tuple[Unread, ...]
    n_heading: int
    n_total: int
    n_joined: int
    n_hidden: int
    titles: tuple[str, ...]
    notes: tuple[str, ...] = ()


def add_doubt(line: Line, doubt: str) -> Line:
    """Return the line with one more doubt."""
    return replace(line, doubts=(*line.doubts, doubt))
