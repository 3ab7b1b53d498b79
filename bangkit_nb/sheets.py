"""The contract of every sheet: its columns, their kind, unit, Indonesian note and aliases.

Header spellings are mapped here and nowhere else. The workbook template, the reader, the checks
and the officers' guide all follow these tables. Column names and aliases: DOMAIN.md section 4.
"""

from __future__ import annotations

from bangkit_nb.contract import Column, Sheet

BIDANG_PENGHIDUPAN = (
    "pertanian", "hortikultura", "perkebunan", "perikanan tangkap", "rumput laut",
    "budidaya perikanan", "pengolahan hasil", "peternakan", "tenun/industri rumah tangga",
    "konservasi", "pertukangan & perbengkelan", "usaha & pemasaran", "infrastruktur penghidupan",
)  # fmt: skip

PERAN = (
    "ketua_pokja", "anggota_pokja", "kepala_opd", "camat", "kepala_desa", "p3md", "fasilitator",
    "bappeda", "bakti", "pimpinan_daerah", "undangan",
)  # fmt: skip

STATUS_RTL = ("belum mulai", "berjalan", "selesai", "dibatalkan")

TAHAPAN = (
    "masuk Renja", "masuk RKPD", "masuk APBD", "masuk RKP Desa", "masuk APBDes", "berjalan",
    "selesai", "batal",
)  # fmt: skip
"""Stages that an usulan may reach after the Rakor: the kabupaten's door, the desa's, the work."""

_KODE_DESA = Column(
    "kode_desa", "kode", True, "Kode Kemendagri, ditulis sebagai teks: 81.05.15.2004",
    aliases=("Kode Wilayah", "Kode Kelurahan"),
)  # fmt: skip
_KODE_OPD = Column(
    "kode_opd", "kode", True, "Kode OPD seperti di lembar OPD, ditulis sebagai teks",
    aliases=("Kode SKPD", "Kode Perangkat Daerah", "Kode PD"),
)  # fmt: skip
_OPD_FREE = Column("kode_opd", "kode", False, "Kode OPD seperti di lembar OPD, bila ada")
_EMAIL = Column(
    "email", "surel", False, "Alamat surel, satu saja", aliases=("Surel", "E-mail", "Alamat Email")
)
_ASAL = Column("asal_rakor", "teks", False, "Kunci Rakor asal, misalnya sbt-2023-12")

DESA = Sheet(
    "Desa",
    (
        Column("kode_desa", "kode", True, _KODE_DESA.note, aliases=_KODE_DESA.aliases, unique=True),
        Column("nama_desa", "teks", True, "Nama resmi desa", aliases=("Desa", "Kelurahan", "Nama")),
        Column("kecamatan", "teks", True, "Nama kecamatan", aliases=("Kec", "Nama Kecamatan")),
        Column("nama_lain", "teks", False, "Ejaan lain yang dipakai, dipisah dengan ;"),
        Column("kode_desa_pengganti", "kode", False, "Kode baru bila desa dimekarkan atau diganti"),
        Column("status_idm", "teks", False, "Mandiri, Maju, Berkembang, Tertinggal, ..."),
        Column("lat", "angka", False, "Lintang, derajat desimal (-3,45)", aliases=("Latitude",)),
        Column("lng", "angka", False, "Bujur, derajat desimal (130,5)", aliases=("Longitude",)),
        Column("fasilitator", "teks", False, "Nama fasilitator desa"),
        Column("tanggal_musdes", "tanggal", False, "Tanggal musyawarah desa"),
        Column("status_rencana", "teks", False, "Keadaan rencana desa, misalnya siap disahkan"),
    ),
    "Satu baris satu desa. Semua lembar lain menunjuk desa lewat kode_desa.",
    required=True,
)

