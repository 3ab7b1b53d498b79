"""What is asked is computed: change the data, and other requests come out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from build import DESA, JADWAL, RENCANA, briefing, rakor

from bangkit_nb.pack import requests, requests_place
from bangkit_nb.pack.blocks import Request


def of_opd(**changes: Any) -> tuple[Request, ...]:
    return requests.build_opd_requests(briefing(**changes), "3.25.01")


def rtl(n: int, **changes: Any) -> list[dict[str, Any]]:
    row = {"rencana": "Kirim data", "penanggung_jawab": "Dinas Perikanan", "kode_opd": "3.25.01",
           "batas_waktu": dt.date(2024, 2, 1), "status": "berjalan"}  # fmt: skip
    return [{"id_rtl": f"R-{i}"} | row | changes for i in range(n)]


def test_a_request_names_addressee_number_rupiah_deadline_and_what_happens_otherwise() -> None:
    (asked,) = of_opd()
    assert asked.addressee == "Dinas Perikanan"
    assert "2 usulan" in asked.ask and "2 desa" in asked.ask and "2 sub kegiatan" in asked.ask
    assert "Rp\u00a0125.000.000" in asked.ask
    assert asked.deadline == "Sebelum Forum OPD (5 Maret 2024, 4 hari lagi)."
    assert "2025" in asked.otherwise


def test_more_usulan_change_the_request() -> None:
    more = [RENCANA[0] | {"id_usulan": f"U-9{i}", "anggaran": 1_000_000} for i in range(3)]
    (asked,) = of_opd(Rencana=[*RENCANA, *more])
    assert "5 usulan" in asked.ask and "Rp\u00a0128.000.000" in asked.ask


def test_a_passed_door_gives_the_next_one() -> None:
    made = rakor(per_tanggal="2024-03-06")
    (asked,) = requests.build_opd_requests(briefing(made), "3.25.01")
    assert asked.deadline == "Sebelum Musrenbang Kabupaten (9 April 2024, 34 hari lagi), perkiraan."


def test_all_doors_passed_is_said() -> None:
    made = rakor(per_tanggal="2024-12-24")
    (asked,) = requests.build_opd_requests(briefing(made), "3.25.01")
    assert "sudah lewat" in asked.deadline and "2025" in asked.deadline


def test_without_a_schedule_only_the_usual_month_is_named() -> None:
    (asked,) = of_opd(Jadwal=[])
    assert "perkiraan" in asked.deadline and "Maret 2024" in asked.deadline
    assert "hari" not in asked.deadline


def test_nothing_to_ask_gives_no_request() -> None:
    assert requests.build_opd_requests(briefing(Rencana=[]), "3.25.01") == ()
    assert requests.build_rakor_requests(briefing(Rencana=[])) == ()


def test_an_opd_is_asked_about_its_own_promises_and_training() -> None:
    training = [{"topik": "Mesin tempel", "tanggal_mulai": dt.date(2024, 5, 6), "peserta_l": 20,
                 "peserta_p": 10, "narasumber_opd": "dkp"}]  # fmt: skip
    asked = of_opd(Tindak_Lanjut=rtl(2), Pelatihan=training)
    assert [a.ask.split()[0] for a in asked] == ["laporkan", "pastikan", "siapkan"]
    assert "2 tindak lanjut" in asked[0].ask and "lewat batas waktu" in asked[0].ask
    assert "30 peserta" in asked[2].ask and "6 Mei 2024" in asked[2].deadline


def test_finished_promises_and_past_training_are_not_asked() -> None:
    past = [{"topik": "Mesin", "tanggal_mulai": dt.date(2024, 2, 6), "narasumber_opd": "DKP"}]
    (asked,) = of_opd(Tindak_Lanjut=rtl(2, status="selesai"), Pelatihan=past)
    assert asked.ask.startswith("pastikan")


def test_part_of_the_promises_overdue_is_said_so() -> None:
    rows = [*rtl(1), *rtl(1, id_rtl="R-9", batas_waktu=dt.date(2024, 6, 1))]
    asked = of_opd(Tindak_Lanjut=rows)
    assert any("2 tindak lanjut" in a.ask and "1 di antaranya" in a.ask for a in asked)


def test_the_meeting_is_asked_at_most_three_things_the_heaviest_first() -> None:
    asked = requests.build_rakor_requests(briefing(Tindak_Lanjut=rtl(4)))
    assert len(asked) == 3
    assert "4 tindak lanjut" in asked[0].ask
    assert asked[1].ask.startswith("sahkan") and "4 usulan" in asked[1].ask


def test_ratified_plans_are_not_asked_for_again() -> None:
    done = [row | {"status_rencana": "Disahkan"} for row in DESA]
    asked = requests.build_rakor_requests(briefing(Desa=done))
    assert not any(a.ask.startswith("sahkan") for a in asked)
    assert any(a.ask.startswith("tentukan") and "1 usulan" in a.ask for a in asked)


def test_a_kecamatan_is_asked_to_guard_complete_and_find_another_way() -> None:
    asked = requests_place.build_kecamatan_requests(briefing(), "81.05.15")
    assert {a.addressee for a in asked} == {"Camat Teluk Waru"}
    said = " ".join(a.ask for a in asked)
    assert "kawal 2 usulan" in said and "melengkapi" in said and "jalur lain" in said


def test_day_counts_follow_the_one_clock() -> None:
    for per, days in (("2024-02-01", "33 hari lagi"), ("2024-03-05", "hari ini")):
        made = rakor(per_tanggal=per)
        (asked,) = requests.build_opd_requests(briefing(made, Jadwal=JADWAL), "3.25.01")
        assert days in asked.deadline
