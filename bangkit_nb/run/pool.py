"""Run several Rakor, some at a time: each in a fork of the warm server, or in plain processes.

A child that dies takes its own Rakor with it and no other. A server that dies is started again, and
what it ran is run again.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bangkit_nb.run import kernels
from bangkit_nb.run.outcome import LATE, Outcome, from_plain, lost
from bangkit_nb.run.progress import Batch, Progress

RAKOR_SECONDS = 3600.0
"""What one Rakor may take; its cells and notebooks have limits of their own."""

TRIES = 4
"""How often a Rakor starts whose server died under it."""

FIRST_MEMORY = 500_000_000
"""Bytes that a Rakor is taken to need before the first one has told."""

Memory = Callable[[], int]
"""Tells how many bytes are free."""


def run_all(
    rakor: Sequence[str],
    proyek: str = "",
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> list[Outcome]:
    """Run every Rakor of the list, at most `jobs` at a time; return outcomes in list order.

    Fewer run at a time while the machine's memory does not hold another one.
    """
    progress = progress or Batch(len(rakor), jobs, ())
    if not kernels.is_safe():
        from bangkit_nb.run.plain_pool import run_plain

        return run_plain(list(rakor), proyek, jobs, progress)
    pool = _Pool(proyek, max(1, jobs), progress, memory or read_free_memory)
    return pool.run(rakor)


@dataclass
class _Running:
    rakor: str
    child: kernels.Child
    start: float
    tries: int
    outcome: Outcome | None = None


class _Pool:
    def __init__(self, proyek: str, jobs: int, progress: Progress, memory: Memory) -> None:
        self._proyek = proyek
        self._jobs = jobs
        self._progress = progress
        self._memory = memory
        self._need = FIRST_MEMORY
        self._running: list[_Running] = []
        self._found: dict[str, Outcome] = {}
        self._server: kernels.KernelServer | None = None

    def run(self, rakor: Sequence[str]) -> list[Outcome]:
        waiting = deque((key, 1) for key in rakor)
        try:
            while waiting or self._running:
                while waiting and self._has_room():
                    key, tries = waiting.popleft()
                    if not self._start(key, tries):
                        self._give_back(waiting, key, tries)
                self._listen(waiting)
        finally:
            for one in self._running:
                one.child.close()
            if self._server is not None:
                self._server.close()
        return [self._found[key] for key in rakor]

    def _has_room(self) -> bool:
        n = len(self._running)
        return n == 0 or (n < self._jobs and self._memory() > self._need)

    def _start(self, key: str, tries: int) -> bool:
        job = {"jenis": "rakor", "rakor": key, "proyek": self._proyek}
        try:
            if self._server is None or not self._server.is_alive():
                self._stop_server()
                self._server = kernels.start_server()
            child = kernels.Child(job, self._server.channel)
        except kernels.ServerGone:
            return False
        self._running.append(_Running(key, child, time.monotonic(), tries))
        self._progress.begin(key)
        return True

    def _stop_server(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _listen(self, waiting: deque[tuple[str, int]]) -> None:
        ready = select.select([one.child for one in self._running], [], [], 1.0)[0]
        for one in list(self._running):
            lines = one.child.read(0.0) if one.child in ready else []
            if lines is None:
                self._end(one, waiting)
                continue
            for line in lines:
                if "hasil" in line:
                    one.outcome = from_plain(line["hasil"])
                elif line["langkah"]:
                    self._progress.step(one.rakor, line["langkah"])
            if time.monotonic() - one.start > RAKOR_SECONDS:
                self._close(one, lost(one.rakor, time.monotonic() - one.start, LATE))

    def _end(self, one: _Running, waiting: deque[tuple[str, int]]) -> None:
        took = time.monotonic() - one.start
        try:
            left = one.child.wait()
        except kernels.ServerGone:
            if one.outcome is not None:  # it had said all before the server went
                self._close(one, one.outcome)
                return
            self._running.remove(one)
            one.child.close()
            self._stop_server()
            self._give_back(waiting, one.rakor, one.tries)
            return
        self._need = max(self._need, int(left.memory * 1.5))
        made = one.outcome or lost(one.rakor, took)
        self._close(one, replace(made, memory=left.memory))

    def _give_back(self, waiting: deque[tuple[str, int]], key: str, tries: int) -> None:
        if tries < TRIES:
            waiting.append((key, tries + 1))
        else:
            self._keep(lost(key, 0.0))

    def _close(self, one: _Running, outcome: Outcome) -> None:
        self._running.remove(one)
        one.child.close()
        self._keep(outcome)

    def _keep(self, outcome: Outcome) -> None:
        self._found[outcome.rakor] = outcome
        self._progress.end(outcome)


def read_free_memory() -> int:
    """Return the bytes that this machine, or this container, can still give."""
    import psutil

    free = int(psutil.virtual_memory().available)
    group = Path("/sys/fs/cgroup")
    try:
        most = (group / "memory.max").read_text().strip()
        used = int((group / "memory.current").read_text())
    except (OSError, ValueError):
        return free
    return min(free, int(most) - used) if most.isdigit() else free


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
