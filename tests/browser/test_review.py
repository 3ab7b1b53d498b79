"""The review in a real JupyterLab: keyboard alone, reload, kill, conflict, and how it looks."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import kit
import labs
import measure
import psutil
import pytest
from playwright.sync_api import Browser, Page, expect
from test_desk import AXE, CELLS, CONTRAST, WIDE

from bangkit_nb.review.events import Event, to_json
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.store import open_store

pytestmark = pytest.mark.browser

SBT = "sbt-2024-03-01"
NOTEBOOK = "notebooks/2_tinjau_padanan.ipynb"
NO_SIDES = """() => { const shell = window.jupyterapp.shell; shell.collapseLeft();
  shell.collapseRight(); shell.sideTabsVisible && window.jupyterapp.commands.execute(
    'application:toggle-side-tabbar', {side: 'left'}); }"""
CARD = "() => document.querySelector('.tj').dataset.sibuk !== 'ya'"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kit.copy_project(tmp_path_factory.mktemp("tinjau") / "proyek")


@pytest.fixture(scope="module")
def lab(project: Path) -> Iterator[labs.Lab]:
    with labs.open_lab(project) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, lab: labs.Lab, project: Path) -> Iterator[Page]:
    for path in (project / "data").glob("bangkit.db*"):
        path.unlink()
    with kit.open_context(chromium, lab.url, lab.url.replace("http", "ws")) as (context, watch):
        made = context.new_page()
        open_review(made, lab)
        yield made
        assert watch.take() == []


def open_review(page: Page, lab: labs.Lab) -> None:
    labs.open_notebook(page, lab, NOTEBOOK)
    run_review(page)


def run_review(page: Page) -> None:
    cells = labs.run_all_cells(page)
    assert labs.outputs_of(cells, "error") == []
    labs.show_last_cell(page)
    page.wait_for_selector(".tj .tj-usulan h3", timeout=30_000)
    page.locator(".tj").focus()


def press(page: Page, key: str) -> None:
    """Press a key and wait until the machine has answered."""
    page.keyboard.press(key)
    page.wait_for_function(CARD)


def read_log(project: Path) -> Log:
    with open_store(project) as store:
        return Log(store.read(SBT).events)


def n_judged(page: Page) -> int:
    return int((page.locator(".tj-hitung").text_content() or "").split()[0])


def test_thirty_by_keyboard_ten_undone_and_lab_never_hears_a_key(page: Page, project: Path) -> None:
    cells = page.evaluate(CELLS)
    for at in range(30):
        is_blind = page.get_by_role("button", name="Terima calon pertama").is_disabled()
        if is_blind:
            before = n_judged(page)
            press(page, "a")
            assert n_judged(page) == before  # nothing is accepted unread
        has_rows = page.locator(".tj-calon > li button").count() > 0
        key = ("2" if is_blind else "art1oa"[at % 6]) if has_rows else "r"
        press(page, key)
        for letter in "dxbmy"[at % 5]:
            if letter != "y":
                press(page, letter)
        expect(page.locator(".tj-hitung")).to_contain_text(f"{at + 1} dari")
    log = read_log(project)
    assert len(log) == 30 and page.evaluate(CELLS) == cells
    for at in range(10):
        press(page, "u")
        assert n_judged(page) == 29 - at
    press(page, "y")
    assert n_judged(page) == 21
    log = read_log(project)
    held = [log.item(key).of("padanan").event for key in log.kunci]
    assert sum(event is not None for event in held) == 21 and len(log) == 41
    assert page.evaluate(CELLS) == cells
    page.get_by_role("checkbox", name="Tombol pintas").uncheck()
    page.locator(".tj").focus()
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert n_judged(page) == 21 and page.evaluate(CELLS) == cells
    page.get_by_role("checkbox", name="Tombol pintas").check()


def test_search_finds_a_row_and_choosing_it_is_a_judgement(page: Page, project: Path) -> None:
    press(page, "/")
    page.keyboard.type("ketinting")
    first = page.locator(".tj-hasil button").first
    first.wait_for()
    first.focus()
    press(page, "Enter")
    expect(page.locator(".tj-hitung")).to_contain_text("1 dari")
    (event,) = read_log(project).events
    assert isinstance(event.isi, Padanan) and event.isi.kode_sub_kegiatan.startswith("3.25.03")


def test_a_reload_and_a_killed_kernel_lose_nothing_that_was_confirmed(
    page: Page, project: Path, lab: labs.Lab
) -> None:
    for _ in range(4):
        press(page, "t")
    open_review(page, lab)
    assert n_judged(page) == 4
    press(page, "t")
    for process in psutil.process_iter(["cmdline"]):
        told = " ".join(process.info["cmdline"] or [])
        if "ipykernel_launcher" in told and is_below(process, os.getpid()):
            process.send_signal(signal.SIGKILL)
    page.locator(".tj").focus()
    page.keyboard.press("t")
    expect(page.locator(".tj-galat", has_text="Mesin tidak menjawab")).to_be_visible(timeout=15_000)
    assert len(read_log(project)) == 5
    open_review(page, lab)
    assert n_judged(page) == 5


def is_below(process: psutil.Process, pid: int) -> bool:
    return any(parent.pid == pid for parent in process.parents())


def test_a_merged_judgement_that_contradicts_is_flagged_and_settled_by_a_choice(
    page: Page, project: Path
) -> None:
    press(page, "t")
    (mine,) = read_log(project).events
    other = to_json(mine).replace(mine.id, "11111111-1111-4111-8111-111111111111")
    rival = Event(
        "11111111-1111-4111-8111-111111111111", SBT, mine.kunci, Padanan("tidak ada"), (),
        mine.lamport, "Budi", mine.waktu, mine.seen,
    )  # fmt: skip
    assert other != to_json(mine)
    with open_store(project) as store:
        store.append([rival])
    expect(page.locator(".tj-hitung")).to_contain_text("bertentangan 1", timeout=10_000)
    page.get_by_role("tab", name="Daftar").click()
    page.get_by_label("Keadaan").select_option(label="bertentangan (1)")
    page.locator(".tj-taut").first.click()
    box = page.get_by_role("group", name="Penilaian bertentangan")
    expect(box).to_contain_text("Budi")
    check_looks(page)
    box.get_by_role("button", name="Pakai ini").first.click()
    expect(box).to_have_count(0)
    log = read_log(project)
    assert len(log) == 3 and not log.item(mine.kunci).of("padanan").is_conflict


def test_an_answer_lacking_something_is_not_kept_and_a_whole_one_is(
    page: Page, project: Path
) -> None:
    page.get_by_role("tab", name="Jawaban").click()
    page.get_by_role("button", name="Ditunda").click()
    labels = page.locator(".tj-isian label").all_text_contents()
    assert labels == ["Alasan", "Dinyatakan oleh", "Di mana", "Tanggal"]
    page.get_by_label("Dinyatakan oleh").fill("Dinas Perikanan")
    page.get_by_label("Alasan").fill("aaaaaaaaaaaa")
    page.get_by_role("button", name="Catat jawaban", exact=True).click()
    expect(page.locator(".tj-galat").first).to_contain_text("Isi alasannya")
    assert len(read_log(project)) == 0
    page.get_by_label("Alasan").fill("Pagu tidak cukup")
    page.get_by_role("button", name="Catat jawaban", exact=True).click()
    expect(page.locator(".tj-pesan")).to_contain_text("Tercatat: Ditunda")
    (event,) = read_log(project).events
    assert event.jenis == "keputusan" and n_judged(page) == 0


def test_every_tab_is_accessible_and_fits_a_narrow_screen(page: Page) -> None:
    for width in (1280, 320):
        if width == 320:  # as `bangkit lab` shows it: without the side bars
            page.evaluate(NO_SIDES)
        page.set_viewport_size({"width": width, "height": 900})
        for tab in ("Kartu", "Daftar", "Jawaban", "Ringkasan"):
            # Lab's own side bars cover the middle of a 320 px window: click as a keyboard does
            page.get_by_role("tab", name=tab).evaluate("e => e.click()")
            page.wait_for_function(CARD)
            if tab == "Jawaban":
                name = "Diakomodir"
                page.get_by_role("button", name=name, exact=True).evaluate("e => e.click()")
            check_looks(page)
    page.get_by_role("button", name="Bantuan").evaluate("e => e.click()")
    check_looks(page, is_framed=False)


def check_looks(page: Page, *, is_framed: bool = True) -> None:
    """Fail where the screen breaks WCAG 2.2 AA, is too faint, or runs out of its frame."""
    source = measure._axe_source()
    if not source:
        kit.lack("axe-core is missing (AXE_JS)")
    page.evaluate("() => { delete window.axe; }")
    page.evaluate(source)
    assert page.evaluate(AXE.replace(".mj", ".tj"), measure.WCAG) == []
    for pair, where in page.evaluate(CONTRAST, ".tj").items():
        ink, ground = (measure.luminance(one + ")") for one in pair.split(")")[:2])
        assert measure.contrast(ink, ground) >= 4.5 or "disabled" in where, (pair, where)
    if is_framed:
        assert page.evaluate(WIDE.replace(".mj", ".tj")) == []
