"""What a sample's own meeting answered counts for its packs once that meeting is over."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bangkit_nb.columns import BELUM_DIBAHAS
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.params import open_rakor
from bangkit_nb.review.judged import read_judged
from bangkit_nb.review.place import BANGKIT_DB


@pytest.mark.parametrize(("per", "is_over"), [("2024-03-01", False), ("2024-03-20", True)])
def test_answers_and_closing_of_a_samples_meeting_count_together(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, per: str, is_over: bool
) -> None:
    monkeypatch.delenv(BANGKIT_DB, raising=False)
    for part in ("params", "notebooks", "data/contoh-sbt"):  # without the database of this checkout
        shutil.copytree(root / part, tmp_path / part)
    rakor = replace(open_rakor("sbt-2024-03-01", str(tmp_path)), per_tanggal=per)
    checked = check_workbook(read_workbook(rakor), rakor)
    words = set(read_judged(rakor, checked).tinjauan["keputusan"]) - {BELUM_DIBAHAS}
    assert bool(words) is is_over
    assert (read_hasil(rakor, checked).ditutup is not None) is is_over
