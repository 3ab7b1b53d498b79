"""The measures of kit.py can fail: each is shown a page with just that fault."""

from __future__ import annotations

from pathlib import Path

import kit
import measure
import paper
import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

HEAD = '<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>t</title>'
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"


def write(folder: Path, body: str, head: str = "") -> str:
    path = folder / "buruk.html"
    path.write_text(f"{HEAD}{head}</head><body><main>{body}</main></body></html>", "utf-8")
    return path.as_uri()


def test_watch_sees_outside_requests_errors_and_dialogs(chromium: Browser, tmp_path: Path) -> None:
    faults = {
        '<img src="https://example.org/x.png" alt="">': "outside request https://example.org/x",
        "<img src='http://127.0.0.1:9/x.png' alt=''>": "outside request http://127.0.0.1:9/",
        "<script>alert(1)</script>": "dialog alert: 1",
        "<script>throw new Error('aduh')</script>": "console error exception: aduh",
        "<script>new WebSocket('ws://example.org/')</script>": "outside request ws://example.org/",
    }
    for body, said in faults.items():
        with kit.open_context(chromium) as (context, watch):
            page = context.new_page()
            page.goto(write(tmp_path, body))
            seen = watch.take()
            for _ in range(100):  # the browser tells when it gets to it, on a busy machine later
                if any(one.startswith(said) for one in seen):
                    break
                page.wait_for_timeout(100)
                seen += watch.take()
            assert any(one.startswith(said) for one in seen), (body, seen)


@pytest.mark.parametrize("script", [True, False])
def test_watch_sees_a_broken_policy(chromium: Browser, tmp_path: Path, script: bool) -> None:
    with kit.open_context(chromium, java_script_enabled=script) as (context, watch):
        context.new_page().goto(write(tmp_path, "<p style='color:red'>teks</p>", POLICY))
        assert any("Content Security Policy" in one for one in watch.take())


def test_overflow_names_what_is_too_wide(chromium: Browser, tmp_path: Path) -> None:
    with kit.open_context(chromium, width=320, java_script_enabled=False) as (context, _):
        page = context.new_page()
        page.goto(write(tmp_path, f"<p>pendek</p><p class='x'>{'w' * 200}</p>"))
        assert 'class="x"' in measure.find_overflow(page)
        page.set_viewport_size({"width": 4000, "height": 800})
        assert measure.find_overflow(page) == ""


def test_what_runs_or_fetches_is_found(chromium: Browser, tmp_path: Path) -> None:
    body = "<script>1</script><p onclick='x()'>a</p><a href=' javascript:x()'>b</a><p>c</p>"
    with kit.open_context(chromium) as (context, _):
        page = context.new_page()
        page.goto(write(tmp_path, body))
        assert len(measure.find_alive(page)) == 3


def test_axe_finds_a_faint_text(chromium: Browser, tmp_path: Path) -> None:
    with kit.open_context(chromium) as (context, _):
        page = context.new_page()
        page.goto(write(tmp_path, "<h1>a</h1><p style='color:#aaa'>samar</p>"))
        assert [v for v in measure.run_axe(page) if v.startswith("color-contrast")]


def test_tab_finds_an_unseen_focus(chromium: Browser, tmp_path: Path) -> None:
    body = "<style>.x:focus{outline:none}</style><a href='1'>a</a><a class='x' href='2'>b</a>"
    with kit.open_context(chromium) as (context, _):
        page = context.new_page()
        page.goto(write(tmp_path, body, "<style>a:focus{outline:3px solid #000}</style>"))
        visited, wrong = measure.tab_through(page, 5)
    assert visited == ["1", "2"]
    assert [w for w in wrong if w.startswith("2: no visible focus")]
    assert not [w for w in wrong if w.startswith("1:")]


def test_print_finds_cut_rows_lost_heads_wrong_paper_and_no_mark(
    chromium: Browser, tmp_path: Path
) -> None:
    row = "<tr><th>{0} satu dua tiga</th><td>{1}</td></tr>"
    rows = "".join(row.format(n, f"awal{n} " + "kata " * 400 + f"akhir{n}") for n in range(12))
    table = "<table><caption>T</caption><thead><tr><th>Nama</th><th>Isi</th></tr></thead>{}</table>"
    css = "<style>@page{size:letter} thead{display:table-row-group} tr{break-inside:auto}</style>"
    with kit.open_context(chromium) as (context, _):
        page = context.new_page()
        page.goto(write(tmp_path, table.format(rows), css))
        sheets = paper.print_pdf(page, tmp_path / "buruk.pdf")
        faults = " ".join(paper.find_print_faults(page, sheets))
        sheet_faults = " ".join(paper.find_sheet_faults(sheets, "DATA CONTOH"))
    assert "row cut or lost in 'T'" in faults
    assert "'T' has no head on printed page 2" in faults
    assert "not A4" in sheet_faults
    assert "lacks the watermark" in sheet_faults
