"""Find candidate rows by sparse products: BM25 on words, cosine on character n-grams.

Two stages keep memory flat: a block of queries against all rows gives the best few dozen rows of
each query; only those pairs are then compared in full (scoring.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

K1, B = 1.2, 0.6
"""BM25's saturation and length normalisation (Robertson & Zaragoza 2009, within usual ranges)."""


@dataclass(frozen=True)
class Field:
    """Hold one searchable field of all rows.

    Attributes:
        vocabulary: term -> column.
        rows: CSR (n_rows, n_terms), weighted so that a query's product is its score.
        idf: (n_terms,) weight of each term; `unseen` is the weight of a term no row holds.
    """

    vocabulary: dict[str, int]
    rows: sparse.csr_matrix
    idf: Floats
    unseen: float


def count_terms(
    texts: Iterable[Sequence[str]], vocabulary: dict[str, int], *, grow: bool
) -> tuple[sparse.csr_matrix, list[list[str]]]:
    """Count terms per text; returns CSR (n_texts, n_terms) and each text's terms outside it."""
    data: list[int] = []
    columns: list[int] = []
    ends, unseen = [0], []
    for terms in texts:
        counts: dict[int, int] = {}
        strange = []
        for term in terms:
            at = vocabulary.get(term)
            if at is None:
                if not grow:
                    strange.append(term)
                    continue
                at = vocabulary[term] = len(vocabulary)
            counts[at] = counts.get(at, 0) + 1
        columns += counts
        data += counts.values()
        ends.append(len(columns))
        unseen.append(strange)
    shape = (len(ends) - 1, max(len(vocabulary), 1))
    matrix = sparse.csr_matrix((np.asarray(data, float), columns, ends), shape=shape)
    return matrix, unseen


def index_words(texts: Sequence[Sequence[str]]) -> Field:
    """Index word lists with BM25 weights."""
    vocabulary: dict[str, int] = {}
    counts, _ = count_terms(texts, vocabulary, grow=True)
    n = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((n - df + 0.5) / (df + 0.5))
    length = np.asarray(counts.sum(axis=1)).ravel()
    mean = float(length.mean()) if length.size and length.sum() else 1.0
    per_row = K1 * (1 - B + B * length / mean)
    repeated = np.repeat(per_row, np.diff(counts.indptr))
    counts.data = counts.data * (K1 + 1) / (counts.data + repeated) * idf[counts.indices]
    return Field(vocabulary, counts, idf, float(np.log1p(n + 0.5) if n else 1.0))


def query_words(field: Field, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return CSR (n_texts, n_terms) whose product with `field.rows.T` lies in about [0, 1].

    Each query is divided by the information it holds (the idf of its words, words that no row
    knows included): the product is the share of it that a row covers, comparable between queries.
    """
    counts, unseen = count_terms(texts, field.vocabulary, grow=False)
    counts.data[:] = 1.0
    known = counts @ field.idf if field.idf.size else np.zeros(counts.shape[0])
    strange = np.array([len(set(terms)) for terms in unseen], float) * field.unseen
    total = np.maximum(known + strange, 1e-9)
    counts.data /= np.repeat(total, np.diff(counts.indptr))
    return counts


def char_grams(text: str, sizes: Sequence[int] = (3, 4, 5)) -> list[str]:
    """Return the character n-grams of each word, with its borders: " ik", "ikan "."""
    grams = []
    for word in text.split():
        padded = f" {word} "
        for size in sizes:
            grams += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return grams


def index_grams(texts: Sequence[Sequence[str]]) -> Field:
    """Index character n-grams with TF-IDF weights, each row of length 1."""
    vocabulary: dict[str, int] = {}
    counts, _ = count_terms(texts, vocabulary, grow=True)
    n = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + n) / (1 + df)) + 1
    return Field(vocabulary, _unit(counts, idf), idf, float(np.log(1 + n) + 1))


def query_grams(field: Field, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return CSR (n_texts, n_grams) whose product with `field.rows.T` is the cosine, in [0, 1]."""
    counts, _ = count_terms(texts, field.vocabulary, grow=False)
    return _unit(counts, field.idf)


def _unit(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    norm = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(np.maximum(norm, 1e-12), np.diff(weighted.indptr))
    return weighted


def best_rows(score: sparse.csr_matrix, keep: int) -> Iterator[Ints]:
    """Yield for each query the rows with its `keep` best scores, best first, ties by row."""
    for start, end in zip(score.indptr[:-1], score.indptr[1:], strict=True):
        rows, values = score.indices[start:end], score.data[start:end]
        if len(values) > keep:
            # all ties with the keep-th value stay in, so that row order never decides
            floor = np.partition(values, len(values) - keep)[len(values) - keep]
            inside = values >= floor
            rows, values = rows[inside], values[inside]
        yield rows[np.lexsort((rows, -values))].astype(np.int64)


def search_blocks(
    make: Callable[[int, int], sparse.csr_matrix], n_queries: int, keep: int, block: int = 512
) -> tuple[Ints, Ints]:
    """Retrieve in blocks; `make(start, end)` gives the block's CSR scores (end-start, n_rows).

    Returns pairs (query, row), grouped by query.
    """
    queries, rows = [], []
    for start in range(0, n_queries, block):
        end = min(start + block, n_queries)
        for offset, found in enumerate(best_rows(make(start, end).tocsr(), keep)):
            rows.append(found)
            queries.append(np.full(len(found), start + offset, np.int64))
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(queries), np.concatenate(rows)
