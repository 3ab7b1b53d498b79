"""Start what a button asks for in a child process, the same command as on the command line.

The kernel never waits: a thread reads the child's words and tells each change to whoever listens.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

import psutil

from bangkit_nb.desk import import_form, said
from bangkit_nb.desk.cards import SCREENS
from bangkit_nb.files import write_text

State = Literal["jalan", "baik", "salah"]

_COMMAND = """import signal, sys
# Lab's kernel ignores Ctrl+C between cells and its children inherit that; a stop must clean up.
for name in ("SIGINT", "SIGTERM"):
    signal.signal(getattr(signal, name), signal.default_int_handler)
from bangkit_nb.cli import main
sys.exit(main(sys.argv[1:]))
"""
_PREPARE = """import sys
from bangkit_nb.desk.launcher import prepare_notebooks
from bangkit_nb.errors import BangkitError
from bangkit_nb.params import open_rakor
try:
    prepare_notebooks(open_rakor(sys.argv[1]))
except BangkitError as fault:
    sys.exit(f"bangkit: {fault}")
"""
_GRACE = 3.0
"""Seconds that a stopped command has to clean up after itself."""

_NOTE = "outputs/meja/galat.txt"
"""Where the raw words of a broken command are kept, below the project's folder."""

_BEGUN = {
    "periksa": "Memeriksa buku kerja...",
    "paket": "Menyiapkan pembuatan paket...",
    **{name: screen.begun for name, screen in SCREENS.items()},
    "baru": "Membuat berkas Rakor baru...",
    "ekspor": "Menyimpan catatan ke berkas...",
    "gabung": "Menggabungkan catatan...",
    "impor": "Membaca berkas dan mengisi buku kerja...",
}


@dataclass(frozen=True)
class Progress:
    """Hold how far the last action on one Rakor is, or how it ended."""

    action: str
    state: State
    sentence: str
    number: int = 0
    n_steps: int = 0
    ended: said.Ended | None = None


def build_arguments(action: str, rakor: str, given: Mapping[str, str]) -> list[str]:
    """Return what Python is started with for an action; KeyError for one that there is not.

    given: for `baru` the form's fields by key of the params file; for `ekspor` and `gabung` the
    file as `berkas`.
    """
    if action in SCREENS:
        return ["-c", _PREPARE, rakor]
    words = {
        "periksa": ["check", rakor, "--json"],
        "paket": ["run", rakor],
        "baru": ["new-rakor", *_options(given)],
        "ekspor": ["log", "export", rakor, given.get("berkas", "")],
        "gabung": ["log", "merge", rakor, given.get("berkas", "")],
        "impor": import_form.build_words(rakor, given),
    }[action]
    return ["-c", _COMMAND, *words]


def _options(given: Mapping[str, str]) -> list[str]:
    # one word each: a value that begins with a dash stays a value
    return [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value]


class Action:
    """One child process and what became of it; `tell` is called, from a thread, at each change."""

    def __init__(
        self,
        action: str,
        rakor: str,
        given: Mapping[str, str],
        proyek: Path,
        tell: Callable[[Progress], None],
    ) -> None:
        self.name = action
        self.progress = Progress(action, "jalan", _BEGUN[action])
        self._proyek, self._tell, self._is_stopped = proyek, tell, False
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the thread that reads it
        try:
            self._child = subprocess.Popen(
                [sys.executable, *build_arguments(action, rakor, given)],
                cwd=proyek, stdin=subprocess.DEVNULL, stdout=self._out, stderr=subprocess.PIPE,
                env={**os.environ, "BANGKIT_PROYEK": str(proyek), "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,
            )  # fmt: skip
        except OSError:
            self._out.close()
            raise
        self._thread = Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Begin to listen to the child."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for the end and tell whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Ask the child to end, and end it with its own children where it does not."""
        self._is_stopped = True
        Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        family: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(self._child.pid).children(recursive=True)
        self._child.terminate()
        # not psutil's wait: it takes the exit code away, and a stopped run then reads as a done one
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(_GRACE)
        self._child.kill()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()

    def _follow(self) -> None:
        lines: list[str] = []
        assert self._child.stderr is not None
        with self._child.stderr as stream, self._out:
            for raw in stream:
                line = raw.decode("utf-8", "replace")
                lines.append(line)
                step = said.explain_step(line)
                if step is not None:
                    words = f"Langkah {step.number} dari {step.n_steps}: {step.words}..."
                    self._change(Progress(self.name, "jalan", words, step.number, step.n_steps))
            code = self._child.wait()
            self._out.seek(0)
            out = self._out.read().decode("utf-8", "replace")
        self._change(self._conclude(code, out, "".join(lines)))

    def _conclude(self, code: int, out: str, err: str) -> Progress:
        if self._is_stopped and code != 0:
            code = 130
        ended = said.explain_end(self.name, code, out, err)
        sentence = ended.sentence
        if ended.is_broken:
            sentence = self._keep(out, err)
        return Progress(self.name, "baik" if ended.ok else "salah", sentence, ended=ended)

    def _keep(self, out: str, err: str) -> str:
        place = _NOTE
        try:
            write_text(self._proyek / _NOTE, f"{self.name}\n{out}\n{err}")
        except OSError:
            place = "layar hitam tempat meja ini dibuka"
            print(err, file=sys.__stderr__)
        return said.BROKEN.format(place=place)

    def _change(self, progress: Progress) -> None:
        self.progress = progress
        self._tell(progress)


class Actions:
    """The actions of one project, at most one at a time on each Rakor."""

    def __init__(self, proyek: Path) -> None:
        self._proyek, self._lock = proyek, Lock()
        self._of: dict[str, Action] = {}
        self.tell: Callable[[str, Progress], None] = lambda rakor, progress: None

    def begin(self, action: str, rakor: str, given: Mapping[str, str] | None = None) -> bool:
        """Start an action; False, and nothing started, where one is running on this Rakor."""
        with self._lock:
            if self.is_running(rakor):
                return False
            made = Action(action, rakor, given or {}, self._proyek, lambda p: self.tell(rakor, p))
            self._of[rakor] = made
        self.tell(rakor, made.progress)
        made.start()
        return True

    def is_running(self, rakor: str) -> bool:
        """Tell whether an action is under way on a Rakor ("" is the desk as a whole)."""
        return rakor in self._of and self._of[rakor].progress.state == "jalan"

    def stop(self, rakor: str) -> None:
        """Stop what is running on a Rakor, if anything is."""
        if self.is_running(rakor):
            self._of[rakor].stop()

    def wait(self, rakor: str, seconds: float) -> bool:
        """Wait for the end of an action and tell whether it came."""
        return rakor not in self._of or self._of[rakor].wait(seconds)

    def progress(self) -> dict[str, Progress]:
        """Return the last progress of each Rakor."""
        return {rakor: action.progress for rakor, action in self._of.items()}
