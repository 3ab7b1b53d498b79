"""Check a paper template that the office owns: which tag is broken or unknown, and where.

Faults come back as values; only Word text, tags and the fields of the described papers are known.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from bangkit_nb.errors import PaperError, Problem
from bangkit_nb.pack.attendance import DaftarHadir, Kepala
from bangkit_nb.pack.berita_acara import BeritaAcara
from bangkit_nb.pack.paper import BERITA_ACARA, DAFTAR_HADIR, PAPERS, UNDANGAN, environment
from bangkit_nb.pack.paper_words import KERTAS
from bangkit_nb.pack.undangan import Undangan
from bangkit_nb.text import shorten

CONTRACTS: dict[str, type[Kepala]] = {
    BERITA_ACARA: BeritaAcara,
    DAFTAR_HADIR: DaftarHadir,
    UNDANGAN: Undangan,
}
"""Which described paper fills which template: its fields are the tags."""

LARGEST = 5_000_000
"""Bytes of a template; a letterhead with a coat of arms needs a tenth of it."""

INFLATED = 60_000_000

_LOOP = ("loop", "range")


def check_template(content: bytes, name: str) -> tuple[Problem, ...]:
    """Return the faults of a template; name: which paper it is (of PAPERS).

    Raises PaperError where the file is no .docx that may be opened.
    """
    trouble = check_file(content)
    if trouble:
        raise PaperError(trouble)
    contract = CONTRACTS[name]
    found: list[Problem] = []
    for part, source in _read_parts(content):
        found += _check_part(part, source, contract)
    return tuple(dict.fromkeys(found))


def name_paper(file_name: str) -> str:
    """Return which paper a file's name says it is; the Berita Acara where it says none."""
    stem = file_name.casefold().replace("_", "-").replace(" ", "-")
    return next((paper for paper in PAPERS if paper.removesuffix(".docx") in stem), BERITA_ACARA)


def check_file(content: bytes) -> str:
    """Return why these bytes may not be opened as a template, "" where they may."""
    if len(content) > LARGEST:
        return KERTAS("templat.terlalu_besar", mb=LARGEST // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > INFLATED or len(entries) > 500:
                return KERTAS("templat.mengembang")
            names = {entry.filename for entry in entries}
            if "word/document.xml" not in names:
                return KERTAS("templat.bukan_docx")
            if any("vbaproject" in name.lower() for name in names):
                return KERTAS("templat.makro")
            for name in names:
                if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
                    return KERTAS("templat.doctype")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return KERTAS("templat.rusak")
    return ""


def say_first_fault(content: bytes, name: str, fault: Exception) -> str:
    """Say in one sentence why a template could not be filled."""
    found = [p for p in check_template(content, name) if p.severity == "stop"]
    if not found:
        why = f"{type(fault).__name__}: {shorten(fault, 120)}"
        return KERTAS("templat.tidak_terisi", nama=name, sebab=why)
    first = found[0]
    where = {"bagian": first.sheet, "dekat": first.value, "pesan": first.message}
    return KERTAS("templat.di", nama=name, **where)


def _read_parts(content: bytes) -> Iterator[tuple[str, str]]:
    """Give (where, Jinja source) of the body and of each header and footer."""
    from docxtpl import DocxTemplate

    opened = DocxTemplate(io.BytesIO(content))
    opened.init_docx()
    yield KERTAS("templat.isi"), _to_lines(opened.patch_xml(opened.get_xml()))
    for uri, key in ((opened.HEADER_URI, "templat.kepala"), (opened.FOOTER_URI, "templat.kaki")):
        for _, part in opened.get_headers_footers(uri):
            yield KERTAS(key), _to_lines(opened.patch_xml(opened.get_part_xml(part)))


def _to_lines(xml: str) -> str:
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml.replace("\n", " "))


