"""The page of a chain of Rakor: offline, narrow and wide, light and dark."""

from __future__ import annotations

from pathlib import Path

import kit
import measure
import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

STORY = ("sbt-2023-12", "sbt-2024-03-01", "sbt-2024-08-20")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = kit.copy_project(tmp_path_factory.mktemp("lintas") / "proyek", STORY)
    kit.run_bangkit(project, "run", STORY[-1])
    return project / "outputs" / STORY[-1]


def test_it_never_scrolls_sideways_and_holds_nothing_alive(chromium: Browser, out: Path) -> None:
    with kit.open_context(chromium, "file:") as (context, watch):
        page = context.new_page()
        page.goto((out / "paket" / "sebelum" / "lintas.html").as_uri())
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert not measure.find_overflow(page), width
            assert not measure.find_broken_figures(page), width
        drawn = '<svg aria-hidden="true">'  # a strip; its numbers stand beside it
        assert [one for one in measure.find_alive(page) if not one.startswith(drawn)] == []
        assert "belum ada data" in page.inner_text("main")
        assert watch.take() == [] and watch.n_requests == 1


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_in_a_chain(
    chromium: Browser, out: Path, scheme: str, width: int
) -> None:
    with kit.open_context(chromium, "file:", width=width, color_scheme=scheme) as (context, _):
        page = context.new_page()
        page.goto((out / "paket" / "sebelum" / "lintas.html").as_uri())
        assert measure.run_axe(page) == []


def test_printed_long_lists_have_a_line_of_their_own_and_words_wrap_among_numbers(
    chromium: Browser, out: Path
) -> None:
    with kit.open_context(chromium, "file:", width=700) as (context, _):
        page = context.new_page()
        page.goto((out / "paket" / "sebelum" / "lintas.html").as_uri())
        page.emulate_media(media="print")
        share = "(cells) => cells.map((c) => c.clientWidth / c.parentElement.clientWidth)"
        assert min(page.locator(".fakta dd").evaluate_all(share)) > 0.6
        wraps = "(cells) => cells.map((c) => getComputedStyle(c).whiteSpace)"
        assert set(page.locator("td.k.b").evaluate_all(wraps)) == {"normal"}
        assert set(page.locator("td.k:not(.b)").evaluate_all(wraps)) == {"nowrap"}
        assert all("belum ada data" in text for text in page.locator("td.k.b").all_inner_texts())


def test_the_front_page_leads_to_it_and_to_its_tables(chromium: Browser, out: Path) -> None:
    with kit.open_context(chromium, "file:") as (context, _):
        page = context.new_page()
        page.goto((out / "index.html").as_uri())
        page.get_by_role("link", name="Dari Rakor ke Rakor: Kabupaten Seram Bagian Timur").click()
        page.wait_for_url("**/paket/sebelum/lintas.html")
        assert page.locator("h1").inner_text().startswith("Dari Rakor ke Rakor")
    assert sorted(path.name for path in (out / "tabel").glob("lintas*.csv")) == [
        "lintas.csv", "lintas_kesepakatan.csv", "lintas_rtl.csv",
    ]  # fmt: skip
