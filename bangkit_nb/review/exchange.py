"""Carry the log in and out: as a file of events (log_file.py), or as Excel that people edit.

The file carries the records of other rooms as well, such as what was mailed (passengers.py). Edits
of an Excel come back as new events (sheet.py); nothing that was said is overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bangkit_nb import files
from bangkit_nb.errors import LogError, Problem
from bangkit_nb.params import Rakor
from bangkit_nb.review.fold import Log
from bangkit_nb.review.log_file import read_log_file, render_log
from bangkit_nb.review.passengers import find_kinds
from bangkit_nb.review.place import is_store
from bangkit_nb.text import shorten

if TYPE_CHECKING:  # pandas, which a file of events does not need
    from bangkit_nb.review.sheet import Book
    from bangkit_nb.review.sheet_edits import Edits

SUFFIXES = (".jsonl", ".xlsx")


@dataclass(frozen=True)
class Merged:
    """Hold what a merge did: records read, how many were new, and refused rows of Excel."""

    n_read: int
    n_new: int
    problems: tuple[Problem, ...] = ()


def write_log(rakor: Rakor, path: Path) -> int:
    """Write a Rakor's log to a new file, .jsonl or .xlsx; returns the number of records.

    Raises LogError, WorkbookError (Excel, or the Rakor's workbook) and OSError.
    """
    from bangkit_nb.review.judged import read_log

    if path.suffix.lower() not in SUFFIXES:
        raise LogError(f"'{shorten(path.name, 60)}' harus berakhiran .jsonl atau .xlsx.")
    if path.exists():
        raise LogError(f"'{shorten(path.name, 60)}' sudah ada dan tidak ditimpa. Pilih nama lain.")
    log = read_log(rakor)
    if path.suffix.lower() == ".xlsx":
        from bangkit_nb.data.workbook import write_table
        from bangkit_nb.review import sheet

        write_table(path, sheet.PENILAIAN, sheet.build_sheet(_book(rakor, log)), hidden=sheet.JEJAK)
        return len(log)
    others = _read_others(rakor)
    files.write_atomic(path, render_log(rakor.rakor, log.events, others))
    return len(log) + sum(len(lines) for lines in others.values())


def _read_others(rakor: Rakor) -> dict[str, list[str]]:
    from bangkit_nb.review.store import open_store

    if not find_kinds() or not is_store(rakor.proyek):
        return {}
    with open_store(rakor.proyek) as store:
        found = {kind: one.read_lines(store, rakor.rakor) for kind, one in find_kinds().items()}
    return {kind: lines for kind, lines in found.items() if lines}


def merge_logs(rakor: Rakor, paths: Sequence[Path], petugas: str = "", waktu: str = "") -> Merged:
    """Add files (.jsonl, .xlsx) to the Rakor's log: all of them, or none when one file is bad.

    Merging again changes nothing, and the order of the files does not matter. Bad rows of an
    edited Excel are left out and returned, the good ones go on. petugas, waktu: who edited it, and
    the ISO time, for display. Raises LogError, and WorkbookError for Excel.
    """
    from bangkit_nb.review.store import open_store

    sheets = [path for path in paths if path.suffix.lower() == ".xlsx"]
    taken = [read_log_file(path, rakor.rakor) for path in paths if path not in sheets]
    events = [event for one in taken for event in one.events]
    others = [pair for one in taken for pair in one.others.items()]
    n_read, n_new = sum(len(lines) for _, lines in others), 0
    problems: list[Problem] = []
    with open_store(rakor.proyek) as store:
        log = Log(store.read(rakor.rakor).events)
        before = {event.id for event in log.events}
        log.add(events)  # an export may follow events that come with it
        for path in sheets:
            edits = _read_edits(path, _book(rakor, log), petugas, waktu)
            problems += edits.problems
            events += edits.events
            log.add(edits.events)
        store.append(events)
        for kind, lines in others:
            n_new += find_kinds()[kind].write_lines(store, lines, rakor.rakor)
    n_new += len({event.id for event in events} - before)
    return Merged(len(events) + n_read, n_new, tuple(problems))


def _read_edits(path: Path, book: Book, petugas: str, waktu: str) -> Edits:
    from bangkit_nb.data.workbook import read_table
    from bangkit_nb.review.sheet import PENILAIAN
    from bangkit_nb.review.sheet_edits import build_edits

    frame, problems = read_table(path, PENILAIAN)
    if frame is None:
        raise LogError(
            f"'{shorten(path.name, 60)}' tidak berisi lembar {PENILAIAN.name}. Pilih berkas Excel "
            "dari `bangkit log export`."
        )
    return build_edits(book, frame, problems, petugas, waktu)


def _book(rakor: Rakor, log: Log) -> Book:
    from bangkit_nb.data.checks import check_workbook
    from bangkit_nb.data.workbook import read_workbook
    from bangkit_nb.review.sheet import Book

    checked = check_workbook(read_workbook(rakor), rakor)
    if checked.is_blocked:
        raise LogError(f"{checked.name}: perbaiki dulu buku kerjanya; lihat `bangkit check`.")
    usulan, renja, desa = (checked.sheet(name) for name in ("Rencana", "Renja", "Desa"))
    return Book(rakor.rakor, log, usulan, renja, desa, frozenset(checked.sheet("OPD")["kode_opd"]))
