"""Follow each promise of a chain: was the follow-up done, and in time; does the agreement stand?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bangkit_nb.frames import list_rows
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.records import DIBATALKAN, SELESAI, TERMINAL, Hasil, TindakLanjut, read_day


def count_months(first: dt.date, last: dt.date) -> int:
    """Return how many whole months lie between two days; 0 where `last` is earlier."""
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return max(months, 0)


def build_janji(stasiun: Sequence[r.Stasiun]) -> tuple[r.Janji, ...]:
    """Return every follow-up of the chain, by the Rakor that agreed it and as it was listed."""
    seen: dict[str, list[tuple[r.Stasiun, TindakLanjut]]] = {}
    for one in stasiun:
        for rtl in one.hasil.rtl:
            seen.setdefault(rtl.id, []).append((one, rtl))
    place = {one.rakor.rakor: at for at, one in enumerate(stasiun)}
    made = [_janji(told, stasiun, place) for told in seen.values()]
    return tuple(sorted(made, key=lambda one: place.get(one.asal_rakor, -1)))


def _janji(
    told: Sequence[tuple[r.Stasiun, TindakLanjut]],
    stasiun: Sequence[r.Stasiun],
    place: dict[str, int],
) -> r.Janji:
    per = stasiun[-1].rakor.per
    at, rtl = next(((at, one) for at, one in told if one.status in TERMINAL), told[-1])
    first = told[0]
    asal = rtl.isi.asal_rakor or first[1].isi.asal_rakor or first[0].rakor.rakor
    nomor = next((at.nomor[one.id] for at, one in told if one.id in at.nomor), "")
    last = rtl.kemajuan[-1].isi if rtl.kemajuan else None
    made = r.Janji(
        rtl.id, nomor, rtl.isi.rencana, rtl.isi.penanggung_jawab, asal, rtl.batas, rtl.status,
        "", bukti=last.bukti if last else "",
    )  # fmt: skip
    if rtl.status == SELESAI:
        day = _finished(rtl)
        return replace(made, selesai=day, nasib=_kept(told, at, rtl.batas, day))
    if rtl.status == DIBATALKAN:
        return replace(made, nasib=r.DIBATALKAN)
    agreed = stasiun[place[asal]].rakor.hari if asal in place else None
    waited = count_months(agreed, per) if agreed is not None else None
    return replace(made, nasib=_open(rtl, at, stasiun), menunggu=waited)


def _open(rtl: TindakLanjut, at: r.Stasiun, stasiun: Sequence[r.Stasiun]) -> str:
    if at is not stasiun[-1]:
        return r.PUTUS
    if rtl.batas is None:
        return r.TANPA_BATAS
    return r.LEWAT if rtl.batas < stasiun[-1].rakor.per else r.BELUM_TEMPO


def _finished(rtl: TindakLanjut) -> dt.date | None:
    return next(
        (read_day(one.isi.tanggal) for one in rtl.kemajuan if one.isi.status == SELESAI), None
    )


def _kept(
    told: Sequence[tuple[r.Stasiun, TindakLanjut]],
    at: r.Stasiun,
    batas: dt.date | None,
    day: dt.date | None,
) -> str:
    """Return whether a finished follow-up was in time, by its day or by what two Rakor saw."""
    if batas is None:
        return r.TANPA_TANGGAL if day is None else r.TEPAT
    if day is not None:
        return r.TEPAT if day <= batas else r.TERLAMBAT
    if at.rakor.hari <= batas:
        return r.TEPAT
    was_open = [one.rakor.hari for one, rtl in told if rtl.status not in TERMINAL]
    return r.TERLAMBAT if was_open and max(was_open) > batas else r.TANPA_TANGGAL


def number_kesepakatan(hasil: Hasil) -> list[tuple[str, str]]:
    """Return (nomor, isi) of what a Rakor agreed, in the order of KESATU, KEDUA ..."""
    return [(str(nomor), one.isi.isi) for nomor, one in enumerate(hasil.kesepakatan, 1)]


def build_sepakat(stasiun: Sequence[r.Stasiun]) -> tuple[r.Sepakat, ...]:
    """Return every agreement of the chain with its state as last told.

    (asal_rakor, nomor) names one. One that was still open and that no later workbook lists is
    `is_putus`.
    """
    made: dict[tuple[str, str], r.Sepakat] = {}
    last_at: dict[tuple[str, str], int] = {}
    for at, one in enumerate(stasiun):
        for row in list_rows(one.kesepakatan):
            key = (row["asal_rakor"] or one.rakor.rakor_sebelumnya, row["nomor"])
            before = made.get(key)
            if before is None or before.status not in TERMINAL:
                status = row["status"] or (before.status if before else "")
                bukti = row["bukti"] or (before.bukti if before else "")
                made[key] = r.Sepakat(*key, row["isi"], status, bukti)
            last_at[key] = at
        for nomor, isi in number_kesepakatan(one.hasil):
            key = (one.rakor.rakor, nomor)
            made.setdefault(key, r.Sepakat(*key, isi))
            last_at[key] = at
    place = {one.rakor.rakor: at for at, one in enumerate(stasiun)}
    end = len(stasiun) - 1
    told = [
        replace(one, is_putus=last_at[key] < end and one.status not in TERMINAL)
        for key, one in made.items()
    ]
    return tuple(sorted(told, key=lambda one: place.get(one.asal_rakor, -1)))
