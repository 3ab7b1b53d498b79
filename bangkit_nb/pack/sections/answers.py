"""Show what OPD and forums answered: the word, who said it, where, when, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bangkit_nb import columns, text
from bangkit_nb.pack import said, summary
from bangkit_nb.pack.blocks import Note, Row, Section, Table, Tagged
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table
from bangkit_nb.pack.summary import Rows, Usulan


def answers(b: Briefing, kode: str) -> Section | None:
    """Count the whole Rakor's answers by word and list them; earlier ones are only counted."""
    if not b.answered:
        return None
    rows = [row for row in b.answered if row["dulu_rakor"] == ""]
    return _answers(b, rows, _by_word(b, b.answered))


def answers_of_opd(b: Briefing, kode: str) -> Section | None:
    """List the answers that concern this OPD: it gave them, takes the usulan, or was asked."""
    return _answers(b, b.answered_of_opd(kode))


def answers_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """List the answers to this kecamatan's desa."""
    rows = [row for row in b.answered if row["kode_kecamatan"] == kode]
    return _answers(b, rows, with_kecamatan=False)


def _answers(
    b: Briefing, rows: Rows, counted: Table | None = None, *, with_kecamatan: bool = True
) -> Section | None:
    if not rows and counted is None:
        return None
    rows = sorted(rows, key=lambda row: (said.rank_word(row), row["kode_desa"], row["id_usulan"]))
    others = name_merged(b, rows)
    parts = {"jawaban.judul_tabel": rows}
    if b.is_after:  # the result: what was agreed, and apart from it what was not and why
        left = [row for row in rows if row["keputusan"] in said.NOT_TAKEN]
        taken = [row for row in rows if row["keputusan"] not in said.NOT_TAKEN]
        parts = {"jawaban.disepakati": taken, "jawaban.belum": left}
    tables = [
        _listed(b, caption, part, others, with_kecamatan=with_kecamatan)
        for caption, part in parts.items()
        if part
    ]
    note = Note(b.t("jawaban.pengantar"))
    return make_section(b, "jawaban", note, counted, *tables)


def _listed(
    b: Briefing, caption: str, rows: Rows, others: Mapping[str, str], *,
    with_kecamatan: bool,
) -> Table:  # fmt: skip
    made = [
        Row((Tagged(text.shorten(row["kegiatan"], 160), row["id_usulan"]),
             f"{row['nama_desa']}, {row['kecamatan']}" if with_kecamatan else row["nama_desa"],
             said.say_word(row["keputusan"], b.t),
             tag_merged(row, said.say_content(row, b.t, others)),
             said.say_source(row, b.t)))
        for row in rows[:FOLD]
    ]  # fmt: skip
    heads = ("kegiatan", "desa", "jawaban", "isi_jawaban", "disampaikan")
    table = make_table(b, caption, heads, made)
    return fold_rows(b, table, "umum.lipat_tinjauan", max(0, len(rows) - FOLD))


def _by_word(b: Briefing, rows: Rows) -> Table:
    made = []
    for kata in said.KATA:
        group = [row for row in rows if row["keputusan"] == kata]
        if not group:
            continue
        known = [n for row in group if not math.isnan(n := row["keputusan_anggaran"])]
        agreed = math.fsum(known) if known else math.nan
        made.append(
            Row((said.say_word(kata, b.t), b.t.angka(len(group)),
                 b.t.rupiah(summary.tally(group).rupiah), b.t.rupiah(agreed)))
        )  # fmt: skip
    heads = ("jawaban", "#usulan", "#diminta", "#disepakati")
    return make_table(b, "jawaban.judul_kata", heads, made)


def tag_merged(row: Usulan, content: str) -> Tagged | str:
    """Return what an answer says, with the id of the usulan that it is merged into."""
    goal = row["keputusan_gabung_ke"]
    return Tagged(content, goal) if goal and row["keputusan"] == columns.DIGABUNG else content


def name_merged(b: Briefing, rows: Rows) -> Mapping[str, str]:
    """Return id_usulan -> its text and desa, of the usulan into which some of `rows` are merged."""
    goals = {row["keputusan_gabung_ke"] for row in rows} & b.by_id.keys()
    named = {key: b.by_id[key] for key in goals}
    return {
        key: f"{text.shorten(row['kegiatan'], 80)} ({row['nama_desa']})"
        for key, row in named.items()
    }
