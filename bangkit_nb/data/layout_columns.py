"""Find the header row of a sheet and say which Excel column is which column of the contract."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bangkit_nb.columns import ROW, Column, Sheet
from bangkit_nb.data.raw import RawSheet
from bangkit_nb.errors import Problem
from bangkit_nb.text import header_key, shorten, tidy

SEARCHED_ROWS = 15
"""People put a title, the district and a date above the table."""


@dataclass(frozen=True)
class Columns:
    """Hold where things stand in a sheet.

    Attributes:
        header_row: its Excel row number.
        at: 0-based Excel column -> name in the frame; contract names first, then extras.
        extras: the names in `at` that the contract does not have.
    """

    header_row: int
    at: dict[int, str]
    extras: frozenset[str]


def letter(column: int) -> str:
    """Return Excel's letters of a 0-based column: 0 -> "A", 27 -> "AB"."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def match_columns(sheet: Sheet, raw: RawSheet) -> tuple[Columns | None, list[Problem]]:
    """Match the headers of a sheet: canonical names first, then aliases in their order.

    The header row is the one of the first 15 that names most columns of the contract. Returns no
    columns when a required one is missing (a `stop` names the nearest header).
    """
    row = _find_header_row(sheet, raw)
    headers = [tidy(cell) for cell in raw.rows[row - 1]] if row else []
    at, problems = _claim(sheet, headers)
    missing = [c for c in sheet.columns if c.required and c.name not in at.values()]
    if missing:
        rest = [h for i, h in enumerate(headers) if h and i not in at]
        problems += [_report_missing(sheet, column, row, rest) for column in missing]
        return None, problems
    problems += _report_titles(sheet, raw, row)
    extras = _name_extras(headers, at, _filled_columns(raw, row))
    problems += [_report_extra(sheet, column, name) for column, name in extras.items()]
    order = {name: i for i, name in enumerate(sheet.names)}
    ordered = dict(sorted(at.items(), key=lambda item: order[item[1]]))
    return Columns(row, {**ordered, **extras}, frozenset(extras.values())), problems


def _keys(column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(header_key, (column.name, column.header, *column.aliases))))


def _find_header_row(sheet: Sheet, raw: RawSheet) -> int:
    """Return the Excel row that names most contract columns; 0 when none names any."""
    keys = [_keys(column) for column in sheet.columns]
    best, best_score = 0, 0
    for number, row in enumerate(raw.rows[:SEARCHED_ROWS], 1):
        words = {header_key(cell) for cell in row if cell != ""}
        score = sum(any(key in words for key in options) for options in keys)
        if score > best_score:
            best, best_score = number, score
    return best


def _claim(sheet: Sheet, headers: list[str]) -> tuple[dict[int, str], list[Problem]]:
    """Give each contract column its Excel column; a second one of the same name is reported."""
    words = [header_key(header) for header in headers]
    at: dict[int, str] = {}
    problems: list[Problem] = []
    longest = max(len(_keys(column)) for column in sheet.columns)
    # Names before aliases, over all columns: "Kegiatan" may not be taken by another column's alias.
    for rank in range(longest):
        for column in sheet.columns:
            keys = _keys(column)
            if rank >= len(keys) or column.name in at.values():
                continue
            found = [i for i, word in enumerate(words) if word == keys[rank] and i not in at]
            if found:
                at[found[0]] = column.name
                problems += [_report_double(sheet, column, found[0], i) for i in found[1:]]
    return at, problems


def _filled_columns(raw: RawSheet, header_row: int) -> list[int]:
    """Return the columns that hold anything from the header downwards, left to right."""
    found = {c for r, c in (*raw.uncomputed, *raw.excel_errors) if r >= header_row}
    for row in raw.rows[header_row - 1 :]:
        found.update(
            column for column, cell in enumerate(row) if column not in found and tidy(cell)
        )
    return sorted(found)


def _name_extras(headers: list[str], at: dict[int, str], filled: list[int]) -> dict[int, str]:
    rest = [column for column in filled if column not in at]
    texts = {column: headers[column] if column < len(headers) else "" for column in rest}
    return name_columns(texts, at.values())


def name_columns(texts: Mapping[int, str], used: Iterable[str]) -> dict[int, str]:
    """Return column -> a name of its own: its header, numbered where that is taken already."""
    taken = {ROW, *used}
    named: dict[int, str] = {}
    for column, text in texts.items():
        base = name = text or f"(tanpa judul, kolom {letter(column)})"
        number = 2
        while name in taken:
            name, number = f"{base} ({number})", number + 1
        taken.add(name)
        named[column] = name
    return named


def _report_missing(sheet: Sheet, column: Column, row: int, rest: list[str]) -> Problem:
    keys = {header_key(header): header for header in reversed(rest)}
    near = difflib.get_close_matches(header_key(column.name), list(keys), 1, 0.6)
    where = f" di baris judul (baris {row})" if row else ": baris judul kolom tidak ditemukan"
    hint = (
        f"Judul '{shorten(keys[near[0]])}' mungkin yang dimaksud: ganti menjadi '{column.header}'."
        if near
        else f"Tambahkan kolom berjudul '{column.header}'."
    )
    return Problem(
        "stop", sheet.name, None, column.name, shorten(keys[near[0]]) if near else "",
        f"Kolom wajib '{column.header}' tidak ada di lembar {sheet.name}{where}. {hint}",
    )  # fmt: skip


def _report_double(sheet: Sheet, column: Column, first: int, second: int) -> Problem:
    return Problem(
        "periksa", sheet.name, None, column.name, letter(second),
        f"Kolom '{column.header}' ada dua kali: {letter(first)} dan {letter(second)}. Yang dipakai "
        f"kolom {letter(first)}; hapus atau ganti judul yang lain.",
    )  # fmt: skip


def _report_extra(sheet: Sheet, column: int, name: str) -> Problem:
    return Problem(
        "info", sheet.name, None, shorten(name), "",
        f"Kolom '{shorten(name)}' (kolom {letter(column)}) di luar daftar kolom; disimpan, tetapi "
        "tidak dipakai.",
    )  # fmt: skip


def _report_titles(sheet: Sheet, raw: RawSheet, header_row: int) -> list[Problem]:
    above = [n for n, row in enumerate(raw.rows[: header_row - 1], 1) if any(map(tidy, row))]
    if not above:
        return []
    return [Problem(
        "info", sheet.name, None, "", "",
        f"Judul kolom ditemukan di baris {header_row}; {len(above)} baris terisi di atasnya "
        "dianggap judul dan tidak dibaca.",
    )]  # fmt: skip


def is_numbering(cells: list[object]) -> bool:
    """Tell the row "1 | 2 | 3 | ..." that official forms print under their headers.

    Every filled cell counts on from 1 (or "(1)"), at least four of them.
    """
    words = [text for text in map(tidy, cells) if text]
    plain = [match[1] for text in words if (match := re.fullmatch(r"\(?([0-9]{1,2})\)?", text))]
    return len(words) >= 4 and plain == [str(n) for n in range(1, len(words) + 1)]
