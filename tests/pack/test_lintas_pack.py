"""The pack of a chain of Rakor: what nobody recorded is never a zero, and no text is alive."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from build import rakor

from bangkit_nb.columns import STATUS_RTL, TAHAPAN
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.lintas import summarise_kabupaten
from bangkit_nb.hasil.lintas_read import read_lintas
from bangkit_nb.hasil.perkembangan import Capaian, Ucapan
from bangkit_nb.pack.blocks import Table
from bangkit_nb.pack.lintas import build_lintas_pack, build_lintas_table, build_lintas_tables
from bangkit_nb.pack.render import render_page
from bangkit_nb.params import Rakor, open_rakor

BAD = '<script>alert(1)</script> & "kutip"'
PRIVATE = "hubungi 0812-0000-1111 atau a.b@kantor.example"
DAY = dt.date(2024, 3, 1)


def chain(here: Rakor | None = None, **changes: object) -> r.Lintas:
    here = here or rakor(rakor="uji-2024-08-20", tanggal="2024-08-20")
    usulan = (
        r.Perjalanan("U-1", BAD, "81.05.15.2004", BAD, "Uji", "uji-2024-03-01", DAY,
                     "uji-2024-08-20", "disahkan", "Ditunda", BAD, "uji-2024-03-01", BAD,
                     Capaian({"masuk RKPD": DAY}, {"masuk RKPD": "RKPD"}, "masuk RKPD"), 5),
        r.Perjalanan("U-2", "Jaring", "81.05.15.2004", "Solang", "Uji", "uji-2024-03-01", DAY,
                     "uji-2024-08-20", menunggu=5),
    )  # fmt: skip
    corong = tuple(
        r.Anak(key, {"rencana": 2, "disahkan": 0, "masuk RKPD": 1}.get(key),
               ("81.05.15.2004",) if key in ("rencana", "masuk RKPD") else ())
        for key in ("rencana", "disahkan", "diakomodir", *TAHAPAN)
    )  # fmt: skip
    janji = tuple(
        r.Janji(f"id-{word}", BAD, BAD, BAD, "uji-2024-03-01", DAY, "berjalan", word, bukti=BAD,
                menunggu=5)
        for word in r.NASIB
    )  # fmt: skip
    made = r.Lintas(
        here,
        (r.Pertemuan("uji-2024-03-01", "2024-03-01", 32, 20, 12, 2, 1, 8),
         r.Pertemuan("uji-2024-08-20", "2024-08-20", None, 0, 0, 2, 0, 0)),
        usulan, corong, janji,
        (r.Sepakat("uji-2024-03-01", "1", BAD, "", BAD, True), r.Sepakat("", "2", "Lama")),
        (Ucapan(DAY, "U-1", "masuk RKPD", BAD, "", BAD),),
        {"81.05.15.2004": BAD}, putus=BAD,
    )  # fmt: skip
    line = summarise_kabupaten(made)
    other = r.Ringkas(BAD, "lain-2024-02-01", "2024-08-20", gagal=BAD)
    made = replace(made, kabupaten=(line, other))
    return replace(made, **changes)  # type: ignore[arg-type]


def cells(made: r.Lintas, section: str) -> list[list[str]]:
    pack = build_lintas_pack(made)
    (found,) = [one for one in pack.sections if one.key == section]
    return [
        [getattr(cell, "text", cell) for cell in row.cells]
        for block in found.blocks if isinstance(block, Table)
        for row in block.rows if row.cells
    ]  # fmt: skip


def test_no_number_or_address_of_a_person_leaves_the_log() -> None:
    made = chain()
    usulan = replace(made.usulan[0], keputusan_oleh=PRIVATE, alasan=PRIVATE)
    janji = replace(made.janji[0], rencana=PRIVATE, penanggung_jawab=PRIVATE, bukti=PRIVATE)
    sepakat = replace(made.sepakat[0], isi=PRIVATE, bukti=PRIVATE)
    made = replace(made, usulan=(usulan,), janji=(janji,), sepakat=(sepakat,))
    page = render_page(build_lintas_pack(made)) + build_lintas_table(made).to_csv()
    assert "hubungi" in page and "1111" not in page and "kantor.example" not in page


@pytest.mark.parametrize("bahasa", ["id", "en"])
def test_no_text_of_anybody_is_alive_in_the_page(bahasa: str) -> None:
    page = render_page(build_lintas_pack(chain(rakor(rakor="uji-2024-08-20", tanggal="2024-08-20",
                                                     bahasa=bahasa))))  # fmt: skip
    assert "<script" not in page and "&lt;script&gt;" in page


def test_what_nobody_recorded_reads_belum_ada_data_and_a_true_zero_is_zero() -> None:
    counted = {row[0]: row[2] for row in cells(chain(), "corong")}
    assert counted["Disahkan Rakor"] == "0"
    assert counted["Dinyatakan diakomodir"] == "belum ada data"
    assert counted["Masuk RKPD"] == "1" and counted["Masuk APBD"] == "belum ada data"
    rows = cells(chain(), "rakor")
    assert rows[0][1:] == ["32 orang (20 L, 12 P)", "2", "1", "8"]
    assert rows[1][1:] == ["belum ada data", "2", "belum ada data", "belum ada data"]


def test_every_word_for_what_became_of_a_follow_up_is_said_and_counted() -> None:
    rows = cells(chain(), "rtl")
    assert len({row[3].split(":")[0] for row in rows}) == len(r.NASIB)
    pack = build_lintas_pack(chain())
    (found,) = [one for one in pack.sections if one.key == "rtl"]
    assert found.blocks[0].text.startswith("8 tindak lanjut: 1 selesai tepat waktu, ")  # type: ignore[union-attr]


def test_the_table_has_every_usulan_with_a_day_or_belum_ada_data() -> None:
    made = build_lintas_table(chain())
    assert made["id_usulan"].tolist() == ["U-1", "U-2"]
    assert made["masuk RKPD"].tolist() == [DAY, "belum ada data"]
    assert made["bulan_menunggu"].tolist() == [5, 5]


def test_the_sample_of_three_rakor_tells_what_became_of_each_item_of_the_first(root: Path) -> None:
    made = read_lintas(open_rakor("sbt-2024-08-20", root))
    assert [one.rakor for one in made.pertemuan] == [
        "sbt-2023-12", "sbt-2024-03-01", "sbt-2024-08-20",
    ]  # fmt: skip
    first = [one for one in made.janji if one.asal_rakor == "sbt-2023-12"]
    assert len(first) == 11 and not any(one.nasib == r.PUTUS for one in made.janji)
    assert [one.status for one in made.sepakat if one.asal_rakor == "sbt-2023-12"] == [
        "berjalan", "selesai",
    ]  # fmt: skip
    steps = {step.key: step.n for step in made.corong}
    assert steps["disahkan"] == sum(one.rakor != "sbt-2024-08-20" for one in made.usulan)
    assert steps["masuk APBD"] is None  # August 2024: no APBD 2025 was set yet
    # every usulan of December 2023 is still followed
    early = {one.id_usulan for one in made.usulan if one.rakor == "sbt-2023-12"}
    assert len(early) == 88 and len(made.usulan) > len(early)
    page = render_page(build_lintas_pack(made))
    assert "Rakor Desember 2023" in page and "DATA CONTOH" in page


def test_a_long_chain_stays_light_and_its_tables_lose_no_row() -> None:
    made = chain()
    janji = tuple(replace(made.janji[n % 8], id=f"id-{n}", nomor=f"R-{n}") for n in range(2400))
    sepakat = tuple(r.Sepakat("uji-2024-03-01", str(n), f"Isi {n} " * 10) for n in range(800))
    made = replace(made, janji=janji, sepakat=sepakat)
    page = render_page(build_lintas_pack(made))
    assert len(page.encode()) <= 60_000 and "tabel/lintas_rtl.csv" in page
    tables = build_lintas_tables(made)
    assert list(tables) == ["lintas", "lintas_rtl", "lintas_kesepakatan"]
    assert tables["lintas_rtl"]["id_rtl"].tolist() == [f"R-{n}" for n in range(2400)]
    assert set(tables["lintas_kesepakatan"]["status"]) == {"belum ada data"}


def test_an_english_page_says_states_and_answers_in_english() -> None:
    made = chain(rakor(rakor="uji-2024-08-20", tanggal="2024-08-20", bahasa="en"))
    sepakat = tuple(replace(made.sepakat[1], nomor=str(n), status=word)
                    for n, word in enumerate(STATUS_RTL))  # fmt: skip
    text = render_page(build_lintas_pack(replace(made, sepakat=sepakat)))
    for word in ("belum mulai", "berjalan", "selesai", "dibatalkan", "Ditunda", "belum ada data"):
        assert f">{word}<" not in text and f"{word}:" not in text, word
