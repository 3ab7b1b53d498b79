"""Say in an officer's words why a row was proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bangkit_nb import text
from bangkit_nb.align import memory as mem
from bangkit_nb.align.candidates import Floats, Ints
from bangkit_nb.align.queries import Query
from bangkit_nb.align.rows import Rows


def shared_words(query: Query, held: frozenset[str]) -> list[str]:
    """Return the text's own words that the row holds, in the order of the text."""
    return [word for word in query.literal if word in held]


def translated_words(query: Query, held: frozenset[str]) -> list[tuple[str, str]]:
    """Return (kata desa, istilah Renja) of each known phrase whose terms the row holds.

    Of several entries of a phrase the one is named that the row holds most of.
    """
    found = []
    for hit in query.hits:
        best: tuple[str, ...] = ()
        most = 0.0
        for entry in hit.entries:
            if not held.isdisjoint(entry.terms):
                said = tuple(t for t in entry.terms if t in held)
                share = len(said) / len(entry.terms) + 0.01 * entry.bobot
                if share > most:
                    best, most = said, share
        if best and not set(best) <= set(hit.entries[0].kata):
            found.append((" ".join(query.tokens[hit.start : hit.end]), " ".join(best)))
    return found


def explain_pairs(
    rows: Rows,
    memory: mem.Memory | None,
    queries: Sequence[Query],
    texts: Sequence[str],
    row: Ints,
    values: Mapping[str, Floats],
) -> list[str]:
    """Return one explanation a pair: "Sama: rumput laut. Tesaurus: ketinting = prasarana ..."."""
    said = []
    similar = _similar(memory, texts, row)
    lokasi = rows.frame["lokasi"].to_numpy(object)
    for at, (query, r) in enumerate(zip(queries, row.tolist(), strict=True)):
        parts = []
        same = shared_words(query, rows.words[r])
        if same:
            parts.append(f"Sama: {', '.join(same)}.")
        for kata, istilah in translated_words(query, rows.words[r])[:3]:
            parts.append(f"Tesaurus: {kata} = {istilah}.")
        if similar[at]:
            parts.append(similar[at])
        if not parts and values["huruf"][at] > 0:
            parts.append("Hanya tulisannya yang mirip.")
        if values["suara"][at] >= 0.5 or values["urusan"][at] > 0:
            parts.append("Urusan cocok.")
        if values["jenis"][at] >= 0.7:
            parts.append(f"Jenis kegiatan cocok ({query.jenis}).")
        if values["lokasi"][at] > 0:
            parts.append(f"Lokasi: {text.shorten(lokasi[r], 60)}.")
        if values["pagu"][at] < 0:
            parts.append("Anggaran melebihi pagu seluruh kabupaten.")
        if values["penunjang"][at] < 0:
            parts.append("Baris rutin penunjang.")
        if query.kewenangan:
            parts.append(f"Mungkin kewenangan {query.kewenangan}.")
        said.append(" ".join(parts))
    return said


def _similar(memory: mem.Memory | None, texts: Sequence[str], row: Ints) -> list[str]:
    if memory is None or not len(row):
        return [""] * len(row)
    distinct = sorted(set(texts))
    at = {value: i for i, value in enumerate(distinct)}
    cosine = mem.similarity(memory, distinct)
    said = []
    for value, r in zip(texts, row.tolist(), strict=True):
        near = mem.nearest_judgement(memory, cosine[at[value]], r)
        if near is None or cosine[at[value], near] < 0.35:
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
