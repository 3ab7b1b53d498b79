"""The match, measured: recall with intervals, ablations, learning curve, calibration, speed.

What was used for what: thesaurus and weights saw gold dev, real dev and half 0 of the district's
pairs (split by code). Gold uji, real uji and half 1 are only reported. Peers run on the same rows
in the same process. The official nomenclature is read from ../shared/data.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

import labels
from labels import Labelled
from match_bands import judged, print_agreement
from match_crossed import crossed_ranks
from match_peers import char_tfidf, token_set, word_tfidf
from match_speed import print_speed

from bangkit_nb.align import matching, ranking

AT = (1, 5, 10)


def shown(found: np.ndarray) -> str:
    """Return "r@1 / r@5 / r@10" with the interval of r@1 and r@5."""
    cells = " / ".join(f"{labels.recall(found, k):.2f}" for k in AT)
    one, five = labels.interval(found, 1), labels.interval(found, 5)
    return f"{cells} | {one[0]:.2f}-{one[1]:.2f} | {five[0]:.2f}-{five[1]:.2f} | {len(found)}"


def ours(labelled: Labelled, **cells: object) -> np.ndarray:
    """Return the ranks of this engine."""
    usulan = labelled.usulan.assign(**cells)
    return labels.ranks(matching.match_usulan(usulan, labelled.renja, top=40), labelled)


METHODS = (
    ("word TF-IDF", word_tfidf), ("char 3-5 TF-IDF", char_tfidf),
    ("rapidfuzz token_set", token_set), ("this engine", ours),
)  # fmt: skip


def print_recall(sets: list[Labelled]) -> None:
    """Print the table of the issue for every labelled set."""
    print("### Recall\n\n| set | method | r@1 / r@5 / r@10 | r@1, 95 % | r@5, 95 % | n |")
    print("|---|---|---|---|---|---|")
    for labelled in sets:
        for name, method in METHODS:
            print(f"| {labelled.name} | {name} | {shown(method(labelled))} |")
        if labelled.name.startswith("pasangan"):
            calon = matching.match_usulan(labelled.usulan, labelled.renja, top=40)
            found = labels.ranks(calon, labelled, labels.as_written)
            print(f"| {labelled.name} | this engine, 26 and 0026 two codes | {shown(found)} |")
        if labelled.name in ("dev", "uji"):
            found = ours(labelled, bidang_penghidupan="", komoditas="")
            print(f"| {labelled.name} | this engine, text only | {shown(found)} |")
            for place in ("sbt", "sbd", "lain"):
                inside = (labelled.usulan["wilayah"] == place).to_numpy()
                part = Labelled(
                    labelled.name, labelled.usulan[inside],
                    [r for r, i in zip(labelled.right, inside, strict=True) if i], labelled.renja,
                )  # fmt: skip
                print(f"| {labelled.name} | this engine, {place} only | {shown(ours(part))} |")


def print_ablations(sets: list[Labelled]) -> None:
    """Print what each part is worth: recall at 5 without it."""
    prior = ranking.PRIOR
    print("\n### Ablations, r@1 / r@5 without one part\n")
    print("| without | " + " | ".join(s.name for s in sets) + " |")
    print("|---|" + "---|" * len(sets))
    for part in ("", *(n for n, w in prior.weights.items() if w and n not in SILENT)):
        model = replace(
            prior, weights={n: 0.0 if n == part else w for n, w in prior.weights.items()}
        )
        cells = []
        for labelled in sets:
            matcher = matching.build_matcher(labelled.renja, model=model)
            calon = matching.rank_usulan(matcher, labelled.usulan, top=40, explained=0)
            found = labels.ranks(calon, labelled)
            cells.append(f"{labels.recall(found, 1):.2f} / {labels.recall(found, 5):.2f}")
        print(f"| {part or '(nothing)'} | " + " | ".join(cells) + " |")


SILENT = ("lokasi", "pagu", "penunjang", "ingatan", "dekat", "sering", "searah", "seopd")
"""Parts that the labelled sets cannot show without judgements, places or amounts."""


def learn(pairs: Labelled, n: int, seed: int) -> tuple[np.ndarray, pd.DataFrame]:
    """Return ranks and best candidates, 5-fold, each fold taught by n other judgements."""
    order = np.random.default_rng(seed).permutation(len(pairs.usulan))
    ranks, best = [], []
    for fold in np.array_split(order, 5):
        taught = [int(i) for i in order if i not in set(fold)][:n]
        padanan = judged(pairs, taught) if n else None
        matcher = matching.build_matcher(pairs.renja, padanan=padanan)
        part = Labelled("", pairs.usulan.iloc[fold], [pairs.right[i] for i in fold], pairs.renja)
        calon = matching.rank_usulan(matcher, part.usulan, top=40, explained=0)
        ranks.append(labels.ranks(calon, part))
        first = calon[calon["rank"] <= 1]
        best.append(first.assign(benar=labels.is_right(first, part)))
    return np.concatenate(ranks), pd.concat(best)


def print_learning(pairs: Labelled, seeds: int) -> None:
    """Print the learning curve and, at its end, calibration and bands."""
    print(f"\n### Learning curve ({pairs.name}, 5-fold, {seeds} shuffles)\n")
    print("| judgements | r@1 / r@5 / r@10 | r@1, 95 % | r@5, 95 % | n |\n|---|---|---|---|---|")
    last: pd.DataFrame | None = None
    for n in (0, 20, 50, 100, 150, 199):
        runs = [learn(pairs, n, seed) for seed in range(seeds)]
        every = np.concatenate([r for r, _ in runs])
        # intervals are those of one shuffle: the shuffles see the same texts
        one = shown(runs[0][0]).split(" | ")
        cells = " / ".join(f"{labels.recall(every, k):.3f}" for k in AT)
        print(f"| {n} | {cells} | {one[1]} | {one[2]} | {one[3]} |")
        last = runs[0][1]
    assert last is not None
    print_calibration(last)


def print_calibration(best: pd.DataFrame, bins: int = 5, rounds: int = 2000) -> None:
    """Print the calibration error against what a perfectly calibrated model of that size shows."""
    chance, right = best["peluang"].to_numpy(), best["benar"].to_numpy(float)
    order = np.argsort(chance, kind="stable")
    parts = np.array_split(order, bins)

    def error(outcome: np.ndarray) -> float:
        gaps = [abs(outcome[p].mean() - chance[p].mean()) * len(p) for p in parts]
        return float(np.sum(gaps) / len(chance))

    dice = np.random.default_rng(3)
    ideal = [error((dice.random(len(chance)) < chance).astype(float)) for _ in range(rounds)]
    print(f"\nCalibration error, {bins} equal-mass bins: {error(right):.3f}; a perfectly "
          f"calibrated model of this size: 95 % below {np.percentile(ideal, 95):.3f}.")  # fmt: skip
    for part in parts:
        print(f"- peluang {chance[part].mean():.2f}: right {right[part].mean():.2f}")
    for band in ("tinggi", "sedang", "rendah"):
        inside = best["pita"] == band
        n, hits = int(inside.sum()), int(best.loc[inside, "benar"].sum())
        print(f"- pita {band}: {n / len(best):.0%} of rows, right {hits / n if n else 0:.2f}, "
              f"Wilson lower bound {ranking.wilson_low(hits, n):.2f}")  # fmt: skip


def print_bands(sets: list[Labelled]) -> None:
    """Print the bands on village texts, without judgements, against the whole nomenclature.

    The bound of the band "tinggi" needs texts: 22 right of 22 give 0.85, 12 of 12 give 0.76.
    """
    every = []
    for labelled in sets:
        renja = labelled.renja.drop(columns="definisi")
        calon = matching.match_usulan(labelled.usulan, renja, top=1)
        every.append(calon.assign(benar=labels.is_right(calon, labelled)))
        print(f"\n### Bands, {labelled.name}, no judgements")
        print_calibration(every[-1])
    print(f"\n### Bands, {' and '.join(s.name for s in sets)} together, no judgements")
    print_calibration(pd.concat(every))


def main() -> None:
    """Print everything; --country N also runs N usulan in blocks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--country", type=int, default=0, metavar="N")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    if not labels.SHARED.is_dir():
        print("../shared/data is not here: nothing to measure against")
        return
    nomenklatur = labels.read_nomenklatur()
    gold = {half: labels.read_gold(half, nomenklatur) for half in ("dev", "uji")}
    real = {half: labels.read_real(half, nomenklatur) for half in ("dev", "uji")}
    pairs = [labels.read_pairs(half) for half in (0, 1, None)]
    print("Seen while tuning: dev, nyata_dev, pasangan_0. Reported only: uji, nyata_uji, "
          "pasangan_1. pasangan = both halves.\n")  # fmt: skip
    print_recall([gold["dev"], gold["uji"], real["dev"], real["uji"], *pairs])
    crossed = crossed_ranks(pairs[2], gold["dev"], real["dev"])
    print(f"| pasangan, crossed by code | this engine, weights that never saw the fold's codes; "
          f"thesaurus and comparisons saw half 0 | {shown(crossed)} |")  # fmt: skip
    print_ablations([gold["dev"], real["dev"], pairs[0]])
    print_learning(pairs[2], options.seeds)
    print_agreement(pairs[2], options.seeds)
    print_bands([gold["uji"], real["uji"]])
    print_speed(gold["dev"], options.country)


if __name__ == "__main__":
    main()
