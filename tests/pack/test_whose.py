"""Whose word is it: the machine's, the officer's, an OPD's or a forum's; never one for another."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from build import OPD, RENCANA, RENJA, briefing, rakor
from hypothesis import given, settings
from hypothesis import strategies as st
from page import Page

from bangkit_nb import columns as c
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import exports, render, requests, requests_place
from bangkit_nb.pack.facts import Briefing

NOT_FITTING = {c.TIDAK_ADA, c.KEWENANGAN_LAIN}
ROWS = [(r["kode_opd"], r["kode_sub_kegiatan"]) for r in RENJA]
NAMES = {o["kode_opd"]: o["nama_opd"] for o in OPD}
WORDS = {
    "id": {
        "mesin": "calon mesin, dimintakan konfirmasi",
        "petugas": "padanan petugas, dimintakan konfirmasi",
        "": "belum punya padanan",
        c.TIDAK_ADA: "petugas: tidak ada yang cocok",
        c.KEWENANGAN_LAIN: "petugas: kewenangan lain",
        c.RAGU: "petugas ragu",
        "bertentangan": "dua catatan berbeda, sedang diperiksa",
        "akan": "akan dibahas",
        "konfirmasi": "dimintakan konfirmasi",
        "dijawab": "sudah dijawab OPD atau forum",
        "tanpa": "belum punya padanan",
        **{kata: kata for kata in c.KATA_KEPUTUSAN},
    },
    "en": {
        "mesin": "machine candidate, confirmation requested",
        "petugas": "officer's match, confirmation requested",
        "": "no match yet",
        c.TIDAK_ADA: "officer: nothing fits",
        c.KEWENANGAN_LAIN: "officer: another authority's task",
        c.RAGU: "the officer is unsure",
        "bertentangan": "two records differ, being checked",
        "akan": "to be discussed",
        "konfirmasi": "confirmation requested",
        "dijawab": "answered by an agency or a forum",
        "tanpa": "have no match yet",
        c.DIAKOMODIR: "Accommodated",
        c.DIUBAH: "Accommodated with changes",
        c.DIGABUNG: "Merged",
        c.DIALIHKAN: "Redirected",
        c.DITUNDA: "Postponed",
        c.CADANGAN: "Held in reserve",
        c.DITOLAK: "Not accommodated",
    },
}


def cocok(key: str, at: int, keadaan: str = c.BERLAKU, **more: Any) -> dict[str, Any]:
    kode, sub = ROWS[at]
    return {"id_usulan": key, "putusan": c.COCOK, "kode_opd": kode, "kode_sub_kegiatan": sub,
            "oleh": "petugas", "keadaan": keadaan} | more  # fmt: skip


def keputusan(key: str, kata: str, keadaan: str = c.BERLAKU, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id_usulan": key, "keputusan": kata, "keputusan_oleh": "Dinas Perikanan",
        "forum": "Forum OPD", "tanggal": "2024-03-05", "keputusan_keadaan": keadaan,
    }  # fmt: skip
    if kata in (c.DIAKOMODIR, c.DIUBAH):
        said |= {"volume": 4.0, "satuan": "unit", "anggaran": 60_000_000,
                 "keputusan_kode_opd": "3.25.01"}  # fmt: skip
    if kata in (c.DITOLAK, c.DITUNDA, c.DIALIHKAN):
        said["alasan"] = "Pagu tidak cukup"
    if kata == c.DIALIHKAN:
        said["keputusan_kode_opd"] = "3.27.01"
    if kata == c.DIGABUNG:
        said["gabung_ke"] = "U-2"
    return said | more


def page_of(b: Briefing, name: str) -> Page:
    return pages(b)[name]


def pages(b: Briefing) -> dict[str, Page]:
    made = [packs.build_rakor_pack(b), *packs.build_opd_packs(b), *packs.build_kecamatan_packs(b)]
    made += packs.build_desa_packs(b)
    made.append(packs.build_index(b, made, "paket/sebelum", ["tabel/tinjauan.csv"]))
    return {pack.name: Page(render.render_page(pack)) for pack in made}


# --- one word at a time ---------------------------------------------------------------------------


def test_an_officers_padanan_takes_the_place_of_the_machines_candidate() -> None:
    b = briefing(putusan=[cocok("U-1", 2)])
    page = page_of(b, "opd-3.27.01.html")
    assert "[U-1]" in page.text and WORDS["id"]["petugas"] in page.text
    assert "[U-1]" not in page_of(b, "opd-3.25.01.html").text
    assert "Pelatihan Kelompok Tani Sayur" in page.text


@pytest.mark.parametrize("putusan", sorted(NOT_FITTING))
def test_what_fits_nowhere_is_asked_of_no_opd_and_said_so(putusan: str) -> None:
    b = briefing(putusan=[{"id_usulan": "U-1", "putusan": putusan, "keadaan": c.BERLAKU}])
    assert "[U-1]" not in page_of(b, "opd-3.25.01.html").text
    said = page_of(b, "rakor.html").text
    assert WORDS["id"][putusan] in said
    (asked,) = requests.build_opd_requests(b, "3.25.01")
    assert "1 usulan (1 calon mesin)" in asked.ask


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"putusan": c.RAGU, "keadaan": c.BERLAKU}, "petugas ragu"),
        (cocok("", 2, c.PERIKSA_LAGI), "diperiksa lagi"),
        (cocok("", 2, c.BERTENTANGAN), "dua catatan petugas berbeda"),
    ],
)
def test_a_doubtful_padanan_falls_back_to_the_machine_with_an_honest_word(
    said: dict[str, Any], word: str
) -> None:
    b = briefing(putusan=[said | {"id_usulan": "U-1"}])
    (cells,) = [row for row in rows_of(page_of(b, "opd-3.25.01.html")) if "[U-1]" in row[0]]
    assert cells[-1].startswith(WORDS["id"]["mesin"]) and word in cells[-1]


def test_a_padanan_with_a_row_that_the_renja_no_longer_has_is_not_asked_about() -> None:
    b = briefing(putusan=[cocok("U-1", 0, kode_sub_kegiatan="9.99.99.2.01.0001")])
    assert b.alignment["asal"].tolist()[0] == "mesin"


def test_an_answer_is_told_with_its_content_who_where_and_when() -> None:
    b = briefing(putusan=[keputusan("U-1", c.DIUBAH)])
    for name in ("rakor.html", "opd-3.25.01.html", "kecamatan-81.05.15.html"):
        (cells,) = [row for row in rows_of(page_of(b, name)) if "[U-1]" in row[0]]
        assert cells[2:] == [
            c.DIUBAH, "4 unit, Rp\u00a060.000.000",
            "Dinas Perikanan, Forum OPD, 5 Maret 2024",
        ]  # fmt: skip


def test_a_redirected_usulan_is_told_to_both_opd_and_a_merged_one_names_the_other() -> None:
    said = [keputusan("U-1", c.DIALIHKAN), keputusan("U-3", c.DIGABUNG, keputusan_oleh="Rakor")]
    b = briefing(putusan=said)
    for kode in NAMES:
        text = page_of(b, f"opd-{kode}.html").text
        assert "Ke Dinas Pertanian. Alasan: Pagu tidak cukup" in text
    assert "Digabung dengan Sarana budidaya rumput laut (Dulak) [U-2]" in (
        page_of(b, "rakor.html").text
    )


@pytest.mark.parametrize("keadaan", [c.BERTENTANGAN, c.PERIKSA_LAGI])
def test_an_answer_that_does_not_stand_is_shown_as_being_checked_never_as_decided(
    keadaan: str,
) -> None:
    b = briefing(putusan=[keputusan("U-1", c.DIAKOMODIR, keadaan, forum="Forum Rahasia")])
    for page in pages(b).values():
        assert "Forum Rahasia" not in page.text and "Diakomodir" not in page.text
    said = page_of(b, "opd-3.25.01.html").text
    assert ("dua catatan berbeda, sedang diperiksa" in said) == (keadaan == c.BERTENTANGAN)
    assert len(b.answered) == 0


def test_what_people_typed_into_an_answer_reaches_no_page_with_a_number_or_an_address() -> None:
    typed = {"alasan": "hubungi 0812-3456-7890 atau budi@contoh.go.id",
             "forum": "Forum 0812-3456-7890", "keputusan_oleh": "ani@contoh.go.id"}  # fmt: skip
    b = briefing(putusan=[keputusan("U-1", c.DITUNDA, **typed)])
    shown = " ".join(page.text for page in pages(b).values())
    shown += " ".join(t.to_csv() for t in exports.build_tables(b).values())
    assert "3456" not in shown and "contoh.go.id" not in shown


def test_the_table_of_candidates_calls_each_one_a_machines_and_only_what_is_asked_so() -> None:
    b = briefing(putusan=[cocok("U-1", 2), keputusan("U-2", c.DITUNDA)])
    table = exports.build_tables(b)["padanan"]
    asked = table[table["asal"] == WORDS["id"]["mesin"]]
    assert list(asked["id_usulan"]) == ["U-3"] and list(asked["rank"]) == [1]
    assert set(table["asal"]) == {"calon mesin", WORDS["id"]["mesin"]}


def test_requests_change_with_the_judgements() -> None:
    def asked(*said: dict[str, Any]) -> str:
        return " ".join(r.ask for r in requests.build_rakor_requests(briefing(putusan=[*said])))

    assert "2 usulan (2 calon mesin)" in asked()
    assert "2 usulan (1 padanan petugas, 1 calon mesin)" in asked(cocok("U-1", 0))
    every = [keputusan(row["id_usulan"], c.DITUNDA) for row in RENCANA]
    assert "pastikan" not in asked(*every) and "tentukan" not in asked(*every)
    b = briefing(putusan=every)
    assert requests.build_opd_requests(b, "3.25.01") == ()
    assert requests_place.build_kecamatan_requests(b, "81.05.15") == ()


def test_an_empty_log_and_no_log_give_the_same_packs_but_for_the_footer() -> None:
    bodies = [
        {name: page.html.split("<footer")[0] for name, page in pages(b).items()}
        for b in (briefing(), briefing(putusan=[]))
    ]
    assert bodies[0] == bodies[1]


# --- any judgements -------------------------------------------------------------------------------


def rows_of(page: Page) -> list[list[str]]:
    return [row for table in page.tables for row in table]


def best_of(b: Briefing, key: str) -> tuple[str, str] | None:
    """The machine's candidate that is strong enough to ask about, told from the frame of align."""
    for row in b.calon[b.calon["id_usulan"] == key].to_dict("records"):
        if row["rank"] == 1 and row["pita"] != "rendah" and row["peluang_tidak_ada"] < 0.5:
            return row["kode_opd"], row["kode_sub_kegiatan"]
    return None