RENCANA = Sheet(
    "Rencana",
    (
        Column("id_usulan", "id", True, "Nomor tetap usulan; jangan diubah setelah dipakai",
               aliases=("ID", "No", "Kode"), unique=True),
        _KODE_DESA,
        Column("bidang_penghidupan", "teks", True,
               "Bidang penghidupan: " + ", ".join(BIDANG_PENGHIDUPAN),
               choices=BIDANG_PENGHIDUPAN, aliases=("Bidang",)),
        Column("kegiatan", "teks", True, "Kegiatan, seperti ditulis desa",
               aliases=("Usulan", "Nama Usulan", "Judul", "Jenis Kegiatan")),
        Column("komoditas", "teks", False, "Komoditas utama, misalnya rumput laut"),
        Column("jenis_dukungan", "teks", False, "Pelatihan, alat, bibit, modal, prasarana, ..."),
        Column("kelompok", "teks", False, "Nama kelompok penerima", aliases=("Pelaksana",)),
        Column("kelompok_berbadan_hukum", "pilihan", False, "ya atau tidak",
               choices=("ya", "tidak")),
        Column("volume", "angka", False, "Angka saja; satuannya di kolom Satuan",
               aliases=("Vol", "Jumlah")),
        Column("satuan", "teks", False, "unit, kg, pohon, orang, paket, ...", aliases=("Unit",)),
        Column("anggaran", "uang", False, "Perkiraan kebutuhan dalam Rupiah", unit="Rp",
               aliases=("Biaya", "Pagu", "Rupiah", "Harga")),
        Column("sumber_dana", "teks", False, "APBD, Dana Desa, swadaya, ...", aliases=("Sumber",)),
        Column("tahun", "tahun", False, "Tahun rencana, misalnya 2025"),
        Column("sasaran_l", "angka", False, "Jumlah laki-laki", unit="orang"),
        Column("sasaran_p", "angka", False, "Jumlah perempuan", unit="orang"),
        Column("disabilitas", "angka", False, "Jumlah penyandang disabilitas", unit="orang"),
        Column("prioritas", "angka", False, "Urutan prioritas di desa: 1 paling penting"),
    ),
    "Rencana penghidupan desa: satu baris satu kegiatan yang diusulkan.",
    required=True,
)  # fmt: skip

OPD = Sheet(
    "OPD",
    (
        Column("kode_opd", "kode", True, "Kode OPD, ditulis sebagai teks",
               aliases=_KODE_OPD.aliases, unique=True),
        Column("nama_opd", "teks", True, "Nama resmi OPD",
               aliases=("OPD", "Nama SKPD", "Perangkat Daerah", "Nama Perangkat Daerah")),
        Column("nama_lain", "teks", False, "Nama lama atau ejaan lain, dipisah dengan ;"),
        Column("singkatan", "teks", False, "Singkatan yang dikenal, misalnya DKP"),
        Column("kode_opd_pengganti", "kode", False, "Kode OPD baru bila digabung atau diganti"),
        Column("bidang_urusan", "teks", False, "Kode bidang urusan, misalnya 3.25; dipisah ;"),
        _EMAIL,
    ),
    "Satu baris satu OPD.",
    required=True,
)  # fmt: skip

RENJA = Sheet(
    "Renja",
    (
        _KODE_OPD,
        Column("kode_sub_kegiatan", "kode", True, "Misalnya 3.27.07.2.01.0002, sebagai teks",
               aliases=("Kode Sub Kegiatan", "Kode")),
        Column("sub_kegiatan", "teks", True, "Nama sub kegiatan menurut nomenklatur",
               aliases=("Nama Sub Kegiatan",)),
        Column("kegiatan", "teks", False, "Nama kegiatan", aliases=("Nama Kegiatan",)),
        Column("program", "teks", False, "Nama program", aliases=("Nama Program",)),
        Column("indikator", "teks", False, "Indikator kinerja", aliases=("Indikator Kinerja",)),
        Column("target", "teks", False, "Target capaian", aliases=("Target Capaian Kinerja",)),
        Column("satuan", "teks", False, "Satuan target", aliases=("Unit",)),
        Column("lokasi", "teks", False, "Lokasi, seperti di Renja", aliases=("Alamat", "Tempat")),
        Column("kode_lokasi", "daftar_kode", False,
               "Kode desa atau kecamatan dari lokasi; diisi impor, dipisah ;"),
        Column("pagu", "uang", False, "Pagu indikatif seluruh kabupaten", unit="Rp",
               aliases=("Pagu Indikatif", "Kebutuhan Dana", "Kebutuhan Dana/Pagu Indikatif")),
        Column("sumber_dana", "teks", False, "DAU, DAK, PAD, ...", aliases=("Sumber Dana",)),
        Column("catatan", "teks", False, "Catatan penting", aliases=("Catatan Penting",)),
    ),
    "Rencana kerja OPD: satu baris satu sub kegiatan per lokasi dan indikator.",
    required=True,
)  # fmt: skip

