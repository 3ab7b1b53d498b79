"""Fold the log: what stands now, what is taken back, where two people disagree.

Everything here is a function of the set of events: their order of arrival never matters.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.rapat import is_rapat_key


@dataclass(frozen=True)
class Standing:
    """Hold what stands on one usulan for one kind of statement.

    Attributes:
        event: the latest statement that stands; None when nothing does.
        rivals: further statements that stand beside it and say something else: their writers had
            not seen each other's. A person must choose; nothing is overwritten.
    """

    event: Event | None = None
    rivals: tuple[Event, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether people disagree."""
        return bool(self.rivals)


@dataclass(frozen=True)
class Item:
    """Hold all that was said of one usulan.

    Attributes:
        events: every event, in order.
        active: ids of the events that are not taken back.
        heads: ids that no other event has as its parent: what a new event takes as parents.
        standing: kind -> what stands.
    """

    events: tuple[Event, ...] = ()
    active: frozenset[str] = frozenset()
    heads: tuple[str, ...] = ()
    standing: Mapping[str, Standing] = field(default_factory=dict)

    def of(self, jenis: str) -> Standing:
        """Return what stands for one kind."""
        return self.standing.get(jenis, Standing())


def fold_item(events: Iterable[Event]) -> Item:
    """Fold the events of one usulan, given in any order and with any repetition."""
    known = {event.id: event for event in events}
    ordered = tuple(sorted(known.values(), key=lambda event: event.order))
    active = _active(ordered)
    covered = {parent for event in ordered for parent in event.parents}
    heads = tuple(sorted(event.id for event in ordered if event.id not in covered))
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in ordered:
        if event.id in active and not isinstance(event.isi, Batal):
            by_kind[event.jenis].append(event)
    standing = {kind: _stand(said, known) for kind, said in sorted(by_kind.items())}
    return Item(ordered, active, heads, standing)


def _active(ordered: tuple[Event, ...]) -> frozenset[str]:
    """Return what is not taken back; a taking back may itself be taken back (redo).

    A `Batal` comes after what it takes back, so going backwards each is decided before its target.
    """
    undone: set[str] = set()
    active = set()
    for event in reversed(ordered):
        if event.id in undone:
            continue
        active.add(event.id)
        if isinstance(event.isi, Batal):
            undone.add(event.isi.membatalkan)
    return frozenset(active)


def _stand(said: list[Event], known: Mapping[str, Event]) -> Standing:
    older = find_seen(said, known)
    tips = [event for event in said if event.id not in older]
    latest = tips[-1]
    rivals = tuple(event for event in tips[:-1] if event.isi != latest.isi)
    return Standing(latest, rivals)


def find_seen(said: list[Event], known: Mapping[str, Event]) -> set[str]:
    """Return the ids of all that the writers of `said` had seen.

    A link to an event that is not earlier is no link: only a damaged or made-up file has one, and
    a ring of them would leave nothing standing.
    """
    older: set[str] = set()
    ahead = list(said)
    while ahead:
        event = ahead.pop()
        for parent in event.parents:
            above = known.get(parent)
            if above is not None and parent not in older and above.order < event.order:
                older.add(parent)
                ahead.append(above)
    return older


class Log:
    """Hold the events of one Rakor, folded, and take new ones in.

    The result of `add` depends on the set of events only, not on how it was cut into calls.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events: dict[str, Event] = {}
        self._of: dict[str, list[Event]] = defaultdict(list)
        self._items: dict[str, Item] = {}
        self.lamport = 0
        self.add(events)

    def add(self, events: Iterable[Event]) -> set[str]:
        """Take events in; returns the keys of the usulan that they touch (known ones: none)."""
        touched = set()
        for event in events:
            if event.id in self._events:
                continue
            self._events[event.id] = event
            self._of[event.kunci].append(event)
            self.lamport = max(self.lamport, event.lamport)
            touched.add(event.kunci)
        for kunci in touched:
            self._items[kunci] = fold_item(self._of[kunci])
        return touched

    def item(self, kunci: str) -> Item:
        """Return what was said of one usulan."""
        return self._items.get(kunci, Item())

    def event(self, event_id: str) -> Event | None:
        """Return one event, None when it is not here."""
        return self._events.get(event_id)

    @property
    def events(self) -> list[Event]:
        """Every event, in order."""
        return sorted(self._events.values(), key=lambda event: event.order)

    @property
    def kunci(self) -> list[str]:
        """The keys of all usulan that something was said of, sorted."""
        return sorted(key for key in self._items if not is_rapat_key(key))

    @property
    def kunci_rapat(self) -> list[str]:
        """The keys of all items of the meeting, sorted."""
        return sorted(key for key in self._items if is_rapat_key(key))

    @property
    def sha256(self) -> str:
        """Hash over the ids of all events: equal logs, equal hash."""
        return hashlib.sha256("\n".join(sorted(self._events)).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self._events)


@dataclass(frozen=True)
class Steps:
    """Hold a writer's undo and redo stacks: each step the ids of one action, latest step last."""

    undo: tuple[tuple[str, ...], ...]
    redo: tuple[tuple[str, ...], ...]


def fold_steps(events: Iterable[Event], penulis: str) -> Steps:
    """Return what `penulis` can undo and redo, from the log alone, so that a restart loses nothing.

    events: in order (Log.events). The events of one bulk action are one step. A new statement
    clears the redo stack, as in every editor. A redo step holds the ids of the `Batal` events.
    """
    undo: list[tuple[str, ...]] = []
    redo: list[tuple[str, ...]] = []
    for action in _actions(event for event in events if event.penulis == penulis):
        targets = {e.isi.membatalkan for e in action if isinstance(e.isi, Batal)}
        ids = tuple(event.id for event in action)
        if not targets:
            undo.append(ids)
            redo.clear()
        elif undo and targets & set(undo[-1]):
            undo.pop()
            redo.append(ids)
        elif redo and targets & set(redo[-1]):
            redo.pop()
            undo.append(ids)
    return Steps(tuple(undo), tuple(redo))


def _actions(events: Iterable[Event]) -> list[list[Event]]:
    """Group events by action: those of one `paket`, or one alone."""
    made: list[list[Event]] = []
    at: dict[str, list[Event]] = {}
    for event in events:
        if event.paket and event.paket in at:
            at[event.paket].append(event)
            continue
        made.append([event])
        if event.paket:
            at[event.paket] = made[-1]
    return made
