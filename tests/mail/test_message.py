"""Messages: headers that nothing gets into, one recipient, a body that mail programs show."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from build import SOAK, briefing, rakor
from kit_mail import DATE, PEOPLE, SENDER, kinds, letters, raw, someone

from bangkit_nb.errors import MailError
from bangkit_nb.mail import body
from bangkit_nb.mail.letters import build_letter, build_parts
from bangkit_nb.mail.message import (
    DOCX,
    PDF,
    Attachment,
    build_message,
    build_subject,
    check_address,
    parse_sender,
)
from bangkit_nb.mail.recipients import Audience

HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "List-Unsubscribe", "MIME-Version", "Content-Type",
}  # fmt: skip

PAYLOADS = (
    "a\r\nBcc: x@y.id", "a\nBcc: x@y.id", "a\rBcc: x@y.id", "a\r\n\r\n<b>isi</b>",
    "=?utf-8?q?a=0ABcc:_x@y.id?=", "=?utf-8?q?a=0D=0ABcc:_x@y.id?=",
    "=?utf-8?b?YQpCY2M6IHhAeS5pZA==?=", "=?utf-8?q?=0D=0A?= =?utf-8?q?Bcc:_x@y.id?=",
    "a\x0bBcc: x@y.id", "a\x0cBcc: x@y.id", "a\x85Bcc: x@y.id", "a\u2028Bcc: x@y.id",
    "==??utf-8?q?a=0ABcc:_x@y.id??==",
)  # fmt: skip


def test_payloads_in_subject_and_name_stay_text() -> None:
    assert len(PAYLOADS) == 13
    one = letters()[0]
    for payload in PAYLOADS:
        letter = replace(one, subject=payload, nama=(payload,))
        sender = replace(SENDER, nama=payload)
        made = build_message(letter, sender, DATE)
        back = message_from_bytes(made.content, policy=policy.default)
        assert set(back.keys()) == HEADERS, payload
        assert len(back["To"].addresses) == 1 and "Bcc" not in back and "Cc" not in back


def test_random_subjects_never_become_a_header() -> None:
    rng = random.Random(6)
    alphabet = [*"ab =?._:\r\n\t@<>,;\"()\\", "=?utf-8?q?", "?=", "=0A", "=0D", "Bcc:", "\u2028",
                "\x85", "\u00e9", "\U0001f41f", "\ud800", "\x00", "?b?Cg=="]  # fmt: skip
    letter = letters()[0]
    for _ in range(50_000 if SOAK else 150):
        subject = "".join(rng.choices(alphabet, k=rng.randint(1, 60)))
        made = build_message(replace(letter, subject=subject, nama=(subject,)), SENDER, DATE)
        head = made.content.partition(b"\r\n\r\n")[0].decode("ascii")
        names = {line.split(":")[0] for line in head.split("\r\n") if line[:1] not in " \t"}
        assert names == HEADERS, subject


@pytest.mark.parametrize(
    "alamat", ["", "a", "a@b", "a@x,id", "a@x.id, b@x.id", "a@x.id\nBcc: b@x.id", "<a@x.id>",
               "a..b@x.id", "\u00e9@x.id", "a@\u00e9.id", "a b@x.id", '"a"@x.id'],
)  # fmt: skip
def test_an_address_that_is_not_plain_is_refused(alamat: str) -> None:
    with pytest.raises(MailError):
        check_address(alamat)


def test_the_sender_is_read_or_asked_for() -> None:
    assert parse_sender("Panitia <a@x.id>").balas_ke == "a@x.id"
    assert parse_sender("a@x.id", "b@x.id").balas_ke == "b@x.id"
    with pytest.raises(MailError, match="BANGKIT_PENGIRIM"):
        parse_sender("")


def test_the_same_input_gives_the_same_bytes_and_a_key_of_what_is_shown() -> None:
    one, again = letters()[1], letters()[1]
    assert raw(one).content == raw(again).content
    moved = replace(one, source="lain", alamat=one.alamat.upper())
    assert moved.key == one.key
    for other in (
        replace(one, terbitan=2), replace(one, alamat="z@contoh.id"), replace(one, rakor="lain"),
        replace(one, jenis="lain"), replace(one, parts=()), replace(one, intro="lain"),
    ):  # fmt: skip
        assert other.key != one.key


def test_subjects_are_marked_and_unique_by_rakor_and_terbitan_however_long_the_names() -> None:
    long = [{**PEOPLE[1]}]
    opd = [{"kode_opd": "3.25.01", "nama_opd": "Dinas " + "Panjang " * 40},
           {"kode_opd": "3.27.01", "nama_opd": "Dinas Pertanian"}]  # fmt: skip
    sample = letters(briefing(rakor(contoh=True), Peserta=long, OPD=opd))[0]
    said = build_subject(sample)
    assert said.startswith("[DATA CONTOH] ") and said.endswith("[uji-2024-03-01, terbitan 1]")
    assert len(said) <= 160
    second = letters(briefing(rakor(contoh=True), Peserta=long, OPD=opd), terbitan=2)[0]
    assert build_subject(second).endswith("terbitan 2]")


def test_a_mail_holds_the_briefs_of_its_reader_and_no_other() -> None:
    b = briefing(Peserta=PEOPLE)
    parts = build_parts(b)
    solang, karay = Audience("desa", "81.05.15.2004"), Audience("desa", "81.05.15.2005")
    letter = build_letter(b, someone(solang), parts)
    assert [part.audience for part in letter.parts] == [solang]
    html = body.render_html(letter, "s")
    assert "Solang" in html and "Karay" not in html and "U-3" not in html
    both = build_letter(b, someone(solang, karay), parts)
    assert [part.audience for part in both.parts] == [solang, karay]
    with pytest.raises(MailError):
        build_letter(b, someone(Audience("desa", "81.05.99.2001")), parts)
    with pytest.raises(MailError):
        build_letter(b, someone(), parts)


def test_a_village_hears_the_answer_only_after_the_rakor() -> None:
    said = [{"id_usulan": "U-1", "keputusan": "Diakomodir", "keputusan_oleh": "Dinas Perikanan",
             "forum": "Rakor", "tanggal": "2024-03-01", "kode_opd": "3.25.01",
             "kode_sub_kegiatan": "3.25.03.2.01.0002", "keputusan_kode_opd": "3.25.01",
             "keputusan_kode_sub_kegiatan": "3.25.03.2.01.0002", "keputusan_keadaan": "berlaku"},
            *({"id_usulan": f"U-{n}"} for n in (2, 3, 4))]  # fmt: skip
    before = letters(briefing(Peserta=PEOPLE))[-1]
    after = letters(briefing(rakor(per_tanggal="2024-03-08"), putusan=said, Peserta=PEOPLE))[-1]
    assert "akan dibahas" in body.render_text(before).lower()
    assert "setelah Rakor" in body.render_text(after)
    assert "Diakomodir" in body.render_text(after)


class Body(HTMLParser):
    TAGS = frozenset("html head meta title body table tr td p h1 h2 b br span".split())
    ATTRIBUTES = frozenset(
        "lang charset name content role width cellpadding cellspacing border align style "
        "bgcolor height".split()
    )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.TAGS, tag
        assert {name for name, _ in attrs} <= self.ATTRIBUTES, attrs


def test_bodies_hold_only_what_mail_programs_show_and_escape_what_people_typed() -> None:
    bad = '<script>alert(1)</script><svg onload=x><img src="https://x.id/a"> {{ 7*7 }}'
    rows = [{"id_usulan": "U-1", "kode_desa": "81.05.15.2004", "kegiatan": bad, "anggaran": 1e6,
             "satuan": bad, "volume": 1, "tahun": 2025,
             "bidang_penghidupan": "pertanian"}]  # fmt: skip
    people = [{**one, "nama": bad} for one in PEOPLE]
    for letter in letters(briefing(Peserta=people, Rencana=rows)):
        html = body.render_html(letter, "s")
        Body().feed(html)
        assert not re.search(
            r"class=|data:|https?:|url\(|javascript:|<form|<svg|<script",
            html.replace("https://x.id", ""),
        )
        assert "&lt;script&gt;" in html and len(html.encode()) < body.MOST_BYTES


def test_each_class_becomes_the_declarations_of_the_style_sheet() -> None:
    declared = dict(re.findall(r"\.([a-z0-9]+)\{([^}]*)\}", body.read_css()))
    template = '{# class="p" #}' + "".join(f'<p class="{name}">x</p>' for name in declared)
    made = body.inline_styles(template, body.read_css())
    assert made.startswith('{# class="p" #}')

    def told(style: str) -> set[str]:
        return {re.sub(r"\s*:\s*", ":", one.strip()) for one in style.split(";") if one.strip()}

    styles = re.findall(r'<p style="([^"]*)"', made)
    assert [told(style) for style in styles] == [told(style) for style in declared.values()]
    assert len(styles) > 12
    with pytest.raises(KeyError):
        body.inline_styles('<p class="takdikenal">x</p>', body.read_css())


def test_attachments_are_pdf_or_docx_with_names_kept() -> None:
    letter = letters()[0]
    files = [Attachment("paket é.pdf", b"%PDF-1.4", PDF), Attachment("a.docx", b"PK", DOCX)]
    made = build_message(letter, SENDER, DATE, files)
    assert made.content == build_message(letter, SENDER, DATE, files).content
    back = message_from_bytes(made.content, policy=policy.default)
    assert [part.get_filename() for part in back.iter_attachments()] == ["paket é.pdf", "a.docx"]
    with pytest.raises(MailError):
        build_message(letter, SENDER, DATE, [Attachment("a.html", b"<p>", "text/html")])


def test_after_the_meeting_a_mail_tells_what_it_decided_and_agreements_are_counted() -> None:
    made = kinds()
    said = {name: body.render_text(one) for name, one in made.items()}
    assert "1. Rencana dibawa ke Forum OPD" in said["rakor sesudah"]
    assert "Nomor" not in said["rakor sesudah"]
    for name in ("rakor", "kecamatan", "desa"):
        assert "Pengesahan" in said[f"{name} sesudah"] and "Pengesahan" not in said[name]
    assert "lengkapi volumenya" in said["kecamatan sesudah"]
    assert "lengkapi volumenya" not in said["desa sesudah"], "another desa's note"
    assert "rumput laut" in said["opd sesudah"]
