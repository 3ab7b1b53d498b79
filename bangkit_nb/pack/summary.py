"""Bring each usulan and what stands on it together, and count them by OPD, row and place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb.align import rakor as match
from bangkit_nb.data import wilayah
from bangkit_nb.pack import whose

_BEST = ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "skor", "penjelasan")


GROUPED = (
    "kode_desa", "nama_desa", "kode_kecamatan", "kecamatan", "kode_opd", "opd",
    "kode_sub_kegiatan", "sub_kegiatan", "anggaran", "asal", "is_padanan", "is_dijawab",
)  # fmt: skip
"""Columns of the alignment that groups keep: places, the row asked about, what is counted."""


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


def tally(rows: pd.DataFrame) -> Tally:
    """Count a group of rows of the alignment."""
    asal = Counter(rows["asal"])
    asked = rows["is_padanan"].to_numpy(bool)
    anggaran = rows["anggaran"].to_numpy(float)
    is_known = ~np.isnan(anggaran)
    return Tally(
        n_usulan=len(rows),
        n_desa=len(set(rows["kode_desa"])),
        n_sub_kegiatan=len(set(rows["kode_sub_kegiatan"].to_numpy(object)[asked])),
        rupiah=float(anggaran[is_known].sum()) if is_known.any() or not len(rows) else math.nan,
        n_tanpa_anggaran=int((~is_known).sum()),
        n_mesin=asal[whose.MESIN],
        n_petugas=asal[whose.PETUGAS],
        n_dijawab=asal[whose.KEPUTUSAN],
    )


def desa_names(rows: pd.DataFrame) -> list[str]:
    """Return the names of the rows' desa, by code."""
    return [nama for _, nama in sorted(set(zip(rows["kode_desa"], rows["nama_desa"], strict=True)))]


def by_opd(alignment: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_opd, nama_opd, the rows it is asked about), most first, ties by code."""
    return by_code(alignment[alignment["is_padanan"]], "kode_opd", "opd")


def by_sub_kegiatan(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_sub_kegiatan, name, its rows), most usulan first, ties by code."""
    return by_code(rows, "kode_sub_kegiatan", "sub_kegiatan")


def by_code(rows: pd.DataFrame, kode: str, nama: str) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (code, name, its rows) by a column of codes, most usulan first, ties by code."""
    rows = rows[list(GROUPED)]  # a narrow frame is cut into groups many times faster
    found = [
        (str(key), str(group[nama].iloc[0]), group) for key, group in rows.groupby(kode, sort=True)
    ]
    return sorted(found, key=lambda group: (-len(group[2]), group[0]))
