"""Prepare a Rakor's mails: read it, build each message once, keep it in the ledger."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from bangkit_nb import text
from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import MailError
from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.mail import letters, states
from bangkit_nb.mail.attachments import Documents
from bangkit_nb.mail.invitation import build_invitation
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Sender, build_message, parse_sender
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.recipients import Matched, match_recipients
from bangkit_nb.mail.states import Step
from bangkit_nb.mail.thanks import JENIS_TERIMA_KASIH, build_thanks
from bangkit_nb.pack import reading
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.params import Rakor
from bangkit_nb.review.judged import read_judged
from bangkit_nb.review.store import Store

LEASE = dt.timedelta(minutes=15)
"""After this a sender on another machine counts as gone; one mail takes a minute or two."""


@dataclass(frozen=True)
class Order:
    """Hold what is to be mailed: which kind, which issue, and what goes along.

    jenis: letters.JENIS_PAKET or thanks.JENIS_TERIMA_KASIH. is_undangan: with a calendar entry.
    lampiran: documents by name (attachments.Documents).
    """

    jenis: str = letters.JENIS_PAKET
    terbitan: int = 1
    is_undangan: bool = False
    lampiran: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafts:
    """Hold a Rakor's mails as they stand in the ledger, and the people who get none."""

    kept: tuple[Kept, ...]
    matched: Matched


def read_briefing(rakor: Rakor) -> Briefing:
    """Read, check and match a Rakor as the run does."""
    checked = check_workbook(read_workbook(rakor), rakor)
    putusan = read_judged(rakor, checked)
    calon = match_rakor(checked, padanan=putusan.padanan)
    return reading.read_briefing(rakor, checked, calon, putusan)


def read_sender(rakor: Rakor) -> Sender:
    """Read BANGKIT_PENGIRIM and BANGKIT_BALAS_KE; a sample has a sender that leads nowhere."""
    told = os.environ.get("BANGKIT_PENGIRIM", "")
    if not told and rakor.contoh:
        told = "Data Contoh <contoh@bangkit.invalid>"
    return parse_sender(told, os.environ.get("BANGKIT_BALAS_KE", ""))


def write_drafts(
    b: Briefing, outbox: Outbox, sender: Sender, date: dt.datetime, order: Order | None = None
) -> Drafts:
    """Build every mail of a Rakor and keep it in the ledger; what was tried keeps its bytes."""
    order = order or Order()
    documents = Documents(b.rakor, order.lampiran)
    made, matched = _build_letters(b, order)
    pairs = []
    for letter in made:
        invitation = (
            build_invitation(b.rakor, sender.balas_ke, letter.alamat, date, order.terbitan)
            if order.is_undangan
            else b""
        )
        files = documents.read(part.audience for part in letter.parts)
        pairs.append((letter, build_message(letter, sender, date, files, invitation)))
    return Drafts(outbox.queue(pairs, matched.allowed()), matched)


def _build_letters(b: Briefing, order: Order) -> tuple[tuple[Letter, ...], Matched]:
    matched = match_recipients(b.checked)
    if order.jenis == JENIS_TERIMA_KASIH:
        made = build_thanks(b, read_hasil(b.rakor, b.checked), matched, order.terbitan)
        return made.letters, made.matched
    parts = letters.build_parts(b)
    built = (letters.build_letter(b, one, parts, order.terbitan) for one in matched.recipients)
    return tuple(built), matched


def prepare_drafts(rakor: Rakor, outbox: Outbox, order: Order) -> Drafts:
    """Read a Rakor as it stands now and keep its mails in the ledger."""
    sender = read_sender(rakor)
    outbox.recover(rakor.rakor, is_alive)
    date = dt.datetime.now(rakor.zona).replace(microsecond=0)
    return write_drafts(read_briefing(rakor), outbox, sender, date, order)


def select_queued(kept: Iterable[Kept], outbox: Outbox, harian: int) -> tuple[Kept, ...]:
    """Return the mails that may go now: antre, not blocked, as many as the day has room for."""
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    room = max(0, harian - outbox.count_claims(since.isoformat(timespec="seconds")))
    waiting = [one for one in kept if one.status.keadaan == states.ANTRE]
    shut = outbox.blocked(waiting[0].rakor) if waiting else frozenset()
    return tuple(one for one in waiting if one.kunci not in shut)[:room]


def select_drafts(
    kept: Iterable[Kept], only: Iterable[str], domains: Iterable[str]
) -> tuple[Kept, ...]:
    """Return the mails to the addresses (or beginnings of ids) and the domains that are named."""
    wanted, allowed = {v.lower() for v in only}, {v.lower().lstrip("@") for v in domains}
    return tuple(
        one for one in kept
        if (not wanted or one.alamat.lower() in wanted
            or any(len(v) >= 8 and one.kunci.startswith(v) for v in wanted))
        and (not allowed or one.alamat.lower().rpartition("@")[2] in allowed)
    )  # fmt: skip


def find_draft(kept: Iterable[Kept], start: str) -> Kept:
    """Return the one mail whose id begins so; MailError otherwise."""
    found = [one for one in kept if len(start) >= 8 and one.kunci.startswith(start.lower())]
    if len(found) != 1:
        raise MailError(f"ID '{text.shorten(start, 40)}' tidak menunjuk tepat satu surel.")
    return found[0]


def count_states(kept: Iterable[Kept]) -> Counter[str]:
    """Count mails by state."""
    return Counter(one.status.keadaan for one in kept)


def open_outbox(store: Store) -> Outbox:
    """Open the ledger as this process, on the system's clock."""
    started = int(psutil.Process().create_time())
    return Outbox(store, f"{socket.gethostname()}/{os.getpid()}/{started}", now)


def now() -> str:
    """Return this moment as ISO time, UTC."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def is_alive(step: Step) -> bool:
    """Tell whether the process that began an attempt may still be sending."""
    host, pid, started = step.mesin.rsplit("/", 2)
    if host != socket.gethostname():
        return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(step.waktu) < LEASE
    try:
        return int(psutil.Process(int(pid)).create_time()) == int(started)
    except (psutil.Error, ValueError):
        return False
