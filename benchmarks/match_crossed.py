"""Rank one district's pairs by weights that never saw their codes: folds by code, pooled.

Still seen: the thesaurus, the comparisons and their shapes were made while looking at half 0 of
these pairs, the fixed weights of fit_prior.py too. Only the fitted weights are crossed, so that the
pooled figure is nearer to half 0's than a district unseen in every way would give.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import labels
import numpy as np
from fit_prior import FIXED, fit, gather, without
from labels import Labelled

from bangkit_nb.align import matching, ranking
from bangkit_nb.align import memory as mem
from bangkit_nb.align.rows import code_key
from bangkit_nb.align.scoring import COMPARISONS

FOLDS = 5

Gathered = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def fold_codes(pairs: Labelled, folds: int = FOLDS) -> np.ndarray:
    """Return a fold for each pair; pairs of one code (26 and 0026 are one) share a fold."""
    kode = [code_key(min(right)) for right in pairs.right]
    return np.array(
        [int(hashlib.sha256(f"lipat{k}".encode()).hexdigest(), 16) % folds for k in kode]
    )


def part_of(pairs: Labelled, inside: np.ndarray) -> Labelled:
    """Return the pairs where `inside` holds."""
    right = [r for r, i in zip(pairs.right, inside, strict=True) if i]
    return replace(pairs, usulan=pairs.usulan[inside].reset_index(drop=True), right=right)


def crossed_ranks(pairs: Labelled, gold: Labelled, real: Labelled) -> np.ndarray:
    """Return the rank of each pair's code, by the weights of the other folds and the dev sets."""
    names = [c.name for c in COMPARISONS]
    free = [i for i, n in enumerate(names) if n not in FIXED and n not in mem.NAMES]
    kept = matching.KEEP  # gather widens it
    dev = [(gold, 0.5), (without(gold), 0.5), (real, 0.25), (without(real), 0.25)]
    shared = [(gather(one), share) for one, share in dev]
    fold = fold_codes(pairs)
    ranks = np.zeros(len(fold), int)
    for k in range(FOLDS):
        taught = [*shared, (gather(part_of(pairs, fold != k)), 1.5)]
        matching.KEEP = kept
        weights = fit([(x, g, y, share) for (x, g, y, _), share in taught], free)
        model = replace(ranking.PRIOR, weights=dict(zip(names, weights.tolist(), strict=True)))
        held_out = part_of(pairs, fold == k)
        matcher = matching.build_matcher(pairs.renja, model=model)
        calon = matching.rank_usulan(matcher, held_out.usulan, top=40, explained=0)
        ranks[fold == k] = labels.ranks(calon, held_out)
    return ranks
