"""The tables of the database, and what keeps the log append-only in both kinds of database."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = 1
"""Of the tables; a program refuses a database of another one."""

_META = sa.MetaData()


def build_number() -> sa.Column[int]:
    """Return the column that numbers a table's rows; a number is never used twice."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("urut", number, primary_key=True, autoincrement=True)


SKEMA = sa.Table("skema", _META, sa.Column("versi", sa.Integer, primary_key=True))

PERISTIWA = sa.Table(
    "peristiwa",
    _META,
    build_number(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("rakor", sa.Text, nullable=False),
    sa.Column("kunci", sa.Text, nullable=False),
    sa.Column("jenis", sa.Text, nullable=False),
    sa.Column("lamport", sa.BigInteger, nullable=False),
    sa.Column("penulis", sa.Text, nullable=False),
    sa.Column("isi", sa.Text, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), server_default=sa.func.current_timestamp()),
    sa.Index("peristiwa_rakor_urut", "rakor", "urut"),
    sqlite_autoincrement=True,
)
"""One row an event; isi: its canonical JSON, which alone is read back. created: for an
administrator's eye only."""

LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x62616E676B6974))


def build_guards(name: str, *, is_sqlite: bool, allow: str = "") -> tuple[str, ...]:
    """Return the statements that let a table only grow, anew where they stand already.

    allow: the one change of a row that is let through, as SQL over OLD and NEW.
    """
    if is_sqlite:
        made = []
        for verb in ("UPDATE", "DELETE"):
            trigger = f"{name}_tetap_{verb.lower()}"
            when = f"WHEN NOT ({allow}) " if allow and verb == "UPDATE" else ""
            made += [
                f"DROP TRIGGER IF EXISTS {trigger}",
                f"CREATE TRIGGER {trigger} BEFORE {verb} ON {name} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{name} hanya bertambah'); END",
            ]
        return tuple(made)
    passing = f"IF TG_OP = 'UPDATE' THEN IF {allow} THEN RETURN NEW; END IF; END IF; "
    return (
        f"CREATE OR REPLACE FUNCTION {name}_tetap() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {passing if allow else ''}RAISE EXCEPTION '{name} hanya bertambah'; END $$",
        f"CREATE OR REPLACE TRIGGER {name}_tetap_baris BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_tetap()",
        f"CREATE OR REPLACE TRIGGER {name}_tetap_semua BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_tetap()",
    )


def create_tables(connection: sa.Connection) -> None:
    """Make the tables that are not there yet, within the caller's transaction."""
    _META.create_all(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    for guard in build_guards(PERISTIWA.name, is_sqlite=is_sqlite):
        connection.exec_driver_sql(guard)
    if connection.execute(sa.select(sa.func.count()).select_from(SKEMA)).scalar() == 0:
        connection.execute(sa.insert(SKEMA), {"versi": VERSION})
