"""List the best rows of every usulan: from compared pairs to the frame that others read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bangkit_nb import columns
from bangkit_nb.align import candidates as ca
from bangkit_nb.align import memory as mem
from bangkit_nb.align import ranking
from bangkit_nb.align.queries import Query
from bangkit_nb.align.reasons import Told, explain_pairs
from bangkit_nb.align.rows import Rows

Cells = dict[str, npt.NDArray[Any]]
"""Column -> cells. Columns are joined one by one: a frame of all chunks would be held twice."""

_NAMES = ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan")


@dataclass(frozen=True)
class Compared:
    """Hold every compared pair, before ranking: indices and name -> (n_pairs,) values.

    Pairs are in order of usulan and row, so that rows of one skor stay in order.
    """

    asked: pd.DataFrame
    queries: list[Query]
    usulan: ca.Ints
    row: ca.Ints
    values: dict[str, ca.Floats]


def list_best(
    rows: Rows,
    memory: mem.Memory | None,
    model: ranking.Model,
    compared: Compared,
    *,
    top: int,
    explained: int,
) -> Cells:
    """Return the best `top` rows of each usulan, with reasons up to rank `explained`.

    Columns as `columns.CALON` and part_*, and `at`, the usulan's place in compared.asked.
    """
    parts = model.weigh(compared.values)
    n = len(compared.asked)
    skor = np.zeros(len(compared.usulan))
    for part in parts.values():
        skor += part
    skor = np.round(skor, 6)
    order = ranking.order_pairs(skor, compared.usulan)
    usulan = compared.usulan[order]
    rank = np.arange(len(usulan)) - np.searchsorted(usulan, usulan) + 1
    kept = order[rank <= top]
    rank = rank[rank <= top]
    at = compared.usulan[kept]
    number = rows.kode_number[compared.row]
    yakin, first = ranking.sureness(skor, compared.usulan, number, n, order)
    best = np.maximum(np.where(first >= 0, skor[first], 0.0), 0.0) if len(skor) else np.zeros(n)
    without = model.without(best, compared.queries)
    own = np.where(first[at] == kept, yakin[at], -np.inf)
    made: Cells = {"id_usulan": compared.asked["id_usulan"].to_numpy(object)[at]}
    made |= {"at": at, "rank": rank}
    made |= {name: rows.frame[name].to_numpy(object)[compared.row[kept]] for name in _NAMES}
    made |= {"skor": skor[kept], "peluang": model.chance(skor[kept])}
    made |= {"pita": model.bands(skor[kept], own), "peluang_tidak_ada": without[at]}
    made["penjelasan"] = _explain(rows, memory, compared, kept, rank <= explained)
    made |= {f"part_{name}": part[kept] for name, part in parts.items()}
    lone = np.setdiff1d(np.arange(n), at)
    return _with_lone(made, compared.asked, lone, without) if lone.size else made


def join_lists(parts: list[Cells]) -> pd.DataFrame:
    """Return one frame in the order of `at` and rank; empties the parts as it goes."""
    order = np.argsort(_join(parts, "at") * 2**20 + _join(parts, "rank"), kind="stable")
    pieces = [name for name in parts[0] if name.startswith("part_")]
    out: Cells = {}
    for name in (*columns.CALON, *pieces):
        out[name] = _join(parts, name)[order]
        for part in parts:
            del part[name]
    return pd.DataFrame(out, copy=False)


def _join(parts: list[Cells], name: str) -> npt.NDArray[Any]:
    return np.concatenate([part[name] for part in parts])


def _explain(
    rows: Rows, memory: mem.Memory | None, compared: Compared, kept: ca.Ints, is_wanted: Any
) -> npt.NDArray[np.object_]:
    """Return the reason of each wanted pair, "" for the others."""
    said = np.full(len(kept), "", object)
    pair = kept[is_wanted]
    values = {name: value[pair] for name, value in compared.values.items()}
    told = Told(compared.asked, compared.queries, compared.usulan[pair], compared.row[pair], values)
    said[is_wanted] = explain_pairs(rows, memory, told)
    return said


def _with_lone(made: Cells, asked: pd.DataFrame, lone: ca.Ints, without: ca.Floats) -> Cells:
    """Return the cells with a row of rank 0 for each usulan without a candidate."""
    out = {}
    for name, cells in made.items():
        blank = np.full(len(lone), "" if cells.dtype == object else 0, cells.dtype)
        out[name] = np.concatenate([cells, blank])
    out["id_usulan"][-len(lone) :] = asked["id_usulan"].to_numpy(object)[lone]
    out["at"][-len(lone) :] = lone
    out["peluang_tidak_ada"][-len(lone) :] = without[lone]
    return out
