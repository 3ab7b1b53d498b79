"""The review in a real JupyterLab: keyboard alone, two officers, a kill in the middle, looks."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import labs
import pytest
import reviews
import screens
from playwright.sync_api import Browser, expect
from reviews import Screen, find_faults

from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.store import open_store

pytestmark = pytest.mark.browser

RIVAL = "11111111-1111-4111-8111-111111111111"
SHARED_WITHIN = 10_000
"""Milliseconds; in truth it takes about one (see benchmarks/review.py)."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tinjau")


@pytest.fixture(scope="module")
def desk(chromium: Browser, root: Path) -> Iterator[reviews.Desk]:
    with reviews.open_desk(chromium, root) as running:
        yield running


@pytest.fixture(scope="module")
def running(desk: reviews.Desk, root: Path) -> Iterator[Screen]:
    with desk.opened(reviews.make_project(root, "sendiri")) as made:
        yield made


@pytest.fixture
def screen(running: Screen, desk: reviews.Desk) -> Iterator[Screen]:
    """Begin a review in which nothing was said yet; the page and its kernel stay."""
    for path in (running.project / "data").glob("bangkit.db*"):
        path.unlink()
    running.page.bring_to_front()
    running.start()
    expect(running.page.locator(".tj-hitung")).to_contain_text(re.compile("^0 dari"))
    yield running
    said = desk.watch.take()
    assert said == [], said


WORDS = {"r": "tidak ada", "o": "kewenangan lain", "t": "ragu"}


def judge(screen: Screen, key: str) -> tuple[str, tuple[str, str]]:
    """Press a judgement; return the usulan and what the database must say of it."""
    card = screen.card()
    if key in WORDS:
        screen.press(key)
        return card.id, (WORDS[key], "")
    at = 0 if key == "a" else int(key) - 1
    if card.blind and key == "a":
        before = screen.said, screen.n_judged
        screen.press("a")
        assert (screen.said, screen.n_judged) == before  # nothing is accepted unread
        key = "1"
    if len(card.kode) <= at:
        return judge(screen, "r")
    screen.press(key)
    return card.id, ("cocok", card.kode[at])


def test_thirty_by_keyboard_ten_undone_and_lab_never_hears_a_key(screen: Screen) -> None:
    cells = screen.page.evaluate(screens.CELLS)
    screen.seek("blind")
    screen.press("k", "k", "k")
    pressed: list[tuple[str, tuple[str, str]]] = []
    for at, key in enumerate("a1r2oa3ta4a5r1taa2o1aratoa1tra"):
        pressed.append(judge(screen, key))
        screen.press("xbmcvzl"[at % 7], "d")
    screen.press("d", "d", "Shift+m", "Shift+k", "j", "j", "k", "g")
    assert len(pressed) == screen.n_judged == 30
    assert screen.standing() == dict(pressed)
    for n in range(10):
        screen.press("u")
        assert screen.n_judged == 29 - n
    assert screen.standing() == dict(pressed[:20])
    screen.press("y", "y", "y", "y")
    assert screen.standing() == dict(pressed[:24])
    assert screen.n_judged == 24
    assert len(screen.log()) == 30 + 10 + 4  # nothing is ever taken out
    screen.page.get_by_label("Urutan").focus()
    for key in ("x", "b", "m", "c", "v", "d", "d", "a"):
        screen.page.keyboard.press(key)
    screen.page.locator(".tj").focus()
    pressed = [*pressed[:24], judge(screen, "r")]  # on the usulan that the last Y brought back
    assert screen.standing() == dict(pressed)
    assert screen.page.evaluate(screens.CELLS) == cells


def test_without_shortcuts_a_letter_says_nothing(screen: Screen) -> None:
    cells = screen.page.evaluate(screens.CELLS)
    screen.press("t")
    box = screen.page.get_by_role("checkbox", name="Tombol pintas")
    box.uncheck()
    screen.page.locator(".tj").focus()
    here = screen.card()
    for key in ("a", "1", "r", "o", "t", "u", "j", "k", "g", "b", "x", "d", "d", "m", "/", "?"):
        screen.press(key)
    assert screen.n_judged == 1
    assert screen.card() == here
    assert len(screen.log()) == 1
    screen.click(screen.page.get_by_role("button", name="Batalkan"))
    assert screen.standing() == {}
    screen.click(screen.page.get_by_role("button", name="Ragu", exact=True))
    assert screen.n_judged == 1
    assert screen.page.evaluate(screens.CELLS) == cells
    box.check()
    screen.page.locator(".tj").focus()
    screen.press("u")
    assert screen.standing() == {}


