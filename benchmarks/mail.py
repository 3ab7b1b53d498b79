"""Mails built and queued a second, and styles set once a template against css-inline once a mail.

python benchmarks/mail.py [N]: N district loads of a sample's mails (default 3) into one ledger.
"""

from __future__ import annotations

import datetime as dt
import re
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import css_inline
import jinja2

from bangkit_nb import text
from bangkit_nb.mail import body, drafts, letters
from bangkit_nb.mail.letters import Letter
from bangkit_nb.mail.message import Sender, build_message
from bangkit_nb.mail.outbox import Outbox
from bangkit_nb.mail.recipients import match_recipients
from bangkit_nb.params import open_rakor
from bangkit_nb.review.store import open_store

SENDER = Sender("Panitia", "panitia@contoh.id", "panitia@contoh.id")
DATE = dt.datetime(2024, 2, 20, tzinfo=dt.UTC)


def seconds_a_letter(render: object, made: list[Letter]) -> float:
    """Return the time of one body, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for letter in made:
            render(letter)  # type: ignore[operator]
        best = min(best, (time.perf_counter() - start) / len(made))
    return best


def main() -> None:
    """Print the figures."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    b = drafts.read_briefing(open_rakor("sbt-2024-03-01"))
    matched, parts = match_recipients(b.checked), letters.build_parts(b)
    made = [letters.build_letter(b, one, parts) for one in matched.recipients]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["pendek"] = lambda cell: text.shorten(cell, letters.CELL)
    page = re.sub("</head>", f"<style>{body.read_css()}</style></head>", body.read_template())
    template, inliner = (
        environment.from_string(page),
        css_inline.CSSInliner(load_remote_stylesheets=False),
    )
    ours = seconds_a_letter(lambda one: body.render_html(one, "s"), made)
    theirs = seconds_a_letter(lambda one: inliner.inline(template.render(s=one, judul="s")), made)
    print(
        f"body: styles once a template {1e3 * ours:.2f} ms, css-inline a mail "
        f"{1e3 * theirs:.2f} ms, {theirs / ours:.1f} times"
    )
    built = queued = 0.0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        outbox = Outbox(store, "ukur/0/0", drafts.now)
        for k in range(n):
            start = time.perf_counter()
            load = [replace(one, rakor=f"ukur-{k:04}") for one in made]
            pairs = [(one, build_message(one, SENDER, DATE)) for one in load]
            middle = time.perf_counter()
            outbox.queue(pairs, matched.allowed())
            built, queued = built + middle - start, queued + time.perf_counter() - middle
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    total = n * len(made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{total} mails: built {total / built:.0f} a second, queued {total / queued:.0f} a second, "
        f"{size / total / 1024:.1f} KB each in the ledger, {peak:.0f} MB at most"
    )


if __name__ == "__main__":
    main()
