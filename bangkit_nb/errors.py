"""Faults: exceptions for "cannot go on", values for faults in the data.

    BangkitError
    |-- ParamsError      a params file that cannot be used (key, type, missing file)
    |-- WorkbookError    a workbook that cannot be read (hostile, damaged, wrong format, missing)
    |-- InputError       a table handed to a command lacks a column it needs
    |-- LogError         an event, or the database that keeps them, that cannot be used
    |-- PaperError       a template or document that cannot be made or printed
    |-- MailError        a mail that cannot be built, kept or sent
    `-- RunError         a notebook run that failed

Everything an officer reads in them is Indonesian: what is wrong, where, and what to do.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "periksa", "info"]

SEVERITIES: tuple[Severity, ...] = ("stop", "periksa", "info")


class BangkitError(Exception):
    """A fault that ends the work at hand; its text is an Indonesian sentence for the officer."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks the exception itself how to print it: an officer in JupyterLab reads one
        # sentence instead of forty lines of stack.
        return [f"BERHENTI: {self}"]


class ParamsError(BangkitError):
    """A params file that cannot be used."""


class WorkbookError(BangkitError):
    """A workbook that cannot be read at all."""


class InputError(BangkitError):
    """A table handed to a command lacks what the command needs."""


class LogError(BangkitError):
    """An event of the log, or the database that keeps them, that cannot be used."""


class PaperError(BangkitError):
    """A template that cannot be filled, or a document that cannot be printed; `where`: which."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where

    def __reduce__(self) -> tuple[type[PaperError], tuple[str, str]]:
        return (PaperError, (str(self), self.where))


class MailError(BangkitError):
    """A mail that cannot be built, kept or sent."""


class RunError(BangkitError):
    """A notebook run that failed; `where` names the notebook and its cell."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where

    def __reduce__(self) -> tuple[type[RunError], tuple[str, str]]:
        # Exceptions cross process borders by pickle, which would lose the second argument.
        return (RunError, (str(self), self.where))


_SYSTEM = {
    errno.ENOENT: "tidak ada",
    errno.EACCES: "tidak ada izin, atau berkas sedang dibuka program lain",
    errno.EPERM: "ditolak sistem: tidak ada izin",
    errno.EBUSY: "sedang dipakai program lain",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.EROFS: "disk atau folder hanya dapat dibaca",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "bukan folder",
    errno.EEXIST: "sudah ada",
    errno.ENOTEMPTY: "folder itu tidak kosong",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EMFILE: "terlalu banyak berkas terbuka",
    errno.ENFILE: "terlalu banyak berkas terbuka",
    errno.EIO: "disk tidak dapat dibaca atau ditulis",
    errno.ENOMEM: "memori habis",
    errno.EAGAIN: "terlalu banyak program berjalan",
    errno.ETIMEDOUT: "folder jaringan tidak menjawab",
    errno.ESTALE: "folder jaringan terputus",
    errno.ENOTCONN: "folder jaringan terputus",
}


def explain_fault(fault: BangkitError | OSError) -> str:
    """Return a fault in Indonesian: its own sentence, or why the system refused, by its number.

    The system's own words are English, or whatever language the machine speaks.
    """
    if isinstance(fault, BangkitError):
        return str(fault)
    kind = type(fault).__name__ if type(fault) is not OSError else ""
    mark = f"kode {fault.errno}" if fault.errno else kind  # for whoever is asked about it
    return _SYSTEM.get(fault.errno or 0, f"ditolak sistem ({mark})" if mark else "ditolak sistem")


@dataclass(frozen=True)
class Problem:
    """Hold one fault found in the data.

    Attributes:
        severity: `stop` sets the row aside (or, without a row, ends this Rakor); `periksa` asks a
            person to look; `info` only tells.
        sheet: name of the sheet, "" when the fault is the file's.
        row: row number as Excel shows it (1-based, the header counts), None for a whole sheet.
        column: header as the contract names it, "" for a whole row.
        value: what stood in the cell, shortened; personal numbers masked.
        message: Indonesian: what is wrong and what to do.
    """

    severity: Severity
    sheet: str
    row: int | None
    column: str
    value: str
    message: str
