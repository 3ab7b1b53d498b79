"""Rank by plain methods, on the same rows and in the same process as the match."""

from __future__ import annotations

import numpy as np
from labels import Labelled

from bangkit_nb import words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align.rows import code_key


def _ranks_of(score: np.ndarray, labelled: Labelled) -> np.ndarray:
    """Return ranks from a dense score, codes that several OPD hold counted once."""
    kode = np.array([code_key(code) for code in labelled.renja["kode_sub_kegiatan"]], object)
    out = []
    for row, right in zip(score, labelled.right, strict=True):
        if right:
            order = dict.fromkeys(kode[np.argsort(-row, kind="stable")])
            keys = {code_key(code) for code in right}
            out.append(next((i + 1 for i, code in enumerate(order) if code in keys), 999))
    return np.array(out)


def word_tfidf(labelled: Labelled) -> np.ndarray:
    """Rank by plain word TF-IDF on the name."""
    names = [words.normalise(v).split() for v in labelled.renja["sub_kegiatan"]]
    field = ca.index_grams(names, common=1.0)
    texts = [words.normalise(v).split() for v in labelled.usulan["kegiatan"]]
    return _ranks_of((ca.query_terms(field, texts) @ field.rows.T).toarray(), labelled)


def char_tfidf(labelled: Labelled) -> np.ndarray:
    """Rank by character 3-5-gram TF-IDF on the name."""
    names = [words.normalise(v) for v in labelled.renja["sub_kegiatan"]]
    field = ca.index_grams([ca.char_grams(v) for v in names], common=1.0)
    texts = [words.normalise(v).split() for v in labelled.usulan["kegiatan"]]
    left, right = ca.meet_letters(field, texts)
    return _ranks_of((left @ right).toarray(), labelled)


def token_set(labelled: Labelled) -> np.ndarray:
    """Rank by rapidfuzz token_set_ratio on the name."""
    from rapidfuzz import fuzz, process

    names = [words.normalise(v) for v in labelled.renja["sub_kegiatan"]]
    texts = [words.normalise(v) for v in labelled.usulan["kegiatan"]]
    return _ranks_of(process.cdist(texts, names, scorer=fuzz.token_set_ratio), labelled)
