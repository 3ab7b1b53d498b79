"""The contracts of frames: those that cross rooms stand here, the workbook's in sheets.py.

Both are imported from here. A function never changes a frame it was given.
"""

from __future__ import annotations

from bangkit_nb.contract import Column, Kind, Sheet
from bangkit_nb.sheets import (
    BELUM_TERBACA,
    BIDANG_PENGHIDUPAN,
    DESA,
    JADWAL,
    KESEPAKATAN,
    OPD,
    PELATIHAN,
    PERAN,
    PERKEMBANGAN,
    PESERTA,
    PETUNJUK,
    RENCANA,
    RENJA,
    SHEETS,
    STATUS_RTL,
    TAHAPAN,
    TANTANGAN,
    TESAURUS,
    TINDAK_LANJUT,
    sheet_named,
)

__all__ = [
    "ANTAR_DESA",
    "BELUM_DIBAHAS",
    "BELUM_TERBACA",
    "BERLAKU",
    "BERTENTANGAN",
    "BIDANG_PENGHIDUPAN",
    "CADANGAN",
    "CALON",
    "COCOK",
    "DESA",
    "DIAKOMODIR",
    "DIALIHKAN",
    "DIGABUNG",
    "DITOLAK",
    "DITUNDA",
    "DIUBAH",
    "JADWAL",
    "JALUR",
    "JALUR_DESA",
    "JALUR_MITRA",
    "JALUR_MUSRENBANG",
    "JALUR_PELATIHAN",
    "JALUR_RENJA",
    "JALUR_SWADAYA",
    "KATA_KEPUTUSAN",
    "KESEPAKATAN",
    "KEWENANGAN_LAIN",
    "OPD",
    "OPD_LAIN",
    "PADANAN",
    "PELATIHAN",
    "PERAN",
    "PERIKSA_LAGI",
    "PERKEMBANGAN",
    "PESERTA",
    "PETUNJUK",
    "PROGRAM_LAIN",
    "RAGU",
    "RENCANA",
    "RENJA",
    "ROW",
    "SEMUA_JALUR",
    "SERUPA",
    "SHEETS",
    "STATUS_RTL",
    "TAHAPAN",
    "TANTANGAN",
    "TESAURUS",
    "TIDAK_ADA",
    "TINDAK_LANJUT",
    "TINJAUAN",
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
JALUR_MITRA = "mitra/swasta"
SEMUA_JALUR = (
    JALUR_RENJA, JALUR_MUSRENBANG, JALUR_DESA, JALUR_PELATIHAN, JALUR_SWADAYA, JALUR_MITRA,
)  # fmt: skip
"""Every route a village activity may take (DOMAIN.md section 5)."""

JALUR = (
    "id_usulan", "jalur", "alasan", "kode_alasan", "isi_alasan", "kode_kegiatan_desa",
    "kegiatan_desa",
)  # fmt: skip
"""Proposed route of each usulan (DOMAIN.md section 5), its reason, and its own village code.

alasan: the reason in Indonesian; kode_alasan and isi_alasan (what it names, "" for nothing) are for
those who say it in another language."""

ANTAR_DESA, OPD_LAIN, PROGRAM_LAIN = "antar desa", "OPD lain", "program lain"

SERUPA = ("id_usulan", "jenis", "kelompok", "n", "keterangan")
"""Where an usulan is not alone; see align.duplicates.find_duplicates."""

COCOK, TIDAK_ADA, KEWENANGAN_LAIN, RAGU = "cocok", "tidak ada", "kewenangan lain", "ragu"

DIAKOMODIR, DIUBAH = "Diakomodir", "Diakomodir dengan perubahan"
DIGABUNG, DIALIHKAN, DITUNDA = "Digabungkan", "Dialihkan", "Ditunda"
CADANGAN, DITOLAK, BELUM_DIBAHAS = "Cadangan", "Tidak diakomodir", "Belum dibahas"
KATA_KEPUTUSAN = (DIAKOMODIR, DIUBAH, DIGABUNG, DIALIHKAN, DITUNDA, CADANGAN, DITOLAK)
"""What an OPD or a forum can say of an usulan (DOMAIN.md section 5); "Belum dibahas" is unsaid."""

BERLAKU, PERIKSA_LAGI, BERTENTANGAN = "berlaku", "periksa lagi", "bertentangan"

TINJAUAN = (
    "id_usulan", "putusan", "kode_opd", "kode_sub_kegiatan", "jalur", "oleh", "keadaan",
    "keputusan", "keputusan_oleh", "forum", "tanggal", "keputusan_kode_opd",
    "keputusan_kode_sub_kegiatan", "volume", "satuan", "anggaran", "alasan", "gabung_ke",
    "keputusan_jalur", "keputusan_keadaan",
)  # fmt: skip
"""What the log says of each usulan of a workbook, one row each, in the workbook's order.

putusan .. keadaan: the officer's (kind `padanan`; putusan "" = not judged; jalur: the route the
officer chose, mostly ""). keputusan .. keputusan_keadaan: an OPD's or a forum's (kind `keputusan`;
BELUM_DIBAHAS = nothing recorded; tanggal an ISO day; anggaran in Rupiah or None; gabung_ke an
id_usulan; keputusan_kode_opd the OPD that takes it, for DIALIHKAN the one it goes to).
keadaan: BERLAKU, PERIKSA_LAGI (the usulan or its Renja row changed since) or BERTENTANGAN (two
people said different things without having seen each other); only BERLAKU may be shown as said."""

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
