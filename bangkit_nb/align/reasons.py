"""Say in an officer's words why a row was proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb import text
from bangkit_nb.align import memory as mem
from bangkit_nb.align.candidates import Floats, Ints
from bangkit_nb.align.lokasi import say_lokasi
from bangkit_nb.align.queries import Query, read_dukungan
from bangkit_nb.align.rows import Rows
from bangkit_nb.align.spoken import Held, Spoken, say_words
from bangkit_nb.align.urusan import NAMES

_QUOTED = ("sub_kegiatan", "kegiatan", "indikator")
"""Texts of a row that terms are quoted from, in this order."""

LIKE = 0.35
"""Cosine from which a past judgement is named."""


@dataclass(frozen=True)
class Told:
    """Hold the pairs to explain: usulan and row index `asked` and the rows; values by comparison.

    asked: columns as in inputs.read_usulan. queries: one per usulan.
    usulan, row: (n_pairs,). values: name -> (n_pairs,).
    """

    asked: pd.DataFrame
    queries: Sequence[Query]
    usulan: Ints
    row: Ints
    values: Mapping[str, Floats]


def explain_pairs(rows: Rows, memory: mem.Memory | None, told: Told) -> list[str]:
    """Return one explanation a pair: "Sama: jalan. “ketinting” di Renja: Prasarana ..."."""
    kegiatan = told.asked["kegiatan"].tolist()
    # a filled cell that names no kind of ours ("layanan") is not answered with a guess
    jenis = [
        read_dukungan(cell) if cell else query.jenis
        for cell, query in zip(told.asked["jenis_dukungan"], told.queries, strict=True)
    ]
    places = list(zip(told.asked["nama_desa"], told.asked["kecamatan"], strict=True))
    texts = list(zip(*(rows.frame[name] for name in _QUOTED), strict=True))
    where = Where(rows.frame["lokasi"].tolist())
    spoken: dict[int, Spoken] = {}
    held: dict[int, Held] = {}
    urusan = [_say_urusan(bidang) for bidang in rows.bidang]
    similar = _similar(memory, [kegiatan[u] for u in told.usulan.tolist()], told.row)
    value = told.values
    is_urusan = ((value["suara"] >= 0.5) | (value["urusan"] > 0)).tolist()
    is_jenis = (value["jenis"] >= 0.7).tolist()
    is_alike, is_over = (value["huruf"] > 0).tolist(), (value["pagu"] < 0).tolist()
    is_routine = (value["penunjang"] < 0).tolist()
    said = []
    for at, (u, r) in enumerate(zip(told.usulan.tolist(), told.row.tolist(), strict=True)):
        query = told.queries[u]
        if u not in spoken:
            spoken[u] = Spoken(query, kegiatan[u])
        if r not in held:
            held[r] = Held(rows.words[r], texts[r])
        parts = say_words(spoken[u], held[r])
        if similar[at]:
            parts.append(similar[at])
        if not parts and is_alike[at]:
            parts.append("Hanya tulisannya yang mirip.")
        if is_urusan[at]:
            parts.append(urusan[r])
        if is_jenis[at] and jenis[u]:
            parts.append(f"Jenis kegiatan cocok ({jenis[u]}).")
        parts.append(where.say(r, places[u]))
        if is_over[at]:
            parts.append("Anggaran melebihi pagu seluruh kabupaten.")
        if is_routine[at]:
            parts.append("Baris rutin penunjang.")
        if query.kewenangan:
            parts.append(f"Mungkin kewenangan {query.kewenangan}.")
        said.append(" ".join(filter(None, parts)))
    return said


class Where:
    """Say where rows are carried out, each sentence worked out once a place and cell."""

    def __init__(self, lokasi: Sequence[str]) -> None:
        self._lokasi = lokasi
        self._said: dict[tuple[str, tuple[str, str]], str] = {}

    def say(self, row: int, place: tuple[str, str]) -> str:
        """Return where a row is carried out as seen from (desa, kecamatan), "" for nothing."""
        lokasi = self._lokasi[row]
        if not lokasi:
            return ""
        key = (lokasi, place)
        if key not in self._said:
            self._said[key] = say_lokasi(lokasi, *place)
        return self._said[key]


def _say_urusan(bidang: str) -> str:
    names = [NAMES[code] for code in bidang.split(";") if code in NAMES]
    return f"Urusan {names[0]} cocok." if names else ""


def _similar(memory: mem.Memory | None, texts: Sequence[str], row: Ints) -> list[str]:
    if memory is None or not len(row):
        return [""] * len(row)
    distinct = sorted(set(texts))
    at = {value: i for i, value in enumerate(distinct)}
    cosine = mem.similarity(memory, distinct)
    said = []
    for value, r in zip(texts, row.tolist(), strict=True):
        near = mem.nearest_judgement(memory, cosine[at[value]], r)
        if near is None or cosine[at[value], near] < LIKE:
            said.append("")
            continue
        past = memory.past.iloc[near]
        desa = str(past.get("nama_desa", "") or "")
        n = int(np.sum(memory.kode.of_past == memory.kode.of_past[near]))
        place = f" desa {desa}" if desa else ""
        said.append(
            f"Mirip padanan{place}: \u201c{text.shorten(past['kegiatan'], 60)}\u201d ({n}x)."
        )
    return said
