"""The meeting's screen in a real JupyterLab: a whole meeting by keyboard, a kill, two typists."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import build
import kit
import labs
import pytest
import reviews
import rooms
import screens
from playwright.sync_api import Browser, expect
from rooms import SBT, Screen

from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Keputusan
from bangkit_nb.review.rapat import DENGAN_CATATAN, DISAHKAN, PENGESAHAN_DITUNDA

pytestmark = pytest.mark.browser

N_DESA, N_KESEPAKATAN, N_RTL = (50, 20, 60) if kit.SOAK else (6, 3, 6)
DESA = [
    *build.DESA,
    *({"kode_desa": f"81.05.04.2{n:03}", "nama_desa": f"Desa {n}", "kecamatan": "Pulau Gorom"}
      for n in range(100, 97 + N_DESA)),
]  # fmt: skip
PESERTA = [
    {"nama": f"Peserta {n:02}", "instansi": "Bappeda", "peran": "undangan", "l_p": "LP"[n % 2]}
    for n in range(12)
]
SILENT = ".hs-galat:has-text('Mesin tidak menjawab')"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rapat")


@pytest.fixture(scope="module")
def desk(chromium: Browser, root: Path) -> Iterator[rooms.Desk]:
    with rooms.open_desk(chromium, root) as running:
        yield running


@pytest.fixture(scope="module")
def sample(desk: rooms.Desk, root: Path) -> Iterator[Screen]:
    with desk.opened(rooms.make_project(root, "contoh")) as made:
        yield made


def make_village_project(root: Path) -> Path:
    """Make a project of N_DESA desa with the meeting's notebook."""
    folder = rooms.make_project(root, "desa")
    (folder / "params" / f"{SBT}.yml").unlink()
    build.write_project(folder, SBT, build.frames(Desa=DESA, Peserta=PESERTA))
    return folder


def restart(screen: Screen) -> None:
    """Come back after Lab has started the dead kernel anew."""
    page = screen.page
    page.wait_for_function(labs._READY, timeout=60_000)
    dialog = page.locator(".jp-Dialog button")
    if dialog.count():
        dialog.first.click()
    screen.start()


def test_a_meeting_is_typed_by_keyboard_and_a_killed_kernel_loses_nothing(
    desk: rooms.Desk, root: Path
) -> None:
    with desk.opened(make_village_project(root)) as screen:
        page = screen.page
        cells = page.evaluate(screens.CELLS)

        page.keyboard.press("/")
        for n in (3, 4, 7):
            page.keyboard.type(f"peserta 0{n}")
            page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        screen.fill("Maria Tamu", "Dinas Kesehatan", "Staf", "P")
        assert screen.head == "Hadir 4 orang: 1 L, 3 P"

        screen.turn("Pengesahan")
        page.keyboard.press("ArrowDown")
        for _ in range(N_DESA - 2):
            page.keyboard.press("s")  # nobody waits for the machine between two desa
        screen.settle()
        screen.press("c")
        screen.fill("Peta batas desa menyusul")
        screen.press("t")
        screen.fill("tunggu")
        assert "alasan" in screen.fault
        screen.fill(" data kelompok yang lengkap")
        assert screen.head.endswith("belum dibahas 0")

        screen.turn("Kesepakatan")
        page.keyboard.press("n")
        for n in range(N_KESEPAKATAN):
            page.keyboard.type(f"Kesepakatan nomor {n} yang ditulis tanpa menunggu")
            page.keyboard.press("Enter")
        screen.settle()

        screen.turn("Tindak lanjut")
        page.keyboard.press("n")
        for n in range(N_RTL):
            if n == N_RTL // 2:
                reviews.find_kernel(page).send_signal(signal.SIGKILL)
                page.keyboard.type("ditulis saat mesin mati")
                page.keyboard.press("Control+Enter")
                expect(page.locator(SILENT)).to_be_visible(timeout=20_000)
                assert len(screen.hasil().rtl) == n
                restart(screen)
                screen.turn("Tindak lanjut")
                page.keyboard.press("n")
            screen.fill(f"Tindak lanjut {n}", "Bappeda", "", f"{n % 28 + 1} April 2024", "surat")
        assert page.evaluate(screens.CELLS) == cells

        found = screen.hasil()
        assert (len(found.hadir), found.n_l, found.n_p) == (4, 1, 3)
        words = [one.isi.kata for one in found.pengesahan]
        assert words.count(DISAHKAN) == N_DESA - 2 and len(words) == N_DESA
        assert {DENGAN_CATATAN, PENGESAHAN_DITUNDA} < set(words)
        assert [one.isi.isi for one in found.kesepakatan] == [
            f"Kesepakatan nomor {n} yang ditulis tanpa menunggu" for n in range(N_KESEPAKATAN)
        ]
        assert [one.isi.rencana for one in found.rtl] == [
            f"Tindak lanjut {n}" for n in range(N_RTL)
        ]

        screen.turn("Tutup")
        page.get_by_role("button", name="Tutup rapat").focus()
        screen.press("Enter")
        assert screen.hasil().ditutup is not None and "Rapat ditutup" in screen.head
        page.locator(".hs").focus()
        screen.press("u")
        assert screen.hasil().ditutup is None


