"""Read the tables that the match is handed: which columns it needs, uses, and does without."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bangkit_nb import text
from bangkit_nb.errors import InputError

USULAN_NEEDED = ("id_usulan", "kegiatan")
USULAN_USED = ("bidang_penghidupan", "komoditas", "jenis_dukungan", "nama_desa", "kecamatan")
RENJA_NEEDED = ("kode_sub_kegiatan", "sub_kegiatan")
RENJA_USED = (
    "kode_opd", "opd", "kegiatan", "program", "indikator", "definisi", "lokasi", "bidang_urusan",
)  # fmt: skip


def read_usulan(usulan: pd.DataFrame) -> pd.DataFrame:
    """Return the columns the match uses as text, anggaran as float; raises InputError."""
    return _with_columns(usulan, USULAN_NEEDED, USULAN_USED, "anggaran", "usulan")


def read_renja(renja: pd.DataFrame) -> pd.DataFrame:
    """Return the columns the match uses as text, pagu as float; raises InputError."""
    return _with_columns(renja, RENJA_NEEDED, RENJA_USED, "pagu", "renja")


def _with_columns(
    frame: pd.DataFrame, needed: Sequence[str], used: Sequence[str], number: str, name: str
) -> pd.DataFrame:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise InputError(f"Tabel {name} tidak punya kolom {', '.join(missing)}.")
    out = {  # as objects: cells are read one by one, which pandas' own strings make slow
        column: pd.Series(_tidied(_cells(frame, column)), dtype=object)
        for column in (*needed, *used)
    }
    amount = pd.to_numeric(pd.Series(_cells(frame, number), dtype=object), errors="coerce")
    return pd.DataFrame({**out, number: amount.to_numpy(float)})


def _cells(frame: pd.DataFrame, column: str) -> list[object]:
    source = "opd" if column == "kode_opd" and "kode_opd" not in frame.columns else column
    if source not in frame.columns:
        return [""] * len(frame)
    values = frame[source]
    return list(values.astype(object).where(values.notna(), ""))


def _tidied(values: list[object]) -> list[str]:
    """Return each cell tidied; a spelling that comes again is tidied once."""
    known = {value: text.tidy(value) for value in set(values) if isinstance(value, str)}
    return [known[v] if isinstance(v, str) else text.tidy(v) for v in values]
