"""Letters and messages from small inputs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from build import briefing, rakor

from bangkit_nb.mail.letters import Letter, build_letter, build_parts
from bangkit_nb.mail.message import Raw, Sender, build_message
from bangkit_nb.mail.recipients import Audience, Recipient, match_recipients
from bangkit_nb.pack.facts import Briefing

DATE = dt.datetime(2024, 2, 20, 8, 0, tzinfo=dt.UTC)
SENDER = Sender("Panitia Rakor", "panitia@contoh.id", "jawab@contoh.id")
SOLANG = "81.05.15.2004"

PEOPLE: list[dict[str, Any]] = [
    {"nama": "Ani", "instansi": "X", "peran": "bappeda", "email": "ani@contoh.id"},
    {"nama": "Budi", "instansi": "X", "peran": "kepala_opd", "email": "budi@contoh.id",
     "kode_opd": "3.25.01"},
    {"nama": "Citra", "instansi": "X", "peran": "camat", "email": "citra@contoh.id",
     "kode_kecamatan": "81.05.15"},
    {"nama": "Dedi", "instansi": "X", "peran": "kepala_desa", "email": "dedi@contoh.id",
     "kode_desa": SOLANG},
]  # fmt: skip


def letters(b: Briefing | None = None, terbitan: int = 1, **changes: Any) -> list[Letter]:
    """Return the letters of everybody in PEOPLE."""
    b = b or briefing(rakor(**changes), Peserta=PEOPLE)
    parts = build_parts(b)
    found = match_recipients(b.checked).recipients
    return [build_letter(b, one, parts, terbitan) for one in found]


def raw(letter: Letter) -> Raw:
    """Return a letter's message."""
    return build_message(letter, SENDER, DATE)


def someone(*audiences: Audience, alamat: str = "ani@contoh.id", nama: str = "Ani") -> Recipient:
    """Return a recipient of these briefs."""
    return Recipient(alamat, (nama,), audiences, (2,))
