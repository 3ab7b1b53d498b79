"""Build the tables that lie beside the packs: every usulan, with whose word each cell is."""

from __future__ import annotations

import pandas as pd

from bangkit_nb.data.checks import problems_frame
from bangkit_nb.pack import said, whose
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
    rows = {row["id_usulan"]: row for row in b.alignment.to_dict("records")}
    out = whose.build_shown_tinjauan(b.tinjauan)
    out = out[out["id_usulan"].isin(list(rows))].reset_index(drop=True)
    words = [said.say_state(rows[key], b.t) for key in out["id_usulan"]]
    out.insert(1, "keterangan", pd.Series(words, index=out.index, dtype=object))
    return out


def _routes(b: Briefing) -> pd.DataFrame:
    """Return the proposed routes (columns.JALUR) beside what the officer and the answer named."""
    a = b.alignment[["id_usulan", "jalur_petugas", "keputusan_jalur"]]
    return b.jalur.merge(a, on="id_usulan", how="left", validate="1:1")
