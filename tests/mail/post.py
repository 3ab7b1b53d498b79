"""A real SMTP server on loopback that remembers what it accepted and misbehaves when told."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Post:
    """Hold what was accepted: Message-ID -> how often, and envelope recipients in order.

    rule: recipient, how often it was tried -> reply at RCPT, "" to accept. at_data: the same for
    the content; "putus" accepts and drops the connection before the reply.
    """

    rule: Callable[[str, int], str] = lambda to, n: ""
    at_data: Callable[[str, int], str] = lambda to, n: ""
    at_mail: str = ""
    slow: float = 0.0
    received: Counter[str] = field(default_factory=Counter)
    recipients: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries[address] += 1
        said = self.rule(address, self.tries[address])
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        (to,) = envelope.rcpt_tos
        said = self.at_data(to, self.tries[to])
        if self.slow:
            await asyncio.sleep(self.slow)
        if said not in ("", "putus"):
            return said
        self.received[message_from_bytes(envelope.content)["Message-ID"]] += 1
        self.recipients.append(to)
        self.contents.append(envelope.content)
        if said == "putus":
            server.transport.close()
        return "250 OK"


@contextmanager
def open_post(post: Post | None = None, **options: Any) -> Iterator[Post]:
    """Run the server on a free port of 127.0.0.1."""
    post = post or Post()
    with socket.socket() as free:  # the controller connects to its own port, so it must know it
        free.bind(("127.0.0.1", 0))
        post.port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=post.port, **options)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def refuse_all(*args: Any) -> AuthResult:
    """Know nobody."""
    return AuthResult(success=False, handled=False)


def server_context(certificate: Any) -> ssl.SSLContext:
    """Return a server's TLS with a certificate of trustme."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
