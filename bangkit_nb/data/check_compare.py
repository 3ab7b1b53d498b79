"""Makers of checks that compare rows: unique keys, references, spellings, repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bangkit_nb.data.check_tables import Book, Check, Finding
from bangkit_nb.errors import Severity
from bangkit_nb.text import fold, redact, shorten


def unique(sheet: str, column: str) -> Check:
    """Make a check: a later row with the value of an earlier used one is set aside."""

    def check(book: Book) -> Iterator[Finding]:
        table = book.tables[sheet]
        values = table.values[column]
        first: dict[str, int] = {}
        for at in table.used():
            if values[at]:
                first.setdefault(values[at], at)
        for at, value in enumerate(values):
            if first.get(value, at) != at:
                header = table.contract.column(column).header
                row = table.rows[first[value]]
                message = f"{header} sama dengan baris {row}. Tulis nilai yang berbeda."
                yield book.finding("ganda", "stop", sheet, at, column, message)

    return check


def refers(sheet: str, column: str, target: str, key: str, severity: Severity) -> Check:
    """Make a check: a code must stand in sheet `target`, on a row that was not set aside."""

    def check(book: Book) -> Iterator[Finding]:
        table, other = book.tables[sheet], book.tables[target]
        if key not in other.present:
            return
        keys = other.values[key]
        used = {keys[at] for at in other.used()}
        gone = {keys[at]: other.rows[at] for at in sorted(other.aside, reverse=True)}
        header = table.contract.column(column).header
        for at, cell in enumerate(table.values[column]):
            for kode in cell if isinstance(cell, tuple) else (cell,):
                if not kode or kode in used:
                    continue
                if kode in gone:
                    message = (
                        f"{header} ini ada di lembar {target} baris {gone[kode]}, "
                        "tetapi baris itu disisihkan. Perbaiki baris itu dahulu."
                    )
                else:
                    message = (
                        f"{header} ini tidak ada di lembar {target}. "
                        f"Perbaiki kodenya, atau tambahkan barisnya di lembar {target}."
                    )
                shown = shorten(redact(kode))
                yield Finding("tidak ada", severity, sheet, at, column, shown, message)

    return check


def squeeze(name: str) -> str:
    """Return the form under which names that differ in case or spacing are one."""
    return re.sub(r"\s", "", fold(name))


def spellings(sheet: str, column: str, *within: str, also_same: bool = False) -> Check:
    """Make a check: names of one thing that differ only in case or spacing.

    `within`: columns that must agree as well. `also_same`: the very same name twice is a fault too.
    """

    def check(book: Book) -> Iterator[Finding]:
        table = book.tables[sheet]
        names = table.values[column]
        first: dict[tuple[str, ...], int] = {}
        for at in table.used():
            if not names[at]:
                continue
            key = (squeeze(names[at]), *(squeeze(table.values[other][at]) for other in within))
            start = first.setdefault(key, at)
            is_same = names[start] == names[at]
            if start == at or (is_same and not also_same):
                continue
            row, shown = table.rows[start], shorten(names[start])
            message = (
                f"Nama ini sama dengan baris {row}. Hapus salah satu bila barisnya ganda."
                if is_same
                else f"Nama ini berbeda ejaan dengan '{shown}' di baris {row}. Samakan tulisannya."
            )
            yield book.finding("ejaan", "periksa", sheet, at, column, message)

    return check


def repeated(sheet: str, columns: Sequence[str], column: str, message: str) -> Check:
    """Make a check: two used rows agree in all `columns`; `message` has {row} for the first."""

    def check(book: Book) -> Iterator[Finding]:
        table = book.tables[sheet]
        folded = [[fold(value) for value in table.values[name]] for name in columns]
        first: dict[tuple[str, ...], int] = {}
        for at in table.used():
            key = tuple(values[at] for values in folded)
            start = first.setdefault(key, at)
            if start != at and all(key[:2]):
                text = message.format(row=table.rows[start])
                yield book.finding("berulang", "periksa", sheet, at, column, text)

    return check
