"""Read a village activity as a query: its own words, what the thesaurus adds, what kind it is."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bangkit_nb import words
from bangkit_nb.align.thesaurus import Hit, Thesaurus, read_thesaurus

CONSUMED = 0.5
"""Weight of a word that the thesaurus has already translated ("bibit" alone hits Bibit Ternak)."""

# What is asked for, by the words that say so; the first kind that fits counts.
JENIS: Mapping[str, frozenset[str]] = {
    "pelatihan": frozenset(
        "pelatihan latihan kursus magang bimbingan sosialisasi penyuluhan sekolah studi belajar "
        "diajari diajar ajar latih workshop lokakarya pendampingan dampingi pembinaan".split()
    ),
    "kelembagaan": frozenset(
        "kelembagaan pembentukan legalitas akta izin sertifikat sertifikasi badan hukum pengurus "
        "administrasi pembukuan halal merek".split()
    ),
    "pemasaran": frozenset(
        "pemasaran jual penjualan pasarkan pembeli pameran promosi kemasan label kios lapak "
        "marketplace online".split()
    ),
    "pemeliharaan": frozenset(
        "rehabilitasi perbaikan rusak pemeliharaan renovasi servis rawat bongkar "
        "peningkatan".split()
    ),
    "bangun": frozenset(
        "pembangunan bangun buat jalan jembatan irigasi embung dermaga tambatan talud saluran "
        "gedung bak sumur bor gudang lantai jemur pagar perpipaan pipa listrik penerangan".split()
    ),
    "benih": frozenset(
        "bibit benih anakan stek setek indukan bakalan ternak kambing sapi ayam babi itik kerbau "
        "pakan pupuk".split()
    ),
    "alat": frozenset(
        "alat mesin perahu jaring ketinting traktor peralatan perlengkapan sprayer pukat bubu "
        "tenun kompor freezer box terpal sarana rumpon".split()
    ),
}  # fmt: skip


DUKUNGAN: Mapping[str, str] = {
    "pelatihan": "pelatihan", "pendampingan": "pelatihan", "penyuluhan": "pelatihan",
    "sarana": "alat", "alat": "alat", "peralatan": "alat", "bibit": "benih", "benih": "benih",
    "ternak": "benih", "infrastruktur": "bangun", "prasarana": "bangun", "bangunan": "bangun",
    "kelembagaan": "kelembagaan", "pemasaran": "pemasaran", "pemeliharaan": "pemeliharaan",
}  # fmt: skip
"""Words of the column jenis_dukungan -> kind of activity."""


@lru_cache(maxsize=1024)
def read_dukungan(value: str) -> str:
    """Return the kind of activity that a cell of jenis_dukungan names first, "" for none."""
    return next((DUKUNGAN[w] for w in words.normalise(value).split() if w in DUKUNGAN), "")


@dataclass(frozen=True)
class Query:
    """Hold one text as the engine sees it.

    Attributes:
        tokens: all words, normalised, stopwords included; those of the komoditas come last.
        n_own: how many of them the village wrote as its activity.
        literal: word that carries meaning -> weight (1, or CONSUMED inside a known phrase).
        hits: phrases that the thesaurus knows.
        expansion: term of the Renja -> weight (the strongest entry that brings it).
        urusan: bidang urusan -> share of the hits that point to it, in [0, 1].
        jenis: kind of activity, "" where no word says it.
        kewenangan: level ("provinsi", "pusat") that its words belong to, "" for none.
    """

    tokens: tuple[str, ...]
    n_own: int
    literal: Mapping[str, float]
    hits: tuple[Hit, ...]
    expansion: Mapping[str, float]
    urusan: Mapping[str, float]
    jenis: str
    kewenangan: str


@lru_cache(maxsize=1)
def _read_kewenangan() -> Mapping[tuple[str, ...], str]:
    """Return phrase -> level, from kewenangan.csv (UU 23/2014, annex: who is in charge of what).

    Level "" is an exception: its words name no level.
    """
    source = resources.files("bangkit_nb.align").joinpath("kewenangan.csv")
    _, *rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
    return {tuple(words.normalise(kata).split()): tingkat for kata, tingkat, _ in rows}


def read_text(value: str) -> Query:
    """Read one text by the shipped thesaurus."""
    return read_query(value, read_thesaurus(()))


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
"""Words of one letter carry no meaning."""


def read_query(value: str, thesaurus: Thesaurus, komoditas: str = "") -> Query:
    """Return a text as a query, read together with its komoditas."""
    own = words.normalise(value).split()
    tokens = (*own, *words.normalise(komoditas).split())
    hits = tuple(thesaurus.find(tokens))
    heard = [1.0] * len(tokens)
    for hit in hits:
        heard[hit.start : hit.end] = [CONSUMED] * (hit.end - hit.start)
    # a phrase said twice (in the text and again as komoditas) counts once
    hits = tuple({hit.phrase: hit for hit in reversed(hits)}.values())[::-1]
    literal: dict[str, float] = {}
    for token, weight in zip(tokens, heard, strict=True):
        if weight == 1.0 or token not in literal:
            literal[token] = weight
    for token in words.STOPWORDS.intersection(literal):
        del literal[token]
    for token in _LETTERS.intersection(literal):
        del literal[token]
    return Query(
        tokens, len(own), literal, hits, _expand(hits), _vote(hits), _find_jenis(tokens),
        _find_kewenangan(tokens),
    )  # fmt: skip


def _expand(hits: tuple[Hit, ...]) -> dict[str, float]:
    expansion = dict(hits[0].phrase.terms) if hits else {}
    for hit in hits[1:]:
        for term, weight in hit.phrase.terms.items():
            if weight > expansion.get(term, 0.0):
                expansion[term] = weight
    return expansion


def _vote(hits: tuple[Hit, ...]) -> dict[str, float]:
    votes: dict[str, float] = {}
    voters = [hit.phrase.votes for hit in hits if hit.phrase.votes]
    for own in voters:
        for code, weight in own.items():
            votes[code] = votes.get(code, 0.0) + weight
    return {code: weight / len(voters) for code, weight in votes.items()}


def _find_jenis(tokens: tuple[str, ...]) -> str:
    held = set(tokens)
    for jenis, signs in JENIS.items():
        if not held.isdisjoint(signs):
            return jenis
    return ""


def _find_kewenangan(tokens: tuple[str, ...]) -> str:
    """Return the level of the longest phrase that names one; "babi hutan" names none."""
    opening = _kewenangan_words()
    if opening.isdisjoint(tokens):
        return ""
    known = _read_kewenangan()
    begins = [at for at, token in enumerate(tokens) if token in opening]
    free = [True] * len(tokens)
    for size in (3, 2, 1):
        for at in begins:
            if at + size > len(tokens):
                continue
            level = known.get(tokens[at : at + size]) if all(free[at : at + size]) else None
            if level:
                return level
            if level == "":
                free[at : at + size] = [False] * size
    return ""


@lru_cache(maxsize=1)
def _kewenangan_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _read_kewenangan())
