"""What a command wrote becomes one Indonesian sentence; steps are known by the words of a run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.desk import said
from bangkit_nb.run import runner


def test_every_step_of_a_run_has_its_words_in_order() -> None:
    assert tuple(said.STEPS) == runner.STEPS
    found = [said.explain_step(f"sbt-2024-03-01: {name}\n") for name in runner.STEPS]
    assert [step.number for step in found if step] == [1, 2, 3, 4, 5]
    assert said.explain_step("sbt-2024-03-01: /a/index.html (3 s)") is None


def problem(severity: str, row: int | None, message: str = "Perbaiki.") -> dict[str, object]:
    return {"severity": severity, "sheet": "Rencana", "row": row, "column": "", "value": "",
            "message": message}  # fmt: skip


@pytest.mark.parametrize(
    ("problems", "word"),
    [
        ([], "tidak ada masalah"),
        ([problem("stop", 3)], "Baris stop disisihkan"),
        ([problem("stop", None)], "tanpa itu paket tidak dapat dibuat"),
        ([problem("periksa", 3), problem("info", 4)], "1 periksa, 1 info. Paket dapat dibuat"),
    ],
)
def test_a_check_is_done_whatever_it_finds(problems: list[dict[str, object]], word: str) -> None:
    ended = said.explain_end("periksa", 1 if problems else 0, json.dumps(problems), "")
    assert ended.ok and word in ended.sentence and len(ended.problems) == len(problems)


def test_rows_beyond_the_fiftieth_are_counted() -> None:
    rest = "Masalah yang sama ada di 150 baris lagi, mulai baris ini; seluruhnya 200."
    ended = said.explain_end("periksa", 1, json.dumps([problem("stop", 9, rest)]), "")
    assert ended.masalah is not None and ended.masalah["stop"] == 150


def test_a_fault_is_said_as_the_command_says_it() -> None:
    ended = said.explain_end("periksa", 1, "", "bangkit: 'uji.xlsx' tidak ada. Letakkan.\n")
    assert (ended.ok, ended.sentence) == (False, "'uji.xlsx' tidak ada. Letakkan.")
    err = (
        "uji-2024-03-01: baca dan periksa\n\n1 dari 1 Rakor gagal:\n"
        "  uji-2024-03-01 | data/uji.xlsx | Lembar Renja tidak ada. Tambahkan.\n    lihat /a/b\n"
    )
    assert said.explain_end("paket", 1, "", err).sentence == "Lembar Renja tidak ada. Tambahkan."


def test_a_stop_and_a_kill_are_told_apart() -> None:
    assert "boleh dimulai lagi" in said.explain_end("paket", 130, "", "").sentence
    assert "memori" in said.explain_end("paket", -9, "", "").sentence


def test_a_traceback_and_english_are_kept_from_the_officer() -> None:
    ended = said.explain_end("paket", 1, "", "Traceback (most recent call last):\n  boom\n")
    assert ended.is_broken and ended.sentence == ""
    told = "Kesalahan program (KeyError: 'x (y)'). Laporkan ke pengelola."
    err = f"1 dari 1 Rakor gagal:\n  uji | data | {told}\n"
    ended = said.explain_end("paket", 1, "", err)
    assert ended.is_broken
    assert said.plain(told) == "Kesalahan program. Laporkan ke pengelola."


@given(st.text(), st.text(), st.integers(-20, 140))
def test_no_output_of_a_command_breaks_the_telling(out: str, err: str, code: int) -> None:
    for action in ("periksa", "paket", "baru", "tinjau", "ekspor"):
        ended = said.explain_end(action, code, out, err)
        assert ended.is_broken or ended.sentence
        assert "\n" not in ended.sentence
