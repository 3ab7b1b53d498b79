"""Tell how a batch goes: a bar on a terminal, a line a step in a log, or JSON for machines."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from bangkit_nb.run.outcome import STEPS, Outcome

Say = Callable[[dict[str, Any]], None]
"""Takes one fact of the batch: `peristiwa` and what belongs to it."""


class Progress(Protocol):
    """What a pool tells while it runs."""

    def begin(self, rakor: str) -> None:
        """Say that a Rakor starts (again)."""

    def step(self, rakor: str, step: str) -> None:
        """Say that a step of a running Rakor begins."""

    def end(self, outcome: Outcome) -> None:
        """Say how a Rakor ended."""


@dataclass
class Batch:
    """Count a batch and tell each of its facts; every `say` gets all of them, in order."""

    n_rakor: int
    jobs: int
    says: tuple[Say, ...]
    clock: Callable[[], float] = time.monotonic
    _running: dict[str, str] = field(default_factory=dict, init=False)
    _ended: list[Outcome] = field(default_factory=list, init=False)

    def begin(self, rakor: str) -> None:
        """Say that a Rakor starts (again)."""
        self._running[rakor] = ""
        self._tell("mulai", rakor=rakor)

    def step(self, rakor: str, step: str) -> None:
        """Say that a step of a running Rakor begins."""
        if step:
            self._running[rakor] = step
            self._tell("langkah", rakor=rakor, langkah=step)

    def end(self, outcome: Outcome) -> None:
        """Say how a Rakor ended."""
        self._running.pop(outcome.rakor, None)
        self._ended.append(outcome)
        word = "selesai" if outcome.ok else "gagal"
        told: dict[str, Any] = {"rakor": outcome.rakor, "detik": round(outcome.seconds, 3)}
        if not outcome.ok:
            told |= {"di": outcome.where, "pesan": outcome.message}
        self._tell("tidak_berubah" if outcome.is_unchanged else word, **told)

    def seconds_left(self) -> float | None:
        """Return an estimate from what ended so far, None before the first."""
        took = [one.seconds for one in self._ended if not one.is_unchanged]
        if not took:
            return None
        left = self.n_rakor - len(self._ended)
        return sum(took) / len(took) * left / max(1, self.jobs)

    def _tell(self, peristiwa: str, **told: Any) -> None:
        left = self.seconds_left()
        counts = {
            "n_semua": self.n_rakor,
            "n_selesai": sum(one.ok for one in self._ended),
            "n_gagal": sum(not one.ok for one in self._ended),
            "n_berjalan": len(self._running),
            "sisa_detik": None if left is None else round(left, 1),
        }
        for say in self.says:
            say({"peristiwa": peristiwa, **told, **counts})


def say_json(stream: Any) -> Say:
    """Return a Say that writes one JSON line a fact, with the time in UTC."""

    def say(fact: dict[str, Any]) -> None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        stream.write(json.dumps({"waktu": now} | fact, ensure_ascii=False) + "\n")
        stream.flush()

    return say


def say_lines(stream: Any) -> Say:
    """Return a Say that writes "rakor: step" for each step, as the desk and logs read it."""

    def say(fact: dict[str, Any]) -> None:
        if fact["peristiwa"] == "langkah":
            print(f"{fact['rakor']}: {fact['langkah']}", file=stream, flush=True)

    return say


class Bar:
    """Draw one bar on a terminal: done, running, failed, time left."""

    def __init__(self, n_rakor: int) -> None:
        """Open the bar; a context manager closes it."""
        from tqdm import tqdm

        width, height = shutil.get_terminal_size((80, 24))
        self._done: dict[str, int] = {}
        self._bar = tqdm(
            total=n_rakor * len(STEPS),
            # a terminal that does not tell its width (a serial line, a recorder) would show nothing
            ncols=width,
            nrows=height,
            bar_format="{percentage:3.0f}% |{bar}| {desc}",
        )

    def __call__(self, fact: dict[str, Any]) -> None:
        """Draw one fact."""
        key = fact.get("rakor", "")
        step = fact.get("langkah", "")
        n = STEPS.index(step) if step in STEPS else 0
        if fact["peristiwa"] in {"selesai", "gagal", "tidak_berubah"}:
            n = len(STEPS)
        self._bar.update(n - self._done.get(key, 0))
        self._done[key] = n
        self._bar.set_description_str(describe(fact))

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *fault: object) -> None:
        self._bar.close()


def describe(fact: dict[str, Any]) -> str:
    """Return "12 selesai, 2 berjalan, sisa 3 menit | sbt-2024-03-01: paket"."""
    words = [f"{fact['n_selesai']}/{fact['n_semua']} selesai", f"{fact['n_berjalan']} berjalan"]
    if fact["n_gagal"]:
        words.append(f"{fact['n_gagal']} gagal")
    if fact["sisa_detik"] and fact["n_semua"] > 1:
        words.append(f"sisa {say_seconds(fact['sisa_detik'])}")
    now = f"{fact['rakor']}: {fact['langkah']}" if "langkah" in fact else fact.get("rakor", "")
    return f"{', '.join(words)} | {now}"


def say_seconds(seconds: float) -> str:
    """Return a time as people say it: "40 detik", "3 menit", "2 jam 5 menit"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} detik"
    minutes = round(seconds / 60)
    return f"{minutes} menit" if minutes < 90 else f"{minutes // 60} jam {minutes % 60} menit"


def say_screen(n_rakor: int) -> Bar | Any:
    """Return what shows the batch to whoever watches standard error, as a context manager."""
    from contextlib import nullcontext

    return Bar(n_rakor) if sys.stderr.isatty() else nullcontext(say_lines(sys.stderr))
