"""Drive Debian's Chromium and a private JupyterLab, with every way to the outside network shut.

What the pages must never do is recorded by `Watch`; the measures (overflow, axe, focus, print) are
plain functions, so that test_kit.py can show each of them failing on a bad page.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

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
A4 = (595, 842)
"""Width and height of A4 in points."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


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


# --- measures on one page -------------------------------------------------------------------------

_OVERFLOW = """() => {
  const room = window.innerWidth, need = document.documentElement.scrollWidth;
  if (need <= room) return '';
  const wide = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().left + Math.max(e.scrollWidth, e.offsetWidth) > room);
  const e = wide.at(-1);
  return `${need} px on ${room} px` + (e ? `: <${e.localName} class="${e.className}"> `
    + e.textContent.slice(0, 60) : '');
}"""


def find_overflow(page: Page) -> str:
    """Return what makes the page scroll sideways, "" when nothing does."""
    return str(page.evaluate(_OVERFLOW))


_BROKEN = """() => [...document.querySelectorAll('dd.n')].filter(e =>
    e.getBoundingClientRect().height > 1.6 * parseFloat(getComputedStyle(e).lineHeight))
  .map(e => e.textContent)"""


def find_broken_figures(page: Page) -> list[str]:
    """Return the big figures that do not stand on one line."""
    return list(page.evaluate(_BROKEN))


_ALIVE = """() => [...document.querySelectorAll('*')].filter(e =>
    ['script','img','iframe','object','embed','svg','form','link','video','audio'].includes(
      e.localName) || [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'style'
      || /^\\s*javascript:/i.test(a.value))).map(e => e.outerHTML.slice(0, 80))"""


def find_alive(page: Page) -> list[str]:
    """Return the elements that run, fetch or style by attribute; a pack holds none."""
    return list(page.evaluate(_ALIVE))


_GROUND = """selector => {
  let e = document.querySelector(selector);
  const ink = getComputedStyle(e).color;
  const clear = c => c === 'transparent' || c === 'rgba(0, 0, 0, 0)';
  while (e && clear(getComputedStyle(e).backgroundColor)) e = e.parentElement;
  return [ink, e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)'];
}"""


def measure_colours(page: Page, selector: str) -> tuple[float, float]:
    """Return the relative luminance (WCAG, 0 to 1) of an element's text and of what is behind."""
    ink, ground = page.evaluate(_GROUND, selector)
    return luminance(ink), luminance(ground)


def luminance(colour: str) -> float:
    """Return the relative luminance of a CSS rgb() colour (WCAG 2.2, 'relative luminance')."""
    parts = [float(n) / 255 for n in re.findall(r"[0-9.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """Return the WCAG contrast ratio of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@lru_cache(maxsize=1)
def _axe_source() -> str:
    named = os.environ.get("AXE_JS")
    path = Path(named) if named else ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        return ""
    return path.read_text(encoding="utf-8")


def run_axe(page: Page) -> list[str]:
    """Return axe-core's WCAG 2.2 AA violations of the page, one sentence a rule."""
    source = _axe_source()
    if not source:
        lack("axe-core is missing: npm install --no-save --no-package-lock axe-core (env AXE_JS)")
    page.evaluate("() => { delete window.axe; }")
    page.evaluate(source)  # by the debugger's protocol: the page's own policy stays as it is
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        WCAG,
    )
    assert found["passes"], "axe found nothing to check on this page"
    return [
        f"{v['id']} ({v['impact']}, {len(v['nodes'])}x): {v['nodes'][0]['html'][:120]}"
        for v in found["violations"]
    ]


_FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return {tag: e.localName, href: e.getAttribute('href') || '', style: s.outlineStyle,
    width: parseFloat(s.outlineWidth), colour: s.outlineColor,
    seen: r.top >= 0 && r.bottom <= innerHeight && r.width > 0};
}"""


def tab_through(page: Page, limit: int) -> tuple[list[str], list[str]]:
    """Press Tab through the page: the links' addresses in order, and what was wrong with each."""
    visited: list[str] = []
    wrong: list[str] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at["tag"] == "body":
            break
        name = at["href"] or at["tag"]
        visited.append(name)
        if at["style"] == "none" or at["width"] < 2:
            wrong.append(f"{name}: no visible focus ({at['style']} {at['width']}px)")
        elif contrast(luminance(at["colour"]), measure_colours(page, ":focus")[1]) < 3:
            wrong.append(f"{name}: the focus ring is too faint ({at['colour']})")
        if not at["seen"]:
            wrong.append(f"{name}: focused out of sight")
    return visited, wrong


