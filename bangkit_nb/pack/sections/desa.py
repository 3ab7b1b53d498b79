"""Answer a village: every activity, what became of it, who is responsible, the next door."""

from __future__ import annotations

from collections.abc import Mapping

from bangkit_nb import fmt, text
from bangkit_nb.pack import doors, said
from bangkit_nb.pack.blocks import Note, Row, Section, Tagged
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD
from bangkit_nb.pack.sections.answers import name_merged, tag_merged
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table, say_volume
from bangkit_nb.pack.summary import Rows, Usulan


def usulan_of_desa(b: Briefing, kode: str) -> Section | None:
    """List every usulan of a desa: answered first, then asked about, then without a row."""
    rows = b.of_desa(kode)
    if not rows:
        return None
    ways = doors.Ways.of(b, kode)
    others = name_merged(b, rows)
    made: list[Row] = []
    room = FOLD
    for key, group in _groups(b, rows):
        shown = group[:room]
        room -= len(shown)
        if not shown:
            continue
        made.append(Row(group=b.t(f"hasil.{key}", usulan=b.t.n("umum.n_usulan", len(group)))))
        made += [Row(_cells(b, row, others, ways)) for row in shown]
    heads = ("kegiatan", "volume", "#diminta", "hasil", "penanggung_jawab", "pintu")
    table = make_table(b, "hasil.judul_tabel", heads, made)
    table = fold_rows(b, table, "umum.lipat_tinjauan", len(rows) - (FOLD - room))
    return make_section(b, "hasil", Note(b.t("hasil.pengantar")), table)


def _groups(b: Briefing, rows: Rows) -> list[tuple[str, Rows]]:
    rows = sorted(rows, key=lambda row: (said.rank_word(row), row["id_usulan"]))
    waiting = "dibahas" if b.is_before else "belum_dibahas"
    return [
        ("dijawab", [row for row in rows if row["is_dijawab"]]),
        (waiting, [row for row in rows if row["is_padanan"]]),
        (f"{waiting}_tanpa", [row for row in rows if row["asal"] == ""]),
    ]


def _cells(
    b: Briefing, row: Usulan, others: Mapping[str, str], ways: doors.Ways
) -> tuple[Tagged | str, ...]:
    return (
        Tagged(text.shorten(row["kegiatan"], 160), row["id_usulan"]),
        say_volume(b, row),
        b.t.rupiah(row["anggaran"]),
        _outcome(b, row, others),
        doors.say_responsible(b, row, ways),
        doors.say_next(b, row, ways),
    )


def _outcome(b: Briefing, row: Usulan, others: Mapping[str, str]) -> Tagged | str:
    if row["is_dijawab"]:
        content = said.say_content(row, b.t, others)
        state = said.say_state(row, b.t)
        return tag_merged(row, state if content == fmt.DASH else f"{state}. {content}")
    stage = b.t("hasil.akan" if b.is_before else "hasil.belum")
    return f"{stage}: {said.say_state(row, b.t)}"
