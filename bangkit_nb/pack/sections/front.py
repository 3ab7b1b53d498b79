"""Build the Rakor's front page."""

from __future__ import annotations

from bangkit_nb import fmt, text
from bangkit_nb.pack import requests
from bangkit_nb.pack.blocks import (
    Facts,
    Links,
    Note,
    Pack,
    Section,
)  # fmt: skip
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import (
    make_section,
)  # fmt: skip


def index_facts(b: Briefing) -> Section:
    """Say which meeting this is."""
    r, t = b.rakor, b.t
    sk = text.shorten(r.sk_forum, requests.NAME)
    items = [
        (t("fakta.forum"), f"{r.forum} ({sk})" if sk else r.forum),
        (t("fakta.ke"), t.angka(r.ke)),
        (t("fakta.tempat"), r.tempat or fmt.DASH),
        (t("fakta.tahun_rencana"), str(r.tahun_rencana)),
        (t("fakta.per_tanggal"), fmt.tanggal(r.per, t.bahasa)),
    ]
    return make_section(b, "rapat", Facts(tuple(items)))


def index_links(b: Briefing, packs: list[Pack], folder: str, tables: list[str]) -> list[Section]:
    """Link every pack and table."""
    made = []
    for kind in ("rakor", "lintas", "opd", "kecamatan", "desa"):
        items = tuple(
            (f"{folder}/{p.name}", p.title, _remark(b, p)) for p in packs if p.kind == kind
        )
        if items or kind != "lintas":  # the first Rakor has none to look back on
            made.append(make_section(b, f"paket_{kind}", Links(items)))
    items = tuple((path, b.t(f"tabel.{path.rsplit('/', 1)[-1]}"), "") for path in tables)
    return [*made, make_section(b, "tabel", Links(items))]


def _remark(b: Briefing, pack: Pack) -> str:
    if pack.kind == "opd":
        n, done = len(b.asked_of_opd(pack.kode)), len(b.answered_of_opd(pack.kode))
        asked = b.t.n("umum.n_konfirmasi", n)
        return f"{asked}, {b.t.n('umum.n_dijawab', done)}" if done else asked
    if pack.kind == "desa":
        return b.t.n("umum.n_usulan", len(b.of_desa(pack.kode)))
    if pack.kind == "kecamatan":
        return b.t.n("umum.n_usulan", len(b.of_kecamatan(pack.kode)))
    return b.t.n("umum.n_usulan", len(b.rows)) if pack.kind == "rakor" else ""


def index_reading(b: Briefing) -> Section:
    """Say how to read the packs, and what was left out."""
    aside = sum(b.checked.n_rows[sheet].set_aside for sheet in b.checked.frames)
    blocks = [Note(b.t("baca.padanan")), Note(b.t("baca.keputusan")), Note(b.t("pagu.catatan"))]
    if aside:
        blocks.append(Note(b.t.n("baca.disisihkan", aside)))
    return make_section(b, "baca", *blocks)
