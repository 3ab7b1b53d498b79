"""Remember past judgements: what a similar text was matched to, here or in another desa."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from bangkit_nb import words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align.rows import Rows
from bangkit_nb.columns import COCOK

NEIGHBOURS = 10
"""How many of the most similar judgements say which program and OPD a text belongs to."""

NAMES = ("ingatan", "dekat", "sering", "searah", "seopd")

Dense = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Memory:
    """Hold the confirmed judgements, indexed.

    Attributes:
        past: judgements "cocok" in order, columns as columns.PADANAN.
        field: their texts by words, word pairs and character n-grams.
        groups: name -> (n_past,) group of each judgement; (n_rows,) group of each row; -1 = none.
    """

    past: pd.DataFrame
    field: ca.Field
    groups: dict[str, tuple[ca.Ints, ca.Ints]]

    @property
    def n(self) -> int:
        """How many judgements are remembered."""
        return len(self.past)


def build_memory(padanan: pd.DataFrame | None, rows: Rows) -> Memory | None:
    """Index past judgements (columns.PADANAN) against the rows; None when there is none.

    Only judgements "cocok" are remembered; the last one of an usulan counts.
    """
    if padanan is None or padanan.empty:
        return None
    past = padanan.drop_duplicates("id_usulan", keep="last")
    past = past[past["putusan"] == COCOK].reset_index(drop=True)
    if past.empty:
        return None
    field = ca.index_grams([_terms(v) for v in past["kegiatan"]], common=0.5)
    row_kode = list(rows.frame["kode_sub_kegiatan"])
    past_kode = list(past["kode_sub_kegiatan"])
    groups = {
        "kode": _group(past_kode, row_kode),
        "program": _group([_program(k) for k in past_kode], [_program(k) for k in row_kode]),
        "opd": _group(list(past["kode_opd"]), list(rows.frame["kode_opd"])),
    }
    return Memory(past, field, groups)


def _program(kode: str) -> str:
    return ".".join(kode.split(".")[:3])


def _terms(value: str) -> list[str]:
    tokens = words.normalise(value).split()
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    return tokens + pairs + [f"#{gram}" for gram in ca.char_grams(" ".join(tokens))]


def _group(past: list[str], rows: list[str]) -> tuple[ca.Ints, ca.Ints]:
    known = {key: at for at, key in enumerate(sorted(set(past)))}
    of_past = np.array([known[key] for key in past], np.int64)
    return of_past, np.array([known.get(key, -1) for key in rows], np.int64)


def similarity(memory: Memory, texts: list[str]) -> Dense:
    """Return (n_texts, n_past) cosines in [0, 1]."""
    queries = ca.query_terms(memory.field, [_terms(v) for v in texts])
    return np.asarray((queries @ memory.field.rows.T).toarray(), np.float32)


def recall_rows(memory: Memory, cosine: Dense, own: Dense | None = None) -> dict[str, Dense]:
    """Return name -> (n_texts, n_rows) of what the judgements say for each row.

    cosine: see `similarity`. own: (n_texts, n_past), 1 where a judgement is the text's own and
    must not count (training).

    ingatan: the highest cosine to a text confirmed for the row's code. dekat, searah, seopd: the
    share of the nearest judgements that chose the row's code, program, OPD. sering: ln(1 + times
    the code was confirmed).
    """
    if own is not None:
        cosine = np.where(own > 0, 0, cosine).astype(np.float32)
    near = _nearest(cosine)
    used = np.ones_like(cosine) if own is None else 1 - own
    found = {
        "ingatan": _spread(cosine, memory.groups["kode"], np.maximum),
        "dekat": _spread(near, memory.groups["kode"], np.add),
        "searah": _spread(near, memory.groups["program"], np.add),
        "seopd": _spread(near, memory.groups["opd"], np.add),
    }
    times = _spread(used.astype(np.float32), memory.groups["kode"], np.add)
    return {**found, "sering": np.log1p(times)}


def _nearest(cosine: Dense) -> Dense:
    """Weigh the nearest judgements by their squared cosine; a text's weights add up to 1."""
    n = min(NEIGHBOURS, cosine.shape[1])
    floor = -np.partition(-cosine, n - 1, axis=1)[:, n - 1 : n]
    weight = np.where(cosine >= floor, cosine, 0) ** 2
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-6)
    # far neighbours say little, however many there are
    trust = cosine.max(axis=1, keepdims=True)
    return np.asarray(weight / total * trust, np.float32)


def _spread(value: Dense, groups: tuple[ca.Ints, ca.Ints], combine: np.ufunc) -> Dense:
    """Combine the judgements of each group and give every row its group's value (0 = no group)."""
    of_past, of_row = groups
    order = np.argsort(of_past, kind="stable")
    _, starts = np.unique(of_past[order], return_index=True)
    by_group = combine.reduceat(value[:, order], starts, axis=1)
    padded = np.concatenate([by_group, np.zeros((len(value), 1), value.dtype)], axis=1)
    return np.asarray(padded[:, of_row], np.float32)


def nearest_judgement(memory: Memory, cosine: npt.NDArray[np.float32], kode: str) -> int | None:
    """Return the index of the most similar judgement that chose `kode`, None when there is none."""
    chosen = np.flatnonzero(memory.past["kode_sub_kegiatan"].to_numpy(object) == kode)
    if not chosen.size:
        return None
    return int(chosen[np.argmax(cosine[chosen])])
