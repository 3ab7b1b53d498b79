"""jupyter-scheduler runs the notebooks unmodified, from a folder of its own, as papermill does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from build import write_project
from postgres import lack

from bangkit_nb.run.notebook import run_notebook

pytestmark = pytest.mark.slow

KEY = "uji-2024-03-01"

JOBS = """
import json, sys
from pathlib import Path
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.orm import Job, create_session, create_tables

url = f"sqlite:///{Path.cwd()}/jadwal.sqlite"
create_tables(url)
for name in sys.argv[2:]:
    with create_session(url)() as session:
        job = Job(runtime_environment_name="python3", input_filename=name, name=name,
                  output_formats=["ipynb"], parameters=json.loads(sys.argv[1]))
        session.add(job)
        session.commit()
        key = job.job_id
    places = {"input": name, "ipynb": "jadi-" + name}
    DefaultExecutionManager(key, str(Path.cwd()), url, places).process()
    with create_session(url)() as session:
        done = session.get(Job, key)
        print(json.dumps([done.status, done.status_message]))
"""
"""What the scheduler does with a job: its record in the database, then its execution manager."""


def find_packages() -> Path:
    """Return the folder that `make test` puts jupyter-scheduler into."""
    folder = Path(sys.prefix) / "jadwal"
    if not (folder / "jupyter_scheduler").is_dir():
        lack("jupyter-scheduler is not installed (make test installs it into .venv/jadwal)")
    return folder


def told(path: Path) -> list[list[Any]]:
    """Return what each code cell of an executed notebook shows, without the injected one."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        [output.get("data") or output.get("text") for output in cell.outputs]
        for cell in cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]


def run_jobs(folder: Path, parameters: dict[str, str], *names: str) -> list[list[str]]:
    """Run notebooks of a foreign folder one after the other; return [state, message] of each."""
    paths = [str(find_packages()), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-c", JOBS, json.dumps(parameters), *names],
        cwd=folder, env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_jupyter_scheduler_shows_what_papermill_shows(project: Path, tmp_path: Path) -> None:
    find_packages()
    write_project(project)
    elsewhere = tmp_path / "jadwal"
    elsewhere.mkdir()
    names = ("1_periksa_data.ipynb", "3_paket_briefing.ipynb")
    for name in names:
        (elsewhere / name).write_bytes((project / "notebooks" / name).read_bytes())
    # the scheduler writes the values into the cell as they are typed: a text in its quotes
    parameters = {"rakor": repr(KEY), "proyek": repr(str(project))}
    assert run_jobs(elsewhere, parameters, *names) == [["COMPLETED", None]] * 2
    for name in names:
        plain = tmp_path / name
        run_notebook(project / "notebooks" / name, plain, {"rakor": KEY}, folder=project)
        assert told(elsewhere / f"jadi-{name}") == told(plain)
        assert any(cell for cell in told(plain)), name


def test_a_rakor_that_is_not_there_is_a_failed_job_that_says_so(
    project: Path, tmp_path: Path
) -> None:
    find_packages()
    name = "1_periksa_data.ipynb"
    (tmp_path / name).write_bytes((project / "notebooks" / name).read_bytes())
    parameters = {"rakor": "'tidak-ada'", "proyek": repr(str(project))}
    ((state, said),) = run_jobs(tmp_path, parameters, name)
    assert state == "FAILED" and "tidak-ada" in said
