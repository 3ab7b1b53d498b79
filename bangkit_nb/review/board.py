"""Join session and store: take one message of the screen, keep what it says, tell what to paint.

A message is a plain mapping with `aksi`. Every statement is in the store before the screen hears
of it; a fault of the store leaves the session as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bangkit_nb import text
from bangkit_nb.errors import BangkitError
from bangkit_nb.review import cards, forms, saying, tables
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.saying import Plan
from bangkit_nb.review.session import Session
from bangkit_nb.review.store import Store

FOUND = 20
"""Rows that a search shows."""

KARTU, DAFTAR, JAWABAN, RINGKASAN = "kartu", "daftar", "jawaban", "ringkasan"


class Board:
    """Hold an open review: what each part of the screen shows, and what a message changes.

    Attributes:
        kartu, daftar, jawaban, ringkasan, hasil_cari: what the tabs and the search show.
        baris: the line that is always there: progress, last sentence, fault, undo and redo.
        is_counted: whether facet counts are out of date (`facets`).
    """

    def __init__(
        self, session: Session, store: Store, *, last: Mapping[str, str], tab: str = KARTU
    ) -> None:
        self.session = session
        self.store = store
        self.tab = tab
        self.page = 0
        self.kartu: dict[str, Any] | None = None
        self.daftar: dict[str, Any] = {}
        self.jawaban: dict[str, Any] = {}
        self.ringkasan: dict[str, Any] = {}
        self.hasil_cari: dict[str, Any] = {"kata": "", "baris": []}
        self.is_counted = False
        self._last = dict(last)
        self._many: tuple[str, ...] = ()
        self._skipped: list[dict[str, str]] = []
        self._read_up_to = 0
        self._n = 0
        self._said, self._fault = "", ""
        self._actions: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            "nilai": self._judge, "terima_semua": self._accept, "jawab": self._answer,
            "batal": lambda _: self._take_back(saying.undo(session)),
            "ulang": lambda _: self._take_back(saying.redo(session)),
            "geser": lambda m: session.step(1 if m.get("ke") == 1 else -1),
            "buka": self._open, "cari": self._search, "tab": self._turn, "halaman": self._leaf,
            "pilih": self._choose, "saring": self._filter, "petugas": self._name,
            "lihat": lambda _: None,
        }  # fmt: skip
        self.baris: dict[str, Any] = {}
        self._refresh()
        self._paint()
        self._paint_line({})

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what a message asks, and paint anew; a fault is told in `baris`, never raised."""
        action = self._actions.get(str(message.get("aksi")))
        quiet = message.get("aksi") == "lihat"
        if not quiet:
            self._said, self._fault = "", ""
        try:
            if action is not None:
                action(message)
            if quiet and not self._refresh():
                self._paint_line(message)
                return
        except BangkitError as fault:
            self._fault = str(fault)
        self._paint()
        self._paint_line(message)

    # --- actions -------------------------------------------------------------------------------

    def _judge(self, message: Mapping[str, Any]) -> None:
        key = self._current(message)
        said = Padanan(*(_word(message, n) for n in ("putusan", "kode_opd", "kode", "jalur")))
        alike = cards.find_same(self.session, key) if message.get("sama") is True else []
        self._keep(saying.say_padanan(self.session, key, said, alike))
        self.session.advance()

    def _accept(self, message: Mapping[str, Any]) -> None:
        shown = tables.build_list(self.session, self.page)["siap"]
        asked = _keys(message)
        if not asked or list(asked) != shown:
            raise BangkitError("Daftarnya sudah berubah. Lihat lagi, lalu tekan sekali lagi.")
        self._keep(saying.accept_all(self.session, asked))

    def _answer(self, message: Mapping[str, Any]) -> None:
        said = forms.read_form(self.session, _cells(message, "isian"))
        if self._many:
            plan = saying.say_keputusan_all(self.session, self._many, said)
            self._skipped = [
                {"id": self.session.materials.usulan[one.kunci].id_usulan, "sebab": one.why}
                for one in plan.skipped
            ]
        else:
            key = self._current(message)
            told = saying.with_row(self.session, key, said) if said.kode_opd else said
            plan = saying.say_keputusan(self.session, key, told)
        self._keep(plan)
        self._last = {"oleh": said.oleh, "forum": said.forum, "tanggal": said.tanggal}
        self._many = ()

    def _current(self, message: Mapping[str, Any]) -> str:
        """Return the card's key; refuse a message that was meant for another card."""
        if _word(message, "kunci") != self.session.kunci or not self.session.kunci:
            raise BangkitError("Kartu sudah berganti; penilaian itu tidak disimpan. Ulangi.")
        return self.session.kunci

    def _keep(self, plan: Plan) -> None:
        if plan.events:
            self.store.append(plan.events)
            self.session.take(plan.events)
            self.is_counted = False
        self._said = plan.said

    def _take_back(self, plan: Plan) -> None:
        self._keep(plan)
        if plan.events:
            self.session.show(self.session.carried.now(plan.events[0].kunci))

    def _open(self, message: Mapping[str, Any]) -> None:
        self.session.show(_word(message, "kunci"))
        self.tab = JAWABAN if message.get("tab") == JAWABAN else KARTU
        self._many, self._skipped = (), []

    def _turn(self, message: Mapping[str, Any]) -> None:
        asked = _word(message, "tab")
        if asked in (KARTU, DAFTAR, JAWABAN, RINGKASAN):
            self.tab = asked
            self._many, self._skipped = (), []

    def _choose(self, message: Mapping[str, Any]) -> None:
        """Open one form for all usulan that are ticked in the list."""
        known = [key for key in _keys(message) if key in self.session.materials.usulan]
        if not known:
            raise BangkitError("Centang dahulu usulan yang dijawab.")
        self.tab, self._many, self._skipped = JAWABAN, tuple(known), []

    def _leaf(self, message: Mapping[str, Any]) -> None:
        at = message.get("halaman")
        self.page = at if type(at) is int else 0

    def _filter(self, message: Mapping[str, Any]) -> None:
        changes = _cells(message, "saringan")
        if "urut" in changes:
            self.session.set_sort(_word(changes, "urut"))
        names = ("opd", "kecamatan", "kode_desa", "status", "pita")
        self.session.set_filters(**{n: _word(changes, n) for n in names if n in changes})
        self.page, self.is_counted = 0, False

    def _name(self, message: Mapping[str, Any]) -> None:
        said = text.shorten(text.redact(_word(message, "nama")), 60)
        if not said:
            raise BangkitError("Isi nama Anda; setiap penilaian mencatat siapa yang menilai.")
        self.session.petugas = said
        self._said = f"Penilaian dicatat atas nama {said}."

    def _search(self, message: Mapping[str, Any]) -> None:
        said = _word(message, "kata")
        found = cards.search_rows(self.session.materials, said, FOUND)
        self.hasil_cari = {"kata": said, "baris": [cards.describe_row(row) for row in found]}

    # --- what others wrote, what is painted ----------------------------------------------------

    def _refresh(self) -> bool:
        """Take in what others have kept since; returns whether anything here is changed by it."""
        found = self.store.read(self.session.rakor, self._read_up_to)
        self._read_up_to = found.last
        touched = self.session.take(found.events)
        if not touched:
            return False
        self.is_counted = False
        writers = sorted({e.penulis for e in found.events if e.penulis != self.session.petugas})
        if self.session.kunci in touched and writers:
            self._said = f"{', '.join(writers)} baru saja menilai usulan ini."
        return True

    def _paint(self) -> None:
        session = self.session
        if self.tab in (KARTU, JAWABAN):
            self.kartu = cards.build_card(session)
        if self.tab == DAFTAR:
            self.daftar = tables.build_list(session, self.page)
            self.page = self.daftar["halaman"]
        if self.tab == JAWABAN:
            keys = self._many or ((session.kunci,) if session.kunci else ())
            self.jawaban = {
                "banyak": len(self._many),
                "kunci": session.kunci,
                "awal": forms.prefill_form(session, keys[0], self._last)
                if len(keys) == 1
                else forms.blank_form(self._last),
                "dilewati": self._skipped,
            }
        if self.tab == RINGKASAN:
            self.ringkasan = tables.build_summary(session)

    def _paint_line(self, message: Mapping[str, Any]) -> None:
        n = message.get("n")
        self._n = n if type(n) is int else self._n
        steps = self.session.steps()
        self.baris = {
            "n": self._n,
            "tab": self.tab,
            "pesan": self._said,
            "galat": self._fault,
            "kemajuan": tables.build_progress(self.session),
            "petugas": self.session.petugas,
            "batal": bool(steps.undo),
            "ulang": bool(steps.redo),
        }

    def facets(self) -> dict[str, list[tuple[str, str]]]:
        """Return the choices of each filter, (label with its count, value), all first."""
        self.is_counted = True
        made = self.session.options()
        return {
            name: [("semua", ""), *((f"{o.label} ({o.n})", o.value) for o in options)]
            for name, options in made.items()
        }


def _word(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return text.tidy(value)[:500] if isinstance(value, str) else ""


def _cells(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    said = message.get(name)
    return said if isinstance(said, Mapping) else {}


def _keys(message: Mapping[str, Any]) -> Sequence[str]:
    said = message.get("kunci")
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
