"""padanan.xlsx and its kin: nothing runs, numbers are the workbook's, and it can be used."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from build import RENCANA, RENJA, briefing, frames, rakor
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import ANSWERS, CANARIES, FULL, HOSTILE, parts, plain, spoil

from bangkit_nb import text
from bangkit_nb.columns import RENCANA as SHEET
from bangkit_nb.data.workbook import write_table, write_workbook
from bangkit_nb.data.workbook_matrix import TableColumn, TableSheet, build_tables
from bangkit_nb.pack import exports, paper_words
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.matrix import build_matrix

FORMULAS = [
    lead + body
    for lead in ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\uff1d", "\u200b=")
    for body in ("1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://x.example","klik")', "SUM(A1:A9)")
]
"""Forty texts that a spreadsheet would run, or a reader's click would."""


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(content: bytes, sheet: str = "Padanan") -> pd.DataFrame:
    rows = list(book(content)[sheet].values)
    return pd.DataFrame(rows[1:], columns=rows[0])


def count_live(content: bytes) -> int:
    """Formula cells, links and text that would run when it is edited."""
    found = 0
    for name, part in parts(content).items():
        if name.startswith("xl/worksheets/sheet"):
            found += len(re.findall(rb"<f[ >]|<hyperlink|t=\"str\"", part))
        found += part.count(b"relationships/hyperlink")
    for sheet in book(content):
        for row in sheet.iter_rows():
            found += sum(
                cell.data_type == "f"
                or (isinstance(cell.value, str) and cell.value[:1] in "=+-@"
                    and len(cell.value) > 1 and not cell.quotePrefix)
                for cell in row if cell.value
            )  # fmt: skip
    return found


def test_forty_formulas_through_every_exporter_and_none_is_live(tmp_path: Path) -> None:
    assert len(set(FORMULAS)) == 40
    rencana = [
        RENCANA[0]
        | {
            "id_usulan": f"U{i}",
            "kegiatan": f,
            "kelompok": f,
            "satuan": f,
            "komoditas": f,
            "sumber_dana": f,
        }
        for i, f in enumerate(FORMULAS)
    ]
    renja = [RENJA[0] | {"sub_kegiatan": f, "program": f, "lokasi": f,
                         "kode_sub_kegiatan": f"3.25.03.2.01.{i:04}"}
             for i, f in enumerate(FORMULAS)]  # fmt: skip
    b = briefing(Rencana=rencana, Renja=renja)
    assert count_live(build_matrix(b)) == 0
    column = TableColumn("=1+1", "=1+1", "teks")
    one = TableSheet("A", (column,), [(formula,) for formula in FORMULAS])
    assert count_live(build_tables([one], "=1+1")) == 0
    raw = frames(Rencana=rencana)
    assert count_live(write_workbook(tmp_path / "a.xlsx", raw).read_bytes()) == 0
    assert count_live(write_table(tmp_path / "b.xlsx", SHEET, raw["Rencana"]).read_bytes()) == 0
    for frame in exports.build_tables(b).values():
        read = pd.read_csv(io.BytesIO(text.to_csv(frame)), dtype=str, keep_default_na=False)
        cells = [cell for name in read.columns for cell in read[name]]
        assert not [c for c in cells if c.strip()[:1] in tuple("=@") or c[:1] in tuple("\t\r")]


def test_the_measure_sees_a_live_formula() -> None:
    bad = openpyxl.Workbook()
    bad.active["A1"] = "=1+1"
    stream = io.BytesIO()
    bad.save(stream)
    assert count_live(stream.getvalue()) > 0


def test_every_usulan_stands_once_with_its_own_figures() -> None:
    read = table(build_matrix(briefing(putusan=ANSWERS, **FULL)))
    assert list(read["ID Usulan"]) == ["U-2", "U-1", "U-3", "U-4"]  # by kode desa
    own = {row["id_usulan"]: row for row in RENCANA}
    for row in read.to_dict("records"):
        wanted = own[row["ID Usulan"]]["anggaran"]
        assert row["Anggaran (Rp)"] == (wanted if wanted is not None else "\u2013")
        assert row["Kegiatan"] == own[row["ID Usulan"]]["kegiatan"]
    answered = read.set_index("ID Usulan")
    assert answered.loc["U-1", "Jawaban"] == "Diakomodir"
    assert answered.loc["U-1", "Anggaran Disepakati (Rp)"] == 60_000_000
    assert answered.loc["U-1", "Tanggal Jawaban"] == dt.datetime(2024, 3, 1)
    assert answered.loc["U-2", "Alasan Jawaban"] == "pagu tidak cukup tahun ini"
    assert answered.loc["U-4", "OPD"] == answered.loc["U-4", "Jawaban"] == "\u2013"


