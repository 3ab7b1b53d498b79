"""Prepare the Renja's rows once: one row a (kode_opd, kode_sub_kegiatan), every field indexed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bangkit_nb import words
from bangkit_nb.align import candidates as ca
from bangkit_nb.data import wilayah

VERBS = {
    "penyediaan": "sedia", "pengadaan": "sedia", "penjaminan": "sedia", "pemberian": "sedia",
    "pengembangan": "kembang", "peningkatan": "kembang", "pemberdayaan": "kembang",
    "fasilitasi": "kembang", "pembangunan": "bangun", "rehabilitasi": "rawat",
    "pemeliharaan": "rawat", "perbaikan": "rawat", "rekonstruksi": "rawat",
    "optimalisasi": "rawat", "operasi": "rawat", "pelatihan": "latih", "pembinaan": "latih",
    "pendampingan": "latih", "penyuluhan": "latih", "bimbingan": "latih", "sosialisasi": "latih",
    "edukasi": "latih", "penetapan": "atur", "penyusunan": "atur", "koordinasi": "atur",
    "survey": "atur", "survei": "atur", "pendataan": "atur", "evaluasi": "atur",
    "perencanaan": "atur", "identifikasi": "atur", "inventarisasi": "atur", "pengawasan": "awas",
    "monitoring": "awas", "pemantauan": "awas", "pengendalian": "awas", "promosi": "pasar",
    "pemasaran": "pasar",
}  # fmt: skip
"""First word of a sub kegiatan -> what it does."""

_CODE = re.compile(r"\b[0-9]\.[0-9]{2}\b")
"""A bidang urusan's code; a Renja may hold its name in that column instead, which is no code."""

_SAME = ("sub_kegiatan", "opd", "kegiatan", "program", "bidang_urusan")
_JOINED = ("indikator", "definisi", "lokasi")
FILLER = frozenset({"satu", "daerah"})
"""Words of official names ("dalam 1 (Satu) Daerah Kabupaten/Kota") that no text means."""

_KEY = ["kode_opd", "kode_sub_kegiatan"]


@dataclass(frozen=True)
class Rows:
    """Hold the rows to match against, in order of (kode_opd, kode_sub_kegiatan).

    frame: one row each, text columns as in `columns.RENJA` plus opd and definisi; pagu: the largest
    line's (NaN where unknown). fields: searchable fields; cover: share of a name by word.
    verb, bidang: what each row does, which bidang urusan it is. penunjang: routine support.
    kode_number: equal for rows of one code, however many digits it is written with.
    """

    frame: pd.DataFrame
    fields: dict[str, ca.Field]
    cover: ca.Matrix
    words: tuple[frozenset[str], ...]
    verb: tuple[str, ...]
    bidang: tuple[str, ...]
    penunjang: np.ndarray
    kode_number: np.ndarray

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.frame)


def code_key(kode: str) -> str:
    """Return a code of a sub kegiatan as the newer list writes it: 0026 where the older has 26.

    Of 211 codes that a real Renja wrote with two digits and that stand in Kepmendagri
    900.1.15.5-1317/2023, 210 have the same name there.
    """
    head, _, last = kode.rpartition(".")
    is_short = len(last) == 2 and wilayah.is_kode_sub_kegiatan(kode)
    return f"{head}.00{last}" if is_short else kode


def build_rows(renja: pd.DataFrame) -> Rows:
    """Index a Renja; lines that share (kode_opd, kode_sub_kegiatan) count as one row.

    renja: text columns (missing ones filled with ""), pagu float.
    """
    frame = _distinct(renja)
    names = [[w for w in words.words(v) if w not in FILLER] for v in frame["sub_kegiatan"]]
    fields = {
        "nama": ca.index_words(names),
        "induk": ca.index_words(_words(frame, "kegiatan", "program")),
        "indikator": ca.index_words(_words(frame, "indikator")),
        "definisi": ca.index_words(_words(frame, "definisi")),
        "opd": ca.index_words(_words(frame, "opd")),
        "tetangga": ca.index_words(_siblings(frame, names)),
        "huruf": ca.index_letters([words.normalise(v).split() for v in frame["sub_kegiatan"]]),
    }
    first = [words.normalise(v).split()[:1] for v in frame["sub_kegiatan"]]
    everything = zip(names, _words(frame, "kegiatan", "indikator"), strict=True)
    return Rows(
        frame,
        fields,
        ca.index_cover(fields["nama"]),
        tuple(frozenset(own + more) for own, more in everything),
        tuple(VERBS.get(v[0], "") if v else "" for v in first),
        tuple(
            ";".join(_CODE.findall(own)) or wilayah.kode_bidang_urusan(kode)
            for own, kode in zip(frame["bidang_urusan"], frame["kode_sub_kegiatan"], strict=True)
        ),
        np.array([wilayah.is_penunjang(k) for k in frame["kode_sub_kegiatan"]], bool),
        np.unique([code_key(k) for k in frame["kode_sub_kegiatan"]], return_inverse=True)[1],
    )


def _distinct(renja: pd.DataFrame) -> pd.DataFrame:
    rows: dict[tuple[str, str], dict[str, list[object]]] = {}
    columns = [*_KEY, *_SAME, *_JOINED, "pagu"]
    for cells in zip(*(renja[name] for name in columns), strict=True):
        row = rows.setdefault((cells[0], cells[1]), {name: [] for name in columns})
        for name, cell in zip(columns, cells, strict=True):
            row[name].append(cell)
    made = [
        {
            **{name: min(str(v) for v in row[name]) for name in (*_KEY, *_SAME)},
            **{name: "; ".join(sorted({str(v) for v in row[name] if v})) for name in _JOINED},
            "pagu": np.nanmax([_number(v) for v in row["pagu"]] + [-np.inf]),
        }
        for _, row in sorted(rows.items())
    ]
    frame = pd.DataFrame(made, columns=columns, dtype=object)
    pagu = frame["pagu"].astype(float)
    frame["pagu"] = pagu.where(np.isfinite(pagu), np.nan)
    return frame


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else np.nan


def _words(frame: pd.DataFrame, *names: str) -> list[list[str]]:
    """Return the words of some columns of each row; rows that say the same share a list."""
    said = [" ".join(cells) for cells in zip(*(frame[n].tolist() for n in names), strict=True)]
    known = {value: words.words(value) for value in dict.fromkeys(said)}
    return [known[value] for value in said]


def _siblings(frame: pd.DataFrame, names: list[list[str]]) -> list[list[str]]:
    """Return for each row the words of all sub kegiatan of its program."""
    together: dict[str, list[str]] = {}
    programs = [".".join(kode.split(".")[:3]) for kode in frame["kode_sub_kegiatan"]]
    for program, own in zip(programs, names, strict=True):
        together.setdefault(program, []).extend(own)
    return [together[program] for program in programs]
