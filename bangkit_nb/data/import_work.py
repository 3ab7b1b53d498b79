"""Carry one import from recognised documents to the edits of the workbook. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bangkit_nb.columns import OPD, PETUNJUK, RENJA
from bangkit_nb.contract import Sheet
from bangkit_nb.data import import_accept as accept
from bangkit_nb.data.form_columns import Found, list_headers
from bangkit_nb.data.form_table import Table, Unread
from bangkit_nb.data.form_tree import read_table
from bangkit_nb.data.import_merge import Base, Merge, merge_rows
from bangkit_nb.data.import_places import NewOpd, list_new_opd
from bangkit_nb.data.import_report import Read, Taken, list_some
from bangkit_nb.data.import_rows import Places, Row, build_opd_rows, build_rows
from bangkit_nb.data.import_target import (
    apply_merge,
    build_edit,
    find_targets,
    list_places,
    require,
)
from bangkit_nb.data.layout_columns import letter
from bangkit_nb.data.layout_rows import count_filled
from bangkit_nb.data.raw import Cell, RawBook, RawSheet
from bangkit_nb.data.workbook_edit import SheetEdit
from bangkit_nb.text import header_key, shorten


@dataclass(frozen=True)
class Piece:
    """Hold one sheet of a document and the layout it was recognised by."""

    raw: RawSheet
    berkas: str
    found: Found | None


class Import:
    """Carry one import from its documents to the edits of the workbook."""

    def __init__(
        self, raw: RawBook, sheets: Mapping[str, Base], accepted: Mapping[str, str]
    ) -> None:
        self.targets = find_targets(raw)
        self.before = dict(self.targets)
        self.accepted = dict(accepted)
        self.sheets = {name: dict(base) for name, base in sheets.items()}
        self.known = dict(sheets)  # what earlier imports wrote, before this one
        self.changed: dict[str, set[tuple[int, str]]] = {}
        self.taken: dict[str, Taken] = {}
        self.reads: list[Read] = []
        self.left: list[accept.Left] = []

    def places(self, berkas: str) -> Places:
        """Return the desa and OPD as they are known now."""
        known = list_places(self.targets)
        return Places(accept.KnownDesa(known.desa.desa, self.accepted, berkas), known.opd)

    def accept_names(self, items: Sequence[accept.Accepted], files: Sequence[str]) -> None:
        """Write the names a person accepted as aliases, or keep them where no alias can say it."""
        for item in items:
            known = list_places(self.targets)
            sheet, kode, alias = accept.find_alias(item, known.desa, known.opd)
            if alias:
                self._add_alias(sheet, kode, alias)
            else:
                nama, kecamatan = accept.split_place(item.nama)
                for berkas in files:
                    self.accepted[accept.build_key(nama, kecamatan, berkas)] = kode

    def _add_alias(self, name: str, kode: str, alias: str) -> None:
        target = self.targets[name]
        key = target.sheet.names[0]
        for row in target.frame.to_dict("records"):
            if row[key] != kode:
                continue
            had = [] if not row.get("nama_lain") else [str(row["nama_lain"])]
            if alias in "; ".join(had).split("; "):
                return
            number = int(row["baris"])
            cells: dict[tuple[int, str], Cell] = {(number, "nama_lain"): "; ".join([*had, alias])}
            merge = Merge(target.sheet, cells, (), {}, 0, 1, 0)
            self.targets[name] = apply_merge(target, merge)
            self.changed.setdefault(name, set()).add((number, "nama_lain"))

    def read_document(self, pieces: Sequence[Piece]) -> None:
        """Place the rows of one document, all its sheets together."""
        rows: dict[str, list[Row]] = {}
        asal: dict[str, dict[str, None]] = {}  # the sheet's layouts, in the order they were met
        tables = [None if p.found is None else read_table(p.raw, p.found) for p in pieces]
        new = self._introduce_opd(pieces, tables)
        for piece, table, brought in zip(pieces, tables, new, strict=True):
            if piece.found is None or table is None:
                self._leave_sheet(piece)
                continue
            made = build_rows(table, piece.raw.name, self.places(piece.berkas), brought)
            if made.rows:
                known = rows.setdefault(made.sheet.name, [])
                known += _without_repeats(made.rows, known)
                asal.setdefault(made.sheet.name, {})[piece.found.form.name] = None
            unread = [*table.unread, *made.unread]
            self.left += [accept.build_left(piece.berkas, piece.raw.name, u) for u in unread]
            self.left += _fold_doubts(piece, made.rows)
            self.reads.append(Read(
                piece.berkas, piece.raw.name, say_layout(piece.raw, piece.found), table.n_rows,
                made.n_lines, table.n_heading, table.n_total, table.n_joined,
                sum(u.n for u in unread), (*table.notes, *_notes(piece, table.n_hidden)),
            ))  # fmt: skip
        for name, found in rows.items():
            self._merge(require(self.targets, name).sheet, found, " + ".join(asal[name]))

    def _introduce_opd(
        self, pieces: Sequence[Piece], tables: Sequence[Table | None]
    ) -> list[NewOpd]:
        """Put the OPD that any sheet of a document brings into the workbook, before its rows."""
        made = []
        for piece, table in zip(pieces, tables, strict=True):
            brought = NewOpd((), {})
            if table is not None and table.found.form.sheet == RENJA.name:
                titles = (piece.raw.name, *table.titles)
                brought = list_new_opd(table, titles, self.places(piece.berkas).opd)
            if brought.opd:
                self._merge(OPD, build_opd_rows(brought))
            made.append(brought)
        return made

    def _leave_sheet(self, piece: Piece) -> None:
        n = count_filled(piece.raw)
        is_ours = header_key(piece.raw.name) in (
            header_key(PETUNJUK),
            header_key(accept.SHEET.name),
        )
        if n and not is_ours:
            row, headers = list_headers(piece.raw)
            why = ("Tata letak lembar ini tidak dikenal, jadi tidak diambil. Bila isinya perlu, "
                   "petakan judulnya: --map, atau formulir sesudah Impor berkas.")  # fmt: skip
            shown = shorten(" | ".join(headers), 200)
            item = Unread(max(row, 1), why, shown, n=n)
            self.left.append(accept.build_left(piece.berkas, piece.raw.name, item))
        said = f"lembar '{shorten(piece.raw.name, 40)}' tidak dikenal, tidak diambil"
        counts = (0, n, 0, 0, 0) if is_ours else (0, 0, 0, 0, n)
        if n:
            self.reads.append(Read(piece.berkas, piece.raw.name, said, n, *counts))

    def _merge(self, sheet: Sheet, rows: Sequence[Row], asal: str = "") -> None:
        target = require(self.targets, sheet.name)
        merge = merge_rows(
            sheet, target.frame, rows, self.sheets.get(sheet.name, {}),
            self.known.get(sheet.name, {}), asal,
        )  # fmt: skip
        self.targets[sheet.name] = apply_merge(target, merge)
        self.sheets[sheet.name] = {key: dict(cells) for key, cells in merge.base.items()}
        self.changed.setdefault(sheet.name, set()).update(merge.changes)
        had = self.taken.get(sheet.name, Taken(sheet.name, 0, 0, 0))
        self.taken[sheet.name] = Taken(
            sheet.name, had.n_new + merge.n_new, had.n_updated + merge.n_updated,
            had.n_same + merge.n_same, (*had.notes, *_say_merge(merge)),
        )  # fmt: skip
        for row, column, value in merge.kept:
            self.left.append(accept.Left(
                "", sheet.name, str(row), accept.PERIKSA,
                f"Suntingan Anda di kolom {column} dipertahankan; di berkas tertulis lain.",
                shorten(value, 200),
            ))  # fmt: skip

    def edits(self) -> list[SheetEdit]:
        """Return what is to be changed in the workbook."""
        made = [
            build_edit(self.before[name], target, sorted(self.changed.get(name, ())))
            for name, target in self.targets.items()
            if self.changed.get(name) or target.last_row != self.before[name].last_row
        ]
        return [edit for edit in made if edit.cells]


def say_layout(raw: RawSheet, found: Found) -> str:
    """Return "T-C.33, 10 kolom, lembar 'Renja 2025', baris judul 6"."""
    rows = str(found.first_row)
    if found.header_row != found.first_row:
        rows += f"-{found.header_row}"
    return (f"{found.form.name}, {found.n_columns} kolom, lembar '{shorten(raw.name, 40)}', "
            f"baris judul {rows}")  # fmt: skip


def _fold_doubts(piece: Piece, rows: Sequence[Row]) -> list[accept.Left]:
    """Return one line for each doubt; how many more rows share it stands behind its first row."""
    where: dict[str, list[int]] = {}
    for row in rows:
        for doubt in row.doubts:
            where.setdefault(doubt, []).append(row.baris[0] if row.baris else 0)
    return [
        accept.Left(piece.berkas, piece.raw.name, accept.say_rows(found[0], len(found)),
                    accept.PERIKSA, doubt)
        for doubt, found in where.items()
    ]  # fmt: skip


def _notes(piece: Piece, n_hidden: int) -> tuple[str, ...]:
    notes = []
    if piece.raw.is_hidden:
        notes.append("Lembar ini tersembunyi; tetap dibaca.")
    if n_hidden:
        hidden = [str(row) for row in sorted(piece.raw.hidden)]
        notes.append(f"{n_hidden} baris tersembunyi tetap dibaca: baris {list_some(hidden, 8)}.")
    errors = [f"{letter(column)}{row} {said}"
              for (row, column), said in sorted(piece.raw.excel_errors.items())]  # fmt: skip
    if errors:
        notes.append(f"{len(errors)} sel berisi galat Excel: {list_some(errors, 8)}. Perbaiki di "
                     "berkas asal, lalu impor lagi.")  # fmt: skip
    if piece.found is not None and piece.found.left_out:
        said = list_some(piece.found.left_out, 12).rstrip(".")
        notes.append(f"Kolom yang tidak diambil: {said}.")
    return tuple(notes)


def _without_repeats(rows: Sequence[Row], known: Sequence[Row]) -> list[Row]:
    """Return the rows that no other sheet of the same document has in the very same words."""
    had = {tuple(sorted((k, str(v)) for k, v in row.values.items())) for row in known}
    return [r for r in rows if tuple(sorted((k, str(v)) for k, v in r.values.items())) not in had]


def _say_merge(merge: Merge) -> list[str]:
    notes = []
    if merge.replaced:
        shown = [f"{column} baris {row}: {shorten(old, 24)} -> {shorten(new, 24)}"
                 for row, column, old, new in merge.replaced]  # fmt: skip
        notes.append(f"{len(shown)} sel berganti isi: {list_some(shown, 3)}.")
    if merge.kept:
        notes.append(f"{len(merge.kept)} sel yang Anda sunting dipertahankan.")
    if merge.moved:
        notes.append(f"{len(merge.moved)} usulan berganti teks dan tetap memakai id-nya: "
                     f"{list_some(merge.moved)}.")  # fmt: skip
    if merge.absent:
        notes.append(f"{len(merge.absent)} baris dari impor lama berkas semacam ini tidak ada "
                     "lagi di berkas baru; dibiarkan: baris "
                     f"{list_some([str(n) for n in merge.absent])}.")  # fmt: skip
    return notes