# --- printed pages --------------------------------------------------------------------------------


def squeeze(text: str) -> str:
    """Return the text without white space and ligatures, the way print breaks no longer matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Sheet:
    """Hold one printed page: its size in points, its squeezed text, and its words' right edges."""

    width: float
    height: float
    text: str
    words: tuple[tuple[str, float, float], ...]
    """(word, left, right) in points."""


def print_pdf(page: Page, path: Path) -> list[Sheet]:
    """Print the page as its own CSS asks (no paper size is given here) and read the sheets."""
    need_tool("pdftotext")
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return read_pdf(path)


def read_pdf(path: Path) -> list[Sheet]:
    """Read a PDF's pages with poppler: text in the order it was painted, words with their place."""

    def run(*options: str) -> str:
        done = subprocess.run(
            ["pdftotext", *options, str(path), "-"], capture_output=True, timeout=60, check=True
        )
        return done.stdout.decode("utf-8", "replace")

    texts = run("-raw").split("\f")
    # control characters are legal in a PDF's text and not in XML
    boxes = ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", run("-bbox")))
    sheets = []
    for number, box in enumerate(boxes.iterfind(".//{*}page")):
        words = tuple(
            (w.text or "", float(w.attrib["xMin"]), float(w.attrib["xMax"]))
            for w in box.iterfind("{*}word")
        )
        size = float(box.attrib["width"]), float(box.attrib["height"])
        sheets.append(Sheet(*size, squeeze(texts[number]), words))
    return sheets


_TABLES = """() => [...document.querySelectorAll('table')].map(t => ({
  name: t.caption.textContent,
  head: [...t.tHead.querySelectorAll('th')].map(c => c.textContent).join(''),
  rows: [...t.tBodies].flatMap(b => [...b.rows]).map(r => [...r.cells].map(c => c.textContent)),
}))"""

_HEADINGS = """() => [...document.querySelectorAll('h2')].map(h => {
  let text = h.textContent, next = h.nextElementSibling;
  for (; next && next.matches('p'); next = next.nextElementSibling) text += next.textContent;
  if (next && next.localName === 'table') text += next.caption.textContent;
  return text;
})"""


def find_print_faults(page: Page, sheets: list[Sheet]) -> list[str]:
    """Return the rows cut by a page break, the heads not repeated, the headings left alone."""
    faults = []
    for heading in page.evaluate(_HEADINGS):
        if not any(squeeze(heading) in sheet.text for sheet in sheets):
            faults.append(f"heading parted from its section: {heading[:60]}")
    at = 0
    for table in page.evaluate(_TABLES):
        name, head = table["name"], squeeze(table["head"])
        starts = [n for n, sheet in enumerate(sheets) if squeeze(name) + head in sheet.text]
        at = next((n for n in starts if n >= at), at)
        if not starts:
            faults.append(f"'{name}' is parted from its head")
        first = at
        for cells in table["rows"]:
            # a row is painted cell by cell: on one sheet, its text stands in one piece
            row = squeeze("".join(cells))
            found = [n for n in range(at, len(sheets)) if row in sheets[n].text]
            if found:
                at = found[0]
            else:
                faults.append(f"row cut or lost in '{name}': {cells[0][:60]}")
        faults += [
            f"'{name}' has no head on printed page {n + 1}"
            for n in range(first, at + 1)
            if head not in sheets[n].text
        ]
    return faults


def find_sheet_faults(sheets: list[Sheet], mark: str, margin: float = 36) -> list[str]:
    """Return the sheets that are not A4, lack the watermark, or have text run into the margin."""
    faults = []
    for n, sheet in enumerate(sheets, 1):
        if abs(sheet.width - A4[0]) > 1 or abs(sheet.height - A4[1]) > 1:
            faults.append(f"page {n} is {sheet.width:.0f} x {sheet.height:.0f} pt, not A4")
        if squeeze(mark) not in sheet.text:
            faults.append(f"page {n} lacks the watermark {mark}")
        for word, left, right in sheet.words:
            if left < margin or right > sheet.width - margin:
                faults.append(f"page {n}: '{word}' runs into the margin ({left:.0f}-{right:.0f})")
    if sheets and sheets[0].text.count(squeeze(mark)) < 2:
        faults.append(f"page 1 shows {mark} only once: as a label or as a watermark")
    return faults


