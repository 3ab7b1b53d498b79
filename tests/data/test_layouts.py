"""Layouts: cells of any shape become the contract's frames, and nothing is lost without a word."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.columns import DESA, RENCANA, RENJA, ROW, SHEETS
from bangkit_nb.data.layout_rows import count_filled
from bangkit_nb.data.layouts import RawBook, RawSheet, Workbook, apply_layout
from bangkit_nb.errors import Problem

HEAD = ["Kode Desa", "Nama Desa", "Kecamatan"]
SOLANG = ["81.05.15.2004", "Solang", "Teluk Waru"]
KARAY = ["81.05.15.2005", "Karay", "Teluk Waru"]

RENCANA_HEAD = ["ID Usulan", "Kode Desa", "Bidang Penghidupan", "Kegiatan", "Anggaran (Rp)"]
USULAN = ["U-1", "81.05.15.2004", "perikanan tangkap", "Ketinting 15 PK", 15_000_000.0]


def lay(*sheets: RawSheet) -> Workbook:
    return apply_layout(RawBook("buku.xlsx", "0" * 64, sheets))


def desa(*rows: list[object], **marks: object) -> tuple[pd.DataFrame, list[Problem]]:
    return one(RawSheet("Desa", [HEAD, *rows], **marks))


def one(sheet: RawSheet) -> tuple[pd.DataFrame, list[Problem]]:
    book = lay(sheet)
    name = next(iter(book.frames))
    return book.frames[name], [p for p in book.problems if p.sheet == name]


def of(problems: list[Problem] | tuple[Problem, ...], severity: str) -> list[Problem]:
    return [problem for problem in problems if problem.severity == severity]


def test_rows_carry_excels_row_numbers_and_raw_cells() -> None:
    frame, problems = desa(SOLANG, ["", "  ", "\u200b"], [], [104.0, True, dt.date(2024, 3, 1)])
    assert frame[ROW].tolist() == [2, 5]
    assert frame[ROW].dtype == "int64"
    assert frame.iloc[1].tolist() == [5, 104.0, True, dt.date(2024, 3, 1)]
    assert all(frame[name].dtype == object for name in frame.columns[1:])
    assert problems == []


def test_a_cell_of_only_spaces_is_none() -> None:
    frame, _ = desa([SOLANG[0], "\u00a0 \t", ""])
    assert frame.loc[0, "nama_desa"] is None
    assert frame.loc[0, "kecamatan"] is None


@pytest.mark.parametrize("name", ["desa", "DESA", " Desa ", "D_E S-A"])
def test_sheet_names_match_without_case_space_and_underscore(name: str) -> None:
    assert list(lay(RawSheet(name, [HEAD, SOLANG])).frames) == ["Desa"]
    assert list(
        lay(RawSheet("tindak_lanjut", [["ID RTL", "Rencana", "Penanggung Jawab"]])).frames
    ) == ["Tindak Lanjut"]


@pytest.mark.parametrize(
    "headers",
    [
        ["KODE_DESA", "nama\ndesa", "  Kecamatan *"],
        ["Kode Wilayah", "Desa", "Kec"],
        ["kodedesa", "Kelurahan", "Nama Kecamatan"],
    ],
)
def test_headers_match_by_name_and_alias(headers: list[str]) -> None:
    frame, problems = one(RawSheet("Desa", [headers, SOLANG]))
    assert frame.columns.tolist() == [ROW, "kode_desa", "nama_desa", "kecamatan"]
    assert problems == []


def test_a_name_wins_over_an_alias_whatever_their_order() -> None:
    # "Usulan" is an alias of kegiatan, "Kegiatan" its name; "No" an alias of id_usulan.
    head = ["No", "Usulan", *RENCANA_HEAD]
    frame, problems = one(RawSheet("Rencana", [head, [1.0, "lama", *USULAN]]))
    assert frame.loc[0, "kegiatan"] == "Ketinting 15 PK"
    assert frame.loc[0, "id_usulan"] == "U-1"
    assert frame.loc[0, "Usulan"] == "lama"
    assert [p.column for p in of(problems, "info")] == ["No", "Usulan"]


def test_contract_columns_come_first_in_their_order_then_extras() -> None:
    frame, _ = one(RawSheet("Desa", [["Warna", "Kecamatan", "Nama Desa", "Kode Desa"], ["x"] * 4]))
    assert frame.columns.tolist() == [ROW, "kode_desa", "nama_desa", "kecamatan", "Warna"]


def test_a_second_column_of_one_name_is_asked_about_and_kept() -> None:
    frame, problems = one(RawSheet("Desa", [[*HEAD, "nama desa"], [*SOLANG, "Solan"]]))
    assert frame.loc[0, "nama_desa"] == "Solang"
    assert frame.loc[0, "nama desa"] == "Solan"
    doubt = of(problems, "periksa")[0]
    assert (doubt.column, doubt.value) == ("nama_desa", "D")
    assert "B dan D" in doubt.message


def test_extra_headers_are_made_unique_and_never_take_a_name_of_ours() -> None:
    head = [*HEAD, "Catatan", "Catatan", "baris", "", "nama_desa"]
    frame, _ = one(RawSheet("Desa", [head, [*SOLANG, "a", "b", "c", "d", "e"]]))
    assert frame.columns.tolist() == [
        ROW, "kode_desa", "nama_desa", "kecamatan", "Catatan", "Catatan (2)", "baris (2)",
        "(tanpa judul, kolom G)", "nama_desa (2)",
    ]  # fmt: skip
    assert frame.iloc[0].tolist() == [2, *SOLANG, "a", "b", "c", "d", "e"]


def test_an_empty_column_without_a_header_is_no_column() -> None:
    frame, problems = one(RawSheet("Desa", [[*HEAD, "", "Ket"], [*SOLANG, "", "x"]]))
    assert frame.columns.tolist()[4:] == ["Ket"]
    assert len(problems) == 1


def test_the_header_row_is_found_under_titles() -> None:
    rows = [["REKAP DESA"], [], ["Kabupaten:", "SBT"], ["Kecamatan", "Tahun 2025"], HEAD, SOLANG]
    frame, problems = one(RawSheet("Desa", rows))
    assert frame[ROW].tolist() == [6]
    assert "baris 5; 3 baris terisi di atasnya" in of(problems, "info")[0].message


def test_a_header_below_row_15_is_not_found() -> None:
    book = lay(RawSheet("Desa", [["judul"]] * 15 + [HEAD, SOLANG]))
    assert "Desa" not in book.frames
    stops = [p for p in of(book.problems, "stop") if p.sheet == "Desa"]
    assert [p.column for p in stops] == ["kode_desa", "nama_desa", "kecamatan"]
    assert "tidak ditemukan" in stops[0].message


def test_column_numbers_under_a_header_are_passed_over_and_said() -> None:
    head = [*HEAD, "Lat"]
    frame, problems = one(RawSheet("Desa", [head, ["(1)", "(2)", 3.0, "4"], [*SOLANG, 1.5]]))
    assert frame[ROW].tolist() == [3]
    assert problems[0].row == 2
    assert "nomor kolom" in problems[0].message


def test_a_repeated_header_is_passed_over_and_said() -> None:
    frame, problems = desa(SOLANG, HEAD, KARAY)
    assert frame[ROW].tolist() == [2, 4]
    assert [p.row for p in problems] == [3]


def test_a_missing_required_column_stops_and_names_the_nearest_header() -> None:
    book = lay(RawSheet("Desa", [["Kode Desa", "Nama Dessa", "Kecamatan"], SOLANG]))
    stop = next(p for p in book.problems if p.sheet == "Desa")
    assert (stop.severity, stop.row, stop.column, stop.value) == (
        "stop", None, "nama_desa", "Nama Dessa",
    )  # fmt: skip
    assert "ganti menjadi 'Nama Desa'" in stop.message


def test_a_missing_required_sheet_stops_and_names_the_nearest_sheet() -> None:
    book = lay(RawSheet("Renja OPD", [["x"]]), RawSheet("Desa", [HEAD, SOLANG]))
    stops = {p.sheet: p for p in of(book.problems, "stop")}
    assert set(stops) == {"Rencana", "OPD", "Renja"}
    assert "'Renja OPD' mungkin" in stops["Renja"].message
    assert "Tambahkan lembar bernama Rencana" in stops["Rencana"].message


def test_a_missing_sheet_is_recognised_by_its_columns_too() -> None:
    book = lay(RawSheet("Lembar1", [RENCANA_HEAD, USULAN]))
    stop = next(p for p in of(book.problems, "stop") if p.sheet == "Rencana")
    assert "'Lembar1' mungkin yang dimaksud" in stop.message


def test_missing_optional_sheets_are_only_told() -> None:
    book = lay(*(RawSheet(s.name, [[c.header for c in s.columns]]) for s in SHEETS if s.required))
    told = of(book.problems, "info")
    assert len(told) == sum(not (sheet.required or sheet.is_extra) for sheet in SHEETS)
    assert not of(book.problems, "stop")


def test_unknown_sheets_are_told_and_petunjuk_is_not() -> None:
    book = lay(RawSheet("PETUNJUK ", [["baca"]]), RawSheet("Catatan", [["a"], [], ["b"]]))
    told = [p for p in of(book.problems, "info") if "tidak dikenal" in p.message]
    assert [p.sheet for p in told] == ["Catatan"]
    assert "(2 baris terisi)" in told[0].message


def test_two_sheets_of_one_name_are_asked_about() -> None:
    book = lay(RawSheet("Desa", [HEAD, SOLANG]), RawSheet("desa_", [HEAD, KARAY]))
    assert len(book.frames["Desa"]) == 1
    doubt = of(book.problems, "periksa")[0]
    assert (doubt.sheet, doubt.value) == ("Desa", "desa_")


def test_empty_sheets_are_never_a_stop() -> None:
    for rows in ([], [[""]], [HEAD]):
        book = lay(RawSheet("Desa", rows))
        about = [p for p in book.problems if p.sheet == "Desa"]
        assert [p.severity for p in about] == ["periksa"]
        assert "kosong" in about[0].message
    book = lay(RawSheet("Jadwal", [["Nama", "Tanggal"]]))
    assert [p.severity for p in book.problems if p.sheet == "Jadwal"] == ["info"]


def test_hidden_rows_columns_and_sheets_are_read_and_told_once() -> None:
    hidden = frozenset({2, 3, 9})
    frame, problems = desa(
        SOLANG, KARAY, hidden=hidden, hidden_columns=frozenset({1}), is_hidden=True
    )
    assert len(frame) == 2
    assert [p.severity for p in problems] == ["info"] * 3
    assert "2 baris tersembunyi (atau tersaring) tetap dibaca: baris 2, 3." in problems[1].message
    assert "nama_desa" in problems[2].message


def test_a_formula_without_a_value_stops_its_row() -> None:
    frame, problems = desa(
        SOLANG, ["", "Karay", "x"], ["", "", ""], uncomputed=frozenset({(3, 0), (4, 1)})
    )
    assert frame[ROW].tolist() == [2, 3, 4]
    assert [(p.severity, p.row, p.column) for p in problems] == [
        ("stop", 3, "kode_desa"), ("stop", 4, "nama_desa"),
    ]  # fmt: skip
    assert "simpan sekali" in problems[0].message


def test_a_formula_without_a_value_below_the_last_row_is_seen() -> None:
    frame, problems = desa(uncomputed=frozenset({(7, 0)}))
    assert frame[ROW].tolist() == [7]
    assert problems[0].severity == "stop"


def test_a_formula_without_a_value_outside_the_contract_is_only_told() -> None:
    sheet = RawSheet(
        "Desa", [[*HEAD, "Luas"], SOLANG, KARAY], uncomputed=frozenset({(2, 3), (3, 3)})
    )
    _, problems = one(sheet)
    assert [p.severity for p in problems] == ["info", "info"]
    assert "2 sel berisi rumus tanpa hasil" in problems[1].message


def test_excels_error_values_stop_in_required_columns_and_are_asked_about_in_others() -> None:
    head = [*HEAD, "Lat", "Luas"]
    errors = {(2, 0): "#REF!", (2, 3): "#N/A", (2, 4): "#DIV/0!"}
    frame, problems = one(
        RawSheet("Desa", [head, ["", "Solang", "x", "", ""]], excel_errors=errors)
    )
    assert frame.loc[0, "kode_desa"] is None
    assert frame.loc[0, "lat"] is None
    found = [(p.severity, p.row, p.column, p.value) for p in problems if p.value]
    assert found == [
        ("stop", 2, "kode_desa", "#REF!"), ("periksa", 2, "lat", "#N/A"),
        ("periksa", 2, "Luas", "#DIV/0!"),
    ]  # fmt: skip


def test_merged_cells_are_told_where_they_touch_data() -> None:
    _, problems = desa(SOLANG, KARAY, merged=((2, 2, 3, 2), (50, 0, 60, 0), (2, 9, 3, 9)))
    assert len(problems) == 1
    assert "1 sel gabungan (C2)" in problems[0].message


def test_a_total_row_is_not_counted_and_asked_about() -> None:
    rows = [RENCANA_HEAD, USULAN, ["", "", "", "JUMLAH", 15_000_000.0]]
    frame, problems = one(RawSheet("Rencana", rows))
    assert frame[ROW].tolist() == [2]
    assert [(p.severity, p.row) for p in problems] == [("periksa", 3)]
    assert problems[0].value == "JUMLAH | 15000000"


@pytest.mark.parametrize(
    "foot",
    [
        ["Total", "", "", "", 1.0],
        ["JUMLAH KESELURUHAN", "", "", "", 1.0],
        ["", "", "", "Jumlah Kecamatan Teluk Waru", 5.0],
        ["", "", "", "Mengetahui, Kepala Dinas", ""],
        ["Sumber: musdes 2023", "", "", "", ""],
        ["", "", "", "", 15_000_000.0],
    ],
)
def test_the_foot_of_the_table_is_not_counted_and_asked_about(foot: list[object]) -> None:
    frame, problems = one(RawSheet("Rencana", [RENCANA_HEAD, USULAN, [], foot]))
    assert frame[ROW].tolist() == [2]
    assert [(p.severity, p.row) for p in problems] == [("periksa", 4)]


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "perikanan tangkap", "Ketinting", 1.0],  # keys forgotten, but a usulan
        ["", "81.05.15.2004", "", "Total sanitasi", 1.0],
        ["U-9", "", "", "", ""],
        ["", "81.05.15.2004", "", "", ""],
        ["", "", "rumput laut", "Jumlah tali ditambah", 2.0],
    ],
)
def test_a_row_that_may_be_data_is_kept(row: list[object]) -> None:
    frame, problems = one(RawSheet("Rencana", [RENCANA_HEAD, USULAN, row]))
    assert frame[ROW].tolist() == [2, 3]
    assert problems == []


def test_a_subtotal_in_the_middle_is_not_counted_but_other_rows_are_kept() -> None:
    rows = [RENCANA_HEAD, USULAN, ["", "", "", "Sub Total", 1.0], ["", "", "", "x", ""], USULAN]
    frame, problems = one(RawSheet("Rencana", rows))
    assert frame[ROW].tolist() == [2, 4, 5]
    assert [p.row for p in problems] == [3]


def test_a_total_in_any_sheet_is_not_counted() -> None:
    frame, problems = desa(SOLANG, ["JUMLAH", "", ""])
    assert frame[ROW].tolist() == [2]
    assert problems[0].severity == "periksa"
    frame, _ = one(
        RawSheet("Peserta", [["Nama", "Instansi", "Peran"], ["Total", "Bappeda", "camat"]])
    )
    assert len(frame) == 1


def test_an_uncomputed_total_is_told_and_stops_nothing() -> None:
    rows = [RENCANA_HEAD, USULAN, ["", "", "", "Jumlah", ""]]
    _, problems = one(RawSheet("Rencana", rows, uncomputed=frozenset({(3, 4)})))
    assert [p.severity for p in problems] == ["periksa", "info"]


def test_a_dropped_row_never_shows_a_personal_number() -> None:
    rows = [RENCANA_HEAD, USULAN, ["", "", "", "Kontak 0812 3456 7890 Jumlah", ""]]
    _, problems = one(RawSheet("Rencana", rows))
    assert "7890" not in str(problems)


def test_remarks_beside_the_table_are_not_rows() -> None:
    sheet = RawSheet("Desa", [[*HEAD, "No"], [*SOLANG, 1.0], ["", "", "", 2.0], ["", "", "", 3.0]])
    frame, problems = one(sheet)
    assert frame[ROW].tolist() == [2]
    assert of(problems, "info")[-1].message.startswith("2 baris hanya terisi di luar kolom")
    sheet = RawSheet("Desa", [HEAD, SOLANG, ["", "", "", "cek lagi"]])
    assert of(one(sheet)[1], "periksa")[0].row == 3


def test_problems_name_columns_of_the_contract() -> None:
    book = lay(RawSheet("Renja", [["Kode OPD", "Kode", "Sub Kegiatan"], ["1", "2", "3"]]))
    assert book.frames["Renja"].columns.tolist() == [ROW, *RENJA.names[:3]]


cells = st.one_of(
    st.just(""), st.floats(allow_nan=False), st.booleans(), st.dates(),
    st.sampled_from(["Jumlah", "Kode Desa", "  ", "1", "(2)", "Nama Desa"]), st.text(max_size=12),
)  # fmt: skip
tables = st.lists(st.lists(cells, max_size=7), max_size=9)


@given(tables, st.sampled_from(["Desa", "Rencana", "Renja", "Peserta"]), st.booleans())
def test_no_filled_row_is_lost_without_a_word(
    rows: list[list[object]], name: str, has_header: bool
) -> None:
    sheet = next(s for s in SHEETS if s.name == name)
    head = [[c.header for c in sheet.columns[:5]]] if has_header else []
    raw = RawSheet(name, [*head, *rows])
    book = lay(raw)
    about = [p for p in book.problems if p.sheet == name]
    if name not in book.frames:
        assert about
        return
    frame = book.frames[name]
    said = [p.row for p in about if "dilewati" in p.message or "catatan kaki" in p.message]
    counted = sum(
        int(match[1])
        for p in about
        if (
            match := re.search(r"([0-9]+) baris (?:hanya terisi di luar|terisi di atas)", p.message)
        )
    )
    # Every filled row is the header, in the frame, named by a problem, or counted by one.
    assert count_filled(raw) == 1 + len(frame) + len(said) + counted
    assert not set(said) & set(frame[ROW])
    assert frame[ROW].is_monotonic_increasing
    assert frame.columns.is_unique


@given(tables)
def test_the_raw_book_is_not_changed(rows: list[list[object]]) -> None:
    before = [list(row) for row in rows]
    lay(RawSheet("Desa", [HEAD, *rows]))
    assert rows == before


def test_every_header_of_the_contract_matches_itself_and_only_itself() -> None:
    for sheet in SHEETS:
        for headers in (sheet.names, [c.header for c in sheet.columns]):
            frame, problems = one(RawSheet(sheet.name, [list(headers), ["x"] * len(headers)]))
            assert frame.columns.tolist() == [ROW, *sheet.names]
            assert problems == []
    assert DESA.required
    assert RENCANA.required
