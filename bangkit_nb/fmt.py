"""Read and write numbers, Rupiah and dates the way people in Indonesia do.

Reading never guesses: what can be read in two ways comes back without a value and with a doubt,
and the check asks the officer.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Doubt = Literal["", "bukan", "ganda", "tanpa_hari"]

NBSP = "\u00a0"
DASH = "\u2013"

BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_MONTH_WORDS = {
    **{name.casefold(): number for number, name in enumerate(BULAN, 1)},
    **{name.casefold()[:3]: number for number, name in enumerate(BULAN, 1)},
    "peb": 2, "pebruari": 2, "febuari": 2, "ags": 8, "agt": 8, "agust": 8, "sept": 9,
    "nop": 11, "nopember": 11, "oct": 10, "dec": 12, "may": 5,
}  # fmt: skip

_SCALE = {
    "ribu": 1_000, "rb": 1_000, "juta": 1_000_000, "jt": 1_000_000,
    "miliar": 1_000_000_000, "milyar": 1_000_000_000, "m": 1_000_000_000,
    "triliun": 1_000_000_000_000,
}  # fmt: skip


@dataclass(frozen=True)
class Parsed:
    """Hold what was read from one cell: `value` None with a `doubt` where it cannot be told.

    doubt: "" read or empty; "bukan" not of this kind; "ganda" readable in two ways;
    "tanpa_hari" a month without a day.
    """

    value: Any
    doubt: Doubt = ""


NOTHING = Parsed(None)
_NOT = Parsed(None, "bukan")
_TWOFOLD = Parsed(None, "ganda")


def parse_rupiah(cell: object) -> Parsed:
    """Read money as people type it: 1500000, "Rp 1.500.000,00", "1,5 juta", "15 jt".

    "1.500" is 1500 (a dot groups thousands). "1,500,000", "1,500" and "1500.50" are doubtful:
    they mean one thing in Indonesian and another in English. Value in Rupiah as float.
    """
    return _parse_number(cell, money=True)


def parse_angka(cell: object) -> Parsed:
    """Read a quantity: as `parse_rupiah`, but "2.5" is 2.5 (a volume of 2.5 ton is common)."""
    return _parse_number(cell, money=False)


def _parse_number(cell: object, *, money: bool) -> Parsed:
    if cell is None or isinstance(cell, bool):
        return NOTHING if cell is None else _NOT
    if isinstance(cell, int | float):
        return Parsed(float(cell)) if math.isfinite(cell) else _NOT
    if not isinstance(cell, str):
        return _NOT
    text = re.sub(r"\s+", " ", cell.replace(NBSP, " ")).strip().casefold()
    if text in {"", "-", DASH, "\u2014"}:
        return NOTHING
    text = re.sub(r"^([+-]?)\s*(?:rp\.?|idr)\s*", r"\1", text)
    text = re.sub(r"[,.]-$|\s*rupiah$", "", text).strip()
    match = re.fullmatch(r"([+-]?)\s?([0-9][0-9.,]*)\s?([a-z]*)\.?", text)
    if match is None or (match[3] and match[3] not in _SCALE):
        return _NOT
    if match[3] == "m" and not money:  # "100 m" of pipe is a length, not 100 miliar
        return _NOT
    scale = _SCALE.get(match[3], 1)
    number = _plain_number(match[2], loose=not money or scale > 1)
    if number.value is None:
        return number
    sign = -1 if match[1] == "-" else 1
    return Parsed(sign * round(number.value * scale, 6))


def _plain_number(digits: str, *, loose: bool) -> Parsed:
    """Read digits with dots and commas; `loose` takes one dot before 1-2 digits as a decimal."""
    if re.fullmatch(r"[0-9]+", digits):
        return Parsed(float(digits))
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]{1,2})?", digits):
        return Parsed(float(digits.replace(".", "").replace(",", ".")))
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits):
        return Parsed(float(digits.replace(",", ".")))
    if loose and re.fullmatch(r"[0-9]+\.[0-9]{1,2}|0[.,][0-9]+", digits):
        return Parsed(float(digits.replace(",", ".")))
    if re.fullmatch(r"[0-9]+([.,][0-9]+)+", digits):
        return _TWOFOLD
    return _NOT


def parse_tanggal(cell: object) -> Parsed:
    """Read a date: an Excel date, "1 Maret 2024", "01/03/2024" (day first) or ISO.

    Value: datetime.date. A month without a day gives doubt "tanpa_hari".
    """
    if cell is None:
        return NOTHING
    if isinstance(cell, dt.datetime):
        return Parsed(cell.date())
    if isinstance(cell, dt.date):
        return Parsed(cell)
    if not isinstance(cell, str):
        return _NOT
    text = re.sub(r"\s+", " ", cell.replace(NBSP, " ")).strip().casefold()
    if text in {"", "-", DASH, "\u2014"}:
        return NOTHING
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[t ][0-9:.]+)?", text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    numeric = re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", text)
    if numeric:
        return _date(int(numeric[3]), int(numeric[2]), int(numeric[1]))
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}", text):
        return Parsed(None, "tanpa_hari")
    words = re.fullmatch(r"(?:[a-z']+,? )?(?:([0-9]{1,2})[ -])?([a-z]+)\.?[ -]([0-9]{4})", text)
    if words and words[2] in _MONTH_WORDS:
        if words[1] is None:
            return Parsed(None, "tanpa_hari")
        return _date(int(words[3]), _MONTH_WORDS[words[2]], int(words[1]))
    return _NOT


def _date(year: int, month: int, day: int) -> Parsed:
    try:
        return Parsed(dt.date(year, month, day))
    except ValueError:
        return _NOT


def rupiah(value: float | None, bahasa: str = "id") -> str:
    """Write money as "Rp 1.250.000" (no-break space; English: commas); missing is a dash."""
    if value is None or not math.isfinite(value):
        return DASH
    sign = "-" if value < 0 else ""
    group = "." if bahasa == "id" else ","
    return f"{sign}Rp{NBSP}{_grouped(round(abs(value)), group)}"


def rupiah_singkat(value: float | None, bahasa: str = "id") -> str:
    """Write money short for a figure tile: "Rp 4,2 miliar", "Rp 350 juta" ("Rp 4.2 billion")."""
    if value is None or not math.isfinite(value):
        return DASH
    words = ("triliun", "miliar", "juta") if bahasa == "id" else ("trillion", "billion", "million")
    for word, size in zip(words, (1e12, 1e9, 1e6), strict=True):
        if round(abs(value) / size, 1) >= 1:
            # a plain space before the word: a narrow screen may break there, and nowhere else
            return f"Rp{NBSP}{angka(value / size, bahasa, decimals=1)} {word}"
    return rupiah(value, bahasa)


def angka(value: float | None, bahasa: str = "id", *, decimals: int = 2) -> str:
    """Write a number as "1.250" or "2,5" (English: "1,250", "2.5"); missing is a dash."""
    if value is None or not math.isfinite(value):
        return DASH
    group, point = (".", ",") if bahasa == "id" else (",", ".")
    whole, _, rest = f"{abs(value):.{decimals}f}".partition(".")
    rest = rest.rstrip("0")
    sign = "-" if value < 0 and (whole.strip("0") or rest) else ""
    return sign + _grouped(int(whole), group) + (point + rest if rest else "")


def _grouped(number: int, group: str) -> str:
    return f"{number:,}".replace(",", group)


@lru_cache(maxsize=4096)
def tanggal(value: dt.date | None, bahasa: str = "id", *, hari: bool = False) -> str:
    """Write a date as "1 Maret 2024", with `hari` as "Jumat, 1 Maret 2024"; missing is a dash."""
    if value is None:
        return DASH
    from babel.dates import format_date

    pattern = "EEEE, d MMMM y" if hari else "d MMMM y"
    return format_date(value, pattern, locale="id" if bahasa == "id" else "en")


@lru_cache(maxsize=256)
def bulan_tahun(tahun: int, bulan: int, bahasa: str = "id") -> str:
    """Write a month as "Desember 2023"."""
    from babel.dates import format_date

    return format_date(dt.date(tahun, bulan, 1), "MMMM y", locale="id" if bahasa == "id" else "en")


@lru_cache(maxsize=64)
def huruf_bulan(bulan: int, bahasa: str = "id") -> str:
    """Write a month as its first letter, for the head of a scale."""
    from babel.dates import format_date

    return format_date(dt.date(2000, bulan, 1), "LLLLL", locale="id" if bahasa == "id" else "en")
