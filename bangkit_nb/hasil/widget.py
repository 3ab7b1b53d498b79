"""Show the meeting's screen in JupyterLab; it forwards messages to the board and repaints.

The tab of the OPD's answers is the review itself, built when it is first opened: finding the
candidates of a whole kabupaten takes seconds that a meeting should not wait for at its start.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets

from bangkit_nb import screen
from bangkit_nb.data.checks import Checked
from bangkit_nb.errors import BangkitError
from bangkit_nb.hasil import views
from bangkit_nb.hasil.board import RoomBoard
from bangkit_nb.hasil.ruang import build_ruang
from bangkit_nb.hasil.session import Meeting
from bangkit_nb.params import Rakor
from bangkit_nb.review.fold import Log
from bangkit_nb.review.petugas import read_petugas, write_petugas
from bangkit_nb.review.store import open_store

_HERE = Path(__file__).parent


class RoomWidget(anywidget.AnyWidget):
    """Paint a RoomBoard; its traits are what the board shows."""

    _esm = screen.read_module(_HERE)
    _css = _HERE / "widget.css"

    layar = traitlets.Dict().tag(sync=True)
    baris = traitlets.Dict().tag(sync=True)
    tetap = traitlets.Dict().tag(sync=True)

    def __init__(self, board: RoomBoard, turned: Callable[[str], str]) -> None:
        super().__init__(tetap=_describe(board), layar=board.layar, baris=board.baris)
        self.board = board
        self._turned = turned
        self.on_msg(self._take)

    def _take(self, _: object, message: object, __: object) -> None:
        if isinstance(message, dict):
            self.act(message)

    def act(self, message: dict[str, Any]) -> None:
        """Hand one message to the board and paint what it changed, in one go to the page."""
        self.board.act(message)
        fault = self._turned(self.board.tab) if message.get("aksi") == "tab" else ""
        if fault:
            self.board.baris["galat"] = fault
        with self.hold_sync():
            self.layar, self.baris = self.board.layar, self.board.baris


def _describe(board: RoomBoard) -> dict[str, Any]:
    """Return what never changes while a meeting is open."""
    ruang = board.meeting.ruang
    return {
        "tab": [list(one) for one in views.TABS],
        "orang": list(ruang.orang),
        "opd": sorted(ruang.opd.values()),
    }


def open_hasil(rakor: Rakor, checked: Checked) -> ipw.Widget:
    """Open the screen of one meeting as the cell's output; every entry is kept at once.

    Raises LogError where the database cannot be used.
    """
    store = open_store(rakor.proyek)
    meeting = Meeting(
        build_ruang(rakor, checked),
        Log(store.read(rakor.rakor).events),
        petugas=read_petugas(rakor.proyek),
        now=lambda: dt.datetime.now(rakor.zona),
        new_id=lambda: str(uuid.uuid4()),
    )
    answers = ipw.VBox([], layout=ipw.Layout(display="none", width="100%"))

    def turn(tab: str) -> str:
        """Show the review on its tab, and nowhere else; returns why it cannot, in words."""
        if tab == views.JAWAB and not answers.children:
            from bangkit_nb.review.widget import open_review

            try:
                answers.children = (open_review(rakor, checked, tab="daftar"),)
            except BangkitError as fault:
                return str(fault)
        answers.layout.display = "" if tab == views.JAWAB else "none"
        return ""

    board = RoomBoard(meeting, store)
    widget = RoomWidget(board, turn)

    def keep_name(change: dict[str, Any]) -> None:
        said = change["new"].get("petugas", "")
        if said and said != change["old"].get("petugas"):
            write_petugas(rakor.proyek, said)

    widget.observe(keep_name, "baris")
    answers.add_class("hs-jawaban")
    return ipw.VBox([widget, answers], layout=ipw.Layout(width="100%"))
