"""Show the review in JupyterLab: ipywidgets for the frame, one anywidget for card, list and forms.

The widget forwards messages to the Board and repaints; it decides nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets

from bangkit_nb import fmt, screen
from bangkit_nb.data.checks import Checked
from bangkit_nb.garbage import no_collecting
from bangkit_nb.params import Rakor
from bangkit_nb.review import carry, forms, ordering
from bangkit_nb.review.board import KARTU, Board
from bangkit_nb.review.earlier import read_earlier
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.materials import build_materials
from bangkit_nb.review.petugas import read_petugas, write_petugas
from bangkit_nb.review.session import Session
from bangkit_nb.review.store import Store, open_store
from bangkit_nb.review.telling import describe_earlier

_HERE = Path(__file__).parent
_VIEWS = ("kartu", "daftar", "jawaban", "ringkasan", "hasil_cari", "baris")


class ReviewWidget(anywidget.AnyWidget):
    """Paint a Board; its traits are what the Board shows."""

    _esm = screen.read_module(_HERE)
    _css = _HERE / "widget.css"

    kartu = traitlets.Dict(allow_none=True).tag(sync=True)
    daftar = traitlets.Dict().tag(sync=True)
    jawaban = traitlets.Dict().tag(sync=True)
    ringkasan = traitlets.Dict().tag(sync=True)
    hasil_cari = traitlets.Dict().tag(sync=True)
    baris = traitlets.Dict().tag(sync=True)
    tetap = traitlets.Dict().tag(sync=True)

    def __init__(self, board: Board, counted: Any) -> None:
        super().__init__(tetap=forms.describe_forms(board.session), **_views(board))
        self.board = board
        self._counted = counted
        self.on_msg(self._take)

    def _take(self, _: object, message: object, __: object) -> None:
        if isinstance(message, dict):
            self.act(message)

    def act(self, message: dict[str, Any]) -> None:
        """Hand one message to the board and paint what it changed, in one go to the page."""
        self.board.act(message)
        with self.hold_sync():
            for name, value in _views(self.board).items():
                setattr(self, name, value)
        if not self.board.is_counted and message.get("aksi") in ("lihat", "saring"):
            self._counted()  # the counts of the filters may come a moment after the card


def _views(board: Board) -> dict[str, Any]:
    return {name: getattr(board, name) for name in _VIEWS}


def open_review(rakor: Rakor, checked: Checked, tab: str = KARTU) -> ipw.Widget:
    """Open the review of one Rakor as the cell's output; everything said is kept at once.

    tab: the one it opens on.
    Raises WorkbookError where the workbook lacks what a match needs, LogError where the database
    cannot be used.
    """
    store = open_store(rakor.proyek)
    last = {"forum": f"Rakor {fmt.tanggal(rakor.hari)}", "tanggal": rakor.hari.isoformat()}
    with no_collecting():
        session = build_session(rakor, checked, store)
        return build_frame(Board(session, store, last=last, tab=tab), rakor)


def build_session(rakor: Rakor, checked: Checked, store: Store) -> Session:
    """Read what was said so far, learn from it, and lay out the review."""
    log = Log(store.read(rakor.rakor).events)
    usulan, desa = checked.sheet("Rencana"), checked.sheet("Desa")
    padanan, carried = None, None
    if len(log):
        known = carry.build_known(usulan)
        padanan = build_judged(log, usulan, checked.sheet("Renja"), desa, known=known).padanan
        carried = carry.build_carried(carry.carry_keys(log, usulan, desa, known=known))
    return Session(
        replace(build_materials(checked, padanan=padanan), dulu=_read_earlier(rakor, checked)),
        log,
        rakor=rakor.rakor,
        petugas=read_petugas(rakor.proyek),
        now=lambda: dt.datetime.now(rakor.zona).isoformat(timespec="seconds"),
        new_id=lambda: str(uuid.uuid4()),
        carried=carried,
    )


def _read_earlier(rakor: Rakor, checked: Checked) -> dict[str, str]:
    return {key: describe_earlier(one) for key, one in read_earlier(rakor, checked).items()}


_FILTERS = (
    ("opd", "OPD"), ("kecamatan", "Kecamatan"), ("kode_desa", "Desa"), ("status", "Keadaan"),
    ("pita", "Keyakinan"),
)  # fmt: skip


def build_frame(board: Board, rakor: Rakor) -> ipw.Widget:
    """Return the whole screen: who writes, the order, the filters with counts, and the widget."""
    wide = ipw.Layout(width="270px", max_width="100%")
    style = {"description_width": "82px"}
    name = ipw.Text(board.session.petugas, description="Nama Anda", layout=wide, style=style,
                    continuous_update=False)  # fmt: skip
    sort = ipw.Dropdown(options=ordering.SORTS, description="Urutan", layout=wide, style=style)
    filters = {
        key: ipw.Dropdown(options=[("semua", "")], description=label, layout=wide, style=style)
        for key, label in _FILTERS
    }
    busy = {"counting": False}

    def count() -> None:
        busy["counting"] = True
        try:
            for key, options in board.facets().items():
                chosen = getattr(board.session.filters, key)
                if all(value != chosen for _, value in options):
                    options.append((f"{chosen} (0)", chosen))
                if list(filters[key].options) != options:
                    filters[key].options = options
                filters[key].value = chosen
        finally:
            busy["counting"] = False

    widget = ReviewWidget(board, count)

    def rename(change: dict[str, Any]) -> None:
        widget.act({"aksi": "petugas", "nama": change["new"]})
        if not board.baris["galat"]:
            write_petugas(rakor.proyek, board.session.petugas)

    def choose(key: str, value: str) -> None:
        if not busy["counting"]:
            widget.act({"aksi": "saring", "saringan": {key: value}})

    name.observe(rename, "value")
    sort.observe(lambda change: choose("urut", change["new"]), "value")
    for key, dropdown in filters.items():
        dropdown.observe(lambda change, key=key: choose(key, change["new"]), "value")
    count()
    flow = ipw.Layout(display="flex", flex_flow="row wrap", width="100%")
    return ipw.VBox(
        [ipw.HBox([name, sort, *filters.values()], layout=flow), widget],
        layout=ipw.Layout(width="100%"),
    )
