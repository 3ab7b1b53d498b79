"""The desk without a browser: real child processes, one at a time, whose ends land on the cards."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from build import drop_sheet, write_project

from bangkit_nb.cli import build_parser
from bangkit_nb.desk import widget
from bangkit_nb.desk.actions import Actions, Progress, build_arguments
from bangkit_nb.desk.cards import SCREENS
from bangkit_nb.desk.facts import read_all_facts, read_facts
from bangkit_nb.desk.widget import Desk
from bangkit_nb.params import open_rakor
from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.store import open_store

pytestmark = pytest.mark.slow

KEY = "uji-2024-03-01"


@pytest.fixture
def desk(project: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on one Rakor whose messages to the page are kept in `sent`."""
    write_project(project)
    monkeypatch.setattr(widget, "_ACTIONS", {})
    made = Desk(project)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(made, "send", lambda content, buffers=None: sent.append(content))
    made.sent = sent
    return made


def press(desk: Desk, action: str, rakor: str = KEY, **more: Any) -> dict[str, Any]:
    """Press a button, wait for the end, and return what its place then says."""
    desk._receive(desk, {"action": action, "rakor": rakor, **more}, [])
    place = "" if action == "baru" else rakor
    assert desk.actions.wait(place, 90)
    return desk.state["progress"].get(place, {})


def line(desk: Desk, label: str, rakor: str = KEY) -> str:
    (card,) = [card for card in desk.state["cards"] if card["rakor"] == rakor]
    return next(line["text"] for line in card["lines"] if line["label"] == label)


def test_a_check_lands_on_the_card_and_is_remembered_by_the_next_desk(desk: Desk) -> None:
    assert line(desk, "Data") == "belum diperiksa"
    told = press(desk, "periksa")
    assert told["state"] == "baik" and told["sentence"].startswith("Pemeriksaan selesai")
    assert line(desk, "Data").startswith("sudah diperiksa: ")
    assert desk.state["problems"][KEY] == json.loads(json.dumps(desk.state["problems"][KEY]))
    again = Desk(desk.proyek)
    assert line(again, "Data") == line(desk, "Data")
    book = open_rakor(KEY, desk.proyek).buku_kerja_path
    book.write_bytes(book.read_bytes() + b" ")
    again.refresh()
    assert "periksa lagi" in line(again, "Data")


def test_a_run_tells_its_steps_and_its_packs_are_dated(desk: Desk) -> None:
    steps: list[int] = []
    tell = desk.actions.tell

    def listen(rakor: str, progress: Progress) -> None:
        steps.append(progress.number)
        tell(rakor, progress)

    desk.actions.tell = listen
    assert press(desk, "paket")["sentence"] == "Paket briefing selesai dibuat."
    assert steps == [0, 1, 2, 3, 4, 5, 0]
    assert line(desk, "Paket briefing").startswith("dibuat ")
    assert line(desk, "Data").startswith("sudah diperiksa: ")
    assert re.match(r"\d+ dari 4 usulan punya calon mesin", line(desk, "Padanan"))
    link = [b["link"] for b in desk.state["cards"][0]["buttons"] if b["action"] == "buka"]
    assert link == [f"{KEY}/index.html"] and (desk.proyek / "outputs" / link[0]).is_file()


def test_a_failed_run_says_the_sentence_and_the_card_keeps_it(desk: Desk) -> None:
    drop_sheet(open_rakor(KEY, desk.proyek).buku_kerja_path, "Renja")
    told = press(desk, "paket")
    assert told["state"] == "salah" and "Renja" in told["sentence"]
    assert "Traceback" not in told["sentence"] and "\n" not in told["sentence"]
    assert "Renja" in line(desk, "Terakhir gagal")


def test_two_clicks_start_it_once(desk: Desk) -> None:
    assert desk.actions.begin("periksa", KEY)
    assert not desk.actions.begin("periksa", KEY)
    assert not desk.actions.begin("paket", KEY)
    assert desk.actions.wait(KEY, 60) and desk.actions.begin("periksa", KEY)
    assert desk.actions.wait(KEY, 60)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_stopped_run_leaves_no_process_and_no_pack(desk: Desk) -> None:
    before = set(psutil.Process().children(recursive=True))  # other tests' trackers live on
    desk.begin("paket", KEY)
    deadline = time.monotonic() + 60
    while desk.state["progress"][KEY]["number"] < 2:
        assert desk.actions.is_running(KEY), desk.state["progress"]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    family = [one for one in psutil.Process().children(recursive=True) if one not in before]
    assert family
    desk._receive(desk, {"action": "batal", "rakor": KEY}, [])
    assert desk.actions.wait(KEY, 30)
    assert "boleh dimulai lagi" in desk.state["progress"][KEY]["sentence"]
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert not (desk.proyek / "outputs" / KEY / "index.html").exists()


def test_a_broken_program_is_one_sentence_and_its_words_are_kept_aside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bangkit_nb.desk.actions.build_arguments", lambda *_: ["-c", "raise KeyError('rahasia')"]
    )
    told = press(desk, "periksa")
    assert told["sentence"] == (
        "Kesalahan program. Laporkan ke pengelola; catatan teknisnya ada di outputs/meja/galat.txt."
    )
    assert "KeyError" in (desk.proyek / "outputs/meja/galat.txt").read_text()


