"""Import documents that officials have into a Rakor's workbook: read, place, write, tell."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bangkit_nb.columns import DESA, OPD, PETUNJUK, RENCANA, RENJA
from bangkit_nb.data import import_accept as accept
from bangkit_nb.data.form_columns import find_form, list_headers
from bangkit_nb.data.forms import FORMS, Form
from bangkit_nb.data.guard import read_foreign, read_raw
from bangkit_nb.data.import_mapping import (
    Pemetaan,
    build_form,
    build_mapping,
    list_columns,
    read_mappings,
    read_pairs,
    write_mapping,
)
from bangkit_nb.data.import_report import ImportReport
from bangkit_nb.data.import_store import (
    Memory,
    read_memory,
    write_backup,
    write_changed,
    write_memory,
)
from bangkit_nb.data.import_work import Import, Piece
from bangkit_nb.data.raw import Cell, RawBook
from bangkit_nb.data.workbook import build_bytes
from bangkit_nb.data.workbook_edit import SheetEdit, edit_workbook
from bangkit_nb.errors import InputError, WorkbookError
from bangkit_nb.params import Rakor
from bangkit_nb.text import header_key, shorten


class UnknownLayout(InputError):
    """Documents of which no sheet has a known layout; what a form for the mapping needs.

    headers: of the sheet that has most. columns: sheet -> columns a header may be mapped to.
    """

    def __init__(self, berkas: str, row: int, headers: Sequence[str]) -> None:
        shown = "; ".join(shorten(h, 30) for h in headers[:12]) or "-"
        self.columns = {name: list(list_columns(name)) for name in (RENCANA.name, RENJA.name)}
        known = " ".join(f"Kolom {n}: {', '.join(c)}." for n, c in self.columns.items())
        super().__init__(
            f"Tata letak {berkas} tidak dikenal. Judul di baris {row}: {shown}. Petakan sekali "
            'dengan --map "JUDUL=kolom; JUDUL=kolom" dan --sheet Rencana atau Renja, atau lewat '
            f"tombol Impor berkas di 0_mulai; pemetaan itu disimpan dan dikenali lain kali. {known}"
        )
        self.short = f"Tata letak {berkas} tidak dikenal. Petakan judulnya sekali di bawah ini."
        self.headers = list(headers)


PEMETAAN = "pemetaan"
"""Folder of the mappings, in the project's data/."""


def write_import(
    berkas: Sequence[str | Path],
    into: Path | Rakor,
    *,
    sheet: str = "",
    peta: str | Sequence[str] = "",
    nama_peta: str = "",
    jumlahkan: bool = False,
    terima: Sequence[str] = (),
    dry_run: bool = False,
    moment: dt.datetime | None = None,
) -> ImportReport:
    """Read documents of others and put their rows into a Rakor's workbook; see the module.

    berkas: .xlsx, .xlsm, .xls, .ods or .csv files. into: the workbook (made where it is not there)
    or a Rakor. sheet: take only layouts of this sheet. peta: "Pagu=anggaran; Uraian=kegiatan" for a
    layout that is not known, kept under `nama_peta`; jumlahkan: its rows are budget lines to be
    summed. terima: "Solan, Teluk Waru=81.05.15.2004". The workbook is written at once or not at
    all, a copy of it is kept in impor/cadangan/. Raises WorkbookError, InputError.
    """
    path = into.buku_kerja_path if isinstance(into, Rakor) else Path(into)
    files = [Path(item) for item in berkas]
    if any(item.resolve() == path.resolve() for item in files):
        raise InputError(f"{path.name} adalah buku kerja tujuan; sebutkan berkas lain.")
    content, raw = _read_target(path)
    folder = _mapping_folder(path)
    mapping = build_mapping(nama_peta or files[0].stem if files else "", sheet, read_pairs(peta),
                            jumlahkan=jumlahkan) if peta else None  # fmt: skip
    forms = _choose_forms(mapping, read_mappings(folder), sheet)
    books = [read_foreign(item) for item in files]
    documents = [_recognise(book, forms) for book in books]
    memory = read_memory(path)
    work = Import(raw, memory.sheets, memory.accepted)
    before = accept.read_left(raw)
    work.accept_names(accept.list_accepted(before, terima), [item.name for item in files])
    for pieces in sorted(documents, key=_first_the_lists):
        work.read_document(pieces)
    _check_any(work, documents)
    names = {item.name for item in files} | {""}
    left = accept.join_left(before, names, work.left)
    edits = work.edits()
    notes = [told.message for book in books for told in book.problems]
    if [x.cells for x in left] != [x.cells for x in accept.join_left(before, set(), ())]:
        edits.append(_build_left(left))
    report = ImportReport(path.name, tuple(work.reads), tuple(work.taken.values()),
                          tuple(work.left), is_dry=dry_run, notes=tuple(notes))  # fmt: skip
    if dry_run:
        return report
    if mapping is not None:
        kept = write_mapping(folder, mapping)
        notes.append(f"Pemetaan disimpan: {PEMETAAN}/{kept.name}. Berkas berjudul sama dikenali "
                     "sendiri lain kali.")  # fmt: skip
    report = replace(report, notes=tuple(notes))
    if not edits and path.exists():
        return report
    done = _write(path, content, edits, moment or dt.datetime.now(), report)
    write_memory(path, Memory(work.sheets, work.accepted))
    return done


