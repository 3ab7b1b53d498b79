"""Notebook 6 in JupyterLab: look, tick off, type how many, send, be asked, come back."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import kit
import labs
import measure
import pytest
import screens
from playwright.sync_api import Browser, Locator, Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))

from build import ROOT, frames, write_project
from kit_mail import PEOPLE
from post import Post, open_post

pytestmark = pytest.mark.browser

KEY = "uji-2024-03-01"
NOTEBOOK = "6_kirim_surel"


@dataclass(frozen=True)
class Office:
    """Hold a running Lab on a project, and the mail server that its kernels know."""

    lab: labs.Lab
    post: Post
    project: Path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    project = tmp_path_factory.mktemp("surel") / "proyek"
    (project / "params").mkdir(parents=True)
    (project / "data").mkdir()
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    write_project(project, book=frames(Peserta=PEOPLE))
    text = (project / "notebooks" / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")
    assert "sbt-2024-03-01" in text
    made = text.replace("sbt-2024-03-01", KEY)
    (project / f"{NOTEBOOK}.ipynb").write_text(made, encoding="utf-8")
    drop = lambda to, n: "putus" if to.startswith("budi") and n == 1 else ""  # noqa: E731
    with pytest.MonkeyPatch.context() as patch, open_post(Post(at_data=drop)) as post:
        for name in ("BANGKIT_DB", "BANGKIT_SMTP_USER", "BANGKIT_SMTP_SANDI", "BANGKIT_BALAS_KE"):
            patch.delenv(name, raising=False)
        patch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        patch.setenv("BANGKIT_PENGIRIM", "Panitia <panitia@contoh.id>")
        with labs.open_lab(project) as lab:
            yield Office(lab, post, project)


def start(page: Page, office: Office) -> None:
    """Open the notebook and run it."""
    labs.open_notebook(page, office.lab, f"{NOTEBOOK}.ipynb")
    screens.run_notebook(page, ".ml tbody tr")


def row(page: Page, alamat: str) -> Locator:
    return page.locator(f".ml tbody tr:has-text('{alamat}')")


def press(page: Page, name: str) -> None:
    """Press a button as the keyboard does."""
    button = page.locator(".ml").get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def check_looks(page: Page) -> None:
    """Fail where the screen breaks WCAG 2.2 AA or needs more room than it has."""
    measure.check_looks(page, ".ml")
    assert measure.find_outside(page, ".ml") == []


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look (env BANGKIT_GAMBAR)."""
    folder = os.environ.get("BANGKIT_GAMBAR")
    if folder:
        page.locator(".ml").screenshot(path=Path(folder) / f"{name}.png")


def test_an_officer_looks_ticks_off_sends_is_asked_and_comes_back(
    office: Office, chromium: Browser
) -> None:
    own = (office.lab.url, office.lab.url.replace("http:", "ws:"))
    with kit.open_context(chromium, *own, width=1280, height=1100) as (context, watch):
        page = context.new_page()
        start(page, office)
        page.evaluate(screens.NO_SIDES)
        cells = page.evaluate(screens.CELLS)
        expect(page.locator(".ml tbody tr")).to_have_count(4)
        check_looks(page)
        shoot(page, "awal")
        expect(page.locator(".ml-langkah")).to_contain_text("hanya dikirim dari komputer ini")

        look = row(page, "ani@contoh.id").get_by_role("button", name="Lihat")
        look.focus()
        page.keyboard.press("Enter")
        frame = page.frame_locator(".ml-pratinjau iframe")
        expect(frame.locator("text=Yth. Ani,")).to_be_visible()
        expect(page.locator(".ml-pratinjau h3")).to_be_focused()
        shoot(page, "lihat")
        press(page, "Tutup pratinjau")
        expect(look).to_be_focused()

        row(page, "dedi@contoh.id").locator("input").uncheck()
        page.keyboard.press("d")
        page.keyboard.press("d")
        page.keyboard.press("a")
        assert page.evaluate(screens.CELLS) == cells, "a key reached the notebook"
        number = page.get_by_label("Ketik 3 untuk mengirim 3 surel yang dicentang")
        number.fill("4")
        press(page, "Kirim sekarang")
        expect(page.locator(".ml-galat")).to_contain_text("Ketik jumlah")
        assert not office.post.received
        number.fill("3")
        press(page, "Kirim sekarang")
        expect(page.locator(".ml [role=status]", has_text="Mengirim:")).to_be_visible()
        expect(page.locator(".ml [role=status]", has_text="Selesai:")).to_be_visible(timeout=60_000)
        assert sorted(office.post.recipients) == [
            "ani@contoh.id", "budi@contoh.id", "citra@contoh.id",
        ]  # fmt: skip
        expect(row(page, "ani@contoh.id")).to_contain_text("belum tentu sampai")
        expect(row(page, "dedi@contoh.id")).to_contain_text("antre")

        budi = row(page, "budi@contoh.id")
        expect(budi).to_contain_text("Tanyakan dahulu kepada penerimanya")
        check_looks(page)
        shoot(page, "ditanya")
        expect(page.locator(".ml-langkah")).not_to_contain_text("hanya dikirim dari komputer ini")
        again = budi.get_by_role("button", name="Kirim ulang")
        again.focus()
        page.keyboard.press("Enter")
        press(page, "Biarkan")
        expect(again).to_be_focused()
        page.keyboard.press("Enter")
        press(page, "Ya, antrekan lagi")
        expect(budi.locator("input")).to_be_enabled()
        assert len(office.post.recipients) == 3, "asked for, and not sent by itself"

        start(page, office)  # the page is loaded anew: all comes from the ledger
        press(page, "Centang semua")
        page.get_by_label("Ketik 2 untuk mengirim 2 surel yang dicentang").fill("2")
        page.keyboard.press("Enter")
        expect(page.locator(".ml [role=status]", has_text="Selesai:")).to_be_visible(timeout=60_000)
        expect(page.locator(".ml tr.ml-terkirim")).to_have_count(4)
        expect(page.locator(".ml-kirim label")).to_have_text("Belum ada yang dicentang")
        assert page.evaluate(screens.CELLS) == cells
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => 1)")
        saved = (office.project / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")
        assert "widget-view" in saved and "contoh.id" not in saved and "127.0.0.1" not in saved
        assert watch.take() == []
    assert office.post.tries["budi@contoh.id"] == 2
    assert len(office.post.recipients) == 5 and office.post.tries.total() == 5


def test_the_screen_fits_a_narrow_window_and_either_theme(
    office: Office, chromium: Browser
) -> None:
    own = (office.lab.url, office.lab.url.replace("http:", "ws:"))
    with kit.open_context(chromium, *own, width=480, height=900) as (context, watch):
        page = context.new_page()
        start(page, office)
        page.evaluate(screens.NO_SIDES)
        page.locator(".ml-susunan summary").click()
        check_looks(page)
        shoot(page, "sempit")
        page.evaluate(
            "() => window.jupyterapp.commands.execute('apputils:change-theme',"
            "{theme: 'JupyterLab Dark'})"
        )
        page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
        check_looks(page)
        assert watch.take() == []
