"""The command line: bad input gives one Indonesian sentence, exit 1, no traceback, in time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import openpyxl
import pandas as pd
import pytest
from build import RENJA, drop_sheet, frames, write_project

from bangkit_nb import cli

KEY = "uji-2024-03-01"


def bangkit(*argv: str, folder: Path) -> tuple[int, str, float]:
    """Run the real command in a process of its own; returns exit code, output, seconds."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bangkit_nb.cli", *argv], cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, time.monotonic() - start


def no_renja(path: Path) -> None:
    drop_sheet(path, "Renja")


def codes_as_numbers(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for row in range(2, 5):
        book["Rencana"][f"B{row}"] = 8105152004
        book["Renja"][f"A{row}"] = 3.25
    book.save(path)


def old_xls(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def zip_bomb(path: Path) -> None:
    part = "xl/worksheets/sheet99.xml"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open(part, "w") as stream:
        for _ in range(300):
            stream.write(b" " * 1_000_000)


def hundred_thousand_rows(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rencana")
    for i in range(100_000):
        sheet.append([f"U{i}"])
    book.save(path)


def password(path: Path) -> None:
    plain = io.BytesIO(path.read_bytes())
    locked = io.BytesIO()
    file = msoffcrypto.OfficeFile(plain)
    file.encrypt("rahasia", locked)
    path.write_bytes(locked.getvalue())


def missing(path: Path) -> None:
    path.unlink()


BAD: list[tuple[Callable[[Path], None], str]] = [
    (no_renja, "Renja"),
    (old_xls, ".xlsx"),
    (empty, "kosong"),
    (truncated, "rusak|terpotong|tidak lengkap"),
    (zip_bomb, "besar|mengembang"),
    (hundred_thousand_rows, "baris"),
    (password, "kata sandi"),
    (missing, "tidak ada|tidak ditemukan"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "word"), BAD, ids=[f.__name__ for f, _ in BAD])
def test_a_bad_workbook_is_said_in_a_sentence(
    project: Path, spoil: Callable[[Path], None], word: str
) -> None:
    import re

    write_project(project)
    path = project / "data" / f"{KEY}.xlsx"
    spoil(path)
    for argv in (["check", KEY], ["check", str(path)], ["run", KEY]):
        code, said, seconds = bangkit(*argv, folder=project)
        assert code == 1, said
        assert "Traceback" not in said and re.search(word, said), said
        assert path.name in said
        assert seconds <= 20


@pytest.mark.slow
def test_codes_as_numbers_are_a_stop_with_the_fix_and_the_run_goes_on_without_them(
    project: Path,
) -> None:
    write_project(project)
    codes_as_numbers(project / "data" / f"{KEY}.xlsx")
    code, said, _ = bangkit("check", KEY, folder=project)
    assert code == 1 and "Teks" in said and "Traceback" not in said
    code, said, _ = bangkit("run", KEY, folder=project)
    assert code == 0, said
    told = json.loads((project / "outputs" / KEY / "manifest.json").read_text())
    assert told["baris"]["Renja"] == {"dibaca": 3, "dipakai": 0, "disisihkan": 3}


@pytest.mark.slow
def test_a_lock_file_beside_the_workbook_is_told(project: Path) -> None:
    write_project(project)
    (project / "data" / f"~${KEY}.xlsx").write_bytes(b"x" * 165)
    code, said, _ = bangkit("check", KEY, folder=project)
    assert code == 0 and "terbuka" in said


@pytest.mark.slow
def test_a_full_run_from_the_command_line(project: Path) -> None:
    write_project(project)
    write_project(project, "lain-2024-03-01")
    drop_sheet(project / "data" / "lain-2024-03-01.xlsx", "OPD")
    code, said, _ = bangkit("run", "--all", "--jobs", "2", folder=project)
    assert code == 1
    assert str(project / "outputs" / KEY / "index.html") in said
    assert "1 dari 2 Rakor gagal" in said and "lain-2024-03-01" in said and "OPD" in said
    assert "Traceback" not in said and "Warning" not in said and "WARNING" not in said


def test_problems_as_json(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    write_project(project, book=frames(Renja=[RENJA[0] | {"kode_sub_kegiatan": "3.25.1"}]))
    monkeypatch.chdir(project)
    assert cli.main(["check", KEY, "--json"]) == 1
    (stop,) = [p for p in json.loads(capsys.readouterr().out) if p["severity"] == "stop"]
    assert stop["sheet"] == "Renja" and stop["row"] == 2 and stop["column"] == "kode_sub_kegiatan"
    assert stop["value"] == "3.25.1" and stop["message"]


def test_the_new_workbook_is_read_back_without_a_problem_but_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new-workbook", "baru.xlsx"]) == 0
    capsys.readouterr()
    assert cli.main(["check", "baru.xlsx", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said and all("kosong" in p["message"] for p in said), said
    assert cli.main(["new-workbook", "baru.xlsx"]) == 1
    assert "sudah ada" in capsys.readouterr().err


def test_match_needs_only_four_columns(tmp_path: Path, capsys: Capture) -> None:
    usulan, renja, out = tmp_path / "U.csv", tmp_path / "R.csv", tmp_path / "M.csv"
    usulan.write_text("id_usulan,kegiatan\nA,pelatihan petani sayur\nB,qqqq zzzz\n")
    renja.write_text(
        "kode_sub_kegiatan,sub_kegiatan,opd\n"
        "3.27.07.2.01.0002,Pelatihan Petani Sayur,Dinas Pertanian\n"
        "3.25.03.2.01.0002,Penyediaan Prasarana Tangkap,Dinas Perikanan\n"
    )
    command = ["match", "--usulan", str(usulan), "--renja", str(renja), "--top", "10"]
    assert cli.main([*command, "--out", str(out)]) == 0
    table = pd.read_csv(out, dtype=str, keep_default_na=False)
    heads = ["id_usulan", "rank", "kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "skor",
             "penjelasan"]  # fmt: skip
    assert list(table.columns[:8]) == heads
    assert list(table.columns[8:11]) == ["peluang", "pita", "peluang_tidak_ada"]
    assert all(name.startswith("part_") for name in table.columns[11:])
    first = table[(table["id_usulan"] == "A") & (table["rank"] == "1")].iloc[0]
    assert first["kode_sub_kegiatan"] == "3.27.07.2.01.0002" and first["opd"] == "Dinas Pertanian"
    assert "sayur" in first["penjelasan"]
    assert table[table["id_usulan"] == "B"]["rank"].tolist() == ["0"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("id,kegiatan\n1,x\n", "id_usulan"), ("\x00\xff", "id_usulan|UTF-8"), ("", "CSV")],
)
def test_match_says_what_its_table_lacks(
    tmp_path: Path, capsys: Capture, text: str, word: str
) -> None:
    import re

    usulan, renja = tmp_path / "U.csv", tmp_path / "R.csv"
    usulan.write_bytes(text.encode("latin-1"))
    renja.write_text("kode_sub_kegiatan,sub_kegiatan\n3.27.07.2.01.0002,X\n")
    argv = ["match", "--usulan", str(usulan), "--renja", str(renja), "--out", str(tmp_path / "M")]
    assert cli.main(argv) == 1
    assert re.search(word, capsys.readouterr().err)


def test_run_wants_a_key_or_all(capsys: Capture) -> None:
    assert cli.main(["run"]) == 1
    assert cli.main(["run", "a", "--all"]) == 1
    assert "--all" in capsys.readouterr().err


def test_an_unwritable_target_is_said(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "berkas").write_text("")
    assert cli.main(["new-workbook", str(tmp_path / "berkas" / "x.xlsx")]) == 1
    assert capsys.readouterr().err.startswith("bangkit: ")


def test_the_samples_are_what_their_script_writes(root: Path, tmp_path: Path) -> None:
    script = root / "data" / "contoh-sumber" / "write_contoh.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True,
                   capture_output=True)  # fmt: skip
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert len(made) == 10
    for name in made:
        assert (tmp_path / name).read_bytes() == (root / name).read_bytes(), name


@pytest.mark.parametrize("key", ["sbt-2024-03-01", "sbd-2024-01-31"])
def test_the_samples_hold_their_honest_mistakes_and_no_other(
    root: Path, key: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(root)
    assert cli.main(["check", key, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    known = pd.read_csv(root / "data" / "contoh-sumber" / "kesalahan.csv", dtype=str)
    known = known[known["rakor"] == key]
    assert sorted({p["sheet"] for p in found}) == sorted(set(known["sheet"]))
    assert len(found) == len(known)
    assert sum(p["severity"] == "stop" for p in found) == 5


@pytest.mark.parametrize("key", ["sbt-2023-12", "sbt-2024-08-20", "sbd-2024-12-05"])
def test_the_other_samples_of_the_story_hold_nothing_that_stops(
    root: Path, key: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(root)
    assert cli.main(["check", key]) == 0
    assert " 0 stop," in capsys.readouterr().out


Capture = pytest.CaptureFixture[str]
