"""Mails built and queued a second, and styles set once a template against css-inline once a mail.

python benchmarks/mail.py [N]: N districts of 40 mails (default 25; 514 are all) into one ledger.
Rates are per second of this process's own time, so that a busy machine changes them little; the
wall's are told beside.
"""

from __future__ import annotations

import datetime as dt
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import css_inline

from bangkit_nb.mail import body, drafts, letters
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Sender, build_message
from bangkit_nb.mail.outbox import Outbox
from bangkit_nb.mail.recipients import match_recipients
from bangkit_nb.params import open_rakor
from bangkit_nb.review.store import open_store

SENDER = Sender("Panitia", "panitia@contoh.id", "panitia@contoh.id")
DATE = dt.datetime(2024, 2, 20, tzinfo=dt.UTC)
PEOPLE = 40


def seconds_a_letter(render: Callable[[Letter], str], made: list[Letter]) -> float:
    """Return the time of one body, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for letter in made:
            render(letter)
        best = min(best, (time.process_time() - start) / len(made))
    return best


def main() -> None:
    """Print the figures."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    b = drafts.read_briefing(open_rakor("sbt-2024-03-01"))
    found = match_recipients(b.checked).recipients
    people = [
        replace(found[k % len(found)], alamat=f"orang{k}@contoh.id", nama=(f"Orang {k}",))
        for k in range(PEOPLE)
    ]
    allowed = {one.key: one.audiences for one in people}
    parts = letters.build_parts(b)
    made = [letters.build_letter(b, one, parts) for one in people]
    page = re.sub("</head>", f"<style>{body.read_css()}</style></head>", body.read_template())
    template = body.build_environment().from_string(page)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    ours = seconds_a_letter(lambda one: body.render_html(one, "s"), made)
    theirs = seconds_a_letter(lambda one: inliner.inline(template.render(s=one, judul="s")), made)
    print(
        f"body: styles once a template {1e3 * ours:.2f} ms, css-inline a mail "
        f"{1e3 * theirs:.2f} ms, {theirs / ours:.1f} times"
    )
    sizes = [len(body.render_html(one, "s").encode()) for one in made]
    print(f"bodies: {min(sizes)} to {max(sizes)} bytes")
    built = queued = 0.0
    wall = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        outbox = Outbox(store, "ukur/0/0", drafts.now)
        for k in range(n):
            start = time.process_time()
            some = (letters.build_letter(b, one, parts) for one in people)
            load = [replace(one, rakor=f"ukur-{k:04}") for one in some]
            pairs = [(one, build_message(one, SENDER, DATE)) for one in load]
            middle = time.process_time()
            outbox.queue(pairs, allowed)
            built, queued = built + middle - start, queued + time.process_time() - middle
        wall = time.perf_counter() - wall
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    total = n * PEOPLE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{total} mails: built {total / built:.0f} a second, queued {total / queued:.0f} a second, "
        f"both {total / wall:.0f} a second by the wall, {size / total / 1024:.1f} KB each in the "
        f"ledger, {peak:.0f} MB at most"
    )


if __name__ == "__main__":
    main()
