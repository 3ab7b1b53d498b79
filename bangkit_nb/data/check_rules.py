"""Checks across rows and sheets. Declared: `CHECKS` runs in order; one criterion is one entry.

A check is a function from the book to findings; the makers of check_compare.py make one for
a sheet and column. Order matters for stops only: a row set aside by an earlier check is no longer
compared with others, so that a bad row never changes what is said of a good one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from bangkit_nb.data import wilayah
from bangkit_nb.data.check_compare import refers, repeated, spellings, squeeze, unique
from bangkit_nb.data.check_tables import Book, Check, Finding, Table
from bangkit_nb.text import shorten


def _check_kecamatan_peserta(book: Book) -> Iterator[Finding]:
    """Ask about a kecamatan code that no desa has."""
    desa = book.tables["Desa"]
    if "kode_desa" not in desa.present:
        return
    known = {wilayah.kode_kecamatan(desa.values["kode_desa"][at]) for at in desa.used()}
    for at, kode in enumerate(book.tables["Peserta"].values["kode_kecamatan"]):
        if kode and kode not in known:
            message = "Tidak ada desa yang dipakai dengan kode kecamatan ini. Periksa kodenya."
            yield book.finding("tidak ada", "periksa", "Peserta", at, "kode_kecamatan", message)


def _check_kecamatan_desa(book: Book) -> Iterator[Finding]:
    """Ask about one kecamatan code with two names, and one name with two codes."""
    table = book.tables["Desa"]
    kodes, names = table.values["kode_desa"], table.values["kecamatan"]
    name_of: dict[str, int] = {}
    kode_of: dict[str, int] = {}
    for at in table.used():
        kode, name = wilayah.kode_kecamatan(kodes[at]), squeeze(names[at])
        if not kode or not name:
            continue
        start = name_of.setdefault(kode, at)
        if squeeze(names[start]) != name:
            message = (
                f"Kode kecamatan {kode} di baris {table.rows[start]} bernama "
                f"'{shorten(names[start])}'. Samakan namanya, atau perbaiki kode desa."
            )
            yield book.finding("dua nama", "periksa", "Desa", at, "kecamatan", message)
        other = kode_of.setdefault(name, at)
        if wilayah.kode_kecamatan(kodes[other]) != kode:
            message = (
                f"Kecamatan ini di baris {table.rows[other]} berkode "
                f"{wilayah.kode_kecamatan(kodes[other])}, di sini {kode}. Periksa kode desa."
            )
            yield book.finding("dua kode", "periksa", "Desa", at, "kecamatan", message)


def _check_volume(book: Book) -> Iterator[Finding]:
    """Ask for volume and satuan where an anggaran stands."""
    table = book.tables["Rencana"]
    for at in table.used():
        if _is_missing(table, "anggaran", at):
            continue
        lacking = [name for name in ("volume", "satuan") if _is_missing(table, name, at)]
        asked = [name for name in lacking if (at, name) not in table.faulty]
        if asked:
            words = " dan ".join(asked)
            message = f"Ada anggaran tanpa {words}. Tulis {words}, supaya OPD dapat menilainya."
            yield book.finding("tanpa volume", "periksa", "Rencana", at, "anggaran", message)


def _check_tahun(book: Book) -> Iterator[Finding]:
    """Ask about a usulan of another year than the Rakor plans."""
    table, tahun = book.tables["Rencana"], book.context.tahun
    for at in table.used() if tahun else ():
        if not _is_missing(table, "tahun", at) and table.values["tahun"][at] != tahun:
            message = f"Rakor ini merencanakan tahun {tahun}. Periksa tahun usulan ini."
            yield book.finding("tahun lain", "periksa", "Rencana", at, "tahun", message)


def _check_pelatihan(book: Book) -> Iterator[Finding]:
    """Ask about a training that ends before it begins."""
    table = book.tables["Pelatihan"]
    begin, end = table.values["tanggal_mulai"], table.values["tanggal_selesai"]
    for at in table.used():
        if begin[at] and end[at] and end[at] < begin[at]:
            message = "Tanggal selesai lebih awal daripada tanggal mulai. Periksa keduanya."
            yield book.finding("urutan", "periksa", "Pelatihan", at, "tanggal_selesai", message)


def _check_batas_waktu(book: Book) -> Iterator[Finding]:
    """Ask for the deadline of a follow-up."""
    table = book.tables["Tindak Lanjut"]
    for at in table.used():
        if _is_missing(table, "batas_waktu", at) and (at, "batas_waktu") not in table.faulty:
            message = "Tindak lanjut ini belum punya batas waktu. Tulis tanggalnya."
            yield book.finding("kosong", "periksa", "Tindak Lanjut", at, "batas_waktu", message)


def _check_sumber(book: Book) -> Iterator[Finding]:
    """Ask for the evidence of a stage: without it the stage does not count as reached."""
    table = book.tables["Perkembangan"]
    for at in table.used():
        if _is_missing(table, "sumber", at) and (at, "sumber") not in table.faulty:
            message = "Tanpa sumber, tahapan ini belum dihitung. Tulis dokumen atau rapatnya."
            yield book.finding("kosong", "periksa", "Perkembangan", at, "sumber", message)


_KODE_OF_PERAN = {
    "kepala_opd": "kode_opd",
    "camat": "kode_kecamatan",
    "kepala_desa": "kode_desa",
}


def _check_peran(book: Book) -> Iterator[Finding]:
    """Ask for the code by which a participant's own pack is found."""
    table = book.tables["Peserta"]
    for at in table.used():
        column = _KODE_OF_PERAN.get(table.values["peran"][at])
        if column and not table.values[column][at] and (at, column) not in table.faulty:
            header = table.contract.column(column).header
            message = f"Tanpa {header}, paket untuk peserta ini tidak ditemukan. Tulis kodenya."
            yield book.finding("kosong", "periksa", "Peserta", at, column, message)


