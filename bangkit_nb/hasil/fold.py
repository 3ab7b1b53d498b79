"""Fold the log of a meeting over its workbook. A function of the set of events; see hasil/__init__.

A follow-up that was closed (selesai, dibatalkan) stays as its closer had it: of its events count
the closing word and what its writer had seen. So neither a later entry nor a laptop that is merged
in afterwards changes it; only taking the closing word itself back does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeVar

from bangkit_nb.hasil.records import (
    BELUM_MULAI,
    TERMINAL,
    Awal,
    Entri,
    Hasil,
    Laporan,
    TindakLanjut,
    read_day,
)
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.fold import Item, Log, find_seen, fold_item
from bangkit_nb.review.rapat import IsiRapat, Kemajuan, Rtl, split_key

T = TypeVar("T", bound=IsiRapat)


def fold_hasil(
    events: Iterable[Event],
    per_tanggal: dt.date,
    until: dt.date | None = None,
    awal: Awal | None = None,
) -> Hasil:
    """Return the result of a meeting from its events, in any order and with any repetition.

    per_tanggal: the day from which delays are counted; progress dated after it has not happened
    yet. until: leave out what was written after that day. awal: what the workbook says.
    """
    log = Log(events)
    if until is not None:
        log = Log(_written_by(log.events, until))
    return build_hasil(log, per_tanggal, awal)


def build_hasil(log: Log, per_tanggal: dt.date, awal: Awal | None = None) -> Hasil:
    """Return the same from a log that is folded already."""
    awal = awal or Awal()
    keys = [*awal.isi, *(key for key in log.kunci_rapat if key not in awal.isi)]
    of: dict[str, list[str]] = {}
    for key in keys:
        of.setdefault(split_key(key)[0], []).append(key)
    closing = log.item(rapat.rapat_key(rapat.PENUTUPAN, rapat.PENUTUPAN_ID)).of(rapat.PENUTUPAN)

    def stand(jenis: str, kind: type[T]) -> list[Entri[T]]:
        made = [_entri(log.item(key), key, jenis, kind, awal) for key in of.get(jenis, [])]
        return [one for one in made if one is not None and not getattr(one.isi, "dicabut", False)]

    pengesahan = stand(rapat.PENGESAHAN, rapat.Pengesahan)
    said = {one.isi.kode_desa for one in pengesahan}
    place = {kode: at for at, kode in enumerate(awal.desa)}
    kesepakatan = stand(rapat.KESEPAKATAN, rapat.Kesepakatan)
    rtl = [_tindak_lanjut(log.item(key), key, per_tanggal, awal) for key in of.get(rapat.RTL, [])]
    return Hasil(
        per_tanggal,
        tuple(_settle(stand(rapat.KEHADIRAN, rapat.Kehadiran), log, awal)),
        tuple(sorted(pengesahan, key=lambda e: (place.get(e.isi.kode_desa, len(place)), e.kunci))),
        tuple(sorted(kesepakatan, key=lambda e: (e.isi.urut, *_first(log, e.kunci)))),
        tuple(_settle(stand(rapat.TANTANGAN, rapat.Tantangan), log, awal)),
        tuple(_settle(stand(rapat.DUKUNGAN, rapat.Dukungan), log, awal)),
        tuple(_settle([one for one in rtl if one is not None], log, awal)),
        tuple(kode for kode in awal.desa if kode not in said and kode not in awal.sah),
        _moment(closing.event.waktu) if closing.event else None,
        closing.event.penulis if closing.event else "",
        log.sha256,
        len(log),
    )


E = TypeVar("E", bound=Entri)  # type: ignore[type-arg]


def _settle(entries: list[E], log: Log, awal: Awal) -> list[E]:
    """Order entries: the workbook's first, then as they were first written."""
    known = {key: at for at, key in enumerate(awal.isi)}
    n = len(known)
    return sorted(entries, key=lambda e: (known.get(e.kunci, n), *_first(log, e.kunci)))


def _first(log: Log, key: str) -> tuple[int, str]:
    events = log.item(key).events
    return events[0].order if events else (0, key)


def _entri(item: Item, key: str, jenis: str, kind: type[T], awal: Awal) -> Entri[T] | None:
    held = item.of(jenis)
    item_id = split_key(key)[1]
    if held.event is not None and isinstance(held.event.isi, kind):
        event = held.event
        who = (event.penulis, event.waktu)
        return Entri(item_id, key, held.event.isi, *who, held.rivals, peristiwa=event.id)
    start = awal.isi.get(key)
    return Entri(item_id, key, start) if isinstance(start, kind) else None


