"""Read what stands above a table: whose it is (OPD, desa, kecamatan) and for which year. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bangkit_nb.data.raw import Cell
from bangkit_nb.text import fold, tidy

HALAMAN = re.compile(r"(halaman|hal\.?|page)\s*:?\s*[0-9]+.*|[0-9]+\s*(dari|/|of)\s*[0-9]+")

_LABELS = (
    ("opd", re.compile(
        r"(?:nama )?(?:skpd|opd|perangkat daerah|organisasi|unit kerja|unit organisasi|sub unit"
        r"|dinas ?/ ?badan)\b\s*(:?)\s*(.*)", re.DOTALL)),
    ("desa", re.compile(r"(?:nama )?(?:pemerintah )?(?:desa|kelurahan|kampung|negeri)"
                        r"(?: ?/ ?kelurahan)?\b\s*(:?)\s*(.*)", re.DOTALL)),
    ("kecamatan", re.compile(r"(?:nama )?(?:kecamatan|distrik)\b\s*(:?)\s*(.*)", re.DOTALL)),
    ("tahun", re.compile(r"tahun(?: anggaran)?\b\s*(:?)\s*(20[0-9]{2})?", re.DOTALL)),
    ("", re.compile(r"(?:kabupaten|provinsi|kota)\b\s*(:)\s*(.*)", re.DOTALL)),
)  # fmt: skip
_TITLE_DESA = re.compile(r"\bdesa\)? (?P<desa>[^:,]+?),? kec(?:amatan|\.)? ?(?P<kec>[^:,]+?)"
                         r"(?:,? (?:kab|tahun).*)?$")  # fmt: skip
_TITLE_ALONE = (
    ("desa", re.compile(r"pemerintah(?:an)? desa ([^:,()]+)")),
    ("kecamatan", re.compile(r"kecamatan ([^:,()]+)")),
)
"""A title of its own that names the desa or the kecamatan: "PEMERINTAH DESA SOLANG"."""
_TITLE_TAHUN = re.compile(r"\btahun(?: anggaran)?\s*:?\s*(20[0-9]{2})\b")


@dataclass(frozen=True)
class Context:
    """Hold what the headings above a row said; "" where they said nothing."""

    opd: str = ""
    desa: str = ""
    kecamatan: str = ""
    tahun: str = ""


def read_context(row: Sequence[Cell], context: Context) -> Context:
    """Return the context with what one row of headings says."""
    texts = _texts(row)
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        name, value = _label(text, following)
        if name and value:
            context = replace(context, **{name: value})
            if name == "opd":
                continue
        folded = fold(text)
        title = _TITLE_DESA.search(folded)
        if title and ":" not in text:
            context = replace(
                context,
                desa=_as_typed(text, title["desa"]),
                kecamatan=_as_typed(text, title["kec"]),
            )
        for name, pattern in _TITLE_ALONE:
            alone = pattern.fullmatch(folded) if title is None and len(texts) == 1 else None
            if alone and not re.search(r"\b(?:kec|kab|tahun)", alone[1]):
                context = replace(context, **{name: _as_typed(text, alone[1])})
        year = _TITLE_TAHUN.search(folded)
        if year and not context.tahun:
            context = replace(context, tahun=year[1])
    return context


def is_label(row: Sequence[Cell]) -> bool:
    """Tell a row inside a table that names an OPD, a desa or a kecamatan for the rows below it."""
    first = next((cell for cell in row if cell not in ("", None)), None)
    if not isinstance(first, str) or first[:1].isdigit():  # a code or an amount: no label
        return False
    texts = _texts(row)
    if not texts:
        return False
    name, value = _label(texts[0], texts[1] if len(texts) > 1 else "")
    if name not in ("opd", "desa", "kecamatan") or not value:
        return False
    return ":" in texts[0] or len(texts) <= 2 or _is_bare(texts[0])


def _texts(row: Sequence[Cell]) -> list[str]:
    """Return the texts of a row without cells that hold only a colon."""
    return [text for text in map(tidy, row) if text.strip(": ")]


def _is_bare(text: str) -> bool:
    return (
        re.fullmatch(r"(nama )?(skpd|opd|perangkat daerah|desa|kecamatan)", fold(text)) is not None
    )


def _label(text: str, following: str) -> tuple[str, str]:
    """Return (field, value) of "Desa : Solang", or of "Desa" with its value in the next cell."""
    folded = fold(text)
    for name, pattern in _LABELS:
        found = pattern.match(folded)
        if not found:
            continue
        value, colon = found[2] or "", found[1]
        if colon and value:
            return name, tidy(text[-len(value) :]).strip(" :") if len(folded) == len(
                text
            ) else value
        if not value and following:
            return name, following.lstrip(": ").strip()
        if name == "tahun" and value:
            return name, value
    return "", ""


def _as_typed(text: str, part: str) -> str:
    at = fold(text).find(part)
    return tidy(text[at : at + len(part)] if len(fold(text)) == len(text) else part)
