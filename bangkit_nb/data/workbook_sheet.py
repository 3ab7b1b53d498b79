"""Change the cells of one worksheet part, in place: values only, looks and everything else stay."""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bangkit_nb.data.guard_scan import split_ref
from bangkit_nb.data.layout_columns import letter
from bangkit_nb.data.raw import Cell
from bangkit_nb.data.workbook_cells import LONGEST, to_plain, to_text

if TYPE_CHECKING:
    from bangkit_nb.data.workbook_styles import Styles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_C, _ROW, _V, _IS, _T = (f"{{{MAIN}}}{name}" for name in ("c", "row", "v", "is", "t"))
_EPOCH = dt.date(1899, 12, 30)
_RANGE = re.compile(r"(\$?[A-Z]+\$?)(\d+):(\$?[A-Z]+\$?)(\d+)")


def parse(content: bytes) -> Any:
    """Return the root of one XML part; nothing outside the bytes is ever read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(content, parser)


def render(root: Any) -> bytes:
    """Return a part's bytes."""
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class SheetPart:
    """Hold one worksheet; `formulas` lists cells that were left alone for they hold a formula."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self.root, self._styles = root, styles
        self.formulas: list[str] = []
        self._data = root.find(f"{{{MAIN}}}sheetData")
        if self._data is None:
            raise KeyError("sheetData")
        self._rows = {}
        number = 0
        for row in self._data:
            number = int(row.get("r", number + 1))
            row.set("r", str(number))
            self._rows[number] = row
        self._numbers = sorted(self._rows)
        self._columns = _column_styles(root)

    def change(
        self, cells: Mapping[tuple[int, int], Cell], last_row: int, widths: Mapping[int, float]
    ) -> None:
        """Set the cells; rows below `last_row` take the look of its cells."""
        looks = {c: s for c, s in self._looks(last_row).items() if last_row > 1}
        for (row, column), value in sorted(cells.items()):
            self._set(row, column, value, looks)
        last = max((row for row, _ in cells), default=0)
        wide = max((column for _, column in cells), default=0)
        if last > last_row:
            self._grow(last_row, last)
        self._grow_dimension(last, wide)
        if widths:
            self._widen(widths)

    def _set(self, row: int, column: int, value: Cell, looks: Mapping[int, int]) -> None:
        element = self._rows.get(row)
        if element is None:
            element = self._data.makeelement(_ROW, {"r": str(row)})
            at = bisect_left(self._numbers, row)
            self._data.insert(at, element)
            self._numbers.insert(at, row)
            self._rows[row] = element
        element.attrib.pop("spans", None)
        ref = f"{letter(column)}{row}"
        cell, at = None, 0
        if len(element):
            for item in element:
                place = split_ref(item.get("r", ""))[1]
                if place == column:
                    cell = item
                if place < column:
                    at += 1
        if cell is None:
            cell = element.makeelement(_C, {"r": ref})
            style = looks.get(column) or self._columns.get(column, 0)
            if style:
                cell.set("s", str(style))
            element.insert(at, cell)
        elif cell.find(f"{{{MAIN}}}f") is not None:
            self.formulas.append(ref)
            return
        fill_cell(cell, value, self._styles)

    def _looks(self, row: int) -> dict[int, int]:
        element = self._rows.get(row)
        if element is None:
            return {}
        return {split_ref(c.get("r", ""))[1]: int(c.get("s", "0")) for c in element if c.get("r")}

    def _grow(self, old: int, new: int) -> None:
        """Let filter, drop-downs and conditional formats that reached the last row go on."""
        for item in self.root.iter(f"{{{MAIN}}}autoFilter"):
            item.set("ref", _stretch(item.get("ref", ""), old, new))
        for name in ("dataValidation", "conditionalFormatting"):
            for item in self.root.iter(f"{{{MAIN}}}{name}"):
                parts = item.get("sqref", "").split()
                item.set("sqref", " ".join(_stretch(part, old, new) for part in parts))

    def _grow_dimension(self, last: int, wide: int) -> None:
        item = self.root.find(f"{{{MAIN}}}dimension")
        found = re.fullmatch(r"([A-Z]+\d+)(?::([A-Z]+)(\d+))?", item.get("ref", "")) if (
            item is not None) else None  # fmt: skip
        if found is None:
            return
        row, column = split_ref(f"{found[2]}{found[3]}" if found[2] else found[1])
        item.set("ref", f"{found[1]}:{letter(max(column, wide))}{max(row, last)}")

    def _widen(self, widths: Mapping[int, float]) -> None:
        cols = self.root.find(f"{{{MAIN}}}cols")
        if cols is None:
            cols = self.root.makeelement(f"{{{MAIN}}}cols", {})
            self._data.addprevious(cols)
        taken = {n for col in cols for n in range(int(col.get("min")), int(col.get("max")) + 1)}
        for column, width in sorted(widths.items()):
            if column + 1 not in taken:
                cols.append(cols.makeelement(f"{{{MAIN}}}col", {
                    "min": str(column + 1), "max": str(column + 1), "width": f"{width:g}",
                    "customWidth": "1",
                }))  # fmt: skip
        cols[:] = sorted(cols, key=lambda col: int(col.get("min")))


def fill_cell(cell: Any, value: Cell, styles: Styles) -> None:
    """Put a value into a cell element; text is stored as text and never runs."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    plain = to_plain(value)
    if plain is None:
        return
    style = int(cell.get("s", "0"))
    if isinstance(plain, str):
        text = to_text(plain)[:LONGEST]
        cell.set("t", "inlineStr")
        item = cell.makeelement(_IS, {})
        piece = cell.makeelement(_T, {_SPACE: "preserve"})
        piece.text = text
        item.append(piece)
        cell.append(item)
        if text[:1] in tuple("=+-@"):
            cell.set("s", str(styles.quoted(style)))
        return
    number = cell.makeelement(_V, {})
    if isinstance(plain, bool):
        cell.set("t", "b")
        number.text = str(int(plain))
    elif isinstance(plain, dt.date):
        day = plain.date() if isinstance(plain, dt.datetime) else plain
        number.text = str((day - _EPOCH).days)
        cell.set("s", str(styles.dated(style)))
    else:
        number.text = repr(plain)
    cell.append(number)


