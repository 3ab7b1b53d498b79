"""Turn any value of a frame into what one Excel cell can hold without changing it. Pure."""

from __future__ import annotations

import datetime as dt
import math
import re

import pandas as pd

LONGEST = 32_767
"""Characters in a cell; openpyxl would cut the rest off without a word."""

_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_plain(value: object) -> str | int | float | bool | dt.date | None:
    """Return a value that Excel holds as it is; text where Excel would change it.

    None, NaN, NaT and "" are empty; integers of 16 digits and more, infinities, dates before 1901
    (Excel has no dates before 1900) and everything that is no date, number or truth become text.
    """
    if value is None or value is pd.NaT or value is pd.NA or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, dt.datetime):
        plain = value.replace(tzinfo=None)
        return plain if plain.year > 1900 else plain.isoformat(" ")
    if isinstance(value, dt.date):
        return value if value.year > 1900 else value.isoformat()
    if hasattr(value, "item"):  # a numpy scalar
        return to_plain(value.item())
    if isinstance(value, int | float):
        if math.isnan(value):
            return None
        is_exact = isinstance(value, float) or abs(value) < 10**15
        return value if math.isfinite(value) and is_exact else str(value)
    return str(value)


def to_text(text: str) -> str:
    """Return text as it is stored in a cell: line ends \\n, no characters that XML cannot hold.

    "_x0041_" is how Excel stores an "A" that must be escaped, so a literal one is escaped itself.
    """
    clean = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPED.sub("_x005F_", clean)
