"""Say which machine may send a Rakor's mails where laptops do not share a database. Pure.

Two laptops with a ledger each cannot see one another's claims, so only one of them sends. Who took
the right last, counted by number and then by id, has it; the order in which it is read is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bangkit_nb.errors import MailError


@dataclass(frozen=True)
class Right:
    """Hold one taking of the right: its id, the machine, from whom ("" = nobody), when (UTC)."""

    id: str
    rakor: str
    nomor: int
    mesin: str
    dari: str
    waktu: str


def fold_rights(rights: Iterable[Right]) -> Right | None:
    """Return the taking that holds; None where nobody took the right yet."""
    return max(rights, key=lambda one: (one.nomor, one.id), default=None)


def build_right(held: Right | None, id_: str, rakor: str, mesin: str, waktu: str) -> Right:
    """Return the taking that follows the one that held so far."""
    nomor, dari = (held.nomor, held.mesin) if held else (0, "")
    return Right(id_, rakor, nomor + 1, mesin, dari, waktu)


def check_right(held: Right | None, mesin: str) -> None:
    """Refuse with MailError where another machine has the right."""
    if held is not None and held.mesin != mesin:
        raise MailError(
            f"Surel Rakor ini dikirim dari komputer '{held.mesin}'. Kirim dari sana; atau "
            "gabungkan dulu catatannya (bangkit log merge), lalu pindahkan hak kirim: bangkit send "
            f"{held.rakor} --ambil-alih."
        )