def build_sheet(
    cells: Mapping[tuple[int, int], Cell], widths: Mapping[int, float],
    choices: Mapping[int, str], styles: Styles, old: bytes | None,
) -> bytes:  # fmt: skip
    """Return a worksheet that holds nothing but `cells`, row 1 its headers.

    old: the part it replaces, whose column widths stay.
    """
    from lxml import etree

    root = etree.Element(f"{{{MAIN}}}worksheet", nsmap={None: MAIN})
    about = etree.SubElement(root, f"{{{MAIN}}}sheetPr")
    etree.SubElement(about, f"{{{MAIN}}}pageSetUpPr", {"fitToPage": "1"})
    views = etree.SubElement(root, f"{{{MAIN}}}sheetViews")
    view = etree.SubElement(views, f"{{{MAIN}}}sheetView", {"workbookViewId": "0"})
    etree.SubElement(view, f"{{{MAIN}}}pane", {
        "ySplit": "1", "topLeftCell": "A2", "activePane": "bottomLeft", "state": "frozen",
    })  # fmt: skip
    kept = None if old is None else parse(old).find(f"{{{MAIN}}}cols")
    if kept is not None:
        root.append(kept)
    etree.SubElement(root, f"{{{MAIN}}}sheetData")
    part = SheetPart(root, styles)
    if kept is None:
        part._widen(widths)
    looks = {1: styles.header()}
    for (row, column), value in sorted(cells.items()):
        part._set(row, column, value, {column: looks.get(row, styles.wrapped())})
    _fit_heights(part, cells, widths)
    last = max((row for row, _ in cells), default=1)
    wide = max((column for _, column in cells), default=0)
    etree.SubElement(root, f"{{{MAIN}}}autoFilter", {"ref": f"A1:{letter(wide)}{last}"})
    if choices:
        rules = etree.SubElement(root, f"{{{MAIN}}}dataValidations", {"count": str(len(choices))})
        for column, words in choices.items():
            where = f"{letter(column)}2:{letter(column)}5000"
            rule = etree.SubElement(rules, f"{{{MAIN}}}dataValidation", {
                "type": "list", "allowBlank": "1", "sqref": where,
            })  # fmt: skip
            etree.SubElement(rule, f"{{{MAIN}}}formula1").text = f'"{words}"'
    etree.SubElement(root, f"{{{MAIN}}}pageSetup", {
        "paperSize": "9", "orientation": "landscape", "fitToHeight": "0",
    })  # fmt: skip
    return render(root)


def _fit_heights(
    part: SheetPart, cells: Mapping[tuple[int, int], Cell], widths: Mapping[int, float]
) -> None:
    """Say each row's height: LibreOffice and Excel on a phone do not fit wrapped rows."""
    lines: dict[int, int] = {}
    for (row, column), value in cells.items():
        needed = math.ceil(len(str(value)) / max(widths.get(column, 20.0) - 2, 4))
        lines[row] = max(lines.get(row, 1), needed)
    for row, count in lines.items():
        part._rows[row].set("ht", str(count * 15 + 2))
        part._rows[row].set("customHeight", "1")


def _column_styles(root: Any) -> dict[int, int]:
    styles = {}
    for col in root.iter(f"{{{MAIN}}}col"):
        if col.get("style"):
            first, last = int(col.get("min")), min(int(col.get("max")), 300)
            styles.update(dict.fromkeys(range(first - 1, last), int(col.get("style"))))
    return styles


def _stretch(ref: str, old: int, new: int) -> str:
    """Return a range that ended at the table's last row, or a little above, ended at the new."""
    found = _RANGE.fullmatch(ref)
    if not found or not int(found[2]) <= old + 1 <= int(found[4]) + 1 or int(found[4]) >= new:
        return ref
    return f"{found[1]}{found[2]}:{found[3]}{new}"