def _tell_desa_without_rencana(book: Book) -> Iterator[Finding]:
    """Tell which desa has no usulan that is used."""
    desa, rencana = book.tables["Desa"], book.tables["Rencana"]
    if "kode_desa" not in rencana.present:
        return
    asking = {rencana.values["kode_desa"][at] for at in rencana.used()}
    for at in desa.used():
        kode = desa.values["kode_desa"][at]
        if kode and kode not in asking:
            name = shorten(desa.values["nama_desa"][at])
            message = f"Desa {name} belum punya usulan yang dipakai di lembar Rencana. Lengkapi."
            yield book.finding("tanpa rencana", "info", "Desa", at, "kode_desa", message)


def _tell_empty_pagu(book: Book) -> Iterator[Finding]:
    """Tell how many Renja rows have no pagu."""
    table = book.tables["Renja"]
    used = table.used()
    n = sum(_is_missing(table, "pagu", at) for at in used)
    if n and "pagu" in table.present:
        message = f"{n} dari {len(used)} baris belum punya pagu. Isi bila angkanya sudah ada."
        yield book.finding("tanpa pagu", "info", "Renja", None, "pagu", message)


def _is_missing(table: Table, column: str, at: int) -> bool:
    value: Any = table.values[column][at]
    return math.isnan(value) if isinstance(value, float) else not value


CHECKS: tuple[Check, ...] = (
    unique("Desa", "kode_desa"),
    unique("OPD", "kode_opd"),
    refers("Rencana", "kode_desa", "Desa", "kode_desa", "stop"),
    refers("Renja", "kode_opd", "OPD", "kode_opd", "stop"),
    refers("Peserta", "kode_desa", "Desa", "kode_desa", "periksa"),
    refers("Peserta", "kode_opd", "OPD", "kode_opd", "periksa"),
    refers("Pelatihan", "kode_desa", "Desa", "kode_desa", "periksa"),
    refers("Tantangan", "kode_desa", "Desa", "kode_desa", "periksa"),
    refers("Tindak Lanjut", "kode_opd", "OPD", "kode_opd", "periksa"),
    unique("Rencana", "id_usulan"),
    refers("Perkembangan", "id_usulan", "Rencana", "id_usulan", "periksa"),
    unique("Tindak Lanjut", "id_rtl"),
    # From here on nothing is set aside.
    _check_kecamatan_peserta,
    spellings("Desa", "nama_desa", "kecamatan", also_same=True),
    spellings("Desa", "kecamatan"),
    spellings("OPD", "nama_opd", also_same=True),
    spellings("Peserta", "nama"),
    _check_kecamatan_desa,
    repeated(
        "Rencana", ("kode_desa", "kegiatan"), "kegiatan",
        "Kegiatan ini sama dengan baris {row} di desa yang sama. Hapus salah satu bila ganda.",
    ),
    repeated(
        "Renja", ("kode_opd", "kode_sub_kegiatan", "lokasi", "indikator"), "kode_sub_kegiatan",
        "OPD, sub kegiatan, lokasi dan indikator sama dengan baris {row}. Hapus bila ganda.",
    ),
    _check_volume,
    _check_tahun,
    _check_pelatihan,
    _check_batas_waktu,
    _check_sumber,
    _check_peran,
    _tell_desa_without_rencana,
    _tell_empty_pagu,
)  # fmt: skip
"""What is checked across rows and sheets, in this order: sheets that others refer to come first,
then references, then repeated keys, then what a person is only asked about."""
