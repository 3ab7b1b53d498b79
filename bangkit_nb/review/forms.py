"""Declare the form of each word an OPD or a forum can say, and read what was typed into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from bangkit_nb import columns as c
from bangkit_nb import fmt, text
from bangkit_nb.errors import LogError
from bangkit_nb.review import saying
from bangkit_nb.review.judgements import GROUNDS, Keputusan
from bangkit_nb.review.session import Session

WHO = ("oleh", "forum", "tanggal")
"""Asked with every word."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    c.DIAKOMODIR: ("kode_opd", "volume", "satuan", "anggaran", "jalur"),
    c.DIUBAH: ("kode_opd", "volume", "satuan", "anggaran", "alasan", "jalur"),
    c.DIGABUNG: ("gabung_ke",),
    c.DIALIHKAN: ("kode_opd", "alasan"),
    c.DITUNDA: ("alasan", "jalur"),
    c.CADANGAN: ("kode_opd", "jalur"),
    c.DITOLAK: ("alasan", "jalur"),
}
"""Word -> what else its form asks for."""

LABELS: Mapping[str, str] = {
    "oleh": "Dinyatakan oleh",
    "forum": "Di mana",
    "tanggal": "Tanggal",
    "kode_opd": "OPD",
    "volume": "Volume",
    "satuan": "Satuan",
    "anggaran": "Anggaran (Rp)",
    "alasan": "Alasan",
    "gabung_ke": "Digabung ke usulan (ID)",
    "jalur": "Jalur",
}


def describe_forms(session: Session) -> dict[str, Any]:
    """Return what never changes while a review is open: words, fields, choices."""
    return {
        "kata": [{"kata": kata, "isian": [*FIELDS[kata], *WHO]} for kata in c.KATA_KEPUTUSAN],
        "label": dict(LABELS),
        "alasan": list(GROUNDS),
        "jalur": list(c.SEMUA_JALUR),
        "opd": sorted(session.materials.opd.items(), key=lambda pair: (pair[1], pair[0])),
    }


def prefill_form(session: Session, key: str, last: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that the form of one usulan starts with; last: who, where, when before."""
    blank = Keputusan(c.DIAKOMODIR, "", "", "")
    made = saying.prefill(session, key, blank)
    opd = session.materials.opd.get(made.kode_opd, "")
    told = blank_form(last)
    return told | {
        "volume": "" if made.volume is None else fmt.angka(made.volume),
        "satuan": made.satuan,
        "anggaran": "" if made.anggaran is None else fmt.angka(made.anggaran),
        "kode_opd": made.kode_opd,
        "oleh": told["oleh"] or opd,
    }


def blank_form(last: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a form for many usulan: who, where and when as before, the rest ""."""
    told = {**last, "tanggal": _day_words(last.get("tanggal", ""))}
    return {name: told.get(name, "") for name in LABELS}


def read_form(session: Session, cells: Mapping[str, Any]) -> Keputusan:
    """Read the texts of a form; raises LogError naming the field that cannot be read.

    Only the fields of the word count: what was typed for another word is left out.
    """
    kata = _line(cells.get("kata"))
    if kata not in FIELDS:
        raise LogError("Pilih dahulu jawabannya: Diakomodir, Ditunda, dan seterusnya.")
    asked = {name: _line(cells.get(name)) for name in (*FIELDS[kata], *WHO)}
    volume = _number(asked.pop("volume", ""), "Volume", fmt.parse_angka)
    anggaran = _number(asked.pop("anggaran", ""), "Anggaran", fmt.parse_rupiah)
    asked["tanggal"] = _day(asked["tanggal"])
    asked["gabung_ke"] = _merged(session, asked.get("gabung_ke", ""))
    rupiah = None if anggaran is None else round(anggaran)
    return Keputusan(kata, **asked, volume=volume, anggaran=rupiah)


def _merged(session: Session, said: str) -> str:
    if not said:
        return ""
    usulan = session.materials.usulan
    found = [key for key, one in usulan.items() if text.fold(one.id_usulan) == text.fold(said)]
    if not found:
        raise LogError(f"Usulan dengan ID '{text.shorten(said, 40)}' tidak ada di buku kerja.")
    return found[0]


def _day(value: str) -> str:
    """Return the ISO day of "1 Maret 2024", 1/3/2024 or 2024-03-01; "" for nothing."""
    found = fmt.parse_tanggal(value).value
    if value and found is None:
        raise LogError(f"Tanggal '{text.shorten(value, 30)}' tidak terbaca. Tulis 1 Maret 2024.")
    return found.isoformat() if found else ""


def _day_words(value: str) -> str:
    return fmt.tanggal(dt.date.fromisoformat(value)) if value else ""


def _line(value: object) -> str:
    return text.redact(text.tidy(value if isinstance(value, str | int | float) else ""))[:2000]


def _number(value: str, name: str, parse: Callable[[object], fmt.Parsed]) -> float | None:
    if not value:
        return None
    found = parse(value)
    if not isinstance(found.value, int | float):
        raise LogError(f"{name} '{text.shorten(value, 30)}' bukan angka. Tulis misalnya 1.500.000.")
    return float(found.value)
