"""Reading a Rakor's workbook in its guarded child, against openpyxl in this process (the peer)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import openpyxl  # noqa: E402
from build import RENCANA, RENJA, frames  # noqa: E402

from bangkit_nb.data.checks import check_workbook  # noqa: E402
from bangkit_nb.data.workbook import read_workbook, write_workbook  # noqa: E402


def seconds(action: Callable[[], object], rounds: int = 5) -> float:
    """Return the median of `rounds` timings."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def read_with_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    n = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
    book.close()
    return n


def main() -> None:
    """Print one line a workbook."""
    print("| workbook | guarded child (s) | openpyxl (s) | ratio | checks (s) |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "besar.xlsx"
        many = [RENCANA[i % 4] | {"id_usulan": f"U{i}"} for i in range(4000)]
        rows = [RENJA[i % 3] | {"lokasi": f"Lokasi {i}"} for i in range(3000)]
        write_workbook(large, frames(Rencana=many, Renja=rows))
        sample = ROOT / "data" / "contoh-sbt" / "sbt-2024-03-01.xlsx"
        for name, path in (("SBT sample", sample), ("4,000 usulan, 3,000 Renja", large)):
            ours = seconds(lambda p=path: read_workbook(p))
            theirs = seconds(lambda p=path: read_with_openpyxl(p), 3)
            book = read_workbook(path)
            checks = seconds(lambda b=book: check_workbook(b))
            print(f"| {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f}x | {checks:.2f} |")
    cold = [sys.executable, "-m", "bangkit_nb.cli", "--help"]
    once = seconds(lambda: subprocess.run(cold, capture_output=True, check=True))
    floor = seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    print(
        f"\n`bangkit --help`: {once:.3f} s, {once / floor:.1f}x of an empty Python ({floor:.3f} s)"
    )


if __name__ == "__main__":
    main()
