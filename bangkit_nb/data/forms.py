"""The official layouts that officers already have, each a short declared description. Pure.

A new layout is one `Form` here and one test. Headers are compared as words (`header_words`): each
pattern must match a header in full. Layouts: DOMAIN.md section 4; Permendagri 86/2017 (T-C.33,
T-D.4), 114/2014 (RKP Desa) and 20/2018 (Rencana Kerja Kegiatan Desa).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bangkit_nb.columns import PESERTA, RENCANA, RENJA, SHEETS, Sheet
from bangkit_nb.text import fold

Shape = Literal["pohon", "baris", "jumlahkan", "desa"]
"""pohon: a tree of codes in one column; baris: a row is a row; jumlahkan: rows are budget lines,
to be summed by sub kegiatan; desa: a tree of a village's codes."""

KODE, NAMA = "kode", "nama_pohon"
"""Fields of a tree: the column of codes and the column of names."""


@dataclass(frozen=True)
class Field:
    """Describe one column of a layout: what it is, and the headers it is known by.

    name: a column of the target sheet, or a field that names.py and import_rows.py turn into one
    (`kode`, `nama_pohon`, `opd`, `desa`, `kecamatan`). words: patterns, best first. required: the
    header must be there, and each row's cell filled unless it `may_be_empty`.
    """

    name: str
    words: tuple[str, ...]
    required: bool = False
    may_be_empty: bool = False

    @property
    def must_be_filled(self) -> bool:
        """Whether a row without it is no data."""
        return self.required and not self.may_be_empty


@dataclass(frozen=True)
class Form:
    """Describe one layout.

    Attributes:
        name: as officials call it. sheet: the sheet of the workbook it becomes. shape: see `Shape`.
        fields: its columns. signs: headers that no other layout has; at least `n_signs` must be
            there. fills: fields whose value holds until the next one (printed once, then blank).
        keeps: other filled columns come along as extra columns under their own header.
        constants: fields that every row of it has. above: a pattern that the sheet's name or a text
            above the table must hold, where headers alone do not tell it from another layout.
    """

    name: str
    sheet: str
    shape: Shape
    fields: tuple[Field, ...]
    signs: tuple[str, ...] = ()
    n_signs: int = 0
    fills: tuple[str, ...] = ()
    keeps: bool = False
    constants: tuple[tuple[str, str], ...] = ()
    above: str = ""

    def field(self, name: str) -> Field | None:
        """Return the field called `name`, None where the layout has none."""
        return next((field for field in self.fields if field.name == name), None)


NOT_THIS_YEAR = re.compile(
    r"\bmaju\b|\brealisasi\b|\bakhir renstra\b"
    r"|\b(?:pra|per)kiraan (?:capaian|target|tahun|20[0-9]{2}|n)\b"
)
"""Columns of other years; their headers otherwise read like this year's."""


@lru_cache(maxsize=16_384)
def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text))


def header_words(cell: object) -> str:
    """Return a header's words in small letters: "Pagu Indikatif (Rp.)" -> "pagu indikatif rp"."""
    return _words(fold(cell))


_RP = r"( dalam)?( rp| rupiah)?"
_INDIKATOR = Field("indikator", (r"indikator( kinerja)?( .*)?", "tolok ukur.*"))
_TARGET = Field("target", (r"target( capaian)?( kinerja)?( .*)?", "rencana target.*"))
_LOKASI = Field("lokasi", ("lokasi.*", "detail lokasi", "lokus"))
_SUMBER = Field("sumber_dana", (r"(nama )?sumber ?(dana|pendanaan|biaya).*", "sumber"))
_CATATAN = Field("catatan", ("catatan penting", "catatan", "keterangan"))
_PAGU = Field("pagu", (
    rf"(kebutuhan dana )?pagu indikatif( tahun.*)?{_RP}", r"kebutuhan dana.*", rf"pagu{_RP}",
    rf"(jumlah |total )?(anggaran|pagu)( 2?0?\d\d)?{_RP}",
))  # fmt: skip
_NAMA_POHON = Field(NAMA, (
    "urusan.*kegiatan.*", "(nama )?(bidang )?urusan.*program.*", "(nama )?program.*kegiatan.*",
    "uraian( .*)?",
), required=True)  # fmt: skip
_KODE_POHON = Field(KODE, ("kode", "kode rekening", "no rekening", "kode (urusan )?program.*"))
_KODE_OPD = Field("kode_opd", (
    "kode (skpd|opd|perangkat daerah|pd|dinas|unit skpd|unit)", "id skpd",
))  # fmt: skip
_OPD_WORDS = "(skpd|opd|perangkat daerah|pd|dinas|unit kerja)"
_OPD = Field("opd", (f"nama {_OPD_WORDS}", f"{_OPD_WORDS}( pelaksana| penanggung jawab.*)?",
                     "penanggung jawab"))  # fmt: skip
