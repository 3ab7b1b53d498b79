"""Reasons: what an officer reads is true, said once, and in the village's own words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import words
from bangkit_nb.align.matching import match_usulan
from bangkit_nb.align.quoting import quote_term
from bangkit_nb.align.spoken import WHOLE

TANI = "Pendampingan Penggunaan Sarana Pendukung Pertanian"
TESAURUS = [
    ("benih jagung", "penggunaan sarana pendukung pertanian", "1", "3.27", "uji"),
    ("jagung", "penggunaan sarana pendukung pertanian", "1", "3.27", "uji"),
    ("pupuk", "penggunaan sarana pendukung pertanian", "0.8", "3.27", "uji"),
    ("qalat", "sarana prasarana pembudidayaan ikan tawar", "1", "3.25", "uji"),
    ("qodong", "penggunaan sarana pertanian", "0.3", "3.27", "uji"),
]


def reason(kegiatan: str, nama: str = TANI, tesaurus: Any = TESAURUS, **cells: Any) -> str:
    row = {"kode_sub_kegiatan": "3.27.02.2.01.0002", "sub_kegiatan": nama}
    row["indikator"] = cells.pop("indikator", "")
    usulan = pd.DataFrame([{"id_usulan": "U", "kegiatan": kegiatan} | cells])
    renja = pd.DataFrame([row])
    calon = match_usulan(usulan, renja, tesaurus=tesaurus, top=1)
    return str(calon["penjelasan"].iloc[0])


def test_phrases_of_one_term_are_said_together_and_each_once() -> None:
    said = reason("benih jagung, pupuk utk kel. tani", komoditas="jagung")
    assert (
        "\u201cbenih jagung, pupuk\u201d di Renja: Penggunaan Sarana Pendukung Pertanian." in said
    )
    assert said.count("di Renja") == 1


def test_a_term_is_said_whole_or_said_to_be_near() -> None:
    row = "Penyediaan Sarana Prasarana Perikanan"
    said = reason("qalat 3 unit", row)
    assert "di Renja" not in said
    assert said.startswith(
        "Hanya mendekati: \u201cqalat\u201d biasanya masuk "
        "\u201csarana prasarana pembudidayaan ikan tawar\u201d."
    )


def test_weak_entries_are_said_only_where_there_is_no_other() -> None:
    assert "qodong" not in reason("pupuk dan qodong")
    assert "\u201cqodong\u201d di Renja: Penggunaan Sarana Pendukung Pertanian." in reason("qodong")


def quoted(nama: str, istilah: str) -> str:
    return quote_term((nama,), tuple(words.words(istilah)), WHOLE)


@pytest.mark.parametrize(
    ("nama", "istilah", "said"),
    [
        ("Pengadaan Bibit Ternak yang Sumbernya dari Daerah Kabupaten/Kota Lain",
         "bibit ternak sumbernya", "Bibit Ternak yang Sumbernya dari Daerah Kabupaten/Kota Lain"),
        ("Pelaksanaan Pemberdayaan Industri dan Peran Serta Masyarakat",
         "pemberdayaan industri peran", "Pemberdayaan Industri dan Peran Serta Masyarakat"),
        ("Penyediaan Prasarana Pembudidayaan Ikan dalam 1 (Satu) Daerah Kabupaten/Kota",
         "prasarana pembudidayaan ikan", "Prasarana Pembudidayaan Ikan"),
        ("Usaha Ikan serta Pembinaan Nelayan", "usaha ikan", "Usaha Ikan"), ("Jalan", "", ""),
        ("Pertanian dan Sarana Pertanian", "sarana pertanian", "Sarana Pertanian"),
        ("Pelatihan dan Pendampingan Sistem Aplikasi Pembukuan Keuangan Usaha Mikro",
         "pelatihan keuangan usaha mikro", "Pelatihan \u2026 Keuangan Usaha Mikro"),
        ("Produksi dan Pengolahan, Pemasaran, Sumber Daya Manusia, serta Desain dan Teknologi",
         "produksi pengolahan desain teknologi",
         "Produksi dan Pengolahan \u2026 Desain dan Teknologi"),
        (f"Jalan {'yang Sangat Panjang ' * 9}Usaha Tani", "jalan sangat panjang usaha tani " * 9,
         ""),
        ("Pembangunan Jalan", "jalan usaha tani", ""),
        ("", "jalan", ""),
    ],
)  # fmt: skip
def test_a_term_is_quoted_as_the_row_writes_it(nama: str, istilah: str, said: str) -> None:
    assert quoted(nama, istilah) == said


@given(st.text(max_size=60), st.lists(st.sampled_from("bibit ternak sarana".split()), max_size=3))
def test_a_quotation_stands_in_the_text_and_holds_the_term(more: str, terms: list[str]) -> None:
    nama = f"{more} Bibit dan Sarana Ternak {more}"
    said = quote_term((nama,), tuple(terms), 1.0)
    assert all(piece in nama for piece in said.split(" \u2026 "))
    assert not said or set(terms) <= set(words.normalise(said).split())


def test_a_term_that_stands_scattered_in_the_row_is_said_as_usual_only() -> None:
    said = reason("qalat", "Sarana Prasarana Tawar", indikator="Pembudidayaan Ikan")
    assert "\u201cqalat\u201d biasanya masuk: sarana prasarana pembudidayaan ikan tawar." in said
    assert "di Renja" not in said


def test_a_word_that_a_phrase_says_is_not_said_again() -> None:
    assert reason("pupuk sarana pertanian").startswith("Sama: sarana, pertanian. \u201cpupuk")
    again = [("mata air", "infrastruktur melindungi mata air", "1", "1.03", "uji")]
    nama = "Pembangunan Infrastruktur untuk Melindungi Mata Air"
    said = reason("mata air di hulu", nama, tesaurus=again)
    assert said.startswith(
        "\u201cmata air\u201d di Renja: Infrastruktur untuk Melindungi Mata Air."
    )


def test_words_of_the_komoditas_are_not_the_villages_own() -> None:
    said = reason("bantuan modal", komoditas="jagung")
    assert "Komoditas \u201cjagung\u201d di Renja" in said
    assert "Sama: " not in reason("bantuan modal", "Pengembangan Jagung", komoditas="jagung")
    assert "Komoditas sama: sapi." in reason("bantuan", "Pengembangan Sapi", komoditas="sapi")
    assert "Sama: sapi." in reason("sapi", "Pengembangan Sapi", komoditas="sapi")


def test_an_abbreviation_is_shown_as_it_was_written() -> None:
    said = reason("alat VCO", "Pascapanen dan Pengolahan Hasil Perkebunan")
    assert "VCO" in said and "minyak kelapa" not in said


def test_the_urusan_is_named() -> None:
    assert "Urusan pertanian cocok." in reason("pupuk")


def test_where_the_row_is_carried_out_is_said() -> None:
    usulan = pd.DataFrame(
        [{"id_usulan": "U", "kegiatan": "pupuk", "nama_desa": "Solang", "kecamatan": "Teluk Waru"}]
    )
    renja = pd.DataFrame(
        [{"kode_sub_kegiatan": "3.27.02.2.01.0002", "sub_kegiatan": TANI,
          "lokasi": "Kec. Gorom Timur, Semua Kel/Desa"}]
    )  # fmt: skip
    calon = match_usulan(usulan, renja).iloc[0]
    assert "tempat lain: Kec. Gorom Timur (semua desa)." in calon["penjelasan"]
    assert calon["part_lokasi"] == 0


def test_a_kind_is_guessed_only_where_the_cell_is_empty() -> None:
    row = "Pengadaan Bibit Ternak"
    assert "Jenis kegiatan cocok (benih)." in reason("bibit kambing", row)
    assert "Jenis kegiatan cocok (alat)." in reason("bibit kambing", row, jenis_dukungan="sarana")
    assert "Jenis kegiatan" not in reason("bibit kambing", row, jenis_dukungan="layanan")
