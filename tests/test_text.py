"""Village text: tidy, comparable, without personal numbers, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import text

PROVINSI = ("11", "32", "51", "53", "53", "64", "73", "81", "81", "82", "94")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def _group(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return gap.join([*parts, digits[at:]] if digits[at:] else parts)


def _some_nik(dice: random.Random) -> str:
    day = dice.randint(1, 31) + dice.choice((0, 40))
    birth = f"{day:02d}{dice.randint(1, 12):02d}{dice.randint(0, 99):02d}"
    digits = f"{dice.choice(PROVINSI)}{dice.randint(0, 9999):04d}{birth}{dice.randint(1, 9999):04d}"
    sizes = dice.choice(((16,), (16,), (4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (6, 10)))
    return _group(digits, sizes, dice.choice((" ", ".", "-")))


def _some_phone(dice: random.Random) -> str:
    rest = "8" + str(dice.randint(1, 9)) + "".join(dice.choices("0123456789", k=dice.randint(7, 9)))
    sizes = dice.choice(((99,), (3, 4), (3, 3, 3), (3, 4, 4)))
    gap = dice.choice((" ", "-", ".", " - ", "\u2013", "_"))
    lead = dice.choice(("0", "0", "+62", "+62 ", "62", "(+62) ", "+62 0", "+62 (0)", "+62-"))
    return lead + _group(rest, sizes, gap)


def test_every_generated_nik_and_phone_is_found_whole() -> None:
    dice = random.Random(16)
    frames = ("{}", "hub. {} ya", "NIK:{}", "no.{}", "Bpk. Contoh ({})", "{}.", "a/n X {}; desa")
    for turn in range(2000):
        number = _some_nik(dice) if turn % 2 else _some_phone(dice)
        sentence = dice.choice(frames).format(number)
        digits = re.sub(r"\D", "", number)
        found = text.find_personal(sentence)
        assert found, sentence
        assert found[0].n_digits == len(digits), sentence
        assert not re.search(r"\d", text.redact(sentence)), sentence


@pytest.mark.parametrize(
    "harmless",
    [
        "81.05.15.2004",
        "81.05.15.2004 81.05.15.2005",
        "81.05.15.2004 81.05.15",
        "8105152004 8105152005",
        "3.27.07.2.01.0002",
        "1.01.0.00.0.00.01.0000",
        "Rapat 08-12-2024 10.00 WIT",
        "08.00-12.00 dan 13.00-15.00",
        "08.00-10.00 / 11.00-12.00",
        "2024-03-01 2024-03-02",
        "tahun 2023/2024 2024/2025",
        "Rp 15.000.000-25.000.000",
        "Rp 62.812.345.678",
        "No. 252/2023",
        "119.1234512011235",
        "112",
    ],
)
def test_codes_dates_and_amounts_are_no_personal_numbers(harmless: str) -> None:
    assert text.find_personal(harmless) == []
    assert text.redact(harmless) == harmless


def test_real_texts_raise_only_a_handful_of_false_alarms() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no {SHARED} here")
    alarms, n = [], 0
    for path in sorted(SHARED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for record in csv.DictReader(stream):
                for name, value in record.items():
                    if name.startswith("kode") or name == "id" or not value:
                        continue
                    n += 1
                    alarms += [(path.name, name, value)] * bool(text.find_personal(value))
    assert n > 40_000
    assert len(alarms) <= 3, alarms


def test_a_mask_says_kind_and_length_and_two_digits() -> None:
    (nik,) = text.find_personal("NIK 8105150101010012")
    assert nik.masked == "NIK, 16 angka, ...12"
    (phone,) = text.find_personal("hubungi 0812-3456-7890")
    assert phone.masked == "nomor telepon, 12 angka, ...90"
    assert text.redact("hub 081234567890 ya") == "hub [nomor telepon disamarkan] ya"


def test_digits_of_other_scripts_count_as_well() -> None:
    assert text.find_personal("\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
    assert not re.search(r"\d", text.redact("\u0660\u0668" + "\u0661" * 9))


def test_a_nik_that_excel_made_a_number_is_found() -> None:
    for number in (8105150101010001, 8105150101010001.0, 9105150101010000.0):
        assert [p.kind for p in text.find_personal(text.tidy(number))] == ["NIK"]


@given(st.text("0123456789 .-+()/62 8", max_size=60))
def test_redacting_twice_changes_nothing(value: str) -> None:
    once = text.redact(value)
    assert text.redact(once) == once
    assert text.find_personal(once) == []


def test_numbers_side_by_side_are_all_found() -> None:
    for line in ("081234567 8105 1501 0101 0001", "8105150101010001/081234567890"):
        assert sorted(p.kind for p in text.find_personal(line)) == ["NIK", "nomor telepon"]
    assert len(text.find_personal("081234567890/081234567891, 6281234567892")) == 3


@given(st.text(max_size=60))
def test_tidy_slug_and_fold_are_idempotent(value: str) -> None:
    assert text.tidy(text.tidy(value)) == text.tidy(value)
    assert text.slug(text.slug(value)) == text.slug(value)
    assert text.fold(text.tidy(value)) == text.fold(value)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", text.slug(value))


def test_tidy_makes_one_plain_line() -> None:
    assert text.tidy("  a\r\n b\u00a0\u200bc\u202e ") == "a b c"
    assert text.tidy("e\u200b\u0301") == "\u00e9"
    assert text.tidy(None) == ""
    assert text.tidy(12.0) == "12"
    assert text.tidy(1.5) == "1.5"


_FORMULAS = ("1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "A1")
_LEADS = ("=", "+", "-", "@", " =", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff20",
          "\u200b=", "\ufeff=", "\u00a0=", "%", "|")  # fmt: skip
PAYLOADS = [lead + formula for lead in _LEADS for formula in _FORMULAS]


@pytest.mark.parametrize("payload", [*PAYLOADS, "\tteks", "\rteks", "-2+3", "+62=1", "-5%+1"])
def test_no_spreadsheet_runs_a_defused_cell(payload: str) -> None:
    assert text.defuse(payload) == "'" + payload


@pytest.mark.parametrize("plain", ["-5", "+62 81", "-5,5%", "kacang tanah", "", "a=b", "2-3", "'x"])
def test_plain_cells_stay_readable(plain: str) -> None:
    assert text.defuse(plain) == plain


def test_shorten_and_header_key() -> None:
    assert text.shorten("a" * 100, 10) == "a" * 9 + "\u2026"
    assert text.shorten("pendek") == "pendek"
    assert text.header_key("Anggaran\n(Rp)") == text.header_key("ANGGARAN") == "anggaran"
    assert text.header_key("Kode_Desa") == text.header_key(" kode  desa ") == "kodedesa"
