"""A new Rakor: what is typed comes back as typed, nothing is overwritten, faults are sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from build import frames
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import cli
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook, write_workbook
from bangkit_nb.errors import ParamsError
from bangkit_nb.params import _OnceLoader, open_rakor
from bangkit_nb.run.new_rakor import build_key, build_params, render_params, write_new_rakor
from bangkit_nb.text import tidy

GIVEN: dict[str, Any] = {
    "kabupaten": "Kabupaten Seram Bagian Timur",
    "kode_kabupaten": "81.05",
    "provinsi": "Maluku",
    "forum": "Pokja: 'BangKIT' #1",
    "tanggal": "2024-08-20",
    "jam": "09.00",
}


def test_the_files_of_a_new_rakor_open_and_hold_what_was_typed(project: Path) -> None:
    made = write_new_rakor(GIVEN, project)
    assert made.rakor == "sbt-2024-08-20" and made.tahun_rencana == 2025
    opened = open_rakor("sbt-2024-08-20", project)
    assert opened == made
    assert opened.forum == "Pokja: 'BangKIT' #1" and opened.kode_kabupaten == "81.05"
    checked = check_workbook(read_workbook(opened), opened)
    assert not checked.is_blocked and checked.n_rows["Rencana"].read == 0


def test_a_rakor_that_exists_is_not_overwritten(project: Path) -> None:
    made = write_new_rakor(GIVEN, project)
    before = made.params_path.read_bytes()
    with pytest.raises(ParamsError, match="sudah ada"):
        write_new_rakor(GIVEN | {"tempat": "Lain"}, project)
    assert made.params_path.read_bytes() == before


def test_a_workbook_that_is_there_already_is_kept(project: Path) -> None:
    path = write_workbook(project / "data" / "sbt-2024-08-20.xlsx", frames())
    before = path.read_bytes()
    write_new_rakor(GIVEN, project)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kode_kabupaten": "8105"}, "PP.KK"),
        ({"tanggal": "besok"}, "bukan tanggal"),
        ({"tanggal": "2024-02-31"}, "bukan tanggal"),
        ({"jam": "25.00"}, "jam"),
        ({"zona_waktu": "GMT"}, "WITA"),
        ({"forum": " \t"}, "Belum diisi: forum"),
        ({"rakor": "../../luar"}, "nama berkas"),
        ({"buku_kerja": "../luar.xlsx"}, "luar folder"),
        ({"tahun_rencana": 1825}, "2000-2100"),
    ],
)
def test_a_wrong_value_is_one_sentence_and_leaves_nothing(
    project: Path, changes: dict[str, Any], word: str
) -> None:
    with pytest.raises(ParamsError, match=word) as said:
        write_new_rakor(GIVEN | changes, project)
    assert "params/" not in str(said.value).replace("folder params", "")
    assert list((project / "params").iterdir()) == list((project / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("kabupaten", "key"),
    [
        ("Kabupaten Seram Bagian Timur", "sbt-2024-08-20"),
        ("kab. Sumba Barat Daya", "sbd-2024-08-20"),
        ("Kabupaten Alor", "alo-2024-08-20"),
        ("", ""),
        ("\u0645\u0634", ""),
    ],
)
def test_the_key_is_made_of_the_kabupaten_and_the_day(kabupaten: str, key: str) -> None:
    assert build_key(kabupaten, "2024-08-20") == key


@given(forum=st.text(max_size=60), tempat=st.text(max_size=60))
def test_any_text_survives_the_params_file(forum: str, tempat: str) -> None:
    import yaml

    made = build_params(GIVEN | {"forum": f"P {forum}", "tempat": tempat}, Path("/proyek"))
    read = yaml.load(render_params(made), Loader=_OnceLoader)
    assert read["forum"] == made.forum == tidy(f"P {forum}")
    assert read["tempat"] == made.tempat == tidy(tempat)


def test_the_command_writes_both_files_and_says_where(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    words = [f"--{k.replace('_', '-')}={v}" for k, v in GIVEN.items()]
    assert cli.main(["new-rakor", *words, "--ke=3"]) == 0
    said = capsys.readouterr().out
    assert "params/sbt-2024-08-20.yml" in said and "data/sbt-2024-08-20.xlsx" in said
    assert open_rakor("sbt-2024-08-20", project).ke == 3
    assert cli.main(["new-rakor", *words]) == 1
    assert "sudah ada" in capsys.readouterr().err
