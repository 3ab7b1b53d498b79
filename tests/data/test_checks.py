"""Checks of the workbook: what is said of a fault, and that good rows never suffer from it."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from bangkit_nb.columns import SHEETS, sheet_named
from bangkit_nb.data.check_cells import READERS
from bangkit_nb.data.check_report import LISTED
from bangkit_nb.data.checks import Checked, check_workbook, problems_frame, summarise_problems
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.errors import Problem
from bangkit_nb.params import Rakor, build_rakor

Row = dict[str, Any]

GOOD: dict[str, Row] = {
    "Desa": {"kode_desa": "81.05.15.2004", "nama_desa": "Solang", "kecamatan": "Teluk Waru"},
    "Rencana": {
        "id_usulan": "U1", "kode_desa": "81.05.15.2004", "bidang_penghidupan": "pertanian",
        "kegiatan": "Pelatihan tanam sayur", "volume": 2.0, "satuan": "paket",
        "anggaran": "Rp 1.500.000", "tahun": 2025.0,
    },
    "OPD": {"kode_opd": "3.27", "nama_opd": "Dinas Pertanian"},
    "Renja": {
        "kode_opd": "3.27", "kode_sub_kegiatan": "3.27.07.2.01.0002", "sub_kegiatan": "Petani",
        "pagu": 5e8,
    },
    "Peserta": {"nama": "Peserta Contoh 01", "instansi": "BaKTI", "peran": "bakti"},
    "Pelatihan": {"topik": "Sayur", "kode_desa": "81.05.15.2004"},
    "Tantangan": {"tantangan": "Jauh dari pasar", "kode_desa": "81.05.15.2004"},
    "Kesepakatan": {"nomor": 1.0, "isi": "Rencana desa disahkan"},
    "Tindak Lanjut": {
        "id_rtl": "R1", "rencana": "Kirim daftar", "penanggung_jawab": "Bappeda",
        "batas_waktu": dt.datetime(2024, 4, 1), "status": "berjalan",
    },
    "Jadwal": {"nama": "Forum OPD", "tanggal": "12 Maret 2024"},
    "Tesaurus": {"kata_desa": "londo", "istilah_renja": "bibit ternak", "bobot": 0.6},
    "Perkembangan": {
        "id_usulan": "U1", "tanggal": "12 April 2024", "tahapan": "Masuk renja",
        "sumber": "Berita acara Forum OPD", "pelaku_p": 4,
    },
}  # fmt: skip


def book(**changes: list[Row] | None) -> Workbook:
    """Build a workbook of one good row a sheet; a sheet named here has these rows (None: none)."""
    frames: dict[str, pd.DataFrame] = {}
    for name, good in GOOD.items():
        rows = changes.get(name.replace(" ", "_"), [good])
        if rows is not None:
            frames[name] = sheet_frame(name, rows)
    return Workbook("contoh.xlsx", "0" * 64, frames)


def sheet_frame(name: str, rows: list[Row]) -> pd.DataFrame:
    columns = sheet_named(name).names
    data = {column: [row.get(column) for row in rows] for column in columns}
    return pd.DataFrame({"baris": range(2, len(rows) + 2), **data}, dtype=object)


def rows(sheet: str, *changes: Row) -> list[Row]:
    return [{**GOOD[sheet], **change} for change in changes]


RAKOR: Rakor = build_rakor(
    {
        "rakor": "sbt-2024-03-01", "kode_kabupaten": "81.05", "kabupaten": "Seram Bagian Timur",
        "provinsi": "Maluku", "forum": "Pokja BangKIT", "tanggal": "2024-03-01",
        "zona_waktu": "WIT", "tahun_rencana": 2025, "buku_kerja": "data/x.xlsx",
    },
    "sbt-2024-03-01",
    Path(),
)  # fmt: skip


def said(checked: Checked, sheet: str, column: str = "", row: int | None = 2) -> list[Problem]:
    return [
        p for p in checked.problems if (p.sheet, p.row) == (sheet, row) and column in ("", p.column)
    ]


# --- the shape of the result --------------------------------------------------------------------


def test_a_good_workbook_has_no_problem() -> None:
    checked = check_workbook(book(), RAKOR)
    assert checked.problems == ()
    assert not checked.is_blocked
    assert all((n.read, n.used, n.set_aside) == (1, 1, 0) for n in checked.n_rows.values())


@pytest.mark.parametrize("workbook", [book(), Workbook("kosong.xlsx", "", {})])
def test_every_frame_has_the_columns_and_types_of_its_contract(workbook: Workbook) -> None:
    checked = check_workbook(workbook)
    for sheet in SHEETS:
        frame = checked.sheet(sheet.name)
        assert tuple(frame.columns) == ("baris", *sheet.names)
        assert frame["baris"].dtype == "int64"
        assert list(frame.index) == list(range(len(frame)))
        for column in sheet.columns:
            is_number = column.kind in ("uang", "angka", "tahun")
            assert frame[column.name].dtype == ("float64" if is_number else object)
    assert list(checked.frames) == list(checked.n_rows) == [sheet.name for sheet in SHEETS]


def test_values_are_typed() -> None:
    checked = check_workbook(
        book(Pelatihan=rows("Pelatihan", {"kode_desa": "81.05.15.2004; 81.05.15.2004"}, {}))
    )
    usulan = checked.sheet("Rencana").iloc[0]
    assert (usulan["anggaran"], usulan["tahun"], usulan["komoditas"]) == (1.5e6, 2025.0, "")
    assert math.isnan(usulan["sasaran_l"])
    assert checked.sheet("Tindak Lanjut")["batas_waktu"].tolist() == [dt.date(2024, 4, 1)]
    assert checked.sheet("Pelatihan")["tanggal_mulai"].tolist() == [None, None]
    assert checked.sheet("Pelatihan")["kode_desa"].tolist() == [("81.05.15.2004",)] * 2
    assert checked.sheet("Kesepakatan")["nomor"].tolist() == ["1"]


def test_extra_columns_are_not_carried_and_every_kind_has_a_reader() -> None:
    workbook = book()
    workbook.frames["Desa"]["No HP"] = ["081234567890"]
    assert "No HP" not in check_workbook(workbook).sheet("Desa").columns
    assert set(READERS) >= {column.kind for sheet in SHEETS for column in sheet.columns}


def test_a_missing_sheet_or_column_blocks_and_is_said_once() -> None:
    checked = check_workbook(book(Renja=None))
    assert checked.is_blocked
    assert [p.sheet for p in checked.problems if p.row is None] == ["Renja"]
    workbook = book()
    del workbook.frames["Rencana"]["kegiatan"]
    checked = check_workbook(workbook)
    assert checked.is_blocked
    assert [(p.column, p.row) for p in checked.problems] == [("kegiatan", None)]
    told = Problem("stop", "Rencana", None, "Kegiatan", "", "Kolom Kegiatan tidak ada.")
    assert check_workbook(replace(workbook, problems=(told, told))).problems == (told,)
    assert not check_workbook(book(Peserta=None)).is_blocked


def test_a_stop_of_the_reader_sets_its_row_aside() -> None:
    told = Problem("stop", "Renja", 3, "pagu", "", "Rumus tanpa nilai. Buka dan simpan di Excel.")
    workbook = book(Renja=rows("Renja", {}, {"pagu": None, "lokasi": "Bula"}))
    checked = check_workbook(replace(workbook, problems=(told,)))
    assert checked.n_rows["Renja"].set_aside == 1
    assert not checked.is_blocked


# --- faults of one cell -------------------------------------------------------------------------

CELLS: list[tuple[str, str, object, str, str]] = [
    ("Desa", "nama_desa", None, "stop", "kosong"),
    ("Rencana", "kegiatan", " - ", "stop", "kosong"),
    ("Desa", "kode_desa", 81.05, "stop", "Teks"),
    ("Desa", "kode_desa", "81.05.15.204", "stop", "PP.KK.CC.DDDD"),
    ("Desa", "kode_desa", "53.18.01.2001", "stop", "kabupaten lain"),
    ("Desa", "kode_desa_pengganti", "81.05.15", "periksa", "PP.KK.CC.DDDD"),
    ("Desa", "kode_desa_pengganti", 8105152004, "periksa", "Teks"),
    ("Desa", "lat", 130.5, "periksa", "Lintang"),
    ("Desa", "lng", "-3,45", "periksa", "Bujur"),
    ("Desa", "lat", "3 derajat", "periksa", "bukan angka"),
    ("Rencana", "kode_desa", 81, "stop", "Teks"),
    ("Rencana", "kode_desa", "Solang", "stop", "PP.KK.CC.DDDD"),
    ("Rencana", "kode_desa", "81.05.15.2009", "stop", "tidak ada di lembar Desa"),
    ("Rencana", "kode_desa", "53.18.01.2001", "stop", "kabupaten lain"),
    ("Rencana", "id_usulan", dt.datetime(2024, 2, 1), "stop", "tanggal"),
    ("Rencana", "id_usulan", 1.1, "periksa", "pecahan"),
    ("Rencana", "id_usulan", "8105150101010012", "stop", "nomor pribadi"),
    ("Rencana", "anggaran", "1,500,000", "periksa", "yang dimaksud 1.500.000?"),
    ("Rencana", "anggaran", "1,500", "periksa", "yang dimaksud 1.500 atau 1,5?"),
    ("Rencana", "anggaran", "banyak", "periksa", "bukan angka"),
    ("Rencana", "anggaran", -5.0, "periksa", "kurang dari nol"),
    ("Rencana", "anggaran", 51e9, "periksa", "50 miliar"),
    ("Rencana", "volume", "10 unit", "periksa", "tanpa satuan"),
    ("Rencana", "volume", 2e6, "periksa", "satu juta"),
    ("Rencana", "sasaran_p", 100001, "periksa", "100.000 orang"),
    ("Rencana", "prioritas", -1, "periksa", "kurang dari nol"),
    ("Rencana", "tahun", "TA 2025", "periksa", "bukan tahun"),
    ("Rencana", "tahun", 2026, "periksa", "tahun 2025"),
    ("Rencana", "bidang_penghidupan", "pertanyan", "info", "pertanian"),
    ("Rencana", "kelompok_berbadan_hukum", "mungkin", "periksa", "ya, tidak"),
    ("Rencana", "komoditas", "hub 0812-3456-7890", "periksa", "nomor telepon"),
    ("Rencana", "kelompok", 8105150101010012.0, "periksa", "NIK"),
    ("Renja", "kode_opd", "9.99", "stop", "tidak ada di lembar OPD"),
    ("Renja", "kode_sub_kegiatan", "3.27.07.2.01.002", "stop", "3.27.07.2.01.0002"),
    ("Renja", "kode_sub_kegiatan", dt.date(2007, 3, 27), "stop", "tanggal"),
    ("Renja", "pagu", 6e12, "periksa", "5 triliun"),
    ("OPD", "email", "dinas(at)contoh.id", "periksa", "surel"),
    ("OPD", "email", "a@contoh.id; b@contoh.id", "periksa", "satu alamat"),
    ("OPD", "email", "081234567890@contoh.id", "periksa", "nomor pribadi"),
    ("OPD", "kode_opd_pengganti", "Dinas Pangan dan Pertanian", "periksa", "tanpa spasi"),
    ("Peserta", "peran", "tamu", "stop", "undangan"),
    ("Peserta", "peran", "kepala dinas", "stop", "yang terdekat"),
    ("Peserta", "l_p", "X", "periksa", "L, P"),
    ("Peserta", "kode_desa", "81.05.15.2009", "periksa", "tidak ada di lembar Desa"),
    ("Peserta", "kode_desa", "53.18.01.2001", "stop", "kabupaten lain"),
    ("Peserta", "kode_opd", "9.99", "periksa", "tidak ada di lembar OPD"),
    ("Peserta", "kode_kecamatan", "81.05", "periksa", "PP.KK.CC"),
    ("Peserta", "kode_kecamatan", "81.05.04", "periksa", "Tidak ada desa"),
    ("Pelatihan", "kode_desa", "81.05.15.2009", "periksa", "tidak ada di lembar Desa"),
    ("Pelatihan", "kode_desa", "81.05.15.2004; Solang", "periksa", "titik koma"),
    ("Pelatihan", "kode_desa", "53.18.01.2001", "periksa", "kabupaten lain"),
    ("Pelatihan", "kode_desa", 81.05, "periksa", "Teks"),
    ("Pelatihan", "tanggal_mulai", "Maret 2024", "periksa", "hari"),
    ("Pelatihan", "tanggal_mulai", "segera", "periksa", "tanggal"),
    ("Pelatihan", "tanggal_mulai", dt.date(1994, 3, 1), "periksa", "2010-2035"),
    ("Tantangan", "kode_desa", "81.05.15.2009", "periksa", "tidak ada di lembar Desa"),
    ("Tindak Lanjut", "kode_opd", "9.99", "periksa", "tidak ada di lembar OPD"),
    ("Tindak Lanjut", "batas_waktu", None, "periksa", "batas waktu"),
    ("Tindak Lanjut", "status", "entah", "periksa", "belum mulai"),
    ("Jadwal", "tanggal", "nanti", "stop", "tanggal"),
    ("Jadwal", "kepastian", "yakin", "periksa", "perkiraan"),
]


@pytest.mark.parametrize(("sheet", "column", "cell", "severity", "words"), CELLS)
def test_a_faulty_cell_is_named(
    sheet: str, column: str, cell: object, severity: str, words: str
) -> None:
    changed = {sheet.replace(" ", "_"): rows(sheet, {column: cell})}
    checked = check_workbook(book(**changed), RAKOR)
    found = said(checked, sheet, column)
    assert [p.severity for p in found] == [severity]
    assert words in found[0].message
    assert checked.n_rows[sheet].set_aside == (severity == "stop")


KEPT: list[tuple[str, str, object, object]] = [
    ("Rencana", "tahun", "2026", 2026.0),
    ("Rencana", "bidang_penghidupan", "Rumput  LAUT", "rumput laut"),
    ("Rencana", "bidang_penghidupan", "tambak udang", "tambak udang"),
    ("Rencana", "kelompok_berbadan_hukum", True, "ya"),
    ("Rencana", "kegiatan", "hub. 081234567890", "hub. [nomor telepon disamarkan]"),
    ("Rencana", "kegiatan", 81234567890.0, "[nomor telepon disamarkan]"),
    ("Rencana", "kelompok", dt.datetime(2024, 2, 1), "1 Februari 2024"),
    ("Rencana", "kode_desa", "8105152004", "81.05.15.2004"),
    ("Rencana", "kode_desa", " 81.05.15. 2004", "81.05.15.2004"),
    ("Renja", "kode_sub_kegiatan", "3.27.07.2.01.02", "3.27.07.2.01.02"),
    ("Renja", "kode_sub_kegiatan", "x.xx.01.2.01.0001", "X.XX.01.2.01.0001"),
    ("Renja", "pagu", "62.812.345.678", 62812345678.0),
    ("Desa", "lat", "-3,4567", -3.4567),
    ("Desa", "lng", "130.123456", 130.123456),
    ("Peserta", "peran", "Ketua Pokja", "ketua_pokja"),
    ("Peserta", "l_p", "laki-laki", "L"),
    ("Peserta", "l_p", "p", "P"),
    ("Peserta", "kode_kecamatan", "810515", "81.05.15"),
    ("Peserta", "email", " nama.satu@contoh.go.id ", "nama.satu@contoh.go.id"),
    ("Pelatihan", "kode_desa", "81.05.15.2004, Solang", ("81.05.15.2004",)),
]


@pytest.mark.parametrize(("sheet", "column", "cell", "value"), KEPT)
def test_what_a_cell_becomes(sheet: str, column: str, cell: object, value: object) -> None:
    checked = check_workbook(book(**{sheet: rows(sheet, {column: cell})}), RAKOR)
    assert checked.sheet(sheet)[column].tolist() == [value]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("anggaran", "1,500,000"),
        ("anggaran", "x"),
        ("anggaran", 51e9),
        ("volume", -1),
        ("tahun", "x"),
    ],
)
def test_a_doubtful_number_becomes_missing(column: str, cell: object) -> None:
    checked = check_workbook(book(Rencana=rows("Rencana", {column: cell})))
    assert checked.sheet("Rencana")[column].isna().all()


def test_normalised_codes_are_told_as_info() -> None:
    checked = check_workbook(book(Rencana=rows("Rencana", {"kode_desa": "8105152004"})), RAKOR)
    assert [(p.severity, p.value) for p in checked.problems] == [("info", "8105152004")]


@pytest.mark.parametrize(
    "address",
    ["a@b", "a b@contoh.id", "a@contoh..id", ".a@contoh.id", "a.@contoh.id", "a@-contoh.id",
     "a@contoh.id\nBcc: b@contoh.id", "=a@contoh.id", "<a@contoh.id>", "a@contoh.1d",
     "\u00e1@contoh.id", "a..b@contoh.id", '"a"@contoh.id', "a" * 65 + "@contoh.id"],
)  # fmt: skip
def test_a_malformed_address_is_not_used(address: str) -> None:
    checked = check_workbook(book(OPD=rows("OPD", {"email": address})))
    assert checked.sheet("OPD")["email"].tolist() == [""]
    assert len(said(checked, "OPD", "email")) == 1


# --- across rows and sheets ---------------------------------------------------------------------


def test_a_repeated_id_sets_the_later_row_aside() -> None:
    checked = check_workbook(book(Rencana=rows("Rencana", {}, {"kegiatan": "Bibit"})))
    (problem,) = said(checked, "Rencana", "id_usulan", 3)
    assert "baris 2" in problem.message
    assert checked.sheet("Rencana")["baris"].tolist() == [2]


def test_every_unique_column_is_checked() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.unique:
                pair = {sheet.name.replace(" ", "_"): [GOOD[sheet.name]] * 2}
                found = said(check_workbook(book(**pair)), sheet.name, column.name, 3)
                assert "stop" in [p.severity for p in found]


def test_a_row_with_several_faults_lists_them_all() -> None:
    faulty = {"kegiatan": None, "kode_desa": "81.05.15.2009", "anggaran": "x", "tahun": "x"}
    checked = check_workbook(book(Rencana=rows("Rencana", faulty)))
    columns = [p.column for p in said(checked, "Rencana")]
    assert columns == ["kode_desa", "kegiatan", "anggaran", "tahun"]


def test_a_desa_or_opd_set_aside_takes_its_rows_along_and_says_why() -> None:
    desa = rows("Desa", {"kecamatan": None}, {"kode_desa": "81.05.15.2001", "nama_desa": "Karay"})
    opd = rows("OPD", {"nama_opd": ""}, {"kode_opd": "3.25", "nama_opd": "Dinas Perikanan"})
    renja = rows("Renja", {}, {"kode_opd": "3.25"})
    checked = check_workbook(book(Desa=desa, OPD=opd, Renja=renja))
    (problem,) = said(checked, "Rencana", "kode_desa")
    assert problem.severity == "stop"
    assert "baris 2" in problem.message
    assert "disisihkan" in problem.message
    assert [p.severity for p in said(checked, "Pelatihan", "kode_desa")] == ["periksa"]
    assert checked.sheet("Renja")["kode_opd"].tolist() == ["3.25"]
    assert checked.n_rows["Pelatihan"].used == 1


ASKED: list[tuple[str, list[Row], str, str, str]] = [
    ("Desa", [{}, {"kode_desa": "81.05.15.2001", "nama_desa": "SOLANG"}],
     "nama_desa", "periksa", "'Solang' di baris 2"),
    ("Desa", [{}, {"kode_desa": "81.05.15.2001", "nama_desa": "Karay", "kecamatan": "TelukWaru"}],
     "kecamatan", "periksa", "'Teluk Waru' di baris 2"),
    ("Desa", [{}, {"kode_desa": "81.05.15.2001", "nama_desa": "Karay", "kecamatan": "Gorom"}],
     "kecamatan", "periksa", "bernama 'Teluk Waru'"),
    ("Desa", [{}, {"kode_desa": "81.05.04.2001", "nama_desa": "Karay"}],
     "kecamatan", "periksa", "berkode 81.05.15"),
    ("Desa", [{}, {"kode_desa": "81.05.15.2001", "nama_desa": "Karay"}],
     "kode_desa", "info", "Karay"),
    ("OPD", [{}, {"kode_opd": "3.25", "nama_opd": "DINAS PERTANIAN"}],
     "nama_opd", "periksa", "baris 2"),
    ("Peserta", [{}, {"nama": "peserta contoh  01"}], "nama", "periksa", "baris 2"),
    ("Rencana", [{}, {"id_usulan": "U2", "kegiatan": "PELATIHAN  tanam sayur"}],
     "kegiatan", "periksa", "baris 2"),
    ("Renja", [{}, {}], "kode_sub_kegiatan", "periksa", "baris 2"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "changes", "column", "severity", "words"), ASKED)
def test_rows_that_clash_are_asked_about(
    sheet: str, changes: list[Row], column: str, severity: str, words: str
) -> None:
    checked = check_workbook(book(**{sheet: rows(sheet, *changes)}))
    (problem,) = said(checked, sheet, column, 3)
    assert problem.severity == severity
    assert words in problem.message
    assert checked.n_rows[sheet].used == 2


def test_an_anggaran_needs_volume_and_satuan() -> None:
    checked = check_workbook(book(Rencana=rows("Rencana", {"volume": None, "satuan": ""})))
    assert "volume dan satuan" in said(checked, "Rencana", "anggaran")[0].message
    checked = check_workbook(book(Rencana=rows("Rencana", {"satuan": ""})))
    (problem,) = said(checked, "Rencana", "anggaran")
    assert "tanpa satuan." in problem.message
    checked = check_workbook(book(Rencana=rows("Rencana", {"volume": "1,500"})))
    assert [p.column for p in said(checked, "Rencana")] == ["volume"]


def test_a_role_needs_the_code_of_its_pack() -> None:
    checked = check_workbook(book(Peserta=rows("Peserta", {"peran": "camat"})))
    assert [(p.severity, p.column) for p in checked.problems] == [("periksa", "kode_kecamatan")]


def test_a_training_that_ends_before_it_begins() -> None:
    dates = {"tanggal_mulai": "2 Mei 2024", "tanggal_selesai": "1 Mei 2024"}
    checked = check_workbook(book(Pelatihan=rows("Pelatihan", dates)))
    (problem,) = said(checked, "Pelatihan", "tanggal_selesai")
    assert problem.value == "1 Mei 2024"
    assert checked.sheet("Pelatihan")["tanggal_selesai"].tolist() == [dt.date(2024, 5, 1)]


def test_empty_pagu_is_counted_once() -> None:
    renja = rows("Renja", {"pagu": None}, {"lokasi": "Bula"}, {"pagu": "", "lokasi": "Gorom"})
    (problem,) = check_workbook(book(Renja=renja)).problems
    assert (problem.severity, problem.row) == ("info", None)
    assert "2 dari 3" in problem.message


def test_many_repeats_are_folded_but_counted_and_set_aside() -> None:
    n = 3 * LISTED
    changes = [{"id_usulan": f"U{i}", "kegiatan": None, "tahun": "x"} for i in range(n)]
    checked = check_workbook(book(Rencana=rows("Rencana", *changes), Perkembangan=None))
    listed = [p for p in checked.problems if p.column == "kegiatan"]
    assert [p.row for p in listed] == list(range(2, LISTED + 3))
    assert f"{n - LISTED} baris lagi" in listed[-1].message
    assert f"seluruhnya {n}" in listed[-1].message
    assert (checked.n("stop"), checked.n("periksa")) == (n, n)
    assert checked.n_rows["Rencana"].set_aside == n
    assert not checked.is_blocked
    counts = summarise_problems(checked.problems).set_index("sheet").loc["Rencana"]
    assert counts.to_dict() == {"stop": n, "periksa": n, "info": 0}


def test_problems_as_frames() -> None:
    problems = (
        Problem("stop", "", None, "", "", "Berkas rusak. Simpan ulang."),
        Problem("info", "Desa", 4, "lat", "1", "Periksa."),
    )
    frame = problems_frame(problems)
    assert list(frame.columns) == ["severity", "sheet", "row", "column", "value", "message"]
    assert frame["row"].isna().tolist() == [True, False]
    assert frame["row"].dtype == "Int64"
    assert list(problems_frame(()).columns) == list(frame.columns)
    counts = summarise_problems(problems)
    assert list(counts.columns) == ["sheet", "stop", "periksa", "info"]
    assert counts["sheet"].tolist() == [*(sheet.name for sheet in SHEETS), ""]
    assert counts["stop"].sum() == counts["info"].sum() == 1


# --- what holds for any workbook ----------------------------------------------------------------

ANY_CELL: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**16),
    st.floats(),
    st.dates(dt.date(1900, 1, 1)),
    st.datetimes(dt.datetime(1900, 1, 1)),
    st.text(max_size=12),
    st.sampled_from(
        ["81.05.15.2004", "8105152001", "53.18.01.2001", "3.27", "U1", "1,500", "Rp 5 jt", "ya",
         "1 Maret 2024", "camat", "a@contoh.id", "3.27.07.2.01.02", "081234567890", "-", "L"],
    ),
)  # fmt: skip


@st.composite
def any_book(draw: st.DrawFn) -> Workbook:
    """Draw a workbook whose rows are good but for a few cells, its sheets sometimes missing."""
    changes: dict[str, list[Row] | None] = {}
    for name, good in GOOD.items():
        columns = sheet_named(name).names
        change = st.dictionaries(st.sampled_from(columns), ANY_CELL, max_size=3)
        drawn = draw(st.one_of(st.none(), st.lists(change, max_size=4)))
        changes[name.replace(" ", "_")] = drawn and [{**good, **cells} for cells in drawn]
    return book(**changes)


@given(any_book(), st.sampled_from([None, RAKOR]))
@settings(max_examples=60, deadline=None)
def test_counts_rows_and_messages_hold_for_any_workbook(
    workbook: Workbook, rakor: Rakor | None
) -> None:
    before = {name: frame.copy(deep=True) for name, frame in workbook.frames.items()}
    checked = check_workbook(workbook, rakor)
    for name, frame in before.items():
        assert_frame_equal(workbook.frames[name], frame)
    for sheet in SHEETS:
        count, rows_of = checked.n_rows[sheet.name], before.get(sheet.name)
        assert (
            count.read == count.used + count.set_aside == (0 if rows_of is None else len(rows_of))
        )
        assert len(checked.sheet(sheet.name)) == count.used
    for p in checked.problems:
        assert p.row is None or p.row in set(before[p.sheet]["baris"])
        assert re.match(r"[A-Z0-9]", p.message), p
        assert p.message.endswith((".", "?")), p
        assert len(re.findall(r"[.?](?= [A-Z])", p.message)) <= 1, p
        assert p.column in ("", *sheet_named(p.sheet).names)
    stops = {(p.sheet, p.row) for p in checked.problems if p.severity == "stop" and p.row}
    assert len(stops) == sum(n.set_aside for n in checked.n_rows.values())
    again = check_workbook(workbook, rakor)
    assert again.problems == checked.problems
    for name, frame in again.frames.items():
        assert_frame_equal(frame, checked.frames[name])


BAD_ROWS: list[tuple[str, Row]] = [
    ("Desa", {"kode_desa": 81.05}),
    ("Desa", {"kode_desa": "81.05.15.2001", "kecamatan": None, "nama_desa": "solang"}),
    ("OPD", {"nama_opd": None}),
    ("OPD", {"kode_opd": "3.27", "nama_opd": ""}),
    ("Rencana", {"kode_desa": "53.18.01.2001"}),
    ("Rencana", {"id_usulan": "U9", "kode_desa": "81.05.15.2001"}),
    ("Rencana", {"id_usulan": "U1", "kegiatan": None}),
    ("Rencana", {"id_usulan": "U0", "kode_desa": "Solang"}),
    ("Renja", {"kode_opd": "9.99"}),
    ("Renja", {"kode_sub_kegiatan": 3.27}),
    ("Peserta", {"peran": "tamu"}),
    ("Tindak Lanjut", {"rencana": ""}),
    ("Jadwal", {"tanggal": "nanti"}),
]


@given(st.lists(st.tuples(st.sampled_from(BAD_ROWS), st.integers(0, 5)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_good_rows_are_as_in_a_clean_run(bad: list[tuple[tuple[str, Row], int]]) -> None:
    usulan = [{"id_usulan": f"U{i}", "kegiatan": f"Bibit {i}", "volume": i} for i in range(4)]
    sheets = {name: [good] for name, good in GOOD.items()} | {"Rencana": rows("Rencana", *usulan)}
    clean = check_workbook(_book_of(sheets), RAKOR)
    for (name, change), place in bad:
        sheets[name] = list(sheets[name])
        sheets[name].insert(place, {**GOOD[name], **change})
    mixed = check_workbook(_book_of(sheets), RAKOR)
    assert sum(n.set_aside for n in mixed.n_rows.values()) == len(bad)
    for name, frame in clean.frames.items():
        good = mixed.frames[name].drop(columns="baris")
        assert_frame_equal(good, frame.drop(columns="baris"))
    assert clean.problems == ()
    used = {(name, row) for name, frame in mixed.frames.items() for row in frame["baris"]}
    assert not [p for p in mixed.problems if (p.sheet, p.row) in used]


def _book_of(sheets: dict[str, list[Row]]) -> Workbook:
    return book(**{name.replace(" ", "_"): found for name, found in sheets.items()})


CANARIES: list[tuple[object, str]] = [
    ("8105150412780033", "8105150412780033"),
    ("NIK: 8105 1504 1278 0033 ya", "8105150412780033"),
    (8105150412780033.0, "8105150412780033"),
    (8105150412780033, "8105150412780033"),
    ("hub. 0812-9988-7766", "81299887766"),
    ("+62 812 9988 7766", "81299887766"),
    ("081299887766", "81299887766"),
    ("81.05.15.2004; 081299887766", "81299887766"),
    ("081299887766@contoh.id", "81299887766"),
    ("Kelompok tani yang sangat panjang namanya sehingga nilainya dipotong 081299887766 di sini",
     "81299887766"),
]  # fmt: skip


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SHEETS])
def test_no_canary_leaves_any_column(sheet: str) -> None:
    for column in sheet_named(sheet).names:
        changes = [{column: canary} for canary, _ in CANARIES]
        workbook = book(**{sheet.replace(" ", "_"): rows(sheet, *changes)})
        heard = Problem("info", sheet, None, "081299887766", "8105150412780033", "8105150412780033")
        checked = check_workbook(replace(workbook, problems=(heard,)), RAKOR)
        texts = [str(cell) for frame in checked.frames.values() for cell in frame.to_numpy().flat]
        texts += [part for p in checked.problems for part in (p.column, p.value, p.message)]
        bare = [re.sub(r"[ .\-]", "", text) for text in texts]
        for _, digits in CANARIES:
            assert not [text for text in bare if digits in text or digits[:9] in text], column
        if sheet_named(sheet).column(column).kind == "teks":
            assert len([p for p in checked.problems if "angka, ..." in p.value]) == len(CANARIES)


def test_the_result_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/data'); import test_checks as t;"
        "sheets = {n: [dict(g)] for n, g in t.GOOD.items()};"
        "[sheets[n].append({**t.GOOD[n], **r}) for n, r in t.BAD_ROWS];"
        "[sheets[s].append({**t.GOOD[s], c: v}) for s, c, v, _, _ in t.CELLS];"
        "c = t.check_workbook(t._book_of(sheets), t.RAKOR);"
        "print(c.problems); [print(f.to_csv()) for f in c.frames.values()]"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 5000


def test_a_stage_without_evidence_is_asked_about_and_one_of_an_unknown_usulan_too() -> None:
    checked = check_workbook(
        book(Perkembangan=rows("Perkembangan", {"sumber": ""}, {"id_usulan": "U9"})), RAKOR
    )
    assert [p.severity for p in said(checked, "Perkembangan", "sumber")] == ["periksa"]
    assert [p.severity for p in said(checked, "Perkembangan", "id_usulan", 3)] == ["periksa"]
    assert checked.sheet("Perkembangan")["tahapan"].tolist() == ["masuk Renja"] * 2
