"""All districts in one go, as a table: a shell loop, the floor, many districts, a cluster, growth.

`batch.py` takes minutes and small numbers; `batch.py --full` the whole country (514 districts).
Times are of this machine at this hour: ratios and CPU seconds say more.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from districts import make_project

PYTHON = sys.executable
FLOOR, WARM = (Path(__file__).with_name(f"{name}.py") for name in ("floor", "warm"))


@dataclass(frozen=True)
class Took:
    """Hold what a command took: wall and CPU seconds, peak memory of all its processes (bytes)."""

    wall: float
    cpu: float
    memory: int
    said: str


def take(words: list[str], folder: Path, *, check: bool = True) -> Took:
    """Run a command in a project and measure it, children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"BANGKIT_PROYEK": str(folder)}
    with subprocess.Popen(
        words, cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as child, peak_of(child.pid) as peak:  # fmt: skip
        said, _ = child.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if check and child.returncode:
        raise SystemExit(f"{' '.join(words)}: kode {child.returncode}\n{said}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - start, cpu, peak[0], said)


@contextlib.contextmanager
def peak_of(pid: int) -> Iterator[list[int]]:
    """Sample the memory of a process and its descendants; shared pages count once."""
    peak, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.5):
            total = 0
            with contextlib.suppress(psutil.Error):
                root = psutil.Process(pid)
                for one in (root, *root.children(recursive=True)):
                    with contextlib.suppress(psutil.Error):
                        total += one.memory_full_info().pss
            peak[0] = max(peak[0], total)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield peak
    is_over.set()
    thread.join()


def bangkit(*words: str) -> list[str]:
    """Return the command."""
    return [PYTHON, "-m", "bangkit_nb.cli", "run", "--all", "--log-json", *words]


def loop_once(folder: Path, key: str) -> Took:
    """Measure papermill 1, papermill 3 and nbconvert for one Rakor, as a shell would run them."""
    with tempfile.TemporaryDirectory() as out:
        words: list[list[str]] = []
        for stem in ("1_periksa_data", "3_paket_briefing"):
            paths = [f"notebooks/{stem}.ipynb", f"{out}/{stem}.ipynb"]
            given = ["-p", "rakor", key, "--no-progress-bar"]
            words.append([PYTHON, "-m", "papermill", *paths, *given])
        made = f"{out}/3_paket_briefing.ipynb"
        words.append([PYTHON, "-m", "nbconvert", "--to", "briefing", made])
        parts = [take(one, folder) for one in words]
    return Took(sum(p.wall for p in parts), sum(p.cpu for p in parts), 0, "")


def compare_loop(folder: Path, n: int, n_loop: int) -> None:
    """Print n Rakor on one core against the shell loop and the floor; load hits all three alike."""
    keys = make_project(folder, n)
    loops, runs, floors = [], [], []
    for at in range(n_loop):
        loops.append(loop_once(folder, keys[at]))
        if at % -(-n_loop // 3) == 0:
            runs.append(take([PYTHON, str(WARM), *keys], folder))
            floors.append(take([PYTHON, str(FLOOR), *keys], folder))
    each = Took(statistics.median(one.wall for one in loops),
                statistics.median(one.cpu for one in loops), 0, "")  # fmt: skip
    run, floor = (min(found, key=lambda one: one.wall) for found in (runs, floors))
    print(
        f"{n} Rakor, 1 job, notebook 1 dan 3 dan paket rakor: {run.wall:.1f} s (CPU {run.cpu:.1f})"
    )
    print(f"  lingkar shell papermill 1, papermill 3, nbconvert ({n_loop} diukur, nilai tengah "
          f"{each.wall:.1f} s, CPU {each.cpu:.1f} tiap Rakor): {each.wall * n:.0f} s (CPU "
          f"{each.cpu * n:.0f}); {each.wall * n / run.wall:.1f}x lebih cepat, CPU "
          f"{each.cpu * n / run.cpu:.1f}x")  # fmt: skip
    print(f"  lantai, panggilan yang sama dalam satu proses: {floor.wall:.1f} s (CPU "
          f"{floor.cpu:.1f}); lebihnya {(run.wall - floor.wall) / (2 * n):.3f} s tiap notebook "
          f"(CPU {(run.cpu - floor.cpu) / (2 * n):.3f})")  # fmt: skip
    whole = take(bangkit("--force"), folder)
    print(f"  bangkit run --all, semua paket, dokumen dan zip: {whole.wall:.1f} s (CPU "
          f"{whole.cpu:.1f}); lingkar shell, yang membuat satu paket saja, "
          f"{each.wall * n / whole.wall:.1f}x selama itu (CPU "
          f"{each.cpu * n / whole.cpu:.1f}x)")  # fmt: skip


def grow(folder: Path, sizes: list[int], jobs: int) -> dict[int, Took]:
    """Print batches of growing size, and the exponent of their time; the last project stays."""
    took = {}
    for n in sizes:
        shutil.rmtree(folder, ignore_errors=True)
        make_project(folder, n)
        took[n] = take(bangkit("--jobs", str(jobs)), folder)
        load = os.getloadavg()[0]
        print(f"{n} Rakor, {jobs} job: {took[n].wall:.0f} s, CPU {took[n].cpu:.0f} s "
              f"({took[n].cpu / n:.2f} s tiap Rakor), memori puncak {took[n].memory / 1e6:.0f} MB, "
              f"beban mesin {load:.1f}", flush=True)  # fmt: skip
        tell_stages(folder)
    if len(sizes) > 1:
        wall, cpu = _slope(took, "wall"), _slope(took, "cpu")
        print(f"  eksponen waktu {wall:.2f}, eksponen CPU {cpu:.2f} (1 = linear)")
    return took


def tell_stages(folder: Path) -> None:
    """Print each stage's mean and what goes into papers and zip, by the runs' own clocks."""
    places = (folder / "outputs").glob("*/manifest.json")
    clocks = [json.loads(place.read_text(encoding="utf-8"))["waktu"] for place in places]
    mean = {name: statistics.fmean(one[name] for one in clocks) for name in clocks[0]}
    papers = mean.pop("kertas dan zip")
    told, whole = ", ".join(f"{name} {s:.2f} s" for name, s in mean.items()), sum(mean.values())
    print(f"  tiap Rakor {told}; dari itu kertas dan paket.zip {papers:.2f} s "
          f"({papers / whole:.0%}), "
          f"tanpa itu, semua paket HTML, {whole - papers:.2f} s", flush=True)  # fmt: skip


def _slope(took: dict[int, Took], name: str) -> float:
    xs = [math.log(n) for n in took]
    ys = [math.log(getattr(one, name)) for one in took.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return over / sum((a - x) ** 2 for a in xs)


def rerun(folder: Path, n: int) -> None:
    """Print the same batch again, unchanged, and with one workbook edited."""
    times = [take(bangkit(), folder) for _ in range(3)]
    told = json.loads(times[-1].said.splitlines()[-1])
    best = min(one.wall for one in times)
    n_same = told["n_tidak_berubah"]
    print(f"{n} Rakor, tidak ada yang berubah: {best:.2f} s ({n_same} tidak berubah)")
    at = f"kab{n // 2:03d}-2024-03-01"
    book = folder / "data" / f"{at}.xlsx"
    shutil.copy(folder / "data" / "kab000-2024-03-01.xlsx", book)
    one = take(bangkit(), folder)
    ran = [json.loads(x)["rakor"] for x in one.said.splitlines() if '"mulai"' in x]
    print(f"{n} Rakor, buku kerja {at} diubah: dijalankan {', '.join(ran)} ({one.wall:.1f} s)")


@contextlib.contextmanager
def dask(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers on this machine."""
    place, begun = folder / "scheduler.json", []

    def start(*words: str) -> None:
        begun.append(subprocess.Popen(
            [PYTHON, "-m", f"distributed.cli.dask_{words[0]}", *words[1:], "--no-dashboard",
             "--scheduler-file", str(place)],
            cwd=folder, env=os.environ | {"BANGKIT_PROYEK": str(folder)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip

    start("scheduler", "--host", "127.0.0.1", "--port", "0")
    while not (place.exists() and place.read_text().strip()):
        time.sleep(0.1)
    for _ in range(2):
        start("worker", "--nthreads", "1", "--host", "127.0.0.1")
    time.sleep(4)
    try:
        yield json.loads(place.read_text())["address"], begun[1:]
    finally:
        for one in reversed(begun):
            one.terminate()
            one.wait()


def cluster(folder: Path, n: int) -> None:
    """Print two Dask workers against two local jobs, and a batch whose worker is killed."""
    shutil.rmtree(folder, ignore_errors=True)
    keys = make_project(folder, n)
    local = take(bangkit("--jobs", "2", "--force"), folder)
    with dask(folder) as (address, workers):
        for key in keys[:2]:  # a warm server on each worker
            take(bangkit("--cluster", address, "--only", key, "--force"), folder)
        both = take(bangkit("--cluster", address, "--force"), folder)
        print(f"{n} Rakor: 2 job lokal {local.wall:.1f} s, 2 pekerja Dask {both.wall:.1f} s; "
              f"perbandingan {both.wall / local.wall:.2f}x")  # fmt: skip
        shutil.rmtree(folder / "outputs")
        seen: dict[str, set[int]] = {key: set() for key in keys}
        is_over = threading.Event()
        threads = [
            threading.Thread(target=_watch, args=(folder, seen, is_over), daemon=True),
            threading.Thread(target=_kill_later, args=(folder, workers[0], n // 3), daemon=True),
        ]
        for thread in threads:
            thread.start()
        killed = take(bangkit("--cluster", address), folder)
        is_over.set()
        for thread in threads:
            thread.join()
    missing = [key for key, found in seen.items() if not found]
    twice = [key for key, found in seen.items() if len(found) > 1]
    there = n - len(missing)
    print(f"  satu pekerja dimatikan (SIGKILL) di tengah: {killed.wall:.1f} s, {there} ada, "
          f"{len(missing)} hilang, {len(twice)} ditulis dua kali")  # fmt: skip


def _watch(folder: Path, seen: dict[str, set[int]], is_over: threading.Event) -> None:
    while not is_over.wait(0.01):
        for key, found in seen.items():
            with contextlib.suppress(OSError):
                path = folder / "outputs" / key / "manifest.json"
                found.add(path.stat().st_mtime_ns)


def _kill_later(folder: Path, worker: subprocess.Popen[bytes], n: int) -> None:
    """Kill the worker's process under its nanny once n Rakor are done."""
    while len(list((folder / "outputs").glob("*/manifest.json"))) < n:
        time.sleep(0.05)
    for child in psutil.Process(worker.pid).children():
        child.kill()


def project_country(folder: Path) -> None:
    """Print seconds and memory of single Rakor of growing size, and the country on paper."""
    sizes = [(30, 300), (60, 900), (150, 3000)]
    rows = []
    for n_desa, n_usulan in sizes:
        shutil.rmtree(folder, ignore_errors=True)
        make_project(folder, 2, (n_desa, n_usulan))
        took = take(bangkit(), folder)
        facts = [json.loads(line) for line in took.said.splitlines()]
        seconds = min(f["detik"] for f in facts if f["peristiwa"] == "selesai")
        rows.append((n_usulan, seconds, took.memory))
        print(f"Rakor dengan {n_desa} desa, {n_usulan} usulan: {seconds:.1f} s, memori puncak "
              f"{took.memory / 1e6:.0f} MB", flush=True)  # fmt: skip
    (a, s, _), (b, t, memory) = rows[0], rows[-1]
    slope = (t - s) / (b - a)
    hours = 514 * t / 3600
    print(f"  {slope * 1000:.1f} s tiap 1.000 usulan di atas {s - slope * a:.1f} s. Negara di atas "
          f"kertas (514 x 150 desa x 20 usulan): {hours:.1f} jam-inti, {hours / 2:.1f} jam di 2 "
          f"inti, {hours / 16 * 60:.0f} menit di 16; memori {memory / 1e6:.0f} MB tiap "
          "job")  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true", help="514 districts, about half an hour")
    parser.add_argument("--only", default="loop,grow,cluster,country", help="parts of the table")
    options = parser.parse_args()
    parts = options.only.split(",")
    print(f"{os.cpu_count()} inti, Python {sys.version.split()[0]}, beban awal "
          f"{os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        if "loop" in parts:
            compare_loop(Path(name) / "loop", 20, 20 if options.full else 3)
        if "grow" in parts:
            sizes = [32, 64, 128, 514] if options.full else [8, 16, 32]
            grow(Path(name) / "grow", sizes, 2)
            rerun(Path(name) / "grow", sizes[-1])
        if "cluster" in parts:
            cluster(Path(name) / "cluster", 32 if options.full else 12)
        if "country" in parts:
            project_country(Path(name) / "country")


if __name__ == "__main__":
    main()
