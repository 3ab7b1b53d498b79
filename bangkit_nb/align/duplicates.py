"""Find the same activity proposed by several desa, held by several OPD, or in a sister program.

One answer of an OPD can then serve all of them, and nothing is paid for twice.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from bangkit_nb import columns, words
from bangkit_nb.align import candidates as ca
from bangkit_nb.align.rows import code_key

ALIKE = 0.80
"""Cosine of word sets from which two texts are one activity (chosen by reading the samples)."""

PROGRAM_LAIN = (
    "TEKAD", "IPDMIP", "READSI", "PAMSIMAS", "KOTAKU", "PISEW", "P3TGAI", "BSPS", "PNM Mekaar",
    "PKH", "YESS", "MADANI", "INOVASI", "KOMPAK", "SKALA", "NTT Rural", "Wahana Visi",
    "Plan Indonesia",
)  # fmt: skip
"""Sister programmes that plans of eastern desa name; the list is facts about names, no more."""

_PROGRAM = re.compile(rf"\b({'|'.join(PROGRAM_LAIN)})\b", re.IGNORECASE)


def find_duplicates(usulan: pd.DataFrame, calon: pd.DataFrame, renja: pd.DataFrame) -> pd.DataFrame:
    """Find groups of usulan that are one activity, and other places it already has.

    Args:
        usulan: needs id_usulan, kegiatan, kode_desa; uses sumber_dana.
        calon: match_usulan's result for the same usulan.
        renja: needs kode_opd, kode_sub_kegiatan; uses opd.

    Returns:
        Frame with the columns `columns.SERUPA`: jenis "antar desa" (kelompok numbers the group,
        largest first, n its usulan), "OPD lain" (the same code stands in another OPD's Renja) or
        "program lain" (the row names a sister programme).
    """
    made = [*_between_desa(usulan), *_other_opd(calon, renja), *_other_program(usulan)]
    return pd.DataFrame(made, columns=list(columns.SERUPA))


def _between_desa(usulan: pd.DataFrame) -> list[dict[str, object]]:
    texts = [frozenset(words.words(v)) for v in usulan["kegiatan"]]
    label = _cluster(texts)
    desa = usulan["kode_desa"].to_numpy(object)
    groups: dict[int, list[int]] = {}
    for at, group in enumerate(label):
        if texts[at]:
            groups.setdefault(int(group), []).append(at)
    wide = [m for m in groups.values() if len({desa[at] for at in m}) > 1]
    wide.sort(key=lambda members: (-len(members), members[0]))
    keys = usulan["id_usulan"].to_numpy(object)
    kegiatan = usulan["kegiatan"].to_numpy(object)
    return [
        {
            "id_usulan": keys[at],
            "jenis": columns.ANTAR_DESA,
            "kelompok": number,
            "n": len(members),
            "keterangan": kegiatan[members[0]],
        }
        for number, members in enumerate(wide, 1)
        for at in members
    ]


def _cluster(texts: list[frozenset[str]]) -> ca.Ints:
    """Number the texts so that alike ones share a number; equal sets are compared only once."""
    keys = [tuple(sorted(t)) for t in texts]
    distinct = sorted(set(keys))
    place = {key: at for at, key in enumerate(distinct)}
    of_text = np.array([place[key] for key in keys], np.int64)
    field = ca.index_grams(distinct, common=1.0)
    unit = field.rows.tocsr()
    left, right = [], []
    for start in range(0, len(distinct), 1024):
        product = (unit[start : start + 1024] @ unit.T).tocoo()
        alike = product.data >= ALIKE
        left.append(product.row[alike] + start)
        right.append(product.col[alike])
    edges = (np.concatenate([*left, []]).astype(int), np.concatenate([*right, []]).astype(int))
    graph = sparse.coo_matrix((np.ones(len(edges[0])), edges), shape=(len(distinct),) * 2)
    _, label = csgraph.connected_components(graph, directed=False)
    return np.asarray(label, np.int64)[of_text]


def _other_opd(calon: pd.DataFrame, renja: pd.DataFrame) -> list[dict[str, object]]:
    names = renja["opd"] if "opd" in renja else renja["kode_opd"]
    holders: dict[str, dict[str, str]] = {}
    for kode, opd, name in zip(renja["kode_sub_kegiatan"], renja["kode_opd"], names, strict=True):
        holders.setdefault(code_key(kode), {})[opd] = name
    best = calon[calon["rank"] == 1]
    made = []
    for key, kode, opd in zip(
        best["id_usulan"], best["kode_sub_kegiatan"], best["kode_opd"], strict=True
    ):
        others = [
            name for code, name in sorted(holders.get(code_key(kode), {}).items()) if code != opd
        ]
        if others:
            said = "Sub kegiatan ini juga ada di " + ", ".join(others) + "."
            n = 1 + len(others)
            made.append(_alone(key, columns.OPD_LAIN, n, said))
    return made


def _other_program(usulan: pd.DataFrame) -> list[dict[str, object]]:
    made = []
    sources = usulan["sumber_dana"] if "sumber_dana" in usulan else [""] * len(usulan)
    for key, kegiatan, sumber in zip(usulan["id_usulan"], usulan["kegiatan"], sources, strict=True):
        found = _PROGRAM.search(f"{kegiatan} {sumber}")
        if found:
            said = f"Menyebut program {found[1]}; pastikan tidak dibiayai dua kali."
            made.append(_alone(key, columns.PROGRAM_LAIN, 1, said))
    return made


def _alone(key: object, jenis: str, n: int, said: str) -> dict[str, object]:
    """Return a row that belongs to no group."""
    return {"id_usulan": key, "jenis": jenis, "kelompok": 0, "n": n, "keterangan": said}
