"""A village's sheet: what became of every activity, who acts, and which door is still open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from build import DESA, RENCANA, briefing, rakor
from page import Page
from test_whose import cocok, keputusan

from bangkit_nb import columns as c
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import render, requests_place
from bangkit_nb.pack.facts import Briefing

SOLANG, KARAY = DESA[0]["kode_desa"], DESA[1]["kode_desa"]


def sheet(b: Briefing, kode: str = SOLANG) -> Page:
    (pack,) = [p for p in packs.build_desa_packs(b) if p.kode == kode]
    return Page(render.render_page(pack))


def row_of(page: Page, key: str) -> list[str]:
    (row,) = [row for table in page.tables for row in table if f"[{key}]" in row[0]]
    return row


def answered(kata: str, key: str = "U-1", **more: Any) -> list[str]:
    b = briefing(putusan=[keputusan(key, kata, **more)])
    kode = next(row["kode_desa"] for row in RENCANA if row["id_usulan"] == key)
    return row_of(sheet(b, kode), key)


def test_every_desa_has_its_sheet_with_all_its_usulan_and_no_other() -> None:
    made = packs.build_desa_packs(briefing())
    assert [p.name for p in made] == sorted(f"desa-{row['kode_desa']}.html" for row in DESA)
    page = sheet(briefing(), KARAY)
    assert "Desa Karay, Kecamatan Teluk Waru" in page.text
    assert [key for key in ("U-1", "U-2", "U-3", "U-4") if f"[{key}]" in page.text] == [
        "U-3", "U-4"
    ]  # fmt: skip


def test_before_the_rakor_an_usulan_is_to_be_discussed_and_afterwards_it_was_not() -> None:
    said = "padanan petugas, dimintakan konfirmasi"
    for per, stage in (("", "akan dibahas"), ("2024-03-02", "belum dibahas")):
        b = briefing(rakor(per_tanggal=per), putusan=[cocok("U-1", 0)])
        assert row_of(sheet(b), "U-1")[3] == f"{stage}: {said}"


def test_an_answer_tells_what_who_why_and_the_next_door() -> None:
    _, volume, asked, outcome, who, door = answered(c.DIUBAH)
    assert (volume, asked) == ("5 unit", "Rp\u00a075.000.000")
    assert outcome == (
        "Diakomodir dengan perubahan (Dinas Perikanan, Forum OPD, 5 Maret 2024). "
        "4 unit, Rp\u00a060.000.000"
    )
    assert who == "Dinas Perikanan" and door == "Renja OPD berikutnya, untuk rencana 2026"


@pytest.mark.parametrize("kata", [c.DITUNDA, c.DITOLAK])
def test_what_was_not_taken_has_its_reason_and_the_village_door(kata: str) -> None:
    jadwal = [{"nama": "Musyawarah Desa", "tanggal": dt.date(2024, 6, 20), "kepastian": "pasti"}]
    b = briefing(putusan=[keputusan("U-1", kata)], Jadwal=jadwal)
    _, _, _, outcome, _, door = row_of(sheet(b), "U-1")
    assert outcome.startswith(kata) and outcome.endswith("Alasan: Pagu tidak cukup")
    assert door == "RKP Desa/APBDes: sebelum Musyawarah Desa, 20 Juni 2024"


def test_the_route_that_an_answer_or_an_officer_names_comes_first() -> None:
    named = answered(c.DITOLAK, keputusan_jalur=c.JALUR_SWADAYA)
    assert named[5] == "swadaya: dapat dimulai kapan saja"
    b = briefing(putusan=[{"id_usulan": "U-4", "putusan": c.TIDAK_ADA, "keadaan": c.BERLAKU,
                           "jalur": c.JALUR_DESA}])  # fmt: skip
    row = row_of(sheet(b, KARAY), "U-4")
    assert row[4] == "Pemerintah Desa Karay" and row[5].startswith("RKP Desa/APBDes")


@pytest.mark.parametrize(
    ("putusan", "route"),
    [(c.TIDAK_ADA, "RKP Desa/APBDes"), (c.KEWENANGAN_LAIN, "usulan Musrenbang Kecamatan")],
)
def test_the_machines_renja_is_not_a_way_where_the_officer_says_nothing_fits(
    putusan: str, route: str
) -> None:
    b = briefing(putusan=[{"id_usulan": "U-1", "putusan": putusan, "keadaan": c.BERLAKU}])
    assert row_of(sheet(b), "U-1")[5].startswith(route)
    meeting = Page(render.render_page(packs.build_rakor_pack(b)))
    assert row_of(meeting, "U-1")[4] == route


def test_a_training_route_names_the_next_training_of_the_desa() -> None:
    training = [{"topik": f"Kelas {day}", "tanggal_mulai": dt.date(2024, 5, day),
                 "kode_desa": SOLANG} for day in (20, 6)]  # fmt: skip
    said = keputusan("U-1", c.DITUNDA, keputusan_jalur=c.JALUR_PELATIHAN)
    b = briefing(putusan=[said], Pelatihan=training)
    assert row_of(sheet(b), "U-1")[5].endswith("(pelatihan): Kelas 6, 6 Mei 2024")


def test_who_is_asked_is_named_before_an_answer() -> None:
    b = briefing(putusan=[cocok("U-1", 2)])
    row = row_of(sheet(b), "U-1")
    assert row[4] == "menunggu jawaban Dinas Pertanian"
    assert row[5] == "Renja OPD: sebelum Forum OPD, 5 Maret 2024"


def test_a_merged_usulan_follows_the_other() -> None:
    assert answered(c.DIGABUNG)[5] == "mengikuti usulan tempat digabung"


def test_a_desa_is_asked_to_complete_to_find_another_way_and_to_announce() -> None:
    assert requests_place.build_desa_requests(briefing(), SOLANG) == ()
    said = [keputusan("U-3", c.DITOLAK)]
    asked = requests_place.build_desa_requests(briefing(putusan=said), KARAY)
    assert [r.ask.split()[0] for r in asked] == ["bahas", "lengkapi", "umumkan"]
    assert "2 usulan" in asked[0].ask and "1 usulan" in asked[1].ask and "1 usulan" in asked[2].ask
    assert {r.addressee for r in asked} == {"Pemerintah Desa Karay"}


def test_kecamatan_packs_link_the_sheets_of_their_desa_only() -> None:
    made = {p.kode: Page(render.render_page(p)) for p in packs.build_kecamatan_packs(briefing())}
    assert made["81.05.15"].links == [f"desa-{SOLANG}.html", f"desa-{KARAY}.html"]
    assert made["81.05.04"].links == ["desa-81.05.04.2001.html"]
