"""Laptops without a network: union by id, whatever the order; a bad file changes nothing."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from build import RENCANA, rakor
from hypothesis import given
from hypothesis import strategies as st
from statements import RAKOR, TAKEN, A, B, held, keep, say

from bangkit_nb.errors import LogError
from bangkit_nb.review.events import Batal, Event, from_json, to_json
from bangkit_nb.review.exchange import merge_logs, write_log
from bangkit_nb.review.fold import Log
from bangkit_nb.review.log_file import parse_log, read_events, render_log

U1, U2 = RENCANA[:2]


def sample() -> list[Event]:
    """Events of every kind, one of them of a kind not known here."""
    one = say(U1, A)
    two = say(U1, TAKEN, [one])
    three = say(U1, Batal(one.id), [one, two])
    strange = from_json(to_json(say(U2, B)).replace('"jenis":"padanan"', '"jenis":"hadir"'))
    return [one, two, three, strange]


@st.composite
def laptops(draw: st.DrawFn) -> list[list[Event]]:
    """Three laptops that say things and now and then take another's file in."""
    logs: list[list[Event]] = [[], [], []]
    for _ in range(draw(st.integers(1, 12))):
        who, other = draw(st.integers(0, 2)), draw(st.integers(0, 2))
        mine = logs[who]
        if draw(st.booleans()) and other != who:
            mine += parse_log(render_log(RAKOR, logs[other]), RAKOR, "f")
            continue
        row = draw(st.sampled_from([U1, U2]))
        known = [event for event in mine if event.kunci == say(row, A).kunci]
        said = draw(st.sampled_from([A, B, TAKEN]))
        mine.append(say(row, said, known, by=f"p{who}"))
    return logs


@given(laptops(), st.randoms(use_true_random=False))
def test_three_laptops_agree_whatever_the_order_and_repetition(
    logs: list[list[Event]], rng: random.Random
) -> None:
    files = [render_log(RAKOR, log) for log in logs]
    folded = []
    for _ in range(3):
        taken = files * 2
        rng.shuffle(taken)
        log = Log(event for one in taken for event in parse_log(one, RAKOR, "f"))
        folded.append(log)
    first = folded[0]
    assert {e.id for e in first.events} == {e.id for log in logs for e in log}
    for other in folded[1:]:
        assert other.events == first.events
        assert [other.item(k) for k in other.kunci] == [first.item(k) for k in first.kunci]
        assert render_log(RAKOR, other.events) == render_log(RAKOR, first.events)


def test_two_laptops_exchange_files_and_hold_the_same(tmp_path: Path) -> None:
    one, two = rakor(tmp_path / "a"), rakor(tmp_path / "b")
    ours, theirs = sample(), [say(U1, B, by="budi"), say(U2, A, by="budi")]
    keep(one.proyek, *ours)
    keep(two.proyek, *theirs)
    assert write_log(one, tmp_path / "a.jsonl") == 4
    assert write_log(two, tmp_path / "b.jsonl") == 2
    done = merge_logs(one, [tmp_path / "b.jsonl", tmp_path / "a.jsonl"])
    assert (done.n_read, done.n_new) == (6, 2)
    assert merge_logs(one, [tmp_path / "b.jsonl"]).n_new == 0
    assert merge_logs(two, [tmp_path / "a.jsonl"]).n_new == 4
    assert set(held(one.proyek)) == set(held(two.proyek)) == {*ours, *theirs}
    write_log(one, tmp_path / "a2.jsonl")
    write_log(two, tmp_path / "b2.jsonl")
    assert (tmp_path / "a2.jsonl").read_bytes() == (tmp_path / "b2.jsonl").read_bytes()


def test_an_empty_log_makes_a_file_and_no_database(tmp_path: Path) -> None:
    assert write_log(rakor(tmp_path), tmp_path / "kosong.jsonl") == 0
    assert not (tmp_path / "data").exists()
    assert read_events(tmp_path / "kosong.jsonl", RAKOR) == []


GOOD = render_log(RAKOR, sample())


