"""The progress of a run: Rakor and step, on a terminal as a bar, elsewhere as lines."""

from __future__ import annotations

import io
import sys

import pytest

from bangkit_nb.run.pool import _progress
from bangkit_nb.run.runner import STEPS


class Terminal(io.StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_rakor_step_and_share(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with _progress(2) as report:
        for key in ("a-2024-01", "b-2024-01"):
            for step in (*STEPS, ""):
                report(key, step)
    drawn = screen.getvalue()
    assert all(f"a-2024-01: {step}" in drawn for step in STEPS)
    assert "50%" in drawn and "b-2024-01: simpan" in drawn and "100%" in drawn


def test_a_log_gets_one_line_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with _progress(1) as report:
        for step in (*STEPS, ""):
            report("a-2024-01", step)
    assert log.getvalue().splitlines() == [f"a-2024-01: {step}" for step in STEPS]
