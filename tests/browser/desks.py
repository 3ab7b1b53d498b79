"""Run the real command `bangkit lab` in a private home and open the desk as an officer would."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kit
import labs
from playwright.sync_api import Browser, Locator, Page

DESK = "outputs/meja/0_mulai.ipynb"

_CONFIG = """c = get_config()
c.LabApp.expose_app_in_browser = True
c.IdentityProvider.token = {token!r}
c.ServerApp.port_retries = 0
"""
"""What a test needs beside what the command sets: a known token, and Lab's app in the page."""


@contextmanager
def open_desk_lab(project: Path, *words: str) -> Iterator[labs.Lab]:
    """Start `bangkit lab` on a project and stop it for good; HOME and Jupyter are temporary."""
    with tempfile.TemporaryDirectory(prefix="meja-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
        env |= {"HOME": str(home), "BANGKIT_PROYEK": str(project)}
        for name in ("CONFIG", "DATA", "RUNTIME"):
            env[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
        config = home / "config"
        config.mkdir()
        port, token, log_path = labs._free_port(), "uji", home / "lab.log"
        text = _CONFIG.format(token=token)
        (config / "jupyter_lab_config.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "bangkit_nb.cli", "lab", "--no-browser", f"--port={port}"]
        with log_path.open("wb") as log:
            server = subprocess.Popen(
                [*command, *words], env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                lab = labs.Lab(f"http://127.0.0.1:{port}", token, log_path)
                labs._wait_for(lab, server)
                yield lab
            finally:
                labs._stop(server)


@contextmanager
def opened(
    chromium: Browser, lab: labs.Lab, *, width: int = 1280, height: int = 900
) -> Iterator[Page]:
    """Open what `bangkit lab` opens; what the page fetched outside or said fails the test."""
    own = (lab.url, lab.url.replace("http:", "ws:"))
    with kit.open_context(chromium, *own, width=width, height=height) as (context, watch):
        page = context.new_page()
        page.goto(f"{lab.url}/?token={lab.token}")
        page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
        page.wait_for_function(labs._READY, timeout=60_000)
        yield page
        said = watch.take()
        assert said == [], said
        assert watch.n_requests > 10


def start_desk(page: Page) -> Locator:
    """Press the one button of the notebook's first cell and return the desk."""
    page.get_by_role("button", name="Mulai").click()
    desk = page.locator(".mj")
    desk.locator(".mj-kartu").first.wait_for(timeout=30_000)
    return desk


def card(page: Page, rakor: str) -> Locator:
    """Return the card of one Rakor."""
    return page.locator(f".mj-kartu[data-rakor='{rakor}']")
