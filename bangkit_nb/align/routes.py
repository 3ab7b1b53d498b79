"""Propose which door a village activity may take, with the reason, and the village's own code.

The routes are those officials use (DOMAIN.md section 5). A route is a proposal like a match is:
the officer chooses, and OPD, Rakor or desa decide.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import numpy as np
import pandas as pd

from bangkit_nb import columns, fmt
from bangkit_nb.align import matching, ranking
from bangkit_nb.align.queries import Query, read_text
from bangkit_nb.frames import list_rows

DESA_MOST = 200_000_000
"""Rupiah up to which an activity of its own kind usually fits one year's Dana Desa."""

SWADAYA_MOST = 3_000_000
"""Rupiah up to which a group can usually carry an activity itself."""

DESA_LEAST = 0.37
"""Skor from which a kegiatan desa counts as the activity's own kind."""

_DESA = {"sebut": 0.26, "utuh": 0.0, "huruf": 0.13, "definisi": 0.17, "suara": 0.18}
"""Names of kegiatan desa are in the village's own words: those count, not the Renja's terms."""

_TRAINING = ("pelatihan", "kelembagaan")


@lru_cache(maxsize=1)
def read_kegiatan_desa() -> pd.DataFrame:
    """Return the livelihood activities of Permendagri 20/2018 as rows to match against."""
    source = resources.files("bangkit_nb.align").joinpath("kegiatan_desa.csv")
    _, *rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
    columns_ = ["kode_sub_kegiatan", "sub_kegiatan", "kegiatan", "bidang_urusan", "definisi"]
    return pd.DataFrame(rows, columns=columns_)


@lru_cache(maxsize=1)
def _read_matcher() -> matching.Matcher:
    """Index the kegiatan desa once: a screen asks for the route of one usulan after another."""
    weights = {**ranking.PRIOR.weights, **_DESA}
    return matching.build_matcher(
        read_kegiatan_desa(), model=replace(ranking.PRIOR, weights=weights)
    )


@dataclass(frozen=True)
class Case:
    """Hold what a rule looks at: one usulan, its best Renja candidate, its best kegiatan desa."""

    query: Query
    pita: str
    without: float
    opd: str
    anggaran: float
    kegiatan_desa: str
    skor_desa: float


@dataclass(frozen=True)
class Rule:
    """Declare a route: taken by the first rule whose `applies` is true.

    kode: of its reason, a key of WHY; isi: what the reason names in this case.
    """

    jalur: str
    kode: str
    applies: Callable[[Case], bool]
    isi: Callable[[Case], str] = lambda case: ""


WHY = {
    "kewenangan": (
        "Mungkin kewenangan {isi}; disampaikan lewat Musrenbang Kecamatan agar diteruskan."
    ),
    "renja": "Ada sub kegiatan yang cocok di {isi}.",
    "pelatihan": "Yang diminta pelatihan atau pendampingan.",
    "kecil": "Biayanya kecil ({isi}).",
    "desa": "Sejenis dengan kegiatan desa \u201c{isi}\u201d.",
    "tanpa": "Belum ada sub kegiatan yang cocok di Renja.",
}
"""Each reason's code and its words; packs say the same codes in their own language."""


def _fits_desa(case: Case) -> bool:
    affordable = not case.anggaran > DESA_MOST  # true as well where no amount is given
    return case.skor_desa >= DESA_LEAST and affordable


RULES: tuple[Rule, ...] = (
    Rule(
        columns.JALUR_MUSRENBANG,
        "kewenangan",
        lambda c: bool(c.query.kewenangan) and c.pita != "tinggi",
        lambda c: c.query.kewenangan,
    ),
    Rule(
        columns.JALUR_RENJA,
        "renja",
        lambda c: c.pita in ("tinggi", "sedang") and c.without < 0.5,
        lambda c: c.opd or "Renja",
    ),
    Rule(columns.JALUR_PELATIHAN, "pelatihan", lambda c: c.query.jenis in _TRAINING),
    Rule(
        columns.JALUR_SWADAYA,
        "kecil",
        lambda c: c.anggaran <= SWADAYA_MOST,
        lambda c: fmt.rupiah(c.anggaran),
    ),
    Rule(columns.JALUR_DESA, "desa", _fits_desa, lambda c: c.kegiatan_desa),
    Rule(columns.JALUR_MUSRENBANG, "tanpa", lambda c: True),
)


def propose_routes(usulan: pd.DataFrame, calon: pd.DataFrame) -> pd.DataFrame:
    """Propose a route for every usulan.

    Args:
        usulan: needs id_usulan and kegiatan; uses anggaran (Rupiah), komoditas.
        calon: match_usulan's result for the same usulan.

    Returns:
        Frame with the columns `columns.JALUR`, in the order of usulan.
    """
    found = matching.rank_usulan(_read_matcher(), usulan, top=1, explained=0)
    own = {row["id_usulan"]: row for row in list_rows(found)}
    first = calon[calon["rank"] <= 1]
    best = {row["id_usulan"]: row for row in list_rows(first)}
    anggaran = usulan["anggaran"] if "anggaran" in usulan else pd.Series(np.nan, usulan.index)
    made = []
    for key, value, text_ in zip(
        usulan["id_usulan"], pd.to_numeric(anggaran, errors="coerce"), usulan["kegiatan"],
        strict=True,
    ):  # fmt: skip
        row, desa = best[str(key)], own[str(key)]
        case = Case(
            read_text(str(text_)), row["pita"], row["peluang_tidak_ada"], row["opd"],
            float(value), desa["sub_kegiatan"], float(desa["skor"]),
        )  # fmt: skip
        rule = next(rule for rule in RULES if rule.applies(case))
        is_known = case.skor_desa >= DESA_LEAST
        made.append(
            {
                "id_usulan": key,
                "jalur": rule.jalur,
                "alasan": WHY[rule.kode].format(isi=rule.isi(case)),
                "kode_alasan": rule.kode,
                "isi_alasan": rule.isi(case),
                "kode_kegiatan_desa": desa["kode_sub_kegiatan"] if is_known else "",
                "kegiatan_desa": desa["sub_kegiatan"] if is_known else "",
            }
        )
    return pd.DataFrame(made, columns=list(columns.JALUR))
