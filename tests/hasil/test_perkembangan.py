"""How far an usulan is: by evidence, up to a day, whatever the order of rows and sheets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from build import checked
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.columns import PERKEMBANGAN, TAHAPAN
from bangkit_nb.hasil.perkembangan import fold_perkembangan, list_remarks

PER = dt.date(2024, 8, 20)


def sheet(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [{"id_usulan": "U-1", "sumber": "BA", **row} for row in rows]
    return checked(Perkembangan=full).sheet("Perkembangan")


def test_a_stage_counts_from_its_first_day_with_a_source() -> None:
    made = fold_perkembangan([sheet(
        {"tanggal": "2024-05-01", "tahapan": "masuk Renja", "sumber": ""},
        {"tanggal": "2024-07-05", "tahapan": "masuk Renja", "sumber": "Renja 2025"},
        {"tanggal": "2024-07-09", "tahapan": "masuk Renja"},
        {"tanggal": "2024-07-12", "tahapan": "masuk RKPD"},
        {"tanggal": "2024-11-29", "tahapan": "masuk APBD"},
    )], PER)["u-1"]  # fmt: skip
    assert made.tahap == {"masuk Renja": dt.date(2024, 7, 5), "masuk RKPD": dt.date(2024, 7, 12)}
    assert made.sumber["masuk Renja"] == "Renja 2025"
    assert (made.kini, made.is_mulai, made.is_tutup) == ("masuk RKPD", False, False)


def test_an_usulan_without_evidence_is_unknown_and_not_at_zero() -> None:
    rows = sheet({"tanggal": "2024-05-01", "tahapan": "berjalan", "sumber": ""})
    assert fold_perkembangan([rows], PER) == {}


def test_people_are_counted_as_last_told() -> None:
    made = fold_perkembangan([sheet(
        {"tanggal": "2024-05-01", "tahapan": "berjalan", "pelaku_l": 4, "pelaku_p": 9},
        {"tanggal": "2024-06-01", "tahapan": "berjalan", "pelaku_l": 6},
    )], PER)["u-1"]  # fmt: skip
    assert (made.pelaku_l, made.pelaku_p) == (6, 9)


def test_remarks_need_no_source_and_come_latest_first() -> None:
    rows = sheet(
        {"tanggal": "2024-05-01", "tahapan": "berjalan", "kendala": "Jauh", "sumber": ""},
        {"tanggal": "2024-06-01", "tahapan": "berjalan", "dukungan": "Mesin"},
        {"tanggal": "2024-06-02", "tahapan": "berjalan"},
        {"tanggal": "2025-06-02", "tahapan": "selesai", "kendala": "Nanti"},
    )
    made = list_remarks([rows, rows], PER)
    assert [one.tanggal for one in made] == [dt.date(2024, 6, 1), dt.date(2024, 5, 1)]
    assert [one.kendala for one in made] == ["", "Jauh"]


ROW = st.fixed_dictionaries({
    "id_usulan": st.sampled_from(["U-1", "U-2", "u-1 "]),
    "tanggal": st.dates(dt.date(2024, 7, 1), dt.date(2024, 9, 30)),
    "tahapan": st.sampled_from(TAHAPAN),
    "sumber": st.sampled_from(["", "BA", "Surat"]),
})  # fmt: skip


@given(st.lists(ROW, max_size=12), st.randoms(use_true_random=False))
def test_the_fold_is_a_function_of_the_set_of_rows(rows: list[dict[str, Any]], rnd: Any) -> None:
    def frame(some: list[dict[str, Any]]) -> pd.DataFrame:
        return pd.DataFrame(some, columns=list(PERKEMBANGAN.names)).astype(
            {"pelaku_l": float, "pelaku_p": float}
        )

    shuffled = [*rows, *rows[:3]]
    rnd.shuffle(shuffled)
    cut = rnd.randint(0, len(shuffled))
    made = fold_perkembangan([frame(rows)], PER)
    assert fold_perkembangan([frame(shuffled[:cut]), frame(shuffled[cut:])], PER) == made
    for key in ("u-1", "u-2"):
        counted = [
            row for row in rows
            if row["id_usulan"].strip().lower() == key and row["sumber"] and row["tanggal"] <= PER
        ]  # fmt: skip
        assert (key in made) == bool(counted)
        if counted:
            stages = {row["tahapan"] for row in counted}
            assert set(made[key].tahap) == stages
            for stage in stages:
                days = [row["tanggal"] for row in counted if row["tahapan"] == stage]
                assert made[key].tahap[stage] == min(days)
            assert made[key].tahap[made[key].kini] <= max(row["tanggal"] for row in counted)
