"""Say what a statement of the meeting still misses, in Indonesian; [] when it may be written."""

from __future__ import annotations

import datetime as dt

from bangkit_nb.columns import STATUS_RTL
from bangkit_nb.hasil.records import DIBATALKAN, SELESAI, read_day
from bangkit_nb.review.judgements import ALASAN_MIN, is_reason
from bangkit_nb.review.rapat import (
    DENGAN_CATATAN,
    KATA_PENGESAHAN,
    PENGESAHAN_DITUNDA,
    Dukungan,
    IsiRapat,
    Kehadiran,
    Kemajuan,
    Kesepakatan,
    Pengesahan,
    Rtl,
    Tantangan,
)


def check_isi(isi: IsiRapat, hari: dt.date, kini: dt.date | None = None) -> list[str]:
    """Return the faults of a statement.

    hari: the Rakor's day; no follow-up is due before it. kini: the present day, after which no
    progress can have been made; None = not checked.
    """
    if isinstance(isi, Kehadiran):
        return _check_kehadiran(isi)
    if isinstance(isi, Pengesahan):
        return _check_pengesahan(isi)
    if isinstance(isi, Kesepakatan):
        return [] if isi.isi.strip() else ["Isi kesepakatannya."]
    if isinstance(isi, Tantangan):
        return _missing(("tantangannya", isi.tantangan), ("solusi yang disepakati", isi.solusi))
    if isinstance(isi, Dukungan):
        return _check_dukungan(isi)
    if isinstance(isi, Rtl):
        return _check_rtl(isi, hari)
    return _check_kemajuan(isi, kini) if isinstance(isi, Kemajuan) else []


def _missing(*asked: tuple[str, str]) -> list[str]:
    return [f"Isi {name}." for name, value in asked if not value.strip()]


def _check_kehadiran(isi: Kehadiran) -> list[str]:
    faults = _missing(("nama", isi.nama), ("lembaga atau instansinya", isi.instansi))
    if isi.tamu and not isi.dicabut and isi.l_p not in ("L", "P"):
        faults.append("Pilih L atau P: setiap laporan menyebut keduanya.")
    return faults


def _check_pengesahan(isi: Pengesahan) -> list[str]:
    if isi.kata not in KATA_PENGESAHAN:
        return [f"Kata '{isi.kata}' tidak dikenal. Pilih: {', '.join(KATA_PENGESAHAN)}."]
    if isi.kata == DENGAN_CATATAN and not isi.catatan.strip():
        return ["Isi catatannya."]
    if isi.kata == PENGESAHAN_DITUNDA and not is_reason(isi.catatan):
        return [f"Isi alasan menunda, sekurangnya {ALASAN_MIN} huruf yang menjelaskan."]
    return []


def _check_dukungan(isi: Dukungan) -> list[str]:
    faults = _missing(("topiknya", isi.topik))
    first, last = read_day(isi.tanggal_mulai), read_day(isi.tanggal_selesai)
    if first is None:
        faults.append("Isi tanggal mulai, misalnya 13 Mei 2024.")
    if isi.tanggal_selesai and last is None:
        faults.append("Tanggal selesai tidak terbaca.")
    if first is not None and last is not None and last < first:
        faults.append("Tanggal selesai mendahului tanggal mulai.")
    if any(n is not None and n < 0 for n in (isi.peserta_l, isi.peserta_p)):
        faults.append("Jumlah peserta tidak boleh kurang dari nol.")
    return faults


def _check_rtl(isi: Rtl, hari: dt.date) -> list[str]:
    faults = _missing(
        ("rencana tindak lanjutnya", isi.rencana),
        ("siapa penanggung jawabnya", isi.penanggung_jawab),
    )
    due = read_day(isi.batas_waktu)
    if due is None:
        faults.append("Isi batas waktunya, misalnya 15 Maret 2024.")
    elif due < hari and not isi.asal_rakor:
        faults.append("Batas waktunya mendahului hari Rakor.")
    return faults


def _check_kemajuan(isi: Kemajuan, kini: dt.date | None) -> list[str]:
    faults = []
    day = read_day(isi.tanggal)
    if isi.status not in STATUS_RTL:
        faults.append(f"Pilih statusnya: {', '.join(STATUS_RTL)}.")
    if day is None:
        faults.append("Isi tanggal keadaannya, misalnya 15 Maret 2024.")
    elif kini is not None and day > kini:
        faults.append("Tanggal keadaannya belum tiba.")
    if isi.status == SELESAI and not (isi.bukti.strip() or isi.catatan.strip()):
        faults.append("Isi bukti bahwa sudah selesai, atau catatan mengapa tidak ada.")
    if isi.status == DIBATALKAN and not isi.catatan.strip():
        faults.append("Isi catatan: mengapa dibatalkan.")
    return faults
