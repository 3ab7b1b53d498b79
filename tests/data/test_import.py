"""Import: documents become rows of the workbook, by key, and all else of the workbook survives."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from build import frames
from documents import FIELDS, Odd, Print, print_sipd, print_tc33, write_csv, write_xlsx
from openpyxl.worksheet.datavalidation import DataValidation

from bangkit_nb import cli
from bangkit_nb.data import import_store
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.import_report import ImportReport
from bangkit_nb.data.importing import write_import
from bangkit_nb.data.workbook import read_workbook, write_workbook
from bangkit_nb.errors import BangkitError, InputError, WorkbookError

NOW = dt.datetime(2024, 3, 1, 9, 0)
DU_HEAD = ["No", "Nama Desa", "Kecamatan", "Bidang", "Nama Program/Kegiatan", "Lokasi", "Volume",
           "Satuan", "Jumlah (Rp)", "Sumber Dana"]  # fmt: skip
RENJA_ROW = {
    "kode_sub_kegiatan": "3.25.03.2.01.0002", "sub_kegiatan": "Penyediaan Prasarana Usaha",
    "kegiatan": "Pengelolaan Penangkapan Ikan", "program": "PROGRAM PENGELOLAAN PERIKANAN TANGKAP",
    "indikator": "Jumlah prasarana", "target": "5", "satuan": "unit", "lokasi": "Semua Kecamatan",
    "pagu": "500000000", "sumber_dana": "DAU",
}  # fmt: skip


@pytest.fixture
def buku(tmp_path: Path) -> Path:
    """A workbook with three desa, two OPD and no plan yet."""
    return write_workbook(tmp_path / "data" / "buku.xlsx", frames(Renja=[], Rencana=[]))


def take(buku: Path, *files: Path, **options: Any) -> ImportReport:
    report = write_import(files, buku, moment=NOW, **options)
    assert all(read.adds_up for read in report.reads)
    return report


def rows(buku: Path, sheet: str) -> list[dict[str, Any]]:
    frame = read_workbook(buku).frames[sheet]
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def du_rkp(folder: Path, *lines: list[Any], name: str = "du-rkp.csv") -> Path:
    return write_csv(folder / name, [["DAFTAR USULAN RKP DESA TAHUN 2025"], DU_HEAD, *lines])


SOLANG = ["1", "Desa Solang", "Kec. Teluk Waru", "Pelaksanaan Pembangunan", "Bibit rumput laut",
          "Dusun I", "20", "paket", "50.000.000", "DD"]  # fmt: skip


# --- real public data -----------------------------------------------------------------------------


def mamberamo(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "renja_mamberamo_2023.csv", dtype=str, keep_default_na=False)


def named(plan: pd.DataFrame, folder: Path) -> Path:
    opd = plan[["kode_opd", "opd"]].drop_duplicates()
    table = [
        {"kode_opd": k, "nama_opd": n} for k, n in zip(opd["kode_opd"], opd["opd"], strict=True)
    ]
    return write_workbook(folder / "mamberamo.xlsx", frames(OPD=table, Renja=[], Rencana=[]))


def as_read(buku: Path) -> list[tuple[str, ...]]:
    names = ("kode_opd", *FIELDS)
    return sorted(tuple(_plain(row.get(n)) for n in names) for row in rows(buku, "Renja"))


def _plain(value: Any) -> str:
    return "" if value is None else str(int(value) if isinstance(value, float) else value)


def expected(plan: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(map(tuple, plan[["kode_opd", *FIELDS]].values.tolist()))


@pytest.mark.parametrize("kode", ["", "spasi", "titik", "gabung", "terpisah"])
def test_a_real_plan_printed_as_tc33_a_sheet_each_opd_comes_back_identical(
    shared: Path, tmp_path: Path, kode: str
) -> None:
    plan = mamberamo(shared)
    odd = Odd(kode, 9, jumlah=True, pecah=True, sembunyi=True, angka=True, teks_pagu=True,
              kosong=2, kaki=True)  # fmt: skip
    sheets = {
        f"{i} {opd[:24]}".replace("/", " "): print_tc33(part.to_dict("records"), opd, odd)
        for i, (opd, part) in enumerate(plan.groupby("opd", sort=False))
    }
    source = write_xlsx(tmp_path / "renja.xlsx", sheets, hidden=[next(iter(sheets))])
    report = take(named(plan, tmp_path), source)
    assert sum(read.n_placed for read in report.reads) == 781 and report.n_left == 0
    assert as_read(tmp_path / "mamberamo.xlsx") == expected(plan)
    assert "T-C.33" in report.reads[0].said and "tersembunyi" in str(report)


def test_a_real_plan_printed_as_the_17_column_tree_comes_back_identical(
    shared: Path, tmp_path: Path
) -> None:
    plan = mamberamo(shared)
    odd = Odd("", 11, jumlah=True, pecah=True, sembunyi=True, angka=True)
    sheets = {
        f"{i}": print_sipd(part.to_dict("records"), opd, odd)
        for i, (opd, part) in enumerate(plan.groupby("opd", sort=False))
    }
    whole = sheets.pop("0")
    for made in sheets.values():  # one long sheet, as the print of a whole kabupaten is
        whole.rows += made.rows
    source = write_xlsx(tmp_path / "sipd.xlsx", {"Renja": whole})
    report = take(named(plan, tmp_path), source)
    assert report.reads[0].n_placed == 781 and report.n_left == 0
    assert as_read(tmp_path / "mamberamo.xlsx") == expected(plan)
    again = take(tmp_path / "mamberamo.xlsx", source)
    assert (again.path, again.taken[0].n_same) == (None, 781)


def test_the_real_rka_of_23_columns_is_read(shared: Path, buku: Path) -> None:
    report = take(buku, shared / "rka_sipd_23_kolom.xlsx")
    read = report.reads[0]
    assert (read.n_rows, read.n_placed, read.n_heading) == (2, 1, 1)  # a header and one line
    assert "RKA/DPA SIPD, 23 kolom, lembar 'AWAL', baris judul 1" in str(report)
    (row,) = rows(buku, "Renja")
    assert (row["kode_sub_kegiatan"], row["pagu"]) == ("1.01.02.2.01.0004", 120_320_000)
    assert rows(buku, "OPD")[-1]["nama_opd"] == "DINAS PENDIDIKAN"


def test_the_real_print_of_codes_in_five_columns_is_read_with_hand_counted_rows(
    shared: Path, buku: Path
) -> None:
    # Counted by hand in the file: 1,316 rows have a fifth part of a code. 1,266 of them make a code
    # with a name ("'0002" in row 1056 included); of those, 4 stand under two "Bagian" without a
    # kode_opd. 50 do not: no "2." in the kegiatan's part, five digits, "01" for an urusan, no name.
    report = take(buku, shared / "program_kegiatan_skpd_kode_terpisah.xlsx")
    (read,) = report.reads
    assert read.n_placed == 1266 - 4
    assert sum(left.baris.isdigit() for left in report.left if left.isi) == read.n_left
    by_why = [x.alasan for x in report.left if x.keadaan == "belum ditempatkan" and x.nama]
    assert len(by_why) == 4
    assert len(rows(buku, "Renja")) == 1262
    again = take(buku, shared / "program_kegiatan_skpd_kode_terpisah.xlsx")
    assert [(one.n_new, one.n_same) for one in again.taken] == [(0, 1262)]


def test_codes_of_opd_dragged_down_a_column_place_a_line_the_same_way_each_time(
    buku: Path, tmp_path: Path
) -> None:
    # the first line's code was dragged down from another OPD; its own stands further below
    lines = ["kode_opd;opd;kode_subkegiatan;sub kegiatan;anggaran"]
    for kode, opd, at in (("1", "Dinas Pertama", 1), ("1", "Dinas Kedua", 2),
                          ("2", "Dinas Kedua", 3)):  # fmt: skip
        code = f"3.25.0.00.0.00.0{kode}.0000"
        lines.append(f"{code};{opd};3.25.03.2.01.000{at};Penyediaan Prasarana {at};1000")
    source = tmp_path / "renja.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    first = take(buku, source)
    placed = {row["kode_sub_kegiatan"][-1]: row["kode_opd"] for row in rows(buku, "Renja")}
    assert [placed[at] for at in "123"] == [
        f"3.25.0.00.0.00.0{n}.0000" for n in (1, 2, 2)
    ] and first.n_left == 0  # fmt: skip
    (again,) = take(buku, source).taken
    assert (again.n_new, again.n_updated, again.n_same) == (0, 0, 3)


def test_real_village_plans_written_as_du_rkp_become_usulan(shared: Path, tmp_path: Path) -> None:
    plans = pd.read_csv(shared / "desa_kegiatan.csv", dtype=str, keep_default_na=False)
    places = plans[plans["desa"] != ""][["desa", "kecamatan"]].drop_duplicates()
    desa = [
        {"kode_desa": f"81.05.{i:02}.2001", "nama_desa": d, "kecamatan": k or "Tanpa"}
        for i, (d, k) in enumerate(places.values.tolist(), 1)
    ]
    buku = write_workbook(tmp_path / "buku.xlsx", frames(Desa=desa, Renja=[], Rencana=[]))
    lines = [[str(i), d, k or "Tanpa", b, t, lokasi, v, "", "", ""] for i, (d, k, b, t, lokasi, v)
             in enumerate(plans[["desa", "kecamatan", "bidang", "teks", "lokasi", "volume"]]
                          .values.tolist(), 1)]  # fmt: skip
    report = take(buku, du_rkp(tmp_path, *lines))
    n_known = int((plans["desa"] != "").sum())
    assert (report.reads[0].n_placed, report.n_left) == (n_known, len(plans) - n_known)
    made = rows(buku, "Rencana")
    wanted = [" ".join(t.split()) for t in plans[plans["desa"] != ""]["teks"]]
    assert [row["kegiatan"] for row in made] == wanted
    assert len({row["id_usulan"] for row in made}) == n_known


# --- files of every kind --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(";", "utf-8"), (",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")],
)
def test_csv_of_any_separator_and_encoding_is_read(
    buku: Path, tmp_path: Path, separator: str, encoding: str
) -> None:
    lines = [DU_HEAD, [*SOLANG[:4], "Café & penyeberangan, dermaga", *SOLANG[5:]]]
    source = write_csv(tmp_path / "a.csv", lines, separator=separator, encoding=encoding)
    take(buku, source)
    (row,) = rows(buku, "Rencana")
    assert row["kegiatan"] == "Café & penyeberangan, dermaga"
    assert (row["anggaran"], row["volume"], row["kode_desa"]) == (50_000_000, 20, "81.05.15.2004")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice tidak ada di sini")
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_excel_and_opendocument_are_read(buku: Path, tmp_path: Path, kind: str) -> None:
    made = print_tc33([RENJA_ROW], "Dinas Perikanan Kab. SBT", Odd(kosong=1))
    source = write_xlsx(tmp_path / "r.xlsx", {"Renja": made, "Sembunyi": made}, hidden=["Sembunyi"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path),
         str(source)], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    report = take(buku, tmp_path / f"r.{kind}")
    assert [read.n_placed for read in report.reads] == [1, 1]
    assert "Lembar ini tersembunyi" in str(report)
    (row,) = rows(buku, "Renja")
    assert (row["kode_opd"], row["pagu"]) == ("3.25.01", 500_000_000)


def test_hidden_rows_of_opendocument_are_counted(buku: Path, tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
            for t in texts
        )

    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    body = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table "
        f'table:name="A"><table:table-row>{cells(*DU_HEAD)}</table:table-row><table:table-row '
        f'table:visibility="filter">{cells(*SOLANG)}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr("content.xml", body)
    report = take(buku, tmp_path / "a.ods")
    assert "1 baris tersembunyi tetap dibaca" in str(report)
    assert len(rows(buku, "Rencana")) == 1


def test_a_pdf_is_refused_with_where_its_excel_is(buku: Path, tmp_path: Path) -> None:
    for name in ("renja.pdf", "renja.xlsx"):
        (tmp_path / name).write_bytes(b"%PDF-1.7\n")
        with pytest.raises(WorkbookError, match=r"PDF.*SIPD-RI.*Excel"):
            take(buku, tmp_path / name)


def test_an_unknown_layout_says_its_headers_and_how_to_map_them(buku: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "lain.csv", [["Nomor Seri", "Barang", "Merek"], ["1", "b", "c"]])
    before = buku.read_bytes()
    with pytest.raises(InputError, match=r"Nomor Seri; Barang; Merek.*--map"):
        take(buku, source)
    assert buku.read_bytes() == before


# --- keys -----------------------------------------------------------------------------------------


def test_a_second_import_changes_nothing(buku: Path, tmp_path: Path) -> None:
    source = du_rkp(tmp_path, SOLANG)
    take(buku, source)
    before = buku.read_bytes()
    report = take(buku, source)
    assert report.path is None and buku.read_bytes() == before
    assert "Tidak ada yang berubah" in str(report)


def test_sibling_lines_of_one_key_stay_apart_and_are_updated_each(
    buku: Path, tmp_path: Path
) -> None:
    lines = [RENJA_ROW, RENJA_ROW | {"pagu": "7"}, RENJA_ROW | {"indikator": "Lain", "pagu": "9"}]
    name = "Dinas Perikanan"
    take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33(lines, name)}))
    assert [row["pagu"] for row in rows(buku, "Renja")] == [500_000_000, 7, 9]
    lines[1] = RENJA_ROW | {"pagu": "8"}
    report = take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33(lines, name)}))
    assert [row["pagu"] for row in rows(buku, "Renja")] == [500_000_000, 8, 9]
    assert (report.taken[0].n_updated, report.taken[0].n_same) == (1, 2)


def test_an_edited_cell_keeps_the_edit_and_news_of_the_file_is_taken(
    buku: Path, tmp_path: Path
) -> None:
    source = write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33([RENJA_ROW], "Dinas Perikanan")})
    take(buku, source)
    edit(buku, "Renja", "Pagu (Rp)", 111)
    report = take(buku, source)
    assert rows(buku, "Renja")[0]["pagu"] == 111 and "sunting" in str(report)
    newer = [RENJA_ROW | {"sumber_dana": "DAK"}]
    take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33(newer, "Dinas Perikanan")}))
    (row,) = rows(buku, "Renja")
    assert (row["pagu"], row["sumber_dana"]) == (111, "DAK")


def edit(buku: Path, sheet: str, header: str, value: Any) -> None:
    book = openpyxl.load_workbook(buku)
    page = book[sheet]
    column = next(c.column for c in page[1] if str(c.value).rstrip(" *") == header)
    page.cell(2, column).value = value
    book.save(buku)


def test_an_usulan_keeps_its_id_when_its_text_is_edited_in_workbook_or_file(
    buku: Path, tmp_path: Path
) -> None:
    take(buku, du_rkp(tmp_path, SOLANG))
    (before,) = rows(buku, "Rencana")
    edit(buku, "Rencana", "Kegiatan", "Bibit rumput laut kotoni 20 paket")
    take(buku, du_rkp(tmp_path, SOLANG))
    (row,) = rows(buku, "Rencana")
    assert row["id_usulan"] == before["id_usulan"] and "kotoni" in row["kegiatan"]
    changed = [*SOLANG[:4], "Bibit rumput lauut", *SOLANG[5:]]
    report = take(buku, du_rkp(tmp_path, changed))
    (row,) = rows(buku, "Rencana")
    assert row["id_usulan"] == before["id_usulan"]
    assert "memakai id-nya" in str(report)


def test_a_different_activity_of_one_desa_never_takes_the_id_of_another(
    buku: Path, tmp_path: Path
) -> None:
    take(buku, du_rkp(tmp_path, SOLANG))
    other = [*SOLANG[:4], "Pembangunan talud pantai", *SOLANG[5:]]
    report = take(buku, du_rkp(tmp_path, other))
    assert len({row["id_usulan"] for row in rows(buku, "Rencana")}) == 2
    assert "tidak ada lagi di berkas" in str(report)


def test_the_same_usulan_that_was_typed_by_hand_is_not_doubled(tmp_path: Path) -> None:
    hand = [{"id_usulan": "U-7", "kode_desa": "81.05.15.2004", "bidang_penghidupan": "rumput laut",
             "kegiatan": "bibit  RUMPUT laut"}]  # fmt: skip
    buku = write_workbook(tmp_path / "buku.xlsx", frames(Rencana=hand, Renja=[]))
    take(buku, du_rkp(tmp_path, SOLANG))
    (row,) = rows(buku, "Rencana")
    assert (row["id_usulan"], row["volume"]) == ("U-7", 20)


def test_budget_lines_are_summed_by_sub_kegiatan_and_a_list_without_indikator_finds_its_row(
    buku: Path, tmp_path: Path
) -> None:
    take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33([RENJA_ROW], "Dinas Perikanan")}))
    head = ["SKPD", "PROGRAM", "KEGIATAN", "SUBKEGIATAN", "REKENING", "PAGU"]
    line = ["3.25.0.00.0.00.01.0000 DINAS PERIKANAN", "3.25.03 PROGRAM PERIKANAN TANGKAP",
            "3.25.03.2.01 Pengelolaan", "3.25.03.2.01.0002 Penyediaan Prasarana Usaha"]  # fmt: skip
    source = write_csv(
        tmp_path / "e.csv",
        [
            head,
            [*line, "5.1.02", "1.000.000"],
            [*line, "5.2.02", "2500000"],
            [*line, "5.2.03", "?"],
        ],
    )
    report = take(buku, source)
    assert "e-budgeting" in report.reads[0].said
    assert (report.reads[0].n_placed, report.n_left) == (2, 1)
    (row,) = rows(buku, "Renja")
    assert (row["pagu"], row["kode_opd"]) == (3_500_000, "3.25.01")
    assert row["indikator"] == "Jumlah prasarana"


# --- names ----------------------------------------------------------------------------------------


def test_a_misspelt_desa_is_suggested_and_taken_only_when_a_person_accepts(
    buku: Path, tmp_path: Path
) -> None:
    source = du_rkp(tmp_path, [SOLANG[0], "Solan", *SOLANG[2:]])
    report = take(buku, source)
    assert (report.reads[0].n_placed, report.n_left) == (0, 1)
    (left,) = report.left
    assert left.usul == "81.05.15.2004 Solang (Kec. Teluk Waru)"
    edit(buku, "Belum terbaca", "Terima", "ya")
    take(buku, source)
    (row,) = rows(buku, "Rencana")
    assert row["kode_desa"] == "81.05.15.2004"
    assert rows(buku, "Desa")[0]["nama_lain"] == "Solan"
    assert openpyxl.load_workbook(buku)["Belum terbaca"].max_row == 1


def test_a_name_is_never_taken_across_kecamatan(buku: Path, tmp_path: Path) -> None:
    report = take(buku, du_rkp(tmp_path, [SOLANG[0], "Solang", "Pulau Gorom", *SOLANG[3:]],
                               [SOLANG[0], "Solang", "", *SOLANG[3:]]))  # fmt: skip
    assert report.n_left == 2 and "Rencana" not in [t.lembar for t in report.taken]
    assert "Kecamatan desa 'Solang' tidak disebut" in report.left[1].alasan


def test_an_opd_is_found_by_abbreviation_and_else_accepted_on_the_command_line(
    buku: Path, tmp_path: Path
) -> None:
    for name, n in (("DKP", 1), ("DISTAN", 1), ("DISTANPAN", 0)):
        source = write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33([RENJA_ROW], name)})
        assert take(buku, source, dry_run=True).reads[0].n_placed == n, name
    report = take(buku, source, terima=["DISTANPAN=3.27.01"])
    assert report.reads[0].n_placed == 1
    assert rows(buku, "OPD")[1]["nama_lain"] == "DISTANPAN"
    with pytest.raises(InputError, match="tidak ada di lembar Desa atau OPD"):
        take(buku, source, terima=["X=9.99.99"])


def test_a_location_of_known_places_becomes_codes_and_anything_else_stays_text(
    buku: Path, tmp_path: Path
) -> None:
    said = {
        "Kab. Uji, Semua Kecamatan, Semua Kel/Desa": "81.05",
        "Kab. Uji, Teluk Waru, Semua Kel/Desa": "81.05.15",
        "Desa Solang, Kec. Teluk Waru; Kec. Pulau Gorom": "81.05.15.2004; 81.05.04",
        "Teluk Waru": "81.05.15", "Desa Solang": None, "Kantor Dinas": None, "": None,
    }  # fmt: skip
    lines = [RENJA_ROW | {"lokasi": place} for place in said]
    take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": print_tc33(lines, "Dinas Perikanan")}))
    assert [row["kode_lokasi"] for row in rows(buku, "Renja")] == list(said.values())
    checked = check_workbook(read_workbook(buku))
    assert checked.sheet("Renja")["kode_lokasi"][2] == ("81.05.15.2004", "81.05.04")


# --- other layouts --------------------------------------------------------------------------------


def test_an_usulan_export_of_sipd_keeps_its_answers_as_extra_columns(
    buku: Path, tmp_path: Path
) -> None:
    head = ["No", "ID Usulan", "Tanggal Usul", "Pengusul", "Profil", "Usulan", "Masalah", "Alamat",
            "Kabupaten", "Kecamatan", "Kelurahan", "Usulan Ke", "OPD Tujuan Awal",
            "OPD Tujuan Akhir", "Status", "Catatan", "Rekomendasi Mitra", "Rekomendasi Kelurahan",
            "Rekomendasi Kecamatan", "Rekomendasi SKPD", "Rekomendasi TAPD", "Volume", "Satuan",
            "Anggaran", "Jenis Belanja", "Sub Kegiatan"]  # fmt: skip
    line = ["1", "998877", "2024-01-02", "Desa", "Desa", "Ketinting 15 PK", "Mesin tua", "Dusun I",
            "Kab. Uji", "Teluk Waru", "Solang", "1", "Dinas Perikanan", "Dinas Pertanian",
            "Proses", "", "ok", "ya", "ya", "tunda", "-", "3", "unit", "45.000.000", "Modal",
            "3.25.03.2.01.0002"]  # fmt: skip
    report = take(buku, write_csv(tmp_path / "usulan.csv", [head, line]))
    assert "usulan SIPD, 26 kolom" in report.reads[0].said
    (row,) = rows(buku, "Rencana")
    assert (row["id_usulan"], row["kegiatan"], row["anggaran"]) == (
        "998877", "Ketinting 15 PK", 45_000_000,
    )  # fmt: skip
    for name in ("OPD Tujuan Awal", "OPD Tujuan Akhir", "Status", "Masalah", "Rekomendasi Mitra",
                 "Rekomendasi Kelurahan", "Rekomendasi Kecamatan", "Rekomendasi SKPD",
                 "Rekomendasi TAPD"):  # fmt: skip
        assert row[name] == line[head.index(name)]


def test_an_rkp_desa_takes_its_desa_and_year_from_the_headings(buku: Path, tmp_path: Path) -> None:
    table = [
        ["RENCANA KERJA PEMERINTAH DESA (RKP DESA)"], ["TAHUN 2025"], ["DESA", ": SOLANG"],
        ["KECAMATAN", ": TELUK WARU"], ["KABUPATEN", ": UJI"], [],
        ["No", "Bidang", "Jenis Kegiatan", "Lokasi", "Volume", "Sasaran/Manfaat",
         "Waktu Pelaksanaan", "Jumlah (Rp)", "Sumber", "Pola Pelaksanaan", "Pelaksana"],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"],
        ["1", "Pembangunan", "Rabat jalan tani", "Dusun I", "200 m", "Petani", "3 bulan",
         "75.000.000", "DD", "Swakelola", "TPK"],
        ["", "", "Bibit pala", "", "500 pohon", "Petani", "", "20.000.000", "DD", "", ""],
        ["Jumlah Bidang", "", "", "", "", "", "", "95.000.000"],
        [], ["", "", "Solang, 3 Maret 2024"], ["", "", "Kepala Desa Solang"], ["", "", "NAMA"],
    ]  # fmt: skip
    report = take(buku, write_csv(tmp_path / "rkp.csv", table))
    assert "RKP Desa, 11 kolom" in report.reads[0].said
    first, second = rows(buku, "Rencana")
    assert (first["kode_desa"], first["tahun"], first["satuan"]) == ("81.05.15.2004", 2025, "m")
    assert (first["Lokasi"], first["kelompok"], first["Sasaran/Manfaat"]) == (
        "Dusun I", "TPK", "Petani",
    )  # fmt: skip
    assert (second["bidang_penghidupan"], second["volume"]) == ("Pembangunan", 500)
    assert (report.reads[0].n_total, report.n_left) == (1, 0)


def test_a_work_plan_of_a_desa_and_a_td4_become_usulan(buku: Path, tmp_path: Path) -> None:
    rkk = write_csv(tmp_path / "rkk.csv", [
        ["RENCANA KERJA KEGIATAN DESA SOLANG KECAMATAN TELUK WARU TAHUN 2025"],
        ["No", "Uraian Kegiatan", "Lokasi", "Volume", "Satuan", "Biaya (Rp)", "Sasaran", "Durasi",
         "Mulai", "Selesai", "Pelaksana Kegiatan Anggaran", "Tim yang Melaksanakan Kegiatan"],
        ["1", "Pelatihan tenun", "Balai desa", "1", "paket", "9.000.000", "PKK", "1 minggu",
         "Mei", "Mei", "Kaur", "Tim"],
    ])  # fmt: skip
    td4 = write_csv(tmp_path / "td4.csv", [
        ["No", "Prioritas Daerah", "Sasaran Daerah", "Program", "Kegiatan Prioritas",
         "Sasaran Kegiatan", "Lokasi", "Volume", "Pagu", "PD Penanggung Jawab"],
        ["1", "Ekonomi", "Naik", "P", "Dermaga tambatan", "1 unit", "Desa Karay, Kec. Teluk Waru",
         "1 unit", "250.000.000", "Dinas Perikanan"],
    ])  # fmt: skip
    report = take(buku, rkk, td4)
    said = [read.said.split(",")[0] for read in report.reads]
    assert said == ["Rencana Kerja Kegiatan Desa", "T-D.4"]
    by_desa = {row["kode_desa"]: row for row in rows(buku, "Rencana")}
    assert by_desa["81.05.15.2004"]["kegiatan"] == "Pelatihan tenun"
    assert by_desa["81.05.15.2005"]["PD Penanggung Jawab"] == "Dinas Perikanan"
    assert by_desa["81.05.15.2005"]["anggaran"] == 250_000_000


def test_an_attendance_list_becomes_peserta_without_phone_numbers(
    buku: Path, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "hadir.csv", [
        ["DAFTAR HADIR"], ["No", "Nama", "Lembaga/Instansi", "Jabatan", "Alamat & No. Telp.",
                           "Tanda Tangan"],
        ["1", "Siti", "Dinas Perikanan", "Kepala Dinas", "081234567890", ""],
        ["2", "Udin", "Kantor Camat Teluk Waru", "Camat", "Bula", ""],
    ])  # fmt: skip
    report = take(buku, source)
    made = [(r["nama"], r["peran"], r["hadir"]) for r in rows(buku, "Peserta")]
    assert made == [("Siti", "kepala_opd", "ya"), ("Udin", "camat", "ya")]
    assert "Alamat & No. Telp." in str(report)
    assert b"81234567890" not in zipfile.ZipFile(buku).read("xl/worksheets/sheet6.xml")


def test_an_e_planning_table_is_read_as_it_is(buku: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "e.csv", [
        ["kode_opd", "kode_subkegiatan", "uraian", "target", "satuan", "anggaran", "lokasi"],
        ["3.25.01", "3.25.03.2.01.0002", "Prasarana", "4", "unit", "5000000", "Kec. Teluk Waru"],
        ["9.99", "3.25.03.2.01.0003", "Sarana", "4", "unit", "5000000", ""],
    ])  # fmt: skip
    report = take(buku, source)
    assert (report.reads[0].n_placed, report.n_left) == (1, 1)
    (row,) = rows(buku, "Renja")
    assert (row["pagu"], row["target"], row["kode_lokasi"]) == (5_000_000, "4", "81.05.15")


def test_a_mapping_is_given_once_kept_and_recognised(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    buku = write_workbook(tmp_path / "data" / "b.xlsx", frames(Renja=[], Rencana=[]))
    table = [
        ["Kampung", "Wilayah", "Pekerjaan", "Perkiraan"],
        ["Karay", "Teluk Waru", "Talud", "5jt"],
    ]
    source = write_csv(tmp_path / "aneh.csv", table)
    pairs = "Kampung=desa; Wilayah=kecamatan; Pekerjaan=Kegiatan; Perkiraan=anggaran"
    report = take(buku, source, peta=pairs, nama_peta="Kampung Kita")
    assert rows(buku, "Rencana")[0]["anggaran"] == 5_000_000
    kept = tmp_path / "data" / "pemetaan" / "kampung-kita.yml"
    assert kept.is_file() and "pemetaan/kampung-kita.yml" in str(report)
    table[1][2] = "Drainase"
    report = take(buku, write_csv(tmp_path / "lagi.csv", table))
    assert "pemetaan 'kampung-kita'" in report.reads[0].said
    assert len(rows(buku, "Rencana")) == 2
    kept.write_text("kolom: [", encoding="utf-8")
    with pytest.raises(InputError, match=r"kampung-kita\.yml"):
        take(buku, source)


@pytest.mark.parametrize(
    ("peta", "says"), [("Pagu", "tidak terbaca"), ("A=angaran", "Maksudnya anggaran"),
                       ("A=kegiatan; B=zzzz", "Yang ada:"),
                       ("Kegiatan=kegiatn", "Maksudnya kegiatan"),
                       ("anggaran=Pagu Dana Xyz", 'tertukar.*"Pagu Dana Xyz=anggaran"')],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_with_the_nearest_name(
    buku: Path, tmp_path: Path, peta: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        take(buku, du_rkp(tmp_path, SOLANG), peta=peta)


# --- what survives --------------------------------------------------------------------------------


def test_all_else_of_the_workbook_survives_byte_by_byte_or_cell_by_cell(
    buku: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(buku)
    page = book["Rencana"]
    page["R1"], page["R2"] = "Catatan kami", "=1+1"
    page["A2"], page["B2"], page["C2"], page["D2"] = "U-1", "81.05.15.2005", "pertanian", "Jagung"
    extra = book.create_sheet("Lembar kami")
    extra["A1"] = "isi kami"
    rule = DataValidation(type="list", formula1='"a,b"')
    rule.add("A2:A9")
    extra.add_data_validation(rule)
    book.save(buku)
    before = zipfile.ZipFile(buku)
    notes = {c.coordinate: c.comment.text for c in openpyxl.load_workbook(buku)["Rencana"][1]
             if c.comment}  # fmt: skip
    take(buku, du_rkp(tmp_path, SOLANG))
    after = zipfile.ZipFile(buku)
    same = [n for n in before.namelist() if before.read(n) == after.read(n)]
    changed = set(before.namelist()) - set(same)
    assert len(changed) <= 2 and changed <= {"xl/worksheets/sheet3.xml", "xl/styles.xml"}
    page = openpyxl.load_workbook(buku)["Rencana"]
    assert {c.coordinate: c.comment.text for c in page[1] if c.comment} == notes
    assert page["R2"].value == "=1+1" and page["D2"].value == "Jagung"
    assert page["D3"].value == "Bibit rumput laut" and page["B3"].number_format == "@"
    assert len(page.data_validations.dataValidation) >= 2
    assert page.auto_filter.ref.endswith("3")


def test_a_cell_with_a_formula_of_the_officer_is_left_alone(buku: Path, tmp_path: Path) -> None:
    take(buku, du_rkp(tmp_path, SOLANG))
    patch(buku, "xl/worksheets/sheet3.xml", b"<v>20</v>", b"<f>10+10</f><v>20</v>")
    changed = [*SOLANG[:6], "30", *SOLANG[7:]]
    report = take(buku, du_rkp(tmp_path, changed))
    assert "berisi rumus dan dibiarkan" in str(report)
    column = openpyxl.load_workbook(buku)["Rencana"]["I2"]
    assert column.value == "=10+10"


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", '=HYPERLINK("http://x")', "\t="])
def test_text_of_a_document_never_becomes_a_live_formula(
    buku: Path, tmp_path: Path, lead: str
) -> None:
    text = f"{lead}cmd|' /C calc'!A0"
    line = [SOLANG[0], SOLANG[1], SOLANG[2], text, text, text, "1", text, "5", text]
    take(buku, du_rkp(tmp_path, line, [*line[:1], text, text, *line[3:]]))
    for name, content in _sheets(buku).items():
        assert not re.search(rb"<f[ />]", content), name
    page = openpyxl.load_workbook(buku)["Rencana"]
    cell = page["D2"]
    assert cell.data_type in ("s", "inlineStr") and cell.quotePrefix
    assert str(cell.value).endswith("calc'!A0")
    left = openpyxl.load_workbook(buku)["Belum terbaca"]
    assert all(c.data_type != "f" for row in left.iter_rows() for c in row)


def patch(buku: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(buku) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(buku, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content.replace(old, new) if name == part else content)


def _sheets(buku: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(buku) as made:
        return {n: made.read(n) for n in made.namelist() if n.startswith("xl/worksheets/sheet")}


def test_an_open_workbook_is_written_beside_and_that_is_said(buku: Path, tmp_path: Path) -> None:
    before = buku.read_bytes()
    lock = buku.with_name(f"~${buku.name}")
    lock.write_bytes(b"")
    report = take(buku, du_rkp(tmp_path, SOLANG))
    assert report.is_beside and buku.read_bytes() == before
    assert report.path == buku.with_name("buku-impor.xlsx")
    assert "sedang terbuka di Excel" in str(report)
    assert len(rows(report.path, "Rencana")) == 1
    lock.unlink()
    take(buku, du_rkp(tmp_path, SOLANG))
    assert len(rows(buku, "Rencana")) == 1


def test_the_workbook_as_it_was_is_kept(buku: Path, tmp_path: Path) -> None:
    before = buku.read_bytes()
    report = take(buku, du_rkp(tmp_path, SOLANG))
    assert report.backup == buku.parent / "impor" / "cadangan" / "buku-2024-03-01-090000.xlsx"
    assert report.backup.read_bytes() == before


def test_a_full_disk_leaves_the_workbook_as_it_was(
    buku: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = buku.read_bytes()

    def fail(path: Path, content: bytes) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_store.files, "write_atomic", fail)
    with pytest.raises((BangkitError, OSError)):
        take(buku, du_rkp(tmp_path, SOLANG))
    assert buku.read_bytes() == before


def test_a_dry_run_writes_nothing(buku: Path, tmp_path: Path) -> None:
    before = buku.read_bytes()
    report = take(buku, du_rkp(tmp_path, SOLANG), dry_run=True, peta="Nama Desa=desa")
    assert buku.read_bytes() == before and sorted(p.name for p in buku.parent.iterdir()) == [
        buku.name
    ]
    assert "Uji coba" in str(report) and "1 baris baru" in str(report)


def test_a_workbook_that_is_not_there_is_made(tmp_path: Path) -> None:
    desa = write_csv(tmp_path / "desa.csv", [
        ["Kode Desa", "Nama Desa", "Kecamatan"], ["81.05.15.2004", "Solang", "Teluk Waru"],
    ])  # fmt: skip
    new = tmp_path / "baru.xlsx"
    report = take(new, du_rkp(tmp_path, SOLANG), desa)  # lists are read before what needs them
    assert report.path == new and report.backup is None
    assert len(rows(new, "Rencana")) == len(rows(new, "Desa")) == 1


def test_a_formula_without_a_result_and_an_unread_amount_are_never_zero(
    buku: Path, tmp_path: Path
) -> None:
    made = print_tc33([RENJA_ROW, RENJA_ROW | {"indikator": "B"}], "Dinas Perikanan")
    at = [i for i, row in enumerate(made.rows) if row[0] == RENJA_ROW["kode_sub_kegiatan"]]
    made.rows[at[0]][5] = "=SUM(A1:A2)"
    made.rows[at[1]][5] = "1,500,000"
    report = take(buku, write_xlsx(tmp_path / "r.xlsx", {"R": made}))
    (row,) = rows(buku, "Renja")
    assert row["pagu"] == "1,500,000"
    assert {x.alasan.split(" ")[0] for x in report.left} == {"Rumus", "'1,500,000'"}


def test_the_command_prints_the_layout_and_the_counts(
    buku: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_xlsx(
        tmp_path / "renja.xlsx", {"Renja 2025": print_tc33([RENJA_ROW], "Dinas Perikanan")}
    )
    assert cli.main(["import", str(source), "--into", str(buku)]) == 0
    said = capsys.readouterr().out
    assert "renja.xlsx: T-C.33, 10 kolom, lembar 'Renja 2025', baris judul 4-5" in said
    assert "Lembar Renja: 1 baris baru" in said
    assert cli.main(["import", str(tmp_path / "tidak.xlsx"), "--into", str(buku)]) == 1


def test_a_document_that_brings_its_opd_is_read_before_one_that_only_names_it(
    tmp_path: Path,
) -> None:
    buku = write_workbook(tmp_path / "b.xlsx", frames(OPD=[], Renja=[], Rencana=[]))
    named_only = write_xlsx(tmp_path / "a.xlsx", {"R": print_tc33([RENJA_ROW], "Dinas Ikan")})
    brings = write_csv(tmp_path / "z.csv", [
        ["kode_opd", "Nama SKPD", "kode_subkegiatan", "uraian", "pagu"],
        ["3.25.0.00.0.00.01.0000", "Dinas Ikan", "3.25.03.2.01.0009", "Sarana", "7"],
    ])  # fmt: skip
    report = take(buku, named_only, dry_run=True)
    assert "Lembar itu masih kosong" in report.left[0].alasan
    report = take(buku, named_only, brings)
    assert report.n_left == 0 and len(rows(buku, "Renja")) == 2


def test_codes_that_are_no_desa_are_put_aside_and_coordinates_stay_as_they_are(
    tmp_path: Path,
) -> None:
    buku = write_workbook(tmp_path / "b.xlsx", frames(Desa=[], Renja=[], Rencana=[]))
    source = write_csv(tmp_path / "w.csv", [
        ["Kode Desa", "Nama Desa", "Kecamatan", "Lat", "Lng"],
        ["81.05", "Kabupaten Uji", "-", "", ""],
        ["81.05.15.2004", "Solang", "Teluk Waru", "-3.4024", "130.5559"],
    ])  # fmt: skip
    report = take(buku, source)
    assert report.n_left == 1 and "bukan kode desa" in report.left[0].alasan
    desa = check_workbook(read_workbook(buku)).sheet("Desa")
    assert desa[["lat", "lng"]].values.tolist() == [[-3.4024, 130.5559]]


def test_a_village_workbook_of_many_sheets_gives_each_sheet_its_own_desa(
    buku: Path, tmp_path: Path
) -> None:
    head = ["No", "Bidang", "Jenis Kegiatan", "Lokasi", "Volume", "Sasaran/Manfaat", "Waktu",
            "Jumlah (Rp)", "Sumber", "Pola Pelaksanaan", "Pelaksana"]  # fmt: skip
    sheets = {"Sampul": Print([["RKP DESA"], ["Kecamatan Teluk Waru"], ["2025"]])}
    for desa, kegiatan in (("SOLANG", "Jalan tani"), ("KARAY", "Dermaga")):
        sheets[f"RKP {desa}"] = Print([
            [f"RKP DESA {desa} KECAMATAN TELUK WARU TAHUN 2025"], head,
            [1.0, "Pembangunan", kegiatan, "", "2 unit", "", "", 5e6, "DD", "", "TPK"],
        ])  # fmt: skip
    report = take(buku, write_xlsx(tmp_path / "apbdes.xlsx", sheets))
    assert [read.n_placed for read in report.reads] == [0, 1, 1]
    assert report.left[0].lembar == "Sampul" and report.n_left == 3
    made = [(r["kode_desa"], r["kegiatan"], r["tahun"]) for r in rows(buku, "Rencana")]
    assert made == [("81.05.15.2004", "Jalan tani", 2025), ("81.05.15.2005", "Dermaga", 2025)]
