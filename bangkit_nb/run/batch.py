"""Run what changed: choose the Rakor, say why each runs, run them here or on a cluster, report.

Light: pandas and papermill load in the children only.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from bangkit_nb.errors import BangkitError, explain_fault
from bangkit_nb.files import write_atomic
from bangkit_nb.run import progress
from bangkit_nb.run.changes import Inputs, find_runnable
from bangkit_nb.run.outcome import Outcome

FOLDER = "_batch"
"""Below outputs/; no Rakor's key begins so."""

KEPT = 30
"""Reports kept; older ones are taken away."""

FORCED = "diminta (--force)"


@dataclass(frozen=True)
class Task:
    """Hold one Rakor of a batch; reasons: why it runs, () when it need not."""

    rakor: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Options:
    """Hold what a batch was asked for.

    Attributes:
        force: run also what did not change.
        jobs: how many Rakor at a time on this machine.
        cluster: address of a Dask scheduler, "" for this machine.
        log_json: say each fact on standard output as a JSON line, and nothing else.
        report: leave outputs/_batch/<id>/.
    """

    force: bool = False
    jobs: int = 1
    cluster: str = ""
    log_json: bool = False
    report: bool = True


@dataclass(frozen=True)
class Ran:
    """Hold how a batch ended: outcomes in the order asked, and the report's page, if any."""

    outcomes: tuple[Outcome, ...]
    page: Path | None = None

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return what failed."""
        return tuple(one for one in self.outcomes if not one.ok)

    @property
    def n_unchanged(self) -> int:
        """Return how many Rakor had nothing to run."""
        return sum(one.is_unchanged for one in self.outcomes)


def choose_rakor(proyek: Path, rakor: Sequence[str], only: Sequence[str]) -> list[str]:
    """Return the Rakor to look at: those named, else all; `only`: patterns such as "sbt-*"."""
    chosen = list(dict.fromkeys(rakor)) or find_runnable(proyek)
    if only:
        chosen = [key for key in chosen if any(fnmatchcase(key, pattern) for pattern in only)]
    if not chosen:
        hint = "Tidak ada kunci yang cocok dengan --only." if only else (
            "Tambahkan berkas di folder params."
        )  # fmt: skip
        raise BangkitError(f"belum ada Rakor untuk dijalankan. {hint}")
    return chosen


def plan_batch(proyek: Path, chosen: Sequence[str], *, force: bool = False) -> list[Task]:
    """Return each chosen Rakor with the reasons to run it."""
    inputs = Inputs(proyek)
    return [Task(key, inputs.explain(key) or ((FORCED,) if force else ())) for key in chosen]


def run_batch(proyek: Path, tasks: Sequence[Task], options: Options) -> Ran:
    """Run the tasks that have a reason; return all outcomes and write the report.

    Raises BangkitError where nothing can begin (no cluster, no kernel server).
    """
    began = time.time()
    due = [task.rakor for task in tasks if task.reasons]
    ready = {
        task.rakor: Outcome(task.rakor, True, 0.0, _index(proyek, task.rakor), is_unchanged=True)
        for task in tasks if not task.reasons
    }  # fmt: skip
    facts: list[dict[str, Any]] = []
    with ExitStack() as stack:
        says: list[progress.Say] = [facts.append]
        if options.log_json:
            says.append(progress.say_json(sys.stdout))
        elif due:
            says.append(stack.enter_context(progress.say_screen(len(due))))
        batch = progress.Batch(len(due), options.jobs, tuple(says))
        made = {one.rakor: one for one in _run(proyek, due, options, batch)}
    outcomes = tuple((ready | made)[task.rakor] for task in tasks)
    if options.log_json:
        progress.say_json(sys.stdout)(summarise_batch(outcomes, time.time() - began))
    page = _leave_report(proyek, tasks, outcomes, facts, began) if due and options.report else None
    return Ran(outcomes, page)


def _run(
    proyek: Path, due: list[str], options: Options, batch: progress.Batch
) -> Sequence[Outcome]:
    if not due:
        return []
    if options.cluster:
        from bangkit_nb.run.cluster import run_on_cluster

        return run_on_cluster(due, proyek, options.cluster, batch, force=options.force)
    from bangkit_nb.run.pool import run_all

    return run_all(due, str(proyek), jobs=options.jobs, progress=batch)


def _index(proyek: Path, rakor: str) -> Path:
    return proyek / "outputs" / rakor / "index.html"


def summarise_batch(outcomes: Sequence[Outcome], seconds: float) -> dict[str, Any]:
    """Return the batch in one fact, for machines."""
    return {
        "peristiwa": "ringkas",
        "n_semua": len(outcomes),
        "n_dijalankan": sum(not one.is_unchanged for one in outcomes),
        "n_tidak_berubah": sum(one.is_unchanged for one in outcomes),
        "n_gagal": sum(not one.ok for one in outcomes),
        "detik": round(seconds, 3),
    }


def _leave_report(
    proyek: Path,
    tasks: Sequence[Task],
    outcomes: Sequence[Outcome],
    facts: Sequence[dict[str, Any]],
    began: float,
) -> Path | None:
    """Write outputs/_batch/<id>/; a disk that refuses it is said, and fails no Rakor."""
    from bangkit_nb.run.report import build_report

    start = dt.datetime.fromtimestamp(began).astimezone()
    folder = proyek / "outputs" / FOLDER / f"{start:%Y-%m-%d-%H%M%S}"
    told = [summarise_batch(outcomes, time.time() - began)]
    reasons = {task.rakor: task.reasons for task in tasks}
    try:
        lines = "".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in [*facts, *told])
        write_atomic(folder / "log.jsonl", lines.encode())
        page = build_report(outcomes, reasons, start, time.time() - began, proyek / "outputs")
        written = write_atomic(folder / "index.html", page.encode())
        for old in sorted(path for path in folder.parent.iterdir() if path.is_dir())[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as fault:
        print(f"bangkit: laporan tidak dapat ditulis: {explain_fault(fault)}", file=sys.stderr)
        return None
    return written
