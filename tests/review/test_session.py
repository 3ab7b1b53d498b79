"""The review without a screen: queue, candidates, judgements, bulk actions, undo, changes."""

from __future__ import annotations

from typing import Any

import build
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit_review import key_of, session

from bangkit_nb.columns import (
    COCOK,
    DIAKOMODIR,
    DIALIHKAN,
    DIGABUNG,
    DITOLAK,
    KEWENANGAN_LAIN,
    PERIKSA_LAGI,
    RAGU,
    TIDAK_ADA,
)
from bangkit_nb.errors import LogError
from bangkit_nb.review import cards, ordering, saying, tables
from bangkit_nb.review.events import KEPUTUSAN
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.saying import Plan
from bangkit_nb.review.session import Session

ROW = Padanan(COCOK, "3.25.01", "3.25.03.2.01.0002")


def keep(made: Session, plan: Plan) -> Plan:
    made.take(plan.events)
    return plan


def many(n: int) -> list[dict[str, Any]]:
    """n usulan that say different things."""
    crops = ["jagung", "kacang", "ubi", "cabai", "tomat", "sawi", "terong", "padi", "pala", "kopra"]
    return [
        {"id_usulan": f"N-{at}", "kode_desa": build.DESA[at % 3]["kode_desa"],
         "bidang_penghidupan": "pertanian", "volume": at + 1, "satuan": "paket",
         "kegiatan": " ".join(["Pelatihan kelompok tani", crops[at % 10], crops[at // 10 % 10],
                               crops[at // 100]]),
         "anggaran": 1_000_000 * (at + 1), "tahun": 2025}
        for at in range(n)
    ]  # fmt: skip


# --- the queue --------------------------------------------------------------------------------


def test_the_queue_begins_with_what_tells_most_and_judging_moves_on() -> None:
    made = session()
    keys = made.shown_keys()
    told = [
        ordering.usefulness(made.materials.best[k].peluang, made.materials.usulan[k].anggaran)
        for k in keys
    ]
    assert told == sorted(told, reverse=True) and made.kunci == keys[0]
    keep(made, saying.say_padanan(made, keys[0], Padanan(RAGU)))
    made.advance()
    assert made.kunci == keys[1] and keys[0] not in made.shown_keys()


def test_usefulness_is_largest_where_the_machine_is_unsure_and_money_is_large() -> None:
    assert ordering.usefulness(0.5, 1e8) > ordering.usefulness(0.9, 1e8)
    assert ordering.usefulness(0.5, 1e8) > ordering.usefulness(0.5, 1e6)
    assert ordering.usefulness(1.0, 1e9) == ordering.usefulness(0.0, 1e9) == 0


def test_going_on_and_back_stays_inside_the_filter_and_stops_at_the_ends() -> None:
    made = session()
    made.set_sort("urutan buku kerja")
    made.set_filters(kecamatan="Teluk Waru")
    inside = made.shown_keys()
    assert [made.materials.usulan[k].id_usulan for k in inside] == ["U-1", "U-3", "U-4"]
    for expected in (1, 2, 2):
        made.step(1)
        assert made.kunci == inside[expected]
    for expected in (1, 0, 0):
        made.step(-1)
        assert made.kunci == inside[expected]


def test_an_empty_filter_shows_no_card_and_says_so() -> None:
    made = session()
    made.set_filters(status=RAGU)
    assert made.kunci == "" and cards.build_card(made) is None


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_counts_of_every_facet_are_what_choosing_it_shows(data: st.DataObject) -> None:
    made = session()
    for key in list(made.materials.usulan)[: data.draw(st.integers(0, 4))]:
        word = data.draw(st.sampled_from([RAGU, TIDAK_ADA, KEWENANGAN_LAIN]))
        keep(made, saying.say_padanan(made, key, Padanan(word)))
    made.set_filters(status=data.draw(st.sampled_from(["", ordering.BELUM, ordering.SUDAH])))
    for name, options in made.options().items():
        before = getattr(made.filters, name)
        for option in options:
            made.set_filters(**{name: option.value})
            assert len(made.shown_keys()) == option.n, (name, option)
        made.set_filters(**{name: before})


# --- judging ----------------------------------------------------------------------------------


def test_a_judgement_records_what_was_shown() -> None:
    made = session()
    key = key_of(made, "U-1")
    made.show(key)
    card = cards.build_card(made)
    assert card is not None
    (event,) = keep(made, saying.say_padanan(made, key, ROW)).events
    assert event.seen is not None
    shown = [(one["kode_opd"], one["kode"]) for one in card["calon"]]
    assert [(c.kode_opd, c.kode_sub_kegiatan) for c in event.seen.calon] == shown
    assert event.seen.kegiatan == made.materials.usulan[key].kegiatan and event.penulis == "ani"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (Padanan(COCOK), "menunjuk satu baris"),
        (Padanan(COCOK, "3.25.01", "9.99.99.2.01.0001"), "tidak ada di buku kerja"),
        (Padanan(RAGU, "3.25.01", "3.25.03.2.01.0002"), "Kosongkan"),
        (Padanan("entah"), "tidak dikenal"),
        (Padanan(RAGU, jalur="lewat laut"), "Jalur"),
    ],
)
def test_a_judgement_that_says_nothing_true_is_refused(said: Padanan, word: str) -> None:
    made = session()
    with pytest.raises(LogError, match=word):
        saying.say_padanan(made, made.kunci, said)


def test_it_learns_while_one_works() -> None:
    rows = [
        {"id_usulan": "A", "kode_desa": "81.05.15.2004", "bidang_penghidupan": "konservasi",
         "kegiatan": "Zzyx qorvo mbalu"},
        {"id_usulan": "B", "kode_desa": "81.05.15.2005", "bidang_penghidupan": "konservasi",
         "kegiatan": "Zzyx qorvo mbalu baru"},
    ]  # fmt: skip
    made = session(Rencana=rows)
    made.show(key_of(made, "B"))
    before = cards.build_card(made)
    assert before is not None and not any(one["mirip"] for one in before["calon"])
    keep(made, saying.say_padanan(made, key_of(made, "A"), ROW))
    card = cards.build_card(made)
    assert card is not None and not card["buta"]
    first = card["calon"][0]
    assert first["kode"] == ROW.kode_sub_kegiatan and first["mirip"] == "Mirip 1 padanan Anda."
    assert first["pita"] != "tinggi"  # a bound measured without a memory promises nothing here
    keep(made, saying.undo(made))
    card = cards.build_card(made)
    assert card is not None and not any(one["mirip"] for one in card["calon"])


def test_one_word_serves_the_usulan_that_say_the_same() -> None:
    desa = [one["kode_desa"] for one in build.DESA]
    same = [build.RENCANA[0] | {"id_usulan": f"S-{n}", "kode_desa": desa[n % 3]} for n in range(4)]
    made = session(Rencana=same)
    key = key_of(made, "S-0")
    alike = cards.find_same(made, key)
    assert len(alike) == 3
    plan = keep(made, saying.say_padanan(made, key, ROW, alike))
    assert {made.status(k) for k in made.materials.usulan} == {COCOK} and "4 usulan" in plan.said
    keep(made, saying.undo(made))
    assert {made.status(k) for k in made.materials.usulan} == {ordering.BELUM}


# --- blind cards and bulk ---------------------------------------------------------------------


def test_one_card_in_ten_is_blind_always_the_same_and_shuffled_apart_from_its_score() -> None:
    keys = [f"{at:020x}" for at in range(5000)]
    assert 0.08 < sum(map(ordering.is_blind, keys)) / 5000 < 0.12
    rows = [(f"opd{at}", f"kode{at}") for at in range(5)]
    firsts = [ordering.shuffled(key, rows)[0] for key in keys]
    assert all(0.17 < firsts.count(row) / 5000 < 0.23 for row in rows)
    assert all(ordering.shuffled(k, rows) == ordering.shuffled(k, rows[::-1]) for k in keys[:50])


def test_a_blind_card_shows_no_suggestion_and_is_counted_apart() -> None:
    made = session(Rencana=many(60))
    blind = [key for key in made.materials.usulan if ordering.is_blind(key)]
    assert blind
    made.show(blind[0])
    card = cards.build_card(made)
    assert card is not None and card["buta"] and not card["tanpa"]
    assert not any(one["pita"] or one["alasan"] or one["bagian"] for one in card["calon"])
    # a route, and who else holds a row, tell what the machine found
    assert card["jalur"]["usul"] == "" and not card["serupa"]
    chosen = card["calon"][-1]
    keep(
        made, saying.say_padanan(made, blind[0], Padanan(COCOK, chosen["kode_opd"], chosen["kode"]))
    )
    sighted = next(key for key in made.materials.usulan if not ordering.is_blind(key))
    made.show(sighted)
    first = cards.build_card(made)["calon"][0]  # type: ignore[index]
    keep(made, saying.say_padanan(made, sighted, Padanan(COCOK, first["kode_opd"], first["kode"])))
    held = [made.standing(key).event for key in (blind[0], sighted)]
    found = tables.count_agreement([event for event in held if event])
    assert (found.n_blind, found.n_sighted, found.n_sighted_first) == (1, 1, 1)
    assert found.n_blind_first == (chosen["kode"] == made.materials.best[blind[0]].row[1])


def test_bulk_takes_only_unjudged_sighted_usulan_of_the_highest_band_and_is_one_undo() -> None:
    made = session(Rencana=many(80))
    best = made.materials.best
    top = {key: best[key].pita == "tinggi" for key in best}
    judged = next(key for key, is_top in top.items() if is_top and not ordering.is_blind(key))
    keep(made, saying.say_padanan(made, judged, Padanan(RAGU)))
    plan = keep(made, saying.accept_all(made, list(best)))
    accepted = {event.kunci for event in plan.events}
    expected = {k for k, is_top in top.items() if is_top and not ordering.is_blind(k)} - {judged}
    assert accepted == expected and len(accepted) > 5
    assert all(made.judged[key] == best[key].row for key in accepted)
    keep(made, saying.undo(made))
    assert {made.status(key) for key in accepted} == {ordering.BELUM}
    assert made.status(judged) == RAGU


def test_the_list_offers_bulk_only_for_what_it_shows_and_only_in_that_band() -> None:
    made = session(Rencana=many(120))
    assert tables.build_list(made)["siap"] == []
    made.set_filters(pita="tinggi")
    shown = tables.build_list(made)
    assert len(shown["baris"]) <= tables.PAGE
    assert shown["siap"] and set(shown["siap"]) <= {row["kunci"] for row in shown["baris"]}


# --- answers of an OPD or a forum -------------------------------------------------------------

ANSWER = Keputusan(DIAKOMODIR, "Dinas Perikanan", "Forum OPD", "2024-03-05", "3.25.01")


def test_an_answer_and_a_judgement_never_change_each_other() -> None:
    made = session()
    key = key_of(made, "U-1")
    keep(made, saying.say_padanan(made, key, ROW))
    keep(made, saying.say_keputusan(made, key, saying.prefill(made, key, ANSWER)))
    assert made.status(key) == COCOK
    answer = made.standing(key, KEPUTUSAN).event
    assert answer is not None and answer.isi.kode_sub_kegiatan == ROW.kode_sub_kegiatan  # type: ignore[union-attr]
    keep(made, saying.undo(made))
    assert made.standing(key, KEPUTUSAN).event is None and made.status(key) == COCOK


def test_bulk_answers_skip_and_list_what_lacks_a_number() -> None:
    rows = [dict(build.RENCANA[0]), {**build.RENCANA[1], "satuan": ""},
            {**build.RENCANA[2], "anggaran": None}]  # fmt: skip
    made = session(Rencana=rows)
    plan = keep(made, saying.say_keputusan_all(made, list(made.materials.usulan), ANSWER))
    assert len(plan.events) == 1 and len(plan.skipped) == 2
    why = {made.materials.usulan[one.kunci].id_usulan: one.why for one in plan.skipped}
    assert "satuan" in why["U-2"] and "anggaran" in why["U-3"] and "2 dilewati" in plan.said


def test_an_answer_names_only_what_is_there() -> None:
    made = session()
    key = key_of(made, "U-1")
    for said, word in (
        (
            Keputusan(DIALIHKAN, "x", "y", "2024-03-05", "9.99", alasan="Pagu tidak cukup"),
            "OPD 9.99",
        ),
        (Keputusan(DIGABUNG, "x", "y", "2024-03-05", gabung_ke=key), "usulan ini sendiri"),
        (Keputusan(DITOLAK, "x", "y", "2024-03-05", alasan="aaaaaaaaaaaa"), "alasan"),
    ):
        with pytest.raises(LogError, match=word):
            saying.say_keputusan(made, key, said)


# --- a workbook that changed ------------------------------------------------------------------


def changed(made: Session, **cells: Any) -> Session:
    rows = [{**build.RENCANA[0], **cells}, *build.RENCANA[1:]]
    return session(Log(made.log.events), Rencana=rows)


def test_a_changed_usulan_is_shown_for_another_look_and_confirming_it_settles() -> None:
    made = session()
    keep(made, saying.say_padanan(made, key_of(made, "U-1"), ROW))
    for cells in (
        {"volume": 9},
        {"kegiatan": "Prasarana usaha perikanan tangkap: ketinting besar"},
    ):
        later = changed(made, **cells)
        key = key_of(later, "U-1")
        assert later.status(key) == PERIKSA_LAGI and key not in later.judged
        later.show(key)
        card = cards.build_card(later)
        assert card is not None and "berubah sejak dinilai" in card["periksa"]
        keep(later, saying.say_padanan(later, key, ROW))
        assert later.status(key) == COCOK and not later.standing(key).is_conflict
        assert len(later.item(key).events) == 2


def test_a_chosen_row_that_left_the_renja_is_shown_for_another_look() -> None:
    made = session()
    keep(made, saying.say_padanan(made, key_of(made, "U-1"), ROW))
    later = session(Log(made.log.events), Renja=build.RENJA[1:])
    key = key_of(later, "U-1")
    later.show(key)
    card = cards.build_card(later)
    assert later.status(key) == PERIKSA_LAGI and card is not None
    assert "tidak ada lagi" in card["periksa"]


def test_a_vanished_usulan_is_listed_and_its_judgement_stays_in_the_log() -> None:
    made = session()
    keep(made, saying.say_padanan(made, key_of(made, "U-1"), ROW))
    later = session(Log(made.log.events), Rencana=build.RENCANA[1:])
    told = tables.build_summary(later)
    assert [one["id"] for one in told["hilang"]] == ["U-1"] and len(later.log) == 1


def test_a_judgement_of_one_of_two_twins_never_lands_on_the_other() -> None:
    twins = [build.RENCANA[0] | {"id_usulan": name} for name in ("S-0", "S-1")]
    made = session(Rencana=twins)
    keep(made, saying.say_padanan(made, key_of(made, "S-1"), ROW))
    later = session(Log(made.log.events), Rencana=[build.RENCANA[0] | {"id_usulan": "T-9"}])
    assert later.status(key_of(later, "T-9")) == ordering.BELUM
    assert [one["id"] for one in tables.build_summary(later)["hilang"]] == ["S-1"]


def test_a_renumbered_usulan_keeps_its_judgement() -> None:
    made = session()
    keep(made, saying.say_padanan(made, key_of(made, "U-1"), ROW))
    later = changed(made, id_usulan="Z-7")
    assert later.status(key_of(later, "Z-7")) == COCOK
    later = changed(made, id_usulan="Z-7", volume=9)
    assert later.status(key_of(later, "Z-7")) == PERIKSA_LAGI


# --- figures ----------------------------------------------------------------------------------


def test_progress_and_rupiah_are_those_of_the_judgements() -> None:
    made = session()
    for name, said in (("U-1", ROW), ("U-2", ROW), ("U-3", Padanan(RAGU))):
        keep(made, saying.say_padanan(made, key_of(made, name), said))
    told = tables.build_summary(made)
    assert told["kemajuan"] == "3 dari 4, ragu 1"
    (row,) = told["sub_kegiatan"]
    assert row["n"] == 2 and row["rupiah"] == 75_000_000 + 50_000_000
    assert "500.000.000" in row["pagu"]
    assert sum(one["n"] for one in told["opd"]) == 4 and sum(o["sudah"] for o in told["opd"]) == 3


def test_marked_pieces_join_to_the_text_and_amounts_are_not_marked() -> None:
    said = "Sarana budidaya rumput laut, 1 unit utk klp."
    pieces = cards.mark(said, {"rumput", "laut", "unit", "kelompok"})
    assert "".join(piece for piece, _ in pieces) == said
    shared = [piece for piece, is_shared in pieces if is_shared]
    assert "rumput" in " ".join(shared) and "unit" not in " ".join(shared)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_marking_never_changes_a_text(said: str) -> None:
    assert "".join(piece for piece, _ in cards.mark(said, {"rumput", "laut"})) == said


def test_search_finds_by_word_by_code_and_by_meaning() -> None:
    made = session().materials
    assert cards.search_rows(made, "tangkap", 5)[0].kode_sub_kegiatan == "3.25.03.2.01.0002"
    assert cards.search_rows(made, "3.27.07", 5)[0].kode_sub_kegiatan == "3.27.07.2.01.0002"
    assert cards.search_rows(made, "ketinting", 5)[0].kode_sub_kegiatan == "3.25.03.2.01.0002"
    assert cards.search_rows(made, "   ", 5) == []
