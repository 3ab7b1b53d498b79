"""Weigh the comparisons: the shipped prior, and what a district's own judgements teach.

From the first judgement the memory's parts add to the score. From about 50 on, a conditional
logistic model with the prior as its centre is fitted to the district's judgements; it is kept only
if it beats the additive score on that district's own past (champion and challenger). Skor stays
the sum of parts in either case; peluang is one monotone map of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bangkit_nb.align.candidates import Floats, Ints
from bangkit_nb.align.queries import Query
from bangkit_nb.align.scoring import COMPARISONS

ENOUGH = 50
"""Judgements from which a model of the district's own is tried."""

FOLDS = 5
STIFFNESS = 1.0
"""Strength of the pull back to the prior, in judgements (0.3 and 3, or a choice among them by the
district's own folds, gave the same recall on half 0)."""

TEMPERATURE = 20.0
"""Skor times this is the prior's log-odds scale (the weights were fitted so and then divided)."""

BANDS = np.array(["rendah", "sedang", "tinggi"], object)

TINGGI, SEDANG = 0.90, 0.5
"""Band tinggi: from the skor above which the Wilson lower bound of being right was TINGGI on past
judgements (0.05 above what is promised, for the choice itself flatters). Sedang: peluang."""


@dataclass(frozen=True)
class Model:
    """Hold weights and maps.

    Attributes:
        weights: comparison -> weight; part = weight x value.
        slope, offset: peluang = 1 / (1 + exp(-(slope x skor + offset))).
        none_slope, none_offset, none_other: the same for "no row is right": from the best skor,
            plus none_other where the text's words belong to another level of government.
        tinggi: sureness from which the band "tinggi" begins; infinite until judgements earn it.
        record: how it was made (method, counts, figures): enough to make it again.
    """

    weights: Mapping[str, float]
    slope: float
    offset: float
    none_slope: float
    none_offset: float
    none_other: float
    tinggi: float
    record: Mapping[str, object] = field(default_factory=dict)

    def weigh(self, values: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the parts: name -> weight x value, rounded to 6 decimals."""
        weight = self.weights
        return {n: np.round(weight[n] * v, 6) + 0.0 if v.any() else v for n, v in values.items()}

    def chance(self, skor: Floats) -> Floats:
        """Return peluang in [0, 1], monotone in skor."""
        return np.round(_logistic(self.slope * skor + self.offset), 4)

    def bands(self, skor: Floats, yakin: Floats) -> npt.NDArray[np.object_]:
        """Name each row's band, "tinggi", "sedang" or "rendah": decimals promise too much.

        yakin: see `sureness`; -inf where a row is not the best of its usulan.
        """
        at = np.where(yakin >= self.tinggi, 2, self.chance(skor) >= SEDANG)
        return BANDS[at]  # three names that all rows share

    def without(self, best: Floats, queries: list[Query]) -> Floats:
        """Return the chance that no row is right, from each usulan's best skor."""
        other = np.array([bool(q.kewenangan) for q in queries], float)
        value = self.none_offset - self.none_slope * best + self.none_other * other
        return np.round(_logistic(value), 4)


def _logistic(value: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(value, -50, 50)))


PRIOR = Model({c.name: c.weight for c in COMPARISONS}, 10.520, -3.806, 8.337, 1.574, 5.180, 0.720)


def wilson_low(n_right: int, n: int, z: float = 1.96) -> float:
    """Return the lower end of the 95 % interval of a share (Wilson 1927); 0 for nothing seen."""
    if n == 0:
        return 0.0
    share = n_right / n
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return float((share + z * z / (2 * n) - half) / (1 + z * z / n))


def order_pairs(skor: Floats, group: Ints) -> Ints:
    """Return the order of pairs by group, then by skor (of 6 decimals) from high to low.

    Pairs that are equal stay as they came. One integer key sorts eight times as fast as two keys.
    """
    return np.argsort(group * 2**40 - np.round(skor * 1e6).astype(np.int64), kind="stable")


def sureness(
    skor: Floats, group: Ints, kode: Ints, n_groups: int, order: Ints | None = None
) -> tuple[Floats, Ints]:
    """Return for each usulan skor + lead over the best row of another code, and its best row.

    group: (n_pairs,) ascending. kode: (n_pairs,) number of each row's code. order: that of
    order_pairs where it is known. An usulan without any pair gets -inf and -1.
    """
    if order is None:
        order = np.lexsort((-skor, group))
    first = order[np.unique(group[order], return_index=True)[1]]
    best = np.full(n_groups, -1, np.int64)
    best[group[first]] = first
    rival = np.zeros(n_groups)
    if len(skor):
        other = kode != kode[best[group]]
        np.maximum.at(rival, group[other], skor[other])
    top = np.where(best >= 0, skor[best] if len(skor) else 0.0, -np.inf)
    return 2 * top - rival, best


def find_tinggi(yakin: Floats, is_right: npt.NDArray[np.bool_]) -> float:
    """Return the least sureness above which the Wilson bound of being right holds, or infinity."""
    order = np.argsort(-yakin, kind="stable")
    right = np.cumsum(is_right[order])
    good = [
        float(yakin[order[i]])
        for i in range(len(order))
        if wilson_low(int(right[i]), i + 1) >= TINGGI
        and (i + 1 == len(order) or yakin[order[i + 1]] < yakin[order[i]])
    ]
    return round(min(good), 6) if good else float("inf")


