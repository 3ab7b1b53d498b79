"""Erase what is personal of old mails: content, subject and address (UU 27/2022, article 8).

Key, hash and trail stay: that a mail went, when, and what the server said; never to whom.
"""

from __future__ import annotations

import datetime as dt
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

import sqlalchemy as sa

from bangkit_nb.files import resolve_inside
from bangkit_nb.mail import outbox_rows as rows
from bangkit_nb.mail import outbox_tables as tables
from bangkit_nb.params import Rakor
from bangkit_nb.review.store import Store


def write_erasure(rakor: Rakor, store: Store, before: dt.date) -> int:
    """Erase the originals whose message and trail are older than a day; returns how many mails.

    The files of those mails in data/surel/<rakor>/ go too. What was erased cannot be shown or sent
    any more. On SQLite its bytes are overwritten; PostgreSQL drops them at its next vacuum.
    """
    limit = dt.datetime.combine(before, dt.time(), rakor.zona)
    with store.connected(is_write=True) as connection:
        tables.create_tables(connection)
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        keys = rows.read_keys(connection, rakor.rakor)
        steps = rows.read_steps(connection, keys)
        old: list[rows.Row] = []
        for kunci, found in rows.read_rows(connection, keys).items():
            here = [row for row in found if row.is_here]
            moments = [dt.datetime.fromisoformat(step.waktu) for step in steps.get(kunci, [])]
            moments += [_read_date(rows.read_content(connection, row)) for row in here]
            if here and max(moments) < limit:
                old += here
        for row in old:
            empty = {"mentah": b"", "alamat": "", "subjek": ""}
            table = tables.SUREL
            connection.execute(sa.update(table).where(table.c.urut == row.urut).values(empty))
    if is_sqlite:
        _empty_wal(store)
    _remove_files(rakor, {row.kunci for row in old})
    return len({row.kunci for row in old})


def _read_date(content: bytes) -> dt.datetime:
    return parsedate_to_datetime(str(BytesHeaderParser().parsebytes(content)["Date"]))


def _empty_wal(store: Store) -> None:
    """Write the log of changes into the database, so that no old page stays in it."""
    with store.connected() as connection:
        connection.rollback()  # a checkpoint waits for no transaction of its own
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove_files(rakor: Rakor, keys: set[str]) -> None:
    folder = resolve_inside(rakor.proyek, f"data/surel/{rakor.rakor}")
    starts = {kunci[:12] for kunci in keys}
    found: list[Path] = [path for path in folder.rglob("*.*") if path.name[:12] in starts]
    for path in [*found, *(folder.glob("index.html") if found else ())]:
        path.unlink()