_SUB_KODE = Field("kode_sub_kegiatan", ("kode sub ?kegiatan", "kode sub"), required=True)

TC33 = Form("T-C.33", RENJA.name, "pohon", (
    _KODE_POHON, _NAMA_POHON, _INDIKATOR, _LOKASI, _TARGET,
    Field("pagu", _PAGU.words, required=True), _SUMBER, _CATATAN, _KODE_OPD,
), fills=("kode_opd", "opd"))  # fmt: skip

SIPD_RENJA = Form("Renja SIPD-RI", RENJA.name, "pohon", (
    _KODE_POHON, _NAMA_POHON, _INDIKATOR, _TARGET, Field("pagu", _PAGU.words, required=True),
    _LOKASI, _SUMBER, Field("opd", _OPD.words, required=True), _KODE_OPD, _CATATAN,
), signs=("prioritas nasional", "prioritas daerah", "kelompok sasaran", "target.*akhir renstra",
          "realisasi.*"), n_signs=2, fills=("kode_opd", "opd"))  # fmt: skip

KODE_TERPISAH = Form("daftar program dan kegiatan OPD", RENJA.name, "pohon", (
    Field(KODE, _KODE_POHON.words, required=True), _NAMA_POHON, _KODE_OPD, _OPD,
), fills=("kode_opd", "opd"))  # fmt: skip

_FLAT = (
    _KODE_OPD, _OPD,
    Field("program", ("nama program", "program")), Field("kegiatan", ("nama kegiatan", "kegiatan")),
    _SUB_KODE, Field("sub_kegiatan", ("nama sub ?kegiatan", "sub ?kegiatan", "uraian"), True),
    _INDIKATOR, _TARGET, Field("satuan", ("satuan( target)?",)), _LOKASI,
    Field("pagu", _PAGU.words, required=True), _SUMBER, _CATATAN,
)  # fmt: skip

RKA = Form("RKA/DPA SIPD", RENJA.name, "jumlahkan", _FLAT,
           signs=("kode rekening", "nama rekening", "(kode|nama) standar harga", "kode akun",
                  "nama akun"), n_signs=1)  # fmt: skip
E_PLANNING = Form("tabel sub kegiatan", RENJA.name, "baris", _FLAT, keeps=True)
E_BUDGETING = Form("e-budgeting", RENJA.name, "jumlahkan", (
    Field("opd", _OPD.words, required=True), Field("program", ("program",), required=True),
    Field("kegiatan", ("kegiatan",), required=True),
    Field("sub_kegiatan", ("sub ?kegiatan",), required=True), _LOKASI,
    Field("pagu", _PAGU.words, required=True), _SUMBER,
))  # fmt: skip

_VOLUME = Field("volume", ("volume", "vol", r"(perkiraan )?volume.*"))
_SATUAN = Field("satuan", ("satuan", "unit"))
_ANGGARAN = Field("anggaran", (
    rf"(usulan )?(anggaran|biaya|pagu|rupiah|harga|nilai)( usulan)?{_RP}", rf"jumlah{_RP}",
    rf"(perkiraan|jumlah|total) (biaya|anggaran|dana){_RP}", r"biaya.*",
))  # fmt: skip
_DESA = Field("desa", ("nama (desa|kelurahan)( kelurahan)?", "(desa|kelurahan|kel)( kelurahan)?"))
_KODE_DESA = Field("kode_desa", ("kode (desa|kelurahan|wilayah)( kelurahan)?",))
_KECAMATAN = Field("kecamatan", ("(nama )?(kecamatan|kec|distrik)",))
_BIDANG = Field("bidang", ("bidang( sub bidang)?", "nama bidang", "bidang kegiatan"))
_TAHUN = Field("tahun", ("tahun( anggaran)?",))

USULAN_SIPD = Form("usulan SIPD", RENCANA.name, "baris", (
    Field("id_usulan", ("id usulan", "id", "kode usulan", "kode", "no")),
    Field("kegiatan", ("usulan", "nama usulan", "judul", "kegiatan"), required=True),
    _KODE_DESA, _DESA, Field("kecamatan", _KECAMATAN.words, required=True),
    Field("volume", ("volume", "vol", "jumlah")), _SATUAN, _ANGGARAN, _TAHUN,
), signs=("opd tujuan.*", "usulan ke", "rekomendasi .*", "profil", "pengusul", "masalah",
          "latar belakang", "status"), n_signs=2, keeps=True)  # fmt: skip

_RKP_FIELDS = (
    _BIDANG, Field("sub_bidang", ("sub bidang",)),
    Field("kegiatan", ("(nama |jenis )?(program )?(kegiatan|kegiatan pembangunan)",
                       "(nama )?(program|kegiatan) (dan )?(kegiatan|program)", "uraian kegiatan",
                       "(sub )?bidang dan jenis kegiatan", "jenis kegiatan.*"), required=True),
    Field("lokasi_desa", ("lokasi.*",)), _VOLUME, _SATUAN, _ANGGARAN,
    Field("sumber_dana", (*_SUMBER.words, "sumber biaya", "sumber pembiayaan")),
    _KODE_DESA, _DESA, _KECAMATAN, _TAHUN,
)  # fmt: skip

