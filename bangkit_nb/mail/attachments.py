"""Read the documents that go along with a mail: PDF or docx, small enough, inside the project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bangkit_nb.errors import MailError
from bangkit_nb.files import resolve_inside
from bangkit_nb.fmt import angka
from bangkit_nb.mail.message import DOCX, PDF, Attachment
from bangkit_nb.params import Rakor
from bangkit_nb.text import shorten

MOST_BYTES = 5_000_000
"""Of all attachments of a mail: more is refused by offices' servers and dear on a phone."""

FOLDER = "dokumen"
"""Where a Rakor's papers lie, below outputs/<rakor>/."""

_KINDS = {".pdf": (PDF, b"%PDF-"), ".docx": (DOCX, b"PK\x03\x04")}


def read_attachments(rakor: Rakor, names: Iterable[str]) -> tuple[Attachment, ...]:
    """Read files by name from outputs/<rakor>/dokumen/, or by their path in the project.

    Raises MailError before anything is built: a file that is not there, is no PDF or docx, whatever
    it is called, or that is too heavy together with the others.
    """
    made = tuple(_read(rakor, name) for name in names)
    size = sum(len(one.content) for one in made)
    if size > MOST_BYTES:
        raise MailError(
            f"Lampiran terlalu besar: {angka(size // 1000)} KB, paling besar "
            f"{angka(MOST_BYTES // 1000)} KB. Kurangi, atau kirim tanpa lampiran."
        )
    return made


def _read(rakor: Rakor, name: str) -> Attachment:
    told = shorten(name, 60)
    path = _find(rakor, name)
    mime, magic = _KINDS.get(path.suffix.lower(), ("", b""))
    if not mime:
        raise MailError(f"Lampiran '{told}' bukan PDF atau docx. Lampiran HTML sering dibuang.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MailError(f"Lampiran '{told}' lebih besar dari {angka(MOST_BYTES // 1000)} KB.")
        content = path.read_bytes()
    except OSError:
        raise MailError(
            f"Lampiran '{told}' tidak ada atau tidak dapat dibaca. Buat dulu dokumennya."
        ) from None
    if not content.startswith(magic):
        raise MailError(f"Lampiran '{told}' rusak: isinya bukan {path.suffix[1:].upper()}.")
    return Attachment(path.name, content, mime)


def _find(rakor: Rakor, name: str) -> Path:
    plain = Path(name)
    if plain.name == name:
        return rakor.outputs_path / FOLDER / name
    return resolve_inside(rakor.proyek, name)
