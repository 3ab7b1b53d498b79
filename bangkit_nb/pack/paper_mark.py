"""Put a watermark across every page of a .docx: a shape in each section's header, as Word does."""

from __future__ import annotations

from typing import Any

from bangkit_nb.pack.render import environment


def add_watermark(document: Any, words: str) -> None:
    """Draw `words` across every page of a python-docx document, behind its text."""
    seen: set[str] = set()
    for section in document.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            name = str(header.part.partname)  # asked of a missing header, python-docx makes one
            if name not in seen:
                seen.add(name)
                _first_paragraph(header).append(_build_run(words, len(seen)))


def _first_paragraph(header: Any) -> Any:
    found = header.paragraphs
    return (found[0] if found else header.add_paragraph())._p


def _build_run(words: str, number: int) -> Any:
    from docx.oxml.parser import parse_xml

    shape = environment().get_template("docx/tanda.xml.j2")
    return parse_xml(shape.render(kata=words, nomor=number))
