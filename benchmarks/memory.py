"""The memory of the meeting as it grows: 10 years x 4 Rakor x 198 desa of one kabupaten.

Every Rakor has its workbook (1,980 usulan: ten a desa, new ones each year) and its log (attendance,
ratification, answers, agreements, 60 follow-ups, of which half go on into the next). Fold, pack and
notebook 5 are measured at 1/8, 1/4, 1/2 and all of the 40 Rakor; the exponent is the slope of
log(seconds) over log(Rakor).
"""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import pandas as pd  # noqa: E402
from build import frames, write_project  # noqa: E402

from bangkit_nb.columns import TAHAPAN  # noqa: E402
from bangkit_nb.review import rapat  # noqa: E402
from bangkit_nb.review.carry import build_known  # noqa: E402
from bangkit_nb.review.events import Event, Seen  # noqa: E402
from bangkit_nb.review.judgements import Keputusan  # noqa: E402

N_RAKOR, N_DESA, PER_DESA, N_RTL = 40, 198, 10, 60
SIZES = (N_RAKOR // 8, N_RAKOR // 4, N_RAKOR // 2, N_RAKOR)
WORDS = ("jaring", "bibit pala", "pelatihan sayur", "mesin parut", "rumput laut", "kambing",
         "jalan tani", "pupuk organik", "tenun", "sumur bor")  # fmt: skip
DESA = [
    {"kode_desa": f"81.05.{4 + n // 50:02}.{2001 + n % 50}", "nama_desa": f"Desa {n}",
     "kecamatan": f"Kecamatan {n // 50}"}
    for n in range(N_DESA)
]  # fmt: skip


def day_of(at: int) -> dt.date:
    """Return the day of the n-th Rakor: four a year."""
    return dt.date(2024 + at // 4, 3 * (at % 4) + 1, 15)


def key_of(at: int) -> str:
    return f"uji-{day_of(at).isoformat()}"


def usulan_of(at: int) -> list[dict[str, Any]]:
    year = day_of(at).year
    return [
        {"id_usulan": f"U{year}-{d}-{n}", "kode_desa": one["kode_desa"],
         "bidang_penghidupan": "pertanian", "kegiatan": f"{WORDS[n]} {d} tahun {year}",
         "volume": n + 1, "satuan": "unit", "anggaran": 1_000_000 * (n + 1), "tahun": year + 1}
        for d, one in enumerate(DESA) for n in range(PER_DESA)
    ]  # fmt: skip


def write_rakor(project: Path, at: int, rtl: list[dict[str, Any]]) -> list[Event]:
    """Write one Rakor's params and workbook; return its events."""
    rnd = random.Random(at)
    day, usulan = day_of(at), usulan_of(at)
    stages = [
        {"id_usulan": one["id_usulan"], "tanggal": day.isoformat(),
         "tahapan": TAHAPAN[rnd.randrange(len(TAHAPAN))], "sumber": "BA"}
        for one in rnd.sample(usulan, 300)
    ]  # fmt: skip
    book = frames(Desa=DESA, Rencana=usulan, Perkembangan=stages, Tindak_Lanjut=rtl)
    write_project(project, key_of(at), book, tanggal=day.isoformat(), ke=at + 1,
                  tahun_rencana=day.year + 1,
                  rakor_sebelumnya=key_of(at - 1) if at else "")  # fmt: skip
    return build_events(at, rnd, pd.DataFrame(usulan))


def build_events(at: int, rnd: random.Random, usulan: pd.DataFrame) -> list[Event]:
    day, made = day_of(at), []

    def add(kunci: str, isi: Any, seen: Seen | None = None) -> None:
        made.append(Event(
            str(uuid.uuid5(rapat._NAMESPACE, f"{at} {len(made)}")), key_of(at), kunci, isi, (),
            len(made) + 1, "Notulis", f"{day}T10:00:00+09:00", seen,
        ))  # fmt: skip

    for one in DESA:
        kode = one["kode_desa"]
        add(rapat.rapat_key(rapat.PENGESAHAN, rapat.derive_id(rapat.PENGESAHAN, kode)),
            rapat.Pengesahan(kode, rapat.DISAHKAN))  # fmt: skip
    for n in range(100):
        add(rapat.rapat_key(rapat.KEHADIRAN, rapat.derive_id(rapat.KEHADIRAN, n, at)),
            rapat.Kehadiran(f"Orang {n}", "OPD", "LP"[n % 2], tamu=True))  # fmt: skip
    for n in range(20):
        add(rapat.rapat_key(rapat.KESEPAKATAN, rapat.derive_id(rapat.KESEPAKATAN, n, at)),
            rapat.Kesepakatan(f"Kesepakatan {n}", n + 1))  # fmt: skip
    for n in range(N_RTL):
        item = rtl_id(at, n)
        batas = day + dt.timedelta(days=30 + n)
        add(rapat.rapat_key(rapat.RTL, item), rapat.Rtl(f"Kerja {n}", "Dinas", batas.isoformat()))
        status = "selesai" if n % 2 else "berjalan"
        done = batas - dt.timedelta(days=10)
        add(rapat.rapat_key(rapat.RTL, item), rapat.Kemajuan(done.isoformat(), status, "surat"))
    known = build_known(usulan)
    for n in rnd.sample(range(len(usulan)), 400):
        one, row = known[n], usulan.iloc[n]
        seen = Seen(row["id_usulan"], row["kode_desa"], one.tahun, row["kegiatan"], one.isi_hash)
        add(one.kunci, Keputusan("Ditunda", "Dinas Pertanian", "Rakor", day.isoformat(),
                                 alasan="Pagu tidak cukup"), seen)  # fmt: skip
    return made


def rtl_id(at: int, n: int) -> str:
    return rapat.derive_id(rapat.RTL, f"R{n}", key_of(at))


def write_chain(project: Path, n_rakor: int) -> None:
    """Write a project with the first n Rakor; open follow-up goes on into the next workbook."""
    from bangkit_nb.review.store import open_store

    (project / "params").mkdir(parents=True)
    (project / "data").mkdir()
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    with open_store(project) as store:
        rtl: list[dict[str, Any]] = []
        for at in range(n_rakor):
            store.append(write_rakor(project, at, rtl))
            rtl = [
                {"id_rtl": rtl_id(at, n), "rencana": f"Kerja {n}", "penanggung_jawab": "Dinas",
                 "batas_waktu": (day_of(at) + dt.timedelta(days=30 + n)).isoformat(),
                 "status": "berjalan", "asal_rakor": key_of(at)}
                for n in range(0, N_RTL, 2)
            ]  # fmt: skip


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    made = action()
    return time.perf_counter() - start, made


def measure(project: Path, n_rakor: int) -> dict[str, float]:
    """Return seconds and megabytes of one size, in a process of its own."""
    from bangkit_nb.hasil.fold import fold_hasil
    from bangkit_nb.hasil.lintas import summarise_chain
    from bangkit_nb.hasil.lintas_read import read_chain
    from bangkit_nb.pack.lintas import build_lintas_pack, build_lintas_table
    from bangkit_nb.pack.render import render_page
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.earlier import find_chain
    from bangkit_nb.review.told import read_told

    last = open_rakor(key_of(n_rakor - 1), project)
    chain, _ = find_chain(last)
    logs = [read_told(one).events for one in chain]
    fold, _ = timed(lambda: [fold_hasil(events, last.per) for events in logs])
    read, stations = timed(lambda: read_chain(chain))
    tell, made = timed(lambda: summarise_chain(stations))
    pack, page = timed(lambda: render_page(build_lintas_pack(made)))
    timed(lambda: build_lintas_table(made))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # last, for this imports papermill
    from bangkit_nb.run.notebook import run_notebook

    def run() -> None:
        with tempfile.TemporaryDirectory() as scratch:
            run_notebook(ROOT / "notebooks" / "5_lintas_rakor.ipynb", Path(scratch) / "5.ipynb",
                         {"rakor": last.rakor}, folder=project)  # fmt: skip

    notebook, _ = timed(run)
    return {
        "rakor": n_rakor, "usulan": len(made.usulan), "kejadian": sum(map(len, logs)),
        "fold": fold, "baca": read, "ringkas": tell, "paket": pack, "notebook": notebook,
        "MB": memory, "kB_halaman": len(page.encode()) / 1000,
    }  # fmt: skip


def exponent(found: list[dict[str, float]], name: str) -> float:
    """Return the slope of the least-squares line through log(size), log(value)."""
    x = [math.log(one["rakor"]) for one in found]
    y = [math.log(one[name]) for one in found]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return above / sum((a - mx) ** 2 for a in x)


def main() -> None:
    """Print the figures."""
    if len(sys.argv) > 2:
        print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
        return
    found = []
    with tempfile.TemporaryDirectory(prefix="ingatan-") as scratch:
        project = Path(scratch) / "proyek"
        write_chain(project, N_RAKOR)
        for size in SIZES:
            done = subprocess.run(
                [sys.executable, __file__, str(project), str(size)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            found.append(json.loads(done.stdout.splitlines()[-1]))
    for one in found:
        print(
            f"- {one['rakor']:.0f} Rakor ({one['usulan']:.0f} usulan, {one['kejadian']:.0f} "
            f"kejadian): fold {one['fold']:.2f} s, baca {one['baca']:.1f} s, ringkas "
            f"{one['ringkas']:.2f} s, paket {one['paket']:.2f} s, notebook 5 "
            f"{one['notebook']:.1f} s, {one['MB']:.0f} MB, halaman {one['kB_halaman']:.0f} kB"
        )
    names = ("fold", "baca", "ringkas", "paket", "notebook", "MB")
    said = ", ".join(f"{name} {exponent(found, name):.2f}" for name in names)
    print(f"- pangkat (1 = sebanding dengan banyaknya Rakor): {said}")


if __name__ == "__main__":
    main()
