"""Fit the shipped weights and maps on the halves that may be tuned on, and print them.

Seen: gold dev, real dev, half 0 of the district's pairs (by code). Never: uji, real uji, half 1.
The printed weights are copied, rounded, into align/scoring.py, the maps into align/ranking.py.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parent))

import labels  # noqa: E402

from bangkit_nb.align import inputs, matching, ranking  # noqa: E402
from bangkit_nb.align import memory as mem  # noqa: E402
from bangkit_nb.align.scoring import COMPARISONS  # noqa: E402

FIXED = {"lokasi": 0.03, "pagu": 0.05, "penunjang": 0.30, "komoditas": 0.03}
"""Not fitted: the labelled sets do not show them."""

STIFFNESS = 0.002
WIDE = 150


def gather(labelled: labels.Labelled) -> tuple[np.ndarray, np.ndarray, np.ndarray, list, np.ndarray]:
    """Return features, text of pair, is-right, queries and whether a text has an answer."""
    matcher = matching.build_matcher(labelled.renja)
    matching.KEEP = WIDE
    compared = matching.compare(matcher, inputs.read_usulan(labelled.usulan))
    kode = matcher.rows.frame["kode_sub_kegiatan"].to_numpy(object)
    right = np.array(
        [kode[r] in labelled.right[u] for u, r in zip(compared.usulan, compared.row, strict=True)]
    )
    x = np.stack([compared.values[c.name] for c in COMPARISONS], axis=1)
    return x, compared.usulan, right, compared.queries, np.array([bool(r) for r in labelled.right])


def fit(sets: list[tuple[np.ndarray, np.ndarray, np.ndarray, float]], free: list[int]) -> np.ndarray:
    """Fit non-negative weights by a conditional logistic model; each set counts its weight."""
    start = np.array([c.weight for c in COMPARISONS])
    for name, value in FIXED.items():
        start[[c.name for c in COMPARISONS].index(name)] = value

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        full = start.copy() * ranking.TEMPERATURE
        full[free] = w
        value, slope = STIFFNESS * float(w @ w), np.zeros(len(full))
        for x, group, right, share in sets:
            known = np.isin(group, group[right])
            a, y = x[known], right[known]
            _, first, g = np.unique(group[known], return_index=True, return_inverse=True)
            s = a @ full
            s -= np.maximum.reduceat(s, first)[g]
            e = np.exp(s)
            p = e / np.add.reduceat(e, first)[g]
            hit = np.add.reduceat(np.where(y, p, 0), first)
            q = np.where(y, p / np.maximum(hit[g], 1e-12), 0)
            value -= share / len(first) * np.log(np.maximum(hit, 1e-12)).sum()
            slope -= share / len(first) * ((q - p) @ a)
        return value, slope[free] + 2 * STIFFNESS * w

    begin = np.full(len(free), 2.0)
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(free))
    out = start.copy()
    out[free] = found.x / ranking.TEMPERATURE
    return out


def main() -> None:
    """Print weights, maps and what they give on the seen halves."""
    nomenklatur = labels.read_nomenklatur()
    names = [c.name for c in COMPARISONS]
    free = [i for i, n in enumerate(names) if n not in FIXED and n not in mem.NAMES]
    seen = [(labels.read_gold("dev", nomenklatur), 1.0), (labels.read_real("dev", nomenklatur), 0.5),
            (labels.read_pairs(0), 1.5)]  # fmt: skip
    data = [(gather(labelled), share) for labelled, share in seen]
    weights = fit([(x, g, y, share) for (x, g, y, _, _), share in data], free)
    print("weights:", {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)})
    model = replace(ranking.PRIOR, weights=dict(zip(names, np.round(weights, 3), strict=True)))
    best, top, other, none = [], [], [], []
    for (x, group, right, queries, answered), _ in data:
        skor = x @ np.array(list(model.weights.values()))
        n = len(answered)
        highest, first = np.zeros(n), np.zeros(n, bool)
        order = np.lexsort((-skor, group))
        at = order[np.unique(group[order], return_index=True)[1]]
        highest[group[at]], first[group[at]] = skor[at], right[at]
        best.append(highest)
        top.append(first)
        none.append(~answered)
        level = np.zeros(n, bool)
        for g, query in enumerate(queries):
            level[g] = bool(query.kewenangan)
        other.append(level)
        hits = labels.recall(_ranks(skor, group, right, answered), 5)
        print("r@5", round(hits, 3), "r@1", round(labels.recall(_ranks(skor, group, right, answered), 1), 3))
    b, t = np.concatenate(best), np.concatenate(top)
    print("peluang:", ranking.fit_logistic(b, t.astype(float), 6.0, -4.0))
    b, z, o = best[0], none[0].astype(float), other[0].astype(float)

    def loss(w: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(w[1] - w[0] * b + w[2] * o)))
        fit_ = -(z * np.log(p + 1e-9) + (1 - z) * np.log(1 - p + 1e-9)).sum()
        return float(fit_ + 0.02 * (w**2).sum())

    found = minimize(loss, np.array([8.0, 2.0, 1.5]), bounds=[(0, None), (None, None), (0, None)])
    print("tidak ada:", np.round(found.x, 3), "share", z.mean().round(3))


def _ranks(skor: np.ndarray, group: np.ndarray, right: np.ndarray, answered: np.ndarray) -> np.ndarray:
    out = np.full(len(answered), 999)
    for g in range(len(answered)):
        at = np.flatnonzero(group == g)
        hits = right[at][np.argsort(-skor[at], kind="stable")]
        if hits.any():
            out[g] = int(np.argmax(hits)) + 1
    return out[answered]


if __name__ == "__main__":
    main()
