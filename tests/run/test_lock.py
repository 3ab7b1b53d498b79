"""One run of a Rakor at a time: who holds it is said, and a dead holder holds nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from build import rakor, write_project

from bangkit_nb.errors import BangkitError
from bangkit_nb.params import open_rakor
from bangkit_nb.run.lock import hold_run, lock_path
from bangkit_nb.run.runner import run_rakor

NOW = dt.datetime(2024, 2, 3, 14, 5)

HOLDER = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from build import rakor
from bangkit_nb.run.lock import hold_run
with hold_run(rakor(Path(sys.argv[1]))):
    print("pegang", flush=True)
    time.sleep(60)
"""
TESTS = str(Path(__file__).resolve().parents[1])


def start_holder(project: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(project), TESTS]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "pegang\n"
    return child


def test_a_second_run_is_told_who_runs_it_and_since_when(tmp_path: Path) -> None:
    made = rakor(tmp_path)
    with (
        hold_run(made, now=NOW),
        pytest.raises(BangkitError, match=r"dijalankan oleh .+ sejak 3 Februari 2024 pukul 14.05"),
        hold_run(made),
    ):
        raise AssertionError("two at once")
    with hold_run(made):
        pass
    assert not lock_path(made).exists()


def test_another_rakor_is_free(tmp_path: Path) -> None:
    with hold_run(rakor(tmp_path)), hold_run(rakor(tmp_path, rakor="lain-2024-03-01")):
        pass


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    made = rakor(tmp_path)
    child = start_holder(tmp_path)
    try:
        with pytest.raises(BangkitError, match="sedang dijalankan"), hold_run(made):
            pass
    finally:
        child.kill()
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    else:
        child.wait()
    with hold_run(made):  # not yet waited for: a zombie counts as dead
        assert json.loads(lock_path(made).read_text())["pid"] != child.pid
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


@pytest.mark.parametrize(
    "told",
    [
        {"pid": psutil.Process().pid, "mulai_proses": 1.0},  # the number is another's now
        {"pid": 2**22 + 5, "mulai_proses": 1.0},
        {"pid": "x"},
        [],
    ],
)
def test_a_note_that_fits_no_living_process_is_no_lock(tmp_path: Path, told: object) -> None:
    made = rakor(tmp_path)
    lock_path(made).parent.mkdir(parents=True)
    lock_path(made).write_text(json.dumps(told))
    with hold_run(made):
        assert json.loads(lock_path(made).read_text())["pid"] == psutil.Process().pid


def test_a_note_of_another_machine_is_no_dead_process_of_this_one(tmp_path: Path) -> None:
    made = rakor(tmp_path)
    lock_path(made).parent.mkdir(parents=True)
    told = {"mesin": "simpul-lain", "pid": 2**22 + 5, "mulai_proses": 1.0}
    lock_path(made).write_text(json.dumps(told))
    with (
        pytest.raises(BangkitError, match="dijalankan oleh petugas lain di komputer simpul-lain"),
        hold_run(made),
    ):
        raise AssertionError("two at once")
    assert json.loads(lock_path(made).read_text()) == told
    # not renewed: a machine that went down does not hold the Rakor for ever
    os.utime(lock_path(made), (1e9, 1e9))
    with hold_run(made):
        assert json.loads(lock_path(made).read_text())["pid"] == psutil.Process().pid


def test_a_holder_renews_its_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangkit_nb.run.lock._BEAT", 0.01)
    made = rakor(tmp_path)
    with hold_run(made):
        os.utime(lock_path(made), (1e9, 1e9))
        until = time.monotonic() + 20
        while lock_path(made).stat().st_mtime < 1.1e9 and time.monotonic() < until:
            time.sleep(0.01)
        assert lock_path(made).stat().st_mtime > 1.1e9


def test_of_many_that_find_a_dead_holder_at_once_one_gets_it(tmp_path: Path) -> None:
    made = rakor(tmp_path)
    lock_path(made).parent.mkdir(parents=True)
    lock_path(made).write_text(json.dumps({"pid": 2**22 + 5, "mulai_proses": 1.0}))
    start, leave, got = threading.Barrier(8), threading.Event(), []

    def run() -> None:
        start.wait()
        try:
            with hold_run(made):
                got.append(1)
                leave.wait(20)
        except BangkitError:
            got.append(0)
            if len(got) == 8:
                leave.set()

    many = [threading.Thread(target=run) for _ in range(8)]
    for one in many:
        one.start()
    for one in many:
        one.join(30)
    assert sorted(got) == [0] * 7 + [1]


def test_a_run_that_is_refused_leaves_no_trace(project: Path) -> None:
    write_project(project)
    made = open_rakor("uji-2024-03-01", project)
    with hold_run(made):
        ended = run_rakor(made.rakor, str(project))
    assert not ended.ok and "sedang dijalankan oleh" in ended.message
    assert not (made.outputs_path / "gagal").exists()
