"""The files that officers click: they start the desk, or say in Indonesian why they cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from build import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="a shell script")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a space in its name that holds what is clicked, and a home without conda."""
    made = tmp_path / "proyek saya"
    made.mkdir()
    for name in ("mulai.sh", "bangkit.desktop"):
        shutil.copy(ROOT / name, made / name)
    return made


def start(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
    return subprocess.run(
        ["sh", str(folder / "mulai.sh"), *words], cwd="/", env=env, text=True,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=False,
    )  # fmt: skip


@posix
def test_without_an_installation_it_says_so(folder: Path) -> None:
    done = start(folder)
    assert done.returncode == 1 and done.stdout == ""
    assert "belum terpasang" in done.stderr and "not found" not in done.stderr


@posix
@pytest.mark.parametrize("place", ["proyek saya/.venv", "miniforge3/envs/bangkit"])
def test_it_starts_the_desk_in_the_projects_folder(folder: Path, place: str) -> None:
    python = folder.parent / place / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\npwd; echo "$@"\n')
    python.chmod(0o755)
    done = start(folder, "sbt-2024-03-01")
    assert done.stdout.splitlines() == [str(folder), "-m bangkit_nb.cli lab sbt-2024-03-01"]


@posix
def test_the_menu_entry_starts_this_folders_desk(folder: Path) -> None:
    assert start(folder, "--pasang").returncode == 0
    entry = (folder.parent / ".local/share/applications/bangkit.desktop").read_text()
    assert f'\nExec="{folder}/mulai.sh"\nPath={folder}\n' in entry
    assert "Terminal=true" in entry and entry.startswith("[Desktop Entry]\n")


def test_the_windows_file_has_windows_line_ends_and_jumps_that_land() -> None:
    raw = (ROOT / "mulai.bat").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") and raw.isascii()
    text = raw.decode()
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    assert "belum terpasang" in text and "-m bangkit_nb.cli lab %*" in text
