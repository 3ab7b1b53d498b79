"""Declare the form of each entry of the meeting, and read what was typed into it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bangkit_nb import fmt, text
from bangkit_nb.columns import STATUS_RTL
from bangkit_nb.errors import LogError
from bangkit_nb.hasil.records import read_day
from bangkit_nb.review import rapat
from bangkit_nb.review.rapat import IsiRapat, Kehadiran, Kemajuan, Kesepakatan, Pengesahan

TEKS, PILIHAN, TANGGAL, JUMLAH = "teks", "pilihan", "tanggal", "jumlah"
ORANG, OPD = "orang", "opd"
"""Fields whose choices are names of the workbook: people and offices, and the OPD by code."""


@dataclass(frozen=True)
class Isian:
    """Hold one field: its name in the statement, its label, its kind, its choices."""

    nama: str
    label: str
    jenis: str = TEKS
    pilihan: tuple[str, ...] = ()
    is_lebar: bool = False


_TAMU = (
    Isian("nama", "Nama", is_lebar=True),
    Isian("instansi", "Lembaga atau instansi", is_lebar=True),
    Isian("jabatan", "Jabatan"),
    Isian("l_p", "L/P", PILIHAN, ("L", "P")),
)

FORMS: Mapping[str, tuple[Isian, ...]] = {
    rapat.KEHADIRAN: _TAMU,
    rapat.PENGESAHAN: (Isian("catatan", "Catatan atau alasan", is_lebar=True),),
    rapat.KESEPAKATAN: (Isian("isi", "Isi kesepakatan", is_lebar=True),),
    rapat.TANTANGAN: (
        Isian("tantangan", "Tantangan", is_lebar=True),
        Isian("solusi", "Solusi yang disepakati", is_lebar=True),
        Isian("penanggung_jawab", "Penanggung jawab", ORANG),
        Isian("lokasi", "Di mana"),
    ),
    rapat.DUKUNGAN: (
        Isian("topik", "Topik pelatihan atau dukungan", is_lebar=True),
        Isian("tanggal_mulai", "Tanggal mulai", TANGGAL),
        Isian("tanggal_selesai", "Tanggal selesai", TANGGAL),
        Isian("tempat", "Tempat"),
        Isian("peserta_l", "Peserta L", JUMLAH),
        Isian("peserta_p", "Peserta P", JUMLAH),
        Isian("narasumber_opd", "Narasumber", ORANG),
    ),
    rapat.RTL: (
        Isian("rencana", "Rencana tindak lanjut", is_lebar=True),
        Isian("penanggung_jawab", "Penanggung jawab", ORANG),
        Isian("kode_opd", "OPD", OPD),
        Isian("batas_waktu", "Batas waktu", TANGGAL),
        Isian("bukti", "Bukti yang ditunggu"),
    ),
    rapat.KEMAJUAN: (
        Isian("status", "Status", PILIHAN, STATUS_RTL),
        Isian("tanggal", "Keadaan per tanggal", TANGGAL),
        Isian("bukti", "Bukti", is_lebar=True),
        Isian("catatan", "Catatan", is_lebar=True),
    ),
}
"""Kind of statement -> its fields, in the order in which Enter walks through them."""


def blank_isi(jenis: str, *, urut: int = 0, kode_desa: str = "", kata: str = "") -> IsiRapat:
    """Return the statement that a new form starts from."""
    if jenis == rapat.KEHADIRAN:
        return Kehadiran("", "", tamu=True)
    if jenis == rapat.PENGESAHAN:
        return Pengesahan(kode_desa, kata)
    if jenis == rapat.KESEPAKATAN:
        return Kesepakatan("", urut)
    if jenis == rapat.TANTANGAN:
        return rapat.Tantangan("")
    if jenis == rapat.DUKUNGAN:
        return rapat.Dukungan("")
    return rapat.Rtl("", "", "") if jenis == rapat.RTL else Kemajuan("", "")


def fill_form(jenis: str, isi: IsiRapat, opd: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that a form shows of a statement."""
    told: dict[str, str] = {}
    for one in FORMS[jenis]:
        value: Any = getattr(isi, one.nama)
        if one.jenis == TANGGAL:
            day = read_day(value)
            told[one.nama] = fmt.tanggal(day) if day else ""
        elif one.jenis == OPD:
            told[one.nama] = opd.get(value, value)
        else:
            told[one.nama] = "" if value is None else str(value)
    return told


def read_form(
    jenis: str, cells: Mapping[str, Any], start: IsiRapat, opd: Mapping[str, str]
) -> IsiRapat:
    """Return `start` with what was typed; raises LogError naming the field that cannot be read."""
    typed: dict[str, Any] = {}
    for one in FORMS[jenis]:
        said = _line(cells.get(one.nama))
        if one.jenis == TANGGAL:
            typed[one.nama] = _day(said, one.label)
        elif one.jenis == JUMLAH:
            typed[one.nama] = _number(said, one.label)
        elif one.jenis == OPD:
            typed[one.nama] = _opd(said, opd)
        elif one.jenis == PILIHAN and said and said not in one.pilihan:
            raise LogError(f"{one.label}: pilih {' atau '.join(one.pilihan)}.")
        else:
            typed[one.nama] = said
    known = {one.name for one in fields(start)}
    return replace(start, **{name: value for name, value in typed.items() if name in known})


def _line(value: object) -> str:
    return text.redact(text.tidy(value if isinstance(value, str | int | float) else ""))[:2000]


def _day(value: str, label: str) -> str:
    """Return the ISO day of "1 Maret 2024", 1/3/2024 or 2024-03-01; "" for nothing."""
    found = fmt.parse_tanggal(value).value
    if value and not isinstance(found, dt.date):
        raise LogError(f"{label} '{text.shorten(value, 30)}' tidak terbaca. Tulis 15 Maret 2024.")
    return found.isoformat() if isinstance(found, dt.date) else ""


def _number(value: str, label: str) -> int | None:
    if not value:
        return None
    found = fmt.parse_angka(value).value
    if not isinstance(found, int | float) or found != round(found):
        raise LogError(f"{label} '{text.shorten(value, 30)}' bukan jumlah orang.")
    return round(found)


def _opd(value: str, opd: Mapping[str, str]) -> str:
    """Return the code of an OPD that was named or coded; "" for nothing."""
    if not value or value in opd:
        return value
    found = [code for code, name in opd.items() if text.fold(name) == text.fold(value)]
    if not found:
        raise LogError(f"OPD '{text.shorten(value, 40)}' tidak ada di lembar OPD.")
    return found[0]
