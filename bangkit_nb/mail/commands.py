"""The commands `bangkit send` and `bangkit status`; heavy modules load inside them."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import MailError
from bangkit_nb.review.passengers import register

if TYPE_CHECKING:
    from bangkit_nb.mail.outbox import Kept, Outbox
    from bangkit_nb.mail.transport import Server
    from bangkit_nb.params import Rakor


def add_commands(commands: Any, add: Add) -> None:
    """Add both commands, and let the ledger travel with the log; add: cli's way to make one."""
    register("surel", "bangkit_nb.mail.travel")
    about = "tulis surel tiap orang sebagai .eml dengan pratinjau; --smtp mengirimnya"
    send = add(commands, "send", about, run_send)
    send.add_argument("rakor", metavar="RAKOR", help="kunci Rakor")
    send.add_argument("--smtp", action="store_true", help="kirim lewat BANGKIT_SMTP_URL")
    send.add_argument("--yes", action="store_true", help="tanpa bertanya, untuk skrip")
    send.add_argument("--only", action="append", default=[], metavar="ALAMAT|ID",
                      help="hanya surel ini; boleh beberapa kali")  # fmt: skip
    send.add_argument("--allow-domain", action="append", default=[], metavar="DOMAIN",
                      help="hanya alamat di domain ini; boleh beberapa kali")  # fmt: skip
    send.add_argument("--terbitan", type=int, default=1, metavar="N",
                      help="naikkan untuk mengirim isi yang berubah")  # fmt: skip
    send.add_argument("--resend", default="", metavar="ID",
                      help="antrekan lagi surel yang ditolak atau tidak pasti")  # fmt: skip
    send.add_argument("--throttle", type=float, default=2.0, metavar="S",
                      help="detik antara dua surel")  # fmt: skip
    send.add_argument("--harian", type=int, default=400, metavar="N",
                      help="paling banyak surel dalam 24 jam")  # fmt: skip
    status = add(commands, "status", "tampilkan keadaan surel suatu Rakor", run_status)
    status.add_argument("rakor", nargs="?", default="", metavar="RAKOR", help="kunci Rakor")
    status.add_argument("--surel", action="store_true", help="satu baris tiap surel")


def run_send(options: argparse.Namespace) -> int:
    """Write the mails as files; with --smtp send them after the officer has agreed."""
    import datetime as dt

    from bangkit_nb.mail import drafts
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.store import open_store

    rakor = open_rakor(options.rakor)
    if options.terbitan < 1 or options.throttle < 0 or options.harian < 1:
        raise MailError("--terbitan dan --harian mulai dari 1, --throttle dari 0.")
    server = _read_server(rakor) if options.smtp else None
    sender = drafts.read_sender(rakor)
    b = drafts.read_briefing(rakor)
    with open_store(rakor.proyek) as store:
        outbox = drafts.open_outbox(store)
        outbox.recover(rakor.rakor, drafts.is_alive)
        if options.resend:
            outbox.resend(drafts.find_draft(outbox.read(rakor.rakor), options.resend).kunci)
        date = dt.datetime.now(rakor.zona).replace(microsecond=0)
        made = drafts.write_drafts(b, outbox, sender, date, options.terbitan)
        page = drafts.write_preview(rakor, outbox, made)
        _print_unreached(made.matched.unreached)
        chosen = drafts.select_drafts(made.kept, options.only, options.allow_domain)
        print(f"{rakor.rakor}: {len(chosen)} surel; {_counted(chosen)}\npratinjau: {page}")
        if server is None:
            return 0
        return _send(options, chosen, outbox, server, sender.alamat)


def _read_server(rakor: Rakor) -> Server:
    from bangkit_nb.mail.transport import parse_server

    read = os.environ.get
    server = parse_server(
        read("BANGKIT_SMTP_URL", ""), read("BANGKIT_SMTP_USER", ""), read("BANGKIT_SMTP_SANDI", "")
    )
    if rakor.contoh and not server.is_loopback:
        raise MailError("Data contoh tidak dikirim ke luar komputer ini.")
    return server


def _send(
    options: argparse.Namespace,
    chosen: tuple[Kept, ...],
    outbox: Outbox,
    server: Server,
    sender: str,
) -> int:
    import datetime as dt

    from tqdm import tqdm

    from bangkit_nb.mail import states
    from bangkit_nb.mail.sending import Pace, send_packs
    from bangkit_nb.mail.transport import open_transport

    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    room = max(0, options.harian - outbox.count_claims(since.isoformat(timespec="seconds")))
    queued = [kept for kept in chosen if kept.status.keadaan == states.ANTRE][:room]
    if not queued:
        print("Tidak ada yang dikirim.")
        return 0
    if not options.yes and not _agree(queued):
        print("Tidak ada yang dikirim.")
        return 1
    with open_transport(server) as transport, tqdm(total=len(queued), disable=None) as bar:

        def advance(kept: Kept, keadaan: str) -> None:
            bar.update(int(keadaan != states.ANTRE))

        pace = Pace(options.throttle, time.sleep)
        made = send_packs(queued, sender, transport, outbox, pace, advance)
    after = {kept.kunci for kept in queued}
    print(_counted([k for k in outbox.read(options.rakor) if k.kunci in after]))
    if made.n_skipped:
        print(f"{made.n_skipped} surel dilewati: isi lain pada terbitan ini sudah dikirim, atau "
              "pengirim lain sedang mengirimnya. Untuk mengirim isi baru: --terbitan.",
              file=sys.stderr)  # fmt: skip
    if made.stopped:
        print(f"berhenti: {made.stopped}. Ulangi nanti; yang sudah diterima tidak dikirim lagi.",
              file=sys.stderr)  # fmt: skip
    return 0 if not made.stopped and made.counts[states.TERKIRIM] == len(queued) else 1


def _agree(queued: list[Kept]) -> bool:
    """Show the list and ask for the number of mails; anything else is a no."""
    for kept in queued:
        print(f"  {kept.kunci[:12]}  {kept.alamat}  {kept.subjek}")
    print("Berkas .eml yang sudah dikirim lewat Outlook tidak tercatat di sini.")
    try:
        said = input(f"Ketik jumlah surel ({len(queued)}) untuk mengirim: ")
    except EOFError:
        return False
    return said.strip() == str(len(queued))


def run_status(options: argparse.Namespace) -> int:
    """Print how a Rakor's mails stand."""
    from bangkit_nb.mail import drafts, states
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.store import is_store, open_store

    rakor = open_rakor(options.rakor)
    if not is_store(rakor.proyek):
        print(f"{rakor.rakor}: belum ada surel")
        return 0
    with open_store(rakor.proyek) as store:
        kept = drafts.open_outbox(store).read(rakor.rakor)
    print(f"{rakor.rakor}: {len(kept)} surel; {_counted(kept)}")
    if options.surel:
        for one in kept:
            step = one.status.step
            words = f"  {step.kode} {step.kata}" if step and step.kode else ""
            print(f"  {one.kunci[:12]}  {one.alamat}  {states.TOLD[one.status.keadaan]}{words}")
    return 0


def _counted(kept: Any) -> str:
    from bangkit_nb.mail import drafts, states

    counts = drafts.count_states(kept)
    return "; ".join(f"{counts[s]} {states.TOLD[s]}" for s in states.STATES if counts[s]) or "-"


def _print_unreached(unreached: Any) -> None:
    for one in unreached:
        print(f"  baris {one.baris} {one.nama}: {one.alasan}", file=sys.stderr)
