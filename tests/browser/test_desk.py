"""The desk in the real `bangkit lab`: one click, every button, and no key that harms a cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import desks
import kit
import labs
import measure
import pytest
import screens
from playwright.sync_api import Browser, Locator, Page, expect

from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.params import open_rakor
from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.log_file import read_events, render_log
from bangkit_nb.run.manifest import read_manifest

pytestmark = pytest.mark.browser

SBT, SBD = "sbt-2024-03-01", "sbd-2024-01-31"
LONG = 90_000
RUNNING = re.compile(r"Langkah [2-4] dari 5")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kit.copy_project(tmp_path_factory.mktemp("meja") / "proyek")


@pytest.fixture(scope="module")
def lab(project: Path) -> Iterator[labs.Lab]:
    with desks.open_desk_lab(project) as running:
        yield running


def check_looks(page: Page) -> None:
    measure.check_looks(page, ".mj")


def wait_for(card: Locator, state: str) -> str:
    """Wait until a card's action ended so and return what it says."""
    card.locator(f".mj-status-{state}").wait_for(timeout=LONG)
    return card.locator(".mj-kata").inner_text()


def test_one_click_shows_every_rakor_and_check_tells_counts_and_rows(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    with desks.opened(chromium, lab) as page:
        desk = desks.start_desk(page)
        titles = desk.locator("h3:visible").all_inner_texts()
        assert titles == ["Kabupaten Seram Bagian Timur", "Kabupaten Sumba Barat Daya"]
        check_looks(page)
        card = desks.card(page, SBT)
        assert "belum diperiksa" in card.inner_text()
        card.get_by_role("button", name="Periksa").click()
        said = wait_for(card, "baik")
        assert said.startswith("Pemeriksaan selesai: 5 stop, 12 periksa.")
        assert card.locator("tbody tr").count() == 17
        assert "81.05.15.2008" in card.locator("table").inner_text()
        expect(card).to_contain_text("sudah diperiksa: 5 stop, 12 periksa")
        check_looks(page)
        assert page.locator(".jp-OutputArea-output", has_text="Traceback").count() == 0


def test_the_button_makes_the_packs_and_the_link_opens_them(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        card = desks.card(page, SBT)
        make = card.get_by_role("button", name="Buat paket briefing")
        make.dblclick()  # two clicks start it once
        card.get_by_text(RUNNING).wait_for(timeout=LONG)
        assert make.get_attribute("aria-disabled") == "true"
        check_looks(page)
        # the kernel goes on answering while the child works
        assert desks.card(page, SBD).get_by_role("button", name="Periksa").is_enabled()
        assert wait_for(card, "baik") == "Paket briefing selesai dibuat."
        told = read_manifest(project / "outputs" / SBT)
        assert told is not None and told["keadaan"] == "berhasil"
        assert f"{len([n for n in told['berkas'] if n.startswith('paket/')])} paket" in (
            card.inner_text()
        )
        with page.context.expect_page() as opening:
            card.get_by_role("link", name="Buka paket").click()
        pack = opening.value
        pack.wait_for_load_state()
        assert pack.locator("h1").inner_text() == "Paket Briefing Kabupaten Seram Bagian Timur"
        pack.locator("a[href*='rakor.html']").first.click()
        pack.wait_for_load_state()
        assert "Rakor" in pack.locator("h1").inner_text()
        pack.close()


def test_a_log_is_saved_and_a_colleague_s_file_is_taken_in(
    chromium: Browser, lab: labs.Lab, project: Path, tmp_path: Path
) -> None:
    told = Event("00000000-0000-4000-8000-000000000001", SBD, "k" * 20, Padanan("ragu"), (), 1,
                 "budi", "2024-01-20T09:00:00+08:00")  # fmt: skip
    theirs = tmp_path / "catatan budi.jsonl"
    theirs.write_bytes(render_log(SBD, [told]))
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        card = desks.card(page, SBD)
        with page.expect_file_chooser() as choosing:
            card.get_by_role("button", name="Gabung catatan").click()
        choosing.value.set_files(theirs)
        assert "1 catatan dibaca, 1 baru" in wait_for(card, "baik")
        expect(card).to_contain_text("1 sudah ditinjau petugas")
        card.get_by_role("button", name="Ekspor catatan").click()
        said = card.locator(".mj-kata", has_text="data/tukar/catatan-")
        said.wait_for(timeout=LONG)
        check_looks(page)
    (path,) = (project / "data" / "tukar").glob(f"catatan-{SBD}-*.jsonl")
    assert read_events(path, SBD) == [told]


def test_work_can_be_stopped_and_begun_again(chromium: Browser, lab: labs.Lab) -> None:
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        card = desks.card(page, SBD)
        card.get_by_role("button", name="Buat paket briefing").click()
        card.get_by_text(RUNNING).wait_for(timeout=LONG)
        card.get_by_role("button", name="Batalkan").click()
        assert "boleh dimulai lagi" in wait_for(card, "salah")
        assert page.evaluate("() => document.activeElement.textContent") == "Buat paket briefing"
        card.get_by_role("button", name="Periksa").click()
        assert "Pemeriksaan selesai" in wait_for(card, "baik")


def test_a_broken_workbook_reads_as_one_sentence(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    path = open_rakor(SBD, project).buku_kerja_path
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:5000])
        with desks.opened(chromium, lab) as page:
            desks.start_desk(page)
            card = desks.card(page, SBD)
            for name in ("Periksa", "Buat paket briefing"):
                card.get_by_role("button", name=name).click()
                card.locator(".mj-status-jalan").wait_for(timeout=LONG)  # not the last one's end
                said = wait_for(card, "salah")
                assert "\n" not in said and said.endswith(".")
                assert "rusak" in said or "tidak lengkap" in said or "terpotong" in said
                assert "bangkit:" not in said and "/" not in said.replace("data/contoh-sbd/", "")
            expect(card).to_contain_text("Terakhir gagal")
            check_looks(page)
    finally:
        path.write_bytes(whole)


def test_a_new_rakor_is_made_from_the_form_and_a_slip_is_told_beside_it(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    with desks.opened(chromium, lab) as page:
        desk = desks.start_desk(page)
        page.keyboard.press("Tab")
        desk.get_by_role("button", name="Rakor baru").focus()
        page.keyboard.press("Enter")
        form = desk.locator("form")
        form.get_by_label("Salin isian dari").select_option(SBT)
        assert form.get_by_label("Kode kabupaten").input_value() == "81.05"
        form.get_by_label("Kode kabupaten").fill("8105")
        form.get_by_label("Tanggal Rakor").fill("20 Agustus 2024")
        page.keyboard.press("Enter")
        said = desk.locator(":scope > .mj-status-salah .mj-kata")
        expect(said).to_contain_text("Kode kabupaten '8105' tidak berbentuk PP.KK")
        expect(form.get_by_label("Kode kabupaten")).to_be_focused()
        assert form.get_by_label("Kode kabupaten").get_attribute("aria-invalid") == "true"
        check_looks(page)
        page.keyboard.press("Control+A")
        page.keyboard.type("81.05")
        page.keyboard.press("Enter")
        new = desks.card(page, "sbt-2024-08-20")
        new.wait_for(timeout=LONG)
        expect(form).to_be_hidden()
        expect(desk.get_by_role("button", name="Rakor baru")).to_be_focused()
        made = open_rakor("sbt-2024-08-20", project)
        assert (made.hari.isoformat(), made.ke, made.jam) == ("2024-08-20", 3, "09.00")
        assert made.buku_kerja_path.is_file()
        new.get_by_role("button", name="Periksa").click()
        wait_for(new, "baik")
        check_looks(page)


def test_a_rakor_that_follows_another_brings_its_usulan_along(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    with desks.opened(chromium, lab) as page:
        desk = desks.start_desk(page)
        desk.get_by_role("button", name="Rakor baru").click()
        form = desk.locator("form")
        form.get_by_label("Lanjutan dari").select_option(SBD)
        assert form.get_by_label("Rakor keberapa").input_value() == "2"
        assert form.get_by_label("Tanggal Rakor").input_value() == ""
        form.get_by_label("Tanggal Rakor").fill("5 Desember 2024")
        check_looks(page)
        form.get_by_role("button", name="Buat Rakor").click()
        desks.card(page, "sbd-2024-12-05").wait_for(timeout=LONG)
        made = open_rakor("sbd-2024-12-05", project)
        assert (made.rakor_sebelumnya, made.ke) == (SBD, 2)
        frame = read_workbook(made).frames["Rencana"]
        assert len(frame) > 300 and "SBD-53.18.01.2001-01" in set(frame["id_usulan"])


def test_no_key_changes_a_cell_neither_in_the_desk_nor_in_command_mode(
    chromium: Browser, lab: labs.Lab
) -> None:
    keys = ["a", "b", "d", "d", "x", "z", "m", "y", "r", "c", "v", "1", "Shift+M", "i", "i", "0",
            "0", "Shift+A"]  # fmt: skip
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        before = page.evaluate(screens.CELLS)
        for place in ("desk", "cell"):
            if place == "desk":
                desks.card(page, SBT).get_by_role("button", name="Periksa").focus()
            else:
                page.locator(".jp-MarkdownCell").click(position={"x": 5, "y": 5})
                page.evaluate(
                    "() => { const n = jupyterapp.shell.currentWidget.content;"
                    " n.mode = 'command'; n.activate(); }"
                )
                classes = page.locator(".jp-Notebook").get_attribute("class") or ""
                assert "jp-mod-commandMode" in classes
            for key in keys:
                page.keyboard.press(key)
            assert page.evaluate(screens.CELLS) == before, place
            assert page.locator(".jp-Dialog").count() == 0, place
        # the shortcuts that need a hand on Shift+Enter stay
        bound = page.evaluate(
            "() => jupyterapp.commands.keyBindings.filter(b => b.keys.length &&"
            " b.keys.every(k => k.replace('Shift ', '').length === 1)"
            " && b.selector.includes('Notebook')).map(b => b.command)"
        )
        assert bound == []


def test_lab_is_quiet_and_shows_little(chromium: Browser, lab: labs.Lab) -> None:
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        page.wait_for_timeout(1500)
        assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0
        assert page.locator("#jp-right-stack:visible, #jp-left-stack:visible").count() == 0
        menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
        assert menus == ["Berkas", "Sunting", "Tampilan", "Jalankan", "Kernel", "Bantuan"]
        assert page.locator("#jp-debugger-sidebar").count() == 0
        assert page.locator(".jp-InputArea-editor:visible").count() == 0


@pytest.mark.parametrize(("width", "height"), [(320, 700), (640, 450)], ids=["320px", "zoom200"])
def test_the_desk_reflows(chromium: Browser, lab: labs.Lab, width: int, height: int) -> None:
    """640 x 450 is a 1280 x 900 screen at 200 % zoom."""
    with desks.opened(chromium, lab, width=width, height=height) as page:
        desk = desks.start_desk(page)
        card = desks.card(page, SBT)
        card.get_by_role("button", name="Periksa").click()
        wait_for(card, "baik")
        desk.get_by_role("button", name="Rakor baru").click()
        assert measure.find_outside(page, ".mj", ".mj-gulir") == []
        assert measure.find_overflow(page) == ""
        room = desk.bounding_box()
        assert room is not None and room["width"] >= width * 0.8
        check_looks(page)


def test_a_reloaded_page_finds_the_desk_and_the_work_under_way(
    chromium: Browser, lab: labs.Lab
) -> None:
    with desks.opened(chromium, lab) as page:
        desks.start_desk(page)
        card = desks.card(page, SBD)
        card.get_by_role("button", name="Buat paket briefing").click()
        card.get_by_text(RUNNING).wait_for(timeout=LONG)
        page.reload()
        page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
        page.wait_for_function(labs._READY, timeout=60_000)
        desks.start_desk(page)
        assert wait_for(desks.card(page, SBD), "baik") == "Paket briefing selesai dibuat."
        said = page.locator(".jp-OutputArea-output").all_inner_texts()
        assert not any("Error" in text for text in said), said


def test_the_desk_is_signed_and_holds_no_output_when_lab_starts(
    lab: labs.Lab, project: Path
) -> None:
    notebook = json.loads((project / desks.DESK).read_text(encoding="utf-8"))
    assert all(c["metadata"]["jupyter"] == {"source_hidden": True}
               for c in notebook["cells"] if c["cell_type"] == "code")  # fmt: skip


def test_the_meeting_opens_from_its_button_in_two_clicks(chromium: Browser, lab: labs.Lab) -> None:
    """The last of this module: Lab remembers which notebooks were open."""
    with desks.opened(chromium, lab, height=720) as page:
        desks.start_desk(page)
        desks.card(page, SBT).get_by_role("button", name="Catat hasil").click()
        page.wait_for_function(OPENED, arg="4_catat_hasil.ipynb", timeout=LONG)
        page.wait_for_function(labs._READY, timeout=LONG)
        page.get_by_role("button", name="Mulai").locator("visible=true").click()
        expect(page.locator(".hs-kepala")).to_have_text(re.compile("^Hadir 0"), timeout=LONG)
        expect(page.locator(".hs")).to_be_focused()
        page.keyboard.press("2")
        expect(page.locator(".hs-kepala")).to_have_text(re.compile("^Disahkan 0"))
        page.keyboard.press("ArrowDown")
        expect(page.locator(".hs-daftar > li").first).to_be_focused()
        page.keyboard.press("s")
        expect(page.locator(".hs-kepala")).to_have_text(re.compile("^Disahkan 1"))
        assert page.evaluate(screens.CELLS)[-1][1] == "bk.open_hasil(rapat, data)"


OPENED = """name => { const w = jupyterapp.shell.currentWidget;
  return !!w && w.title.label === name && !!w.sessionContext; }"""
