"""The warm fork server: one single-threaded process that imports once and forks a child a job.

Started by kernels.py with three things: its end of the control channel (a descriptor), standard
input as a leash (it ends when its client does), and a pipe to say "siap" on. Whoever holds the
other end of the control channel sends two descriptors, and gets a fork of its own: `stream`, on
which the child reads its job and answers, and `leash`, which stays here: when it is let go the
child is killed, an "i" on it interrupts the child, and the child's exit is told on it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

_PR_SET_PDEATHSIG = 1
_OOM_FIRST = b"600"  # out of memory: the system takes a child, neither this server nor its client

Work = Callable[[socket.socket], None]
"""What a child does with its stream; it never returns to the server's loop."""


class Server:
    """Fork a child for each pair of descriptors that comes in; outlive every one of them."""

    def __init__(self, control: socket.socket, lifeline: int, work: Work) -> None:
        self._control = control
        self._lifeline = lifeline
        self._work = work
        self._leashes: dict[int, socket.socket] = {}
        self._prctl = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None
        self._wake, bell = socket.socketpair()
        for end in (self._wake, bell):
            end.setblocking(False)
        self._bell = bell
        signal.signal(signal.SIGCHLD, _ring)
        signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        for source in (control, lifeline, self._wake):
            self._selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serve until the client is gone; then kill what still runs."""
        try:
            while True:
                for key, _ in self._selector.select():
                    if key.fileobj == self._lifeline:
                        return
                    if key.fileobj is self._control:
                        self._take_job()
                    elif key.fileobj is self._wake:
                        self._reap()
                    else:
                        self._hear(int(key.data))
        finally:
            for pid in list(self._leashes):
                _kill(pid)

    def _take_job(self) -> None:
        try:
            _, handles, _, _ = socket.recv_fds(self._control, 16, 2)
        except OSError:
            return
        if len(handles) != 2:
            for handle in handles:
                os.close(handle)
            return
        stream, leash = (socket.socket(fileno=handle) for handle in handles)
        try:
            pid = os.fork()
        except OSError:  # no memory or process left: this job fails, the server lives
            _tell(leash, {"kode": None})
            stream.close()
            leash.close()
            return
        if pid == 0:
            self._become_child(stream, leash)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # the child does the same; whoever comes first
        stream.close()
        leash.setblocking(False)
        self._leashes[pid] = leash
        self._selector.register(leash, selectors.EVENT_READ, pid)

    def _become_child(self, stream: socket.socket, leash: socket.socket) -> None:
        """Leave the server behind: its signals, its descriptors, its terminal; then work."""
        code = 70
        try:
            parent = os.getppid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if self._prctl is not None:
                self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            os.setpgid(0, 0)
            self._selector.close()
            for end in (leash, self._wake, self._bell, self._control, *self._leashes.values()):
                end.close()
            null = os.open(os.devnull, os.O_RDWR)
            for handle in (0, 1, 2):
                os.dup2(null, handle)
            os.close(null)
            _yield_first()
            gc.set_threshold(100_000, 20, 20)  # short lives: measured, 6 % less time
            if os.getppid() == parent:  # else the server died before the line above took hold
                self._work(stream)
            code = 0
        except BaseException:
            code = 70
        finally:
            os._exit(code)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(4096):
                pass
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            leash = self._leashes.pop(pid, None)
            if leash is not None:
                _kill(pid)  # what the child itself left running
                with contextlib.suppress(KeyError):  # let go before
                    self._selector.unregister(leash)
                code = os.waitstatus_to_exitcode(status)
                _tell(leash, {"kode": code, "memori": used.ru_maxrss * 1024})
                leash.close()

    def _hear(self, pid: int) -> None:
        leash = self._leashes.get(pid)
        if leash is None:
            return
        try:
            word = leash.recv(16)
        except BlockingIOError:
            return
        except OSError:
            word = b""
        if word:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        else:
            self._selector.unregister(leash)
            _kill(pid)


def _ring(number: int, frame: FrameType | None) -> None:
    """Let SIGCHLD write to the wake-up descriptor; nothing else is done within a signal."""


def _tell(leash: socket.socket, said: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # its client is gone
        leash.sendall(json.dumps(said).encode())


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _yield_first() -> None:
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as stream:  # noqa: PTH123
        stream.write(_OOM_FIRST)


def main(control: int, client: int, ready: int) -> None:
    """Import what jobs need, say so, and serve; control, client: both ends of the channel."""
    from bangkit_nb.run import kernel_child

    channel = socket.socket(fileno=control)
    jobs = socket.socket(fileno=client)  # handed on: a Rakor's child asks for its notebooks' forks
    kernel_child.warm_up()
    server = Server(channel, 0, lambda stream: kernel_child.work(stream, jobs))
    gc.collect()
    gc.freeze()  # else the first collection in a child copies every page
    os.write(ready, b"siap")
    os.close(ready)
    server.serve()