def _near(source: str, line: int, tag: str = "") -> str:
    """Return the text of the paragraph on a line of the source, or the nearest before it.

    tag: what the text should be cut around.
    """
    lines = source.split("\n")
    for at in range(min(line, len(lines)) - 1, -1, -1):
        shown = re.sub(r"<[^>]*>", "", lines[at]).strip()
        if shown:
            start = max(0, shown.find(tag) - 30) if tag else 0
            return ("\u2026" if start else "") + shorten(shown[start:], 70)
    return ""


def _check_part(where: str, source: str, contract: type[Kepala]) -> list[Problem]:
    try:
        tree = environment().parse(source)
        environment().compile(source)
    except TemplateSyntaxError as fault:
        near = _near(source, fault.lineno)
        return [Problem("stop", where, None, "", near, _say_syntax(fault.message or ""))]
    except TemplateError as fault:
        return [Problem("stop", where, None, "", "", _say_syntax(str(fault)))]
    found = [
        Problem("stop", where, None, "", _near(source, line, tag), _say_unknown(tag, known))
        for line, tag, known in _find_unknown(tree, contract)
    ]
    left = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", "", source, flags=re.DOTALL)
    for stray in re.findall(r"[^\n]*(?:\{\{|\}\}|\{%|%\}|\{\s*[a-z_]+\s*\})[^\n]*", left):
        near = shorten(stray, 70)
        found.append(Problem("periksa", where, None, "", near, KERTAS("templat.kurung")))
    return found


def _say_syntax(message: str) -> str:
    closing = re.search(r"following\s+tags:\s+'(\w+)'", message)
    if closing:
        tag = closing[1]
        return KERTAS("templat.belum_ditutup", buka=_tag(tag.removeprefix("end")), tutup=_tag(tag))
    unknown = re.search(r"unknown\s+tag\s+'(\w+)'", message)
    if unknown and unknown[1].startswith("end"):
        opening = _tag(unknown[1].removeprefix("end"))
        return KERTAS("templat.tanpa_pembuka", buka=opening, tutup=_tag(unknown[1]))
    if unknown:
        return KERTAS("templat.perintah", kata=unknown[1])
    missing = re.search(r"No\s+(?:filter|test)\s+named\s+'(\w+)'", message)
    return KERTAS("templat.saringan", kata=missing[1]) if missing else KERTAS("templat.salah_tulis")


def _tag(word: str) -> str:
    return f"{{% {word} %}}"


def _find_unknown(
    tree: nodes.Template, contract: type[Kepala]
) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return (line, tag, the tags that are known there) of each unknown tag."""
    known = get_type_hints(contract)
    scope: dict[str, Any] = dict(known)
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            scope[loop.target.name] = _item_of(loop.iter, known)
    for assigned in tree.find_all(nodes.Assign):
        if isinstance(assigned.target, nodes.Name):
            scope[assigned.target.name] = object
    found = []
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in scope and name.name not in _LOOP:
            found.append((name.lineno, name.name, tuple(known)))
    for inner in tree.find_all(nodes.Getattr):
        kind = scope.get(inner.node.name) if isinstance(inner.node, nodes.Name) else None
        if is_dataclass(kind) and isinstance(inner.node, nodes.Name):
            names = tuple(f"{inner.node.name}.{f.name}" for f in fields(kind))
            said = f"{inner.node.name}.{inner.attr}"
            if said not in names:
                found.append((inner.lineno, said, names))
    return sorted(found)


def _item_of(source: nodes.Node, known: dict[str, Any]) -> Any:
    """Return the class of what a loop runs over: tuple[Kegiatan, ...] gives Kegiatan."""
    if isinstance(source, nodes.Name) and source.name in known:
        inside = get_args(known[source.name])
        return inside[0] if inside else object
    return object


def _say_unknown(said: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(said, known, 1, 0.5)
    tag = f"{{{{ {said} }}}}"
    if near:
        return KERTAS("templat.tidak_dikenal", tag=tag, dekat=f"{{{{ {near[0]} }}}}")
    return KERTAS("templat.tidak_dikenal_ada", tag=tag, ada=", ".join(sorted(known)))
