"""The command `bangkit remind`; heavy modules load inside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import MailError

if TYPE_CHECKING:
    import datetime as dt

    from bangkit_nb.mail.outbox import Kept, Outbox
    from bangkit_nb.mail.remind import Reminder
    from bangkit_nb.params import Rakor


def add_commands(commands: Any, add: Add) -> None:
    """Add the command; add: cli's way to make one."""
    about = "sebut tindak lanjut yang jatuh tempo; --kirim mengantrekan surel pengingatnya"
    remind = add(commands, "remind", about, run_remind)
    say = remind.add_argument
    say("rakor", metavar="RAKOR", help="kunci Rakor")
    say(
        "--per-tanggal", required=True, metavar="TANGGAL", help="dihitung dari hari ini, 2024-08-20"
    )
    say("--hari", type=int, default=7, metavar="N", help="berapa hari ke depan (biasanya 7)")
    say("--kirim", action="store_true", help="antrekan surel pengingat, sekali tiap tindak lanjut")
    say("--smtp", action="store_true", help="dengan --kirim: kirim lewat BANGKIT_SMTP_URL")
    say("--yes", action="store_true", help="tanpa bertanya, untuk skrip")
    say("--ambil-alih", action="store_true",
        help="pindahkan hak kirim Rakor ini ke komputer ini; tercatat")  # fmt: skip
    say("--throttle", type=float, default=2.0, metavar="S", help="detik antara dua surel")
    say("--harian", type=int, default=400, metavar="N", help="paling banyak surel dalam 24 jam")


def run_remind(options: argparse.Namespace) -> int:
    """List what is due; with --kirim keep its mails in the ledger, and with --smtp send them."""
    from dataclasses import replace

    from bangkit_nb.hasil.read import read_hasil
    from bangkit_nb.mail import drafts
    from bangkit_nb.mail.commands import _send, _settle_right
    from bangkit_nb.mail.recipients import match_recipients
    from bangkit_nb.mail.remind import build_reminders, find_due
    from bangkit_nb.mail.settings import read_server
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.store import open_store

    per = _read_day(options.per_tanggal)
    if options.hari < 0 or options.harian < 1 or options.throttle < 0:
        raise MailError("--hari dan --throttle mulai dari 0, --harian dari 1.")
    if options.smtp and not options.kirim:
        raise MailError("--smtp hanya bersama --kirim.")
    rakor = replace(open_rakor(options.rakor), per_tanggal=per.isoformat())
    b = drafts.read_briefing(rakor)
    due = find_due(read_hasil(rakor, b.checked), options.hari)
    _print_due(rakor, due, options.hari)
    if not options.kirim or not due:
        return 0
    made, unreached = build_reminders(b, due, match_recipients(b.checked))
    for one in unreached:
        print(f"  {one.nama}: {one.alasan}", file=sys.stderr)
    server = read_server(rakor) if options.smtp else None
    with open_store(rakor.proyek) as store:
        outbox = drafts.open_outbox(store)
        _settle_right(options, outbox)
        outbox.recover(rakor.rakor, drafts.is_alive)
        kept, n_new = queue_reminders(rakor, outbox, made)
        folder = write_originals(rakor, outbox, kept)
        print(f"{len(kept)} surel pengingat, {n_new} baru; berkas: {folder}")
        return 0 if server is None else _send(options, rakor, kept, outbox, server)


def queue_reminders(
    rakor: Rakor, outbox: Outbox, made: Sequence[Reminder]
) -> tuple[tuple[Kept, ...], int]:
    """Keep the mails of reminders in the ledger; return them and how many are new.

    A follow-up of which an address was reminded already, on whatever day, keeps that mail.
    """
    import datetime as dt

    from bangkit_nb.mail import drafts
    from bangkit_nb.mail.message import build_message
    from bangkit_nb.mail.recipients import normalise_address

    held = {(one.jenis, normalise_address(one.alamat)): one for one in outbox.read(rakor.rakor)}
    sender = drafts.read_sender(rakor)
    date = dt.datetime.now(rakor.zona).replace(microsecond=0)
    kept: list[Kept] = []
    n_new = 0
    for one in made:
        fresh = []
        for letter in one.letters:
            before = held.get((one.jenis, normalise_address(letter.alamat)))
            if before is None:
                fresh.append((letter, build_message(letter, sender, date)))
            else:
                kept.append(before)
        kept += outbox.queue(fresh, one.matched.allowed())
        n_new += len(fresh)
    return tuple(kept), n_new


def write_originals(rakor: Rakor, outbox: Outbox, kept: Sequence[Kept]) -> str:
    """Write the stored messages as .eml below data/surel/; return that folder."""
    from bangkit_nb import text
    from bangkit_nb.files import resolve_inside, write_atomic
    from bangkit_nb.mail.transport import to_eml

    name = f"data/surel/{rakor.rakor}/pengingat"
    folder = resolve_inside(rakor.proyek, name)
    for one in kept:
        if one.alamat:  # else its content was erased, or is on another machine
            path = folder / f"{one.kunci[:12]}-{text.slug(one.alamat, 30)}.eml"
            write_atomic(path, to_eml(outbox.message(one.kunci)))
    return name


def _print_due(rakor: Rakor, due: Sequence[Any], n_days: int) -> None:
    from bangkit_nb import fmt
    from bangkit_nb.pack.messages import Pesan
    from bangkit_nb.pack.schedule import say_days
    from bangkit_nb.text import shorten

    per = fmt.tanggal(rakor.per)
    print(f"{rakor.rakor}: {len(due)} tindak lanjut jatuh tempo sampai {n_days} hari dari {per}")
    for one in due:
        when = f"{fmt.tanggal(one.batas)}, {say_days(one.batas, rakor.per, Pesan())}"
        who = shorten(one.isi.penanggung_jawab, 40)
        print(f"  {when}: {shorten(one.isi.rencana, 70)} ({who}; {one.status})")


def _read_day(said: str) -> dt.date:
    import datetime as dt

    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise MailError("--per-tanggal perlu tanggal, misalnya 2024-08-20.") from None