def _write(
    path: Path, content: bytes, edits: Sequence[SheetEdit], now: dt.datetime, report: ImportReport
) -> ImportReport:
    """Write the changed workbook and its copy; return the report that says so."""
    made = edit_workbook(content, edits)
    notes = [f"Sel {cell} di lembar {name} berisi rumus dan dibiarkan."
             for name, cell in made.formulas[:5]]  # fmt: skip
    backup = None
    if path.exists():
        _check_unchanged(path, path.read_bytes(), hashlib.sha256(content).hexdigest())
        backup = write_backup(path, content, now)
    written, is_beside = write_changed(path, made.content)
    return replace(report, path=written, backup=backup, is_beside=is_beside,
                   notes=(*report.notes, *notes))  # fmt: skip


# --- reading -------------------------------------------------------------------------------------


def _read_target(path: Path) -> tuple[bytes, RawBook]:
    if not path.exists():
        if path.suffix.lower() != ".xlsx":
            raise WorkbookError(f"'{shorten(path.name)}' harus berakhiran .xlsx. Ganti namanya.")
        return read_built()
    raw = read_raw(path)
    content = path.read_bytes()
    _check_unchanged(path, content, raw.sha256)
    return content, raw


def _check_unchanged(path: Path, content: bytes, sha256: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WorkbookError(
            f"'{shorten(path.name)}' berubah selama impor, jadi tidak ditimpa. Tutup Excel, lalu "
            "impor lagi."
        )


def read_built() -> tuple[bytes, RawBook]:
    """Return an empty workbook, as bytes and as it reads."""
    import tempfile

    content = build_bytes({}, contoh=False)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "baru.xlsx"
        made.write_bytes(content)
        return content, read_raw(made)


def _mapping_folder(path: Path) -> Path:
    """Return data/pemetaan of the project that the workbook lies in, else a folder beside it."""
    for folder in path.resolve().parents:
        if (folder / "params").is_dir():
            return folder / "data" / PEMETAAN
    return path.parent / PEMETAAN


def _choose_forms(
    mapping: Pemetaan | None, kept: Sequence[Pemetaan], sheet: str
) -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    """Return the layouts that people mapped, and the declared ones; people's come first."""
    if mapping is not None:
        return (build_form(mapping),), tuple(f for f in FORMS if f.sheet != mapping.lembar)
    declared = FORMS
    if sheet:
        declared = tuple(f for f in FORMS if header_key(f.sheet) == header_key(sheet))
        if not declared:
            known = ", ".join(dict.fromkeys(f.sheet for f in FORMS))
            raise InputError(f"Lembar '{sheet}' tidak dikenal. Yang ada: {known}.")
    mapped = tuple(build_form(m) for m in kept if not sheet or m.lembar == sheet)
    return mapped, declared


def _recognise(raw: RawBook, forms: tuple[tuple[Form, ...], tuple[Form, ...]]) -> list[Piece]:
    skipped = (header_key(PETUNJUK), header_key(accept.SHEET.name))
    pieces = []
    for sheet in raw.sheets:
        found = None
        if header_key(sheet.name) not in skipped:
            found = (find_form(sheet, forms[0]) if forms[0] else None) or find_form(sheet, forms[1])
        pieces.append(Piece(sheet, raw.name, found))
    return pieces


def _first_the_lists(pieces: Sequence[Piece]) -> int:
    """Order documents so that lists of desa and OPD are known before what refers to them.

    A Renja that brings its OPD with code and name is such a list too.
    """
    found = [piece.found for piece in pieces if piece.found is not None]
    if any(one.form.sheet in (DESA.name, OPD.name) for one in found):
        return 0
    return 1 if any({"kode_opd", "opd"} <= set(one.at.values()) for one in found) else 2


def _check_any(work: Import, documents: Sequence[Sequence[Piece]]) -> None:
    """Refuse an import in which nothing was recognised, and show how to give the mapping."""
    pieces = [piece for document in documents for piece in document]
    if not pieces or any(piece.found is not None for piece in pieces):
        return
    row, headers = max((list_headers(p.raw) for p in pieces), key=lambda found: len(found[1]))
    raise UnknownLayout(pieces[0].berkas, row, headers[:60])


def _build_left(left: Sequence[accept.Left]) -> SheetEdit:
    cells: dict[tuple[int, int], Cell] = {
        (1, i): column.header for i, column in enumerate(accept.SHEET.columns)
    }
    for row, item in enumerate(left, 2):
        cells.update({(row, i): text for i, text in enumerate(item.cells) if text})
    return SheetEdit(accept.SHEET.name, cells, widths=accept.WIDTHS, is_whole=True,
                     choices={8: "ya,tidak"})  # fmt: skip
