"""Let the records of rooms above travel in the file of the log, each kind by a module of its own.

A room registers its kind by name; the module is loaded when a file is written or read. A file with
a kind that nobody registered is refused: what it holds may be the reason not to send a mail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from bangkit_nb.errors import LogError

if TYPE_CHECKING:  # a command registers before anything heavy loads
    from bangkit_nb.review.store import Store

_MODULES: dict[str, str] = {}

START = '{"lain":'
"""How a line of such a record begins; no event begins so, for its keys are sorted."""


class Kind(Protocol):
    """What a module offers: its records of a Rakor as lines of canonical JSON, and back."""

    def read_lines(self, store: Store, rakor: str) -> list[str]:
        """Return the records in an order that depends on nothing but them."""
        ...

    def check_lines(self, lines: Sequence[str], rakor: str) -> None:
        """Raise LogError where a line is none of this Rakor's records."""
        ...

    def write_lines(self, store: Store, lines: Sequence[str], rakor: str) -> int:
        """Add the records that are not there, all or none; returns how many were new."""
        ...


def register(kind: str, module: str) -> None:
    """Name the module that reads and writes a kind of record."""
    _MODULES[kind] = module


def find_kinds() -> Mapping[str, Kind]:
    """Load the modules of every kind."""
    return {kind: cast(Kind, import_module(name)) for kind, name in sorted(_MODULES.items())}


def wrap_line(kind: str, line: str) -> str:
    """Return a record as a line of the file."""
    return f'{START}{json.dumps(kind)},"isi":{line}}}'


def unwrap_line(line: str) -> tuple[str, str]:
    """Return a line's kind and its record as canonical JSON; ValueError where it holds none."""
    made = json.loads(line)
    if set(made) != {"lain", "isi"} or not isinstance(made["lain"], str):
        raise ValueError("bukan catatan")
    record = json.dumps(made["isi"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return made["lain"], record


def check_passengers(lines: Mapping[str, Sequence[str]], rakor: str, name: str) -> None:
    """Refuse with LogError what a file carries of an unknown kind, and what is no record."""
    kinds = find_kinds()
    for kind, some in lines.items():
        if kind not in kinds:
            raise LogError(
                f"'{name}' memuat catatan yang belum dikenal di sini. Perbarui bangkit di komputer "
                "ini, lalu ulangi; tidak ada yang digabungkan."
            )
        kinds[kind].check_lines(some, rakor)
