"""Index the Renja's rows and find candidates by sparse products in blocks.

Two stages keep memory flat: a block of texts against all rows gives each text's best few dozen
rows; only those pairs are then compared in full (scoring.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Matrix = Any  # scipy.sparse.csr_matrix; scipy ships no types

K1, B = 1.2, 0.6
"""BM25's saturation and length normalisation (Robertson & Zaragoza 2009, within usual ranges)."""

COMMON = 0.08
"""Character n-grams in more than this share of rows are left out: they cost most and say least
(0.3 took twice the time for the same recall on the seen halves)."""

LEAST = np.nextafter(np.float32(0), np.float32(1))
"""The smallest score that is one."""

FEW = 10
"""N-grams in no more rows than this stay, whatever their share."""


@dataclass(frozen=True)
class Field:
    """Hold one searchable field of all rows.

    Attributes:
        vocabulary: term -> column.
        rows: CSR (n_rows, n_terms), weighted so that a query's product is its score.
        idf: (n_terms,) information of each term; `unseen` that of a term no row holds.
    """

    vocabulary: dict[str, int]
    rows: Matrix
    idf: Floats
    unseen: float

    @cached_property
    def turned(self) -> Matrix:
        """CSR (n_terms, n_rows)."""
        return self.rows.T.tocsr()

    @cached_property
    def informed(self) -> Matrix:
        """The same, each term times its information."""
        turned = self.rows.T.tocsr()
        if len(self.idf):
            turned.data = turned.data * np.repeat(self.idf, np.diff(turned.indptr))
        return turned


class Numbers(dict[str, int]):
    """Number terms as they come: the next number is given to a term at its first mention."""

    def __missing__(self, term: str) -> int:
        """Give a term the next number."""
        number = self[term] = len(self)
        return number


def to_matrix(rows: Iterable[dict[int, float]], n_columns: int) -> Matrix:
    """Return CSR from one {column: value} a row."""
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        columns += row
        data += row.values()
        ends.append(len(columns))
    shape = (len(ends) - 1, max(n_columns, 1))
    return sparse.csr_matrix((np.asarray(data, float), columns, ends), shape=shape)


def _count(texts: Iterable[Sequence[str]], vocabulary: Numbers) -> Matrix:
    """Count terms per text, growing the vocabulary; a list that texts share is read once."""
    lists: dict[int, tuple[int, Sequence[str]]] = {}
    place = [lists.setdefault(id(terms), (len(lists), terms))[0] for terms in texts]
    columns: list[int] = []
    ends = [0]
    for _, terms in lists.values():
        columns += map(vocabulary.__getitem__, terms)
        ends.append(len(columns))
    shape = (len(lists), max(len(vocabulary), 1))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
    counts.sum_duplicates()
    return counts if len(place) == len(lists) else counts[place]


def index_words(texts: Sequence[Sequence[str]]) -> Field:
    """Index word lists with BM25 weights."""
    vocabulary = Numbers()
    counts = _count(texts, vocabulary)
    n = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((n - df + 0.5) / (df + 0.5))
    length = np.asarray(counts.sum(axis=1)).ravel()
    mean = float(length.mean()) if length.size and length.sum() else 1.0
    per_row = np.repeat(K1 * (1 - B + B * length / mean), np.diff(counts.indptr))
    counts.data = counts.data * (K1 + 1) / (counts.data + per_row) * idf[counts.indices]
    return Field(dict(vocabulary), counts, idf, float(np.log1p(2 * n + 1)))


def index_cover(field: Field) -> Matrix:
    """Return CSR (n_rows, n_terms) in which each row's information adds up to 1.

    Its product with the words a text says is the share of the row's name that the text covers.
    """
    cover = field.rows.copy()
    cover.data = field.idf[cover.indices]
    total = np.asarray(cover.sum(axis=1)).ravel()
    cover.data = cover.data / np.repeat(np.maximum(total, 1e-9), np.diff(cover.indptr))
    return cover


def char_grams(words: str, sizes: Sequence[int] = (3, 4, 5)) -> list[str]:
    """Return the character n-grams of each word, with its borders: " ik", "ikan "."""
    grams = []
    for word in words.split():
        padded = f" {word} "
        for size in sizes:
            grams += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return grams


def index_grams(texts: Sequence[Sequence[str]], common: float) -> Field:
    """Index terms with TF-IDF weights, each row of length 1; the commonest terms left out."""
    vocabulary = Numbers()
    return _weigh_grams(vocabulary, _count(texts, vocabulary), common)


def index_letters(texts: Sequence[Sequence[str]]) -> Field:
    """Index the character n-grams of word lists so, each distinct word cut up only once."""
    known, vocabulary = Numbers(), Numbers()
    counted = _count(texts, known)
    by_word = _count([char_grams(word) for word in known] or [[]], vocabulary)
    counts = (counted @ by_word).tocsr()
    counts.sort_indices()
    return _weigh_grams(vocabulary, counts, COMMON)


