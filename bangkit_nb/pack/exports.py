"""Build the tables that lie beside the packs: every usulan, with whose word each cell is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bangkit_nb.data.checks import problems_frame
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import doors, said, whose
from bangkit_nb.pack.facts import Briefing


def build_tables(b: Briefing) -> dict[str, pd.DataFrame]:
    """Return name -> frame of the tables of one Rakor, in the order in which they are listed."""
    return {
        "padanan": _candidates(b),
        "tinjauan": _judgements(b),
        "jalur": _routes(b),
        "serupa": b.serupa,
        "masalah": problems_frame(b.checked.problems),
    }


def _candidates(b: Briefing) -> pd.DataFrame:
    """Return the machine's candidates (columns.CALON), each called one; `asal` says so."""
    asked = dict(zip(b.alignment["id_usulan"], b.alignment["asal"], strict=True))
    out = b.calon.copy()
    marks = zip(out["id_usulan"], out["rank"], strict=True)
    is_asked = [rank == 1 and asked.get(key) == whose.MESIN for key, rank in marks]
    names = {True: b.t("asal.mesin"), False: b.t("asal.calon")}
    out.insert(1, "asal", pd.Series([names[a] for a in is_asked], index=out.index, dtype=object))
    return out


def _judgements(b: Briefing) -> pd.DataFrame:
    """Return what the log says (columns.TINJAUAN); `keterangan` says how to read the row."""
    rows = {row["id_usulan"]: row for row in list_rows(b.alignment)}
    out = whose.build_shown_tinjauan(b.tinjauan)
    out = out[out["id_usulan"].isin(list(rows))].reset_index(drop=True)
    words = [said.say_state(rows[key], b.t) for key in out["id_usulan"]]
    out.insert(1, "keterangan", pd.Series(words, index=out.index, dtype=object))
    return out


def _routes(b: Briefing) -> pd.DataFrame:
    """Return the route of each usulan as the packs say it, and whose word it is.

    Columns: columns.JALUR, where jalur and alasan are align's only while nobody said otherwise
    (dari: mesin); else jalur is the officer's or the answer's and alasan is empty.
    """
    rows = {row["id_usulan"]: row for row in list_rows(b.alignment)}
    made = []
    for proposed in list_rows(b.jalur):
        row = rows[proposed["id_usulan"]]
        route = doors.choose_route(row, proposed["jalur"])
        who = _who(row)
        is_reason = who == whose.MESIN and route == proposed["jalur"]
        alasan = proposed["alasan"] if is_reason else ""
        made.append({**proposed, "jalur": route, "alasan": alasan, "dari": who})
    names = ["id_usulan", "jalur", "dari", "alasan", "kode_kegiatan_desa", "kegiatan_desa"]
    return pd.DataFrame(made, columns=names)


def _who(row: Mapping[Any, Any]) -> str:
    """Say whose word leads to an usulan's route: an answer's, the officer's, or the machine's."""
    if row["is_dijawab"]:
        return whose.KEPUTUSAN
    is_officer = row["asal"] == whose.PETUGAS or row["sikap"] in whose.NO_ROW
    is_officer = is_officer or row["jalur_petugas"] != ""
    return whose.PETUGAS if is_officer else whose.MESIN
