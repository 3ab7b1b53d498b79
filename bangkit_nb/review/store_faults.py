"""Say a database's faults in one Indonesian sentence; no address with a password, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bangkit_nb.errors import LogError

_FULL = "Disk penuh, jadi tidak ada yang dicatat di {name}. Kosongkan ruang disk, lalu ulangi."
_LOCKED = (
    "Tidak boleh menulis di {name}. Beri izin menulis pada folder dan berkasnya, atau pindahkan "
    "proyek ke folder yang boleh ditulis."
)
_BROKEN = (
    "Basis data {name} rusak atau bukan basis data. Jangan dihapus: simpan salinannya, pulihkan "
    "dari cadangan, lalu gabungkan berkas dari `bangkit log export`."
)
_BUSY = (
    "Basis data {name} sedang dipakai program lain terlalu lama. Tutup program itu, lalu ulangi."
)
_DISK = "Disk tempat {name} tidak dapat dibaca atau ditulis. Periksa disknya, lalu ulangi."
_APPEND_ONLY = "Catatan di {name} hanya bertambah; yang sudah tercatat tidak diubah atau dihapus."

_SQLITE = (
    ("SQLITE_FULL", _FULL),
    ("SQLITE_IOERR_SHM", _FULL),  # what a full disk gives where the WAL's index is made
    ("SQLITE_READONLY", _LOCKED),
    ("SQLITE_PERM", _LOCKED),
    ("SQLITE_CANTOPEN", _LOCKED),
    ("SQLITE_AUTH", _LOCKED),
    ("SQLITE_CORRUPT", _BROKEN),
    ("SQLITE_NOTADB", _BROKEN),
    ("SQLITE_SCHEMA", _BROKEN),
    ("SQLITE_ERROR", _BROKEN),  # a table or column of ours is not there
    ("SQLITE_BUSY", _BUSY),
    ("SQLITE_LOCKED", _BUSY),
    ("SQLITE_CONSTRAINT_TRIGGER", _APPEND_ONLY),
    ("SQLITE_IOERR", _DISK),
)

_POSTGRES = (
    ("53100", _FULL),
    ("42501", "Pengguna pada BANGKIT_DB tidak berhak menulis di {name}. Minta izin pengelolanya."),
    ("25006", "Basis data {name} hanya boleh dibaca. Pakai server utamanya pada BANGKIT_DB."),
    ("55P03", _BUSY),
    ("P0001", _APPEND_ONLY),
    ("42", _BROKEN),
    ("XX", _BROKEN),
)

_UNREACHABLE = (
    "PostgreSQL di {name} tidak dapat dihubungi. Periksa jaringan, apakah servernya menyala, serta "
    "nama pengguna dan sandi pada BANGKIT_DB; yang belum tercatat dapat diulang."
)


@contextmanager
def telling(name: str, *, is_sqlite: bool) -> Iterator[None]:
    """Turn a database's fault into LogError; name: of the database, without user or password."""
    try:
        yield
    except exc.DBAPIError as fault:
        raise LogError(_say(fault.orig, name, is_sqlite)) from None
    except exc.SQLAlchemyError:
        raise LogError((_BUSY if is_sqlite else _UNREACHABLE).format(name=name)) from None


def _say(fault: BaseException | None, name: str, is_sqlite: bool) -> str:
    code = str(getattr(fault, "sqlite_errorname" if is_sqlite else "sqlstate", "") or "")
    other = _BROKEN if is_sqlite else _UNREACHABLE
    table: tuple[tuple[str, str], ...] = _SQLITE if is_sqlite else _POSTGRES
    said = next((text for start, text in table if code.startswith(start)), other)
    return said.format(name=name)
