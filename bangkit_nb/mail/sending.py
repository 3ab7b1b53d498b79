"""Send what was approved: claim, send, confirm, one mail after the other."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from bangkit_nb.mail import states
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.replies import Reply, match_reply

TRIES = 3
"""Times that a recipient whom the server puts off is tried within one run."""

PAUSES = (60.0, 300.0)
"""Seconds before the second and the third try."""

STOPPED = "dihentikan petugas"
"""Why a run ended that the officer ended."""

UNSURE = 2
"""Uncertain mails in a row that end the run."""


class Transport(Protocol):
    """What carries a message; transport.SmtpTransport, or a list that remembers in a test."""

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Send one message to one recipient."""
        ...


@dataclass(frozen=True)
class Outcome:
    """Hold how a run ended: mails by state, those another sender had, and why it stopped."""

    counts: Counter[str]
    n_skipped: int
    stopped: str


@dataclass(frozen=True)
class Pace:
    """Hold how fast mails go: seconds between two, the pauses after a 4xx, and how to wait.

    is_stopped: asked before each mail; the officer may end a run, and the rest stays antre.
    """

    throttle: float
    sleep: Callable[[float], None]
    pauses: tuple[float, ...] = PAUSES
    is_stopped: Callable[[], bool] = lambda: False


def send_packs(
    approved: Iterable[Kept],
    sender: str,
    transport: Transport,
    outbox: Outbox,
    pace: Pace,
    report: Callable[[Kept, str], None] = lambda kept, keadaan: None,
) -> Outcome:
    """Send the approved messages, each bound to the hash that was approved.

    A recipient's 4xx goes to the end of the queue, at most TRIES times, and then stays antre.
    """
    waiting = deque((kept, 1) for kept in approved)
    counts: Counter[str] = Counter()
    n_skipped = n_unsure = 0
    is_first = True
    while waiting:
        kept, number = waiting.popleft()
        if not is_first:
            pace.sleep(pace.pauses[number - 2] if number > 1 else pace.throttle)
        is_first = False
        if pace.is_stopped():
            counts[states.ANTRE] += len(waiting) + 1
            return Outcome(counts, n_skipped, STOPPED)
        claim = outbox.claim(kept.kunci, kept.sidik)
        if claim is None:
            n_skipped += 1
            continue
        reply = transport.send(sender, claim.alamat, claim.content)
        verdict = match_reply(reply)
        outbox.confirm(claim, verdict.keadaan, reply.code, reply.words)
        report(kept, verdict.keadaan)
        n_unsure = n_unsure + 1 if verdict.keadaan == states.TIDAK_PASTI else 0
        is_again = verdict.keadaan == states.ANTRE and not verdict.is_stop and number < TRIES
        if is_again:
            waiting.append((kept, number + 1))
        else:
            counts[verdict.keadaan] += 1
        if verdict.is_stop or n_unsure >= UNSURE:
            counts[states.ANTRE] += len(waiting)
            return Outcome(counts, n_skipped, f"{reply.stage} {reply.code} {reply.words}".strip())
    return Outcome(counts, n_skipped, "")
