"""Declare what makes a row fit an usulan: named, weighted, labelled comparisons.

Each comparison gives a value in [0, 1] (a push-down: in [-1, 0]) for every pair; its part is
weight x value, and skor is the sum of the parts. A new criterion is one entry in COMPARISONS and
one test. The pattern is splink's: the score table keeps its pieces, so that a reviewer sees why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb import text
from bangkit_nb.align import candidates as ca
from bangkit_nb.data import wilayah

URUSAN = {
    "pertanian": ("3.27", "2.09"),
    "hortikultura": ("3.27", "2.09"),
    "perkebunan": ("3.27",),
    "perikanan tangkap": ("3.25",),
    "rumput laut": ("3.25",),
    "budidaya perikanan": ("3.25",),
    "pengolahan hasil": ("3.25", "3.31", "2.17", "3.30"),
    "peternakan": ("3.27",),
    "tenun/industri rumah tangga": ("3.31", "2.17", "3.26"),
    "konservasi": ("2.11",),
    "pertukangan & perbengkelan": ("2.07", "3.31"),
    "usaha & pemasaran": ("2.17", "3.30", "2.13"),
    "infrastruktur penghidupan": ("1.03", "3.27", "2.15"),
}
"""bidang_penghidupan -> bidang urusan that usually serve it (UU 23/2014, Kepmendagri 1317/2023)."""

SEMUA = ("semua kecamatan", "semua kel", "semua desa", "seluruh kecamatan", "kabupaten")


@dataclass(frozen=True)
class Pairs:
    """Hold the pairs under comparison and what both sides look like.

    `usulan` and `renja` hold one row per item; `query` and `row` (equal length) index into them.
    `words` and `grams` are the fields' sparse products with the queries, by field name.
    """

    usulan: pd.DataFrame
    renja: pd.DataFrame
    query: ca.Ints
    row: ca.Ints
    products: dict[str, ca.Floats]


@dataclass(frozen=True)
class Comparison:
    """Declare one criterion: its column is `part_<name>`; `label` is what the officer reads."""

    name: str
    label: str
    weight: float
    value: Callable[[Pairs], ca.Floats]


def _product(name: str) -> Callable[[Pairs], ca.Floats]:
    def value(pairs: Pairs) -> ca.Floats:
        return np.minimum(pairs.products[name], 1.0)

    return value


def compare_urusan(pairs: Pairs) -> ca.Floats:
    """1 where the row's bidang urusan serves the usulan's bidang_penghidupan."""
    bidang = [URUSAN.get(text.fold(b), ()) for b in pairs.usulan["bidang_penghidupan"]]
    kode = [wilayah.kode_bidang_urusan(k) for k in pairs.renja["kode_sub_kegiatan"]]
    names = sorted({*kode})
    at = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(bidang), max(len(names), 1)))
    for i, served in enumerate(bidang):
        for code in served:
            if code in at:
                table[i, at[code]] = 1.0
    column = np.array([at[k] for k in kode], np.int64) if kode else np.zeros(0, np.int64)
    return table[pairs.query, column[pairs.row]] if pairs.query.size else np.zeros(0)


def compare_lokasi(pairs: Pairs) -> ca.Floats:
    """1 where the row names the usulan's desa or kecamatan, 0.5 where it covers all of them."""
    lokasi = [text.fold(v) for v in pairs.renja["lokasi"]]
    everywhere = np.array([any(s in v for s in SEMUA) for v in lokasi], bool)
    desa = [text.fold(v) for v in pairs.usulan["nama_desa"]]
    kecamatan = [text.fold(v) for v in pairs.usulan["kecamatan"]]
    named: dict[tuple[str, str], set[int]] = {}
    for place in {*zip(desa, kecamatan, strict=True)}:
        named[place] = {
            i for i, v in enumerate(lokasi) if any(p and _holds_word(v, p) for p in place)
        }
    value = np.where(everywhere[pairs.row], 0.5, 0.0) if pairs.row.size else np.zeros(0)
    for at, (q, r) in enumerate(zip(pairs.query.tolist(), pairs.row.tolist(), strict=True)):
        if r in named[desa[q], kecamatan[q]]:
            value[at] = 1.0
    return value


def _holds_word(text_: str, word: str) -> bool:
    return f" {word} " in f" {text_.replace(',', ' ').replace(';', ' ').replace('.', ' ')} "


def compare_penunjang(pairs: Pairs) -> ca.Floats:
    """-1 for a routine support row (program penunjang, x.xx.01): a village never asks for it."""
    routine = np.array([wilayah.is_penunjang(k) for k in pairs.renja["kode_sub_kegiatan"]], bool)
    return np.where(routine[pairs.row], -1.0, 0.0) if pairs.row.size else np.zeros(0)


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("nama", "kata yang sama dengan nama sub kegiatan", 0.40, _product("nama")),
    Comparison("induk", "kata yang sama dengan kegiatan atau program", 0.15, _product("induk")),
    Comparison("indikator", "kata yang sama dengan indikator", 0.10, _product("indikator")),
    Comparison("huruf", "ejaan yang mirip", 0.30, _product("huruf")),
    Comparison("urusan", "bidang urusan cocok", 0.15, compare_urusan),
    Comparison("lokasi", "lokasi cocok", 0.05, compare_lokasi),
    Comparison("penunjang", "baris rutin penunjang", 0.30, compare_penunjang),
)


def compare_pairs(
    pairs: Pairs, comparisons: tuple[Comparison, ...] = COMPARISONS
) -> dict[str, ca.Floats]:
    """Return `part_<name>` -> (n_pairs,) parts, rounded so that addition order never shows."""
    return {f"part_{c.name}": np.round(c.weight * c.value(pairs), 6) + 0.0 for c in comparisons}
