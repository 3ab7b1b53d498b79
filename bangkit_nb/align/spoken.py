"""Say what joins the words of a text to a row: the same words, and the thesaurus between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangkit_nb import text, words
from bangkit_nb.align.queries import Query
from bangkit_nb.align.quoting import quote_term
from bangkit_nb.align.thesaurus import LEAST, Entry, Hit, Phrase

WHOLE = 0.75
"""Share of a term's words that a row must hold, for the whole term to be said of it."""

MOST = 3
"""Terms of the Renja that one reason names."""

NOTHING: frozenset[str] = frozenset()

_WORD = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_a-z]")  # or a letter beyond ASCII


@dataclass(frozen=True, slots=True)
class Best:
    """Hold the entry of a phrase that a row holds most of.

    share: of its words that the row holds. terms: its words.
    """

    entry: Entry
    share: float
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Joined:
    """Hold what the thesaurus joins between a text and a row: sentences, and the words told."""

    said: tuple[str, ...]
    told: frozenset[str]


class Held(dict[Phrase, Best | None]):
    """Hold the words and texts of one row, and the best entry of each phrase once asked for."""

    def __init__(self, words_: frozenset[str], texts: tuple[str, ...]) -> None:
        self.words = words_
        self._texts = texts
        self._said: dict[str, str] = {}
        self.joined: dict[tuple[tuple[Phrase, bool], ...], Joined] = {}

    def say(self, entry: Entry) -> str:
        """Say a term as the row writes it, or as the thesaurus has it where it stands scattered."""
        known = self._said.get(entry.istilah)
        if known is None:
            quoted = quote_term(self._texts, entry.terms, WHOLE)
            known = f"di Renja: {quoted}" if quoted else f"biasanya masuk: {entry.istilah}"
            self._said[entry.istilah] = known
        return known

    def __missing__(self, phrase: Phrase) -> Best | None:
        """Find the entry of a phrase that the row holds most of; None where it holds nothing."""
        found = self[phrase] = _best_entry(phrase, self.words)
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """Hold phrases as they are shown, whether the village wrote them, and their own words."""

    kata: str
    is_own: bool
    told: frozenset[str]


class Spoken:
    """Show the words of one text as the village wrote them.

    Attributes:
        own: words that carry meaning -> how the village wrote them.
        more: such words of the komoditas only.
        pairs: each phrase, and whether the activity says it, not only the komoditas.
        is_plain: each phrase is shown as the thesaurus spells it, and none reaches over both.
    """

    def __init__(self, query: Query, kegiatan: str) -> None:
        self.query = query
        self.phrases = [hit.phrase for hit in query.hits]
        self._shown = list(query.tokens)
        self._is_shortened = False
        own = query.tokens[: query.n_own]
        for raw in _WORD.findall(kegiatan) if _CAPITAL.search(kegiatan) else ():
            full = words.ABBREVIATIONS.get(text.fold(raw), "").split() if raw.isupper() else ()
            for at in range(len(own) - len(full) + 1 if len(full) > 1 else 0):
                if list(own[at : at + len(full)]) == full:  # "VCO", and not what it stands for
                    self._shown[at : at + len(full)] = [raw] * len(full)
                    self._is_shortened = True
        held = query.literal
        shown = zip(own, self._shown, strict=False)
        self.own: dict[str, str] = {}
        for word, as_written in shown:
            if word in held and word not in self.own:
                self.own[word] = as_written
        self.more = [word for word in held if word not in self.own]
        self.is_own = [hit.start < query.n_own for hit in query.hits]
        self.pairs = list(zip(self.phrases, self.is_own, strict=True))
        self.is_plain = not self._is_shortened
        for hit in query.hits:
            self.is_plain &= hit.end <= query.n_own or hit.start >= query.n_own
        self._said: dict[tuple[int, ...], Said] = {}

    def say(self, hits: tuple[int, ...]) -> Said:
        """Say the phrases at some places among the query's hits.

        Words of the komoditas are said only where there are no others; a phrase that stands inside
        another is not said.
        """
        known = self._said.get(hits)
        if known is None:
            own = [at for at in hits if self.is_own[at]]
            chosen = own or hits
            outer = [self.phrases[at].held for at in chosen if len(self.phrases[at].kata) > 1]
            said = [self.show(at) for at in chosen
                    if not (outer and _is_inside(self.phrases[at].held, outer))]  # fmt: skip
            told = NOTHING.union(*[self.phrases[at].held for at in own])
            known = self._said[hits] = Said(", ".join(said), bool(own), told)
        return known

    def show(self, at: int) -> str:
        """Return the phrase at a place among the query's hits."""
        return self._show(self.query.hits[at])

    def _show(self, hit: Hit) -> str:
        """Return a phrase; words that stand in the komoditas only are said to."""
        if hit.end <= self.query.n_own:
            return self._join(hit.start, hit.end)
        cut = min(max(hit.start, self.query.n_own), hit.end)
        own, more = self._join(hit.start, cut), self._join(cut, hit.end)
        return f"{own} (komoditas: {more})" if own and more else own or more

    def _join(self, start: int, end: int) -> str:
        shown = self._shown[start:end]
        if not self._is_shortened:
            return " ".join(shown)
        # an abbreviation stands at the place of each of its words, and is shown once
        return " ".join(
            w for at, w in enumerate(shown) if not (at and w.isupper() and w == shown[at - 1])
        )


