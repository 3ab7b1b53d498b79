"""Find what earlier Rakor answered to the usulan of this one, by the lineage of their keys.

An answer belongs to the Rakor that heard it: here it is only shown beside what is suggested now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bangkit_nb.columns import BERLAKU, BERTENTANGAN, KATA_KEPUTUSAN, TINJAUAN
from bangkit_nb.data.checks import Checked, check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import BangkitError, ParamsError
from bangkit_nb.frames import list_rows
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.told import read_told

ANSWER = tuple(TINJAUAN)[tuple(TINJAUAN).index("keputusan") :]
"""The columns of columns.TINJAUAN that hold an answer of an OPD or a forum."""


@dataclass(frozen=True)
class Dulu:
    """Hold the last answer that an earlier Rakor heard to an usulan.

    rakor: key of that Rakor. is_same: the usulan and its Renja row read as they did then. isi: the
    whole answer, the cells of columns.TINJAUAN from `keputusan` on.
    """

    rakor: str
    keputusan: str
    oleh: str
    tanggal: str
    alasan: str
    is_same: bool
    isi: Mapping[Any, Any] = field(default_factory=dict, compare=False)


def find_chain(rakor: Rakor) -> tuple[list[Rakor], str]:
    """Return a Rakor after all that came before it, and the key at which the way back ends ("").

    It ends where a Rakor has no params file or one that cannot be read, or is of another kabupaten.
    """
    chain = [rakor]
    while chain[0].rakor_sebelumnya:
        key = chain[0].rakor_sebelumnya
        try:
            before = open_rakor(key, rakor.proyek)
        except ParamsError:
            return chain, key
        if before.kode_kabupaten != rakor.kode_kabupaten or key in {one.rakor for one in chain}:
            return chain, key
        chain.insert(0, before)
    return chain, ""


def read_earlier(rakor: Rakor, checked: Checked) -> Mapping[str, Dulu]:
    """Return id_usulan -> the last answer before this Rakor; usulan without one are left out.

    Raises LogError where a log cannot be read. An earlier workbook that is gone costs no answer but
    those of desa that have another code now.
    """
    found: dict[str, Dulu] = {}
    for before in reversed(find_chain(rakor)[0][:-1]):
        log = read_told(before)
        if len(log):
            desa = _join_desa(checked.sheet("Desa"), log, before)
            made = build_earlier(before.rakor, log, checked, desa)
            found = {**made, **found}
    return found


def build_earlier(rakor: str, log: Log, checked: Checked, desa: pd.DataFrame) -> dict[str, Dulu]:
    """Return the answers of one earlier log to the usulan of a workbook. Pure.

    desa: sheet Desa, with the rows of codes that were replaced since.
    """
    said = build_judged(log, checked.sheet("Rencana"), checked.sheet("Renja"), desa).tinjauan
    return {
        row["id_usulan"]: Dulu(
            rakor, row["keputusan"], row["keputusan_oleh"], row["tanggal"], row["alasan"],
            row["keputusan_keadaan"] == BERLAKU, {name: row[name] for name in ANSWER},
        )
        for row in list_rows(said)
        if row["keputusan"] in KATA_KEPUTUSAN and row["keputusan_keadaan"] != BERTENTANGAN
    }  # fmt: skip


def _join_desa(desa: pd.DataFrame, log: Log, before: Rakor) -> pd.DataFrame:
    """Return sheet Desa and, where the log names desa that it lacks, those of the old workbook."""
    seen = {event.seen.kode_desa for event in log.events if event.seen is not None}
    if seen <= set(desa["kode_desa"]):
        return desa
    try:
        old = check_workbook(read_workbook(before), before).sheet("Desa")
    except BangkitError:
        return desa
    gone = old[~old["kode_desa"].isin(desa["kode_desa"])]
    return pd.concat([desa, gone], ignore_index=True)
