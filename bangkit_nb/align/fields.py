"""Turn queries into sparse matrices, one a field, and multiply them with the rows' fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bangkit_nb.align import candidates as ca
from bangkit_nb.align.phrases import count_phrases, meet_phrases
from bangkit_nb.align.queries import Query
from bangkit_nb.align.rows import Rows
from bangkit_nb.align.thesaurus import Entry, Phrase

FIELDS = ("sebut", "utuh", "huruf", "induk", "indikator", "definisi", "tetangga", "opd")
"""Products that retrieval needs; each is a comparison of the same name in scoring.py."""

_LITERAL = ("induk", "tetangga", "opd")
_TRANSLATED = ("indikator", "definisi")


def build_queries(rows: Rows, queries: list[Query]) -> dict[str, tuple[ca.Matrix, ca.Matrix]]:
    """Return field -> (queries, rows transposed); their product is the comparison's value.

    A field without a word (no indikator in the Renja, say) is left out: its value is 0.
    """
    if not queries:
        return {}
    fields = rows.fields
    known = ca.Numbers()
    literal = _terms((q.literal for q in queries), known)
    translated = _terms((q.expansion for q in queries), known)
    literal.resize(len(queries), max(len(known), 1))
    own = literal.copy()
    own.data = np.ones(len(own.data))
    said = own.maximum(translated)
    spoken = count_phrases([q.hits for q in queries])
    names = list(known)
    voices, held = meet_phrases(rows, spoken)
    sides = {
        "sebut": (_into(fields["nama"], said, names), rows.cover.T.tocsr()),
        "utuh": (voices, held.T.tocsr()),
        "huruf": ca.meet_letters(fields["huruf"], [q.tokens for q in queries]),
    }
    for name in _LITERAL:
        total = literal @ _information(fields[name], names)
        sides[name] = (_share(_into(fields[name], literal, names), total), fields[name].turned)
    for name in _TRANSLATED:
        total = spoken.counted @ _worth(fields[name], spoken.phrases)
        sides[name] = (_share(_into(fields[name], translated, names), total), fields[name].turned)
    return {
        name: (left.tocsr(), right)
        for name, (left, right) in sides.items()
        if right.nnz and left.nnz
    }


def score_block(
    rows: Rows, matrices: Mapping[str, tuple[ca.Matrix, ca.Matrix]], block: slice
) -> dict[str, npt.NDArray[np.float32]]:
    """Return field -> dense (size of block, n_rows) products, at most 1 each."""
    out = {}
    for name, (left, right) in matrices.items():
        product = left[block] @ right
        narrow = np.empty(len(product.data), np.float32)
        product.data = np.minimum(product.data, 1.0, out=narrow, casting="same_kind")
        out[name] = product.toarray()
    return out


def _terms(texts: Iterable[Mapping[str, float]], known: ca.Numbers) -> ca.Matrix:
    """Return CSR (n_texts, n_terms) of the texts' weights; new terms enter `known`."""
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in texts:
        columns += map(known.__getitem__, one)
        data += one.values()
        ends.append(len(columns))
    shape = (len(ends) - 1, max(len(known), 1))
    return sparse.csr_matrix((np.asarray(data, float), columns, ends), shape=shape)


def _into(field: ca.Field, terms: ca.Matrix, names: list[str]) -> ca.Matrix:
    """Return the texts' weights in the field's own columns; unknown terms fall away."""
    place = np.array([field.vocabulary.get(name, -1) for name in names] or [-1], np.int64)
    at = place[terms.indices]
    is_known = at >= 0
    n_before = np.append(0, np.cumsum(is_known))
    return sparse.csr_matrix(
        (terms.data[is_known], at[is_known], n_before[terms.indptr]),
        shape=(terms.shape[0], max(len(field.vocabulary), 1)),
    )


def _information(field: ca.Field, names: list[str]) -> ca.Floats:
    """Return how much each term says in this field; a term that no row holds says most."""
    known = (field.vocabulary.get(name) for name in names)
    return np.array([field.unseen if at is None else field.idf[at] for at in known] or [0.0])


def _share(queries: ca.Matrix, total: ca.Floats) -> ca.Matrix:
    """Divide each text's weights by what it says in all: the product is the share a row covers."""
    shared = queries.copy()
    shared.data = shared.data / np.repeat(np.maximum(total, 1e-9), np.diff(shared.indptr))
    return shared


def _worth(field: ca.Field, phrases: list[Phrase]) -> ca.Floats:
    """Return the information of the best entry of each phrase."""

    def value(entry: Entry) -> float:
        held = (field.vocabulary.get(term) for term in entry.terms)
        return entry.bobot * sum(float(field.idf[at]) for at in held if at is not None)

    return np.array([max(value(e) for e in one.strong) for one in phrases] or [0.0])
