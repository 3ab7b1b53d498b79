"""A PostgreSQL server of Debian's package, for the tests alone: own folder, own port, then gone."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

USER = "bangkit"
PASSWORD = "rahasia-uji"


def lack(reason: str) -> NoReturn:
    """Skip the test for a missing tool; in CI fail it."""
    if os.environ.get("CI", "").casefold() in {"1", "true", "yes"}:
        pytest.fail(f"{reason} (CI=true: not skipped)", pytrace=False)
    pytest.skip(reason)


def find_bin() -> Path:
    """Return the folder of the newest server that Debian installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        lack("PostgreSQL is not installed (apt install postgresql)")
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))


def _as_servant() -> dict[str, int]:
    """Return how to start a child as somebody else: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        servant = pwd.getpwnam("postgres")
    except KeyError:
        lack("there is no user postgres to run the server as")
    return {"user": servant.pw_uid, "group": servant.pw_gid}


@contextmanager
def open_server() -> Iterator[str]:
    """Start a server on a free port of loopback; yield the address of its database "postgres"."""
    programs = find_bin()
    servant = _as_servant()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if servant:
        os.chown(folder, servant["user"], servant["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    if servant:
        os.chown(secret, servant["user"], servant["group"])

    def run(name: str, *words: str) -> None:
        done = subprocess.run(
            [programs / name, "-D", folder / "data", *words], **servant, cwd="/",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout}"

    options = f"-h 127.0.0.1 -p {port} -k {folder} -c max_connections=60"
    started = False
    try:
        run("initdb", "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
            "--locale=C")  # fmt: skip
        started = True
        run("pg_ctl", "-w", "-t", "60", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        if started:
            subprocess.run(
                [programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"],
                **servant, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=60, check=False,
            )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
