"""What a code says."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from bangkit_nb.data import wilayah

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_a_kode_desa_names_its_kecamatan_and_kabupaten() -> None:
    assert wilayah.kode_kecamatan("81.05.15.2004") == "81.05.15"
    assert wilayah.kode_kabupaten("81.05.15.2004") == "81.05"
    assert wilayah.kode_kabupaten("81.05.15") == "81.05"
    assert wilayah.kode_kecamatan("81.05.15") == wilayah.kode_kabupaten("81") == ""


@pytest.mark.parametrize(
    "kode", ["8105152004", "81.05.15.204", "81.05.15", "", "\uff181.05.15.2004", "81.05.15.2004\n"]
)
def test_malformed_kode_desa(kode: str) -> None:
    assert not wilayah.is_kode_desa(kode)
    assert wilayah.kode_kecamatan(kode) == ""


@pytest.mark.parametrize(
    ("kode", "bidang"),
    [
        ("3.27.07.2.01.0002", "3.27"),
        ("3.27.07.2.01.02", "3.27"),
        ("X.XX.01.2.01.0001", "X.XX"),
        ("1.01.07.7.01.0001", "1.01"),
    ],
)
def test_both_endings_of_a_sub_kegiatan_are_right(kode: str, bidang: str) -> None:
    assert wilayah.is_kode_sub_kegiatan(kode)
    assert wilayah.kode_bidang_urusan(kode) == bidang


@pytest.mark.parametrize(
    "kode",
    ["3.27.07.2.01", "3.27.07.2.01.002", "3.27.7.2.01.0002", "X.XX.02.2.01.0001", "327072010002"],
)
def test_malformed_sub_kegiatan(kode: str) -> None:
    assert not wilayah.is_kode_sub_kegiatan(kode)
    assert wilayah.kode_bidang_urusan(kode) == ""


def test_penunjang_is_program_01_of_any_urusan() -> None:
    assert wilayah.is_penunjang("X.XX.01.2.01.0001")
    assert wilayah.is_penunjang("3.25.01")
    assert not wilayah.is_penunjang("3.25.02.2.01.0001")
    assert not wilayah.is_penunjang("3.25.011")


def test_every_real_code_is_read() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no {SHARED} here")
    for name, column in (
        ("nomenklatur_kabkota.csv", "kode"),
        ("renja_mamberamo_2023.csv", "kode_sub_kegiatan"),
    ):
        with (SHARED / name).open(encoding="utf-8", newline="") as stream:
            codes = [record[column] for record in csv.DictReader(stream)]
        assert [kode for kode in codes if not wilayah.is_kode_sub_kegiatan(kode)] == []
    with (SHARED / "wilayah_sbt_sbd.csv").open(encoding="utf-8", newline="") as stream:
        places = [record for record in csv.DictReader(stream) if record["tingkat"] == "desa"]
    for place in places:
        assert wilayah.kode_kecamatan(place["kode"]) == place["kode_induk"]


def test_desa_table_gives_one_name_to_each_kecamatan() -> None:
    desa = pd.DataFrame(
        {
            "kode_desa": ["81.05.15.2004", "81.05.04.2001", "81.05.15.2001", "81.05.15.2002"],
            "nama_desa": ["Solang", "Kelibingan", "Karay", "Boinfia"],
            "kecamatan": ["TELUK WARU", "Pulau Gorom", "Teluk Waru", "Teluk Waru"],
        }
    )
    frames = {"Desa": desa}
    assert wilayah.list_kecamatan(frames) == (
        wilayah.Kecamatan("81.05.04", "Pulau Gorom"),
        wilayah.Kecamatan("81.05.15", "Teluk Waru"),
    )
    table = wilayah.desa_table(frames)
    assert list(table.columns) == ["kode_desa", "nama_desa", "kode_kecamatan", "kecamatan"]
    assert table["nama_desa"].tolist() == ["Kelibingan", "Karay", "Boinfia", "Solang"]
    assert table["kecamatan"].tolist() == ["Pulau Gorom"] + ["Teluk Waru"] * 3
    assert wilayah.desa_table({"Desa": desa.head(0)}).empty
