"""A Dask cluster: every Rakor is there, none twice, also when a worker is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa
from build import RENCANA, SOAK, write_project

from bangkit_nb.columns import DIAKOMODIR
from bangkit_nb.errors import RunError
from bangkit_nb.review.events import Event, Seen, content_hash, usulan_key
from bangkit_nb.review.judgements import Keputusan
from bangkit_nb.review.store import open_store
from bangkit_nb.review.store_tables import PERISTIWA
from bangkit_nb.run import cluster, kernels
from bangkit_nb.run.changes import REASONS, Inputs, hash_code
from bangkit_nb.run.cluster import run_on_cluster, run_task
from bangkit_nb.run.outcome import STEPS, Outcome, from_plain
from bangkit_nb.run.progress import Batch

pytest.importorskip("distributed", reason="paket distributed (extra cluster) tidak ada")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not kernels.is_safe(), reason="sistem ini tidak dapat fork dengan aman"),
]

N = 40 if SOAK else 3


@contextmanager
def dask(tmp_path: Path, project: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers, as docs/klaster.md says."""
    place = tmp_path / "scheduler.json"
    begun: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        begun.append(subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
            cwd=tmp_path, env=os.environ | {"BANGKIT_PROYEK": str(project)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
          "--scheduler-file", str(place))  # fmt: skip
    try:
        for _ in range(2):
            start("worker", "--scheduler-file", str(place), "--nthreads", "1", "--no-dashboard",
                  "--host", "127.0.0.1", "--local-directory", str(tmp_path))  # fmt: skip
        until = time.monotonic() + 60
        while not place.exists() or not place.read_text().strip():
            assert time.monotonic() < until
            time.sleep(0.1)
        yield str(json.loads(place.read_text())["address"]), begun[1:]
    finally:
        tree = [
            child for one in begun for child in psutil.Process(one.pid).children(recursive=True)
        ]
        for one in reversed(begun):
            one.terminate()
        for one in begun:
            one.wait(20)
        _, alive = psutil.wait_procs(tree, 10)
        for left in alive:
            left.kill()


class Published(threading.Thread):
    """Watch outputs/ and remember every manifest that was ever under its final name."""

    def __init__(self, project: Path, keys: list[str]) -> None:
        super().__init__(daemon=True)
        self.paths = {key: project / "outputs" / key / "manifest.json" for key in keys}
        self.seen: dict[str, set[tuple[int, int]]] = {key: set() for key in keys}
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.01):
            for key, path in self.paths.items():
                try:
                    found = path.stat()
                except OSError:
                    continue
                self.seen[key].add((found.st_ino, found.st_mtime_ns))


def run(address: str, project: Path, keys: list[str], *says: Callable[[dict[str, Any]], None],
        force: bool = False) -> tuple[list[Any], dict[str, int]]:  # fmt: skip
    watch = Published(project, keys)
    watch.start()
    made = run_on_cluster(keys, project, address, Batch(len(keys), 2, says), force=force)
    watch.is_over.set()
    watch.join()
    return made, {key: len(seen) for key, seen in watch.seen.items()}


def test_two_workers_run_all_once_and_a_killed_one_loses_and_doubles_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [write_project(project, f"k{at:02d}-2024-03-01") for at in range(N)]
    facts: list[dict[str, Any]] = []
    with dask(tmp_path, project) as (address, workers):
        made, published = run(address, project, keys, facts.append)
        assert [one.rakor for one in made] == keys and all(one.ok for one in made), made
        assert published == dict.fromkeys(keys, 1)
        steps = {(f["rakor"], f["langkah"]) for f in facts if f["peristiwa"] == "langkah"}
        assert steps >= {(key, step) for key in keys for step in STEPS[:3]}
        # the same tasks again, as Dask does with finished ones whose worker is lost: no effect
        made, published = run(address, project, keys)
        assert all(one.is_unchanged for one in made) and published == dict.fromkeys(keys, 1)

        for key in keys:
            path = project / "params" / f"{key}.yml"
            path.write_text(path.read_text().replace("Bula", "Geser"))
        victims = list(psutil.Process(workers[0].pid).children())

        def kill(fact: dict[str, Any]) -> None:
            if fact["peristiwa"] == "langkah" and fact["langkah"] == STEPS[2] and victims:
                victims.pop().kill()

        made, published = run(address, project, keys, kill)
        assert victims == [] and all(one.ok for one in made), made
        # the manifest of before, and one of this run
        assert set(published.values()) <= {1, 2}, published
        for key in keys:
            told = json.loads((project / "outputs" / key / "manifest.json").read_text())
            assert "Geser" in (project / "outputs" / key / "index.html").read_text()
            assert told["keadaan"] == "berhasil"
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in str(p.info)]


def say_taken(rakor: str, row: dict[str, Any], oleh: str) -> Event:
    """Return that an OPD takes an usulan."""
    tahun = str(row["tahun"])
    kunci = usulan_key(row["kode_desa"], tahun, row["kegiatan"], row["id_usulan"])
    seen = Seen(row["id_usulan"], row["kode_desa"], tahun, row["kegiatan"], content_hash(row))
    isi = Keputusan(DIAKOMODIR, oleh, "Forum OPD", "2024-03-05", "3.25.01", "3.25.03.2.01.0002",
                    5, "unit", 75_000_000)  # fmt: skip
    return Event(str(uuid.uuid4()), rakor, kunci, isi, (), 1, "ani",
                 "2024-02-20T10:00:00+09:00", seen)  # fmt: skip


