"""Run Rakor on a Dask cluster: a shared folder for data and outputs, the log on PostgreSQL.

A worker is a daemon and may start no process by multiprocessing; its task asks a warm fork server,
a subprocess of the worker, which dies with it. Dask runs tasks again when a worker is lost, also
finished ones: a task whose packs are of the same input does nothing, and what is the same is not
published twice.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bangkit_nb.errors import BangkitError, RunError
from bangkit_nb.review.place import BANGKIT_DB, is_store
from bangkit_nb.run import kernels
from bangkit_nb.run.changes import Inputs, hash_code
from bangkit_nb.run.outcome import LATE, Outcome, from_plain, lost
from bangkit_nb.run.pool import RAKOR_SECONDS, TRIES
from bangkit_nb.run.progress import Progress

TOPIC = "bangkit"
CONNECT_SECONDS = 20
LOCK_SECONDS = 60.0
"""How long a task waits for the killed run before it to let go of its Rakor: beyond lock.LEASE."""

RETRIES = 3

Report = Callable[[str], None]


def run_on_cluster(
    rakor: Sequence[str], proyek: Path, address: str, progress: Progress, *, force: bool = False
) -> list[Outcome]:
    """Run every Rakor as one task; return outcomes in list order.

    address: of the scheduler. Raises RunError where the cluster cannot be used.
    """
    _check_store(proyek, address)
    try:
        from distributed import Client
    except ImportError:
        raise RunError(
            "Untuk --cluster diperlukan paket distributed: pip install 'bangkit-nb[cluster]'.",
            "klaster",
        ) from None
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as fault:
        raise RunError(
            f"Penjadwal Dask di {address} tidak menjawab ({type(fault).__name__}). Periksa alamat "
            "dan apakah dask scheduler berjalan.", "klaster",
        ) from None  # fmt: skip
    with client:
        return _run(client, rakor, proyek, progress, force=force)


def _check_store(proyek: Path, address: str) -> None:
    """Refuse SQLite for several machines: it loses events on a shared folder."""
    host = urlsplit(address).hostname or ""
    is_here = host in {"localhost", "::1"} or host.startswith("127.")
    if not is_here and is_store(proyek) and "postgres" not in os.environ.get(BANGKIT_DB, ""):
        raise RunError(
            "Catatan Rakor ada di SQLite, yang tidak boleh dibuka dari beberapa mesin. Isi "
            "BANGKIT_DB dengan alamat PostgreSQL di sini dan di setiap pekerja; lihat "
            "docs/klaster.md.", "klaster",
        )  # fmt: skip


def _run(
    client: Any, rakor: Sequence[str], proyek: Path, progress: Progress, *, force: bool
) -> list[Outcome]:
    heard: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    client.subscribe_topic(TOPIC, lambda event: heard.put(("langkah", event[1])))
    batch = uuid4().hex  # another batch's futures are not ours
    waiting = {}
    has_log = is_store(proyek)
    for key in rakor:
        future = client.submit(
            run_task, key, str(proyek), hash_code(), force, has_log,
            key=f"bangkit-{key}-{batch}", retries=RETRIES, pure=False,
        )  # fmt: skip
        waiting[future.key] = (key, future)
        future.add_done_callback(lambda done: heard.put(("selesai", done.key)))
    found: dict[str, Outcome] = {}
    try:
        while waiting:
            kind, told = heard.get()
            if kind == "langkah":
                if told["rakor"] not in found:
                    (progress.step if told["langkah"] else _begin(progress))(
                        told["rakor"], told["langkah"]
                    )
            elif told in waiting:
                key, future = waiting.pop(told)
                found[key] = _outcome(key, future)
                progress.end(found[key])
    finally:
        client.cancel([future for _, future in waiting.values()])
    return [found[key] for key in rakor]


def _begin(progress: Progress) -> Callable[[str, str], None]:
    return lambda rakor, step: progress.begin(rakor)


def _outcome(key: str, future: Any) -> Outcome:
    """Return what a task said; a task that killed several workers is a Rakor that failed."""
    if future.status == "finished":
        with contextlib.suppress(OSError, TimeoutError):
            return from_plain(future.result())
    fault = future.exception() if future.status == "error" else None
    name = type(fault).__name__ if fault else future.status
    return replace(lost(key, 0.0), message=f"Pekerja klaster terhenti ({name}). Jalankan lagi.")


# --- on a worker ----------------------------------------------------------------------------------

_server: kernels.KernelServer | None = None
_door = threading.Lock()


def run_task(
    rakor: str, proyek: str, code: str, force: bool, has_log: bool = False
) -> dict[str, Any]:
    """Run one Rakor on this worker, unless its packs are of the same input; return its outcome.

    proyek: the client's path of the project, which the outcome's paths begin with; BANGKIT_PROYEK
    names it where it differs here. code: hash of the client's package, which must be this
    worker's. has_log: the client has a log; packs without it would leave out what people said.
    """
    start = time.monotonic()
    folder = Path(os.environ.get("BANGKIT_PROYEK", "") or proyek).resolve()
    try:
        if hash_code() != code:
            raise RunError("Pekerja memakai bangkit versi lain. Pasang versi yang sama.", "klaster")
        if not (folder / "params").is_dir():
            raise RunError("Folder proyek tidak ada di pekerja. Isi BANGKIT_PROYEK.", "klaster")
        if has_log and not is_store(folder):
            raise RunError("BANGKIT_DB kosong di pekerja. Isi seperti di mesin ini.", "klaster")
        if not force and not Inputs(folder).explain(rakor):
            index = folder / "outputs" / rakor / "index.html"
            unchanged = Outcome(rakor, True, 0.0, index, is_unchanged=True)
            return unchanged.seen_from(folder, Path(proyek)).to_plain()
        _tell(rakor, "")
        _await_lock(rakor, folder)
        outcome = _run_here(rakor, folder, lambda step: _tell(rakor, step))
    except BangkitError as fault:
        where = getattr(fault, "where", "") or f"params/{rakor}.yml"
        outcome = Outcome(rakor, False, time.monotonic() - start, where=where, message=str(fault))
    return outcome.seen_from(folder, Path(proyek)).to_plain()


def _tell(rakor: str, step: str) -> None:
    from distributed import get_worker

    with contextlib.suppress(ValueError):  # no worker: a test calls the task itself
        get_worker().log_event(TOPIC, {"rakor": rakor, "langkah": step})


def _await_lock(rakor: str, proyek: Path) -> None:
    """Wait until nobody runs the Rakor: a killed worker's fork is gone a moment later."""
    from bangkit_nb.params import open_rakor
    from bangkit_nb.run.lock import hold_run

    opened = open_rakor(rakor, proyek)
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            with hold_run(opened):
                return
        except BangkitError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _run_here(rakor: str, proyek: Path, report: Report) -> Outcome:
    if not kernels.is_safe():
        return _run_subprocess(rakor, proyek)
    start = time.monotonic()
    for _ in range(TRIES):
        with contextlib.suppress(kernels.ServerGone):
            return _run_forked(rakor, proyek, report)
    return lost(rakor, time.monotonic() - start)


