"""Make an Office file's bytes depend on its content only, not on clock or platform. Pure."""

from __future__ import annotations

import io
import re
import zipfile

_DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def freeze_zip(content: bytes) -> bytes:
    """Return the same .xlsx (or .docx) with fixed dates in the zip and in docProps/core.xml.

    openpyxl and python-docx stamp the clock into both (DESIGN.md section 6).
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        # [Content_Types].xml first, as Excel writes it: some sniffers look there.
        for name in sorted(old.namelist(), key=lambda name: name != "[Content_Types].xml"):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 0  # the same on Windows and Linux
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return made.getvalue()
