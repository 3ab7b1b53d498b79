"""Start Debian's Chromium with every way to the outside shut, and the product on a copied project.

What the pages must never do is recorded by `Watch`. What is measured on them is in measure.py and
paper.py; JupyterLab is in labs.py. test_kit.py shows each measure failing on a bad page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SOAK = bool(os.environ.get("BANGKIT_SOAK"))
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # no name but this machine's can be looked up, whatever a page or the browser itself tries
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


def is_ci() -> bool:
    """Tell whether a missing tool is an error (CI) or only a reason to skip."""
    return os.environ.get("CI", "").casefold() in {"1", "true", "yes"}


def lack(reason: str) -> NoReturn:
    """Skip the test for a missing tool; in CI fail it."""
    if is_ci():
        pytest.fail(f"{reason} (CI=true: not skipped)", pytrace=False)
    pytest.skip(reason)


def need_tool(*names: str) -> None:
    """Skip, or in CI fail, unless each command is on the PATH."""
    for name in names:
        if shutil.which(name) is None:
            lack(f"{name} is not installed")


# --- Chromium -------------------------------------------------------------------------------------


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start headless Chromium and close it, playwright and all its pipes with it."""
    if not CHROMIUM.exists():
        lack(f"Chromium is not at {CHROMIUM} (env CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """Record what pages of a context must not do; `allow` are the address prefixes they may use."""

    allow: tuple[str, ...]
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    n_requests: int = 0

    def attach(self, context: BrowserContext) -> None:
        """Block what is outside `allow`, and listen."""
        context.route("**/*", self._guard)
        context.on("request", lambda request: self._note(request.url))
        context.on("console", lambda m: self._error(m.type, m.text))
        context.on("weberror", lambda fault: self.errors.append(f"exception: {fault.error}"))
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        if dialog.type == "beforeunload":  # Lab asks about a notebook that was not saved
            dialog.accept()
            return
        self.dialogs.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _is_allowed(self, url: str) -> bool:
        return url.startswith((*self.allow, "data:", "blob:", "about:"))

    def _guard(self, route: Route) -> None:
        if self._is_allowed(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _note(self, url: str) -> None:
        self.n_requests += 1
        if not self._is_allowed(url):
            self.outside.append(url)

    def _error(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def take(self) -> list[str]:
        """Return what was recorded since the last call, as sentences."""
        said = [f"outside request {url}" for url in self.outside]
        said += [f"console error {text}" for text in self.errors]
        said += [f"dialog {text}" for text in self.dialogs]
        for noted in (self.outside, self.errors, self.dialogs):
            noted.clear()
        return said


@contextmanager
def open_context(
    browser: Browser, *allow: str, width: int = 1280, height: int = 900, **options: Any
) -> Iterator[tuple[BrowserContext, Watch]]:
    """Open a fresh context whose pages may only use addresses that begin with `allow`."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, service_workers="block", **options
    )
    context.set_default_timeout(15_000)
    watch = Watch(allow or ("file:",))
    watch.attach(context)
    try:
        yield context, watch
    finally:
        context.close()


# --- the product ----------------------------------------------------------------------------------


SAMPLES = ("sbt-2024-03-01", "sbd-2024-01-31")
"""The samples that most tests look at; their stories go on in others."""


def copy_project(folder: Path, rakor: tuple[str, ...] = SAMPLES) -> Path:
    """Copy what a run of these samples needs into `folder` and return it."""
    for name in ("notebooks", "data/contoh-sbt", "data/contoh-sbd"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "params").mkdir()
    for key in rakor:
        shutil.copy(ROOT / "params" / f"{key}.yml", folder / "params")
    return folder


def run_bangkit(project: Path, *words: str, timeout: float = 120) -> None:
    """Run the command `bangkit` on a project and fail with its words where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "bangkit_nb.cli", *words],
        env={**os.environ, "BANGKIT_PROYEK": str(project)},
        cwd=project.parent,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"bangkit {' '.join(words)}\n{done.stdout}\n{done.stderr}"
