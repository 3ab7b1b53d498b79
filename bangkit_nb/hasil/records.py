"""The records of a meeting's result; see the contract in hasil/__init__.py. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bangkit_nb.review.events import Event
from bangkit_nb.review.rapat import (
    Dukungan,
    IsiRapat,
    Kehadiran,
    Kemajuan,
    Kesepakatan,
    Pengesahan,
    Rtl,
    Tantangan,
)

BELUM_MULAI, SELESAI, DIBATALKAN = "belum mulai", "selesai", "dibatalkan"
TERMINAL = (SELESAI, DIBATALKAN)
"""States of a follow-up that lock it."""

T = TypeVar("T", bound=IsiRapat)


@dataclass(frozen=True)
class Awal:
    """Hold what the workbook says before the room speaks.

    isi: key of an item -> its statement, in the workbook's order. kemajuan: key of an RTL -> how
    far it was by the workbook (tanggal "" where it gives none). desa: the codes whose plans may be
    ratified. sah: those of them that an earlier Rakor ratified.
    """

    isi: Mapping[str, IsiRapat] = field(default_factory=dict)
    kemajuan: Mapping[str, Kemajuan] = field(default_factory=dict)
    desa: tuple[str, ...] = ()
    sah: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entri(Generic[T]):
    """Hold one item and what stands of it.

    Attributes:
        id: UUID as text. kunci: its key in the log.
        isi: the statement.
        oleh, waktu: who wrote it and when (ISO, for display); "" where only the workbook has it.
        lawan: events that say something else and had not seen this one.
        peristiwa: id of the event that stands, "" where only the workbook has it.
    """

    id: str
    kunci: str
    isi: T
    oleh: str = ""
    waktu: str = ""
    lawan: tuple[Event, ...] = ()
    peristiwa: str = field(default="", kw_only=True)

    @property
    def is_said(self) -> bool:
        """Whether the room said it; else the workbook alone does."""
        return bool(self.oleh or self.waktu)


@dataclass(frozen=True)
class Laporan:
    """Hold one reported progress: what, and who wrote it when ("" for the workbook's own)."""

    isi: Kemajuan
    oleh: str = ""
    waktu: str = ""
    peristiwa: str = ""


@dataclass(frozen=True)
class TindakLanjut(Entri[Rtl]):
    """Hold one follow-up with what became of it; `is_lama`: an earlier Rakor agreed it."""

    status: str = BELUM_MULAI
    kemajuan: tuple[Laporan, ...] = ()
    is_locked: bool = False
    is_overdue: bool = False
    hari_terlambat: int = 0
    is_lama: bool = False
    diabaikan: tuple[Event, ...] = ()

    @property
    def batas(self) -> dt.date | None:
        """The deadline, None where it cannot be read."""
        return read_day(self.isi.batas_waktu)


@dataclass(frozen=True)
class Hasil:
    """Hold the result of a meeting as of `per_tanggal`; see hasil/__init__.py."""

    per_tanggal: dt.date
    kehadiran: tuple[Entri[Kehadiran], ...] = ()
    pengesahan: tuple[Entri[Pengesahan], ...] = ()
    kesepakatan: tuple[Entri[Kesepakatan], ...] = ()
    tantangan: tuple[Entri[Tantangan], ...] = ()
    dukungan: tuple[Entri[Dukungan], ...] = ()
    rtl: tuple[TindakLanjut, ...] = ()
    belum_disahkan: tuple[str, ...] = ()
    ditutup: dt.datetime | None = None
    ditutup_oleh: str = ""
    sha256: str = ""
    n_events: int = 0

    @property
    def hadir(self) -> tuple[Kehadiran, ...]:
        """Those who came."""
        return tuple(one.isi for one in self.kehadiran if one.isi.hadir)

    @property
    def n_l(self) -> int:
        """How many men came."""
        return sum(one.l_p == "L" for one in self.hadir)

    @property
    def n_p(self) -> int:
        """How many women came."""
        return sum(one.l_p == "P" for one in self.hadir)

    @property
    def n_events_rapat(self) -> int:
        """How many items the room itself spoke of."""
        groups = (self.kehadiran, self.pengesahan, self.kesepakatan, self.tantangan, self.dukungan)
        said = sum(one.is_said for group in groups for one in group)
        return said + sum(one.is_said for one in self.rtl)

    @property
    def konflik(self) -> tuple[Entri[IsiRapat], ...]:
        """The items on which two writers disagree."""
        groups: tuple[tuple[Entri[IsiRapat], ...], ...] = (
            self.kehadiran, self.pengesahan, self.kesepakatan, self.tantangan, self.dukungan,
            self.rtl,
        )  # type: ignore[assignment]  # fmt: skip
        return tuple(one for group in groups for one in group if one.lawan)


def read_day(value: str) -> dt.date | None:
    """Return an ISO day, None where `value` is none."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
