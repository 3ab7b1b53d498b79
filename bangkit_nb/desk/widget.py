"""The desk on the screen: cards of all Rakor, buttons that start actions, a form for a new Rakor.

This side holds no judgement of its own: facts come from facts.py, words from cards.py and said.py,
work is done by actions.py; widget.js only paints what it is sent and sends what was pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from threading import RLock
from typing import Any

import anywidget
import traitlets

from bangkit_nb import screen
from bangkit_nb.desk import exchange, import_form
from bangkit_nb.desk.actions import Actions, Progress
from bangkit_nb.desk.cards import SCREENS, Facts, build_card
from bangkit_nb.desk.facts import read_all_facts, write_checked
from bangkit_nb.desk.form import FormFault, read_form
from bangkit_nb.errors import explain_fault
from bangkit_nb.params import find_project, list_rakor

WORK = "kerja"
"""Where the launcher puts the prepared notebooks (importing it costs 2 s of papermill)."""

_HERE = Path(__file__).parent
_LISTED = 300
"""So many problems are shown; a workbook with more is mended in steps."""

_ACTIONS: dict[Path, Actions] = {}
"""Project -> its actions: a cell that runs again meets what is still under way."""


class Desk(anywidget.AnyWidget):
    """Show the Rakor of a project and start work on them.

    state: what is painted: `cards`, `progress` by Rakor ("" is the desk as a whole), `problems`
    by Rakor, `imports` by Rakor (import_form.read_answer), `general` (which buttons of the desk as
    a whole there are).
    """

    _esm = screen.read_module(_HERE)
    _css = _HERE / "widget.css"
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, proyek: Path, first: str = "") -> None:
        super().__init__()
        self.proyek, self._first = proyek, first
        self._lock = RLock()
        self._facts: dict[str, Facts] = {}
        self._problems: dict[str, list[Mapping[str, Any]]] = {}
        self._looked_at: dict[str, Facts] = {}
        self._imports: dict[str, Mapping[str, Any]] = {}
        self._documents: dict[str, Mapping[str, str]] = {}
        self.actions = _ACTIONS.setdefault(proyek, Actions(proyek))
        self.actions.tell = self._tell
        self.on_msg(self._receive)
        self.refresh()

    def refresh(self) -> None:
        """Read the disk again and paint what it says."""
        with self._lock:
            found = read_all_facts(self.proyek, self._first)
            self._facts = {facts.rakor: facts for facts in found}
            self.state = {
                "cards": [asdict(build_card(facts)) for facts in found],
                "progress": {k: self._paint(k, p) for k, p in self.actions.progress().items()},
                "problems": dict(self._problems),
                "imports": dict(self._imports),
                "general": {"exchange": exchange.is_available()},
            }

    def begin(self, action: str, rakor: str = "", given: Mapping[str, str] | None = None) -> None:
        """Start an action; what cannot be started is told where its progress would be."""
        facts = self._facts.get(rakor)
        if action == "periksa" and facts is not None:
            self._looked_at[rakor] = facts
        try:
            self.actions.begin(action, rakor, given)
        except OSError as fault:
            why = f"Tidak dapat dimulai: {explain_fault(fault)}."
            self._show(rakor, Progress(action, "salah", why))

    def _receive(self, _: Any, content: Mapping[str, Any], buffers: list[memoryview]) -> None:
        """Act on what was pressed; names that the desk does not know are dropped."""
        asked, rakor = str(content.get("action", "")), str(content.get("rakor", ""))
        if asked == "segarkan":
            self.refresh()
        elif asked == "batal":
            self.actions.stop(rakor)
        elif asked == "baru":
            self._begin_new({k: str(v) for k, v in dict(content.get("given", {})).items()})
        elif rakor not in self._facts:
            pass
        elif asked in {"periksa", "paket", *SCREENS}:
            self.begin(asked, rakor)
        elif asked == "ekspor" and exchange.is_available():
            self.begin(asked, rakor, {"berkas": exchange.build_name(rakor)})
        elif asked == "gabung" and exchange.is_available() and buffers:
            self._begin_merge(rakor, str(content.get("name", "")), bytes(buffers[0]))
        elif asked == "impor":
            self._begin_import(rakor, content, buffers)
        self.send({"heard": asked})

    def _begin_import(
        self, rakor: str, content: Mapping[str, Any], buffers: list[memoryview]
    ) -> None:
        """Import documents that came in, or those of the last time with the form's mapping."""
        given = self._documents.get(rakor, {})
        try:
            if buffers:
                names = [str(name) for name in content.get("names", [])]
                contents = [bytes(one) for one in buffers]
                given = import_form.write_documents(self.proyek, names, contents)
        except OSError as fault:
            why = f"Berkas tidak dapat disimpan: {explain_fault(fault)}."
            self._show(rakor, Progress("impor", "salah", why))
            return
        if given.get("berkas"):
            self._documents[rakor] = given
            self.begin("impor", rakor, import_form.add_mapping(given, content))

    def _begin_merge(self, rakor: str, name: str, content: bytes) -> None:
        try:
            path = exchange.write_received(self.proyek, name, content)
        except OSError as fault:
            why = f"Berkas tidak dapat disimpan: {explain_fault(fault)}."
            self._show(rakor, Progress("gabung", "salah", why))
            return
        self.begin("gabung", rakor, {"berkas": str(path)})

    def _begin_new(self, given: Mapping[str, str]) -> None:
        """Check the form here, so that a slip is told at once, then start the command."""
        try:
            values = read_form(given, list_rakor(self.proyek), self.proyek)
        except FormFault as fault:
            self._show("", Progress("baru", "salah", str(fault)))
            self.send({"invalid": fault.field})
            return
        self.begin("baru", "", values)

    def _tell(self, rakor: str, progress: Progress) -> None:
        """Take a change in, from the action's own thread."""
        ended = progress.ended
        if ended is None:
            self._show(rakor, progress)
            return
        if ended.masalah is not None:
            facts = self._looked_at.pop(rakor, None)
            if facts is not None:
                write_checked(facts, dict(ended.masalah))
            self._problems[rakor] = [dict(one) for one in ended.problems[:_LISTED]]
        if ended.told is not None:
            self._imports[rakor] = dict(ended.told)
        self.refresh()
        if progress.action in SCREENS and ended.ok:
            self.send({"open": f"outputs/{rakor}/{WORK}/{SCREENS[progress.action].notebook}"})
        elif progress.action == "baru" and ended.ok:
            self.send({"made": True})

    def _show(self, rakor: str, progress: Progress) -> None:
        with self._lock:
            shown = {**self.state["progress"], rakor: self._paint(rakor, progress)}
            self.state = {**self.state, "progress": shown}

    def _paint(self, rakor: str, progress: Progress) -> dict[str, Any]:
        told = asdict(replace(progress, ended=None))
        if progress.action == "baru" and progress.state == "baik":
            told["sentence"] += " Letakkan atau isi berkas Excel-nya; tempatnya ada di kartunya."
        return told


def show_desk(rakor: str = "", proyek: str = "") -> Desk:
    """Show the desk: every Rakor, how it stands, and the buttons that help it on.

    rakor: the one that is shown first. Raises ParamsError where there is no project.
    """
    return Desk(find_project(proyek), rakor)
