"""Decide what a mail server's reply means for a mail and for the run. Pure, declared once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bangkit_nb.mail.states import ANTRE, DITOLAK, TERKIRIM, TIDAK_PASTI

Stage = Literal["sambung", "masuk", "pengirim", "penerima", "data", "isi"]
"""Where a reply came: connecting, AUTH, MAIL, RCPT, DATA, or after the content had gone."""

_STOP = frozenset({421, 454, 530, 535})
_OURS = ("sambung", "masuk", "pengirim")


@dataclass(frozen=True)
class Reply:
    """Hold the server's last reply: code 0 = the connection broke or timed out there."""

    stage: Stage
    code: int
    words: str = ""


@dataclass(frozen=True)
class Verdict:
    """Hold what a reply means: the mail's state, and whether the run stops."""

    keadaan: str
    is_stop: bool = False


def match_reply(reply: Reply) -> Verdict:
    """Return the verdict on a reply.

    What concerns us and not the recipient (connection, AUTH, MAIL, a daily limit) stops the run and
    marks nobody as refused. A connection lost after the content went is "tidak pasti".
    """
    enhanced = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", reply.words)
    status = enhanced[1] if enhanced else ""
    if reply.code == 0:
        return Verdict(TIDAK_PASTI) if reply.stage == "isi" else Verdict(ANTRE, is_stop=True)
    if reply.stage == "isi" and 200 <= reply.code < 300:
        return Verdict(TERKIRIM)
    if reply.code in _STOP or status == "5.4.5":
        return Verdict(ANTRE, is_stop=True)
    if reply.stage in _OURS:
        # 552 at MAIL is about this message's size, which SIZE= has told the server
        is_size = reply.stage == "pengirim" and reply.code == 552
        return Verdict(DITOLAK) if is_size else Verdict(ANTRE, is_stop=True)
    return Verdict(DITOLAK) if reply.code >= 500 else Verdict(ANTRE)
