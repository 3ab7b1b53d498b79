"""Load the labelled sets: our gold texts, real village texts by reference, one district's pairs.

The official nomenclature and the real texts lie in ../shared/data and are never copied here. What
each set may be used for: tests/align/gold/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bangkit_nb.align.rows import code_key

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "align" / "gold"


@dataclass(frozen=True)
class Labelled:
    """Hold texts with every acceptable code, and the rows to find them in.

    usulan: id_usulan, kegiatan, bidang_penghidupan, komoditas. right: codes per text, empty where
    no kabupaten row is right. renja: the candidates.
    """

    name: str
    usulan: pd.DataFrame
    right: list[frozenset[str]]
    renja: pd.DataFrame


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_nomenklatur() -> pd.DataFrame:
    """Return the named kabupaten rows, without program penunjang and special autonomy."""
    table = _read(SHARED / "nomenklatur_kabkota.csv")
    part = table["kode"].str.split(".")
    kept = (table["nama"] != "") & (part.str[2] != "01") & (part.str[3] == "2")
    table = table[kept].reset_index(drop=True)
    return table.rename(
        columns={"kode": "kode_sub_kegiatan", "nama": "sub_kegiatan",
                 "definisi_operasional": "definisi"}
    )  # fmt: skip


def _codes(cells: pd.Series) -> list[frozenset[str]]:
    return [frozenset(code for code in cell.split(";") if code) for cell in cells]


def read_gold(half: str, nomenklatur: pd.DataFrame) -> Labelled:
    """Return our own texts: half "dev" (seen while tuning) or "uji" (reported, never looked at)."""
    table = _read(GOLD / f"{half}.csv").rename(columns={"id": "id_usulan"})
    return Labelled(half, table, _codes(table["kode_sub_kegiatan"]), nomenklatur)


def read_real(half: str, nomenklatur: pd.DataFrame) -> Labelled:
    """Return real village texts by reference; raises ValueError when the source has changed."""
    table = _read(GOLD / f"nyata_{half}.csv")
    source = _read(SHARED / "desa_kegiatan.csv")["teks"]
    texts = [source[int(row)] for row in table["baris"]]
    digests = [hashlib.sha256(value.encode()).hexdigest() for value in texts]
    if digests != table["sha256"].tolist():
        raise ValueError("desa_kegiatan.csv is not the file that was labelled")
    usulan = pd.DataFrame(
        {"id_usulan": table["baris"], "kegiatan": texts,
         "bidang_penghidupan": table["bidang_penghidupan"], "komoditas": ""}
    )  # fmt: skip
    return Labelled(f"nyata_{half}", usulan, _codes(table["kode_sub_kegiatan"]), nomenklatur)


def read_pairs(half: int | None = None) -> Labelled:
    """Return one district's real pairs; half 0 (tuned on), 1 (reported) or None (all), by code."""
    pairs = _read(SHARED / "mamberamo_pairs_dev.csv").rename(
        columns={"id": "id_usulan", "teks": "kegiatan"}
    )
    pool = _read(SHARED / "mamberamo_pool.csv").rename(columns={"kinerja": "indikator"})
    side = [
        int(hashlib.sha256(f"bangkit-1{code}".encode()).hexdigest(), 16) % 2
        for code in pairs["kode_sub_kegiatan"]
    ]
    if half is not None:
        pairs = pairs[np.array(side) == half].reset_index(drop=True)
    name = "pasangan" if half is None else f"pasangan_{half}"
    return Labelled(name, pairs, _codes(pairs["kode_sub_kegiatan"]), pool)


def ranks(
    calon: pd.DataFrame, labelled: Labelled, key_of: Callable[[str], str] = code_key
) -> np.ndarray:
    """Return for each text with an answer the rank of the first right code (999 = not found).

    A code that several OPD hold counts once; so does one that stands with two digits and with four
    at its end, unless key_of is `as_written`.
    """
    listed = calon[calon["rank"] > 0]
    listed = listed.assign(kode=[key_of(kode) for kode in listed["kode_sub_kegiatan"]])
    codes = listed.drop_duplicates(["id_usulan", "kode"]).groupby("id_usulan", sort=False)["kode"]
    by_text = codes.agg(list)
    out = []
    for key, answers in zip(labelled.usulan["id_usulan"], labelled.right, strict=True):
        right = {key_of(code) for code in answers}
        if right:
            found = by_text.get(key, [])
            out.append(next((i + 1 for i, code in enumerate(found) if code in right), 999))
    return np.array(out)


def is_right(best: pd.DataFrame, labelled: Labelled) -> list[bool]:
    """Tell for each text's best row (in the order of the texts) whether it is a right one."""
    return [
        code_key(kode) in {code_key(code) for code in right}
        for kode, right in zip(best["kode_sub_kegiatan"], labelled.right, strict=True)
    ]


def as_written(kode: str) -> str:
    """Return a code unchanged."""
    return kode


def recall(found: np.ndarray, at: int) -> float:
    """Return the share of texts whose right code is among the first `at`."""
    return float((found <= at).mean())


def interval(found: np.ndarray, at: int, seed: int = 1, rounds: int = 2000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of recall."""
    dice = np.random.default_rng(seed)
    hit = (found <= at).astype(float)
    means = dice.choice(hit, (rounds, len(hit))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
