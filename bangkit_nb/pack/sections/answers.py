"""Show what OPD and forums answered: the word, who said it, where, when, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from bangkit_nb import columns, text
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import said, summary
from bangkit_nb.pack.blocks import Note, Row, Section, Table, Tagged
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table


def answers(b: Briefing, kode: str) -> Section | None:
    """Count the whole Rakor's answers by word and list them; earlier ones are only counted."""
    rows = b.answered()
    if rows.empty:
        return None
    return _answers(b, rows[rows["dulu_rakor"] == ""], _by_word(b, rows))


def answers_of_opd(b: Briefing, kode: str) -> Section | None:
    """List the answers that concern this OPD: it gave them, takes the usulan, or was asked."""
    return _answers(b, b.answered_of_opd(kode))


def answers_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """List the answers to this kecamatan's desa."""
    rows = b.answered()
    return _answers(b, rows[rows["kode_kecamatan"] == kode], with_kecamatan=False)


def _answers(
    b: Briefing, rows: pd.DataFrame, counted: Table | None = None, *, with_kecamatan: bool = True
) -> Section | None:
    if rows.empty and counted is None:
        return None
    rank = {kata: at for at, kata in enumerate(said.KATA)}
    rows = rows.assign(_rank=rows["keputusan"].map(rank))
    rows = rows.sort_values(["_rank", "kode_desa", "id_usulan"], kind="stable")
    others = name_merged(b, rows)
    parts = {"jawaban.judul_tabel": rows}
    if b.is_after:  # the result: what was agreed, and apart from it what was not and why
        is_left = rows["keputusan"].isin(said.NOT_TAKEN)
        parts = {"jawaban.disepakati": rows[~is_left], "jawaban.belum": rows[is_left]}
    tables = [
        _listed(b, caption, part, others, with_kecamatan=with_kecamatan)
        for caption, part in parts.items()
        if len(part)
    ]
    note = Note(b.t("jawaban.pengantar"))
    return make_section(b, "jawaban", note, counted, *tables)


def _listed(
    b: Briefing, caption: str, rows: pd.DataFrame, others: Mapping[str, str], *,
    with_kecamatan: bool,
) -> Table:  # fmt: skip
    made = [
        Row((Tagged(text.shorten(row["kegiatan"], 160), row["id_usulan"]),
             f"{row['nama_desa']}, {row['kecamatan']}" if with_kecamatan else row["nama_desa"],
             said.say_word(row["keputusan"], b.t),
             tag_merged(row, said.say_content(row, b.t, others)),
             said.say_source(row, b.t)))
        for row in list_rows(rows.head(FOLD))
    ]  # fmt: skip
    heads = ("kegiatan", "desa", "jawaban", "isi_jawaban", "disampaikan")
    table = make_table(b, caption, heads, made)
    return fold_rows(b, table, "umum.lipat_tinjauan", max(0, len(rows) - FOLD))


def _by_word(b: Briefing, rows: pd.DataFrame) -> Table:
    made = []
    for kata in said.KATA:
        group = rows[rows["keputusan"] == kata]
        if group.empty:
            continue
        agreed = float(group["keputusan_anggaran"].sum(min_count=1))
        made.append(
            Row((said.say_word(kata, b.t), b.t.angka(len(group)),
                 b.t.rupiah(summary.tally(group).rupiah), b.t.rupiah(agreed)))
        )  # fmt: skip
    heads = ("jawaban", "#usulan", "#diminta", "#disepakati")
    return make_table(b, "jawaban.judul_kata", heads, made)


def tag_merged(row: said.Usulan, content: str) -> Tagged | str:
    """Return what an answer says, with the id of the usulan that it is merged into."""
    goal = row["keputusan_gabung_ke"]
    return Tagged(content, goal) if goal and row["keputusan"] == columns.DIGABUNG else content


def name_merged(b: Briefing, rows: pd.DataFrame) -> Mapping[str, str]:
    """Return id_usulan -> its text and desa, of the usulan into which some of `rows` are merged."""
    a = b.alignment[b.alignment["id_usulan"].isin(set(rows["keputusan_gabung_ke"]))]
    return {
        key: f"{text.shorten(kegiatan, 80)} ({desa})"
        for key, kegiatan, desa in zip(a["id_usulan"], a["kegiatan"], a["nama_desa"], strict=True)
    }
