"""Weigh how fully a row's name bears out what the thesaurus says of a phrase.

A term of which only pieces stand in a name says little ("prasarana pembudidayaan ikan" in
"Prasarana Usaha Perikanan Tangkap"), and pieces of several entries of one phrase are never added
up: the best entry of each phrase counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bangkit_nb.align import candidates as ca
from bangkit_nb.align.rows import FILLER, Rows
from bangkit_nb.align.thesaurus import Hit, Phrase

WHOLE, NAME = 4.0, 0.75
"""Powers of the share of the term that the name holds, and of the share of the name that this is
(the seen halves: r@1 of gold dev 0.77 without, 0.83 with 1 and 0.75, 0.87 with 4 and 0.75)."""

VOICE, FEW_ROWS = 0.25, 0.3
"""A phrase that points to few rows of the Renja ("bumdes") speaks louder than one that points to
many ("usaha"): its voice is (FEW_ROWS + sum of its values) ^ -VOICE."""

FAINT = 0.01
"""Values below this are left out: they rank nothing and fill memory."""


@dataclass(frozen=True)
class Spoken:
    """Hold the phrases of some texts: counted, CSR (n_texts, n_phrases) of ones; each phrase."""

    counted: ca.Matrix
    phrases: list[Phrase]


def count_phrases(hits: Sequence[Sequence[Hit]]) -> Spoken:
    """Return the phrases of texts that have an entry strong enough to rank rows."""
    known: dict[Phrase, int] = {}
    counted = [
        {known.setdefault(hit.phrase, len(known)): 1.0 for hit in own if hit.phrase.strong}
        for own in hits
    ]
    return Spoken(ca.to_matrix(counted, len(known)), list(known))


def meet_phrases(rows: Rows, spoken: Spoken) -> tuple[ca.Matrix, ca.Matrix]:
    """Return CSR (n_texts, n_phrases) and (n_rows, n_phrases).

    Their product is, for each text and row, the sum over the text's phrases of voice x bobot x
    share of the term ^ WHOLE x share of the name ^ NAME; a text's voices are of length 1.
    """
    held = _hold(rows, spoken.phrases)
    voice = (FEW_ROWS + np.asarray(held.sum(axis=0)).ravel()) ** -VOICE
    speak = spoken.counted.copy()
    speak.data = voice[speak.indices]
    length = np.sqrt(np.asarray(speak.multiply(speak).sum(axis=1)).ravel())
    speak.data = speak.data / np.repeat(np.maximum(length, 1e-9), np.diff(speak.indptr))
    return speak, held


def _hold(rows: Rows, phrases: list[Phrase]) -> ca.Matrix:
    """Return CSR (n_rows, n_phrases) of what each row's name bears out of each phrase."""
    field = rows.fields["nama"]
    terms: list[dict[int, float]] = []
    bobot, whole, phrase = [], [], []
    for at, one in enumerate(phrases):
        for entry in one.strong:
            told = [field.vocabulary.get(t) for t in dict.fromkeys(entry.terms) if t not in FILLER]
            terms.append({t: float(field.idf[t]) for t in told if t is not None})
            whole.append(sum(terms[-1].values()) + field.unseen * told.count(None))
            bobot.append(entry.bobot)
            phrase.append(at)
    shape = (rows.n, max(len(phrases), 1))
    if not terms or not rows.n:
        return sparse.csr_matrix(shape)
    name = rows.cover.copy()
    name.data = np.ones(len(name.data))
    held = (ca.to_matrix(terms, rows.cover.shape[1]) @ name.T).tocoo()
    full = np.asarray(name @ field.idf).ravel() if len(field.idf) else np.ones(rows.n)
    value = (
        np.array(bobot)[held.row]
        * (held.data / np.maximum(np.array(whole), 1e-9)[held.row]) ** WHOLE
        * (held.data / np.maximum(full, 1e-9)[held.col]) ** NAME
    )
    kept = value >= FAINT
    key = held.col[kept].astype(np.int64) * shape[1] + np.array(phrase)[held.row[kept]]
    order = np.lexsort((value[kept], key))
    last = np.append(np.diff(key[order]) > 0, True)[: len(order)]  # the best entry of a phrase
    best = order[last]
    return sparse.csr_matrix(
        (value[kept][best], (key[best] // shape[1], key[best] % shape[1])), shape=shape
    )
