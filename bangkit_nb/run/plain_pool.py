"""Run several Rakor without forks, where the platform has no safe one: same results, more time."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.queues import SimpleQueue
from threading import Thread

from bangkit_nb.run.outcome import Outcome, lost
from bangkit_nb.run.progress import Progress
from bangkit_nb.run.runner import run_rakor

Steps = SimpleQueue[tuple[str, str]]

_steps: Steps | None = None


def run_plain(rakor: list[str], proyek: str, jobs: int, progress: Progress) -> list[Outcome]:
    """Run every Rakor of the list; return their outcomes in list order."""
    if jobs <= 1 or len(rakor) <= 1:
        return [_run_here(key, proyek, progress) for key in rakor]
    context = multiprocessing.get_context("spawn")
    queue: Steps = context.SimpleQueue()
    listener = Thread(target=_listen, args=(queue, progress), daemon=True)
    listener.start()
    found = _in_pool(rakor, proyek, min(jobs, len(rakor)), queue, progress)
    # A killed worker breaks its pool and with it every Rakor still waiting: each of those gets a
    # pool of its own, where only the one that really kills its process fails again.
    for key in rakor:
        if key not in found:
            found |= _in_pool([key], proyek, 1, queue, progress)
    queue.put(("", ""))
    listener.join(5)
    for key in rakor:
        if key not in found:
            found[key] = lost(key, 0.0)
            progress.end(found[key])
    return [found[key] for key in rakor]


def _run_here(rakor: str, proyek: str, progress: Progress) -> Outcome:
    progress.begin(rakor)
    outcome = run_rakor(rakor, proyek, progress.step)
    progress.end(outcome)
    return outcome


def _in_pool(
    rakor: list[str], proyek: str, jobs: int, queue: Steps, progress: Progress
) -> dict[str, Outcome]:
    """Return the outcomes of those Rakor whose worker lived to tell."""
    context = multiprocessing.get_context("spawn")
    found: dict[str, Outcome] = {}
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_connect, initargs=(queue,)
    ) as pool:
        waiting = {pool.submit(_run_one, key, proyek): key for key in rakor}
        for done in as_completed(waiting):
            with suppress(BrokenProcessPool):
                found[waiting[done]] = done.result()
                progress.end(found[waiting[done]])
    return found


def _connect(queue: Steps) -> None:
    global _steps  # noqa: PLW0603 - a worker's one channel, set once when it starts
    _steps = queue


def _run_one(rakor: str, proyek: str) -> Outcome:
    def report(key: str, step: str) -> None:
        if _steps is not None:
            _steps.put((key, step))

    return run_rakor(rakor, proyek, report)


def _listen(queue: Steps, progress: Progress) -> None:
    while True:
        key, step = queue.get()
        if not key:
            return
        progress.step(key, step)
