"""Say what each audience is asked, and count what it is asked about."""

from __future__ import annotations

from bangkit_nb import fmt
from bangkit_nb.pack import requests, requests_place, said, summary
from bangkit_nb.pack.blocks import (
    Figure,
    Figures,
    Request,
    Requests,
    Section,
)  # fmt: skip
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import (
    make_section,
)  # fmt: skip
from bangkit_nb.pack.summary import Rows


def ask_meeting(b: Briefing, kode: str) -> Section:
    """Say what the meeting is asked."""
    return _ask(b, requests.build_rakor_requests(b))


def ask_opd(b: Briefing, kode: str) -> Section:
    """Say what this OPD is asked."""
    return _ask(b, requests.build_opd_requests(b, kode))


def ask_kecamatan(b: Briefing, kode: str) -> Section:
    """Say what this kecamatan is asked."""
    return _ask(b, requests_place.build_kecamatan_requests(b, kode))


def ask_desa(b: Briefing, kode: str) -> Section:
    """Say what this desa is asked."""
    return _ask(b, requests_place.build_desa_requests(b, kode))


def _ask(b: Briefing, items: tuple[Request, ...]) -> Section:
    return make_section(b, "minta", Requests(items, b.t("minta.tidak_ada")))


def figures(b: Briefing, kode: str) -> Section:
    """Count the Rakor's usulan: matched, unmatched, Rupiah, rows set aside."""
    n = b.checked.n_rows["Rencana"]
    aside = b.t.n("angka.disisihkan", n.set_aside) if n.set_aside else ""
    return make_section(b, "angka", _tiles(b, b.rows, aside))


def figures_opd(b: Briefing, kode: str) -> Section:
    """Count what this OPD is asked about, and the answers that concern it."""
    rows, done = b.asked_of_opd(kode), b.answered_of_opd(kode)
    n = summary.tally(rows)
    desa = b.t.n("angka.dari_desa", n.n_desa)
    items = (
        Figure(b.t.angka(n.n_usulan), b.t("umum.konfirmasi"), _joined(_origins(b, n), desa)),
        Figure(b.t.angka(n.n_sub_kegiatan), b.t("angka.sub_kegiatan"), b.t("umum.konfirmasi")),
        Figure(b.t.angka(len(done)), b.t("angka.dijawab"), said.count_words(done, b.t)),
        Figure(fmt.rupiah_singkat(n.rupiah, b.t.bahasa), b.t("angka.diminta"), _lacking(b, n)),
    )
    return make_section(b, "angka", Figures(items))


def figures_kecamatan(b: Briefing, kode: str) -> Section:
    """Count this kecamatan's usulan."""
    return make_section(b, "angka", _tiles(b, b.of_kecamatan(kode), ""))


def figures_desa(b: Briefing, kode: str) -> Section:
    """Count this desa's usulan."""
    return make_section(b, "angka", _tiles(b, b.of_desa(kode), "", is_one_desa=True))


def _tiles(b: Briefing, rows: Rows, aside: str, *, is_one_desa: bool = False) -> Figures:
    """Count every usulan once: asked about, answered, or neither."""
    n, t = summary.tally(rows), b.t
    done = [row for row in rows if row["is_dijawab"]]
    lone = [row for row in rows if row["asal"] == ""]
    unsure = said.count_unsure(rows, t)
    return Figures(
        (
            Figure(t.angka(n.n_usulan), t("angka.usulan"),
                   _joined("" if is_one_desa else t.n("angka.dari_desa", n.n_desa), aside)),
            Figure(t.angka(n.n_diminta), t("umum.konfirmasi"), _origins(b, n)),
            Figure(t.angka(n.n_dijawab), t("angka.dijawab"),
                   _joined(said.count_words(done, t), said.count_earlier(done, t), unsure)),
            Figure(t.angka(n.n_tanpa), t("angka.tanpa_padanan"), said.count_stances(lone, t)),
            Figure(fmt.rupiah_singkat(n.rupiah, t.bahasa), t("angka.diminta"), _lacking(b, n)),
        )
    )  # fmt: skip


def _origins(b: Briefing, n: summary.Tally) -> str:
    return said.count_asal(n, b.t) if n.n_diminta else ""


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _lacking(b: Briefing, n: summary.Tally) -> str:
    return b.t.n("angka.tanpa_anggaran", n.n_tanpa_anggaran) if n.n_tanpa_anggaran else ""
