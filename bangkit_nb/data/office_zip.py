"""Make an Office file's bytes depend on its content only, not on clock or platform. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FIRST = "[Content_Types].xml"


def freeze_zip(content: bytes) -> bytes:
    """Return the same .xlsx (or .docx) with fixed dates in the zip and in docProps/core.xml.

    openpyxl and python-docx stamp the clock into both (DESIGN.md section 6).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    core = "docProps/core.xml"
    if core in parts:
        parts[core] = _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z", parts[core])
    return build_zip(parts)


def build_zip(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of name -> content in this order: one fixed date, the same on any platform."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        # [Content_Types].xml first, as Excel writes it: some sniffers look there.
        for name in sorted(parts, key=lambda name: name != _FIRST):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 0  # the same on Windows and Linux
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, parts[name])
    return made.getvalue()
