"""Link a Rakor's papers on its front page."""

from __future__ import annotations

from collections.abc import Sequence

from bangkit_nb.pack.blocks import Links, Section
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import make_section


def index_documents(b: Briefing, documents: Sequence[str]) -> list[Section]:
    """Link every paper; documents: relative paths. Nothing to link, no section."""
    if not documents:
        return []
    items = tuple((path, b.t(f"dokumen.{path.rsplit('/', 1)[-1]}"), "") for path in documents)
    return [make_section(b, "dokumen", Links(items))]
