"""What an earlier Rakor's OPD took is not asked again, and stands in no minutes but its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from build import briefing, checked, judgements, rakor

from bangkit_nb import columns as c
from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.pack import annexes, summary, whose
from bangkit_nb.pack.facts import Briefing, build_briefing
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.said import say_source
from bangkit_nb.review.earlier import ANSWER, Dulu

OLD = "uji-2023-12-15"


def dulu(kata: str, *, is_same: bool = True) -> Dulu:
    row: dict[str, Any] = dict.fromkeys(ANSWER, "") | {
        "keputusan": kata, "keputusan_oleh": "Dinas Perikanan", "forum": "Forum OPD",
        "tanggal": "2023-12-15", "volume": 2.0, "satuan": "unit", "anggaran": 40_000_000,
        "keputusan_keadaan": c.BERLAKU,
    }  # fmt: skip
    return Dulu(OLD, kata, "Dinas Perikanan", "2023-12-15", "", is_same, row)


def told(one: Dulu, putusan: list[dict[str, Any]] | None = None) -> Briefing:
    made = rakor()
    data = checked(made)
    said = None if putusan is None else judgements(putusan)
    return build_briefing(made, data, match_rakor(data), said, dulu={"U-1": one}, version="uji")


def row_of(b: Briefing) -> dict[str, Any]:
    rows = b.alignment.set_index("id_usulan")
    return {str(k): v for k, v in rows.loc["U-1"].to_dict().items()}


@pytest.mark.parametrize("kata", whose.STANDING)
def test_what_an_earlier_rakor_took_is_answered_and_asked_of_nobody(kata: str) -> None:
    b = told(dulu(kata))
    n, before = summary.tally(b.alignment), summary.tally(briefing().alignment)
    assert (n.n_dijawab, n.n_usulan) == (1, before.n_usulan)
    assert "U-1" not in {row["id_usulan"] for row in (*b.asked, *b.unmatched)}
    assert row_of(b)["keputusan"] == kata and row_of(b)["dulu_rakor"] == OLD
    assert "15 Desember 2023" in say_source(row_of(b), b.t)


@pytest.mark.parametrize(("forum", "said"), [
    ("Forum OPD", "Forum OPD, 1 Maret 2024"),
    ("Rakor 1 Maret 2024", "Rakor 1 Maret 2024"),
    ("Rakor 11 Maret 2024", "Rakor 11 Maret 2024, 1 Maret 2024"),
    ("", "\u2013, 1 Maret 2024"),
])  # fmt: skip
def test_the_day_of_an_answer_is_said_once(forum: str, said: str) -> None:
    row = {"keputusan_oleh": "DKP", "keputusan_forum": forum,
           "keputusan_tanggal": dt.date(2024, 3, 1)}  # fmt: skip
    assert say_source(row, Pesan("id")) == f"DKP, {said}"


@pytest.mark.parametrize("one", [dulu(c.DITUNDA), dulu(c.DITOLAK), dulu(c.DIALIHKAN),
                                 dulu(c.DIAKOMODIR, is_same=False)])  # fmt: skip
def test_what_was_not_taken_or_has_changed_is_asked_again_with_the_old_answer_beside(
    one: Dulu,
) -> None:
    row = row_of(told(one))
    assert row["asal"] != whose.KEPUTUSAN and row["dulu_rakor"] == "" and row["dulu"]


def test_a_newer_answer_takes_the_place_of_the_earlier_one() -> None:
    new = {"id_usulan": "U-1", "keputusan": c.DITUNDA, "keputusan_oleh": "Dinas Perikanan",
           "alasan": "Pagu tidak cukup", "keputusan_keadaan": c.BERLAKU}  # fmt: skip
    row = row_of(told(dulu(c.DIAKOMODIR), [new]))
    assert (row["keputusan"], row["dulu_rakor"]) == (c.DITUNDA, "")


@pytest.mark.parametrize("is_final", [False, True])
def test_the_minutes_hold_what_this_meeting_did_and_not_what_an_earlier_one_took(
    is_final: bool,
) -> None:
    b = told(dulu(c.DIAKOMODIR))
    taken, rest = annexes.split_agreed(b, is_final=is_final)
    listed = [*taken["id_usulan"], *rest["id_usulan"]]
    assert sorted([*listed, "U-1"]) == sorted(b.alignment["id_usulan"])


def test_the_log_of_this_rakor_is_told_as_it_is() -> None:
    b = told(dulu(c.DIAKOMODIR))
    assert set(b.tinjauan["keputusan"]) == {c.BELUM_DIBAHAS}
    assert replace(dulu(c.DIAKOMODIR), isi={}) == dulu(c.DIAKOMODIR)  # the cells are not its name
    assert "dulu_rakor" not in b.tinjauan
