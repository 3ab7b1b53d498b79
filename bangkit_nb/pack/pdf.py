"""Give packs and papers as PDF, printed on demand and kept by content in outputs/<rakor>/pdf/.

A kept PDF knows what it was printed from: the hash of its source stands after its end, where no
reader looks. So nothing is printed twice, and nothing outdated is ever handed out.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bangkit_nb import files, fmt
from bangkit_nb.errors import PaperError
from bangkit_nb.pack import printers
from bangkit_nb.pack.facts import SESUDAH
from bangkit_nb.pack.paper_words import KERTAS
from bangkit_nb.params import Rakor

FOLDER = "pdf"
LIGHT = 300_000
"""Bytes above which a pack is printed without its reading structure: it travels by mail."""

PACKS, PAPERS = "paket", "dokumen"
_KINDS = ("rakor", "opd", "kecamatan", "desa")
_FORMAT = "1"
"""Raise it when printing changes, so that kept PDFs are printed again."""

_MARK = re.compile(rb"\n%bangkit ([0-9a-f]{64})\n\Z")
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u2028\u2029]+')
_CLOCK = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)[0-9]{14}")
_OFFICE_ID = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")


@dataclass(frozen=True)
class Pdf:
    """Hold a PDF: a file name that people understand, where it is kept, and its bytes."""

    name: str
    path: Path
    content: bytes


def list_printable(rakor: Rakor) -> list[str]:
    """Return what the last good run left to print, relative to its outputs: papers, then packs."""
    try:
        told = json.loads((rakor.outputs_path / "manifest.json").read_bytes())
        made = [Path(name) for name in told["berkas"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    papers = sorted(path for path in made if path.parts[0] == PAPERS and path.suffix == ".docx")
    packs = [path for path in made if path.parts[0] == PACKS and path.suffix == ".html"]
    return [path.as_posix() for path in (*papers, *sorted(packs, key=_by_kind))]


def _by_kind(path: Path) -> tuple[int, str]:
    kind = path.stem.split("-")[0]
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS), path.name)


def find_printable(rakor: Rakor, patterns: Sequence[str]) -> list[str]:
    """Return what can be printed and whose file name matches one of the patterns ("opd-*").

    Raises PaperError where the Rakor was not run yet or a pattern matches nothing.
    """
    known = list_printable(rakor)
    if not known:
        raise PaperError(
            f"Belum ada paket untuk {rakor.rakor}. Jalankan: bangkit run {rakor.rakor}"
        )
    for pattern in patterns:
        if not any(_matches(name, pattern) for name in known):
            raise PaperError(
                f"Tidak ada paket atau dokumen bernama '{pattern}'. Yang ada misalnya "
                f"{', '.join(Path(name).stem for name in known[:4])}."
            )
    return [name for name in known if any(_matches(name, pattern) for pattern in patterns)]


def _matches(name: str, pattern: str) -> bool:
    path = Path(name)
    return any(fnmatch.fnmatchcase(said, pattern) for said in (name, path.name, path.stem))


def read_or_print_pdf(rakor: Rakor, name: str) -> Pdf:
    """Return one pack or paper as PDF: the kept one, or printed now; mail attaches these.

    name: relative to the Rakor's outputs ("paket/sebelum/rakor.html", "dokumen/undangan.docx").
    Raises PaperError in one Indonesian sentence: no such file, or no program that prints it.
    """
    return next(iter(read_or_print_pdfs(rakor, [name])))


def read_or_print_pdfs(rakor: Rakor, names: Sequence[str]) -> Iterator[Pdf]:
    """Give several, papers first: they are printed together, the office being slow to start."""
    sources = [_find_source(rakor, name) for name in names]
    papers = [source for source in sources if source.suffix == ".docx"]
    missing = [source for source in papers if _read_kept(rakor, source) is None]
    if missing:
        for source, content in zip(missing, printers.print_papers(missing), strict=True):
            _keep(rakor, source, content)
    for source in (*papers, *(source for source in sources if source.suffix != ".docx")):
        content = _read_kept(rakor, source) or _keep(rakor, source, _print_light(source))
        path = rakor.outputs_path / FOLDER / name_pdf(rakor, source)
        yield Pdf(path.name, path, content)


def _find_source(rakor: Rakor, name: str) -> Path:
    source = files.resolve_inside(rakor.outputs_path, name)
    if source.suffix not in (".docx", ".html") or not source.is_file():
        raise PaperError(
            f"'{name}' tidak ada di keluaran {rakor.rakor}. Jalankan: bangkit run {rakor.rakor}"
        )
    return source


def _print_light(source: Path) -> bytes:
    content = printers.print_page(source)
    return content if len(content) <= LIGHT else printers.print_page(source, tagged=False)


def _key(source: Path) -> bytes:
    digest = hashlib.sha256(f"{_FORMAT} {source.suffix}\n".encode())
    digest.update(source.read_bytes())
    return digest.hexdigest().encode()


def _read_kept(rakor: Rakor, source: Path) -> bytes | None:
    path = rakor.outputs_path / FOLDER / name_pdf(rakor, source)
    try:
        content = path.read_bytes()
    except OSError:
        return None
    mark = _MARK.search(content)
    return content if mark and mark[1] == _key(source) else None


def _keep(rakor: Rakor, source: Path, content: bytes) -> bytes:
    """Keep a print with its source's hash; the clock's traces in it become one fixed moment."""
    fixed = _CLOCK.sub(rb"\g<1>20240101000000", content)
    if source.suffix == ".docx":
        fixed = _OFFICE_ID.sub(b"0" * 32, fixed)
    marked = fixed + b"\n%bangkit " + _key(source) + b"\n"
    files.write_atomic(rakor.outputs_path / FOLDER / name_pdf(rakor, source), marked)
    return marked


# --- names ----------------------------------------------------------------------------------------


def name_pdf(rakor: Rakor, source: Path) -> str:
    """Return a file name that a person understands and every system accepts.

    "Ringkasan Dinas Perikanan - Rakor SBT 1 Maret 2024.pdf"; with the kode where another pack of
    the same kind has the same title.
    """
    kind = source.stem.split("-")[0] if source.suffix == ".html" else source.stem
    if kind not in (*_KINDS, "index", "berita-acara", "daftar-hadir", "undangan"):
        kind = "rakor"
    title = _read_title(source) if kind in _KINDS[1:] else ""
    after = "_sesudah" if kind in _KINDS and source.parent.name == SESUDAH else ""
    said = KERTAS("pdf.indeks" if kind == "index" else f"pdf.{kind}{after}", judul=title)
    if title and _is_shared(source, kind, title):
        said = f"{said} ({source.stem.removeprefix(f'{kind}-')})"
    day = rakor.hari
    when = fmt.tanggal(day) if len(rakor.tanggal) == 10 else fmt.bulan_tahun(day.year, day.month)
    key = "pdf.nama_contoh" if rakor.contoh else "pdf.nama"
    short = rakor.rakor.split("-")[0].upper()
    return _clean(KERTAS(key, isi=said[:100].rstrip(), singkatan=short, tanggal=when)) + ".pdf"


def _clean(name: str) -> str:
    return re.sub(r"\s+", " ", _UNSAFE.sub(" ", name)).strip(" .")


def _read_title(source: Path) -> str:
    from html import unescape

    with source.open(encoding="utf-8") as stream:
        head = stream.read(4_000)
    found = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
    return _clean(unescape(found[1])) if found else source.stem


def _is_shared(source: Path, kind: str, title: str) -> bool:
    others = (path for path in source.parent.glob(f"{kind}-*.html") if path != source)
    return any(_read_title(path) == title for path in others)
