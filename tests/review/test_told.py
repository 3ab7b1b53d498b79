"""A sample's own story: told until somebody records the meeting, and never before its day."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build import write_project

from bangkit_nb.errors import LogError
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.log_file import render_log
from bangkit_nb.review.store import open_store
from bangkit_nb.review.told import read_recorded, read_told


def event(n: int, rakor: str, kunci: str, isi: Any) -> Event:
    return Event(str(uuid.UUID(int=n)), rakor, kunci, isi, (), n, "Notulis Contoh",
                 "2024-03-01T10:00:00+09:00")  # fmt: skip


def agreed(n: int, rakor: str) -> Event:
    key = rapat.rapat_key(rapat.KESEPAKATAN, str(uuid.UUID(int=n)))
    return event(n, rakor, key, rapat.Kesepakatan(f"Isi {n}", n))


def sample(project: Path, *, contoh: bool = True) -> Rakor:
    key = write_project(project, contoh=contoh)
    made = open_rakor(key, project)
    story = render_log(key, [agreed(1, key), agreed(2, key)])
    made.buku_kerja_path.with_suffix(".jsonl").write_bytes(story)
    return made


def test_the_story_counts_until_somebody_records_the_meeting(project: Path) -> None:
    here = sample(project)
    assert len(read_told(here)) == 2
    with open_store(project) as store:
        store.append([event(7, here.rakor, "k" * 20, Padanan("ragu"))])
    assert len(read_told(here)) == 3  # a review is no meeting
    with open_store(project) as store:
        store.append([agreed(9, here.rakor)])
    assert [one.lamport for one in read_told(here).events] == [7, 9]


def test_a_real_rakor_has_no_story_but_its_own_log(project: Path) -> None:
    assert len(read_told(sample(project, contoh=False))) == 0


def test_before_its_day_is_over_nothing_is_known_of_a_meeting(project: Path) -> None:
    here = sample(project)
    assert len(read_recorded(here)) == 0
    assert len(read_recorded(replace(here, per_tanggal="2024-03-02"))) == 2


def test_a_damaged_story_is_refused_whole(project: Path) -> None:
    here = sample(project)
    path = here.buku_kerja_path.with_suffix(".jsonl")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LogError, match="tidak utuh"):
        read_told(here)
