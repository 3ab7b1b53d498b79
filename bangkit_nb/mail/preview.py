"""Write the stored messages of a Rakor as files: .eml that Outlook opens, and pages to look at."""

from __future__ import annotations

import html
from collections.abc import Iterable
from email import message_from_bytes, policy
from pathlib import Path

from bangkit_nb import fmt, text
from bangkit_nb.files import resolve_inside, write_atomic, write_text
from bangkit_nb.mail import states
from bangkit_nb.mail.drafts import Drafts
from bangkit_nb.mail.outbox import Kept, Outbox
from bangkit_nb.mail.recipients import Unreached
from bangkit_nb.mail.transport import to_eml
from bangkit_nb.params import Rakor


def write_preview(rakor: Rakor, outbox: Outbox, drafts: Drafts) -> Path:
    """Write the messages into data/surel/<rakor>/ and return the page that lists them."""
    folder = resolve_inside(rakor.proyek, f"data/surel/{rakor.rakor}")
    made: set[str] = {"index.html"}
    rows = []
    for kept in drafts.kept:
        if not kept.is_here:
            rows.append(_row(kept, "", 0))
            continue
        content = outbox.message(kept.kunci)
        name = f"{kept.kunci[:12]}-{text.slug(kept.alamat, 30)}"
        write_atomic(folder / f"{name}.eml", to_eml(content))
        write_text(folder / f"{name}.html", read_page(content))
        made |= {f"{name}.eml", f"{name}.html"}
        rows.append(_row(kept, name, len(content)))
    for path in folder.iterdir():
        if path.suffix in {".eml", ".html"} and path.name not in made:
            path.unlink()
    return write_text(folder / "index.html", _page(rakor, rows, drafts.matched.unreached))


def read_page(content: bytes) -> str:
    """Return the HTML body of a stored message."""
    body = message_from_bytes(content, policy=policy.default).get_body(("html",))
    return str(body.get_content()) if body is not None else ""


def _row(kept: Kept, name: str, size: int) -> str:
    subject, address = html.escape(kept.subjek), html.escape(kept.alamat)
    gone = "tidak ada di komputer ini"
    cells = (
        f'<a href="{name}.html">{subject}</a>' if name else gone,
        address or gone, states.TOLD[kept.status.keadaan],
        f'<a href="{name}.eml">.eml</a>, {fmt.angka(max(1, size // 1000))} KB' if name else "",
        kept.kunci[:12],
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


_STYLE = """
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: #1a2024; background: #fff;
  font: 16px/1.5 system-ui, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem .5rem 0;
  border-bottom: 1px solid #d5dbe0; }
th, td:nth-child(n+4) { white-space: nowrap; }
a { color: #0a5566; } td:last-child { color: #525c66; font-size: .85rem; }
@media (max-width: 40rem) { thead { display: none; }
  td { display: block; border: 0; padding: .1rem 0; }
  tr { display: block; border-bottom: 1px solid #d5dbe0; padding: .6rem 0; } }
"""


def _page(rakor: Rakor, rows: list[str], unreached: Iterable[Unreached]) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Surel", "Kepada", "Keadaan", "Berkas", "ID")
    )
    listed = "".join(
        f"<li>{f'baris {u.baris}, ' if u.baris else ''}{html.escape(u.nama)} "
        f"({html.escape(u.peran)}): {html.escape(u.alasan)}</li>\n"
        for u in unreached
    )
    return (
        '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>Pratinjau surel {rakor.rakor}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Pratinjau surel {html.escape(rakor.kabupaten)}, {rakor.rakor}</h1>"
        "<p>Halaman ini tidak mengirim apa pun. Tiap tautan membuka isi surel persis seperti yang "
        "tersimpan; .eml terbuka di Outlook, siap dikirim.</p>"
        f"<table><caption>{len(rows)} surel</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
        f"<h2>Tidak mendapat surel</h2><ul>{listed or '<li>tidak ada</li>'}</ul>"
        "</body></html>\n"
    )