def say_words(spoken: Spoken, held: Held) -> list[str]:
    """Return what joins the words of a text to a row: the same words, then the thesaurus."""
    has = held.words
    joined = _join_terms(spoken, held)
    said = []
    if not has.isdisjoint(spoken.own):
        # what a phrase already says is not said again: "air, mata" beside "mata air"
        told = joined.told
        own = dict.fromkeys(
            [shown for word, shown in spoken.own.items() if word in has and word not in told]
        )
        if own:
            said.append(f"Sama: {', '.join(own)}.")
    said += joined.said
    if said:
        return said
    more = [word for word in spoken.more if word in has]
    return [f"Komoditas sama: {', '.join(more)}."] if more else _say_nearly(spoken, held)


def _join_terms(spoken: Spoken, held: Held) -> Joined:
    """Return what translate_words finds as sentences, worked out once a row and set of phrases."""
    key = None
    if spoken.is_plain:
        key = tuple(
            [
                pair
                for pair in spoken.pairs
                if (best := held[pair[0]]) is not None and best.share >= WHOLE
            ]
        )
        known = held.joined.get(key)
        if known is not None:
            return known
    translated = translate_words(spoken, held)
    whose = ("" if phrases.is_own else "Komoditas " for _, phrases in translated)
    said = tuple(
        f"{who}\u201c{phrases.kata}\u201d {istilah}."
        for who, (istilah, phrases) in zip(whose, translated, strict=True)
    )
    made = Joined(said, NOTHING.union(*[phrases.told for _, phrases in translated]))
    if key is not None:
        held.joined[key] = made
    return made


def translate_words(spoken: Spoken, held: Held) -> list[tuple[str, Said]]:
    """Return ("di Renja: " and a term as the row writes it, the phrases that it stands for).

    A term whose words stand scattered in the row is said as the thesaurus has it: "biasanya masuk".

    Each phrase is given the entry that the row holds most of. Entries too weak to rank a row are
    named only where there is no other; a term of which the row holds too little is not named, nor
    one that a longer named term contains.
    """
    found: dict[str, tuple[Best, list[int]]] = {}
    for at, phrase in enumerate(spoken.phrases):
        best = held[phrase]
        if best is not None and best.share >= WHOLE:
            istilah = best.entry.istilah
            if istilah in found:
                found[istilah][1].append(at)
            else:
                found[istilah] = (best, [at])
    if len(found) > 1:
        found = _without_shadows(found)
    made = [(best.entry, spoken.say(tuple(hits))) for best, hits in found.values()]
    if len(made) > 1:
        made.sort(key=lambda term: not term[1].is_own)
    return [(held.say(entry), said) for entry, said in made[:MOST]]


def _without_shadows(found: dict[str, tuple[Best, list[int]]]) -> dict[str, tuple[Best, list[int]]]:
    """Leave out weak entries beside strong ones, and terms that a longer one contains."""
    strong = {name: pair for name, pair in found.items() if pair[0].entry.bobot >= LEAST}
    chosen = strong or found
    terms = [best.terms for best, _ in chosen.values()]
    # "pertanian" beside "sarana pendukung pertanian" says nothing more
    return {name: pair for name, pair in chosen.items() if not _is_inside(pair[0].terms, terms)}


def _is_inside(own: frozenset[str], others: list[frozenset[str]]) -> bool:
    """Tell whether another says the same words and more: "jagung" in "benih jagung"."""
    return any(map(own.__lt__, others))


def _say_nearly(spoken: Spoken, held: Held) -> list[str]:
    """Return what a phrase of the text usually stands for, where the row holds only part of it."""
    near = [(held[phrase], at) for at, phrase in enumerate(spoken.phrases)]
    kept = [(best, at) for best, at in near if best is not None]
    if not kept:
        return []
    hits = spoken.query.hits
    best, at = max(kept, key=lambda one: (one[0].share, -hits[one[1]].start))
    return [
        f"Hanya mendekati: \u201c{spoken.show(at)}\u201d biasanya masuk "
        f"\u201c{best.entry.istilah}\u201d."
    ]


def _best_entry(phrase: Phrase, held: frozenset[str]) -> Best | None:
    """Return the entry of a phrase that a row holds most of, and the share of its words."""
    if held.isdisjoint(phrase.told):
        return None
    best, most = None, 0.0
    for entry, terms in phrase.telling:
        n_held = sum([term in held for term in entry.terms])
        share = n_held / len(entry.terms)
        is_strong = entry.bobot >= LEAST and share >= WHOLE
        worth = is_strong + share + 0.1 * n_held + 0.01 * entry.bobot
        if n_held and worth > most:
            best, most = Best(entry, share, terms), worth
    return best
