"""Bring each usulan and its best candidate together, and count them by OPD, row and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb.align import rakor as match
from bangkit_nb.data import wilayah

_BEST = ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "skor", "penjelasan")


@dataclass(frozen=True)
class Tally:
    """Hold the count of a group of usulan.

    n_usulan, n_desa, n_sub_kegiatan (0 where none is matched), rupiah requested (sum of anggaran,
    missing ones left out; NaN where all are missing) and n_tanpa_anggaran, how many those are.
    """

    n_usulan: int
    n_desa: int
    n_sub_kegiatan: int
    rupiah: float
    n_tanpa_anggaran: int


def build_alignment(
    usulan: pd.DataFrame, desa: pd.DataFrame, opd: pd.DataFrame, calon: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per usulan with its place and its best candidate.

    Columns: those of usulan, then nama_desa, kecamatan, kode_kecamatan, the best candidate's
    kode_opd, opd, kode_sub_kegiatan, sub_kegiatan, skor, penjelasan ("" and 0 without any) and
    is_padanan (the candidate is strong enough to ask about). Order: as the usulan came.
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
    texts = [name for name in _BEST if name != "skor"]
    for name in texts:
        out[name] = out[name].astype(object).where(out[name].notna(), "")
    return out


def keep(rows: pd.DataFrame, flags: Iterable[bool]) -> pd.DataFrame:
    """Return the rows whose flag is true (a plain list would pick columns when it is empty)."""
    return rows[np.fromiter(flags, bool, len(rows))]


def tally(rows: pd.DataFrame) -> Tally:
    """Count a group of rows of the alignment."""
    matched = rows.loc[rows["is_padanan"], "kode_sub_kegiatan"]
    return Tally(
        n_usulan=len(rows),
        n_desa=int(rows["kode_desa"].nunique()),
        n_sub_kegiatan=int(matched.nunique()),
        rupiah=float(rows["anggaran"].astype(float).sum(min_count=1)) if len(rows) else 0.0,
        n_tanpa_anggaran=int(rows["anggaran"].isna().sum()),
    )


def by_opd(alignment: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_opd, nama_opd, its matched rows), most usulan first, ties by code."""
    return _groups(alignment[alignment["is_padanan"]], "kode_opd", "opd")


def by_sub_kegiatan(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_sub_kegiatan, name, its rows), most usulan first, ties by code."""
    return _groups(rows, "kode_sub_kegiatan", "sub_kegiatan")


def by_desa(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_desa, nama_desa, its rows), by code."""
    return sorted(_groups(rows, "kode_desa", "nama_desa"), key=lambda group: group[0])


def by_kecamatan(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return (kode_kecamatan, kecamatan, its rows), by code."""
    return sorted(_groups(rows, "kode_kecamatan", "kecamatan"), key=lambda group: group[0])


def _groups(rows: pd.DataFrame, kode: str, nama: str) -> list[tuple[str, str, pd.DataFrame]]:
    found = [
        (str(key), str(group[nama].iloc[0]), group) for key, group in rows.groupby(kode, sort=True)
    ]
    return sorted(found, key=lambda group: (-len(group[2]), group[0]))