def learn(
    values: Mapping[str, Floats],
    group: Ints,
    kode: Ints,
    is_right: npt.NDArray[np.bool_],
    *,
    n_judged: int,
    prior: Model = PRIOR,
) -> Model:
    """Learn from a district's judgements; returns the prior's weights where they are as good.

    Args:
        values: comparison -> (n_pairs,), each judged text having forgotten itself.
        group: (n_pairs,) which judged text a pair belongs to, ascending.
        kode: (n_pairs,) number of each row's code.
        is_right: (n_pairs,) the pair is what was judged.
        n_judged: how many texts were judged.
        prior: the model to start from.
    """  # fmt: skip
    names = list(values)
    features = np.stack([values[name] for name in names], axis=1)
    centre = np.array([prior.weights[name] for name in names])
    record: dict[str, object] = {"putusan": n_judged, "metode": "penjumlahan"}
    if n_judged < ENOUGH or not is_right.any():
        # The memory's parts raise every skor; what the prior calls sure was measured without them.
        return replace(prior, record=record, tinggi=float("inf"))
    fold = _folds(group, n_judged)
    champion = _hits(features @ centre, group, is_right, n_judged)
    challenger = np.zeros(n_judged)
    held_out = np.zeros(len(group))
    for k in range(FOLDS):
        inside = fold[group] != k
        weights = _fit(features[inside], group[inside], is_right[inside], centre)
        outside = ~inside
        held_out[outside] = features[outside] @ weights
    challenger = _hits(held_out, group, is_right, n_judged)
    record |= {"penjumlahan": round(float(champion.mean()), 4),
               "logistik": round(float(challenger.mean()), 4)}  # fmt: skip
    if challenger.mean() <= champion.mean():
        plain = replace(prior, record=record)
        return calibrate(plain, features @ centre, group, kode, is_right, n_judged)
    weights = _fit(features, group, is_right, centre)
    made = replace(
        prior,
        weights={**prior.weights, **dict(zip(names, np.round(weights, 6).tolist(), strict=True))},
        record=record | {"metode": "logistik"},
    )
    return calibrate(made, held_out, group, kode, is_right, n_judged)


def _folds(group: Ints, n_judged: int) -> Ints:
    """Return a fold for each judged text, by its place in the order of judging."""
    return np.arange(n_judged) * 7919 % FOLDS


def _hits(skor: Floats, group: Ints, is_right: npt.NDArray[np.bool_], n: int) -> Floats:
    """Return for each judged text 1/rank of what was judged (0 where it was not retrieved)."""
    order = np.lexsort((np.arange(len(skor)), -np.round(skor, 6), group))
    ranks = np.empty(len(skor))
    ranks[order] = np.arange(len(skor)) - np.searchsorted(group[order], group[order]) + 1
    best = np.zeros(n)
    np.maximum.at(best, group[is_right], 1.0 / ranks[is_right])
    return best


def _fit(features: Floats, group: Ints, is_right: npt.NDArray[np.bool_], centre: Floats) -> Floats:
    """Fit a conditional logistic model (choose one row per text), pulled to `centre`."""
    known = np.isin(group, group[is_right])
    x, y = features[known] * TEMPERATURE, is_right[known]
    _, start, g = np.unique(group[known], return_index=True, return_inverse=True)

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = x @ weights
        score -= np.maximum.reduceat(score, start)[g]
        e = np.exp(score)
        p = e / np.add.reduceat(e, start)[g]
        right = np.add.reduceat(np.where(y, p, 0.0), start)
        q = np.where(y, p / np.maximum(right[g], 1e-12), 0.0)
        away = (weights - centre) * TEMPERATURE
        value = -np.log(np.maximum(right, 1e-12)).sum() + STIFFNESS * float(away @ away)
        return float(value), -(q - p) @ x + 2 * STIFFNESS * TEMPERATURE * away

    found = _minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x, float)


def calibrate(
    model: Model, skor: Floats, group: Ints, kode: Ints, is_right: npt.NDArray[np.bool_], n: int
) -> Model:
    """Return the model with peluang fitted to the best row of each judged text (Platt 1999)."""
    yakin, best = sureness(skor, group, kode, n)
    found = best >= 0
    x, y = skor[best[found]], is_right[best[found]]
    slope, offset = fit_logistic(x, y.astype(float), model.slope, model.offset)
    return replace(model, slope=slope, offset=offset, tinggi=find_tinggi(yakin[found], y))


def fit_logistic(x: Floats, y: Floats, slope: float, offset: float) -> tuple[float, float]:
    """Fit y ~ logistic(slope x + offset), slope >= 0.1, weakly pulled to where it starts."""

    def loss(w: Floats) -> tuple[float, Floats]:
        p = _logistic(w[0] * x + w[1])
        away = w - np.array([slope, offset])
        value = -(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)).sum()
        pull = np.array([0.01, 0.02])
        return value + float(pull @ (away * away)), np.array(
            [((p - y) * x).sum(), (p - y).sum()]
        ) + 2 * pull * away

    bounds = [(0.1, None), (None, None)]
    found = _minimize(loss, np.array([slope, offset]), jac=True, method="L-BFGS-B", bounds=bounds)
    return round(float(found.x[0]), 6), round(float(found.x[1]), 6)


def _minimize(*given: Any, **options: Any) -> Any:
    from scipy.optimize import minimize  # a tenth of a second that only learning needs

    return minimize(*given, **options)


def to_json(model: Model) -> str:
    """Return the model as JSON; it holds coefficients and its record, no text and no code."""
    return json.dumps(asdict(model), indent=1, sort_keys=True)


def from_json(said: str) -> Model:
    """Return the model that `to_json` wrote."""
    return Model(**json.loads(said))
