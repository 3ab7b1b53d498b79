"""What packs and the ranking are told: said, changed since, contradicted, or not said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build import RENCANA, checked, rakor
from statements import RAKOR, TAKEN, A, B, key, say

from bangkit_nb import read_judged
from bangkit_nb.columns import (
    BELUM_DIBAHAS,
    BERLAKU,
    BERTENTANGAN,
    COCOK,
    DIALIHKAN,
    DIGABUNG,
    PADANAN,
    PERIKSA_LAGI,
    RAGU,
    TINJAUAN,
)
from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import Judged, build_judged
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.store import open_store

U1, U2, U3, U4 = RENCANA


def judge(*events: Event, **changes: list[dict[str, Any]]) -> Judged:
    data = checked(**changes)
    return build_judged(Log(events), data.sheet("Rencana"), data.sheet("Renja"), data.sheet("Desa"))


def row(judged: Judged, id_usulan: str = "U-1") -> dict[str, Any]:
    frame = judged.tinjauan
    return dict(frame[frame["id_usulan"] == id_usulan].iloc[0])


def test_nothing_said_gives_a_row_for_each_usulan_and_a_stable_hash() -> None:
    judged = judge()
    assert tuple(judged.tinjauan.columns) == TINJAUAN
    assert judged.tinjauan["id_usulan"].tolist() == ["U-1", "U-2", "U-3", "U-4"]
    assert set(judged.tinjauan["putusan"]) == {""} and set(judged.tinjauan["keadaan"]) == {""}
    assert set(judged.tinjauan["keputusan"]) == {BELUM_DIBAHAS}
    assert tuple(judged.padanan.columns) == PADANAN and judged.padanan.empty
    assert judged.log_sha256 == hashlib.sha256(b"").hexdigest() and judged.n_events == 0


def test_the_officers_word_and_the_opds_word_stand_in_columns_of_their_own() -> None:
    one = say(U1, A)
    two = say(U1, TAKEN, [one])
    said = row(judge(one, two))
    assert (said["putusan"], said["kode_sub_kegiatan"], said["oleh"]) == (
        COCOK, "3.25.03.2.01.0002", "ani",
    )  # fmt: skip
    assert (said["keputusan"], said["keputusan_oleh"], said["forum"], said["tanggal"]) == (
        "Diakomodir", "Dinas Perikanan", "Forum OPD", "2024-03-05",
    )  # fmt: skip
    assert (said["volume"], said["satuan"], said["anggaran"]) == (5, "unit", 75_000_000)
    assert said["keadaan"] == said["keputusan_keadaan"] == BERLAKU
    # the one never fills the columns of the other
    alone = row(judge(say(U1, TAKEN)))
    assert (alone["putusan"], alone["oleh"], alone["keadaan"]) == ("", "", "")


def test_two_who_did_not_see_each_other_contradict_and_teach_nothing() -> None:
    judged = judge(say(U1, A), say(U1, B, by="budi"), say(U2, A))
    assert row(judged)["keadaan"] == BERTENTANGAN
    assert judged.padanan["id_usulan"].tolist() == ["U-2"]


def test_what_was_taken_back_is_not_said() -> None:
    one = say(U1, A)
    judged = judge(one, say(U1, Batal(one.id), [one]))
    assert row(judged)["putusan"] == "" and judged.padanan.empty and judged.n_events == 2


@pytest.mark.parametrize("column", ["volume", "anggaran", "bidang_penghidupan"])
def test_an_usulan_whose_cells_changed_is_looked_at_again(column: str) -> None:
    other = "pertanian" if column == "bidang_penghidupan" else 7
    said = row(judge(say(U1, A), Rencana=[U1 | {column: other}, U2]))
    assert (said["putusan"], said["keadaan"]) == (COCOK, PERIKSA_LAGI)


def test_a_row_that_left_the_renja_is_looked_at_again() -> None:
    gone = Padanan(COCOK, "3.25.01", "3.25.99.2.01.0002")
    assert row(judge(say(U1, gone)))["keadaan"] == PERIKSA_LAGI
    taken = replace(TAKEN, kode_sub_kegiatan="3.25.99.2.01.0002")
    assert row(judge(say(U1, taken)))["keputusan_keadaan"] == PERIKSA_LAGI
    # an OPD without a row of its own needs none
    moved = replace(TAKEN, kata=DIALIHKAN, kode_opd="9.99", kode_sub_kegiatan="", alasan="x")
    assert row(judge(say(U1, moved)))["keputusan_keadaan"] == BERLAKU


def test_a_merged_usulan_names_the_other_by_its_number() -> None:
    merged = replace(TAKEN, kata=DIGABUNG, gabung_ke=key(U2), kode_sub_kegiatan="")
    said = row(judge(say(U1, merged)))
    assert (said["gabung_ke"], said["keputusan_keadaan"]) == ("U-2", BERLAKU)
    said = row(judge(say(U1, merged), Rencana=[U1, U3]))
    assert (said["gabung_ke"], said["keputusan_keadaan"]) == ("", PERIKSA_LAGI)


def test_the_match_learns_the_text_as_it_was_judged_and_who_said_so() -> None:
    one = say(U1, A)
    two = say(U1, replace(TAKEN, kode_opd="3.27.01"), [one])
    three = say(U2, replace(TAKEN, oleh="Rakor SBT"))
    four = say(U3, Padanan(RAGU))
    found = judge(one, two, three, four).padanan
    assert found.values.tolist().count([
        "U-1", U1["kegiatan"], "", "Solang", COCOK, "3.27.01", "3.25.03.2.01.0002", "opd",
    ]) == 1  # fmt: skip
    by = dict(zip(found["id_usulan"] + found["oleh"], found["putusan"], strict=True))
    assert by == {"U-1petugas": COCOK, "U-1opd": COCOK, "U-2forum": COCOK, "U-3petugas": RAGU}
    last = found.drop_duplicates("id_usulan", keep="last").set_index("id_usulan")
    assert last.loc["U-1", "kode_opd"] == "3.27.01"


def test_an_usulan_that_left_the_workbook_is_listed_and_still_teaches() -> None:
    judged = judge(say(U1, A), say(U2, A), Rencana=[U2, U3, U4 | {"id_usulan": "U-1"}])
    assert [one.kunci for one in judged.lepas] == [key(U1)]
    assert row(judged, "U-1")["putusan"] == "" and judged.n_events == 2
    assert sorted(judged.padanan["id_usulan"]) == sorted(["U-2", key(U1)])


def test_the_hash_says_which_events_there_are_and_nothing_else() -> None:
    one, two = say(U1, A), say(U2, A)
    assert judge(one, two).log_sha256 == judge(two, one, one).log_sha256
    assert judge(one).log_sha256 != judge(one, two).log_sha256


def test_reading_a_project_without_a_database_makes_none(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BANGKIT_DB", raising=False)
    made = rakor(project)
    assert read_judged(made, checked(made)).n_events == 0
    assert list((project / "data").iterdir()) == []
    with open_store(project) as store:
        store.append([say(U1, A), say(U1, A, rakor="lain-2024")])
    assert made.rakor == RAKOR
    judged = read_judged(made, checked(made))
    assert judged.n_events == 1 and row(judged)["keadaan"] == BERLAKU
