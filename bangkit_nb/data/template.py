"""Describe the workbook that officers fill in: sheets, headers, notes, drop-downs, instructions.

Pure: workbook.py draws what this module says. Everything here is read by people in a village
office, so it is plain Indonesian and says what to type, not how the program works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bangkit_nb.columns import SHEETS, Column, Kind, Sheet

DATA_CONTOH = "DATA CONTOH"
"""The mark of a sample; it stands in the margins and properties, never in a data cell."""

READY_ROWS = 2_000
"""Rows below the header that get drop-down lists."""

LineKind = Literal["judul", "subjudul", "isi", "tanda"]

_FORMATS: dict[Kind, str] = {
    # Text, or Excel turns 1.10 into 1.1, 0104 into 104 and 1-2 into a date.
    "kode": "@", "daftar_kode": "@", "id": "@",
    "uang": "#,##0", "tahun": "0", "tanggal": "dd/mm/yyyy",
}  # fmt: skip

_WIDTHS: dict[Kind, float] = {
    "kode": 20, "daftar_kode": 30, "id": 14, "uang": 18, "angka": 13, "tahun": 10, "tanggal": 16,
    "pilihan": 18, "surel": 28, "teks": 26,
}  # fmt: skip

_WIDE = ("kegiatan", "sub_kegiatan", "isi", "rencana", "tantangan", "solusi", "indikator",
         "topik", "program", "catatan")  # fmt: skip

_TYPED: dict[Kind, str] = {
    "uang": "Ketik 1500000, Rp 1.500.000, 1,5 juta, atau 15 jt.",
    "tanggal": "Ketik 1 Maret 2024, 01/03/2024 (hari dahulu), atau 2024-03-01.",
    "angka": "Ketik angkanya saja, tanpa satuan.",
    "kode": "Kolom ini sudah berformat teks; jangan diubah menjadi angka.",
    "daftar_kode": "Beberapa kode dipisah dengan titik koma ( ; ).",
}


@dataclass(frozen=True)
class ColumnPlan:
    """Describe one column of the template.

    Attributes:
        column: its contract.
        header: text of the header; a required one ends in " *" (header matching drops the star).
        width: in characters. number_format: Excel's; "General" where none is needed.
        note: the header's note. choices: the drop-down list, none when empty.
        is_strict: Excel refuses other words than the choices; else it only warns.
    """

    column: Column
    header: str
    width: float
    number_format: str
    note: str
    choices: tuple[str, ...]
    is_strict: bool


@dataclass(frozen=True)
class SheetPlan:
    """Describe one sheet of the template."""

    sheet: Sheet
    columns: tuple[ColumnPlan, ...]


@dataclass(frozen=True)
class Line:
    """Hold one line of the sheet Petunjuk."""

    kind: LineKind
    text: str


def build_plan() -> tuple[SheetPlan, ...]:
    """Return the sheets of the template in the contract's order (without Petunjuk)."""
    return tuple(map(plan_sheet, SHEETS))


def plan_sheet(sheet: Sheet) -> SheetPlan:
    """Return how one sheet is drawn."""
    return SheetPlan(sheet, tuple(map(_plan_column, sheet.columns)))


def _plan_column(column: Column) -> ColumnPlan:
    header = column.header + (" *" if column.required else "")
    width = 44 if column.name in _WIDE else _WIDTHS[column.kind]
    return ColumnPlan(
        column=column,
        header=header,
        width=max(width, len(header) + 4),  # room for the filter's arrow
        number_format=_FORMATS.get(column.kind, "General"),
        note=_describe(column),
        choices=column.choices,
        is_strict=column.kind == "pilihan",
    )


def _describe(column: Column) -> str:
    parts = ["WAJIB DIISI." if column.required else "Boleh kosong."]
    if column.note:
        parts.append(column.note.rstrip(".") + ".")
    if column.unit:
        parts.append(f"Satuan: {column.unit}.")
    if column.choices and column.choices[0] not in column.note:
        parts.append(f"Pilihan: {', '.join(column.choices)}.")
    if column.kind in _TYPED:
        parts.append(_TYPED[column.kind])
    if column.unique:
        parts.append("Tidak boleh sama dengan baris lain.")
    return "\n".join(parts)


def build_petunjuk(*, contoh: bool) -> tuple[Line, ...]:
    """Return the lines of the sheet Petunjuk; a sample says first that it is one."""
    mark = (
        Line("tanda", f"{DATA_CONTOH} - isi buku kerja ini rekaan, jangan dipakai sebagai data."),
    )
    sheets = tuple(Line("isi", _list_sheet(sheet)) for sheet in SHEETS)
    return (mark if contoh else ()) + _OPENING + sheets + _CLOSING


