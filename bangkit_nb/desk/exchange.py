"""Carry the log between two laptops without a network: where its files lie on this one."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path

from bangkit_nb.files import resolve_inside, write_atomic
from bangkit_nb.text import slug

FOLDER = "data/tukar"
"""Files that were saved for another laptop or came from one; people's words, so not in outputs/."""

SUFFIX = ".jsonl"


def is_available() -> bool:
    """Tell whether this installation has the commands `bangkit log export` and `merge`."""
    return find_spec("bangkit_nb.review.exchange") is not None


def build_name(rakor: str, moment: dt.datetime | None = None) -> str:
    """Return where to save a Rakor's log now, below the project's folder.

    The name says when, so that none replaces another.
    """
    now = moment or dt.datetime.now()
    return f"{FOLDER}/catatan-{rakor}-{now:%Y-%m-%d-%H%M%S}{SUFFIX}"


def write_received(proyek: Path, name: str, content: bytes) -> Path:
    """Keep a file that came from another laptop; its name is made harmless."""
    safe = f"{FOLDER}/dari-{slug(Path(name).stem) or 'lain'}{SUFFIX}"
    return write_atomic(resolve_inside(proyek, safe), content)
