"""Remember under which name this machine's officer writes."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

from bangkit_nb import text
from bangkit_nb.files import write_text


def read_petugas(proyek: Path) -> str:
    """Return the name under which this machine's officer writes: as set here, else the login."""
    try:
        said = json.loads(_petugas_path(proyek).read_text(encoding="utf-8"))["petugas"]
        if isinstance(said, str) and text.tidy(said):
            return text.tidy(said)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a machine without a user name
        return "petugas"


def write_petugas(proyek: Path, petugas: str) -> None:
    """Set the name for the next time; raises OSError where it cannot be written."""
    saved = json.dumps({"petugas": petugas}, ensure_ascii=False)
    write_text(_petugas_path(proyek), saved)


def _petugas_path(proyek: Path) -> Path:
    return proyek / "data" / ".lab" / "petugas.json"
