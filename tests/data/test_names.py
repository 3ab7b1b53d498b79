"""Names: taken when they are the same, else suggested; never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.data.names import (
    Desa,
    DesaNames,
    Opd,
    OpdNames,
    letters_desa,
    letters_kecamatan,
)

DESA = DesaNames((
    Desa("81.05.15.2004", "Solang", "Teluk Waru", ("Solan", "Solang Lama")),
    Desa("81.05.15.2006", "Solang Lama", "Teluk Waru"),
    Desa("81.05.04.2001", "Solang", "Pulau Gorom"),
    Desa("81.05.04.2003", "Ruku-Ruku", "Pulau Gorom"),
))  # fmt: skip
OPD = OpdNames((
    Opd("3.25", "Dinas Perikanan", ("Dinas Kelautan",), ("DKP",)),
    Opd("3.27", "Dinas Pertanian dan Ketahanan Pangan", (), ("Distan",)),
    Opd("2.09", "Dinas Ketahanan Pangan", (), ("DKP2",)),
    Opd("5.01", "Badan Perencanaan Pembangunan Daerah", (), ("Bappeda",)),
))  # fmt: skip


@pytest.mark.parametrize(
    ("nama", "kecamatan", "kode"),
    [
        ("Solang", "Teluk Waru", "81.05.15.2004"),
        ("DESA SOLANG", "Kec. Teluk Waru", "81.05.15.2004"),
        ("Solang", "pulau gorom", "81.05.04.2001"), ("Ruku Ruku", "Pulau Gorom", "81.05.04.2003"),
        ("Solan", "Teluk Waru", "81.05.15.2004"), ("Solan", "Pulau Gorom", ""),
        ("Solang Lama", "Teluk Waru", "81.05.15.2006"),  # a name wins over another desa's alias
        ("Solang", "", ""), ("Solang", "Bula", ""), ("", "Teluk Waru", ""),
    ],
)  # fmt: skip
def test_a_desa_is_found_by_name_and_kecamatan_or_not_at_all(
    nama: str, kecamatan: str, kode: str
) -> None:
    answer = DESA.find("", nama, kecamatan)
    assert answer.kode == kode and bool(answer.alasan) == (not kode)


def test_a_known_kode_needs_no_name_and_an_unknown_one_is_said() -> None:
    assert DESA.find("81.05.15.2004", "", "").kode == "81.05.15.2004"
    assert DESA.find(" 8105152004 ", "apa saja", "").kode == "81.05.15.2004"
    assert "99.99.99.9999" in DESA.find("99.99.99.9999", "", "").alasan


def test_a_near_name_is_suggested_within_its_kecamatan_only() -> None:
    answer = DESA.find("", "Solangg", "Pulau Gorom")
    assert answer.usul == ("81.05.04.2001 Solang (Kec. Pulau Gorom)",)
    assert len(DESA.find("", "Solang", "").usul) == 2


NAMA = st.one_of(
    st.sampled_from(["Solang", "Solan", "Desa Solang Lama", "Ruku"]), st.text(max_size=9)
)
PLACE = st.one_of(st.sampled_from(["Teluk Waru", "Kec. Pulau Gorom", "Bula"]), st.text(max_size=9))


@given(NAMA, PLACE)
def test_whatever_is_asked_a_desa_that_is_found_has_that_name_in_that_kecamatan(
    nama: str, kecamatan: str
) -> None:
    kode = DESA.find("", nama, kecamatan).kode
    for desa in (d for d in DESA.desa if d.kode == kode):
        assert letters_kecamatan(desa.kecamatan) == letters_kecamatan(kecamatan)
        assert letters_desa(nama) in {letters_desa(n) for n in (desa.nama, *desa.nama_lain)}


@pytest.mark.parametrize(
    ("nama", "kode"),
    [
        ("DINAS PERIKANAN", "3.25"), ("Dinas Perikanan Kab. SBT", "3.25"), ("DKP", "3.25"),
        ("Dinas Perikanan Kabupaten Seram Bagian Timur", "3.25"), ("dinas kelautan", "3.25"),
        ("Dinas Pertanian & Ketahanan Pangan", "3.27"), ("BAPPEDA", "5.01"), ("Dinas", ""),
        ("DISKANLA", ""), ("Dinas Perikanan dan Pangan", ""),
    ],
)  # fmt: skip
def test_an_opd_is_found_by_name_alias_or_abbreviation_or_not_at_all(nama: str, kode: str) -> None:
    assert OPD.find("", nama).kode == kode


def test_an_abbreviation_nobody_wrote_is_suggested() -> None:
    assert OPD.find("", "DISKAN").usul[0].startswith("3.25")
    assert "5.01 Badan Perencanaan Pembangunan Daerah" in OPD.find("", "BPPD").usul


def test_one_abbreviation_of_two_opd_is_asked_about() -> None:
    two = OpdNames(
        (Opd("1", "Dinas Kelautan", (), ("DKP",)), Opd("2", "Dinas Pangan", (), ("DKP",)))
    )
    answer = two.find("", "dkp")
    assert (answer.kode, len(answer.usul)) == ("", 2)


def test_an_opd_is_found_in_a_title_only_when_it_is_one() -> None:
    assert OPD.find_in(["RENCANA KERJA DINAS PERIKANAN TAHUN 2025"]) == "3.25"
    assert OPD.find_in(["DINAS PERTANIAN DAN KETAHANAN PANGAN"]) == "3.27"
    assert OPD.find_in(["Dinas Perikanan", "Dinas Ketahanan Pangan"]) == ""
    assert OPD.find_in(["Kabupaten Uji"]) == ""
