"""Take a tiny Rakor through the pure modules once, so that their caches are there before a fork.

Thesaurus, templates, catalogues, calendars: what a process reads once and never changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook, new_output

from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.columns import ROW, SHEETS
from bangkit_nb.data.checks import Checked, check_workbook
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.pack import exporter, problems, render, shown
from bangkit_nb.pack.facts import build_briefing
from bangkit_nb.pack.messages import read_catalogue
from bangkit_nb.params import BAHASA, Rakor, build_rakor
from bangkit_nb.review import store  # noqa: F401 - SQLAlchemy, for where there is a log
from bangkit_nb.run import runner
from bangkit_nb.run.changes import hash_code

_DESA = "81.05.15.2004"
_ROWS: dict[str, dict[str, Any]] = {
    "Desa": {"kode_desa": _DESA, "nama_desa": "Solang", "kecamatan": "Teluk Waru"},
    "OPD": {"kode_opd": "3.25.01", "nama_opd": "Dinas Perikanan", "singkatan": "DKP"},
    "Renja": {
        "kode_opd": "3.25.01", "kode_sub_kegiatan": "3.25.03.2.01.0002", "pagu": 500_000_000,
        "sub_kegiatan": "Penyediaan Prasarana Usaha Perikanan Tangkap", "lokasi": "Teluk Waru",
    },
    "Rencana": {
        "id_usulan": "1", "kode_desa": _DESA, "kegiatan": "Pengadaan ketinting 5 unit",
        "bidang_penghidupan": "perikanan", "volume": 5, "satuan": "unit", "anggaran": 75_000_000,
        "tahun": 2025,
    },
}  # fmt: skip


def prime() -> None:
    """Fill every cache that packs of any Rakor use; raises what a builder raises."""
    rakor, checked = build_tiny()
    b = build_briefing(rakor, checked, match_rakor(checked))
    data, metadata = shown.show_rakor_pack(b)._repr_mimebundle_()
    output = new_output("display_data", data, metadata=metadata)
    page = exporter.export_briefing(new_notebook(cells=[new_code_cell("", outputs=[output])]))
    runner._build_files(b, page.encode())
    render.render_page(problems.build_problem_pack(checked, rakor))
    for bahasa in BAHASA:
        read_catalogue(bahasa)  # 20 ms each, and Pesan alone reads nothing
    hash_code()


def build_tiny() -> tuple[Rakor, Checked]:
    """Return a Rakor with one row a sheet, made of nothing but the contract."""
    rakor = build_rakor(
        {
            "rakor": "siap-2024-03-01", "kode_kabupaten": "81.05", "kabupaten": "Kabupaten Siap",
            "provinsi": "Maluku", "forum": "Pokja", "tanggal": "2024-03-01", "zona_waktu": "WIT",
            "tahun_rencana": 2025, "buku_kerja": "data/siap.xlsx",
        },
        "siap-2024-03-01",
        Path.cwd(),
    )  # fmt: skip
    frames = {}
    for sheet in SHEETS:
        rows = [_ROWS[sheet.name]] if sheet.name in _ROWS else []
        frame = pd.DataFrame(rows, dtype=object).reindex(columns=list(sheet.names))
        frame = frame.astype(object).where(frame.notna(), None)
        frame.insert(0, ROW, range(2, len(rows) + 2))
        frames[sheet.name] = frame
    return rakor, check_workbook(Workbook("siap.xlsx", "0" * 64, frames, ()), rakor)
