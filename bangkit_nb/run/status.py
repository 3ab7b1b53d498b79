"""Say how every Rakor stands: its packs, whether they are of today's input, what its run met."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bangkit_nb.run.changes import FAILED, NEVER, Inputs

CURRENT = "mutakhir"


@dataclass(frozen=True)
class Status:
    """Hold one Rakor's row.

    Attributes:
        rakor: its key.
        keadaan: "mutakhir", or why it has to run (the first reason).
        n_usulan, n_dijawab: of the last good run; None before the first.
        n_stop: problems of severity stop that it met.
        n_paket: packs that it left.
        message: why the last run failed, "" when it did not.
    """

    rakor: str
    keadaan: str
    n_usulan: int | None = None
    n_dijawab: int | None = None
    n_stop: int | None = None
    n_paket: int | None = None
    message: str = ""


def read_status(proyek: Path, rakor: Sequence[str]) -> list[Status]:
    """Return one row a Rakor, in the order given; nothing is run and no workbook is parsed."""
    inputs = Inputs(proyek)
    return [_read_one(inputs, key) for key in rakor]


def _read_one(inputs: Inputs, key: str) -> Status:
    outputs = inputs.proyek / "outputs" / key
    reasons = inputs.explain(key)
    keadaan = reasons[0] if reasons else CURRENT
    failed = _read_json(outputs / "gagal" / "keterangan.json") if FAILED in reasons else {}
    message = f"{failed.get('di', '')}: {failed.get('pesan', '')}" if failed else ""
    told = _read_json(outputs / "manifest.json")
    if not told or keadaan == NEVER:
        return Status(key, keadaan, message=message)
    n_paket = sum(name.startswith("paket/") for name in told["berkas"])
    usulan = told["usulan"]
    return Status(
        key, keadaan, usulan["semua"], usulan["dijawab"], told["masalah"]["stop"], n_paket, message
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def render_table(rows: Sequence[Status]) -> str:
    """Return the rows as aligned text, one line a Rakor, with a closing count."""
    head = ("RAKOR", "USULAN", "DIJAWAB", "STOP", "PAKET", "KEADAAN")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head) - 1)]
    said = []
    for line in lines:
        first, *numbers = line[:-1]
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
        said.append("  ".join([*cells, line[-1]]))
    n_current = sum(row.keadaan == CURRENT for row in rows)
    said.append(
        f"{len(rows)} Rakor: {n_current} mutakhir, {len(rows) - n_current} perlu dijalankan"
    )
    return "\n".join(said)


def _cells(row: Status) -> tuple[str, ...]:
    numbers = (row.n_usulan, row.n_dijawab, row.n_stop, row.n_paket)
    told = f"{row.keadaan} ({row.message})" if row.message else row.keadaan
    return (row.rakor, *("-" if n is None else str(n) for n in numbers), told)
