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
BENCHMARKS = (
    "read.py", "run.py", "pack.py", "match.py --country 1500000", "log.py", "review.py",
    "mail.py 514", "batch.py", "memory.py",
)  # fmt: skip

HEAD = """# Angka

Ditulis oleh `make soak`; jangan diubah dengan tangan. Waktu hanya berarti sebagai perbandingan
dalam satu kali jalan pada satu mesin.

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


def main() -> int:
    """Write the figures; the exit code is the suite's."""
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} inti, {memory:.0f} GB"
    parts = [HEAD.format(machine=machine, python=platform.python_version())]
    code, said, seconds = run([sys.executable, "-m", "pytest"], BANGKIT_SOAK="1")
    closing = re.findall(r"^.*\b(?:passed|failed)\b.*$", said, re.MULTILINE)
    parts.append(f"## Uji dengan hitungan penuh\n\n{closing[-1] if closing else 'tidak selesai'}")
    parts.append(f"Kode keluar {code}, {seconds / 60:.1f} menit.")
    write(parts)
    print(said if code else parts[-2], flush=True)
    for name in BENCHMARKS:
        failed, said, seconds = run([sys.executable, *f"benchmarks/{name}".split()])
        print(f"{name}: {seconds / 60:.1f} min\n{said}", flush=True)
        parts.append(f"## benchmarks/{name}\n\n{said.strip()}")
        if failed:
            parts.append(f"Kode keluar {failed}.")
        write(parts)
        code = code or failed
    return code


def write(parts: list[str]) -> None:
    """Write what is known so far: a soak run that is cut short keeps its figures."""
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    (ROOT / "docs" / "angka.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
