"""Keep what was mailed: the ledger, in the database of the log. Claim, send, confirm.

A claim is on the disk before the first byte leaves, so a crash leaves "tidak pasti" and never a
second mail (RELIABILITY.md row 9). Nothing here sends; nothing is ever sent again by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bangkit_nb.errors import MailError
from bangkit_nb.mail import outbox_rows as rows
from bangkit_nb.mail import outbox_tables as tables
from bangkit_nb.mail import states
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Raw
from bangkit_nb.mail.outbox_rows import Kept
from bangkit_nb.mail.recipients import Audience, normalise_address
from bangkit_nb.mail.rights import Right, build_right, check_right
from bangkit_nb.mail.states import Step, fold_steps
from bangkit_nb.review.store import Store

__all__ = ["Claim", "Kept", "Outbox"]

_HELD = (states.TERKIRIM, states.MENGIRIM, states.TIDAK_PASTI)


@dataclass(frozen=True)
class Claim:
    """Hold the right to send one message once: its attempt, its address and its bytes."""

    kunci: str
    usaha: str
    sidik: str
    alamat: str
    content: bytes


class Outbox:
    """Hold the open ledger of a store. `mesin` names this process; `clock` gives ISO time, UTC."""

    def __init__(self, store: Store, mesin: str, clock: Callable[[], str]) -> None:
        self.store = store
        self.mesin = mesin
        self._clock = clock
        with store.connected(is_write=True) as connection:
            tables.create_tables(connection)
            self.is_shared = connection.dialect.name != "sqlite"

    @property
    def machine(self) -> str:
        """The machine's name: two processes on one machine share it."""
        return self.mesin.rsplit("/", 2)[0]

    def queue(
        self, pairs: Iterable[tuple[Letter, Raw]], allowed: Mapping[str, tuple[Audience, ...]]
    ) -> tuple[Kept, ...]:
        """Store the messages that are not there yet; a stored one keeps its bytes once tried.

        allowed: who may get what (Matched.allowed); a letter with any other brief is refused.
        """
        made = list(pairs)
        for letter, raw in made:
            _check_pair(letter, raw, allowed)
        keys = [raw.key for _, raw in made]
        with self.store.connected(is_write=True) as connection:
            known, steps = rows.read_rows(connection, keys), rows.read_steps(connection, keys)
            fresh: dict[str, dict[str, object]] = {}
            for letter, raw in made:
                held = known.get(raw.key, [])
                # an untried message may change, as when the sender's address does
                is_kept = bool(held) and held[-1].is_here and bool(steps.get(raw.key))
                if not is_kept and all(row.sidik != raw.sha256 for row in held):
                    fresh[raw.key] = rows.build_row(letter, raw)
            if fresh:
                connection.execute(sa.insert(tables.SUREL), list(fresh.values()))
            return rows.read_kept(connection, keys)

    def read(self, rakor: str) -> tuple[Kept, ...]:
        """Return every mail of a Rakor, as first stored."""
        with self.store.connected() as connection:
            return rows.read_kept(connection, rows.read_keys(connection, rakor))

    def blocked(self, rakor: str) -> frozenset[str]:
        """Return the waiting mails that will not go: other content of their issue did, or may have.

        `claim` refuses them by the same rule; an officer hears of them beforehand.
        """
        every = self.read(rakor)
        gone = {_issue(one) for one in every if one.status.keadaan in _HELD}
        return frozenset(
            one.kunci for one in every
            if one.status.keadaan == states.ANTRE and _issue(one) in gone
        )  # fmt: skip

    def message(self, kunci: str) -> bytes:
        """Return the stored bytes of a mail: what a preview shows and what is sent."""
        with self.store.connected() as connection:
            return rows.read_content(connection, _latest(connection, kunci))

    def claim(self, kunci: str, sidik: str) -> Claim | None:
        """Take the right to send one message; None where somebody has it or it may have gone.

        sidik: the hash that was approved. MailError where the stored message is another, or where
        another machine holds the right to send this Rakor's mails.
        """
        with self.store.connected(is_write=True) as connection:
            row = _latest(connection, kunci)
            if row.sidik != sidik:
                raise MailError("Isi surel berubah sejak disetujui. Lihat pratinjaunya lagi.")
            content = rows.read_content(connection, row)
            self._hold_right(connection, row.rakor)
            status = fold_steps(rows.read_steps(connection, [kunci]).get(kunci, []))
            if status.keadaan != states.ANTRE or _has_sibling(connection, row):
                return None
            claim = Claim(kunci, uuid.uuid4().hex, sidik, row.alamat, content)
            rows.add_step(connection, self._step(claim, states.MENGIRIM))
        return claim

    def confirm(self, claim: Claim, keadaan: str, kode: int = 0, kata: str = "") -> None:
        """Record how an attempt ended: terkirim, ditolak, tidak_pasti, or antre (not taken)."""
        words = kata.replace(claim.alamat, "(alamat)")
        with self.store.connected(is_write=True) as connection:
            rows.add_step(connection, self._step(claim, keadaan, kode, words[:500]))

    def recover(self, rakor: str, is_alive: Callable[[Step], bool]) -> int:
        """Say tidak_pasti of every attempt whose sender is gone; returns how many."""
        n = 0
        with self.store.connected(is_write=True) as connection:
            for kept in rows.read_kept(connection, rows.read_keys(connection, rakor)):
                step = kept.status.step
                if kept.status.keadaan != states.MENGIRIM or step is None or is_alive(step):
                    continue
                claim = Claim(kept.kunci, step.usaha, step.sidik, kept.alamat, b"")
                rows.add_step(connection, self._step(claim, states.TIDAK_PASTI))
                n += 1
        return n

    def count_claims(self, since: str) -> int:
        """Return how many attempts began at or after an ISO time, of all Rakor."""
        table = tables.JEJAK
        asked = sa.select(sa.func.count()).where(
            table.c.keadaan == states.MENGIRIM, table.c.waktu >= since
        )
        with self.store.connected() as connection:
            return int(connection.execute(asked).scalar() or 0)

    def resend(self, kunci: str) -> None:
        """Put a mail back in the queue because the officer says so; its old attempts are kept."""
        with self.store.connected(is_write=True) as connection:
            (kept,) = rows.read_kept(connection, [kunci])
            if kept.status.keadaan not in (states.DITOLAK, states.TIDAK_PASTI):
                told = states.TOLD[kept.status.keadaan]
                raise MailError(f"Surel {kunci[:12]} tidak dapat dikirim ulang: {told}.")
            self._hold_right(connection, kept.rakor)
            claim = Claim(kunci, "", kept.sidik, kept.alamat, b"")
            step = self._step(claim, states.ANTRE, batal=kept.status.usaha)
            rows.add_step(connection, step)

    def right(self, rakor: str) -> Right | None:
        """Return who holds the right to send a Rakor's mails; None in a shared database."""
        if self.is_shared:
            return None
        with self.store.connected() as connection:
            return rows.read_right(connection, rakor)

    def take_right(self, rakor: str) -> Right | None:
        """Move the right to send to this machine because the officer says so; it is recorded.

        Returns who held it before. In a shared database there is nothing to move.
        """
        if self.is_shared:
            return None
        with self.store.connected(is_write=True) as connection:
            held = rows.read_right(connection, rakor)
            if held is None or held.mesin != self.machine:
                self._add_right(connection, held, rakor)
        return held

    def _hold_right(self, connection: sa.Connection, rakor: str) -> None:
        """Refuse where another machine has the right; take it where nobody has it yet."""
        if self.is_shared:
            return
        held = rows.read_right(connection, rakor)
        check_right(held, self.machine)
        if held is None:
            self._add_right(connection, None, rakor)

    def _add_right(self, connection: sa.Connection, held: Right | None, rakor: str) -> None:
        made = build_right(held, uuid.uuid4().hex, rakor, self.machine, self._clock())
        rows.add_right(connection, made)

    def _step(
        self, claim: Claim, keadaan: str, kode: int = 0, kata: str = "", batal: Sequence[str] = ()
    ) -> Step:
        return Step(uuid.uuid4().hex, claim.kunci, claim.usaha, keadaan, claim.sidik, kode, kata,
                    self.mesin, self._clock(), tuple(batal))  # fmt: skip


def _check_pair(letter: Letter, raw: Raw, allowed: Mapping[str, tuple[Audience, ...]]) -> None:
    told = tuple(part.audience for part in letter.parts)
    if told != allowed.get(normalise_address(letter.alamat)):
        raise MailError("Surel ini memuat paket yang bukan untuk penerimanya, jadi tidak dicatat.")
    if (letter.key, letter.alamat) != (raw.key, raw.alamat):
        raise MailError("Surel dan isinya tidak cocok, jadi tidak dicatat. Laporkan.")


def _issue(kept: Kept) -> tuple[str, int, str]:
    return kept.jenis, kept.terbitan, kept.tujuan


def _latest(connection: sa.Connection, kunci: str) -> rows.Row:
    found = rows.read_rows(connection, [kunci]).get(kunci)
    if not found:
        raise MailError(f"Surel {kunci[:12]} tidak tercatat.")
    return found[-1]


def _has_sibling(connection: sa.Connection, row: rows.Row) -> bool:
    """Tell whether other content of the same issue went, or may have gone, to that address."""
    found = rows.read_siblings(connection, row).values()
    return any(fold_steps(steps).keadaan in _HELD for steps in found)
