"""The words of the meeting's screen: places of agreements, states, days. Indonesian. Pure."""

from __future__ import annotations

import datetime as dt

from bangkit_nb import fmt
from bangkit_nb.hasil.records import TindakLanjut, read_day
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Isi
from bangkit_nb.review.rapat import Kehadiran, Kemajuan, Kesepakatan, Pengesahan, Rtl

_ONES = ("", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN")


def say_place(n: int) -> str:
    """Return KESATU, KEDUA ... KESEPULUH, KEDUA BELAS, KEDUA PULUH SATU; above 99 the number."""
    if not 0 < n < 100:
        return f"KE-{n}"
    tens, ones = divmod(n, 10)
    if n == 10:
        return "KESEPULUH"
    if n == 11:
        return "KESEBELAS"
    if tens == 0:
        return f"KE{_ONES[ones]}"
    if tens == 1:
        return f"KE{_ONES[ones]} BELAS"
    return f"KE{_ONES[tens]} PULUH {_ONES[ones]}".strip()


def say_day(value: str) -> str:
    """Return "15 Maret 2024" of an ISO day; what is none as it stands."""
    day = read_day(value)
    return fmt.tanggal(day) if day else value


def say_moment(value: str) -> str:
    """Return "1 Maret 2024 pukul 14.05" of an ISO moment; what is none as it stands."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{fmt.tanggal(moment.date())} pukul {moment:%H.%M}"


def say_due(one: TindakLanjut, per: dt.date) -> tuple[str, str]:
    """Return how a follow-up stands against its deadline, and its tone."""
    if one.is_locked:
        return one.status, "baik" if one.status == "selesai" else "biasa"
    due = one.batas
    if due is None:
        return f"{one.status}, tanpa batas waktu", "perhatian"
    if one.is_overdue:
        return f"{one.status}, lewat {fmt.angka(one.hari_terlambat)} hari", "salah"
    left = (due - per).days
    when = "hari ini" if left == 0 else f"{fmt.angka(left)} hari lagi"
    return f"{one.status}, {when}", "perhatian" if left <= 7 else "biasa"


def say_isi(isi: Isi) -> str:
    """Return a statement in one line, as a conflict or the history shows it."""
    if isinstance(isi, Kehadiran):
        if isi.dicabut or not isi.hadir:
            return "dicabut" if isi.dicabut else "tidak hadir"
        more = ", ".join(part for part in (isi.l_p, isi.jabatan) if part)
        return f"{isi.nama} hadir ({more})" if more else f"{isi.nama} hadir"
    if isinstance(isi, Pengesahan):
        return f"{isi.kata}: {isi.catatan}" if isi.catatan else isi.kata
    if isinstance(isi, Kemajuan):
        more = "; ".join(part for part in (isi.bukti, isi.catatan) if part)
        told = f"{isi.status} per {say_day(isi.tanggal)}"
        return f"{told} ({more})" if more else told
    if isinstance(isi, Kesepakatan):
        return "dicabut" if isi.dicabut else isi.isi
    if isinstance(isi, Rtl):
        return f"{isi.rencana} \u2014 {isi.penanggung_jawab}, {say_day(isi.batas_waktu)}"
    if isinstance(isi, rapat.Tantangan):
        return f"{isi.tantangan}: {isi.solusi}"
    return isi.topik if isinstance(isi, rapat.Dukungan) else ""