RKP_DESA = Form("RKP Desa", RENCANA.name, "baris", (
    *_RKP_FIELDS, Field("kelompok", ("(rencana )?pelaksana( kegiatan)?",)),
), signs=("(sasaran )?manfaat", "sasaran.*", "(prakiraan |perkiraan )?waktu.*", "pola pelaksanaan",
          "swakelola", "kerja ?sama.*", "(rencana )?pelaksana.*"), n_signs=2,
    fills=("bidang", "sub_bidang"), keeps=True)  # fmt: skip
DU_RKP = Form("DU-RKP Desa", RENCANA.name, "baris", tuple(
    Field(f.name, f.words, f.required or f.name == "desa") for f in _RKP_FIELDS
), fills=("bidang", "sub_bidang"), keeps=True)  # fmt: skip
RKK_DESA = Form("Rencana Kerja Kegiatan Desa", RENCANA.name, "baris", (
    *_RKP_FIELDS, Field("kelompok", ("pelaksana( kegiatan)?( anggaran)?",)),
), signs=("tim( pelaksana.*)?( yang melaksanakan.*)?", "durasi", "(waktu )?mulai",
          "(waktu )?selesai", "pelaksana kegiatan anggaran", "p k a|pka"), n_signs=2,
    fills=("bidang", "sub_bidang"), keeps=True)  # fmt: skip
APBDES = Form("APBDes", RENCANA.name, "desa", (
    Field(KODE, ("kode( rek(ening)?)?( kegiatan)?", "no(mor)? rek(ening)?"), required=True),
    Field("kegiatan", ("uraian( .*)?", "(nama )?bidang.*kegiatan.*", "nama kegiatan"), True),
    _VOLUME, _SATUAN, Field("anggaran", (
        rf"(jumlah |total )?anggaran( tahun.*| 20[0-9]{{2}})?{_RP}", *_ANGGARAN.words,
    ), required=True),
    Field("sumber_dana", (*_SUMBER.words, "sumber")), _TAHUN,
), keeps=True, above="apb ?des|pendapatan dan belanja desa")  # fmt: skip
TD4 = Form("T-D.4", RENCANA.name, "baris", (
    Field("kegiatan", ("kegiatan prioritas", "(program )?kegiatan( prioritas)?"), required=True),
    Field("desa", ("lokasi.*", *_DESA.words), required=True), _KODE_DESA, _KECAMATAN,
    Field("volume", ("volume", "vol")), _SATUAN,
    Field("anggaran", ("pagu.*", *_ANGGARAN.words)), _TAHUN,
), signs=("prioritas daerah", "sasaran daerah", "sasaran kegiatan",
          "(pd|opd|skpd|perangkat daerah) penanggung jawab"), n_signs=2, keeps=True)  # fmt: skip

DAFTAR_HADIR = Form("daftar hadir", PESERTA.name, "baris", (
    Field("nama", ("nama( lengkap)?", "nama peserta"), required=True),
    Field("instansi", ("(nama )?(lembaga|instansi|unsur|asal)( .*)?", "utusan.*"), required=True),
    Field("jabatan", ("jabatan.*",)),
    Field("l_p", ("l p", "jk", "jenis kelamin( l p)?", "p l")),
), signs=("tanda tangan", "ttd", "paraf", "(alamat )?.*(telp|telepon|hp|wa)"), n_signs=1,
    constants=(("hadir", "ya"),))  # fmt: skip


def build_own_form(sheet: Sheet) -> Form:
    """Return the layout of one of the workbook's own sheets, by its headers and their aliases."""
    fields = []
    for column in sheet.columns:
        heads = dict.fromkeys(
            header_words(head).removesuffix(" rp").removesuffix(" orang")
            for head in (column.name, column.header, *column.aliases)
        )
        fields.append(Field(
            column.name, tuple(rf"{re.escape(head)}( rp| orang)?" for head in heads),
            column.required,
        ))  # fmt: skip
    return Form(f"lembar {sheet.name}", sheet.name, "baris", tuple(fields), keeps=True)


OWN = tuple(build_own_form(sheet) for sheet in SHEETS)
FORMS: tuple[Form, ...] = (
    APBDES, SIPD_RENJA, TC33, RKA, E_BUDGETING, E_PLANNING, USULAN_SIPD, RKK_DESA, RKP_DESA, TD4,
    DU_RKP, DAFTAR_HADIR, KODE_TERPISAH, *OWN,
)  # fmt: skip
"""In order: where two layouts fit a table equally well, the earlier one is taken."""
