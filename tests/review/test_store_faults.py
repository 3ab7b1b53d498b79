"""Many writers, a writer killed, a disk full: nothing confirmed is lost, nothing doubled."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from build import RENCANA, SOAK
from statements import RAKOR, A, say

from bangkit_nb.errors import LogError
from bangkit_nb.review.fold import Log
from bangkit_nb.review.store import Store, open_store

WRITER = Path(__file__).with_name("writer.py")


def start(proyek: Path, url: str, name: str, n: int, size: int = 1) -> subprocess.Popen[str]:
    """Start a writer; its first line says that it is ready."""
    return subprocess.Popen(
        [sys.executable, WRITER, str(proyek), url or "-", name, str(n), str(size)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(writer: subprocess.Popen[str]) -> list[str]:
    """Wait for a writer; return the ids that it was told are kept."""
    said, faults = writer.communicate(timeout=600)
    assert writer.returncode == 0, faults
    return said.split()[1:]


class Reader(threading.Thread):
    """Ask for what came in since, again and again, as an open screen does."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True)
        self.store = store
        self.ids: list[str] = []
        self.last = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            self.look()
            time.sleep(0.002)

    def look(self) -> None:
        found = self.store.read(RAKOR, self.last)
        assert found.last >= self.last
        self.ids += [event.id for event in found.events]
        self.last = found.last

    def stop(self) -> list[str]:
        """Stop, look once more, and return every id met, in order, with repetitions."""
        self.is_over.set()
        self.join(60)
        self.look()
        return self.ids


@pytest.mark.slow
@pytest.mark.parametrize(
    ("writers", "n", "size"),
    # 16 writers of single events; 8 reviewers, now and then with a bulk action
    [(16, 1000, 1), (8, 250, 5)] if SOAK else [(5, 50, 1), (3, 10, 8)],
)
def test_writers_at_once_lose_and_double_nothing_and_no_reader_misses_any(
    tmp_path: Path, url: str, writers: int, n: int, size: int
) -> None:
    started = [start(tmp_path, url, f"p{i}", n, size) for i in range(writers)]
    with open_store(tmp_path, url) as store:
        readers = [Reader(store) for _ in range(2)]
        for reader in readers:
            reader.start()
        kept = [one for writer in started for one in finish(writer)]
        met = [reader.stop() for reader in readers]
        found = [event.id for event in store.read(RAKOR).events]
    assert len(found) == len(set(found)) == writers * n * size
    assert set(found) == set(kept)
    for ids in met:
        assert ids == found  # each once, in the order of their numbers


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_no_confirmed_event(tmp_path: Path, url: str) -> None:
    rng = random.Random(4)
    for turn in range(100 if SOAK else 10 if not url else 3):
        writer = start(tmp_path, url, f"p{turn}", 200)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "siap\n"
        # at a random write, and a random moment within it
        kept = [writer.stdout.readline().strip() for _ in range(rng.randint(0, 199))]
        time.sleep(rng.random() * 0.002)
        writer.kill()
        kept += [line.strip() for line in writer.stdout if line.endswith("\n")]
        writer.communicate(timeout=60)
        with open_store(tmp_path, url) as store:
            found = store.read(RAKOR).events
        mine = [event.id for event in found if event.penulis == f"p{turn}"]
        # what was confirmed, in order, and at most the one that was being written
        assert mine[: len(kept)] == kept and len(mine) - len(kept) <= 1
        log = Log(found)
        assert len(log) == len(found) and all(log.item(key).standing for key in log.kunci)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let a disk be mounted")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_keeps_what_was_confirmed_and_says_so(small_disk: Path) -> None:
    kept: list[str] = []
    with open_store(small_disk) as store:
        with pytest.raises(LogError, match=r"^Disk penuh, .*Kosongkan ruang disk"):
            for _ in range(100_000):
                batch = [say(RENCANA[0], A) for _ in range(20)]
                store.append(batch)
                kept += [event.id for event in batch]
        assert len(kept) >= 100
        assert [event.id for event in store.read(RAKOR).events] == kept
    with open_store(small_disk) as store:
        assert [event.id for event in store.read(RAKOR).events] == kept
    fill(small_disk / "isi")
    with pytest.raises(LogError, match=r"penuh|No space"):
        open_store(small_disk / "lain")


def fill(path: Path) -> None:
    """Take what is left of a disk."""
    with contextlib.suppress(OSError), path.open("ab", buffering=0) as stream:
        while True:
            stream.write(b"x" * 512)
