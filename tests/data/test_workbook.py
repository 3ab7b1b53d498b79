"""Excel both ways: what is written is read back, and no text ever becomes a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from build import SOAK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangkit_nb.columns import PETUNJUK, RENCANA, ROW, SHEETS
from bangkit_nb.data import workbook as module
from bangkit_nb.data.template import DATA_CONTOH, READY_ROWS, build_plan
from bangkit_nb.data.workbook import read_workbook, write_template, write_workbook
from bangkit_nb.errors import WorkbookError
from bangkit_nb.params import Rakor

N_MUTATED = 5_000 if SOAK else 60


def column(values: list[Any], sheet: str = "Tantangan", name: str = "tantangan") -> dict[str, Any]:
    return {sheet: pd.DataFrame({name: pd.Series(values, dtype=object)})}


def written(values: list[Any], folder: Path) -> list[Any]:
    path = write_workbook(folder / "b.xlsx", column(values))
    return list(read_workbook(path).frames["Tantangan"]["tantangan"])


# --- the template ---------------------------------------------------------------------------------


def test_an_empty_template_reads_back_with_nothing_but_empty_sheets(tmp_path: Path) -> None:
    book = read_workbook(write_template(tmp_path / "kosong.xlsx"))
    assert list(book.frames) == [sheet.name for sheet in SHEETS]
    assert all("kosong" in problem.message for problem in book.problems)
    assert [p.sheet for p in book.problems if p.severity != "info"] == [
        sheet.name for sheet in SHEETS if sheet.required
    ]
    for sheet in SHEETS:
        assert tuple(book.frames[sheet.name].columns) == (ROW, *sheet.names)


def test_the_template_guides_the_officer(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "kosong.xlsx"))
    assert book.sheetnames == [PETUNJUK, *(sheet.name for sheet in SHEETS)]
    for plan in build_plan():
        page = book[plan.sheet.name]
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref is not None
        assert page.print_title_rows == "$1:$1"
        lists = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
        for number, item in enumerate(plan.columns, 1):
            cell = page.cell(1, number)
            letter = cell.column_letter
            assert cell.value == item.header
            assert cell.comment is not None
            assert cell.comment.text == item.note
            assert cell.font.bold == item.column.required
            assert page.column_dimensions[letter].number_format == item.number_format
            rule = lists.get(f"{letter}2:{letter}{READY_ROWS + 1}")
            assert (rule is not None) == bool(item.choices)
            if rule is not None:
                assert rule.formula1 == f'"{",".join(item.choices)}"'


def test_an_existing_file_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "ada.xlsx"
    path.write_bytes(b"penting")
    with pytest.raises(WorkbookError, match=r"'ada\.xlsx' sudah ada dan tidak ditimpa"):
        write_template(path)
    assert path.read_bytes() == b"penting"
    write_template(path, overwrite=True)
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("name", ["buku.xls", "buku.csv", "buku"])
def test_only_xlsx_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"harus berakhiran \.xlsx"):
        write_template(tmp_path / name)


def test_a_file_that_can_not_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    with pytest.raises(WorkbookError, match="tidak dapat ditulis"):
        write_template(tmp_path / "berkas" / "buku.xlsx")


def test_an_unknown_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="Lembar 'Rencna' tidak dikenal"):
        write_workbook(tmp_path / "b.xlsx", {"Rencna": pd.DataFrame()})


# --- samples --------------------------------------------------------------------------------------


def test_a_sample_is_marked_everywhere_but_in_its_cells(tmp_path: Path) -> None:
    frames = column(["Tantangan nyata"])
    path = write_workbook(tmp_path / "contoh.xlsx", frames, contoh=True)
    book = openpyxl.load_workbook(path)
    assert DATA_CONTOH in book[PETUNJUK]["A1"].value
    for page in book.worksheets:
        assert page.oddHeader.center.text == DATA_CONTOH
        assert page.oddFooter.center.text == DATA_CONTOH
    assert DATA_CONTOH in book.properties.title
    assert book.properties.keywords == DATA_CONTOH
    for sheet in SHEETS:
        values = [cell.value for row in book[sheet.name].iter_rows() for cell in row]
        assert not any(DATA_CONTOH in str(value) for value in values)
    plain = write_workbook(tmp_path / "nyata.xlsx", frames)
    with zipfile.ZipFile(plain) as archive:
        assert not any(DATA_CONTOH.encode() in archive.read(n) for n in archive.namelist())


# --- same input, same bytes ----------------------------------------------------------------------


def test_two_writes_give_the_same_bytes_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = column(["=1+1", 5, dt.date(2024, 3, 1)])
    first = write_workbook(tmp_path / "a.xlsx", frames, contoh=True).read_bytes()
    real = time.time

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime(2031, 5, 6, tzinfo=tz)

    monkeypatch.setattr(time, "time", lambda: real() + 2e8)
    monkeypatch.setattr(openpyxl.writer.excel.datetime, "datetime", Later)
    second = write_workbook(tmp_path / "b.xlsx", frames, contoh=True).read_bytes()
    assert first == second


def test_no_clock_is_left_in_the_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(write_template(tmp_path / "a.xlsx")) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stamps = set(re.findall(rb"\d{4}-\d\d-\d\dT[^<]*", archive.read("docProps/core.xml")))
    assert stamps == {b"2024-01-01T00:00:00Z"}


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", column(["lama"]))
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.files.os, "replace", full_disk)
    with pytest.raises(WorkbookError, match="sisa ruang disk"):
        write_workbook(path, column(["baru"]))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


# --- text stays text ------------------------------------------------------------------------------

PAYLOADS = [
    "=1+1", "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://x\",\"klik\")",
    "=IMPORTXML(\"http://x\",\"/\")",
    "=WEBSERVICE(\"http://x\")", "=DDE(\"cmd\";\"/C calc\";\"x\")", "=@SUM(1)", "==1", "= 1", "=A1",
    "+1+1", "+62 812 345", "+cmd|' /C calc'!A0", "-1+1", "-5", "-cmd|' /C calc'!A0", "@SUM(1+1)",
    "@x", "\t=1+1", "\n=1+1", "\r=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\uff1d1+1",
    "\uff0b1", "\uff20SUM(1)", "|calc", "%0A=1", "'=1+1", "\"=1+1\"", ";=1+1", ",=1+1", "{=1+1}",
    "=\"a\"&\"b\"", "#N/A", "#REF!", "TRUE", "1e5", "0104", "1.10", "01/03/2024", "http://x.id",
    "mailto:a@example.org", "file:///etc/passwd", "\\\\server\\share", "<script>x</script>", "]]>",
    "&amp;",
    "&e;", "_x0041_", "_x000D_", "_x005F_x0041_", "\U0001f33e padi", "e\u0301", "\u202etxt",
    "x" * 32_767,
]  # fmt: skip


def test_forty_payloads_stay_text_and_come_back_as_they_were(tmp_path: Path) -> None:
    assert len(PAYLOADS) >= 40
    frames = {
        "Tantangan": pd.DataFrame({"tantangan": PAYLOADS, "lokasi": PAYLOADS, "=1+1": PAYLOADS}),
        "Rencana": pd.DataFrame(dict.fromkeys(RENCANA.names, PAYLOADS)),
    }
    path = write_workbook(tmp_path / "b.xlsx", frames)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert b"<f>" not in part
            assert b"<f " not in part
            assert b"<hyperlink" not in part
            assert b"relationships/hyperlink" not in part
    book = read_workbook(path)
    wanted = [p.replace("\r", "\n") for p in PAYLOADS]
    assert book.frames["Tantangan"]["tantangan"].tolist() == wanted
    assert book.frames["Tantangan"]["=1+1"].tolist() == wanted
    for name in RENCANA.names:
        assert book.frames["Rencana"][name].tolist() == wanted
    assert not [p for p in book.problems if p.severity == "stop" and p.sheet == "Rencana"]


def test_a_formula_like_text_keeps_its_quote_in_excel(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", column(["=1+1", "biasa"]))
    page = openpyxl.load_workbook(path)["Tantangan"]
    assert page["A2"].quotePrefix
    assert page["A2"].data_type == "s"
    assert not page["A3"].quotePrefix


def test_a_text_longer_than_excel_holds_is_refused_not_cut(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"lembar Tantangan, sel A3, lebih panjang"):
        write_workbook(tmp_path / "b.xlsx", column(["pendek", "x" * 32_768]))
    assert not (tmp_path / "b.xlsx").exists()


def test_characters_that_xml_cannot_hold_are_dropped(tmp_path: Path) -> None:
    assert written(["a\x00\x08b\x1f", "c\ud800d", "e\uffff"], tmp_path) == ["ab", "cd", "e"]


# --- values ---------------------------------------------------------------------------------------


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    values = [5, 2.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10, 30), "teks",
              np.int64(7), np.float32(0.5), np.bool_(True), pd.Timestamp("2024-03-01"),
              pd.Timestamp("2024-03-01 10:00", tz="Asia/Jayapura"), "0104"]  # fmt: skip
    assert written(values, tmp_path) == [
        5, 2.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10, 30), "teks",
        7, 0.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10), "0104",
    ]  # fmt: skip


def test_what_excel_would_change_is_written_as_text(tmp_path: Path) -> None:
    values = [8105010101900001, 10**20, float("inf"), dt.date(1899, 1, 1), ("a", 1)]
    assert written(values, tmp_path) == [
        "8105010101900001", "100000000000000000000", "inf", "1899-01-01", "('a', 1)",
    ]  # fmt: skip


def test_empty_values_are_empty_cells(tmp_path: Path) -> None:
    values = [None, float("nan"), pd.NaT, pd.NA, "", "x"]
    frames = {"Tantangan": pd.DataFrame({"tantangan": ["a"] * 6, "solusi": values}, dtype=object)}
    frame = read_workbook(write_workbook(tmp_path / "b.xlsx", frames)).frames["Tantangan"]
    assert frame["solusi"].tolist() == [None] * 5 + ["x"]


def test_codes_are_text_even_when_the_frame_holds_numbers(tmp_path: Path) -> None:
    frames = {"Desa": pd.DataFrame({"kode_desa": [104.0, "0104", 7]}, dtype=object)}
    path = write_workbook(tmp_path / "b.xlsx", frames)
    page = openpyxl.load_workbook(path)["Desa"]
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["104", "0104", "7"]
    assert [page.cell(row, 1).number_format for row in (2, 3, 4)] == ["@"] * 3


def test_extra_columns_follow_and_baris_is_left_out(tmp_path: Path) -> None:
    frame = pd.DataFrame({ROW: [9], "Warna": ["merah"], "solusi": ["s"], "tantangan": ["t"]})
    book = read_workbook(write_workbook(tmp_path / "b.xlsx", {"Tantangan": frame}))
    back = book.frames["Tantangan"]
    assert back.columns.tolist()[-1] == "Warna"
    assert back[ROW].tolist() == [2]
    assert back.loc[0, ["tantangan", "solusi", "Warna"]].tolist() == ["t", "s", "merah"]


def test_frames_are_not_changed(tmp_path: Path) -> None:
    frames = column(["=1+1", None, 3])
    before = frames["Tantangan"].copy(deep=True)
    write_workbook(tmp_path / "b.xlsx", frames)
    pd.testing.assert_frame_equal(frames["Tantangan"], before)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    lambda text: not set(text) & {"\ufffe", "\uffff"}
)
leads = st.builds(lambda lead, rest: lead + rest, st.sampled_from("=+-@0'"), texts)
scalars = st.one_of(
    texts, leads,
    st.integers(-(10**15) + 1, 10**15 - 1), st.booleans(),
    # Excel keeps 15 digits of a number
    st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}")),
    st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31)),
)  # fmt: skip
records = st.lists(
    st.tuples(texts, st.none() | scalars, st.none() | scalars), min_size=1, max_size=12
)


@settings(
    max_examples=max(25, N_MUTATED // 20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(records)
def test_frames_written_are_read_back_the_same(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    from bangkit_nb.text import tidy

    columns = list(zip(*rows, strict=True))
    frame = pd.DataFrame(
        {
            "tantangan": pd.Series([f"#{value}" for value in columns[0]], dtype=object),
            "lokasi": pd.Series(columns[1], dtype=object),
            "solusi": pd.Series(columns[2], dtype=object),
        }
    )
    back = read_workbook(write_workbook(tmp_path / "b.xlsx", {"Tantangan": frame}))
    for name in frame.columns:
        wanted = [None if value is None or tidy(value) == "" else value for value in frame[name]]
        assert back.frames["Tantangan"][name].tolist() == wanted


# --- reading a Rakor ------------------------------------------------------------------------------


def test_a_rakor_names_its_workbook(tmp_path: Path) -> None:
    rakor = Rakor(
        rakor="sbt-2024-03-01", kode_kabupaten="81.05", kabupaten="Seram Bagian Timur",
        provinsi="Maluku", forum="Pokja", sk_forum="", ke=1, tanggal="2024-03-01", jam="",
        tempat="", zona_waktu="WIT", tahun_rencana=2025, buku_kerja="data/sbt.xlsx",
        rakor_sebelumnya="", per_tanggal="", bahasa="id", peta="", templat="", contoh=True,
        proyek=tmp_path,
    )  # fmt: skip
    with pytest.raises(WorkbookError, match=r"'sbt\.xlsx' tidak dapat dibaca: tidak ada di folder"):
        read_workbook(rakor)
    write_template(tmp_path / "data" / "sbt.xlsx")
    assert read_workbook(rakor).name == "sbt.xlsx"


def test_a_workbook_saved_by_libreoffice_is_read_the_same(tmp_path: Path) -> None:
    import shutil
    import subprocess

    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    path = write_workbook(tmp_path / "asal.xlsx", column(["=1+1", "0104", dt.date(2024, 3, 1), 5]))
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "hasil"), str(path)],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    first, second = read_workbook(path), read_workbook(tmp_path / "hasil" / "asal.xlsx")
    assert list(first.frames) == list(second.frames)
    for name, frame in first.frames.items():
        pd.testing.assert_frame_equal(frame, second.frames[name])


def test_reading_300_rows_takes_a_moment(tmp_path: Path) -> None:
    frames = {
        sheet.name: pd.DataFrame(
            {c.name: [f"{c.name} {n}" for n in range(300)] for c in sheet.columns}
        )
        for sheet in SHEETS
    }
    path = write_workbook(tmp_path / "b.xlsx", frames)
    best = min(_time(path) for _ in range(3))
    assert best < 3  # 0.3 s on two quiet cores; the bound only catches a change of kind


def _time(path: Path) -> float:
    start = time.monotonic()
    read_workbook(path)
    return time.monotonic() - start


def test_the_zip_is_read_by_openpyxl_without_complaint(tmp_path: Path) -> None:
    content = write_template(tmp_path / "a.xlsx").read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == PETUNJUK
