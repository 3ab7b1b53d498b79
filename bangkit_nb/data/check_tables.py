"""A sheet while it is being checked: typed columns as lists, and which rows are set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bangkit_nb.columns import ROW, SHEETS, Column, Sheet
from bangkit_nb.data.check_cells import read_cell
from bangkit_nb.data.check_reading import EMPTY, NUMBERS, Context, Reading, show
from bangkit_nb.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one fault: the rule that found it, the place, what to show and what to say.

    `at` is the position of the row in its table, None for the whole sheet.
    """

    rule: str
    severity: Severity
    sheet: str
    at: int | None
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Table:
    """Hold one sheet at work: Excel row numbers and typed columns, all of one length.

    Attributes:
        contract: the sheet's contract.
        rows: row numbers as Excel shows them.
        values: column name -> typed values (missing as `check_reading.EMPTY` has it).
        present: the columns that the workbook has.
        faulty: (position, column) of cells that already have a fault.
        aside: positions of the rows set aside; the driver adds to it as stops are found.
    """

    contract: Sheet
    rows: tuple[int, ...]
    values: Mapping[str, list[Any]]
    present: frozenset[str]
    faulty: frozenset[tuple[int, str]] = frozenset()
    aside: set[int] = field(default_factory=set)

    def used(self) -> list[int]:
        """Return the positions of the rows that are not set aside, in order."""
        return [at for at in range(len(self.rows)) if at not in self.aside]

    def frame(self) -> pd.DataFrame:
        """Return the used rows as a frame of the contract's columns, `baris` first."""
        used = self.used()
        data: dict[str, Any] = {ROW: pd.array([self.rows[at] for at in used], dtype="int64")}
        for column in self.contract.columns:
            values = self.values[column.name]
            dtype = "float64" if column.kind in NUMBERS else object
            data[column.name] = pd.Series([values[at] for at in used], dtype=dtype)
        return pd.DataFrame(data)


@dataclass(frozen=True)
class Book:
    """Hold all tables at work and what is known of the Rakor."""

    tables: Mapping[str, Table]
    context: Context

    def finding(
        self, rule: str, severity: Severity, sheet: str, at: int | None, column: str, message: str
    ) -> Finding:
        """Return a finding whose value is what stands in the cell, masked."""
        cell = "" if at is None or not column else self.tables[sheet].values[column][at]
        return Finding(rule, severity, sheet, at, column, show(cell), message)


Check = Callable[[Book], Iterable[Finding]]


def read_tables(
    frames: Mapping[str, pd.DataFrame], known: Iterable[Problem], context: Context
) -> tuple[dict[str, Table], list[Finding]]:
    """Return a table for each sheet of the contract, and the faults of single cells.

    `known` are the reader's own problems: their stops set rows aside, and a cell they name is not
    reported again as empty.
    """
    told = {(p.sheet, p.row, column_name(p)) for p in known if p.row is not None}
    stopped = {(p.sheet, p.row) for p in known if p.severity == "stop"}
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for sheet in SHEETS:
        table, found = _read_table(sheet, frames.get(sheet.name), context)
        rows = table.rows
        findings += [
            f
            for f in found
            if f.at is None or f.rule != "kosong" or (f.sheet, rows[f.at], f.column) not in told
        ]
        table.aside.update(at for at, row in enumerate(rows) if (sheet.name, row) in stopped)
        tables[sheet.name] = table
    return tables, findings


def column_name(problem: Problem) -> str:
    """Return the canonical name of a problem's column, given by name or by header."""
    for sheet in SHEETS:
        if sheet.name == problem.sheet:
            for column in sheet.columns:
                if problem.column in (column.name, column.header):
                    return column.name
    return problem.column


def _read_table(
    sheet: Sheet, frame: pd.DataFrame | None, context: Context
) -> tuple[Table, list[Finding]]:
    if frame is None:
        frame = pd.DataFrame({ROW: []})
    rows = tuple(int(row) for row in frame[ROW])
    values: dict[str, list[Any]] = {}
    findings: list[Finding] = []
    for column in sheet.columns:
        if column.name in frame.columns:
            values[column.name], found = _read_column(sheet, column, frame[column.name], context)
            findings += found
        else:
            values[column.name] = [EMPTY[column.kind]] * len(rows)
    present = frozenset(sheet.names) & frozenset(map(str, frame.columns))
    faulty = frozenset((f.at, f.column) for f in findings if f.at is not None)
    return Table(sheet, rows, values, present, faulty), findings


def _read_column(
    sheet: Sheet, column: Column, cells: pd.Series[Any], context: Context
) -> tuple[list[Any], list[Finding]]:
    """Read a column; equal cells are read once."""
    seen: dict[tuple[type, Any], Reading] = {}
    values: list[Any] = []
    findings: list[Finding] = []
    for at, (raw, is_empty) in enumerate(zip(cells.tolist(), cells.isna().tolist(), strict=True)):
        cell = None if is_empty else raw
        key = (type(cell), cell)
        reading = seen.get(key)
        if reading is None:
            reading = seen[key] = read_cell(cell, column, context)
        values.append(reading.value)
        for fault in reading.faults:
            shown = show(cell if fault.shown is None else fault.shown)
            place = (sheet.name, at, column.name)
            findings.append(Finding(fault.rule, fault.severity, *place, shown, fault.message))
    return values, findings