def stands(b: Briefing, said: dict[str, Any]) -> tuple[str, str]:
    """What must be shown, by the rules alone: (whose word, kode_opd)."""
    if said.get("keputusan") in c.KATA_KEPUTUSAN and said["keputusan_keadaan"] == c.BERLAKU:
        return "keputusan", ""
    if said.get("putusan") and said["keadaan"] == c.BERLAKU:
        if said["putusan"] == c.COCOK:
            return "petugas", said["kode_opd"]
        if said["putusan"] in NOT_FITTING:
            return "", ""
    best = best_of(b, said["id_usulan"])
    return ("mesin", best[0]) if best else ("", "")


@st.composite
def some_judgements(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for row in RENCANA:
        key = row["id_usulan"]
        keadaan = st.sampled_from([c.BERLAKU, c.BERLAKU, c.PERIKSA_LAGI, c.BERTENTANGAN])
        said: dict[str, Any] = {"id_usulan": key}
        putusan = draw(st.sampled_from(["", c.COCOK, c.COCOK, *sorted(NOT_FITTING), c.RAGU]))
        if putusan == c.COCOK:
            said = cocok(key, draw(st.integers(0, len(ROWS) - 1)), draw(keadaan))
        elif putusan:
            said |= {"putusan": putusan, "keadaan": draw(keadaan)}
        kata = draw(st.sampled_from([c.BELUM_DIBAHAS, *c.KATA_KEPUTUSAN]))
        if kata != c.BELUM_DIBAHAS:
            forum = f"Forum {key.replace('-', ' ')}"
            said |= keputusan(key, kata, draw(keadaan), forum=forum)
        made.append(said)
    return made


@settings(max_examples=40)
@given(some_judgements(), st.sampled_from(["id", "en"]))
def test_no_page_shows_one_word_for_another_and_counts_add_up(
    said: list[dict[str, Any]], bahasa: str
) -> None:
    words = WORDS[bahasa]
    b = briefing(rakor(bahasa=bahasa), putusan=said)
    true = {row["id_usulan"]: (*stands(b, row), row) for row in said}
    made = pages(b)
    seen: Counter[tuple[str, str]] = Counter()
    for name, page in made.items():
        for cells in rows_of(page):
            found = re.search(r"\[(U-\d)\]$", cells[0])
            if not found:
                continue
            asal, kode, row = true[found[1]]
            seen[name.split("-")[0].split(".")[0], found[1]] += 1
            text = " ".join(cells[1:])
            if name.startswith("desa"):
                _check_desa_row(cells, asal, row, words)
                continue
            if asal == "keputusan":
                assert cells[2] == words[row["keputusan"]] and row["forum"] in cells[4]
                assert words["konfirmasi"] not in text
                continue
            state = cells[4] if name.startswith("opd") else cells[3]
            stance = row.get("putusan") if row.get("keadaan") == c.BERLAKU else ""
            expected = words[stance] if stance in NOT_FITTING else words[asal]
            assert state.startswith(expected), cells
            assert not any(words[kata] in text for kata in c.KATA_KEPUTUSAN), cells
            clash = row.get("keputusan_keadaan") == c.BERTENTANGAN
            assert (words["bertentangan"] in state) == clash
            if asal == "petugas":
                assert words["mesin"] not in text
            assert not name.startswith("opd") or name == f"opd-{kode}.html"
        for asal, _, row in true.values():
            assert asal == "keputusan" or row.get("forum", "-?-") not in page.text
    for key, (asal, _, _) in true.items():
        assert seen["rakor", key] == (asal in ("keputusan", "")), key
        assert seen["desa", key] == 1
        assert seen["kecamatan", key] == (asal in ("keputusan", "")), key
        assert seen["opd", key] >= 1 if asal in ("mesin", "petugas") else True
    _check_counts(made, true, words)
    table = exports.build_tables(b)["tinjauan"]
    for key, text in zip(table["id_usulan"], table["keterangan"], strict=True):
        asal, _, row = true[key]
        wanted = words[row["keputusan"]] if asal == "keputusan" else ""
        assert text.startswith(wanted) and (asal != "keputusan") == ("Forum U" not in text)
        assert (words["konfirmasi"] in text) == (asal in ("mesin", "petugas"))


def _check_desa_row(
    cells: list[str], asal: str, row: dict[str, Any], words: dict[str, str]
) -> None:
    """A village reads the answer, or that its usulan is still to be discussed, never a mixture."""
    if asal == "keputusan":
        assert cells[3].startswith(words[row["keputusan"]]) and row["forum"] in cells[3]
        assert words["konfirmasi"] not in " ".join(cells) and words["akan"] not in cells[3]
        return
    stance = row.get("putusan") if row.get("keadaan") == c.BERLAKU else ""
    expected = words[stance] if stance in NOT_FITTING else words[asal]
    assert cells[3].startswith(f"{words['akan']}: {expected}")
    assert not any(words[kata] in " ".join(cells) for kata in c.KATA_KEPUTUSAN), cells


def _check_counts(
    made: dict[str, Page], true: dict[str, tuple[str, str, dict[str, Any]]], words: dict[str, str]
) -> None:
    n = Counter(asal for asal, _, _ in true.values())
    assert sum(n.values()) == len(RENCANA)
    by_word = Counter(row["keputusan"] for asal, _, row in true.values() if asal == "keputusan")
    for name in ("rakor.html", "index.html"):
        text = made[name].text
        assert re.search(rf"{words['konfirmasi']} {n['mesin'] + n['petugas']}\b", text), name
        assert re.search(rf"{words['dijawab']} {n['keputusan']}\b", text), name
        assert re.search(rf"{words['tanpa']} {n['']}\b", text), name
        for kata, count in by_word.items():
            assert f"{count} {words[kata]}" in text
    counted = {row[0]: row[1] for row in rows_of(made["rakor.html"]) if len(row) > 1}
    for kata in c.KATA_KEPUTUSAN:
        assert counted.get(words[kata], "0") == str(by_word[kata])
    for name, page in made.items():
        if not name.startswith("kecamatan"):
            continue
        kode = name.removeprefix("kecamatan-").removesuffix(".html")
        own = [true[r["id_usulan"]][0] for r in RENCANA if r["kode_desa"].startswith(kode)]
        sums = [0] * 5
        for row in page.tables[0][1:]:
            sums = [a + int(v) for a, v in zip(sums, row[1:6], strict=True)]
        counts = [own.count(asal) for asal in ("petugas", "mesin", "keputusan", "")]
        assert sums == [len(own), *counts]


# --- what leaves the office as a table ------------------------------------------------------------


def test_the_table_of_the_review_names_no_officer() -> None:
    b = briefing(putusan=[cocok("U-1", 0, oleh="Nama Petugas"), keputusan("U-2", c.DITUNDA)])
    made = exports.build_tables(b)["tinjauan"]
    assert "oleh" not in made.columns
    assert not made.astype(str).apply(lambda cells: cells.str.contains("Nama Petugas")).any().any()
    assert "Dinas Perikanan" in set(made["keputusan_oleh"])


def test_the_table_of_routes_says_what_the_packs_say_and_whose_word_it_is() -> None:
    said = [
        {"id_usulan": "U-1", "putusan": c.TIDAK_ADA, "keadaan": c.BERLAKU},
        {"id_usulan": "U-2", "putusan": c.RAGU, "keadaan": c.BERLAKU, "jalur": c.JALUR_SWADAYA},
        keputusan("U-3", c.DITOLAK, keputusan_jalur=c.JALUR_DESA),
    ]
    made = exports.build_tables(briefing(putusan=said))["jalur"].set_index("id_usulan")
    assert made["jalur"].tolist()[:3] == [c.JALUR_DESA, c.JALUR_SWADAYA, c.JALUR_DESA]
    assert made["dari"].tolist() == ["petugas", "petugas", "keputusan", "mesin"]
    assert (made["alasan"] != "").tolist() == [False, False, False, True]
