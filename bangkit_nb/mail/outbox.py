"""Keep what was mailed: the ledger, in the database of the log. Claim, send, confirm.

A claim is on the disk before the first byte leaves, so a crash leaves "tidak pasti" and never a
second mail (RELIABILITY.md row 9). Nothing here sends; nothing is ever sent again by itself.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bangkit_nb.errors import MailError
from bangkit_nb.mail import outbox_tables as tables
from bangkit_nb.mail import states
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Raw
from bangkit_nb.mail.recipients import Audience, normalise_address
from bangkit_nb.mail.states import Status, Step, fold_steps
from bangkit_nb.review.store import Store

_HELD = (states.TERKIRIM, states.MENGIRIM, states.TIDAK_PASTI)


@dataclass(frozen=True)
class Kept:
    """Hold one mail of the ledger: which message, its stored form, and how it stands."""

    kunci: str
    sidik: str
    rakor: str
    jenis: str
    terbitan: int
    alamat: str
    subjek: str
    status: Status


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
        self._store = store
        self.mesin = mesin
        self._clock = clock
        with store.connected(is_write=True) as connection:
            tables.create_tables(connection)

    def queue(
        self, pairs: Iterable[tuple[Letter, Raw]], allowed: Mapping[str, tuple[Audience, ...]]
    ) -> tuple[Kept, ...]:
        """Store the messages that are not there yet; a stored one keeps its bytes once tried.

        allowed: who may get what (Matched.allowed); a letter with any other brief is refused.
        """
        keys = []
        with self._store.connected(is_write=True) as connection:
            for letter, raw in pairs:
                _check_pair(letter, raw, allowed)
                keys.append(raw.key)
                held = _latest(connection, raw.key)
                is_tried = bool(_steps(connection, [raw.key]).get(raw.key))
                # an untried message may change, as when the sender's address does
                if held is None or (held.sidik != raw.sha256 and not is_tried):
                    connection.execute(sa.insert(tables.SUREL), _row(letter, raw))
            return _read(connection, keys)

    def read(self, rakor: str) -> tuple[Kept, ...]:
        """Return every mail of a Rakor, as first stored."""
        table = tables.SUREL
        asked = sa.select(table.c.kunci).where(table.c.rakor == rakor).order_by(table.c.urut)
        with self._store.connected() as connection:
            keys = list(dict.fromkeys(connection.execute(asked).scalars()))
            return _read(connection, keys)

    def message(self, kunci: str) -> bytes:
        """Return the stored bytes of a mail: what a preview shows and what is sent."""
        with self._store.connected() as connection:
            held = _latest(connection, kunci)
        if held is None:
            raise MailError(f"Surel {kunci[:12]} tidak tercatat.")
        return _unpack(held)

    def claim(self, kunci: str, sidik: str) -> Claim | None:
        """Take the right to send one message; None where somebody has it or it may have gone.

        sidik: the hash that was approved. MailError where the stored message is another.
        """
        with self._store.connected(is_write=True) as connection:
            held = _latest(connection, kunci)
            if held is None or held.sidik != sidik:
                raise MailError("Isi surel berubah sejak disetujui. Lihat pratinjaunya lagi.")
            content = _unpack(held)
            status = fold_steps(_steps(connection, [kunci]).get(kunci, []))
            if status.keadaan != states.ANTRE or _sibling(connection, held):
                return None
            claim = Claim(kunci, uuid.uuid4().hex, sidik, held.alamat, content)
            _add(connection, self._step(claim, states.MENGIRIM))
        return claim

    def confirm(self, claim: Claim, keadaan: str, kode: int = 0, kata: str = "") -> None:
        """Record how an attempt ended: terkirim, ditolak, tidak_pasti, or antre (not taken)."""
        words = kata.replace(claim.alamat, "(alamat)")
        with self._store.connected(is_write=True) as connection:
            _add(connection, self._step(claim, keadaan, kode, words[:500]))

    def recover(self, rakor: str, is_alive: Callable[[Step], bool]) -> int:
        """Say tidak_pasti of every attempt whose sender is gone; returns how many."""
        n = 0
        with self._store.connected(is_write=True) as connection:
            asked = sa.select(tables.SUREL.c.kunci).where(tables.SUREL.c.rakor == rakor).distinct()
            for kept in _read(connection, list(connection.execute(asked).scalars())):
                step = kept.status.step
                if kept.status.keadaan != states.MENGIRIM or step is None or is_alive(step):
                    continue
                claim = Claim(kept.kunci, step.usaha, step.sidik, kept.alamat, b"")
                _add(connection, self._step(claim, states.TIDAK_PASTI))
                n += 1
        return n

    def count_claims(self, since: str) -> int:
        """Return how many attempts began at or after an ISO time, of all Rakor."""
        table = tables.JEJAK
        asked = sa.select(sa.func.count()).where(
            table.c.keadaan == states.MENGIRIM, table.c.waktu >= since
        )
        with self._store.connected() as connection:
            return int(connection.execute(asked).scalar() or 0)

    def resend(self, kunci: str) -> None:
        """Put a mail back in the queue because the officer says so; its old attempts are kept."""
        with self._store.connected(is_write=True) as connection:
            (kept,) = _read(connection, [kunci])
            if kept.status.keadaan not in (states.DITOLAK, states.TIDAK_PASTI):
                told = states.TOLD[kept.status.keadaan]
                raise MailError(f"Surel {kunci[:12]} tidak dapat dikirim ulang: {told}.")
            claim = Claim(kunci, "", kept.sidik, kept.alamat, b"")
            _add(connection, self._step(claim, states.ANTRE, batal=kept.status.usaha))

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


def _row(letter: Letter, raw: Raw) -> dict[str, object]:
    return {
        "kunci": raw.key, "sidik": raw.sha256, "rakor": letter.rakor, "jenis": letter.jenis,
        "terbitan": letter.terbitan, "alamat": raw.alamat, "tujuan": normalise_address(raw.alamat),
        "subjek": raw.subject, "mentah": zlib.compress(raw.content, 6),
    }  # fmt: skip


def _unpack(held: sa.Row[tuple[object, ...]]) -> bytes:
    content = zlib.decompress(held.mentah)
    if hashlib.sha256(content).hexdigest() != held.sidik:
        raise MailError(f"Surel {held.kunci[:12]} di basis data rusak, jadi tidak dikirim.")
    return content


def _latest(connection: sa.Connection, kunci: str) -> sa.Row[tuple[object, ...]] | None:
    asked = sa.select(tables.SUREL).where(tables.SUREL.c.kunci == kunci)
    return connection.execute(asked.order_by(tables.SUREL.c.urut.desc()).limit(1)).first()


def _steps(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for start in range(0, len(keys), 500):
        table = tables.JEJAK
        asked = sa.select(table).where(table.c.kunci.in_(keys[start : start + 500]))
        for r in connection.execute(asked.order_by(table.c.urut)):
            found[r.kunci].append(
                Step(r.id, r.kunci, r.usaha, r.keadaan, r.sidik, r.kode, r.kata, r.mesin, r.waktu,
                     tuple(r.batal.split()))
            )  # fmt: skip
    return found


def _read(connection: sa.Connection, keys: Sequence[str]) -> tuple[Kept, ...]:
    steps = _steps(connection, keys)
    made = []
    for kunci in keys:
        r = _latest(connection, kunci)
        if r is None:
            raise MailError(f"Surel {kunci[:12]} tidak tercatat.")
        status = fold_steps(steps.get(kunci, []))
        made.append(Kept(kunci, r.sidik, r.rakor, r.jenis, r.terbitan, r.alamat, r.subjek, status))
    return tuple(made)


def _sibling(connection: sa.Connection, held: sa.Row[tuple[object, ...]]) -> bool:
    """Tell whether other content of the same issue went, or may have gone, to that address."""
    table = tables.SUREL
    same = (
        (table.c.rakor == held.rakor) & (table.c.jenis == held.jenis)
        & (table.c.terbitan == held.terbitan) & (table.c.tujuan == held.tujuan)
        & (table.c.kunci != held.kunci)
    )  # fmt: skip
    others = list(connection.execute(sa.select(table.c.kunci).where(same).distinct()).scalars())
    found = _steps(connection, others)
    return any(fold_steps(steps).keadaan in _HELD for steps in found.values())


def _add(connection: sa.Connection, step: Step) -> None:
    row = {**vars(step), "batal": " ".join(step.batal)}
    connection.execute(sa.insert(tables.JEJAK), row)
