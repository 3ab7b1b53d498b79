"""Translate villagers' words into the terms of the Renja by an auditable table.

tesaurus.csv (livelihoods) and tesaurus_umum.csv (the other sectors): kata_desa (1-3 words,
normalised), istilah_renja, bobot in (0, 1], bidang_urusan (codes separated by ;, "" for any) and
sumber. An officer may add rows in the workbook's sheet Tesaurus.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bangkit_nb import words

LEAST = 0.5
"""Entries below this weight explain a match but do not rank it (measured: they cost 3 points)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one row of the table; `terms` are the words of istilah_renja that carry meaning."""

    kata: tuple[str, ...]
    istilah: str
    terms: tuple[str, ...]
    bobot: float
    urusan: tuple[str, ...]
    sumber: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold a phrase of a text that the table knows: its place and its entries."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Thesaurus:
    """Hold the table by phrase. `longest` is the number of words of its longest phrase."""

    entries: Mapping[tuple[str, ...], tuple[Entry, ...]]
    longest: int

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Return the phrases in `tokens`, longest first at each place, without overlap."""
        hits, at = [], 0
        while at < len(tokens):
            for size in range(min(self.longest, len(tokens) - at), 0, -1):
                found = self.entries.get(tuple(tokens[at : at + size]))
                if found:
                    hits.append(Hit(at, at + size, found))
                    at += size
                    break
            else:
                at += 1
        return hits


def build_thesaurus(rows: Iterable[Sequence[str]]) -> Thesaurus:
    """Build from rows (kata_desa, istilah_renja, bobot, bidang_urusan, sumber); later rows win."""
    table: dict[tuple[str, ...], dict[str, Entry]] = {}
    for kata, istilah, bobot, urusan, sumber in rows:
        key = tuple(words.normalise(kata).split())
        terms = tuple(words.words(istilah))
        if not key or not terms:
            continue
        codes = tuple(code.strip() for code in urusan.split(";") if code.strip())
        entry = Entry(key, istilah, terms, float(bobot), codes, sumber)
        table.setdefault(key, {})[f"{istilah}|{urusan}"] = entry
    entries = {key: tuple(found.values()) for key, found in table.items()}
    return Thesaurus(entries, max((len(key) for key in entries), default=0))


@lru_cache(maxsize=1)
def _shipped_rows() -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for name in ("tesaurus.csv", "tesaurus_umum.csv"):
        source = resources.files("bangkit_nb.align").joinpath(name)
        _, *rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
        found += [tuple(row) for row in rows]
    return tuple(found)


@lru_cache(maxsize=8)
def read_thesaurus(extra: tuple[tuple[str, ...], ...] = ()) -> Thesaurus:
    """Return the shipped table with an office's own rows added."""
    return build_thesaurus([*_shipped_rows(), *extra])
