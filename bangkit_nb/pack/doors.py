"""Tell a village who is responsible for an usulan now, and which door is still open to it.

A route is a proposal until somebody takes it: an answer's route comes first, then the officer's,
then the one that align proposes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bangkit_nb import columns as c
from bangkit_nb import fmt, text
from bangkit_nb.pack import said, schedule, whose
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.summary import Usulan

OPD_DOORS = ("forum_opd", "musrenbang_kabupaten", "rkpd", "kua_ppas")
KECAMATAN_DOORS = ("musrenbang_kecamatan", "forum_opd", "musrenbang_kabupaten", "rkpd")
DESA_DOORS = ("musdes", "rkp_desa")
BUDGET_DOORS = ("rkpd", "kua_ppas", "rapbd", "apbd")
"""Where a taken usulan is still lost or kept."""

ROUTE_DOORS: Mapping[str, tuple[str, ...]] = {
    c.JALUR_RENJA: OPD_DOORS,
    c.JALUR_MUSRENBANG: ("musrenbang_kecamatan",),
    c.JALUR_DESA: DESA_DOORS,
}
"""Doors of the routes that have any; training, self-help and partners are open at all times."""


@dataclass(frozen=True)
class Ways:
    """Hold what the next steps of one desa's usulan are told from.

    jalur: id_usulan -> proposed route. pelatihan: the desa's next training, "" for none.
    """

    nama_desa: str
    kecamatan: str
    jalur: Mapping[str, str]
    pelatihan: str

    @classmethod
    def of(cls, b: Briefing, kode_desa: str) -> Ways:
        """Return the ways of one desa."""
        own = b.desa[kode_desa]
        keys = (row["id_usulan"] for row in b.of_desa(kode_desa))
        jalur = {key: b.routes[key]["jalur"] for key in keys}
        return cls(own["nama_desa"], own["kecamatan"], jalur, _next_training(b, kode_desa))


def _next_training(b: Briefing, kode_desa: str) -> str:
    coming = [
        (row["tanggal_mulai"], row["topik"])
        for row in b.pelatihan
        if kode_desa in row["kode_desa"]
        and row["tanggal_mulai"] is not None
        and row["tanggal_mulai"] >= b.rakor.per
    ]
    if not coming:
        return ""
    day, topik = min(coming)
    return f"{text.shorten(topik, 60)}, {fmt.tanggal(day, b.t.bahasa)}"


def choose_route(row: Usulan, proposed: str) -> str:
    """Return the route an usulan should take next (a word of columns.SEMUA_JALUR).

    proposed: align's route. What the Renja did not take, or does not hold as the officer says, has
    the village's own door left; another authority is reached by Musrenbang. A route that somebody
    named comes before all that.
    """
    named = row["keputusan_jalur"] or row["jalur_petugas"]
    if row["is_padanan"] or row["keputusan"] in (*said.TAKEN, c.DIALIHKAN):
        return str(named or c.JALUR_RENJA)
    if named or proposed != c.JALUR_RENJA:
        return str(named or proposed)
    if row["sikap"] == whose.SIKAP[c.KEWENANGAN_LAIN]:
        return c.JALUR_MUSRENBANG
    return c.JALUR_DESA if row["is_dijawab"] or row["sikap"] in whose.NO_ROW else proposed


def say_way(row: Usulan, proposed: Usulan, t: Pesan) -> str:
    """Say the route of an usulan without a row: the officer's, or the proposed one and its why.

    proposed: its row of columns.JALUR.
    """
    route = choose_route(row, proposed["jalur"])
    name = said.say_jalur(route, t)
    if row["jalur_petugas"]:
        return t("jalur.oleh_petugas", jalur=name)
    return f"{name}. {say_why(row, proposed, t)}" if route == proposed["jalur"] else name


def say_why(row: Usulan, proposed: Usulan, t: Pesan) -> str:
    """Say align's reason for a route in the pack's language."""
    kode, isi = proposed["kode_alasan"], proposed["isi_alasan"]
    if kode == "kewenangan":
        isi = t(f"tingkat_pemerintah.{isi}")
    if kode == "kecil":
        isi = t.rupiah(row["anggaran"])
    return t(f"alasan_jalur.{kode}", isi=isi)


def say_next(b: Briefing, row: Usulan, ways: Ways) -> str:
    """Say the next door that is open to an usulan, and until when."""
    if row["keputusan"] == c.DIGABUNG:
        return b.t("pintu_desa.ikut")
    route = choose_route(row, ways.jalur[row["id_usulan"]])
    name = said.say_jalur(route, b.t)
    if route == c.JALUR_PELATIHAN:
        return f"{name}: {ways.pelatihan}" if ways.pelatihan else name
    if route not in ROUTE_DOORS:
        return b.t("pintu_desa.kapan_saja", jalur=name)
    keys = ROUTE_DOORS[route]
    if row["keputusan"] in said.TAKEN and route == c.JALUR_RENJA:
        keys = BUDGET_DOORS
    opening = schedule.next_open(b.openings, keys, b.rakor.per)
    if opening is None:
        return b.t("pintu_desa.berikut", jalur=name, tahun=b.rakor.tahun_rencana + 1)
    # no day count: it would stand in every row, and the section on the planning year has it
    if opening.day is None:
        door = schedule.say_opening(opening, b.rakor.per, b.t)
    else:
        day = fmt.tanggal(opening.day, b.t.bahasa)
        door = f"{b.t(f'pintu.{opening.door.key}')}, {day}"
        door += "" if opening.is_certain else f" ({b.t('pintu.kira')})"
    return b.t("pintu_desa.sebelum", jalur=name, pintu=door)


def say_responsible(b: Briefing, row: Usulan, ways: Ways) -> str:
    """Say who has to act: who answered or takes it, who is asked, or whose route it is."""
    if row["is_dijawab"]:
        return text.shorten(row["opd"] or row["keputusan_oleh"], 80) or fmt.DASH
    if row["is_padanan"]:
        return b.t("tanggung.menunggu", opd=text.shorten(row["opd"], 80))
    key = said.JALUR.get(choose_route(row, ways.jalur[row["id_usulan"]]), "renja")
    return b.t(
        f"tanggung.{key}",
        desa=text.shorten(ways.nama_desa, 60),
        kecamatan=text.shorten(ways.kecamatan, 60),
        forum=text.shorten(b.rakor.forum, 80),
    )