def test_the_form_makes_a_rakor_by_the_command(desk: Desk) -> None:
    given = {"kabupaten": "Kabupaten Baru", "kode_kabupaten": "81.06", "provinsi": "Maluku",
             "forum": "-x Pokja", "tanggal": "1 Mei 2025", "ke": "4"}  # fmt: skip
    told = press(desk, "baru", given=given | {"kode_kabupaten": ""})
    assert told["state"] == "salah" and desk.sent[-2:-1] == [{"invalid": "kode_kabupaten"}]
    assert press(desk, "baru", given=given)["state"] == "baik"
    assert {"made": True} in desk.sent
    made = open_rakor("bar-2025-05-01", desk.proyek)
    assert (made.ke, made.forum, made.buku_kerja_path.is_file()) == (4, "-x Pokja", True)
    assert "bar-2025-05-01" in [card["rakor"] for card in desk.state["cards"]]


@pytest.mark.parametrize("action", ["tinjau", "catat"])
def test_a_screen_is_prepared_and_its_page_is_named(
    desk: Desk, action: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    assert press(desk, action)["state"] == "baik"
    path = f"outputs/{KEY}/kerja/{SCREENS[action].notebook}"
    assert {"open": path} in desk.sent and (desk.proyek / path).is_file()


def test_a_log_is_saved_and_a_colleague_s_is_taken_in(desk: Desk) -> None:
    assert press(desk, "ekspor")["state"] == "baik"
    (path,) = (desk.proyek / "data" / "tukar").glob(f"catatan-{KEY}-*.jsonl")
    content = path.read_bytes()
    desk._receive(
        desk, {"action": "gabung", "rakor": KEY, "name": "a.jsonl"}, [memoryview(content)]
    )
    assert desk.actions.wait(KEY, 60)
    assert desk.state["progress"][KEY]["state"] == "baik", desk.state["progress"][KEY]
    cut = [memoryview(content[:-9])]
    desk._receive(desk, {"action": "gabung", "rakor": KEY, "name": "b.jsonl"}, cut)
    assert desk.actions.wait(KEY, 60)
    told = desk.state["progress"][KEY]
    assert told["state"] == "salah" and told["sentence"].endswith(".")


def test_packs_are_outdated_once_somebody_judges(desk: Desk) -> None:
    press(desk, "paket")
    assert "usang" not in line(desk, "Paket briefing")
    made = open_rakor(KEY, desk.proyek)
    told = Event(
        "00000000-0000-4000-8000-000000000001", KEY, "k", Padanan("ragu"), (), 1, "ani", ""
    )
    with open_store(made.proyek) as store:
        store.append([told])
    desk.refresh()
    assert "usang: catatan berubah sesudahnya" in line(desk, "Paket briefing")


@pytest.mark.parametrize("action", ["periksa", "paket", "ekspor", "gabung"])
def test_every_action_is_a_command_that_is_understood(action: str) -> None:
    words = build_arguments(action, KEY, {"berkas": "x.jsonl"})[2:]
    assert build_parser().parse_args(words).action is not None


def test_what_the_desk_does_not_know_is_dropped(desk: Desk) -> None:
    for asked in ({}, {"action": "hapus", "rakor": KEY}, {"action": "paket", "rakor": "../luar"},
                  {"action": "gabung"}):  # fmt: skip
        desk._receive(desk, asked, [])
    assert desk.actions.progress() == {}


def test_a_broken_params_file_is_a_card_and_the_others_stand(desk: Desk) -> None:
    (desk.proyek / "params" / "rusak.yml").write_text("rakor: [", encoding="utf-8")
    desk.refresh()
    cards = {card["rakor"]: card for card in desk.state["cards"]}
    assert cards["rusak"]["buttons"] == () or cards["rusak"]["buttons"] == []
    assert "tidak dapat dibaca" in cards["rusak"]["lines"][0]["text"]
    assert cards[KEY]["buttons"]


def test_the_latest_real_rakor_comes_first_unless_another_is_asked_for(project: Path) -> None:
    write_project(project)
    write_project(project, "uji-2025-03-01", tanggal="2025-03-01")
    write_project(project, "uji-2026-03-01", tanggal="2026-03-01", contoh=True)
    keys = [facts.rakor for facts in read_all_facts(project)]
    assert keys == ["uji-2025-03-01", KEY, "uji-2026-03-01"]
    assert read_all_facts(project, KEY)[0].rakor == KEY


def test_reading_the_state_makes_no_database(project: Path) -> None:
    write_project(project)
    assert read_facts(KEY, project).n_reviewed is None
    assert not (project / "data" / "bangkit.db").exists()


def test_a_folder_that_may_not_be_written_is_said(project: Path) -> None:
    told: list[Progress] = []
    actions = Actions(project)
    actions.tell = lambda rakor, progress: told.append(progress)
    shutil.rmtree(project)
    with pytest.raises(OSError, match=str(project)):
        actions.begin("periksa", KEY)
    assert told == [] and not actions.is_running(KEY)


def test_values_of_the_form_never_become_options() -> None:
    words = build_arguments("baru", "", {"forum": "--all", "kode_kabupaten": "81.05", "jam": ""})
    assert words[2:] == ["new-rakor", "--forum=--all", "--kode-kabupaten=81.05"]
    assert sys.executable not in words
