"""Read and write Excel: the only module that does.

Reading goes through the guarded child (guard.py) and the pure layouts; writing draws the plan of
template.py with openpyxl, then freezes the zip so that the same input gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bangkit_nb import files
from bangkit_nb.columns import PETUNJUK, ROW, Sheet
from bangkit_nb.data import template
from bangkit_nb.data.guard import read_raw
from bangkit_nb.data.layout_columns import match_columns
from bangkit_nb.data.layout_rows import build_frame
from bangkit_nb.data.layouts import Workbook, apply_layout
from bangkit_nb.data.office_zip import freeze_zip
from bangkit_nb.data.template import ColumnPlan, SheetPlan
from bangkit_nb.data.workbook_cells import LONGEST, to_plain, to_text
from bangkit_nb.errors import Problem, WorkbookError, explain_fault
from bangkit_nb.params import Rakor
from bangkit_nb.text import header_key, shorten, tidy

if TYPE_CHECKING:  # openpyxl costs 0.2 s at start
    from openpyxl import Workbook as Book
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = dt.datetime(2024, 1, 1)
_PETUNJUK_WIDTH = 80  # characters; the width of an A4 page
_DARK, _LIGHT, _RED = "1B5E20", "E8EEE8", "9C1C1C"


def read_workbook(source: Path | Rakor) -> Workbook:
    """Read a Rakor's workbook (its params name the file) or a file; cells stay raw.

    Raises WorkbookError when it cannot be read at all; faults in the data are in `problems`.
    """
    path = source.buku_kerja_path if isinstance(source, Rakor) else source
    return apply_layout(read_raw(path))


def write_template(path: Path, *, overwrite: bool = False) -> Path:
    """Write an empty workbook with every sheet, note and drop-down list; see `write_workbook`."""
    return write_workbook(path, overwrite=overwrite)


def write_workbook(
    path: Path,
    frames: Mapping[str, pd.DataFrame] | None = None,
    *,
    contoh: bool = False,
    overwrite: bool = True,
) -> Path:
    """Write frames (sheet name of the contract -> frame) as a Rakor's workbook; return `path`.

    Columns follow the contract, others come after it; `baris` is left out; sheets without a frame
    get their headers only. Text is always text, never a formula. Same input, same bytes. `contoh`
    marks it DATA CONTOH outside the cells. Raises WorkbookError: file exists (with
    `overwrite=False`), cannot be written, unknown sheet, or a text longer than Excel's 32,767.
    """
    _check_target(path, overwrite=overwrite)
    return _write(path, build_bytes(frames or {}, contoh=contoh))


def read_table(path: Path, sheet: Sheet) -> tuple[pd.DataFrame | None, tuple[Problem, ...]]:
    """Read one sheet of any contract from a file, cells raw, and what was found on the way.

    The frame is None where the file has no such sheet. Raises WorkbookError as `read_workbook`.
    """
    raw = read_raw(path)
    wanted = header_key(sheet.name)
    found = next((item for item in raw.sheets if header_key(item.name) == wanted), None)
    if found is None:
        return None, raw.problems
    columns, problems = match_columns(sheet, found)
    if columns is None:
        return None, (*raw.problems, *problems)
    frame, more = build_frame(sheet, found, columns)
    return frame, (*raw.problems, *problems, *more)


def write_table(path: Path, sheet: Sheet, frame: pd.DataFrame, *, hidden: str = "") -> Path:
    """Write one sheet of any contract as a new file; return `path`. Same input, same bytes.

    hidden: name of a column that officers need not see. Raises WorkbookError as `write_workbook`.
    """
    import openpyxl
    from openpyxl.utils import get_column_letter

    _check_target(path, overwrite=False)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    _draw_sheet(book, template.plan_sheet(sheet), frame, contoh=False)
    if hidden:
        letter = get_column_letter(sheet.names.index(hidden) + 1)
        book.worksheets[0].column_dimensions[letter].hidden = True
    return _write(path, _save(book, sheet.name))


def _check_target(path: Path, *, overwrite: bool) -> None:
    name = shorten(path.name)
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(f"'{name}' harus berakhiran .xlsx. Ganti namanya.")
    if path.exists() and not overwrite:
        raise WorkbookError(f"'{name}' sudah ada dan tidak ditimpa. Pilih nama lain.")


def _write(path: Path, content: bytes) -> Path:
    name = shorten(path.name)
    try:
        return files.write_atomic(path, content)
    except OSError as trouble:
        raise WorkbookError(
            f"'{name}' tidak dapat ditulis ({explain_fault(trouble)}). Tutup berkas "
            "itu di Excel, periksa izin folder dan sisa ruang disk, lalu ulangi."
        ) from None


def build_bytes(frames: Mapping[str, pd.DataFrame], *, contoh: bool) -> bytes:
    """Return the workbook that `write_workbook` writes."""
    import openpyxl

    plans = template.build_plan()
    unknown = sorted(set(frames) - {plan.sheet.name for plan in plans})
    if unknown:
        raise WorkbookError(f"Lembar '{unknown[0]}' tidak dikenal; tidak ada yang ditulis.")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    _draw_petunjuk(book, contoh=contoh)
    for plan in plans:
        _draw_sheet(book, plan, frames.get(plan.sheet.name), contoh=contoh)
    about = book.properties
    title = "Buku kerja Rakor"
    if contoh:
        title = f"{template.DATA_CONTOH} - {title}"
        about.keywords = about.category = template.DATA_CONTOH
    return _save(book, title)


def _save(book: Book, title: str) -> bytes:
    about = book.properties
    about.creator, about.created, about.title = "BangKIT", _EPOCH, title
    stream = io.BytesIO()
    book.save(stream)
    return freeze_zip(stream.getvalue())


# --- drawing ------------------------------------------------------------------------------------


def _draw_petunjuk(book: Book, *, contoh: bool) -> None:
    from openpyxl.styles import Alignment, Font

    fonts = {
        "judul": Font("Calibri", 16, bold=True, color=_DARK), "isi": Font("Calibri", 11),
        "tanda": Font("Calibri", 14, bold=True, color=_RED),
        "subjudul": Font("Calibri", 12, bold=True),
    }  # fmt: skip
    sheet = book.create_sheet(PETUNJUK)
    sheet.column_dimensions["A"].width = _PETUNJUK_WIDTH
    sheet.sheet_view.showGridLines = False
    for row, line in enumerate(template.build_petunjuk(contoh=contoh), 1):
        cell = _at(sheet, row, 1)
        _set_text(cell, line.text)
        cell.font = fonts[line.kind]
        is_heading = line.kind == "subjudul"
        cell.alignment = Alignment(wrap_text=True, vertical="bottom" if is_heading else "top")
        # Said, because LibreOffice and Excel on a phone do not fit wrapped rows by themselves.
        n_lines = math.ceil(len(line.text) / _PETUNJUK_WIDTH)
        sheet.row_dimensions[row].height = n_lines * 15 + (3 if line.kind == "isi" else 12)
    _set_page(sheet, contoh=contoh)
    sheet.page_setup.orientation = "portrait"


def _draw_sheet(book: Book, plan: SheetPlan, frame: pd.DataFrame | None, *, contoh: bool) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(plan.sheet.name)
    known = {item.column.name for item in plan.columns}
    extras = [] if frame is None else [c for c in frame.columns if c not in known and c != ROW]
    last = 1 + (0 if frame is None else len(frame))
    for number, item in enumerate(plan.columns, 1):
        _draw_header(sheet, number, item)
        _add_choices(sheet, number, item, last)
        if frame is not None and item.column.name in frame.columns:
            _fill(sheet, number, frame[item.column.name], item)
    for number, name in enumerate(extras, len(plan.columns) + 1):
        assert frame is not None
        _set_text(_at(sheet, 1, number), str(name))
        sheet.column_dimensions[get_column_letter(number)].width = 20
        _fill(sheet, number, frame[name], None)
    width = get_column_letter(len(plan.columns) + len(extras))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{width}{max(last, 2)}"
    sheet.row_dimensions[1].height = 32
    sheet.print_title_rows = "1:1"
    _set_page(sheet, contoh=contoh)


def _draw_header(sheet: Worksheet, number: int, item: ColumnPlan) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    required = item.column.required
    cell = _at(sheet, 1, number)
    _set_text(cell, item.header)
    # Star, weight and dark ground: the difference survives grey printing and colour blindness.
    cell.font = Font("Calibri", 11, bold=required, color="FFFFFF" if required else "222222")
    cell.fill = PatternFill("solid", fgColor=_DARK if required else _LIGHT)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    cell.comment = Comment(item.note, "BangKIT", height=150, width=320)
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width = item.width
    if item.number_format != "General":
        column.number_format = item.number_format


def _add_choices(sheet: Worksheet, number: int, item: ColumnPlan, last: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not item.choices:
        return
    rule = DataValidation(
        type="list", formula1=f'"{",".join(item.choices)}"', allow_blank=True,
        showErrorMessage=True, errorStyle="stop" if item.is_strict else "warning",
        errorTitle="Bukan dari daftar", error=f"Pilih dari daftar: {item.column.header}.",
    )  # fmt: skip
    letter = get_column_letter(number)
    rule.add(f"{letter}2:{letter}{max(last, template.READY_ROWS + 1)}")
    sheet.add_data_validation(rule)


def _set_page(sheet: Worksheet, *, contoh: bool) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    mark = template.DATA_CONTOH if contoh else None
    for item, texts in (
        (sheet.oddHeader, (None, mark, None)),
        (sheet.oddFooter, ("&A", mark, "Halaman &P dari &N")),
    ):
        assert isinstance(item, HeaderFooterItem)
        item.left.text, item.center.text, item.right.text = texts


# --- cells --------------------------------------------------------------------------------------


def _fill(sheet: Worksheet, number: int, values: pd.Series[Any], item: ColumnPlan | None) -> None:
    is_text = item is not None and item.number_format == "@"
    for row, value in enumerate(values.tolist(), 2):
        plain = to_plain(value)
        if plain is None:
            continue
        cell = _at(sheet, row, number)
        if is_text or isinstance(plain, str):
            _set_text(cell, tidy(plain) if not isinstance(plain, str) else plain)
        else:
            cell.value = plain
        if item is not None and item.number_format != "General":
            cell.number_format = item.number_format
        elif isinstance(plain, dt.date):
            cell.number_format = "dd/mm/yyyy"


def _set_text(cell: Cell, text: str) -> None:
    """Put text into a cell so that Excel never runs it (RELIABILITY.md row 3)."""
    clean = to_text(text)
    if len(clean) > LONGEST:
        raise WorkbookError(
            f"Teks di lembar {cell.parent.title}, sel {cell.coordinate}, lebih panjang dari 32.767 "
            "huruf; Excel tidak dapat menyimpannya. Pendekkan."
        )
    cell.value = clean
    cell.data_type = "s"
    if clean[:1] in tuple("=+-@"):
        cell.quotePrefix = True  # so that pressing F2 and Enter does not make it a formula


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    from openpyxl.cell import Cell

    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged here
    return cell
