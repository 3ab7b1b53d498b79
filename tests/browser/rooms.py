"""Drive the meeting's screen in JupyterLab as a typist does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import kit
import labs
import reviews
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import open_rakor

SBT = "sbt-2024-03-01"
SETTLED = reviews.SETTLED.replace(".tj", ".hs")
FOCUS = reviews.FOCUS.replace(".tj", ".hs")
NAMES = ("Hadir", "Pengesahan", "Kesepakatan", "Jawaban OPD", "Tantangan", "Dukungan",
         "Tindak lanjut", "Tutup")  # fmt: skip


@dataclass(frozen=True)
class Screen:
    """Hold one open meeting: its page and the folder of its project."""

    page: Page
    project: Path

    def start(self) -> None:
        """Run the notebook and put the focus into the frame."""
        cells = labs.run_all_cells(self.page)
        assert labs.outputs_of(cells, "error") == labs.outputs_of(cells, "stream") == []
        labs.show_last_cell(self.page)
        self.page.locator(".hs-kepala").wait_for(timeout=30_000)
        self.page.locator(".hs").focus()

    def press(self, *keys: str) -> None:
        """Press keys one by one; each is answered, and none loses the focus."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def settle(self) -> None:
        """Wait until the machine has answered; the focus must still be in the frame."""
        self.page.wait_for_function(SETTLED)
        lost = self.page.evaluate(FOCUS)
        assert lost == "", f"the focus went to {lost}"

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
    folder = kit.copy_project(root / name)
    text = (folder / "notebooks" / "4_catat_hasil.ipynb").read_text(encoding="utf-8")
    assert text.count('proyek: str = \\"\\"') == 1
    text = text.replace('proyek: str = \\"\\"', f'proyek: str = \\"{folder.as_posix()}\\"')
    for one in notebooks or ("catat",):
        (folder / f"{one}.ipynb").write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Desk:
    """Hold a running Lab and a browser's context, in which Lab's own files are loaded once."""

    lab: labs.Lab
    context: BrowserContext
    watch: kit.Watch

    @contextmanager
    def opened(self, project: Path, notebook: str = "catat") -> Iterator[Screen]:
        """Open a meeting with a kernel of its own; what pages fetched, said or asked for fails."""
        page = self.context.new_page()
        labs.open_notebook(page, self.lab, f"{project.name}/{notebook}.ipynb")
        screen = Screen(page, project)
        screen.start()
        yield screen
        with suppress(Error):  # a kernel that was killed is gone already
            page.evaluate(reviews.STOP)
        page.close()
        said = self.watch.take()
        assert said == [], said
        assert self.watch.n_requests > 10


@contextmanager
def open_desk(chromium: Browser, root: Path, *, height: int = 720) -> Iterator[Desk]:
    """Start Lab on a folder of projects; the window is a projector's."""
    with labs.open_lab(root) as lab:
        own = (lab.url, lab.url.replace("http:", "ws:"))
        with kit.open_context(chromium, *own, height=height) as (context, watch):
            yield Desk(lab, context, watch)
