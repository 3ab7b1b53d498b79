"""Say how Lab looks for officers: quiet, few panels, no single-letter shortcuts, in Indonesian.

All of it lies in data/.lab/, away from the settings of a Lab that the same user runs elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bangkit_nb.files import write_text

LOCALE = "id_ID"
"""The catalogue beside this file (locale/), announced by an entry point of the package."""

_KERNEL = """c = get_config()
# "Run all" must stop at a cell that failed: an officer sees one sentence, no traceback after it.
c.Kernel.stop_on_error_timeout = 2.0
"""

_UNUSED = (
    "@jupyterlab/debugger-extension",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/cell-toolbar-extension:plugin",
    "@jupyterlab/help-extension:jupyter-forum",
    "@jupyterlab/help-extension:resources",
    "@jupyterlab/apputils-extension:announcements",
)
"""Parts of Lab that an officer does not need and that fill the screen."""


_MENUS = ("tabs", "settings")
_TOOLS = ("insert", "cut", "copy", "paste", "cellType")
"""Buttons above a notebook that change its cells; officers run notebooks, they write none."""


def build_overrides(schemas: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the defaults that replace Lab's own; an officer's settings still go before them.

    schemas: Lab's setting schemas, which declare its shortcuts.
    """
    return {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
            "doNotDisturbMode": False,
        },
        "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": build_disabled(schemas)},
        "@jupyterlab/translation-extension:plugin": {"locale": LOCALE},
        "@jupyterlab/notebook-extension:tracker": {
            "kernelShutdown": True,
            "scrollPastEnd": False,
            "showHiddenCellsButton": False,
        },
        "@jupyterlab/notebook-extension:panel": {
            "toolbar": [{"name": name, "disabled": True} for name in _TOOLS]
        },
        "@jupyterlab/mainmenu-extension:plugin": {
            "menus": [{"id": f"jp-mainmenu-{name}", "disabled": True} for name in _MENUS]
        },
        "@jupyterlab/statusbar-extension:plugin": {"visible": False},
        "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 30},
    }


def build_disabled(schemas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return an entry that switches off each shortcut made of bare letters, digits or signs.

    In a notebook `a` inserts a cell and `d d` deletes one: under an eager officer a screen is gone.
    """
    return [
        {"command": s["command"], "keys": s["keys"], "selector": s["selector"], "disabled": True}
        for schema in schemas
        for s in schema.get("jupyter.lab.shortcuts", [])
        if _is_bare(s["keys"])
    ]


def _is_bare(keys: list[str]) -> bool:
    """Tell whether every key is one character, alone or with Shift; Enter, Tab, arrows are not."""
    return bool(keys) and all(len(key.removeprefix("Shift ")) == 1 for key in keys)


def build_workspace() -> dict[str, Any]:
    """Return the layout that Lab opens with: both sides shut, the right one out of sight."""
    side = {"collapsed": True, "widgets": []}
    layout = {
        "main": {"dock": None},
        "down": {"size": 0, "widgets": []},
        "left": {**side, "visible": True},
        "right": {**side, "visible": False},
    }
    return {"data": {"layout-restorer:data": layout}, "metadata": {"id": "default"}}


def read_schemas() -> list[dict[str, Any]]:
    """Read the setting schemas of the JupyterLab that is installed here."""
    from jupyterlab.commands import get_app_dir

    found = sorted((Path(get_app_dir()) / "schemas").rglob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def write_settings(folder: Path) -> Path:
    """Write Lab's private settings, layout and kernel options; returns the folder of settings."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    home = folder / "data" / ".lab"
    app = home / "app"
    _write_json(app / "overrides.json", build_overrides(read_schemas()))
    _write_json(app / "page_config.json", {"disabledExtensions": dict.fromkeys(_UNUSED, True)})
    kernel = home / "ipython" / "profile_default" / "ipython_kernel_config.py"
    if not kernel.exists():
        write_text(kernel, _KERNEL)
    # written at each start: yesterday's tabs hold widgets whose kernels are gone
    (home / "workspaces").mkdir(parents=True, exist_ok=True)
    WorkspacesManager(str(home / "workspaces")).save("default", json.dumps(build_workspace()))
    return app


def _write_json(path: Path, value: dict[str, Any]) -> None:
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")
