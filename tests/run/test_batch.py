"""A batch: what changed runs, the rest is left, one failure stops none, and all of it is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from build import drop_sheet, write_project
from page import Page

from bangkit_nb import cli
from bangkit_nb.errors import BangkitError
from bangkit_nb.run import batch, kernels, pool
from bangkit_nb.run.outcome import Outcome, from_plain
from bangkit_nb.run.progress import Batch
from bangkit_nb.run.report import build_report

pytestmark = pytest.mark.slow

KEYS = ["a-2024-03-01", "b-2024-03-01", "c-2024-03-01"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A project of three Rakor that have been run by the command."""
    folder = tmp_path_factory.mktemp("proyek")
    for name in ("params", "data"):
        (folder / name).mkdir()
    shutil.copytree(root / "notebooks", folder / "notebooks")
    for key in KEYS:
        write_project(folder, key)
    words = [sys.executable, "-m", "bangkit_nb.cli", "run", "--all", "--jobs", "2", "--log-json"]
    environment = os.environ | {"BANGKIT_PROYEK": str(folder)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    (folder / "log.txt").write_text(done.stdout)
    assert done.stderr == ""
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, to be changed."""
    folder = tmp_path / "kantor"
    shutil.copytree(made, folder)
    monkeypatch.setenv("BANGKIT_PROYEK", str(folder))
    yield folder


def run(capfd: Any, *words: str) -> tuple[int, str, str]:
    code = cli.main(["run", *words])
    said = capfd.readouterr()
    return code, said.out, said.err


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of every file of the Rakor."""
    return {
        str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns)
        for key in KEYS
        for p in (folder / "outputs" / key).rglob("*") if p.is_file()
    }  # fmt: skip


def edit(folder: Path, key: str) -> None:
    path = folder / "params" / f"{key}.yml"
    path.write_text(path.read_text().replace("Bula", "Geser"))


def test_json_lines_tell_the_whole_batch(made: Path) -> None:
    facts = [json.loads(line) for line in (made / "log.txt").read_text().splitlines()]
    assert [f["rakor"] for f in facts if f["peristiwa"] == "mulai"] == KEYS
    assert sorted(f["rakor"] for f in facts if f["peristiwa"] == "selesai") == KEYS
    assert max(f.get("n_berjalan", 0) for f in facts) == 2
    last = facts[-1]
    assert last["peristiwa"] == "ringkas"
    assert (last["n_dijalankan"], last["n_gagal"], last["n_tidak_berubah"]) == (3, 0, 0)


def test_unchanged_rakor_are_left_alone(office: Path, capfd: Any) -> None:
    before = state(office)
    code, out, err = run(capfd, "--all")
    assert code == 0 and err == "" and out.splitlines()[-1] == "3 tidak berubah"
    assert state(office) == before and len(before) > 30


def test_only_what_was_edited_runs(office: Path, capfd: Any) -> None:
    edit(office, KEYS[1])
    _, out, _ = run(capfd, "--all", "--dry-run")
    assert out == f"{KEYS[1]}: params berubah\n1 akan dijalankan, 2 tidak berubah\n"
    before = state(office)
    code, out, err = run(capfd, "--all")
    assert code == 0 and "2 tidak berubah" in out and f"{KEYS[1]}: paket" in err
    changed = {name for name, seen in state(office).items() if before.get(name) != seen}
    assert changed and all(name.startswith(f"outputs/{KEYS[1]}/") for name in changed)


def test_force_runs_all_and_leaves_the_same_bytes_untouched(office: Path, capfd: Any) -> None:
    before = state(office)
    code, out, _ = run(capfd, "--all", "--force", "--only", "a-*", "--only", "b-*")
    assert code == 0 and "tidak berubah" not in out
    assert out.count("index.html (") == 2 and "laporan: " in out
    assert state(office) == before


