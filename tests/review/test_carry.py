"""The workbook changed after its review: no event on a wrong row, nothing lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest
from build import RENCANA, SOAK
from mutations import MUTATIONS, Rows, make_book, to_frame
from statements import A, B, key, say

from bangkit_nb.columns import BERLAKU, PERIKSA_LAGI
from bangkit_nb.review.carry import (
    Link,
    build_carried,
    build_known,
    carry_keys,
    inherited_items,
    state_of,
)
from bangkit_nb.review.carry_match import (
    BERNOMOR_BARU,
    DESA_BERUBAH,
    HILANG,
    ISI_BERUBAH,
    RANCU,
    SEMUA_BERUBAH,
    TEKS_BERUBAH,
    TETAP,
)
from bangkit_nb.review.events import Batal, Event
from bangkit_nb.review.fold import Log

SEED = 15


@dataclass(frozen=True)
class Review:
    """Hold a workbook as it was reviewed: its rows, the log, and whose each key of the log is."""

    rows: Rows
    log: Log
    whose: dict[str, int]


@dataclass(frozen=True)
class Count:
    """Hold what became of the judgements of usulan that still exist: shares of them."""

    wrong: int
    carried: float
    valid: float


def review(share: float, seed: int = SEED) -> Review:
    """Judge a share of the usulan of a workbook."""
    rng = random.Random(seed)
    rows = make_book(rng)
    alike = {known.kunci: known.kembar for known in build_known(to_frame(rows))}
    judged = [row for row in rows if rng.random() < share]
    events = [say(row, A, kembar=alike[key(row)], rng=rng) for row in judged]
    return Review(rows, Log(events), {key(row): row["asli"] for row in judged})


def count(made: Review, changed: Rows) -> Count:
    """Count where the events of a review belong after its workbook changed."""
    frame = to_frame(changed)
    links = carry_keys(made.log, frame)
    assert set(links) == set(made.whose)  # none is lost: a key belongs somewhere, or is listed
    now = {key(row): row["asli"] for row in changed}
    attached = [link for link in links.values() if link.kini]
    assert len({link.kini for link in attached}) == len(attached)
    assert all((link.kini == "") == (link.sebab in (RANCU, HILANG)) for link in links.values())
    right = [link for link in attached if now[link.kini] == made.whose[link.kunci]]
    there = {row["asli"] for row in changed}
    n = max(1, sum(one in there for one in made.whose.values()))
    valid = sum(link.keadaan == BERLAKU for link in right)
    return Count(len(attached) - len(right), len(right) / n, valid / n)


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    seeds = range(SEED, SEED + (10 if SOAK else 1))
    return [review(share, seed) for seed in seeds for share in (1.0, 0.5)]


@pytest.mark.parametrize("name", MUTATIONS)
def test_no_event_comes_to_a_wrong_row_and_nearly_all_come_to_theirs(
    name: str, reviews: list[Review]
) -> None:
    for made in reviews:
        found = count(made, MUTATIONS[name](made.rows, random.Random(SEED)))
        assert found.wrong == 0
        assert found.carried >= 0.95


def test_there_are_enough_kinds_of_change() -> None:
    assert len(MUTATIONS) >= 20


# --- one change at a time -------------------------------------------------------------------------

U1, U2, U3, U4 = ({**row, "tahun": 2025.0} for row in RENCANA)
ROWS = {("3.25.01", "3.25.03.2.01.0002"), ("3.27.01", "3.27.07.2.01.0002")}


def link(event: Event, *rows: dict[str, Any], desa: pd.DataFrame | None = None) -> Link:
    """Return where an event belongs in a workbook of these rows."""
    return carry_keys(Log([event]), pd.DataFrame(rows), desa)[event.kunci]


def brief(found: Link) -> tuple[str, str, str]:
    return (found.kini, found.sebab, found.keadaan)


def test_nothing_changed_and_contents_changed() -> None:
    event = say(U1, A)
    assert brief(link(event, U1, U2)) == (key(U1), TETAP, BERLAKU)
    assert brief(link(event, U1 | {"volume": 6}, U2)) == (key(U1), ISI_BERUBAH, PERIKSA_LAGI)
    assert brief(link(event, U1 | {"prioritas": 6, "sumber_dana": "APBD"})) == (
        key(U1), TETAP, BERLAKU,
    )  # fmt: skip


def test_a_new_number_for_the_only_usulan_with_these_words_is_followed() -> None:
    moved = U1 | {"id_usulan": "99"}
    assert brief(link(say(U1, A), moved, U2)) == (key(moved), BERNOMOR_BARU, BERLAKU)
    changed = moved | {"anggaran": 1}
    assert brief(link(say(U1, A), changed, U2)) == (key(changed), BERNOMOR_BARU, PERIKSA_LAGI)


def test_words_that_several_have_are_never_followed_to_another_number() -> None:
    one, two = U1 | {"id_usulan": "98", "volume": 1}, U1 | {"id_usulan": "99", "volume": 2}
    assert brief(link(say(U1, A), one, two)) == ("", RANCU, "")
    # it had a twin when it was judged: whether the one that is left is it, nobody knows
    assert link(say(U1, A, kembar=2), one).kini == ""
    assert link(say(U1, A, kembar=2), U1 | {"id_usulan": "99"}).kini == ""
    # both are still there, and the contents tell them apart
    found = link(say(U1, A, kembar=2), one, U1 | {"id_usulan": "99"})
    assert brief(found) == (key(U1 | {"id_usulan": "99"}), BERNOMOR_BARU, BERLAKU)
    # two that were judged had these words
    other = say(U1 | {"id_usulan": "U-9"}, A)
    links = carry_keys(Log([say(U1, A), other]), pd.DataFrame([one]))
    assert {found.kini for found in links.values()} == {""}


def test_words_that_nobody_counted_are_followed_only_with_the_same_contents() -> None:
    moved = U1 | {"id_usulan": "99"}
    assert link(say(U1, A, kembar=0), moved, U2).kini == key(moved)
    assert link(say(U1, A, kembar=0), moved | {"volume": 9}, U2).kini == ""


def test_edited_words_under_the_same_number_are_looked_at_again() -> None:
    edited = U1 | {"kegiatan": U1["kegiatan"] + " bagi kelompok nelayan"}
    assert brief(link(say(U1, A), edited, U2)) == (key(edited), TEKS_BERUBAH, PERIKSA_LAGI)
    slip = U1 | {"kegiatan": U1["kegiatan"].replace("tangkap", "tngkap"), "volume": 9}
    assert brief(link(say(U1, A), slip, U2)) == (key(slip), TEKS_BERUBAH, PERIKSA_LAGI)
    later = U1 | {"tahun": 2026.0}
    assert brief(link(say(U1, A), later, U2)) == (key(later), TEKS_BERUBAH, PERIKSA_LAGI)


def test_a_number_given_to_something_else_keeps_nothing() -> None:
    other = U4 | {"id_usulan": "U-1", "kode_desa": U1["kode_desa"]}
    assert brief(link(say(U1, A), other, U2)) == ("", HILANG, "")
    # not even where the contents happen to be the same
    assert link(say(U1, A), U1 | {"kegiatan": "Xylofon zzz qqq"}, U2).kini == ""


def test_other_words_and_another_number_are_followed_only_where_numbers_are_no_guide() -> None:
    slip = U1 | {"kegiatan": U1["kegiatan"] + "s", "id_usulan": "99"}
    assert brief(link(say(U1, A), slip, U2)) == (key(slip), SEMUA_BERUBAH, PERIKSA_LAGI)
    assert link(say(U1, A), slip | {"volume": 9}, U2).kini == ""
    beside = U3 | {"kode_desa": U1["kode_desa"]}  # keeps its number, so numbers hold in this desa
    links = carry_keys(Log([say(U1, A), say(beside, A)]), pd.DataFrame([slip, beside]))
    assert links[key(U1)].kini == "" and links[key(beside)].kini == key(beside)


def test_a_mended_code_of_a_desa_is_followed_and_looked_at_again() -> None:
    mended = U1 | {"kode_desa": "81.05.15.2099"}
    assert brief(link(say(U1, A), mended, U2)) == (key(mended), DESA_BERUBAH, PERIKSA_LAGI)
    assert link(say(U1, A), mended | {"volume": 9}, U2).kini == ""
    # the workbook itself may say which code took the place of which
    desa = pd.DataFrame({"kode_desa": [U1["kode_desa"]], "kode_desa_pengganti": ["81.05.15.2099"]})
    assert link(say(U1, A), mended | {"volume": 9}, U2, desa=desa).kini == key(mended)


def test_where_words_and_number_disagree_the_contents_decide_or_nobody() -> None:
    by_words = U2 | {"kode_desa": U1["kode_desa"], "kegiatan": U1["kegiatan"], "id_usulan": "77"}
    by_number = U1 | {"kegiatan": U1["kegiatan"] + " baru"}
    assert link(say(U1, A), by_words, by_number).kini == key(by_number)
    assert link(say(U1, A), by_words | {"volume": 1}, by_number | {"volume": 2}).kini == ""


def test_a_doubled_usulan_of_the_workbook_takes_nothing() -> None:
    assert link(say(U1, A), U1, U1).kini == ""


def test_a_new_word_follows_the_words_under_the_old_key_and_settles_them() -> None:
    edited = U1 | {"kegiatan": U1["kegiatan"] + " baru"}
    one = say(U1, A)
    frame = pd.DataFrame([edited, U2])
    log = Log([one])
    links = carry_keys(log, frame)
    item = inherited_items(log, links)[key(edited)]
    assert item.heads == (one.id,)
    known = build_known(frame)[0]
    assert state_of(item.of("padanan"), known, links, ROWS) == PERIKSA_LAGI
    two = say(edited, B, item)
    log = Log([one, two])
    links = carry_keys(log, frame)
    assert set(links) == {key(U1), key(edited)} and links[key(U1)].kini == key(edited)
    item = inherited_items(log, links)[key(edited)]
    assert item.of("padanan").event == two
    assert state_of(item.of("padanan"), known, links, ROWS) == BERLAKU
    # the new word taken back, the old one stands again, and is again to be looked at
    log.add([replace(say(edited, Batal(two.id), item), lamport=9)])
    item = inherited_items(log, carry_keys(log, frame))[key(edited)]
    assert item.of("padanan").event == one
    assert state_of(item.of("padanan"), known, links, ROWS) == PERIKSA_LAGI


def test_a_line_of_edits_is_followed_to_the_end_and_back() -> None:
    first, second, third = (U1 | {"kegiatan": U1["kegiatan"] + add} for add in ("", " a", " a b"))
    one = say(first, A)
    two = say(second, B, [one])
    links = carry_keys(Log([one, two]), pd.DataFrame([third]))
    assert {found.kini for found in links.values()} == {key(third)}
    assert {found.keadaan for found in links.values()} == {PERIKSA_LAGI}
    links = carry_keys(Log([one, two]), pd.DataFrame([first]))
    assert links[key(first)].keadaan == BERLAKU and links[key(second)].kini == key(first)
    item = inherited_items(Log([one, two]), links)[key(first)]
    assert item.of("padanan").event == two  # said last, of other words: to be looked at
    assert state_of(item.of("padanan"), build_known(pd.DataFrame([first]))[0], links, ROWS) == (
        PERIKSA_LAGI
    )


def test_a_session_is_told_the_same() -> None:
    moved, edited = U1 | {"id_usulan": "99"}, U2 | {"kegiatan": U2["kegiatan"] + " baru"}
    log = Log([say(U1, A), say(U2, A), say(U3, A)])
    carried = build_carried(carry_keys(log, pd.DataFrame([moved, edited])))
    assert carried.to == {key(U1): key(moved), key(U2): key(edited)}
    assert carried.same == {key(U1)}
