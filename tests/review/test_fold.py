"""The fold of the log: order never matters, undo and redo, conflicts."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb.columns import COCOK, RAGU, TIDAK_ADA
from bangkit_nb.review.events import (
    BATAL,
    PADANAN,
    Batal,
    Event,
    Isi,
    Lain,
    from_json,
    to_json,
    usulan_key,
)
from bangkit_nb.review.fold import Log, fold_item, fold_steps
from bangkit_nb.review.judgements import Padanan

A = Padanan(COCOK, "3.25.01", "3.25.03.2.01.0002")
B = Padanan(COCOK, "3.27.01", "3.27.07.2.01.0002")


def say(isi: Isi, log: Sequence[Event] = (), *, by: str = "ani", paket: str = "") -> Event:
    """Return the event of somebody who has seen the events of `log`."""
    item = fold_item(log)
    lamport = max((e.lamport for e in log), default=0) + 1
    return Event(str(uuid.uuid4()), "r", "k", isi, item.heads, lamport, by, "", paket=paket)


def stands(events: Sequence[Event]) -> object:
    held = fold_item(events).of(PADANAN).event
    return held.isi if held else None


def test_the_last_word_of_somebody_who_saw_the_others_stands_alone() -> None:
    one = say(A)
    two = say(B, [one], by="budi")
    item = fold_item([two, one])
    assert item.of(PADANAN).event == two and not item.of(PADANAN).is_conflict
    assert item.heads == (two.id,)


def test_two_words_that_had_not_seen_each_other_are_a_conflict_until_someone_chooses() -> None:
    one, two = say(A), say(B, by="budi")
    item = fold_item([one, two])
    assert item.of(PADANAN).is_conflict
    held = item.of(PADANAN)
    assert held.event is not None and {held.event.id, held.rivals[0].id} == {one.id, two.id}
    chosen = say(A, [one, two], by="citra")
    assert not fold_item([one, two, chosen]).of(PADANAN).is_conflict
    # a third who saw only one of them does not settle it
    blind = say(Padanan(RAGU), [one], by="dedi")
    assert fold_item([one, two, blind]).of(PADANAN).is_conflict


def test_the_same_word_twice_is_no_conflict() -> None:
    assert not fold_item([say(A), say(A, by="budi")]).of(PADANAN).is_conflict


def test_undo_brings_the_word_before_back_and_redo_takes_it_again() -> None:
    one = say(A)
    two = say(B, [one])
    back = say(Batal(two.id), [one, two])
    again = say(Batal(back.id), [one, two, back])
    assert stands([one, two, back]) == A
    assert stands([one, two, back, again]) == B
    assert stands([one, say(Batal(one.id), [one])]) is None


def test_undoing_a_word_that_another_has_replaced_changes_nothing_that_stands() -> None:
    one = say(A)
    two = say(B, [one], by="budi")
    back = say(Batal(one.id), [one, two])
    assert stands([one, two, back]) == B


def test_undoing_one_side_of_a_conflict_ends_it() -> None:
    one, two = say(A), say(B, by="budi")
    back = say(Batal(two.id), [one, two], by="budi")
    held = fold_item([one, two, back]).of(PADANAN)
    assert held.event == one and not held.is_conflict


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Three laptops that write, undo, redo and now and then take each other's events in."""
    laptops: list[list[Event]] = [[], [], []]
    for _ in range(draw(st.integers(1, 14))):
        who = draw(st.integers(0, 2))
        mine = laptops[who]
        choice = draw(st.integers(0, 4))
        if choice == 4:
            laptops[who] = list({e.id: e for e in mine + laptops[draw(st.integers(0, 2))]}.values())
            continue
        if choice == 3 and mine:
            isi: Isi = Batal(draw(st.sampled_from(mine)).id)
        else:
            isi = draw(st.sampled_from([A, B, Padanan(TIDAK_ADA), Padanan(RAGU)]))
        mine.append(say(isi, mine, by=f"p{who}"))
    return list({e.id: e for laptop in laptops for e in laptop}.values())


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(events: list[Event], rng: random.Random) -> None:
    shuffled = events * 2
    rng.shuffle(shuffled)
    cut = rng.randint(0, len(shuffled))
    log = Log(shuffled[:cut])
    log.add(shuffled[cut:])
    assert log.item("k") == fold_item(events)
    assert len(log) == len(events) == len(log.item("k").events)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_what_stands_is_said_seen_by_no_later_word_and_not_taken_back(events: list[Event]) -> None:
    item = fold_item(events)
    held = item.of(PADANAN)
    if held.event is None:
        assert not [e for e in events if e.id in item.active and e.jenis == PADANAN]
        return
    tips = [held.event, *held.rivals]
    for tip in tips:
        assert tip.id in item.active
        later = [e for e in events if e.id in item.active and tip.id in e.parents]
        assert all(e.jenis == BATAL for e in later)
    assert len({e.isi for e in held.rivals} | {held.event.isi}) >= 1 + bool(held.rivals)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("suru2"), max_size=25))
def test_undo_and_redo_walk_the_same_stairs_as_an_editor(keys: list[str]) -> None:
    log = Log()
    undo: list[object] = []
    redo: list[object] = []
    n = 0
    for key in keys:
        steps = fold_steps(log.events, "ani")
        if key in "s2":
            n += 1
            isi = Padanan(COCOK, "3.25.01", f"3.25.03.2.01.{n:04d}")
            log.add([say(isi, log.events)])
            undo.append(isi)
            redo.clear()
        elif key == "u" and undo:
            log.add([say(Batal(one), log.events) for one in steps.undo[-1]])
            redo.append(undo.pop())
        elif key == "r" and redo:
            log.add([say(Batal(one), log.events) for one in steps.redo[-1]])
            undo.append(redo.pop())
        steps = fold_steps(log.events, "ani")
        assert (len(steps.undo), len(steps.redo)) == (len(undo), len(redo))
        assert stands(log.events) == (undo[-1] if undo else None)


def test_a_bulk_action_is_one_step_and_others_steps_are_not_mine() -> None:
    events = [say(A, by="ani", paket="p1"), say(B, by="ani", paket="p1"), say(A, by="budi")]
    steps = fold_steps(sorted(events, key=lambda e: e.order), "ani")
    assert len(steps.undo) == 1 and len(steps.undo[0]) == 2


def test_an_event_survives_json_and_an_unknown_kind_is_carried_unread() -> None:
    event = say(A)
    assert from_json(to_json(event)) == event
    strange = to_json(event).replace('"jenis":"padanan"', '"jenis":"hadir"')
    carried = from_json(strange)
    assert isinstance(carried.isi, Lain) and carried.jenis == "hadir"
    assert to_json(carried) == strange
    assert fold_item([say(A), carried]).of(PADANAN).event is not None


def test_the_key_ignores_case_and_punctuation_and_nothing_else() -> None:
    key = usulan_key("81.05.15.2004", "2025", "Bibit  pala, 500 pohon", "U-1")
    assert key == usulan_key("81.05.15.2004", "2025", "BIBIT PALA (500 pohon)", "u-1")
    for other in (
        ("81.05.15.2005", "2025", "Bibit pala, 500 pohon", "U-1"),
        ("81.05.15.2004", "2026", "Bibit pala, 500 pohon", "U-1"),
        ("81.05.15.2004", "2025", "Bibit pala, 501 pohon", "U-1"),
        ("81.05.15.2004", "2025", "Bibit pala, 500 pohon", "U-2"),
    ):
        assert usulan_key(*other) != key
