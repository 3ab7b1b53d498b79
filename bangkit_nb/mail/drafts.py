"""Prepare a Rakor's mails: read it, build each message once, keep it in the ledger, show it."""

from __future__ import annotations

import datetime as dt
import html
import os
import socket
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import psutil

from bangkit_nb import text
from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import MailError
from bangkit_nb.files import resolve_inside, write_atomic, write_text
from bangkit_nb.mail import letters, states
from bangkit_nb.mail.message import Sender, build_message, parse_sender
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.recipients import Matched, match_recipients
from bangkit_nb.mail.states import Step
from bangkit_nb.mail.transport import to_eml
from bangkit_nb.pack.facts import Briefing, build_briefing
from bangkit_nb.params import Rakor
from bangkit_nb.review.judged import read_judged
from bangkit_nb.review.store import Store

LEASE = dt.timedelta(minutes=15)
"""After this a sender on another machine counts as gone; one mail takes a minute or two."""


@dataclass(frozen=True)
class Drafts:
    """Hold a Rakor's mails as they stand in the ledger, and the people who get none."""

    kept: tuple[Kept, ...]
    matched: Matched


def read_briefing(rakor: Rakor) -> Briefing:
    """Read, check and match a Rakor as the run does."""
    checked = check_workbook(read_workbook(rakor), rakor)
    putusan = read_judged(rakor, checked)
    return build_briefing(rakor, checked, match_rakor(checked, padanan=putusan.padanan), putusan)


def read_sender(rakor: Rakor) -> Sender:
    """Read BANGKIT_PENGIRIM and BANGKIT_BALAS_KE; a sample has a sender that leads nowhere."""
    told = os.environ.get("BANGKIT_PENGIRIM", "")
    if not told and rakor.contoh:
        told = "Data Contoh <contoh@bangkit.invalid>"
    return parse_sender(told, os.environ.get("BANGKIT_BALAS_KE", ""))


def write_drafts(
    b: Briefing, outbox: Outbox, sender: Sender, date: dt.datetime, terbitan: int = 1
) -> Drafts:
    """Build every mail of a Rakor and keep it in the ledger; what was tried keeps its bytes."""
    matched = match_recipients(b.checked)
    parts = letters.build_parts(b)
    made = [letters.build_letter(b, one, parts, terbitan) for one in matched.recipients]
    pairs = [(letter, build_message(letter, sender, date)) for letter in made]
    return Drafts(outbox.queue(pairs, matched.allowed()), matched)


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


def write_preview(rakor: Rakor, outbox: Outbox, drafts: Drafts) -> Path:
    """Write the stored messages as .eml and their bodies as pages into data/surel/<rakor>/."""
    folder = resolve_inside(rakor.proyek, f"data/surel/{rakor.rakor}")
    made: set[str] = {"index.html"}
    rows = []
    for kept in drafts.kept:
        content = outbox.message(kept.kunci)
        name = f"{kept.kunci[:12]}-{text.slug(kept.alamat, 30)}"
        body = message_from_bytes(content, policy=policy.default).get_body(("html",))
        page = body.get_content() if body is not None else ""
        write_atomic(folder / f"{name}.eml", to_eml(content))
        write_text(folder / f"{name}.html", page)
        made |= {f"{name}.eml", f"{name}.html"}
        rows.append(_row(kept, name))
    for path in folder.iterdir():
        if path.suffix in {".eml", ".html"} and path.name not in made:
            path.unlink()
    return write_text(folder / "index.html", _page(rakor, rows, drafts))


def _row(kept: Kept, name: str) -> str:
    cells = (
        f'<a href="{name}.html">{html.escape(kept.subjek)}</a>',
        html.escape(kept.alamat), states.TOLD[kept.status.keadaan],
        f'<a href="{name}.eml">.eml</a>', kept.kunci[:12],
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _page(rakor: Rakor, rows: list[str], drafts: Drafts) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Surel", "Kepada", "Keadaan", "Berkas", "ID")
    )
    listed = "".join(
        f"<li>baris {u.baris}, {html.escape(u.nama)} ({html.escape(u.peran)}): "
        f"{html.escape(u.alasan)}</li>"
        for u in drafts.matched.unreached
    )
    return (
        '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
        f"<title>Pratinjau surel {rakor.rakor}</title></head><body>"
        f"<h1>Pratinjau surel {rakor.rakor}</h1><p>Belum ada yang dikirim oleh halaman ini.</p>"
        f"<table><caption>{len(rows)} surel</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table><h2>Tidak mendapat surel</h2><ul>{listed}</ul>"
        "</body></html>\n"
    )


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
