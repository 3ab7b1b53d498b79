"""Describe the packs of one Rakor: which sections each audience reads, and in which order.

The order is decided here and nowhere else (SECTIONS). Builders describe; render.py renders once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bangkit_nb import fmt, text
from bangkit_nb.data import wilayah
from bangkit_nb.pack.blocks import Pack, Section
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import fit_pack
from bangkit_nb.pack.sections import (
    alignment,
    answers,
    asked,
    desa,
    documents,
    front,
    memory,
    pictures,
    results,
)

Builder = Callable[[Briefing, str], Section | None]

TITLE = 120
"""Characters shown of a name in a title."""

SECTIONS: dict[str, tuple[Builder, ...]] = {
    "rakor": (
        asked.ask_meeting,
        results.meeting,
        asked.figures,
        results.agreed,
        memory.agreements,
        answers.answers,
        pictures.by_opd,
        results.ratified,
        pictures.plans,
        pictures.fields,
        alignment.alignment_by_opd,
        pictures.pagu,
        alignment.alike,
        alignment.without_match,
        memory.training,
        memory.challenges,
        memory.follow_up,
        memory.planning_year,
    ),
    "opd": (
        asked.ask_opd,
        asked.figures_opd,
        alignment.rows_of_opd,
        alignment.usulan_of_opd,
        answers.answers_of_opd,
        memory.follow_up_of_opd,
        memory.training_of_opd,
        memory.planning_year_in_words,
    ),
    "kecamatan": (
        asked.ask_kecamatan,
        asked.figures_kecamatan,
        results.ratified_of_kecamatan,
        alignment.desa_of_kecamatan,
        answers.answers_of_kecamatan,
        alignment.opd_of_kecamatan,
        alignment.without_match_of_kecamatan,
        memory.training_of_kecamatan,
        memory.challenges_of_kecamatan,
        memory.planning_year_in_words,
    ),
    "desa": (
        asked.ask_desa,
        asked.figures_desa,
        results.ratified_of_desa,
        desa.usulan_of_desa,
        memory.training_of_desa,
        memory.planning_year_in_words,
    ),
}


def build_rakor_pack(briefing: Briefing) -> Pack:
    """Describe the whole meeting's pack."""
    t, r = briefing.t, briefing.rakor
    return _pack(
        briefing,
        "rakor",
        "",
        "rakor.html",
        t(_staged(briefing, "judul.rakor"), kabupaten=r.kabupaten),
    )


def build_opd_packs(briefing: Briefing) -> list[Pack]:
    """Describe one pack for each OPD of the sheet, by code."""
    opd = briefing.sheet("OPD").sort_values("kode_opd", kind="stable")
    return [
        _pack(briefing, "opd", kode, f"opd-{kode}.html", text.shorten(nama, TITLE))
        for kode, nama in zip(opd["kode_opd"], opd["nama_opd"], strict=True)
    ]


def build_kecamatan_packs(briefing: Briefing) -> list[Pack]:
    """Describe one pack for each kecamatan that has a desa in the sheet, by code."""
    sheet = briefing.sheet("Desa")
    names: dict[str, str] = {}
    for kode, nama in zip(sheet["kode_desa"], sheet["kecamatan"], strict=True):
        names.setdefault(wilayah.kode_kecamatan(kode), text.shorten(nama, TITLE))
    t = briefing.t
    return [
        _pack(
            briefing, "kecamatan", kode, f"kecamatan-{kode}.html",
            t("judul.kecamatan", kecamatan=names[kode]),
        )
        for kode in sorted(names)
    ]  # fmt: skip


def build_desa_packs(briefing: Briefing) -> list[Pack]:
    """Describe one sheet for each desa of the workbook, by code."""
    sheet = briefing.sheet("Desa").sort_values("kode_desa", kind="stable")
    places = zip(sheet["kode_desa"], sheet["nama_desa"], sheet["kecamatan"], strict=True)
    made = []
    for kode, nama, kecamatan in places:
        names = {"desa": text.shorten(nama, TITLE), "kecamatan": text.shorten(kecamatan, TITLE)}
        title = briefing.t("judul.desa_kecamatan", **names)
        made.append(_pack(briefing, "desa", kode, f"desa-{kode}.html", title))
    return made


def build_index(
    briefing: Briefing,
    packs: list[Pack],
    folder: str,
    tables: list[str],
    papers: Sequence[str] = (),
) -> Pack:
    """Describe the Rakor's front page: figures, links to every pack and table, how to read them.

    folder: where the packs lie, relative to the index. tables, papers: relative paths.
    """
    t, r = briefing.t, briefing.rakor
    made = (
        front.index_facts(briefing),
        asked.figures(briefing, ""),
        *front.index_links(briefing, packs, folder, tables),
        *documents.index_documents(briefing, papers),
        front.index_reading(briefing),
    )
    title = t(_staged(briefing, "judul.indeks"), kabupaten=r.kabupaten)
    return _described(briefing, "indeks", "", "index.html", title, made)


def _staged(briefing: Briefing, key: str) -> str:
    """Return the key of a title: a closed meeting's packs are called by its result."""
    return f"{key}_sesudah" if briefing.is_after else key


def _pack(briefing: Briefing, kind: str, kode: str, name: str, title: str) -> Pack:
    made = [build(briefing, kode) for build in SECTIONS[kind]]
    return fit_pack(_described(briefing, kind, kode, name, title, made), briefing.t)


def _described(
    briefing: Briefing,
    kind: str,
    kode: str,
    name: str,
    title: str,
    made: Sequence[Section | None],
) -> Pack:
    t, r = briefing.t, briefing.rakor
    day = (
        fmt.tanggal(r.hari, t.bahasa, hari=True)
        if len(r.tanggal) == 10
        else fmt.bulan_tahun(r.hari.year, r.hari.month, t.bahasa)
    )
    clock = f"{r.jam} {r.zona_waktu}" if r.jam else ""
    subtitle = " \u00b7 ".join(
        part for part in (t("kepala.rakor", forum=r.forum), day, clock, r.tempat) if part
    )
    footer = (
        t("kaki.sumber", sumber=f"{briefing.checked.name} ({briefing.checked.sha256[:8]})"),
        t.n("kaki.log", briefing.log.n_events, sidik=briefing.log.sha256[:8] or fmt.DASH),
        t("kaki.per_tanggal", tanggal=fmt.tanggal(r.per, t.bahasa)),
        t("kaki.dibuat", versi=briefing.version),
    )
    kept = tuple(section for section in made if section is not None)
    return Pack(
        kind, kode, name, title, subtitle, t.bahasa, r.contoh, t("umum.data_contoh"), kept, footer
    )
