"""Show the mails of a Rakor in JupyterLab: one anywidget that paints a Board."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from bangkit_nb import screen
from bangkit_nb.mail import drafts
from bangkit_nb.mail.board import Board
from bangkit_nb.params import Rakor
from bangkit_nb.review.store import open_store

_HERE = Path(__file__).parent


class MailWidget(anywidget.AnyWidget):
    """Paint a Board; `keadaan` is its view, `pratinjau` the message that is looked at."""

    _esm = screen.read_module(_HERE)
    _css = _HERE / "widget.css"

    keadaan = traitlets.Dict().tag(sync=True)
    pratinjau = traitlets.Dict().tag(sync=True)

    def __init__(self, board: Board) -> None:
        super().__init__(keadaan=board.view)
        self.board = board
        board.tell = self._paint
        self.on_msg(self._take)

    def __repr__(self) -> str:
        # a saved notebook holds this text, and no address may stand in outputs/
        return "surel"

    def _take(self, _: object, message: object, __: object) -> None:
        if isinstance(message, Mapping):
            self.board.act({str(key): value for key, value in message.items()})
            self.send({"dijawab": message.get("aksi", "")})

    def _paint(self) -> None:
        with self.hold_sync():
            view: dict[str, Any] = self.board.view
            self.keadaan = view
            self.pratinjau = self.board.preview


def open_mail(rakor: Rakor) -> MailWidget:
    """Open the mails of one Rakor as the cell's output: look, tick off, send, watch.

    Nothing is sent before the officer ticks people off and types how many. Raises LogError where
    the database cannot be used.
    """
    outbox = drafts.open_outbox(open_store(rakor.proyek))
    return MailWidget(Board(rakor, outbox))
