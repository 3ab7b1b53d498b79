"""Numbers, Rupiah and dates as people in Indonesia write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import fmt

NB = fmt.NBSP


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1500000, 1.5e6),
        (1500000.0, 1.5e6),
        ("1500000", 1.5e6),
        ("Rp 1.500.000,00", 1.5e6),
        ("1.500.000", 1.5e6),
        ("Rp1.500.000", 1.5e6),
        ("Rp. 1.500.000,-", 1.5e6),
        (f"Rp{NB}1.500.000", 1.5e6),
        ("IDR 1.500.000", 1.5e6),
        ("1.500.000 rupiah", 1.5e6),
        ("1,5 juta", 1.5e6),
        ("1.5 juta", 1.5e6),
        ("15 jt", 15e6),
        ("15jt.", 15e6),
        ("Rp 1,5 M", 1.5e9),
        ("2 milyar", 2e9),
        ("250 ribu", 250e3),
        ("1.500", 1500.0),
        ("1500,50", 1500.5),
        ("-Rp 5.000", -5000.0),
        ("0", 0.0),
        ("", None),
        ("-", None),
        (None, None),
    ],
)
def test_money_is_read_as_people_type_it(cell: object, value: float | None) -> None:
    assert fmt.parse_rupiah(cell) == fmt.Parsed(value)


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [
        ("1,500,000", "ganda"),
        ("1,500", "ganda"),
        ("1500.50", "ganda"),
        ("1,500,000.00", "ganda"),
        ("1.500.00", "ganda"),
        ("0.125", "ganda"),
        ("kira-kira 5 juta", "bukan"),
        ("10-15", "bukan"),
        ("1.000.", "bukan"),
        (float("nan"), "bukan"),
        (float("inf"), "bukan"),
        (True, "bukan"),
        (dt.date(2024, 3, 1), "bukan"),
    ],
)
def test_doubtful_money_has_no_value(cell: object, doubt: str) -> None:
    parsed = fmt.parse_rupiah(cell)
    assert parsed.value is None
    assert parsed.doubt == doubt


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2.5", 2.5), ("2,5", 2.5), ("1.250", 1250.0), ("0.125", 0.125), ("0,125", 0.125), (7, 7.0)],
)
def test_a_quantity_may_have_a_decimal_dot(cell: object, value: float) -> None:
    assert fmt.parse_angka(cell) == fmt.Parsed(value)


@pytest.mark.parametrize("cell", ["100 m", "2 M", "3 unit", "5 ha", "10 x 2"])
def test_a_unit_in_a_quantity_is_never_a_scale(cell: str) -> None:
    assert fmt.parse_angka(cell).doubt == "bukan"


@given(st.integers(0, 10**13))
def test_rupiah_reads_back(amount: int) -> None:
    assert fmt.parse_rupiah(fmt.rupiah(amount)) == fmt.Parsed(float(amount))


@given(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_angka_reads_back(amount: object) -> None:
    value = float(amount)  # type: ignore[arg-type]
    assert fmt.parse_angka(fmt.angka(value)).value == pytest.approx(value, abs=1e-6)


@given(st.one_of(st.text(max_size=30), st.text("0123456789.,-RpjtM ", max_size=20), st.floats()))
def test_reading_a_number_never_fails_and_never_guesses(cell: object) -> None:
    for parsed in (fmt.parse_rupiah(cell), fmt.parse_angka(cell)):
        assert parsed.value is None or parsed.doubt == ""
        assert parsed.value is None or isinstance(parsed.value, float)


def test_every_day_of_a_century_reads_back() -> None:
    day = dt.date(2000, 1, 1)
    while day.year <= 2100:
        assert fmt.parse_tanggal(fmt.tanggal(day)).value == day
        assert fmt.parse_tanggal(day.isoformat()).value == day
        assert fmt.parse_tanggal(f"{day.day:02d}/{day.month:02d}/{day.year}").value == day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    "cell",
    [
        "1 Maret 2024",
        "Jumat, 1 Maret 2024",
        "Jum'at, 1 Maret 2024",
        "01/03/2024",
        "1-3-2024",
        "1.3.2024",
        "2024-03-01",
        "2024-03-01 00:00:00",
        "1 Mar 2024",
        "1-mar-2024",
        "1 MARET 2024",
        dt.date(2024, 3, 1),
        dt.datetime(2024, 3, 1, 9, 30),
    ],
)
def test_a_date_is_read_day_first(cell: object) -> None:
    assert fmt.parse_tanggal(cell) == fmt.Parsed(dt.date(2024, 3, 1))


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [
        ("Maret 2024", "tanpa_hari"),
        ("2024-03", "tanpa_hari"),
        ("31 Februari 2024", "bukan"),
        ("13/13/2024", "bukan"),
        ("1/3/24", "bukan"),
        ("minggu depan", "bukan"),
        (45352.0, "bukan"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_doubtful_date_has_no_value(cell: object, doubt: str) -> None:
    assert fmt.parse_tanggal(cell) == fmt.Parsed(None, doubt)  # type: ignore[arg-type]


def test_written_forms() -> None:
    assert fmt.rupiah(1250000) == f"Rp{NB}1.250.000"
    assert fmt.rupiah(None) == fmt.rupiah(float("nan")) == fmt.DASH
    assert fmt.rupiah_singkat(4.2e9) == f"Rp{NB}4,2 miliar"
    assert fmt.rupiah_singkat(350e6, "en") == f"Rp{NB}350 million"
    assert fmt.rupiah_singkat(1.25e12) == f"Rp{NB}1,2 triliun"
    assert fmt.rupiah_singkat(999_960_000) == f"Rp{NB}1 miliar"
    assert fmt.angka(1250.5) == "1.250,5"
    assert fmt.angka(-0.001) == "0"
    assert fmt.tanggal(dt.date(2024, 3, 1), hari=True) == "Jumat, 1 Maret 2024"
    assert fmt.bulan_tahun(2023, 12) == "Desember 2023"
