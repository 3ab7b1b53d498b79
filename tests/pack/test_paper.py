"""Papers: right order, right words before and after, right sums, harmless text, the same bytes."""

from __future__ import annotations

import ast
import datetime as dt
import importlib.util
import io
import pickle
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from build import RENCANA, ROOT, briefing, rakor
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import (
    ANSWERS,
    CANARIES,
    FULL,
    HOSTILE,
    change,
    closed,
    paragraphs,
    parts,
    plain,
    spoil,
    spoil_hasil,
)

from bangkit_nb.errors import PaperError
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack import annexes, paper, paper_words, wa
from bangkit_nb.pack.attendance import build_daftar_hadir, build_kepala
from bangkit_nb.pack.berita_acara import build_berita_acara
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_check import CONTRACTS, check_template, name_paper
from bangkit_nb.pack.paper_hasil import build_rapat


def papers(b: Briefing, hasil: Hasil | None = None) -> dict[str, bytes]:
    return paper.build_papers(b, paper.read_templates(b.rakor), hasil)


def minutes(b: Briefing, hasil: Hasil | None = None) -> list[str]:
    return paragraphs(papers(b, hasil)[paper.BERITA_ACARA])


# --- the minutes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hasil", [None, closed()], ids=["rancangan", "final"])
def test_headings_stand_in_the_order_of_the_form(hasil: Hasil | None) -> None:
    said = "\n".join(minutes(briefing(putusan=ANSWERS, **FULL), hasil))
    order = ("BERITA ACARA", "Pada hari Jumat tanggal satu bulan Maret tahun dua ribu dua puluh",
             "Setelah memperhatikan, mendengar dan mempertimbangkan", "maka pada:",
             "Hari dan Tanggal", "Jam", "Tempat", "MENYEPAKATI", "KESATU", "KEDUA", "Demikian",
             "Bula, 1 Maret 2024", "Pimpinan Sidang", "Notulis", "Mengetahui",
             "Lampiran I Ber", "DAFTAR HADIR", "Lampiran II Ber", "Lampiran III Ber")  # fmt: skip
    places = [said.find(word) for word in order]
    assert -1 not in places and places == sorted(places), list(zip(order, places, strict=True))


def test_a_date_is_said_in_words() -> None:
    days = {"2024-03-01": ("satu", "Maret", "dua ribu dua puluh empat"),
            "2023-12-31": ("tiga puluh satu", "Desember", "dua ribu dua puluh tiga"),
            "2025-05-11": ("sebelas", "Mei", "dua ribu dua puluh lima")}  # fmt: skip
    for day, said in days.items():
        head = build_kepala(rakor(tanggal=day), rancangan=True)
        assert (head.tanggal_kata, head.bulan, head.tahun_kata) == said
    assert [paper_words.say_place_in_order(n) for n in (1, 2, 12)] == [
        "KESATU", "KEDUA", "KEDUA BELAS",
    ]  # fmt: skip


def test_an_unknown_day_leaves_a_line_to_write_on() -> None:
    head = build_kepala(rakor(tanggal="2023-12", jam="", tempat=""), rancangan=True)
    assert head.hari == head.tanggal_kata == head.tempat == paper_words.DOTS
    assert head.tanggal == "Desember 2023" and head.jam.startswith("....")


def test_before_the_meeting_it_asks_and_claims_nothing() -> None:
    said = " ".join(minutes(briefing(**FULL)))
    assert "RANCANGAN" in said and "dimintakan konfirmasi" in said
    assert "KEGIATAN YANG DIMINTAKAN KONFIRMASI" in said and "YANG DISEPAKATI" not in said
    assert "akan diselenggarakan" in said and "telah diselenggarakan" not in said
    assert "diusulkan untuk MENYEPAKATI" in said and "dan disahkan untuk" not in said


def test_after_it_was_closed_it_says_what_was_agreed() -> None:
    said = plain(" ".join(minutes(briefing(putusan=ANSWERS, **FULL), closed())))
    assert "RANCANGAN" not in said and "dimintakan konfirmasi" not in said
    assert "KESATU : Sinkronisasi dilanjutkan" in said.replace("KESATU:", "KESATU : ")
    assert "Rencana penghidupan masyarakat 1 desa disahkan." in said
    assert "ditunda: Karay (data belum lengkap)." in said
    assert "Kegiatan yang disepakati (2 usulan, Rp 60.000.000)" in said
    assert "Kirim surat" in said and "20 Maret 2024" in said
    assert "pagu tidak cukup tahun ini" in said and "Belum dibahas dalam Rakor" in said
    assert "Digabungkan ke Prasarana usaha perikanan tangkap: ketinting (Solang)" in said