def test_two_typists_see_each_other_and_choose_where_they_disagree(
    desk: rooms.Desk, root: Path
) -> None:
    folder = rooms.make_project(root, "berdua", "ani", "budi")
    with desk.opened(folder, "ani") as ani, desk.opened(folder, "budi") as budi:
        for screen, key in ((budi, "c"), (ani, "s")):
            screen.page.bring_to_front()
            screen.page.locator("[data-k=nama]").fill("budi" if key == "c" else "ani")
            screen.page.keyboard.press("Enter")
            screen.settle()
            screen.turn("Pengesahan")
        # budi has the form open, and has seen nothing, when ani ratifies the same desa
        budi.page.bring_to_front()
        budi.page.keyboard.press("ArrowDown")
        budi.press("c")
        ani.page.bring_to_front()
        ani.page.keyboard.press("ArrowDown")
        ani.press("s")
        budi.page.bring_to_front()
        expect(budi.page.locator(".hs-pesan")).to_have_text("ani baru saja mencatat sesuatu.")
        assert budi.page.evaluate("() => document.activeElement.name") == "catatan"
        budi.fill("Peta batas menyusul")
        ani.page.bring_to_front()
        first = ani.rows().first
        expect(first).to_contain_text("dengan catatan")
        assert [e.penulis for e in _log(folder)] == ["ani", "budi"]


def _log(folder: Path) -> list[Event]:
    from bangkit_nb.review.store import open_store

    with open_store(folder) as store:
        return list(store.read(SBT).events)


def test_who_types_faster_than_the_machine_answers_loses_no_entry(
    desk: rooms.Desk, root: Path
) -> None:
    with desk.opened(rooms.make_project(root, "cepat")) as screen:
        page = screen.page
        screen.turn("Tindak lanjut")
        page.keyboard.press("n")
        # the typist's words all come while the machine still works on the first entry
        page.evaluate(TYPE, [["satu", "Ani", "", "1 April 2024", ""],
                             ["dua", "Ani", "", "lusa", ""],
                             ["tiga", "Ani", "", "3 April 2024", ""]])  # fmt: skip
        expect(page.locator(".hs-galat:visible")).to_contain_text("'lusa' tidak terbaca")
        fields = page.locator(".hs-formulir [name]")
        assert [one.input_value() for one in fields.all()] == ["dua", "Ani", "", "lusa", ""]
        page.locator(".hs-formulir [name=batas_waktu]").fill("2 April 2024")
        page.keyboard.press("Control+Enter")
        expect(screen.rows().filter(has_text="Ani \u00b7")).to_have_count(3, timeout=30_000)
        new = [one.isi for one in screen.hasil().rtl if not one.is_lama]
        assert [(one.rencana, one.batas_waktu[-2:]) for one in new] == [
            ("satu", "01"), ("dua", "02"), ("tiga", "03"),
        ]  # fmt: skip


TYPE = """entries => entries.forEach(words => {
  const fields = [...document.querySelectorAll('.hs-formulir [name]')];
  words.forEach((word, at) => { fields[at].value = word; });
  fields.at(-1).dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
})"""


def test_an_answer_of_an_opd_is_recorded_in_the_review_below(sample: Screen) -> None:
    page = sample.page
    page.locator(".hs").focus()
    page.keyboard.press("4")
    review = page.locator(".tj")
    review.locator("tbody tr .tj-taut").first.wait_for(timeout=60_000)
    review.locator("tbody tr .tj-taut").first.click()
    review.get_by_role("tab", name="Jawaban OPD/forum").click()
    review.get_by_role("button", name="Ditunda", exact=True).click()
    for label, words in (("Alasan", "Pagu tidak cukup"), ("Dinyatakan oleh", "Dinas Perikanan")):
        review.get_by_label(label, exact=True).fill(words)
    review.get_by_role("button", name="Catat jawaban").click()
    expect(review.locator(".tj-pesan")).to_have_text("Tercatat: Ditunda.")
    (said,) = [e.isi for e in _log(sample.project) if isinstance(e.isi, Keputusan)]
    assert said.forum == "Rakor 1 Maret 2024" and said.alasan == "Pagu tidak cukup"
    review.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.className") == "hs"
    sample.turn("Hadir")


def test_every_tab_is_clean_for_those_who_cannot_see_or_point(sample: Screen) -> None:
    page = sample.page
    page.evaluate(screens.NO_SIDES)
    for name in rooms.NAMES:
        if name != "Jawaban OPD":
            sample.turn(name)
            assert reviews.find_faults(page, ".hs") == [], name
    sample.turn("Tindak lanjut")
    page.locator(".hs-daftar > li").nth(2).focus()
    sample.press("l")
    assert reviews.find_faults(page, ".hs") == []
    sample.press("Escape")
    reviews.set_theme(page, is_dark=True)
    try:
        assert reviews.find_faults(page, ".hs") == []
    finally:
        reviews.set_theme(page, is_dark=False)
    met, wrong = reviews.tab_through(page, root=".hs")
    assert wrong == [] and len(met) >= 10


@pytest.mark.parametrize(("width", "height"), [(320, 700), (640, 450)], ids=["320px", "zoom200"])
def test_the_screen_reflows(sample: Screen, width: int, height: int) -> None:
    """640 x 450 is a 1280 x 900 screen at 200 % zoom."""
    sample.page.set_viewport_size({"width": width, "height": height})
    try:
        for name in ("Pengesahan", "Tindak lanjut"):
            sample.turn(name)
            assert reviews.find_faults(sample.page, ".hs") == [], name
    finally:
        sample.page.set_viewport_size({"width": 1280, "height": 720})


def test_type_is_large_and_grows_and_the_frame_fills_the_screen(sample: Screen) -> None:
    page = sample.page
    size = "() => parseFloat(getComputedStyle(document.querySelector('.hs h4')).fontSize)"
    sample.turn("Pengesahan")
    assert page.evaluate(size) >= 22
    page.locator(".hs").focus()
    page.keyboard.press("+")
    assert page.evaluate(size) >= 26
    page.keyboard.press("-")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement")
    try:
        bottom = "() => document.querySelector('.hs-kaki').getBoundingClientRect().bottom"
        assert page.evaluate(bottom) <= page.evaluate("() => innerHeight")
    finally:
        page.keyboard.press("f")
