"""Flat layouts: any table in any of them, with oddities at random, reads back to itself."""

from __future__ import annotations

from typing import Any

import pytest
from build import SOAK
from hypothesis import given, settings
from hypothesis import strategies as st
from test_forms import PERIKANAN, PLACES, adds_up, read

from bangkit_nb.columns import SHEETS
from bangkit_nb.data.forms import FORMS
from bangkit_nb.data.import_rows import build_rows
from bangkit_nb.data.raw import RawSheet

HEADS: dict[str, list[str]] = {
    "usulan SIPD": [
        "No", "ID Usulan", "Pengusul", "Usulan", "Masalah", "Alamat", "Kecamatan", "Kelurahan",
        "OPD Tujuan Awal", "OPD Tujuan Akhir", "Status", "Rekomendasi SKPD", "Volume", "Satuan",
        "Anggaran",
    ],
    "RKP Desa": [
        "No", "Nama Desa", "Kecamatan", "Bidang", "Jenis Kegiatan", "Lokasi", "Volume", "Satuan",
        "Sasaran/Manfaat", "Waktu Pelaksanaan", "Jumlah (Rp)", "Sumber", "Pola Pelaksanaan",
    ],
    "DU-RKP Desa": [
        "No", "Nama Desa", "Kecamatan", "Bidang", "Nama Program/Kegiatan", "Lokasi", "Volume",
        "Satuan", "Jumlah (Rp)", "Sumber Dana",
    ],
    "Rencana Kerja Kegiatan Desa": [
        "No", "Desa", "Kecamatan", "Uraian Kegiatan", "Volume", "Satuan", "Biaya (Rp)", "Durasi",
        "Mulai", "Selesai", "Pelaksana Kegiatan Anggaran", "Tim Pelaksana",
    ],
    "T-D.4": [
        "No", "Prioritas Daerah", "Sasaran Daerah", "Program", "Kegiatan Prioritas",
        "Sasaran Kegiatan", "Lokasi", "Kecamatan", "Volume", "Satuan", "Pagu",
        "PD Penanggung Jawab",
    ],
    "tabel sub kegiatan": [
        "kode_opd", "kode_subkegiatan", "uraian", "target", "satuan", "anggaran", "lokasi",
    ],
}  # fmt: skip
WHERE = {"Nama Desa", "Desa", "Kelurahan"}
TEXT = st.text(st.sampled_from("abdeiknprtu =+-@'\"<&\u00e9"), min_size=1, max_size=18).map(
    lambda t: "k" + " ".join(t.split())
)
ROW = st.fixed_dictionaries({
    "kegiatan": TEXT, "desa": st.sampled_from(["Solang", "Desa Karay", "Kel. Solang"]),
    "volume": st.integers(1, 9999), "satuan": st.sampled_from(["unit", "m", "paket"]),
    "anggaran": st.integers(0, 10**10),
})  # fmt: skip


def cells(heads: list[str], row: dict[str, Any], number: int, as_text: bool) -> list[Any]:
    amount = f"{row['anggaran']:,}".replace(",", ".") if as_text else float(row["anggaran"])
    known = {
        "No": float(number), "Kecamatan": "Kec. Teluk Waru", "Volume": float(row["volume"]),
        "target": str(row["volume"]), "Satuan": row["satuan"], "satuan": row["satuan"],
        "ID Usulan": str(1000 + number), "kode_opd": PERIKANAN,
        "kode_subkegiatan": f"3.25.03.2.01.{number:04}", "lokasi": "", "Mulai": "", "Selesai": "",
        "Bidang": "Pembangunan",
    }  # fmt: skip
    made = []
    for head in heads:
        if head in WHERE or (head == "Lokasi" and "Nama Desa" not in heads):
            made.append(row["desa"])
        elif head in ("Usulan", "Jenis Kegiatan", "Nama Program/Kegiatan", "Uraian Kegiatan",
                      "Kegiatan Prioritas", "uraian"):  # fmt: skip
            made.append(row["kegiatan"])
        elif head in ("Anggaran", "Jumlah (Rp)", "Biaya (Rp)", "Pagu", "anggaran"):
            made.append(amount)
        else:
            made.append(known.get(head, f"isi {number}"))
    return made


@settings(max_examples=1_000 if SOAK else 60)
@given(
    name=st.sampled_from(sorted(HEADS)), rows=st.lists(ROW, min_size=1, max_size=9),
    titles=st.integers(0, 3), page=st.integers(0, 3), totals=st.booleans(), text=st.booleans(),
    numbers=st.booleans(), shout=st.booleans(),
)  # fmt: skip
def test_any_table_in_any_flat_layout_reads_back_to_itself(
    name: str, rows: list[dict[str, Any]], titles: int, page: int, totals: bool, text: bool,
    numbers: bool, shout: bool,
) -> None:  # fmt: skip
    heads = HEADS[name]
    shown = [h.upper() if shout else h for h in heads]
    table: list[list[Any]] = [["DAFTAR KEGIATAN"], [], ["Kabupaten Uji"]][:titles]
    for number, row in enumerate(rows):
        if number == 0 or (page and number % page == 0):
            table.append(shown)
            table += [[float(n) for n in range(1, len(heads) + 1)]] if numbers else []
        table.append(cells(heads, row, number, text))
        if totals:
            table.append(["Jumlah", *[""] * (len(heads) - 2), 99.0])
    raw = RawSheet("Lembar1", table)
    found, made = read(raw)
    assert found.found.form.name == name
    assert adds_up(found, raw)
    assert not found.unread and not made.unread
    assert found.n_total == (len(rows) if totals else 0)
    is_renja = name == "tabel sub kegiatan"
    column = "sub_kegiatan" if is_renja else "kegiatan"
    assert [r.values[column] for r in made.rows] == [row["kegiatan"] for row in rows]
    amount = "pagu" if is_renja else "anggaran"
    assert [r.values[amount] for r in made.rows] == [row["anggaran"] for row in rows]
    if not is_renja:
        wanted = ["81.05.15.2005" if "Karay" in r["desa"] else "81.05.15.2004" for r in rows]
        assert [r.values["kode_desa"] for r in made.rows] == wanted
        assert [r.values["volume"] for r in made.rows] == [r["volume"] for r in rows]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_every_sheet_of_the_workbook_itself_is_a_layout(sheet: Any) -> None:
    row = [{"uang": 5.0, "angka": 5.0, "tahun": 2025.0}.get(c.kind, "isi") for c in sheet.columns]
    for i, column in enumerate(sheet.columns):
        row[i] = {"kode_opd": PERIKANAN, "kode_desa": "81.05.15.2004"}.get(column.name, row[i])
    heads = [column.header + (" *" if column.required else "") for column in sheet.columns]
    raw = RawSheet(sheet.name, [heads, row])
    table, made = read(raw)
    assert table.found.form.sheet == sheet.name
    if sheet.name not in ("Renja",):
        assert len(made.rows) == 1, made.unread


