"""Carry a finished message: to an SMTP server, or into an .eml file. Nothing is decided here."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bangkit_nb.errors import MailError
from bangkit_nb.mail.replies import Reply, Stage

_UNSENT = b"X-Unsent: 1\r\n"
_TIMEOUT = 60.0
_URL = (
    "Alamat server surel (BANGKIT_SMTP_URL) tidak dikenal. Tulis smtp://server:587 atau "
    "smtps://server:465; nama pengguna dan sandi lewat BANGKIT_SMTP_USER dan BANGKIT_SMTP_SANDI."
)


@dataclass(frozen=True)
class Server:
    """Hold an SMTP server. `user` and `password` never show in its repr."""

    host: str
    port: int
    is_tls: bool
    is_starttls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine by its literal name; no name is looked up."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_server(url: str, user: str = "", password: str = "") -> Server:
    """Read smtp://host[:port] or smtps://host[:port]; STARTTLS is required unless loopback."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise MailError(_URL) from None
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query:
        raise MailError(_URL)
    is_tls = parts.scheme == "smtps"
    user, password = (
        user or unquote(parts.username or ""),
        password or unquote(parts.password or ""),
    )
    made = Server(host, port or (465 if is_tls else 587), is_tls, False, user, password)
    starttls = not is_tls and not made.is_loopback
    return Server(made.host, made.port, is_tls, starttls, user, password)


class SmtpTransport:
    """Hold a connection that is opened when it is needed and again after it broke."""

    def __init__(
        self, server: Server, timeout: float = _TIMEOUT, context: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._context = context or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Send one message to one recipient; the reply says how far it came."""
        at: list[Stage] = ["sambung"]
        is_fresh = self._smtp is None
        try:
            reply = self._send(sender, recipient, content, at)
        except smtplib.SMTPResponseException as fault:
            reply = Reply(at[0], fault.smtp_code, _words(fault.smtp_error))
        except (smtplib.SMTPException, OSError) as fault:
            reply = Reply(at[0], 0, type(fault).__name__)
        if reply.code in (0, 421) or reply.stage in ("sambung", "masuk"):
            self.close()
        # a server that closed an idle connection has seen nothing of this message
        if not is_fresh and reply.stage == "pengirim" and reply.code in (0, 421):
            return self.send(sender, recipient, content)
        return reply

    def close(self) -> None:
        """Drop the connection; what was accepted stays accepted."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _send(self, sender: str, recipient: str, content: bytes, at: list[Stage]) -> Reply:
        smtp = self._open(at)
        at[0] = "pengirim"
        options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        code, words = smtp.mail(sender, options)
        if code != 250:
            return _refused(smtp, "pengirim", code, words)
        at[0] = "penerima"
        code, words = smtp.rcpt(recipient)
        if code not in (250, 251):
            return _refused(smtp, "penerima", code, words)
        at[0] = "data"
        code, words = smtp.docmd("DATA")
        if code != 354:
            return _refused(smtp, "data", code, words)
        at[0] = "isi"
        smtp.send(_dotted(content))
        code, words = smtp.getreply()
        return Reply("isi", code, _words(words))

    def _open(self, at: list[Stage]) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        server, name = self._server, "localhost"
        smtp: smtplib.SMTP = (
            smtplib.SMTP_SSL(server.host, server.port, local_hostname=name,
                             timeout=self._timeout, context=self._context)
            if server.is_tls
            else smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=self._timeout)
        )  # fmt: skip
        self._smtp = smtp
        if server.is_starttls:
            smtp.starttls(context=self._context)  # raises where it is not offered
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            at[0] = "masuk"
            smtp.login(server.user, server.password)
        return smtp


def _refused(smtp: smtplib.SMTP, stage: Stage, code: int, words: bytes) -> Reply:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.rset()
    # smtplib gives -1 where the connection broke while the reply was awaited
    return Reply(stage, max(code, 0), _words(words))


def _words(words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return re.sub(r"\s+", " ", told).strip()


def _dotted(content: bytes) -> bytes:
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


@contextlib.contextmanager
def open_transport(server: Server) -> Iterator[SmtpTransport]:
    """Lend a transport and close it at the end."""
    transport = SmtpTransport(server)
    try:
        yield transport
    finally:
        transport.close()


def to_eml(content: bytes) -> bytes:
    """Return a message as an .eml file that Outlook opens ready to send."""
    return _UNSENT + content
