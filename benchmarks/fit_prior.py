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

import labels

from bangkit_nb.align import inputs, matching, ranking
from bangkit_nb.align import memory as mem
from bangkit_nb.align.queries import read_text
from bangkit_nb.align.rows import code_key
from bangkit_nb.align.scoring import COMPARISONS

FIXED = {"lokasi": 0.03, "pagu": 0.05, "penunjang": 0.30, "komoditas": 0.03}
"""Not fitted: the labelled sets do not show them."""

STIFFNESS = 0.002
WIDE = 150


def gather(labelled: labels.Labelled) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return features, text of pair, is-right, and whether a text has an answer."""
    matcher = matching.build_matcher(labelled.renja)
    matching.KEEP = WIDE
    compared = matching.compare(matcher, inputs.read_usulan(labelled.usulan))
    kode = [code_key(code) for code in matcher.rows.frame["kode_sub_kegiatan"]]
    answers = [{code_key(code) for code in right} for right in labelled.right]
    right = np.array(
        [kode[r] in answers[u] for u, r in zip(compared.usulan, compared.row, strict=True)]
    )
    x = np.stack([compared.values[c.name] for c in COMPARISONS], axis=1)
    return x, compared.usulan, right, np.array([bool(r) for r in labelled.right])


def without(labelled: labels.Labelled) -> labels.Labelled:
    """Return the same texts against rows without definisi, as a real Renja is."""
    return replace(labelled, renja=labelled.renja.drop(columns="definisi"))


def fit(
    sets: list[tuple[np.ndarray, np.ndarray, np.ndarray, float]], free: list[int]
) -> np.ndarray:
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
    gold, real = labels.read_gold("dev", nomenklatur), labels.read_real("dev", nomenklatur)
    seen = [(gold, 0.5), (without(gold), 0.5), (real, 0.25), (without(real), 0.25),
            (labels.read_pairs(0), 1.5)]  # fmt: skip
    data = [(gather(labelled), share) for labelled, share in seen]
    weights = fit([(x, g, y, share) for (x, g, y, _), share in data], free)
    print("weights:", {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)})
    model = replace(ranking.PRIOR, weights=dict(zip(names, np.round(weights, 3), strict=True)))
    for (x, group, right, answered), _ in data:
        found = _ranks(x @ np.array(list(model.weights.values())), group, right, answered)
        print("r@5", round(labels.recall(found, 5), 3), "r@1", round(labels.recall(found, 1), 3))
    drawn = [draw_renja(labelled, model) for labelled in (gold, real)]
    best, _, is_right, other, none = (np.concatenate(part) for part in zip(*drawn, strict=True))
    print("peluang:", ranking.fit_logistic(best, is_right.astype(float), 6.0, -4.0))
    print("tidak ada:", np.round(fit_none(best, other, none), 3))
    # the stricter of the two: our own texts were seen by the author of the thesaurus
    tinggi = max(ranking.find_tinggi(yakin, right) for _, yakin, right, _, _ in drawn)
    print("tinggi:", tinggi, [round(float((d[1] >= tinggi).mean()), 2) for d in drawn])


def draw_renja(
    labelled: labels.Labelled, model: ranking.Model, draws: int = 10
) -> list[np.ndarray]:
    """Return best skor, sureness, whether it is right, other level, no right row, over drawn Renja.

    A district's Renja holds some 250 rows of the nomenclature and no definisi. Each draw holds a
    right row for about half of the texts (and by chance for more); texts of another level of
    government never have one.
    """
    dice = np.random.default_rng(20240301)
    best, yakin, is_right, other, none = [], [], [], [], []
    for _ in range(draws):
        drawn = set(dice.choice(labelled.renja["kode_sub_kegiatan"], 200, replace=False))
        lucky = [right for right in labelled.right if right and dice.random() < 0.5]
        drawn |= {sorted(right)[0] for right in lucky}
        renja = labelled.renja[labelled.renja["kode_sub_kegiatan"].isin(drawn)]
        matcher = matching.build_matcher(renja.drop(columns="definisi"), model=model)
        every = matching.rank_usulan(matcher, labelled.usulan, top=9, explained=0)
        calon = every[every["rank"] <= 1]
        best += calon["skor"].tolist()
        kode = every["kode_sub_kegiatan"].astype("category").cat.codes.to_numpy()
        group = every["id_usulan"].map({k: i for i, k in enumerate(labelled.usulan["id_usulan"])})
        sure, _ = ranking.sureness(every["skor"].to_numpy(), group.to_numpy(), kode, len(calon))
        yakin += sure.tolist()
        pairs = zip(calon["kode_sub_kegiatan"], labelled.right, strict=True)
        is_right += [code in right for code, right in pairs]
        none += [not (right & drawn) for right in labelled.right]
        other += [bool(read_text(v).kewenangan) for v in labelled.usulan["kegiatan"]]
    return [
        np.array(v) for v in (best, yakin, is_right, np.array(other, float), np.array(none, float))
    ]


def fit_none(b: np.ndarray, o: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Fit "no row of this Renja is right" from the best skor and the level of government."""

    def loss(w: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(w[1] - w[0] * b + w[2] * o)))
        fit_ = -(z * np.log(p + 1e-9) + (1 - z) * np.log(1 - p + 1e-9)).sum()
        return float(fit_ + 0.02 * (w**2).sum())

    found = minimize(loss, np.array([8.0, 2.0, 1.5]), bounds=[(0, None), (None, None), (0, None)])
    p = 1 / (1 + np.exp(-(found.x[1] - found.x[0] * b + found.x[2] * o)))
    print(f"none: share {z.mean():.2f}, said right at 0.5: {((p >= 0.5) == (z > 0)).mean():.2f}")
    return np.asarray(found.x)


def _ranks(
    skor: np.ndarray, group: np.ndarray, right: np.ndarray, answered: np.ndarray
) -> np.ndarray:
    out = np.full(len(answered), 999)
    for g in range(len(answered)):
        at = np.flatnonzero(group == g)
        hits = right[at][np.argsort(-skor[at], kind="stable")]
        if hits.any():
            out[g] = int(np.argmax(hits)) + 1
    return out[answered]


if __name__ == "__main__":
    main()
