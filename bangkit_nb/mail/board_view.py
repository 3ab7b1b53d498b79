"""Say what the screen of mails shows, as plain values for the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bangkit_nb.errors import BangkitError
from bangkit_nb.mail import drafts, states
from bangkit_nb.mail.attachments import FOLDER, PACK
from bangkit_nb.mail.drafts import Drafts, Order
from bangkit_nb.mail.letters import JENIS_PAKET
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.recipients import normalise_address
from bangkit_nb.mail.sending import Outcome
from bangkit_nb.mail.settings import read_server
from bangkit_nb.mail.thanks import JENIS_TERIMA_KASIH
from bangkit_nb.params import Rakor

JENIS = (
    (JENIS_PAKET, "Paket briefing"),
    (JENIS_TERIMA_KASIH, "Terima kasih dan tindak lanjut"),
)
"""Kinds of mail that the screen offers, and their names."""

CHANGED = "Isi lain sudah dikirim pada terbitan {n}. Naikkan terbitan untuk mengirim isi baru."
"""What is said of a waiting mail that will not go."""

ASKED = {
    states.TIDAK_PASTI: "Surel ini mungkin sudah terkirim. Tanyakan dahulu kepada penerimanya; "
    "kirim ulang hanya bila belum sampai.",
    states.DITOLAK: "Server menolak surel ini. Perbaiki sebabnya dahulu, lalu antrekan lagi.",
}
"""What the officer is asked about a mail that is not simply sent or waiting."""


@dataclass(frozen=True)
class Running:
    """Hold how far a run is, or how it ended."""

    is_on: bool = False
    n_done: int = 0
    n_all: int = 0
    said: str = ""

    def end(self, made: Outcome) -> Running:
        """Return how the run ended, in words."""
        told = "; ".join(
            f"{made.counts[s]} {states.TOLD[s]}" for s in states.STATES if made.counts[s]
        )
        words = [told or "tidak ada yang dikirim"]
        if made.n_skipped:
            words.append(f"{made.n_skipped} dilewati karena sudah dikirim pada terbitan ini")
        if made.stopped:
            words.append(f"berhenti: {made.stopped}; sisanya tetap antre")
        return replace(self, is_on=False, said=f"Selesai: {'. '.join(words)}.")


def build_view(
    rakor: Rakor,
    outbox: Outbox,
    order: Order,
    made: Drafts | None,
    running: Running,
    fault: str,
) -> dict[str, Any]:
    """Return what the page paints. No password, and nothing of the environment but the server."""
    kept: Sequence[Kept] = made.kept if made else ()
    counts = drafts.count_states(kept)
    reached = made.matched.recipients if made else ()
    shut = outbox.blocked(rakor.rakor)
    names = {one.key: ", ".join(one.nama) for one in reached}
    server, lack = _server(rakor)
    held = outbox.right(rakor.rakor)
    is_other = held is not None and held.mesin != outbox.machine
    return {
        "judul": rakor.kabupaten,
        "contoh": rakor.contoh,
        "server": server,
        "kurang": lack,
        "hak": held.mesin if held else "",
        "hak_lain": is_other,
        "mesin": "" if outbox.is_shared else outbox.machine,
        "jenis": [{"kunci": key, "nama": name} for key, name in JENIS],
        "susunan": {
            "jenis": order.jenis, "terbitan": order.terbitan, "undangan": order.is_undangan,
            "lampiran": list(order.lampiran),
        },
        "dokumen": _documents(rakor),
        "surel": [_row(one, names, shut) for one in kept],
        "jumlah": [
            {"keadaan": s, "kata": states.TOLD[s], "n": counts[s]}
            for s in states.STATES if counts[s]
        ],
        "tanpa": [
            {"baris": u.baris, "nama": u.nama, "peran": u.peran, "alasan": u.alasan}
            for u in (made.matched.unreached if made else ())
        ],
        "jalan": {
            "hidup": running.is_on, "selesai": running.n_done, "semua": running.n_all,
            "kata": running.said,
        },
        "galat": fault,
    }  # fmt: skip


def _server(rakor: Rakor) -> tuple[str, str]:
    """Return where mail would go and from whom, or why it cannot go from here."""
    try:
        server, sender = read_server(rakor), drafts.read_sender(rakor)
    except BangkitError as fault:
        return "", str(fault)
    return f"{sender.alamat} lewat {server.host}:{server.port}", ""


def _documents(rakor: Rakor) -> list[dict[str, str]]:
    found = sorted((rakor.outputs_path / FOLDER).glob("*.docx"))
    made = [{"nama": PACK, "kata": "Lampirkan paket lengkap masing-masing (PDF)"}] if found else []
    for path in found:
        made.append({"nama": path.stem, "kata": f"Lampirkan {path.stem} (PDF)"})
    return made


_TITLE = re.compile(r": (.+) \[[^\]]*\]$")
"""What of a subject tells one mail of a Rakor from another."""


def _row(one: Kept, names: Mapping[str, str], shut: frozenset[str]) -> dict[str, Any]:
    found = _TITLE.search(one.subjek)
    step = one.status.step
    keadaan = one.status.keadaan
    return {
        "kunci": one.kunci, "sidik": one.sidik, "alamat": one.alamat,
        "nama": names.get(normalise_address(one.alamat), ""),
        "subjek": found[1] if found else one.subjek,
        "keadaan": keadaan, "kata": states.TOLD[keadaan], "ada": one.is_here,
        "balasan": f"{step.kode} {step.kata}".strip() if step and step.kode else "",
        "tertutup": CHANGED.format(n=one.terbitan) if one.kunci in shut else "",
        "tanya": ASKED.get(keadaan, ""),
        "sejak": step.waktu if step else "",
    }  # fmt: skip
