"""Bodies of mails as mail programs treat them: no <style>, no images, dark, turned over, 320 px."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import kit
import measure
import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mail"))

from kit_mail import kinds

from bangkit_nb.mail import body

pytestmark = pytest.mark.browser

PAIRS = """() => {
  const found = {};
  for (const e of document.querySelectorAll('body, body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const clear = e => /, 0\\)$|transparent/.test(getComputedStyle(e).backgroundColor);
    let g = e;
    while (g && clear(g)) g = g.parentElement;
    const s = getComputedStyle(e);
    found[`${s.color}|${g ? getComputedStyle(g).backgroundColor : 'rgb(255, 255, 255)'}`] =
      `${e.localName} ${e.textContent.trim().slice(0, 40)}`;
  }
  return found;
}"""

SMALL = """() => [...document.querySelectorAll('body *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim().length > 1)
  && parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.textContent.trim().slice(0, 40))"""

WIDE = """() => [document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect())
    .filter(r => r.width > 1).map(r => Math.max(r.right - innerWidth, -r.left))]"""


@pytest.fixture(scope="module")
def bodies() -> dict[str, str]:
    made = {name: body.render_html(one, one.subject) for name, one in kinds().items()}
    return made | {"terima kasih (en)": body.render_html(kinds("en")["terima kasih"], "s")}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with kit.open_context(chromium, "about:", width=320, height=640) as (context, watch):
        page = context.new_page()
        yield page
        assert watch.take() == []


def as_mail(html: str) -> str:
    """Return a body as a web mail takes it in: no head, no style, no image, body a div."""
    inner = re.sub(r"<head>.*?</head>|<style.*?</style>|<img[^>]*>", "", html, flags=re.DOTALL)
    inner = re.sub(r"</?html[^>]*>|<!DOCTYPE[^>]*>", "", inner)
    inner = re.sub(r"<body style=\"[^\"]*\"", "<div", inner).replace("</body>", "</div>")
    frame = (
        "<!DOCTYPE html><html><head><style>body{{margin:0}}</style></head><body>{}</body></html>"
    )
    return frame.format(inner)


def lightness_turned(colour: str) -> str:
    """Return a colour as a mail program in dark mode turns it: the same hue, light for dark."""
    r, g, b = (int(v) for v in re.findall(r"\d+", colour)[:3])
    shift = 255 - max(r, g, b) - min(r, g, b)
    return f"rgb({r + shift}, {g + shift}, {b + shift})"


def faint(page: Page, *, is_turned: bool = False) -> dict[str, float]:
    found = {}
    for pair, where in page.evaluate(PAIRS).items():
        ink, ground = (lightness_turned(c) if is_turned else c for c in pair.split("|"))
        ratio = measure.contrast(measure.luminance(ink), measure.luminance(ground))
        if ratio < 4.5:
            found[where] = round(ratio, 2)
    return found


def test_every_kind_fits_a_narrow_phone_without_style_head_and_images(
    page: Page, bodies: dict[str, str]
) -> None:
    assert len(bodies) >= 11
    for name, html in bodies.items():
        assert "<img" not in html and "<style" not in html, name
        for shown in (html, as_mail(html)):
            page.set_content(shown)
            assert max(page.evaluate(WIDE)) <= 1, name
            assert page.evaluate(SMALL) == [], name
        assert page.locator("text=Yth.").count() or page.locator("text=Dear").count()


def test_every_kind_is_read_in_light_in_dark_and_where_a_program_turns_the_colours(
    page: Page, bodies: dict[str, str]
) -> None:
    for name, html in bodies.items():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for shown in (html, as_mail(html)):
                page.set_content(shown)
                assert faint(page) == {}, (name, scheme)
                assert faint(page, is_turned=True) == {}, (name, scheme)


def test_the_measures_see_what_is_wide_faint_and_small(page: Page) -> None:
    page.set_content('<body style="margin:0"><p style="width:400px;font-size:9px;color:#999">abc')
    assert max(page.evaluate(WIDE)) > 1 and faint(page) and page.evaluate(SMALL)


def test_a_body_has_headings_in_order_and_its_tables_are_told_as_layout(
    page: Page, bodies: dict[str, str]
) -> None:
    source = measure._axe_source()
    if not source:
        kit.lack("axe-core is missing (AXE_JS)")
    for name, html in bodies.items():
        page.set_content(html)
        page.evaluate(source)
        found = page.evaluate(
            "async tags => (await axe.run({runOnly: {type: 'tag', values: tags}})).violations"
            ".map(v => v.id + ' ' + v.nodes[0].html.slice(0, 80))", measure.WCAG,
        )  # fmt: skip
        assert found == [], (name, found)
