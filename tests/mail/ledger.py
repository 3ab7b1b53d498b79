"""An outbox over a project's database, with as many mails as asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from kit_mail import letters, raw

from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Raw
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.recipients import Audience
from bangkit_nb.mail.states import Step
from bangkit_nb.review.store import open_store

RAKOR = "uji-2024-03-01"


def is_alive(step: Step) -> bool:
    """Tell whether the process that wrote a step still runs."""
    pid = int(step.mesin.split("/")[1])
    return pid != os.getpid() and psutil.pid_exists(pid)


@contextmanager
def open_outbox(proyek: Path, url: str = "", mesin: str = "") -> Iterator[Outbox]:
    with open_store(proyek, url) as store:
        yield Outbox(store, mesin or f"uji/{os.getpid()}/0", lambda: "2024-02-20T08:00:00Z")


def mails(n: int, terbitan: int = 1) -> list[tuple[Letter, Raw]]:
    """Return n mails, each to somebody else."""
    one = letters(terbitan=terbitan)[0]
    made = [replace(one, alamat=f"orang{i}@contoh.id", nama=(f"Orang {i}",)) for i in range(n)]
    return [(letter, raw(letter)) for letter in made]


def fill(outbox: Outbox, n: int, terbitan: int = 1) -> tuple[Kept, ...]:
    """Queue n mails, each to somebody else who may get it."""
    made = mails(n, terbitan)
    return outbox.queue(made, {letter.alamat: (Audience("rakor"),) for letter, _ in made})
