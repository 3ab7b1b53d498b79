"""Bring each usulan and what stands on it together, and count them by OPD, row and place.

The alignment is a frame; packs count lists of its rows (facts.Briefing.rows), for a Rakor has some
50 packs, each of many small groups, and pandas takes its time over every one of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from bangkit_nb.align import rakor as match
from bangkit_nb.data import wilayah
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import whose

_BEST = ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "skor", "penjelasan")


Usulan = Mapping[Any, Any]
"""One row of the alignment."""

Rows = Sequence[Usulan]
"""Rows of the alignment, in its order."""

COUNTED = ("kode_desa", "kode_sub_kegiatan", "anggaran", "asal", "is_padanan")
"""Columns of the alignment that are counted."""


@dataclass(frozen=True)
class Tally:
    """Hold the count of a group of usulan.

    n_usulan, n_desa, n_sub_kegiatan (0 where none is asked about), rupiah requested (sum of
    anggaran, missing ones left out; NaN where all are missing) and n_tanpa_anggaran, how many those
    are. n_mesin, n_petugas: asked about, by whose padanan; n_dijawab: answered; n_tanpa: neither.
    """

    n_usulan: int
    n_desa: int
    n_sub_kegiatan: int
    rupiah: float
    n_tanpa_anggaran: int
    n_mesin: int
    n_petugas: int
    n_dijawab: int

    @property
    def n_diminta(self) -> int:
        """How many an OPD is asked to confirm."""
        return self.n_mesin + self.n_petugas

    @property
    def n_tanpa(self) -> int:
        """How many have neither an answer nor a row to ask about."""
        return self.n_usulan - self.n_diminta - self.n_dijawab


def build_alignment(
    usulan: pd.DataFrame,
    desa: pd.DataFrame,
    opd: pd.DataFrame,
    calon: pd.DataFrame,
    renja: pd.DataFrame,
    tinjauan: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row per usulan with its place and what stands on it.

    Columns: those of usulan, then nama_desa, kecamatan, kode_kecamatan, those of whose.Word (whose
    word it is, the row asked about, the answer), is_padanan (open, and an OPD is asked to confirm
    a row) and is_dijawab (an OPD or a forum answered). Order: as the usulan came.

    tinjauan: what the log says (columns.TINJAUAN); None when nothing was judged.
    """
    best = calon.loc[calon["rank"] == 1, ["id_usulan", *_BEST]].copy()
    best["is_padanan"] = match.is_padanan(calon)[calon["rank"] == 1]
    names = dict(zip(opd["kode_opd"], opd["nama_opd"], strict=True))
    best["opd"] = best["kode_opd"].map(names).fillna(best["opd"])
    place = desa[["kode_desa", "nama_desa", "kecamatan"]]
    out = usulan.merge(place, on="kode_desa", how="left", validate="m:1")
    out["kode_kecamatan"] = [wilayah.kode_kecamatan(kode) for kode in out["kode_desa"]]
    out = out.merge(best, on="id_usulan", how="left", validate="1:1")
    out["is_padanan"] = out["is_padanan"].eq(True)
    out["skor"] = out["skor"].fillna(0.0)
    for name in _BEST:
        if name != "skor":
            out[name] = out[name].astype(object).where(out[name].notna(), "")
    said = whose.build_empty_tinjauan(usulan) if tinjauan is None else tinjauan
    out = whose.apply_tinjauan(out, said, renja, names)
    out["is_padanan"] = out["asal"].isin((whose.MESIN, whose.PETUGAS))
    out["is_dijawab"] = out["asal"] == whose.KEPUTUSAN
    return out


def keep(rows: pd.DataFrame, flags: Iterable[bool]) -> pd.DataFrame:
    """Return the rows whose flag is true (a plain list would pick columns when it is empty)."""
    return rows[np.fromiter(flags, bool, len(rows))]


def tally(rows: pd.DataFrame | Rows) -> Tally:
    """Count rows of the alignment, given as a frame or as its rows."""
    if isinstance(rows, pd.DataFrame):
        rows = list_rows(rows[list(COUNTED)])
    asal = Counter([row["asal"] for row in rows])
    known = [anggaran for row in rows if not math.isnan(anggaran := row["anggaran"])]
    return Tally(
        n_usulan=len(rows),
        n_desa=len({row["kode_desa"] for row in rows}),
        n_sub_kegiatan=len({row["kode_sub_kegiatan"] for row in rows if row["is_padanan"]}),
        rupiah=math.fsum(known) if known or not rows else math.nan,
        n_tanpa_anggaran=len(rows) - len(known),
        n_mesin=asal[whose.MESIN],
        n_petugas=asal[whose.PETUGAS],
        n_dijawab=asal[whose.KEPUTUSAN],
    )


def desa_names(rows: Rows) -> list[str]:
    """Return the names of the rows' desa, by code."""
    return [nama for _, nama in sorted({(row["kode_desa"], row["nama_desa"]) for row in rows})]


def by_opd(rows: Rows) -> list[tuple[str, str, Rows]]:
    """Return (kode_opd, nama_opd, the rows it is asked about), most first, ties by code."""
    return by_code([row for row in rows if row["is_padanan"]], "kode_opd", "opd")


def by_sub_kegiatan(rows: Rows) -> list[tuple[str, str, Rows]]:
    """Return (kode_sub_kegiatan, name, its rows), most usulan first, ties by code."""
    return by_code(rows, "kode_sub_kegiatan", "sub_kegiatan")


def by_code(rows: Rows, kode: str, nama: str) -> list[tuple[str, str, Rows]]:
    """Return (code, name, its rows) by a column of codes, most usulan first, ties by code."""
    found = [(str(key), str(group[0][nama]), group) for key, group in group_rows(rows, kode)]
    return sorted(found, key=lambda group: (-len(group[2]), group[0]))


def group_rows(rows: Rows, *names: str) -> list[tuple[Any, Rows]]:
    """Return (value, its rows) of a column, or of several as a tuple, by value."""
    value = itemgetter(*names)
    groups: dict[Any, list[Usulan]] = {}
    for row in rows:
        groups.setdefault(value(row), []).append(row)
    return sorted(groups.items(), key=itemgetter(0))
