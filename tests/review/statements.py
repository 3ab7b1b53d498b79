"""Say things in tests: events about the usulan of a workbook, as somebody who has seen a log."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bangkit_nb.columns import COCOK, DIAKOMODIR
from bangkit_nb.review.events import Event, Isi, Seen, content_hash, usulan_key
from bangkit_nb.review.fold import Item, fold_item
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.store import open_store

RAKOR = "uji-2024-03-01"
A = Padanan(COCOK, "3.25.01", "3.25.03.2.01.0002")
B = Padanan(COCOK, "3.27.01", "3.27.07.2.01.0002")
TAKEN = Keputusan(
    DIAKOMODIR, "Dinas Perikanan", "Forum OPD", "2024-03-05", "3.25.01", "3.25.03.2.01.0002",
    5, "unit", 75_000_000,
)  # fmt: skip


def new_id(rng: random.Random | None = None) -> str:
    """Return a fresh id, or the next one of a seed."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4) if rng else uuid.uuid4())


def seen(row: dict[str, Any], kembar: int = 1) -> Seen:
    """Return what somebody saw of a row of sheet Rencana."""
    tahun = str(int(row["tahun"]))
    return Seen(
        row["id_usulan"], row["kode_desa"], tahun, row["kegiatan"], content_hash(row), kembar=kembar
    )


def key(row: dict[str, Any]) -> str:
    """Return the key of a row of sheet Rencana."""
    return usulan_key(row["kode_desa"], str(int(row["tahun"])), row["kegiatan"], row["id_usulan"])


def say(
    row: dict[str, Any],
    isi: Isi,
    before: Iterable[Event] | Item = (),
    *,
    by: str = "ani",
    kembar: int = 1,
    rakor: str = RAKOR,
    rng: random.Random | None = None,
) -> Event:
    """Return what `by` says of a row, having seen the events `before`."""
    item = before if isinstance(before, Item) else fold_item(before)
    lamport = max((e.lamport for e in item.events), default=0) + 1
    return Event(
        new_id(rng), rakor, key(row), isi, item.heads, lamport, by, "2024-02-20T10:00:00+09:00",
        seen(row, kembar),
    )  # fmt: skip


def keep(proyek: Path, *events: Event) -> None:
    """Put events into a project's database."""
    with open_store(proyek) as store:
        store.append(events)


def held(proyek: Path) -> tuple[Event, ...]:
    """Return the events that a project's database holds."""
    with open_store(proyek) as store:
        return store.read(RAKOR).events
