"""Read the documents that go along with a mail: PDF or docx, small enough, inside the project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bangkit_nb.errors import MailError
from bangkit_nb.files import resolve_inside
from bangkit_nb.fmt import angka
from bangkit_nb.mail.message import DOCX, PDF, Attachment
from bangkit_nb.mail.recipients import Audience
from bangkit_nb.pack import pdf
from bangkit_nb.params import Rakor
from bangkit_nb.text import shorten

MOST_BYTES = 5_000_000
"""Of all attachments of a mail: more is refused by offices' servers and dear on a phone."""

FOLDER = "dokumen"
"""Where a Rakor's papers lie, below outputs/<rakor>/."""

_KINDS = {".pdf": (PDF, b"%PDF-"), ".docx": (DOCX, b"PK\x03\x04")}


PACK = "paket"
"""Stands among the names for each reader's own full pack, as PDF."""


class Documents:
    """Hold the documents that go along with a Rakor's mails, each read or printed once.

    names: of files in outputs/<rakor>/dokumen/ or by their path in the project; without a suffix
    ("undangan"), the paper of that name as PDF; PACK, each reader's own pack as PDF. Raises
    MailError before anything is built: a file that is not there, is no PDF or docx, whatever it is
    called, or that is too heavy together with the others; PaperError where nothing prints.
    """

    def __init__(self, rakor: Rakor, names: Iterable[str]) -> None:
        self._rakor = rakor
        chosen = list(dict.fromkeys(names))
        self._has_pack = PACK in chosen
        self._shared = tuple(one for name in chosen if name != PACK for one in _read(rakor, name))
        self._packs: dict[Audience, Attachment] = {}
        _check_size(self._shared)

    def read(self, audiences: Iterable[Audience]) -> tuple[Attachment, ...]:
        """Return what goes to the readers of these briefs."""
        own: list[Attachment] = []
        for audience in audiences if self._has_pack else ():
            if audience not in self._packs:
                self._packs[audience] = _print_pack(self._rakor, audience)
            own.append(self._packs[audience])
        made = (*self._shared, *own)
        _check_size(made)
        return made


def _check_size(made: Iterable[Attachment]) -> None:
    size = sum(len(one.content) for one in made)
    if size > MOST_BYTES:
        raise MailError(
            f"Lampiran terlalu besar: {angka(size // 1000)} KB, paling besar "
            f"{angka(MOST_BYTES // 1000)} KB. Kurangi, atau kirim tanpa lampiran."
        )


def _print_pack(rakor: Rakor, audience: Audience) -> Attachment:
    wanted = f"{audience.kind}-{audience.kode}" if audience.kode else audience.kind
    (name,) = [n for n in pdf.find_printable(rakor, [wanted]) if Path(n).stem == wanted][:1]
    return _as_attachment(pdf.read_or_print_pdf(rakor, name))


def _as_attachment(made: pdf.Pdf) -> Attachment:
    return Attachment(made.name, made.content, PDF)


def _read(rakor: Rakor, name: str) -> tuple[Attachment, ...]:
    if not Path(name).suffix:
        found = [one for one in pdf.find_printable(rakor, [name]) if one.endswith(".docx")]
        return tuple(_as_attachment(pdf.read_or_print_pdf(rakor, one)) for one in found)
    return (_read_file(rakor, name),)


def _read_file(rakor: Rakor, name: str) -> Attachment:
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
