"""Build a review over a small workbook, with a clock and ids that count."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import build

from bangkit_nb.review import carry
from bangkit_nb.review.board import Board
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.materials import build_materials
from bangkit_nb.review.session import Session
from bangkit_nb.review.store import Store, open_store

RAKOR = "uji-2024-03-01"
_ids = itertools.count(1)


def new_id() -> str:
    return f"00000000-0000-4000-8000-{next(_ids):012x}"


def session(
    log: Log | None = None, petugas: str = "ani", **changes: list[dict[str, Any]]
) -> Session:
    """Return a review of tests/build.py's workbook, with some sheets changed."""
    checked = build.checked(**changes)
    log = log or Log()
    sheets = [checked.sheet(name) for name in ("Rencana", "Renja", "Desa")]
    judged = build_judged(log, *sheets)
    return Session(
        build_materials(checked, padanan=judged.padanan), log, rakor=RAKOR, petugas=petugas,
        now=lambda: "2024-02-01T09:00:00+09:00", new_id=new_id,
        carried=carry.build_carried(carry.carry_keys(log, sheets[0], sheets[2])),
    )  # fmt: skip


def board(folder: Path, petugas: str = "ani", **changes: list[dict[str, Any]]) -> Board:
    """Return the board of such a review on the database of a folder."""
    folder.mkdir(exist_ok=True)
    store: Store = open_store(folder)
    log = Log(store.read(RAKOR).events)
    made = session(log, petugas, **changes)
    return Board(made, store, last={"forum": "Rakor", "tanggal": "2024-03-01"})


def key_of(made: Session, id_usulan: str) -> str:
    return next(k for k, one in made.materials.usulan.items() if one.id_usulan == id_usulan)
