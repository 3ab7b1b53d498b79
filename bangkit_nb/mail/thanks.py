"""Describe the mail after the Rakor: thanks, and the follow-up of whoever is responsible. Pure.

A follow-up belongs to an OPD by its kode, and goes to the people whom sheet Peserta gives that
OPD's brief. One without a kode, or whose OPD has nobody to write to, is listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bangkit_nb import fmt, text
from bangkit_nb.errors import MailError
from bangkit_nb.hasil.records import Hasil, TindakLanjut
from bangkit_nb.mail.letters import Letter, Part
from bangkit_nb.mail.messages import PesanSurel
from bangkit_nb.mail.recipients import Audience, Matched, Recipient, Unreached
from bangkit_nb.pack.blocks import Col, Row, Section, Table
from bangkit_nb.pack.facts import Briefing

JENIS_TERIMA_KASIH = "terima_kasih"
"""The kind of message that thanks and carries follow-up."""


@dataclass(frozen=True)
class Thanks:
    """Hold the mails after a Rakor, and what nobody is written to about."""

    letters: tuple[Letter, ...]
    matched: Matched


def build_thanks(b: Briefing, hasil: Hasil, matched: Matched, terbitan: int = 1) -> Thanks:
    """Describe a mail to everybody who answers for a follow-up that this Rakor agreed.

    Raises MailError while the meeting is open: until then the follow-up may still change.
    """
    if hasil.ditutup is None:
        raise MailError(
            "Rapat belum ditutup, jadi tindak lanjutnya masih dapat berubah. Tutup rapat di "
            "notebook 4 dahulu; surel terima kasih dikirim sesudahnya."
        )
    of: dict[str, list[TindakLanjut]] = {}
    for one in hasil.rtl:
        if not one.is_lama and not one.is_locked:
            of.setdefault(one.isi.kode_opd, []).append(one)
    recipients = tuple(
        Recipient(one.alamat, one.nama, chosen, one.baris)
        for one in matched.recipients
        if (chosen := tuple(a for a in one.audiences if a.kind == "opd" and a.kode in of))
    )
    reached = {a.kode for one in recipients for a in one.audiences}
    parts = {Audience("opd", kode): _part(b, kode, of[kode]) for kode in sorted(reached)}
    letters = tuple(_letter(b, one, parts, terbitan) for one in recipients)
    unreached = tuple(
        Unreached(0, one.isi.penanggung_jawab, "penanggung jawab", _explain(kode, one))
        for kode, some in of.items()
        if kode not in reached
        for one in some
    )
    return Thanks(letters, Matched(recipients, unreached))


def _explain(kode: str, one: TindakLanjut) -> str:
    what = text.shorten(one.isi.rencana, 60)
    why = f"tidak ada alamat untuk OPD {kode}" if kode else "kode_opd kosong"
    return f"tindak lanjut '{what}': {why}"


def _part(b: Briefing, kode: str, some: list[TindakLanjut]) -> Part:
    t = PesanSurel(b.rakor.bahasa)
    heads = ("kolom.rencana", "kolom.penanggung_jawab", "kolom.batas_waktu")
    ordered = sorted(some, key=lambda one: (one.isi.batas_waktu or "9", one.isi.rencana, one.id))
    rows = tuple(
        Row((one.isi.rencana, one.isi.penanggung_jawab, _when(one.isi.batas_waktu, b, t)))
        for one in ordered
    )
    table = Table(t("surel.rtl"), tuple(Col(t(head)) for head in heads), rows)
    opd = b.checked.sheet("OPD")
    nama = dict(zip(opd["kode_opd"], opd["nama_opd"], strict=True))[kode]
    return Part(Audience("opd", kode), nama, (), (Section("rtl", t("surel.rtl"), (table,)),))


def _when(day: str, b: Briefing, t: PesanSurel) -> str:
    if not day:
        return t("surel.tanpa_batas")
    return fmt.tanggal(dt.date.fromisoformat(day), b.rakor.bahasa)


def _letter(b: Briefing, one: Recipient, parts: Mapping[Audience, Part], terbitan: int) -> Letter:
    t, r = PesanSurel(b.rakor.bahasa), b.rakor
    day, chosen = t.hari(r), tuple(parts[audience] for audience in one.audiences)
    titles = " + ".join(part.title for part in chosen)
    subject = t("surel.subjek_terima_kasih", kabupaten=r.kabupaten, waktu=day, paket=titles,
                kunci=r.rakor, terbitan=t.angka(terbitan))  # fmt: skip
    names = tuple(text.shorten(nama, 80) for nama in one.nama)
    return Letter(
        r.rakor, JENIS_TERIMA_KASIH, terbitan, one.alamat, names, r.bahasa, r.contoh,
        t("umum.data_contoh"), subject, t("surel.salam", nama=t.daftar(list(names), 4)),
        t("surel.terima_kasih"), " \u00b7 ".join(part for part in (r.forum, day, r.tempat) if part),
        chosen, (t("surel.kabari"), t("surel.balas")),
        t("surel.sumber", sumber=b.checked.name, tanggal=fmt.tanggal(r.per, r.bahasa)),
    )  # fmt: skip
