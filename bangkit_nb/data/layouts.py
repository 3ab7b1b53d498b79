"""Turn the cells of an Excel file into frames with the contract's column names.

Pure: takes the plain values that guard.py read in its child process. Nothing is lost silently:
what is not read (another sheet, a title, a total, a doubled column) is said in a Problem.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from bangkit_nb.columns import BELUM_TERBACA, PETUNJUK, SHEETS, Sheet
from bangkit_nb.data.layout_columns import match_columns
from bangkit_nb.data.layout_rows import build_frame, count_filled
from bangkit_nb.data.raw import Cell, RawBook, RawSheet
from bangkit_nb.errors import Problem
from bangkit_nb.text import fold, header_key, shorten

__all__ = ["Cell", "RawBook", "RawSheet", "Workbook", "apply_layout"]


@dataclass(frozen=True)
class Workbook:
    """Hold a Rakor's workbook, cells still raw.

    Attributes:
        name: file name, for messages.
        sha256: hash of the file's bytes.
        frames: sheet name of the contract -> frame with columns `baris` (Excel row, int), the
            contract's columns that were found, then unknown extra columns under their own header;
            cells are str, int, float, bool, date, datetime or None; wholly empty rows left out.
            A sheet that is not in the file is not in here.
        problems: what reading found (missing sheet or column, hidden rows, formula without value).
    """

    name: str
    sha256: str
    frames: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = field(default=())


def apply_layout(raw: RawBook) -> Workbook:
    """Match the sheets and columns of a file with the contract; return its frames and problems.

    Sheets match without regard to case, spaces and underscores; see `match_columns` for headers.
    """
    matched, problems = _match_sheets(raw)
    problems = [*raw.problems, *problems]
    frames: dict[str, pd.DataFrame] = {}
    for sheet in SHEETS:
        found = matched.get(sheet.name)
        if found is None:
            if not sheet.is_extra:
                problems.append(_report_missing(sheet, raw, matched))
            continue
        frame, faults = _read_sheet(sheet, found)
        problems += faults
        if frame is not None:
            frames[sheet.name] = frame
    return Workbook(raw.name, raw.sha256, frames, tuple(problems))


def _read_sheet(sheet: Sheet, raw: RawSheet) -> tuple[pd.DataFrame | None, list[Problem]]:
    problems: list[Problem] = []
    if raw.is_hidden:
        problems.append(Problem(
            "info", sheet.name, None, "", "", "Lembar ini tersembunyi; isinya tetap dibaca."
        ))  # fmt: skip
    if not count_filled(raw):
        return None, [*problems, _report_empty(sheet, "dan tanpa judul kolom")]
    columns, faults = match_columns(sheet, raw)
    problems += faults
    if columns is None:
        return None, problems
    frame, faults = build_frame(sheet, raw, columns)
    problems += faults
    if frame.empty and not sheet.is_extra:
        problems.append(_report_empty(sheet, "(hanya judul kolom)"))
    return frame, problems


def _match_sheets(raw: RawBook) -> tuple[dict[str, RawSheet], list[Problem]]:
    wanted = {header_key(sheet.name): sheet.name for sheet in SHEETS}
    matched: dict[str, RawSheet] = {}
    problems: list[Problem] = []
    for item in raw.sheets:
        key = header_key(item.name)
        name = wanted.get(key)
        if name is None and key == header_key(BELUM_TERBACA):
            problems += _report_left(item)
        elif name is None and key != header_key(PETUNJUK):
            problems.append(Problem(
                "info", shorten(item.name), None, "", "",
                f"Lembar '{shorten(item.name)}' tidak dikenal dan tidak dipakai "
                f"({count_filled(item)} baris terisi).",
            ))  # fmt: skip
        elif name is not None and name in matched:
            problems.append(Problem(
                "periksa", name, None, "", shorten(item.name),
                f"Lembar '{shorten(item.name)}' sama namanya dengan '{matched[name].name}'; hanya "
                "yang pertama dibaca. Gabungkan isinya, atau ganti namanya.",
            ))  # fmt: skip
        elif name is not None:
            matched[name] = item
    return matched, problems


def _report_left(item: RawSheet) -> list[Problem]:
    n = count_filled(item) - 1
    if n < 1:
        return []
    message = (
        f"{n} catatan impor menunggu dilihat di lembar ini. Terima usulnya, perbaiki berkas asal, "
        "atau hapus barisnya; isinya sendiri tidak dipakai."
    )
    return [Problem("periksa", BELUM_TERBACA, None, "", "", message)]


def _report_empty(sheet: Sheet, how: str) -> Problem:
    return Problem(
        "periksa" if sheet.required else "info", sheet.name, None, "", "",
        f"Lembar {sheet.name} kosong {how}. Isi bila ada datanya.",
    )  # fmt: skip


def _report_missing(sheet: Sheet, raw: RawBook, matched: Mapping[str, RawSheet]) -> Problem:
    if not sheet.required:
        return Problem(
            "info", sheet.name, None, "", "", f"Lembar {sheet.name} tidak ada; boleh tidak ada."
        )
    taken = {item.name for item in matched.values()} | {PETUNJUK}
    free = [item for item in raw.sheets if item.name not in taken]
    near = difflib.get_close_matches(fold(sheet.name), [fold(s.name) for s in free], 1, 0.6)
    alike = [s.name for s in free if near and fold(s.name) == near[0]] or [
        s.name for s in free if _holds(sheet, s)
    ]
    hint = (
        f" Lembar '{shorten(alike[0])}' mungkin yang dimaksud: ganti namanya menjadi {sheet.name}."
        if alike
        else f" Tambahkan lembar bernama {sheet.name}, atau salin dari templat."
    )
    return Problem(
        "stop", sheet.name, None, "", shorten(alike[0]) if alike else "",
        f"Lembar {sheet.name} tidak ada di {shorten(raw.name)}.{hint}",
    )  # fmt: skip


def _holds(sheet: Sheet, raw: RawSheet) -> bool:
    """Tell whether a sheet of another name has all the required columns."""
    columns, _ = match_columns(sheet, raw)
    return columns is not None
