"""Read the amounts of a document of others: a number only where it can be read in one way. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bangkit_nb import fmt
from bangkit_nb.data.raw import Cell
from bangkit_nb.text import fold, shorten, tidy

_AMOUNT_UNIT = re.compile(r"([0-9][0-9.,]*)\s*([^\W\d_].*)")


def read_amount(cell: Cell, *, money: bool = True) -> tuple[Cell, tuple[str, ...]]:
    """Return a number where the cell can be read in one way, else its text and a doubt."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return make_whole(cell), ()
    parsed = fmt.parse_rupiah(cell) if money else fmt.parse_angka(cell)
    if parsed.doubt or (parsed.value is None and tidy(cell) not in ("", "-", "\u2013", "\u2014")):
        said = "dapat dibaca dua cara" if parsed.doubt == "ganda" else "bukan angka"
        return tidy(cell), (f"'{shorten(tidy(cell), 40)}' {said}; disalin sebagai teks.",)
    return (None if parsed.value is None else make_whole(parsed.value)), ()


def split_amount(cell: Cell) -> tuple[Cell, str]:
    """Return number and unit of "5 unit"; unit "" where the cell is not of that shape."""
    if not isinstance(cell, str):
        return cell, ""
    return _split_text(cell)


@lru_cache(maxsize=8_192)
def _split_text(cell: str) -> tuple[str, str]:
    found = _AMOUNT_UNIT.fullmatch(tidy(cell))
    if found is None or fmt.parse_angka(found[1]).value is None:
        return cell, ""
    if re.match(r"(ribu|rb|juta|jt|miliar|milyar|triliun)\b", fold(found[2])):
        return cell, ""
    return found[1], found[2]


def make_whole(value: Cell) -> Cell:
    """Return a number without a fraction as an int; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
