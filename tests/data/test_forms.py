"""Official layouts: what a print says is what is read, whatever its oddities; no row is lost."""

from __future__ import annotations

from typing import Any

import pytest
from build import SOAK
from documents import FIELDS, Odd, Print, print_sipd, print_tc33
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb.data.form_codes import join_code, level_of, read_code, split_code
from bangkit_nb.data.form_columns import find_form
from bangkit_nb.data.form_table import Table
from bangkit_nb.data.form_tree import TreeWalk, read_table
from bangkit_nb.data.forms import FORMS
from bangkit_nb.data.import_rows import Places, Rows, build_rows
from bangkit_nb.data.names import Desa, DesaNames, Opd, OpdNames
from bangkit_nb.data.raw import RawSheet

PERIKANAN = "3.25.0.00.0.00.01.0000"
PLACES = Places(
    DesaNames((
        Desa("81.05.15.2004", "Solang", "Teluk Waru", ("Solan",)),
        Desa("81.05.15.2005", "Karay", "Teluk Waru"),
        Desa("81.05.04.2001", "Solang", "Pulau Gorom"),
    )),
    OpdNames((Opd(PERIKANAN, "Dinas Perikanan", (), ("DKP",)),)),
)  # fmt: skip


def read(raw: RawSheet) -> tuple[Table, Rows]:
    found = find_form(raw, FORMS)
    assert found is not None
    table = read_table(raw, found)
    return table, build_rows(table, raw.name, PLACES)


def adds_up(table: Table, raw: RawSheet) -> bool:
    filled = sum(any(str(c).strip() for c in row if c is not None) for row in raw.rows)
    parts = (len(table.lines), table.n_heading, table.n_total, table.n_joined,
             sum(u.n for u in table.unread))  # fmt: skip
    return table.n_rows == filled == sum(parts)


# --- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3.25.03.2.01.0002", "3.25.03.2.01.0002"), ("3.25.03.2.01.02", "3.25.03.2.01.02"),
        ("3 . 25 . 03 . 2.01 . 0002 .", "3.25.03.2.01.0002"), ("3.25.03.", "3.25.03"),
        (3.25, "3.25"), (3.2, "3.20"), (3.0, "3"), (3, "3"), ("'3.25", "3.25"),
        ("3.25.3.2.1.02", "3.25.03.2.01.02"), ("X.XX.01.2.01.0001", "X.XX.01.2.01.0001"),
        ("1.01.0.00.0.00.01.0000", "1.01.0.00.0.00.01.0000"), ("3 25 03", "3.25.03"),
        ("KODE", ""), ("2024", ""), (20250.5, ""), (True, ""), (None, ""), ("b.25.03", ""),
        ("3.25.03.2.01.00002", ""),
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_written(cell: Any, code: str) -> None:
    assert read_code(cell) == code


def test_a_code_in_front_of_a_name_is_parted_from_it() -> None:
    assert split_code("3.25.03 PROGRAM PENGELOLAAN") == ("3.25.03", "PROGRAM PENGELOLAAN")
    assert split_code("[3.25.03]: PROGRAM") == ("3.25.03", "PROGRAM")
    assert split_code("3.25.0.00.0.00.01.0000 DINAS") == ("3.25.0.00.0.00.01.0000", "DINAS")
    assert split_code("1 Paket bibit") == ("", "1 Paket bibit")
    assert split_code("Rehabilitasi 3.25") == ("", "Rehabilitasi 3.25")


def test_a_code_spread_over_columns_is_put_together() -> None:
    assert join_code(["3", "25", "03", "2.01", "0002"]) == "3.25.03.2.01.0002"
    assert join_code([3.0, 25.0, 3.0, 2.1, 4.0]) == "3.25.03.2.10.0004"
    assert join_code([3.0, 25.0, 3.0, 2.1, 4.0], 2) == "3.25.03.2.10.04"
    assert join_code(["3", "25", "", "", ""]) == "3.25"
    assert join_code(["", "25", "03", "2.01", "0002"]) == ""
    assert join_code(["1", "02", "03", "03", "0001"]) == ""  # the 2. of 2.03 was forgotten


def test_levels_are_told_by_the_number_of_parts() -> None:
    codes = ("3", "3.25", "3.25.03", "3.25.03.2.01", "3.25.03.2.01.0002", PERIKANAN, "")
    assert [level_of(code) for code in codes] == [
        "urusan", "bidang", "program", "kegiatan", "sub_kegiatan", "opd", "",
    ]  # fmt: skip


# --- the property ---------------------------------------------------------------------------------

