"""Quote a term of the Renja as a row writes it: what an officer can look up is believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bangkit_nb import words
from bangkit_nb.align.rows import FILLER

LONGEST = 90
"""Letters of a quotation; a longer one would be the whole name of the row, which stands beside."""

LOOSE = 3
"""Words beside the term's own that a quotation may hold: "Bibit Ternak yang Sumbernya". One with
more is quoted in pieces: "Pelatihan … Keuangan"."""

NEAR = 2
"""Words that may stand between two words of one piece."""

_WORD = re.compile(r"[^\W\d_]+")
_GOES_ON = ("serta", "dari")
_JOINS = frozenset(
    "serta dari dan atau yang dengan dalam di untuk bagi pada melalui secara".split()
)


@lru_cache(maxsize=16_384)
def quote_term(texts: tuple[str, ...], terms: tuple[str, ...], whole: float) -> str:
    """Return the shortest run of words that holds a term, from the first text that has one.

    texts: those of one row, the name first. terms: the term's words, normalised. whole: share of
    them that a run must hold. Returns "" where no text holds it.
    """
    for value in texts:
        found = _find_run(value, frozenset(terms), whole)
        if found:
            return found
    return ""


def _find_run(value: str, terms: frozenset[str], whole: float) -> str:
    marks = list(_WORD.finditer(value))
    said = [words.normalise(mark[0]) for mark in marks]
    held = terms.intersection(said)
    if not held or len(held) < whole * len(terms):
        return ""
    first, last = _shortest(said, held)
    pieces = [(first, last)]
    if last - first + 1 > len(held) + LOOSE:
        pieces = _pieces([at for at in range(first, last + 1) if said[at] in held])
    pieces[-1] = (pieces[-1][0], _go_on(said, last))
    quoted = " \u2026 ".join(value[marks[a].start() : marks[b].end()] for a, b in pieces)
    return quoted if len(quoted) <= LONGEST else ""


def _pieces(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return where runs of words near each other begin and end."""
    pieces = [(places[0], places[0])]
    for at in places[1:]:
        begins, ended = pieces[-1]
        if at - ended <= NEAR:
            pieces[-1] = (begins, at)
        else:
            pieces.append((at, at))
    return pieces


def _shortest(said: Sequence[str], held: frozenset[str]) -> tuple[int, int]:
    """Return where the shortest run that holds all of `held` begins and ends."""
    best = (0, len(said))
    latest: dict[str, int] = {}
    for at, word in enumerate(said):
        if word in held:
            latest[word] = at
            begins = min(latest.values())
            if len(latest) == len(held) and at - begins < best[1] - best[0]:
                best = (begins, at)
    return best


def _go_on(said: Sequence[str], last: int) -> int:
    """Return where a run ends that would break off: "Peran" goes on to "Peran Serta Masyarakat"."""
    ends = last
    if last + 1 < len(said) and said[last + 1] in _GOES_ON:
        for at in range(last + 1, len(said)):
            if said[at] not in words.STOPWORDS and said[at] not in FILLER:
                break
            ends = at if said[at] not in _JOINS else ends
    return ends