def test_an_open_meeting_with_entries_stays_a_draft() -> None:
    said = " ".join(minutes(briefing(**FULL), replace(closed(), ditutup=None)))
    assert "RANCANGAN" in said and "Sinkronisasi dilanjutkan" in said
    assert "YANG DISEPAKATI" not in said


def test_annexes_hold_every_usulan_once_with_the_agreed_figures() -> None:
    made = build_berita_acara(b := briefing(putusan=ANSWERS, **FULL), build_rapat(b, closed()))
    ids = [k.id_usulan for k in (*made.disepakati, *made.belum_disepakati) if not k.kelompok]
    assert sorted(ids) == sorted(row["id_usulan"] for row in RENCANA)
    taken = {k.id_usulan: k for k in made.disepakati}
    assert set(taken) == {"U-1", "U-3"}
    assert taken["U-1"].volume == "4 unit" and plain(taken["U-1"].pagu) == "Rp 60.000.000"
    assert taken["U-3"].pagu == "\u2013" and taken["U-3"].catatan.startswith("Digabungkan ke")
    assert taken["U-1"].program == "\u2013"  # not in the workbook: a dash, never nan


SOME = st.lists(
    st.fixed_dictionaries(
        {
            "kode_desa": st.sampled_from(["81.05.15.2004", "81.05.15.2005", "81.05.04.2001"]),
            "kegiatan": st.sampled_from([*(r["kegiatan"] for r in RENCANA), "sagu", "jaring ikan"]),
            "anggaran": st.one_of(st.none(), st.integers(0, 10**9)),
            "kata": st.sampled_from(["", "Diakomodir", "Ditunda", "Cadangan", "Tidak diakomodir"]),
        }
    ),
    max_size=8,
)


@settings(max_examples=15)
@given(SOME, st.booleans())
def test_the_two_annexes_add_up_to_the_plan(rows: list[dict[str, Any]], is_final: bool) -> None:
    rencana = [{"id_usulan": f"U{i}", "bidang_penghidupan": "pertanian", "tahun": 2025,
                **{k: v for k, v in row.items() if k != "kata"}}
               for i, row in enumerate(rows)]  # fmt: skip
    putusan = [
        {"id_usulan": f"U{i}", "keputusan": row["kata"], "keputusan_oleh": "OPD", "forum": "Rakor",
         "tanggal": "2024-03-01", "volume": 1, "satuan": "unit", "anggaran": 5,
         "alasan": "lokus sudah ditetapkan", "keputusan_keadaan": "berlaku"}
        for i, row in enumerate(rows) if row["kata"]
    ]  # fmt: skip
    b = briefing(Rencana=rencana, putusan=putusan)
    taken, rest = annexes.split_agreed(b, is_final=is_final)
    assert sorted([*taken["id_usulan"], *rest["id_usulan"]]) == sorted(
        r["id_usulan"] for r in rencana
    )
    agreed = sum(row["kata"] == "Diakomodir" for row in rows)
    if is_final:
        assert len(taken) == agreed
        assert plain(annexes.say_sum(taken, is_final=True)).endswith(
            f"Rp {5 * agreed}" if agreed else "\u2013"
        )
    shown = annexes.list_not_agreed(b, rest, is_final=is_final)
    assert [k.no for k in shown if not k.kelompok] == [str(n + 1) for n in range(len(rest))]
    assert all(k.alasan for k in shown if not k.kelompok)


NUMBERS = re.compile(r"[0-9][0-9.]*")


def numbers(sentence: str) -> list[int]:
    return [int(n.replace(".", "")) for n in NUMBERS.findall(sentence.rstrip("."))]


