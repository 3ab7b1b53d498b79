"""Match village activities to the sub kegiatan of the Renja: rank rows, keep every piece, say why.

Nothing here accepts a match. It proposes; an officer judges what fits, and only an OPD or the Rakor
says what is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bangkit_nb.align import candidates as ca
from bangkit_nb.align import inputs, ranking, scoring
from bangkit_nb.align import memory as mem
from bangkit_nb.align.fields import FIELDS, build_queries, score_block
from bangkit_nb.align.listing import Cells, Compared, join_lists, list_best
from bangkit_nb.align.queries import Query, read_query
from bangkit_nb.align.rows import Rows, build_rows
from bangkit_nb.align.thesaurus import Thesaurus, read_thesaurus
from bangkit_nb.garbage import no_collecting

KEEP = 40
"""Rows per text that retrieval hands to the comparisons."""

SLICE = 32
"""Texts whose products are weighed at a time."""

CHUNK = 4096
"""Usulan ranked at a time."""


@dataclass(frozen=True)
class Matcher:
    """Hold a Renja ready to be matched against: indexed rows, thesaurus, memory, model."""

    rows: Rows
    thesaurus: Thesaurus
    memory: mem.Memory | None
    model: ranking.Model


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
    with no_collecting():
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
    matcher: Matcher, usulan: pd.DataFrame, *, top: int = 5, explained: int = 5
) -> pd.DataFrame:
    """Rank rows for every usulan; see match_usulan. Rows up to rank `explained` get a reason."""
    with no_collecting():
        return _rank(matcher, inputs.read_usulan(usulan), top, explained)


def _rank(matcher: Matcher, asked: pd.DataFrame, top: int, explained: int) -> pd.DataFrame:
    # Sorted by text, equal sentences fall into one chunk and are read once; memory stays that of
    # a chunk, however many usulan there are.
    order = np.lexsort((asked["komoditas"].to_numpy(str), asked["kegiatan"].to_numpy(str)))
    starts = range(0, max(len(order), 1), CHUNK)
    return join_lists(
        [_rank_chunk(matcher, asked, order[s : s + CHUNK], top, explained) for s in starts]
    )


def _rank_chunk(
    matcher: Matcher, asked: pd.DataFrame, chosen: ca.Ints, top: int, explained: int
) -> Cells:
    """Rank some usulan; `at` tells the place each has among all."""
    compared = compare(matcher, asked.iloc[chosen].reset_index(drop=True))
    made = list_best(
        matcher.rows, matcher.memory, matcher.model, compared, top=top, explained=explained
    )
    return made | {"at": chosen[made["at"]]}


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
        part = np.empty_like(total[:SLICE])
        for at in range(0, len(total), SLICE):  # few rows at a time stay in the processor's cache
            some = slice(at, at + SLICE)
            for name, product in products.items():
                rows = product[some]
                total[some] += np.multiply(rows, np.float32(weight[name]), out=part[: len(rows)])
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
    is_right = memory.kode.of_row[compared.row] == memory.kode.of_past[compared.usulan]
    number = matcher.rows.kode_number[compared.row]
    return ranking.learn(compared.values, compared.usulan, number, is_right, n_judged=memory.n)
