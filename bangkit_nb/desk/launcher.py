"""Start JupyterLab on this machine with settings of its own and a prepared copy of each notebook.

notebooks/ itself is never opened for work: each Rakor gets copies with its key filled in, in
outputs/<rakor>/kerja/, and the desk one in outputs/meja/, signed for the user who runs Lab so that
they open trusted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from pathlib import Path

# nbformat's format checker imports a grammar that takes 2 s and is never used on notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from jupyter_server.serverapp import list_running_servers
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

from bangkit_nb.desk.lab_settings import write_settings
from bangkit_nb.errors import BangkitError
from bangkit_nb.files import write_text
from bangkit_nb.params import Rakor, find_project, list_rakor, open_rakor
from bangkit_nb.review.place import BANGKIT_DB, check_place, store_path
from bangkit_nb.run.notebook import check_parameters, strip_run_metadata

WORK = "kerja"
"""Folder of the prepared copies, below outputs/<rakor>/."""

DESK = "outputs/meja/0_mulai.ipynb"
"""The desk's copy, which belongs to no Rakor, below the project's folder."""

_WIDGETS = ("0_", "2_", "4_", "6_")
"""Notebooks whose output is a widget: saved, it is a picture of buttons that no longer work."""


def prepare_notebooks(rakor: Rakor) -> list[Path]:
    """Write and sign a copy of each notebook with this Rakor's key; returns their paths, sorted.

    A copy is written again only where the notebook changed, so that an open one stays as it is.
    """
    sources = sorted((rakor.proyek / "notebooks").glob("[1-9]*.ipynb"))
    given = {"rakor": rakor.rakor}
    return [_prepare(path, rakor.outputs_path / WORK / path.name, given) for path in sources]


def prepare_desk(folder: Path, rakor: str = "") -> Path:
    """Write and sign the desk's copy, without outputs; `rakor` is the one it shows first."""
    source = folder / "notebooks" / Path(DESK).name
    if not source.is_file():
        raise BangkitError(f"Notebook {source.name} tidak ada di folder notebooks. Pasang ulang.")
    target = folder / DESK
    target.unlink(missing_ok=True)  # what it gathered belongs to a kernel that is gone
    return _prepare(source, target, {"rakor": rakor} if rakor else {})


def _prepare(source: Path, target: Path, given: dict[str, str]) -> Path:
    check_parameters(source, given)
    prepared = papermill.execute_notebook(
        str(source), None, parameters=given, prepare_only=True, progress_bar=False
    )
    strip_run_metadata(prepared)
    if source.name.startswith(_WIDGETS):
        _hide_code(prepared)
    if not _is_same(target, prepared):
        write_text(target, nbformat.writes(prepared))
    NotebookNotary().sign(nbformat.read(target, as_version=4))
    return target


def _hide_code(notebook: NotebookNode) -> None:
    """Fold the code cells away, in place: the officer works with what they show."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {"source_hidden": True}


def _is_same(target: Path, prepared: NotebookNode) -> bool:
    """Whether the copy at `target` holds these cells, whatever outputs it has gathered since."""
    try:
        old = nbformat.read(target, as_version=4)
    except (FileNotFoundError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        return False
    return [c.source for c in old.cells] == [c.source for c in prepared.cells]


def strip_widgets(folder: Path) -> None:
    """Take saved widgets out of the prepared copies before Lab starts and no kernel knows them."""
    for prefix in _WIDGETS:
        for path in folder.glob(f"outputs/*/{WORK}/{prefix}*.ipynb"):
            path.unlink()


def build_command(folder: Path, start: Path, *, port: int, browser: bool) -> list[str]:
    """Return the command line that starts Lab in `folder`, opening the notebook `start`."""
    return [
        sys.executable, "-m", "jupyter", "lab",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{start.relative_to(folder).as_posix()}",
        f"--LabApp.app_settings_dir={folder / 'data' / '.lab' / 'app'}",
        # a dict on the command line is read as key=value
        "--ServerApp.jpserver_extensions=bangkit_nb.desk.lab_server=True",
        "--LabApp.custom_css=True",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        *([] if browser else ["--no-browser"]),
        # in a container or on a batch machine the user may be root
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]  # fmt: skip


def build_environment(folder: Path) -> dict[str, str]:
    """Return the environment of Lab: its own settings and workspaces, the project's folder."""
    home = folder / "data" / ".lab"
    return {
        **os.environ,
        "BANGKIT_PROYEK": str(folder),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def find_running(folder: Path) -> str:
    """Return the address of a Lab of this user that already works in `folder`, "" when none does.

    A second one would write its notebooks again under the hands of who works in the first.
    """
    for server in list_running_servers():
        if Path(server.get("root_dir", "")) == folder:
            return f"{server['url']}?token={server['token']}"
    return ""


def run_lab(rakor: str = "", *, port: int = 8888, browser: bool = True) -> int:
    """Prepare the notebooks and run Lab on the desk until it is stopped; returns its exit code.

    rakor: the one that the desk shows first. Raises LogError where the project lies in a network
    or synchronised folder, in which the log of judgements would be lost.
    """
    folder = find_project()
    if not os.environ.get(BANGKIT_DB):
        check_place(store_path(folder))
    if rakor:
        open_rakor(rakor, folder)
    running = find_running(folder)
    if running:
        print(f"Meja kerja ini sudah terbuka: {running}")
        if browser:
            webbrowser.open(running)
        return 0
    strip_widgets(folder)
    for key in list_rakor(folder):
        try:
            prepare_notebooks(open_rakor(key, folder))
        except BangkitError as fault:  # the desk says it beside the Rakor that has it
            print(f"bangkit: {fault}", file=sys.stderr)
    start = prepare_desk(folder, rakor)
    write_settings(folder)
    command = build_command(folder, start, port=port, browser=browser)
    print(f"Meja kerja: {start}\nTutup jendela ini, atau tekan Ctrl+C, untuk mengakhiri.")
    try:
        return subprocess.run(command, env=build_environment(folder), check=False).returncode
    except KeyboardInterrupt:
        return 0
