"""Start JupyterLab on this machine with settings of its own and a prepared copy of each notebook.

notebooks/ itself is never opened for work: each Rakor gets copies with its key filled in, in
outputs/<rakor>/kerja/, signed for the user who runs Lab so that they open trusted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# nbformat's format checker imports a grammar that takes 2 s and is never used on notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from nbformat.sign import NotebookNotary

from bangkit_nb.errors import BangkitError
from bangkit_nb.files import write_text
from bangkit_nb.params import Rakor, find_project, list_rakor, open_rakor
from bangkit_nb.run.notebook import check_parameters, strip_run_metadata

WORK = "kerja"
"""Folder of the prepared copies, below outputs/<rakor>/."""

_QUIET = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": False}


_KERNEL = """c = get_config()
# "Run all" must stop at a cell that failed: an officer sees one sentence, no traceback after it.
c.Kernel.stop_on_error_timeout = 2.0
"""


def prepare_notebooks(rakor: Rakor) -> list[Path]:
    """Write and sign a copy of each notebook with this Rakor's key; returns their paths, sorted.

    A copy is written again only where the notebook changed, so that an open one stays as it is.
    """
    made = []
    for source in sorted((rakor.proyek / "notebooks").glob("[0-9]*.ipynb")):
        target = rakor.outputs_path / WORK / source.name
        given = {"rakor": rakor.rakor}
        check_parameters(source, given)
        prepared = papermill.execute_notebook(
            str(source), None, parameters=given, prepare_only=True, progress_bar=False
        )
        strip_run_metadata(prepared)
        if not _is_same(target, prepared):
            write_text(target, nbformat.writes(prepared))
        NotebookNotary().sign(nbformat.read(target, as_version=4))
        made.append(target)
    return made


def _is_same(target: Path, prepared: nbformat.NotebookNode) -> bool:
    """Whether the copy at `target` holds these cells, whatever outputs it has gathered since."""
    try:
        old = nbformat.read(target, as_version=4)
    except (FileNotFoundError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        return False
    return [c.source for c in old.cells] == [c.source for c in prepared.cells]


def build_command(folder: Path, start: Path | None, *, port: int, browser: bool) -> list[str]:
    """Return the command line that starts Lab in `folder`, opening the notebook `start`."""
    tree = f"/lab/tree/{start.relative_to(folder).as_posix()}" if start else "/lab"
    return [
        sys.executable, "-m", "jupyter", "lab",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url={tree}",
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


def write_settings(folder: Path) -> Path:
    """Write Lab's private settings (no news pop-up) where none are yet; returns their file."""
    path = folder / "data" / ".lab" / "settings" / "@jupyterlab" / "apputils-extension"
    path = path / "notification.jupyterlab-settings"
    if not path.exists():
        write_text(path, json.dumps(_QUIET, indent=1))
    kernel = folder / "data" / ".lab" / "ipython" / "profile_default" / "ipython_kernel_config.py"
    if not kernel.exists():
        write_text(kernel, _KERNEL)
    return path


def run_lab(rakor: str = "", *, port: int = 8888, browser: bool = True) -> int:
    """Prepare the notebooks and run Lab until it is stopped; returns its exit code.

    rakor: whose first notebook opens; "" opens the only one there is, else Lab's own front page.
    """
    folder = find_project()
    first: dict[str, Path] = {}
    for key in [rakor] if rakor else list_rakor(folder):
        try:
            first[key] = prepare_notebooks(open_rakor(key, folder))[0]
        except BangkitError as fault:
            if rakor:
                raise
            print(f"bangkit: {fault}", file=sys.stderr)
    write_settings(folder)
    start = first[rakor] if rakor else next(iter(first.values())) if len(first) == 1 else None
    command = build_command(folder, start, port=port, browser=browser)
    for key, path in first.items():
        print(f"{key}: {path.parent}")
    try:
        return subprocess.run(command, env=build_environment(folder), check=False).returncode
    except KeyboardInterrupt:
        return 0
