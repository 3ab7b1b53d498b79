"""How one Rakor's run ended: a light record that crosses process borders as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

CHECK, BRIEF, LINTAS = "1_periksa_data", "3_paket_briefing", "5_lintas_rakor"
STEPS = ("baca dan periksa", CHECK, BRIEF, "paket", "simpan")
"""What a run does, in its order."""

LOST = "Proses terhenti (mungkin kehabisan memori). Jalankan lagi."
LATE = "Proses melewati batas waktu dan dihentikan. Periksa buku kerjanya, lalu jalankan lagi."


@dataclass(frozen=True)
class Outcome:
    """Hold how one Rakor's run ended.

    Attributes:
        rakor: its key.
        ok: all packs are there, made and published now or before.
        seconds: how long it took.
        index_path: the front page, when ok.
        where: what failed (notebook and cell, workbook), "" when ok.
        message: Indonesian, why.
        kept_path: the executed notebook with the failing cell, None when there is none.
        is_unchanged: nothing had to run; the packs of the last run are of the same input.
        memory: bytes that its process took at most, 0 where nobody looked.
    """

    rakor: str
    ok: bool
    seconds: float
    index_path: Path | None = None
    where: str = ""
    message: str = ""
    kept_path: Path | None = None
    is_unchanged: bool = False
    memory: int = 0

    def to_plain(self) -> dict[str, Any]:
        """Return the record as JSON has it."""
        plain = asdict(self)
        for name in ("index_path", "kept_path"):
            plain[name] = None if plain[name] is None else str(plain[name])
        return plain

    def seen_from(self, proyek: Path, other: Path) -> Outcome:
        """Return the record as a machine has it that calls the folder `proyek` `other`."""
        paths = {
            name: other / path.relative_to(proyek)
            for name, path in (("index_path", self.index_path), ("kept_path", self.kept_path))
            if path is not None and path.is_relative_to(proyek)
        }
        return replace(self, **paths)  # type: ignore[arg-type]


def from_plain(plain: dict[str, Any]) -> Outcome:
    """Return the record that `Outcome.to_plain` wrote."""
    paths = {name: Path(plain[name]) for name in ("index_path", "kept_path") if plain[name]}
    return Outcome(**(plain | paths))


def lost(rakor: str, seconds: float, message: str = LOST) -> Outcome:
    """Return the outcome of a Rakor whose process is gone without a word."""
    return Outcome(rakor, False, seconds, where="proses", message=message)
