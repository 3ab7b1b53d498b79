"""The progress of a run: counts, time left, a bar on a terminal, lines or JSON elsewhere."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from bangkit_nb.run.outcome import STEPS, Outcome
from bangkit_nb.run.progress import (
    Bar,
    Batch,
    describe,
    say_json,
    say_lines,
    say_screen,
    say_seconds,
)


class Terminal(io.StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self) -> bool:
        return True


def tell(batch: Batch, *keys: str, ok: bool = True) -> None:
    for key in keys:
        batch.begin(key)
        for step in STEPS:
            batch.step(key, step)
        batch.end(
            Outcome(key, ok, 30.0, where="" if ok else "sel 3", message="" if ok else "rusak")
        )


def test_a_terminal_shows_counts_rakor_and_step(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with say_screen(2) as say:
        assert isinstance(say, Bar)
        batch = Batch(2, 1, (say,))
        tell(batch, "a-2024-01")
        tell(batch, "b-2024-01", ok=False)
    drawn = screen.getvalue()
    assert all(f"a-2024-01: {step}" in drawn for step in STEPS)
    assert "50%" in drawn and "b-2024-01: simpan" in drawn and "100%" in drawn
    assert "1/2 selesai, 1 berjalan, sisa 30 detik" in drawn and "1 gagal" in drawn


def test_a_log_gets_one_line_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with say_screen(1) as say:
        tell(Batch(1, 1, (say,)), "a-2024-01")
    assert log.getvalue().splitlines() == [f"a-2024-01: {step}" for step in STEPS]


def test_machines_get_json_lines_with_counts_and_the_reason_of_a_failure() -> None:
    out = io.StringIO()
    batch = Batch(2, 2, (say_json(out), say_lines(io.StringIO())))
    tell(batch, "a-2024-01")
    tell(batch, "b-2024-01", ok=False)
    facts = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [f["peristiwa"] for f in facts] == (
        ["mulai", *["langkah"] * 5, "selesai", "mulai", *["langkah"] * 5, "gagal"]
    )
    last = facts[-1]
    assert (last["n_semua"], last["n_selesai"], last["n_gagal"], last["n_berjalan"]) == (2, 1, 1, 0)
    assert last["di"] == "sel 3" and last["pesan"] == "rusak" and last["waktu"].endswith("+00:00")


def test_time_left_is_told_from_what_ended_and_not_from_what_need_not_run() -> None:
    batch = Batch(7, 2, ())
    assert batch.seconds_left() is None
    batch.end(Outcome("a", True, 0.0, is_unchanged=True))
    assert batch.seconds_left() is None
    batch.end(Outcome("b", True, 10.0))
    assert batch.seconds_left() == 25.0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 detik"), (89, "89 detik"), (91, "2 menit"), (3600, "60 menit"),
     (7500, "2 jam 5 menit")],
)  # fmt: skip
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert say_seconds(seconds) == said


def test_a_single_rakor_needs_no_guess_of_the_time_left() -> None:
    fact: dict[str, Any] = {"n_selesai": 0, "n_semua": 1, "n_berjalan": 1, "n_gagal": 0,
                            "sisa_detik": 9, "rakor": "a"}  # fmt: skip
    assert "sisa" not in describe(fact)
