"""Say whose a line is: its OPD or desa, by the line, the headings above it and its sheet. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bangkit_nb.data.form_codes import level_of, read_code, split_code
from bangkit_nb.data.form_table import Line, Table
from bangkit_nb.data.lokasi_kode import read_names
from bangkit_nb.data.names import Answer, DesaNames, Opd, OpdNames
from bangkit_nb.data.raw import Cell
from bangkit_nb.text import tidy

Asked = tuple[str, str, str]
"""What a line says of its OPD: its code, its name, and the heading above it."""


@dataclass(frozen=True)
class NewOpd:
    """Hold the OPD that a table introduces, and what is to be looked at where it does."""

    opd: tuple[Opd, ...]
    doubts: Mapping[Asked, str]


def ask_opd(line: Line) -> Asked:
    """Return what a line says of its OPD."""
    return _tidy_asked(line.values.get("kode_opd"), line.values.get("opd"), line.context.opd)


@lru_cache(maxsize=4_096, typed=True)
def _tidy_asked(kode: Cell, nama: Cell, above: str) -> Asked:
    return tidy(kode), tidy(nama), above


def list_new_opd(table: Table, titles: tuple[str, ...], known: OpdNames) -> NewOpd:
    """Return the OPD that a table brings along with code and name.

    They are all known before the first line is placed: else a line whose code was dragged down
    would go to one OPD in the first import and to another in the next.
    """
    new: dict[str, Opd] = {}
    doubts: dict[Asked, str] = {}
    for asked in dict.fromkeys(map(ask_opd, table.lines)):
        _, made, doubt = find_opd(asked, titles, known)
        if made is not None:
            new[made.kode] = made
            doubts[asked] = doubt
            known = OpdNames((*known.opd, made))
    return NewOpd(tuple(new.values()), doubts)


def find_opd(
    asked: Asked, titles: tuple[str, ...], known: OpdNames
) -> tuple[Answer, Opd | None, str]:
    """Return the OPD of a line, the OPD to add where the document introduces it, and a doubt.

    asked: each of the three may hold code and name. titles: the sheet's name and what stands above
    the table. A known name wins over an unknown code, for codes
    are dragged down a column by mistake more often than names are.
    """
    kode, nama = asked[0], asked[1]
    if not (kode or nama):
        front, nama = split_code(asked[2])
        kode = front if level_of(front) == "opd" else ""
        nama = nama if front else tidy(asked[2])
    front, rest = split_code(nama)
    if front and level_of(front) == "opd":
        kode, nama = kode or front, rest
    by_name = known.find("", nama) if nama else Answer()
    if by_name.kode:
        doubt = ""
        if kode and kode != by_name.kode:
            doubt = (f"OPD '{nama}' di berkas berkode lain; dipakai kode {by_name.kode} dari nama "
                     "yang sama.")  # fmt: skip
        return by_name, None, doubt
    by_kode = known.find(kode, "") if kode else Answer()
    if by_kode.kode:
        there = next(o.nama for o in known.opd if o.kode == by_kode.kode)
        doubt = (f"Kode OPD {kode} di lembar OPD milik '{there}', di berkas tertulis '{nama}'; "
                 f"dipakai '{there}'. Periksa kodenya.") if nama else ""  # fmt: skip
        return by_kode, None, doubt
    if kode and nama and level_of(read_code(kode)) == "opd":
        near = f"; mirip dengan {by_name.usul[0]}" if by_name.usul else ""
        return Answer(kode), Opd(kode, nama), f"OPD baru: {kode} {nama}{near}."
    if nama:
        return known.find(kode, nama), None, ""
    found = known.find_in(titles)
    if found:
        return Answer(found), None, ""
    return known.find(kode, ""), None, ""


def find_desa(line: Line, sheet_name: str, known: DesaNames) -> Answer:
    """Return the desa of a line: its own columns, else the headings above it, else the sheet."""
    kode, nama = line.values.get("kode_desa"), tidy(line.values.get("desa"))
    kecamatan = tidy(line.values.get("kecamatan"))
    if nama and not kecamatan:
        places = read_names(nama)  # "Desa Solang, Kec. Teluk Waru"
        if len(places) == 1 and all(places[0]):
            kecamatan, nama = places[0]
    if nama:
        return known.find(kode, nama, kecamatan or line.context.kecamatan)
    if line.context.desa:
        return known.find(kode, line.context.desa, kecamatan or line.context.kecamatan)
    kecamatan = kecamatan or line.context.kecamatan
    own = re.sub(r"\s*\(?[0-9]+\)?$", "", sheet_name)
    by_sheet = known.find("", own, kecamatan) if kecamatan and not kode else Answer()
    return by_sheet if by_sheet.kode else known.find(kode, "", kecamatan)
