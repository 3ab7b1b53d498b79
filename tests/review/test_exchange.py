"""The command `bangkit log`: out of one project and into another, as events and as Excel."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from build import RENCANA, write_project
from statements import RAKOR, TAKEN, A, B, held, keep, key, say

from bangkit_nb import cli
from bangkit_nb.review.events import Batal, Event

U1, U2, U3 = RENCANA[:3]


def sample() -> list[Event]:
    one = say(U1, A)
    two = say(U1, TAKEN, [one])
    return [one, two, say(U1, Batal(one.id), [one, two]), say(U2, B)]


def test_the_command_carries_a_log_to_another_laptop_and_an_edited_excel_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = []
    for name in ("a", "b"):
        folder = tmp_path / name
        for part in ("params", "data", "notebooks"):
            (folder / part).mkdir(parents=True)
        write_project(folder)
        folders.append(folder)
    keep(folders[0], *sample())
    files = [str(tmp_path / name) for name in ("a.jsonl", "b.xlsx")]
    monkeypatch.setenv("BANGKIT_PROYEK", str(folders[0]))
    assert cli.main(["log", "export", RAKOR, files[0]]) == 0
    assert cli.main(["log", "export", RAKOR, files[0]]) == 1
    assert "tidak ditimpa" in capsys.readouterr().err
    monkeypatch.setenv("BANGKIT_PROYEK", str(folders[1]))
    assert cli.main(["log", "merge", RAKOR, files[0]]) == 0
    assert "4 catatan dibaca, 4 baru" in capsys.readouterr().out
    assert cli.main(["log", "export", RAKOR, files[1]]) == 0
    book = openpyxl.load_workbook(files[1])
    sheet = book["Penilaian"]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(4, at["Putusan"]).value = "ragu"
    sheet.cell(5, at["Putusan"]).value = "entah"
    book.save(files[1])
    assert cli.main(["log", "merge", RAKOR, files[1], "--petugas", "Ibu Rina"]) == 1
    said = capsys.readouterr().out
    assert "1 baru" in said and "Penilaian" in said and "entah" in said
    assert held(folders[1])[-1].penulis == "Ibu Rina" and held(folders[1])[-1].kunci == key(U3)
    assert cli.main(["log", "merge", RAKOR, str(tmp_path / "tak-ada.jsonl")]) == 1
    err = capsys.readouterr().err
    assert err.startswith("bangkit: ") and "Traceback" not in err
