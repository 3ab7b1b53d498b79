"""Show which sub kegiatan the village activities may belong to, and which fit nowhere."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from bangkit_nb import columns, fmt, text
from bangkit_nb.data import wilayah
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import charts, doors, said, summary
from bangkit_nb.pack.blocks import Linked, Note, Row, Section, Table, Tagged
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import FOLD
from bangkit_nb.pack.sections.tables import (
    fold_rows,
    make_section,
    make_table,
    say_volume,
    with_more,
)
from bangkit_nb.pack.summary import Rows, Usulan

SUB_HEADS = ("sub_kegiatan", "desa", "#usulan", "asal", "#diminta")

ALIKE = 10
"""Groups of alike usulan that the meeting's pack lists; the rest stand in tabel/serupa.csv."""


def alignment_by_opd(b: Briefing, kode: str) -> Section | None:
    """List by OPD the sub kegiatan and the desa that ask for them."""
    groups = summary.by_opd(b.asked)
    if not groups:
        return None
    each = max(1, FOLD // max(len(groups), 1))
    rows: list[Row] = []
    n_folded = 0
    for _, nama, members in groups[:FOLD]:
        n = summary.tally(members)
        rows.append(Row(group=b.t("opd.kepala", opd=nama, usulan=b.t.n("umum.n_usulan", n.n_usulan),
                                  rupiah=b.t.rupiah(n.rupiah))))  # fmt: skip
        subs = summary.by_sub_kegiatan(members)
        rows += [Row(_sub_row(b, *sub)) for sub in subs[:each]]
        n_folded += max(0, len(subs) - each)
    table = make_table(b, "opd.judul_tabel", SUB_HEADS, rows)
    table = fold_rows(b, table, "umum.lipat_sub", n_folded)
    return make_section(b, "opd", Note(b.t("opd.pengantar")), table)


def _sub_row(b: Briefing, kode: str, nama: str, rows: Rows) -> tuple[str, ...]:
    n = summary.tally(rows)
    names = summary.desa_names(rows)
    return (f"{nama} ({kode})", b.t.daftar(names), b.t.angka(n.n_usulan),
            said.count_asal(n, b.t), b.t.rupiah(n.rupiah))  # fmt: skip


def rows_of_opd(b: Briefing, kode: str) -> Section | None:
    """List this OPD's sub kegiatan that villages ask for, with the kabupaten-wide pagu."""
    rows = b.asked_of_opd(kode)
    if not rows:
        return None
    subs = summary.by_sub_kegiatan(rows)
    made = [Row((*_sub_row(b, *sub), say_pagu(b, kode, sub[0]))) for sub in subs[:FOLD]]
    table = make_table(b, "opd.judul_sub", (*SUB_HEADS, "#pagu"), made)
    table = fold_rows(b, table, "umum.lipat_tabel", max(0, len(subs) - FOLD))
    return make_section(b, "sub", Note(b.t("pagu.catatan")), table)


def say_pagu(b: Briefing, kode_opd: str, kode_sub: str) -> str:
    """Say each line's pagu once, with its location; a pagu is never summed."""
    lines = b.pagu(kode_opd, kode_sub)
    said = []
    for lokasi, pagu in dict.fromkeys(lines):
        place = f" ({text.shorten(lokasi, 40)})" if lokasi and len(lines) > 1 else ""
        said.append(f"{b.t.rupiah(pagu)}{place}")
    return "; ".join(said) or fmt.DASH


def usulan_of_opd(b: Briefing, kode: str) -> Section | None:
    """List the usulan this OPD is asked to confirm."""
    rows = b.asked_of_opd(kode)
    if not rows:
        return None
    rows = sorted(rows, key=itemgetter("kode_sub_kegiatan", "kode_desa", "id_usulan"))
    made: list[Row] = []
    last = ""
    for row in rows[:FOLD]:
        if row["kode_sub_kegiatan"] != last:
            last = row["kode_sub_kegiatan"]
            made.append(Row(group=f"{row['sub_kegiatan']} ({last})"))
        made.append(Row((*_usulan_cells(b, row), said.say_state(row, b.t))))
    heads = ("kegiatan", "desa", "#volume", "#diminta", "keadaan")
    table = make_table(b, "usulan.judul_tabel", heads, made)
    table = fold_rows(b, table, "umum.lipat_tabel", max(0, len(rows) - FOLD))
    return make_section(b, "usulan", table)


def _usulan_cells(
    b: Briefing, row: Usulan, *, with_kecamatan: bool = True
) -> tuple[Tagged | str, ...]:
    return (
        Tagged(text.shorten(row["kegiatan"], 160), row["id_usulan"]),
        f"{row['nama_desa']}, {row['kecamatan']}" if with_kecamatan else row["nama_desa"],
        say_volume(b, row),
        b.t.rupiah(row["anggaran"]),
    )


def without_match(b: Briefing, kode: str) -> Section | None:
    """List the usulan that no row of the Renja fits, with the nearest candidate."""
    return _without(b, b.unmatched)


def without_match_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """List this kecamatan's usulan that no row of the Renja fits."""
    rows = [row for row in b.unmatched if row["kode_kecamatan"] == kode]
    return _without(b, rows, with_kecamatan=False)


def _without(b: Briefing, rows: Rows, *, with_kecamatan: bool = True) -> Section | None:
    if not rows:
        return None
    note = Note(b.t("tanpa.pengantar"))
    if len(rows) > FOLD:
        return make_section(b, "tanpa", note, _counted(b, rows))
    made = []
    for row in rows:
        way = doors.say_way(row, b.routes[row["id_usulan"]], b.t)
        cells = _usulan_cells(b, row, with_kecamatan=with_kecamatan)
        made.append(Row((cells[0], cells[1], cells[3], _near(b, row), way)))
    heads = ("kegiatan", "desa", "#diminta", "keadaan", "jalur")
    table = make_table(b, "tanpa.judul_tabel", heads, made)
    return make_section(b, "tanpa", note, fold_rows(b, table, "umum.lipat_tabel"))


def _near(b: Briefing, row: Usulan) -> str:
    """Say what stands on an usulan without a row to ask about, and the machine's nearest row."""
    state = said.say_state(row, b.t)
    if not row["sub_kegiatan"]:
        return state
    near = b.t("tanpa.terdekat", sub_kegiatan=row["sub_kegiatan"], opd=row["opd"])
    return f"{state}. {near}"


def _counted(b: Briefing, rows: Rows) -> Table:
    """Count a long list by kecamatan and bidang, most usulan first."""
    groups = [
        (
            f"{kecamatan}: {charts.say_bidang(str(bidang), b)}",
            len(group),
            summary.tally(group).rupiah,
        )
        for (kecamatan, bidang), group in summary.group_rows(
            rows, "kecamatan", "bidang_penghidupan"
        )
    ]
    groups.sort(key=lambda g: (-g[1], g[0]))
    made = [Row((name, b.t.angka(n), b.t.rupiah(asked))) for name, n, asked in groups[:FOLD]]
    table = make_table(b, "tanpa.judul_lipat", ("tempat_bidang", "#usulan", "#diminta"), made)
    return with_more(table, b.t.n("umum.lipat_semua", len(rows)))


def desa_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """Count each desa of the kecamatan."""
    own = [one for one in b.desa if wilayah.kode_kecamatan(one) == kode]
    made = []
    for kode_desa in own:
        nama = b.desa[kode_desa]["nama_desa"]
        n = summary.tally(b.of_desa(kode_desa))
        counts = (n.n_usulan, n.n_petugas, n.n_mesin, n.n_dijawab, n.n_tanpa)
        made.append(
            Row(
                (
                    Linked(text.shorten(nama, 60), f"desa-{kode_desa}.html"),
                    *(b.t.angka(count) for count in counts),
                    b.t.rupiah(n.rupiah),
                )
            )
        )
    heads = ("desa", "#usulan", "#petugas", "#mesin", "#dijawab", "#tanpa", "#diminta")
    # the list of desa is short and what a camat looks for: it folds beyond FOLD rows, no further
    table = replace(fold_rows(b, make_table(b, "desa.judul_tabel", heads, made)), fold_key="")
    return make_section(b, "desa", Note(b.t("desa.lembar")), table)


def opd_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """Say which OPD is asked for what by this kecamatan's desa."""
    rows = b.of_kecamatan(kode)
    made: list[Row] = []
    for _, nama, members in summary.by_opd(rows):
        made.append(Row(group=f"{nama}: {b.t.n('umum.n_usulan', len(members))}"))
        made += [Row(_sub_row(b, *sub)) for sub in summary.by_sub_kegiatan(members)]
    if not made:
        return None
    table = make_table(b, "opd.judul_tabel", SUB_HEADS, made)
    note = Note(b.t("opd.pengantar"))
    return make_section(b, "opd", note, fold_rows(b, table, "umum.lipat_tabel"))


def alike(b: Briefing, kode: str) -> Section | None:
    """List the activities that several desa propose: one answer can serve them all."""
    rows = list_rows(b.serupa[b.serupa["jenis"] == columns.ANTAR_DESA])
    if not rows:
        return None
    made = []
    for _, group in summary.group_rows(rows, "kelompok"):
        members = [b.by_id[row["id_usulan"]] for row in group]
        if all(row["is_dijawab"] for row in members):
            continue
        n = summary.tally(members)
        names = summary.desa_names(members)
        text_ = text.shorten(group[0]["keterangan"], 120)
        made.append(Row((text_, b.t.daftar(names), b.t.angka(n.n_usulan), b.t.rupiah(n.rupiah))))
    if not made:
        return None
    table = make_table(b, "serupa.judul_tabel", ("kegiatan", "desa", "#usulan", "#diminta"), made)
    more = b.t.n("serupa.lipat", len(made) - ALIKE) if len(made) > ALIKE else ""
    shown = Table(table.caption, table.columns, table.rows[:ALIKE], more)
    return make_section(b, "serupa", Note(b.t("serupa.pengantar")), shown)
