"""Answers of earlier Rakor are found by lineage: same number, other spelling, other code."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from build import DESA, RENCANA, checked, frames, write_project

from bangkit_nb.data.checks import Checked, check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.params import open_rakor
from bangkit_nb.review.carry import build_known
from bangkit_nb.review.earlier import Dulu, build_earlier, read_earlier
from bangkit_nb.review.events import Event, Seen
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judgements import Keputusan
from bangkit_nb.review.store import open_store

OLD = "uji-2023-12"
SAID = Keputusan("Ditunda", "Dinas Perikanan", "Rakor", "2023-12-15", alasan="Pagu tidak cukup")
DULU = Dulu(OLD, "Ditunda", "Dinas Perikanan", "2023-12-15", "Pagu tidak cukup", True)


def answer(before: Checked, at: int, said: Keputusan = SAID, n: int = 1) -> Event:
    usulan = before.sheet("Rencana")
    one, row = build_known(usulan)[at], usulan.iloc[at]
    seen = Seen(row["id_usulan"], row["kode_desa"], one.tahun, row["kegiatan"], one.isi_hash,
                kembar=one.kembar)  # fmt: skip
    return Event(str(uuid.UUID(int=n)), OLD, one.kunci, said, (), n, "N",
                 "2023-12-15T10:00:00+09:00", seen)  # fmt: skip


def found(now: Checked, desa: pd.DataFrame | None = None) -> dict[str, Dulu]:
    log = Log([answer(checked(), 0)])
    return build_earlier(OLD, log, now, now.sheet("Desa") if desa is None else desa)


def changed(**cells: Any) -> list[dict[str, Any]]:
    return [{**RENCANA[0], **cells}, *RENCANA[1:]]


def test_an_answer_is_found_for_an_usulan_that_stayed_as_it_was() -> None:
    assert found(checked()) == {"U-1": DULU}


def test_another_spelling_of_the_desa_changes_nothing() -> None:
    desa = [{**DESA[0], "nama_desa": "Solan Baru", "nama_lain": "Solang"}, *DESA[1:]]
    assert found(checked(Desa=desa)) == {"U-1": DULU}


def test_an_usulan_that_asks_for_something_else_now_is_marked() -> None:
    (made,) = found(checked(Rencana=changed(volume=9))).values()
    assert (made.keputusan, made.is_same) == ("Ditunda", False)


def test_a_desa_with_another_code_is_followed_and_no_other_desa_gets_its_answer() -> None:
    desa = [{**DESA[0], "kode_desa": "81.05.15.2099"}, *DESA[1:]]
    now = checked(Desa=desa, Rencana=changed(kode_desa="81.05.15.2099"))
    old = checked(Desa=[{**DESA[0], "kode_desa_pengganti": "81.05.15.2099"}, *DESA[1:]])
    both = pd.concat([now.sheet("Desa"), old.sheet("Desa").iloc[:1]], ignore_index=True)
    assert set(found(now, both)) == {"U-1"}
    other = checked(Rencana=changed(kode_desa=DESA[1]["kode_desa"], id_usulan="U-77"))
    assert found(other) == {}


def test_the_nearest_rakor_is_believed_and_a_broken_chain_costs_nothing(project: Path) -> None:
    write_project(project, OLD, tanggal="2023-12", ke=1, rakor_sebelumnya="uji-2022-12")
    write_project(project, "uji-2024-03-01", rakor_sebelumnya=OLD)
    write_project(project, "uji-2024-08-20", tanggal="2024-08-20",
                  rakor_sebelumnya="uji-2024-03-01")  # fmt: skip
    before = checked()
    first, second = answer(before, 0), answer(before, 1, n=2)
    later = Keputusan("Cadangan", "Dinas Perikanan", "Rakor", "2024-03-01")
    again = answer(before, 0, later, n=3)
    again = Event(**{**vars(again), "rakor": "uji-2024-03-01"})
    with open_store(project) as store:
        store.append([first, second, again])
    here = open_rakor("uji-2024-08-20", project)
    made = read_earlier(here, check_workbook(read_workbook(here), here))
    assert {key: (one.rakor, one.keputusan) for key, one in made.items()} == {
        "U-1": ("uji-2024-03-01", "Cadangan"), "U-2": (OLD, "Ditunda"),
    }  # fmt: skip


@pytest.mark.slow
def test_new_codes_are_read_from_the_workbook_that_still_has_the_old_ones(project: Path) -> None:
    old = [{**DESA[0], "kode_desa_pengganti": "81.05.15.2099"}, *DESA[1:]]
    now = [{**DESA[0], "kode_desa": "81.05.15.2099"}, *DESA[1:]]
    write_project(project, OLD, book=frames(Desa=old), tanggal="2023-12", ke=1)
    write_project(
        project, "uji-2024-03-01", rakor_sebelumnya=OLD,
        book=frames(Desa=now, Rencana=changed(kode_desa="81.05.15.2099")),
    )  # fmt: skip
    with open_store(project) as store:
        store.append([answer(checked(Desa=old), 0)])
    here = open_rakor("uji-2024-03-01", project)
    made = read_earlier(here, check_workbook(read_workbook(here), here))
    assert set(made) == {"U-1"}


def test_the_card_shows_the_earlier_answer_and_a_blind_card_hides_it(project: Path) -> None:
    from bangkit_nb.review.cards import build_card
    from bangkit_nb.review.widget import build_session

    write_project(project, OLD, tanggal="2023-12", ke=1)
    write_project(project, "uji-2024-03-01", rakor_sebelumnya=OLD)
    here = open_rakor("uji-2024-03-01", project)
    now = check_workbook(read_workbook(here), here)
    with open_store(project) as store:
        store.append([answer(checked(), 0)])
        session = build_session(here, now, store)
    session.show(next(k for k, one in session.materials.usulan.items() if one.id_usulan == "U-1"))
    said = "Rakor Desember 2023: Ditunda (Dinas Perikanan), Pagu tidak cukup"
    assert session.materials.dulu == {"U-1": said}
    for blind in (False, True):
        session.is_blind = lambda key, blind=blind: blind  # type: ignore[method-assign]
        card = build_card(session)
        assert card is not None and card["dulu"] == ("" if blind else said)
