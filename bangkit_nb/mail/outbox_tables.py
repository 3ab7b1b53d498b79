"""The ledger's tables, in the database of the log; they only grow, but for originals that go."""

from __future__ import annotations

import sqlalchemy as sa

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_META = sa.MetaData()

SUREL = sa.Table(
    "surel",
    _META,
    sa.Column("urut", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("kunci", sa.Text, nullable=False),
    sa.Column("sidik", sa.Text, nullable=False),
    sa.Column("rakor", sa.Text, nullable=False),
    sa.Column("jenis", sa.Text, nullable=False),
    sa.Column("terbitan", sa.Integer, nullable=False),
    sa.Column("alamat", sa.Text, nullable=False),
    sa.Column("tujuan", sa.Text, nullable=False),
    sa.Column("subjek", sa.Text, nullable=False),
    sa.Column("mentah", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("kunci", "sidik"),
    sa.Index("surel_tujuan", "rakor", "jenis", "terbitan", "tujuan"),
    sqlite_autoincrement=True,
)
"""One row a message as built; of one kunci the latest counts. mentah: its bytes, zlib. alamat: as
written. tujuan: a hash of the Rakor and the normalised address, which outlives the address. A row
of another machine, and one whose original was erased, has mentah, alamat and subjek empty; the
first has an empty sidik too, for its bytes were never here. The trail holds no address."""

JEJAK = sa.Table(
    "surel_jejak",
    _META,
    sa.Column("urut", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("kunci", sa.Text, nullable=False, index=True),
    sa.Column("usaha", sa.Text, nullable=False),
    sa.Column("keadaan", sa.Text, nullable=False),
    sa.Column("sidik", sa.Text, nullable=False),
    sa.Column("kode", sa.Integer, nullable=False),
    sa.Column("kata", sa.Text, nullable=False),
    sa.Column("mesin", sa.Text, nullable=False),
    sa.Column("waktu", sa.Text, nullable=False),
    sa.Column("batal", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
"""One row a step (states.Step). batal: attempt ids, separated by spaces."""

HAK = sa.Table(
    "surel_hak",
    _META,
    sa.Column("urut", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("rakor", sa.Text, nullable=False, index=True),
    sa.Column("nomor", sa.Integer, nullable=False),
    sa.Column("mesin", sa.Text, nullable=False),
    sa.Column("dari", sa.Text, nullable=False),
    sa.Column("waktu", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
"""One row each time a machine took the right to send a Rakor's mails (rights.Right)."""

_TABLES = (SUREL, JEJAK, HAK)

_KEPT = ("urut", "kunci", "sidik", "rakor", "jenis", "terbitan", "tujuan")
"""Columns of SUREL that stay when an original is erased."""


def create_tables(connection: sa.Connection) -> None:
    """Make the tables that are not there yet, and what keeps them append-only."""
    if all(sa.inspect(connection).has_table(table.name) for table in _TABLES):
        return
    _META.create_all(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    for table in _TABLES:
        for guard in (_guards_sqlite if is_sqlite else _guards_postgres)(table.name):
            connection.exec_driver_sql(guard)


def _guards_sqlite(name: str) -> tuple[str, ...]:
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in _KEPT)
    erased = f"{same} AND NEW.mentah = X'' AND NEW.alamat = '' AND NEW.subjek = ''"
    when = {"UPDATE": f"WHEN NOT ({erased}) "} if name == SUREL.name else {}
    made = []
    for verb in ("UPDATE", "DELETE"):
        trigger = f"{name}_tetap_{verb.lower()}"
        made += [
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} BEFORE {verb} ON {name} {when.get(verb, '')}"
            f"BEGIN SELECT RAISE(ABORT, '{name} hanya bertambah'); END",
        ]
    return tuple(made)


def _guards_postgres(name: str) -> tuple[str, ...]:
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in _KEPT)
    erased = f"{same} AND NEW.mentah = ''::bytea AND NEW.alamat = '' AND NEW.subjek = ''"
    allow = (
        f"IF TG_OP = 'UPDATE' THEN IF {erased} THEN RETURN NEW; END IF; END IF; "
        if name == SUREL.name
        else ""
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}_tetap() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {allow}RAISE EXCEPTION '{name} hanya bertambah'; END $$",
        f"CREATE OR REPLACE TRIGGER {name}_tetap_baris BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_tetap()",
        f"CREATE OR REPLACE TRIGGER {name}_tetap_semua BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_tetap()",
    )
