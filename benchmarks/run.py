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


def timed(*commands: list[str], folder: Path) -> float:
    """Return the seconds that the commands take one after the other."""
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratio and the sizes of what an attendee gets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("notebooks", "params", "data/contoh-sbt"):
            shutil.copytree(ROOT / part, folder / part)
        python = sys.executable
        run = [python, "-m", "bangkit_nb.cli", "run", KEY, "--force"]
        steps = []
        for stem in ("1_periksa_data", "3_paket_briefing"):
            source, target = f"notebooks/{stem}.ipynb", f"{stem}.ipynb"
            steps.append([python, "-m", "papermill", source, target, "-p", "rakor", KEY])
        own = [python, "-m", "nbconvert", "--to", "briefing", "3_paket_briefing.ipynb"]
        default = [python, "-m", "nbconvert", "--to", "html", "3_paket_briefing.ipynb"]
        ours = min(timed(run, folder=folder) for _ in range(3))
        loop = min(timed(*steps, own, folder=folder) for _ in range(2))
        print(f"bangkit run, all packs of one Rakor: {ours:.1f} s; shell loop, rakor.html only: "
              f"{loop:.1f} s; ratio {loop / ours:.1f}x")  # fmt: skip
        size = (folder / "3_paket_briefing.html").stat().st_size
        timed(default, folder=folder)
        other = (folder / "3_paket_briefing.html").stat().st_size
        print(f"rakor.html: {size / 1000:.1f} KB; nbconvert's default export of the same notebook: "
              f"{other / 1000:.1f} KB; ratio {other / size:.1f}x")  # fmt: skip
        packs = sorted((folder / "outputs" / KEY / "paket" / "sebelum").glob("*.html"))
        largest = max(packs, key=lambda p: p.stat().st_size)
        print(f"{len(packs)} packs; largest {largest.name}: {largest.stat().st_size / 1000:.1f} KB")


if __name__ == "__main__":
    main()
