"""The contracts of frames: those that cross rooms stand here, the workbook's in sheets.py.

Both are imported from here. A function never changes a frame it was given.
"""

from __future__ import annotations

from bangkit_nb.contract import Column, Kind, Sheet
from bangkit_nb.sheets import (
    BIDANG_PENGHIDUPAN,
    DESA,
    JADWAL,
    KESEPAKATAN,
    OPD,
    PELATIHAN,
    PERAN,
    PESERTA,
    PETUNJUK,
    RENCANA,
    RENJA,
    SHEETS,
    STATUS_RTL,
    TANTANGAN,
    TESAURUS,
    TINDAK_LANJUT,
    sheet_named,
)

__all__ = [
    "ANTAR_DESA",
    "BIDANG_PENGHIDUPAN",
    "CALON",
    "COCOK",
    "DESA",
    "JADWAL",
    "JALUR",
    "JALUR_DESA",
    "JALUR_MUSRENBANG",
    "JALUR_PELATIHAN",
    "JALUR_RENJA",
    "JALUR_SWADAYA",
    "KESEPAKATAN",
    "KEWENANGAN_LAIN",
    "OPD",
    "OPD_LAIN",
    "PADANAN",
    "PELATIHAN",
    "PERAN",
    "PESERTA",
    "PETUNJUK",
    "PROGRAM_LAIN",
    "RAGU",
    "RENCANA",
    "RENJA",
    "ROW",
    "SERUPA",
    "SHEETS",
    "STATUS_RTL",
    "TANTANGAN",
    "TESAURUS",
    "TIDAK_ADA",
    "TINDAK_LANJUT",
    "Column",
    "Kind",
    "Sheet",
    "sheet_named",
]

ROW = "baris"
"""Column of every frame read from a workbook: the row number as Excel shows it."""

JALUR_RENJA = "Renja OPD"
JALUR_MUSRENBANG = "usulan Musrenbang Kecamatan"
JALUR_DESA = "RKP Desa/APBDes"
JALUR_PELATIHAN = "dukungan teknis BangKIT (pelatihan)"
JALUR_SWADAYA = "swadaya"

JALUR = ("id_usulan", "jalur", "alasan", "kode_kegiatan_desa", "kegiatan_desa")
"""Proposed route of each usulan (DOMAIN.md section 5), its reason, and its own village code."""

ANTAR_DESA, OPD_LAIN, PROGRAM_LAIN = "antar desa", "OPD lain", "program lain"

SERUPA = ("id_usulan", "jenis", "kelompok", "n", "keterangan")
"""Where an usulan is not alone; see align.duplicates.find_duplicates."""

COCOK, TIDAK_ADA, KEWENANGAN_LAIN, RAGU = "cocok", "tidak ada", "kewenangan lain", "ragu"

PADANAN = (
    "id_usulan", "kegiatan", "komoditas", "nama_desa", "putusan", "kode_opd",
    "kode_sub_kegiatan", "oleh",
)  # fmt: skip
"""Past judgements that the match learns from, oldest first; the last one of an usulan counts.

putusan: COCOK (with kode_opd and kode_sub_kegiatan), TIDAK_ADA, KEWENANGAN_LAIN or RAGU (both ""
then). kegiatan: the text as its judge saw it. oleh: "petugas", "opd" or "forum"."""

CALON = (
    "id_usulan", "rank", "kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "skor",
    "penjelasan", "peluang", "pita", "peluang_tidak_ada",
)  # fmt: skip
"""Candidates out of align, one row per usulan and rank (1 = best; 0 = no candidate), followed by
one `part_*` column per declared comparison; the parts of a row sum to its skor.

peluang: chance in [0, 1] that the row is right, a monotone map of skor; pita: "tinggi", "sedang" or
"rendah"; peluang_tidak_ada: chance that no row at all is right for this usulan."""
