"""The form of a new Rakor: dates as people write them, each slip with its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from build import write_project

from bangkit_nb.desk.form import LABELS, FormFault, read_form

GIVEN = {
    "kabupaten": "Kabupaten Uji Coba", "kode_kabupaten": "81.05", "provinsi": "Maluku",
    "forum": "Pokja", "tanggal": "2024-08-20", "zona_waktu": "WIT",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20 Agustus 2024", "2024-08-20"),
        ("20/08/2024", "2024-08-20"),
        ("2024-08-20", "2024-08-20"),
        ("2024-08", "2024-08"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, day: str) -> None:
    values = read_form(GIVEN | {"tanggal": typed}, [], Path("/proyek"))
    assert values["tanggal"] == day and values["rakor"] == f"uc-{day}"


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"kode_kabupaten": "8105"}, "kode_kabupaten", "Kode kabupaten '8105'"),
        ({"tanggal": "besok"}, "tanggal", "20 Agustus 2024"),
        ({"tanggal": ""}, "tanggal", "Belum diisi: Tanggal Rakor"),
        ({"kabupaten": ""}, "kabupaten", "Belum diisi: Kabupaten"),
        ({"jam": "25.10"}, "jam", "Jam '25.10'"),
        ({"ke": "dua"}, "ke", "bukan angka"),
        ({"tahun_rencana": "1999"}, "tahun_rencana", "Tahun rencana 1999"),
        ({"zona_waktu": "UTC"}, "zona_waktu", "Zona waktu"),
    ],
)
def test_a_slip_names_its_field(changes: dict[str, str], field: str, word: str) -> None:
    with pytest.raises(FormFault, match=word) as said:
        read_form(GIVEN | changes, [], Path("/proyek"))
    assert said.value.field == field
    assert "params" not in str(said.value) and "_" not in str(said.value)


def test_a_rakor_that_exists_is_refused_before_anything_starts() -> None:
    with pytest.raises(FormFault, match="sudah ada"):
        read_form(GIVEN, ["uc-2024-08-20"], Path("/proyek"))


def test_fields_that_the_form_does_not_have_are_dropped() -> None:
    values = read_form(GIVEN | {"buku_kerja": "/etc/passwd", "contoh": "x"}, [], Path("/proyek"))
    assert set(values) == {*LABELS, "rakor"}


def test_a_rakor_that_follows_another_takes_its_parameters_and_says_so(project: Path) -> None:
    key = write_project(project)
    typed = dict.fromkeys(LABELS, "") | {"tanggal": "20 Agustus 2024", "dari": key}
    values = read_form(typed, [key], project)
    assert (values["dari"], values["tanggal"]) == (key, "2024-08-20")
    assert values["rakor"] == "uji-2024-08-20"
    with pytest.raises(FormFault, match="lebih awal") as said:
        read_form(typed | {"tanggal": "2023-08-20"}, [key], project)
    assert said.value.field == "tanggal"
    with pytest.raises(FormFault, match="tidak ada lagi"):
        read_form(typed, [], project)
