"""What a meeting changed, usulan by usulan, against the plain facts it was made from."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from build import checked, judgements
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.hasil.beda import build_beda, keep_until, read_beda
from bangkit_nb.params import open_rakor
from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Padanan

BOOK = checked()
USULAN = BOOK.sheet("Rencana")
TAKEN = {"keputusan": "Diakomodir", "keputusan_keadaan": "berlaku", "volume": 5.0, "satuan": "unit",
         "anggaran": 75_000_000, "keputusan_kode_opd": "3.25.01"}  # fmt: skip


def beda(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, Any]:
    made = build_beda(USULAN, judgements(before).tinjauan, judgements(after).tinjauan)
    return {one.id_usulan: one for one in made}


def test_an_usulan_of_which_nobody_spoke_is_as_it_was() -> None:
    made = beda([], [])
    assert list(made) == ["U-1", "U-2", "U-3", "U-4"]
    assert {(one.sebelum, one.sesudah, one.berubah) for one in made.values()} == {
        ("Belum dibahas", "Belum dibahas", ())
    }


def test_what_is_agreed_is_set_against_what_the_desa_asked() -> None:
    less = TAKEN | {"id_usulan": "U-1", "keputusan": "Diakomodir dengan perubahan", "volume": 3.0}
    one = beda([], [less])["U-1"]
    assert (one.volume, one.berubah) == ((5.0, 3.0), ("jawaban", "volume"))
    same = beda([], [TAKEN | {"id_usulan": "U-1"}])["U-1"]
    assert same.berubah == ("jawaban",) and same.anggaran == (75e6, 75e6)


def test_an_answer_that_goes_to_another_opd_says_so_and_a_doubtful_one_counts_as_none() -> None:
    old = TAKEN | {"id_usulan": "U-1"}
    new = old | {"keputusan": "Dialihkan", "keputusan_kode_opd": "3.27.01", "alasan": "bukan kami"}
    assert beda([old], [new])["U-1"].berubah == ("jawaban", "opd")
    doubt = old | {"keputusan_keadaan": "bertentangan"}
    assert beda([], [doubt])["U-1"].sesudah == "Belum dibahas"


WORDS = ["Belum dibahas", "Ditunda", "Cadangan", "Tidak diakomodir"]


@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=4),
       st.lists(st.sampled_from(WORDS), min_size=4, max_size=4))  # fmt: skip
def test_an_usulan_changed_if_and_only_if_its_word_did(old: list[str], new: list[str]) -> None:
    ids = USULAN["id_usulan"].tolist()
    first, last = (
        [{"id_usulan": i, "keputusan": w, "keputusan_keadaan": "berlaku"}
         for i, w in zip(ids, words, strict=True)]
        for words in (old, new)
    )  # fmt: skip
    made = beda(first, last)
    assert [bool(made[i].berubah) for i in ids] == [a != b for a, b in zip(old, new, strict=True)]
    assert [made[i].sesudah for i in ids] == new


def test_the_state_before_a_day_keeps_nothing_that_rests_on_a_later_word() -> None:
    def event(n: int, day: str, parents: tuple[str, ...] = ()) -> Event:
        return Event(str(uuid.UUID(int=n)), "uji", "k", Padanan("ragu"), parents, n, "A",
                     f"{day}T10:00:00+09:00")  # fmt: skip

    first, late = event(1, "2024-02-28"), event(2, "2024-03-01")
    slow = replace(event(3, "2024-02-27"), parents=(late.id,))
    assert keep_until([first, late, slow], dt.date(2024, 2, 29)) == [first]


def test_a_sample_meeting_changed_exactly_what_it_said(root: Path) -> None:
    here = replace(open_rakor("sbt-2024-03-01", root), per_tanggal="2024-03-02")
    made = read_beda(here, check_workbook(read_workbook(here), here))
    said = (root / "data/contoh-sumber/sbt-2024-03-01/rapat-keputusan.csv").read_text("utf-8")
    rows = {line.split(",")[0]: line.split(",")[1] for line in said.splitlines()[1:]}
    assert {one.id_usulan: one.sesudah for one in made if one.berubah} == rows
    assert all(one.sebelum == "Belum dibahas" for one in made)
