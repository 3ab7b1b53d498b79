"""Ask whether agreement of past judgements could earn the band "tinggi": nested, out of fold.

A best row counts as agreed when two past judgements alike in text chose its code, none alike chose
another, and it leads. How alike, how far against, how far ahead is chosen among CUTS on a fold's
own judgements only (each having forgotten itself); precision is counted on the held-out fold.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import labels
import numpy as np
import pandas as pd
from labels import Labelled

from bangkit_nb.align import inputs, matching, ranking
from bangkit_nb.align import memory as mem
from bangkit_nb.align.rows import code_key
from bangkit_nb.columns import COCOK

CUTS = tuple(itertools.product((0.4, 0.5, 0.6), (0.4, 0.5, 0.6), (0.0, 0.05, 0.1)))
"""(least cosine of the second judgement for, least cosine against that forbids, least lead)."""


@dataclass(frozen=True)
class Agreed:
    """Hold for each text's best row: lead, second cosine for, best cosine against, is it right."""

    lead: np.ndarray
    second: np.ndarray
    against: np.ndarray
    right: np.ndarray

    def count(self, cut: tuple[float, float, float]) -> tuple[int, int]:
        """Return how many rows pass a cut with their code right, and how many pass."""
        alike, against, lead = cut
        inside = (self.second >= alike) & (self.against < against) & (self.lead >= lead)
        return int(self.right[inside].sum()), int(inside.sum())


def judged(pairs: Labelled, at: list[int]) -> pd.DataFrame:
    """Return pairs as past judgements of their OPD."""
    chosen = pairs.usulan.iloc[at]
    return pd.DataFrame(
        {"id_usulan": chosen["id_usulan"], "kegiatan": chosen["kegiatan"], "komoditas": "",
         "nama_desa": "", "putusan": COCOK, "kode_opd": chosen["opd"],
         "kode_sub_kegiatan": [sorted(pairs.right[i])[0] for i in at], "oleh": "opd"}
    )  # fmt: skip


def agree(matcher: matching.Matcher, usulan: pd.DataFrame, kode: list[str], own: bool) -> Agreed:
    """Return what the memory says of each text's best row. own: texts are the memory's own."""
    memory = matcher.memory
    assert memory is not None
    compared = matching.compare(matcher, inputs.read_usulan(usulan), own=own)
    skor = np.sum(list(matcher.model.weigh(compared.values).values()), axis=0)
    number = matcher.rows.kode_number[compared.row]
    yakin, best = ranking.sureness(skor, compared.usulan, number, len(kode))
    cosine = np.array(mem.similarity(memory, usulan["kegiatan"].tolist()))
    if own:
        np.fill_diagonal(cosine, 0)
    row_kode = [code_key(k) for k in matcher.rows.frame["kode_sub_kegiatan"]]
    found = []
    for at in np.flatnonzero(best >= 0):
        row = compared.row[best[at]]
        same = memory.kode.of_past == memory.kode.of_row[row]
        alike = np.sort(np.append(cosine[at][same], [0, 0]))
        lead = yakin[at] - skor[best[at]]
        found.append((lead, alike[-2], cosine[at][~same].max(), row_kode[row] == kode[at]))
    lead_, second, against, right = (np.array(v) for v in zip(*found, strict=True))
    return Agreed(lead_, second, against, right.astype(bool))


def nested(pairs: Labelled, seed: int, folds: int = 5) -> tuple[int, int]:
    """Return right and all rows that pass, each fold by the cut its own judgements chose."""
    order = np.random.default_rng(seed).permutation(len(pairs.usulan))
    kode = [code_key(min(right)) for right in pairs.right]
    n_right = n = 0
    for fold in np.array_split(order, folds):
        taught = [int(i) for i in order if i not in set(fold.tolist())]
        past = judged(pairs, taught)
        matcher = matching.build_matcher(pairs.renja, padanan=past)
        own = agree(matcher, past, [kode[i] for i in taught], own=True)
        cut = max(CUTS, key=lambda c: ranking.wilson_low(*own.count(c)))
        held_out = pairs.usulan.iloc[fold].reset_index(drop=True)
        one = agree(matcher, held_out, [kode[i] for i in fold], own=False).count(cut)
        n_right, n = n_right + one[0], n + one[1]
    return n_right, n


def print_agreement(pairs: Labelled, seeds: int) -> None:
    """Print what such a band would be worth, and how far alike texts agree at all."""
    print(f"\n### Agreement of judgements as band tinggi ({pairs.name}, nested)\n")
    for folds in (5, 25):
        for seed in range(seeds if folds == 5 else 2):
            hits, n = nested(pairs, seed, folds)
            share, low = n / len(pairs.right), ranking.wilson_low(hits, n)
            print(f"- {folds} folds, shuffle {seed}: {hits} of {n} right ({share:.0%} of texts), "
                  f"Wilson lower bound {low:.2f}")  # fmt: skip
    matcher = matching.build_matcher(
        pairs.renja, padanan=judged(pairs, list(range(len(pairs.usulan))))
    )
    assert matcher.memory is not None
    cosine = np.array(mem.similarity(matcher.memory, pairs.usulan["kegiatan"].tolist()))
    np.fill_diagonal(cosine, 0)
    same = matcher.memory.kode.of_past[cosine.argmax(axis=1)] == matcher.memory.kode.of_past
    for least in (0.9, 0.7, 0.5):
        near = cosine.max(axis=1) >= least
        print(f"- nearest other text at cosine >= {least}: {near.sum()} texts, the same code in "
              f"{same[near].sum()}")  # fmt: skip


if __name__ == "__main__":
    print_agreement(labels.read_pairs(None), 5)
