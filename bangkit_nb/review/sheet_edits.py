"""Read the edits of an exported sheet: new events of the good rows, a problem for each bad one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bangkit_nb.columns import ROW
from bangkit_nb.data.check_cells import read_cell
from bangkit_nb.data.check_reading import Context, show
from bangkit_nb.errors import Problem
from bangkit_nb.review import carry
from bangkit_nb.review.carry_match import Known
from bangkit_nb.review.events import KEPUTUSAN, PADANAN, Event
from bangkit_nb.review.fold import Item
from bangkit_nb.review.sheet import (
    JEJAK,
    PENILAIAN,
    TO_KEPUTUSAN,
    TO_PADANAN,
    Book,
    Note,
    build_event,
    build_isi,
    build_undo,
    check_isi,
    fingerprint,
    is_emptied,
    parse_note,
    seen_item,
)
from bangkit_nb.text import fold, tidy

_GROUPS = {PADANAN: TO_PADANAN, KEPUTUSAN: TO_KEPUTUSAN}
_CONTEXT = Context("", None, dt.date(2000, 1, 1), dt.date(2100, 12, 31))
_LOST = "Penanda baris ini hilang atau berubah. Ekspor lagi, lalu isi di berkas yang baru."
_DOUBLE = "Baris ini disalin: usulannya ada di beberapa baris. Hapus salinannya."
_OTHER = "ID usulan baris ini bukan yang diekspor. Kembalikan, atau ekspor lagi."
_CHANGED = "Usulan ini berubah di buku kerja sejak diekspor. Ekspor lagi, lalu nilai ulang."
_DISPUTED = (
    "Dua orang berbeda pendapat di sini. Pilih salah satu; mengosongkan tidak memutuskannya."
)
_UNKNOWN = "Yang dikosongkan belum ada di sini. Gabungkan dulu catatan dari komputer asalnya."


@dataclass(frozen=True)
class Edits:
    """Hold the edits of a sheet: new events, refused rows, and how many rows had no edit."""

    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    n_same: int


class _Reader:
    """Read the rows of one sheet against the workbook and the log."""

    def __init__(self, book: Book, penulis: str, waktu: str) -> None:
        self.book, self.penulis, self.waktu = book, penulis, waktu
        self.known = {one.kunci: (at, one) for at, one in enumerate(carry.build_known(book.usulan))}
        self.numbers = {one.id_usulan: one.kunci for _, one in self.known.values()}
        self.rows = book.rows
        links = carry.carry_keys(book.log, book.usulan, book.desa)
        self.items = carry.inherited_items(book.log, links)

    def read(self, cells: Mapping[str, Any], copies: Counter[str]) -> list[Event] | list[Problem]:
        """Return the events of a row, or why it is refused; neither where nothing was edited."""
        note = parse_note(tidy(cells[JEJAK]))
        names = [name for group in _GROUPS.values() for name in group]
        if note is None:
            is_said = any(tidy(cells[name]) for name in names if cells[name] is not None)
            return [_problem(cells, JEJAK, _LOST)] if is_said else []
        typed = {name: read_cell(cells[name], PENILAIAN.column(name), _CONTEXT) for name in names}
        row = {name: reading.value for name, reading in typed.items()}
        groups = [kind for kind, names in _GROUPS.items()
                  if fingerprint(row, names) != getattr(note, kind)]  # fmt: skip
        faults = [
            _problem(cells, name, fault.message)
            for name, reading in typed.items()
            for fault in reading.faults
            if fault.severity != "info"
        ]
        if not groups and not faults:
            return []
        at, known = self.known.get(note.kunci, (0, None))
        refused = self._refuse(cells, note, known, copies) or faults
        if refused or known is None:
            return refused
        return self._build(cells, row, groups, note, at, known)

    def _refuse(
        self, cells: Mapping[str, Any], note: Note, known: Known | None, copies: Counter[str]
    ) -> list[Problem]:
        if copies[note.kunci] > 1:
            return [_problem(cells, "id_usulan", _DOUBLE)]
        if known is None or known.isi_hash != note.isi:
            return [_problem(cells, "id_usulan", _CHANGED)]
        if known.id_usulan != fold(cells["id_usulan"]):
            return [_problem(cells, "id_usulan", _OTHER)]
        return []

    def _build(
        self, cells: Mapping[str, Any], row: Mapping[str, Any], groups: list[str], note: Note,
        at: int, known: Known,
    ) -> list[Event] | list[Problem]:  # fmt: skip
        events, problems = [], []
        for kind in groups:
            names = _GROUPS[kind]
            before = seen_item(self.items.get(note.kunci, Item()), note.parents)
            if is_emptied(row, kind, names, before, note):
                taken, why = self._take_back(before, kind, note)
                events += taken
                problems += [_problem(cells, names[0], why)] if why else []
                continue
            isi = build_isi(row, kind, self.numbers)
            if row["gabung_ke"] and row["gabung_ke"].casefold() not in self.numbers:
                problems.append(_problem(cells, "gabung_ke", "ID usulan itu tidak ada."))
            said = check_isi(isi, note.kunci, self.rows, self.book.opd)
            problems += [_problem(cells, names[0], one) for one in said]
            event = build_event(self.book, known, at, isi, note, self.penulis, self.waktu)
            if self.book.log.event(event.id) is None:  # the same edit was taken in before
                events.append(event)
        return problems or events

    def _take_back(self, before: Item, kind: str, note: Note) -> tuple[list[Event], str]:
        """Return the events that take back what an emptied row had said, or why there are none."""
        if before.of(kind).is_conflict:
            return [], _DISPUTED
        if before.of(kind).event is None:
            return [], _UNKNOWN
        made = build_undo(self.book, before, kind, note, self.penulis, self.waktu)
        return [event for event in made if self.book.log.event(event.id) is None], ""


def build_edits(
    book: Book, frame: pd.DataFrame, problems: tuple[Problem, ...], penulis: str, waktu: str
) -> Edits:
    """Return the edits of a sheet PENILAIAN as read from a file.

    frame: raw cells, with `baris`. problems: what reading the file found. waktu: ISO, for display.
    """
    cells = frame.reindex(columns=[ROW, *PENILAIAN.names]).astype(object)
    records = cells.where(cells.notna(), None).to_dict("records")
    notes = [parse_note(tidy(one[JEJAK])) for one in records]
    copies = Counter(note.kunci for note in notes if note is not None)
    reader = _Reader(book, penulis, waktu)
    events: list[Event] = []
    refused = [one for one in problems if one.severity != "info"]
    n_same = 0
    for one in records:
        found = reader.read({str(name): value for name, value in one.items()}, copies)
        events += [item for item in found if isinstance(item, Event)]
        refused += [item for item in found if isinstance(item, Problem)]
        n_same += not found
    return Edits(tuple(events), tuple(refused), n_same)


def _problem(cells: Mapping[str, Any], column: str, message: str) -> Problem:
    return Problem("periksa", PENILAIAN.name, cells[ROW], column, show(cells[column]), message)
