"""Drive a screen of ours in JupyterLab: start its notebook, press keys, wait for the answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import kit
import labs
from playwright.sync_api import Browser, BrowserContext, Error, Page

SBT = "sbt-2024-03-01"

CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
  w => [w.model.type, w.model.sharedModel.getSource()])"""

NO_SIDES = """() => { const app = window.jupyterapp; app.shell.collapseLeft();
  app.shell.collapseRight();
  for (const side of ['left', 'right']) {
    if (app.commands.isToggled('application:toggle-side-tabbar', {side})) {
      app.commands.execute('application:toggle-side-tabbar', {side});
    }
  } }"""
"""A window without Lab's side bars, as `bangkit lab` shows it."""

STOP = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"

_SETTLED = "root => document.querySelector(root).dataset.sibuk !== 'ya'"

# Two frames after the answer: the browser takes the focus from what was hidden with a frame.
_FOCUS = """root => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  const at = document.activeElement;
  done(document.querySelector(root).contains(at) && at.getClientRects().length > 0
    ? '' : at.outerHTML.slice(0, 120));
})))"""


@dataclass(frozen=True)
class LabScreen:
    """Hold one open screen: its page and the folder of its project.

    ROOT: its frame. READY: what stands once it was painted. NOTEBOOK: where it is shown.
    """

    ROOT: ClassVar[str]
    READY: ClassVar[str]
    NOTEBOOK: ClassVar[str]

    page: Page
    project: Path

    def start(self) -> None:
        """Run the notebook and put the focus into the frame."""
        run_notebook(self.page, self.READY)
        self.page.locator(self.ROOT).focus()

    def press(self, *keys: str) -> None:
        """Press keys one by one; each is answered, and none loses the focus."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def settle(self) -> None:
        """Wait until the machine has answered; the focus must still be in the frame."""
        wait_for_answer(self.page, self.ROOT)
        lost = self.page.evaluate(_FOCUS, self.ROOT)
        assert lost == "", f"the focus went to {lost}"


S = TypeVar("S", bound=LabScreen)


def wait_for_answer(page: Page, root: str) -> None:
    """Wait until the machine has answered what was pressed in a frame."""
    page.wait_for_function(_SETTLED, arg=root)


def run_notebook(page: Page, ready: str) -> None:
    """Run the open notebook, in which nothing may fail or print, until `ready` stands in it."""
    cells = labs.run_all_cells(page)
    assert labs.outputs_of(cells, "error") == labs.outputs_of(cells, "stream") == []
    labs.show_last_cell(page)
    page.locator(ready).first.wait_for(timeout=30_000)


def make_project(kind: type[LabScreen], root: Path, name: str, *notebooks: str) -> Path:
    """Make a project below Lab's folder, with one copy of the notebook for each who works in it."""
    folder = kit.copy_project(root / name)
    text = (folder / "notebooks" / f"{kind.NOTEBOOK}.ipynb").read_text(encoding="utf-8")
    assert text.count('proyek: str = \\"\\"') == 1
    text = text.replace('proyek: str = \\"\\"', f'proyek: str = \\"{folder.as_posix()}\\"')
    for one in notebooks or (kind.NOTEBOOK,):
        (folder / f"{one}.ipynb").write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Desk(Generic[S]):
    """Hold a running Lab and a browser's context, in which Lab's own files are loaded once."""

    kind: type[S]
    lab: labs.Lab
    context: BrowserContext
    watch: kit.Watch

    @contextmanager
    def opened(self, project: Path, notebook: str = "") -> Iterator[S]:
        """Open a screen with a kernel of its own; what pages fetched, said or asked for fails."""
        page = self.context.new_page()
        labs.open_notebook(page, self.lab, f"{project.name}/{notebook or self.kind.NOTEBOOK}.ipynb")
        screen = self.kind(page, project)
        screen.start()
        yield screen
        with suppress(Error):  # a kernel that was killed is gone already
            page.evaluate(STOP)
        page.close()
        said = self.watch.take()
        assert said == [], said
        assert self.watch.n_requests > 10


@contextmanager
def open_desk(kind: type[S], chromium: Browser, root: Path, *, height: int) -> Iterator[Desk[S]]:
    """Start Lab on a folder of projects."""
    with labs.open_lab(root) as lab:
        own = (lab.url, lab.url.replace("http:", "ws:"))
        with kit.open_context(chromium, *own, height=height) as (context, watch):
            yield Desk(kind, lab, context, watch)
