"""Time the match: against its peers, after a judgement, and over a country's usulan."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import labels
import numpy as np
import pandas as pd
from labels import Labelled
from match_peers import token_set, word_tfidf

from bangkit_nb import words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align import matching
from bangkit_nb.columns import COCOK


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
    begun = time.process_time()
    seconds = median(lambda: matching.match_usulan(big, many, top=20), 1)
    worked = time.process_time() - begun  # of both cores: it does not grow while others use them
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    field = ca.index_words([words.words(v) for v in many["sub_kegiatan"]])
    texts = ca.to_matrix(
        [{field.vocabulary[w]: 1.0 for w in words.words(v) if w in field.vocabulary}
         for v in big["kegiatan"]], len(field.vocabulary))  # fmt: skip
    product = median(lambda: texts @ field.rows.T)
    print(f"| 20,000 x 3,000 top 20, distinct texts | {seconds:.1f} | {worked:.1f} s of processor; "
          f"one sparse product {product:.2f} s, ratio {seconds / product:.1f}; peak memory "
          f"{before:.0f} -> {after:.0f} MB |")  # fmt: skip
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
