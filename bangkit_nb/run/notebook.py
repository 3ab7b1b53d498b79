"""Execute one notebook by papermill, strictly: parameters are checked before a kernel starts."""

from __future__ import annotations

import difflib
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# nbformat's format checker imports a grammar that takes 2 s and is never used on notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from bangkit_nb.errors import BangkitError, RunError
from bangkit_nb.files import write_text
from bangkit_nb.run import engine

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

NOTEBOOK_TIMEOUT = 1800
"""Seconds that all cells of one notebook may take."""

_INJECTED = "parameter-rakor"

_CELL_FILE = re.compile(r"\S*ipykernel_[0-9]+[/\\]([0-9]+)\.py")
"""The file that a warning names as its cell, with the kernel's process number in it."""

_TYPES = {"str": str, "int": int, "float": float, "bool": bool}


def check_parameters(source: Path, given: dict[str, Any]) -> None:
    """Refuse parameters that the notebook does not declare or declares of another type.

    papermill itself exits 0 on an unknown parameter. Raises RunError naming the nearest known one.
    """
    notebook = nbformat.read(source, as_version=4)
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise RunError(f"{source.name} punya {len(tagged)} sel 'parameters'; harus satu.")
    known = papermill.inspect_notebook(str(source))
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.4)
            hint = f" Maksudnya '{near[0]}'?" if near else f" Yang ada: {', '.join(known)}."
            raise RunError(f"{source.name}: parameter '{name}' tidak dikenal.{hint}")
        wanted = _TYPES.get(str(known[name]["inferred_type_name"]))
        if wanted is not None and type(value) is not wanted:
            raise RunError(
                f"{source.name}: parameter '{name}' harus {wanted.__name__}, "
                f"bukan {type(value).__name__} ({value!r})."
            )


def run_notebook(
    source: Path, target: Path, parameters: dict[str, Any], *, folder: Path
) -> NotebookNode:
    """Execute `source` with its kernel in `folder` and write the executed copy to `target`.

    The copy holds no path and no clock of this machine, so that the same input gives the same
    bytes. On failure it is written all the same, with the failing cell, and RunError is raised.
    """
    with tempfile.TemporaryDirectory(prefix="bk-") as sockets:
        return _run(source, target, parameters, folder, _private_sockets(Path(sockets)))


def _private_sockets(folder: Path) -> Config:
    """Let the kernel talk over sockets in `folder`, not over TCP ports open to all local users.

    Each kernel needs a folder of its own: jupyter_client numbers the sockets -1, -2, ... and two
    kernels in one folder read each other's messages.
    """
    if os.name == "nt":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "k")}})


def _run(
    source: Path, target: Path, parameters: dict[str, Any], folder: Path, kernels: Config
) -> NotebookNode:
    check_parameters(source, parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    unfinished = target.with_name(f"papermill-{target.name}")
    papermill_engines.register(engine.NAME, engine.BangkitEngine)  # also where nothing is installed
    try:
        executed = papermill.execute_notebook(
            str(source),
            str(unfinished),
            parameters=parameters,
            engine_name=engine.NAME,
            kernel_name="python3",
            cwd=str(folder),
            progress_bar=False,
            request_save_on_cell_execute=False,
            timeout_func=_clock(),
            # a graceful shutdown hung for 3 s in one of five runs; nothing is lost without it
            shutdown_kernel="immediate",
            config=kernels,
        )
    except PapermillExecutionError as fault:
        _keep(unfinished, target)
        raise RunError(_told(fault), f"{source.stem}, sel {fault.exec_count}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    write_notebook(executed, target)
    _check_all_ran(executed, source)
    return executed


def _clock() -> Callable[[NotebookNode], float]:
    """Return what a cell may take (s): its own limit, or what is left of the notebook's."""
    until = time.monotonic() + NOTEBOOK_TIMEOUT
    # never 0, which nbclient takes for "no limit"
    return lambda cell: max(0.01, min(CELL_TIMEOUT, until - time.monotonic()))


def _check_all_ran(executed: NotebookNode, source: Path) -> None:
    """Refuse a notebook that ended itself: to papermill, sys.exit() is no failure."""
    for cell in executed.cells:
        ran = cell.get("execution_count") is not None
        left = any(o.get("ename") == "SystemExit" for o in cell.get("outputs", []))
        if cell.cell_type == "code" and cell.source.strip() and (left or not ran):
            said = "Notebook berhenti sebelum selesai (sys.exit). Hapus perintah itu dari selnya."
            raise RunError(said, f"{source.stem}, sel {cell.execution_count}")


def _told(fault: PapermillExecutionError) -> str:
    """Return the fault in one line: our own sentences as they are, others with their type."""
    own = {BangkitError.__name__, *(kind.__name__ for kind in _children(BangkitError))}
    if fault.ename in {*own, engine.DEAD, engine.LATE}:
        return str(fault.evalue)
    return f"{fault.ename}: {fault.evalue}"


def _children(kind: type[BaseException]) -> list[type[BaseException]]:
    found: list[type[BaseException]] = []
    for child in kind.__subclasses__():
        found += [child, *_children(child)]
    return found


def _keep(unfinished: Path, target: Path) -> None:
    if unfinished.exists():
        write_notebook(nbformat.read(unfinished, as_version=4), target)


def write_notebook(notebook: NotebookNode, target: Path) -> None:
    """Write an executed notebook without papermill's paths and clocks, atomically."""
    strip_run_metadata(notebook)
    write_text(target, nbformat.writes(notebook))


def strip_run_metadata(notebook: NotebookNode) -> None:
    """Take paths, clocks, process numbers and random ids out of a notebook, in place."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = _INJECTED  # papermill draws it at random
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output["text"] = _CELL_FILE.sub(r"sel-\1.py", output["text"])
