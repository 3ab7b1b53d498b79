"""Hold what the screen of mails shows and does: look, tick off, approve by hash, send, ask.

Sending runs in a thread of its own, so that the kernel goes on answering; it is the same run as
`bangkit send --smtp`. The widget forwards what was pressed and paints `view`; it decides nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bangkit_nb.errors import BangkitError, MailError
from bangkit_nb.mail import drafts, states
from bangkit_nb.mail.board_view import Running, build_view
from bangkit_nb.mail.drafts import Drafts, Order
from bangkit_nb.mail.letters import JENIS_PAKET
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.preview import read_page, write_preview
from bangkit_nb.mail.rights import check_right
from bangkit_nb.mail.sending import Pace, send_packs
from bangkit_nb.mail.settings import read_server
from bangkit_nb.mail.thanks import JENIS_TERIMA_KASIH
from bangkit_nb.mail.transport import open_transport
from bangkit_nb.params import Rakor

HARIAN = 400
"""Mails in 24 hours at most; free mail services stop at about 500."""

THROTTLE = 2.0
"""Seconds between two mails."""


class Board:
    """Hold one Rakor's mails on the screen. `tell` is called, from any thread, at each change."""

    def __init__(self, rakor: Rakor, outbox: Outbox, throttle: float = THROTTLE) -> None:
        self.rakor, self.outbox = rakor, outbox
        self.tell: Callable[[], None] = lambda: None
        self.preview: dict[str, str] = {}
        self._throttle, self._order = throttle, Order()
        self._drafts: Drafts | None = None
        self._running = Running()
        self._fault = ""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._arrange(Order())

    @property
    def view(self) -> dict[str, Any]:
        """What the page paints, as plain values."""
        return build_view(
            self.rakor, self.outbox, self._order, self._drafts, self._running, self._fault
        )

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what was pressed; what cannot be done is told, and nothing else happens."""
        self._fault = ""
        acts: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "susun": lambda m: self._arrange(read_order(m)), "lihat": self._look,
            "kirim": self._begin, "henti": lambda m: self._stop.set(), "ulang": self._again,
            "ambil_alih": self._take, "segarkan": lambda m: self._refresh(), "eml": self._write,
        }  # fmt: skip
        act = acts.get(str(message.get("aksi", "")))
        if act is None:
            return
        try:
            act(message)
        except BangkitError as fault:
            self._fault = str(fault)
        self.tell()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of a run and tell whether it came."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self._running.is_on

    def _arrange(self, order: Order) -> None:
        """Build the mails of an order; a fault leaves what stands and is told."""
        if self._running.is_on:
            raise MailError("Surel sedang dikirim. Tunggu selesai, atau hentikan dahulu.")
        self.preview = {}
        try:
            self._drafts, self._order = drafts.prepare_drafts(self.rakor, self.outbox, order), order
        except BangkitError as fault:
            self._fault = str(fault)

    def _refresh(self) -> None:
        if self._drafts is None:
            self._arrange(self._order)
            return
        if not self._running.is_on:
            self.outbox.recover(self.rakor.rakor, drafts.is_alive)
        now = {kept.kunci: kept for kept in self.outbox.read(self.rakor.rakor)}
        kept = tuple(now.get(one.kunci, one) for one in self._drafts.kept)
        self._drafts = replace(self._drafts, kept=kept)

    def _find(self, kunci: object) -> Kept:
        held = self._drafts.kept if self._drafts else ()
        found = next((one for one in held if one.kunci == kunci), None)
        if found is None:
            raise MailError("Surel itu tidak ada lagi di daftar. Segarkan.")
        return found

    def _look(self, message: Mapping[str, Any]) -> None:
        """Show the very message that is stored, and remember its hash on the page."""
        kept = self._find(message.get("kunci"))
        self.preview = {
            "kunci": kept.kunci, "sidik": kept.sidik, "alamat": kept.alamat,
            "subjek": kept.subjek, "html": read_page(self.outbox.message(kept.kunci)),
        }  # fmt: skip

    def _begin(self, message: Mapping[str, Any]) -> None:
        """Send what the officer ticked, each bound to the hash that the page showed."""
        if self._running.is_on:
            raise MailError("Surel sedang dikirim.")
        chosen = dict(message.get("pilihan") or {})
        if not chosen or str(message.get("jumlah", "")).strip() != str(len(chosen)):
            raise MailError(f"Ketik jumlah surel yang dipilih ({len(chosen)}) untuk mengirim.")
        self._refresh()
        approved = [replace(self._find(kunci), sidik=str(s)) for kunci, s in chosen.items()]
        queued = drafts.select_queued(approved, self.outbox, HARIAN)
        if not queued:
            raise MailError("Tidak ada yang dapat dikirim: sudah dikirim, atau batas hari ini.")
        check_right(self.outbox.right(self.rakor.rakor), self.outbox.machine)
        server, sender = read_server(self.rakor), drafts.read_sender(self.rakor).alamat
        self._stop.clear()
        self._running = Running(True, 0, len(queued))

        def run() -> None:
            try:
                with open_transport(server) as transport:
                    pace = Pace(self._throttle, self._pause, is_stopped=self._stop.is_set)
                    made = send_packs(queued, sender, transport, self.outbox, pace, self._advance)
                self._running = self._running.end(made)
            except BangkitError as fault:
                self._running = replace(self._running, is_on=False, said=str(fault))
            self._refresh()
            self.tell()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def _pause(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def _advance(self, kept: Kept, keadaan: str) -> None:
        if keadaan != states.ANTRE:
            self._running = replace(self._running, n_done=self._running.n_done + 1)
        self._refresh()
        self.tell()

    def _again(self, message: Mapping[str, Any]) -> None:
        """Put back what was refused or is uncertain, because the officer says so."""
        self.outbox.resend(self._find(message.get("kunci")).kunci)
        self._refresh()

    def _write(self, _: Mapping[str, Any]) -> None:
        """Write the messages as files, for who sends from Outlook."""
        if self._drafts is not None:
            write_preview(self.rakor, self.outbox, self._drafts)
            told = (
                f"Berkas .eml dan halaman index.html ada di data/surel/{self.rakor.rakor}. Surel "
            )
            told += "yang Anda kirim sendiri dari Outlook tidak tercatat di sini."
            self._running = replace(self._running, said=told)

    def _take(self, _: Mapping[str, Any]) -> None:
        self.outbox.take_right(self.rakor.rakor)
        self._refresh()


def read_order(message: Mapping[str, Any]) -> Order:
    """Read what the page asks to be built; MailError where it makes no sense."""
    said = str(message.get("terbitan", "1")).strip()
    if not said.isascii() or not said.isdigit() or not 1 <= int(said[:6]) <= 999:
        raise MailError("Terbitan berupa angka mulai dari 1.")
    jenis = JENIS_TERIMA_KASIH if message.get("jenis") == JENIS_TERIMA_KASIH else JENIS_PAKET
    files = tuple(str(name) for name in message.get("lampiran") or ())
    return Order(jenis, int(said), bool(message.get("undangan")), files)
