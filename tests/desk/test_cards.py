"""Cards: what the desk says of a Rakor follows from the facts, and so do its buttons."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from build import rakor
from kit_hasil import Desk, key

from bangkit_nb import __version__
from bangkit_nb.desk.cards import Card, Facts, build_card, say_failure, say_time
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.review.rapat import PENUTUPAN_ID, Kehadiran, Kesepakatan, Penutupan, rapat_key

MANIFEST: dict[str, Any] = {
    "versi": __version__,
    "buku_kerja": {"nama": "uji.xlsx", "sha256": "a"},
    "params_sha256": "p",
    "masalah": {"stop": 0, "periksa": 2, "info": 0},
    "usulan": {"semua": 4, "calon_mesin": 3, "padanan_petugas": 0, "dijawab": 0},
    "berkas": {"paket/sebelum/rakor.html": "", "paket/sebelum/opd.html": "", "index.html": ""},
}
DAY = dt.date(2024, 3, 1)
READY = Facts("uji-2024-03-01", rakor(), "", "a", "p")
MADE = replace(
    READY, manifest=MANIFEST, made=dt.datetime(2024, 2, 3, 14, 5), index_path="uji/index.html"
)


def text_of(card: Card, label: str) -> str:
    (line,) = [line for line in card.lines if line.label == label]
    return line.text


def actions(card: Card) -> list[str]:
    return [button.action for button in card.buttons]


def next_of(card: Card) -> list[str]:
    return [button.action for button in card.buttons if button.is_next]


def test_a_params_file_that_cannot_be_read_is_said_and_offers_nothing() -> None:
    card = build_card(Facts("uji", None, "params/uji.yml: kosong."))
    assert [(line.text, line.tone) for line in card.lines] == [("params/uji.yml: kosong.", "salah")]
    assert card.buttons == () and card.params == {}


def test_without_a_workbook_the_card_says_where_to_put_it_and_has_no_dead_button() -> None:
    card = build_card(replace(READY, buku_sha256=""))
    assert "Letakkan berkas Excel di data/uji.xlsx" in text_of(card, "Buku kerja")
    assert card.buttons == ()


def test_each_step_points_to_the_next() -> None:
    assert next_of(build_card(READY)) == ["periksa"]
    known = {"sha256": "a", "params_sha256": "p", "masalah": {"stop": 1, "periksa": 2}}
    checked = build_card(replace(READY, checked=known))
    assert text_of(checked, "Data") == "sudah diperiksa: 1 stop, 2 periksa"
    assert next_of(checked) == ["paket"]
    made = build_card(MADE)
    assert next_of(made) == ["buka"]
    assert text_of(made, "Paket briefing") == "dibuat 3 Februari 2024 pukul 14.05, 2 paket"
    assert text_of(made, "Padanan") == "3 dari 4 usulan punya calon mesin"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"buku_sha256": "b"}, "buku kerja berubah"),
        ({"params_sha256": "q"}, "params berubah"),
        ({"manifest": MANIFEST | {"versi": "0.0.1"}}, "versi lama"),
        ({"manifest": MANIFEST | {"log": {"sha256": "m"}}, "log_sha256": "n"}, "catatan berubah"),
    ],
)
def test_packs_that_no_longer_tell_what_the_files_tell_are_outdated(
    changes: dict[str, Any], word: str
) -> None:
    card = build_card(replace(MADE, **changes))
    assert word in text_of(card, "Paket briefing") and "usang" in text_of(card, "Paket briefing")
    assert "buka" not in next_of(card) and "buka" in actions(card)
    if "manifest" not in changes:
        assert "periksa lagi" in text_of(card, "Data") and next_of(card) == ["periksa"]


def test_packs_of_the_same_log_or_of_one_that_cannot_be_read_stand() -> None:
    told = replace(MADE, manifest=MANIFEST | {"log": {"sha256": "m"}})
    for now in ("m", ""):
        assert next_of(build_card(replace(told, log_sha256=now))) == ["buka"]


def test_the_review_appears_with_its_notebook_and_tells_how_far_it_is() -> None:
    assert "tinjau" not in actions(build_card(MADE))
    card = build_card(replace(MADE, screens=("tinjau",), n_reviewed=2))
    assert actions(card) == ["periksa", "tinjau", "paket", "buka"]
    assert text_of(card, "Padanan").endswith("2 sudah ditinjau petugas")


def test_the_meeting_is_told_once_it_has_said_something() -> None:
    silent = build_card(replace(MADE, screens=("tinjau", "catat"), hasil=fold_hasil([], DAY)))
    assert actions(silent) == ["periksa", "tinjau", "paket", "buka", "catat"]
    assert "Hasil rapat" not in [line.label for line in silent.lines]
    typist = Desk("ani")
    typist.say(key("kehadiran"), Kehadiran("Ani", "Bappeda", "P"))
    typist.say(key("kesepakatan"), Kesepakatan("Menyinkronkan", 1))
    told = replace(MADE, hasil=fold_hasil(typist.log.events, DAY))
    assert text_of(build_card(told), "Hasil rapat") == (
        "1 hadir, 1 kesepakatan; rapat belum ditutup"
    )
    typist.say(rapat_key("penutupan", PENUTUPAN_ID), Penutupan())
    told = replace(MADE, hasil=fold_hasil(typist.log.events, DAY))
    assert text_of(build_card(told), "Hasil rapat").endswith("; ditutup 1 Maret 2024 pukul 09.00")


def test_a_failure_is_told_beside_the_packs_that_still_stand() -> None:
    told = {"di": "3_paket_briefing, sel 5", "pesan": "Kernel notebook mati."}
    card = build_card(replace(MADE, failed=say_failure(told)))
    assert text_of(card, "Terakhir gagal") == "3_paket_briefing, sel 5: Kernel notebook mati."
    assert "buka" in actions(card)


def test_a_month_without_a_day_is_shown_as_one() -> None:
    card = build_card(replace(READY, opened=rakor(tanggal="2023-12", jam="", tempat="")))
    assert card.when == "Rakor ke-2, Desember 2023"


def test_the_next_rakor_may_take_over_what_stays() -> None:
    assert build_card(READY).params["ke"] == 3
    assert "tanggal" not in build_card(READY).params
    assert say_time(dt.datetime(2024, 12, 1, 7, 3)) == "1 Desember 2024 pukul 07.03"
