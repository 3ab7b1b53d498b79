"""A process that sends a Rakor's queue and dies by SIGKILL at one step of one mail.

python sender.py PROYEK PORT LANGKAH KE: LANGKAH is a name of STEPS or "-"; KE counts from 1.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from ledger import RAKOR, is_alive, open_outbox  # noqa: E402

from bangkit_nb.mail import states, transport  # noqa: E402
from bangkit_nb.mail.sending import Pace, send_packs  # noqa: E402

STEPS = ("sebelum_klaim", "sesudah_klaim", "sesudah_mail", "sesudah_rcpt", "sesudah_data",
         "di_tengah_isi", "sesudah_isi", "sebelum_catat", "sesudah_catat")  # fmt: skip


def main(proyek: str, port: str, step: str, at: str) -> None:
    """Send everything that is antre."""
    counts: dict[str, int] = {}

    def reach(name: str) -> None:
        counts[name] = counts.get(name, 0) + 1
        if name == step and counts[name] == int(at):
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: Any, name: str, before: str = "", after: str = "") -> None:
        real = getattr(owner, name)

        def wrapped(*args: Any, **options: Any) -> Any:
            if before:
                reach(before)
            found = real(*args, **options)
            if after:
                reach(after)
            return found

        setattr(owner, name, wrapped)

    smtp = transport.smtplib.SMTP
    around(smtp, "mail", after="sesudah_mail")
    around(smtp, "rcpt", after="sesudah_rcpt")
    around(smtp, "docmd", after="sesudah_data")
    real_send = smtp.send

    def send(self: Any, content: Any) -> None:
        if len(content) > 1000:  # the content, not a command
            half = len(content) // 2
            real_send(self, content[:half])
            reach("di_tengah_isi")
            real_send(self, content[half:])
            reach("sesudah_isi")
        else:
            real_send(self, content)

    smtp.send = send  # type: ignore[method-assign]
    with open_outbox(Path(proyek)) as outbox:
        around(outbox, "claim", before="sebelum_klaim", after="sesudah_klaim")
        around(outbox, "confirm", before="sebelum_catat", after="sesudah_catat")
        outbox.recover(RAKOR, is_alive)
        queued = [kept for kept in outbox.read(RAKOR) if kept.status.keadaan == states.ANTRE]
        with transport.open_transport(transport.parse_server(f"smtp://127.0.0.1:{port}")) as post:
            made = send_packs(queued, "panitia@contoh.id", post, outbox, Pace(0, lambda s: None))
    print(dict(made.counts), made.stopped)


if __name__ == "__main__":
    main(*sys.argv[1:])
