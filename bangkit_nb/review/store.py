"""Keep the events of the log: SQLite in the project, or the PostgreSQL that an office shares.

One table, append-only. `urut` numbers become visible in their order, so whoever reads "after N"
again and again meets every event once.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bangkit_nb.errors import LogError, explain_fault
from bangkit_nb.review import store_tables as tables
from bangkit_nb.review.events import Event, from_json, to_json
from bangkit_nb.review.place import BANGKIT_DB, check_place, is_store, store_path
from bangkit_nb.review.store_faults import telling

__all__ = ["BANGKIT_DB", "Read", "Store", "is_store", "open_store", "store_path"]

BUSY_SECONDS = 60.0
"""How long a write waits for the others that are writing."""

_AT_ONCE = 500  # ids asked for in one query; SQLite of some builds takes at most 999
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True)
class Read:
    """Hold what `Store.read` found.

    events: in the order in which they came in. last: the number to read on after.
    """

    events: tuple[Event, ...]
    last: int


def open_store(proyek: Path, url: str = "") -> Store:
    """Open the project's log, making it where there is none.

    url: of the database; "" = the environment's BANGKIT_DB, else data/bangkit.db of the project.
    Raises LogError with what to do: a network or synchronised folder, no right to write, a full
    disk, a damaged or newer database, a server that cannot be reached.
    """
    url = url or os.environ.get(BANGKIT_DB, "")
    if not url:
        return _open_sqlite(store_path(proyek))
    try:
        made = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise LogError(_ADDRESS) from None
    if made.drivername in {"sqlite", "sqlite+pysqlite"} and made.database:
        return _open_sqlite(proyek / made.database)
    if made.drivername not in _POSTGRES:
        raise LogError(_ADDRESS)
    return _open_postgres(made.set(drivername="postgresql+psycopg"))


_ADDRESS = (
    "Alamat basis data (BANGKIT_DB) tidak dikenal. Tulis postgresql://pengguna:sandi@server/nama, "
    "atau kosongkan supaya dipakai data/bangkit.db di folder proyek."
)


def _open_sqlite(path: Path) -> Store:
    check_place(path)
    name = f"{path.parent.name}/{path.name}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise LogError(
            f"Folder {path.parent.name} untuk basis data tidak dapat dibuat "
            f"({explain_fault(fault)}). Beri izin menulis di folder proyek."
        ) from None
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS}
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return Store(engine, name)


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as fault:
            # Making a new file WAL does not wait for another process that is doing the same.
            is_busy = str(fault.sqlite_errorname).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: sa.Connection) -> None:
    is_write = connection.get_execution_options().get("is_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def _open_postgres(url: sa.URL) -> Store:
    place = ":".join(
        str(part) for part in (url.host or url.query.get("host", ""), url.port) if part
    )
    name = f"{place or 'localhost'}/{url.database or url.username or ''}"
    try:
        engine = sa.create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": 10} | _no_twice(url)
        )
    except ImportError:
        raise LogError(
            "Untuk PostgreSQL diperlukan paket psycopg. Pasang dengan "
            "`pip install 'bangkit-nb[postgres]'`, atau kosongkan BANGKIT_DB."
        ) from None
    sa.event.listen(engine, "connect", _set_up_postgres)
    return Store(engine, name)


def _no_twice(url: sa.URL) -> dict[str, Any]:
    return (
        {}
        if "connect_timeout" not in url.query
        else {"connect_timeout": url.query["connect_timeout"]}
    )


def _set_up_postgres(connection: Any, record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{int(BUSY_SECONDS)}s'")
        # whatever the server's default: an event that was confirmed is on the disk
        cursor.execute("SET synchronous_commit = 'on'")
    connection.commit()


class Store:
    """Hold an open log; a context manager. Made by `open_store`. Threads may share it."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self.name = name
        try:
            with telling(self.name, is_sqlite=self._is_sqlite):
                self._check_schema()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def append(self, events: Iterable[Event]) -> None:
        """Add events, all or none; they are on the disk when this returns.

        An event that is there already is skipped, so a caller may try again after a fault. Raises
        LogError: another event has the same id, or the database's fault in words.
        """
        lines = _to_lines(events)
        if not lines:
            return
        with telling(self.name, is_sqlite=self._is_sqlite), self._write() as connection:
            known = _read_known(connection, list(lines))
            clash = next((one for one, line in known.items() if lines[one][1] != line), None)
            if clash is not None:
                raise LogError(_CLASH.format(id=clash))
            fresh = [_row(event, line) for one, (event, line) in lines.items() if one not in known]
            if fresh:
                connection.execute(sa.insert(tables.PERISTIWA), fresh)

    def read(self, rakor: str, after: int = 0) -> Read:
        """Return the events of a Rakor that came in after number `after`."""
        table = tables.PERISTIWA
        asked = (
            sa.select(table.c.urut, table.c.isi)
            .where(table.c.rakor == rakor, table.c.urut > after)
            .order_by(table.c.urut)
        )
        with telling(self.name, is_sqlite=self._is_sqlite), self._engine.connect() as connection:
            found = connection.execute(asked).all()
        events = tuple(from_json(line) for _, line in found)
        return Read(events, found[-1][0] if found else after)

    def read_marks(self) -> dict[str, str]:
        """Return rakor -> how many events it has and which came last; equal logs, equal marks.

        Cheap for a whole country: an index tells it, no event is read.
        """
        table = tables.PERISTIWA
        last = (
            sa.select(sa.func.max(table.c.urut).label("urut"), sa.func.count().label("n"))
            .group_by(table.c.rakor)
            .subquery()
        )
        asked = sa.select(table.c.rakor, last.c.n, table.c.id).join(
            last, table.c.urut == last.c.urut
        )
        with telling(self.name, is_sqlite=self._is_sqlite), self._engine.connect() as connection:
            return {row.rakor: f"{row.n} {row.id}" for row in connection.execute(asked)}

    @contextmanager
    def connected(self, *, is_write: bool = False) -> Iterator[sa.Connection]:
        """Lend one transaction for other tables of this database; its faults become LogError."""
        opened = self._write() if is_write else self._engine.connect()
        with telling(self.name, is_sqlite=self._is_sqlite), opened as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        engine = self._engine.execution_options(is_write=True)
        with engine.begin() as connection:
            if not self._is_sqlite:
                # Held to the end of the transaction: numbers become visible in their order.
                connection.execute(tables.LOCK)
            yield connection

    def _check_schema(self) -> None:
        with self._engine.connect() as connection:
            is_new = not sa.inspect(connection).has_table(tables.SKEMA.name)
        if is_new:
            with self._write() as connection:
                tables.create_tables(connection)
        with self._engine.connect() as connection:
            version = connection.execute(sa.select(sa.func.max(tables.SKEMA.c.versi))).scalar()
        if version != tables.VERSION:
            raise LogError(
                f"Basis data {self.name} ditulis oleh bangkit versi lain (skema {version}, di sini "
                f"{tables.VERSION}). Perbarui bangkit di komputer ini, lalu ulangi."
            )