def test_bulk_takes_only_the_sure_ones_that_are_shown_and_one_undo_takes_all_back(
    screen: Screen,
) -> None:
    screen.turn("Daftar")
    many = screen.page.get_by_role("button", name=re.compile(r"^Terima \d+ usulan"))
    expect(many).to_have_count(0)  # never from an unfiltered list
    screen.choose("Keyakinan", "tinggi")
    rows = screen.page.locator("tbody tr", has_text="keyakinan tinggi")
    n = rows.count()
    assert n > 1
    expect(many).to_have_text(f"Terima {n} usulan berpita tinggi di halaman ini")
    assert screen.page.locator("tbody tr", has_text="tanpa saran").count() + n <= 50
    screen.click(many)
    events = screen.log().events
    assert len(events) == n and len({e.paket for e in events}) == 1
    assert {said[0] for said in screen.standing().values()} == {"cocok"}
    assert screen.n_judged == n
    screen.press("u")
    assert screen.n_judged == 0 and screen.standing() == {}
    screen.choose("Keyakinan", "semua")
    screen.turn("Kartu")
    screen.seek("same")
    screen.press("g", "o")
    standing = screen.standing()
    assert len(standing) >= 2 and {said[0] for said in standing.values()} == {"kewenangan lain"}
    screen.press("u")
    assert screen.standing() == {}


def test_a_row_found_by_searching_the_renja_can_be_chosen(screen: Screen) -> None:
    screen.press("/")
    screen.page.keyboard.type("ketinting")
    found = screen.page.locator(".tj-hasil button")
    found.first.wait_for()
    screen.press("Escape")
    expect(found).to_have_count(0)
    assert screen.page.evaluate("() => document.activeElement.className") == "tj"
    here = screen.card().id
    screen.press("/")
    screen.page.keyboard.type("perikanan tangkap")
    found.first.wait_for()
    kode = screen.page.locator(".tj-hasil .tj-opd").first.inner_text().split(" \u00b7 ")[1]
    screen.press("Enter")  # from the field to the first row that was found
    assert screen.n_judged == 0
    screen.press("Enter")
    assert screen.standing() == {here: ("cocok", kode)}
    next_ = screen.card().id
    assert next_ != here
    screen.press("/")
    screen.page.keyboard.type("zzzz qqqq")
    expect(screen.page.get_by_text("Tidak ada baris Renja dengan kata itu.")).to_be_visible()
    screen.page.keyboard.press("Control+a")
    screen.page.keyboard.type("rumput laut")
    found.nth(1).wait_for()
    screen.click(found.nth(1))
    assert set(screen.standing()) == {here, next_}


def test_two_officers_see_each_other_and_settle_what_contradicts(
    desk: reviews.Desk, root: Path
) -> None:
    project = reviews.make_project(root, "berdua", "ani", "budi")
    with (
        desk.opened(project, "ani") as ani,
        desk.opened(project, "budi") as budi,
    ):
        for one, name in ((ani, "Ani"), (budi, "Budi")):
            field = one.page.get_by_label("Nama Anda")
            field.fill(name)
            field.press("Enter")
            expect(one.page.locator(".tj-pesan")).to_contain_text(f"atas nama {name}")
            one.page.locator(".tj").focus()
        for at, (writer, reader) in enumerate(((ani, budi), (budi, ani)), 1):
            start = time.perf_counter()
            writer.press("j", "t")
            expect(reader.page.locator(".tj-hitung")).to_contain_text(
                f"{at} dari", timeout=SHARED_WITHIN
            )
            print(f"seen by the other after {time.perf_counter() - start:.2f} s")
        assert sorted(e.penulis for e in ani.log().events) == ["Ani", "Budi"]
        mine = ani.log().events[0]
        with open_store(project) as store:  # a laptop that had not seen it, merged
            store.append(
                [Event(RIVAL, reviews.SBT, mine.kunci, Padanan("tidak ada"), (), 1, "Cici",
                       mine.waktu, mine.seen)]
            )  # fmt: skip
        for one in (ani, budi):
            expect(one.page.locator(".tj-hitung")).to_contain_text(
                "bertentangan 1", timeout=SHARED_WITHIN
            )
        budi.choose("Keadaan", "bertentangan")
        box = budi.page.get_by_role("group", name="Penilaian bertentangan")
        expect(box).to_contain_text("Ani")
        expect(box).to_contain_text("Cici")
        assert find_faults(budi.page) == []
        budi.click(box.locator("p", has_text="Cici").get_by_role("button", name="Pakai ini"))
        for one in (ani, budi):
            expect(one.page.locator(".tj-hitung")).not_to_contain_text(
                "bertentangan", timeout=SHARED_WITHIN
            )
        log = ani.log()
        assert len(log) == 4  # both stay in the history
        held = log.item(mine.kunci).of("padanan")
        assert held.event and held.event.penulis == "Budi" and not held.is_conflict
        assert held.event.isi == Padanan("tidak ada")


