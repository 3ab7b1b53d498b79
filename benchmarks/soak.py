"""Run the suite with full counts and every benchmark, and write docs/angka.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "angka.md"
SUITE = "Uji dengan hitungan penuh"
BENCHMARKS = (
    "read.py", "run.py", "pack.py", "match.py --country 1500000", "log.py", "review.py",
    "mail.py 514", "batch.py --full", "memory.py",
)  # fmt: skip

HEAD = """# Angka

Ditulis oleh `make soak` (satu bagian: `python benchmarks/soak.py batch`); jangan diubah dengan
tangan. Waktu hanya berarti sebagai perbandingan dalam satu kali jalan pada satu mesin.

Mesin: {machine}. Python {python}.
"""


def run(command: list[str], **environment: str) -> tuple[int, str, float]:
    """Return exit code, output and seconds of a command."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, time.perf_counter() - start


def main(chosen: list[str]) -> int:
    """Write the figures of the parts asked for (all, when none is); other parts keep theirs.

    Parts: "suite", and the names of BENCHMARKS without ".py". The exit code is the first failure's.
    """
    told = read_told()
    code = 0
    for title, command, environment in list_parts():
        if chosen and not any(
            f"/{name}.py" in title or (name == "suite" and title == SUITE) for name in chosen
        ):
            continue
        failed, said, seconds = run(command, **environment)
        print(f"{title}: {seconds / 60:.1f} min\n{said}", flush=True)
        if title == SUITE:
            closing = re.findall(r"^.*\b(?:passed|failed)\b.*$", said, re.MULTILINE)
            said = closing[-1] if closing else "tidak selesai"
        end = f"\n\nKode keluar {failed}." if failed else ""
        told[title] = f"{said.strip()}\n\n{seconds / 60:.1f} menit.{end}"
        write(told)  # at once: a soak run that is cut short keeps its figures
        code = code or failed
    return code


def list_parts() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return (title, command, environment) of each part, in the page's order."""
    parts = [(SUITE, [sys.executable, "-m", "pytest"], {"BANGKIT_SOAK": "1"})]
    for name in BENCHMARKS:
        command = [sys.executable, *f"benchmarks/{name}".split()]
        parts.append((f"benchmarks/{name}", command, {}))
    return parts


def read_told() -> dict[str, str]:
    """Return title -> text of what the page says now."""
    if not PAGE.exists():
        return {}
    known = {title for title, _, _ in list_parts()}
    parts = re.split(r"^## (.+)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {title: text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)
            if title in known}  # fmt: skip


def write(told: dict[str, str]) -> None:
    """Write the page."""
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} inti, {memory:.0f} GB"
    parts = [HEAD.format(machine=machine, python=platform.python_version()).strip()]
    parts += [f"## {title}\n\n{told[title]}" for title, _, _ in list_parts() if title in told]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
