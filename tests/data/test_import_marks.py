"""What Excel shows and a reader easily misses, in .xls, .ods, .xlsx and .csv: all of it is told."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from build import frames
from documents import write_csv

from bangkit_nb.data.guard import read_foreign
from bangkit_nb.data.guard_scan import Refused
from bangkit_nb.data.guard_xls import read_marks
from bangkit_nb.data.import_report import ImportReport
from bangkit_nb.data.importing import write_import
from bangkit_nb.data.workbook import read_workbook, write_workbook
from bangkit_nb.errors import WorkbookError

HEAD = ["No", "Nama Desa", "Kecamatan", "Bidang", "Nama Program/Kegiatan", "Lokasi", "Volume",
        "Satuan", "Jumlah (Rp)", "Sumber Dana", "Catatan RT"]  # fmt: skip


def row(kegiatan: Any, *, bidang: Any = "Pembangunan", uang: Any = 5e6, rt: Any = "") -> list[Any]:
    return [1, "Karay", "Teluk Waru", bidang, kegiatan, "RT 1", 2, "km", uang, "DD", rt]


@pytest.fixture(scope="module")
def dokumen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DU-RKP with errors, a hidden row, a hidden column and a hidden sheet, in three formats."""
    folder = tmp_path_factory.mktemp("dokumen")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DU-RKP"
    for line in (
        HEAD,
        row("Jalan tani", rt="ada"),
        row("Drainase", uang="=NA()"),
        row("Sumur", bidang="=1/0"),
        row("Talud"),
        row("Dermaga", rt="=NA()"),
    ):
        sheet.append(line)
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["F"].hidden = True
    other = book.create_sheet("Sembunyi")
    other.sheet_state = "hidden"
    other.append(HEAD)
    other.append(row("Rabat beton"))
    book.save(folder / "du.xlsx")
    (folder / "asal").mkdir()
    (folder / "du.xlsx").rename(folder / "asal" / "du.xlsx")
    for kind in ("xls", "ods", "xlsx"):
        profile = f"-env:UserInstallation=file://{folder}/profil"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder),
             str(folder / "asal" / "du.xlsx")], check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


def take(buku: Path, *files: Path) -> ImportReport:
    report = write_import(files, buku)
    assert all(read.adds_up for read in report.reads)
    return report


@pytest.fixture
def buku(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "data" / "buku.xlsx", frames(Renja=[], Rencana=[]))


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_hidden_rows_columns_sheets_and_errors_are_seen_in_every_format(
    dokumen: Path, kind: str
) -> None:
    first, hidden = read_foreign(dokumen / f"du.{kind}").sheets
    assert (first.hidden, first.hidden_columns) == ({5}, {5})
    assert first.excel_errors == {(3, 8): "#N/A", (4, 3): "#DIV/0!", (6, 10): "#N/A"}
    assert (first.is_hidden, hidden.is_hidden) == (False, True)


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_an_error_is_told_by_cell_and_never_read_as_empty(
    dokumen: Path, buku: Path, kind: str
) -> None:
    report = take(buku, dokumen / f"du.{kind}")
    told = {x.baris: (x.keadaan, x.alasan) for x in report.left}
    assert told["3"][0] == "belum ditempatkan" and "#N/A di sel I3 (kolom anggaran)" in told["3"][1]
    assert "#DIV/0! di sel D4 (kolom bidang)" in told["4"][1]  # never filled from the row above
    assert told["6"][0] == "periksa" and "K6 (kolom Catatan RT)" in told["6"][1]
    placed = {r["kegiatan"] for r in read_workbook(buku).frames["Rencana"].to_dict("records")}
    assert placed == {"Jalan tani", "Talud", "Dermaga", "Rabat beton"}
    said = str(report)
    assert "3 sel berisi galat Excel: I3 #N/A, D4 #DIV/0!, K6 #N/A" in said
    assert "1 baris tersembunyi tetap dibaca: baris 5." in said
    assert "Lembar ini tersembunyi" in said


