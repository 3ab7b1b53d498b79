"""What can be said of an usulan, by whom, and what each word needs.

Two kinds of statement, never mixed: a `Padanan` is the officer's (this usulan FITS that sub
kegiatan), a `Keputusan` is an OPD's or a forum's (it is TAKEN, changed, put off, refused ...).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bangkit_nb import columns as c
from bangkit_nb import text

PUTUSAN = (c.COCOK, c.TIDAK_ADA, c.KEWENANGAN_LAIN, c.RAGU)

TAKEN = (c.DIAKOMODIR, c.DIUBAH)
"""Words of acceptance: they need volume, satuan and anggaran."""

REASONED = (c.DITOLAK, c.DITUNDA, c.DIALIHKAN)
"""Words that need a reason."""

GROUNDS = (
    "Lokus sudah ditetapkan",
    "Bukan kewenangan kabupaten",
    "Kelompok belum berbadan hukum",
    "Pagu tidak cukup",
    "Belum masuk RKP Desa",
)
"""Usual grounds for not taking an usulan (DOMAIN.md section 7)."""

ALASAN_MIN = 10
"""Characters that a reason in free words must have (DOMAIN.md section 5)."""


@dataclass(frozen=True)
class Padanan:
    """Hold what the officer says fits.

    putusan: a word of PUTUSAN. kode_opd, kode_sub_kegiatan: the row, for COCOK only. jalur: the
    route the officer has in mind, "" where it is left to the proposal.
    """

    putusan: str
    kode_opd: str = ""
    kode_sub_kegiatan: str = ""
    jalur: str = ""


@dataclass(frozen=True)
class Keputusan:
    """Hold what an OPD or a forum said.

    kata: a word of columns.KATA_KEPUTUSAN. oleh: who said it (an OPD or the forum). forum: where
    (Rakor, Forum OPD, letter ...). tanggal: ISO day. kode_opd: the OPD that takes it; for
    DIALIHKAN the one it goes to. anggaran: Rupiah. gabung_ke: key of the usulan it is merged into.
    """

    kata: str
    oleh: str
    forum: str
    tanggal: str
    kode_opd: str = ""
    kode_sub_kegiatan: str = ""
    volume: float | None = None
    satuan: str = ""
    anggaran: int | None = None
    alasan: str = ""
    gabung_ke: str = ""
    jalur: str = ""


def check_padanan(said: Padanan) -> list[str]:
    """Return what is wrong with a `Padanan`, in Indonesian; [] when it may be recorded."""
    faults = []
    if said.putusan not in PUTUSAN:
        faults.append(f"Putusan '{said.putusan}' tidak dikenal. Pilih: {', '.join(PUTUSAN)}.")
    has_row = bool(said.kode_opd and said.kode_sub_kegiatan)
    if said.putusan == c.COCOK and not has_row:
        faults.append("Padanan cocok harus menunjuk satu baris Renja: OPD dan sub kegiatannya.")
    if said.putusan != c.COCOK and (said.kode_opd or said.kode_sub_kegiatan):
        faults.append(f"Putusan '{said.putusan}' tidak menunjuk baris Renja. Kosongkan barisnya.")
    return faults + _check_jalur(said.jalur)


def check_keputusan(said: Keputusan) -> list[str]:
    """Return what a `Keputusan` still misses, in Indonesian; [] when it may be recorded."""
    if said.kata not in c.KATA_KEPUTUSAN:
        return [f"Kata '{said.kata}' tidak dikenal. Pilih: {', '.join(c.KATA_KEPUTUSAN)}."]
    faults = []
    if not said.oleh.strip():
        faults.append("Isi siapa yang menyatakannya: nama OPD atau forum.")
    if not said.forum.strip():
        faults.append("Isi di mana dinyatakan: Rakor, Forum OPD, Musrenbang, atau surat OPD.")
    if not _is_day(said.tanggal):
        faults.append("Isi tanggalnya, misalnya 2024-03-01.")
    if said.kata in TAKEN:
        faults += _check_taken(said)
    if said.kata == c.DIALIHKAN and not said.kode_opd:
        faults.append("Pilih OPD tujuan yang baru.")
    if said.kata == c.DIGABUNG and not said.gabung_ke:
        faults.append("Sebut usulan tempat usulan ini digabungkan.")
    if said.kata in REASONED and not is_reason(said.alasan):
        faults.append(
            f"Isi alasannya: pilih dari daftar, atau tulis sekurangnya {ALASAN_MIN} huruf "
            "yang menjelaskan."
        )
    return faults + _check_jalur(said.jalur)


def _check_taken(said: Keputusan) -> list[str]:
    faults = []
    if said.volume is None or not 0 < said.volume < float("inf"):
        faults.append("Isi volume yang disetujui, lebih dari nol.")
    if not said.satuan.strip():
        faults.append("Isi satuan volumenya.")
    if said.anggaran is None or said.anggaran <= 0:
        faults.append("Isi anggaran yang disetujui dalam Rupiah, lebih dari nol.")
    if said.jalur in ("", c.JALUR_RENJA) and not said.kode_opd:
        faults.append("Pilih OPD yang mengakomodirnya.")
    return faults


def _check_jalur(jalur: str) -> list[str]:
    if jalur and jalur not in c.SEMUA_JALUR:
        return [f"Jalur '{jalur}' tidak dikenal. Pilih: {', '.join(c.SEMUA_JALUR)}."]
    return []


def _is_day(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_reason(value: str) -> bool:
    """Tell whether a reason says something: one of GROUNDS, or some words of different letters."""
    said = text.fold(value)
    if said in {text.fold(ground) for ground in GROUNDS}:
        return True
    letters = [char for char in said if char.isalpha()]
    return len(said) >= ALASAN_MIN and len(set(letters)) >= 5 and len(said.split()) >= 2