def resealed(body: bytes, **head: object) -> bytes:
    """Return a file whose header fits its body: made up, not damaged."""
    made = {"format": "bangkit-log", "versi": 1, "rakor": RAKOR, "n": body.count(b"\n"),
            "sha256": hashlib.sha256(body).hexdigest()} | head  # fmt: skip
    return json.dumps(made).encode() + b"\n" + body


def line(**changes: object) -> bytes:
    return to_json(replace(say(U1, A), **changes)).encode() + b"\n"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "bukan berkas"), (b"\xff\xfe\x00", "bukan berkas"), (b"[" * 900, "bukan berkas"),
        (b"{}" * 100_000, "bukan berkas"), (b"PK\x03\x04", "bukan berkas"),
        (b'{"format":"lain"}\n', "bukan berkas"), (b"[1]\n", "bukan berkas"),
        (GOOD[:-1], "tidak utuh"), (GOOD[: len(GOOD) // 2], "tidak utuh"),
        (GOOD.splitlines(keepends=True)[0], "tidak utuh"), (GOOD + b"\n", "tidak utuh"),
        (GOOD.replace(b"ani", b"ana"), "tidak utuh"), (GOOD.replace(b"\n", b"\r\n"), "tidak utuh"),
        (render_log("lain-2024", []), "milik Rakor 'lain-2024'"),
        (resealed(b"", versi=9), "versi lain"), (resealed(line(), n=7), "tidak utuh"),
        (resealed(b"{}\n"), "rusak"), (resealed(b"\xff\n"), "rusak"),
        (resealed(b"[" * 100_000 + b"\n"), "rusak"), (resealed(b"\n"), "rusak"),
        (resealed(line(rakor="lain-2024")), "bukan dari Rakor ini"),
        (resealed(line(lamport=2**61)), "bukan dari Rakor ini"),
        (resealed(line().replace(b'"seen":', b'"kelak":1,"seen":')), "versi lebih baru"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence_and_merges_nothing(
    tmp_path: Path, content: bytes, said: str
) -> None:
    made = rakor(tmp_path)
    good, bad = tmp_path / "baik.jsonl", tmp_path / "buruk.jsonl"
    good.write_bytes(render_log(RAKOR, [say(U2, A)]))
    bad.write_bytes(content)
    with pytest.raises(LogError) as refused:
        merge_logs(made, [good, bad])
    text = str(refused.value)
    assert said in text and "'buruk.jsonl'" in text and "\n" not in text and len(text) < 350
    assert not (tmp_path / "data").exists() or held(tmp_path) == ()


def test_an_event_changed_by_hand_is_refused_with_all_that_came_with_it(tmp_path: Path) -> None:
    one = say(U1, A)
    keep(tmp_path, one)
    path = tmp_path / "diubah.jsonl"
    path.write_bytes(render_log(RAKOR, [replace(one, isi=B), say(U2, A)]))
    with pytest.raises(LogError, match="sudah ada dengan isi lain"):
        merge_logs(rakor(tmp_path), [path])
    assert held(tmp_path) == (one,)


def test_a_missing_file_and_a_huge_one_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LogError, match=r"'tak-ada\.jsonl' tidak dapat dibaca"):
        read_events(tmp_path / "tak-ada.jsonl", RAKOR)
    monkeypatch.setattr("bangkit_nb.review.log_file.MAX_BYTES", 10)
    (tmp_path / "besar.jsonl").write_bytes(GOOD)
    with pytest.raises(LogError, match="lebih besar"):
        read_events(tmp_path / "besar.jsonl", RAKOR)


def test_new_words_after_a_merge_still_fit(tmp_path: Path) -> None:
    path = tmp_path / "jauh.jsonl"
    far = replace(say(U1, A), lamport=10**9)
    path.write_bytes(render_log(RAKOR, [far]))
    merge_logs(rakor(tmp_path), [path])
    keep(tmp_path, say(U1, B, [far]))
    assert len(held(tmp_path)) == 2
