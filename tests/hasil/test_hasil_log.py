"""The log of a meeting in the database, of one day, and carried between two laptops."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import build
from kit_hasil import Desk, key

from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.exchange import merge_logs, write_log
from bangkit_nb.review.rapat import Kehadiran, Kemajuan, Kesepakatan, Rtl
from bangkit_nb.review.store import open_store


def make_project(folder: Path) -> Rakor:
    (folder / "params").mkdir(parents=True)
    (folder / "data").mkdir()
    return open_rakor(build.write_project(folder), folder)


def keep(rakor: Rakor, desk: Desk) -> None:
    with open_store(rakor.proyek) as store:
        store.append(desk.log.events)


def read(rakor: Rakor, until: dt.date | None = None) -> Hasil:
    return read_hasil(rakor, check_workbook(read_workbook(rakor), rakor), until)


def test_two_laptops_exchange_a_meeting_and_hold_the_same_result(tmp_path: Path) -> None:
    one, two = make_project(tmp_path / "satu"), make_project(tmp_path / "dua")
    ani, budi = Desk("ani"), Desk("budi")
    ani.say(key(rapat.KESEPAKATAN, "a"), Kesepakatan("Menyinkronkan", 1))
    ani.say(key(rapat.RTL), Rtl("Menyurati OPD", "Bappeda", "2024-03-15"))
    budi.take(ani)
    budi.say(key(rapat.RTL), Kemajuan("2024-03-01", "selesai", "surat"))
    ani.say(key(rapat.RTL), Rtl("Menyurati semua OPD", "Bappeda", "2024-03-15"))
    keep(one, ani)
    keep(two, budi)
    files = []
    for rakor in (one, two):
        files.append(rakor.proyek / "catatan.jsonl")
        write_log(rakor, files[-1])
    merge_logs(one, files[1:])
    merge_logs(two, files[:1])
    merge_logs(two, files)  # again, in another order
    assert read(one) == read(two)
    (closed,) = read(one).rtl
    assert closed.is_locked and closed.isi.rencana == "Menyurati OPD"  # as its closer had it
    assert [e.penulis for e in closed.diabaikan] == ["ani"]


def test_the_result_of_a_day_is_read_from_the_database(tmp_path: Path) -> None:
    rakor = make_project(tmp_path / "satu")
    ani = Desk("ani")
    ani.say(key(rapat.KEHADIRAN, "a"), Kehadiran("Ani", "Bappeda", "P"))
    ani.say(key(rapat.KEHADIRAN, "b"), Kehadiran("Budi", "DKP", "L"), day=3)
    keep(rakor, ani)
    assert len(read(rakor).hadir) == 2
    assert len(read(rakor, dt.date(2024, 3, 2)).hadir) == 1


def test_without_a_database_the_workbook_speaks_and_none_is_made(tmp_path: Path) -> None:
    rakor = make_project(tmp_path / "satu")
    found = read(rakor)
    assert found.n_events == 0 and len(found.belum_disahkan) == 3
    assert not list((rakor.proyek / "data").glob("*.db*"))
