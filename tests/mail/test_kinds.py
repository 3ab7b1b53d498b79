"""Invitation, thanks and attachments: each in a mail that is safe, to whom it concerns."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from build import briefing, rakor
from kit_mail import DATE, PEOPLE, SENDER, letters, result

from bangkit_nb.errors import BangkitError, MailError
from bangkit_nb.mail import attachments, body
from bangkit_nb.mail.invitation import build_invitation
from bangkit_nb.mail.message import DOCX, PDF, build_message
from bangkit_nb.mail.recipients import Audience, match_recipients
from bangkit_nb.mail.thanks import build_thanks
from bangkit_nb.pack import printers
from bangkit_nb.params import Rakor

# --- the invitation ---------------------------------------------------------------------------


def invite(made: Rakor | None = None, terbitan: int = 1, alamat: str = "ani@contoh.id") -> bytes:
    return build_invitation(made or rakor(), "jawab@contoh.id", alamat, DATE, terbitan)


def test_an_invitation_is_read_back_at_the_same_moment_in_the_rakors_zone() -> None:
    for zona, offset in (("WIB", 7), ("WITA", 8), ("WIT", 9)):
        content = invite(rakor(zona_waktu=zona))
        calendar = icalendar.Calendar.from_ical(content)
        (event,) = calendar.walk("VEVENT")
        (zone,) = calendar.walk("VTIMEZONE")
        start = event.decoded("dtstart")
        assert start == dt.datetime(
            2024, 3, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=offset))
        )
        assert zone["tzid"] == event["dtstart"].params["tzid"] == str(rakor(zona_waktu=zona).zona)
        (standard,) = zone.walk("STANDARD")
        assert standard.decoded("tzoffsetto") == dt.timedelta(hours=offset)
        assert calendar["method"] == "REQUEST" and event["attendee"] == "mailto:ani@contoh.id"
        assert event["organizer"] == "mailto:jawab@contoh.id" and event["location"] == "Bula"
        assert start.astimezone(ZoneInfo("UTC")).hour == 9 - offset


def test_a_later_terbitan_moves_the_same_entry_and_the_bytes_are_the_same_each_time() -> None:
    first, second = (icalendar.Calendar.from_ical(invite(terbitan=n)) for n in (1, 2))
    one, two = first.walk("VEVENT")[0], second.walk("VEVENT")[0]
    assert one["uid"] == two["uid"] == "uji-2024-03-01@contoh.id"
    assert (one["sequence"], two["sequence"]) == (0, 1)
    assert invite() == invite() and b"\r\n" in invite()


def test_a_day_without_hour_is_a_whole_day_and_a_month_is_no_invitation() -> None:
    (event,) = icalendar.Calendar.from_ical(invite(rakor(jam=""))).walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2024, 3, 1)
    with pytest.raises(MailError, match="belum pasti"):
        invite(rakor(tanggal="2024-03"))


def test_words_of_the_params_stay_text_in_an_invitation() -> None:
    made = rakor(tempat="Bula\r\nATTENDEE:mailto:x@y.id", forum="a;b,c\\n\nMETHOD:CANCEL")
    calendar = icalendar.Calendar.from_ical(invite(made))
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "REQUEST" and event["attendee"] == "mailto:ani@contoh.id"


def test_the_invitation_is_an_alternative_of_the_body_beside_attachments() -> None:
    letter = letters()[0]
    files = [attachments.Attachment("a.pdf", b"%PDF-1.4", PDF)]
    made = build_message(letter, SENDER, DATE, files, invite())
    assert made.content == build_message(letter, SENDER, DATE, files, invite()).content
    assert made.key == build_message(letter, SENDER, DATE).key
    back = message_from_bytes(made.content, policy=policy.default)
    kinds = [part.get_content_type() for part in back.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html",
                     "text/calendar", "application/pdf"]  # fmt: skip
    calendar = next(part for part in back.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().replace("\r\n", "\n") == invite().decode().replace("\r\n", "\n")
    assert max(len(line) for line in made.content.split(b"\r\n")) <= 998


# --- thanks -----------------------------------------------------------------------------------


def test_each_person_responsible_gets_their_own_follow_up_and_the_rest_is_listed() -> None:
    b = briefing(Peserta=PEOPLE)
    made = build_thanks(b, result(), match_recipients(b.checked))
    (letter,) = made.letters
    assert letter.alamat == "budi@contoh.id" and letter.jenis == "terima_kasih"
    assert made.matched.allowed() == {"budi@contoh.id": (Audience("opd", "3.25.01"),)}
    for said in (body.render_text(letter), body.render_html(letter, "s")):
        assert "rumput laut" in said and "1 April 2024" in said and "Terima kasih" in said
        assert "pelatihan sayur" not in said and "kementerian" not in said
    assert [("3.27.01" in u.alasan, "kode_opd kosong" in u.alasan)
            for u in made.matched.unreached] == [(True, False), (False, True)]  # fmt: skip


def test_before_the_meeting_is_closed_there_are_no_thanks() -> None:
    b = briefing(Peserta=PEOPLE)
    with pytest.raises(MailError, match="belum ditutup"):
        build_thanks(b, result(ditutup=False), match_recipients(b.checked))


@pytest.mark.parametrize("changes", [{"is_lama": True}, {"is_locked": True}])
def test_follow_up_of_an_earlier_rakor_and_what_is_done_is_left_out(changes: Any) -> None:
    b = briefing(Peserta=PEOPLE)
    assert build_thanks(b, result(**changes), match_recipients(b.checked)).letters == ()


def test_thanks_in_english_and_without_an_end_are_said_in_words() -> None:
    rows = [{**PEOPLE[1], "kode_opd": "3.27.01"}]
    b = briefing(rakor(bahasa="en"), Peserta=rows)
    (letter,) = build_thanks(b, result(), match_recipients(b.checked)).letters
    assert "Thank you" in letter.intro and "not set yet" in body.render_text(letter)


# --- attachments ------------------------------------------------------------------------------


def test_attachments_are_read_by_name_and_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    made = rakor(tmp_path)
    folder = made.outputs_path / "dokumen"
    folder.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (folder / "undangan.pdf").write_bytes(b"%PDF-1.7")
    (folder / "berita.docx").write_bytes(b"PK\x03\x04")
    (folder / "palsu.pdf").write_bytes(b"<html>")
    (folder / "halaman.html").write_bytes(b"<html>")
    (folder / "besar.pdf").write_bytes(b"%PDF-" + b"0" * attachments.MOST_BYTES)
    (folder / "agak.pdf").write_bytes(b"%PDF-" + b"0" * (attachments.MOST_BYTES - 10))
    (tmp_path / "data" / "surat.pdf").write_bytes(b"%PDF-1.4")
    names = ["undangan.pdf", "berita.docx", "data/surat.pdf", "undangan.pdf"]
    found = attachments.Documents(made, names).read([Audience("rakor")])
    assert [(one.name, one.mime) for one in found] == [
        ("undangan.pdf", PDF), ("berita.docx", DOCX), ("surat.pdf", PDF),
    ]  # fmt: skip
    for names, said in (
        (["palsu.pdf"], "bukan PDF"), (["halaman.html"], "bukan PDF atau docx"),
        (["tidak-ada.pdf"], "tidak ada"), (["besar.pdf"], "lebih besar"),
        (["agak.pdf", "undangan.pdf"], "terlalu besar"),
    ):  # fmt: skip
        with pytest.raises(MailError, match=said):
            attachments.Documents(made, names)
    with pytest.raises(BangkitError):
        attachments.Documents(made, ["../luar.pdf"])


def test_papers_and_each_readers_own_pack_go_along_as_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rakor(tmp_path)
    names = ["dokumen/undangan.docx", "paket/sebelum/opd-3.25.01.html", "paket/sebelum/rakor.html",
             "paket/sebelum/opd-3.25.01.02.html"]  # fmt: skip
    for name in names:
        path = made.outputs_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    manifest = made.outputs_path / "manifest.json"
    manifest.write_text(json.dumps({"berkas": dict.fromkeys(names, "")}))
    printed: list[str] = []

    def as_pdf(source: Path, *, tagged: bool = True) -> bytes:
        printed.append(source.name)
        return b"%PDF-1.4 " + source.name.encode()

    monkeypatch.setattr(printers, "print_page", as_pdf)
    monkeypatch.setattr(printers, "print_papers", lambda found: [as_pdf(one) for one in found])
    documents = attachments.Documents(made, ["undangan", "paket"])
    opd, whole = Audience("opd", "3.25.01"), Audience("rakor")
    for audiences, own in (((opd,), [b"opd-3.25.01.html"]), ((whole,), [b"rakor.html"]),
                           ((opd, whole), [b"opd-3.25.01.html", b"rakor.html"])):  # fmt: skip
        found = documents.read(audiences)
        assert [one.mime for one in found] == [PDF] * (1 + len(own))
        said = [one.content.split(b"\n")[0] for one in found]
        assert said == [b"%PDF-1.4 " + name for name in (b"undangan.docx", *own)]
    assert sorted(printed) == ["opd-3.25.01.html", "rakor.html", "undangan.docx"], "printed once"
    with pytest.raises(BangkitError):
        documents.read([Audience("opd", "9.99")])
    with pytest.raises(BangkitError):
        attachments.Documents(made, ["tidak-ada"])


def test_attachment_bytes_are_not_in_the_key() -> None:
    letter = letters()[0]
    one, two = (
        build_message(letter, SENDER, DATE, [attachments.Attachment("a.pdf", content, PDF)])
        for content in (b"%PDF-1", b"%PDF-2")
    )
    assert one.key == two.key and one.sha256 != two.sha256
    assert replace(letter, terbitan=2).key != letter.key
