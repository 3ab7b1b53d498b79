"""Declare what makes a row fit an usulan: named, weighted, labelled comparisons.

Each comparison gives a value for every pair (usulan, row); its part is weight x value, and skor is
the sum of the parts. A new criterion is one entry in COMPARISONS and one test. The pattern is
splink's: the score table keeps its pieces, so that a reviewer sees why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from bangkit_nb import text, words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align.lokasi import match_lokasi
from bangkit_nb.align.queries import Query, read_dukungan
from bangkit_nb.align.rows import Rows
from bangkit_nb.align.urusan import SERVES

JENIS: Mapping[str, Mapping[str, float]] = {
    "pelatihan": {"latih": 1, "kembang": 0.7, "sedia": -1, "bangun": -1, "rawat": -1,
                  "atur": -0.7, "awas": -0.5},
    "alat": {"sedia": 1, "kembang": 0.3, "atur": -1, "bangun": -0.3, "rawat": -0.3},
    "benih": {"sedia": 1, "kembang": 0.3, "atur": -1, "bangun": -1, "rawat": -1},
    "bangun": {"bangun": 1, "rawat": 0.3, "sedia": 0.4, "latih": -1, "atur": -0.7, "awas": -1,
               "kembang": -0.3},
    "pemeliharaan": {"rawat": 1, "bangun": 0.4, "sedia": 0.3, "latih": -1, "atur": -1,
                     "awas": -0.7},
    "kelembagaan": {"latih": 0.6, "kembang": 0.7, "bangun": -1, "rawat": -1, "sedia": -0.2},
    "pemasaran": {"pasar": 1, "kembang": 0.5, "latih": 0.2, "bangun": -0.3, "atur": -0.5},
    "": {"atur": -0.6, "awas": -0.3},
}  # fmt: skip
"""Kind of activity -> what the sub kegiatan does -> how well they go together, in [-1, 1]."""


@dataclass(frozen=True)
class Pairs:
    """Hold the pairs under comparison and what both sides look like.

    Attributes:
        asked: one row per usulan: columns as in inputs.read_usulan.
        queries: one Query per usulan.
        rows: the prepared Renja.
        usulan, row: (n_pairs,) indices into asked and rows.
        products: field -> (n_pairs,) product of text and row (see matching.FIELDS).
        memory: name -> (n_pairs,) values from past judgements (memory.py); absent = none yet.
    """

    asked: pd.DataFrame
    queries: list[Query]
    rows: Rows
    usulan: ca.Ints
    row: ca.Ints
    products: Mapping[str, ca.Floats]
    memory: Mapping[str, ca.Floats] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return len(self.usulan)


@dataclass(frozen=True)
class Comparison:
    """Declare one criterion: its column is `part_<name>`; `label` is what the officer reads."""

    name: str
    label: str
    weight: float
    value: Callable[[Pairs], ca.Floats]


def _product(name: str) -> Callable[[Pairs], ca.Floats]:
    return lambda pairs: pairs.products.get(name, np.zeros(pairs.n))


def _memory(name: str) -> Callable[[Pairs], ca.Floats]:
    return lambda pairs: pairs.memory.get(name, np.zeros(pairs.n))


def _from_table(
    pairs: Pairs, left: list[str], right: list[str], value: Callable[[str, str], float]
) -> ca.Floats:
    """Return value(left of the usulan, right of the row), computed once per distinct couple."""
    lefts, rights = sorted(set(left)), sorted(set(right))
    if not pairs.n:
        return np.zeros(0)
    table = np.array([[value(a, b) for b in rights] for a in lefts])
    a, b = np.searchsorted(lefts, left), np.searchsorted(rights, right)
    return np.asarray(table[a[pairs.usulan], b[pairs.row]], float)


def compare_urusan(pairs: Pairs) -> ca.Floats:
    """1 where the row's bidang urusan serves the usulan's bidang_penghidupan."""
    bidang = [text.fold(b) for b in pairs.asked["bidang_penghidupan"]]

    def serves(bidang_: str, urusan: str) -> float:
        return float(not set(urusan.split(";")).isdisjoint(SERVES.get(bidang_, ())))

    return _from_table(pairs, bidang, list(pairs.rows.bidang), serves)


def compare_suara(pairs: Pairs) -> ca.Floats:
    """Share of the text's known phrases that point to the row's bidang urusan, in [0, 1]."""
    codes = {code: at for at, code in enumerate(sorted({*";".join(pairs.rows.bidang).split(";")}))}
    votes = np.zeros((len(pairs.queries), len(codes)))
    for at, query in enumerate(pairs.queries):
        for code, weight in query.urusan.items():
            if code in codes:
                votes[at, codes[code]] = weight
    best = np.zeros(pairs.n)
    own = [value.split(";") for value in pairs.rows.bidang]
    for nth in range(max((len(value) for value in own), default=0)):
        place = np.array([codes[value[min(nth, len(value) - 1)]] for value in own])
        best = np.maximum(best, votes[pairs.usulan, place[pairs.row]])
    return best


def compare_jenis(pairs: Pairs) -> ca.Floats:
    """How well the kind of activity goes with what the sub kegiatan does, in [-1, 1].

    The text says one kind, the cell jenis_dukungan another or the same: two witnesses, heard alike.
    """
    kinds = list(zip((q.jenis for q in pairs.queries), _dukungan(pairs.asked), strict=True))

    def fits(both: str, verb: str) -> float:
        said, filled = both.split("|")
        heard = [JENIS[kind].get(verb, 0.0) for kind in (said, filled) if kind]
        return sum(heard) / len(heard) if heard else JENIS[""].get(verb, 0.0)

    return _from_table(pairs, ["|".join(k) for k in kinds], list(pairs.rows.verb), fits)


def _dukungan(asked: pd.DataFrame) -> list[str]:
    return [read_dukungan(value) for value in asked["jenis_dukungan"]]


def compare_lokasi(pairs: Pairs) -> ca.Floats:
    """1 where the row covers the usulan's desa by name, 0.5 where it covers all (lokasi.py)."""
    if not pairs.n:
        return np.zeros(0)
    places = list(zip(pairs.asked["nama_desa"], pairs.asked["kecamatan"], strict=True))
    lokasi = pairs.rows.frame["lokasi"].tolist()
    known = {place: at for at, place in enumerate(dict.fromkeys(places))}
    where = {value: at for at, value in enumerate(dict.fromkeys(lokasi))}
    couple = np.array([known[p] for p in places])[pairs.usulan] * len(where)
    couple += np.array([where[v] for v in lokasi])[pairs.row]
    distinct, back = np.unique(couple, return_inverse=True)  # only couples that met are read
    left, right = list(known), list(where)
    values = [match_lokasi(right[c % len(where)], *left[c // len(where)]) for c in distinct]
    return np.array(values)[back]


def compare_komoditas(pairs: Pairs) -> ca.Floats:
    """1 where the row's name, kegiatan or indikator names the usulan's komoditas."""
    named = [tuple(words.words(k)) for k in pairs.asked["komoditas"]]
    distinct = sorted(set(named))
    table = np.zeros((len(distinct) + 1, pairs.rows.n), bool)
    for at, terms in enumerate(distinct):
        held = [np.array([term in row for row in pairs.rows.words], bool) for term in terms]
        table[at] = np.logical_and.reduce(held) if held else False
    place = {key: at for at, key in enumerate(distinct)}
    of_asked = np.array([place[key] for key in named], np.int64)
    return table[of_asked[pairs.usulan], pairs.row].astype(float) if pairs.n else np.zeros(0)


def compare_pagu(pairs: Pairs) -> ca.Floats:
    """-1 where the usulan alone asks for more than the row's kabupaten-wide pagu, else 0."""
    asked = pairs.asked["anggaran"].to_numpy(float)[pairs.usulan]
    pagu = pairs.rows.frame["pagu"].to_numpy(float)[pairs.row]
    return np.where(asked > pagu, -1.0, 0.0)


def compare_penunjang(pairs: Pairs) -> ca.Floats:
    """-1 for a routine support row (program penunjang, x.xx.01) that the text does not name."""
    named = _product("sebut")(pairs) >= 0.75
    return np.where(pairs.rows.penunjang[pairs.row] & ~named, -1.0, 0.0)


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("sebut", "bagian nama sub kegiatan yang disebut usulan", 0.089, _product("sebut")),
    Comparison("utuh", "istilah tesaurus yang utuh di nama sub kegiatan", 0.286, _product("utuh")),
    Comparison("huruf", "tulisan yang mirip", 0.23, _product("huruf")),
    Comparison("induk", "kata yang sama dengan kegiatan atau program", 0.03, _product("induk")),
    Comparison("indikator", "arti yang sama dengan indikator", 0.022, _product("indikator")),
    Comparison("definisi", "arti yang sama dengan definisi operasional", 0.126,
               _product("definisi")),
    Comparison("tetangga", "kata yang sama dengan isi programnya", 0.043, _product("tetangga")),
    Comparison("opd", "kata yang sama dengan nama OPD", 0.054, _product("opd")),
    Comparison("suara", "bidang urusan menurut kata-katanya", 0.15, compare_suara),
    Comparison("urusan", "bidang urusan menurut bidang penghidupan", 0.109, compare_urusan),
    Comparison("jenis", "jenis kegiatan cocok", 0.045, compare_jenis),
    Comparison("komoditas", "komoditas disebut", 0.03, compare_komoditas),
    Comparison("lokasi", "lokasi cocok", 0.03, compare_lokasi),
    Comparison("pagu", "melebihi pagu", 0.05, compare_pagu),
    Comparison("penunjang", "baris rutin penunjang", 0.3, compare_penunjang),
    Comparison("ingatan", "mirip padanan terdahulu", 0.4, _memory("ingatan")),
    Comparison("dekat", "pilihan pada usulan yang mirip", 0.2, _memory("dekat")),
    Comparison("sering", "sub kegiatan yang sering dipilih", 0.04, _memory("sering")),
    Comparison("searah", "program pilihan pada usulan yang mirip", 0.1, _memory("searah")),
    Comparison("seopd", "OPD pilihan pada usulan yang mirip", 0.1, _memory("seopd")),
)  # fmt: skip


def compare_pairs(
    pairs: Pairs, comparisons: tuple[Comparison, ...] = COMPARISONS
) -> dict[str, ca.Floats]:
    """Return name -> (n_pairs,) values, rounded so that addition order never shows."""
    return {c.name: np.round(c.value(pairs), 6) + 0.0 for c in comparisons}
