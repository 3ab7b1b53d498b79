"""Take the log from one laptop to another: a file of events, and the union of such files.

A file is lines of JSON: a header that says what follows, then one event a line, then the records
of other rooms (passengers.py). A file that was cut short on a USB stick, mended by hand or made up
is refused whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bangkit_nb.errors import LogError, explain_fault
from bangkit_nb.review.events import Event, from_json, to_json
from bangkit_nb.review.passengers import START, check_passengers, unwrap_line, wrap_line
from bangkit_nb.text import shorten

FORMAT, VERSION = "bangkit-log", 1

WITH_PASSENGERS = 2
"""Version of a file that carries records of other rooms; without them its form is the first."""

MAX_BYTES = 200_000_000
MAX_LAMPORT = 10**9
"""No honest log counts so far; a made-up counter near the top would leave no room for new ones."""

_AGAIN = "Minta berkas itu diekspor dan disalin ulang; tidak ada yang digabungkan."


@dataclass(frozen=True)
class LogFile:
    """Hold what a file carries: events, and by kind the records of other rooms, as JSON."""

    events: list[Event]
    others: Mapping[str, Sequence[str]]


def read_events(path: Path, rakor: str) -> list[Event]:
    """Read the events of one file; raises LogError, naming the file, what is wrong, what to do."""
    return read_log_file(path, rakor).events


def read_log_file(path: Path, rakor: str) -> LogFile:
    """Read all of one file; raises LogError, naming the file, what is wrong, what to do."""
    name = shorten(path.name, 60)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LogError(f"'{name}' lebih besar dari {MAX_BYTES // 10**6} MB. {_AGAIN}")
        content = path.read_bytes()
    except OSError as fault:
        raise LogError(f"'{name}' tidak dapat dibaca ({explain_fault(fault)}). {_AGAIN}") from None
    return parse_log_file(content, rakor, name)


def render_log(
    rakor: str, events: Iterable[Event], others: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """Return the file of a Rakor's events, given in any order: same events, same bytes.

    others: records of other rooms by kind, in an order that depends on nothing but them.
    """
    known = {event.id: event for event in events}
    lines = [to_json(event) for event in sorted(known.values(), key=lambda event: event.order)]
    kinds = sorted((others or {}).items())
    carried = [wrap_line(kind, line) for kind, some in kinds for line in some]
    body = "".join(f"{line}\n" for line in (*lines, *carried)).encode()
    head = {
        "format": FORMAT, "versi": WITH_PASSENGERS if carried else VERSION, "rakor": rakor,
        "n": len(lines) + len(carried), "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def parse_log(content: bytes, rakor: str, name: str) -> list[Event]:
    """Return the events of a file that `render_log` made; LogError when it is anything else."""
    return parse_log_file(content, rakor, name).events


def parse_log_file(content: bytes, rakor: str, name: str) -> LogFile:
    """Return what a file that `render_log` made carries; LogError when it is anything else."""
    first, _, body = content.partition(b"\n")
    head = _read_head(first, name)
    if head.get("rakor") != rakor:
        raise LogError(
            f"'{name}' milik Rakor '{shorten(head.get('rakor'), 60)}', bukan '{rakor}'. Sebut "
            "Rakor yang benar; tidak ada yang digabungkan."
        )
    if head.get("versi") not in (VERSION, WITH_PASSENGERS):
        raise LogError(
            f"'{name}' ditulis bangkit versi lain (bentuk {shorten(head.get('versi'), 20)}). "
            "Perbarui bangkit di komputer ini, lalu ulangi."
        )
    if hashlib.sha256(body).hexdigest() != head.get("sha256"):
        raise LogError(f"'{name}' tidak utuh: terpotong atau berubah setelah diekspor. {_AGAIN}")
    others: dict[str, list[str]] = defaultdict(list)
    try:
        lines = body.decode("utf-8").split("\n")[:-1]
        events = [from_json(line) for line in lines if not line.startswith(START)]
        for line in lines:
            if line.startswith(START):
                kind, record = unwrap_line(line)
                others[kind].append(record)
    except (ValueError, RecursionError, LogError) as fault:
        raise LogError(f"'{name}' berisi catatan yang rusak ({fault}) {_AGAIN}") from None
    for event in events:
        if event.rakor != rakor or event.lamport > MAX_LAMPORT:
            raise LogError(f"'{name}' berisi catatan yang bukan dari Rakor ini. {_AGAIN}")
    if len(lines) != head.get("n"):
        raise LogError(f"'{name}' tidak utuh: jumlah catatannya lain dari judulnya. {_AGAIN}")
    check_passengers(others, rakor, name)
    return LogFile(events, others)


def _read_head(line: bytes, name: str) -> dict[str, Any]:
    head: Any = None
    if len(line) < 1000:
        try:
            head = json.loads(line)
        except (ValueError, RecursionError):
            head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise LogError(
            f"'{name}' bukan berkas dari `bangkit log export`. Pilih berkas .jsonl hasil ekspor."
        )
    return head
