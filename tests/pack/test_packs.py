"""Packs: right numbers, harmless text, small files, one language, the same bytes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import pytest
from build import DESA, OPD, RENCANA, RENJA, briefing, rakor
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit_pack import every_pack
from page import Page

from bangkit_nb import fmt
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import folding, render, summary
from bangkit_nb.pack.blocks import Col, Row, Table
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.messages import Pesan

FULL: dict[str, Any] = {
    "Pelatihan": [{"topik": "Mesin tempel", "tanggal_mulai": dt.date(2024, 5, 6),
                   "tanggal_selesai": dt.date(2024, 5, 8), "tempat": "Bula", "angkatan": "1",
                   "kode_desa": "81.05.15.2004; 81.05.04.2001", "peserta_l": 20, "peserta_p": 10,
                   "narasumber_opd": "Dinas Perikanan"}],
    "Tantangan": [{"tantangan": "Laut jauh", "kode_desa": "81.05.15.2004", "solusi": "Rumpon"}],
    "Kesepakatan": [{"nomor": 1, "isi": "Sinkron di Forum OPD", "asal_rakor": "sbt-2023-12"}],
    "Tindak_Lanjut": [{"id_rtl": "R1", "rencana": "Kirim data", "penanggung_jawab": "Bappeda",
                       "batas_waktu": dt.date(2024, 2, 20), "status": "berjalan"}],
}  # fmt: skip


def pages(b: Briefing) -> dict[str, Page]:
    return {pack.name: Page(render.render_page(pack)) for pack in every_pack(b)}


# --- what every page is ---------------------------------------------------------------------------


@pytest.mark.parametrize("bahasa", ["id", "en"])
def test_every_page_is_well_formed_labelled_and_in_its_language(bahasa: str) -> None:
    for name, page in pages(briefing(rakor(bahasa=bahasa), **FULL)).items():
        assert page.faults == [], name
        assert page.lang == bahasa
        assert len(page.ids) == len(set(page.ids)) and set(page.labels) <= set(page.ids), name
        assert "None" not in page.text and "nan" not in re.findall(r"\w+", page.text), name


def test_a_page_asks_nothing_of_anybody_outside() -> None:
    for pack in every_pack(briefing(**FULL)):
        html = render.render_page(pack)
        assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<img|src=", html), pack
        assert "Content-Security-Policy" in html and "default-src 'none'" in html


def test_links_of_the_front_page_lead_to_packs_and_tables() -> None:
    b = briefing(**FULL)
    page = pages(b)["index.html"]
    made = {f"paket/sebelum/{p.name}" for p in every_pack(b) if p.kind in ("rakor", "opd")}
    assert made <= set(page.links) and "tabel/padanan.csv" in page.links


def test_what_an_officer_matched_is_never_shown_as_taken() -> None:
    for page in pages(briefing(**FULL)).values():
        assert not re.search(r"diakomodir|disetujui", page.text, re.IGNORECASE)
    assert "dimintakan konfirmasi" in pages(briefing())["rakor.html"].text


def test_sample_data_is_marked_on_every_page_and_real_data_on_none() -> None:
    assert all("DATA CONTOH" in p.text for p in pages(briefing(rakor(contoh=True))).values())
    assert not any("DATA CONTOH" in p.text for p in pages(briefing()).values())


def test_the_same_input_gives_the_same_bytes() -> None:
    first = [render.render_page(p) for p in every_pack(briefing(**FULL))]
    assert first == [render.render_page(p) for p in every_pack(briefing(**FULL))]


def test_notation_is_indonesian_or_english_as_asked() -> None:
    page = pages(briefing(**FULL))["rakor.html"]
    assert "Jumat, 1 Maret 2024" in page.text and "Rp 75.000.000" in page.text
    page = pages(briefing(rakor(bahasa="en"), **FULL))["rakor.html"]
    assert "Friday, 1 March 2024" in page.text and "Key figures" in page.text


def test_the_last_meeting_is_named_as_people_know_it() -> None:
    assert "Rakor Desember 2023" in pages(briefing(**FULL))["rakor.html"].text


SHEETS = ("Desa", "Rencana", "OPD", "Renja", "Peserta", *FULL)


@settings(max_examples=25)
@example(emptied=set(SHEETS))
@given(emptied=st.sets(st.sampled_from(SHEETS)))
def test_a_workbook_that_is_still_being_filled_makes_no_empty_table(emptied: set[str]) -> None:
    b = briefing(**(FULL | {key: [] for key in emptied}))
    for pack in every_pack(b):
        for section in pack.sections:
            assert section.blocks, (pack.name, section.key)
            for block in section.blocks:
                if isinstance(block, Table):
                    assert any(row.cells for row in block.rows), (pack.name, block.caption)


# --- numbers --------------------------------------------------------------------------------------

SOME = st.lists(
    st.fixed_dictionaries(
        {
            "kode_desa": st.sampled_from([d["kode_desa"] for d in DESA]),
            "kegiatan": st.sampled_from([*(r["kegiatan"] for r in RENCANA), "sagu", "jaring ikan"]),
            "anggaran": st.one_of(st.none(), st.integers(0, 10**9)),
            "bidang_penghidupan": st.sampled_from(["perikanan tangkap", "pertanian"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=30)
@given(SOME)
def test_parts_add_up_to_the_whole(rows: list[dict[str, Any]]) -> None:
    rencana = [row | {"id_usulan": f"U{i}", "tahun": 2025} for i, row in enumerate(rows)]
    b = briefing(Rencana=rencana)
    known = [row["anggaran"] for row in rencana if row["anggaran"] is not None]
    asked = sum(known) if known or not rencana else None
    assert summary.tally(b.alignment).rupiah == (
        asked if asked is not None else pytest.approx(float("nan"), nan_ok=True)
    )
    by_opd = sum(len(group) for _, _, group in summary.by_opd(b.rows))
    assert by_opd + len(b.unmatched) == len(rencana)
    places = [len(b.of_kecamatan(k)) for k in ("81.05.15", "81.05.04")]
    assert sum(places) == len(rencana)
    page = Page(render.render_page(packs.build_rakor_pack(b)))
    assert f"usulan desa {len(rencana)} dari" in page.text
    assert fmt.rupiah_singkat(asked).replace("\u00a0", " ") in page.text


def test_a_pagu_is_shown_once_a_line_and_never_summed() -> None:
    twice = [*RENJA, RENJA[0] | {"lokasi": "Bula", "pagu": 120_000_000}]
    page = pages(briefing(Renja=twice))["opd-3.25.01.html"]
    assert "Rp 500.000.000 (Semua Kecamatan); Rp 120.000.000 (Bula)" in page.text
    assert "620.000.000" not in page.text
    assert "bukan sisa" in page.text


def test_set_aside_rows_are_counted_on_the_pack() -> None:
    bad = [*RENCANA, RENCANA[0] | {"id_usulan": "U-8", "kode_desa": "81.05.99.2001"}]
    assert "1 baris disisihkan" in pages(briefing(Rencana=bad))["rakor.html"].text


def test_an_opd_sees_its_own_usulan_and_no_other() -> None:
    made = pages(briefing())
    assert "U-1" in made["opd-3.25.01.html"].text and "U-3" not in made["opd-3.25.01.html"].text
    assert "U-3" in made["opd-3.27.01.html"].text
    assert "U-4" in made["kecamatan-81.05.15.html"].text


# --- hostile text and personal data ---------------------------------------------------------------

PAYLOADS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>x</script>",
    "<svg/onload=alert(1)>", "javascript:alert(1)", "{{ 7*7 }}{% raw %}", "&lt;b&gt; & \" '",
    "<!-- x -->", "<a href='https://x.example'>klik</a>", "\u202eterbalik\u202c", "x" * 2000,
    "\ua9b2\ua9a9\ua9ae", "\u0645\u0631\u062d\u0628\u0627", "\U0001f41f\U0001f41f",
    "</section></main></body>", "<style>*{display:none}</style>",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_stays_text_in_every_field_of_every_page(payload: str) -> None:
    full = {
        name: [{k: payload if isinstance(v, str) and _is_free(k) else v for k, v in row.items()}
               for row in rows]
        for name, rows in (FULL | {"Rencana": RENCANA, "Renja": RENJA, "OPD": OPD,
                                   "Desa": DESA}).items()
    }  # fmt: skip
    for name, page in pages(briefing(rakor(forum=payload, tempat=payload), **full)).items():
        assert page.faults == [], name
        assert "https" not in "".join(page.links)


def _is_free(column: str) -> bool:
    return not column.startswith(("kode", "id_")) and column not in ("status",)


def test_personal_numbers_reach_no_page() -> None:
    canary, phone = "8105150101700099", "0812-3456-7890"
    rows = [row | {"kegiatan": f"{row['kegiatan']} {canary}", "kelompok": phone} for row in RENCANA]
    full = FULL | {"Tantangan": [{"tantangan": f"hubungi {phone}"}]}
    for pack in every_pack(briefing(Rencana=rows, **full)):
        html = render.render_page(pack)
        assert canary not in html and "3456" not in html, pack.name


def test_addresses_reach_no_page() -> None:
    people = [{"nama": "Peserta", "instansi": "DKP", "peran": "kepala_opd",
               "email": "rahasia@example.org"}]  # fmt: skip
    opd = [row | {"email": "rahasia@example.org"} for row in OPD]
    for pack in every_pack(briefing(Peserta=people, OPD=opd, **FULL)):
        assert "rahasia" not in render.render_page(pack)


# --- size -----------------------------------------------------------------------------------------


def test_four_thousand_usulan_still_fit_a_phone() -> None:
    rows = [
        RENCANA[i % 4] | {"id_usulan": f"U-{i}", "kelompok": f"Kelompok {i}"} for i in range(4000)
    ]
    b = briefing(Rencana=rows)
    for pack in every_pack(b):
        size = len(render.render_page(pack).encode())
        limit = 25_000 if pack.kind in ("opd", "kecamatan", "desa") else 60_000
        assert size <= limit, (pack.name, size)
    page = Page(render.render_page(packs.build_opd_packs(b)[0]))
    n_shown = sum("[U-" in row[0] for table in page.tables for row in table)
    assert f"{2000 - n_shown:,}".replace(",", ".") + " baris lain tidak dimuat di sini" in page.text
    assert n_shown >= 25


def test_a_pack_is_weighed_a_little_heavier_than_it_is() -> None:
    for pack in every_pack(briefing(rakor(contoh=True), **FULL)):
        size = len(render.render_page(pack).encode())
        assert size <= folding.weigh(pack) <= 1.2 * size, pack.name


def test_hostile_lengths_fold_until_a_page_is_light() -> None:
    rows = [RENCANA[i % 4] | {"id_usulan": f"{'u' * 200}{i}", "kegiatan": f"{'<&' * 900} {i}"}
            for i in range(60)]  # fmt: skip
    opd = [row | {"nama_opd": row["nama_opd"] + " w" * 900} for row in OPD]
    for pack in every_pack(briefing(Rencana=rows, OPD=opd)):
        if pack.kind in folding.LIMITS:
            size = len(render.render_page(pack).encode())
            assert size <= folding.LIMITS[pack.kind], (pack.name, size)


def test_folding_counts_what_it_cuts_and_leaves_no_heading_alone() -> None:
    rows = [Row(group="A"), *[Row((str(i),)) for i in range(3)], Row(group="B"), Row(("9",))]
    table = Table("judul", (Col("satu"),), tuple(rows), fold_key="umum.lipat_tabel", n_more=10)
    cut = folding.fold_table(table, Pesan("id"), 3)
    assert cut.rows == tuple(rows[:4]) and cut.more.startswith("11 baris lain")
    assert folding.fold_table(table, Pesan("id"), 4).more.startswith("10 baris lain")


def test_frames_are_not_changed_by_building() -> None:
    b = briefing(**FULL)
    before = {name: frame.copy() for name, frame in b.checked.frames.items()}
    every_pack(b)
    for name, frame in b.checked.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])
