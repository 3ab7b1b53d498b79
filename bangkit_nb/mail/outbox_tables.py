"""The ledger's tables, in the database of the log; they only grow, but for originals that go."""

from __future__ import annotations

import sqlalchemy as sa

from bangkit_nb.review.store_tables import build_guards, build_number

_META = sa.MetaData()

SUREL = sa.Table(
    "surel",
    _META,
    build_number(),
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
    build_number(),
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
    build_number(),
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
        allow = _erased(is_sqlite=is_sqlite) if table is SUREL else ""
        for guard in build_guards(table.name, is_sqlite=is_sqlite, allow=allow):
            connection.exec_driver_sql(guard)


def _erased(*, is_sqlite: bool) -> str:
    """Return the one change that a row of SUREL may meet: its original is erased."""
    nothing = "X''" if is_sqlite else "''::bytea"
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in _KEPT)
    return f"{same} AND NEW.mentah = {nothing} AND NEW.alamat = '' AND NEW.subjek = ''"