def test_layouts_have_names_of_their_own_and_fields_of_their_sheet() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS)
    known = {
        "kode", "nama_pohon", "opd", "desa", "kecamatan", "bidang", "sub_bidang", "lokasi_desa",
    }  # fmt: skip
    for form in FORMS:
        sheet = next(s for s in SHEETS if s.name == form.sheet)
        assert {field.name for field in form.fields} <= known | set(sheet.names), form.name
        assert form.n_signs <= len(form.signs)


def test_merged_cells_hold_for_their_rows_but_amounts_are_never_repeated() -> None:
    heads = ["Kode", "Program/Kegiatan", "Indikator Kinerja", "Lokasi", "Pagu Indikatif"]
    code = "3.25.03.2.01.0002"
    rows: list[list[Any]] = [
        heads, [code, "Penyediaan", "Indikator A", "Bula", 5.0], ["", "", "Indikator B", "", ""],
        ["", "", "Indikator C", "Waru", 7.0],
    ]  # fmt: skip
    for merged in ((), ((2, 0, 4, 0), (2, 1, 4, 1), (2, 3, 3, 3), (2, 4, 3, 4))):
        raw = RawSheet("Dinas Perikanan", rows, merged=merged)
        table, made = read(raw)
        assert adds_up(table, raw) and not made.unread
        assert [r.values["indikator"][-1] for r in made.rows] == ["A", "B", "C"]
        assert [r.values["kode_sub_kegiatan"] for r in made.rows] == [code] * 3
        assert [r.values.get("pagu") for r in made.rows] == [5, None, 7]
        assert made.rows[1].values.get("lokasi") == ("Bula" if merged else None)


def test_a_sub_kegiatan_without_its_parent_takes_no_stranger_s_name() -> None:
    rows: list[list[Any]] = [
        ["Kode", "Program/Kegiatan", "Pagu"], ["3.25.03", "PROGRAM A", 1.0],
        ["3.25.03.2.01", "Kegiatan A", 1.0], ["3.25.03.2.01.0001", "Sub A", 1.0],
        ["3.25.03.2.02.0001", "Sub B", 2.0],
    ]  # fmt: skip
    _, made = read(RawSheet("Dinas Perikanan", rows))
    first, second = made.rows
    assert first.values["kegiatan"] == "Kegiatan A"
    assert "kegiatan" not in second.values and second.values["program"] == "PROGRAM A"
    assert "3.25.03.2.02" in second.doubts[0]


def test_the_opd_comes_from_heading_title_or_the_sheet_s_name_and_else_is_asked() -> None:
    head = ["Kode", "Program/Kegiatan", "Pagu"]
    line = ["3.25.03.2.01.0001", "Sub A", 1.0]
    for sheet, above in (
        ("Dinas Perikanan", []), ("R", [["RENCANA KERJA DINAS PERIKANAN TAHUN 2025"]]),
        ("R", [["Perangkat Daerah", ":", "DKP"]]), ("R", [["SKPD : Dinas Perikanan Kab. Uji"]]),
    ):  # fmt: skip
        _, made = read(RawSheet(sheet, [*above, head, line]))
        assert [r.values["kode_opd"] for r in made.rows] == [PERIKANAN], (sheet, above)
    _, made = read(RawSheet("R", [head, [PERIKANAN, "DINAS PERIKANAN", 9.0], line]))
    assert len(made.rows) == 1
    _, made = read(RawSheet("R", [head, line]))
    assert made.rows == () and "tidak disebut" in made.unread[0].alasan


def test_a_code_that_was_dragged_down_a_column_does_not_make_new_opd() -> None:
    heads = ["kode_opd", "Nama SKPD", "kode_subkegiatan", "uraian", "pagu"]
    rows = [[f"2.14.2.08.0.00.05.{i:04}", "Dinas Keluarga", f"2.14.02.2.01.{i:04}", "Sub", 1.0]
            for i in range(1, 6)]  # fmt: skip
    table, made = read(RawSheet("R", [heads, *rows]))
    assert {r.values["kode_opd"] for r in made.rows} == {"2.14.2.08.0.00.05.0001"}
    assert len(made.opd) == 1 and len(table.lines) == 5
    again = build_rows(table, "R", PLACES)
    assert again == made