def test_a_failure_is_told_everywhere_and_the_others_are_done(office: Path, capfd: Any) -> None:
    drop_sheet(office / "data" / f"{KEYS[0]}.xlsx", "Renja")
    edit(office, KEYS[2])
    code, out, err = run(capfd, "--all", "--jobs", "2")
    assert code == 1 and "1 dari 3 Rakor gagal" in err and "1 tidak berubah" in out
    page_path = Path(out.split("laporan: ")[1].splitlines()[0])
    page = Page(page_path.read_text())
    assert page.faults == [] and "Renja" in page.text and "params berubah" in page.text
    for href in page.links:
        assert (page_path.parent / href).is_file(), href
    log = (page_path.parent / "log.jsonl").read_text().splitlines()
    assert [json.loads(x)["rakor"] for x in log if '"gagal"' in x] == [KEYS[0]]
    code, out, _ = run(capfd, "--all", "--dry-run")
    assert "1 akan dijalankan, 2 tidak berubah" in out and f"{KEYS[0]}: terakhir gagal" in out
    assert cli.main(["status", "--all"]) == 0
    rows = capfd.readouterr().out.splitlines()
    assert "terakhir gagal" in rows[1] and "Renja" in rows[1] and "mutakhir" in rows[2]
    assert rows[-1] == "3 Rakor: 2 mutakhir, 1 perlu dijalankan"


def test_a_pattern_that_fits_nothing_is_said(office: Path) -> None:
    with pytest.raises(BangkitError, match="--only"):
        batch.choose_rakor(office, [], ["zzz*"])


@pytest.mark.skipif(not kernels.is_safe(), reason="sistem ini tidak dapat fork dengan aman")
def test_no_more_run_at_once_than_memory_holds(office: Path) -> None:
    class Counted(Batch):
        most = 0

        def begin(self, rakor: str) -> None:
            super().begin(rakor)
            self.most = max(self.most, len(self._running))

    counts = []
    for free in (10**12, 100):
        counted = Counted(2, 2, ())
        outcomes = pool.run_all(
            KEYS[:2], str(office), jobs=2, progress=counted, memory=lambda free=free: free
        )
        assert all(one.ok and one.memory > 10**7 for one in outcomes)
        counts.append(counted.most)
    assert counts == [2, 1]
    assert pool.read_free_memory() > 10**8


def test_an_outcome_crosses_a_border_whole() -> None:
    one = Outcome("a", False, 1.5, None, "sel 3", "rusak", Path("x/y.ipynb"), memory=5)
    assert from_plain(json.loads(json.dumps(one.to_plain()))) == one


def test_the_report_of_a_country_is_one_page_without_script(tmp_path: Path) -> None:
    import datetime as dt

    outputs = tmp_path / "outputs"
    many = [
        Outcome(f"k{n}", n % 50 != 7, n / 10, outputs / f"k{n}" / "i.html", is_unchanged=n > 400)
        for n in range(514)
    ]
    reasons = {one.rakor: ("<b>x</b>",) for one in many}
    start = dt.datetime(2024, 3, 1, 21, 5, tzinfo=dt.UTC)
    page = Page(build_report(many, reasons, start, 7300, outputs))
    assert page.faults == [] and "514 Rakor" in page.text and "2 jam 2 menit" in page.text
    assert "<b>x</b>" in page.text and page.links[0].startswith("../../k")


# --- the same notebooks under other hands --------------------------------------------------------


def test_what_jupyter_scheduler_does_gives_the_same_page(office: Path) -> None:
    """Do by hand what its execution manager does, for it is not among our dependencies.

    A cell `name = value` after the one tagged parameters, values as typed; nbconvert's
    ExecutePreprocessor; then the exporter of the chosen output format.
    """
    import nbconvert
    from nbconvert.preprocessors import ExecutePreprocessor

    source = office / "notebooks" / "3_paket_briefing.ipynb"
    notebook = nbformat.read(source, as_version=4)
    tagged = [n for n, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", [])]
    typed = {"rakor": f"'{KEYS[0]}'", "proyek": f"'{office}'"}
    cell = nbformat.v4.new_code_cell("\n".join(f"{k} = {v}" for k, v in typed.items()))
    cell.metadata["tags"] = ["injected-parameters"]
    notebook.cells.insert(tagged[0] + 1, cell)
    runner = ExecutePreprocessor(
        kernel_name=notebook.metadata.kernelspec["name"], store_widget_state=True
    )
    runner.preprocess(notebook)
    made, _ = nbconvert.get_exporter("briefing")().from_notebook_node(notebook)
    page = office / "outputs" / KEYS[0] / "paket" / "sebelum" / "rakor.html"
    assert made == page.read_text()
