"""Turn findings into the table of problems: repeats folded, sorted, counted, as frames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from bangkit_nb.columns import SHEETS
from bangkit_nb.errors import SEVERITIES, Problem, Severity
from bangkit_nb.text import redact, shorten

LISTED = 50
"""So many rows are listed for one fault of one column; the others are counted in one line."""

_SHEET_ORDER = {"": -1} | {sheet.name: place for place, sheet in enumerate(SHEETS)}
_COLUMN_ORDER = {
    (sheet.name, word): place
    for sheet in SHEETS
    for place, column in enumerate(sheet.columns)
    for word in (column.name, column.header)
}


@dataclass(frozen=True)
class Repeats(Problem):
    """Hold the line that stands for the `n` rows of one fault that are not listed.

    Its row is the first of them: a row, so that it never reads as a fault of the whole sheet.
    """

    n: int = 1


def mask(problem: Problem) -> Problem:
    """Return the problem with personal numbers masked in every text field."""
    return replace(
        problem,
        column=shorten(redact(problem.column)),
        value=shorten(redact(problem.value)),
        message=redact(problem.message),
    )


def fold_repeats(found: Iterable[tuple[str, Problem]]) -> tuple[Problem, ...]:
    """Return the problems sorted and without doubles, each rule's first 50 rows a column.

    `found` pairs each problem with the rule that found it; "" takes the message as the rule.
    """
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for rule, problem in dict.fromkeys(found):
        name = rule or re.sub(r"[0-9]+|'[^']*'", "", problem.message)
        key = (name, problem.severity, problem.sheet, problem.column)
        groups.setdefault(key, []).append(problem)
    kept: list[Problem] = []
    for group in groups.values():
        group.sort(key=_order)
        kept += group[:LISTED]
        rest = group[LISTED:]
        if rest:
            kept.append(_stand_in(rest, len(group)))
    return tuple(sorted(dict.fromkeys(kept), key=_order))


def _stand_in(rest: Sequence[Problem], total: int) -> Repeats:
    first = rest[0]
    message = (
        f"Masalah yang sama ada di {len(rest)} baris lagi, mulai baris ini; seluruhnya {total}. "
        "Perbaiki dahulu yang terdaftar, lalu periksa ulang."
    )
    place = (first.severity, first.sheet, first.row, first.column)
    return Repeats(*place, value="", message=message, n=len(rest))


def _order(problem: Problem) -> tuple[int, str, int, int, str, int, str, str]:
    return (
        _SHEET_ORDER.get(problem.sheet, len(SHEETS)),
        problem.sheet,
        problem.row or 0,
        _COLUMN_ORDER.get((problem.sheet, problem.column), -1 if not problem.column else 99),
        problem.column,
        SEVERITIES.index(problem.severity),
        problem.message,
        problem.value,
    )


def count_problems(problems: Iterable[Problem], severity: Severity) -> int:
    """Return how many problems of `severity` were found, those not listed included."""
    return sum(_n(problem) for problem in problems if problem.severity == severity)


def _n(problem: Problem) -> int:
    return problem.n if isinstance(problem, Repeats) else 1


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return one line a problem: severity, sheet, row (Int64), column, value, message."""
    columns = ("severity", "sheet", "row", "column", "value", "message")
    records = [asdict(problem) for problem in problems]
    table = pd.DataFrame(
        {name: pd.Series([record[name] for record in records], dtype=object) for name in columns}
    )
    return table.assign(row=pd.array([record["row"] for record in records], dtype="Int64"))


def summarise_problems(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return sheet, stop, periksa, info: every sheet of the contract, then any other named.

    Counts include the rows that folding left out of the list.
    """
    listed = list(problems)
    others = sorted({problem.sheet for problem in listed} - {sheet.name for sheet in SHEETS})
    sheets = [sheet.name for sheet in SHEETS] + others
    counts = {
        severity: [count_problems((p for p in listed if p.sheet == s), severity) for s in sheets]
        for severity in SEVERITIES
    }
    table = pd.DataFrame(counts, columns=list(SEVERITIES), dtype="int64")
    table.insert(0, "sheet", pd.Series(sheets, dtype=object))
    return table
