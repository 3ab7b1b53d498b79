"""Answer a village: every activity, what became of it, who is responsible, the next door."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bangkit_nb import fmt, text
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import doors, said
from bangkit_nb.pack.blocks import Note, Row, Section, Tagged
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD
from bangkit_nb.pack.sections.answers import name_merged, tag_merged
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table, say_volume


def usulan_of_desa(b: Briefing, kode: str) -> Section | None:
    """List every usulan of a desa: answered first, then asked about, then without a row."""
    rows = b.of_desa(kode)
    if rows.empty:
        return None
    ways = doors.Ways.of(b, kode)
    others = name_merged(b, rows)
    made: list[Row] = []
    room = FOLD
    for key, group in _groups(b, rows):
        shown = group.head(room)
        room -= len(shown)
        if shown.empty:
            continue
        made.append(Row(group=b.t(f"hasil.{key}", usulan=b.t.n("umum.n_usulan", len(group)))))
        for row in list_rows(shown):
            made.append(Row(_cells(b, row, others, ways)))
    heads = ("kegiatan", "volume", "#diminta", "hasil", "penanggung_jawab", "pintu")
    table = make_table(b, "hasil.judul_tabel", heads, made)
    table = fold_rows(b, table, "umum.lipat_tinjauan", len(rows) - (FOLD - room))
    return make_section(b, "hasil", Note(b.t("hasil.pengantar")), table)


def _groups(b: Briefing, rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    rank = {kata: at for at, kata in enumerate(said.KATA)}
    rows = rows.assign(_rank=rows["keputusan"].map(rank)).sort_values(
        ["_rank", "id_usulan"], kind="stable", na_position="last"
    )
    waiting = "dibahas" if b.is_before else "belum_dibahas"
    return [
        ("dijawab", rows[rows["is_dijawab"]]),
        (waiting, rows[rows["is_padanan"]]),
        (f"{waiting}_tanpa", rows[rows["asal"] == ""]),
    ]


def _cells(
    b: Briefing, row: dict[Any, Any], others: Any, ways: doors.Ways
) -> tuple[Tagged | str, ...]:
    return (
        Tagged(text.shorten(row["kegiatan"], 160), row["id_usulan"]),
        say_volume(b, row),
        b.t.rupiah(row["anggaran"]),
        _outcome(b, row, others),
        doors.say_responsible(b, row, ways),
        doors.say_next(b, row, ways),
    )


def _outcome(b: Briefing, row: dict[Any, Any], others: Any) -> Tagged | str:
    if row["is_dijawab"]:
        content = said.say_content(row, b.t, others)
        state = said.say_state(row, b.t)
        return tag_merged(row, state if content == fmt.DASH else f"{state}. {content}")
    stage = b.t("hasil.akan" if b.is_before else "hasil.belum")
    return f"{stage}: {said.say_state(row, b.t)}"