def test_what_is_said_in_postgres_is_in_every_pack_also_when_a_worker_is_killed(
    project: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker and its nanny are killed: its Rakor move to the other one for good."""
    monkeypatch.setenv("BANGKIT_DB", postgres)
    keys = [write_project(project, f"k{at:02d}-2024-03-01") for at in range(N)]
    said: list[Event] = []

    def say(at: int) -> None:
        """Let another OPD take another usulan of each Rakor; every name is of one Rakor alone."""
        made = [say_taken(key, RENCANA[at], f"Dinas {key[:3]} ke-{at}") for key in keys]
        with open_store(project) as store:
            store.append(made)
        said.extend(made)

    def check_told() -> None:
        for key in keys:
            out = project / "outputs" / key
            told = json.loads((out / "manifest.json").read_text())
            assert told["log"]["n_peristiwa"] == len(said) // N and told["keadaan"] == "berhasil"
            for name in ("rakor.html", "opd-3.25.01.html"):
                page = (out / "paket" / "sebelum" / name).read_text()
                for event in said:
                    assert isinstance(event.isi, Keputusan)
                    assert (event.isi.oleh in page) == (event.rakor == key), (key, event.isi.oleh)

    say(0)
    with dask(tmp_path, project) as (address, workers):
        made, published = run(address, project, keys)
        assert all(one.ok for one in made) and published == dict.fromkeys(keys, 1), made
        check_told()
        say(1)
        assert {Inputs(project).explain(key) for key in keys} == {(REASONS["log"],)}
        victims = [psutil.Process(workers[0].pid), *psutil.Process(workers[0].pid).children()]

        def kill(fact: dict[str, Any]) -> None:
            if fact["peristiwa"] == "langkah" and fact["langkah"] == STEPS[2]:
                while victims:
                    victims.pop(0).kill()

        made, published = run(address, project, keys, kill)
        assert victims == [] and [one.rakor for one in made] == keys
        assert all(one.ok for one in made) and set(published.values()) <= {1, 2}, (made, published)
        check_told()
        assert {Inputs(project).explain(key) for key in keys} == {()}
    with open_store(project) as store:
        kept = [event for key in keys for event in store.read(key).events]
        with store.connected() as connection:
            n_rows = connection.execute(sa.select(sa.func.count()).select_from(PERISTIWA)).scalar()
    assert sorted(e.id for e in kept) == sorted(e.id for e in said) and n_rows == len(said)
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in str(p.info)]


def test_a_scheduler_that_is_not_there_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(RunError, match="tidak menjawab"):
        run_on_cluster(["a"], project, "tcp://127.0.0.1:9", Batch(1, 1, ()))


def test_sqlite_is_refused_for_other_machines(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "data" / "bangkit.db").write_bytes(b"")
    with pytest.raises(RunError, match="PostgreSQL"):
        run_on_cluster(["a"], project, "tcp://penjadwal.kantor:8786", Batch(1, 1, ()))
    monkeypatch.setenv("BANGKIT_DB", "postgresql://u@h/n")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.2)
    with pytest.raises(RunError, match="tidak menjawab"):
        run_on_cluster(["a"], project, "tcp://penjadwal.invalid:8786", Batch(1, 1, ()))


def test_a_worker_with_other_code_or_without_the_folder_refuses(
    project: Path, tmp_path: Path
) -> None:
    for folder, code, word in (
        (project, "lain", "versi lain"), (tmp_path / "tidak-ada", hash_code(), "BANGKIT_PROYEK"),
        (project, hash_code(), "params/a.yml"),
    ):  # fmt: skip
        outcome = from_plain(run_task("a", str(folder), code, False))
        assert not outcome.ok and word in outcome.message


def test_a_worker_that_would_leave_out_what_people_said_refuses(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BANGKIT_DB", raising=False)
    key = write_project(project)
    outcome = from_plain(run_task(key, str(project), hash_code(), False, True))
    assert not outcome.ok and "BANGKIT_DB" in outcome.message


def test_a_worker_that_calls_the_folder_otherwise_answers_in_the_clients_words(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = write_project(project), write_project(project, "rusak-2024-03-01")
    (project / "data" / f"{bad}.xlsx").write_bytes(b"PK")
    (tmp_path / "dipasang").symlink_to(project, target_is_directory=True)
    monkeypatch.setenv("BANGKIT_PROYEK", str(tmp_path / "dipasang"))
    kantor = Path("/kantor/rakor")
    for is_unchanged in (False, True):
        outcome = from_plain(run_task(good, str(kantor), hash_code(), False))
        assert outcome.ok and outcome.is_unchanged is is_unchanged
        assert outcome.index_path == kantor / "outputs" / good / "index.html"
    failed = from_plain(run_task(bad, str(kantor), hash_code(), False))
    assert not failed.ok and failed.index_path is None
    assert str(tmp_path) not in json.dumps(failed.to_plain())


def test_every_path_of_an_outcome_moves_but_one_outside_the_folder() -> None:
    here, there = Path("/mnt/rakor"), Path("/kantor/rakor")
    both = Outcome(
        "a", False, 1.0, here / "outputs/a/index.html", kept_path=here / "outputs/a/3.ipynb"
    )
    moved = both.seen_from(here, there)
    assert moved.index_path == there / "outputs/a/index.html"
    assert moved.kept_path == there / "outputs/a/3.ipynb"
    outside = Outcome("a", True, 1.0, Path("/lain/index.html"))
    assert outside.seen_from(here, there) == outside