@settings(max_examples=12)
@given(SOME, st.integers(0, 3), st.integers(0, 3))
def test_the_figures_of_a_draft_are_the_workbooks(
    rows: list[dict[str, Any]], n_training: int, n_done: int
) -> None:
    rencana = [{"id_usulan": f"U{i}", "bidang_penghidupan": "pertanian", "tahun": 2025,
                **{k: v for k, v in row.items() if k != "kata"}}
               for i, row in enumerate(rows)]  # fmt: skip
    training = [FULL["Pelatihan"][0] | {"angkatan": str(i)} for i in range(n_training)]
    rtl = [FULL["Tindak_Lanjut"][1] | {"id_rtl": f"D{i}"} for i in range(n_done)]
    rtl.append(FULL["Tindak_Lanjut"][0])
    b = briefing(Rencana=rencana, Pelatihan=training, Tindak_Lanjut=rtl)
    made = build_berita_acara(b)
    asked = {row["id_usulan"] for row in b.alignment.to_dict("records") if row["is_padanan"]}
    money = [row["anggaran"] for row in rencana if row["id_usulan"] in asked]
    wanted = []
    if rencana:
        wanted.append([len({row["kode_desa"] for row in rencana}), len(rencana)])
    if asked:
        known = [value for value in money if value is not None]
        wanted.append([len(asked), *([sum(known)] if known else []), 2025])
    if len(rencana) > len(asked):
        wanted.append([len(rencana) - len(asked)])
    if n_training:
        wanted.append([n_training, 30 * n_training, 2])
    wanted.append([1])  # one follow-up is open, however many are done
    assert [numbers(one.isi) for one in made.kesepakatan] == wanted
    assert f"({n_done + 1} butir, {n_done} selesai)" in " ".join(made.pertimbangan)
    said = wa.build_wa(b)
    tanpa = len(rencana) - len(asked)
    assert f"{len(asked)} dimintakan konfirmasi OPD, {tanpa} belum punya padanan" in said


def test_a_long_draft_folds_and_says_so_but_a_final_one_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(annexes, "MOST_ROWS", 2)
    b = briefing(**FULL)
    said = " ".join(minutes(b))
    assert "1 usulan lain dalam kelompok ini tercantum dalam padanan.xlsx" in said
    assert "usulan lain dalam kelompok" not in " ".join(minutes(b, closed()))


# --- attendance -----------------------------------------------------------------------------------


def test_attendance_counts_men_women_and_those_not_noted() -> None:
    b = briefing(**FULL)
    made = build_daftar_hadir(b)
    assert "Diundang: 3 orang (L 1, P 1, L/P belum diisi 1)" in made.jumlah
    came = build_daftar_hadir(b, build_rapat(b, closed()).hadirin)
    assert came.jumlah == "Jumlah: 2 orang (L 1, P 1)" and came.baris_kosong == ()
    unnoted = build_berita_acara(briefing(**FULL), build_rapat(b, replace(closed(), kehadiran=())))
    assert not unnoted.rancangan and "Hadir: ......... orang" in unnoted.jumlah  # never "0 orang"


def test_the_phone_column_stays_blank_and_addresses_stay_out() -> None:
    for name, content in papers(briefing(**FULL)).items():
        assert "ani@" not in " ".join(paragraphs(content)), name
    opened = Document(io.BytesIO(papers(briefing(**FULL))[paper.DAFTAR_HADIR]))
    table = next(t for t in opened.tables if t.rows[0].cells[0].text == "No")
    phone = [c.text for c in table.rows[0].cells].index("Alamat & No. Telp.")
    assert {row.cells[phone].text for row in table.rows[1:-1]} == {""}


def test_tables_repeat_their_header_and_no_row_is_cut() -> None:
    for name, content in papers(briefing(**FULL)).items():
        body = parts(content)["word/document.xml"].decode()
        rows = re.findall(r"<w:tr>.*?</w:tr>|<w:tr .*?</w:tr>", body, re.DOTALL)
        assert rows and all("<w:cantSplit/>" in row for row in rows), name
        listed = [t for t in re.findall(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL) if "Kisi" in t]
        assert listed and all(t.count("<w:tblHeader/>") == 1 for t in listed), name


# --- what every paper is --------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:16])
def test_hostile_text_is_shown_as_text(hostile: str) -> None:
    b = briefing(**spoil(hostile))
    shown = paper_words.mask(hostile, 60).rstrip("\u2026")[:50]
    for name, content in papers(b).items():
        said = plain(" ".join(paragraphs(content))).replace("\u2060", "")
        assert shown in said, name
        assert set(parts(content)) == set(parts(paper.read_template(name))), name
    assert shown in wa.build_wa(b) or "{{" not in wa.build_wa(b)


@pytest.mark.parametrize("canary", CANARIES)
def test_no_personal_number_or_address_reaches_a_paper(canary: str) -> None:
    b = briefing(**spoil(f"hubungi {canary} segera"))
    hasil = spoil_hasil(closed(), f"telepon {canary}")
    for content in (*papers(b).values(), *papers(b, hasil).values()):
        assert canary.encode() not in b"".join(parts(content).values())
        assert re.sub(r"\D", "", canary)[2:] not in re.sub(r"[ -]", "", str(paragraphs(content)))\
            or "@" in canary  # fmt: skip
    assert canary not in wa.build_wa(b) + wa.build_wa(b, hasil)


