"""The HTML packs of one Rakor in one warm process: 1 rakor + 15 OPD + 4 kecamatan + 30 desa.

Each round starts from the workbook's file and ends with the packs on disk, as `bangkit run` makes
them. Beside them nbconvert's default export of the same notebook 3. Medians of the rounds, in wall
seconds and in CPU seconds of this process; `pack.py kab` takes a generated district instead.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from districts import make_project
from run import KEY, PYTHON, compare_exports, copy_project

from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.files import write_atomic
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import charts, render
from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.reading import read_briefing
from bangkit_nb.pack.sections import pictures
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review.judged import read_judged

ROUNDS, TARGET = 15, 1.0
CHARTS = ((charts, "opd_bars"), (charts, "heat"), (charts, "pagu_bars"), (charts, "timeline"),
          (pictures, "build_map"))  # fmt: skip
READ, MATCH, DESCRIBE, DRAW, RENDER, WRITE = (
    "reading and checking", "matching", "data of the packs", "charts", "templates", "writing",
)  # fmt: skip
PACKS = (DESCRIBE, DRAW, RENDER, WRITE)


class Clock:
    """Add up wall and CPU seconds by the name of what took them."""

    def __init__(self) -> None:
        self.wall: Counter[str] = Counter()
        self.cpu: Counter[str] = Counter()

    @contextlib.contextmanager
    def of(self, name: str, outer: str = "") -> Iterator[None]:
        """Count what is done under `name`, and take it off `outer`, inside which it is done."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        for seconds, took in ((self.wall, wall), (self.cpu, cpu)):
            seconds.update({name: took})
            if outer:
                seconds.subtract({outer: took})


@contextlib.contextmanager
def apart(clock: Clock) -> Iterator[None]:
    """Count what the charts take, which sections call, apart from the sections."""
    own = [(room, name, getattr(room, name)) for room, name in CHARTS]

    def timed(draw: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            with clock.of(DRAW, DESCRIBE):
                return draw(*arguments)

        return run

    for room, name, draw in own:
        setattr(room, name, timed(draw))
    try:
        yield
    finally:
        for room, name, draw in own:
            setattr(room, name, draw)


def read(rakor: Rakor, clock: Clock) -> Briefing:
    """Return the briefing, as the runner reads it."""
    with clock.of(READ):
        checked = check_workbook(read_workbook(rakor), rakor)
        said = read_judged(rakor, checked)
    with clock.of(MATCH):
        calon = match_rakor(checked, padanan=said.padanan)
    with clock.of(DESCRIBE):
        return read_briefing(rakor, checked, calon, said)


def play(rakor: Rakor, folder: Path) -> tuple[Clock, list[Pack]]:
    """Make and write all packs once; return what each part took."""
    clock = Clock()
    b = read(rakor, clock)
    with apart(clock), clock.of(DESCRIBE):
        made = [packs.build_rakor_pack(b), *packs.build_opd_packs(b)]
        made += [*packs.build_kecamatan_packs(b), *packs.build_desa_packs(b)]
    with clock.of(RENDER):
        pages = {pack.name: render.render_page(pack).encode() for pack in made}
    with clock.of(WRITE):
        for name, page in pages.items():
            write_atomic(folder / name, page)
    with clock.of("floor"):
        for pack in made:
            (folder / f"floor-{pack.name}").write_bytes(render.render_page(pack).encode())
    return clock, made


def main() -> None:
    """Print the parts, their ratio to the floor, and the two exports of the same notebook."""
    with tempfile.TemporaryDirectory() as name:
        folder, key = Path(name) / "project", KEY
        folder.mkdir()
        if sys.argv[1:]:
            (key,) = make_project(folder, 1, (30, 273))
        else:
            copy_project(folder)
        rakor, out = open_rakor(key, folder), Path(name) / "out"
        out.mkdir()
        cold, made = play(rakor, out)
        rounds = [play(rakor, out)[0] for _ in range(ROUNDS)]
        kinds = Counter(pack.kind for pack in made)
        size = sum((out / pack.name).stat().st_size for pack in made)
        print(f"{key}: {' + '.join(f'{n} {kind}' for kind, n in kinds.items())} packs, "
              f"{size / 1000:.0f} KB; medians of {ROUNDS} rounds in one warm process")  # fmt: skip
        report(cold, rounds)
        step = ["papermill", "notebooks/3_paket_briefing.ipynb", "3_paket_briefing.ipynb"]
        subprocess.run([PYTHON, "-m", *step, "-p", "rakor", key], cwd=folder, check=True,
                       capture_output=True)  # fmt: skip
        compare_exports(folder)


def report(cold: Clock, rounds: list[Clock]) -> None:
    """Print each part beside the floor: the same pages rendered and written, and nothing else."""
    names = [name for name in cold.wall if name != "floor"]
    wall = {name: statistics.median(r.wall[name] for r in rounds) for name in cold.wall}
    cpu = {name: statistics.median(r.cpu[name] for r in rounds) for name in cold.cpu}
    for name in sorted(names, key=lambda one: -wall[one]):
        print(f"  {name:22}{wall[name] * 1000:7.0f} ms wall {cpu[name] * 1000:7.0f} ms CPU   "
              f"{wall[name] / wall['floor']:5.2f} x floor")  # fmt: skip
    total, own = sum(wall[name] for name in names), sum(wall[name] for name in PACKS)
    print(f"  all {total:.2f} s wall, {sum(cpu[name] for name in names):.2f} s CPU (target "
          f"{TARGET} s); first round {sum(cold.wall[name] for name in names):.2f} s; "
          f"slowest: {max(names, key=lambda one: wall[one])}")  # fmt: skip
    print(f"  the packs alone {own * 1000:.0f} ms wall, "
          f"{sum(cpu[name] for name in PACKS) * 1000:.0f} ms CPU, {own / wall['floor']:.1f} x the "
          f"floor (rendering and plain writing, {wall['floor'] * 1000:.0f} ms); slowest of them: "
          f"{max(PACKS, key=lambda one: wall[one])}")  # fmt: skip


if __name__ == "__main__":
    main()
