"""Village text: tidy it, compare it, mask personal numbers in it, and make it harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

# Controls, bidi overrides and zero-width characters carry no meaning here and break layout, file
# names and headers. Newlines are handled before this set is applied.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SPACE = re.compile(r"\s+")


def tidy(value: object) -> str:
    """Return a cell as one line of text: NFC, no control or invisible characters, single spaces.

    A float without a fraction loses its ".0" (Excel has no integers). None gives "".
    """
    if type(value) is str:
        text = value
    elif value is None:
        return ""
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        text = str(int(value))
    else:
        text = str(value)
    if text.isascii() and text.isprintable():  # most cells: only spaces can be wrong with them
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text))).strip()


def fold(value: object) -> str:
    """Return the form under which two spellings count as one: case and spacing ignored."""
    said = tidy(value)
    return said.lower() if said.isascii() else unicodedata.normalize("NFKC", said).casefold()


def header_key(value: object) -> str:
    """Return a header's comparable form: letters and digits only, a unit in brackets dropped."""
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"\([^)]*\)", "", fold(value)))


def slug(value: object, limit: int = 40) -> str:
    """Return `value` as a safe part of a file name: a-z, 0-9 and single dashes."""
    plain = unicodedata.normalize("NFKD", fold(value)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:limit].strip("-")


def shorten(value: object, limit: int = 80) -> str:
    """Return at most `limit` characters, ending in an ellipsis when something was cut."""
    text = tidy(value)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "\u2026"


# --- personal numbers (UU 27/2022) ------------------------------------------------------------

# NIK: 16 digits; written in groups it must also look like one (`_is_nik`). A phone: 08..., +62 8...
# or 62 8..., 9 to 13 digits after the country code. Neither may be part of a longer run of digits
# or of a dotted code.
_GAP = r"[\s.\-\u2010-\u2015_/)]{0,3}"
_NIK = re.compile(r"(?<!\d)(?<!\d\.)[1-9]\d(?:[\s.\-\u2010-\u2015]?\d){14}(?!\d|\.\d)")
_PHONE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:(?:\(?\+\s?)?62"
    + _GAP
    + r"\(?0?|\(?0)"
    + _GAP
    + r"8(?:"
    + _GAP
    + r"\d){7,11}"
    r"(?!\d|\.\d)"
)
_PROVINSI = re.compile(r"1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]")
_BIRTH = re.compile(r"(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d\d")
_NIK_GROUPS = ([4, 4, 4, 4], [6, 6, 4], [2, 2, 2, 6, 4], [6, 10], [8, 8])
_NO_NIK = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}(?!\d)|^\d{2,3}\.\d+$")  # kode desa, longitude
_CLOCK_OR_DAY = re.compile(r"08[.\-/]\d\d(?!\d)")  # "08.00-12.00", "08-12-2024 10.00"
_PAIRS = re.compile(r"08(?:([.\-/])\d\d)(?:\1\d\d){3,}")
_THOUSANDS = re.compile(r"62\.\d{3}(?:\.\d{3})+")  # Rp 62.812.345.678


def _is_nik(text: str) -> bool:
    """Tell a NIK from two dates, codes or amounts side by side; bare 16 digits always count."""
    if text.isdecimal():
        return True
    digits = re.sub(r"\D", "", text)
    if not _PROVINSI.match(digits) or _NO_NIK.search(text):
        return False
    groups = [len(group) for group in re.findall(r"\d+", text)]
    return groups in _NIK_GROUPS or _BIRTH.match(digits, 6) is not None


def _is_phone(text: str) -> bool:
    """Tell a phone number from a time, a day of the month and a grouped amount."""
    if _CLOCK_OR_DAY.match(text) and not _PAIRS.fullmatch(text):
        return False
    return not _THOUSANDS.fullmatch(text)


@dataclass(frozen=True)
class Personal:
    """Hold one personal number found in a text: its kind and its place."""

    kind: Literal["NIK", "nomor telepon"]
    start: int
    end: int
    n_digits: int
    tail: str

    @property
    def masked(self) -> str:
        """Say what was found without repeating it: "NIK, 16 angka, ...12"."""
        return f"{self.kind}, {self.n_digits} angka, ...{self.tail}"


_KINDS: tuple[
    tuple[Literal["NIK", "nomor telepon"], re.Pattern[str], Callable[[str], bool]], ...
] = (("NIK", _NIK, _is_nik), ("nomor telepon", _PHONE, _is_phone))


def find_personal(value: str) -> list[Personal]:
    """Return the NIK and phone numbers in a text, left to right, without overlap."""
    if not value.isascii():  # full-width and Arabic digits count as well; places stay the same
        value = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in value)
    found: list[Personal] = []
    for kind, pattern, is_one in _KINDS:
        match = pattern.search(value)
        while match:
            start, end = match.span()
            if is_one(match[0]):
                digits = re.sub(r"\D", "", match[0])
                found.append(Personal(kind, start, end, len(digits), digits[-2:]))
                # Taken out, so that a phone number beside a grouped NIK does not run into it.
                value = value[:start] + "x" * (end - start) + value[end:]
            match = pattern.search(value, start + 1)
    return sorted(found, key=lambda p: p.start)


def redact(value: str) -> str:
    """Return the text with each NIK and phone number replaced by its kind in brackets."""
    out, at = [], 0
    for item in find_personal(value):
        out += [value[at : item.start], f"[{item.kind} disamarkan]"]
        at = item.end
    return "".join(out) + value[at:]


# --- spreadsheets run text that looks like a formula --------------------------------------------

_LEADS = "=+-@\t\r\n|%"


def defuse(value: object) -> str:
    """Return a CSV cell that no spreadsheet runs: a leading apostrophe where it would.

    Numbers with a sign ("-5") and telephone-like text ("+62 81") stay readable as they are; leads
    hidden behind spaces, full-width forms or zero-width characters count as well (RELIABILITY.md
    row 3).
    """
    text = "" if value is None else str(value)
    bare = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lstrip()
    if not bare or (bare[0] not in _LEADS and text[:1] not in "\t\r\n"):
        return text
    if re.fullmatch(r"[+-]?[0-9][0-9 .,]*%?", bare):
        return text
    return "'" + text


def to_csv(frame: pd.DataFrame, *, bom: bool = False) -> bytes:
    """Return a frame as UTF-8 CSV in which no text runs as a formula.

    bom: start with a byte order mark, without which Excel on Windows misreads UTF-8.
    """
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "iufb":
            safe[name] = [defuse(value) for value in safe[name].astype(object)]
    return (("\ufeff" if bom else "") + safe.to_csv(index=False, lineterminator="\n")).encode()
