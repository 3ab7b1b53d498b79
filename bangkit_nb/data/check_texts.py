"""Readers of words: free text, one of a list, an e-mail address."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bangkit_nb.columns import Column
from bangkit_nb.data.check_reading import Context, Fault, Reading, as_text, dropped
from bangkit_nb.text import find_personal, header_key, redact, tidy

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "l_p": {"lakilaki": "L", "laki": "L", "pria": "L", "perempuan": "P", "wanita": "P"},
}


def read_teks(cell: Any, column: Column, context: Context) -> Reading:
    """Read free text: tidy, personal numbers redacted; known words of `choices` get their form."""
    text = as_text(cell)
    is_phone = isinstance(cell, int | float) and re.fullmatch("8[1-9][0-9]{8,10}", text)
    if is_phone:  # Excel drops the 0 of a phone number typed into a cell
        text = "0" + text
    found = find_personal(text) if len(text) > 8 else []
    faults: tuple[Fault, ...] = ()
    if found:
        masked = "; ".join(item.masked for item in found)
        kinds = " dan ".join(dict.fromkeys(item.kind for item in found))
        message = f"{column.header} memuat {kinds}, yang tidak boleh tersebar. Hapus nomornya."
        faults = (Fault("pribadi", "periksa", message, masked),)
        text = redact(text)
    if column.choices:
        known = _known(text, column)
        if known:
            return Reading(known, faults)
        near = _nearest(text, column)
        message = f"{column.header} tidak ada di daftar{near}. Tetap dipakai seperti tertulis."
        faults += (Fault("tidak dikenal", "info", message),)
    return Reading(text, faults)


def read_pilihan(cell: Any, column: Column, context: Context) -> Reading:
    """Read one of the column's words, whatever its case and spacing."""
    text = ("tidak", "ya")[cell] if isinstance(cell, bool) else as_text(cell)
    known = _known(text, column)
    if known:
        return Reading(known)
    words = ", ".join(column.choices)
    message = f"{column.header} tidak dikenal. Tulis salah satu: {words}{_nearest(text, column)}."
    return dropped(column, "tidak dikenal", message)


def _known(text: str, column: Column) -> str:
    words, synonyms = _choice_keys(column.choices), SYNONYMS.get(column.name, {})
    key = header_key(text)
    return words.get(key, "") or synonyms.get(key, "")


@lru_cache(maxsize=64)
def _choice_keys(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {header_key(word): word for word in choices}


def _nearest(text: str, column: Column) -> str:
    near = difflib.get_close_matches(text.casefold()[:40], column.choices, 2, 0.5)
    return f"; yang terdekat: {' atau '.join(near)}" if near else ""


_SUREL = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9._%+'\-]{0,62}[A-Za-z0-9_\-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


def read_surel(cell: Any, column: Column, context: Context) -> Reading:
    """Read one plain e-mail address; quoted, bracketed and international forms are refused."""
    text = tidy(cell)
    if text.count("@") > 1:
        message = "Sel ini memuat lebih dari satu alamat surel. Tulis satu alamat saja."
        return dropped(column, "surel", message)
    if not _SUREL.fullmatch(text) or ".." in text or len(text) > 254:
        message = "Alamat surel tidak lengkap atau salah tulis. Tulis misalnya nama@contoh.go.id."
        return dropped(column, "surel", message)
    return Reading(text)
