"""Say what Excel knows about cells besides their values: hidden, merged, not computed, in error."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from bangkit_nb.columns import Sheet
from bangkit_nb.data.layout_columns import Columns, letter
from bangkit_nb.data.raw import RawSheet
from bangkit_nb.errors import Problem
from bangkit_nb.text import shorten


def list_rows(numbers: Iterable[int]) -> str:
    """Return "baris 3, 7, 9", at most five, with the count when there are more."""
    ordered = sorted(numbers)
    more = f", ... ({len(ordered)} baris)" if len(ordered) > 5 else ""
    return "baris " + ", ".join(map(str, ordered[:5])) + more


def report_hidden(
    sheet: Sheet, raw: RawSheet, columns: Columns, numbers: set[int]
) -> list[Problem]:
    """Say which of the rows read (and which columns) Excel does not show."""
    problems = []
    rows = raw.hidden & numbers
    if rows:
        problems.append(Problem(
            "info", sheet.name, None, "", list_rows(rows),
            f"{len(rows)} baris tersembunyi (atau tersaring) tetap dibaca: {list_rows(rows)}.",
        ))  # fmt: skip
    hidden = [name for at, name in columns.at.items() if at in raw.hidden_columns]
    if hidden:
        problems.append(Problem(
            "info", sheet.name, None, "", shorten(", ".join(hidden)),
            f"{len(hidden)} kolom tersembunyi tetap dibaca: {shorten(', '.join(hidden), 200)}.",
        ))  # fmt: skip
    return problems


def report_merged(
    sheet: Sheet, raw: RawSheet, columns: Columns, numbers: list[int]
) -> list[Problem]:
    """Say that merged cells hold their value in the first cell only; `numbers` ascending."""
    own = [at for at, name in columns.at.items() if name not in columns.extras]
    hit = [
        (top, left)
        for top, left, bottom, right in raw.merged
        if any(left <= at <= right for at in own)
        and bisect_left(numbers, top) < bisect_right(numbers, bottom)
    ]
    if not hit:
        return []
    cells = ", ".join(f"{letter(left)}{top}" for top, left in hit[:5])
    return [Problem(
        "info", sheet.name, None, "", cells,
        f"{len(hit)} sel gabungan ({cells}{', ...' if len(hit) > 5 else ''}): isinya terbaca hanya "
        "di sel pertama. Bila berlaku untuk beberapa baris, pisahkan dan isi tiap baris.",
    )]  # fmt: skip


_UNCOMPUTED = "Rumus tanpa hasil tersimpan. Buka berkas di Excel dan simpan sekali, lalu ulangi."


def report_marks(sheet: Sheet, raw: RawSheet, columns: Columns, rows: list[int]) -> list[Problem]:
    """Report Excel's error values and formulas without a stored value.

    Cell by cell in the contract's columns and the frame's `rows`, else once for each column.
    """
    numbers = set(rows)
    problems: list[Problem] = []
    others: dict[tuple[str, str], list[int]] = {}
    marks = [(r, c, "") for r, c in raw.uncomputed] + [
        (r, c, text) for (r, c), text in raw.excel_errors.items()
    ]
    for number, at, text in sorted(marks):
        name = columns.at.get(at)
        if name is None or number <= columns.header_row:
            continue
        if name in columns.extras or number not in numbers:
            others.setdefault((name, text), []).append(number)
            continue
        column = sheet.column(name)
        is_stop = not text or column.required
        message = f"Sel berisi galat Excel {text}. Perbaiki rumusnya atau isi nilainya."
        problems.append(Problem(
            "stop" if is_stop else "periksa", sheet.name, number, name, text,
            message if text else _UNCOMPUTED,
        ))  # fmt: skip
    for (name, text), found in others.items():
        what = f"galat Excel {text}" if text else "rumus tanpa hasil tersimpan"
        problems.append(Problem(
            "periksa" if text else "info", sheet.name, found[0], shorten(name), text,
            f"{len(found)} sel berisi {what} ({list_rows(found)}); dianggap kosong.",
        ))  # fmt: skip
    return problems
