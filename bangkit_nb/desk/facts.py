"""Read from the disk where each Rakor stands. Nothing here reads Excel: files are only hashed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from bangkit_nb.desk.cards import SCREENS, Facts, say_failure
from bangkit_nb.desk.said import plain
from bangkit_nb.errors import BangkitError, explain_fault
from bangkit_nb.files import read_object, write_text
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.params import Rakor, list_rakor, open_rakor
from bangkit_nb.review.events import PADANAN
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import read_log
from bangkit_nb.run.manifest import read_manifest, sha256

_CHECKED = "periksa.json"


def read_all_facts(proyek: Path, first: str = "") -> list[Facts]:
    """Return the facts of every Rakor: `first` on top, then the real ones, the latest first."""
    found = [read_facts(key, proyek) for key in list_rakor(proyek)]
    return sorted(found, key=lambda facts: _place(facts, first))


def _place(facts: Facts, first: str) -> tuple[bool, bool, int, str]:
    made = facts.opened
    day = made.hari.toordinal() if made else 0
    return facts.rakor != first, bool(made and made.contoh), -day, facts.rakor


def read_facts(rakor: str, proyek: Path) -> Facts:
    """Return the facts of one Rakor; what cannot be read becomes a sentence in them."""
    try:
        made = open_rakor(rakor, proyek)
        book = made.buku_kerja_path
    except (BangkitError, OSError) as fault:
        return Facts(rakor, None, plain(explain_fault(fault)))
    why, manifest = "", read_manifest(made.outputs_path)
    try:
        buku = sha256(book.read_bytes()) if book.is_file() else ""
    except OSError as trouble:  # Excel holds it, or its folder may not be read
        buku, why = "", f"tidak dapat dibaca ({explain_fault(trouble)}). Tutup di Excel."
    index = made.outputs_path / "index.html"
    has_packs = manifest is not None and index.is_file()
    log = _read_log(made)
    return Facts(
        rakor, made, why, buku, sha256(made.params_path.read_bytes()), manifest,
        made=_time_of(made.outputs_path / "manifest.json") if has_packs else None,
        checked=read_object(made.outputs_path / _CHECKED),
        failed=plain(say_failure(read_object(made.outputs_path / "gagal/keterangan.json") or {})),
        n_reviewed=_count_reviewed(log),
        log_sha256=log.sha256 if log is not None else "",
        hasil=fold_hasil(log.events, made.per) if log is not None else None,
        screens=tuple(
            name for name, one in SCREENS.items() if (proyek / "notebooks" / one.notebook).is_file()
        ),
        index_path=f"{rakor}/{index.name}" if has_packs else "",
    )  # fmt: skip


def _time_of(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime)


def _read_log(rakor: Rakor) -> Log | None:
    """Return the log of a Rakor; None where it cannot be read."""
    try:
        return read_log(rakor)
    except BangkitError:
        return None


def _count_reviewed(log: Log | None) -> int | None:
    """Return how many usulan carry an officer's word; None where none does."""
    if log is None:
        return None
    return sum(log.item(key).of(PADANAN).event is not None for key in log.kunci) or None


def write_checked(facts: Facts, masalah: dict[str, int]) -> None:
    """Remember the counts of a check, with the hashes of what was looked at before it began."""
    if facts.opened is not None:
        told = {
            "sha256": facts.buku_sha256,
            "params_sha256": facts.params_sha256,
            "masalah": masalah,
        }
        write_text(facts.opened.outputs_path / _CHECKED, json.dumps(told, indent=1) + "\n")
