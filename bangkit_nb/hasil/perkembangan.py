"""Fold sheet Perkembangan: how far each usulan is on a day, by evidence alone. Pure.

A row counts with a source and once its day has come; without one the stage is unknown ("belum ada
data"), which is not the same as not reached.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bangkit_nb import text
from bangkit_nb.columns import TAHAPAN
from bangkit_nb.frames import list_rows

BERJALAN, SELESAI, BATAL = "berjalan", "selesai", "batal"
TUTUP = (SELESAI, BATAL)
"""Stages after which nothing more is expected of an usulan."""

KABUPATEN, DESA = TAHAPAN[:3], TAHAPAN[3:5]
"""The two doors: Renja, RKPD, APBD; RKP Desa, APBDes."""

_PLACE = {tahapan: at for at, tahapan in enumerate(TAHAPAN)}


@dataclass(frozen=True)
class Capaian:
    """Hold how far one usulan is.

    Attributes:
        tahap: stage -> the first day with evidence of it; a stage that is not here is unknown.
        sumber: stage -> the source of that day.
        kini: the stage of the latest day, of one day's the later one; "" for no data at all.
        pelaku_l, pelaku_p: people doing it, as last counted; None where nobody counted.
    """

    tahap: Mapping[str, dt.date] = field(default_factory=dict)
    sumber: Mapping[str, str] = field(default_factory=dict)
    kini: str = ""
    pelaku_l: int | None = None
    pelaku_p: int | None = None

    @property
    def is_tutup(self) -> bool:
        """Whether it is finished or given up."""
        return any(one in self.tahap for one in TUTUP)

    @property
    def is_mulai(self) -> bool:
        """Whether the work has begun, is finished or was given up."""
        return BERJALAN in self.tahap or self.is_tutup


def usulan_id(value: object) -> str:
    """Return the form under which two spellings of an id_usulan are one."""
    return text.fold(value)


def fold_perkembangan(sheets: Iterable[pd.DataFrame], per_tanggal: dt.date) -> dict[str, Capaian]:
    """Return usulan_id -> how far it is on a day, from the sheets of one Rakor or of many.

    sheets: columns as sheet Perkembangan, checked. The order of sheets and rows, and a row that
    stands in two of them, change nothing.
    """
    of: dict[str, list[dict[str, Any]]] = {}
    for sheet in sheets:
        for row in list_rows(sheet):
            if (
                row["tahapan"] in _PLACE
                and row["sumber"]
                and _has_come(row["tanggal"], per_tanggal)
            ):
                of.setdefault(usulan_id(row["id_usulan"]), []).append(
                    {str(name): value for name, value in row.items()}
                )
    return {key: _fold(rows) for key, rows in of.items()}


def _has_come(day: dt.date | None, per_tanggal: dt.date) -> bool:
    return day is not None and day <= per_tanggal


def _fold(rows: list[dict[str, Any]]) -> Capaian:
    ordered = sorted(rows, key=lambda row: (row["tanggal"], _PLACE[row["tahapan"]], row["sumber"]))
    tahap: dict[str, dt.date] = {}
    sumber: dict[str, str] = {}
    for row in ordered:
        if row["tahapan"] not in tahap:
            tahap[row["tahapan"]] = row["tanggal"]
            sumber[row["tahapan"]] = row["sumber"]
    named = {key: tahap[key] for key in TAHAPAN if key in tahap}
    l, p = (_last(ordered, name) for name in ("pelaku_l", "pelaku_p"))  # noqa: E741
    return Capaian(named, {key: sumber[key] for key in named}, ordered[-1]["tahapan"], l, p)


def _last(ordered: list[dict[str, Any]], name: str) -> int | None:
    """Return the count of the latest day that has one; of one day's the largest."""
    known = [(r["tanggal"], r[name]) for r in ordered if not math.isnan(r[name]) and r[name] >= 0]
    return round(max(known)[1]) if known else None


@dataclass(frozen=True)
class Ucapan:
    """Hold what a kecamatan said of an usulan besides its stage."""

    tanggal: dt.date
    id_usulan: str
    tahapan: str
    kendala: str
    pembelajaran: str
    dukungan: str


def list_remarks(sheets: Iterable[pd.DataFrame], per_tanggal: dt.date) -> tuple[Ucapan, ...]:
    """Return what tells of an obstacle, a lesson or a need, the latest day first, each once.

    A remark needs no source: it is what somebody says, not a stage that was reached.
    """
    names = ("tanggal", "id_usulan", "tahapan", "kendala", "pembelajaran", "dukungan")
    said = {
        Ucapan(*cells)
        for sheet in sheets
        for cells in zip(*(sheet[name] for name in names), strict=True)
        if _has_come(cells[0], per_tanggal) and any(cells[3:])
    }
    # tuples, for a dataclass's own order would be the earliest day first
    ordered = sorted(said, key=lambda one: (one.id_usulan, one.tahapan, one.kendala, one.dukungan))
    return tuple(sorted(ordered, key=lambda one: one.tanggal, reverse=True))
