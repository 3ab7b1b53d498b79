"""The board: what each message of the screen keeps and paints, and what it refuses in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import build
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit_review import RAKOR, board, key_of

from bangkit_nb.columns import COCOK, RAGU
from bangkit_nb.errors import LogError
from bangkit_nb.review import forms, ordering
from bangkit_nb.review.board import Board
from bangkit_nb.review.events import Event
from bangkit_nb.review.fold import Log
from bangkit_nb.review.store import open_store

FORM = {
    "kata": "Diakomodir", "oleh": "Dinas Perikanan", "forum": "Rakor", "tanggal": "1 Maret 2024",
    "kode_opd": "3.25.01", "volume": "5", "satuan": "unit", "anggaran": "75.000.000",
}  # fmt: skip


def judge(made: Board, putusan: str = RAGU, **rest: Any) -> None:
    made.act({"aksi": "nilai", "kunci": made.session.kunci, "putusan": putusan, **rest})


def kept(folder: Path) -> list[Event]:
    with open_store(folder) as store:
        return list(store.read(RAKOR).events)


def test_a_judgement_is_in_the_store_before_the_screen_hears_of_it(tmp_path: Path) -> None:
    made = board(tmp_path)
    first = made.session.kunci
    calon = made.kartu["calon"][0]  # type: ignore[index]
    judge(made, COCOK, kode_opd=calon["kode_opd"], kode=calon["kode"], n=7)
    assert made.baris["pesan"] == "Tersimpan: cocok." and made.baris["n"] == 7
    assert [event.kunci for event in kept(tmp_path)] == [first]
    assert made.kartu is not None and made.kartu["kunci"] != first


def test_a_key_pressed_for_a_card_that_is_gone_is_not_kept(tmp_path: Path) -> None:
    made = board(tmp_path)
    before = made.session.kunci
    judge(made)
    made.act({"aksi": "nilai", "kunci": before, "putusan": RAGU})
    assert "tidak disimpan" in made.baris["galat"] and len(kept(tmp_path)) == 1


def test_a_fault_of_the_store_is_told_and_nothing_is_shown_as_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = board(tmp_path)
    first = made.session.kunci

    def full(_: object) -> None:
        raise LogError("Cakram penuh.")

    monkeypatch.setattr(made.store, "append", full)
    judge(made)
    assert made.baris["galat"] == "Cakram penuh." and made.session.kunci == first
    assert made.session.status(first) == ordering.BELUM
    monkeypatch.undo()
    judge(made)
    assert made.baris["galat"] == "" and len(kept(tmp_path)) == 1


def test_opening_again_goes_on_where_it_stopped(tmp_path: Path) -> None:
    made = board(tmp_path)
    for _ in range(2):
        judge(made)
    made.act({"aksi": "batal"})
    again = board(tmp_path)
    assert again.baris["kemajuan"] == made.baris["kemajuan"] and again.baris["ulang"]
    again.act({"aksi": "ulang"})
    assert again.baris["kemajuan"]["sudah"] == 2


def test_two_officers_see_each_other_and_a_conflict_keeps_both(tmp_path: Path) -> None:
    ani, budi = board(tmp_path), board(tmp_path, "budi")
    key = ani.session.kunci
    judge(ani)
    budi.act({"aksi": "lihat"})
    assert "ani baru saja menilai" in budi.baris["pesan"]
    assert budi.session.status(key) == RAGU
    citra = board(tmp_path / "laptop lain", "citra")
    citra.session.show(key)
    judge(citra, "tidak ada")
    ani.store.append(kept(tmp_path / "laptop lain"))
    ani.act({"aksi": "lihat"})
    assert ani.session.status(key) == ordering.KONFLIK
    ani.act({"aksi": "buka", "kunci": key})
    card = ani.kartu
    assert card is not None and {one["oleh"] for one in card["konflik"]} == {"ani", "citra"}
    judge(ani, "tidak ada")
    budi.act({"aksi": "lihat"})
    assert budi.session.status(key) == ani.session.status(key) == "tidak ada"
    assert len(kept(tmp_path)) == 3


def test_bulk_acceptance_is_refused_when_the_list_has_changed_meanwhile(tmp_path: Path) -> None:
    numbers = "satu dua tiga empat lima enam tujuh delapan".split()
    text = build.RENCANA[2]["kegiatan"]
    rows = [build.RENCANA[2] | {"id_usulan": n, "kegiatan": f"{text} {n}"} for n in numbers]
    made = board(tmp_path, Rencana=rows)
    made.act({"aksi": "saring", "saringan": {"pita": "tinggi"}})
    made.act({"aksi": "tab", "tab": "daftar"})
    ready = made.daftar["siap"]
    assert len(ready) >= 3
    made.act({"aksi": "terima_semua", "kunci": ready[:-1]})
    assert "sudah berubah" in made.baris["galat"] and not kept(tmp_path)
    made.act({"aksi": "terima_semua", "kunci": ready})
    assert len(kept(tmp_path)) == len(ready) and f"{len(ready)} usulan" in made.baris["pesan"]
    made.act({"aksi": "batal"})
    assert made.baris["kemajuan"]["sudah"] == 0


def test_a_form_is_kept_as_an_answer_and_remembers_who_and_where(tmp_path: Path) -> None:
    made = board(tmp_path)
    made.session.show(key_of(made.session, "U-1"))
    made.act({"aksi": "tab", "tab": "jawaban"})
    assert (
        made.jawaban["awal"]["volume"] == "5" and made.jawaban["awal"]["anggaran"] == "75.000.000"
    )
    assert made.jawaban["awal"]["tanggal"] == "1 Maret 2024"
    made.act({"aksi": "jawab", "kunci": made.session.kunci, "isian": FORM})
    (event,) = kept(tmp_path)
    assert event.jenis == "keputusan" and made.baris["kemajuan"]["sudah"] == 0
    assert (event.isi.volume, event.isi.anggaran, event.isi.tanggal) == (
        5,
        75_000_000,
        "2024-03-01",
    )  # type: ignore[union-attr]
    made.session.show(key_of(made.session, "U-2"))
    made.act({"aksi": "tab", "tab": "jawaban"})
    assert made.jawaban["awal"]["oleh"] == "Dinas Perikanan"


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"anggaran": "banyak"}, "Anggaran 'banyak' bukan angka"),
        ({"volume": ""}, "Isi volume"),
        ({"satuan": " "}, "Isi satuan"),
        ({"tanggal": "kemarin"}, "Tanggal 'kemarin'"),
        ({"tanggal": ""}, "Isi tanggalnya"),
        ({"oleh": ""}, "siapa yang menyatakannya"),
        ({"kata": ""}, "Pilih dahulu"),
        ({"kata": "Ditunda", "alasan": "aaaaaaaaaaaaaaa"}, "alasannya"),
        ({"kata": "Digabungkan", "gabung_ke": "U-99"}, "U-99"),
        ({"kata": "Dialihkan", "kode_opd": "", "alasan": "Pagu tidak cukup"}, "OPD tujuan"),
    ],
)
def test_a_form_that_lacks_something_says_what(
    tmp_path: Path, cells: dict[str, str], word: str
) -> None:
    made = board(tmp_path)
    made.act({"aksi": "tab", "tab": "jawaban"})
    made.act({"aksi": "jawab", "kunci": made.session.kunci, "isian": FORM | cells})
    assert word in made.baris["galat"] and not kept(tmp_path)


def test_what_was_typed_for_another_word_is_left_out(tmp_path: Path) -> None:
    made = board(tmp_path)
    said = forms.read_form(made.session, FORM | {"kata": "Cadangan", "alasan": "sisa ketikan lama"})
    assert said.alasan == "" and said.volume is None and said.kode_opd == "3.25.01"


def test_a_phone_number_typed_into_a_reason_is_not_kept(tmp_path: Path) -> None:
    made = board(tmp_path)
    typed = FORM | {"kata": "Ditunda", "alasan": "tunggu kabar dari 0812 3456 7890 dulu"}
    made.act({"aksi": "jawab", "kunci": made.session.kunci, "isian": typed})
    (event,) = kept(tmp_path)
    assert "7890" not in event.isi.alasan and "disamarkan" in event.isi.alasan  # type: ignore[union-attr]


def test_ticked_rows_share_one_form_and_the_skipped_are_listed(tmp_path: Path) -> None:
    rows = [build.RENCANA[0], {**build.RENCANA[1], "anggaran": None}]
    made = board(tmp_path, Rencana=rows)
    keys = list(made.session.materials.usulan)
    made.act({"aksi": "pilih", "kunci": keys})
    assert made.jawaban["banyak"] == 2
    form = {k: v for k, v in FORM.items() if k not in ("volume", "satuan", "anggaran")}
    made.act({"aksi": "jawab", "isian": form})
    assert len(kept(tmp_path)) == 1
    assert [one["id"] for one in made.jawaban["dilewati"]] == ["U-2"]


def test_one_form_for_many_names_no_row_that_is_another_s(tmp_path: Path) -> None:
    made = board(tmp_path)
    key = key_of(made.session, "U-1")
    made.session.show(key)
    judge(made, COCOK, kode_opd="3.25.01", kode="3.25.03.2.01.0002")
    made.session.show(key)
    others = [key_of(made.session, name) for name in ("U-2", "U-3")]
    made.act({"aksi": "pilih", "kunci": others})
    made.act({"aksi": "jawab", "isian": FORM})
    answers = [event for event in kept(tmp_path) if event.jenis == "keputusan"]
    assert len(answers) == 2
    assert {event.isi.kode_sub_kegiatan for event in answers} == {""}  # type: ignore[union-attr]


def test_the_name_is_recorded_and_an_empty_one_refused(tmp_path: Path) -> None:
    made = board(tmp_path)
    made.act({"aksi": "petugas", "nama": "  Maria  Rumasukun "})
    judge(made)
    assert kept(tmp_path)[0].penulis == "Maria Rumasukun"
    made.act({"aksi": "petugas", "nama": " "})
    assert "Isi nama" in made.baris["galat"] and made.session.petugas == "Maria Rumasukun"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([
        "nilai", "terima_semua", "jawab", "batal", "ulang", "geser", "buka", "cari", "tab",
        "halaman", "pilih", "saring", "petugas", "lihat", "",
    ]),
    st.dictionaries(
        st.sampled_from(["kunci", "putusan", "isian", "kata", "tab", "halaman", "saringan", "nama",
                         "ke", "n", "sama", "kode", "kode_opd", "jalur"]), _JSON, max_size=5),
)  # fmt: skip
def test_no_message_breaks_the_board(shared: Board, aksi: str, cells: dict[str, Any]) -> None:
    shared.act({"aksi": aksi, **cells})
    assert isinstance(shared.baris["galat"], str) and "Error" not in shared.baris["galat"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return board(tmp_path_factory.mktemp("papan"))


def test_the_log_the_board_leaves_folds_to_what_it_shows(tmp_path: Path) -> None:
    made = board(tmp_path)
    for aksi in ("nilai", "nilai", "batal", "nilai", "ulang", "batal", "batal", "ulang"):
        if aksi == "nilai":
            judge(made)
        else:
            made.act({"aksi": aksi})
    log = Log(kept(tmp_path))
    for key in made.session.materials.usulan:
        assert log.item(key) == made.session.log.item(key)
