"""An event's line of JSON: what is written is read back, and nothing else is taken for an event."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from build import RENCANA
from statements import TAKEN, A, say

from bangkit_nb.errors import LogError
from bangkit_nb.review.events import Batal, Calon, Event, from_json, to_json
from bangkit_nb.review.fold import Log, fold_item
from bangkit_nb.review.judgements import Keputusan

ONE = say(RENCANA[0], A)
TWO = say(RENCANA[0], TAKEN, [ONE])


def test_every_kind_of_event_is_read_back_as_it_was() -> None:
    assert ONE.seen is not None
    shown = replace(ONE.seen, calon=(Calon("3.25.01", "3.25.03.2.01.0002", 0.5),), is_blind=True)
    events = [
        replace(ONE, seen=shown), TWO, say(RENCANA[0], Batal(ONE.id), [ONE, TWO]),
        replace(TWO, isi=replace(TAKEN, volume=2.5)), replace(ONE, penulis="I Wayan \U0001f41f"),
    ]  # fmt: skip
    for event in events:
        line = to_json(event)
        assert from_json(line) == event and to_json(from_json(line)) == line
        assert "\n" not in line


def spoilt(**changes: Any) -> str:
    return json.dumps(json.loads(to_json(TWO)) | changes)


def isi(**changes: Any) -> dict[str, Any]:
    return {"isi": json.loads(to_json(TWO))["isi"] | changes}


@pytest.mark.parametrize(
    "line",
    [
        "", "{}", "[]", "null", "1", "x", '{"jenis":"padanan"}', "[" * 100_000,
        spoilt(lamport=0), spoilt(lamport=True), spoilt(lamport=2**63), spoilt(lamport="1"),
        spoilt(id="x"), spoilt(id=None), spoilt(kunci=""), spoilt(rakor=""), spoilt(kunci=[]),
        spoilt(parents="abc"), spoilt(parents=[1]), spoilt(parents=None), spoilt(penulis={}),
        spoilt(penulis="a\0b"), spoilt(penulis="\ud800"), spoilt(baru=1), spoilt(seen=3),
        spoilt(seen={"calon": [{}]}), spoilt(**isi(kata=5)), spoilt(**isi(anggaran=1.5)),
        spoilt(**isi(volume=True)), spoilt(**isi(volume="5")), spoilt(**isi(volume=float("nan"))),
        spoilt(**isi(volume=float("inf"))), spoilt(**isi(kelak="x")), spoilt(isi=[]),
        spoilt(jenis="batal"), spoilt(jenis="batal", isi={"membatalkan": "x"}),
        spoilt(jenis=["padanan"]), to_json(TWO)[:-3],
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused_in_a_sentence(line: str) -> None:
    with pytest.raises(LogError, match=r"^Catatan tidak terbaca: .{3,120}\.$"):
        from_json(line)


def test_a_pair_of_halves_is_one_character() -> None:
    assert from_json(spoilt(penulis="\U0001f41f")).penulis == "\U0001f41f"


def test_what_json_cannot_hold_is_not_written() -> None:
    for volume in (float("nan"), float("inf"), {1}):
        with pytest.raises(LogError):
            to_json(replace(TWO, isi=replace(TAKEN, volume=volume)))  # type: ignore[arg-type]


def test_a_ring_of_parents_in_a_made_up_file_leaves_something_standing() -> None:
    ring = [replace(ONE, parents=(TWO.id,), lamport=5), replace(TWO, parents=(ONE.id,), lamport=5)]
    item = fold_item(ring)
    assert item.of("padanan").event is not None and item.of("keputusan").event is not None
    own = replace(ONE, parents=(ONE.id,))
    assert fold_item([own]).of("padanan").event == own


def test_ten_thousand_words_on_one_usulan_are_folded_without_a_square_of_memory() -> None:
    chain: list[Event] = []
    for n in range(10_000):
        parents = (chain[-1].id,) if chain else ()
        chain.append(replace(ONE, id=f"{n:08x}-0000-4000-8000-000000000000", parents=parents,
                             lamport=n + 1))  # fmt: skip
    item = Log(chain).item(ONE.kunci)
    assert item.heads == (chain[-1].id,) and not item.of("padanan").is_conflict


def test_a_decision_is_not_mistaken_for_a_match() -> None:
    assert isinstance(from_json(to_json(TWO)).isi, Keputusan)
    assert from_json(to_json(TWO)).jenis == "keputusan"
