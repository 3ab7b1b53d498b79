"""Tell which door of the planning year is still open, and for how many days.

A door's date comes from sheet Jadwal. Without one, only the usual months are known (Permendagri
86/2017 and 114/2014): they are shown as "perkiraan", never with a day count.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from bangkit_nb import fmt, text
from bangkit_nb.frames import list_rows
from bangkit_nb.pack.messages import Pesan


@dataclass(frozen=True)
class Door:
    """Declare one step of the planning year N-1.

    key: catalogue key; words: all must stand in a Jadwal row's name (one of each inner tuple);
    months: usual first and last month.
    """

    key: str
    words: tuple[tuple[str, ...], ...]
    months: tuple[int, int]


DOORS: tuple[Door, ...] = (
    Door("musrenbang_kecamatan", (("musrenbang",), ("kecamatan", "kec")), (2, 2)),
    Door("forum_opd", (("forum",), ("opd", "perangkat", "skpd", "pd")), (2, 3)),
    Door("musrenbang_kabupaten", (("musrenbang",), ("kabupaten", "kab", "rkpd")), (3, 4)),
    Door("rkpd", (("rkpd", "renja"), ("penetapan", "ditetapkan")), (6, 7)),
    Door("musdes", (("musyawarah", "musdes"), ("desa", "musdes")), (6, 6)),
    Door("kua_ppas", (("kua", "ppas"),), (7, 8)),
    Door("rkp_desa", (("rkp", "rkpdes", "rkpdesa"), ("desa", "rkpdes", "rkpdesa")), (9, 9)),
    Door("rapbd", (("rapbd",),), (9, 9)),
    Door("apbd", (("apbd",), ("penetapan", "ditetapkan", "persetujuan")), (11, 11)),
)


@dataclass(frozen=True)
class Opening:
    """Hold when a door closes: `day` where it is known, else only the usual month.

    `last` is the last day it can still be used (of the month, where only that is known).
    """

    door: Door
    day: dt.date | None
    last: dt.date
    is_certain: bool


def find_openings(jadwal: pd.DataFrame, tahun_rencana: int) -> tuple[Opening, ...]:
    """Return every door with its date, in order of date.

    jadwal: sheet Jadwal as checked (nama, tanggal, kepastian). A door that no row names gets its
    usual month only when the sheet is empty: a filled sheet says all it knows.
    """
    found = []
    for door in DOORS:
        days = [
            (row["tanggal"], text.fold(row["kepastian"]) != "perkiraan")
            for row in list_rows(jadwal)
            if row["tanggal"] is not None and _is_door(row["nama"], door)
        ]
        if days:
            day, is_certain = max(days)
            found.append(Opening(door, day, day, is_certain))
        elif jadwal.empty:
            last = _month_end(tahun_rencana - 1, door.months[1])
            found.append(Opening(door, None, last, is_certain=False))
    return tuple(sorted(found, key=lambda o: (o.last, o.door.key)))


def _is_door(name: str, door: Door) -> bool:
    held = {w.strip(".,()/") for w in text.fold(name).replace("/", " ").replace("-", " ").split()}
    return all(any(word in held for word in words) for words in door.words)


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def next_open(openings: tuple[Opening, ...], keys: tuple[str, ...], per: dt.date) -> Opening | None:
    """Return the first door among `keys` (in that order) that is not yet past on `per`."""
    at = {o.door.key: o for o in openings}
    return next((at[k] for k in keys if k in at and at[k].last >= per), None)


def say_opening(opening: Opening, per: dt.date, t: Pesan) -> str:
    """Say when a door closes: "Forum OPD (5 Maret 2024, 4 hari lagi)" or its usual month."""
    name = t(f"pintu.{opening.door.key}")
    if opening.day is None:
        return t("pintu.perkiraan_bulan", nama=name, bulan=say_months(opening, t))
    day = fmt.tanggal(opening.day, t.bahasa)
    said = t("pintu.tanggal", nama=name, tanggal=day, sisa=say_days(opening.day, per, t))
    return said if opening.is_certain else t("pintu.perkiraan", isi=said)


def say_when(opening: Opening, per: dt.date, t: Pesan) -> str:
    """Say when a door closes without its name: "5 Maret 2024, 4 hari lagi, perkiraan"."""
    if opening.day is None:
        said = say_months(opening, t)
    else:
        said = f"{fmt.tanggal(opening.day, t.bahasa)}, {say_days(opening.day, per, t)}"
    return said if opening.is_certain else f"{said}, {t('pintu.kira')}"


def say_months(opening: Opening, t: Pesan) -> str:
    """Say a door's usual months: "Februari 2024 s.d. Maret 2024"."""
    year = opening.last.year
    first, last = (fmt.bulan_tahun(year, m, t.bahasa) for m in opening.door.months)
    return last if first == last else f"{first} {t('umum.sampai')} {last}"


def say_days(day: dt.date, per: dt.date, t: Pesan) -> str:
    """Say how far a day is from `per`: "12 hari lagi", "hari ini", "lewat 3 hari"."""
    n = (day - per).days
    if n == 0:
        return t("umum.hari_ini")
    return t.n("umum.hari_lagi", n) if n > 0 else t.n("umum.hari_lewat", -n)


def say_rakor(key: str, t: Pesan) -> str:
    """Say a Rakor's key as people know it: "sbt-2023-12" is "Rakor Desember 2023"."""
    parts = re.search(r"-([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?$", key)
    if parts is None or not 1 <= int(parts[2]) <= 12:
        return key or fmt.DASH
    day = fmt.parse_tanggal("-".join(p for p in parts.groups() if p)).value
    when = (
        fmt.tanggal(day, t.bahasa)
        if day is not None
        else fmt.bulan_tahun(int(parts[1]), int(parts[2]), t.bahasa)
    )
    return t("umum.rakor_pada", waktu=when)
