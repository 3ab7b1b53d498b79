"""Change cells of an existing workbook and leave everything else of the file as it was.

openpyxl would lose charts, pictures and the stored results of formulas, so only the XML of the
sheets that change is touched: other parts of the file keep their bytes. The bytes must have been
read by guard.py before (no DOCTYPE, sane sizes). Text is always stored as text, never as a formula.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bangkit_nb.data.raw import Cell
from bangkit_nb.data.workbook_sheet import MAIN, SheetPart, build_sheet, parse, render
from bangkit_nb.data.workbook_styles import Styles
from bangkit_nb.errors import WorkbookError

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True)
class SheetEdit:
    """Describe the changes of one sheet.

    Attributes:
        name: as in the file. cells: (Excel row, 0-based column) -> new value. last_row: last row
            of the table before the change; new rows take its look. widths: of new columns, by
            0-based column, in characters.
        is_whole: the sheet holds nothing but `cells`: what stood in it is replaced; made where it
            is not there yet.
        choices: column -> words to pick from, for a whole sheet; other words are taken too.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    last_row: int = 1
    widths: Mapping[int, float] = field(default_factory=dict)
    is_whole: bool = False
    choices: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Edited:
    """Hold the new file, and the cells left alone because they hold a formula: (sheet, cell)."""

    content: bytes
    formulas: tuple[tuple[str, str], ...]


def edit_workbook(content: bytes, edits: Sequence[SheetEdit]) -> Edited:
    """Return the workbook with the edits; the same input gives the same bytes."""
    try:
        return _Book(content).edit(edits)
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as trouble:
        raise WorkbookError(
            "Susunan buku kerja ini tidak biasa, jadi tidak diubah. Buka di Excel, simpan sebagai "
            f".xlsx, lalu ulangi ({type(trouble).__name__})."
        ) from None


class _Book:
    """Hold the parts of one file while it is changed."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._new: dict[str, bytes] = {}
        self._book = parse(self._zip.read("xl/workbook.xml"))
        self._links = parse(self._zip.read("xl/_rels/workbook.xml.rels"))
        self._types = parse(self._zip.read("[Content_Types].xml"))
        styles = self._part_of("styles")
        self._styles_part = styles
        self._styles = Styles(parse(self._zip.read(styles)) if styles else None)

    def edit(self, edits: Sequence[SheetEdit]) -> Edited:
        formulas: list[tuple[str, str]] = []
        for edit in edits:
            part = self._sheet_part(edit.name)
            if part is None and not edit.is_whole:
                raise KeyError(edit.name)
            if edit.is_whole:
                old = self._read(part) if part else None
                self._new[part or self._add_sheet(edit.name)] = build_sheet(
                    edit.cells, edit.widths, edit.choices, self._styles, old
                )
                continue
            assert part is not None
            sheet = SheetPart(parse(self._read(part)), self._styles)
            sheet.change(edit.cells, edit.last_row, edit.widths)
            self._new[part] = render(sheet.root)
            self._grow_tables(part, edit)
            formulas += [(edit.name, cell) for cell in sheet.formulas]
        if self._styles.is_changed and self._styles_part:
            self._new[self._styles_part] = render(self._styles.root)
        return Edited(self._close(), tuple(formulas))

    def _read(self, part: str) -> bytes:
        return self._new.get(part) or self._zip.read(part)

    def _part_of(self, kind: str) -> str:
        for link in self._links:
            if link.get("Type", "").endswith(f"/{kind}"):
                return _resolve("xl", link.get("Target", ""))
        return ""

    def _sheet_part(self, name: str) -> str | None:
        targets = {link.get("Id"): link.get("Target", "") for link in self._links}
        for sheet in self._book.iter(f"{{{MAIN}}}sheet"):
            if sheet.get("name") == name:
                return _resolve("xl", targets[sheet.get(f"{{{_REL}}}id")])
        return None

    def _add_sheet(self, name: str) -> str:
        from lxml import etree

        numbers = [int(m[1]) for part in (*self._zip.namelist(), *self._new)
                   if (m := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part))]  # fmt: skip
        number = max(numbers, default=0) + 1
        part = f"xl/worksheets/sheet{number}.xml"
        ids = {link.get("Id") for link in self._links}
        link = next(f"rId{n}" for n in range(1, len(ids) + 2) if f"rId{n}" not in ids)
        etree.SubElement(self._links, f"{{{_PACKAGE}}}Relationship", {
            "Id": link, "Type": f"{_REL}/worksheet", "Target": f"worksheets/sheet{number}.xml",
        })  # fmt: skip
        etree.SubElement(self._types, f"{{{_TYPES}}}Override", {
            "PartName": f"/{part}", "ContentType": _SHEET_TYPE,
        })  # fmt: skip
        sheets = self._book.find(f"{{{MAIN}}}sheets")
        known = [int(sheet.get("sheetId", "0")) for sheet in sheets]
        made = etree.SubElement(sheets, f"{{{MAIN}}}sheet")
        made.set("name", name)
        made.set("sheetId", str(max(known, default=0) + 1))
        made.set(f"{{{_REL}}}id", link)
        self._new["xl/workbook.xml"] = render(self._book)
        self._new["xl/_rels/workbook.xml.rels"] = render(self._links)
        self._new["[Content_Types].xml"] = render(self._types)
        return part

    def _grow_tables(self, part: str, edit: SheetEdit) -> None:
        """Let an Excel table that ended at the last row take in the rows below it."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        last = max((row for row, _ in edit.cells), default=0)
        if rels not in self._zip.namelist() or last <= edit.last_row:
            return
        for link in parse(self._zip.read(rels)):
            if not link.get("Type", "").endswith("/table"):
                continue
            table = _resolve(folder, link.get("Target", ""))
            root = parse(self._read(table))
            for item in (root, *root.iter(f"{{{MAIN}}}autoFilter")):
                found = re.fullmatch(r"([A-Z]+\d+:[A-Z]+)(\d+)", item.get("ref", ""))
                if found and int(found[2]) == edit.last_row:
                    item.set("ref", f"{found[1]}{last}")
            self._new[table] = render(root)

    def _close(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for info in self._zip.infolist():
                body = self._new.pop(info.filename, None)
                new.writestr(info, self._zip.read(info) if body is None else body,
                             compress_type=zipfile.ZIP_DEFLATED)  # fmt: skip
            for part, body in self._new.items():
                info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                info.create_system = 0
                new.writestr(info, body, compress_type=zipfile.ZIP_DEFLATED)
        return made.getvalue()


def _resolve(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
