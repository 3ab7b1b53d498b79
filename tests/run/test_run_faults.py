"""What goes wrong while a batch runs: kills, a full or read-only disk, a workbook that hangs.

After each: no half file under a final name, the others are done, and a re-run completes.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from build import SOAK, write_project

from bangkit_nb.run import kernels
from bangkit_nb.run.manifest import sha256
from bangkit_nb.run.pool import run_all

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not kernels.is_safe(), reason="sistem ini tidak dapat fork dengan aman"),
]

N = 12 if SOAK else 2
ROUNDS = 25 if SOAK else 1


def write_many(project: Path, n: int) -> list[str]:
    return [write_project(project, f"k{at:02d}-2024-03-01") for at in range(n)]


def command(project: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bangkit_nb.cli", "run", "--all", "--jobs", "2", *words],
        env=os.environ | {"BANGKIT_PROYEK": str(project)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def check_whole(project: Path, keys: list[str]) -> int:
    """Assert that every Rakor with a manifest holds what it says; return how many have one."""
    n = 0
    for key in keys:
        out = project / "outputs" / key
        if (out / "manifest.json").exists():
            n += 1
            told = json.loads((out / "manifest.json").read_text())["berkas"]
            for name, digest in told.items():
                assert sha256((out / name).read_bytes()) == digest, (key, name)
        for path in out.rglob("*") if out.is_dir() else ():
            is_final = path.is_file() and not path.name.startswith(".tulis-")
            if is_final and path.suffix == ".html":
                assert path.read_text().rstrip().endswith("</html>"), path
            if is_final and path.suffix in {".json", ".ipynb"}:
                json.loads(path.read_text())
    return n


def find_victims(parent: psutil.Process) -> dict[str, list[psutil.Process]]:
    """Return the processes of a run by what they are."""
    try:
        servers = [p for p in parent.children() if "kernel_server" in " ".join(p.cmdline())]
        return {"parent": [parent], "server": servers,
                "child": [c for s in servers for c in s.children()]}  # fmt: skip
    except psutil.Error:
        return {}


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("victim", ["parent", "server", "child"])
def test_sigkill_at_random_loses_nothing(project: Path, victim: str, round_: int) -> None:
    keys = write_many(project, N)
    dice = random.Random(f"{victim}{round_}")
    run = command(project)
    parent = psutil.Process(run.pid)
    until = time.monotonic() + dice.uniform(0.5, 2.5)
    tree: list[psutil.Process] = []
    while run.poll() is None:
        found = find_victims(parent).get(victim, [])
        if found and time.monotonic() > until:
            tree = [parent, *parent.children(recursive=True)]
            dice.choice(found).kill()
            break
        time.sleep(0.02)
    _, said = run.communicate(timeout=120)
    if victim == "server" and tree:
        assert run.returncode == 0, said  # it was started again, and what it ran is run again
    if victim == "child" and tree:
        assert run.returncode in {0, 1}
        assert said.count(" | ") <= 2, said  # at most that one Rakor failed
    _, alive = psutil.wait_procs([p for p in tree if p.is_running()], timeout=10)
    assert not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]
    check_whole(project, keys)
    again = command(project)
    again.communicate(timeout=120)
    assert again.returncode == 0
    assert check_whole(project, keys) == N
    assert not list((project / "outputs").rglob(".tulis-*"))


@contextmanager
def mounted(path: Path, options: str) -> Iterator[None]:
    path.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("mount tidak diizinkan di sini")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


@pytest.mark.parametrize("kilobytes", [60, 400, 600] if SOAK else [400])
def test_a_full_disk_leaves_whole_packs_or_none_and_a_rerun_completes(
    project: Path, kilobytes: int
) -> None:
    keys = write_many(project, 3)
    with mounted(project / "outputs", f"size={kilobytes}k"):
        outcomes = run_all(keys, str(project), jobs=2)
        failed = [one for one in outcomes if not one.ok]
        assert failed and all("disk penuh" in one.message for one in failed), outcomes
        check_whole(project, keys)
        words = ["mount", "-o", "remount,size=64m", str(project / "outputs")]
        subprocess.run(words, check=True)
        assert all(one.ok for one in run_all([one.rakor for one in failed], str(project)))
        assert check_whole(project, keys) == 3


def test_read_only_outputs_are_said_and_change_nothing(project: Path) -> None:
    keys = write_many(project, 2)
    with mounted(project / "outputs", "size=64m"):
        assert run_all(keys[:1], str(project))[0].ok
        before = check_whole(project, keys)
        subprocess.run(["mount", "-o", "remount,ro", str(project / "outputs")], check=True)
        outcomes = run_all(keys, str(project), jobs=2)
        assert not any(one.ok for one in outcomes)
        assert all("hanya dapat dibaca" in one.message for one in outcomes), outcomes
        subprocess.run(["mount", "-o", "remount,rw", str(project / "outputs")], check=True)
        assert check_whole(project, keys) == before == 1
        assert all(one.ok for one in run_all(keys, str(project), jobs=2))


HOOK = """
import bangkit_nb.data.guard as guard
guard.WALL_SECONDS, ask = 1.5, guard._ask_child
SLOW = ("-c", "import time; time.sleep(600)")
guard._ask_child = lambda content, *child: ask(content, *[SLOW] * (b"GANTUNG" in content) or child)
"""


def test_a_workbook_that_hangs_the_reader_fails_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every process of the run, the reader is a child that sleeps, for one workbook."""
    keys = write_many(project, 3)
    hook = project / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK)
    book = project / "data" / f"{keys[1]}.xlsx"
    whole = book.read_bytes()
    book.write_bytes(whole + b"GANTUNG")
    monkeypatch.setenv("PYTHONPATH", f"{hook}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    start = time.monotonic()
    outcomes = run_all(keys, str(project), jobs=2)
    assert [one.ok for one in outcomes] == [True, False, True]
    assert "terlalu lama" in outcomes[1].message and time.monotonic() - start < 60
    book.write_bytes(whole)
    assert run_all([keys[1]], str(project))[0].ok
    assert check_whole(project, keys) == 3


def test_one_poisoned_rakor_harms_no_other(project: Path) -> None:
    n = 50 if SOAK else 3
    keys = write_many(project, n)
    bad = n // 2
    book = project / "data" / f"{keys[bad]}.xlsx"
    whole = book.read_bytes()
    book.write_bytes(b"PK\x03\x04" + bytes(random.Random(1).randbytes(5000)))
    outcomes = run_all(keys, str(project), jobs=2)
    assert [one.rakor for one in outcomes if not one.ok] == [keys[bad]]
    assert check_whole(project, keys) == n - 1
    book.write_bytes(whole)
    assert run_all([keys[bad]], str(project))[0].ok and check_whole(project, keys) == n
