"""Describe reminders: one mail a follow-up that is due, to the people of its OPD, once each. Pure.

Each follow-up is a kind of message of its own, so the ledger's own rule (one content of one kind
and issue to one address) is what sends a reminder once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bangkit_nb import fmt, text
from bangkit_nb.hasil.records import Hasil, TindakLanjut
from bangkit_nb.mail.letters import Letter, Part
from bangkit_nb.mail.messages import PesanSurel
from bangkit_nb.mail.recipients import Audience, Matched, Recipient, Unreached
from bangkit_nb.pack.blocks import Col, Row, Section, Table
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.schedule import say_days

JENIS_PENGINGAT = "pengingat:"
"""How the kind of a reminder begins; the follow-up's id comes after it."""


@dataclass(frozen=True)
class Reminder:
    """Hold one due follow-up, its mails, and who may get them."""

    rtl: TindakLanjut
    letters: tuple[Letter, ...]
    matched: Matched

    @property
    def jenis(self) -> str:
        """The kind of message."""
        return JENIS_PENGINGAT + self.rtl.id


def find_due(hasil: Hasil, n_days: int) -> tuple[TindakLanjut, ...]:
    """Return the open follow-up whose deadline is at most `n_days` ahead or past, nearest first.

    Days count from the result's `per_tanggal`. One without a deadline is never due.
    """
    last = hasil.per_tanggal + dt.timedelta(days=n_days)
    due = [
        (one.batas, one.isi.rencana, one.id, one)
        for one in hasil.rtl
        if not one.is_locked and one.batas is not None and one.batas <= last
    ]
    return tuple(one for *_, one in sorted(due, key=lambda row: row[:3]))


def build_reminders(
    b: Briefing, due: Iterable[TindakLanjut], matched: Matched
) -> tuple[tuple[Reminder, ...], tuple[Unreached, ...]]:
    """Describe the mails of due follow-up, and list what nobody is written to about.

    matched: who gets which brief of this Rakor; b.rakor.per is the day the reminder speaks of.
    """
    made, unreached = [], []
    for one in due:
        audience = Audience("opd", one.isi.kode_opd)
        recipients = tuple(
            Recipient(who.alamat, who.nama, (audience,), who.baris)
            for who in matched.recipients
            if audience.kode and audience in who.audiences
        )
        if not recipients:
            unreached.append(
                Unreached(0, one.isi.penanggung_jawab, "penanggung jawab", _explain(one))
            )
            continue
        part = _part(b, one, audience)
        letters = tuple(_letter(b, who, one, part) for who in recipients)
        made.append(Reminder(one, letters, Matched(recipients, ())))
    return tuple(made), tuple(unreached)


def _explain(one: TindakLanjut) -> str:
    kode = one.isi.kode_opd
    why = f"tidak ada alamat untuk OPD {kode}" if kode else "kode_opd kosong"
    return f"tindak lanjut '{text.shorten(one.isi.rencana, 60)}': {why}"


def _part(b: Briefing, one: TindakLanjut, audience: Audience) -> Part:
    t = PesanSurel(b.rakor.bahasa)
    heads = ("kolom.rencana", "kolom.penanggung_jawab", "kolom.batas_waktu")
    when = fmt.tanggal(one.batas, b.rakor.bahasa)
    if one.batas is not None:
        when = f"{when} ({say_days(one.batas, b.rakor.per, b.t)})"
    row = Row((one.isi.rencana, one.isi.penanggung_jawab, when))
    table = Table(t("surel.rtl"), tuple(Col(t(head)) for head in heads), (row,))
    names: Mapping[str, str] = dict(
        zip(b.sheet("OPD")["kode_opd"], b.sheet("OPD")["nama_opd"], strict=True)
    )
    title = names.get(audience.kode, audience.kode)
    return Part(audience, title, (), (Section("rtl", t("surel.rtl"), (table,)),))


def _letter(b: Briefing, who: Recipient, one: TindakLanjut, part: Part) -> Letter:
    t, r = PesanSurel(b.rakor.bahasa), b.rakor
    day = fmt.tanggal(one.batas, r.bahasa)
    subject = t("surel.subjek_pengingat", batas=day, rencana=text.shorten(one.isi.rencana, 60),
                kunci=r.rakor)  # fmt: skip
    names = tuple(text.shorten(nama, 80) for nama in who.nama)
    is_late = one.batas is not None and one.batas < r.per
    return Letter(
        r.rakor, JENIS_PENGINGAT + one.id, 1, who.alamat, names, r.bahasa, r.contoh,
        t("umum.data_contoh"), subject, t("surel.salam", nama=t.daftar(list(names), 4)),
        t("surel.pengingat_lewat" if is_late else "surel.pengingat"),
        " \u00b7 ".join(part_ for part_ in (r.forum, t.hari(r), r.tempat) if part_), (part,),
        (t("surel.kabari"), t("surel.balas")),
        t("surel.sumber", sumber=b.checked.name, tanggal=fmt.tanggal(r.per, r.bahasa)),
    )  # fmt: skip
