"""Lay out what a meeting changed as a table: asked, answered, agreed. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from bangkit_nb.hasil.beda import Beda
from bangkit_nb.pack.whose import plain

COLUMNS = (
    "id_usulan", "kode_desa", "kegiatan", "sebelum", "sesudah", "oleh", "forum", "tanggal",
    "alasan", "volume_diminta", "volume_disepakati", "anggaran_diminta", "anggaran_disepakati",
    "kode_opd_sebelum", "kode_opd_sesudah", "berubah",
)  # fmt: skip


def build_beda_table(made: Iterable[Beda]) -> pd.DataFrame:
    """Return one row per usulan in the workbook's order; `berubah` is empty where nothing did."""
    rows = [
        (
            one.id_usulan, one.kode_desa, plain(one.kegiatan), one.sebelum, one.sesudah,
            plain(one.oleh), plain(one.forum), one.tanggal, plain(one.alasan),
            *map(_cell, (*one.volume, *one.anggaran)), *one.kode_opd, "; ".join(one.berubah),
        )
        for one in made
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _cell(value: float | None) -> float | int | str:
    if value is None:
        return ""
    return int(value) if value.is_integer() else value