def test_missing_is_a_dash_never_nan_or_none() -> None:
    for b in (briefing(), briefing(putusan=ANSWERS)):
        for hasil in (None, closed()):
            for name, content in papers(b, hasil).items():
                words = set(re.findall(r"\w+", " ".join(paragraphs(content))))
                assert not words & {"nan", "None", "NaT", "NaN"}, name


def test_sample_data_is_marked_on_every_page_and_real_data_on_none() -> None:
    for is_sample in (True, False):
        for name, content in papers(briefing(rakor(contoh=is_sample), **FULL)).items():
            heads = [p for n, p in parts(content).items() if n.startswith("word/header")]
            assert heads and all((b"DATA CONTOH" in head) == is_sample for head in heads), name


def test_the_same_input_gives_the_same_bytes() -> None:
    for hasil in (None, closed()):
        assert papers(briefing(**FULL), hasil) == papers(briefing(**FULL), hasil)


def test_papers_are_indonesian_even_for_the_donor() -> None:
    english = papers(briefing(rakor(bahasa="en"), **FULL))
    assert english == papers(briefing(**FULL))


# --- templates ------------------------------------------------------------------------------------


def test_the_shipped_templates_are_what_their_script_writes() -> None:
    path = ROOT / "docs" / "templat" / "write_templat.py"
    spec = importlib.util.spec_from_file_location("write_templat", path)
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.build_templates() == {name: paper.read_template(name) for name in paper.PAPERS}


def test_the_shipped_templates_have_no_fault() -> None:
    for name in paper.PAPERS:
        assert check_template(paper.read_template(name), name) == ()
        assert name_paper(name) == name_paper(f"Kop {name.upper()}") == name


def test_the_guide_names_every_tag() -> None:
    guide = (ROOT / "docs" / "panduan.md").read_text(encoding="utf-8")
    for contract in CONTRACTS.values():
        for field in fields(contract):
            assert f"`{field.name}`" in guide, (contract, field.name)


@pytest.mark.parametrize(
    ("old", "new", "tag", "said"),
    [
        ("{{ tempat }}", "{{ tempatt }}", "tempatt", "Maksudnya {{ tempat }}?"),
        ("{{ k.kegiatan }}", "{{ k.kegiatn }}", "k.kegiatn", "Maksudnya {{ k.kegiatan }}?"),
        ("pimpinan.nama", "pimpinan.namaa", "pimpinan.namaa", "Maksudnya {{ pimpinan.nama }}?"),
        ("{{ tempat }}", "{{ tempat", "", "tidak lengkap"),
        ("{{ tempat }}", "{{ tempat }", "", "tidak lengkap"),
        ("{%p endfor %}", "x", "", "belum ditutup"),
        ("{%tr endfor %}", "{%tr endfr %}", "", "belum ditutup"),
        ("{{ forum|upper }}", "{{ forum|besar }}", "besar", "tidak dikenal"),
        ("{{ tempat }}", "{ tempat }", "", "kurung kurawal"),
    ],
)
def test_a_broken_tag_is_named_with_its_place(old: str, new: str, tag: str, said: str) -> None:
    broken = change(paper.read_template(paper.BERITA_ACARA), old, new)
    found = check_template(broken, paper.BERITA_ACARA)
    assert found and said in found[0].message, found
    assert found[0].sheet == "isi dokumen" and found[0].value
    assert tag in found[0].message and tag in found[0].value


def test_a_template_of_the_office_is_used_and_a_broken_one_refused(tmp_path: Path) -> None:
    own = change(paper.read_template(paper.BERITA_ACARA), "BERITA ACARA", "BERITA ACARA DINAS")
    (tmp_path / "ba.docx").write_bytes(own)
    b = briefing(rakor(tmp_path, templat="ba.docx"), **FULL)
    assert "BERITA ACARA DINAS" in minutes(b)
    (tmp_path / "ba.docx").write_bytes(change(own, "{{ tempat }}", "{{ tempatt }}"))
    with pytest.raises(PaperError, match=r"tempatt.*Maksudnya") as told:
        minutes(b)
    assert told.value.where == paper.BERITA_ACARA
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)
    (tmp_path / "ba.docx").write_bytes(b"bukan docx")
    with pytest.raises(PaperError, match="rusak"):
        minutes(b)
    with pytest.raises(PaperError, match="tidak ada"):
        minutes(briefing(rakor(tmp_path, templat="lain.docx")))


