"""Drive the review in JupyterLab as an officer does, and measure what its screen looks like."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import measure
import psutil
import screens
from playwright.sync_api import Browser, Locator, Page
from screens import SBT, LabScreen

from bangkit_nb.review.fold import Log
from bangkit_nb.review.store import open_store

KERNEL = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"

CARD = """() => {
  const text = e => e ? e.textContent : '';
  const shown = e => !e.hidden && e.getClientRects().length > 0;
  const root = document.querySelector('.tj');
  return {
    id: text(root.querySelector('.tj-usulan > .tj-kecil')).split(' \\u00b7 ')[0],
    kode: [...root.querySelectorAll('.tj-calon > li .tj-opd')]
      .map(e => text(e).split(' \\u00b7 ')[1]),
    blind: root.querySelector('[data-k=terima]').disabled,
    same: shown(root.querySelector('.tj-sama')),
  };
}"""


@dataclass(frozen=True)
class Card:
    """Hold what the card shows: the usulan's number, its candidates' codes, what is offered."""

    id: str
    kode: tuple[str, ...]
    blind: bool
    same: bool


@dataclass(frozen=True)
class Screen(LabScreen):
    """Hold one open review."""

    ROOT = ".tj"
    READY = ".tj .tj-usulan h3"
    NOTEBOOK = "2_tinjau_padanan"

    def click(self, target: Locator) -> None:
        """Click (as a keyboard would: Lab's bars may lie over it) and wait for the answer."""
        target.focus()
        target.evaluate("e => e.click()")
        self.settle()

    def turn(self, tab: str) -> None:
        """Open a tab."""
        self.click(self.page.get_by_role("tab", name=tab))

    def choose(self, label: str, option: str) -> None:
        """Choose a filter's or the order's option by the beginning of its words."""
        box = self.page.get_by_label(label, exact=True)
        words = box.locator("option").all_text_contents()  # ipywidgets puts \xa0 for a space
        (found,) = [w for w in words if re.match(rf"{option}(\s\(|$)".replace(" ", r"\s"), w)]
        box.select_option(label=found)
        # messages are answered in their order: after this click's, the choice's is done
        self.click(self.page.locator(".tj [role=tab][aria-selected=true]"))
        self.page.locator(".tj").focus()

    def card(self) -> Card:
        """Return what the card shows."""
        told = self.page.evaluate(CARD)
        return Card(told["id"], tuple(told["kode"]), told["blind"], told["same"])

    def seek(self, wanted: str) -> Card:
        """Go on with J to a card that is `blind`, or one with the `same` elsewhere."""
        for _ in range(250):
            card = self.card()
            if getattr(card, wanted) and (card.blind == (wanted == "blind")):
                return card
            self.press("j")
        raise AssertionError(f"no card is {wanted}")

    @property
    def progress(self) -> str:
        """The line beside the bar: "37 dari 250, ragu 9"."""
        return self.page.locator(".tj-hitung").text_content() or ""

    @property
    def n_judged(self) -> int:
        """How many usulan have a judgement, as the screen says."""
        return int(self.progress.split()[0])

    @property
    def said(self) -> str:
        """The last sentence, a fault included."""
        return " ".join(self.page.locator(".tj > [role=status], .tj > [role=alert]:visible")
                        .all_text_contents()).strip()  # fmt: skip

    def log(self) -> Log:
        """Read what the database holds, as another program would."""
        with open_store(self.project) as store:
            return Log(store.read(SBT).events)

    def standing(self) -> dict[str, tuple[str, str]]:
        """Return the judgements that stand in the database: id_usulan -> (putusan, kode)."""
        log = self.log()
        held = [log.item(key).of("padanan").event for key in log.kunci]
        return {
            e.seen.id_usulan: (e.isi.putusan, e.isi.kode_sub_kegiatan)  # type: ignore[union-attr]
            for e in held
            if e is not None and e.seen is not None
        }


def find_kernel(page: Page) -> psutil.Process:
    """Return the process of the page's kernel, one of those that this test started."""
    name = page.evaluate(KERNEL)
    (found,) = [
        p for p in psutil.process_iter(["cmdline"])
        if any(name in word for word in p.info["cmdline"] or [])
        and any(parent.pid == os.getpid() for parent in p.parents())
    ]  # fmt: skip
    return found


def make_project(root: Path, name: str, *notebooks: str) -> Path:
    """Make a project below Lab's folder, with one notebook of the review for each officer."""
    return screens.make_project(Screen, root, name, *notebooks)


Desk = screens.Desk[Screen]


def open_desk(chromium: Browser, root: Path) -> AbstractContextManager[Desk]:
    """Start Lab on a folder of projects."""
    return screens.open_desk(Screen, chromium, root, height=1000)


# --- looks ----------------------------------------------------------------------------------------

_AXE = """async tags => (await axe.run(
  {include: [['.jp-OutputArea-output:has(.tj)']]},
  {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}))
  .violations.map(v => `${v.id} (${v.nodes.length}x): ${v.nodes[0].html.slice(0, 160)}`)"""

_COLOURS = """() => {
  const clear = c => c === 'transparent' || /, 0\\)$/.test(c);
  const ground = e => {
    while (e && clear(getComputedStyle(e).backgroundColor)) e = e.parentElement;
    return e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)';
  };
  const found = {};
  const note = (kind, ink, behind, e) => { found[`${kind}|${ink}|${behind}`] =
    `${e.localName}.${e.className} ${e.textContent.slice(0, 30)}`; };
  for (const e of document.querySelectorAll('.tj, .tj *')) {
    const box = e.getBoundingClientRect(), s = getComputedStyle(e);
    if (box.width < 2 || ['option', 'datalist'].includes(e.localName) || e.disabled) continue;
    const isField = ['input', 'select'].includes(e.localName);
    if (isField || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
      note('text', s.color, ground(e), e);
    }
    const isBox = isField && e.type !== 'checkbox';
    if (isBox) note('edge', s.borderTopColor, ground(e.parentElement), e);
    if (isField && e.placeholder) {
      note('text', getComputedStyle(e, '::placeholder').color, ground(e), e);
    }
  }
  return found;
}"""

_NO_WORDS = """() => [...document.querySelectorAll('.tj *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3
    && /\\b(null|undefined|NaN|\\[object)\\b/.test(n.textContent)))
  .map(e => e.outerHTML.slice(0, 80))"""

_OUTSIDE = """() => {
  const root = document.querySelector('.tj'), room = root.getBoundingClientRect();
  const wide = [...root.querySelectorAll('*')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && !e.closest('.tj-gulir, .tj-daftar, dialog')
      && (r.right > room.right + 1 || r.left < room.left - 1 || r.right > innerWidth + 1);
  }).map(e => `${e.localName}.${e.className} ${e.textContent.slice(0, 40)}`);
  return root.scrollWidth > root.clientWidth + 1 ? ['the frame itself', ...wide] : wide;
}"""

_SMALL = """() => [...document.querySelectorAll(
    '.tj :is(button, input, select, summary, a), .tj [role=tab]')].filter(e => {
  const r = e.getBoundingClientRect();
  if (r.width < 1) return false;
  const label = e.id && document.querySelector(`.tj label[for="${e.id}"]`);
  const l = label ? label.getBoundingClientRect() : r;
  const w = Math.max(r.right, l.right) - Math.min(r.left, l.left);
  const h = Math.max(r.bottom, l.bottom) - Math.min(r.top, l.top);
  return w < 24 || h < 24;
}).map(e => `${e.localName}.${e.className} ${e.textContent.slice(0, 30)}`)"""


def find_faults(page: Page, root: str = ".tj") -> list[str]:
    """Return what breaks WCAG 2.2 AA on the screen as it is: axe, contrast, reflow, target size.

    Contrast is computed here: axe skips it for widgets in Lab's outputs. root: the frame's class.
    """

    def ask(script: str, *argument: Any) -> Any:
        return page.evaluate(script.replace(".tj", root), *argument)

    measure.load_axe(page)
    faults = [f"axe: {said}" for said in ask(_AXE, measure.WCAG)]
    pairs = ask(_COLOURS)
    assert len(pairs) >= 3
    for pair, where in pairs.items():
        kind, ink, ground = pair.split("|")
        ratio = measure.contrast(measure.luminance(ink), measure.luminance(ground))
        if ratio < (4.5 if kind == "text" else 3):
            faults.append(f"contrast {ratio:.2f} ({kind}): {where} {ink} {ground}")
    faults += [f"no words: {where}" for where in ask(_NO_WORDS)]
    faults += [f"outside: {where}" for where in ask(_OUTSIDE)]
    return faults + [f"small: {where}" for where in ask(_SMALL)]


_FOCUSED = """() => {
  const e = document.activeElement, root = document.querySelector('.tj');
  if (!root.contains(e)) return null;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  const all = [...root.querySelectorAll('*')];
  return {at: all.indexOf(e), name: `${e.localName}.${e.className} ${e.textContent.slice(0, 30)}`,
    width: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), colour: s.outlineColor,
    seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight};
}"""


def tab_through(page: Page, limit: int = 120, root: str = ".tj") -> tuple[list[str], list[str]]:
    """Press Tab from the frame until the focus leaves it: what was met, and what was wrong."""
    page.locator(root).focus()
    met: list[str] = []
    wrong: list[str] = []
    last = -1
    for _ in range(limit):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED.replace(".tj", root))
        if at is None:
            return met, wrong
        met.append(at["name"])
        if at["at"] <= last:
            wrong.append(f"{at['name']}: comes after what stands below it")
        last = at["at"]
        ground = measure.measure_colours(page, ":has(> :focus)")[1]  # the ring stands outside
        if at["width"] < 2 or measure.contrast(measure.luminance(at["colour"]), ground) < 3:
            wrong.append(f"{at['name']}: no visible focus")
        if not at["seen"]:
            wrong.append(f"{at['name']}: focused out of sight")
    return met, [*wrong, "Tab never leaves the frame"]


def set_theme(page: Page, *, is_dark: bool) -> None:
    """Change Lab's theme and wait for it."""
    name = "JupyterLab Dark" if is_dark else "JupyterLab Light"
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme}).then(() => 1)", name
    )
    page.wait_for_function(
        "light => document.body.dataset.jpThemeLight === light",
        arg="false" if is_dark else "true",
    )
