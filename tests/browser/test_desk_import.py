"""Documents taken in through the real desk in Lab: chosen, counted, mapped by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import desks
import kit
import labs
import pytest
from playwright.sync_api import Browser, expect
from test_desk import check_looks

pytestmark = pytest.mark.browser

SBT = "sbt-2024-03-01"
LONG = 90_000
DU_RKP = "No;Nama Desa;Kecamatan;Nama Kegiatan;Volume\n1;Solang;Teluk Waru;Jalan tani baru;5\n"
ODD = "Kampung;Wilayah;Pekerjaan\nKaray;Teluk Waru;Talud pantai\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[labs.Lab]:
    project = kit.copy_project(tmp_path_factory.mktemp("impor") / "proyek")
    with desks.open_desk_lab(project) as running:
        yield running


def test_documents_are_taken_in_and_an_unknown_one_is_mapped(
    chromium: Browser, lab: labs.Lab, tmp_path: Path
) -> None:
    known, odd = tmp_path / "DU-RKP 2025.csv", tmp_path / "aneh.csv"
    known.write_text(DU_RKP, encoding="utf-8")
    odd.write_text(ODD, encoding="utf-8")
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        card = desks.card(page, SBT)
        button = card.get_by_role("button", name="Impor berkas")
        with page.expect_file_chooser() as choosing:
            button.click()
        choosing.value.set_files(known)
        expect(card.locator(".mj-impor pre")).to_contain_text("DU-RKP Desa, 5 kolom", timeout=LONG)
        check_looks(page)
        with page.expect_file_chooser() as choosing:
            button.click()
        choosing.value.set_files(odd)
        form = card.get_by_role("form", name="Tata letak belum dikenal")
        form.wait_for(timeout=LONG)
        check_looks(page)
        sums = form.get_by_label("Baris belanja: jumlahkan")
        assert not sums.is_visible()  # a village plan has none
        form.get_by_label("Menjadi lembar").select_option("Renja")
        sums.check()
        check_looks(page)
        form.get_by_label("Menjadi lembar").select_option("Rencana")
        for label, column in (("Kampung", "desa"), ("Wilayah", "kecamatan"),
                              ("Pekerjaan", "kegiatan")):  # fmt: skip
            form.get_by_label(label).select_option(column)
        form.get_by_label("Nama pemetaan").fill("kampung kita")
        form.get_by_label("Nama pemetaan").press("Enter")
        told = card.locator(".mj-impor pre")
        expect(told).to_contain_text("pemetaan 'kampung-kita'", timeout=LONG)
        expect(told).to_contain_text("1 baris baru")
