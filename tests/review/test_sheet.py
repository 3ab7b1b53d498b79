"""The log as Excel: what is edited comes back as new events, what breaks a rule is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from build import RENCANA, rakor, write_project
from statements import RAKOR, TAKEN, A, B, key, say

from bangkit_nb.columns import COCOK, RAGU, TIDAK_ADA
from bangkit_nb.errors import BangkitError, LogError
from bangkit_nb.params import Rakor
from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.exchange import Merged, merge_logs, write_log
from bangkit_nb.review.fold import Item, Log
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.store import open_store

U1, U2, U3, U4 = RENCANA


@pytest.fixture
def made(project: Path) -> Rakor:
    write_project(project)
    return rakor(project, buku_kerja=f"data/{RAKOR}.xlsx")


def keep(made: Rakor, *events: Event) -> None:
    with open_store(made.proyek) as store:
        store.append(events)


def item(made: Rakor, row: dict[str, Any] = U1) -> Item:
    with open_store(made.proyek) as store:
        return Log(store.read(RAKOR).events).item(key(row))


def export(made: Rakor, name: str = "nilai.xlsx") -> Path:
    path = made.proyek / name
    write_log(made, path)
    return path


def edit(path: Path, *changes: tuple[int, str, object]) -> None:
    """Change cells as an officer does: (Excel row, header, value)."""
    book = openpyxl.load_workbook(path)
    sheet = book["Penilaian"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row, header, value in changes:
        sheet.cell(row, at[header]).value = value  # type: ignore[index]
    book.save(path)


def merge(made: Rakor, *paths: Path, by: str = "citra") -> Merged:
    return merge_logs(made, paths, by, "2024-02-21T09:00:00+09:00")


TAKEN_CELLS: tuple[tuple[int, str, object], ...] = (
    (2, "Keputusan", "Diakomodir"), (2, "Keputusan Oleh", "Dinas Perikanan"),
    (2, "Forum", "Forum OPD"), (2, "Tanggal", "5 Maret 2024"),
    (2, "Keputusan Kode OPD", "3.25.01"), (2, "Volume", "5"), (2, "Satuan", "unit"),
    (2, "Anggaran (Rp)", "Rp 75.000.000"),
)  # fmt: skip


def test_an_export_has_a_row_for_each_usulan_and_merging_it_back_changes_nothing(
    made: Rakor,
) -> None:
    one = say(U1, A)
    keep(made, one, say(U1, TAKEN, [one]))
    path = export(made)
    sheet = openpyxl.load_workbook(path)["Penilaian"]
    assert [cell.value for cell in sheet["A"]] == ["ID Usulan", "U-1", "U-2", "U-3", "U-4"]
    letter = sheet.cell(1, sheet.max_column).column_letter
    assert sheet.column_dimensions[letter].hidden
    done = merge(made, path)
    assert (done.n_read, done.n_new, done.problems) == (0, 0, ())
    path.unlink()
    assert export(made).exists()


def test_edited_judgements_come_back_as_events_that_follow_what_was_exported(made: Rakor) -> None:
    one = say(U1, A)
    keep(made, one)
    path = export(made)
    edit(path, (2, "Kode OPD", "3.27.01"), (2, "Kode Sub Kegiatan", "3.27.07.2.01.0002"),
         *TAKEN_CELLS, (3, "Putusan", RAGU))  # fmt: skip
    done = merge(made, path)
    assert (done.n_new, done.problems) == (3, ())
    found = item(made)
    match, word = found.of("padanan"), found.of("keputusan")
    assert match.event is not None and not match.is_conflict and match.event.isi == B
    assert match.event.parents == (one.id,) and match.event.penulis == "citra"
    assert word.event is not None
    assert word.event.isi == Keputusan("Diakomodir", "Dinas Perikanan", "Forum OPD", "2024-03-05",
                                       "3.25.01", "", 5.0, "unit", 75_000_000)  # fmt: skip
    assert word.event.seen is not None and word.event.seen.kembar == 1
    held = item(made, U2).of("padanan").event
    assert held is not None and held.isi == Padanan(RAGU)
    assert merge(made, path).n_new == 0  # the same edit is one event, however often it is read


def test_an_edit_of_an_old_export_is_a_conflict_and_overwrites_nothing(made: Rakor) -> None:
    one = say(U1, A)
    keep(made, one)
    path = export(made)
    keep(made, say(U1, B, [one], by="budi"))
    edit(path, (2, "Putusan", TIDAK_ADA), (2, "Kode OPD", None), (2, "Kode Sub Kegiatan", None))
    assert merge(made, path).n_new == 1
    held = item(made).of("padanan")
    assert held.is_conflict and len(held.rivals) == 1


def test_a_conflict_is_settled_by_an_edit_of_an_export_that_shows_it(made: Rakor) -> None:
    keep(made, say(U1, A), say(U1, B, by="budi"))
    path = export(made)
    edit(path, (2, "Putusan", RAGU), (2, "Kode OPD", None), (2, "Kode Sub Kegiatan", None))
    assert merge(made, path).n_new == 1
    assert not item(made).of("padanan").is_conflict


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ([(2, "Putusan", "mungkin")], "putusan", "Tulis salah satu: cocok"),
        ([(2, "Putusan", COCOK)], "putusan", "OPD dan sub kegiatannya"),
        ([(2, "Putusan", COCOK), (2, "Kode OPD", "3.25.01"),
          (2, "Kode Sub Kegiatan", "3.27.07.2.01.0002")], "putusan", "Baris Renja itu tidak ada"),
        ([(2, "Kode OPD", 3.25)], "kode_opd", "terbaca sebagai angka"),
        ([(2, "Keputusan", "Diakomodir")], "keputusan", "anggaran"),
        ([*TAKEN_CELLS, (2, "Anggaran (Rp)", "banyak")], "anggaran", "dipakai"),
        ([*TAKEN_CELLS, (2, "Tanggal", "besok")], "tanggal", "tanggal"),
        ([*TAKEN_CELLS, (2, "Keputusan Kode OPD", "9.99")], "keputusan", "lembar OPD"),
        ([*TAKEN_CELLS, (2, "Keputusan", "Digabungkan"), (2, "Gabung Ke", "U-99")], "gabung_ke",
         "tidak ada"),
        ([*TAKEN_CELLS, (2, "Keputusan", "Digabungkan"), (2, "Gabung Ke", "U-1")], "keputusan",
         "dirinya sendiri"),
        ([*TAKEN_CELLS, (2, "Keputusan", "Ditunda"), (2, "Alasan", "xxxxxxxxxxxx")], "keputusan",
         "alasan"),
        ([(2, "ID Usulan", "U-2"), (2, "Putusan", RAGU)], "id_usulan", "bukan yang diekspor"),
        ([(2, "Jejak", "rusak"), (2, "Putusan", RAGU)], "jejak", "Penanda"),
        ([(2, "Jejak", '{"kunci":1}'), (2, "Putusan", RAGU)], "jejak", "Penanda"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_refused_with_its_place_and_the_good_ones_go_on(
    made: Rakor, changes: list[tuple[int, str, object]], column: str, said: str
) -> None:
    path = export(made)
    edit(path, *changes, (3, "Putusan", RAGU))
    done = merge(made, path)
    assert done.n_new == 1 and item(made, U2).events and not item(made, U1).events
    assert {(p.sheet, p.row) for p in done.problems} == {("Penilaian", 2)}
    assert column in {p.column for p in done.problems}
    assert said in " ".join(p.message for p in done.problems)


EMPTY = tuple((2, name, None) for name in ("Putusan", "Kode OPD", "Kode Sub Kegiatan"))


@pytest.mark.parametrize("cells", [EMPTY, EMPTY[:1]])
def test_an_emptied_judgement_is_taken_back_as_a_whole(
    made: Rakor, cells: tuple[tuple[int, str, None], ...]
) -> None:
    first = say(U1, B)
    keep(made, first, say(U1, A, [first]), say(U1, TAKEN, by="opd"))
    path = export(made)
    edit(path, *cells)
    done = merge(made, path)
    assert (done.n_new, done.problems) == (2, ())  # B would else stand in the emptied row
    found = item(made)
    assert found.of("padanan").event is None and found.of("keputusan").event is not None
    assert {e.penulis for e in found.events if isinstance(e.isi, Batal)} == {"citra"}
    assert merge(made, path).n_new == 0
    path.unlink()
    row = openpyxl.load_workbook(export(made))["Penilaian"][2]
    assert not any(cell.value for cell in row if cell.column_letter in "GHI")


def test_emptying_an_old_export_takes_back_what_it_showed_and_no_later_word(made: Rakor) -> None:
    one = say(U1, A)
    keep(made, one)
    path = export(made)
    keep(made, say(U1, B, [one], by="budi"))
    edit(path, *EMPTY)
    assert merge(made, path).n_new == 1
    held = item(made).of("padanan")
    assert held.event is not None and held.event.isi == B and not held.is_conflict


def test_emptying_does_not_settle_a_conflict(made: Rakor) -> None:
    keep(made, say(U1, A), say(U1, B, by="budi"))
    path = export(made)
    edit(path, *EMPTY)
    done = merge(made, path)
    assert done.n_new == 0 and "berbeda pendapat" in done.problems[0].message
    assert item(made).of("padanan").is_conflict


def test_emptying_what_this_computer_does_not_know_yet_asks_for_its_log(
    made: Rakor, tmp_path: Path
) -> None:
    keep(made, say(U1, A))
    path = export(made)
    log = export(made, "catatan.jsonl")
    edit(path, *EMPTY)
    (made.proyek / "data" / "bangkit.db").rename(tmp_path / "lain.db")
    done = merge(made, path)
    assert done.n_new == 0 and "Gabungkan dulu" in done.problems[0].message
    assert merge(made, log, path).n_new == 2
    assert item(made).of("padanan").event is None


def test_rows_may_be_sorted_and_dropped_but_not_copied(made: Rakor) -> None:
    path = export(made)
    book = openpyxl.load_workbook(path)
    sheet = book["Penilaian"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    put = [cell.value for cell in sheet[1]].index("Putusan")
    rows[0][put] = RAGU
    rows[2][put] = RAGU
    sheet.delete_rows(2, 10)
    for row in (rows[2], rows[0], rows[0]):
        sheet.append(row)
    book.save(path)
    done = merge(made, path)
    assert done.n_new == 1 and item(made, U3).events
    assert ["disalin" in p.message for p in done.problems] == [True, True]


def test_an_usulan_that_changed_since_the_export_is_judged_anew(made: Rakor) -> None:
    path = export(made)
    edit(path, (2, "Putusan", RAGU), (3, "Putusan", RAGU))
    book = openpyxl.load_workbook(made.buku_kerja_path)
    at = {cell.value: cell.column for cell in book["Rencana"][1]}
    book["Rencana"].cell(2, at["Volume"]).value = 99  # type: ignore[index]
    book.save(made.buku_kerja_path)
    done = merge(made, path)
    assert done.n_new == 1 and "berubah di buku kerja" in done.problems[0].message


def test_a_formula_in_what_somebody_said_stays_text(made: Rakor) -> None:
    said = Keputusan(**{**TAKEN.__dict__, "oleh": "=HYPERLINK(\"http://x\")", "satuan": "@SUM(1)",
                        "alasan": "telepon 0812-3456-7890 saja"})  # fmt: skip
    keep(made, say(U1, said))
    path = export(made)
    cells = [cell for row in openpyxl.load_workbook(path)["Penilaian"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert not any("3456" in str(cell.value) for cell in cells)
    assert merge(made, path).n_new == 0


def test_a_file_of_both_kinds_goes_in_together_or_not_at_all(made: Rakor, tmp_path: Path) -> None:
    path = export(made)
    edit(path, (2, "Putusan", RAGU))
    bad = tmp_path / "buruk.jsonl"
    bad.write_bytes(b"x")
    with pytest.raises(LogError, match="bukan berkas"):
        merge(made, path, bad)
    assert item(made).events == ()


def test_nothing_is_overwritten_and_other_files_are_refused(made: Rakor, tmp_path: Path) -> None:
    path = export(made)
    for name in (path.name, "x.csv"):
        with pytest.raises(BangkitError, match=r"sudah ada|harus berakhiran"):
            export(made, name)
    with pytest.raises(LogError, match="tidak berisi lembar Penilaian"):
        merge(made, made.buku_kerja_path)
    hostile = tmp_path / "jahat.xlsx"
    hostile.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(BangkitError, match="jahat"):
        merge(made, hostile)
