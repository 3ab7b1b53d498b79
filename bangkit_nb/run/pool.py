"""Run several Rakor, one or more at a time, with a progress bar on the terminal."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.queues import SimpleQueue
from threading import Thread

from tqdm import tqdm

from bangkit_nb.run.runner import STEPS, Outcome, Report, run_rakor

_steps: SimpleQueue[tuple[str, str]] | None = None


def run_all(rakor: list[str], proyek: str = "", *, jobs: int = 1) -> list[Outcome]:
    """Run every Rakor of the list, `jobs` at a time, and return their outcomes in list order."""
    with _progress(len(rakor)) as report:
        if jobs <= 1 or len(rakor) <= 1:
            return [run_rakor(key, proyek, report) for key in rakor]
        return _run_parallel(rakor, proyek, min(jobs, len(rakor)), report)


def _run_parallel(rakor: list[str], proyek: str, jobs: int, report: Report) -> list[Outcome]:
    context = multiprocessing.get_context("spawn")
    queue: SimpleQueue[tuple[str, str]] = context.SimpleQueue()
    listener = Thread(target=_listen, args=(queue, report), daemon=True)
    listener.start()
    found = _in_pool(rakor, proyek, jobs, queue)
    # A killed worker breaks its pool and with it every Rakor still waiting: each of those gets a
    # pool of its own, where only the one that really kills its process fails again.
    for key in rakor:
        if key not in found:
            found |= _in_pool([key], proyek, 1, queue)
    queue.put(("", ""))
    listener.join(5)
    lost = "Proses terhenti (mungkin kehabisan memori). Jalankan lagi."
    return [
        found.get(key) or Outcome(key, False, 0.0, where="proses", message=lost) for key in rakor
    ]


def _in_pool(
    rakor: list[str], proyek: str, jobs: int, queue: SimpleQueue[tuple[str, str]]
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
    return found


def _connect(queue: SimpleQueue[tuple[str, str]]) -> None:
    global _steps  # noqa: PLW0603 - a worker's one channel, set once when it starts
    _steps = queue


def _run_one(rakor: str, proyek: str) -> Outcome:
    def report(key: str, step: str) -> None:
        if _steps is not None:
            _steps.put((key, step))

    return run_rakor(rakor, proyek, report)


def _listen(queue: SimpleQueue[tuple[str, str]], report: Report) -> None:
    while True:
        key, step = queue.get()
        if not key:
            return
        report(key, step)


@contextmanager
def _progress(n_rakor: int) -> Iterator[Report]:
    """Show Rakor and step: a bar on a terminal, a line a step elsewhere (logs)."""
    done: dict[str, int] = {}
    is_terminal = sys.stderr.isatty()
    width, height = shutil.get_terminal_size((80, 24))
    with tqdm(
        total=n_rakor * len(STEPS),
        disable=not is_terminal,
        # a terminal that does not tell its width (a serial line, a recorder) would show nothing
        ncols=width,
        nrows=height,
        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}",
    ) as bar:

        def report(key: str, step: str) -> None:
            n = STEPS.index(step) if step else len(STEPS)
            bar.update(n - done.get(key, 0))
            done[key] = n
            if step:
                bar.set_description_str(f"{key}: {step}")
                if not is_terminal:
                    print(f"{key}: {step}", file=sys.stderr, flush=True)

        yield report
