"""Params: one file a Rakor, refused with the fix in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from build import PARAMS, rakor

from bangkit_nb import params
from bangkit_nb.errors import ParamsError

GOOD = yaml.safe_dump(PARAMS, sort_keys=False)


def write(project: Path, text: str, key: str = "uji-2024-03-01") -> None:
    (project / "params" / f"{key}.yml").write_text(text, encoding="utf-8")


def refused(project: Path, text: str) -> str:
    write(project, text)
    with pytest.raises(ParamsError) as caught:
        params.open_rakor("uji-2024-03-01", project)
    return str(caught.value)


def test_a_good_file_opens(project: Path) -> None:
    write(project, GOOD)
    made = params.open_rakor("uji-2024-03-01", project)
    assert made.kode_kabupaten == "81.05"
    assert made.per == made.hari == dt.date(2024, 3, 1)
    assert made.buku_kerja_path == project / "data" / "uji.xlsx"
    assert made.zona.key == "Asia/Jayapura"


def test_both_samples_open(root: Path) -> None:
    for key in ("sbt-2024-03-01", "sbd-2024-01-31"):
        assert params.open_rakor(key, root).contoh


def test_an_unknown_key_names_the_nearest(project: Path) -> None:
    said = refused(project, GOOD + "provinsy: x\n")
    assert "'provinsy'" in said and "'provinsi'" in said


def test_a_missing_key_is_named(project: Path) -> None:
    assert "forum" in refused(project, GOOD.replace("forum: Pokja Uji\n", ""))


@pytest.mark.parametrize(
    ("key", "written", "kind"),
    [
        ("kode_kabupaten", "81.10", "angka"),
        ("kode_kabupaten", "0104", "angka"),
        ("tanggal", "2024-03-01", "tanggal"),
        ("jam", "10:30", "angka"),
        ("per_tanggal", "2024-02-01", "tanggal"),
    ],
)
def test_what_yaml_turned_into_another_type_is_refused_with_the_fix(
    project: Path, key: str, written: str, kind: str
) -> None:
    others = {name: value for name, value in PARAMS.items() if name != key}
    said = refused(project, yaml.safe_dump(others) + f"{key}: {written}\n")
    assert key in said and kind in said and "tanda kutip" in said


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"rakor": "lain"}, "Samakan"),
        ({"kode_kabupaten": "8105"}, "PP.KK"),
        ({"tanggal": "1 Maret 2024"}, "bukan tanggal"),
        ({"per_tanggal": "2024-13-01"}, "bukan tanggal"),
        ({"zona_waktu": "UTC"}, "WITA"),
        ({"bahasa": "ms"}, "id atau en"),
        ({"tahun_rencana": 1925}, "2000-2100"),
        ({"tahun_rencana": "2025"}, "bilangan bulat"),
        ({"contoh": "ya"}, "true atau false"),
        ({"buku_kerja": "../rahasia.xlsx"}, "di dalam folder"),
        ({"buku_kerja": "/etc/passwd"}, "di dalam folder"),
        ({"forum": ""}, "kosong"),
        ({"jam": "25.00"}, "bukan jam"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    project: Path, changes: dict[str, object], part: str
) -> None:
    assert part in refused(project, yaml.safe_dump(PARAMS | changes))


def test_a_key_written_twice_is_refused(project: Path) -> None:
    assert "dua kali" in refused(project, GOOD + "forum: lain\n")


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "\x00", "forum: 'x"])
def test_a_broken_file_is_said_in_a_sentence(project: Path, text: str) -> None:
    assert "params/uji-2024-03-01.yml" in refused(project, text)


def test_an_unknown_rakor_names_the_nearest(project: Path) -> None:
    write(project, GOOD)
    with pytest.raises(ParamsError, match="Maksudnya 'uji-2024-03-01'"):
        params.open_rakor("uji-2024-03-02", project)


def test_a_month_without_a_day_counts_from_its_last_day() -> None:
    made = rakor(tanggal="2023-12")
    assert made.hari == made.per == dt.date(2023, 12, 31)
    assert rakor(tanggal="2023-12", per_tanggal="2023-12-05").per == dt.date(2023, 12, 5)


def test_the_project_is_found_by_walking_up_or_by_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BANGKIT_PROYEK", raising=False)
    monkeypatch.chdir(project / "notebooks")
    assert params.find_project() == project
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    assert params.find_project() == project
    monkeypatch.setenv("BANGKIT_PROYEK", str(tmp_path / "tidak-ada"))
    with pytest.raises(ParamsError, match="BANGKIT_PROYEK"):
        params.find_project()
