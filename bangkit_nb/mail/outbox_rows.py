"""Read and write the rows of the ledger within a transaction that the caller holds."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

import sqlalchemy as sa

from bangkit_nb.errors import MailError
from bangkit_nb.mail import outbox_tables as tables
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Raw
from bangkit_nb.mail.recipients import normalise_address
from bangkit_nb.mail.rights import Right, fold_rights
from bangkit_nb.mail.states import Status, Step, fold_steps

_AT_ONCE = 500  # SQLite of some builds takes at most 999 values in one query

_T = TypeVar("_T")


@dataclass(frozen=True)
class Kept:
    """Hold one mail of the ledger: which message, its stored form, and how it stands.

    is_here: its bytes are in this database; else it is known from another machine, or erased, and
    alamat and subjek are "". tujuan: the address as a hash, which is always known.
    """

    kunci: str
    sidik: str
    rakor: str
    jenis: str
    terbitan: int
    alamat: str
    subjek: str
    status: Status
    is_here: bool = True
    tujuan: str = ""


@dataclass(frozen=True)
class Row:
    """Hold one row of table surel without its bytes."""

    urut: int
    kunci: str
    sidik: str
    rakor: str
    jenis: str
    terbitan: int
    alamat: str
    tujuan: str
    subjek: str
    is_here: bool


def hash_address(rakor: str, alamat: str) -> str:
    """Return what stands for an address in a Rakor when the address itself is gone."""
    return hashlib.sha256(f"{rakor}\n{normalise_address(alamat)}".encode()).hexdigest()


def build_row(letter: Letter, raw: Raw) -> dict[str, object]:
    """Return the row of a message."""
    return {
        "kunci": raw.key, "sidik": raw.sha256, "rakor": letter.rakor, "jenis": letter.jenis,
        "terbitan": letter.terbitan, "alamat": raw.alamat,
        "tujuan": hash_address(letter.rakor, raw.alamat), "subjek": raw.subject,
        "mentah": zlib.compress(raw.content, 6),
    }  # fmt: skip


_SHORT = (
    *(column for column in tables.SUREL.c if column.name != "mentah"),
    (sa.func.length(tables.SUREL.c.mentah) > 0).label("is_here"),
)


def _chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def read_rows(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """Return the rows of each key in the order in which they came."""
    found: dict[str, list[Row]] = defaultdict(list)
    table = tables.SUREL
    for some in _chunks(keys):
        asked = sa.select(*_SHORT).where(table.c.kunci.in_(some)).order_by(table.c.urut)
        for r in connection.execute(asked):
            found[r.kunci].append(Row(**{**r._mapping, "is_here": bool(r.is_here)}))
    return found


def read_keys(connection: sa.Connection, rakor: str) -> list[str]:
    """Return the keys of a Rakor's mails, as first stored."""
    table = tables.SUREL
    asked = sa.select(table.c.kunci).where(table.c.rakor == rakor).order_by(table.c.urut)
    return list(dict.fromkeys(connection.execute(asked).scalars()))


def read_steps(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[Step]]:
    """Return the trail of each key."""
    found: dict[str, list[Step]] = defaultdict(list)
    table = tables.JEJAK
    for some in _chunks(keys):
        asked = sa.select(table).where(table.c.kunci.in_(some)).order_by(table.c.urut)
        for r in connection.execute(asked):
            found[r.kunci].append(
                Step(r.id, r.kunci, r.usaha, r.keadaan, r.sidik, r.kode, r.kata, r.mesin, r.waktu,
                     tuple(r.batal.split()))
            )  # fmt: skip
    return found


def read_kept(connection: sa.Connection, keys: Sequence[str]) -> tuple[Kept, ...]:
    """Return the mails of these keys, in their order; MailError where one is not there."""
    rows, steps = read_rows(connection, keys), read_steps(connection, keys)
    made = []
    for kunci in keys:
        if kunci not in rows:
            raise MailError(f"Surel {kunci[:12]} tidak tercatat.")
        r = rows[kunci][-1]
        status = fold_steps(steps.get(kunci, []))
        made.append(Kept(kunci, r.sidik, r.rakor, r.jenis, r.terbitan, r.alamat, r.subjek, status,
                         r.is_here, r.tujuan))  # fmt: skip
    return tuple(made)


def read_content(connection: sa.Connection, row: Row) -> bytes:
    """Return the bytes of a stored message; MailError where they are gone or spoilt."""
    asked = sa.select(tables.SUREL.c.mentah).where(tables.SUREL.c.urut == row.urut)
    packed = bytes(connection.execute(asked).scalar() or b"")
    if not packed:
        raise MailError(
            f"Isi surel {row.kunci[:12]} tidak ada di komputer ini: sudah dihapus, atau dibuat di "
            "komputer lain."
        )
    content = zlib.decompress(packed)
    if hashlib.sha256(content).hexdigest() != row.sidik:
        raise MailError(f"Surel {row.kunci[:12]} di basis data rusak, jadi tidak dikirim.")
    return content


def read_siblings(connection: sa.Connection, row: Row) -> dict[str, list[Step]]:
    """Return the trails of other content of the same issue to the same address."""
    table = tables.SUREL
    same = (
        (table.c.rakor == row.rakor) & (table.c.jenis == row.jenis)
        & (table.c.terbitan == row.terbitan) & (table.c.tujuan == row.tujuan)
        & (table.c.kunci != row.kunci)
    )  # fmt: skip
    others = list(connection.execute(sa.select(table.c.kunci).where(same).distinct()).scalars())
    return read_steps(connection, others)


def add_step(connection: sa.Connection, step: Step) -> None:
    """Add a line to the trail."""
    row = {**asdict(step), "batal": " ".join(step.batal)}
    connection.execute(sa.insert(tables.JEJAK), row)


def read_rights(connection: sa.Connection, rakor: str) -> list[Right]:
    """Return every taking of the right to send a Rakor's mails."""
    table = tables.HAK
    asked = sa.select(table).where(table.c.rakor == rakor).order_by(table.c.urut)
    return [Right(r.id, r.rakor, r.nomor, r.mesin, r.dari, r.waktu)
            for r in connection.execute(asked)]  # fmt: skip


def read_right(connection: sa.Connection, rakor: str) -> Right | None:
    """Return who holds the right to send a Rakor's mails."""
    return fold_rights(read_rights(connection, rakor))


def add_right(connection: sa.Connection, right: Right) -> None:
    """Add a taking of the right."""
    connection.execute(sa.insert(tables.HAK), asdict(right))
