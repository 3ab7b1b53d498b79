"""The template's description: what an officer reads in the empty workbook."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bangkit_nb.columns import PETUNJUK, SHEETS
from bangkit_nb.data.template import DATA_CONTOH, ColumnPlan, build_petunjuk, build_plan
from bangkit_nb.text import find_personal, header_key

COLUMNS = [item for plan in build_plan() for item in plan.columns]


def ids(item: ColumnPlan) -> str:
    return item.column.name


def test_the_plan_follows_the_contract() -> None:
    assert [plan.sheet for plan in build_plan()] == list(SHEETS)
    for plan in build_plan():
        assert tuple(item.column for item in plan.columns) == plan.sheet.columns


@pytest.mark.parametrize("item", COLUMNS, ids=ids)
def test_headers_are_distinct_when_required_and_still_match(item: ColumnPlan) -> None:
    assert item.header.endswith(" *") == item.column.required
    assert header_key(item.header) == header_key(item.column.header)
    assert item.width > len(item.header)


@pytest.mark.parametrize("item", COLUMNS, ids=ids)
def test_notes_say_whether_to_fill_what_and_how(item: ColumnPlan) -> None:
    assert item.note.startswith("WAJIB" if item.column.required else "Boleh kosong")
    assert item.column.note.rstrip(".") in item.note
    assert all(choice in item.note for choice in item.choices)
    assert item.column.unit in item.note
    assert len(item.note) < 400


@pytest.mark.parametrize("item", [c for c in COLUMNS if c.choices], ids=ids)
def test_drop_down_lists_fit_into_excels_inline_list(item: ColumnPlan) -> None:
    # Excel refuses the whole file when an inline list is longer; a comma or quote would split it.
    assert len(",".join(item.choices)) <= 255
    assert not any(set(choice) & set(',"') for choice in item.choices)
    assert all(choice == choice.strip() for choice in item.choices)


def test_codes_and_ids_are_text_money_and_dates_are_formatted() -> None:
    formats = {item.column.kind: item.number_format for item in COLUMNS}
    assert formats["kode"] == formats["daftar_kode"] == formats["id"] == "@"
    assert formats["uang"] == "#,##0"
    assert formats["tanggal"] == "dd/mm/yyyy"


def test_petunjuk_covers_what_people_ask() -> None:
    text = "\n".join(line.text for line in build_petunjuk(contoh=False))
    asked = ("81.05.15.2004", "3.27.07.2.01.0002", "1,5 juta", "1 Maret 2024", "stop -",
             "periksa -", "info -", "NIK", "nomor telepon", "*", ".xlsx", PETUNJUK)  # fmt: skip
    assert [words for words in asked if words not in text] == []
    assert all(sheet.name in text and sheet.note in text for sheet in SHEETS)
    assert DATA_CONTOH not in text
    assert not find_personal(text)


def test_petunjuk_speaks_plainly() -> None:
    text = "\n".join(line.text for line in build_petunjuk(contoh=False)).casefold()
    for word in ("python", "dataframe", "parse", "null", "string", "error", "field", "utf"):
        assert word not in text


def test_a_sample_says_so_in_its_first_line() -> None:
    first = build_petunjuk(contoh=True)[0]
    assert first.kind == "tanda"
    assert first.text.startswith(DATA_CONTOH)


def test_the_template_is_described_without_openpyxl() -> None:
    code = "import sys, bangkit_nb.data.template; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