# --- the product ----------------------------------------------------------------------------------


def copy_project(folder: Path) -> Path:
    """Copy what a run of the samples needs into `folder` and return it."""
    for name in ("params", "notebooks", "data/contoh-sbt", "data/contoh-sbd"):
        shutil.copytree(ROOT / name, folder / name)
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


# --- JupyterLab -----------------------------------------------------------------------------------

_QUIET = {
    "@jupyterlab/apputils-extension": {
        "notification": {"fetchNews": "false", "checkForUpdates": False}
    },
}
_FOLDERS = (
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
)  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """Hold a running JupyterLab: its address, token and log."""

    url: str
    token: str
    log_path: Path

    def read(self, path: str) -> tuple[int, str]:
        """Return status and text of a page of the server."""
        request = urllib.request.Request(
            f"{self.url}{path}", headers={"Authorization": f"token {self.token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, fault.read().decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_lab(project: Path) -> Iterator[Lab]:
    """Start JupyterLab on a project, all its own folders in a temporary one; stop it for good."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        env = {**os.environ, **{name: str(home / name.lower()) for name in _FOLDERS}}
        env["BANGKIT_PROYEK"] = str(project)
        for extension, plugins in _QUIET.items():
            folder = Path(env["JUPYTERLAB_SETTINGS_DIR"]) / extension
            folder.mkdir(parents=True)
            for plugin, settings in plugins.items():
                text = json.dumps(settings)
                (folder / f"{plugin}.jupyterlab-settings").write_text(text, encoding="utf-8")
        # ipykernel drops the cells after a failed one only if their requests are already there: in
        # 1 of 30 "run all" a late one ran, and its traceback stood below our sentence
        profile = Path(env["IPYTHONDIR"]) / "profile_default"
        profile.mkdir(parents=True)
        config = "c.Kernel.stop_on_error_timeout = 2.0\n"
        (profile / "ipython_kernel_config.py").write_text(config, encoding="utf-8")
        port, token, log_path = _free_port(), "uji", home / "lab.log"
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={project}",
            "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.expose_app_in_browser=True",
        ]  # fmt: skip
        with log_path.open("wb") as log:
            server = subprocess.Popen(
                command, env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                lab = Lab(f"http://127.0.0.1:{port}", token, log_path)
                _wait_for(lab, server)
                yield lab
            finally:
                _stop(server)


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            if lab.read("/api/status")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{lab.log_path.read_text()[-3000:]}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and its kernels: only its own process group is signalled."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)


_READY = """() => {
  const w = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const k = w && w.sessionContext && w.sessionContext.session && w.sessionContext.session.kernel;
  return !!k && k.status === 'idle';
}"""


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open a notebook in a reset Lab and wait for its kernel."""
    page.goto(f"{lab.url}/lab/tree/{path}?reset&token={lab.token}")
    page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
    page.wait_for_function(_READY, timeout=60_000)


_CELLS = (
    """() => window.jupyterapp.shell.currentWidget.content.widgets.map(w => w.model.toJSON())"""
)


def run_all_cells(page: Page) -> list[dict[str, Any]]:
    """Run every cell, wait until Lab says it is done, and return the cells as they now are."""
    # the command's promise ends with the last cell, or with the first that fails
    page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => 1)"
    )
    page.wait_for_function(_READY, timeout=60_000)
    return [c for c in page.evaluate(_CELLS) if c["cell_type"] == "code"]


def show_last_cell(page: Page) -> None:
    """Scroll to the last cell: Lab takes cells out of the page that are out of sight."""
    page.evaluate(
        """() => { const n = window.jupyterapp.shell.currentWidget.content;
                   n.activeCellIndex = n.widgets.length - 1;
                   return n.scrollToItem(n.widgets.length - 1, 'start').then(() => 1); }"""
    )


def outputs_of(cells: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return the outputs of one type (error, stream, execute_result...)."""
    return [o for cell in cells for o in cell["outputs"] if o["output_type"] == kind]
