"""Read what a screen in JupyterLab runs: the part that all screens share, then the room's own."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).parent / "screen.js"


def read_module(folder: Path) -> str:
    """Return the ES module of a room's screen: screen.js and the room's widget.js as one text.

    folder: the room's. One text, because anywidget's module has no address to import another from,
    and Lab runs without a network.
    """
    own = (folder / "widget.js").read_text(encoding="utf-8")
    return SHARED.read_text(encoding="utf-8") + own
