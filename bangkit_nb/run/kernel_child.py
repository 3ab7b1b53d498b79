"""What a fork of the warm server does: one notebook's cells in a shell, or one Rakor.

The shell is ipykernel's own, made before the fork and used once; it "sends" to a recorder instead
of ZeroMQ, so a cell's outputs are the messages that a kernel would have sent.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.history import HistoryManager
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session

if TYPE_CHECKING:
    import socket

_shell: ZMQInteractiveShell | None = None
"""The one shell; each fork has a copy of its own."""


def warm_up() -> None:
    """Import and prime all that a job needs; no thread may be left behind."""
    global _shell  # noqa: PLW0603 - made once, before the first fork
    from bangkit_nb.run import priming

    HistoryManager.enabled = False  # it would write the user's history, in a thread
    _shell = ZMQInteractiveShell.instance(
        # as a kernel makes it, so that a traceback names and marks the cell in the same way
        compiler_class=XCachingCompiler,
        kernel=SimpleNamespace(eventloop=None),
    )
    with contextlib.suppress(Exception):  # a cold start only costs time; a test primes aloud
        priming.prime()


def work(stream: socket.socket, jobs: socket.socket) -> None:
    """Read one job from `stream`, do it, and answer in lines of JSON."""
    with stream.makefile("rb") as lines:
        job = json.loads(lines.readline())
    os.environ.clear()
    os.environ.update(job["lingkungan"])
    os.chdir(job["folder"])
    _reseed()
    if job["jenis"] == "rakor":
        _run_rakor(stream, job, jobs)
    else:
        jobs.close()
        _run_cells(stream, job["sel"])


def _reseed() -> None:
    """Give the legacy generator of numpy a seed of its own; Python's own does so by itself."""
    import numpy as np

    np.random.seed()


def _answer(stream: socket.socket, said: dict[str, Any]) -> None:
    stream.sendall(json.dumps(said, default=json_default).encode() + b"\n")


# --- a Rakor --------------------------------------------------------------------------------------


def _run_rakor(stream: socket.socket, job: dict[str, Any], jobs: socket.socket) -> None:
    from bangkit_nb.run import kernels, runner

    kernels.adopt(jobs)

    def report(rakor: str, step: str) -> None:
        _answer(stream, {"langkah": step})

    outcome = runner.run_rakor(job["rakor"], job["proyek"], report)
    _answer(stream, {"hasil": outcome.to_plain()})


# --- a notebook -----------------------------------------------------------------------------------


class Recorder(Session):
    """A kernel's session that hands each message on instead of sending it."""

    def __init__(self, stream: socket.socket) -> None:
        super().__init__()
        self._stream = stream

    def send(  # type: ignore[no-untyped-def]
        self, stream, msg_or_type, content=None, *unused, buffers=None, **ignored
    ) -> None:
        """Hand one message on; its kind comes apart or within, as in the class above."""
        if isinstance(msg_or_type, dict):
            kind, content = msg_or_type["header"]["msg_type"], msg_or_type["content"]
        else:
            kind = msg_or_type
        _answer(self._stream, {"pesan": kind, "isi": content or {}})


class Spoken(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell: text gathers until something else is said."""

    encoding = "utf-8"

    def __init__(self, name: str, session: Recorder) -> None:
        self._name = name
        self._session = session
        self._text: list[str] = []

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep `text` until the next flush."""
        self._text.append(text)
        return len(text)

    def flush(self) -> None:
        """Say what gathered."""
        if self._text:
            said, self._text = "".join(self._text), []
            self._session.send(None, "stream", {"name": self._name, "text": said})


def _run_cells(stream: socket.socket, cells: list[dict[str, Any]]) -> None:
    """Run cells in order; the first one that fails, unless it may, is the last."""
    shell: Any = _shell
    assert shell is not None
    session = Recorder(stream)
    shell.displayhook.session = shell.display_pub.session = session
    sys.stdin = io.StringIO()
    sys.stdout, sys.stderr = Spoken("stdout", session), Spoken("stderr", session)
    shell.init_environment()
    for cell in cells:
        session.send(None, "execute_input", {"execution_count": shell.execution_count})
        done = shell.run_cell(cell["kode"], store_history=True, silent=False)
        for spoken in (sys.stdout, sys.stderr):
            spoken.flush()
        reply = _reply(shell, done)
        _answer(stream, {"selesai": cell["nomor"], "jawab": reply})
        if reply["status"] == "error" and not cell["boleh_gagal"]:
            return


def _reply(shell: Any, done: Any) -> dict[str, Any]:
    fault = done.error_before_exec or done.error_in_exec
    in_display = getattr(shell, "_last_traceback_during_displayhook", False)
    if done.success and not in_display:
        return {"status": "ok"}
    told = getattr(shell, "_last_traceback", None) or []
    return {"status": "error", "ename": type(fault).__name__, "evalue": str(fault),
            "traceback": told}  # fmt: skip
