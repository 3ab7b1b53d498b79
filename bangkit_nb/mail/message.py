"""Build the raw message of a letter: safe headers, one recipient, the same bytes each time. Pure.

Python 3.11.7 lets an RFC 2047 encoded newline in a subject become a header of its own
(RELIABILITY.md row 8): headers are cleaned, addresses checked, and the bytes read back.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr

from bangkit_nb import text
from bangkit_nb.errors import MailError
from bangkit_nb.mail import body
from bangkit_nb.mail.letters import Letter

SUBJECT = 160
"""Characters of a subject."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ADDRESS = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9._%+'\-]{0,62}[A-Za-z0-9_\-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_PLAIN = re.compile(r"[A-Za-z0-9 .,:/+()\[\]\-]{1,60}")
_WORD = 39
"""Bytes of one encoded word: no line is longer than 78."""

_POLICY = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Sender:
    """Hold who sends: a display name ("" for none), an address, and where answers go."""

    nama: str
    alamat: str
    balas_ke: str


@dataclass(frozen=True)
class Attachment:
    """Hold one file that goes along: PDF or docx, never HTML (quarantined as phishing)."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Raw:
    """Hold a finished message: its bytes and their hash, which an approval names."""

    key: str
    alamat: str
    subject: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def clean_header(value: object, limit: int = SUBJECT) -> str:
    """Return a header's text without controls, line breaks and encoded words."""
    plain = text.tidy(str(value).encode("utf-8", "replace").decode())
    while "=?" in plain or "?=" in plain:
        plain = plain.replace("=?", "").replace("?=", "")
    return text.shorten(plain, limit)


def check_address(alamat: str) -> str:
    """Return a plain ASCII address, or refuse it with MailError."""
    if not _ADDRESS.fullmatch(alamat) or ".." in alamat or len(alamat) > 254:
        raise MailError(f"Alamat surel '{text.shorten(alamat, 60)}' salah tulis. Perbaiki.")
    return alamat


def parse_sender(pengirim: str, balas_ke: str = "") -> Sender:
    """Read BANGKIT_PENGIRIM ("Nama <alamat>") and BANGKIT_BALAS_KE (default: the same address)."""
    nama, alamat = parseaddr(pengirim)
    if not alamat:
        raise MailError(
            "Pengirim belum diisi. Isi BANGKIT_PENGIRIM, misalnya Panitia Rakor <rakor@contoh.id>."
        )
    answer = parseaddr(balas_ke)[1] if balas_ke else alamat
    return Sender(clean_header(nama, 60), check_address(alamat), check_address(answer))


def build_subject(letter: Letter) -> str:
    """Return the subject, marked where the data is a sample."""
    mark = f"[{letter.watermark}] " if letter.contoh else ""
    tail = re.search(r" \[[^\]]*\]$", letter.subject)
    # what makes it unique stands last and must survive a long name before it
    end = clean_header(tail[0]) if tail else ""
    start = letter.subject[: tail.start()] if tail else letter.subject
    return clean_header(f"{mark}{clean_header(start, SUBJECT - len(mark) - len(end) - 1)} {end}")


def build_message(
    letter: Letter,
    sender: Sender,
    date: dt.datetime,
    attachments: Iterable[Attachment] = (),
    invitation: bytes = b"",
) -> Raw:
    """Return the message of a letter; MailError where it is too heavy or its headers went wrong.

    invitation: a calendar entry with METHOD:REQUEST, which mail programs show with the body.
    """
    subject, key = build_subject(letter), letter.key
    html = body.render_html(letter, subject)
    if len(html.encode()) > body.MOST_BYTES:
        raise MailError(f"Isi surel untuk {letter.parts[0].title} terlalu besar untuk dikirim.")
    head = {
        "From": _mailbox(sender.alamat, sender.nama),
        "To": _mailbox(letter.alamat, letter.nama[0] if len(letter.nama) == 1 else ""),
        "Reply-To": _mailbox(sender.balas_ke, ""),
        "Subject": encode_words(subject),
        "Date": format_datetime(date),
        "Message-ID": f"<{key[:40]}@{sender.alamat.rpartition('@')[2].lower()}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<mailto:{sender.balas_ke}?subject=berhenti>",
    }
    message = EmailMessage(policy=_POLICY)
    message.set_content(body.render_text(letter), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if invitation:
        message.add_alternative(
            invitation.decode(), subtype="calendar", params={"method": "REQUEST"}, cte="base64"
        )
    message.set_boundary(f"=_{key[:30]}_a")
    _attach(message, attachments, key)
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    raw = Raw(key, letter.alamat, subject, lines.encode("ascii") + message.as_bytes())
    check_headers(raw, [*head, *message.keys()])
    return raw


def encode_words(value: str) -> str:
    """Return a cleaned header text as it stands in a header: plain where it is, else RFC 2047.

    Ours, because the standard library's folding drops spaces and leaves half-encoded words.
    """
    if _PLAIN.fullmatch(value):
        return value
    words, chunk = [], ""
    for character in value:
        if len((chunk + character).encode()) > _WORD:
            words.append(chunk)
            chunk = ""
        chunk += character
    encoded = (base64.b64encode(word.encode()).decode() for word in [*words, chunk])
    return "\r\n ".join(f"=?utf-8?B?{word}?=" for word in encoded)


def _attach(message: EmailMessage, attachments: Iterable[Attachment], key: str) -> None:
    for one in attachments:
        if one.mime not in (PDF, DOCX):
            raise MailError(f"Lampiran {text.shorten(one.name, 40)} bukan PDF atau docx.")
        kind, _, sub = one.mime.partition("/")
        message.add_attachment(
            one.content, maintype=kind, subtype=sub, filename=clean_header(one.name)
        )
        message.set_boundary(f"=_{key[:30]}_b")


def _mailbox(alamat: str, nama: str) -> str:
    shown = clean_header(nama, 60)
    address = check_address(alamat)
    if not shown:
        return address
    quoted = f'"{shown}"' if _PLAIN.fullmatch(shown) else encode_words(shown)
    return f"{quoted} <{address}>"


def check_headers(raw: Raw, names: list[str]) -> None:
    """Read the bytes back: the same headers, one recipient, the same subject; else MailError."""
    back = BytesHeaderParser(policy=policy.default).parsebytes(raw.content)
    found = back.keys()
    told = [one.addr_spec for one in back["To"].addresses] if back["To"] else []
    is_same = sorted(found) == sorted(names) and len(set(found)) == len(found)
    if not is_same or told != [raw.alamat] or str(back["Subject"]) != raw.subject:
        raise MailError("Kepala surel rusak saat disusun, jadi surel ini tidak dibuat. Laporkan.")