PESERTA = Sheet(
    "Peserta",
    (
        Column("nama", "teks", True, "Nama lengkap"),
        Column("instansi", "teks", True, "Lembaga atau instansi",
               aliases=("Lembaga", "Lembaga/Instansi")),
        Column("peran", "pilihan", True, "Peran dalam Rakor", choices=PERAN),
        Column("l_p", "pilihan", False, "L atau P", choices=("L", "P"),
               aliases=("JK", "Jenis Kelamin")),
        Column("jabatan", "teks", False, "Jabatan"),
        _OPD_FREE,
        Column("kode_kecamatan", "kode", False, "Untuk camat: 81.05.15"),
        Column("kode_desa", "kode", False, "Untuk kepala desa: 81.05.15.2004"),
        _EMAIL,
        Column("hadir", "pilihan", False, "ya atau tidak; diisi saat rapat",
               choices=("ya", "tidak")),
    ),
    "Anggota kelompok kerja dan undangan Rakor.",
)  # fmt: skip

PELATIHAN = Sheet(
    "Pelatihan",
    (
        Column("topik", "teks", True, "Topik pelatihan", aliases=("Pelatihan", "Judul")),
        Column("tanggal_mulai", "tanggal", False, "Tanggal mulai", aliases=("Mulai",)),
        Column("tanggal_selesai", "tanggal", False, "Tanggal selesai", aliases=("Selesai",)),
        Column("tempat", "teks", False, "Tempat", aliases=("Lokasi",)),
        Column("angkatan", "teks", False, "Angkatan, misalnya 1"),
        Column("kode_desa", "daftar_kode", False, "Desa asal peserta; beberapa kode dipisah ;",
               aliases=("Desa Asal",)),
        Column("peserta_l", "angka", False, "Peserta laki-laki", unit="orang"),
        Column("peserta_p", "angka", False, "Peserta perempuan", unit="orang"),
        Column("narasumber_opd", "teks", False, "OPD narasumber"),
    ),
    "Pelatihan yang ditawarkan atau direncanakan.",
)  # fmt: skip

TANTANGAN = Sheet(
    "Tantangan",
    (
        Column("tantangan", "teks", True, "Tantangan yang dihadapi", aliases=("Masalah",)),
        Column("kode_desa", "daftar_kode", False, "Desa yang mengalami; beberapa dipisah ;"),
        Column("lokasi", "teks", False, "Lokasi bila bukan satu desa"),
        Column("solusi", "teks", False, "Usul jalan keluar"),
        Column("penanggung_jawab", "teks", False, "Siapa yang diminta bertindak"),
    ),
    "Tantangan dan usul jalan keluarnya.",
)

KESEPAKATAN = Sheet(
    "Kesepakatan",
    (
        Column("nomor", "id", True, "Nomor urut", aliases=("No",)),
        Column("isi", "teks", True, "Isi kesepakatan", aliases=("Kesepakatan",)),
        _ASAL,
        Column("status", "pilihan", False, "Keadaan: " + ", ".join(STATUS_RTL),
               choices=STATUS_RTL, aliases=("Keterangan/Status",)),
        Column("bukti", "teks", False, "Bukti pelaksanaan"),
    ),
    "Kesepakatan Rakor sebelumnya. Nomor dan Rakor asal bersama-sama menjadi nomor tetapnya.",
)  # fmt: skip

