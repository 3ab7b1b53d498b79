"""Turn queries into sparse matrices, one a field, and multiply them with the rows' fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bangkit_nb.align import candidates as ca
from bangkit_nb.align.phrases import meet_phrases
from bangkit_nb.align.queries import Query
from bangkit_nb.align.rows import Rows
from bangkit_nb.align.thesaurus import LEAST, Hit

FIELDS = ("sebut", "utuh", "huruf", "induk", "indikator", "definisi", "tetangga", "opd")
"""Products that retrieval needs; each is a comparison of the same name in scoring.py."""

_LITERAL = ("induk", "tetangga", "opd")
_TRANSLATED = ("indikator", "definisi")


@dataclass(frozen=True)
class _Terms:
    """Hold texts x terms: `matrix` CSR (n_texts, n_terms), `names` the term of each column."""

    matrix: ca.Matrix
    names: list[str]


def build_queries(rows: Rows, queries: list[Query]) -> dict[str, tuple[ca.Matrix, ca.Matrix]]:
    """Return field -> (queries, rows transposed); their product is the comparison's value.

    A field without a word (no indikator in the Renja, say) is left out: its value is 0.
    """
    if not queries:
        return {}
    fields = rows.fields
    literal = _terms(q.literal for q in queries)
    said = _terms(({**q.expansion, **dict.fromkeys(q.literal, 1.0)}) for q in queries)
    translated = _terms(q.expansion for q in queries)
    sides = {
        "sebut": (_into(fields["nama"], said), rows.cover),
        "huruf": (
            ca.query_grams(fields["huruf"], [q.tokens for q in queries]),
            fields["huruf"].rows,
        ),
    }
    for name in _LITERAL:
        total = literal.matrix @ _information(fields[name], literal.names)
        sides[name] = (_share(_into(fields[name], literal), total), fields[name].rows)
    for name in _TRANSLATED:
        total = _best_of_hits(fields[name], queries)
        sides[name] = (_share(_into(fields[name], translated), total), fields[name].rows)
    sides["utuh"] = meet_phrases(rows, [query.hits for query in queries])
    return {
        name: (left.tocsr(), right.T.tocsr())
        for name, (left, right) in sides.items()
        if right.nnz and left.nnz
    }


def score_block(
    rows: Rows, matrices: Mapping[str, tuple[ca.Matrix, ca.Matrix]], block: slice
) -> dict[str, npt.NDArray[np.float32]]:
    """Return field -> dense (size of block, n_rows) products, at most 1 each."""
    out = {}
    for name, (left, right) in matrices.items():
        product = (left[block] @ right).toarray().astype(np.float32)
        out[name] = np.minimum(product, np.float32(1.0), out=product)
    return out


def _terms(texts: Iterable[Mapping[str, float]]) -> _Terms:
    known: dict[str, int] = {}
    made = [
        {known.setdefault(term, len(known)): weight for term, weight in one.items()}
        for one in texts
    ]
    return _Terms(ca.to_matrix(made, len(known)), list(known))


def _into(field: ca.Field, terms: _Terms) -> ca.Matrix:
    """Return the texts' weights in the field's own columns; unknown terms fall away."""
    pairs = [
        (at, field.vocabulary[name])
        for at, name in enumerate(terms.names) if name in field.vocabulary
    ]  # fmt: skip
    left, right = zip(*pairs, strict=True) if pairs else ((), ())
    shape = (terms.matrix.shape[1], max(len(field.vocabulary), 1))
    select = sparse.csr_matrix((np.ones(len(pairs)), (left, right)), shape=shape)
    return (terms.matrix @ select).tocsr()


def _information(field: ca.Field, names: list[str]) -> ca.Floats:
    """Return how much each term says in this field; a term that no row holds says most."""
    known = (field.vocabulary.get(name) for name in names)
    return np.array([field.unseen if at is None else field.idf[at] for at in known] or [0.0])


def _share(queries: ca.Matrix, total: ca.Floats) -> ca.Matrix:
    """Divide each text's weights by what it says in all: the product is the share a row covers."""
    shared = queries.copy()
    shared.data = shared.data / np.repeat(np.maximum(total, 1e-9), np.diff(shared.indptr))
    return shared


def _best_of_hits(field: ca.Field, queries: list[Query]) -> ca.Floats:
    """Return for each text the information of the best entry of each of its phrases, added up."""
    worth: dict[tuple[str, ...], float] = {}

    def value(hit: Hit) -> float:
        key = hit.entries[0].kata
        if key not in worth:
            full = (
                entry.bobot * sum(field.idf[field.vocabulary[t]] for t in entry.terms
                                  if t in field.vocabulary)
                for entry in hit.entries if entry.bobot >= LEAST
            )  # fmt: skip
            worth[key] = max(full, default=0.0)
        return worth[key]

    return np.array([sum(value(hit) for hit in query.hits) for query in queries])
