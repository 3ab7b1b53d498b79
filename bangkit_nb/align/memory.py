"""Remember past judgements: what a similar text was matched to, here or in another desa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bangkit_nb.align import candidates as ca
from bangkit_nb.align import similar
from bangkit_nb.align.rows import Rows, code_key
from bangkit_nb.columns import COCOK

NEIGHBOURS = 10
"""How many of the most similar judgements say which program and OPD a text belongs to."""

NAMES = ("ingatan", "dekat", "sering", "searah", "seopd")

Dense = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Group:
    """Hold which judgements and rows share a code, a program or an OPD.

    of_past: (n_past,) number of each judgement's group. of_row: (n_rows,) that of each row, -1 =
    none. order, starts: the judgements sorted by group, and where each group begins.
    """

    of_past: ca.Ints
    of_row: ca.Ints
    order: ca.Ints
    starts: ca.Ints


@dataclass(frozen=True)
class Memory:
    """Hold the confirmed judgements, indexed.

    Attributes:
        past: judgements "cocok" in order, columns as columns.PADANAN.
        index: their texts.
        kode, program, opd: which judgements chose the code, program, OPD of which rows.
    """

    past: pd.DataFrame
    index: similar.Index
    kode: Group
    program: Group
    opd: Group

    @property
    def n(self) -> int:
        """How many judgements are remembered."""
        return len(self.past)


def build_memory(
    padanan: pd.DataFrame | None, rows: Rows, earlier: Memory | None = None
) -> Memory | None:
    """Index past judgements (columns.PADANAN) against the rows; None when there is none.

    Only judgements "cocok" are remembered; the last one of an usulan counts. earlier: a memory
    whose texts need not be read again; the result is the same with or without it.
    """
    if padanan is None or padanan.empty:
        return None
    past = padanan.drop_duplicates("id_usulan", keep="last")
    past = past[past["putusan"] == COCOK].reset_index(drop=True)
    if past.empty:
        return None
    said = past["kegiatan"].tolist()
    texts = similar.add_texts(earlier.index.texts if earlier else similar.EMPTY, said)
    of_past = np.array([texts.place[value] for value in said], np.int64)
    row_kode = [code_key(kode) for kode in rows.frame["kode_sub_kegiatan"]]
    past_kode = [code_key(kode) for kode in past["kode_sub_kegiatan"]]
    return Memory(
        past,
        similar.index_texts(texts, of_past),
        _group(past_kode, row_kode),
        _group([_program(k) for k in past_kode], [_program(k) for k in row_kode]),
        _group(past["kode_opd"].tolist(), rows.frame["kode_opd"].tolist()),
    )


def _program(kode: str) -> str:
    return ".".join(kode.split(".")[:3])


def _group(past: list[str], rows: list[str]) -> Group:
    known = {key: at for at, key in enumerate(sorted(set(past)))}
    of_past = np.array([known[key] for key in past], np.int64)
    order = np.argsort(of_past, kind="stable")
    starts = np.searchsorted(of_past[order], np.arange(len(known)))
    return Group(of_past, np.array([known.get(key, -1) for key in rows], np.int64), order, starts)


def similarity(memory: Memory, texts: Sequence[str]) -> Dense:
    """Return (n_texts, n_past) cosines in [0, 1]."""
    return similar.similarity(memory.index, texts)


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
        "ingatan": _spread(cosine, memory.kode, np.maximum),
        "dekat": _spread(near, memory.kode, np.add),
        "searah": _spread(near, memory.program, np.add),
        "seopd": _spread(near, memory.opd, np.add),
    }
    times = _spread(used.astype(np.float32), memory.kode, np.add)
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


def _spread(value: Dense, group: Group, combine: np.ufunc) -> Dense:
    """Combine the judgements of each group and give every row its group's value (0 = no group)."""
    by_group = combine.reduceat(value[:, group.order], group.starts, axis=1)
    padded = np.concatenate([by_group, np.zeros((len(value), 1), value.dtype)], axis=1)
    return np.asarray(padded[:, group.of_row], np.float32)


def nearest_judgement(memory: Memory, cosine: npt.NDArray[np.float32], row: int) -> int | None:
    """Return the index of the most similar judgement that chose the row's code, None without."""
    chosen = np.flatnonzero(memory.kode.of_past == memory.kode.of_row[row])
    if not chosen.size:
        return None
    return int(chosen[np.argmax(cosine[chosen])])
