"""Documents taken in on the desk: kept with harmless names, imported, mapped once where unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from build import write_project

from bangkit_nb.cli import build_parser
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.desk import import_form, said, widget
from bangkit_nb.desk.actions import build_arguments
from bangkit_nb.desk.widget import Desk

KEY = "uji-2024-03-01"
DU_RKP = b"No;Nama Desa;Kecamatan;Nama Kegiatan;Volume\n1;Solang;Teluk Waru;Jalan tani baru;5\n"
ODD = b"Kampung;Wilayah, Kec;Pekerjaan\nKaray;Teluk Waru;Talud pantai\n"


@pytest.fixture
def desk(project: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    write_project(project)
    monkeypatch.setattr(widget, "_ACTIONS", {})
    made = Desk(project)
    monkeypatch.setattr(made, "send", lambda content, buffers=None: None)
    return made


def take(desk: Desk, *contents: bytes, **asked: Any) -> dict[str, Any]:
    buffers = [memoryview(content) for content in contents]
    desk._receive(desk, {"action": "impor", "rakor": KEY, **asked}, buffers)
    assert desk.actions.wait(KEY, 90)
    return desk.state["progress"][KEY]


def kegiatan(desk: Desk) -> list[str]:
    path = desk.proyek / "data" / f"{KEY}.xlsx"
    return [str(text) for text in read_workbook(path).frames["Rencana"]["kegiatan"]]


@pytest.mark.slow
def test_a_document_is_imported_and_its_counts_are_told(desk: Desk) -> None:
    told = take(desk, DU_RKP, names=["DU-RKP 2025.csv"])
    assert (told["state"], told["sentence"]) == ("baik", "Impor selesai: 1 baris ditempatkan.")
    text = desk.state["imports"][KEY]["text"]
    assert "du-rkp-2025.csv: DU-RKP Desa, 5 kolom" in text and "1 baris baru" in text
    assert kegiatan(desk)[-1] == "Jalan tani baru"


@pytest.mark.slow
def test_an_unknown_layout_is_mapped_in_the_form_and_then_taken(desk: Desk) -> None:
    told = take(desk, ODD, names=["../../aneh;.csv"])
    assert told["state"] == "salah" and "tidak dikenal" in told["sentence"]
    form = desk.state["imports"][KEY]
    assert form["headers"] == ["Kampung", "Wilayah, Kec", "Pekerjaan"]
    assert "desa" in form["columns"]["Rencana"] and "pagu" in form["columns"]["Renja"]
    pairs = {"Kampung": "desa", "Wilayah, Kec": "kecamatan", "Pekerjaan": "kegiatan"}
    told = take(desk, pairs=pairs, lembar="Rencana", nama="Kampung")
    assert told["state"] == "baik", told
    assert kegiatan(desk)[-1] == "Talud pantai"
    assert (desk.proyek / "data" / "pemetaan" / "kampung.yml").is_file()
    assert [p.name for p in (desk.proyek / "data" / "masuk").iterdir()] == ["aneh.csv"]
    assert not desk.state["imports"][KEY].get("headers")


def test_the_form_s_words_are_a_command_that_is_understood() -> None:
    given = import_form.add_mapping({"berkas": "a.xlsx\nb.csv"}, {
        "pairs": {"Pagu, Rp=": "pagu", "No": ""}, "lembar": "Renja", "nama": "--x",
        "jumlahkan": True,
    })  # fmt: skip
    parsed = build_parser().parse_args(build_arguments("impor", KEY, given)[2:])
    assert [path.name for path in parsed.berkas] == ["a.xlsx", "b.csv"]
    assert (parsed.into, parsed.sheet, parsed.map_name) == (KEY, "Renja", "--x")
    assert parsed.jumlahkan
    assert parsed.peta == ["Pagu, Rp==pagu"]


def test_nothing_is_started_without_documents(project: Path, monkeypatch: Any) -> None:
    write_project(project)
    monkeypatch.setattr(widget, "_ACTIONS", {})
    desk = Desk(project)
    desk._receive(desk, {"action": "impor", "rakor": KEY, "pairs": {"A": "desa"}}, [])
    assert desk.actions.progress() == {}


def test_an_answer_that_cannot_be_read_is_a_broken_program() -> None:
    assert import_form.read_answer("bukan json") == import_form.read_answer("[]") == {}
    ended = said.explain_end("impor", 1, "", "Traceback ...")
    assert ended.is_broken and ended.told is None
    told = json.dumps({"sentence": "Berkas rusak.", "text": ""})
    assert said.explain_end("impor", 1, told, "").sentence == "Berkas rusak."
