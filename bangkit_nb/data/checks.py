"""Check a Rakor's workbook: typed frames of the rows that can be used, and a table of problems.

A row-level `stop` sets its row aside and no other; a `stop` without a row (a missing sheet or
column) ends that Rakor. Readers by kind: check_cells.py. Criteria across rows: check_rules.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from bangkit_nb.columns import SHEETS
from bangkit_nb.data.check_reading import Context
from bangkit_nb.data.check_report import (
    Repeats,
    count_problems,
    fold_repeats,
    mask,
    problems_frame,
    summarise_problems,
)
from bangkit_nb.data.check_rules import CHECKS
from bangkit_nb.data.check_tables import Book, Finding, Table, column_name, read_tables
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.errors import Problem, Severity
from bangkit_nb.params import Rakor

__all__ = [
    "Checked",
    "Repeats",
    "RowCount",
    "check_workbook",
    "problems_frame",
    "summarise_problems",
]


@dataclass(frozen=True)
class RowCount:
    """Count the rows of one sheet: read = used + set_aside."""

    read: int
    used: int
    set_aside: int


@dataclass(frozen=True)
class Checked:
    """Hold a checked workbook.

    Attributes:
        frames: each sheet of the contract -> its used rows: `baris` (int64), then the contract's
            columns in order. Text, kode, id, pilihan and surel: str in an object column, ""
            where missing, NIK and phone numbers redacted. Numbers and years: float64, NaN where
            missing. Dates: datetime.date or None. daftar_kode: tuple of str.
        n_rows: each sheet of the contract -> its counts.
        problems: the reader's and the checks' problems by sheet, row and column; `Repeats` stand
            for rows beyond the fiftieth of one fault.
        name, sha256: of the workbook's file.
    """

    frames: Mapping[str, pd.DataFrame]
    n_rows: Mapping[str, RowCount]
    problems: tuple[Problem, ...]
    name: str = ""
    sha256: str = ""

    @property
    def is_blocked(self) -> bool:
        """Whether a whole sheet or column is missing, so that this Rakor cannot go on."""
        return any(p.severity == "stop" and p.row is None for p in self.problems)

    def n(self, severity: Severity) -> int:
        """Return how many problems of `severity` were found, listed or not."""
        return count_problems(self.problems, severity)

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the frame of sheet `name`; KeyError when the contract has none."""
        return self.frames[name]


def check_workbook(workbook: Workbook, rakor: Rakor | None = None) -> Checked:
    """Check every sheet; with `rakor` also kabupaten, year and dates against it.

    Rows with a `stop` are left out of the frames, and so are rows of Rencana and Renja that refer
    to a desa or OPD left out. Good rows come out as they would without the bad ones beside them.
    """
    tables, findings = read_tables(workbook.frames, workbook.problems, _context(rakor))
    _set_aside(tables, findings)
    book = Book(tables, _context(rakor))
    for check in CHECKS:
        found = list(check(book))
        _set_aside(tables, found)
        findings += found
    pairs = [("", mask(problem)) for problem in _known(workbook)]
    pairs += [(finding.rule, _problem(finding, tables)) for finding in findings]
    return Checked(
        {name: table.frame() for name, table in tables.items()},
        {name: _count(table) for name, table in tables.items()},
        fold_repeats(pairs),
        workbook.name,
        workbook.sha256,
    )


def _context(rakor: Rakor | None) -> Context:
    if rakor is None:
        return Context("", None, dt.date(2000, 1, 1), dt.date(2100, 12, 31))
    tahun = rakor.tahun_rencana
    first, last = dt.date(tahun - 15, 1, 1), dt.date(tahun + 10, 12, 31)
    return Context(rakor.kode_kabupaten, tahun, first, last)


def _set_aside(tables: Mapping[str, Table], findings: Iterable[Finding]) -> None:
    for finding in findings:
        if finding.severity == "stop" and finding.at is not None:
            tables[finding.sheet].aside.add(finding.at)


def _known(workbook: Workbook) -> Iterator[Problem]:
    """Yield the reader's problems, and a missing sheet or column that it did not name."""
    yield from workbook.problems
    told = {
        (p.sheet, column_name(p)) for p in workbook.problems if p.severity == "stop" and not p.row
    }
    for sheet in SHEETS:
        frame = workbook.frames.get(sheet.name)
        if frame is None:
            if sheet.required and not any(name == sheet.name for name, _ in told):
                message = f"Lembar {sheet.name} tidak ada. Tambahkan, dengan judul kolomnya."
                yield Problem("stop", sheet.name, None, "", "", message)
            continue
        for column in sheet.columns:
            is_there = column.name in frame.columns or (sheet.name, column.name) in told
            if column.required and not is_there:
                message = f"Kolom {column.header} tidak ada. Tambahkan di lembar {sheet.name}."
                yield Problem("stop", sheet.name, None, column.name, "", message)


def _problem(finding: Finding, tables: Mapping[str, Table]) -> Problem:
    row = None if finding.at is None else tables[finding.sheet].rows[finding.at]
    place = (finding.severity, finding.sheet, row, finding.column)
    return Problem(*place, finding.value, finding.message)


def _count(table: Table) -> RowCount:
    read, used = len(table.rows), len(table.used())
    return RowCount(read, used, read - used)