# --- follow-up ------------------------------------------------------------------------------------


def _tindak_lanjut(item: Item, key: str, per: dt.date, awal: Awal) -> TindakLanjut | None:
    start = awal.kemajuan.get(key)
    is_shut = start is not None and start.status in TERMINAL and not _is_after(start, per)
    known = [event for event in item.events if not _is_after(event.isi, per)]
    counted, lock, rivals = _locked(known, is_shut=is_shut)
    late = tuple(e for e in known if e not in counted and not isinstance(e.isi, Batal))
    folded = fold_item(counted)
    # a closing word in a made-up file may have seen no text: the item is shown all the same
    text = _entri(folded, key, rapat.RTL, Rtl, awal) or _entri(item, key, rapat.RTL, Rtl, awal)
    if text is None or text.isi.dicabut:
        return None
    reports = _reports(folded)
    first = [Laporan(start)] if start is not None and not _is_after(start, per) else []
    kemajuan = (*first, *(Laporan(isi, e.penulis, e.waktu, e.id) for e, isi in reports))
    status = kemajuan[-1].isi.status if kemajuan else BELUM_MULAI
    if lock is not None and isinstance(lock.isi, Kemajuan):
        status = lock.isi.status
    batas = read_day(text.isi.batas_waktu)
    is_open = status not in TERMINAL
    days = (per - batas).days if batas is not None and is_open else 0
    return TindakLanjut(
        text.id, key, text.isi, text.oleh, text.waktu,
        (*text.lawan, *(rivals or _rivals(folded, reports))),
        status, kemajuan, not is_open, days > 0, max(days, 0), key in awal.isi,
        tuple(e for e in late if e not in rivals), peristiwa=text.peristiwa,
    )  # fmt: skip


def _is_after(isi: object, per: dt.date) -> bool:
    day = read_day(isi.tanggal) if isinstance(isi, Kemajuan) else None
    return day is not None and day > per


def _reports(folded: Item) -> list[tuple[Event, Kemajuan]]:
    """Return the progress that is not taken back, by its day; one day's as it was written."""
    found = [
        (event, event.isi)
        for event in folded.events
        if event.id in folded.active and isinstance(event.isi, Kemajuan)
    ]
    return sorted(found, key=lambda one: one[1].tanggal)


def _rivals(folded: Item, reports: list[tuple[Event, Kemajuan]]) -> tuple[Event, ...]:
    """Return reports of the last day that say another status, their writers not having seen it."""
    held = folded.of(rapat.KEMAJUAN)
    if not held.is_conflict or not reports:
        return ()
    last, said = reports[-1]
    tips = [event for event in (held.event, *held.rivals) if event is not None]
    if last not in tips:
        return ()
    return tuple(
        event
        for event in tips
        if isinstance(event.isi, Kemajuan)
        and event.isi.tanggal == said.tanggal
        and event.isi.status != said.status
    )


def _locked(
    events: list[Event], *, is_shut: bool
) -> tuple[list[Event], Event | None, tuple[Event, ...]]:
    """Return the events that count, the closing word, and closing words that say otherwise.

    is_shut: closed by the workbook already, so that nothing said here counts.
    """
    if is_shut:
        return [], None, ()
    active = fold_item(events).active
    closing = [
        event
        for event in events
        if event.id in active and isinstance(event.isi, Kemajuan) and event.isi.status in TERMINAL
    ]
    if not closing:
        return events, None, ()
    known = {event.id: event for event in events}
    lock = closing[0]
    past = _past(lock, known)
    rivals = tuple(
        other
        for other in closing[1:]
        if other.isi != lock.isi and lock.id not in _past(other, known)
    )
    return [event for event in events if event.id in past], lock, rivals


def _past(event: Event, known: Mapping[str, Event]) -> set[str]:
    """Return the ids of an event and of all that its writer had seen of this item."""
    return {event.id} | find_seen([event], known)


# --- the state of a day ---------------------------------------------------------------------------


def _written_by(ordered: list[Event], until: dt.date) -> Iterable[Event]:
    """Yield what was written up to a day and rests on nothing later (clocks may be wrong)."""
    known = {event.id for event in ordered}
    kept: set[str] = set()
    for event in ordered:
        moment = _moment(event.waktu)
        rests = all(parent in kept for parent in event.parents if parent in known)
        if rests and moment is not None and moment.date() <= until:
            kept.add(event.id)
            yield event


def _moment(waktu: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(waktu)
    except ValueError:
        return None
