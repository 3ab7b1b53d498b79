"""Routes and duplicates: proposed with a reason, never decided."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from build import RENJA

from bangkit_nb import columns
from bangkit_nb.align.duplicates import find_duplicates
from bangkit_nb.align.matching import match_usulan
from bangkit_nb.align.routes import propose_routes

ROWS = pd.DataFrame(RENJA)


def usulan(*texts: str, **cells: Any) -> pd.DataFrame:
    rows = [{"id_usulan": f"U{i}", "kegiatan": t, "kode_desa": f"D{i}", **cells}
            for i, t in enumerate(texts)]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("text", "anggaran", "jalur"),
    [
        ("jaring ikan dan ketinting untuk nelayan", 50e6, columns.JALUR_RENJA),
        ("rehab hutan lindung dan reboisasi", 50e6, columns.JALUR_MUSRENBANG),
        ("pelatihan menjahit", 20e6, columns.JALUR_PELATIHAN),
        ("pembangunan pasar desa los 10 lapak", 150e6, columns.JALUR_DESA),
        ("pembangunan pasar desa los 10 lapak", 900e6, columns.JALUR_MUSRENBANG),
        ("pembangunan pasar desa los 10 lapak", None, columns.JALUR_DESA),
        ("gunting kain", 400e3, columns.JALUR_SWADAYA),
        ("zzz", None, columns.JALUR_MUSRENBANG),
    ],
)
def test_a_route_is_proposed_with_its_reason(text: str, anggaran: float | None, jalur: str) -> None:
    asked = usulan(text, anggaran=anggaran)
    (row,) = propose_routes(asked, match_usulan(asked, ROWS)).to_dict("records")
    assert row["jalur"] == jalur
    assert row["alasan"].endswith(".")


def test_the_villages_own_code_is_named_where_one_fits() -> None:
    asked = usulan("tambatan perahu 1 unit", "zzz")
    first, second = propose_routes(asked, match_usulan(asked, ROWS)).to_dict("records")
    assert first["kode_kegiatan_desa"] == "04.01.93" and second["kode_kegiatan_desa"] == ""


def test_every_usulan_has_one_route_in_its_order() -> None:
    asked = usulan("jaring", "zzz", "pelatihan las").iloc[[2, 0, 1]]
    routes = propose_routes(asked, match_usulan(asked, ROWS))
    assert routes["id_usulan"].tolist() == ["U2", "U0", "U1"]
    assert list(routes.columns) == list(columns.JALUR)


def test_alike_texts_of_several_desa_are_one_group() -> None:
    asked = usulan("Pelat. VCO utk ibu2", "pelatihan VCO bagi ibu-ibu", "bibit kambing 5 ekor",
                   "PELATIHAN VCO UNTUK IBU", "jaring")  # fmt: skip
    found = find_duplicates(asked, match_usulan(asked, ROWS), ROWS)
    group = found[found["jenis"] == "antar desa"]
    assert set(group["id_usulan"]) == {"U0", "U1", "U3"} and set(group["n"]) == {3}


def test_texts_that_share_a_word_or_two_are_no_group() -> None:
    asked = usulan("bibit kambing 5 ekor", "bibit jagung manis", "pelatihan olah jagung manis",
                   "kandang kambing panggung")  # fmt: skip
    assert find_duplicates(asked, match_usulan(asked, ROWS), ROWS).empty


def test_the_same_text_in_one_desa_is_no_group() -> None:
    asked = usulan("bibit kambing", "bibit kambing").assign(kode_desa="D")
    assert find_duplicates(asked, match_usulan(asked, ROWS), ROWS).empty


def test_a_code_that_another_opd_holds_too_is_told() -> None:
    twice = pd.concat([ROWS, ROWS.iloc[[0]].assign(kode_opd="9.99")])
    twice["opd"] = twice["kode_opd"]
    asked = usulan("jaring ikan nelayan")
    found = find_duplicates(asked, match_usulan(asked, twice), twice)
    assert found["jenis"].tolist() == ["OPD lain"]


def test_a_sister_programme_is_told() -> None:
    asked = usulan("mesin jahit", sumber_dana="TEKAD 2025")
    found = find_duplicates(asked, match_usulan(asked, ROWS), ROWS)
    assert "TEKAD" in found.iloc[-1]["keterangan"]


def test_nothing_asked_gives_nothing() -> None:
    asked = usulan("x").iloc[:0]
    calon = match_usulan(asked, ROWS)
    assert propose_routes(asked, calon).empty and find_duplicates(asked, calon, ROWS).empty
