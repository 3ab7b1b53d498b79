"""Match village activities to the sub kegiatan of the Renja: rank rows, keep every piece, say why.

First version: words, spelling, urusan and location. Nothing here accepts a match: it proposes, an
officer judges what fits, and only an OPD or the Rakor says what is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from bangkit_nb import columns, text
from bangkit_nb.align import candidates as ca
from bangkit_nb.align import scoring
from bangkit_nb.data.checks import Checked
from bangkit_nb.errors import InputError, WorkbookError

AMBANG = 0.25
"""A best candidate below this skor counts as "belum ada padanan" (docs/angka.md says why)."""

_FIELDS = {
    "nama": ("sub_kegiatan",),
    "induk": ("kegiatan", "program"),
    "indikator": ("indikator",),
}
_USULAN_OPTIONAL = ("bidang_penghidupan", "komoditas", "nama_desa", "kecamatan")
_RENJA_OPTIONAL = ("kode_opd", "opd", "kegiatan", "program", "indikator", "lokasi")


def match_usulan(
    usulan: pd.DataFrame, renja: pd.DataFrame, *, top: int = 5, keep: int = 60
) -> pd.DataFrame:
    """Rank Renja rows for every usulan.

    Args:
        usulan: one row per activity; needs id_usulan and kegiatan; uses bidang_penghidupan,
            komoditas, nama_desa and kecamatan where they are there.
        renja: needs kode_sub_kegiatan and sub_kegiatan; uses kode_opd, opd, kegiatan, program,
            indikator and lokasi. Lines of the same (kode_opd, kode_sub_kegiatan) count as one row.
        top: candidates kept per usulan.
        keep: rows per usulan that retrieval hands to the comparisons.

    Returns:
        Frame with the columns `columns.CALON` and one `part_*` per comparison, ordered as the
        usulan came and by rank; an usulan without a candidate has one row with rank 0.
        The parts of a row sum to its skor. Neither argument is changed.

    Raises:
        InputError: a needed column is missing.
    """
    asked = _with_columns(usulan, ("id_usulan", "kegiatan"), _USULAN_OPTIONAL, "usulan")
    rows = _distinct_rows(
        _with_columns(renja, ("kode_sub_kegiatan", "sub_kegiatan"), _RENJA_OPTIONAL, "renja")
    )
    pairs, parts = _compare(asked, rows, keep)
    return _ranked(asked, rows, pairs, parts, top)


def _with_columns(
    frame: pd.DataFrame, needed: Sequence[str], optional: Sequence[str], name: str
) -> pd.DataFrame:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise InputError(f"Tabel {name} tidak punya kolom {', '.join(missing)}.")
    out = pd.DataFrame(
        {column: [text.tidy(v) for v in _cells(frame, column)] for column in (*needed, *optional)}
    )
    return out.reset_index(drop=True)


def _cells(frame: pd.DataFrame, column: str) -> list[object]:
    source = "opd" if column == "kode_opd" and "kode_opd" not in frame.columns else column
    if source not in frame.columns:
        return [""] * len(frame)
    values = frame[source]
    return list(values.astype(object).where(values.notna(), ""))


def _distinct_rows(renja: pd.DataFrame) -> pd.DataFrame:
    """Join the lines of one (kode_opd, kode_sub_kegiatan): locations and indicators together."""
    out = renja.groupby(["kode_opd", "kode_sub_kegiatan"], sort=True, as_index=False).agg(
        {
            "sub_kegiatan": "min",
            "opd": "min",
            "kegiatan": "min",
            "program": "min",
            "indikator": _join,
            "lokasi": _join,
        }
    )
    return out.reset_index(drop=True)


def _join(values: pd.Series) -> str:
    return "; ".join(sorted({v for v in values if v}))


def _compare(
    asked: pd.DataFrame, rows: pd.DataFrame, keep: int
) -> tuple[scoring.Pairs, dict[str, ca.Floats]]:
    # A district writes the same sentence many times: each distinct text is normalised once.
    whole = [" ".join(pair) for pair in _tuples(asked, ("kegiatan", "komoditas"))]
    distinct = sorted(set(whole))
    place = {value: at for at, value in enumerate(distinct)}
    of_asked = np.array([place[value] for value in whole], np.int64)
    query_words = [text.words(v) for v in distinct]
    query_grams = [ca.char_grams(" ".join(w)) for w in query_words]
    indexed: dict[str, tuple[sparse.csr_matrix, sparse.csr_matrix]] = {}
    for name, members in _FIELDS.items():
        field = ca.index_words([text.words(" ".join(t)) for t in _tuples(rows, members)])
        indexed[name] = ca.query_words(field, query_words), field.rows
    grams = ca.index_grams([ca.char_grams(" ".join(text.words(v))) for v in rows["sub_kegiatan"]])
    indexed["huruf"] = ca.query_grams(grams, query_grams), grams.rows
    weight = {c.name: c.weight for c in scoring.COMPARISONS}

    def block(start: int, end: int) -> sparse.csr_matrix:
        total = None
        for name, (queries, docs) in indexed.items():
            product = queries[start:end] @ docs.T * weight[name]
            total = product if total is None else total + product
        return total

    text_query, row = ca.search_blocks(block, len(distinct), keep)
    query, row, text_of_pair = _spread(of_asked, text_query, row)
    products = {
        name: _pair_products(queries, docs, text_of_pair, row)
        for name, (queries, docs) in indexed.items()
    }
    pairs = scoring.Pairs(asked, rows, query, row, products)
    return pairs, scoring.compare_pairs(pairs)


def _tuples(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(frame[name] for name in names), strict=True))


def _spread(of_asked: ca.Ints, text_query: ca.Ints, row: ca.Ints) -> tuple[ca.Ints, ...]:
    """Give every usulan the pairs of its distinct text: (usulan, row, text) per pair."""
    starts = np.searchsorted(text_query, np.arange(of_asked.max(initial=-1) + 2))
    sizes = np.diff(starts)[of_asked] if of_asked.size else np.zeros(0, np.int64)
    query = np.repeat(np.arange(len(of_asked)), sizes)
    offset = np.arange(len(query)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(starts[of_asked], sizes) + offset if query.size else np.zeros(0, np.int64)
    return query, row[at], text_query[at]


def _pair_products(
    queries: sparse.csr_matrix, docs: sparse.csr_matrix, query: ca.Ints, row: ca.Ints
) -> ca.Floats:
    """Return the product of each (query, row) pair, without the whole matrix."""
    out = np.zeros(len(query))
    for start in range(0, len(query), 50_000):
        part = slice(start, start + 50_000)
        product = queries[query[part]].multiply(docs[row[part]])
        out[part] = np.asarray(product.sum(axis=1)).ravel()
    return out


def _ranked(
    asked: pd.DataFrame,
    rows: pd.DataFrame,
    pairs: scoring.Pairs,
    parts: dict[str, ca.Floats],
    top: int,
) -> pd.DataFrame:
    skor = np.round(np.sum(list(parts.values()), axis=0), 6) if parts else np.zeros(0)
    order = np.lexsort((pairs.row, -skor, pairs.query))
    query = pairs.query[order]
    first = np.searchsorted(query, query)
    rank = np.arange(len(query)) - first + 1
    kept = order[(rank <= top) & (skor[order] > 0)]
    row = pairs.row[kept]
    found = pd.DataFrame({"at": pairs.query[kept], "rank": 0})
    found["rank"] = found.groupby("at").cumcount() + 1
    for name in ("kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan"):
        found[name] = rows[name].to_numpy(object)[row]
    found["skor"] = skor[kept]
    said = [
        explain_pair(asked.iloc[q], rows.iloc[r], {n: float(p[i]) for n, p in parts.items()})
        for q, r, i in zip(pairs.query[kept], row, kept, strict=True)
    ]
    found["penjelasan"] = np.array(said, object)
    for name, values in parts.items():
        found[name] = values[kept]
    absent = sorted(set(range(len(asked))) - set(found["at"]))
    if absent:
        blank = {name: "" if found[name].dtype == object else 0 for name in found.columns}
        empty = pd.DataFrame({**{n: [v] * len(absent) for n, v in blank.items()}, "at": absent})
        out = pd.concat([found, empty.astype(found.dtypes.to_dict())], ignore_index=True)
    else:
        out = found
    out = out.sort_values(["at", "rank"], kind="stable").reset_index(drop=True)
    out["id_usulan"] = asked["id_usulan"].to_numpy(object)[out["at"].to_numpy(int)]
    return out[[*columns.CALON, *parts]]


def explain_pair(usulan: pd.Series, row: pd.Series, parts: dict[str, float]) -> str:
    """Say in an officer's words why a row was proposed: "Sama: rumput laut. Urusan cocok."."""
    asked = text.words(f"{usulan['kegiatan']} {usulan['komoditas']}")
    held = set(text.words(f"{row['sub_kegiatan']} {row['kegiatan']} {row['indikator']}"))
    shared = list(dict.fromkeys(w for w in asked if w in held))
    said = [f"Sama: {', '.join(shared)}." if shared else "Tidak ada kata yang sama."]
    if not shared and parts.get("part_huruf", 0) > 0:
        said = ["Hanya ejaan yang mirip."]
    if parts.get("part_urusan", 0) > 0:
        said.append("Urusan cocok.")
    if parts.get("part_lokasi", 0) > 0:
        said.append(f"Lokasi: {text.shorten(row['lokasi'], 60)}.")
    if parts.get("part_penunjang", 0) < 0:
        said.append("Baris rutin penunjang.")
    return " ".join(said)


def is_padanan(calon: pd.DataFrame) -> pd.Series:
    """Tell for each candidate row whether it is a best candidate strong enough to ask about."""
    return (calon["rank"] == 1) & (calon["skor"] >= AMBANG)


def match_rakor(checked: Checked, *, top: int = 5) -> pd.DataFrame:
    """Match a checked workbook's usulan, their places and OPD names joined; see match_usulan.

    Raises WorkbookError when the workbook lacks a sheet or column that a match needs.
    """
    if checked.is_blocked:
        said = [p.message for p in checked.problems if p.severity == "stop" and p.row is None]
        raise WorkbookError(f"{checked.name}: {' '.join(said[:3])}")
    place = checked.sheet("Desa")[["kode_desa", "nama_desa", "kecamatan"]]
    usulan = checked.sheet("Rencana").merge(place, on="kode_desa", how="left", validate="m:1")
    names = checked.sheet("OPD")[["kode_opd", "nama_opd"]].rename(columns={"nama_opd": "opd"})
    renja = checked.sheet("Renja").merge(names, on="kode_opd", how="left", validate="m:1")
    return match_usulan(usulan, renja, top=top)