_CLASH = (
    "Catatan {id} sudah ada dengan isi lain, jadi tidak ada yang ditambahkan. Salah satu berkas "
    "telah diubah dengan tangan: minta salinan aslinya."
)


def _to_lines(events: Iterable[Event]) -> dict[str, tuple[Event, str]]:
    lines: dict[str, tuple[Event, str]] = {}
    for event in events:
        line = to_json(event)
        if from_json(line) != event:  # what cannot be read back would close the log for all
            raise LogError(f"Catatan {event.id} tidak dapat disimpan dengan utuh.")
        if lines.setdefault(event.id, (event, line))[1] != line:
            raise LogError(_CLASH.format(id=event.id))
    return lines


def _read_known(connection: sa.Connection, ids: list[str]) -> dict[str, str]:
    table = tables.PERISTIWA
    known: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = sa.select(table.c.id, table.c.isi).where(
            table.c.id.in_(ids[start : start + _AT_ONCE])
        )
        known.update((row.id, row.isi) for row in connection.execute(asked))
    return known


def _row(event: Event, line: str) -> dict[str, object]:
    return {
        "id": event.id, "rakor": event.rakor, "kunci": event.kunci, "jenis": event.jenis,
        "lamport": event.lamport, "penulis": event.penulis, "isi": line,
    }  # fmt: skip
