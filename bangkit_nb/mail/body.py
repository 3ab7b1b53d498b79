"""Render a letter as a mail's HTML body and as its text, once, at the end. Pure.

Mail programs drop <style>, flex and grid: the look stands in each tag. Its declarations come from
surat.css when the template is read, once, not once a mail (benchmarks/mail.py compares).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

import css_inline
import jinja2

from bangkit_nb import text
from bangkit_nb.mail.letters import CELL, Letter, Part
from bangkit_nb.pack.blocks import (
    Block,
    Cell,
    Col,
    Facts,
    Figures,
    Note,
    Requests,
    Row,
    Table,
    Tagged,
)
from bangkit_nb.pack.shapes import Strip

MOST_BYTES = 90_000
"""Of an HTML body: Gmail clips a mail near 102 KB."""

_TEMPLATES = resources.files("bangkit_nb.mail").joinpath("templates")
_WIDE = 72
_LINE = 76
"""Characters of a line of short cells; a phone breaks it between two of them."""


def read_template() -> str:
    """Return the template as written, with classes."""
    return _TEMPLATES.joinpath("surat.html.j2").read_text(encoding="utf-8")


def read_css() -> str:
    """Return the style sheet: one class a rule, nothing else."""
    return _TEMPLATES.joinpath("surat.css").read_text(encoding="utf-8")


def inline_styles(template: str, css: str) -> str:
    """Return the template with each class replaced by its declarations; KeyError of an unknown.

    css-inline reads the style sheet; it would take the template's own tags for text.
    """
    names = re.findall(r"\.([a-z0-9]+)\{", css)
    sample = "".join(f'<p class="{name}">{name}</p>' for name in names)
    inlined = css_inline.CSSInliner(load_remote_stylesheets=False).inline_fragment(sample, css)
    found = re.findall(r'style="([^"]*)"[^>]*>([a-z0-9]+)<', inlined)
    rules: Mapping[str, str] = {name: _tighten(style) for style, name in found}
    note = re.match(r"\{#.*?#\}", template, re.DOTALL)
    start = note.end() if note else 0
    styled = re.sub(r'class="([^"]*)"', lambda m: f'style="{rules[m[1]]}"', template[start:])
    return template[:start] + styled


def _tighten(style: str) -> str:
    return re.sub(r"\s*([:;])\s*", r"\1", style).strip(";")


def build_environment() -> jinja2.Environment:
    """Return what reads the template: everything escaped, an unknown name an error."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["pendek"] = _shorten
    environment.filters["rincian"] = join_cells
    return environment


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    return build_environment().from_string(inline_styles(read_template(), read_css()))


def _shorten(cell: str) -> str:
    # tidying takes the hard space of an amount away
    return re.sub(r"\bRp (?=\d)", "Rp\u00a0", text.shorten(cell, CELL))


def join_cells(row: Row, columns: Sequence[Col]) -> list[list[tuple[str, Cell]]]:
    """Return a row's cells after the first as lines of (label, cell); short ones share a line."""
    lines: list[list[tuple[str, Cell]]] = []
    room = 0
    for column, cell in zip(columns[1:], row.cells[1:], strict=True):
        width = len(column.label) + len(_cell(cell)) + 5
        if not lines or width > room:
            lines.append([])
            room = _LINE
        lines[-1].append((column.label, cell))
        room -= width
    return lines


def render_html(letter: Letter, subject: str) -> str:
    """Return the HTML body."""
    return _template().render(s=letter, judul=subject)


def render_text(letter: Letter) -> str:
    """Return the text part, made from the data and not from the HTML."""
    lines = [letter.watermark, ""] if letter.contoh else []
    lines += [letter.greeting, "", letter.intro, "", letter.subtitle]
    for part in letter.parts:
        lines += ["", part.title, "=" * min(_WIDE, len(part.title)), *_part_lines(part)]
    return "\n".join([*lines, "", *letter.closing, letter.source]) + "\n"


def _part_lines(part: Part) -> Iterator[str]:
    for section in part.sections:
        yield from ("", section.title, "-" * min(_WIDE, len(section.title)))
        if section.key == "angka":
            for one in part.shares:
                yield f"* {one.n} {one.label}" + (f" ({one.note})" if one.note else "")
        for block in section.blocks:
            yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Requests):
        yield from () if block.items else (block.nothing,)
        for number, item in enumerate(block.items, 1):
            yield f"{number}. {item.addressee}: {item.ask}"
            yield from (f"   {said}" for said in (item.deadline, item.otherwise) if said)
    elif isinstance(block, Figures):
        for figure in block.items:
            yield f"* {figure.value} {figure.label}" + (f" ({figure.note})" if figure.note else "")
    elif isinstance(block, Facts):
        yield from (f"{label}: {value}" for label, value in block.items)
    elif isinstance(block, Table):
        yield from _table_lines(block)
    elif isinstance(block, Note):
        yield block.text


def _table_lines(table: Table) -> Iterator[str]:
    for row in table.rows:
        if row.group:
            yield from ("", row.group)
            continue
        yield f"* {_cell(row.cells[0])}"
        for line in join_cells(row, table.columns):
            yield "  " + " \u00b7 ".join(f"{label}: {_cell(cell)}" for label, cell in line)
    if table.more:
        yield table.more


def _cell(cell: Cell) -> str:
    if isinstance(cell, Strip):
        return ""
    if isinstance(cell, Tagged):
        return f"{text.shorten(cell.text, CELL)} [{cell.tag}]"
    return text.shorten(cell if isinstance(cell, str) else cell.text, CELL)
