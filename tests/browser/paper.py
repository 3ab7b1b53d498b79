"""Measure a printed page: A4, watermark, margins, whole rows, repeated heads."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import kit
from playwright.sync_api import Page

A4 = (595, 842)
"""Width and height of A4 in points."""


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
    kit.need_tool("pdftotext")
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
  // over a column of strips stands a scale, its label is only read aloud
  heads: [...t.tHead.querySelectorAll('th:not(.s)')].map(c => c.textContent),
  rows: [...t.tBodies].flatMap(b => [...b.rows]).map(r => [...r.cells].map(c => c.textContent)),
}))"""

_TOGETHER = """() => {
  const start = e => !e ? '' : e.localName === 'table' ? e.caption.textContent
    : e.localName === 'p' ? e.textContent.slice(0, 20) : '';
  return [...document.querySelectorAll('h2, :is(p, ul.kunci):has(+table)')].map(e =>
    (e.localName === 'h2' ? e.textContent : e.textContent.slice(-20))
    + start(e.nextElementSibling));
}"""
"""What must not be parted: a heading and what follows it, a note or a key and its table."""


def find_print_faults(page: Page, sheets: list[Sheet]) -> list[str]:
    """Return the rows cut by a page break, the heads not repeated, the headings left alone."""
    faults = []
    for text in page.evaluate(_TOGETHER):
        if not any(squeeze(text) in sheet.text for sheet in sheets):
            faults.append(f"parted from what follows: {text[:60]}")
    at = 0
    for table in page.evaluate(_TABLES):
        name, heads = table["name"], [squeeze(head) for head in table["heads"]]
        has_head = [all(head in sheet.text for head in heads) for sheet in sheets]
        lead = squeeze(name) + heads[0]
        starts = [n for n, sheet in enumerate(sheets) if lead in sheet.text and has_head[n]]
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
            if not has_head[n]
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
