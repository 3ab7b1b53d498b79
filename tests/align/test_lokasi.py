"""Lokasi of a Renja row: which desa it covers, and what an officer is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.align.lokasi import match_lokasi, say_lokasi

SOLANG = ("Solang", "Teluk Waru")


@pytest.mark.parametrize(
    ("lokasi", "value"),
    [
        ("Kab. Seram Bagian Timur, Teluk Waru, Semua Kel/Desa", 1),
        ("Kec. Teluk Waru, Semua Kel/Desa", 1),
        ("Kec.Teluk Waru,Semua Kel/Desa", 1),
        ("Kecamatan Teluk Waru", 1),
        ("Semua Desa di Kec. Teluk Waru", 1),
        ("Se-Kecamatan Teluk Waru", 1),
        ("Kec. Gorom Timur dan Teluk Waru", 1),
        ("Desa Solang, Kec. Teluk Waru", 1),
        ("Kab. Seram Bagian Timur, Teluk Waru, Solang", 1),
        ("Kab. Seram Bagian Timur, Kec. Teluk Waru, Kel/Desa Solang", 1),
        ("Solang", 1),
        ("TELUK  WARU", 1),
        ("Kec. Bula; Kec. Wakate; Kec. Teluk Waru", 1),
        ("Kelurahan Bula, Solang", 1),
        ("Semua Kecamatan, Semua Kel/Desa", 0.5),
        ("Kab. Seram Bagian Timur, Semua Kecamatan, Semua Kel/Desa", 0.5),
        ("Semua Kel/Desa", 0.5),
        ("Kab. Seram Bagian Timur", 0.5),
        ("se-Kabupaten Seram Bagian Timur", 0.5),
        ("Seluruh Kabupaten", 0.5),
        ("tersebar", 0.5),
        ("11 kecamatan", 0.5),
        ("Kec. Bula; Semua Kecamatan, Semua Kel/Desa", 0.5),
        ("Kec. Gorom Timur, Semua Kel/Desa", 0),
        ("Kab. Seram Bagian Timur, Gorom Timur, Semua Kel/Desa", 0),
        ("Kab. Seram Bagian Timur, Teluk Waru, Boinfia", 0),
        ("Kab. Seram Bagian Timur, Pulau Gorom, Solang", 0),
        ("Desa Waru, Kec. Teluk Waru", 0),
        ("Bula", 0),
        ("Semarang", 0),
        ("", 0),
        (" ; ,", 0),
    ],
)
def test_a_cell_covers_a_desa_or_the_kabupaten_or_another_place(lokasi: str, value: float) -> None:
    assert match_lokasi(lokasi, *SOLANG) == value


@pytest.mark.parametrize(
    ("lokasi", "said"),
    [
        ("Kab. X, Teluk Waru, Semua Kel/Desa; Kec. Bula", "Lokasi: Kec. Teluk Waru (semua desa)."),
        ("Kec. Bula; Desa Solang, Kec. Teluk Waru", "Lokasi: Kec. Teluk Waru, Desa Solang."),
        ("Semua Kecamatan, Semua Kel/Desa", "Lokasi: seluruh kabupaten."),
        ("Kec. Gorom Timur, Semua Kel/Desa",
         "Lokasi baris ini di tempat lain: Kec. Gorom Timur (semua desa)."),
        ("Kec. A; Kec. B; Kec. C; Kec. D",
         "Lokasi baris ini di tempat lain: Kec. A; Kec. B dan 2 tempat lagi."),
        ("Bula", "Lokasi baris ini tertulis Bula."),
        ("", ""),
    ],
)  # fmt: skip
def test_only_the_place_that_matters_is_said(lokasi: str, said: str) -> None:
    assert say_lokasi(lokasi, *SOLANG) == said


def test_a_label_that_is_part_of_the_name_is_kept() -> None:
    assert match_lokasi("Kampung Baru, Kec. Teluk Waru", "Kampung Baru", "Teluk Waru") == 1
    assert match_lokasi("Kab. SBT, Teluk Waru, Kampung Baru", "Kampung Baru", "Teluk Waru") == 1
    assert match_lokasi("Kampung Bonoi, Distrik Sawai", "Bonoi", "Sawai") == 1
    assert match_lokasi("Desa Ruku-Ruku", "Ruku Ruku", "") == 1


def test_nothing_is_said_to_be_elsewhere_of_an_unknown_place() -> None:
    assert match_lokasi("Kec. Bula", "", "") == 0
    assert say_lokasi("Kec. Bula", "", "") == ""
    assert say_lokasi("Semua Kecamatan", "", "") == "Lokasi: seluruh kabupaten."


PARTS = st.sampled_from(
    ["Kab. X", "Kec. Teluk Waru", "Teluk Waru", "Solang", "Desa Waru", "Semua Kel/Desa", ";", ",",
     "Semua Kecamatan", "tersebar", "Kampung", " dan ", "\u0130", "Kec.", "se-"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PARTS, max_size=8).map(", ".join)))
def test_any_cell_is_read_and_its_words_agree_with_its_value(lokasi: str) -> None:
    value = match_lokasi(lokasi, *SOLANG)
    said = say_lokasi(lokasi, *SOLANG)
    assert value in (0, 0.5, 1)
    assert said.startswith("Lokasi: ") == (value > 0)
    assert (said == "Lokasi: seluruh kabupaten.") == (value == 0.5)


@given(st.lists(PARTS, min_size=1, max_size=3).map(", ".join), PARTS)
def test_a_further_segment_never_takes_a_desa_away(lokasi: str, more: str) -> None:
    assert match_lokasi(f"{lokasi};{more}", *SOLANG) >= match_lokasi(lokasi, *SOLANG)
