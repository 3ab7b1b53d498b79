"""What each word needs before it may be recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bangkit_nb import columns as c
from bangkit_nb.review.judgements import (
    GROUNDS,
    PUTUSAN,
    TAKEN,
    Keputusan,
    Padanan,
    check_keputusan,
    check_padanan,
    is_reason,
)

WORD = Keputusan(
    c.DIAKOMODIR, "Dinas Perikanan", "Forum OPD", "2024-03-05", kode_opd="3.25.01", volume=5,
    satuan="unit", anggaran=75_000_000,
)  # fmt: skip


def faults(**changes: Any) -> str:
    return " ".join(check_keputusan(replace(WORD, **changes)))


def test_only_a_fitting_usulan_names_a_row_and_it_must() -> None:
    assert check_padanan(Padanan(c.COCOK, "3.25.01", "3.25.03.2.01.0002")) == []
    for lacking in (("", ""), ("3.25.01", ""), ("", "3.25.03.2.01.0002")):
        assert "satu baris Renja" in check_padanan(Padanan(c.COCOK, *lacking))[0]
    for word in PUTUSAN:
        if word != c.COCOK:
            assert check_padanan(Padanan(word)) == []
            assert "Kosongkan" in check_padanan(Padanan(word, "3.25.01"))[0]


def test_a_word_or_route_that_does_not_exist_is_named_with_those_that_do() -> None:
    assert c.RAGU in check_padanan(Padanan("mungkin"))[0]
    assert c.DITUNDA in faults(kata="Disetujui") and c.DITUNDA in faults(kata=c.BELUM_DIBAHAS)
    assert c.JALUR_DESA in faults(jalur="jalan lain")
    assert c.JALUR_DESA in check_padanan(Padanan(c.RAGU, jalur="jalan lain"))[0]
    for jalur in c.SEMUA_JALUR:
        assert faults(jalur=jalur) == "" and check_padanan(Padanan(c.RAGU, jalur=jalur)) == []


@pytest.mark.parametrize("kata", TAKEN)
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"volume": None}, "volume"), ({"volume": 0}, "volume"), ({"volume": -1}, "volume"),
        ({"volume": float("nan")}, "volume"), ({"volume": float("inf")}, "volume"),
        ({"satuan": "  "}, "satuan"), ({"anggaran": None}, "anggaran"),
        ({"anggaran": 0}, "anggaran"), ({"kode_opd": ""}, "OPD yang mengakomodirnya"),
    ],
)  # fmt: skip
def test_acceptance_needs_volume_satuan_anggaran_and_an_opd(
    kata: str, changes: dict[str, Any], asked: str
) -> None:
    assert faults(kata=kata) == ""
    assert asked in faults(kata=kata, **changes)


def test_acceptance_by_another_route_than_the_renja_needs_no_opd() -> None:
    assert faults(kode_opd="", jalur=c.JALUR_DESA) == ""
    assert "OPD" in faults(kode_opd="", jalur=c.JALUR_RENJA)


@pytest.mark.parametrize("kata", [c.DITOLAK, c.DITUNDA, c.DIALIHKAN])
def test_a_refusal_postponement_or_redirection_needs_a_reason(kata: str) -> None:
    assert "alasan" in faults(kata=kata)
    assert "alasan" in faults(kata=kata, alasan="tidak")
    assert faults(kata=kata, alasan=GROUNDS[0]) == ""
    assert faults(kata=kata, alasan="pagu tahun ini sudah habis") == ""


def test_a_redirection_names_the_new_opd_and_a_merger_the_other_usulan() -> None:
    assert "OPD tujuan" in faults(kata=c.DIALIHKAN, kode_opd="", alasan=GROUNDS[1])
    assert "digabungkan" in faults(kata=c.DIGABUNG)
    assert faults(kata=c.DIGABUNG, gabung_ke="0" * 20) == ""


def test_a_reserve_needs_neither_reason_nor_money() -> None:
    assert faults(kata=c.CADANGAN, volume=None, satuan="", anggaran=None, kode_opd="") == ""


@pytest.mark.parametrize("kata", c.KATA_KEPUTUSAN)
def test_every_word_says_who_where_and_when(kata: str) -> None:
    base = {"kata": kata, "alasan": GROUNDS[0], "gabung_ke": "0" * 20}
    assert faults(**base) == ""
    assert "siapa" in faults(**base, oleh=" ")
    assert "di mana" in faults(**base, forum="")
    for day in ("", "5 Maret 2024", "2024-02-30", "2024-3-5", "05/03/2024", "2024-03-05T10:00"):
        assert "tanggal" in faults(**base, tanggal=day)


@pytest.mark.parametrize("said", [*GROUNDS, GROUNDS[0].upper(), " lokus  sudah ditetapkan",
                                  "sudah ada di tahun 2023", "menunggu SK Bupati"])  # fmt: skip
def test_a_reason_that_says_something_counts(said: str) -> None:
    assert is_reason(said)


@pytest.mark.parametrize(
    "said",
    ["", " " * 10, "a" * 12, "tidak", "." * 20, "1234567890123", "a b a b a b a b",
     "tidakbisadipenuhi"],
)  # fmt: skip
def test_a_reason_that_says_nothing_does_not(said: str) -> None:
    assert not is_reason(said)
