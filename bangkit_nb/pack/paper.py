"""Fill the paper templates: a described paper and a .docx in, the same bytes out each time.

The office may own a template (`templat` of the params file): Word text with {{ tags }}, filled in a
sandbox, everything escaped, an unknown tag an error (paper_check.py says which, and where).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from bangkit_nb import files
from bangkit_nb.data.office_zip import freeze_zip
from bangkit_nb.errors import PaperError
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack.attendance import Kepala, build_daftar_hadir
from bangkit_nb.pack.berita_acara import build_berita_acara
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_hasil import build_rapat
from bangkit_nb.pack.paper_words import KERTAS, finalize
from bangkit_nb.pack.undangan import build_undangan
from bangkit_nb.params import Rakor

BERITA_ACARA, DAFTAR_HADIR, UNDANGAN = "berita-acara.docx", "daftar-hadir.docx", "undangan.docx"
PAPERS = (BERITA_ACARA, DAFTAR_HADIR, UNDANGAN)


def read_template(name: str) -> bytes:
    """Return the shipped template of a paper (a name of PAPERS)."""
    folder = resources.files("bangkit_nb.pack").joinpath("templates", "docx")
    return folder.joinpath(name).read_bytes()


def read_templates(rakor: Rakor) -> dict[str, bytes]:
    """Return the template of each paper: the office's own where `templat` names one, else ours.

    `templat` is a .docx (the Berita Acara's) or a folder that holds files named as in PAPERS.
    """
    found = {name: read_template(name) for name in PAPERS}
    if not rakor.templat:
        return found
    path = files.resolve_inside(rakor.proyek, rakor.templat)
    own = {name: path / name for name in PAPERS} if path.is_dir() else {BERITA_ACARA: path}
    present = {name: file for name, file in own.items() if file.is_file()}
    if not present:
        raise PaperError(
            f"templat '{rakor.templat}' tidak ada, atau folder itu tidak berisi {PAPERS[0]}. "
            f"Perbaiki params/{rakor.rakor}.yml, atau kosongkan untuk memakai templat bawaan.",
            rakor.templat,
        )
    return found | {name: _read_own(file, rakor.templat) for name, file in present.items()}


def _read_own(path: Path, said: str) -> bytes:
    from bangkit_nb.pack.paper_check import check_file

    content = path.read_bytes()
    trouble = check_file(content)
    if trouble:
        raise PaperError(f"templat '{said}' ({path.name}): {trouble}", said)
    return content


def build_papers(
    b: Briefing, templates: Mapping[str, bytes], hasil: Hasil | None = None
) -> dict[str, bytes]:
    """Return name -> .docx of the three papers; hasil: what the room recorded.

    Until the meeting is closed they are drafts that ask; only then do they say what was agreed.
    """
    rapat = build_rapat(b, hasil)
    came = rapat.hadirin if rapat.is_ditutup else ()
    described: dict[str, Kepala] = {
        BERITA_ACARA: build_berita_acara(b, rapat),
        DAFTAR_HADIR: build_daftar_hadir(b, came, rancangan=not rapat.is_ditutup),
        UNDANGAN: build_undangan(b),
    }
    contoh = b.rakor.contoh
    return {
        name: render_paper(templates[name], paper, name=name, contoh=contoh)
        for name, paper in described.items()
    }


def render_paper(template: bytes, paper: Kepala, *, name: str, contoh: bool) -> bytes:
    """Return the filled .docx; contoh: "DATA CONTOH" stands across every page.

    Raises PaperError in Indonesian where the template has a broken or unknown tag.
    """
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    from bangkit_nb.pack.paper_mark import add_watermark

    filled = DocxTemplate(io.BytesIO(template))
    filled.init_docx()
    if contoh:  # before it is filled: docxtpl puts new header parts into the place of the old
        add_watermark(filled.docx, KERTAS("umum.data_contoh"))
    try:
        filled.render(list_values(paper), jinja_env=environment(), autoescape=True)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as fault:
        from bangkit_nb.pack.paper_check import say_first_fault

        raise PaperError(say_first_fault(template, name, fault), name) from None
    stream = io.BytesIO()
    filled.save(stream)
    return freeze_zip(stream.getvalue())


def list_values(paper: Kepala) -> dict[str, Any]:
    """Return tag -> value of a described paper: its fields are the tags."""
    return {field.name: getattr(paper, field.name) for field in fields(paper)}


@lru_cache(maxsize=1)
def environment() -> Any:
    """Return the templates' environment: sandboxed, everything escaped, unknown names an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    @lru_cache(maxsize=64)
    def compiled(source: str) -> Any:
        return ImmutableSandboxedEnvironment.from_string(made, source)

    class Once(ImmutableSandboxedEnvironment):
        """docxtpl compiles each part and property of a document anew: once is enough."""

        def from_string(self, source: Any, *more: Any) -> Any:
            return compiled(source)

    made = Once(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    return made
