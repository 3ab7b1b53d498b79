"""Take documents in on the desk: where they are kept, what is started, what is told, the mapping.

The same command as on the command line does the work (`bangkit import ... --json`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bangkit_nb.files import resolve_inside, write_atomic
from bangkit_nb.text import slug

FOLDER = "data/masuk"
"""Documents that came in through the desk, as they were."""

KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv", ".pdf")
MAX_FILES = 20
_MORE = "\n"  # between the parts of one value: file names and headers never hold a line break


def write_documents(
    proyek: Path, names: Sequence[str], contents: Sequence[bytes]
) -> dict[str, str]:
    """Keep documents below the project and return what `build_words` needs to import them."""
    paths = []
    for name, content in list(zip(names, contents, strict=False))[:MAX_FILES]:
        suffix = Path(name).suffix.lower()
        safe = f"{slug(Path(name).stem, 60) or 'dokumen'}{suffix if suffix in KINDS else '.txt'}"
        paths.append(write_atomic(resolve_inside(proyek, f"{FOLDER}/{safe}"), content))
    return {"berkas": _MORE.join(str(path) for path in paths)}


def add_mapping(given: Mapping[str, str], asked: Mapping[str, Any]) -> dict[str, str]:
    """Return the same documents with the form's mapping: `pairs` (header -> column), `lembar`.

    `jumlahkan`: its rows are lines of spending, to be summed by sub kegiatan.
    """
    pairs = {str(k): str(v) for k, v in dict(asked.get("pairs", {})).items() if v}
    return {
        **given,
        "peta": _MORE.join(f"{header}={column}" for header, column in pairs.items()),
        "lembar": str(asked.get("lembar", "")),
        "nama": str(asked.get("nama", "")),
        "jumlahkan": "ya" if asked.get("jumlahkan") else "",
    }


def build_words(rakor: str, given: Mapping[str, str]) -> list[str]:
    """Return the command's words."""
    words = ["import", *filter(None, given.get("berkas", "").split(_MORE)), f"--into={rakor}"]
    words += [f"--map={pair}" for pair in filter(None, given.get("peta", "").split(_MORE))]
    words += [f"--sheet={given['lembar']}"] if given.get("lembar") else []
    words += [f"--map-name={given['nama']}"] if given.get("nama") else []
    words += ["--sum"] if given.get("jumlahkan") else []
    return [*words, "--json"]


def read_answer(out: str) -> dict[str, Any]:
    """Return what the command told: `sentence`, `text`, and `headers`, `columns` for the form.

    An empty dict where it told nothing that can be read.
    """
    try:
        told = json.loads(out)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and "sentence" in told else {}
