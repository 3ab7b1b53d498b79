"""The notebooks in a real JupyterLab, without a network: run, read, exported from Lab's menu."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kit
import labs
import measure
import pytest
import spoilt
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SAMPLE = "sbt-2024-03-01"
PACK, CHECK = "3_paket_briefing", "1_periksa_data"
PACK_TITLE = "Paket Briefing Rakor Kabupaten Seram Bagian Timur"
CHECK_TITLE = "Pemeriksaan data Kabupaten Seram Bagian Timur"
OUTPUT = ".jp-OutputArea-output .bk"

CHROME = """() => Object.fromEntries(['body', '#jp-top-panel', '.lm-MenuBar-itemLabel',
    '.jp-NotebookPanel-toolbar', '.jp-NotebookPanel-toolbar .jp-ToolbarButtonComponent',
    '#jp-main-dock-panel', '#jp-bottom-panel', '.jp-DirListing-item',
    '.jp-Notebook .cm-content'
  ].map(q => {
    const e = document.querySelector(q), s = getComputedStyle(e), r = e.getBoundingClientRect();
    const size = q.startsWith('.jp-Notebook .') ? []
      : [Math.round(r.x), Math.round(r.y), Math.round(r.width), Math.round(r.height)];
    return [q, [s.fontFamily, s.fontSize, s.lineHeight, s.margin, s.color, s.backgroundColor,
      s.overflowWrap, ...size].join(' | ')];
  }))"""
"""The face of Lab itself: fonts, colours, margins, places."""

FOREIGN_RULES = """() => [...document.styleSheets]
  .filter(s => s.ownerNode && s.ownerNode.closest && s.ownerNode.closest('.jp-OutputArea-output'))
  .flatMap(s => [...s.cssRules])
  .flatMap(r => r.cssRules && r.media ? [...r.cssRules] : [r])
  .filter(r => r.selectorText).flatMap(
    r => r.selectorText.replace(/\\([^()]*\\)/g, '').split(','))
  .filter(q => !/^(body)?\\.bk(?![\\w-])/.test(q.trim()))"""
"""The selectors of our style that could touch more than a pack."""

FACE = """root => Object.fromEntries(['h1', 'h2', 'p.sub', 'ol.minta', 'ol.minta>li', 'dl.angka dt',
    'dl.angka dd.n', 'table', 'caption', 'thead th', 'thead th.k', 'tbody th[scope=row]',
    'tbody td', 'tbody td.k', 'tbody tr:nth-child(even)'
  ].map(q => {
    const s = getComputedStyle(document.querySelector(`${root} ${q}`));
    if (q.includes(' tr')) return [q, s.backgroundColor];
    return [q, [s.textAlign.replace('start', 'left'), s.verticalAlign, s.float,
      s.fontFamily, s.fontWeight, s.fontSize, s.lineHeight, s.color, s.backgroundColor,
      s.padding, s.margin, s.listStyleType, s.tableLayout, s.overflow].join(' | ')];
  }))"""
"""The face of a pack, which Lab's own rules for outputs must not change."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = kit.copy_project(tmp_path_factory.mktemp("lab") / "proyek")
    spoilt.write_spoilt(folder)
    return folder


@pytest.fixture(scope="module")
def lab(project: Path) -> Iterator[labs.Lab]:
    with labs.open_lab(project) as running:
        yield running