def test_a_reload_and_a_killed_kernel_lose_nothing_that_was_confirmed(screen: Screen) -> None:
    page = screen.page
    told = [judge(screen, key) for key in "art"]
    page.reload()
    page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
    page.wait_for_function(labs._READY, timeout=60_000)
    screen.start()
    assert screen.n_judged == 3
    assert screen.card().id not in dict(told)  # the queue goes on
    told.append(judge(screen, "o"))
    kernel = reviews.find_kernel(screen.page)
    kernel.send_signal(signal.SIGKILL)
    page.locator(".tj").focus()
    page.keyboard.press("t")
    expect(page.locator(SILENT)).to_be_visible(timeout=20_000)
    assert screen.standing() == dict(told)
    page.wait_for_function(labs._READY, timeout=60_000)  # Lab starts the kernel anew by itself
    dialog = page.locator(".jp-Dialog button")
    if dialog.count():
        dialog.first.click()
    screen.start()
    assert screen.n_judged == 4
    told.append(judge(screen, "r"))
    assert screen.standing() == dict(told)


SILENT = ".tj-galat:has-text('Mesin tidak menjawab')"


def test_a_machine_that_hangs_is_told_and_what_was_pressed_counts_once_it_goes_on(
    screen: Screen,
) -> None:
    kernel = reviews.find_kernel(screen.page)
    here = screen.card().id
    kernel.send_signal(signal.SIGSTOP)
    try:
        screen.page.keyboard.press("t")
        screen.page.keyboard.press("o")  # for a card that nobody has seen: not said
        expect(screen.page.locator(SILENT)).to_be_visible(timeout=20_000)
        assert len(screen.log()) == 0
    finally:
        kernel.send_signal(signal.SIGCONT)
    expect(screen.page.locator(SILENT)).to_be_hidden()
    screen.settle()
    assert screen.standing() == {here: ("ragu", "")}


FIELDS = {
    "Diakomodir": ["OPD", "Volume", "Satuan", "Anggaran (Rp)"],
    "Diakomodir dengan perubahan": ["OPD", "Volume", "Satuan", "Anggaran (Rp)", "Alasan"],
    "Digabungkan": ["Digabung ke usulan (ID)"],
    "Dialihkan": ["OPD", "Alasan"],
    "Ditunda": ["Alasan"],
    "Cadangan": ["OPD"],
    "Tidak diakomodir": ["Alasan"],
}
WHO = ["Dinyatakan oleh", "Di mana", "Tanggal"]