def _list_sheet(sheet: Sheet) -> str:
    need = "wajib ada" if sheet.required else "boleh kosong"
    columns = ", ".join(column.header for column in sheet.columns if column.required)
    return f"{sheet.name} ({need}). {sheet.note} Wajib diisi: {columns}."


def _paragraphs(text: str) -> tuple[Line, ...]:
    """Return the lines of a text: paragraphs by blank lines, "# " a title, "## " a heading."""
    marks: tuple[tuple[str, LineKind], ...] = (("## ", "subjudul"), ("# ", "judul"))
    lines = []
    for paragraph in text.strip().split("\n\n"):
        joined = " ".join(paragraph.split())
        kind = next((kind for mark, kind in marks if joined.startswith(mark)), None)
        lines.append(Line(kind or "isi", joined.lstrip("# ") if kind else joined))
    return tuple(lines)


_OPENING = _paragraphs("""
# Buku kerja Rakor - petunjuk mengisi

Satu buku kerja untuk satu Rapat Koordinasi (Rakor). Isi lembar-lembar berikut, simpan, lalu
periksa. Lembar Petunjuk ini hanya untuk dibaca; isinya tidak diambil.

## Cara mengisi

1. Judul kolom ada di baris 1. Mulailah mengisi di baris 2. Jangan mengubah judul.

2. Kolom bertanda bintang ( * ) dan berlatar gelap wajib diisi di setiap baris. Kolom lain boleh
kosong.

3. Arahkan tetikus ke judul kolom untuk membaca keterangannya. Kolom yang punya tanda panah di
selnya dipilih dari daftar.

4. Satu baris satu hal. Jangan menggabung sel (merge), jangan membuat baris jumlah, dan jangan
menyisipkan baris judul di tengah tabel.

5. Boleh menambah kolom sendiri di kanan. Kolom itu disimpan, tetapi tidak dipakai.

6. Bila memakai rumus, buka dan simpan berkasnya sekali di Excel supaya hasilnya ikut tersimpan.

## Kode

Kode selalu ditulis sebagai teks, lengkap dengan titiknya. Kolom kode di buku kerja ini sudah
berformat teks. Bila menempel dari berkas lain, pilih Tempel Nilai (Paste Values) supaya format
teksnya tidak hilang.

Kode desa: 81.05.15.2004 (provinsi, kabupaten, kecamatan, desa). Kode kecamatan: 81.05.15.

Kode sub kegiatan: 3.27.07.2.01.0002 atau 3.27.07.2.01.02; akhiran empat angka dan dua angka
sama-sama benar.

Kode OPD: tulis sama persis di lembar OPD, Renja, Peserta dan Tindak Lanjut.

ID usulan dan ID RTL adalah nomor tetap. Sekali dipakai, jangan diubah dan jangan dipakai ulang:
keputusan rapat menempel pada nomor itu.

## Uang dan angka

Uang boleh ditulis 1500000, Rp 1.500.000, Rp 1.500.000,00, 1,5 juta, atau 15 jt. Titik memisahkan
ribuan: 1.500 dibaca seribu lima ratus. Penulisan 1,500,000 akan ditanyakan lagi.

Volume ditulis angkanya saja; satuannya (unit, kg, orang, paket) di kolom Satuan. Anggaran
sebaiknya selalu disertai volume dan satuan.

## Tanggal

Tanggal boleh ditulis 1 Maret 2024, 01/03/2024 (hari dahulu, lalu bulan), atau 2024-03-01. Bila
Excel Anda berbahasa Inggris, 01/03/2024 dapat berubah menjadi 3 Januari; paling aman tulis
2024-03-01, lalu lihat hasilnya di sel.

## Data pribadi

Jangan pernah menulis NIK, nomor KK atau nomor telepon di kolom mana pun. Buku kerja ini dibagikan
ke banyak orang (UU 27/2022 tentang Pelindungan Data Pribadi). Untuk peserta cukup nama, instansi,
peran dan, bila perlu, alamat surel kantor.

## Hasil pemeriksaan

stop - harus diperbaiki. Bila menyangkut satu baris, baris itu disisihkan dan yang lain tetap
jalan. Bila menyangkut lembar atau kolom, Rakor ini belum dapat diproses.

periksa - tolong dilihat; mungkin salah ketik. Datanya tetap dipakai.

info - sekadar pemberitahuan; tidak perlu berbuat apa-apa.

Setiap temuan menyebut lembar, nomor baris seperti di Excel, kolom, dan apa yang perlu dilakukan.

## Lembar
""")

_CLOSING = _paragraphs("""
## Menyimpan

Simpan sebagai Buku Kerja Excel (.xlsx), tanpa kata sandi, lalu tutup sebelum diperiksa.
""")
