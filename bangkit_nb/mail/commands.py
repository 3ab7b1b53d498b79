"""The commands `bangkit send` and `bangkit status`; heavy modules load inside them."""

from __future__ import annotations

import argparse
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
    say = send.add_argument
    say("rakor", metavar="RAKOR", help="kunci Rakor")
    say("--smtp", action="store_true", help="kirim lewat BANGKIT_SMTP_URL")
    say("--yes", action="store_true", help="tanpa bertanya, untuk skrip")
    say("--terima-kasih", action="store_true", help="sesudah rapat ditutup: terima kasih dan "
        "tindak lanjut untuk tiap penanggung jawab")  # fmt: skip
    say("--undangan", action="store_true", help="sertakan undangan untuk kalender")
    say("--lampiran", action="append", default=[], metavar="BERKAS",
        help="sertakan dokumen, misalnya undangan atau paket; boleh beberapa kali")  # fmt: skip
    say("--only", action="append", default=[], metavar="ALAMAT|ID",
        help="hanya surel ini; boleh beberapa kali")  # fmt: skip
    say("--allow-domain", action="append", default=[], metavar="DOMAIN",
        help="hanya alamat di domain ini; boleh beberapa kali")  # fmt: skip
    say("--terbitan", type=int, default=1, metavar="N",
        help="naikkan untuk mengirim isi yang berubah")  # fmt: skip
    say("--resend", default="", metavar="ID",
        help="antrekan lagi surel yang ditolak atau tidak pasti")  # fmt: skip
    say("--ambil-alih", action="store_true",
        help="pindahkan hak kirim Rakor ini ke komputer ini; tercatat")  # fmt: skip
    say("--throttle", type=float, default=2.0, metavar="S", help="detik antara dua surel")
    say("--harian", type=int, default=400, metavar="N", help="paling banyak surel dalam 24 jam")
    status = add(commands, "status", "tampilkan keadaan surel suatu Rakor", run_status)
    status.add_argument("rakor", nargs="?", default="", metavar="RAKOR", help="kunci Rakor")
    status.add_argument("--surel", action="store_true", help="satu baris tiap surel")
    status.add_argument("--hapus-sebelum", default="", metavar="TANGGAL",
                        help="hapus isi dan alamat surel yang lebih tua")  # fmt: skip


def run_send(options: argparse.Namespace) -> int:
    """Write the mails as files; with --smtp send them after the officer has agreed."""
    from bangkit_nb.mail import drafts
    from bangkit_nb.mail.letters import JENIS_PAKET
    from bangkit_nb.mail.preview import write_preview
    from bangkit_nb.mail.settings import read_server
    from bangkit_nb.mail.thanks import JENIS_TERIMA_KASIH
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.store import open_store

    rakor = open_rakor(options.rakor)
    if options.terbitan < 1 or options.throttle < 0 or options.harian < 1:
        raise MailError("--terbitan dan --harian mulai dari 1, --throttle dari 0.")
    server = read_server(rakor) if options.smtp else None
    jenis = JENIS_TERIMA_KASIH if options.terima_kasih else JENIS_PAKET
    order = drafts.Order(jenis, options.terbitan, options.undangan, tuple(options.lampiran))
    with open_store(rakor.proyek) as store:
        outbox = drafts.open_outbox(store)
        _settle_right(options, outbox)
        if options.resend:
            outbox.recover(rakor.rakor, drafts.is_alive)
            outbox.resend(drafts.find_draft(outbox.read(rakor.rakor), options.resend).kunci)
        made = drafts.prepare_drafts(rakor, outbox, order)
        page = write_preview(rakor, outbox, made)
        _print_unreached(made.matched.unreached)
        chosen = drafts.select_drafts(made.kept, options.only, options.allow_domain)
        print(f"{rakor.rakor}: {len(chosen)} surel; {_counted(chosen)}\npratinjau: {page}")
        return 0 if server is None else _send(options, rakor, chosen, outbox, server)


def _settle_right(options: argparse.Namespace, outbox: Outbox) -> None:
    """Move the right to send where the officer says so, else refuse what this machine may not."""
    from bangkit_nb.mail.rights import check_right

    if options.ambil_alih:
        held = outbox.take_right(options.rakor)
        if held is not None and held.mesin != outbox.machine:
            print(f"hak kirim {options.rakor} dipindahkan dari komputer '{held.mesin}'")
        return
    held = outbox.right(options.rakor)
    if options.smtp:
        check_right(held, outbox.machine)
    if options.smtp and options.yes and held is None and not outbox.is_shared:
        raise MailError(
            "Belum tercatat dari komputer mana surel Rakor ini dikirim. Bila dari komputer ini, "
            "ulangi sekali dengan --ambil-alih."
        )


