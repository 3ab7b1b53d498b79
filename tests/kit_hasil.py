"""Let several laptops write the log of one meeting, each knowing what it has taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.fold import Log
from bangkit_nb.review.rapat import IsiRapat, derive_id, rapat_key, split_key

RAKOR = "uji-2024-03-01"
START = dt.datetime(2024, 3, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def key(jenis: str, name: str = "1") -> str:
    return rapat_key(jenis, derive_id(jenis, name))


class Desk:
    """One typist with a copy of the log; every event of the room has a number and a day."""

    n = 0

    def __init__(self, name: str, log: Iterable[Event] = ()) -> None:
        self.name = name
        self.log = Log(log)

    def say(self, kunci: str, isi: IsiRapat | Batal, day: int = 0) -> Event:
        Desk.n += 1
        moment = START + dt.timedelta(days=day)
        event = Event(
            f"00000000-0000-4000-8000-{Desk.n:012x}", RAKOR, kunci, isi,
            self.log.item(kunci).heads, self.log.lamport + 1, self.name, moment.isoformat(),
        )  # fmt: skip
        self.log.add([event])
        return event

    def undo(self, event: Event, day: int = 0) -> Event:
        return self.say(event.kunci, Batal(event.id), day)

    def take(self, other: Desk) -> None:
        self.log.add(other.log.events)


def item_id(kunci: str) -> str:
    return split_key(kunci)[1]
