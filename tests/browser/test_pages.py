"""The pages that attendees open: from a file, offline, on a phone, by keyboard, and on paper."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import kit
import measure
import paper
import pytest
import spoilt
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SAMPLES = ("sbt-2024-03-01", "sbd-2024-01-31")
ALL = (*SAMPLES, spoilt.RAKOR)
KINDS = ("index", "rakor", "opd", "kecamatan", "desa")
WIDTHS = (320, 360, 768, 1280)
MARK = "DATA CONTOH"


@dataclass(frozen=True)
class Made:
    """Hold the outputs of one run of the samples and the hostile Rakor."""

    folder: Path

    def pages(self, rakor: str) -> list[Path]:
        """Return every page of a Rakor, the index first."""
        out = self.folder / rakor
        return [out / "index.html", *sorted((out / "paket" / "sebelum").glob("*.html"))]

    def page(self, rakor: str, kind: str) -> Path:
        """Return the page of a kind that holds most: the one that breaks first."""
        return max(
            (path for path in self.pages(rakor) if path.stem.split("-")[0] == kind),
            key=lambda path: path.stat().st_size,
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    project = kit.copy_project(tmp_path_factory.mktemp("proyek") / "proyek")
    spoilt.write_spoilt(project)
    kit.run_bangkit(project, "run", *ALL, "--jobs", "2")
    return Made(project / "outputs")


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def visit(chromium: Browser, paths: list[Path], **options: object) -> Iterator[tuple[Page, str]]:
    """Open each page in one context; what it did that it must not do fails the test at the end."""
    faults: list[str] = []
    with kit.open_context(chromium, "file:", **options) as (context, watch):
        page = context.new_page()
        for path in paths:
            page.goto(path.as_uri())
            yield page, path.name
            faults += [f"{path.name}: {fault}" for fault in watch.take()]
        assert watch.n_requests == len(paths), "a page is one file"
    assert not faults


def test_every_audience_has_its_pages(made: Made) -> None:
    counts = {
        rakor: [
            sum(path.stem.split("-")[0] == kind for path in made.pages(rakor)) for kind in KINDS
        ]
        for rakor in SAMPLES
    }
    assert counts == {
        "sbt-2024-03-01": [1, 1, 15, 4, 30],
        "sbd-2024-01-31": [1, 1, 15, 10, 40],
    }


@pytest.mark.parametrize("rakor", ALL)
def test_every_page_opens_offline_and_never_scrolls_sideways(
    chromium: Browser, made: Made, rakor: str, script: bool
) -> None:
    faults = []
    for page, name in visit(chromium, made.pages(rakor), java_script_enabled=script):
        assert page.locator("h1").inner_text().strip()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if wide := measure.find_overflow(page):
                faults.append(f"{name} at {width} px: {wide}")
            if broken := measure.find_broken_figures(page):
                faults.append(f"{name} at {width} px: figure on two lines: {broken}")
    assert not faults


@pytest.mark.parametrize("rakor", ALL)
def test_every_page_is_whole_and_nothing_in_it_is_alive(
    chromium: Browser, made: Made, rakor: str
) -> None:
    for page, name in visit(chromium, made.pages(rakor)):
        head = page.evaluate(
            """() => ({mode: document.compatMode, lang: document.documentElement.lang,
                 title: document.title, h1: document.querySelectorAll('h1').length,
                 view: document.querySelector('meta[name=viewport]')?.content ?? '',
                 policy: document.querySelector('meta[http-equiv]')?.content ?? '',
                 main: document.querySelectorAll('main').length})"""
        )
        assert (name, head["mode"], head["lang"]) == (name, "CSS1Compat", "id")
        assert head["title"] and head["h1"] == head["main"] == 1, name
        assert "width=device-width" in head["view"], name
        assert "default-src 'none'" in head["policy"] and "script-src" not in head["policy"], name
        assert measure.find_alive(page) == [], name


VALID = {
    "extends": ["html-validate:recommended"],
    # nbconvert writes <meta ... />, which is valid and means the same; a desa may have a long name
    "rules": {"void-style": "off", "long-title": "off"},
}


def test_html_validate_finds_nothing(made: Made, tmp_path: Path) -> None:
    program = kit.ROOT / "node_modules" / ".bin" / "html-validate"
    if not program.exists():
        kit.lack("html-validate is not installed (npm install --no-save html-validate)")
    (tmp_path / "aturan.json").write_text(json.dumps(VALID))
    pages = [made.page(rakor, kind) for rakor in ALL for kind in KINDS]
    broken = tmp_path / "rusak.html"
    broken.write_text("<!DOCTYPE html><html lang=id><head><title>x</title></head><p><div></p>")
    done = subprocess.run(
        [program, "-c", tmp_path / "aturan.json", "-f", "json", *pages, broken],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = {
        (Path(one["filePath"]).name, m["ruleId"], m["message"])
        for one in json.loads(done.stdout)
        for m in one["messages"]
    }
    assert "rusak.html" in {name for name, *_ in found}  # the checker does find what is broken
    assert {one for one in found if one[0] != "rusak.html"} == set()


def test_the_index_links_every_page_and_table_once(chromium: Browser, made: Made) -> None:
    for rakor in ALL:
        out = made.folder / rakor
        files = [*made.pages(rakor)[1:], *(out / "tabel").glob("*.csv")]
        files += [*(out / "dokumen").iterdir(), out / "paket.zip"]
        for page, _ in visit(chromium, [out / "index.html"]):
            links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
            assert sorted(links) == sorted(path.relative_to(out).as_posix() for path in files)


def test_hostile_text_is_shown_as_text(chromium: Browser, made: Made, script: bool) -> None:
    pages = [made.page(spoilt.RAKOR, kind) for kind in KINDS]
    seen = ""
    for page, name in visit(chromium, pages, java_script_enabled=script):
        text = page.inner_text("body")
        assert spoilt.SCRIPT in page.title() or not name.startswith(("index", "rakor"))
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f") & set(text), name
        seen += text
    assert [text for text in spoilt.SHOWN if text not in seen] == []
    assert spoilt.LONG[:100] in seen


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)
def test_axe_finds_nothing(
    chromium: Browser, made: Made, kind: str, scheme: str, width: int
) -> None:
    rakor = SAMPLES[0] if width == 1280 else SAMPLES[1]
    paths = [made.page(rakor, kind)]
    for page, _ in visit(chromium, paths, width=width, color_scheme=scheme):
        for selector in ("h1", "h2", "main p, main li"):
            ink, ground = measure.measure_colours(page, selector)
            # a page that ignores the scheme also has good contrast, and is wrong
            assert (ground < 0.1 < ink) if scheme == "dark" else (ink < 0.3 < ground)
        assert measure.run_axe(page) == []


@pytest.mark.parametrize("rakor", SAMPLES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keyboard_reaches_every_link_in_order_and_shows_where_it_is(
    chromium: Browser, made: Made, rakor: str, scheme: str
) -> None:
    for page, _ in visit(chromium, [made.folder / rakor / "index.html"], color_scheme=scheme):
        links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
        visited, wrong = measure.tab_through(page, len(links) + 2)
        assert visited == links
        assert not wrong


def test_enter_on_the_first_link_opens_the_meetings_pack(chromium: Browser, made: Made) -> None:
    with kit.open_context(chromium, "file:") as (context, watch):
        page = context.new_page()
        page.goto((made.folder / SAMPLES[0] / "index.html").as_uri())
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/paket/sebelum/rakor.html")
        assert page.locator("h1").count() == 1
        assert watch.take() == []


@pytest.mark.parametrize("rakor", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
def test_print_is_a4_with_watermark_whole_rows_and_repeated_heads(
    chromium: Browser, made: Made, tmp_path: Path, rakor: str, kind: str
) -> None:
    paths = made.pages(rakor) if kit.SOAK else [made.page(rakor, kind)]
    for page, name in visit(chromium, paths):
        sheets = paper.print_pdf(page, tmp_path / "cetak.pdf")
        assert len(sheets) <= 12, name
        assert paper.find_sheet_faults(sheets, MARK) == [], name
        assert paper.find_print_faults(page, sheets) == [], name
        assert all(f"{n}/{len(sheets)}" in sheet.text for n, sheet in enumerate(sheets, 1)), name


def test_print_of_hostile_text_stays_inside_the_paper(
    chromium: Browser, made: Made, tmp_path: Path
) -> None:
    for page, name in visit(chromium, [made.page(spoilt.RAKOR, kind) for kind in KINDS]):
        sheets = paper.print_pdf(page, tmp_path / "cetak.pdf")
        assert paper.find_sheet_faults(sheets, MARK) == [], name


@pytest.mark.parametrize("kind", KINDS)
def test_print_from_a_dark_screen_is_black_on_white(
    chromium: Browser, made: Made, kind: str
) -> None:
    for page, _ in visit(chromium, [made.page(SAMPLES[0], kind)], color_scheme="dark"):
        page.emulate_media(media="print", color_scheme="dark")
        for selector in ("h1", "main p, main li"):
            assert measure.measure_colours(page, selector)[1] == 1.0
        assert measure.measure_colours(page, "h1")[0] == 0.0
