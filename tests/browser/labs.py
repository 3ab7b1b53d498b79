"""Run a private JupyterLab: all its folders in a temporary one, no news, no network."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_QUIET = {
    "@jupyterlab/apputils-extension": {
        "notification": {"fetchNews": "false", "checkForUpdates": False}
    },
}
_FOLDERS = (
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
)  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """Hold a running JupyterLab: its address, token and log."""

    url: str
    token: str
    log_path: Path

    def read(self, path: str) -> tuple[int, str]:
        """Return status and text of a page of the server."""
        request = urllib.request.Request(
            f"{self.url}{path}", headers={"Authorization": f"token {self.token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, fault.read().decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_lab(project: Path) -> Iterator[Lab]:
    """Start JupyterLab on a project, all its own folders in a temporary one; stop it for good."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        env = {**os.environ, **{name: str(home / name.lower()) for name in _FOLDERS}}
        env["BANGKIT_PROYEK"] = str(project)
        for extension, plugins in _QUIET.items():
            folder = Path(env["JUPYTERLAB_SETTINGS_DIR"]) / extension
            folder.mkdir(parents=True)
            for plugin, settings in plugins.items():
                text = json.dumps(settings)
                (folder / f"{plugin}.jupyterlab-settings").write_text(text, encoding="utf-8")
        # ipykernel drops the cells after a failed one only if their requests are already there: in
        # 1 of 30 "run all" a late one ran, and its traceback stood below our sentence
        profile = Path(env["IPYTHONDIR"]) / "profile_default"
        profile.mkdir(parents=True)
        config = "c.Kernel.stop_on_error_timeout = 2.0\n"
        (profile / "ipython_kernel_config.py").write_text(config, encoding="utf-8")
        port, token, log_path = _free_port(), "uji", home / "lab.log"
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={project}",
            "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.expose_app_in_browser=True",
        ]  # fmt: skip
        with log_path.open("wb") as log:
            server = subprocess.Popen(
                command, env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                lab = Lab(f"http://127.0.0.1:{port}", token, log_path)
                _wait_for(lab, server)
                yield lab
            finally:
                _stop(server)


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            if lab.read("/api/status")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{lab.log_path.read_text()[-3000:]}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and its kernels: only its own process group is signalled."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)


_READY = """() => {
  const w = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const k = w && w.sessionContext && w.sessionContext.session && w.sessionContext.session.kernel;
  return !!k && k.status === 'idle';
}"""


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open a notebook in a reset Lab and wait for its kernel."""
    page.goto(f"{lab.url}/lab/tree/{path}?reset&token={lab.token}")
    page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
    page.wait_for_function(_READY, timeout=60_000)


_CELLS = (
    """() => window.jupyterapp.shell.currentWidget.content.widgets.map(w => w.model.toJSON())"""
)


def run_all_cells(page: Page) -> list[dict[str, Any]]:
    """Run every cell, wait until Lab says it is done, and return the cells as they now are."""
    # the command's promise ends with the last cell, or with the first that fails
    page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => 1)"
    )
    page.wait_for_function(_READY, timeout=60_000)
    return [c for c in page.evaluate(_CELLS) if c["cell_type"] == "code"]


def show_last_cell(page: Page) -> None:
    """Scroll to the last cell: Lab takes cells out of the page that are out of sight."""
    page.evaluate(
        """() => { const n = window.jupyterapp.shell.currentWidget.content;
                   n.activeCellIndex = n.widgets.length - 1;
                   return n.scrollToItem(n.widgets.length - 1, 'start').then(() => 1); }"""
    )


def outputs_of(cells: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return the outputs of one type (error, stream, execute_result...)."""
    return [o for cell in cells for o in cell["outputs"] if o["output_type"] == kind]
