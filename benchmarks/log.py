"""The log: one event kept for good, 10,000 read and folded, against a bare insert by sqlite3."""

from __future__ import annotations

import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "review"), str(ROOT / "tests")]

from statements import RAKOR, A, say  # noqa: E402

from bangkit_nb.review.events import Calon, Event, to_json  # noqa: E402
from bangkit_nb.review.fold import Log  # noqa: E402
from bangkit_nb.review.store import open_store  # noqa: E402

SINGLE, MANY = 2_000, 10_000


def make_events(n: int) -> list[Event]:
    """Return events about n / 4 usulan, each with five candidates that were shown."""
    rows = [
        {"id_usulan": f"U-{i}", "kode_desa": "81.05.15.2004", "kegiatan": f"Bibit pala {i} pohon",
         "tahun": 2025}
        for i in range(max(1, n // 4))
    ]  # fmt: skip
    calon = tuple(Calon("3.25.01", f"3.25.03.2.01.{i:04d}", 0.5) for i in range(5))
    made: list[Event] = []
    last: dict[str, Event] = {}
    for i in range(n):
        event = say(rows[i % len(rows)], A)
        before = last.get(event.kunci)
        assert event.seen is not None
        event = replace(
            event, seen=replace(event.seen, calon=calon), lamport=i + 1, id=str(uuid.uuid4()),
            parents=(before.id,) if before else (),
        )  # fmt: skip
        last[event.kunci] = event
        made.append(event)
    return made


def times(action: Callable[[Event], object], events: Iterable[Event]) -> list[float]:
    """Return the milliseconds of each call, sorted."""
    found = []
    for event in events:
        start = time.perf_counter()
        action(event)
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def best(action: Callable[[], object], rounds: int = 5) -> float:
    """Return the median milliseconds of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def time_floor(path: Path, events: list[Event]) -> list[float]:
    """Insert the same lines with sqlite3 alone, under the same promises."""
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE t (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, isi TEXT)")

    def insert(event: Event) -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO t (id, isi) VALUES (?, ?)", (event.id, to_json(event)))
        bare.execute("COMMIT")

    found = times(insert, events)
    bare.close()
    return found


def main() -> None:
    """Print the figures and their ratios to the floor of the same run."""
    folder = Path(tempfile.mkdtemp(prefix="log-", dir=ROOT / "data"))
    try:
        single, many = make_events(SINGLE), make_events(MANY)
        floor = time_floor(folder / "lantai.db", single)
        start = time.perf_counter()
        with open_store(folder) as store:
            opening = (time.perf_counter() - start) * 1000
            kept = times(lambda event: store.append([event]), single)
            start = time.perf_counter()
            store.append(replace(event, rakor="banyak") for event in many)
            bulk = (time.perf_counter() - start) * 1000
            reading = best(lambda: store.read("banyak"))
            after = store.read(RAKOR).last
            polling = best(lambda: store.read(RAKOR, after), 200)
        lines = [to_json(event) for event in many]
        parsing = best(lambda: [json.loads(line) for line in lines])
        folding = best(lambda: Log(many))
    finally:
        shutil.rmtree(folder)

    def at(found: list[float], share: float) -> float:
        return found[int(share * (len(found) - 1))]

    print("| what | ms | floor, same run (ms) | ratio |\n|---|---|---|---|")
    for name, ours, theirs in (
        ("one event appended, p50", at(kept, 0.5), at(floor, 0.5)),
        ("one event appended, p99", at(kept, 0.99), at(floor, 0.99)),
        ("10,000 appended at once", bulk, MANY * at(floor, 0.5)),
        ("10,000 read (floor: json.loads alone)", reading, parsing),
        ("10,000 folded (floor: json.loads alone)", folding, parsing),
        ("asked for news, none there", polling, at(floor, 0.5)),
        ("database made and opened", opening, at(floor, 0.5)),
    ):
        print(f"| {name} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} |")
    print(f"\nTarget: append p99 <= 20 ms: {'held' if at(kept, 0.99) <= 20 else 'MISSED'}.")


if __name__ == "__main__":
    main()
