"""The rows that packs count: cut once a Rakor, each usulan once."""

from __future__ import annotations

import math
from typing import Any

import pytest
from build import briefing
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb.pack import summary

USULAN = st.fixed_dictionaries({
    "kode_desa": st.sampled_from(["81.05.15.2004", "81.05.15.2005", "81.05.04.2001"]),
    "kegiatan": st.sampled_from(["Sarana budidaya rumput laut", "Lapangan voli", "Qzx"]),
    "bidang_penghidupan": st.just("pertanian"),
    "anggaran": st.one_of(st.none(), st.integers(1, 10**9)),
    "volume": st.just(1), "satuan": st.just("unit"),
})  # fmt: skip


@settings(max_examples=15)
@given(st.lists(USULAN, max_size=6))
def test_every_usulan_stands_in_one_part_of_each_kind(rows: list[dict[str, Any]]) -> None:
    b = briefing(Rencana=[row | {"id_usulan": f"U{i}", "tahun": 2025}
                          for i, row in enumerate(rows)])  # fmt: skip
    every = list(b.alignment["id_usulan"])
    assert [row["id_usulan"] for row in b.rows] == every
    desa = [row for kode in b.desa for row in b.of_desa(kode)]
    kecamatan = [row for kode in ("81.05.15", "81.05.04") for row in b.of_kecamatan(kode)]
    stands = [*b.asked, *b.answered, *b.unmatched]
    for part in (desa, kecamatan, stands):
        assert sorted(row["id_usulan"] for row in part) == sorted(every)
    opd = [row for kode in b.opd for row in b.asked_of_opd(kode)]
    assert {row["id_usulan"] for row in opd} == {row["id_usulan"] for row in b.asked}


def test_a_frame_and_its_rows_count_the_same() -> None:
    b = briefing()
    assert summary.tally(b.alignment) == summary.tally(b.rows)
    assert summary.tally(b.alignment).n_usulan == len(b.alignment)


def test_a_sum_does_not_depend_on_the_order_of_its_rows() -> None:
    row = briefing().rows[0]
    parts = [{**row, "anggaran": n} for n in (1e15, 0.1, -1e15, 0.2, math.nan)]
    n = summary.tally(parts)
    assert n == summary.tally(parts[::-1])
    assert n.rupiah == pytest.approx(0.3) and n.n_tanpa_anggaran == 1


def test_groups_come_by_value_with_their_rows_in_order() -> None:
    rows = [{"a": "y", "b": 1}, {"a": "x", "b": 2}, {"a": "y", "b": 0}]
    assert summary.group_rows(rows, "a") == [("x", [rows[1]]), ("y", [rows[0], rows[2]])]
    assert [key for key, _ in summary.group_rows(rows, "a", "b")] == [("x", 2), ("y", 0), ("y", 1)]


def test_an_opd_is_known_by_all_its_names() -> None:
    opd = [{"kode_opd": "3.25.01", "nama_opd": "Dinas Perikanan", "singkatan": "DKP",
            "nama_lain": "Dinas Kelautan; DISKAN"}]  # fmt: skip
    b = briefing(OPD=opd)
    assert b.names_of_opd("3.25.01") == {"3.25.01", "dinas perikanan", "dkp", "dinas kelautan",
                                        "diskan"}  # fmt: skip
    assert b.names_of_opd("9.99.99") == {"9.99.99"}
