"""Say in an officer's words why a row was proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb import text, words
from bangkit_nb.align import memory as mem
from bangkit_nb.align.candidates import Floats, Ints
from bangkit_nb.align.lokasi import say_lokasi
from bangkit_nb.align.queries import Query, read_dukungan
from bangkit_nb.align.rows import Rows
from bangkit_nb.align.thesaurus import LEAST, Entry, Hit
from bangkit_nb.align.urusan import NAMES

WHOLE = 0.75
"""Share of a term's words that a row must hold, for the whole term to be said of it."""

MOST = 3
"""Terms of the Renja that one reason names."""

LIKE = 0.35
"""Cosine from which a past judgement is named."""

_TOLD = ("huruf", "suara", "urusan", "jenis", "pagu", "penunjang")
"""Comparisons that a reason speaks of by their values."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Told:
    """Hold the pairs to explain: usulan and row index `asked` and the rows; values by comparison.

    asked: columns as in inputs.read_usulan. queries: one per usulan.
    usulan, row: (n_pairs,). values: name -> (n_pairs,).
    """

    asked: pd.DataFrame
    queries: Sequence[Query]
    usulan: Ints
    row: Ints
    values: Mapping[str, Floats]


def explain_pairs(rows: Rows, memory: mem.Memory | None, told: Told) -> list[str]:
    """Return one explanation a pair: "Sama: jalan. “ketinting” di Renja: prasarana ..."."""
    kegiatan = told.asked["kegiatan"].tolist()
    filled = [read_dukungan(value) for value in told.asked["jenis_dukungan"]]
    places = list(zip(told.asked["nama_desa"], told.asked["kecamatan"], strict=True))
    lokasi = rows.frame["lokasi"].tolist()
    spoken: dict[int, Spoken] = {}
    held: dict[int, Held] = {}
    urusan = [_say_urusan(bidang) for bidang in rows.bidang]
    similar = _similar(memory, [kegiatan[u] for u in told.usulan.tolist()], told.row)
    values = {name: told.values[name].tolist() for name in _TOLD}
    said = []
    for at, (u, r) in enumerate(zip(told.usulan.tolist(), told.row.tolist(), strict=True)):
        query = told.queries[u]
        if u not in spoken:
            spoken[u] = Spoken(query, kegiatan[u])
        if r not in held:
            held[r] = Held(rows.words[r], {})
        parts = _say_words(spoken[u], held[r])
        if similar[at]:
            parts.append(similar[at])
        if not parts and values["huruf"][at] > 0:
            parts.append("Hanya tulisannya yang mirip.")
        if values["suara"][at] >= 0.5 or values["urusan"][at] > 0:
            parts.append(urusan[r])
        jenis = filled[u] or query.jenis
        if values["jenis"][at] >= 0.7 and jenis:
            parts.append(f"Jenis kegiatan cocok ({jenis}).")
        if lokasi[r]:
            parts.append(say_lokasi(lokasi[r], *places[u]))
        if values["pagu"][at] < 0:
            parts.append("Anggaran melebihi pagu seluruh kabupaten.")
        if values["penunjang"][at] < 0:
            parts.append("Baris rutin penunjang.")
        if query.kewenangan:
            parts.append(f"Mungkin kewenangan {query.kewenangan}.")
        said.append(" ".join(part for part in parts if part))
    return said


Best = tuple[Entry | None, float]
"""An entry, and the share of its words that a row holds."""


@dataclass(frozen=True)
class Held:
    """Hold the words of one row, and the best entry of each phrase that was asked of it."""

    words: frozenset[str]
    best: dict[tuple[str, ...], Best]

    def best_entry(self, hit: Hit) -> Best:
        """Return the entry of a phrase that the row holds most of; worked out once a phrase."""
        key = hit.phrase.kata
        if key not in self.best:
            self.best[key] = _best_entry(hit, self.words)
        return self.best[key]


class Spoken:
    """Show the words of one text as the village wrote them."""

    def __init__(self, query: Query, kegiatan: str) -> None:
        self.query = query
        self.where = {token: at for at, token in reversed(list(enumerate(query.tokens)))}
        self._shown = list(query.tokens)
        self._known: dict[tuple[int, int], str] = {}
        own = query.tokens[: query.n_own]
        for raw in _WORD.findall(kegiatan):
            full = words.ABBREVIATIONS.get(text.fold(raw), "").split() if raw.isupper() else ()
            for at in range(len(own) - len(full) + 1 if len(full) > 1 else 0):
                if list(own[at : at + len(full)]) == full:  # "VCO", and not what it stands for
                    self._shown[at : at + len(full)] = [raw] * len(full)

    def show(self, start: int, end: int) -> str:
        """Return a phrase; words that stand in the komoditas only are said to."""
        if (start, end) not in self._known:
            cut = min(max(start, self.query.n_own), end)
            own, more = (self._join(start, cut), self._join(cut, end))
            said = f"{own} (komoditas: {more})" if own and more else own or more
            self._known[start, end] = said
        return self._known[start, end]

    def _join(self, start: int, end: int) -> str:
        shown = self._shown[start:end]
        # an abbreviation stands at the place of each of its words, and is shown once
        return " ".join(
            w for at, w in enumerate(shown) if not (at and w.isupper() and w == shown[at - 1])
        )


def _say_words(spoken: Spoken, held: Held) -> list[str]:
    """Return what joins the words of a text to a row: the same words, then the thesaurus."""
    query, where = spoken.query, spoken.where
    same = [word for word in query.literal if word in held.words]
    own = dict.fromkeys(spoken.show(where[w], where[w] + 1) for w in same if where[w] < query.n_own)
    more = [word for word in same if where[word] >= query.n_own]
    said = [f"Sama: {', '.join(own)}."] if own else []
    said += [
        f"{'' if is_own else 'Komoditas '}\u201c{', '.join(kata)}\u201d di Renja: {istilah}."
        for istilah, kata, is_own in translate_words(spoken, held)
    ]
    if more and not said:
        said.append(f"Komoditas sama: {', '.join(more)}.")
    return said or _say_nearly(spoken, held)


def translate_words(spoken: Spoken, held: Held) -> list[tuple[str, list[str], bool]]:
    """Return (istilah Renja, the phrases that it stands for, whether the village wrote them).

    Each phrase is given the entry that the row holds most of. Entries too weak to rank a row are
    named only where there is no other; a term of which the row holds too little is not named, nor
    one that a longer named term contains; words of the komoditas only where there are no others.
    """
    found: dict[str, tuple[Entry, list[Hit]]] = {}
    for hit in spoken.query.hits:
        entry, share = held.best_entry(hit)
        if entry is not None and share >= WHOLE:
            found.setdefault(entry.istilah, (entry, []))[1].append(hit)
    strong = {name: pair for name, pair in found.items() if pair[0].bobot >= LEAST}
    chosen = strong or found
    terms = [frozenset(entry.terms) for entry, _ in chosen.values()] if len(chosen) > 1 else []
    made = []
    for istilah, (entry, hits) in chosen.items():
        if terms and any(other.issuperset(entry.terms) and len(other) > len(set(entry.terms))
                         for other in terms):  # fmt: skip
            continue  # "pertanian" beside "sarana pendukung pertanian" says nothing more
        own = [hit for hit in hits if hit.start < spoken.query.n_own]
        said = [hit for hit in own or hits if not _is_inside(hit, own or hits)]
        made.append((istilah, [spoken.show(hit.start, hit.end) for hit in said], bool(own)))
    made.sort(key=lambda term: not term[2])
    return made[:MOST]


def _say_nearly(spoken: Spoken, held: Held) -> list[str]:
    """Return what a phrase of the text usually stands for, where the row holds only part of it."""
    near = [(*held.best_entry(hit), hit) for hit in spoken.query.hits]
    kept = [(share, entry, hit) for entry, share, hit in near if entry and share > 0]
    if not kept:
        return []
    _, entry, hit = max(kept, key=lambda one: (one[0], -one[2].start))
    return [
        f"Hanya mendekati: \u201c{spoken.show(hit.start, hit.end)}\u201d biasanya masuk "
        f"\u201c{entry.istilah}\u201d."
    ]


def _best_entry(hit: Hit, held: frozenset[str]) -> Best:
    """Return the entry of a phrase that a row holds most of, and the share of its words."""
    best, most, held_share = None, 0.0, 0.0
    for entry in hit.phrase.entries:
        n_held = sum(term in held for term in entry.terms)
        share = n_held / len(entry.terms)
        is_strong = entry.bobot >= LEAST and share >= WHOLE
        worth = is_strong + share + 0.1 * n_held + 0.01 * entry.bobot
        if n_held and worth > most and not set(entry.terms) <= set(entry.kata):
            best, most, held_share = entry, worth, share
    return best, held_share


def _is_inside(hit: Hit, hits: list[Hit]) -> bool:
    """Tell whether another phrase says the same words and more: "jagung" in "benih jagung"."""
    own = hit.phrase.kata
    return any(
        len(other.phrase.kata) > len(own) and set(own) < set(other.phrase.kata) for other in hits
    )


def _say_urusan(bidang: str) -> str:
    names = [NAMES[code] for code in bidang.split(";") if code in NAMES]
    return f"Urusan {names[0]} cocok." if names else ""


def _similar(memory: mem.Memory | None, texts: Sequence[str], row: Ints) -> list[str]:
    if memory is None or not len(row):
        return [""] * len(row)
    distinct = sorted(set(texts))
    at = {value: i for i, value in enumerate(distinct)}
    cosine = mem.similarity(memory, distinct)
    said = []
    for value, r in zip(texts, row.tolist(), strict=True):
        near = mem.nearest_judgement(memory, cosine[at[value]], r)
        if near is None or cosine[at[value], near] < LIKE:
            said.append("")
            continue
        past = memory.past.iloc[near]
        desa = str(past.get("nama_desa", "") or "")
        n = int(np.sum(memory.kode.of_past == memory.kode.of_past[near]))
        place = f" desa {desa}" if desa else ""
        said.append(
            f"Mirip padanan{place}: \u201c{text.shorten(past['kegiatan'], 60)}\u201d ({n}x)."
        )
    return said
