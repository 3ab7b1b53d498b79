"""The fold of a meeting: a function of the set of events; what is closed stays closed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import build
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit_hasil import START, Desk, key

from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.hasil.records import Hasil, TindakLanjut
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Batal, Event, Lain, from_json, to_json
from bangkit_nb.review.fold import Log
from bangkit_nb.review.rapat import (
    Dukungan,
    IsiRapat,
    Kehadiran,
    Kemajuan,
    Kesepakatan,
    Pengesahan,
    Penutupan,
    Rtl,
    Tantangan,
)

PER = dt.date(2024, 3, 1)
MANY = 400 if build.SOAK else 40
ITEM = Rtl("Menyurati OPD", "Bappeda", "2024-03-15")


def fold(events: list[Event], per: dt.date = PER, until: dt.date | None = None) -> Hasil:
    return fold_hasil(events, per, until)


def only(hasil: Hasil) -> TindakLanjut:
    assert len(hasil.rtl) == 1
    return hasil.rtl[0]


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jenis", "isi"),
    [
        (rapat.KEHADIRAN, Kehadiran("Ani", "Bappeda", "P")),
        (rapat.PENGESAHAN, Pengesahan("81.05.15.2004", rapat.DISAHKAN)),
        (rapat.KESEPAKATAN, Kesepakatan("Menyinkronkan rencana", 1)),
        (rapat.TANTANGAN, Tantangan("Mesin rusak", "Bengkel kecamatan")),
        (rapat.DUKUNGAN, Dukungan("VCO", "2024-05-13", peserta_l=3, peserta_p=22)),
        (rapat.RTL, ITEM),
        (rapat.KEMAJUAN, Kemajuan("2024-03-02", "berjalan")),
        (rapat.PENUTUPAN, Penutupan()),
    ],
)
def test_each_statement_of_the_room_comes_back_from_the_log_as_it_was(
    jenis: str, isi: IsiRapat
) -> None:
    event = Desk("ani").say(key(jenis), isi)
    assert event.jenis == jenis
    assert from_json(to_json(event)) == event and not isinstance(event.isi, Lain)


def test_the_workbook_stands_until_the_room_speaks() -> None:
    made = build.checked(
        Peserta=[{"nama": "Ani", "instansi": "Bappeda", "peran": "bappeda", "l_p": "P"}] * 2,
        **{"Tindak Lanjut": [
            {"id_rtl": "RTL-1", "rencana": "Menyurati OPD", "penanggung_jawab": "Bappeda",
             "batas_waktu": dt.date(2024, 2, 1), "status": "berjalan", "asal_rakor": "uji-2023"},
        ]},
    )  # fmt: skip
    awal = build_awal(build.rakor(), made)
    before = fold_hasil([], PER, awal=awal)
    assert [e.isi.nama for e in before.kehadiran] == ["Ani", "Ani"]  # two people of one name
    assert len({e.id for e in before.kehadiran}) == 2
    assert before.hadir == () and not before.kehadiran[0].is_said
    assert len(before.belum_disahkan) == 3
    old = before.rtl[0]
    assert (old.status, old.is_overdue, old.hari_terlambat, old.is_lama) == (
        "berjalan", True, 29, True
    )  # fmt: skip

    desk = Desk("ani")
    first = before.kehadiran[0]
    desk.say(first.kunci, replace(first.isi, hadir=True))
    kode = before.belum_disahkan[1]
    desk.say(key(rapat.PENGESAHAN, kode), Pengesahan(kode, rapat.DISAHKAN))
    desk.say(old.kunci, Kemajuan("2024-03-01", "selesai", "surat 12"))
    after = fold_hasil(desk.log.events, PER, awal=awal)
    assert (len(after.hadir), after.n_l, after.n_p) == (1, 0, 1)
    assert after.belum_disahkan == (before.belum_disahkan[0], before.belum_disahkan[2])
    assert after.rtl[0].is_locked and not after.rtl[0].is_overdue
    assert [one.isi.status for one in after.rtl[0].kemajuan] == ["berjalan", "selesai"]


def test_agreements_stand_in_their_order_without_those_withdrawn() -> None:
    desk = Desk("ani")
    for name, urut in (("b", 2), ("a", 1), ("c", 3)):
        desk.say(key(rapat.KESEPAKATAN, name), Kesepakatan(name, urut))
    desk.say(key(rapat.KESEPAKATAN, "b"), Kesepakatan("b", 2, dicabut=True))
    assert [e.isi.isi for e in fold(desk.log.events).kesepakatan] == ["a", "c"]


def test_a_meeting_is_closed_and_opened_again_by_undo() -> None:
    desk = Desk("ani")
    closing = desk.say(rapat.rapat_key(rapat.PENUTUPAN, rapat.PENUTUPAN_ID), Penutupan())
    assert fold(desk.log.events).ditutup == START
    assert fold(desk.log.events).ditutup_oleh == "ani"
    desk.undo(closing)
    assert fold(desk.log.events).ditutup is None


def test_two_typists_who_disagree_are_both_kept() -> None:
    ani, budi = Desk("ani"), Desk("budi")
    where = key(rapat.PENGESAHAN)
    ani.say(where, Pengesahan("81.05.15.2004", rapat.DISAHKAN))
    budi.say(where, Pengesahan("81.05.15.2004", rapat.PENGESAHAN_DITUNDA, "belum lengkap datanya"))
    ani.take(budi)
    found = fold(ani.log.events)
    assert len(found.pengesahan) == 1 and len(found.pengesahan[0].lawan) == 1
    assert found.konflik == (found.pengesahan[0],)
    ani.say(where, Pengesahan("81.05.15.2004", rapat.DISAHKAN))
    assert not fold(ani.log.events).konflik


# --- follow-up ------------------------------------------------------------------------------------


def test_delay_is_counted_from_per_tanggal_and_ends_with_the_work() -> None:
    desk = Desk("ani")
    where = key(rapat.RTL)
    desk.say(where, ITEM)
    assert not only(fold(desk.log.events, dt.date(2024, 3, 15))).is_overdue
    late = only(fold(desk.log.events, dt.date(2024, 4, 1)))
    assert late.is_overdue and late.hari_terlambat == 17 and late.status == "belum mulai"
    desk.say(where, Kemajuan("2024-04-02", "selesai"))
    # on the first of April it was still late; what happened after that day is not told then
    assert only(fold(desk.log.events, dt.date(2024, 4, 1))) == late
    done = only(fold(desk.log.events, dt.date(2024, 5, 1)))
    assert done.is_locked and not done.is_overdue and done.status == "selesai"


def test_progress_is_told_by_its_day_not_by_when_it_was_typed() -> None:
    desk = Desk("ani")
    where = key(rapat.RTL)
    desk.say(where, ITEM)
    desk.say(where, Kemajuan("2024-05-01", "berjalan", catatan="kedua"))
    desk.say(where, Kemajuan("2024-04-01", "belum mulai", catatan="pertama"))
    found = only(fold(desk.log.events, dt.date(2024, 6, 1)))
    assert [one.isi.catatan for one in found.kemajuan] == ["pertama", "kedua"]
    assert found.status == "berjalan" and not found.lawan


def test_a_closed_item_is_opened_only_by_taking_its_closing_back() -> None:
    desk = Desk("ani")
    where = key(rapat.RTL)
    text = desk.say(where, ITEM)
    closing = desk.say(where, Kemajuan("2024-03-01", "selesai"))
    closed = only(fold(desk.log.events))
    changed = desk.say(where, replace(ITEM, batas_waktu="2025-01-01"))
    desk.say(where, Kemajuan("2024-03-01", "dibatalkan"))
    desk.undo(text)
    still = only(fold(desk.log.events))
    assert replace(still, diabaikan=()) == closed and len(still.diabaikan) == 2
    desk.undo(closing)
    assert only(fold(desk.log.events)).status == "dibatalkan"
    assert changed.id in {e.id for e in desk.log.events}


def test_two_who_close_an_item_differently_are_both_shown() -> None:
    ani, budi = Desk("ani"), Desk("budi")
    where = key(rapat.RTL)
    ani.say(where, ITEM)
    budi.take(ani)
    ani.say(where, Kemajuan("2024-03-01", "selesai"))
    budi.say(where, Kemajuan("2024-03-01", "dibatalkan"))
    ani.take(budi)
    found = only(fold(ani.log.events))
    assert found.is_locked and len(found.lawan) == 1 and not found.diabaikan


def test_two_who_report_one_day_differently_are_both_shown() -> None:
    ani, budi = Desk("ani"), Desk("budi")
    where = key(rapat.RTL)
    ani.say(where, ITEM)
    budi.take(ani)
    ani.say(where, Kemajuan("2024-03-01", "berjalan"))
    budi.say(where, Kemajuan("2024-03-01", "belum mulai"))
    ani.take(budi)
    assert len(only(fold(ani.log.events)).lawan) == 1


def test_what_rests_on_a_later_word_is_later_whatever_its_clock_says() -> None:
    ani, budi = Desk("ani"), Desk("budi")
    where = key(rapat.KESEPAKATAN)
    ani.say(where, Kesepakatan("Satu", 1), day=5)
    budi.take(ani)
    budi.say(where, Kesepakatan("Dua", 1), day=-5)  # a laptop whose clock is ten days slow
    assert fold(budi.log.events, until=PER).kesepakatan == ()
    assert [e.isi.isi for e in fold(budi.log.events).kesepakatan] == ["Dua"]


# --- properties -----------------------------------------------------------------------------------

_STEP = st.tuples(
    st.integers(0, 2),  # who
    st.sampled_from(["teks", "maju", "tutup", "batal", "urung_batal", "ambil", "sahkan", "hadir"]),
    st.integers(0, 2),  # which item
    st.integers(0, 5),  # a value
)


def write(steps: list[tuple[int, str, int, int]]) -> list[Event]:
    """Let three laptops type and exchange; event n is written on day n."""
    desks = [Desk(name) for name in ("ani", "budi", "cici")]
    said: list[Event] = []
    for who, what, at, value in steps:
        desk = desks[who]
        where = key(rapat.RTL, str(at))
        made: Event | None = None
        day = len(said)
        is_known = desk.log.item(where).of(rapat.RTL).event is not None
        if what in ("maju", "tutup") and not is_known:
            continue  # nobody reports of an item that they have not seen
        if what == "teks":
            made = desk.say(where, replace(ITEM, rencana=f"r{value}"), day)
        elif what == "maju":
            made = desk.say(where, Kemajuan(f"2024-02-0{value + 1}", "berjalan"), day)
        elif what == "tutup":
            status = "selesai" if value % 2 else "dibatalkan"
            made = desk.say(where, Kemajuan("2024-02-09", status), day)
        elif what in ("batal", "urung_batal"):
            known = [e for e in desk.log.events if isinstance(e.isi, Batal) == (what != "batal")]
            if known:
                made = desk.undo(known[value % len(known)], day)
        elif what == "ambil":
            desk.take(desks[value % 3])
        elif what == "sahkan":
            kata = rapat.KATA_PENGESAHAN[value % 3]
            made = desk.say(key(rapat.PENGESAHAN, str(at)), Pengesahan(str(at), kata), day)
        else:
            is_here = value % 2 == 0
            made = desk.say(
                key(rapat.KEHADIRAN, str(at)), Kehadiran("A", "B", "L", hadir=is_here), day
            )
        if made is not None:
            said.append(made)
    return said


_slow = settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_slow
@given(st.lists(_STEP, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_merging_never_matters(
    steps: list[tuple[int, str, int, int]], rng: random.Random
) -> None:
    said = write(steps)
    mixed = said + said[::2]
    rng.shuffle(mixed)
    assert fold(mixed) == fold(said)


@_slow
@given(st.lists(_STEP, max_size=25))
def test_no_event_is_lost(steps: list[tuple[int, str, int, int]]) -> None:
    said = write(steps)
    found = fold(said)
    assert found.n_events == len(said)
    log = Desk("x", said).log
    shown = (*found.kehadiran, *found.pengesahan, *found.rtl)
    stands = {k for k in log.kunci_rapat if log.item(k).of(k.partition(":")[0]).event is not None}
    assert stands <= {one.kunci for one in shown}
    for one in shown:
        item = log.item(one.kunci)
        latest = [e for e in item.events if e.id in item.active and e.jenis == KIND[type(one.isi)]]
        said_of = {one.isi, *(e.isi for e in one.lawan)}
        if isinstance(one, TindakLanjut):
            said_of |= {e.isi for e in one.diabaikan}
            reported = {report.isi for report in one.kemajuan} | said_of
            assert all(
                e.isi in reported
                for e in item.events
                if isinstance(e.isi, Kemajuan) and e.id in item.active
            )
        tips = [e for e in latest if not any(e.id in parents_of(o, log) for o in latest)]
        assert all(tip.isi in said_of for tip in tips)


KIND = {Kehadiran: rapat.KEHADIRAN, Pengesahan: rapat.PENGESAHAN, Rtl: rapat.RTL}


def parents_of(event: Event, log: Log) -> set[str]:
    """Return the ids of all that an event's writer had seen of its item."""
    found: set[str] = set()
    ahead = [event]
    while ahead:
        for parent in ahead.pop().parents:
            above = log.event(parent)
            if above is not None and parent not in found:
                found.add(parent)
                ahead.append(above)
    return found


@_slow
@given(st.lists(_STEP, max_size=25), st.lists(_STEP, max_size=8))
def test_a_closed_item_never_changes(
    before: list[tuple[int, str, int, int]], after: list[tuple[int, str, int, int]]
) -> None:
    said = write(before + after)
    n = len(write(before))
    for at in range(n, len(said)):
        was = {one.kunci: one for one in fold(said[:at]).rtl if one.is_locked}
        now = {one.kunci: one for one in fold(said[: at + 1]).rtl}
        new = said[at]
        is_closing = isinstance(new.isi, Kemajuan) and new.isi.status in ("selesai", "dibatalkan")
        if isinstance(new.isi, Batal) or is_closing:
            continue  # taking back, and another closing, have their own tests
        for kunci, one in was.items():
            assert replace(now[kunci], diabaikan=()) == replace(one, diabaikan=())


@_slow
@given(st.lists(_STEP, max_size=25))
def test_any_prefix_gives_the_state_of_its_day(steps: list[tuple[int, str, int, int]]) -> None:
    said = write(steps)
    for at in range(len(said)):
        day = (START + dt.timedelta(days=at)).date()
        assert fold(said, until=day) == fold(said[: at + 1])
