"""Measure one page: what overflows, breaks, runs, fails WCAG 2.2 AA, or hides the focus."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

import kit
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

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
    ['script','img','iframe','object','embed','form','link','video','audio','image','use',
      'foreignObject','animate','set'].includes(e.localName)
    || [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'style'
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
    path = Path(named) if named else kit.ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        return ""
    return path.read_text(encoding="utf-8")


def load_axe(page: Page) -> None:
    """Put axe-core into the page; without it the test is skipped."""
    source = _axe_source()
    if not source:
        kit.lack("axe-core is missing (AXE_JS): npm install --no-save --no-package-lock axe-core")
    page.evaluate("() => { delete window.axe; }")
    page.evaluate(source)  # by the debugger's protocol: the page's own policy stays as it is


def run_axe(page: Page) -> list[str]:
    """Return axe-core's WCAG 2.2 AA violations of the page, one sentence a rule."""
    load_axe(page)
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


# --- a screen of ours in Lab ----------------------------------------------------------------------

_AXE_IN = """([root, tags]) => axe.run({include: [[root]]},
  {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(r => r.violations
  .map(v => `${v.id} (${v.nodes.length}x): ${v.nodes[0].html.slice(0, 120)}`))"""

_PAIRS = """root => {
  const clear = c => c === 'transparent' || /, 0\\)$/.test(c);
  const pairs = {};
  for (const e of document.querySelectorAll(`${root}, ${root} *`)) {
    const words = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
      || ['input', 'select'].includes(e.localName) && e.type !== 'checkbox';
    const box = e.getBoundingClientRect();
    if (!words || box.width < 2 || e.localName === 'option') continue;
    let g = e;
    while (g && clear(getComputedStyle(g).backgroundColor)) g = g.parentElement;
    const s = getComputedStyle(e);
    pairs[`${s.color} ${g ? getComputedStyle(g).backgroundColor : 'rgb(255, 255, 255)'}`] =
      `${e.localName}.${e.className} ${e.textContent.slice(0, 30)}`;
  }
  return pairs;
}"""


def check_looks(page: Page, root: str) -> None:
    """Fail where a screen breaks WCAG 2.2 AA; axe skips the contrast of widgets in Lab.

    root: the frame's selector.
    """
    load_axe(page)
    assert page.evaluate(_AXE_IN, [root, WCAG]) == []
    pairs = page.evaluate(_PAIRS, root)
    assert len(pairs) >= 3
    faint = {}
    for pair, where in pairs.items():
        ink, ground = pair.split(") ")
        ratio = contrast(luminance(ink), luminance(ground))
        if ratio < 4.5:
            faint[where] = round(ratio, 2)
    assert faint == {}


_OUTSIDE = """([root, but]) => { const room = document.querySelector(root).getBoundingClientRect();
  return [...document.querySelectorAll(`${root} *`)].filter(e => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && (r.right > room.right + 1 || r.left < room.left - 1)
      && !(but && e.closest(but));
  }).map(e => `${e.localName}.${e.className} ${e.textContent.slice(0, 40)}`); }"""


def find_outside(page: Page, root: str, but: str = "") -> list[str]:
    """Return what stands out of a screen's frame at its sides; but: what scrolls on its own."""
    return list(page.evaluate(_OUTSIDE, [root, but]))
