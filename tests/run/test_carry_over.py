"""The next Rakor holds what the last one left: ids stay, nothing open is lost, codes are of now."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from build import DESA, OPD, RENCANA, RENJA, frames, rakor, write_project
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import cli
from bangkit_nb.columns import ROW, STATUS_RTL
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import ParamsError
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.hasil.records import TERMINAL
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Event
from bangkit_nb.run.carry_over import Before, build_carried, count_left
from bangkit_nb.run.new_rakor import write_next_rakor

Row = dict[str, Any]

OLD = rakor(tanggal="2024-03-01")
NEW = rakor(rakor="uji-2024-08-20", tanggal="2024-08-20", rakor_sebelumnya=OLD.rakor, ke=3)


def said(isi: rapat.IsiRapat, jenis: str, item: str = "", n: int = 1) -> Event:
    key = rapat.rapat_key(jenis, item or str(uuid.UUID(int=n)))
    return Event(str(uuid.UUID(int=900 + n)), OLD.rakor, key, isi, (), n, "Notulis",
                 "2024-03-01T10:00:00+09:00")  # fmt: skip


def workbook(**changes: list[Row]) -> Workbook:
    raw = {}
    for name, frame in frames(**changes).items():
        cells = frame.astype(object).where(frame.notna(), None)
        cells.insert(0, ROW, range(2, len(cells) + 2))
        raw[name] = cells
    return Workbook("uji.xlsx", "0" * 64, raw, ())


def before(events: list[Event] | None = None, **changes: list[Row]) -> Before:
    book = workbook(**changes)
    checked = check_workbook(book, OLD)
    per = max(OLD.per, dt.date(2024, 3, 1))
    return Before(OLD, book, checked, fold_hasil(events or [], per, awal=build_awal(OLD, checked)))


def carry(events: list[Event] | None = None, after: Rakor = NEW, **changes: list[Row]) -> Any:
    return build_carried(before(events, **changes), after)


def recheck(made: dict[str, pd.DataFrame], after: Rakor = NEW) -> Any:
    raw = {}
    for name, frame in made.items():
        cells = frame.drop(columns=[ROW], errors="ignore").astype(object)
        cells = cells.where(cells.notna(), None)
        cells.insert(0, ROW, range(2, len(cells) + 2))
        raw[name] = cells
    return check_workbook(Workbook("baru.xlsx", "0" * 64, raw, ()), after)


def test_desa_opd_and_plans_go_over_with_their_ids_and_as_they_were_typed() -> None:
    odd = {**RENCANA[0], "anggaran": "1,500,000", "id_usulan": "U-9"}
    made = carry(Rencana=[*RENCANA, odd])
    assert made["Rencana"]["id_usulan"].tolist() == ["U-1", "U-2", "U-3", "U-4", "U-9"]
    assert made["Rencana"]["anggaran"].iloc[-1] == "1,500,000"
    assert made["Desa"]["kode_desa"].tolist() == [one["kode_desa"] for one in DESA]
    assert recheck(made).sheet("Rencana")["id_usulan"].tolist() == ["U-1", "U-2", "U-3", "U-4",
                                                                    "U-9"]  # fmt: skip


def test_a_desa_and_an_opd_with_a_successor_go_over_under_the_code_of_now() -> None:
    desa = [{**DESA[0], "kode_desa_pengganti": "81.05.15.2099", "nama_lain": "Solan"}, *DESA[1:]]
    opd = [
        {**OPD[0], "kode_opd_pengganti": "3.27.01"},
        {**OPD[1], "kode_opd_pengganti": ""},
    ]
    rtl = {"id_rtl": "R-1", "rencana": "Kirim", "penanggung_jawab": "DKP", "kode_opd": "3.25.01"}
    made = carry(Desa=desa, OPD=opd, Tindak_Lanjut=[rtl])
    assert made["Desa"]["kode_desa"].tolist() == ["81.05.15.2005", "81.05.04.2001",
                                                  "81.05.15.2099"]  # fmt: skip
    assert made["Desa"]["kode_desa_pengganti"].iloc[-1] is None
    assert made["Rencana"]["kode_desa"].iloc[0] == "81.05.15.2099"
    assert made["OPD"]["kode_opd"].tolist() == ["3.27.01"]
    assert made["OPD"]["nama_lain"].tolist() == ["Dinas Perikanan"]
    assert set(made["Renja"]["kode_opd"]) == {"3.27.01"}
    assert made["Tindak Lanjut"]["kode_opd"].tolist() == ["3.27.01"]
    assert recheck(made).n("stop") == 0


def test_successors_in_a_chain_are_followed_and_a_ring_changes_nothing() -> None:
    chain = [
        {**DESA[0], "kode_desa_pengganti": "81.05.15.2005"},
        {**DESA[1], "kode_desa_pengganti": "81.05.04.2001"},
        DESA[2],
    ]
    assert set(carry(Desa=chain)["Rencana"]["kode_desa"]) == {"81.05.04.2001"}
    ring = [
        {**DESA[0], "kode_desa_pengganti": "81.05.15.2005"},
        {**DESA[1], "kode_desa_pengganti": "81.05.15.2004"},
        DESA[2],
    ]
    made = carry(Desa=ring)
    assert made["Rencana"]["kode_desa"].tolist() == [one["kode_desa"] for one in RENCANA]
    assert len(made["Desa"]) == 3


def test_a_finished_usulan_stays_behind_and_one_without_evidence_goes_on() -> None:
    reached = [
        {"id_usulan": "U-1", "tanggal": "2024-07-01", "tahapan": "selesai", "sumber": "BA"},
        {"id_usulan": "U-2", "tanggal": "2024-07-01", "tahapan": "selesai"},
        {"id_usulan": "U-3", "tanggal": "2024-07-01", "tahapan": "masuk RKPD", "sumber": "RKPD"},
        {"id_usulan": "U-4", "tanggal": "2025-07-01", "tahapan": "batal", "sumber": "BA"},
    ]
    assert carry(Perkembangan=reached)["Rencana"]["id_usulan"].tolist() == ["U-2", "U-3", "U-4"]


def test_renja_and_calendar_go_over_only_for_the_same_year() -> None:
    assert {"Renja", "Jadwal"} <= set(carry())
    later = rakor(rakor="uji-2025-08-20", tanggal="2025-08-20", tahun_rencana=2026)
    assert not {"Renja", "Jadwal"} & set(carry(after=later))


def test_open_follow_up_keeps_its_number_and_its_latest_state() -> None:
    sheet = [
        {"id_rtl": "R-1", "rencana": "Kirim rekap", "penanggung_jawab": "Bappeda",
         "email": "b@example.org", "batas_waktu": "2024-02-01", "status": "belum mulai",
         "asal_rakor": "uji-2023-12"},
        {"id_rtl": "R-2", "rencana": "Data", "penanggung_jawab": "DKP", "status": "selesai",
         "asal_rakor": "uji-2023-12"},
        {"id_rtl": "R-3", "rencana": "Jadwal", "penanggung_jawab": "DKP", "status": "berjalan",
         "asal_rakor": "uji-2023-12"},
    ]  # fmt: skip
    first = rapat.derive_id(rapat.RTL, "R-1", "uji-2023-12")
    third = rapat.derive_id(rapat.RTL, "R-3", "uji-2023-12")
    own = str(uuid.UUID(int=77))
    events = [
        said(rapat.Kemajuan("2024-03-01", "berjalan", "surat 12"), rapat.KEMAJUAN, first, 1),
        said(rapat.Kemajuan("2024-03-01", "selesai", "jadwal"), rapat.KEMAJUAN, third, 2),
        said(rapat.Rtl("Bentuk tim", "Camat", "2024-04-01"), rapat.RTL, own, 3),
    ]
    made = carry(events, Tindak_Lanjut=sheet)["Tindak Lanjut"]
    assert made["id_rtl"].tolist() == ["R-1", own]
    assert made["status"].tolist() == ["berjalan", "belum mulai"]
    assert made["bukti"].tolist() == ["surat 12", None]
    assert made["email"].tolist() == ["b@example.org", None]
    assert made["asal_rakor"].tolist() == ["uji-2023-12", OLD.rakor]
    assert made["batas_waktu"].tolist() == [dt.date(2024, 2, 1), dt.date(2024, 4, 1)]
    # the next room speaks of the very same items
    again = build_awal(NEW, recheck({**carry(events, Tindak_Lanjut=sheet)}))
    assert rapat.rapat_key(rapat.RTL, first) in again.isi
    assert rapat.rapat_key(rapat.RTL, own) in again.isi


def test_agreements_keep_number_origin_and_state_and_closed_ones_stay_behind() -> None:
    sheet = [
        {"nomor": "1", "isi": "Sinkron", "asal_rakor": "uji-2023-12", "status": "berjalan"},
        {"nomor": "2", "isi": "Kawal", "asal_rakor": "uji-2023-12", "status": "selesai"},
        {"nomor": "3", "isi": "Tanpa keterangan"},
    ]
    events = [said(rapat.Kesepakatan("Rencana 30 desa disahkan", 1), rapat.KESEPAKATAN)]
    made = carry(events, Kesepakatan=sheet)["Kesepakatan"]
    assert list(zip(made["asal_rakor"], made["nomor"], made["status"], strict=True)) == [
        ("uji-2023-12", "1", "berjalan"), (None, "3", None), (OLD.rakor, "1", None),
    ]  # fmt: skip


def test_attendance_starts_anew_and_a_guest_who_came_is_invited() -> None:
    people = [{"nama": "Ani", "instansi": "BaKTI", "peran": "bakti", "hadir": "ya"}]
    events = [
        said(rapat.Kehadiran("Budi", "Koperasi", "L", tamu=True), rapat.KEHADIRAN, n=1),
        said(rapat.Kehadiran("Cici", "Radio", "P", hadir=False, tamu=True), rapat.KEHADIRAN, n=2),
    ]
    made = carry(events, Peserta=people)["Peserta"]
    assert made["nama"].tolist() == ["Ani", "Budi"]
    assert made["peran"].tolist() == ["bakti", "undangan"]
    assert made["hadir"].tolist() == [None, None]


def test_what_the_room_said_of_a_plan_stands_at_its_desa() -> None:
    desa = [
        {**DESA[0], "kode_desa_pengganti": "81.05.15.2099", "status_rencana": "siap"},
        {**DESA[1], "status_rencana": "siap"},
        {**DESA[2], "status_rencana": "siap"},
    ]
    events = [
        said(rapat.Pengesahan("81.05.15.2004", "dengan catatan", "BA"), rapat.PENGESAHAN, n=1),
        said(rapat.Pengesahan("81.05.15.2005", "ditunda", "belum"), rapat.PENGESAHAN, n=2),
    ]
    made = carry(events, Desa=desa)["Desa"].set_index("kode_desa")["status_rencana"]
    assert made.to_dict() == {
        "81.05.15.2099": "disahkan", "81.05.15.2005": "ditunda", "81.05.04.2001": "siap",
    }  # fmt: skip


def test_a_challenge_goes_over_as_typed_until_a_room_agrees_its_solution() -> None:
    rows = [
        {"tantangan": "Laut jauh", "kode_desa": "81.05.15.2004", "solusi": "Rumpon"},
        {"tantangan": "Pupuk  mahal", "kode_desa": "81.05.15.2005 ;81.05.04.2001"},
        {"tantangan": "Kelompok lemah", "lokasi": "Teluk Waru"},
        {"tantangan": "", "solusi": "tanpa judul"},
        {"tantangan": "Kelompok lemah", "lokasi": "Teluk Waru"},
    ]
    start = before(Tantangan=rows).awal
    far, dear, weak, _ = [k for k in start.isi if k.startswith(f"{rapat.TANTANGAN}:")]
    events = [
        said(replace(start.isi[key], **change), rapat.TANTANGAN, rapat.split_key(key)[1], n)
        for n, (key, change) in enumerate([
            (far, {"solusi": "Rumpon dan BBM"}), (weak, {"dicabut": True}),
            (dear, {"solusi": "Kompos"}), (dear, {"solusi": "Subsidi"}),
        ], 1)
    ]  # fmt: skip
    made = carry(events, Tantangan=rows)
    # of two words on one solution none stands yet; a row that could not be read is asked again
    assert made["Tantangan"]["tantangan"].tolist() == ["Pupuk  mahal", "", "Kelompok lemah"]
    assert made["Tantangan"]["kode_desa"].iloc[0] == "81.05.15.2005 ;81.05.04.2001"
    again = build_awal(NEW, recheck(made)).isi
    assert dear in again and weak in again and far not in again
    assert count_left(before(events, Tantangan=rows), made)["Tantangan"] == 2
    assert len(carry(Tantangan=rows)["Tantangan"]) == 5


def test_training_that_is_over_stays_behind() -> None:
    rows = [
        {"topik": "Rumput laut", "tanggal_mulai": "2024-05-01", "tanggal_selesai": "2024-05-03"},
        {"topik": "Sayur", "tanggal_mulai": "2024-09-01", "kode_desa": "81.05.15.2004"},
        {"topik": "Tanpa tanggal"},
    ]
    made = carry(Pelatihan=rows)["Pelatihan"]
    assert made["topik"].tolist() == ["Sayur", "Tanpa tanggal"]
    assert made["tanggal_mulai"].tolist() == [dt.date(2024, 9, 1), None]


STATES = st.sampled_from([*STATUS_RTL, ""])


@given(st.lists(STATES, max_size=6), st.lists(STATES, max_size=4))
def test_what_is_open_goes_over_once_and_what_is_closed_never(
    states: list[str], reports: list[str]
) -> None:
    """Independent count: an RTL is closed when its sheet says so, or the first closing report."""
    sheet = [
        {"id_rtl": f"R-{n}", "rencana": f"Kerja {n}", "penanggung_jawab": "DKP", "status": state,
         "asal_rakor": "uji-2023-12"}
        for n, state in enumerate(states)
    ]  # fmt: skip
    events, parent = [], ()
    for n, state in enumerate(reports, 1):
        key = rapat.derive_id(rapat.RTL, "R-0", "uji-2023-12")
        one = said(rapat.Kemajuan("2024-03-01", state or "berjalan"), rapat.KEMAJUAN, key, n)
        one = Event(one.id, one.rakor, one.kunci, one.isi, parent, n, one.penulis, one.waktu)
        events.append(one)
        parent = (one.id,)
    made = carry(events, Tindak_Lanjut=sheet)["Tindak Lanjut"]["id_rtl"].tolist()
    closed = {f"R-{n}" for n, state in enumerate(states) if state in TERMINAL}
    if set(reports) & set(TERMINAL):
        closed.add("R-0")
    expected = [f"R-{n}" for n in range(len(states)) if f"R-{n}" not in closed]
    # reports without a row in the workbook are of no follow-up that anybody agreed
    assert made == expected


def test_the_command_writes_the_next_rakor_and_says_what_went_over(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    key = write_project(project, book=frames(Tindak_Lanjut=[
        {"id_rtl": "R-1", "rencana": "Kirim", "penanggung_jawab": "DKP", "status": "selesai"},
        {"id_rtl": "R-2", "rencana": "Data", "penanggung_jawab": "DKP", "status": "berjalan"},
    ]))  # fmt: skip
    assert cli.main(["new-rakor", "uji-2024-08-20", "--from", key]) == 0
    told = capsys.readouterr().out
    assert "Rencana 4" in told and "Tindak Lanjut 1" in told
    made = open_rakor("uji-2024-08-20", project)
    assert (made.ke, made.rakor_sebelumnya, made.tanggal) == (3, key, "2024-08-20")
    assert (made.forum, made.kode_kabupaten, made.jam) == ("Pokja Uji", "81.05", "")
    checked = check_workbook(read_workbook(made), made)
    assert checked.n("stop") == 0
    assert checked.sheet("Tindak Lanjut")["id_rtl"].tolist() == ["R-2"]
    assert checked.sheet("Renja")["pagu"].tolist() == [one["pagu"] for one in RENJA]
    assert cli.main(["new-rakor", "uji-2024-08-20", "--from", key]) == 1
    assert "sudah ada" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "word"), [("uji-2023-08-20", "lebih awal"), ("uji-baru", "tanggal")]
)
def test_a_next_rakor_needs_a_later_day(project: Path, key: str, word: str) -> None:
    old = write_project(project)
    with pytest.raises(ParamsError, match=word):
        write_next_rakor(old, {"rakor": key}, project)
    assert not (project / "params" / f"{key}.yml").exists()


@pytest.mark.slow
def test_over_three_rakor_nothing_open_is_lost_and_ids_stay(project: Path) -> None:
    from bangkit_nb.hasil.lintas_read import read_lintas
    from bangkit_nb.hasil.lintas_records import PUTUS
    from bangkit_nb.review.store import open_store

    first = write_project(project, ke=1)
    own = str(uuid.UUID(int=77))
    deed = rapat.Rtl("Bentuk tim", "Camat", "2024-04-01")
    pact = rapat.Kesepakatan("Rencana desa disahkan", 1)
    with open_store(project) as store:
        store.append([
            said(deed, rapat.RTL, own, 1), said(pact, rapat.KESEPAKATAN, n=2),
        ])  # fmt: skip
    second = write_next_rakor(first, {"rakor": "uji-2024-08-20"}, project).rakor
    third = write_next_rakor(second.rakor, {"rakor": "uji-2025-03-24"}, project).rakor
    checked = check_workbook(read_workbook(third), third)
    assert checked.sheet("Rencana")["id_usulan"].tolist() == [one["id_usulan"] for one in RENCANA]
    assert checked.sheet("Tindak Lanjut")["id_rtl"].tolist() == [own]
    assert checked.sheet("Tindak Lanjut")["asal_rakor"].tolist() == [first]
    assert checked.sheet("Kesepakatan")["asal_rakor"].tolist() == [first]
    assert third.ke == 3 and third.tahun_rencana == 2026
    made = read_lintas(third)
    (one,) = made.janji
    assert (one.id, one.asal_rakor, one.menunggu) == (own, first, 12)
    assert one.nasib != PUTUS and [s.is_putus for s in made.sepakat] == [False]
    assert {u.rakor for u in made.usulan} == {first}
