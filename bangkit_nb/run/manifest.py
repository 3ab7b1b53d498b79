"""Say which workbook, parameters and code a Rakor's packs came from, and what they hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from bangkit_nb.columns import BELUM_DIBAHAS
from bangkit_nb.data.checks import Checked
from bangkit_nb.errors import SEVERITIES
from bangkit_nb.files import read_object
from bangkit_nb.pack import summary
from bangkit_nb.pack.facts import Briefing


def sha256(content: bytes) -> str:
    """Return the hash of `content` as hex."""
    return hashlib.sha256(content).hexdigest()


def build_manifest(
    briefing: Briefing, files: dict[str, bytes], seconds: dict[str, float]
) -> dict[str, Any]:
    """Return the manifest of one run; only `waktu` (seconds by step) differs between equal runs.

    files: path relative to outputs/<rakor> -> content, of everything the run leaves.
    """
    rakor, checked = briefing.rakor, briefing.checked
    n = summary.tally(briefing.alignment)
    return {
        "rakor": rakor.rakor,
        "keadaan": "berhasil",
        "versi": briefing.version,
        "contoh": rakor.contoh,
        "bahasa": rakor.bahasa,
        "per_tanggal": rakor.per.isoformat(),
        "buku_kerja": {"nama": checked.name, "sha256": checked.sha256},
        "params_sha256": sha256(rakor.params_path.read_bytes()),
        "baris": _rows(checked),
        "masalah": {severity: checked.n(severity) for severity in SEVERITIES},
        "usulan": {
            "semua": len(briefing.alignment),
            "padanan_petugas": n.n_petugas,
            "calon_mesin": n.n_mesin,
            "dijawab": n.n_dijawab,
            "tanpa_padanan": n.n_tanpa,
        },
        "log": _log(briefing),
        "berkas": {name: sha256(content) for name, content in sorted(files.items())},
        "waktu": {name: round(value, 3) for name, value in seconds.items()},
    }


def _log(briefing: Briefing) -> dict[str, Any]:
    """Say which state of the log was told, and how many usulan each word stands on."""
    said = briefing.tinjauan
    return {
        "sha256": briefing.log.sha256,
        "n_peristiwa": briefing.log.n_events,
        "putusan": _counts(said["putusan"], said["keadaan"]),
        "keputusan": _counts(said["keputusan"], said["keputusan_keadaan"]),
    }


def _counts(words: pd.Series, keadaan: pd.Series) -> dict[str, dict[str, int]]:
    """Count each word by its state; what was not said is not counted."""
    counts: dict[str, dict[str, int]] = {}
    for word, state in sorted(zip(words, keadaan, strict=True)):
        if word and word != BELUM_DIBAHAS:
            of_word = counts.setdefault(word, {})
            of_word[state] = of_word.get(state, 0) + 1
    return counts


def _rows(checked: Checked) -> dict[str, dict[str, int]]:
    return {
        name: {"dibaca": n.read, "dipakai": n.used, "disisihkan": n.set_aside}
        for name, n in checked.n_rows.items()
    }


def to_json(value: Any) -> bytes:
    """Return `value` as readable UTF-8 JSON."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(outputs_path: Path) -> dict[str, Any] | None:
    """Return the manifest of a Rakor's last good run, None when there is none."""
    return read_object(outputs_path / "manifest.json")
