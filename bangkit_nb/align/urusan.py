"""Name the bidang urusan of a kabupaten, and tell which of them serve which livelihood."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "1.01": "pendidikan", "1.02": "kesehatan", "1.03": "pekerjaan umum dan penataan ruang",
    "1.04": "perumahan dan kawasan permukiman",
    "1.05": "ketenteraman, ketertiban umum dan perlindungan masyarakat", "1.06": "sosial",
    "2.07": "tenaga kerja", "2.08": "pemberdayaan perempuan dan perlindungan anak",
    "2.09": "pangan", "2.10": "pertanahan", "2.11": "lingkungan hidup",
    "2.12": "administrasi kependudukan dan pencatatan sipil",
    "2.13": "pemberdayaan masyarakat dan desa",
    "2.14": "pengendalian penduduk dan keluarga berencana", "2.15": "perhubungan",
    "2.16": "komunikasi dan informatika", "2.17": "koperasi, usaha kecil dan menengah",
    "2.18": "penanaman modal", "2.19": "kepemudaan dan olahraga", "2.20": "statistik",
    "2.21": "persandian", "2.22": "kebudayaan", "2.23": "perpustakaan", "2.24": "kearsipan",
    "3.25": "kelautan dan perikanan", "3.26": "pariwisata", "3.27": "pertanian",
    "3.28": "kehutanan", "3.29": "energi dan sumber daya mineral", "3.30": "perdagangan",
    "3.31": "perindustrian", "3.32": "transmigrasi", "4.01": "sekretariat daerah",
    "4.02": "sekretariat DPRD", "5.01": "perencanaan", "5.02": "keuangan", "5.03": "kepegawaian",
    "5.04": "pendidikan dan pelatihan", "5.05": "penelitian dan pengembangan",
    "5.06": "pengelolaan perbatasan", "6.01": "inspektorat daerah", "7.01": "kecamatan",
    "8.01": "kesatuan bangsa dan politik",
}  # fmt: skip
"""Code -> name, as an officer says it (UU 23/2014; codes of Kepmendagri 900.1.15.5-1317/2023)."""

SERVES: Mapping[str, tuple[str, ...]] = {
    "pertanian": ("3.27", "2.09"),
    "hortikultura": ("3.27", "2.09"),
    "perkebunan": ("3.27",),
    "perikanan tangkap": ("3.25",),
    "rumput laut": ("3.25",),
    "budidaya perikanan": ("3.25",),
    "pengolahan hasil": ("3.25", "3.31", "2.17", "3.30", "3.27"),
    "peternakan": ("3.27",),
    "tenun/industri rumah tangga": ("3.31", "2.17", "3.26"),
    "konservasi": ("2.11", "3.27"),
    "pertukangan & perbengkelan": ("2.07", "3.31", "2.17"),
    "usaha & pemasaran": ("2.17", "3.30", "2.13", "3.31"),
    "infrastruktur penghidupan": ("1.03", "3.27", "2.15", "1.04"),
}
"""bidang_penghidupan -> bidang urusan that usually serve it (UU 23/2014, Kepmendagri 1317/2023)."""
