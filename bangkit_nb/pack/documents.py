"""Build all papers of a Rakor: what lies in outputs/<rakor>/dokumen/."""

from __future__ import annotations

from collections.abc import Mapping

from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack import matrix, wa
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper import build_papers

FOLDER = "dokumen"


def build_documents(
    b: Briefing, templates: Mapping[str, bytes], hasil: Hasil | None = None
) -> dict[str, bytes]:
    """Return relative path -> content, in the order in which the front page lists them.

    templates: of paper.read_templates. hasil: what the room recorded; its closing makes the
    minutes final.
    """
    made = build_papers(b, templates, hasil)
    made |= {matrix.NAME: matrix.build_matrix(b), wa.NAME: wa.build_wa(b, hasil).encode()}
    return {f"{FOLDER}/{name}": content for name, content in made.items()}