TINDAK_LANJUT = Sheet(
    "Tindak Lanjut",
    (
        Column("id_rtl", "id", True, "Nomor tetap tindak lanjut", aliases=("ID", "No"),
               unique=True),
        Column("rencana", "teks", True, "Rencana tindak lanjut",
               aliases=("Rencana Tindak Lanjut", "RTL")),
        Column("penanggung_jawab", "teks", True, "Orang atau OPD yang bertanggung jawab"),
        _OPD_FREE,
        _EMAIL,
        Column("batas_waktu", "tanggal", False, "Batas waktu", aliases=("Tenggat",)),
        Column("status", "pilihan", False, "Keadaan: " + ", ".join(STATUS_RTL), choices=STATUS_RTL,
               aliases=("Keterangan/Status", "Status")),
        Column("bukti", "teks", False, "Bukti pelaksanaan"),
        Column("catatan", "teks", False, "Catatan", aliases=("Keterangan",)),
        _ASAL,
        Column("tanggal_selesai", "tanggal", False, "Kapan selesai, bila sudah"),
    ),
    "Rencana tindak lanjut (RTL) dari Rakor sebelumnya.",
)  # fmt: skip

JADWAL = Sheet(
    "Jadwal",
    (
        Column("nama", "teks", True, "Tahapan perencanaan, misalnya Forum Perangkat Daerah",
               aliases=("Tahapan", "Kegiatan")),
        Column("tanggal", "tanggal", True, "Tanggal tahapan"),
        Column("kepastian", "pilihan", False, "pasti atau perkiraan",
               choices=("pasti", "perkiraan")),
        Column("sumber", "teks", False, "Sumber tanggal"),
    ),
    "Tahun perencanaan: kapan pintu mana terbuka dan tertutup.",
)  # fmt: skip

TESAURUS = Sheet(
    "Tesaurus",
    (
        Column("kata_desa", "teks", True, "Kata seperti ditulis desa, 1 sampai 3 kata"),
        Column("istilah_renja", "teks", True, "Istilah yang dipakai Renja untuk itu"),
        Column("bobot", "angka", True, "0,3 mungkin; 0,6 biasanya; 1 hampir pasti"),
        Column("bidang_urusan", "teks", False, "Kode bidang urusan, misalnya 3.25; dipisah ;"),
        Column("sumber", "teks", False, "Dari mana padanan kata ini"),
    ),
    "Kata setempat yang belum dikenal mesin pencocok, beserta istilah Renja-nya.",
    is_extra=True,
)

PERKEMBANGAN = Sheet(
    "Perkembangan",
    (
        Column("id_usulan", "id", True, "Nomor tetap usulan, seperti di lembar Rencana"),
        Column("tanggal", "tanggal", True, "Kapan tahapan ini tercapai"),
        Column("tahapan", "pilihan", True, "Tahapan: " + ", ".join(TAHAPAN), choices=TAHAPAN,
               aliases=("Tahap", "Status")),
        Column("sumber", "teks", False,
               "Bukti: nomor dokumen atau rapat. Tanpa sumber, tahapan belum dihitung",
               aliases=("Bukti",)),
        Column("kendala", "teks", False, "Kendala yang dihadapi", aliases=("Tantangan",)),
        Column("pembelajaran", "teks", False, "Pembelajaran"),
        Column("dukungan", "teks", False, "Dukungan yang dibutuhkan"),
        Column("pelaku_l", "angka", False, "Pelaku laki-laki", unit="orang"),
        Column("pelaku_p", "angka", False, "Pelaku perempuan", unit="orang"),
    ),
    "Capaian usulan dari koordinasi kecamatan: satu baris satu tahapan satu usulan.",
    is_extra=True,
)  # fmt: skip

SHEETS: tuple[Sheet, ...] = (
    DESA, RENCANA, OPD, RENJA, PESERTA, PELATIHAN, TANTANGAN, KESEPAKATAN, TINDAK_LANJUT, JADWAL,
    TESAURUS, PERKEMBANGAN,
)  # fmt: skip

BELUM_TERBACA = "Belum terbaca"
"""What an import could not place, and its suggestions; never data (data/import_accept.py)."""

PETUNJUK = "Petunjuk"
"""The template's first sheet; instructions, never data."""


def sheet_named(name: str) -> Sheet:
    """Return the sheet called `name` (exact); KeyError when the contract has none."""
    for sheet in SHEETS:
        if sheet.name == name:
            return sheet
    raise KeyError(name)