def _send(
    options: argparse.Namespace,
    rakor: Rakor,
    chosen: tuple[Kept, ...],
    outbox: Outbox,
    server: Server,
) -> int:
    from tqdm import tqdm

    from bangkit_nb.mail import drafts, states
    from bangkit_nb.mail.sending import Pace, send_packs
    from bangkit_nb.mail.transport import open_transport

    queued = drafts.select_queued(chosen, outbox, options.harian)
    shut = outbox.blocked(options.rakor) & {kept.kunci for kept in chosen}
    if shut:
        print(f"{len(shut)} surel tidak dikirim: isi lain pada terbitan ini sudah dikirim kepada "
              "orangnya. Untuk mengirim isi baru: --terbitan.", file=sys.stderr)  # fmt: skip
    if not queued:
        print("Tidak ada yang dikirim.")
        return 0
    if not options.yes and not _agree(queued, outbox):
        print("Tidak ada yang dikirim.")
        return 1
    with open_transport(server) as transport, tqdm(total=len(queued), disable=None) as bar:

        def advance(kept: Kept, keadaan: str) -> None:
            bar.update(int(keadaan != states.ANTRE))

        pace = Pace(options.throttle, time.sleep)
        sender = drafts.read_sender(rakor).alamat
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


def _agree(queued: tuple[Kept, ...], outbox: Outbox) -> bool:
    """Show the list and ask for the number of mails; anything else is a no."""
    for kept in queued:
        print(f"  {kept.kunci[:12]}  {kept.alamat}  {kept.subjek}")
    print("Berkas .eml yang sudah dikirim lewat Outlook tidak tercatat di sini.")
    if not outbox.is_shared and outbox.right(queued[0].rakor) is None:
        print(f"Surel Rakor ini selanjutnya dikirim dari komputer ini ({outbox.machine}). Bila "
              "komputer lain sudah mengirim, gabungkan dulu catatannya: bangkit log merge."
              )  # fmt: skip
    try:
        said = input(f"Ketik jumlah surel ({len(queued)}) untuk mengirim: ")
    except EOFError:
        return False
    return said.strip() == str(len(queued))


def run_status(options: argparse.Namespace) -> int:
    """Print how a Rakor's mails stand; erase old originals where that is asked."""
    from bangkit_nb.mail import drafts, states
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.store import is_store, open_store

    rakor = open_rakor(options.rakor)
    if not is_store(rakor.proyek):
        print(f"{rakor.rakor}: belum ada surel")
        return 0
    with open_store(rakor.proyek) as store:
        if options.hapus_sebelum:
            _erase(rakor, store, options.hapus_sebelum)
        outbox = drafts.open_outbox(store)
        kept, held = outbox.read(rakor.rakor), outbox.right(rakor.rakor)
    print(f"{rakor.rakor}: {len(kept)} surel; {_counted(kept)}")
    if held is not None:
        print(f"dikirim dari komputer '{held.mesin}' sejak {held.waktu}")
    if options.surel:
        for one in kept:
            step = one.status.step
            words = f"  {step.kode} {step.kata}" if step and step.kode else ""
            whom = one.alamat or "(isi tidak ada di komputer ini)"
            print(f"  {one.kunci[:12]}  {whom}  {states.TOLD[one.status.keadaan]}{words}")
    return 0


def _erase(rakor: Rakor, store: Any, said: str) -> None:
    import datetime as dt

    from bangkit_nb.mail.erasing import write_erasure

    try:
        before = dt.date.fromisoformat(said)
    except ValueError:
        raise MailError("--hapus-sebelum perlu tanggal, misalnya 2024-12-31.") from None
    n = write_erasure(rakor, store, before)
    print(f"{n} surel: isi, subjek dan alamatnya dihapus; jejaknya tetap")


def _counted(kept: Any) -> str:
    from bangkit_nb.mail import drafts, states

    counts = drafts.count_states(kept)
    return "; ".join(f"{counts[s]} {states.TOLD[s]}" for s in states.STATES if counts[s]) or "-"


def _print_unreached(unreached: Any) -> None:
    for one in unreached:
        where = f"baris {one.baris} " if one.baris else ""
        print(f"  {where}{one.nama}: {one.alasan}", file=sys.stderr)
