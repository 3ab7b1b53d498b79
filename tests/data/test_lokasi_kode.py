"""Locations as codes: said again as places that the match reads without doubt."""

from __future__ import annotations

from build import RENJA, checked

from bangkit_nb.align.lokasi import match_lokasi
from bangkit_nb.align.rakor import build_inputs
from bangkit_nb.data.lokasi_kode import read_names, say_codes, type_lokasi
from bangkit_nb.data.names import Desa

DESA = (
    Desa("81.05.15.2004", "Solang", "Teluk Waru"), Desa("81.05.15.2005", "Karay", "Teluk Waru"),
    Desa("81.05.04.2001", "Solang", "Pulau Gorom"), Desa("81.05.04.2002", "Bula", "Pulau Gorom"),
    Desa("81.05.01.2001", "Waru", "Bula"),
)  # fmt: skip


def test_codes_say_places_that_read_back_to_the_same_codes() -> None:
    for codes in (("81.05",), ("81.05.15",), ("81.05.15.2004", "81.05.04"), ("81.05.04.2001",)):
        assert type_lokasi(say_codes(codes, DESA), DESA) == codes
    assert say_codes(("99.99.99.9999",), DESA) == ""


def test_a_place_that_may_be_two_stays_text() -> None:
    assert type_lokasi("Bula", DESA) == ()  # a kecamatan, and a desa of another one
    assert type_lokasi("Desa Solang", DESA) == ()  # two kecamatan have one
    assert type_lokasi("Kec. Bula", DESA) == ("81.05.01",)
    assert type_lokasi("Kec. Teluk Waru, Desa Tidak Ada", DESA) == ()
    assert type_lokasi("Kec. Teluk Waru; Jakarta", DESA) == ()


def test_a_desa_and_its_kecamatan_are_told_apart_in_a_text() -> None:
    assert read_names("Desa Solang, Kec. Teluk Waru") == [("telukwaru", "solang")]
    assert read_names("Solang") == [("", "solang")]


def test_the_match_reads_the_codes_before_the_text() -> None:
    typed = RENJA[0] | {"lokasi": "dekat pelabuhan", "kode_lokasi": "81.05.15.2004"}
    wide = RENJA[1] | {"kode_lokasi": "81.05"}
    renja = build_inputs(checked(Renja=[typed, wide, RENJA[2]])).renja
    places = renja["lokasi"].tolist()
    assert places[2] == "Teluk Waru"
    assert match_lokasi(places[0], "Solang", "Teluk Waru") == 1.0
    assert match_lokasi(places[0], "Karay", "Teluk Waru") == 0.0
    assert match_lokasi(places[1], "Karay", "Teluk Waru") == 0.5