def copy_notebook(project: Path, name: str, target: str, rakor: str = SAMPLE) -> str:
    """Copy a notebook with another Rakor in its parameters; return its path below the project."""
    text = (project / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert text.count(SAMPLE) == 1
    path = project / "kerja" / f"{target}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(SAMPLE, rakor), encoding="utf-8")
    return f"kerja/{target}.ipynb"


@contextmanager
def opened(chromium: Browser, lab: labs.Lab, path: str) -> Iterator[Page]:
    """Open a notebook in Lab; what Lab's page fetched, said or asked for fails the test."""
    own = (lab.url, lab.url.replace("http:", "ws:"))
    with kit.open_context(chromium, *own) as (context, watch):
        page = context.new_page()
        labs.open_notebook(page, lab, path)
        yield page
        assert watch.take() == []
        assert watch.n_requests > 10


@pytest.mark.parametrize("turn", range(5 if kit.SOAK else 1))
def test_the_pack_runs_in_lab_exports_and_leaves_lab_as_it_was(
    chromium: Browser, lab: labs.Lab, project: Path, turn: int
) -> None:
    path = copy_notebook(project, PACK, f"paket-{turn}")
    with opened(chromium, lab, path) as page:
        before = page.evaluate(CHROME)
        cells = labs.run_all_cells(page)
        assert labs.outputs_of(cells, "error") == labs.outputs_of(cells, "stream") == []
        labs.show_last_cell(page)
        assert page.locator(f"{OUTPUT} h1").inner_text() == PACK_TITLE
        assert page.evaluate(CHROME) == before
        assert page.evaluate(FOREIGN_RULES) == []
        face = page.evaluate(FACE, OUTPUT)
        page.evaluate(
            "() => jupyterapp.commands.execute('apputils:change-theme',"
            " {theme: 'JupyterLab Dark'}).then(() => 1)"
        )
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        assert page.evaluate(FACE, OUTPUT) == face
        page.evaluate("() => jupyterapp.commands.execute('docmanager:save').then(() => 1)")
    check_export(chromium, lab, path, face)


def check_export(chromium: Browser, lab: labs.Lab, path: str, face: dict[str, str]) -> None:
    """Read a saved notebook's export through the server, as the menu does."""
    status, text = lab.read(f"/nbconvert/briefing/{path}")
    assert status == 200
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="id">' in text
    assert "<script" not in text and "jp-" not in text and "bk.show_rakor_pack" not in text
    with kit.open_context(chromium, lab.url) as (context, watch):
        page = context.new_page()
        page.goto(f"{lab.url}/nbconvert/briefing/{path}?token={lab.token}")
        assert page.locator("h1").inner_text() == PACK_TITLE
        assert page.evaluate(FACE, "body") == face
        assert measure.find_alive(page) == []
        assert watch.take() == []
        assert watch.n_requests == 1


def test_labs_export_menu_lists_the_briefing(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    status, text = lab.read("/api/nbconvert")
    assert status == 200
    assert json.loads(text)["briefing"] == {"output_mimetype": "text/html"}
    with opened(chromium, lab, copy_notebook(project, PACK, "menu")) as page:
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").hover()
        menu = page.locator(".lm-Menu").last
        menu.locator(".lm-Menu-itemLabel", has_text="Markdown").wait_for()
        # Lab names an exporter that it does not know by its key
        assert "Briefing" in menu.locator(".lm-Menu-itemLabel").all_inner_texts()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def test_the_export_of_a_tampered_notebook_holds_nothing_alive(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    """A notebook that came by mail may say of any HTML that it is a pack."""
    path = copy_notebook(project, PACK, "titipan")
    notebook = json.loads((project / path).read_text(encoding="utf-8"))
    html = (
        "<div class='bk'><h1>Titipan</h1><script>alert(1)</script><img src=x onerror=alert(2)>"
        "<a href='javascript:alert(3)' style='color:red' onclick='alert(4)'>klik</a></div>"
    )
    notebook["cells"][-1]["outputs"] = [
        {
            "output_type": "execute_result", "execution_count": 1,
            "data": {"text/html": html, "text/plain": "x"},
            "metadata": {"bangkit": {"judul": "</title><script>alert(5)</script>", "bahasa": "id"}},
        }
    ]  # fmt: skip
    (project / path).write_text(json.dumps(notebook), encoding="utf-8")
    status, _ = lab.read(f"/nbconvert/briefing/{path}")
    assert status == 200
    with kit.open_context(chromium, lab.url) as (context, watch):
        page = context.new_page()
        page.goto(f"{lab.url}/nbconvert/briefing/{path}?token={lab.token}")
        assert page.locator("h1").inner_text() == "Titipan"
        assert measure.find_alive(page) == []
        assert watch.take() == []


@pytest.mark.parametrize("rakor", [SAMPLE, spoilt.RAKOR])
def test_the_problem_page_runs_in_lab(
    chromium: Browser, lab: labs.Lab, project: Path, rakor: str
) -> None:
    with opened(chromium, lab, copy_notebook(project, CHECK, f"periksa-{rakor}", rakor)) as page:
        cells = labs.run_all_cells(page)
        assert labs.outputs_of(cells, "error") == labs.outputs_of(cells, "stream") == []
        labs.show_last_cell(page)
        title = page.locator(f"{OUTPUT} h1").inner_text()
        text = page.locator(OUTPUT).inner_text()
    if rakor == SAMPLE:
        assert title == CHECK_TITLE
        assert "periksa" in text and "kode_desa" in text
    else:
        assert title == f"Pemeriksaan data Kabupaten {spoilt.SCRIPT}"
        assert [one for one in spoilt.SHOWN if one not in text] == []


def test_a_rakor_that_does_not_exist_is_one_sentence(
    chromium: Browser, lab: labs.Lab, project: Path
) -> None:
    with opened(chromium, lab, copy_notebook(project, CHECK, "salah", "sbt-2024-03-02")) as page:
        cells = labs.run_all_cells(page)
        page.locator(".jp-OutputArea-output", has_text="BERHENTI").wait_for()
        shown = page.locator(".jp-OutputArea-output").all_inner_texts()
    assert [text.strip() for text in shown] == [
        "BERHENTI: Rakor 'sbt-2024-03-02' tidak punya berkas params/sbt-2024-03-02.yml. "
        "Maksudnya 'sbt-2024-03-01'?"
    ]
    assert len(labs.outputs_of(cells, "error")) == 1
    assert cells[-1]["execution_count"] is None
