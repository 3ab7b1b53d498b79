"""Build small inputs in place: a Rakor, a checked workbook, a briefing, a project on disk."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import yaml

from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.columns import BELUM_DIBAHAS, PADANAN, ROW, SHEETS, TINJAUAN
from bangkit_nb.data.checks import Checked, check_workbook
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.data.workbook import write_workbook
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack.facts import Briefing, build_briefing
from bangkit_nb.params import Rakor, build_rakor
from bangkit_nb.review.judged import Judged

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""

SOAK = bool(os.environ.get("BANGKIT_SOAK"))
"""Full counts, as `make soak` runs them."""

PARAMS: dict[str, Any] = {
    "rakor": "uji-2024-03-01",
    "kode_kabupaten": "81.05",
    "kabupaten": "Kabupaten Uji",
    "provinsi": "Maluku",
    "forum": "Pokja Uji",
    "sk_forum": "",
    "ke": 2,
    "tanggal": "2024-03-01",
    "jam": "09.00",
    "tempat": "Bula",
    "zona_waktu": "WIT",
    "tahun_rencana": 2025,
    "buku_kerja": "data/uji.xlsx",
    "rakor_sebelumnya": "",
    "per_tanggal": "",
    "bahasa": "id",
    "peta": "",
    "templat": "",
    "contoh": False,
}

DESA = [
    {"kode_desa": "81.05.15.2004", "nama_desa": "Solang", "kecamatan": "Teluk Waru"},
    {"kode_desa": "81.05.15.2005", "nama_desa": "Karay", "kecamatan": "Teluk Waru"},
    {"kode_desa": "81.05.04.2001", "nama_desa": "Dulak", "kecamatan": "Pulau Gorom"},
]
OPD = [
    {"kode_opd": "3.25.01", "nama_opd": "Dinas Perikanan", "singkatan": "DKP"},
    {"kode_opd": "3.27.01", "nama_opd": "Dinas Pertanian", "singkatan": "Distan"},
]
RENJA = [
    {"kode_opd": "3.25.01", "kode_sub_kegiatan": "3.25.03.2.01.0002",
     "sub_kegiatan": "Penyediaan Prasarana Usaha Perikanan Tangkap",
     "kegiatan": "Pengelolaan Penangkapan Ikan",
     "lokasi": "Semua Kecamatan", "pagu": 500_000_000},
    {"kode_opd": "3.25.01", "kode_sub_kegiatan": "3.25.04.2.04.0002",
     "sub_kegiatan": "Penyediaan Sarana Pembudidayaan Rumput Laut",
     "lokasi": "Pulau Gorom", "pagu": 300_000_000},
    {"kode_opd": "3.27.01", "kode_sub_kegiatan": "3.27.07.2.01.0002",
     "sub_kegiatan": "Pelatihan Kelompok Tani Sayur", "lokasi": "Teluk Waru", "pagu": 90_000_000},
]  # fmt: skip
RENCANA = [
    {"id_usulan": "U-1", "kode_desa": "81.05.15.2004", "bidang_penghidupan": "perikanan tangkap",
     "kegiatan": "Prasarana usaha perikanan tangkap: ketinting", "volume": 5, "satuan": "unit",
     "anggaran": 75_000_000, "tahun": 2025},
    {"id_usulan": "U-2", "kode_desa": "81.05.04.2001", "bidang_penghidupan": "rumput laut",
     "kegiatan": "Sarana budidaya rumput laut", "volume": 20, "satuan": "paket",
     "anggaran": 50_000_000, "tahun": 2025},
    {"id_usulan": "U-3", "kode_desa": "81.05.15.2005", "bidang_penghidupan": "pertanian",
     "kegiatan": "Pelatihan kelompok tani sayur", "volume": 1, "satuan": "paket",
     "anggaran": 10_000_000, "tahun": 2025},
    {"id_usulan": "U-4", "kode_desa": "81.05.15.2005", "bidang_penghidupan": "konservasi",
     "kegiatan": "Xylofon zzz qqq", "anggaran": None, "tahun": 2025},
]  # fmt: skip
JADWAL = [
    {"nama": "Musrenbang Kecamatan", "tanggal": dt.date(2024, 2, 12), "kepastian": "pasti"},
    {"nama": "Forum Perangkat Daerah", "tanggal": dt.date(2024, 3, 5), "kepastian": "pasti"},
    {"nama": "Musrenbang Kabupaten", "tanggal": dt.date(2024, 4, 9), "kepastian": "perkiraan"},
]
FRAMES: dict[str, list[dict[str, Any]]] = {
    "Desa": DESA,
    "OPD": OPD,
    "Renja": RENJA,
    "Rencana": RENCANA,
    "Jadwal": JADWAL,
}


def rakor(proyek: Path = Path("/proyek"), **changes: Any) -> Rakor:
    """Return a Rakor with some parameters changed."""
    values = PARAMS | changes
    return build_rakor(values, values["rakor"], proyek)


def frames(**changes: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Return every sheet as raw cells; keyword Tindak_Lanjut stands for "Tindak Lanjut"."""
    rows: Mapping[str, list[dict[str, Any]]] = FRAMES | {
        name.replace("_", " "): value for name, value in changes.items()
    }
    return {
        sheet.name: pd.DataFrame(rows.get(sheet.name, [])).reindex(columns=list(sheet.names))
        for sheet in SHEETS
    }


def checked(made: Rakor | None = None, **changes: list[dict[str, Any]]) -> Checked:
    """Return checked frames without a file."""
    raw = {}
    for name, frame in frames(**changes).items():
        cells = frame.astype(object).where(frame.notna(), None)
        cells.insert(0, ROW, range(2, len(cells) + 2))
        raw[name] = cells
    return check_workbook(Workbook("uji.xlsx", "0" * 64, raw, ()), made or rakor())


def judgements(rows: list[dict[str, Any]]) -> Judged:
    """Return judgements (columns.TINJAUAN); what a row leaves out was not said."""
    blank = dict.fromkeys(TINJAUAN, "") | {"keputusan": BELUM_DIBAHAS}
    blank |= {"volume": None, "anggaran": None}
    made = [blank | row for row in rows]
    tinjauan = pd.DataFrame(made, columns=list(TINJAUAN)).astype(object)
    return Judged(tinjauan, pd.DataFrame(columns=list(PADANAN)), "f" * 64, 7)


def briefing(
    made: Rakor | None = None,
    *,
    putusan: list[dict[str, Any]] | None = None,
    hasil: Hasil | None = None,
    **changes: list[dict[str, Any]],
) -> Briefing:
    """Return the briefing of such frames; putusan: rows of columns.TINJAUAN."""
    made = made or rakor()
    data = checked(made, **changes)
    said = None if putusan is None else judgements(putusan)
    return build_briefing(made, data, match_rakor(data), said, hasil=hasil, version="uji")


def write_project(
    project: Path, key: str = "uji-2024-03-01", book: dict[str, pd.DataFrame] | None = None,
    **changes: Any,
) -> str:  # fmt: skip
    """Write a params file and its workbook into a project; returns the key."""
    values = PARAMS | {"rakor": key, "buku_kerja": f"data/{key}.xlsx"} | changes
    text = yaml.safe_dump(values, allow_unicode=True, default_style=None)
    (project / "params" / f"{key}.yml").write_text(text, encoding="utf-8")
    write_workbook(project / values["buku_kerja"], book or frames())
    return key


def drop_sheet(path: Path, name: str) -> None:
    """Take a sheet out of a workbook, as an office that never got the Renja would."""
    book = openpyxl.load_workbook(path)
    del book[name]
    book.save(path)
