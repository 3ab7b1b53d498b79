"""Drive the meeting's screen in JupyterLab as a typist does."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import screens
from playwright.sync_api import Browser, Locator
from screens import SBT, LabScreen

from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import open_rakor

NAMES = ("Hadir", "Pengesahan", "Kesepakatan", "Jawaban OPD", "Tantangan", "Dukungan",
         "Tindak lanjut", "Tutup")  # fmt: skip


@dataclass(frozen=True)
class Screen(LabScreen):
    """Hold one open meeting."""

    ROOT = ".hs"
    READY = ".hs-kepala"
    NOTEBOOK = "4_catat_hasil"

    def turn(self, name: str) -> None:
        """Open a tab by its digit."""
        self.page.keyboard.press("Escape")
        self.page.locator(".hs").focus()
        self.press(str(NAMES.index(name) + 1))
        self.page.locator(f".hs [role=tab][aria-selected=true]:has-text('{name}')").wait_for()

    def fill(self, *words: str) -> None:
        """Type an entry, each field ended with Enter; the last Enter saves it."""
        for word in words:
            self.page.keyboard.type(word)
            self.page.keyboard.press("Enter")
        self.settle()

    @property
    def head(self) -> str:
        """The line that is said large."""
        return self.page.locator(".hs-kepala").inner_text()

    @property
    def fault(self) -> str:
        """The fault that is shown, "" for none."""
        return " ".join(self.page.locator(".hs > [role=alert]:visible").all_inner_texts())

    def rows(self) -> Locator:
        """The rows that pass the search."""
        return self.page.locator(".hs-daftar > li:visible")

    def hasil(self) -> Hasil:
        """Read what the database holds, as another program would."""
        from bangkit_nb.data.checks import check_workbook
        from bangkit_nb.data.workbook import read_workbook

        rakor = open_rakor(SBT, self.project)
        return read_hasil(rakor, check_workbook(read_workbook(rakor), rakor))


def make_project(root: Path, name: str, *notebooks: str) -> Path:
    """Make a project below Lab's folder, with one notebook of the meeting for each typist."""
    return screens.make_project(Screen, root, name, *notebooks)


Desk = screens.Desk[Screen]


def open_desk(chromium: Browser, root: Path, *, height: int = 720) -> AbstractContextManager[Desk]:
    """Start Lab on a folder of projects; the window is a projector's."""
    return screens.open_desk(Screen, chromium, root, height=height)
