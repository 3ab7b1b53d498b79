"""Write tables to be read in Excel: filters, a frozen header, notes, Rupiah, and no live formula.

Not the Rakor's workbook (workbook.py): nothing reads these files back.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bangkit_nb.data.office_zip import freeze_zip
from bangkit_nb.data.workbook_cells import LONGEST, to_plain, to_text

if TYPE_CHECKING:  # openpyxl costs 0.2 s at start
    from openpyxl import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

Kind = Literal["teks", "angka", "rupiah", "tanggal"]

_FORMATS: dict[Kind, str] = {
    "teks": "@", "angka": "#,##0.##", "rupiah": '"Rp"\\ #,##0', "tanggal": "[$-421]d mmmm yyyy",
}  # fmt: skip
_WHOLE = "#,##0"
_EPOCH = dt.datetime(2024, 1, 1)
_LINE_HEIGHT, _TALLEST = 13.5, 409.0
_PAGE = 165  # characters across one printed page, at a size that can be read
_DARK, _LINE = "1B5E20", "C9CFCB"
_LEADS = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")


@dataclass(frozen=True)
class TableColumn:
    """Describe one column: its header, the header's note, what it holds, its width (characters)."""

    label: str
    note: str
    kind: Kind = "teks"
    width: float = 18


@dataclass(frozen=True)
class TableSheet:
    """Describe one sheet: rows hold one value a column; n_frozen columns stay when scrolling."""

    name: str
    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[object]]
    n_frozen: int = 0


@dataclass(frozen=True)
class NoteSheet:
    """Describe a sheet of sentences: a title and paragraphs; `mark` stands first in red."""

    name: str
    title: str
    lines: tuple[str, ...]
    mark: str = ""


def build_tables(
    sheets: Sequence[TableSheet | NoteSheet], title: str, *, mark: str = "", missing: str = ""
) -> bytes:
    """Return an .xlsx of these sheets; the same input gives the same bytes.

    mark: printed on every page ("DATA CONTOH"). missing: written for None, NaN and "".
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        if isinstance(sheet, NoteSheet):
            _draw_note(book, sheet)
        else:
            _draw_table(book, sheet, missing)
    for made in book.worksheets:
        _set_page(made, mark)
    about = book.properties
    about.creator, about.created, about.title = "BangKIT", _EPOCH, title
    if mark:
        about.keywords = about.category = mark
    stream = io.BytesIO()
    book.save(stream)
    return freeze_zip(stream.getvalue())


def _draw_table(book: Book, plan: TableSheet, missing: str) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(plan.name)
    for number, column in enumerate(plan.columns, 1):
        _draw_header(sheet, number, column)
        styles = _Styles(sheet, column, len(plan.rows) + 2, number)
        for row, values in enumerate(plan.rows, 2):
            _put(sheet, row, number, values[number - 1], styles, missing)
        styles.remove()
    for row, values in enumerate(plan.rows, 2):
        sheet.row_dimensions[row].height = _height(plan.columns, values)
    last = get_column_letter(len(plan.columns))
    sheet.freeze_panes = f"{get_column_letter(plan.n_frozen + 1)}2"
    sheet.auto_filter.ref = f"A1:{last}{len(plan.rows) + 1}"
    sheet.row_dimensions[1].height = 42
    sheet.print_title_rows = "1:1"
    if plan.n_frozen:
        sheet.print_title_cols = f"A:{get_column_letter(plan.n_frozen)}"
    wide = sum(column.width for column in plan.columns)
    sheet.page_setup.fitToWidth = math.ceil(wide / _PAGE)


def _height(columns: tuple[TableColumn, ...], values: Sequence[object]) -> float:
    """Return a row's height in points: nobody fits it when the file is opened."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, str) and column.kind == "teks":
            lines = max(lines, math.ceil(len(value) / (column.width)))
    return min(lines * _LINE_HEIGHT + 2, _TALLEST)


class _Styles:
    """Hold a column's cell styles, made once: setting them cell by cell is ten times slower."""

    def __init__(self, sheet: Worksheet, column: TableColumn, row: int, number: int) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        self._sheet, self._spare = sheet, (row, number)
        cell: Any = sheet.cell(row, number)
        side = "right" if column.kind in ("angka", "rupiah") else "left"
        cell.font = Font("Calibri", 10)
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal=side, indent=side == "right"
        )
        cell.border = Border(bottom=Side("hair", color=_LINE))
        cell.number_format = "@"
        self.text = copy(cell._style)
        cell.number_format = _FORMATS[column.kind]
        self.value = copy(cell._style)
        cell.number_format = _WHOLE if column.kind == "angka" else _FORMATS[column.kind]
        self.whole = copy(cell._style)
        cell.number_format = "@"
        cell.quotePrefix = True  # so that pressing F2 and Enter does not make it a formula
        self.quoted = copy(cell._style)

    def remove(self) -> None:
        """Take the cell away on which the styles were made."""
        del self._sheet._cells[self._spare]


def _put(
    sheet: Worksheet, row: int, number: int, value: object, styles: _Styles, missing: str
) -> None:
    """Put one value into a cell; text is always text (RELIABILITY.md row 3)."""
    plain = to_plain(value)
    if plain is None:
        plain = missing
        if not missing:
            return
    cell: Any = sheet.cell(row, number)
    if isinstance(plain, str):
        said = to_text(plain)[:LONGEST]
        cell.value, cell.data_type = said, "s"
        cell._style = styles.quoted if said.lstrip()[:1] in _LEADS else styles.text
        return
    cell.value = plain
    is_whole = isinstance(plain, int | float) and float(plain).is_integer()
    cell._style = styles.whole if is_whole else styles.value


def _draw_header(sheet: Worksheet, number: int, column: TableColumn) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    cell: Any = sheet.cell(1, number)
    cell.value, cell.data_type = to_text(column.label), "s"
    cell.font = Font("Calibri", 10, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_DARK)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    cell.quotePrefix = cell.value.lstrip()[:1] in _LEADS
    cell.comment = Comment(to_text(column.note), "BangKIT", height=90, width=280)
    sheet.column_dimensions[get_column_letter(number)].width = column.width


def _draw_note(book: Book, plan: NoteSheet) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(plan.name)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 100
    red = Font("Calibri", 14, bold=True, color="9C1C1C")
    lines = [(plan.mark, red)] if plan.mark else []
    lines += [(plan.title, Font("Calibri", 14, bold=True))]
    lines += [(line, Font("Calibri", 11)) for line in plan.lines]
    sheet.page_setup.fitToWidth = 1
    for row, (line, font) in enumerate(lines, 1):
        cell: Any = sheet.cell(row, 1)
        cell.value, cell.data_type = to_text(line), "s"
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = math.ceil(len(line) / 90) * 16 + 6
        if line.lstrip()[:1] in _LEADS:
            cell.quotePrefix = True


def _set_page(sheet: Worksheet, mark: str) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    header: Any = sheet.oddHeader
    footer: Any = sheet.oddFooter
    header.center.text = f'&"Calibri,Bold"&20{mark}' if mark else None
    footer.left.text, footer.center.text, footer.right.text = "&A", mark or None, "&P / &N"
