"""Match village activities to the sub kegiatan of the Renja: rank rows, keep every piece, say why.

Nothing here accepts a match. It proposes; an officer judges what fits, and only an OPD or the Rakor
says what is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bangkit_nb import columns
from bangkit_nb.align import candidates as ca
from bangkit_nb.align import inputs, ranking, scoring
from bangkit_nb.align import memory as mem
from bangkit_nb.align.fields import FIELDS, build_queries, score_block
from bangkit_nb.align.queries import Query, read_query
from bangkit_nb.align.reasons import Told, explain_pairs
from bangkit_nb.align.rows import Rows, build_rows
from bangkit_nb.align.thesaurus import Thesaurus, read_thesaurus

KEEP = 40
"""Rows per text that retrieval hands to the comparisons."""

CHUNK = 2048
"""Usulan ranked at a time."""


@dataclass(frozen=True)
class Matcher:
    """Hold a Renja ready to be matched against: indexed rows, thesaurus, memory, model."""

    rows: Rows
    thesaurus: Thesaurus
    memory: mem.Memory | None
    model: ranking.Model


@dataclass(frozen=True)
class Compared:
    """Hold every compared pair, before ranking: indices and name -> (n_pairs,) values."""

    asked: pd.DataFrame
    queries: list[Query]
    usulan: ca.Ints
    row: ca.Ints
    values: dict[str, ca.Floats]


def match_usulan(
    usulan: pd.DataFrame,
    renja: pd.DataFrame,
    *,
    top: int = 5,
    padanan: pd.DataFrame | None = None,
    tesaurus: Sequence[Sequence[str]] = (),
) -> pd.DataFrame:
    """Rank Renja rows for every usulan.

    Args:
        usulan: one row per activity; needs id_usulan and kegiatan; uses bidang_penghidupan,
            komoditas, jenis_dukungan, nama_desa, kecamatan and anggaran (Rupiah).
        renja: needs kode_sub_kegiatan and sub_kegiatan; uses kode_opd, opd, kegiatan, program,
            indikator, definisi, lokasi and pagu (Rupiah). Lines of the same (kode_opd,
            kode_sub_kegiatan) count as one row.
        top: candidates kept per usulan.
        padanan: past judgements (columns.PADANAN) to learn from.
        tesaurus: an office's own rows (kata_desa, istilah_renja, bobot, bidang_urusan, sumber).

    Returns:
        Frame with the columns `columns.CALON` and one `part_*` per comparison, ordered as the
        usulan came and by rank; an usulan without a candidate has one row with rank 0.
        The parts of a row sum to its skor. No argument is changed.

    Raises:
        InputError: a needed column is missing.
    """
    return rank_usulan(build_matcher(renja, padanan=padanan, tesaurus=tesaurus), usulan, top=top)


def build_matcher(
    renja: pd.DataFrame,
    *,
    padanan: pd.DataFrame | None = None,
    tesaurus: Sequence[Sequence[str]] = (),
    model: ranking.Model | None = None,
) -> Matcher:
    """Index a Renja and its past judgements once, for many calls of rank_usulan.

    model: how parts are weighed; by default the shipped prior, or what the district's own
    judgements teach once there are enough of them (ranking.learn).
    """
    rows = build_rows(inputs.read_renja(renja))
    thesaurus = read_thesaurus(tuple(tuple(row) for row in tesaurus))
    memory = mem.build_memory(padanan, rows)
    plain = Matcher(rows, thesaurus, memory, model or ranking.PRIOR)
    if model is not None or memory is None:
        return plain
    return Matcher(rows, thesaurus, memory, _learn(plain))


def remember(matcher: Matcher, padanan: pd.DataFrame) -> Matcher:
    """Return the matcher with a memory of `padanan` instead of its own; nothing is fitted again.

    For a screen that ranks anew after each judgement. Rows, thesaurus and model stay; texts that
    the matcher has already read are not read again. padanan: columns.PADANAN, all that count.
    """
    return replace(matcher, memory=mem.build_memory(padanan, matcher.rows, matcher.memory))


def rank_usulan(
    matcher: Matcher, usulan: pd.DataFrame, *, top: int = 5, explained: int = 10
) -> pd.DataFrame:
    """Rank rows for every usulan; see match_usulan. Rows up to rank `explained` get a reason."""
    asked = inputs.read_usulan(usulan)
    # Sorted by text, equal sentences fall into one chunk and are read once; memory stays that of
    # a chunk, however many usulan there are.
    order = np.lexsort((asked["komoditas"].to_numpy(str), asked["kegiatan"].to_numpy(str)))
    starts = range(0, max(len(order), 1), CHUNK)
    parts = [_rank_chunk(matcher, asked.iloc[order[s : s + CHUNK]], top, explained) for s in starts]
    out = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    out = out.sort_values(["at", "rank"], kind="stable").reset_index(drop=True)
    pieces = [name for name in out.columns if name.startswith("part_")]
    texts = {name: object for name in columns.CALON if out[name].dtype.kind not in "iuf"}
    return out[[*columns.CALON, *pieces]].astype(texts)


def _rank_chunk(matcher: Matcher, asked: pd.DataFrame, top: int, explained: int) -> pd.DataFrame:
    """Rank some usulan; column `at` tells the place (index) each had among all."""
    compared = compare(matcher, asked.reset_index(drop=True))
    parts = matcher.model.weigh(compared.values)
    ranked = _ranked(matcher, compared, parts, top)
    ranked["penjelasan"] = _explain(matcher, compared, ranked, explained)
    ranked["at"] = asked.index.to_numpy()[ranked["at"].to_numpy(int)]
    return ranked


def compare(matcher: Matcher, asked: pd.DataFrame, *, own: bool = False) -> Compared:
    """Retrieve and compare pairs for every usulan (columns as rank_usulan makes them).

    own: the asked rows are the memory's own judgements, in its order, and each must forget itself.
    """
    keys = list(zip(asked["kegiatan"], asked["komoditas"], strict=True))
    # A district writes the same sentence many times: each distinct text is read once.
    distinct = list(enumerate(keys)) if own else list(enumerate(sorted(set(keys))))
    place = {key: at for at, key in distinct}
    of_asked = np.arange(len(keys)) if own else np.array([place[k] for k in keys], np.int64)
    texts = [" ".join(key).strip() for _, key in distinct]
    queries = [read_query(own_, matcher.thesaurus, more) for _, (own_, more) in distinct]
    found = _retrieve(matcher, queries, texts, own)
    usulan, at = _spread(of_asked, found.text)
    products = {name: product[at] for name, product in found.products.items()}
    remembered = {name: products.pop(name) for name in mem.NAMES if name in products}
    pairs = scoring.Pairs(
        asked, [queries[t] for t in of_asked], matcher.rows, usulan, found.row[at], products,
        remembered,
    )  # fmt: skip
    return Compared(asked, pairs.queries, usulan, pairs.row, scoring.compare_pairs(pairs))


def _retrieve(matcher: Matcher, queries: list[Query], texts: list[str], own: bool) -> ca.Found:
    matrices = build_queries(matcher.rows, queries)
    weight = {name: matcher.model.weights[name] for name in (*FIELDS, *mem.NAMES)}
    memory = matcher.memory

    def score(block: slice) -> dict[str, mem.Dense]:
        products = score_block(matcher.rows, matrices, block)
        if memory is not None:
            cosine = mem.similarity(memory, texts[block])
            itself = np.eye(memory.n, dtype=np.float32)[block] if own else None
            products |= mem.recall_rows(memory, cosine, itself)
        return products

    def weigh(products: dict[str, mem.Dense]) -> mem.Dense:
        total = np.zeros_like(next(iter(products.values())))
        for name, product in products.items():
            total += np.float32(weight[name]) * product
        return total

    return ca.search(score, weigh, len(queries), KEEP)


def _spread(of_asked: ca.Ints, text_of_pair: ca.Ints) -> tuple[ca.Ints, ca.Ints]:
    """Give every usulan the pairs of its text: usulan per pair, and which found pair it is."""
    n_texts = int(of_asked.max(initial=-1)) + 1
    starts = np.searchsorted(text_of_pair, np.arange(n_texts + 1))
    sizes = np.diff(starts)[of_asked] if of_asked.size else np.zeros(0, np.int64)
    usulan = np.repeat(np.arange(len(of_asked)), sizes)
    offset = np.arange(len(usulan)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(starts[of_asked], sizes) + offset if usulan.size else np.zeros(0, np.int64)
    return usulan.astype(np.int64), at.astype(np.int64)


def _learn(matcher: Matcher) -> ranking.Model:
    memory = matcher.memory
    assert memory is not None
    asked = inputs.read_usulan(memory.past)
    compared = compare(matcher, asked, own=True)
    kode = matcher.rows.frame["kode_sub_kegiatan"].to_numpy(object)
    is_right = (
        kode[compared.row] == memory.past["kode_sub_kegiatan"].to_numpy(object)[compared.usulan]
    )
    number = matcher.rows.kode_number[compared.row]
    return ranking.learn(compared.values, compared.usulan, number, is_right, n_judged=memory.n)


def _ranked(
    matcher: Matcher, compared: Compared, parts: dict[str, ca.Floats], top: int
) -> pd.DataFrame:
    skor = np.round(np.sum(list(parts.values()), axis=0), 6) if parts else np.zeros(0)
    order = np.lexsort((compared.row, -skor, compared.usulan))
    usulan = compared.usulan[order]
    rank = np.arange(len(usulan)) - np.searchsorted(usulan, usulan) + 1
    kept = order[rank <= top]
    at, row = compared.usulan[kept], compared.row[kept]
    n = len(compared.asked)
    best = np.zeros(n)
    np.maximum.at(best, compared.usulan, skor)
    without = matcher.model.without(best, compared.queries)
    frame = matcher.rows.frame
    made: dict[str, object] = {"at": at, "rank": rank[rank <= top]}
    for name in ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan"):
        made[name] = frame[name].to_numpy(object)[row]
    made |= {"skor": skor[kept], "peluang": matcher.model.chance(skor[kept])}
    number = matcher.rows.kode_number[compared.row]
    yakin, first = ranking.sureness(skor, compared.usulan, number, n)
    own = np.where(first[at] == kept, yakin[at], -np.inf)
    made["pita"] = matcher.model.bands(skor[kept], own)
    made["peluang_tidak_ada"] = without[at]
    made |= {"penjelasan": "", "pair": kept}
    made |= {f"part_{name}": part[kept] for name, part in parts.items()}
    out = pd.DataFrame(made)
    lone = np.setdiff1d(np.arange(n), at)
    if lone.size:
        out = pd.concat([out, _blank(out, lone, without)], ignore_index=True)
    out["id_usulan"] = compared.asked["id_usulan"].to_numpy(object)[out["at"].to_numpy(int)]
    return out


def _explain(
    matcher: Matcher, compared: Compared, ranked: pd.DataFrame, explained: int
) -> list[str]:
    """Return the reason of each ranked row up to rank `explained`, "" for the others."""
    wanted = ((ranked["rank"] >= 1) & (ranked["rank"] <= explained)).to_numpy()
    pair = ranked["pair"].to_numpy(int)[wanted]
    values = {name: value[pair] for name, value in compared.values.items()}
    told = Told(compared.asked, compared.queries, compared.usulan[pair], compared.row[pair], values)
    said = iter(explain_pairs(matcher.rows, matcher.memory, told))
    return [next(said) if is_wanted else "" for is_wanted in wanted]


def _blank(out: pd.DataFrame, lone: ca.Ints, without: ca.Floats) -> pd.DataFrame:
    """Return a row of rank 0 for each usulan without a candidate."""
    cells = {name: "" if out[name].dtype.kind not in "iuf" else 0 for name in out.columns}
    rows = pd.DataFrame({name: [value] * len(lone) for name, value in cells.items()})
    rows["at"], rows["peluang_tidak_ada"] = lone, without[lone]
    return rows.astype(out.dtypes.to_dict())
