"""Hold the words of papers in a catalogue of their own, and make what people typed fit to print.

Papers (docx, xlsx, wa.txt) are Indonesian whatever the packs' language: officials sign them.
"""

from __future__ import annotations

import gettext
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from num2words import num2words

from bangkit_nb import fmt, text
from bangkit_nb.pack.messages import Pesan, read_po

DOTS = "." * 24
"""A line to write on by hand, where the meeting itself does not know yet."""

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DOCXTPL = re.compile(r"(?<=[{}%])_(?=[{}%])")
"""docxtpl turns "{_{" into "{{" after filling; an invisible joiner keeps it as it was typed."""


@lru_cache(maxsize=1)
def read_catalogue() -> gettext.GNUTranslations:
    """Read the words of papers."""
    return read_po("bangkit_nb.pack", "kertas", "id")


@dataclass(frozen=True)
class PesanKertas(Pesan):
    """Say things on paper: its own words first, else those of the packs."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with {names} filled in; KeyError when neither has one."""
        said = read_catalogue().gettext(key)
        if said == key:
            return super().__call__(key, **values)
        return said.format(**values) if values else said


KERTAS = PesanKertas("id")
"""The language of every paper."""


def mask(value: object, limit: int = 300) -> str:
    """Return what somebody typed as one line for paper: no personal number, address or control.

    Missing is a dash; beyond `limit` characters it ends in an ellipsis.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return fmt.DASH
    return _mask(value, limit) if type(value) is str else _sieve(value, limit)


@lru_cache(maxsize=4096)
def _mask(value: str, limit: int) -> str:
    """Remember: a paper and a matrix say the same desa, OPD and sub kegiatan hundreds of times."""
    return _sieve(value, limit)


def _sieve(value: object, limit: int) -> str:
    plain = _ILLEGAL.sub("", _MAIL.sub("\u2026", text.redact(text.tidy(value))))
    return text.shorten(plain, limit) or fmt.DASH


def mask_optional(value: object, limit: int = 300) -> str:
    """Return the same, but "" where nothing was typed."""
    said = mask(value, limit)
    return "" if said == fmt.DASH else said


def finalize(value: object) -> object:
    """Return a template's value as it may be printed: the last sieve before the file is written."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return fmt.DASH
    if not isinstance(value, str):
        return value
    return _DOCXTPL.sub("\u2060_", _ILLEGAL.sub("", value))


def say_number(n: int) -> str:
    """Say a number in Indonesian words: 2024 is "dua ribu dua puluh empat"."""
    return str(num2words(n, lang="id"))


def say_place_in_order(n: int) -> str:
    """Say a decision's place as the minutes do: KESATU, KEDUA, KETIGA, KEDUA BELAS."""
    if n == 1:
        return KERTAS("kertas.ke_satu")
    return KERTAS("kertas.urutan", kata=say_number(n).upper())
