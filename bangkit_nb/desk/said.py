"""Turn what a command wrote into words for an officer: no traceback, no English, no path to YAML.

Pure: lines in, sentences out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bangkit_nb.desk.cards import SCREENS
from bangkit_nb.desk.import_form import read_answer
from bangkit_nb.errors import SEVERITIES
from bangkit_nb.text import shorten

STEPS = {
    "baca dan periksa": "membaca dan memeriksa buku kerja",
    "1_periksa_data": "menyusun halaman pemeriksaan data",
    "3_paket_briefing": "mencari padanan dan menyusun paket rapat",
    "paket": "menyusun paket tiap OPD dan kecamatan",
    "simpan": "menyimpan paket",
}
"""The steps of a run in its order -> what they are in words."""

BROKEN = "Kesalahan program. Laporkan ke pengelola; catatan teknisnya ada di {place}."
STOPPED = "Dihentikan sebelum selesai. Tidak ada yang diubah; boleh dimulai lagi."
KILLED = "Proses terhenti (mungkin kehabisan memori). Tutup program lain, lalu coba lagi."

_FAULT = re.compile(
    r"\s*\((?:[A-Z]\w*(?:Error|Exception|Interrupt|Warning|Iteration))\b.*?\)(?=\.)"
)
_REPEATS = re.compile(r"Masalah yang sama ada di ([0-9]+) baris lagi")
_FAILED = re.compile(r"^ {2}(?P<key>[a-z0-9-]+) \| (?P<where>.*?) \| (?P<why>.+)$")


@dataclass(frozen=True)
class Step:
    """Hold how far a command is: `number` of `n_steps`, and what it is doing."""

    number: int
    n_steps: int
    words: str


@dataclass(frozen=True)
class Ended:
    """Hold how a command ended.

    Attributes:
        ok: it did what it was asked for (data with problems are still a done check).
        sentence: what to tell.
        problems: the rows of a check: severity, sheet, row, column, value, message.
        masalah: severity -> how many, of a check.
        is_broken: a fault of the program; its raw words are kept for whoever mends it.
        told: what an import told (import_form.read_answer).
    """

    ok: bool
    sentence: str
    problems: tuple[Mapping[str, Any], ...] = ()
    masalah: Mapping[str, int] | None = None
    is_broken: bool = False
    told: Mapping[str, Any] | None = None


def plain(text: str) -> str:
    """Return a sentence without the English that a library put into it."""
    return _FAULT.sub("", text)


def explain_step(line: str) -> Step | None:
    """Return the step that a line of a run announces ("sbt-2024-03-01: paket"), None otherwise."""
    name = line.strip().partition(": ")[2]
    if name not in STEPS:
        return None
    return Step(list(STEPS).index(name) + 1, len(STEPS), STEPS[name])


def explain_end(action: str, code: int, out: str, err: str) -> Ended:
    """Return how a command ended.

    action: of actions.py; code: its exit code, negative where it was killed; out, err: what it
    wrote.
    """
    if action == "periksa" and code in (0, 1):
        found = _read_problems(out)
        if found is not None:
            return _checked(found)
    told = read_answer(out) if action == "impor" and code in (0, 1) else {}
    if told:
        return Ended(code == 0, plain(str(told["sentence"])), told=told)
    if code == 0:
        return Ended(True, _done(action, out))
    if code == 130:
        return Ended(False, STOPPED)
    if code < 0:
        return Ended(False, KILLED)
    return _fault(err)


def _fault(err: str) -> Ended:
    lines = [line.rstrip() for line in err.splitlines() if line.strip()]
    failed = [found for found in map(_FAILED.match, lines) if found]
    if failed:
        told = plain(failed[-1]["why"])
        return Ended(False, told, is_broken=told.startswith("Kesalahan program"))
    said = [line for line in lines if line.startswith("bangkit: ")]
    if not said or "Traceback" in err:
        return Ended(False, "", is_broken=True)
    return Ended(False, shorten(plain(said[-1].removeprefix("bangkit: ")), 500))


def _read_problems(out: str) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(out)
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def _checked(problems: list[dict[str, Any]]) -> Ended:
    masalah: dict[str, int] = {
        s: sum(_times(p) for p in problems if p["severity"] == s) for s in SEVERITIES
    }
    if not any(masalah.values()):
        told = "Pemeriksaan selesai: tidak ada masalah. Paket dapat dibuat."
    elif any(p["severity"] == "stop" and not p["row"] for p in problems):
        told = f"{_counted(masalah)} Perbaiki dulu yang stop: tanpa itu paket tidak dapat dibuat."
    elif masalah["stop"]:
        told = f"{_counted(masalah)} Baris stop disisihkan sampai diperbaiki; paket dapat dibuat."
    else:
        told = f"{_counted(masalah)} Paket dapat dibuat."
    return Ended(True, told, tuple(problems), masalah)


def _times(problem: Mapping[str, Any]) -> int:
    """Return how many rows a line stands for: those beyond the fiftieth are told in one line."""
    more = _REPEATS.match(str(problem["message"]))
    return int(more[1]) if more else 1


def _counted(masalah: Mapping[str, int]) -> str:
    found = ", ".join(f"{masalah[s]} {s}" for s in SEVERITIES if masalah[s])
    return f"Pemeriksaan selesai: {found}."


def _done(action: str, out: str) -> str:
    last = out.strip().splitlines()[-1] if out.strip() else ""
    if action == "paket" and last.endswith("(tidak berubah)"):
        return "Tidak ada yang berubah: paket yang ada masih berlaku."
    return {
        "paket": "Paket briefing selesai dibuat.",
        "baru": "Rakor baru sudah dibuat.",
        **{name: screen.done for name, screen in SCREENS.items()},
    }.get(action, f"Selesai. {plain(last)}".strip())