def test_an_error_written_as_text_in_csv_is_an_error_too(buku: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", [HEAD, row("#REF!"), row("Talud")])
    report = take(buku, source)
    assert report.n_left == 1 and "#REF! di sel E2 (kolom kegiatan)" in report.left[0].alasan


def test_a_code_with_an_error_does_not_lend_its_name_to_the_row_above(
    buku: Path, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "r.csv", [
        ["Dinas Perikanan Kab. SBT"],
        ["Kode", "Urusan/Program/Kegiatan", "Indikator Kinerja", "Lokasi", "Target", "Pagu"],
        ["3.25.03.2.01.0002", "Penyediaan Prasarana", "Jumlah", "Kab", "5 unit", "1000000"],
        ["#REF!", "PENGELOLAAN PERIKANAN", "", "", "", ""],
    ])  # fmt: skip
    report = take(buku, source)
    (made,) = read_workbook(buku).frames["Renja"].to_dict("records")
    assert made["sub_kegiatan"] == "Penyediaan Prasarana"
    assert report.n_left == 1 and "sel A4 (kolom kode)" in report.left[0].alasan


def test_a_document_open_in_excel_is_read_and_that_is_said(buku: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", [HEAD, row("Talud")])
    source.with_name("~$a.csv").write_bytes(b"")
    assert "sedang terbuka di Excel (a.csv)" in str(take(buku, source))


def test_an_xls_cut_anywhere_or_turned_in_a_circle_ends_in_one_sentence(
    dokumen: Path, tmp_path: Path
) -> None:
    content = bytearray((dokumen / "du.xls").read_bytes())
    for cut in range(512, len(content), 769):
        try:
            read_marks(bytes(content[:cut]))
        except Refused as refusal:
            assert "simpan sebagai .xlsx" in str(refusal)
    fat = struct.unpack_from("<I", content, 76)[0]
    for i in range(128):  # every sector follows itself
        struct.pack_into("<I", content, (fat + 1) * 512 + 4 * i, i)
    with pytest.raises(Refused, match=r"simpan sebagai \.xlsx"):
        read_marks(bytes(content))
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(WorkbookError, match=r"a\.xls"):
        read_foreign(tmp_path / "a.xls")


def build_xls(*records: tuple[int, bytes]) -> bytes:
    """A compound file of one stream, the book, of these records."""
    book = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    content = bytearray(512 * 11)
    content[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    struct.pack_into("<H", content, 30, 9)
    struct.pack_into("<7I", content, 48, 1, 0, 4096, end, 0, end, 0)
    struct.pack_into("<109I", content, 76, 0, *[free] * 108)
    chain = [0xFFFFFFFD, end, *range(3, 10), end, *[free] * 118]
    struct.pack_into("<128I", content, 512, *chain)
    for at, name, start, size in ((1024, "Root Entry", end, 0), (1152, "Workbook", 2, 4096)):
        text = name.encode("utf-16-le")
        content[at : at + len(text)] = text
        struct.pack_into("<H", content, at + 64, len(text) + 2)
        struct.pack_into("<II", content, at + 116, start, size)
    content[512 * 3 :] = book.ljust(4096, b"\0")
    return bytes(content)


BEGIN, END = (0x0809, bytes(16)), (0x000A, b"")


def test_an_xls_with_a_password_says_so() -> None:
    with pytest.raises(Refused, match="kata sandi"):
        read_marks(build_xls(BEGIN, (0x002F, bytes(6)), END))


def test_an_error_that_was_typed_is_seen_in_an_xls_and_a_truth_is_none() -> None:
    first = 20 + 8 + 4  # bytes of the book's own records before the sheet's
    cells = [(0x0205, struct.pack("<HHHBB", row, 2, 0, code, is_error))
             for row, code, is_error in ((4, 0x2A, 1), (5, 1, 0))]  # fmt: skip
    sheet = (0x0085, struct.pack("<I", first))
    (marks,) = read_marks(build_xls(BEGIN, sheet, END, BEGIN, *cells, END))
    assert marks.errors == [(5, 2, "#N/A")]


RKP = [
    ["RENCANA KERJA PEMERINTAH DESA (RKP DESA) TAHUN 2025"], ["DESA", "", ": Solang"],
    ["KECAMATAN", "", ": Teluk Waru"],
    ["No", "Bidang/Jenis Kegiatan", "", "Lokasi", "Volume", "Sasaran/ Manfaat", "Waktu",
     "Prakiraan Biaya", "", "Pola Pelaksanaan"],
    ["", "Bidang", "Jenis Kegiatan", "", "", "", "", "Jumlah (Rp)", "Sumber", "Swakelola"],
    list("abcdefghij"),
    [1, "Pemerintahan Desa", "Siltap", "Desa", "12 bulan", "Aparat", "1 th", 1e8, "ADD", "v"],
    ["", "Jumlah Per Bidang 1", "", "", "", "", "", 1e8],
    ["", "", "Operasional", "Desa", "12 bulan", "Aparat", "1 th", 2e7, "ADD", "v"],
    ["", "JUMLAH TOTAL", "", "", "", "", "", 1.2e8],
    ["", "", "", "", "", "", "", "Solang, 20 September 2024"],
    ["", "Kepala Desa Solang", "", "", "", "", "", "Ketua Tim"], ["", "ABDULLAH"],
]  # fmt: skip


def test_a_row_of_letters_under_the_header_and_subtotals_never_become_usulan(
    buku: Path, tmp_path: Path
) -> None:
    report = take(buku, write_csv(tmp_path / "rkp.csv", RKP))
    read = report.reads[0]
    assert (read.n_placed, read.n_heading, read.n_total, read.n_left) == (2, 9, 2, 0)
    made = read_workbook(buku).frames["Rencana"]
    assert made["kegiatan"].tolist() == ["Siltap", "Operasional"]
    assert made["bidang_penghidupan"].tolist() == ["Pemerintahan Desa"] * 2


def test_what_is_left_is_told_with_file_sheet_row_and_what_to_do(
    buku: Path, tmp_path: Path
) -> None:
    lines = [row("Talud", uang="1.25"), row("Sumur"), row("Jalan")]
    lines[1][1], lines[2][1] = "Kary", "Tidak Ada"
    said = str(take(buku, write_csv(tmp_path / "a.csv", [HEAD, *lines])))
    assert "a.csv, lembar 'CSV':\n    baris 2: '1.25' dapat dibaca dua cara" in said
    assert '--terima "Kary, Teluk Waru=81.05.15.2005"' in said
    assert "Desa 'Tidak Ada' tidak ada di Kec. Teluk Waru di lembar Desa. Betulkan" in said


def test_rows_of_another_kind_of_document_are_not_missed(buku: Path, tmp_path: Path) -> None:
    solang = row("Bibit rumput laut")
    solang[1] = "Solang"
    take(buku, write_csv(tmp_path / "du.csv", [HEAD, solang, row("Talud")]))
    assert "tidak ada lagi" not in str(take(buku, write_csv(tmp_path / "rkp.csv", RKP)))
    report = take(buku, write_csv(tmp_path / "du2.csv", [HEAD, [*solang[:4], "Sumur", "RT 9"]]))
    assert "1 baris dari impor lama berkas semacam ini tidak ada lagi" in str(report)
