"""Recognise which official layout a sheet has, by the words of its headers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bangkit_nb.data.forms import KODE, NOT_THIS_YEAR, Field, Form, header_words
from bangkit_nb.data.layout_columns import name_columns
from bangkit_nb.data.raw import Cell, RawSheet
from bangkit_nb.text import fold, header_key, tidy

SEARCHED_ROWS = 40
"""A print begins with its district, its year and its signature's place."""

MAX_HEADER_ROWS = 3
_LONGEST_HEADER = 90


@dataclass(frozen=True)
class Found:
    """Hold a recognised table.

    Attributes:
        form: its layout. first_row, header_row: first and last Excel row of its headers.
        at: 0-based column -> field of the layout. extras: column -> header, kept as they are.
        left_out: headers of filled columns that the layout does not use.
        code_columns: columns over which one code is spread; empty where it stands in one.
        heads: column -> words of its headers, by which a repeated header is known.
        n_columns: how many columns have a header.
    """

    form: Form
    first_row: int
    header_row: int
    at: Mapping[int, str]
    extras: Mapping[int, str]
    left_out: tuple[str, ...]
    code_columns: tuple[int, ...]
    heads: Mapping[int, frozenset[str]]
    n_columns: int

    @property
    def column_of(self) -> Mapping[str, int]:
        """Field -> 0-based column."""
        return {name: column for column, name in self.at.items()}


@dataclass(frozen=True)
class _Head:
    """Hold one column's header: its own words (lowest first), the words of all, and the text."""

    words: tuple[str, ...]
    joined: str
    text: str


@dataclass(frozen=True)
class _Fit:
    form: Form
    row: int
    height: int
    at: Mapping[int, str]
    signs: frozenset[int]


def find_form(raw: RawSheet, forms: Sequence[Form]) -> Found | None:
    """Return the layout that explains most headers within the first 40 rows, None where none does.

    Where two explain as many, the earlier of `forms` is taken, then the shorter and upper header.
    """
    gate = _gate(tuple(forms))
    best: tuple[tuple[int, ...], _Fit] | None = None
    words = [[_short_words(cell) for cell in row] for row in raw.rows[:SEARCHED_ROWS]]
    hits = [
        0 if _is_title(raw.rows[r]) else sum(bool(w) and gate.fullmatch(w) is not None for w in row)
        for r, row in enumerate(words)
    ]
    spans = _spans(raw)
    for row in range(len(words)):
        for height in range(1, MAX_HEADER_ROWS + 1):
            if not hits[row] or row + height > len(words) or not hits[row + height - 1]:
                continue
            heads = _read_heads(raw, words, row, height, spans)
            for rank, form in enumerate(forms):
                if form.above and not _is_above(form.above, raw, row):
                    continue
                fit = _fit(form, heads, row, height)
                if fit is None:
                    continue
                is_named = header_key(raw.name) == header_key(form.sheet)
                told = is_named + bool(form.above)
                score = (len(fit.at) + len(fit.signs) + told, -height, -rank, -row)
                if best is None or score > best[0]:
                    best = (score, fit)
    return None if best is None else _conclude(raw, best[1], words, spans)


def _is_above(pattern: str, raw: RawSheet, row: int) -> bool:
    texts = (cell for above in raw.rows[:row] for cell in above if isinstance(cell, str))
    return any(re.search(pattern, fold(text)) for text in (raw.name, *texts))


def _is_title(row: Sequence[Cell]) -> bool:
    """Tell "KECAMATAN | | : Teluk Waru" above a table, which names a column as a header does."""
    texts = [tidy(cell) for cell in row if isinstance(cell, str) and tidy(cell)]
    return len(texts) <= 4 and any(text.startswith(":") for text in texts)


def list_headers(raw: RawSheet) -> tuple[int, tuple[str, ...]]:
    """Return row and texts of what looks most like a header: the row with most short texts."""
    best = 0
    found: tuple[str, ...] = ()
    for number, row in enumerate(raw.rows[:SEARCHED_ROWS], 1):
        texts = tuple(tidy(cell) for cell in row if isinstance(cell, str) and _short_words(cell))
        if len(texts) > len(found):
            best, found = number, texts
    return best, found


def _short_words(cell: object) -> str:
    if not isinstance(cell, str) or len(cell) > 3 * _LONGEST_HEADER:
        return ""
    words = header_words(cell)
    return words if len(words) <= _LONGEST_HEADER and not words.replace(" ", "").isdigit() else ""


@lru_cache(maxsize=64)
def _gate(forms: tuple[Form, ...]) -> re.Pattern[str]:
    patterns = {w for form in forms for field in form.fields for w in field.words}
    return re.compile("|".join(f"(?:{p})" for p in sorted(patterns)))


@lru_cache(maxsize=65_536)
def _rank(patterns: tuple[str, ...], words: str) -> int:
    """Return which pattern matches the words in full, -1 where none does."""
    return next((i for i, p in enumerate(patterns) if re.fullmatch(p, words)), -1)


_Spans = Mapping[tuple[int, int], tuple[int, int]]


