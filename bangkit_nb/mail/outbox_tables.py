"""The ledger's tables, in the database of the log; both only grow."""

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
written; tujuan: normalised. Addresses stand here and not in the trail."""

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

_TABLES = (SUREL, JEJAK)


def create_tables(connection: sa.Connection) -> None:
    """Make the tables that are not there yet, and what keeps them append-only."""
    if all(sa.inspect(connection).has_table(table.name) for table in _TABLES):
        return
    _META.create_all(connection)
    for table in _TABLES:
        for guard in _guards(table.name, is_sqlite=connection.dialect.name == "sqlite"):
            connection.exec_driver_sql(guard)


def _guards(name: str, *, is_sqlite: bool) -> tuple[str, ...]:
    if is_sqlite:
        return tuple(
            f"CREATE TRIGGER IF NOT EXISTS {name}_tetap_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} hanya bertambah'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        f"CREATE OR REPLACE FUNCTION {name}_tetap() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} hanya bertambah'; END $$",
        f"CREATE OR REPLACE TRIGGER {name}_tetap_baris BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_tetap()",
    )