def _weigh_grams(vocabulary: Numbers, counts: Matrix, common: float) -> Field:
    n = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + n) / (1 + df)) + 1
    weighted = _unit(counts, idf)
    weighted.data[df[weighted.indices] > max(common * n, FEW)] = 0.0
    weighted.eliminate_zeros()
    return Field(dict(vocabulary), weighted, idf, float(np.log(1 + n) + 1))


def query_terms(field: Field, texts: Sequence[Sequence[str]]) -> Matrix:
    """Return CSR (n_texts, n_terms) whose product with `field.rows.T` is the cosine, in [0, 1]."""
    counted = []
    for terms in texts:
        counts: dict[int, float] = {}
        for term in terms:
            at = field.vocabulary.get(term)
            if at is not None:
                counts[at] = counts.get(at, 0.0) + 1.0
        counted.append(counts)
    return _unit(to_matrix(counted, len(field.vocabulary)), field.idf)


def meet_letters(field: Field, texts: Sequence[Sequence[str]]) -> tuple[Matrix, Matrix]:
    """Return CSR (n_texts, n_pieces) and (n_pieces, n_rows); their product is the letters' cosine.

    A piece is a distinct word, multiplied with the rows once however many texts hold it, or an
    n-gram that comes again in a text, which then counts less than the sum of its words. Words are
    in order of the alphabet, so that no other text decides how a text's pieces are added up.
    """
    known = Numbers({w: at for at, w in enumerate(sorted({w for own in texts for w in own}))})
    counted = _count(texts, known)
    cut = []
    for word in known:
        own: dict[int, float] = {}
        for gram in char_grams(word):
            place = field.vocabulary.get(gram)
            if place is not None:
                own[place] = own.get(place, 0.0) + 1.0
        cut.append(own)
    size = len(field.vocabulary)
    by_word = to_matrix(cut, size) if cut else sparse.csr_matrix((1, max(size, 1)))
    again = (counted @ by_word).tocsr()
    norm = _length(again, field.idf)
    again.data = np.where(again.data > 1, 1 + np.log(again.data) - again.data, 0.0)
    again.eliminate_zeros()
    is_again = np.bincount(again.indices, minlength=max(size, 1)) > 0
    grams = np.flatnonzero(is_again)
    again = sparse.csr_matrix(
        (again.data, (np.cumsum(is_again) - 1)[again.indices], again.indptr),
        shape=(len(texts), max(len(grams), 1)),
    )
    left = sparse.hstack([counted, again], format="csr")
    left.data = left.data / np.repeat(norm, np.diff(left.indptr))
    some = field.informed[grams] if len(grams) else sparse.csr_matrix((1, field.rows.shape[0]))
    return left, sparse.vstack([by_word @ field.informed, some], format="csr")


def _length(counts: Matrix, idf: Floats) -> Floats:
    """Return the length of each text's n-grams by TF-IDF, at least 1e-12."""
    square = counts.copy()
    square.data = ((1 + np.log(square.data)) * idf[square.indices]) ** 2
    total: Floats = np.asarray(square.sum(axis=1)).ravel()
    return np.maximum(np.sqrt(total), 1e-12)


def _unit(counts: Matrix, idf: Floats) -> Matrix:
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    weighted.data /= np.repeat(_length(counts, idf), np.diff(weighted.indptr))
    return weighted


@dataclass(frozen=True)
class Found:
    """Hold the pairs that retrieval found, grouped by text, and each field's product for them."""

    text: Ints
    row: Ints
    products: dict[str, Floats]


def search(
    score: Callable[[slice], dict[str, npt.NDArray[np.float32]]],
    weigh: Callable[[dict[str, npt.NDArray[np.float32]]], npt.NDArray[np.float32]],
    n_texts: int,
    keep: int,
    *,
    block: int = 256,
    jobs: int = 2,
) -> Found:
    """Retrieve block by block; memory does not grow with the number of texts.

    score: block -> dense (size, n_rows) product per field. weigh: products -> what ranks rows.
    Ties at the last place stay in, so that the order of rows never decides.
    """

    def one(start: int) -> tuple[Ints, Ints, dict[str, Floats]]:
        products = score(slice(start, min(start + block, n_texts)))
        if not products:
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, {}
        total = weigh(products)
        n_rows = total.shape[1]
        if n_rows > keep:
            floor = np.partition(total, n_rows - keep, axis=1)[:, n_rows - keep, None]
            place = np.flatnonzero(total >= np.maximum(floor, LEAST))
        else:
            place = np.flatnonzero(total >= LEAST)
        at, row = np.divmod(place, n_rows)
        values = {name: product.take(place).astype(float) for name, product in products.items()}
        return at + start, row, values

    starts = range(0, max(n_texts, 1), block)  # one block even of nothing: it names the fields
    if jobs > 1 and len(starts) > 1:
        with ThreadPoolExecutor(jobs) as pool:  # sparse products release the interpreter's lock
            parts = list(pool.map(one, starts))
    else:
        parts = [one(start) for start in starts]
    names = parts[0][2]
    return Found(
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        {name: np.concatenate([p[2][name] for p in parts]) for name in names},
    )
