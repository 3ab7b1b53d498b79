"""The match, measured: recall with intervals, ablations, learning curve, calibration, speed.

What was used for what: thesaurus and weights saw gold dev, real dev and half 0 of the district's
pairs (split by code). Gold uji, real uji and half 1 are only reported. Peers run on the same rows
in the same process. The official nomenclature is read from ../shared/data.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

import labels
from labels import Labelled

from bangkit_nb import words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align import matching, ranking
from bangkit_nb.align.rows import code_key
from bangkit_nb.columns import COCOK

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
    return _ranks_of((ca.query_grams(field, texts) @ field.rows.T).toarray(), labelled)


def token_set(labelled: Labelled) -> np.ndarray:
    """Rank by rapidfuzz token_set_ratio on the name."""
    from rapidfuzz import fuzz, process

    names = [words.normalise(v) for v in labelled.renja["sub_kegiatan"]]
    texts = [words.normalise(v) for v in labelled.usulan["kegiatan"]]
    return _ranks_of(process.cdist(texts, names, scorer=fuzz.token_set_ratio), labelled)


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


def judged(pairs: Labelled, at: list[int]) -> pd.DataFrame:
    """Return pairs as past judgements of their OPD."""
    chosen = pairs.usulan.iloc[at]
    return pd.DataFrame(
        {"id_usulan": chosen["id_usulan"], "kegiatan": chosen["kegiatan"], "komoditas": "",
         "nama_desa": "", "putusan": COCOK, "kode_opd": chosen["opd"],
         "kode_sub_kegiatan": [sorted(pairs.right[i])[0] for i in at], "oleh": "opd"}
    )  # fmt: skip


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


def print_bands(labelled: Labelled) -> None:
    """Print the bands on village texts, without judgements, against the whole nomenclature."""
    renja = labelled.renja.drop(columns="definisi")
    calon = matching.match_usulan(labelled.usulan, renja, top=1)
    print(f"\n### Bands, {labelled.name}, no judgements")
    print_calibration(calon.assign(benar=labels.is_right(calon, labelled)))


# --- speed -----------------------------------------------------------------------------------


def median(action: Callable[[], object], rounds: int = 3) -> float:
    """Return the median seconds of an action."""
    found = []
    for _ in range(rounds):
        words.normalise.cache_clear()
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return float(np.median(found))


def enlarge(labelled: Labelled, n: int) -> pd.DataFrame:
    """Return n usulan with distinct texts, made of the gold texts and two more of their words."""
    dice = np.random.default_rng(0)
    base = labelled.usulan
    pool = [word for value in base["kegiatan"] for word in value.split()]
    picked = base.iloc[np.arange(n) % len(base)].reset_index(drop=True)
    more = dice.choice(pool, (n, 2))
    kegiatan = [f"{v} {a} {b}" for v, (a, b) in zip(picked["kegiatan"], more, strict=True)]
    return picked.assign(kegiatan=kegiatan, id_usulan=np.arange(n))


COLD = """
import sys, time
start = time.perf_counter()
sys.path.insert(0, {folder!r})
import pandas as pd
from bangkit_nb.align.matching import match_usulan
u, r = (pd.read_csv(p, dtype=str, keep_default_na=False) for p in ({u!r}, {r!r}))
begun = time.perf_counter()
match_usulan(u, r)
print(time.perf_counter() - begun, time.perf_counter() - start)
"""


def print_speed(gold: Labelled, country: int) -> None:
    """Print seconds against the peers, in this process, and memory."""
    import tempfile

    rows = gold.renja.drop(columns="definisi")
    print("\n### Speed\n\n| case | seconds | against |\n|---|---|---|")
    u, r = enlarge(gold, 400), rows.sample(600, random_state=1)
    mid = Labelled("", u, [frozenset({"x"})] * len(u), r.reset_index(drop=True))
    own = median(lambda: matching.match_usulan(u, r))
    for name, peer in (("word TF-IDF", word_tfidf), ("rapidfuzz", token_set)):
        other = median(lambda p=peer: p(mid))
        print(
            f"| 400 x 600, all work | {own:.2f} | {name} {other:.2f} s, ratio {own / other:.1f} |"
        )
    matcher = matching.build_matcher(r)
    one = median(lambda: matching.rank_usulan(matcher, u.head(1)), 21)
    print(f"| one changed usulan, 600 rows | {one:.4f} | |")
    with tempfile.TemporaryDirectory() as folder:
        paths = {"u": f"{folder}/u.csv", "r": f"{folder}/r.csv", "folder": str(labels.ROOT)}
        u.to_csv(paths["u"], index=False)
        r.to_csv(paths["r"], index=False)
        done = subprocess.run([sys.executable, "-c", COLD.format(**paths)], check=True,
                              capture_output=True, text=True)  # fmt: skip
        warm, cold = (float(v) for v in done.stdout.split())
        print(f"| 400 x 600, cold process, imports included | {cold:.2f} | the match alone "
              f"{warm:.2f} s |")  # fmt: skip
    big = enlarge(gold, 20_000)
    many = pd.concat([rows, rows.head(705).assign(kode_opd="B")]).fillna("")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    seconds = median(lambda: matching.match_usulan(big, many, top=20), 1)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    field = ca.index_words([words.words(v) for v in many["sub_kegiatan"]])
    texts = ca.to_matrix(
        [{field.vocabulary[w]: 1.0 for w in words.words(v) if w in field.vocabulary}
         for v in big["kegiatan"]], len(field.vocabulary))  # fmt: skip
    product = median(lambda: texts @ field.rows.T)
    print(f"| 20,000 x 3,000 top 20, distinct texts | {seconds:.1f} | one sparse product "
          f"{product:.2f} s, ratio {seconds / product:.1f}; peak memory {before:.0f} -> "
          f"{after:.0f} MB |")  # fmt: skip
    matcher = matching.build_matcher(many)
    bare = median(lambda: matching.rank_usulan(matcher, big, top=20, explained=0), 1)
    print(f"| the same, rows indexed before, no reasons | {bare:.1f} | |")
    print_remembering(gold, rows)
    if country:
        print_country(gold, rows, country)


def print_remembering(gold: Labelled, rows: pd.DataFrame) -> None:
    """Print what one more judgement costs a review screen, and one usulan ranked after it."""
    matcher = matching.build_matcher(rows.head(600))
    kode = rows["kode_sub_kegiatan"].head(600).to_numpy()
    for n in (200, 2000, 5000):
        said = enlarge(gold, n)
        chosen = kode[np.random.default_rng(1).integers(0, len(kode), n)]
        padanan = pd.DataFrame(
            {"id_usulan": [f"P{i}" for i in range(n)], "kegiatan": said["kegiatan"],
             "putusan": COCOK, "kode_opd": "", "kode_sub_kegiatan": chosen, "nama_desa": ""}
        )  # fmt: skip
        before = matching.remember(matcher, padanan.iloc[:-1])
        more = median(lambda b=before, p=padanan: matching.remember(b, p), 7)
        told = matching.remember(before, padanan)
        one = median(lambda t=told: matching.rank_usulan(t, gold.usulan.head(1)), 21)
        print(f"| one more judgement beside {n:,} | {more:.4f} | then one usulan {one:.4f} s |")


def print_country(gold: Labelled, rows: pd.DataFrame, n: int, block: int = 3000) -> None:
    """Print time and memory over n usulan in blocks by district: memory must not grow with n."""
    matcher = matching.build_matcher(
        pd.concat([rows, rows.head(705).assign(kode_opd="B")]).fillna("")
    )
    start, marks = time.perf_counter(), []
    for done in range(0, n, block):
        part = enlarge(gold, block).assign(id_usulan=np.arange(done, done + block))
        matching.rank_usulan(matcher, part, top=5, explained=1)
        if (done // block + 1) % max(1, n // block // 4) == 0:
            used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            marks.append(f"{done + block:,}: {time.perf_counter() - start:.0f} s, {used:.0f} MB")
    print(f"| {n:,} x 3,000 in blocks of {block:,} | {time.perf_counter() - start:.0f} | "
          f"{'; '.join(marks)} |")  # fmt: skip


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
    print_ablations([gold["dev"], real["dev"], pairs[0]])
    print_learning(pairs[2], options.seeds)
    print_bands(gold["uji"])
    print_speed(gold["dev"], options.country)


if __name__ == "__main__":
    main()
