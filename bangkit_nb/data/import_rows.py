"""Turn the lines of a recognised table into rows of the workbook's sheets. Pure.

What a form calls a column becomes a column of the contract; an amount is read only where it can be
read in one way; an OPD or a desa gets its code by names.py or the row is put aside with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bangkit_nb.columns import DESA, PESERTA, RENCANA, RENJA, Sheet, sheet_named
from bangkit_nb.data.form_codes import level_of, split_code
from bangkit_nb.data.form_table import Line, Table, Unread, add_doubt
from bangkit_nb.data.import_cells import make_whole, read_amount, split_amount
from bangkit_nb.data.import_places import (
    Asked,
    NewOpd,
    ask_opd,
    find_desa,
    find_opd,
    list_new_opd,
)
from bangkit_nb.data.lokasi_kode import type_lokasi
from bangkit_nb.data.names import Answer, DesaNames, OpdNames
from bangkit_nb.data.raw import Cell
from bangkit_nb.garbage import no_collecting
from bangkit_nb.text import fold, redact, shorten, tidy

BELUM_DITENTUKAN = "belum ditentukan"
"""Bidang penghidupan of an usulan whose document does not say one."""

_KODE_DESA = r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}\.?[0-9]{4}"
_PERAN = (
    ("camat", r"\bcamat\b"), ("kepala_desa", r"kepala desa|penjabat desa|\bkades\b"),
    ("bappeda", r"bappeda|bapperida|perencanaan pembangunan"), ("p3md", r"p3md|tenaga ahli|tpp\b"),
    ("fasilitator", r"fasilitator"), ("bakti", r"\bbakti\b"),
    ("kepala_opd", r"^kepala (dinas|badan)"), ("pimpinan_daerah", r"bupati|sekretaris daerah"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Hold one row for a sheet: the Excel rows it came from, its cells, and what to look at.

    values: contract column -> cell. extras: header -> cell.
    """

    baris: tuple[int, ...]
    values: Mapping[str, Cell]
    extras: Mapping[str, Cell] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Hold what a table became: rows of its sheet, OPD it introduced, and what could not be placed.

    n_lines: lines of the table that are in `rows`.
    """

    sheet: Sheet
    rows: tuple[Row, ...]
    opd: tuple[Row, ...]
    unread: tuple[Unread, ...]
    n_lines: int


@dataclass(frozen=True)
class Places:
    """Hold the desa and OPD that the workbook knows."""

    desa: DesaNames
    opd: OpdNames


def build_rows(table: Table, sheet_name: str, places: Places, new: NewOpd | None = None) -> Rows:
    """Return the rows that a table's lines become; see the module.

    new: OPD that the table introduced and that `places` knows already; None looks for them.
    """
    sheet = sheet_named(table.found.form.sheet)
    if sheet is RENJA:
        if new is None:
            new = list_new_opd(table, (sheet_name, *table.titles), places.opd)
            places = Places(places.desa, OpdNames((*places.opd.opd, *new.opd)))
        with no_collecting():
            return _build_renja(table, sheet_name, places, new)
    rows: list[Row] = []
    unread: list[Unread] = []
    for line in table.lines:
        made = _build_row(line, sheet, table, sheet_name, places)
        if isinstance(made, Row):
            rows.append(made)
        else:
            unread.append(made)
    return Rows(sheet, tuple(rows), (), tuple(unread), len(rows))


def show_line(line: Line) -> str:
    """Return a line's cells as one text, personal numbers masked."""
    cells = (*line.values.values(), *line.extras.values())
    return shorten(" | ".join(redact(tidy(cell)) for cell in cells if tidy(cell)), 200)


# --- Renja ---------------------------------------------------------------------------------------


def _build_renja(table: Table, sheet_name: str, places: Places, new: NewOpd) -> Rows:
    rows: list[Row] = []
    unread: list[Unread] = []
    answers: dict[Asked, Answer] = {}
    for line in table.lines:
        asked = ask_opd(line)
        asked_line = line
        if asked not in answers:
            answer, _, doubt = find_opd(asked, (sheet_name, *table.titles), places.opd)
            answers[asked] = answer
            doubt = new.doubts.get(asked, doubt)
            if doubt:
                asked_line = add_doubt(line, doubt)
        answer = answers[asked]
        if not answer.kode:
            nama = asked[1] or asked[2] or asked[0]
            usul = "; ".join(answer.usul)
            unread.append(Unread(line.baris, answer.alasan, show_line(line), nama, usul))
            continue
        rows.append(_renja_row(asked_line, answer.kode, places.desa))
    kept = rows
    if table.found.form.shape == "jumlahkan":
        kept, more = _sum_lines(rows, table)
        unread += more
    n_lines = sum(len(row.baris) for row in kept)
    return Rows(
        RENJA,
        tuple(kept),
        build_opd_rows(new),
        tuple(sorted(unread, key=lambda u: u.baris)),
        n_lines,
    )


def build_opd_rows(new: NewOpd) -> tuple[Row, ...]:
    """Return the rows of sheet OPD that introduced OPD become."""
    return tuple(Row((), {"kode_opd": o.kode, "nama_opd": o.nama}) for o in new.opd)


