"""One Rakor by `bangkit run`, against a shell loop of papermill and nbconvert."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEY = "sbt-2024-03-01"
PYTHON = sys.executable


def timed(*commands: list[str], folder: Path) -> float:
    """Return the seconds that the commands take one after the other."""
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def copy_project(folder: Path) -> None:
    """Copy what the sample's Rakor is made from into a folder of its own."""
    for part in ("notebooks", "params", "data/contoh-sbt"):
        shutil.copytree(ROOT / part, folder / part)


def compare_exports(folder: Path) -> None:
    """Print size and seconds of our export and nbconvert's default one, of one executed notebook.

    folder: holds it as 3_paket_briefing.ipynb.
    """
    sizes, took = [], []
    for kind in ("briefing", "html"):
        command = [PYTHON, "-m", "nbconvert", "--to", kind, "3_paket_briefing.ipynb"]
        took.append(timed(command, folder=folder))
        sizes.append((folder / "3_paket_briefing.html").stat().st_size / 1000)
    print(f"rakor.html: {sizes[0]:.1f} KB in {took[0]:.1f} s; nbconvert's default export of the "
          f"same notebook: {sizes[1]:.1f} KB in {took[1]:.1f} s; ratio of sizes "
          f"{sizes[1] / sizes[0]:.1f}x")  # fmt: skip


def main() -> None:
    """Print the ratio and the sizes of what an attendee gets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_project(folder)
        run = [PYTHON, "-m", "bangkit_nb.cli", "run", KEY, "--force"]
        steps = []
        for stem in ("1_periksa_data", "3_paket_briefing"):
            source, target = f"notebooks/{stem}.ipynb", f"{stem}.ipynb"
            steps.append([PYTHON, "-m", "papermill", source, target, "-p", "rakor", KEY])
        own = [PYTHON, "-m", "nbconvert", "--to", "briefing", "3_paket_briefing.ipynb"]
        ours = min(timed(run, folder=folder) for _ in range(3))
        loop = min(timed(*steps, own, folder=folder) for _ in range(2))
        print(f"bangkit run, all packs of one Rakor: {ours:.1f} s; shell loop, rakor.html only: "
              f"{loop:.1f} s; ratio {loop / ours:.1f}x")  # fmt: skip
        compare_exports(folder)
        packs = sorted((folder / "outputs" / KEY / "paket" / "sebelum").glob("*.html"))
        largest = max(packs, key=lambda p: p.stat().st_size)
        print(f"{len(packs)} packs; largest {largest.name}: {largest.stat().st_size / 1000:.1f} KB")


if __name__ == "__main__":
    main()
