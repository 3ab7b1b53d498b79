"""Let only one process run a Rakor at a time, whichever page, kernel or terminal it came from.

outputs/meja/jalan/<rakor>.json says who runs it. A process that died leaves it behind: its number
and the moment that it began tell a dead one from a living, even when the number is another's now.
Of another machine's processes on a shared folder nothing is known: a holder renews its note's time
while it lives, and the note of another machine holds until it was not renewed for a while.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from bangkit_nb.errors import BangkitError
from bangkit_nb.files import read_object
from bangkit_nb.fmt import tanggal
from bangkit_nb.params import Rakor
from bangkit_nb.text import shorten

FOLDER = "outputs/meja/jalan"
"""Where who runs what is written, below the project's folder; not among a Rakor's own results."""

_SAME = 2.0
"""Seconds by which two readings of when a process began may differ."""

_HOST = socket.gethostname()

_BEAT, LEASE = 3.0, 20.0
"""Seconds between renewals, and those without one after which another machine's note is void."""


@contextlib.contextmanager
def hold_run(rakor: Rakor, *, now: dt.datetime | None = None) -> Iterator[None]:
    """Hold a Rakor's run while the body works; BangkitError, at once, where another process does.

    now: for display; the present in the Rakor's zone where None.
    """
    path = lock_path(rakor)
    door = path.with_suffix(".kunci")
    moment = now or dt.datetime.now(rakor.zona)
    with _door(door):
        other = read_object(path)
        if other is not None and _is_alive(other, path, door):
            raise BangkitError(_say(rakor.rakor, other))
        # not by a temporary file, which a kill would leave behind: the door keeps readers out, and
        # half a note counts as none
        path.write_bytes(json.dumps(_describe_own(moment), ensure_ascii=False).encode() + b"\n")
    is_over = threading.Event()
    beat = threading.Thread(target=_renew, args=(path, is_over), daemon=True)
    beat.start()
    try:
        yield
    finally:
        is_over.set()
        beat.join()
        with _door(door):
            held = read_object(path)
            if held is not None and (held.get("pid"), held.get("mesin")) == (os.getpid(), _HOST):
                path.unlink(missing_ok=True)


def lock_path(rakor: Rakor) -> Path:
    """Return where it is written who runs a Rakor."""
    return rakor.proyek / FOLDER / f"{rakor.rakor}.json"


@contextlib.contextmanager
def _door(path: Path) -> Iterator[None]:
    """Let one process at a time look and write; the system opens it when its holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _renew(path: Path, is_over: threading.Event) -> None:
    while not is_over.wait(_BEAT):
        with contextlib.suppress(OSError):
            os.utime(path)


def _is_alive(told: dict[str, Any], path: Path, door: Path) -> bool:
    """Tell whether the process that wrote it still lives; a reused number began at another time."""
    pid, began = told.get("pid"), told.get("mulai_proses")
    if type(pid) is not int or not isinstance(began, int | float):
        return False
    if told.get("mesin", _HOST) != _HOST:
        os.utime(door)  # both times are of the folder's own clock, not of two machines
        return door.stat().st_mtime - path.stat().st_mtime < LEASE
    try:
        process = psutil.Process(pid)
        is_dead = process.status() == psutil.STATUS_ZOMBIE
        return not is_dead and abs(process.create_time() - began) < _SAME
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:  # somebody else's, which may not be looked at: it is there
        return True


def _describe_own(moment: dt.datetime) -> dict[str, Any]:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a machine without a user name
        name = "petugas lain"
    return {
        "mesin": _HOST,
        "pid": os.getpid(),
        "mulai_proses": psutil.Process().create_time(),
        "oleh": name,
        "sejak": moment.isoformat(timespec="minutes"),
    }


def _say(rakor: str, told: dict[str, Any]) -> str:
    who = shorten(str(told.get("oleh") or "petugas lain"), 40)
    place = str(told.get("mesin", _HOST))
    who += f" di komputer {shorten(place, 40)}" if place != _HOST else ""
    try:
        moment = dt.datetime.fromisoformat(str(told.get("sejak")))
        since = f" sejak {tanggal(moment.date())} pukul {moment:%H.%M}"
    except ValueError:
        since = ""
    return (
        f"Rakor {rakor} sedang dijalankan oleh {who}{since}. "
        "Tunggu sampai selesai, lalu buka paketnya atau jalankan lagi."
    )