def _run_forked(rakor: str, proyek: Path, report: Report) -> Outcome:
    start, outcome = time.monotonic(), None
    job = {"jenis": "rakor", "rakor": rakor, "proyek": str(proyek), "folder": str(proyek)}
    with kernels.Child(job, _open_server().channel) as child:
        while (lines := child.read(1.0)) is not None:
            for line in lines:
                if "hasil" in line:
                    outcome = from_plain(line["hasil"])
                elif line["langkah"]:
                    report(line["langkah"])
            if time.monotonic() - start > RAKOR_SECONDS:
                return lost(rakor, time.monotonic() - start, LATE)
        left = child.wait()
    return replace(outcome or lost(rakor, time.monotonic() - start), memory=left.memory)


def _open_server() -> kernels.KernelServer:
    """Return this worker's warm server, starting one where there is none or it died."""
    global _server  # noqa: PLW0603 - one a worker process, shared by its threads
    with _door:
        if _server is None or not _server.is_alive():
            if _server is not None:
                _server.close()
            else:
                atexit.register(_close_server)
            _server = kernels.start_server()
        return _server


def _close_server() -> None:
    if _server is not None:
        _server.close()


_PLAIN = (
    "import json, sys; from bangkit_nb.run.runner import run_rakor; "
    "print(json.dumps(run_rakor(*sys.argv[1:]).to_plain()))"
)


def _run_subprocess(rakor: str, proyek: Path) -> Outcome:
    start = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PLAIN, rakor, str(proyek)],
            capture_output=True, text=True, timeout=RAKOR_SECONDS, check=False,
        )  # fmt: skip
        return from_plain(json.loads(done.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return lost(rakor, time.monotonic() - start, LATE)
    except (ValueError, IndexError):
        return lost(rakor, time.monotonic() - start)