WORD = st.sampled_from(
    "Penyediaan Prasarana Usaha Perikanan Tangkap Rumput Laut Bibit Kelompok Nelayan Pelatihan di"
    " dan Sarana Balai Benih Ikan Jumlah Total Kecamatan".split()
)
NAME = st.lists(WORD, min_size=2, max_size=7).map(
    lambda w: " ".join(["Penyediaan", *[x for x in w if x not in ("Jumlah", "Total")]])
)
TEXT = st.lists(WORD, min_size=0, max_size=5).map(" ".join)
SUB = st.tuples(
    st.sampled_from(["3.25.03", "3.25.04", "3.27.02"]), st.sampled_from(["2.01", "2.02"]),
    st.sampled_from(["0001", "0002", "01", "02"]),
).map(".".join)  # fmt: skip
ROW = st.fixed_dictionaries({
    "kode_sub_kegiatan": SUB, "sub_kegiatan": NAME, "indikator": TEXT,
    "target": st.integers(0, 9999).map(str), "satuan": st.sampled_from(["unit", "Orang", ""]),
    "lokasi": st.sampled_from(["", "Bula", "Semua Kecamatan", "Solang; Karay"]),
    "pagu": st.integers(0, 10**12).map(str), "sumber_dana": st.sampled_from(["", "DAU", "PAD"]),
})  # fmt: skip
ODD = st.builds(
    Odd, kode=st.sampled_from(["", "spasi", "titik", "gabung", "terpisah"]),
    halaman=st.integers(0, 4), jumlah=st.booleans(), pecah=st.booleans(),
    sembunyi=st.booleans(), angka=st.booleans(), teks_pagu=st.booleans(),
    kosong=st.integers(0, 3), kaki=st.booleans(),
)  # fmt: skip


def complete(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give every row its parents' names, by code."""
    return [
        {**row, "program": f"PROGRAM {row['kode_sub_kegiatan'][:7]}",
         "kegiatan": f"Kegiatan {'.'.join(row['kode_sub_kegiatan'].split('.')[:5])}"}
        for row in rows
    ]  # fmt: skip


def said(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in FIELDS)


def found(rows: Rows) -> list[tuple[str, ...]]:
    return [tuple(str(row.values.get(name, "")) for name in FIELDS) for row in rows.rows]


@settings(max_examples=2_000 if SOAK else 80)
@given(rows=st.lists(ROW, min_size=1, max_size=12), odd=ODD, is_sipd=st.booleans())
def test_any_renja_in_either_layout_with_any_oddity_reads_back_to_itself(
    rows: list[dict[str, str]], odd: Odd, is_sipd: bool
) -> None:
    rows = complete(rows)
    if is_sipd and odd.kode == "terpisah":
        odd = Odd(halaman=odd.halaman, jumlah=odd.jumlah)
    made: Print = (print_sipd if is_sipd else print_tc33)(rows, "Dinas Perikanan", odd)
    raw = made.raw("Renja 2025")
    table, read_rows = read(raw)
    assert table.found.form.name == ("Renja SIPD-RI" if is_sipd else "T-C.33")
    assert adds_up(table, raw)
    assert not table.unread and not read_rows.unread
    assert found(read_rows) == [said(row) for row in rows]
    assert {row.values["kode_opd"] for row in read_rows.rows} == {PERIKANAN}
    assert table.n_hidden == len(made.hidden)


CELL = st.sampled_from((
    "", None, " ", 0, 1, 2.5, True, "1", "7.", "Jumlah", "Total Program", "Jumlah 3.25.03", "Kode",
    "Nama SKPD : Dinas Perikanan", "SKPD", "Kepala Dinas", "Renja 2025", "3.25.03.2.01.0001",
    "3.25.03", "3.25.03.2.01.0001 Penyediaan", "x", "-",
))  # fmt: skip
"""What may stand in a cell where something else belongs."""

COLUMN = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 16))


@settings(max_examples=5_000 if SOAK else 150)
@given(
    rows=st.lists(ROW, min_size=2, max_size=4),
    odd=st.just(Odd()) | ODD,
    is_sipd=st.booleans(),
    spoilt=st.lists(st.tuples(st.integers(0, 20), COLUMN, CELL), min_size=1, max_size=20),
    bare=st.sets(st.integers(0, 20), max_size=6),
)
def test_a_row_known_by_its_code_is_read_as_if_all_had_been_asked(
    rows: list[dict[str, str]],
    odd: Odd,
    is_sipd: bool,
    spoilt: list[tuple[int, int, Any]],
    bare: set[int],
) -> None:
    made: Print = (print_sipd if is_sipd else print_tc33)(complete(rows), "Dinas Perikanan", odd)
    body = made.rows[5:]
    for row, column, cell in spoilt:
        cells = body[row % len(body)]
        if cells:
            cells[column % len(cells)] = cell
    for row in bare:
        del body[row % len(body)][3:]  # a short row
    raw = made.raw("Renja 2025")
    form = find_form(raw, FORMS)
    if form is None:
        return
    quick = read_table(raw, form)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TreeWalk, "is_certain", lambda *_: False)
        assert read_table(raw, form) == quick
    assert adds_up(quick, raw)
