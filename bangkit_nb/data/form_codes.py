"""Read the codes of urusan, program, kegiatan and sub kegiatan however a print wrote them. Pure.

"3.25.03.2.01.0002", "3 . 25 . 03", "3.25.03." and 3.25 (a number) are codes; so are the parts of
one that stand in five columns, and the front of "3.25.03 PROGRAM PENGELOLAAN PERIKANAN TANGKAP".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bangkit_nb.text import tidy

Level = Literal["", "urusan", "bidang", "program", "kegiatan", "sub_kegiatan", "opd"]

_LEVELS: dict[int, Level] = {1: "urusan", 2: "bidang", 3: "program", 4: "program", 5: "kegiatan",
                             6: "sub_kegiatan"}  # fmt: skip
_WIDTHS = (1, 2, 2, 1, 2)
"""Digits of the parts before the last; the last has 2 or 4 (Kepmendagri 900.1.15.5-1317/2023)."""

_CODE = re.compile(r"[0-9X](\.(?:[0-9]{1,2}|XX)){0,4}(?:\.[0-9]{1,4})?")
_FULL = re.compile(r"[0-9]\.[0-9]{2}\.[0-9]{2}\.[0-9]\.[0-9]{2}\.[0-9]{2,4}")
"""A sub kegiatan's code as it should be: by far most of a Renja's rows."""

_OPD = re.compile(r"[0-9](\.[0-9]{1,2}){6}\.[0-9]{4}(\.[0-9]{2,4})?")
_AHEAD = re.compile(
    r"\s*\[?((?:[0-9]|X)(?:\s?\.\s?(?:[0-9]{1,4}|XX)){1,8})\]?\.?[\s:\-\u2013]+(\S.*)", re.DOTALL
)


def read_code(cell: object) -> str:
    """Return a code with full parts and single dots; "" where the cell is no code."""
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, int | float):  # urusan 3, bidang 3.25; 3.2 has lost the 0 of 3.20
        text = f"{cell:g}"
        if isinstance(cell, float) and not re.fullmatch(r"[0-9](\.[0-9]{1,2})?", text):
            return ""
        head, dot, rest = text.partition(".")
        return f"{head}.{rest:0<2}" if dot else text
    if not isinstance(cell, str):
        return ""
    return cell if _FULL.fullmatch(cell) else _read_text(cell)


@lru_cache(maxsize=65_536)
def _read_text(cell: str) -> str:
    text = re.sub(r"\s*\.\s*", ".", tidy(cell)).strip("'\u2019. []").upper()
    text = (
        re.sub(r"(?<=[0-9])\s+(?=[0-9])", ".", text) if re.fullmatch(r"[0-9 .X]+", text) else text
    )
    if _OPD.fullmatch(text):
        return text
    return _pad(text.split(".")) if _CODE.fullmatch(text) else ""


def _pad(parts: list[str]) -> str:
    """Return the parts with the zeros that a number format ate; the last keeps its 2 or 4."""
    done = []
    for at, part in enumerate(parts):
        width = _WIDTHS[at] if at < len(_WIDTHS) else 2
        if at < 5 and part.isdigit() and len(part) > width:
            return ""
        done.append(part.zfill(width) if part.isdigit() else part)
    return ".".join(done)


def level_of(code: str) -> Level:
    """Return the level of a code that `read_code` gave."""
    if _FULL.fullmatch(code):
        return "sub_kegiatan"
    if _OPD.fullmatch(code):
        return "opd"
    return _LEVELS.get(len(code.split(".")), "") if code else ""


def split_code(cell: object) -> tuple[str, str]:
    """Return code and name of "3.25.03 PROGRAM ..."; code "" where the text has none in front."""
    if not isinstance(cell, str) or (cell[:1].isalpha() and cell[0] != "X"):
        return "", tidy(cell)
    return _split_text(cell)


def is_full(cell: object) -> bool:
    """Tell a sub kegiatan's code that is written as it should be."""
    return isinstance(cell, str) and _FULL.fullmatch(cell) is not None


@lru_cache(maxsize=65_536)
def _split_text(cell: str) -> tuple[str, str]:
    found = _AHEAD.match(cell)
    code = read_code(found[1]) if found else ""
    return (code, tidy(found[2])) if found and code else ("", tidy(cell))


def join_code(cells: Sequence[object], last_width: int = 4) -> str:
    """Return the code whose parts stand side by side ("3" "25" "03" "2.01" "0002").

    "" for parts that leave a gap or make no code. last_width: digits of a last part that a number
    format stripped of its zeros.
    """
    parts: list[str] = []
    texts = [_part(cell, at, last_width) for at, cell in enumerate(cells)]
    while texts and not texts[-1]:
        texts.pop()
    if not texts or not all(texts):
        return ""
    for text in texts:
        parts += text.split(".")
    return read_code(".".join(parts))


def _part(cell: object, at: int, last_width: int) -> str:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        text = f"{cell:g}"
        if at == 3 and "." in text:  # 2.1 stands for 2.10: the kegiatan's part has two digits
            head, _, rest = text.partition(".")
            return f"{head}.{rest:0<2}"
        return text.zfill(last_width) if at == 4 and "." not in text else text
    return re.sub(r"\s", "", tidy(cell)).strip("'\u2019.")