def test_an_answer_asks_only_what_its_word_needs_and_is_kept_only_when_whole(
    screen: Screen,
) -> None:
    page = screen.page
    screen.turn("Jawaban")
    words = page.get_by_role("group", name="Jawaban", exact=True).get_by_role("button")
    for word in words.all_inner_texts():
        screen.click(words.filter(has_text=re.compile(f"^{word}$")))
        labels = page.locator(".tj-isian label").all_inner_texts()
        assert [label for label in labels if label not in WHO] == FIELDS.pop(word)
        assert labels[-3:] == WHO
    assert FIELDS == {}
    keep = page.get_by_role("button", name="Catat jawaban", exact=True)

    def refuse(word: str, sentence: str, **cells: str) -> None:
        screen.click(page.get_by_role("button", name=word, exact=True))
        for label, value in cells.items():
            page.get_by_label(label.replace("_", " ")).fill(value)
        screen.click(keep)
        assert sentence in screen.said
        assert len(screen.log()) == 0

    refuse("Ditunda", "Isi alasannya", Dinyatakan_oleh="Dinas Perikanan", Alasan="aaaaaaaaaaaaaaa")
    refuse("Diakomodir", "Isi volume", Volume="", Satuan="unit", Anggaran="5.000.000")
    refuse("Diakomodir", "Isi satuan", Volume="5", Satuan="", Anggaran="5.000.000")
    refuse("Diakomodir", "Isi anggaran", Volume="5", Satuan="unit", Anggaran="")
    refuse("Diakomodir", "bukan angka", Volume="lima-lima", Satuan="unit", Anggaran="5.000.000")
    page.get_by_label("Volume").fill("5")
    page.get_by_label("OPD", exact=True).last.select_option(index=1)
    screen.click(keep)
    assert screen.said == "Tercatat: Diakomodir."
    (event,) = screen.log().events
    assert event.jenis == "keputusan" and isinstance(event.isi, Keputusan)
    assert (event.isi.volume, event.isi.satuan, event.isi.anggaran) == (5.0, "unit", 5_000_000)
    assert event.isi.oleh == "Dinas Perikanan"
    assert screen.n_judged == 0 and screen.standing() == {}


def test_one_answer_for_many_lists_those_that_lack_what_it_needs(screen: Screen) -> None:
    page = screen.page
    screen.turn("Daftar")
    screen.choose("Desa", "Kampung Baru")
    screen.choose("Urutan", "urutan buku kerja")
    ticks = page.locator("tbody tr input")
    n = ticks.count()
    assert 3 <= n < 50
    for at in range(n):
        ticks.nth(at).check()
    screen.click(page.get_by_role("button", name=f"Catat jawaban untuk {n} yang dicentang"))
    screen.click(page.get_by_role("button", name="Diakomodir", exact=True))
    assert page.get_by_label("Volume").count() == 0  # taken from each row
    page.get_by_label("OPD", exact=True).last.select_option(index=1)
    page.get_by_label("Dinyatakan oleh").fill("Dinas Perikanan")
    screen.click(page.get_by_role("button", name="Catat jawaban", exact=True))
    skipped = page.locator("table", has_text="usulan dilewati").locator("tbody tr")
    missing = skipped.count()
    assert missing >= 2 and "anggaran" in skipped.first.inner_text()
    events = screen.log().events
    assert len(events) == n - missing > 0 and len({e.paket for e in events}) == 1
    for event in events:
        assert isinstance(event.isi, Keputusan) and event.isi.anggaran and event.isi.volume
    assert screen.standing() == {}


def look(screen: Screen, *, is_dark: bool = False) -> None:
    """Turn every tab, with what may stand on it, and look for faults."""
    page = screen.page
    for tab in ("Daftar", "Jawaban", "Ringkasan", "Kartu"):
        screen.turn(tab)
        if tab == "Jawaban":
            name = "Diakomodir dengan perubahan"
            screen.click(page.get_by_role("button", name=name, exact=True))
        assert find_faults(page) == [], (tab, is_dark)


def test_every_part_is_accessible_in_both_themes_and_on_any_width(screen: Screen) -> None:
    page = screen.page
    screen.press("1", "t")
    look(screen)
    met, wrong = reviews.tab_through(page)
    assert wrong == [] and len(met) > 12
    page.locator(".tj").focus()
    screen.press("/")
    page.keyboard.type("rumput laut")
    page.locator(".tj-hasil button").first.wait_for()
    assert find_faults(page) == []
    screen.press("Escape")
    page.locator(".tj-calon summary").first.click()
    assert find_faults(page) == []
    reviews.set_theme(page, is_dark=True)
    look(screen, is_dark=True)
    page.get_by_role("button", name="Bantuan").click()
    assert find_faults(page) == []
    reviews.set_theme(page, is_dark=False)
    assert find_faults(page) == []
    page.keyboard.press("Escape")
    screen.settle()
    screen.seek("blind")
    shown = page.locator(".tj-kartu").inner_text()
    assert "Kartu tanpa saran:" in shown
    for hint in ("Usul jalur", "usul mesin", "Keyakinan mesin", "Rincian skor", "juga ada di"):
        assert hint not in shown
    assert find_faults(page) == []
    page.evaluate(screens.NO_SIDES)
    for width, height in ((640, 450), (320, 800)):  # 1280 x 900 at 200 %, and WCAG's 320 px
        page.set_viewport_size({"width": width, "height": height})
        look(screen)
