"""Keep past texts cut into terms, so that one more text costs only its own work.

A term is a word, a pair of neighbouring words, or "#" and a character n-gram of a word. What every
judgement changes (how rare a term is, how long a text) is worked out in one pass over the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bangkit_nb import words
from bangkit_nb.align import candidates as ca

COMMON = 0.5
"""Terms in more than this share of the texts are not compared: they cost most and say least."""

FEW = 20
"""With so few texts every term is compared: common says nothing."""


@dataclass(frozen=True)
class Texts:
    """Hold distinct texts as terms.

    place: text -> its row. vocabulary: term -> column. rows: CSR (n, n_terms), 1 + ln(count).
    """

    place: dict[str, int]
    vocabulary: dict[str, int]
    rows: ca.Matrix


EMPTY = Texts({}, {}, sparse.csr_matrix((0, 1)))


def add_texts(known: Texts, values: Sequence[str]) -> Texts:
    """Return the texts with those of `values` that are not among them; `known` is not changed."""
    new = [value for value in dict.fromkeys(values) if value not in known.place]
    if not new:
        return known
    place = known.place | {value: len(known.place) + at for at, value in enumerate(new)}
    vocabulary = dict(known.vocabulary)
    added = _terms(new, vocabulary)
    old = known.rows
    indptr = np.concatenate([old.indptr, old.indptr[-1] + added.indptr[1:]])
    rows = sparse.csr_matrix(
        (np.concatenate([old.data, added.data]), np.concatenate([old.indices, added.indices]),
         indptr), shape=(len(place), max(len(vocabulary), 1)),
    )  # fmt: skip
    return Texts(place, vocabulary, rows)


def _terms(values: Sequence[str], vocabulary: dict[str, int], *, grow: bool = True) -> ca.Matrix:
    """Return CSR of 1 + ln(count) per term; terms out of the vocabulary enter it, or fall away."""
    pieces: dict[str, int] = {}
    counted = []
    for value in values:
        tokens = words.normalise(value).split()
        own: dict[int, float] = {}
        for piece in (*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))):
            at = pieces.setdefault(piece, len(pieces))
            own[at] = own.get(at, 0.0) + 1.0
        counted.append(own)
    cut = []
    for piece in pieces:  # each distinct word is cut up once, however many texts hold it
        terms = [piece] if " " in piece else [piece, *(f"#{g}" for g in ca.char_grams(piece))]
        held: dict[int, float] = {}
        for term in terms:
            column = vocabulary.setdefault(term, len(vocabulary)) if grow else vocabulary.get(term)
            if column is not None:
                held[column] = held.get(column, 0.0) + 1.0
        cut.append(held)
    by_piece = ca.to_matrix(cut or [{}], len(vocabulary))
    made = (ca.to_matrix(counted, len(cut)) @ by_piece).tocsr()
    made.data = 1 + np.log(made.data)
    return made


@dataclass(frozen=True)
class Index:
    """Hold texts of judgements ready to be compared with others.

    of_past: (n_past,) each judgement's row of `texts`. idf: (n_terms,), 0 where no judgement holds
    the term. compared: idf squared, 0 for common terms. length: (n_rows,) of each text.
    """

    texts: Texts
    of_past: ca.Ints
    idf: ca.Floats
    compared: ca.Floats
    length: ca.Floats


def index_texts(texts: Texts, of_past: ca.Ints) -> Index:
    """Weigh terms by how rare they are among the judgements (a text said twice counts twice)."""
    rows = texts.rows
    times = np.bincount(of_past, minlength=rows.shape[0]).astype(float)
    sizes = np.diff(rows.indptr)
    df = np.bincount(rows.indices, weights=np.repeat(times, sizes), minlength=rows.shape[1])
    n = len(of_past)
    idf = np.where(df > 0, np.log((1 + n) / (1 + df)) + 1, 0.0)
    compared = np.where((df > COMMON * n) & (n > FEW), 0.0, idf * idf)
    square = sparse.csr_matrix((rows.data * rows.data, rows.indices, rows.indptr), rows.shape)
    length = np.sqrt(np.asarray(square @ (idf * idf)).ravel())
    return Index(texts, of_past, idf, compared, np.maximum(length, 1e-12))


def similarity(index: Index, values: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return (n_values, n_past) cosines in [0, 1]."""
    asked = _terms(values, index.texts.vocabulary, grow=False)
    square = sparse.csr_matrix((asked.data**2, asked.indices, asked.indptr), asked.shape)
    length = np.sqrt(np.asarray(square @ (index.idf * index.idf)).ravel())
    asked.data = asked.data * index.compared[asked.indices]
    if len(values) == 1:  # one text against all: a dense vector is the quickest
        product = (index.texts.rows @ asked.toarray().ravel())[None, :]
    else:
        product = (index.texts.rows @ asked.T.tocsr()).toarray().T
    cosine = product / np.maximum(length, 1e-12)[:, None] / index.length[None, :]
    # rounded, so that neither the order of texts nor how they came shows
    return np.asarray(np.round(cosine, 6), np.float32)[:, index.of_past]
