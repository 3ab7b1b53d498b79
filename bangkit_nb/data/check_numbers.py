"""Readers of amounts, quantities, coordinates, years and dates, with their declared limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bangkit_nb import fmt
from bangkit_nb.columns import Column
from bangkit_nb.data.check_reading import NAN, Context, Reading, as_text, dropped
from bangkit_nb.text import tidy


@dataclass(frozen=True, slots=True)
class Limit:
    """Bound a number: outside low..high it is not used and asked about, with the reason."""

    low: float
    high: float
    reason: str


_ORANG = Limit(0, 100_000, "Lebih dari 100.000 orang, melebihi penduduk satu kecamatan.")
LIMITS: Mapping[str, Limit] = {
    "anggaran": Limit(0, 50e9, "Lebih dari Rp 50 miliar untuk satu usulan desa."),
    "pagu": Limit(0, 5e12, "Lebih dari Rp 5 triliun, melebihi APBD satu kabupaten."),
    "volume": Limit(0, 1e6, "Volume lebih dari satu juta."),
    "sasaran_l": _ORANG, "sasaran_p": _ORANG, "disabilitas": _ORANG,
    "peserta_l": _ORANG, "peserta_p": _ORANG,
    "lat": Limit(-11.5, 6.5, "Lintang ini di luar Indonesia, mungkin tertukar dengan bujur."),
    "lng": Limit(94.5, 141.5, "Bujur ini di luar Indonesia, mungkin tertukar dengan lintang."),
}  # fmt: skip


def read_tanggal(cell: Any, column: Column, context: Context) -> Reading:
    """Read a date inside the context's window."""
    parsed = fmt.parse_tanggal(cell)
    if parsed.doubt == "tanpa_hari":
        message = "Tanggal ini belum punya hari. Tulis lengkap, misalnya 1 Maret 2024."
        return dropped(column, "tanpa hari", message)
    if parsed.value is None:
        message = "Isi sel ini tidak terbaca sebagai tanggal. Tulis misalnya 1 Maret 2024."
        return dropped(column, "bukan tanggal", message)
    if not context.first <= parsed.value <= context.last:
        first, last = context.first.year, context.last.year
        message = f"Tahun tanggal ini di luar {first}-{last}. Periksa dan tulis ulang tanggalnya."
        return dropped(column, "di luar masa", message)
    return Reading(parsed.value)


def read_tahun(cell: Any, column: Column, context: Context) -> Reading:
    """Read a year 2000-2100."""
    text = as_text(cell)
    if re.fullmatch("20[0-9]{2}|2100", text):
        return Reading(float(text))
    return dropped(column, "bukan tahun", "Isi sel ini bukan tahun. Tulis misalnya 2025.")


def read_number(cell: Any, column: Column, context: Context) -> Reading:
    """Read an amount, quantity or coordinate and hold it against its limit."""
    money = column.kind == "uang"
    if column.name in ("lat", "lng"):
        parsed = _parse_derajat(cell)
    else:
        parsed = fmt.parse_rupiah(cell) if money else fmt.parse_angka(cell)
    value, limit = parsed.value, LIMITS.get(column.name)
    if parsed.doubt == "ganda":
        return dropped(column, "ganda", _ask_which(str(cell)))
    if parsed.doubt:
        example = "Tulis misalnya 1500000." if money else "Tulis angka saja, tanpa satuan."
        return dropped(column, "bukan angka", f"Isi sel ini bukan angka. {example}")
    if value is None:
        return Reading(NAN)
    if value < 0 and (limit is None or limit.low == 0):
        message = f"{column.header} kurang dari nol. Tulis angka tanpa tanda minus."
        return dropped(column, "negatif", message)
    if limit and not limit.low <= value <= limit.high:
        # Kept, one slip of the keyboard would make a brief's total 45 trillion Rupiah.
        return dropped(column, "tidak wajar", f"{limit.reason} Periksa angkanya.")
    return Reading(value)


def _ask_which(cell: str) -> str:
    """Ask which of two readings of "1,500" is meant: 1.500 or 1,5."""
    digits = re.sub(r"[^0-9.,]", "", cell)
    readings: list[str] = []
    for group, point in ((",", "."), (".", ",")):
        plain = digits.replace(group, "").replace(point, ".")
        if plain.count(".") <= 1 and plain.strip("."):
            readings.append(fmt.angka(float(plain), decimals=6))
    meant = " atau ".join(dict.fromkeys(readings))
    ask = f"; yang dimaksud {meant}?" if meant else "."
    return f"Angka ini dapat dibaca dua cara{ask} Tulis tanpa titik dan koma, misalnya 1500000."


def _parse_derajat(cell: Any) -> fmt.Parsed:
    """Read degrees: a coordinate has no thousands, so its one comma or dot is the decimal."""
    text = tidy(cell).replace("\u2212", "-").removesuffix("\u00b0")
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?[0-9]{1,3}([.,][0-9]{1,12})?", text):
        return fmt.parse_angka(cell) if isinstance(cell, float) else fmt.Parsed(None, "bukan")
    return fmt.Parsed(float(text.replace(",", ".")))
