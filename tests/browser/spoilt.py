"""Write a Rakor whose every text is out to break the page: the sample SBT, its words replaced."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import kit
import pandas as pd
import yaml

RAKOR = "ganas-2024-03-01"
SCRIPT = "<script>alert(1)</script>"
BREAKOUT = '"><img src=x onerror=alert(1)>'
LONG = "w" * 2000
MIXED = "\U0001f41f\U0001f334 \u0645\u0634\u0631\u0648\u0639 \u0627\u0644\u0642\u0631\u064a\u0629"
JAVANESE = "\ua9a7\ua9b1\ua997\ua9ae\ua9c0 \ua9b1\ua9ae\ua9c3"
BIDI = "tukar\u202eabc\u202c\u2067xyz\u2069\u200f"
TEMPLATE = "{{ 7*7 }}${7*7}<!--</style><svg onload=alert(1)>]]>&lt;b&gt;"
TEXTS = (SCRIPT, BREAKOUT, LONG, MIXED, JAVANESE, BIDI, TEMPLATE)
SHOWN = (SCRIPT, BREAKOUT, MIXED, JAVANESE, "tukarabcxyz", TEMPLATE)
"""What a reader of the meeting's pack must find as text; LONG may be shortened."""

_REPLACED = {
    "Rencana": ("kegiatan", "satuan", "kelompok", "komoditas"),
    "Renja": ("sub_kegiatan", "kegiatan", "lokasi", "indikator"),
    "Pelatihan": ("topik", "tempat", "narasumber_opd"),
    "Tantangan": ("tantangan", "lokasi", "solusi", "penanggung_jawab"),
    "Kesepakatan": ("isi",),
    "Tindak Lanjut": ("rencana", "penanggung_jawab", "status", "bukti"),
    "Peserta": ("nama", "instansi", "jabatan"),
    "Jadwal": ("sumber",),
}
_ADDED = {"Desa": "nama_desa", "OPD": "nama_opd"}
"""Columns that must stay apart and findable: the text is put behind what stands there."""


def read_frames(rakor: str) -> dict[str, pd.DataFrame]:
    """Read the frames of a sample from its committed sources."""
    path = kit.ROOT / "data" / "contoh-sumber" / "write_contoh.py"
    spec = importlib.util.spec_from_file_location("write_contoh", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    read: Callable[[str], dict[str, pd.DataFrame]] = module.read_frames
    return read(rakor)


def spoil(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames with hostile texts: every second usulan, every row of the other sheets."""
    made = {name: frame.copy() for name, frame in frames.items()}
    for name, columns in _REPLACED.items():
        frame = made[name]
        step = 2 if name in ("Rencana", "Renja") else 1
        for shift, column in enumerate(columns):
            texts = cycle(TEXTS[shift:] + TEXTS[:shift])
            frame[column] = [
                next(texts) if at % step == 0 else value for at, value in enumerate(frame[column])
            ]
    for name, column in _ADDED.items():
        texts = cycle(TEXTS)
        made[name][column] = [f"{value} {next(texts)}" for value in made[name][column]]
    made["Rencana"][f"catatan {SCRIPT}"] = "kolom asing"
    return made


def write_spoilt(project: Path) -> None:
    """Write the workbook and the params file of the hostile Rakor into a copied project."""
    from bangkit_nb.data.workbook import write_workbook

    params: dict[str, Any] = yaml.safe_load(
        (project / "params" / "sbt-2024-03-01.yml").read_text(encoding="utf-8")
    )
    book = f"data/contoh-sbt/{RAKOR}.xlsx"
    params |= {
        "rakor": RAKOR,
        "buku_kerja": book,
        "kabupaten": f"Kabupaten {SCRIPT}",
        "forum": f"Forum {BREAKOUT}",
        "sk_forum": LONG,
        "tempat": f"{MIXED} {JAVANESE}",
    }
    (project / "params" / f"{RAKOR}.yml").write_text(
        yaml.safe_dump(params, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    write_workbook(project / book, spoil(read_frames("sbt-2024-03-01")), contoh=True)
