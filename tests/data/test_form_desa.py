"""The APBDes of a village: kegiatan become usulan, and nothing else of its tree does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from build import SOAK, frames
from documents import Print, write_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb.data.form_columns import find_form
from bangkit_nb.data.form_desa import KODE_KEGIATAN
from bangkit_nb.data.form_tree import read_table
from bangkit_nb.data.forms import FORMS
from bangkit_nb.data.import_report import ImportReport
from bangkit_nb.data.importing import write_import
from bangkit_nb.data.raw import RawSheet
from bangkit_nb.data.workbook import read_workbook, write_workbook

TITLES = [["ANGGARAN PENDAPATAN DAN BELANJA DESA"], ["PEMERINTAH DESA SOLANG"],
          ["KECAMATAN TELUK WARU"], ["TAHUN ANGGARAN 2025"], []]  # fmt: skip
TREE: list[tuple[str, str, str, float | str, str]] = [
    # kode, belanja, uraian, anggaran, sumber
    ("4", "", "PENDAPATAN", 9e8, ""), ("4.1", "", "Pendapatan Asli Desa", 1e7, "PAD"),
    ("4.1.1", "", "Hasil Usaha Desa", 1e7, "PAD"), ("5", "", "BELANJA", 5e8, ""),
    ("2", "", "BIDANG PELAKSANAAN PEMBANGUNAN DESA", 3e8, ""),
    ("2.3", "", "Sub Bidang Pekerjaan Umum dan Penataan Ruang", 3e8, ""),
    ("2.3.14", "", "Pembangunan Jalan Usaha Tani", 2e8, "DD"),
    ("2.3.14", "5.3", "Belanja Modal", 2e8, "DD"),
    ("2.3.14", "5.3.5", "Belanja Modal Jalan", 2e8, "DD"),
    ("2.3.15", "", "Pembangunan Dermaga", 1e8, ""),
    ("2.3.15", "5.3", "Belanja Modal", 6e7, "DD"), ("2.3.15", "5.3", "Belanja Modal", 4e7, "ADD"),
    ("4", "", "BIDANG PEMBERDAYAAN MASYARAKAT DESA", 2e8, ""),
    ("4.1", "", "Sub Bidang Kelautan dan Perikanan", 2e8, ""),
    ("4.1.2", "", "Pelatihan Nelayan", 2e8, "DD"),
    ("5", "", "BIDANG PENANGGULANGAN BENCANA DAN MENDESAK DESA", 5e7, ""),
    ("5.1", "", "Sub Bidang Penanggulangan Bencana", 5e7, ""),
    ("5.1.0", "", "Penanggulangan Bencana", 5e7, "DD"),
    ("5.1.0", "5.4", "Belanja Tak Terduga", 5e7, "DD"),
    ("", "", "JUMLAH BELANJA", 5e8, ""), ("6", "", "PEMBIAYAAN", 0, ""),
    ("6.1", "", "Penerimaan Pembiayaan", 0, ""), ("6.1.1", "", "SILPA Tahun Sebelumnya", 0, "DD"),
]  # fmt: skip
KEGIATAN = [
    ("2.3.14", "Pembangunan Jalan Usaha Tani", 200_000_000, "DD"),
    ("2.3.15", "Pembangunan Dermaga", 100_000_000, "DD; ADD"),
    ("4.1.02", "Pelatihan Nelayan", 200_000_000, "DD"),
    ("5.1.00", "Penanggulangan Bencana", 50_000_000, "DD"),
]


def print_apbdes(
    how: str, tree: Sequence[tuple[str, str, str, float | str, str]] = TREE, page: int = 0
) -> list[list[Any]]:
    """Print a tree: codes in one column each, with zeros and a dot, or a part a column.

    page: after how many rows title and header come again, 0 never.
    """
    n_codes = {"satu": 1, "dua": 2, "titik": 2, "sebar": 6}[how]
    blank = [""] * (n_codes - 1)
    head = ["KODE REKENING", *blank, "URAIAN", "KELUARAN/OUTPUT", "", "ANGGARAN", "SUMBER DANA"]
    rows = [*TITLES, head, [""] * n_codes + ["", "VOLUME", "SATUAN", "", ""]]
    top = rows[:]
    for number, (kode, belanja, uraian, anggaran, sumber) in enumerate(tree):
        rows += top if page and number and number % page == 0 else []
        parts = [int(p) for p in kode.split(".") if p]
        if how == "satu":
            codes: list[Any] = [belanja or kode]
        elif how == "sebar":
            codes = [*parts, *[""] * (3 - len(parts))]
            codes += [*map(int, filter(None, belanja.split(".")))]
            codes += [""] * (6 - len(codes))
        else:
            shown = "".join(f"{p:02d}." for p in parts) if how == "titik" else kode
            codes = [shown, belanja]
        volume = [1, "paket"] if len(parts) == 3 and not belanja else ["", ""]
        rows.append([*codes, uraian, *volume, anggaran, sumber])
    return [*rows, [], ["", *blank, "Kepala Desa Solang"]]


@pytest.fixture
def buku(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "data" / "buku.xlsx", frames(Renja=[], Rencana=[]))


def take(buku: Path, source: Path) -> ImportReport:
    report = write_import([source], buku)
    assert all(read.adds_up for read in report.reads)
    return report


@pytest.mark.parametrize("how", ["satu", "dua", "titik", "sebar"])
def test_kegiatan_become_usulan_however_the_codes_are_printed(
    buku: Path, tmp_path: Path, how: str
) -> None:
    source = write_xlsx(tmp_path / "apbdes.xlsx", {"APBDes": Print(print_apbdes(how))})
    report = take(buku, source)
    read = report.reads[0]
    assert "APBDes" in read.said and (read.n_placed, read.n_total, read.n_left) == (4, 1, 0)
    assert "hanya kegiatan yang menjadi usulan" in str(report)
    made = read_workbook(buku).frames["Rencana"]
    names = ["Kode kegiatan desa", "kegiatan", "anggaran", "sumber_dana"]
    assert list(made[names].itertuples(index=False, name=None)) == KEGIATAN
    assert set(made["kode_desa"]) == {"81.05.15.2004"} and set(made["tahun"]) == {2025}
    assert made["bidang_penghidupan"].tolist()[2] == "BIDANG PEMBERDAYAAN MASYARAKAT DESA"
    assert made["Sub Bidang"].tolist()[3] == "Sub Bidang Penanggulangan Bencana"


def test_the_older_codes_without_sub_bidang_are_read(buku: Path, tmp_path: Path) -> None:
    rows = [
        *TITLES, ["KODE REKENING", "URAIAN", "ANGGARAN (Rp)", "KETERANGAN"],
        ["1", "PENDAPATAN", 9e8], ["2", "BELANJA", 2e8],
        ["2.2", "Bidang Pelaksanaan Pembangunan Desa", 2e8], ["2.2.1", "Saluran Irigasi", 2e8],
        ["2.2.1.2", "Belanja Barang dan Jasa", 5e7], ["", "- Upah kerja", 5e7],
        ["2.2.1.3", "Belanja Modal", 1.5e8],
    ]  # fmt: skip
    report = take(buku, write_xlsx(tmp_path / "a.xlsx", {"APBDes": Print(rows)}))
    made = read_workbook(buku).frames["Rencana"]
    assert made["kegiatan"].tolist() == ["Saluran Irigasi"] and report.n_left == 0


def test_a_workbook_of_many_villages_gives_each_sheet_its_desa_and_a_renja_stays_a_renja(
    buku: Path, tmp_path: Path
) -> None:
    karay = [["PEMERINTAH DESA KARAY"] if r == TITLES[1] else r for r in print_apbdes("titik")]
    renja = [["RENJA"], ["Dinas Perikanan Kab. SBT"], ["Kode Rekening", "Uraian", "Anggaran"],
             ["3.25.03.2.01.0002", "Penyediaan Prasarana", 5e6]]  # fmt: skip
    source = write_xlsx(tmp_path / "banyak.xlsx", {
        "APBDes Solang": Print(print_apbdes("dua")), "APBDes Karay": Print(karay),
        "Renja": Print(renja),
    })  # fmt: skip
    report = take(buku, source)
    assert [read.n_placed for read in report.reads] == [4, 4, 1]
    made = read_workbook(buku).frames["Rencana"]["kode_desa"].tolist()
    assert made == ["81.05.15.2004"] * 4 + ["81.05.15.2005"] * 4


def test_a_name_broken_over_lines_is_whole_and_lines_of_spending_are_no_part_of_it(
    buku: Path, tmp_path: Path
) -> None:
    rows = print_apbdes("satu")
    at = next(i for i, r in enumerate(rows) if r[1:2] == ["Pembangunan Jalan Usaha Tani"])
    rows[at + 1 : at + 1] = [["", "Dusun Satu"], ["", "dan Dua"], ["", "- Semen"]]
    report = take(buku, write_xlsx(tmp_path / "a.xlsx", {"APBDes": Print(rows)}))
    made = read_workbook(buku).frames["Rencana"]["kegiatan"].tolist()
    assert made[0] == "Pembangunan Jalan Usaha Tani Dusun Satu dan Dua"
    assert report.reads[0].n_joined == 2


def test_a_code_that_excel_turned_into_a_date_is_put_aside(buku: Path, tmp_path: Path) -> None:
    rows = print_apbdes("satu")
    rows[5 + 2 + 6][0] = "14-Mar-02"
    report = take(buku, write_xlsx(tmp_path / "a.xlsx", {"APBDes": Print(rows)}))
    assert report.n_left == 1 and "Kode tidak terbaca" in report.left[0].alasan


NAME = st.text("abcdefghij ", max_size=20).map(lambda t: " ".join(["Kegiatan", *t.split()]))
KINDS = st.sampled_from(["Pertanian", "Kelautan", "Pekerjaan Umum"])


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, str, float | str, str]]:
    """Draw an APBDes: income, some bidang with their kegiatan and spending, financing."""
    tree = TREE[:4]
    for bidang in sorted(draw(st.sets(st.integers(1, 5), min_size=1))):
        tree = [*tree, (str(bidang), "", f"BIDANG {draw(KINDS)}", 1.0, "")]
        for sub in sorted(draw(st.sets(st.integers(1, 9), min_size=1, max_size=3))):
            tree.append((f"{bidang}.{sub}", "", f"Sub Bidang {draw(KINDS)}", 1.0, ""))
            for number in sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=3))):
                kode = f"{bidang}.{sub}.{number}"
                amount = draw(st.integers(1, 10**10))
                tree.append(
                    (kode, "", draw(NAME), float(amount), draw(st.sampled_from(["", "DD"])))
                )
                for belanja in draw(st.lists(st.sampled_from(["5.1", "5.2.1", "5.3"]), max_size=3)):
                    tree.append((kode, belanja, "Belanja Barang", float(amount), "DD"))
        if draw(st.booleans()):
            tree.append(("", "", "JUMLAH", 1.0, ""))
    return [*tree, *TREE[-3:]]


@settings(max_examples=1_000 if SOAK else 40)
@given(tree=trees(), how=st.sampled_from(["satu", "dua", "titik", "sebar"]), page=st.integers(0, 9))
def test_any_apbdes_however_printed_reads_back_to_its_kegiatan(
    tree: list[tuple[str, str, str, float | str, str]], how: str, page: int
) -> None:
    raw = RawSheet("Lembar1", print_apbdes(how, tree, page))
    found = find_form(raw, FORMS)
    assert found is not None and found.form.name == "APBDes"
    table = read_table(raw, found)
    assert not table.unread
    assert table.n_rows == len(table.lines) + table.n_heading + table.n_total + table.n_joined
    wanted = [(".".join((*kode.split(".")[:2], f"{int(kode.split('.')[2]):02d}")), name, amount)
              for kode, belanja, name, amount, _ in tree[4:-3]
              if kode.count(".") == 2 and not belanja]  # fmt: skip
    assert [(line.extras[KODE_KEGIATAN], line.values["kegiatan"], line.values["anggaran"])
            for line in table.lines] == wanted  # fmt: skip
    assert {line.context.desa for line in table.lines} == {"SOLANG"}
