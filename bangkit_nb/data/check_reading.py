"""What reading a cell gives: a typed value and its faults; and the one way to show a cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bangkit_nb import fmt
from bangkit_nb.columns import Column, Kind
from bangkit_nb.errors import Severity
from bangkit_nb.text import redact, shorten, tidy

NAN = float("nan")
EMPTY: Mapping[Kind, Any] = {
    "uang": NAN, "angka": NAN, "tahun": NAN, "tanggal": None, "daftar_kode": (),
    "kode": "", "id": "", "teks": "", "pilihan": "", "surel": "",
}  # fmt: skip
NUMBERS: tuple[Kind, ...] = ("uang", "angka", "tahun")
DASHES = ("", "-", "\u2013", "\u2014")


@dataclass(frozen=True, slots=True)
class Context:
    """Hold what the checks know of the Rakor: "" and None where no Rakor is given."""

    kode_kabupaten: str
    tahun: int | None
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one fault of a cell: rule (for folding repeats), severity, message, what to show."""

    rule: str
    severity: Severity
    message: str
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold a typed value (missing: as `EMPTY` has it) and the faults of its cell."""

    value: Any
    faults: tuple[Fault, ...] = ()


Reader = Callable[[Any, Column, Context], Reading]


def show(cell: object) -> str:
    """Return a cell for a problem's `value`: personal numbers masked, then shortened.

    The one way from a cell to the table of problems; masking comes first, so that a number cut in
    two by the shortening is masked as well.
    """
    return shorten(redact(as_text(cell)))


def as_text(cell: object) -> str:
    """Return a cell as tidy text; a date in words, since Excel turns "1-2" into one."""
    if isinstance(cell, dt.date):
        return f"{cell.day} {fmt.BULAN[cell.month - 1]} {cell.year}"
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return tidy(cell)


def severity_of(column: Column) -> Severity:
    """Return `stop` where the column cannot be empty, else `periksa`."""
    return "stop" if column.required else "periksa"


def dropped(column: Column, rule: str, message: str) -> Reading:
    """Return a missing value with one fault, saying that the cell is not used."""
    if not column.required:
        message = message.rstrip(".") + " (isi ini belum dipakai)."
    return Reading(EMPTY[column.kind], (Fault(rule, severity_of(column), message),))
