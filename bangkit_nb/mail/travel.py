"""Carry the ledger in the file of the log: which mails there were, their trail, who may send.

Neither an address nor a mail's content travels, only hashes: enough to know on another machine
that a mail went, or may have gone, and not to send it again. Laying trails together is a union, so
neither order nor repetition matters (states.fold_steps, rights.fold_rights).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from bangkit_nb.errors import LogError
from bangkit_nb.mail import outbox_rows as rows
from bangkit_nb.mail import outbox_tables as tables
from bangkit_nb.mail import states
from bangkit_nb.mail.rights import Right
from bangkit_nb.mail.states import Step
from bangkit_nb.review.store import Store

KIND = "surel"
"""The kind of these records in the file of the log."""

_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+00:00|Z)")
_MOST = 10**6

_R = TypeVar("_R", Step, Right)


@dataclass(frozen=True)
class Known:
    """Hold a mail as another machine knows it: its key and to whom, as a hash."""

    kunci: str
    rakor: str
    jenis: str
    terbitan: int
    tujuan: str


Record = Known | Step | Right
_NAMES: dict[str, type[Known] | type[Step] | type[Right]] = {
    "surel": Known, "jejak": Step, "hak": Right,
}  # fmt: skip


def read_lines(store: Store, rakor: str) -> list[str]:
    """Return what travels of a Rakor's ledger; a mail that was never tried stays here."""
    with store.connected() as connection:
        if not sa.inspect(connection).has_table(tables.HAK.name):
            return []
        keys = rows.read_keys(connection, rakor)
        steps = rows.read_steps(connection, keys)
        found = rows.read_rows(connection, list(steps))
        rights = rows.read_rights(connection, rakor)
    known = [
        Known(kunci, row.rakor, row.jenis, row.terbitan, row.tujuan)
        for kunci, (row, *_) in found.items()
    ]
    trail = [step for some in steps.values() for step in some]
    records: list[Record] = [*known, *trail, *rights]
    return sorted({_to_line(record) for record in records})


def check_lines(lines: Sequence[str], rakor: str) -> None:
    """Raise LogError where a line is none of this Rakor's records."""
    _check_whole(_from_lines(lines, rakor))


def write_lines(store: Store, lines: Sequence[str], rakor: str) -> int:
    """Add the records that are not there, all or none; returns how many were new."""
    records = _from_lines(lines, rakor)
    _check_whole(records)
    with store.connected(is_write=True) as connection:
        tables.create_tables(connection)
        return (
            _write_known(connection, [one for one in records if isinstance(one, Known)])
            + _write_steps(connection, [one for one in records if isinstance(one, Step)])
            + _write_rights(connection, rakor, [one for one in records if isinstance(one, Right)])
        )


def _write_known(connection: sa.Connection, known: Sequence[Known]) -> int:
    held = rows.read_rows(connection, [one.kunci for one in known])
    fresh = {one.kunci: one for one in known if one.kunci not in held}
    blank = {"sidik": "", "alamat": "", "subjek": "", "mentah": b""}
    if fresh:
        added = [{**asdict(one), **blank} for one in fresh.values()]
        connection.execute(sa.insert(tables.SUREL), added)
    return len(fresh)


def _write_steps(connection: sa.Connection, steps: Sequence[Step]) -> int:
    keys = list({step.kunci for step in steps})
    held = {step.id: step for some in rows.read_steps(connection, keys).values() for step in some}
    fresh = _fresh(((step.id, step) for step in steps), held)
    for step in fresh:
        rows.add_step(connection, step)
    return len(fresh)


def _write_rights(connection: sa.Connection, rakor: str, rights: Sequence[Right]) -> int:
    held = {right.id: right for right in rows.read_rights(connection, rakor)}
    fresh = _fresh(((right.id, right) for right in rights), held)
    for right in fresh:
        rows.add_right(connection, right)
    return len(fresh)


def _fresh(pairs: Iterable[tuple[str, _R]], held: dict[str, _R]) -> list[_R]:
    """Return the records whose id is new; LogError where an id stands for something else here."""
    fresh: dict[str, _R] = {}
    for id_, record in pairs:
        if held.get(id_, record) != record or fresh.get(id_, record) != record:
            raise LogError(
                f"Catatan surel {id_} sudah ada dengan isi lain. Salah satu berkas telah diubah "
                "dengan tangan: minta salinan aslinya."
            )
        if id_ not in held:
            fresh[id_] = record
    return list(fresh.values())


def _to_line(record: Record) -> str:
    name = next(name for name, kind in _NAMES.items() if isinstance(record, kind))
    made = {"r": name, **asdict(record)}
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _from_lines(lines: Sequence[str], rakor: str) -> list[Record]:
    try:
        return [_check(_from_line(line), rakor) for line in lines]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LogError(
            "Berkas ini memuat catatan surel yang rusak. Minta berkas itu diekspor dan disalin "
            "ulang; tidak ada yang digabungkan."
        ) from None


def _from_line(line: str) -> Record:
    made: dict[str, Any] = json.loads(line)
    kind = _NAMES[made.pop("r")]
    if kind is Step:
        made["batal"] = tuple(made["batal"])
    return kind(**made)


def _check(record: Record, rakor: str) -> Record:
    """Return a record whose fields hold what they should; ValueError otherwise."""
    for name, value in asdict(record).items():
        wanted = {"terbitan": int, "kode": int, "nomor": int, "batal": tuple}.get(name, str)
        if type(value) is not wanted:
            raise TypeError(name)
    fine: object
    if isinstance(record, Known):
        fine = (_HEX64.fullmatch(record.kunci) and _HEX64.fullmatch(record.tujuan)
                and record.rakor == rakor and 0 < record.terbitan < _MOST)  # fmt: skip
    elif isinstance(record, Step):
        fine = (_HEX32.fullmatch(record.id) and _HEX64.fullmatch(record.kunci)
                and record.keadaan in states.STATES and _TIME.fullmatch(record.waktu)
                and all(_HEX32.fullmatch(one) for one in (record.usaha, *record.batal) if one)
                and "" not in record.batal and 0 <= record.kode < 1000
                and record.mesin.count("/") >= 2)  # fmt: skip
    else:
        fine = (_HEX32.fullmatch(record.id) and record.rakor == rakor and record.mesin
                and 0 < record.nomor < _MOST and _TIME.fullmatch(record.waktu))  # fmt: skip
    if not fine:
        raise ValueError(type(record).__name__)
    return record


def _check_whole(records: Sequence[Record]) -> None:
    """Raise LogError where a trail tells of a mail that the same file does not name."""
    known = {record.kunci for record in records if isinstance(record, Known)}
    if any(isinstance(record, Step) and record.kunci not in known for record in records):
        raise LogError("Berkas ini memuat jejak surel tanpa surelnya. Minta diekspor ulang.")