def _spans(raw: RawSheet) -> _Spans:
    """Return each cell of a merged range near the top -> its first cell (row, column; 0-based)."""
    spans = {}
    for top, left, bottom, right in raw.merged:
        if top > SEARCHED_ROWS or right - left > 60:
            continue
        for row in range(top - 1, min(bottom, SEARCHED_ROWS + MAX_HEADER_ROWS)):
            for column in range(left, right + 1):
                spans[row, column] = (top - 1, left)
    return spans


def _read_heads(
    raw: RawSheet, words: list[list[str]], row: int, height: int, spans: _Spans
) -> dict[int, _Head]:
    """Return the headers of a window, column by column; upper cells hold for those below them."""
    width = max((len(words[r]) for r in range(row, row + height)), default=0)
    heads = {}
    carried = [""] * height  # the last text of each header row, for prints that do not say merges
    texts = [""] * height
    for column in range(width):
        own: list[str] = []
        shown: list[str] = []
        is_own = False  # a column under a wide merged cell has no header of its own
        for level in range(height):
            at = row + level
            r, c = spans.get((at, column), (at, column))
            word = words[r][c] if r < len(words) and c < len(words[r]) and r >= row else ""
            below = any(column < len(words[b]) and words[b][column]
                        for b in range(at + 1, row + height))  # fmt: skip
            if word:
                carried[level], texts[level] = word, tidy(raw.rows[r][c])
                is_own |= c == column
            elif below and (at, column) not in spans:
                word = carried[level]  # "Prakiraan Maju | (empty)" over "Target | Pagu"
            if word and word not in own:
                own.append(word)
                shown.append(texts[level])
        if own and is_own:
            heads[column] = _Head(tuple(reversed(own)), " ".join(own), " / ".join(shown))
    return heads


def _fit(form: Form, heads: Mapping[int, _Head], row: int, height: int) -> _Fit | None:
    """Give each field the column that names it best; None where a required one is missing."""
    at: dict[int, str] = {}
    for field in form.fields:
        column = _best_column(field, heads, at)
        if column is not None:
            at[column] = field.name
        elif field.required:
            return None
    signs = frozenset(
        column for column, head in heads.items()
        if column not in at and any(_rank(form.signs, w) >= 0 for w in (*head.words, head.joined))
    )  # fmt: skip
    used = {_sign(form, heads[c]) for c in at} - {-1}
    if len(signs) + len(used) < form.n_signs or len(at) < 2:
        return None
    return _Fit(form, row, height, at, signs)


def _sign(form: Form, head: _Head) -> int:
    return max(_rank(form.signs, word) for word in (*head.words, head.joined))


def _best_column(field: Field, heads: Mapping[int, _Head], taken: Mapping[int, str]) -> int | None:
    found = []
    for column, head in heads.items():
        if column in taken or NOT_THIS_YEAR.search(head.joined):
            continue
        ranks = [(r, depth) for depth, word in enumerate((*head.words, head.joined))
                 if (r := _rank(field.words, word)) >= 0]  # fmt: skip
        if ranks:
            found.append((*min(ranks), column))
    return min(found)[2] if found else None


def _conclude(raw: RawSheet, fit: _Fit, words: list[list[str]], spans: _Spans) -> Found:
    heads = _read_heads(raw, words, fit.row, fit.height, spans)
    at = dict(fit.at)
    code = _code_columns(raw, fit, heads) if fit.form.field(KODE) else ()
    rest = {c: heads[c].text for c in heads if c not in at and c not in code}
    filled = _filled(raw, fit.row + fit.height, set(rest))
    numbering = {c for c in rest if re.fullmatch("no|nomor|no urut", heads[c].words[0])}
    extras = {c: text for c, text in rest.items() if c in filled and c not in numbering}
    kept = name_columns(extras, set(at.values())) if fit.form.keeps else {}
    return Found(
        form=fit.form, first_row=fit.row + 1, header_row=fit.row + fit.height,
        at=dict(sorted(at.items())), extras=kept,
        left_out=tuple(text for c, text in extras.items() if c not in kept), code_columns=code,
        heads={c: frozenset((*h.words, h.joined)) for c, h in heads.items()},
        n_columns=len(heads),
    )  # fmt: skip


def _code_columns(raw: RawSheet, fit: _Fit, heads: Mapping[int, _Head]) -> tuple[int, ...]:
    """Return the unheaded columns beside "Kode" that hold the rest of it."""
    first = next((c for c, name in fit.at.items() if name == KODE), None)
    if first is None:
        return ()
    last = min((c for c in heads if c > first), default=first + 1)
    between = set(range(first + 1, last))
    if not between & _filled(raw, fit.row + fit.height, between):
        return ()
    return tuple(range(first, last))


def _filled(raw: RawSheet, start: int, columns: set[int]) -> set[int]:
    """Return which of `columns` hold anything from row `start` (0-based) on."""
    left, found = set(columns), set()
    for row in raw.rows[start:]:
        if not left:
            break
        now = {c for c in left if c < len(row) and row[c] not in ("", None)}
        found |= now
        left -= now
    return found
