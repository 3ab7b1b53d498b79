"""Regional e-planning and e-budgeting exports, read by their headers and by a mapping of others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from build import frames
from documents import write_csv

from bangkit_nb import cli
from bangkit_nb.data.workbook import read_workbook, write_workbook

OPD = "3.25.0.00.0.00.01.0000 DINAS PERIKANAN"
TREE = ["3.25.03 PROGRAM PERIKANAN TANGKAP", "3.25.03.2.01 Pengelolaan Penangkapan Ikan"]
SUBS = ["3.25.03.2.01.0002 Penyediaan Prasarana Usaha", "3.25.03.2.01.0003 Sarana Usaha"]
E_PLANNING = [
    ["3.25.01", "3.25.03.2.01.0002", "Penyediaan Prasarana", "4", "unit", "5000000", "Teluk Waru"],
    ["3.25.01", "3.25.03.2.01.0003", "Penyediaan Sarana", "2", "paket", "7500000", ""],
]
E_BUDGETING = [
    [OPD, *TREE, SUBS[0], "Belanja Modal", "1.000.000"],
    [OPD, *TREE, SUBS[0], "Belanja Barang", "2.500.000"],
    [OPD, *TREE, SUBS[1], "Belanja Barang", "4.000.000"],
    ["", "", "", "", "JUMLAH", "7.500.000"],
]  # fmt: skip
NAMED = ["kode_opd", "kode_subkegiatan", "uraian", "target", "satuan", "anggaran", "lokasi"]
ODD = ["Unit", "Nomor Rencana", "Nama Pekerjaan", "Sasaran", "Ukuran", "Dana Diminta", "Tempat"]
COLUMNS = ["kode_opd", "kode_sub_kegiatan", "sub_kegiatan", "target", "satuan", "pagu", "lokasi"]
LEVELS = ["SKPD", "PROGRAM", "KEGIATAN", "SUBKEGIATAN", "URAIAN BELANJA", "PAGU"]
ODD_LEVELS = ["Instansi", "Tingkat 1", "Tingkat 2", "Tingkat 3", "Rekening", "Uang"]
LEVEL_COLUMNS = ["opd", "program", "kegiatan", "sub_kegiatan", "", "pagu"]


@pytest.fixture
def buku(tmp_path: Path) -> Path:
    (tmp_path / "params").mkdir()
    return write_workbook(tmp_path / "data" / "b.xlsx", frames(Renja=[], Rencana=[]))


def bangkit(buku: Path, source: Path, *words: str) -> list[tuple[Any, ...]]:
    assert cli.main(["import", str(source), "--into", str(buku), *words]) == 0
    made = read_workbook(buku).frames["Renja"]
    names = ["kode_opd", "kode_sub_kegiatan", "pagu"]
    return sorted(made[names].itertuples(index=False, name=None))


def pairs(heads: list[str], columns: list[str]) -> list[str]:
    return [f"--map={h}={c}" for h, c in zip(heads, columns, strict=True) if c]


PLANNED = [("3.25.01", "3.25.03.2.01.0002", 5_000_000), ("3.25.01", "3.25.03.2.01.0003", 7_500_000)]
SUMMED = [("3.25.01", "3.25.03.2.01.0002", 3_500_000), ("3.25.01", "3.25.03.2.01.0003", 4_000_000)]


@pytest.mark.parametrize("heads", [NAMED, ODD])
def test_an_e_planning_export_is_read_by_its_headers_or_a_mapping(
    buku: Path, tmp_path: Path, heads: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "eplan.csv", [heads, *E_PLANNING])
    words = pairs(heads, COLUMNS) if heads is ODD else []
    assert bangkit(buku, source, *words) == PLANNED
    first = read_workbook(buku).frames["Renja"].to_dict("records")[0]
    told = (first["target"], first["satuan"], first["kode_lokasi"])
    assert told == ("4", "unit", "81.05.15")
    assert "3 baris terbaca = 2 ditempatkan + 1 judul" in capsys.readouterr().out


@pytest.mark.parametrize("heads", [LEVELS, ODD_LEVELS])
def test_budget_lines_of_an_e_budgeting_export_are_summed_by_its_headers_or_a_mapping(
    buku: Path, tmp_path: Path, heads: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "ebud.csv", [heads, *E_BUDGETING])
    words = [*pairs(heads, LEVEL_COLUMNS), "--sum"] if heads is ODD_LEVELS else []
    assert bangkit(buku, source, *words) == SUMMED
    made = read_workbook(buku).frames["Renja"].to_dict("records")
    assert made[0]["program"] == "PROGRAM PERIKANAN TANGKAP"
    assert "5 baris terbaca = 3 ditempatkan + 1 judul + 1 jumlah" in capsys.readouterr().out


def test_a_mapping_of_budget_lines_is_offered_next_time_and_still_sums(
    buku: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "ebud.csv", [ODD_LEVELS, *E_BUDGETING])
    bangkit(buku, source, *pairs(ODD_LEVELS, LEVEL_COLUMNS), "--sum", "--map-name", "E Budget Kab")
    more = [[*E_BUDGETING[0][:5], "9.000.000"], *E_BUDGETING[1:]]
    made = bangkit(buku, write_csv(tmp_path / "baru.csv", [ODD_LEVELS, *more]))
    assert made[0][2] == 11_500_000
    assert "pemetaan 'e-budget-kab'" in capsys.readouterr().out


def test_a_known_code_under_a_stranger_s_name_is_taken_and_told(
    buku: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = ["kode_opd", "nama_opd", *NAMED[1:]]
    lines = [[line[0], name, *line[1:]] for line, name in
             zip(E_PLANNING, ("Dinas Perikanan", "Bagian Protokol"), strict=True)]  # fmt: skip
    assert bangkit(buku, write_csv(tmp_path / "e.csv", [heads, *lines])) == PLANNED
    said = capsys.readouterr().out
    assert "baris 3: Kode OPD 3.25.01 di lembar OPD milik 'Dinas Perikanan" in said
    assert "di berkas tertulis 'Bagian Protokol'" in said and "baris 2:" not in said
