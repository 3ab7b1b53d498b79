"""Reasons: what an officer reads is true, said once, and in the village's own words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bangkit_nb.align.matching import match_usulan

TANI = "Pendampingan Penggunaan Sarana Pendukung Pertanian"
TESAURUS = [
    ("benih jagung", "penggunaan sarana pendukung pertanian", "1", "3.27", "uji"),
    ("jagung", "penggunaan sarana pendukung pertanian", "1", "3.27", "uji"),
    ("pupuk", "penggunaan sarana pendukung pertanian", "0.8", "3.27", "uji"),
    ("qalat", "sarana prasarana pembudidayaan ikan tawar", "1", "3.25", "uji"),
    ("qodong", "penggunaan sarana pertanian", "0.3", "3.27", "uji"),
]


def reason(kegiatan: str, nama: str = TANI, **cells: Any) -> str:
    usulan = pd.DataFrame([{"id_usulan": "U", "kegiatan": kegiatan} | cells])
    renja = pd.DataFrame([{"kode_sub_kegiatan": "3.27.02.2.01.0002", "sub_kegiatan": nama}])
    calon = match_usulan(usulan, renja, tesaurus=TESAURUS, top=1)
    return str(calon["penjelasan"].iloc[0])


def test_phrases_of_one_term_are_said_together_and_each_once() -> None:
    said = reason("benih jagung, pupuk utk kel. tani", komoditas="jagung")
    assert (
        "\u201cbenih jagung, pupuk\u201d di Renja: penggunaan sarana pendukung pertanian." in said
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
    assert "\u201cqodong\u201d di Renja: penggunaan sarana pertanian." in reason("qodong pertanian")


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
