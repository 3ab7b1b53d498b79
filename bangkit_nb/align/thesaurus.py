"""Translate villagers' words into the terms of the Renja by an auditable table.

tesaurus.csv (livelihoods) and tesaurus_umum.csv (the other sectors): kata_desa (1-3 words,
normalised), istilah_renja, bobot in (0, 1], bidang_urusan (codes separated by ;, "" for any) and
sumber. An officer may add rows in the workbook's sheet Tesaurus.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


@dataclass(frozen=True, eq=False)
class Phrase:
    """Hold a phrase of villages and its entries; what follows from them is worked out once.

    A thesaurus holds each phrase once, so that a phrase is equal to itself only.
    """

    kata: tuple[str, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def held(self) -> frozenset[str]:
        """Its words."""
        return frozenset(self.kata)

    @cached_property
    def strong(self) -> tuple[Entry, ...]:
        """The entries that rank rows."""
        return tuple(entry for entry in self.entries if entry.bobot >= LEAST)

    @cached_property
    def telling(self) -> tuple[tuple[Entry, frozenset[str]], ...]:
        """The entries that say more than the phrase itself, each with its words."""
        said = [(entry, frozenset(entry.terms)) for entry in self.entries]
        return tuple((entry, terms) for entry, terms in said if not terms <= self.held)

    @cached_property
    def told(self) -> frozenset[str]:
        """All words of those entries: a row that holds none of them has nothing of the phrase."""
        return frozenset(term for _, terms in self.telling for term in terms)

    @cached_property
    def terms(self) -> Mapping[str, float]:
        """Term of the Renja -> the strongest entry that brings it."""
        return _strongest((term, e.bobot) for e in self.strong for term in e.terms)

    @cached_property
    def votes(self) -> Mapping[str, float]:
        """Bidang urusan -> the strongest entry that points to it."""
        return _strongest((code, e.bobot) for e in self.entries for code in e.urusan)


def _strongest(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, weight in pairs:
        found[key] = max(weight, found.get(key, 0.0))
    return found


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold a phrase of a text that the table knows, and its place."""

    start: int
    end: int
    phrase: Phrase


@dataclass(frozen=True)
class Thesaurus:
    """Hold the table by phrase. `sizes`: first word -> lengths of the phrases it opens, long first.

    Two phrases never overlap in a text: letting "buka jalan" and "jalan kebun" both speak cost
    1 to 4 points of r@1 on the seen halves.
    """

    phrases: Mapping[tuple[str, ...], Phrase]
    sizes: Mapping[str, tuple[int, ...]]

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Return the phrases in `tokens`, longest first at each place, without overlap."""
        hits: list[Hit] = []
        end = 0
        for at, token in enumerate(tokens):
            if at < end:
                continue
            for size in self.sizes.get(token, ()):
                found = self.phrases.get(tuple(tokens[at : at + size]))
                if found is not None:
                    end = at + len(found.kata)  # fewer than size at the end of the text
                    hits.append(Hit(at, end, found))
                    break
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
    sizes: dict[str, set[int]] = {}
    for key in table:
        sizes.setdefault(key[0], set()).add(len(key))
    return Thesaurus(
        {key: Phrase(key, tuple(found.values())) for key, found in table.items()},
        {word: tuple(sorted(found, reverse=True)) for word, found in sizes.items()},
    )


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
