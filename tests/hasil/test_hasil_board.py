"""The board of a meeting: what each message keeps and paints, and what it refuses in words."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import build
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb import text
from bangkit_nb.errors import LogError
from bangkit_nb.hasil import views
from bangkit_nb.hasil.board import RoomBoard
from bangkit_nb.hasil.ruang import Ruang, build_ruang
from bangkit_nb.hasil.session import Meeting, desa_key
from bangkit_nb.review.events import Event
from bangkit_nb.review.fold import Log
from bangkit_nb.review.rapat import Kehadiran
from bangkit_nb.review.store import open_store

RAKOR = "uji-2024-03-01"
NOW = dt.datetime(2024, 3, 1, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=9)))
PESERTA = [
    {"nama": "Ani", "instansi": "Bappeda", "peran": "bappeda", "l_p": "P", "jabatan": "Kepala"},
    {"nama": "Budi", "instansi": "DKP", "peran": "kepala_opd", "l_p": ""},
]
OLD = [
    {"id_rtl": "RTL-1", "rencana": "Menyurati OPD", "penanggung_jawab": "Bappeda",
     "batas_waktu": dt.date(2024, 2, 1), "status": "berjalan", "asal_rakor": "uji-2023-12"},
]  # fmt: skip
RTL = {"rencana": "Mengirim daftar usulan", "penanggung_jawab": "Bappeda",
       "kode_opd": "Dinas Perikanan", "batas_waktu": "15 Maret 2024", "bukti": "surat"}  # fmt: skip
_ids = itertools.count(1)


@functools.cache
def room() -> Ruang:
    return build_ruang(build.rakor(), build.checked(Peserta=PESERTA, **{"Tindak Lanjut": OLD}))


def meeting(
    petugas: str, events: Iterable[Event] = (), now: dt.datetime = NOW, **changes: Any
) -> Meeting:
    made = build.checked(Peserta=PESERTA, **{"Tindak Lanjut": OLD}, **changes) if changes else None
    return Meeting(
        room() if made is None else build_ruang(build.rakor(), made), Log(events), petugas=petugas,
        now=lambda: now, new_id=lambda: f"00000000-0000-4000-8000-{next(_ids):012x}",
    )  # fmt: skip


def board(folder: Path, petugas: str = "ani", now: dt.datetime = NOW, **changes: Any) -> RoomBoard:
    folder.mkdir(exist_ok=True)
    store = open_store(folder)
    return RoomBoard(meeting(petugas, store.read(RAKOR).events, now, **changes), store)


def turn(made: RoomBoard, tab: str) -> None:
    made.act({"aksi": "tab", "tab": tab})


def fill(made: RoomBoard, **cells: str) -> None:
    made.act({"aksi": "isi", "formulir": made.layar["formulir"]["nomor"], "nilai": cells})


def row(made: RoomBoard, words: str) -> dict[str, Any]:
    return next(one for one in made.layar["baris"] if one["judul"].startswith(words))


def kept(folder: Path) -> list[Event]:
    with open_store(folder) as store:
        return list(store.read(RAKOR).events)


def test_attendance_is_ticked_summed_and_kept_at_once(tmp_path: Path) -> None:
    made = board(tmp_path)
    made.act({"aksi": "hadir", "kunci": row(made, "Ani")["kunci"], "tanda": True, "n": 3})
    assert made.layar["kepala"] == "Hadir 1 orang: 0 L, 1 P" and made.baris["n"] == 3
    assert len(kept(tmp_path)) == 1
    budi = row(made, "Budi")["kunci"]
    made.act({"aksi": "hadir", "kunci": budi, "tanda": True})
    assert "1 belum dicatat L/P" in made.layar["kepala"]
    made.act({"aksi": "lp", "kunci": budi, "nilai": "L"})
    fill(made, nama="Cici", instansi="Camat Gorom", l_p="P")
    assert made.layar["kepala"] == "Hadir 3 orang: 1 L, 2 P"
    assert row(made, "Cici")["status"] == "di luar daftar"
    made.act({"aksi": "hadir", "kunci": budi, "tanda": False})
    assert made.layar["kepala"] == "Hadir 2 orang: 0 L, 2 P"


def test_a_guest_without_l_or_p_is_asked_for_it_and_nothing_is_kept(tmp_path: Path) -> None:
    made = board(tmp_path)
    fill(made, nama="Cici", instansi="Camat Gorom", l_p="")
    assert "L atau P" in made.baris["galat"] and kept(tmp_path) == []


def test_a_guest_who_is_listed_is_ticked_there_and_a_namesake_needs_a_jabatan(
    tmp_path: Path,
) -> None:
    made = board(tmp_path)
    fill(made, nama=" ani ", instansi="BAPPEDA", l_p="P")
    assert row(made, "Ani")["tanda"] is True and made.layar["kepala"].startswith("Hadir 1 orang")
    assert made.baris["pesan"] == "Ditandai di daftar: Ani hadir (P, Kepala)"
    for jabatan in ("", "kepala"):
        fill(made, nama="Ani", instansi="Bappeda", l_p="P", jabatan=jabatan)
        assert "tulis jabatannya" in made.baris["galat"] and len(kept(tmp_path)) == 1
    fill(made, nama="Ani", instansi="Bappeda", l_p="P", jabatan="Staf")
    assert made.layar["kepala"].startswith("Hadir 2 orang") and made.baris["galat"] == ""


GUESTS = st.lists(
    st.tuples(
        st.sampled_from(["Cici", "cici ", "CICI", "Dedi", "Ani", "Eka  Putri", "Eka Putri"]),
        st.sampled_from(["Camat Gorom", "camat gorom", "Bappeda"]),
        st.sampled_from(["L", "P"]),
    ),
    max_size=5,
)


@settings(max_examples=200 if build.SOAK else 15, deadline=None)
@given(GUESTS, GUESTS)
def test_a_guest_typed_on_two_laptops_is_one_entry_whoever_merges(
    ours: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> None:
    logs = []
    for petugas, guests in (("ani", ours), ("budi", theirs)):
        made = meeting(petugas)
        for nama, instansi, l_p in guests:
            who = Kehadiran(nama, instansi, l_p, tamu=True)
            with contextlib.suppress(LogError):  # typed twice on one laptop
                made.take(made.say_guest(who).events)
        logs.append(made.log.events)
    merged = [meeting("cici", [*logs[a], *logs[b]]) for a, b in ((0, 1), (1, 0))]
    assert merged[0].hasil == merged[1].hasil and len(merged[0].log) == sum(map(len, logs))
    people = {(text.fold(nama), text.fold(instansi)) for nama, instansi, _ in [*ours, *theirs]}
    assert len(merged[0].hasil.hadir) == len(people)
    for one in merged[0].hasil.kehadiran:
        said = {e.isi for e in merged[0].log.item(one.kunci).events}
        assert bool(one.lawan) == (len(said) > 1)  # told, never dropped


def test_what_an_earlier_rakor_ratified_does_not_wait_again(tmp_path: Path) -> None:
    desa = [{**one, "status_rencana": said} for one, said in
            zip(build.DESA, ("Disahkan", "disahkan musdes", ""), strict=True)]  # fmt: skip
    made = board(tmp_path, Desa=desa)
    assert made.baris["jumlah"][views.SAHKAN] == "1/3"
    turn(made, views.SAHKAN)
    assert made.layar["kepala"].endswith("belum dibahas 2; disahkan di Rakor sebelumnya 1")
    rows = [(one["status"], one["terbuka"]) for one in made.layar["baris"]]
    assert rows == [("disahkan di Rakor sebelumnya", False), *[("belum dibahas", True)] * 2]
    (alat,) = made.layar["alat"]
    made.act({"aksi": "sahkan_semua", "kunci": alat["kunci"]})
    assert made.baris["jumlah"][views.SAHKAN] == "3/3" and len(kept(tmp_path)) == 2
    # a plan that was made anew in the village is ratified again like any other
    made.act({"aksi": "sahkan", "kode": build.DESA[0]["kode_desa"], "kata": "disahkan"})
    assert made.layar["baris"][0]["status"] == "disahkan" and len(kept(tmp_path)) == 3


def test_ratifying_goes_on_to_the_next_desa_and_asks_why_where_it_must(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.SAHKAN)
    solang, karay, dulak = (one["kode"] for one in made.layar["baris"])
    made.act({"aksi": "sahkan", "kode": solang, "kata": "disahkan"})
    assert made.baris["ke"] == desa_key(karay)
    made.act({"aksi": "sahkan", "kode": karay, "kata": "ditunda"})
    assert made.layar["formulir"]["judul"] == "Karay: ditunda"
    fill(made, catatan="belum")
    assert "alasan" in made.baris["galat"] and len(kept(tmp_path)) == 1
    fill(made, catatan="Data kelompok belum lengkap")
    assert made.baris["ke"] == desa_key(dulak) and made.layar["formulir"] is None
    assert made.layar["kepala"].startswith(
        "Disahkan 1, dengan catatan 0, ditunda 1; belum dibahas 1"
    )


def test_the_rest_is_ratified_at_once_only_as_it_was_shown_and_undone_at_once(
    tmp_path: Path,
) -> None:
    made = board(tmp_path)
    turn(made, views.SAHKAN)
    (alat,) = made.layar["alat"]
    assert alat["label"] == "Sahkan semua yang tersisa (3)"
    made.act({"aksi": "sahkan_semua", "kunci": alat["kunci"][:2]})
    assert "berubah" in made.baris["galat"] and kept(tmp_path) == []
    made.act({"aksi": "sahkan_semua", "kunci": alat["kunci"]})
    assert made.baris["jumlah"][views.SAHKAN] == "3/3" and made.layar["alat"] == []
    made.act({"aksi": "batal"})
    assert made.baris["jumlah"][views.SAHKAN] == "0/3"
    made.act({"aksi": "ulang"})
    assert made.baris["jumlah"][views.SAHKAN] == "3/3"


def test_agreements_get_their_places_and_change_them(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.SEPAKAT)
    for words in ("Satu hal", "Dua hal", "Tiga hal"):
        fill(made, isi=words)
    made.act({"aksi": "naik", "kunci": row(made, "Tiga")["kunci"]})
    made.act({"aksi": "cabut", "kunci": row(made, "Satu")["kunci"]})
    told = [(one["awalan"], one["judul"]) for one in made.layar["baris"]]
    assert told == [("KESATU", "Tiga hal"), ("KEDUA", "Dua hal")]
    made.act({"aksi": "ubah", "kunci": row(made, "Dua")["kunci"]})
    assert made.layar["formulir"]["nilai"] == {"isi": "Dua hal"}
    fill(made, isi="Dua hal yang lain")
    assert made.layar["baris"][1]["judul"] == "Dua hal yang lain"
    assert made.layar["formulir"]["kunci"] == ""


def test_a_follow_up_needs_who_and_until_when(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.TINDAK)
    for missing in ("penanggung_jawab", "batas_waktu", "rencana"):
        fill(made, **{**RTL, missing: ""})
        assert made.baris["galat"].startswith("Isi "), missing
    fill(made, **{**RTL, "batas_waktu": "1 Februari 2024"})
    assert "mendahului" in made.baris["galat"]
    fill(made, **{**RTL, "batas_waktu": "lusa"})
    assert "tidak terbaca" in made.baris["galat"]
    fill(made, **{**RTL, "kode_opd": "Dinas Sihir"})
    assert "lembar OPD" in made.baris["galat"]
    assert kept(tmp_path) == []
    fill(made, **RTL)
    one = row(made, "Mengirim")
    assert one["ket"][0] == "Bappeda (Dinas Perikanan) \u00b7 batas 15 Maret 2024"
    assert one["status"] == "belum mulai, 14 hari lagi"
    assert row(made, "Menyurati")["status"] == "berjalan, lewat 29 hari"


def test_progress_closes_a_follow_up_until_its_word_is_taken_back(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.TINDAK)
    key = row(made, "Menyurati")["kunci"]
    report = {"status": "selesai", "tanggal": "1 Maret 2024", "bukti": "", "catatan": ""}
    made.act({"aksi": "lapor", "kunci": key})
    fill(made, **report)
    assert "bukti" in made.baris["galat"]
    fill(made, **{**report, "bukti": "surat", "tanggal": "2 Maret 2024"})
    assert "belum tiba" in made.baris["galat"]
    fill(made, **{**report, "bukti": "surat 12"})
    assert row(made, "Menyurati")["status"] == "selesai"
    made.act({"aksi": "lapor", "kunci": key})
    fill(made, **{**report, "status": "berjalan"})
    assert "terkunci" in made.baris["galat"] and len(kept(tmp_path)) == 1
    made.act({"aksi": "urung", "kunci": key})
    assert row(made, "Menyurati")["status"].startswith("berjalan")


def test_a_closed_meeting_takes_progress_only_until_it_is_opened_again(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.TUTUP)
    made.act({"aksi": "tutup"})
    assert made.baris["ditutup"] and "14.05 oleh ani" in made.layar["kepala"]
    turn(made, views.SEPAKAT)
    assert made.layar["formulir"] is None
    made.act({"aksi": "tutup"})
    assert "sudah ditutup" in made.baris["galat"]
    turn(made, views.SAHKAN)
    made.act({"aksi": "sahkan", "kode": "81.05.15.2004", "kata": "disahkan"})
    assert "sudah ditutup" in made.baris["galat"] and len(kept(tmp_path)) == 1
    turn(made, views.TINDAK)
    made.act({"aksi": "lapor", "kunci": row(made, "Menyurati")["kunci"]})
    fill(made, status="berjalan", tanggal="1 Maret 2024")
    assert made.baris["galat"] == "" and len(kept(tmp_path)) == 2
    turn(made, views.TUTUP)
    made.act({"aksi": "buka_lagi"})
    assert not made.baris["ditutup"]


def test_two_typists_see_each_other_and_choose_where_they_disagree(tmp_path: Path) -> None:
    ani, budi = board(tmp_path), board(tmp_path, "budi")
    for made in (ani, budi):
        turn(made, views.SAHKAN)
    kode = ani.layar["baris"][0]["kode"]
    ani.act({"aksi": "sahkan", "kode": kode, "kata": "disahkan"})
    budi.act({"aksi": "sahkan", "kode": kode, "kata": "dengan catatan"})
    fill(budi, catatan="Peta batas menyusul")
    ani.act({"aksi": "lihat", "n": 9})
    assert ani.baris["pesan"] == "budi baru saja mencatat sesuatu."
    one = ani.layar["baris"][0]
    assert one["status"] == "bertentangan" and ani.layar["kepala"].endswith("; bertentangan 1")
    assert ani.layar["kepala"].startswith("Disahkan 0, dengan catatan 0")
    assert {each["oleh"] for each in one["konflik"]} == {"ani", "budi"}
    theirs = next(each for each in one["konflik"] if each["oleh"] == "budi")
    ani.act({"aksi": "pakai", "kunci": one["kunci"], "id": theirs["id"]})
    assert ani.layar["baris"][0]["konflik"] == []
    assert ani.layar["baris"][0]["status"] == "dengan catatan"


def test_a_form_that_was_replaced_is_not_guessed(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.SEPAKAT)
    old = made.layar["formulir"]["nomor"]
    turn(made, views.TINDAK)
    made.act({"aksi": "isi", "formulir": old, "nilai": {"isi": "x"}})
    assert "tidak disimpan" in made.baris["galat"] and kept(tmp_path) == []


def test_a_fault_of_the_store_is_told_and_nothing_is_shown_as_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = board(tmp_path)

    def refuse(events: object) -> None:
        raise LogError("Disk penuh.")

    monkeypatch.setattr(made.store, "append", refuse)
    made.act({"aksi": "hadir", "kunci": row(made, "Ani")["kunci"], "tanda": True})
    assert made.baris["galat"] == "Disk penuh." and made.layar["kepala"].startswith("Hadir 0")


def test_personal_numbers_are_masked_before_they_are_kept(tmp_path: Path) -> None:
    made = board(tmp_path)
    turn(made, views.SEPAKAT)
    fill(made, isi="Hubungi 0812-3456-7890 untuk data")
    assert "0812" not in repr(kept(tmp_path))


MESSAGES = st.fixed_dictionaries(
    {"aksi": st.sampled_from(["tab", "isi", "baru", "ubah", "lapor", "hadir", "lp", "sahkan",
                              "sahkan_semua", "cabut", "naik", "pakai", "urung", "tutup",
                              "buka_lagi", "batal", "ulang", "petugas", "lihat", "x"])},
    optional={
        "tab": st.sampled_from([name for name, _ in views.TABS] + ["", "x"]),
        "kunci": st.one_of(st.none(), st.text(max_size=5), st.lists(st.text(max_size=3))),
        "kata": st.sampled_from(["disahkan", "ditunda", "dengan catatan", "x"]),
        "kode": st.sampled_from(["81.05.15.2004", "x"]), "nilai": st.one_of(
            st.text(max_size=3), st.dictionaries(st.sampled_from(list(RTL)), st.text(max_size=9))),
        "formulir": st.integers(0, 9), "tanda": st.booleans(), "n": st.integers(),
    },
)  # fmt: skip


@settings(max_examples=200 if build.SOAK else 20, deadline=None)
@given(st.lists(MESSAGES, max_size=12))
def test_no_message_breaks_the_screen(messages: list[dict[str, Any]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = board(Path(folder))
        for message in messages:
            made.act(message)
        made.store.close()