def test_a_candidate_is_called_one_and_nothing_more() -> None:
    read = table(build_matrix(briefing())).set_index("ID Usulan")
    assert "dimintakan konfirmasi" in read.loc["U-1", "Keadaan"]
    assert set(read["Jawaban"]) == {"\u2013"}
    assert read.loc["U-1", "Calon Mesin 1"].startswith("Dinas Perikanan; ")


SOME = st.lists(st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 10**9))),
                max_size=6)  # fmt: skip


@settings(max_examples=10)
@given(SOME)
def test_what_is_asked_of_a_sub_kegiatan_is_counted_once(
    rows: list[tuple[int, int | None]],
) -> None:
    rencana = [RENCANA[at] | {"id_usulan": f"U{i}", "anggaran": money}
               for i, (at, money) in enumerate(rows)]  # fmt: skip
    twice = [*RENJA, RENJA[0] | {"lokasi": "Bula", "pagu": 120_000_000}]
    b = briefing(Rencana=rencana, Renja=twice)
    read = table(build_matrix(b), "Sub Kegiatan")
    assert len(read) == len(twice)
    counted = sum(n for n in read.iloc[:, 10] if isinstance(n, int | float))
    assert counted == len(b.asked)
    money = sum(v for v in read["Diminta Desa (Rp)"] if isinstance(v, int | float))
    assert money == sum(row["anggaran"] for row in b.asked if row["anggaran"] == row["anggaran"])
    pagu = "Pagu Seluruh Kabupaten (Rp)"
    assert sorted(read[pagu]) == sorted(row["pagu"] for row in twice)


def test_it_can_be_used_filter_frozen_header_notes_widths_and_formats() -> None:
    made = book(build_matrix(briefing(putusan=ANSWERS, **FULL)))
    assert made.sheetnames == ["Padanan", "Sub Kegiatan", "Keterangan"]
    sheet = made["Padanan"]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref == f"A1:{sheet.dimensions[3:]}"
    assert sheet.print_title_rows == "$1:$1"
    heads = {cell.value: cell for cell in sheet[1]}
    for cell in heads.values():
        assert cell.comment and len(cell.comment.text) > 5, cell.value
        assert sheet.column_dimensions[cell.column_letter].width >= 9
    money = sheet.cell(2, heads["Anggaran (Rp)"].column)
    assert money.number_format == '"Rp"\\ #,##0' and money.alignment.horizontal == "right"
    day = sheet.cell(3, heads["Tanggal Jawaban"].column)
    assert day.is_date and "mmmm" in day.number_format
    code = sheet.cell(2, heads["Kode Desa"].column)
    assert code.data_type == "s" and code.value == "81.05.04.2001"
    assert all(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
    reading = " ".join(str(row[0]) for row in made["Keterangan"].values)
    assert "bukan sisa" in reading and "uji.xlsx" in reading


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda value: ascii(value)[:16])
def test_hostile_text_is_shown_as_text(hostile: str) -> None:
    content = build_matrix(briefing(**spoil(hostile)))
    assert count_live(content) == 0
    shown = paper_words.mask(hostile, 5_000)
    values = [v for sheet in book(content) for row in sheet.values for v in row if v is not None]
    cells = [plain(str(v)) for v in values]
    assert any(shown in cell for cell in cells)
    assert not {"nan", "NaT"} & set(cells)


@pytest.mark.parametrize("canary", CANARIES)
def test_no_personal_number_or_address_reaches_it(canary: str) -> None:
    content = build_matrix(briefing(**spoil(f"hubungi {canary} segera"), putusan=ANSWERS))
    assert canary.encode() not in b"".join(parts(content).values())


def test_a_sample_is_marked_on_every_printed_page_and_in_the_file() -> None:
    for is_sample in (True, False):
        made = book(build_matrix(briefing(rakor(contoh=is_sample))))
        marks = [sheet.oddHeader.center.text or "" for sheet in made]
        assert all(("DATA CONTOH" in mark) == is_sample for mark in marks)
        assert ("DATA CONTOH" in made.properties.title) == is_sample


def test_the_same_input_gives_the_same_bytes() -> None:
    def make(b: Briefing) -> bytes:
        return build_matrix(b)

    assert make(briefing(**FULL)) == make(briefing(**FULL))
