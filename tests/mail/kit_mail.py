"""Letters and messages from small inputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from build import briefing, rakor

from bangkit_nb.hasil.records import Entri, Hasil, TindakLanjut
from bangkit_nb.mail.letters import Letter, build_letter, build_parts
from bangkit_nb.mail.message import Raw, Sender, build_message
from bangkit_nb.mail.recipients import Audience, Recipient, match_recipients
from bangkit_nb.mail.remind import build_reminders, find_due
from bangkit_nb.mail.thanks import build_thanks
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.review.rapat import Kesepakatan, Pengesahan, Rtl

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


RTL = (
    ("Menyusun rincian bantuan rumput laut", "3.25.01", "2024-04-01"),
    ("Menjadwalkan pelatihan sayur", "3.27.01", ""),
    ("Menyurati kementerian", "", "2024-05-01"),
)


def result(*, ditutup: bool = True, **changes: Any) -> Hasil:
    """Return what a meeting decided: three follow-ups."""
    rtl = tuple(
        TindakLanjut(str(n), f"rtl:{n}", Rtl(rencana, "Kepala dinas", batas, kode), **changes)
        for n, (rencana, kode, batas) in enumerate(RTL)
    )
    closed = dt.datetime(2024, 3, 1, 16, tzinfo=dt.UTC) if ditutup else None
    pengesahan = tuple(
        Entri(kode, f"pengesahan:{kode}", Pengesahan(kode, kata, catatan))
        for kode, kata, catatan in ((SOLANG, "disahkan", ""),
                                    ("81.05.15.2005", "dengan catatan", "lengkapi volumenya"))
    )  # fmt: skip
    kesepakatan = tuple(
        Entri(str(n), f"kesepakatan:{n}", Kesepakatan(isi, n))
        for n, isi in enumerate(("Rencana dibawa ke Forum OPD", "Data dilengkapi"), 1)
    )
    return Hasil(dt.date(2024, 3, 2), (), pengesahan, kesepakatan, (), (), rtl,
                 ("81.05.04.2001",), closed, "Ani", "0" * 64, 1)  # fmt: skip


def kinds(bahasa: str = "id") -> dict[str, Letter]:
    """Return one letter of every kind that is mailed, before and after a Rakor."""
    b = briefing(rakor(bahasa=bahasa, contoh=True), Peserta=PEOPLE)
    said = [{"id_usulan": "U-1", "keputusan": "Diakomodir", "keputusan_oleh": "Dinas Perikanan",
             "forum": "Rakor", "tanggal": "2024-03-01", "kode_opd": "3.25.01",
             "kode_sub_kegiatan": "3.25.03.2.01.0002", "keputusan_kode_opd": "3.25.01",
             "keputusan_kode_sub_kegiatan": "3.25.03.2.01.0002", "keputusan_keadaan": "berlaku"},
            *({"id_usulan": f"U-{n}"} for n in (2, 3, 4))]  # fmt: skip
    after = briefing(rakor(bahasa=bahasa, per_tanggal="2024-03-08"), putusan=said, Peserta=PEOPLE)
    after = replace(after, hasil=result())
    parts = build_parts(b)
    made = {one.parts[0].audience.kind: one for one in letters(b)}
    made |= {f"{one.parts[0].audience.kind} sesudah": one for one in letters(after)}
    roles = (Audience("opd", "3.25.01"), Audience("kecamatan", "81.05.15"))
    made["dua peran"] = build_letter(b, someone(*roles), parts)
    made["tanpa usulan"] = build_letter(b, someone(Audience("opd", "3.27.01")), parts)
    thanks = build_thanks(after, result(), match_recipients(after.checked))
    due = find_due(after.hasil or result(), 60)
    reminders, _ = build_reminders(after, due, match_recipients(after.checked))
    made["pengingat"] = reminders[0].letters[0]
    return made | {"terima kasih": thanks.letters[0]}


def raw(letter: Letter) -> Raw:
    """Return a letter's message."""
    return build_message(letter, SENDER, DATE)


def someone(*audiences: Audience, alamat: str = "ani@contoh.id", nama: str = "Ani") -> Recipient:
    """Return a recipient of these briefs."""
    return Recipient(alamat, (nama,), audiences, (2,))
