"""Words: one spelling for one thing, and the same again when read again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import words

LETTERS = st.text(
    alphabet="abcdegiklmnoprstuy0123456789 .,-/()'\u00e9\u0300\U0001f41f\u0634", max_size=60
)
PIECES = st.lists(
    st.sampled_from(
        [*words.ABBREVIATIONS, *words.DOTTED, *words.SPELLINGS, "ibu2", "agar2", "5 unit",
         "Rp 1.000",
         "pelat.", "kel.", "kel", "RT 05", "para-para", "15 pk"]
    ),
    max_size=8,
).map(" ".join)  # fmt: skip


@given(st.one_of(LETTERS, PIECES, st.text(max_size=80)))
def test_normalising_twice_is_normalising_once(value: str) -> None:
    once = words.normalise(value)
    assert words.normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bantuan ketinting 5 unit utk kel. nelayan", "bantuan ketinting untuk kelompok nelayan"),
        ("KATINTING", "ketinting"),
        ("Pelat. VCO utk ibu2 PKK", "pelatihan minyak kelapa murni untuk ibu pemberdayaan "
         "kesejahteraan keluarga"),
        ("pelat besi", "pelat besi"),
        ("BUMDes & BUMDesa", "bum desa bum desa"),
        ("ayam KUB 1000 ekor", "ayam kub"),
        ("pembudi daya ikan", "pembudidaya ikan"),
        ("agar-agar, ibu-ibu", "agar agar ibu"),
        ("mesin 15 PK Rp 35.000.000 (1 unit)", "mesin"),
        ("industri RT", "industri rumah tangga"),
        ("RT 05", "rt"),
        ("TPS3R", "tempat pengolahan sampah"),
        ("jln usaha tani 2,5 km", "jalan usaha tani"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_villagers_write_is_read(typed: str, meant: str) -> None:
    assert words.normalise(typed) == meant


def test_words_carry_meaning_only() -> None:
    assert words.words("Bantuan bibit untuk kelompok masyarakat desa") == ["bibit"]


def test_real_texts_are_read_the_same_twice(shared: Path) -> None:
    for name, column in (("desa_kegiatan", "teks"), ("mamberamo_pairs_dev", "teks"),
                         ("nomenklatur_kabkota", "nama")):  # fmt: skip
        with (shared / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                once = words.normalise(row[column])
                assert words.normalise(once) == once, row[column]
