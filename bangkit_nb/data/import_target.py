"""The workbook that takes an import: what it holds, and the edits that are made of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from bangkit_nb.columns import DESA, OPD, ROW, SHEETS, Sheet
from bangkit_nb.data.import_merge import Merge
from bangkit_nb.data.import_rows import Places
from bangkit_nb.data.layout_columns import Columns, match_columns
from bangkit_nb.data.layout_rows import build_frame
from bangkit_nb.data.names import Desa, DesaNames, Opd, OpdNames, split_aliases
from bangkit_nb.data.raw import Cell, RawBook, RawSheet
from bangkit_nb.data.workbook_edit import SheetEdit
from bangkit_nb.errors import InputError
from bangkit_nb.text import header_key, tidy


@dataclass(frozen=True)
class Target:
    """Hold one sheet of the workbook: where its columns stand, its rows, and its last filled row.

    first_new: the row from which on rows are new ones of this import.
    """

    sheet: Sheet
    name: str
    columns: Columns
    frame: pd.DataFrame
    last_row: int
    first_new: int

    @property
    def next_column(self) -> int:
        """The first free 0-based column to the right."""
        return max(self.columns.at, default=-1) + 1


def find_targets(raw: RawBook) -> dict[str, Target]:
    """Return the sheets of the contract that the workbook has; raises InputError for a broken one.

    A sheet that lacks a required column is left out; `require` says so when it is needed.
    """
    found: dict[str, Target] = {}
    for sheet in SHEETS:
        item = next((s for s in raw.sheets if header_key(s.name) == header_key(sheet.name)), None)
        columns = match_columns(sheet, item)[0] if item is not None else None
        if item is None or columns is None:
            continue
        frame, _ = build_frame(sheet, item, columns)
        last = max(_last_row(item), columns.header_row)
        found[sheet.name] = Target(sheet, item.name, columns, frame, last, last + 1)
    return found


def require(targets: Mapping[str, Target], name: str) -> Target:
    """Return a sheet of the workbook; raises InputError where it cannot take rows."""
    if name not in targets:
        raise InputError(
            f"Buku kerja tujuan tidak punya lembar {name} dengan semua kolom wajibnya. Perbaiki "
            "lembar itu, atau buat buku kerja baru dengan bangkit new-workbook."
        )
    return targets[name]


def _last_row(raw: RawSheet) -> int:
    filled = (n for n in range(len(raw.rows), 0, -1) if any(map(tidy, raw.rows[n - 1])))
    marked = (row for row, _ in (*raw.uncomputed, *raw.excel_errors))
    return max(next(filled, 0), max(marked, default=0))


def list_places(targets: Mapping[str, Target]) -> Places:
    """Return the desa and OPD of the workbook, with the aliases that people wrote."""
    desa = tuple(
        Desa(_text(row, "kode_desa"), _text(row, "nama_desa"), _text(row, "kecamatan"),
             split_aliases(row.get("nama_lain")))
        for row in _rows(targets, DESA)
    )  # fmt: skip
    opd = tuple(
        Opd(_text(row, "kode_opd"), _text(row, "nama_opd"), split_aliases(row.get("nama_lain")),
            split_aliases(row.get("singkatan")))
        for row in _rows(targets, OPD)
    )  # fmt: skip
    return Places(
        DesaNames(tuple(d for d in desa if d.kode)), OpdNames(tuple(o for o in opd if o.kode))
    )


def _rows(targets: Mapping[str, Target], sheet: Sheet) -> list[dict[str, Cell]]:
    if sheet.name not in targets:
        return []
    return [{str(k): v for k, v in row.items()}
            for row in targets[sheet.name].frame.to_dict("records")]  # fmt: skip


def _text(row: Mapping[str, Cell], name: str) -> str:
    return tidy(row.get(name))


# --- changes -------------------------------------------------------------------------------------


def apply_merge(target: Target, merge: Merge) -> Target:
    """Return the sheet as it will be, so that the next document meets what this one wrote."""
    frame = target.frame.copy()
    names = {name for _, name in merge.changes}
    names |= {name for row in merge.added for name in (*row.values, *row.extras)}
    for name in sorted(names - set(frame.columns)):
        frame[name] = pd.Series([None] * len(frame), dtype=object)
    at = {number: i for i, number in enumerate(frame[ROW].tolist())}
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    for (number, name), value in merge.changes.items():
        columns[name][at[number]] = value
    for i, row in enumerate(merge.added, target.last_row + 1):
        cells = {**row.values, **row.extras, ROW: i}
        for name, values in columns.items():
            values.append(cells.get(name))
    made = {name: pd.Series(values, dtype="int64" if name == ROW else object)
            for name, values in columns.items()}  # fmt: skip
    return replace(target, frame=pd.DataFrame(made), last_row=target.last_row + len(merge.added))


def build_edit(before: Target, after: Target, changed: Sequence[tuple[int, str]]) -> SheetEdit:
    """Return the edit that brings a sheet from `before` to `after`: changed cells and new rows.

    Columns that the sheet does not have yet get a header at its right.
    """
    at = {name: column for column, name in before.columns.at.items()}
    cells: dict[tuple[int, int], Cell] = {}
    widths: dict[int, float] = {}
    rows = {number: i for i, number in enumerate(after.frame[ROW].tolist())}
    data = {str(name): after.frame[name].tolist() for name in after.frame.columns}
    wanted = {(number, name) for number, name in changed if number < before.first_new}
    wanted |= {
        (number, name) for number in rows if number >= before.first_new for name in data
        if name != ROW
    }  # fmt: skip
    filled = [(n, name) for n, name in wanted if data[name][rows[n]] is not None]
    known = {column.name: column for column in before.sheet.columns}
    order = {name: i for i, name in enumerate((*before.sheet.names, *data))}
    free = before.next_column
    for name in sorted({name for _, name in filled if name not in at}, key=order.__getitem__):
        at[name] = free
        header = known[name].header if name in known else name
        cells[before.columns.header_row, free] = header
        widths[free] = max(20.0, len(header) + 4.0)
        free += 1
    for number, name in filled:
        cells[number, at[name]] = data[name][rows[number]]
    return SheetEdit(before.name, cells, before.last_row, widths)
