"""Tell what a meeting changed: each usulan before the Rakor and after it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bangkit_nb.columns import BELUM_DIBAHAS, BERLAKU
from bangkit_nb.data.checks import Checked
from bangkit_nb.frames import list_rows
from bangkit_nb.hasil.records import read_day
from bangkit_nb.params import Rakor
from bangkit_nb.review.events import Event
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.judgements import TAKEN
from bangkit_nb.review.told import read_recorded

JAWABAN, VOLUME, ANGGARAN, OPD = "jawaban", "volume", "anggaran", "opd"
"""What may differ: the answer itself; what was agreed against what the desa asks; who takes it."""


@dataclass(frozen=True)
class Beda:
    """Hold one usulan before and after a Rakor.

    Attributes:
        id_usulan, kode_desa, kegiatan: as in the workbook.
        sebelum, sesudah: the answer that stood, BELUM_DIBAHAS for none.
        oleh, forum, tanggal, alasan: of the answer after; "" for none.
        volume, anggaran: asked by the desa, and agreed (None where no answer names one).
        kode_opd: OPD that takes it, before and after ("" where no answer names one).
        berubah: which of JAWABAN, VOLUME, ANGGARAN, OPD differ; () for an usulan left as it was.
    """

    id_usulan: str
    kode_desa: str
    kegiatan: str
    sebelum: str
    sesudah: str
    oleh: str
    forum: str
    tanggal: str
    alasan: str
    volume: tuple[float | None, float | None]
    anggaran: tuple[float | None, float | None]
    kode_opd: tuple[str, str]
    berubah: tuple[str, ...]


def read_beda(rakor: Rakor, checked: Checked) -> tuple[Beda, ...]:
    """Read what the Rakor changed: the log up to the day before it against the whole log.

    Raises LogError where the log cannot be read.
    """
    log = read_recorded(rakor)
    before = Log(keep_until(log.events, rakor.hari - dt.timedelta(days=1)))
    sheets = tuple(checked.sheet(name) for name in ("Rencana", "Renja", "Desa"))
    first, last = (build_judged(one, *sheets).tinjauan for one in (before, log))
    return build_beda(sheets[0], first, last)


def keep_until(ordered: Iterable[Event], day: dt.date) -> list[Event]:
    """Return the events written up to a day that rest on none written later (clocks may be wrong).

    ordered: as Log.events has them.
    """
    events = list(ordered)
    known = {event.id for event in events}
    kept: dict[str, Event] = {}
    for event in events:
        written = read_day(event.waktu[:10])
        rests = all(parent in kept for parent in event.parents if parent in known)
        if rests and written is not None and written <= day:
            kept[event.id] = event
    return list(kept.values())


def build_beda(
    usulan: pd.DataFrame, sebelum: pd.DataFrame, sesudah: pd.DataFrame
) -> tuple[Beda, ...]:
    """Return each usulan before and after, in the workbook's order.

    usulan: sheet Rencana. sebelum, sesudah: columns.TINJAUAN of the two states of the log. An
    answer that does not stand (to be looked at again, or contradicted) counts as none.
    """
    first, last = (_answers(frame) for frame in (sebelum, sesudah))
    made = []
    for row in list_rows(usulan):
        key = row["id_usulan"]
        made.append(_beda(row, first.get(key), last.get(key)))
    return tuple(made)


def _answers(tinjauan: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    return {
        row["id_usulan"]: row
        for row in list_rows(tinjauan)
        if row["keputusan"] != BELUM_DIBAHAS and row["keputusan_keadaan"] == BERLAKU
    }


def _beda(
    row: Mapping[Any, Any], first: Mapping[Any, Any] | None, last: Mapping[Any, Any] | None
) -> Beda:
    old, new = first or {}, last or {}
    is_taken = new.get("keputusan") in TAKEN
    volume = (_number(row["volume"]), _number(new.get("volume")) if is_taken else None)
    anggaran = (_number(row["anggaran"]), _number(new.get("anggaran")) if is_taken else None)
    opd = (str(old.get("keputusan_kode_opd", "")), str(new.get("keputusan_kode_opd", "")))
    said = [(row_.get("keputusan"), row_.get("alasan")) for row_ in (old, new)]
    differ = {
        JAWABAN: said[0] != said[1],
        VOLUME: volume[1] is not None and volume[0] != volume[1],
        ANGGARAN: anggaran[1] is not None and anggaran[0] != anggaran[1],
        OPD: bool(old) and bool(new) and opd[0] != opd[1],
    }
    return Beda(
        row["id_usulan"], row["kode_desa"], row["kegiatan"],
        str(old.get("keputusan") or BELUM_DIBAHAS), str(new.get("keputusan") or BELUM_DIBAHAS),
        str(new.get("keputusan_oleh", "")), str(new.get("forum", "")),
        str(new.get("tanggal", "")), str(new.get("alasan", "")), volume, anggaran, opd,
        tuple(name for name, is_other in differ.items() if is_other),
    )  # fmt: skip


def _number(value: object) -> float | None:
    if value is None or value == "":
        return None
    number = float(str(value))
    return None if math.isnan(number) else number