def _renja_row(line: Line, kode_opd: str, desa: DesaNames) -> Row:
    given = line.values
    values: dict[str, Cell] = {"kode_opd": kode_opd}
    for level in ("program", "kegiatan", "sub_kegiatan"):
        if given.get(level) is None:
            continue
        code, rest = split_code(given[level])
        if code and level_of(code) == level:
            given = {**given, level: rest}
            if level == "sub_kegiatan" and not tidy(given.get("kode_sub_kegiatan")):
                given["kode_sub_kegiatan"] = code
    doubts = line.doubts
    for name, is_money in _list_cells(tuple(given)):
        cell = given[name]
        if cell is None:
            continue
        value: Cell
        if is_money:
            value, doubt = read_amount(cell)
            doubts += doubt
        else:
            value = tidy(cell)
        if value != "":
            values[name] = value
    target, satuan = split_amount(given.get("target"))
    if satuan and not values.get("satuan"):
        values["target"], values["satuan"] = target, satuan
    codes = type_lokasi(tidy(given.get("lokasi")), desa.desa)
    if codes:
        values["kode_lokasi"] = "; ".join(codes)
    return Row((line.baris,), values, line.extras, doubts)


@lru_cache(maxsize=256)
def _list_cells(given: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Return the Renja columns among the names, in their order, and whether each is money."""
    columns = (column for column in RENJA.columns[1:] if column.name in given)
    return tuple((column.name, column.kind == "uang") for column in columns)


def _sum_lines(rows: Sequence[Row], table: Table) -> tuple[list[Row], list[Unread]]:
    """Sum budget lines by OPD, sub kegiatan and lokasi; a line without an amount is put aside."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    unread = []
    shown = {line.baris: show_line(line) for line in table.lines}
    for row in rows:
        pagu = row.values.get("pagu")
        if not isinstance(pagu, int | float):
            why = "Pagu baris belanja ini kosong atau tidak terbaca, jadi tidak dijumlahkan."
            unread.append(Unread(row.baris[0], why, shown[row.baris[0]]))
            continue
        key = tuple(fold(row.values.get(n)) for n in ("kode_opd", "kode_sub_kegiatan", "lokasi"))
        groups.setdefault(key, []).append(row)
    summed = []
    for group in groups.values():
        pagu = sum(row.values["pagu"] for row in group)  # type: ignore[misc]
        sources = dict.fromkeys(
            tidy(row.values["sumber_dana"]) for row in group if "sumber_dana" in row.values
        )
        values = {**group[0].values, "pagu": make_whole(pagu)}
        if sources:
            values["sumber_dana"] = "; ".join(sources)
        doubts = tuple(dict.fromkeys(d for row in group for d in row.doubts))
        summed.append(Row(tuple(b for row in group for b in row.baris), values, {}, doubts))
    return summed, unread


# --- the other sheets ----------------------------------------------------------------------------


def _build_row(
    line: Line, sheet: Sheet, table: Table, sheet_name: str, places: Places
) -> Row | Unread:
    given = {**dict(table.found.form.constants), **line.values}
    doubts = list(line.doubts)
    extras = dict(line.extras)
    values: dict[str, Cell] = {}
    if sheet is RENCANA:
        answer = find_desa(line, sheet_name, places.desa)
        if not answer.kode:
            asked = tidy(given.get("desa")) or line.context.desa
            place = tidy(given.get("kecamatan")) or line.context.kecamatan
            nama = ", ".join(filter(None, (asked, place)))
            usul = "; ".join(answer.usul)
            return Unread(line.baris, answer.alasan, show_line(line), nama, usul)
        given["kode_desa"] = answer.kode
        given.setdefault("tahun", None)
        given["tahun"] = given["tahun"] or line.context.tahun or None
        bidang = given.get("bidang_penghidupan") or given.get("bidang")
        given["bidang_penghidupan"] = bidang or BELUM_DITENTUKAN
        volume, satuan = split_amount(given.get("volume"))
        if satuan:
            given["volume"], given["satuan"] = volume, given.get("satuan") or satuan
        for name, header in (("lokasi_desa", "Lokasi"), ("sub_bidang", "Sub Bidang")):
            if given.get(name) is not None:
                extras[header] = given[name]
    if sheet is DESA and not re.fullmatch(_KODE_DESA, tidy(given.get("kode_desa"))):
        why = "Kode ini bukan kode desa (bentuknya 81.05.15.2004)."
        return Unread(line.baris, why, show_line(line))
    if sheet is PESERTA and not given.get("peran"):
        given["peran"] = _peran_of(given)
    for column in sheet.columns:
        cell = given.get(column.name)
        if cell is None:
            continue
        if column.name in ("lat", "lng"):  # their one dot is a decimal: the checks read them
            values[column.name] = cell
        elif column.kind in ("uang", "angka"):
            values[column.name], doubt = read_amount(cell, money=column.kind == "uang")
            doubts += doubt
        elif column.kind == "tahun":
            values[column.name] = int(tidy(cell)) if tidy(cell).isdecimal() else cell
        elif column.kind == "tanggal":
            values[column.name] = cell
        else:
            values[column.name] = tidy(cell)
    kept = {k: v for k, v in values.items() if v not in ("", None)}
    missing = [c.name for c in sheet.columns if c.required and c.name not in kept]
    missing = [name for name in missing if (sheet.name, name) != (RENCANA.name, "id_usulan")]
    if missing:
        return Unread(line.baris, f"Kolom {', '.join(missing)} kosong.", show_line(line))
    return Row((line.baris,), kept, extras, tuple(doubts))


def _peran_of(given: Mapping[str, Cell]) -> str:
    said = fold(f"{tidy(given.get('jabatan'))} | {tidy(given.get('instansi'))}")
    return next((peran for peran, pattern in _PERAN if re.search(pattern, said)), "undangan")
