"""The tables of the database, and what keeps the log append-only in both kinds of database."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = 1
"""Of the tables; a program refuses a database of another one."""

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_META = sa.MetaData()

SKEMA = sa.Table("skema", _META, sa.Column("versi", sa.Integer, primary_key=True))

PERISTIWA = sa.Table(
    "peristiwa",
    _META,
    sa.Column("urut", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("rakor", sa.Text, nullable=False),
    sa.Column("kunci", sa.Text, nullable=False),
    sa.Column("jenis", sa.Text, nullable=False),
    sa.Column("lamport", sa.BigInteger, nullable=False),
    sa.Column("penulis", sa.Text, nullable=False),
    sa.Column("isi", sa.Text, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), server_default=sa.func.current_timestamp()),
    sa.Index("peristiwa_rakor_urut", "rakor", "urut"),
    sqlite_autoincrement=True,  # a number is never used twice
)
"""One row an event; isi: its canonical JSON, which alone is read back. created: for an
administrator's eye only."""

LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x62616E676B6974))

_GUARDS_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS peristiwa_tetap_{verb.lower()} BEFORE {verb} ON peristiwa "
    "BEGIN SELECT RAISE(ABORT, 'peristiwa hanya bertambah'); END"
    for verb in ("UPDATE", "DELETE")
)
_GUARDS_POSTGRES = (
    "CREATE OR REPLACE FUNCTION peristiwa_tetap() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'peristiwa hanya bertambah'; END $$",
    "CREATE OR REPLACE TRIGGER peristiwa_tetap_baris BEFORE UPDATE OR DELETE ON peristiwa "
    "FOR EACH ROW EXECUTE FUNCTION peristiwa_tetap()",
    "CREATE OR REPLACE TRIGGER peristiwa_tetap_semua BEFORE TRUNCATE ON peristiwa "
    "FOR EACH STATEMENT EXECUTE FUNCTION peristiwa_tetap()",
)


def create_tables(connection: sa.Connection) -> None:
    """Make the tables that are not there yet, within the caller's transaction."""
    _META.create_all(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    for guard in _GUARDS_SQLITE if is_sqlite else _GUARDS_POSTGRES:
        connection.exec_driver_sql(guard)
    if connection.execute(sa.select(sa.func.count()).select_from(SKEMA)).scalar() == 0:
        connection.execute(sa.insert(SKEMA), {"versi": VERSION})
