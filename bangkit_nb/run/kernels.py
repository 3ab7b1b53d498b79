"""The client's side of the warm fork server: start it, hand it jobs, hear how they end.

Standard library only: `bangkit run` on one machine never imports what its children need.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bangkit_nb.errors import RunError

BANGKIT_KERNEL = "BANGKIT_KERNEL"
"""Environment: "biasa" runs every notebook in a plain kernel; same results, more time."""

START_SECONDS = 120.0
START_TRIES = 3
GRACE_SECONDS = 5.0

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""A forked copy of a library's threads would hang; with several Rakor at once they only compete."""

_SERVER = (
    "-P",
    "-c",
    "import sys; sys.path.append(sys.argv[1]); from bangkit_nb.run.kernel_server import main; "
    "main(*map(int, sys.argv[2:]))",
)

_channel: socket.socket | None = None


@dataclass(frozen=True)
class Exit:
    """Hold how a child ended: its exit code (negative: the signal; None: no fork), its memory."""

    code: int | None
    memory: int = 0


class ServerGone(RunError):
    """The fork server died; what it ran is killed with it, and may be started again."""


def is_safe() -> bool:
    """Tell whether this platform can fork a warm process: Linux does; others use plain kernels."""
    return sys.platform.startswith("linux") and os.environ.get(BANGKIT_KERNEL, "") != "biasa"


def is_warm() -> bool:
    """Tell whether this process can ask a fork server for a child."""
    return _channel is not None


def adopt(channel: socket.socket) -> None:
    """Ask for children on `channel` from now on."""
    global _channel  # noqa: PLW0603 - a process has one server
    _channel = channel


class Child:
    """One fork at work: lines of JSON come in; let go, it is killed."""

    def __init__(self, job: dict[str, Any], channel: socket.socket | None = None) -> None:
        """Ask for a fork and hand it `job`; raises ServerGone."""
        channel = channel or _channel
        assert channel is not None
        self._stream, theirs = socket.socketpair()
        self._leash, held = socket.socketpair()
        self._text = b""
        job = {"lingkungan": dict(os.environ), "folder": str(Path.cwd()), **job}
        try:
            with theirs, held:
                socket.send_fds(channel, [b"anak"], [theirs.fileno(), held.fileno()])
            self._stream.sendall(json.dumps(job).encode() + b"\n")
        except OSError:
            self.close()
            raise ServerGone("Peladen kernel terhenti. Jalankan lagi.", "proses") from None

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._stream.fileno()

    def read(self, seconds: float | None = None) -> list[dict[str, Any]] | None:
        """Return the lines that came in, [] when none came in time, None at the child's end."""
        if not select.select([self._stream], [], [], seconds)[0]:
            return []
        try:
            piece = self._stream.recv(1 << 20)
        except OSError:
            piece = b""
        if not piece:
            return None
        *lines, self._text = (self._text + piece).split(b"\n")
        return [json.loads(line) for line in lines]

    def interrupt(self) -> None:
        """Let the child meet KeyboardInterrupt."""
        with contextlib.suppress(OSError):
            self._leash.sendall(b"i")

    def wait(self) -> Exit:
        """Return how the child ended; raises ServerGone when nobody can tell."""
        try:
            self._leash.settimeout(GRACE_SECONDS)
            said = self._leash.recv(4096)
        except OSError:
            said = b""
        if not said:
            raise ServerGone("Peladen kernel terhenti. Jalankan lagi.", "proses")
        told = json.loads(said)
        return Exit(told["kode"], told.get("memori", 0))

    def close(self) -> None:
        """Let go: a child that still runs is killed, with all that it started."""
        self._leash.close()
        self._stream.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


class KernelServer:
    """A running fork server of our own; it ends with us, however we end."""

    def __init__(self) -> None:
        """Start it and wait until it is warm; raises RunError where it cannot start."""
        self.channel, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ready, told = os.pipe()
        handles = [control.fileno(), self.channel.fileno(), told]
        package = str(Path(__file__).resolve().parents[2])
        self.process = subprocess.Popen(
            [sys.executable, *_SERVER, package, *map(str, handles)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=handles,
            env={**os.environ, **ONE_THREAD}, start_new_session=True,
        )  # fmt: skip
        os.close(told)
        control.close()
        try:
            self._await(ready)
        finally:
            os.close(ready)

    def _await(self, ready: int) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if select.select([ready], [], [], 1.0)[0]:
                if os.read(ready, 16):
                    return
                break
        self.close()
        said = (
            "Peladen kernel tidak dapat dimulai. Coba lagi dengan BANGKIT_KERNEL=biasa, atau "
            "laporkan ke pengelola."
        )
        is_killed = (self.process.returncode or 0) < 0
        raise (ServerGone if is_killed else RunError)(said, "proses")

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End the server and every child of it."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.channel.close()

    def __enter__(self) -> KernelServer:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


def start_server() -> KernelServer:
    """Start a fork server, again where it was killed on the way; raises RunError."""
    for _ in range(START_TRIES):
        with contextlib.suppress(ServerGone):
            return KernelServer()
    return KernelServer()
