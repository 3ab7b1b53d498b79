"""Lab: prepared, signed copies; its own settings; loopback only."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from build import ROOT, write_project
from nbformat.sign import NotebookNotary

from bangkit_nb import cli
from bangkit_nb.desk import lab_settings, launcher
from bangkit_nb.params import open_rakor


@pytest.fixture(autouse=True)
def own_jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / "jupyter" / name.lower()))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "jupyter" / "ipython"))


def test_copies_hold_the_rakor_and_are_trusted(project: Path) -> None:
    made = launcher.prepare_notebooks(open_rakor(write_project(project), project))
    assert [p.name for p in made] == sorted(
        p.name for p in (project / "notebooks").glob("[1-9]*.ipynb")
    )
    for path in made:
        notebook = nbformat.read(path, as_version=4)
        assert 'rakor = "uji-2024-03-01"' in "".join(c.source for c in notebook.cells)
        assert NotebookNotary().check_signature(notebook)
        assert str(project) not in path.read_text()
        assert all(not c.get("outputs") for c in notebook.cells)


def test_an_open_copy_is_not_replaced_unless_the_notebook_changed(project: Path) -> None:
    rakor = open_rakor(write_project(project), project)
    path = launcher.prepare_notebooks(rakor)[0]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="hasil")]
    nbformat.write(notebook, path)
    launcher.prepare_notebooks(rakor)
    assert "hasil" in path.read_text()
    source = project / "notebooks" / path.name
    changed = nbformat.read(source, as_version=4)
    changed.cells[0].source += " Baru."
    nbformat.write(changed, source)
    launcher.prepare_notebooks(rakor)
    assert "Baru." in path.read_text() and "hasil" not in path.read_text()


def test_the_desk_is_prepared_anew_without_what_it_showed_last_time(project: Path) -> None:
    path = launcher.prepare_desk(project)
    assert path == project / "outputs/meja/0_mulai.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert 'data-commandlinker-command="notebook:run-all-cells"' in notebook.cells[0].source
    assert all(c.metadata.jupyter.source_hidden for c in notebook.cells if c.cell_type == "code")
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="mati")]
    nbformat.write(notebook, path)
    assert "mati" not in launcher.prepare_desk(project, "uji-2024-03-01").read_text()
    notebook = nbformat.read(path, as_version=4)
    assert 'rakor = "uji-2024-03-01"' in "".join(c.source for c in notebook.cells)
    assert NotebookNotary().check_signature(notebook)


def test_saved_widgets_are_taken_away_and_executed_notebooks_stay(project: Path) -> None:
    work = project / "outputs" / "uji-2024-03-01" / "kerja"
    work.mkdir(parents=True)
    for name in ("1_periksa_data.ipynb", "2_tinjau_padanan.ipynb"):
        (work / name).write_text("{}")
    launcher.strip_widgets(project)
    assert [p.name for p in work.iterdir()] == ["1_periksa_data.ipynb"]


def test_lab_is_told_to_stay_on_this_machine_and_to_fetch_nothing(project: Path) -> None:
    start = project / "outputs/meja/0_mulai.ipynb"
    command = " ".join(launcher.build_command(project, start, port=9, browser=False))
    assert "--ip=127.0.0.1" in command and "--LabApp.news_url= " in command + " "
    app = lab_settings.write_settings(project)
    assert f"--LabApp.app_settings_dir={app}" in command
    overrides = json.loads((app / "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    environment = launcher.build_environment(project)
    assert str(project / "data" / ".lab") in environment["JUPYTERLAB_SETTINGS_DIR"]


def test_every_shortcut_of_bare_characters_is_off_and_the_others_stay() -> None:
    schemas = lab_settings.read_schemas()
    off = {(s["command"], *s["keys"]) for s in lab_settings.build_disabled(schemas)}
    assert {
        ("notebook:insert-cell-above", "A"), ("notebook:delete-cell", "D", "D"),
        ("notebook:merge-cells", "Shift M"), ("kernelmenu:restart", "0", "0"),
        ("notebook:change-cell-to-heading-1", "1"),
    } <= off  # fmt: skip
    kept = {"Enter", "Shift Enter", "Escape", "ArrowDown", "Accel S", "Tab", ""}
    assert all(kept.isdisjoint(keys) for _, *keys in off)


def test_a_project_in_a_synchronised_folder_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "OneDrive - Kantor" / "proyek"
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    (project / "params").mkdir()
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    monkeypatch.delenv("BANGKIT_DB", raising=False)
    assert cli.main(["lab", "--no-browser"]) == 1
    said = capsys.readouterr().err
    assert "OneDrive" in said and said.count("\n") == 1
    assert not (project / "outputs").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_bangkit_lab_serves_the_prepared_notebook(project: Path) -> None:
    write_project(project)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "BANGKIT_PROYEK": str(project), "JUPYTER_TOKEN": "uji"}
    command = [sys.executable, "-m", "bangkit_nb.cli", "lab", "--no-browser", "--port", str(port)]
    path = "outputs/uji-2024-03-01/kerja/1_periksa_data.ipynb"
    url = f"http://127.0.0.1:{port}/api/contents/{path}?token=uji&content=0"
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    with urllib.request.urlopen(url, timeout=5) as answer:
                        assert json.load(answer)["name"] == "1_periksa_data.ipynb"
                    break
                except OSError:
                    assert child.poll() is None and time.monotonic() < deadline
                    time.sleep(0.3)
        finally:
            os.killpg(child.pid, 15)
            child.communicate(timeout=20)


def test_labs_words_are_indonesian_and_keep_their_places() -> None:
    path = Path(launcher.__file__).parent / "locale/id_ID/LC_MESSAGES/jupyterlab.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    # Lab looks words up under "id-ID"; with an underscore it finds none, silently
    assert words.pop("")["language"] == "id-ID"
    assert words["menu\x04File"] == ["Berkas"] and len(words) > 150
    for english, indonesian in words.items():
        for said in indonesian:
            assert said and set(re.findall(r"%\d", said)) == set(re.findall(r"%\d", english))


def test_a_lab_that_is_open_on_the_project_is_shown_instead_of_a_second(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    servers = [
        {"root_dir": "/lain", "url": "http://127.0.0.1:1/", "token": "a"},
        {"root_dir": str(project), "url": "http://127.0.0.1:2/", "token": "b"},
    ]
    monkeypatch.setattr(launcher, "list_running_servers", lambda: iter(servers))
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert launcher.run_lab(port=1) == 0
    assert opened == ["http://127.0.0.1:2/?token=b"]
    assert "sudah terbuka" in capsys.readouterr().out
    assert not (project / "outputs").exists()
