"""Put a watermark across every page of a .docx: a shape in each section's header, as Word does."""

from __future__ import annotations

from html import escape
from typing import Any

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)

_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
    'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)

_STYLE = (
    "position:absolute;margin-left:0;margin-top:0;width:430pt;height:72pt;rotation:315;"
    "z-index:-251658240;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:page;mso-position-vertical:center;"
    "mso-position-vertical-relative:page"
)


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
                _first_paragraph(header).append(_run(words, len(seen)))


def _first_paragraph(header: Any) -> Any:
    found = header.paragraphs
    return (found[0] if found else header.add_paragraph())._p


def _run(words: str, number: int) -> Any:
    from docx.oxml.parser import parse_xml

    said = escape(words, quote=True)
    return parse_xml(
        f"<w:r {_SPACES}><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE_TYPE}"
        f'<v:shape id="BangkitTanda{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" style="{_STYLE}" o:allowincell="f" fillcolor="#c8c8c8" '
        'stroked="f"><v:fill opacity=".45"/>'
        '<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" '
        f'string="{said}"/></v:shape></w:pict></w:r>'
    )