def test_a_letterhead_made_in_word_is_filled_and_marked(tmp_path: Path) -> None:
    """Word cuts a tag into several runs, and an office's file may have no header."""
    made = Document()
    made.add_heading("PEMERINTAH KABUPATEN", 1)
    line = made.add_paragraph("Tempat: ")
    for piece, bold in (("{{ tem", True), ("pat", False), (" }}", True)):
        line.add_run(piece).bold = bold
    listed = made.add_table(rows=3, cols=2)
    for row, cells in enumerate((("{%tr for p in peserta %}", ""), ("{{ p.no }}", "{{ p.nama }}"),
                                 ("{%tr endfor %}", ""))):  # fmt: skip
        for column, said in enumerate(cells):
            listed.cell(row, column).text = said
    made.save(tmp_path / "ba.docx")
    assert check_template((tmp_path / "ba.docx").read_bytes(), paper.BERITA_ACARA) == ()
    b = briefing(rakor(tmp_path, templat="ba.docx", contoh=True), **FULL)
    content = papers(b)[paper.BERITA_ACARA]
    assert paragraphs(content)[:2] == ["PEMERINTAH KABUPATEN", "Tempat: Bula"]
    assert paragraphs(content)[2:] == ["1", "Ani", "2", "Budi", "3", "Cici"]
    assert any(b"DATA CONTOH" in p for n, p in parts(content).items() if "header" in n)
    assert content == papers(b)[paper.BERITA_ACARA]


def test_a_folder_of_templates_holds_any_of_the_three(tmp_path: Path) -> None:
    own = change(paper.read_template(paper.UNDANGAN), "Dengan hormat,", "Salam sejahtera,")
    (tmp_path / "templat").mkdir()
    (tmp_path / "templat" / paper.UNDANGAN).write_bytes(own)
    b = briefing(rakor(tmp_path, templat="templat"), **FULL)
    assert "Salam sejahtera," in paragraphs(papers(b)[paper.UNDANGAN])


@pytest.mark.parametrize(
    "tag", ["{{ ''.__class__.__mro__ }}", "{{ forum.__class__ }}", "{{ peserta.append(1) }}"]
)
def test_a_template_cannot_reach_out_of_its_sandbox(tag: str) -> None:
    evil = change(paper.read_template(paper.UNDANGAN), "{{ tempat }}", tag)
    b = briefing(**FULL)
    templates = paper.read_templates(b.rakor) | {paper.UNDANGAN: evil}
    with pytest.raises(PaperError):
        paper.build_papers(b, templates)


# --- words ----------------------------------------------------------------------------------------


def test_every_word_of_the_papers_catalogue_is_used() -> None:
    pack = ROOT / "bangkit_nb" / "pack"
    with (pack / "pesan" / "kertas.po").open("rb") as stream:
        keys = {m.id for m in read_po(stream, locale="id") if m.id}
    whole, starts = set(), set()
    for path in pack.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(str(node.values[0].value))
    known = {*whole, *(f"{w}_belum" for w in whole), *(f"{w}_contoh" for w in whole)}
    starts = {s for s in starts if re.fullmatch(r"[a-z]+\.", s)}
    assert [k for k in keys if k not in known and not any(k.startswith(s) for s in starts)] == []


# --- ten lines ------------------------------------------------------------------------------------


def test_wa_is_at_most_ten_lines_that_ask_or_tell() -> None:
    b = briefing(putusan=ANSWERS, **FULL)
    asked, told = wa.build_wa(b), wa.build_wa(b, closed())
    for said in (asked, told):
        lines = said.rstrip("\n").split("\n")
        assert 5 <= len(lines) <= 10 and all(0 < len(line) <= 250 for line in lines)
    assert "Yang diminta" in asked and "Jumat, 1 Maret 2024" in asked
    assert "Hasil Rakor" in told and "Hadir 2 orang (L 1, P 1)" in told
    assert "KESATU: Sinkronisasi dilanjutkan" in told and "20 Maret 2024: Kirim surat" in told
    assert "DATA CONTOH" not in asked
    unknown = wa.build_wa(briefing(rakor(tanggal="2024-03", jam="", tempat="")))
    assert unknown.split("\n")[1] == "Maret 2024" and "..." not in unknown
    assert wa.build_wa(briefing(rakor(contoh=True))).startswith("*DATA CONTOH")
    late = wa.build_wa(briefing(rakor(per_tanggal=dt.date(2026, 1, 1).isoformat()), **FULL))
    assert "sudah lewat" in late
