"""Read papers back in tests: the text of a .docx; and cells that are hostile or private."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import fields, replace
from typing import Any
from xml.etree import ElementTree

from build import DESA, FRAMES, OPD, RENCANA, RENJA
from docx import Document

from bangkit_nb.data.office_zip import build_zip
from bangkit_nb.hasil.records import Entri, Hasil, TindakLanjut
from bangkit_nb.review import rapat

FULL: dict[str, list[dict[str, Any]]] = {
    "Peserta": [
        {"nama": "Ani", "instansi": "Bappeda", "peran": "ketua_pokja", "l_p": "P",
         "jabatan": "Kepala", "email": "ani@kantor.example"},
        {"nama": "Budi", "instansi": "Dinas Perikanan", "peran": "kepala_opd", "l_p": "L"},
        {"nama": "Cici", "instansi": "Desa Solang", "peran": "kepala_desa", "l_p": ""},
    ],
    "Pelatihan": [{"topik": "Mesin tempel", "tanggal_mulai": dt.date(2024, 5, 6),
                   "tanggal_selesai": dt.date(2024, 5, 8), "tempat": "Bula", "angkatan": "1",
                   "kode_desa": "81.05.15.2004; 81.05.04.2001", "peserta_l": 20, "peserta_p": 10,
                   "narasumber_opd": "Dinas Perikanan"}],
    "Tantangan": [{"tantangan": "Laut jauh", "kode_desa": "81.05.15.2004", "solusi": "Rumpon"}],
    "Kesepakatan": [{"nomor": 1, "isi": "Sinkron di Forum OPD", "asal_rakor": "sbt-2023-12"}],
    "Tindak_Lanjut": [
        {"id_rtl": "R1", "rencana": "Kirim data", "penanggung_jawab": "Bappeda",
         "batas_waktu": dt.date(2024, 2, 20), "status": "berjalan"},
        {"id_rtl": "R2", "rencana": "Susun jadwal", "penanggung_jawab": "DKP", "status": "selesai"},
    ],
}  # fmt: skip

ANSWERS: list[dict[str, Any]] = [
    {"id_usulan": "U-1", "keputusan": "Diakomodir", "keputusan_oleh": "Dinas Perikanan",
     "forum": "Rakor", "tanggal": "2024-03-01", "keputusan_kode_opd": "3.25.01",
     "keputusan_kode_sub_kegiatan": "3.25.03.2.01.0002", "volume": 4, "satuan": "unit",
     "anggaran": 60_000_000, "keputusan_keadaan": "berlaku"},
    {"id_usulan": "U-2", "keputusan": "Ditunda", "keputusan_oleh": "Dinas Perikanan",
     "forum": "Rakor", "tanggal": "2024-03-01", "alasan": "pagu tidak cukup tahun ini",
     "keputusan_keadaan": "berlaku"},
    {"id_usulan": "U-3", "keputusan": "Digabungkan", "keputusan_oleh": "Dinas Pertanian",
     "forum": "Rakor", "tanggal": "2024-03-01", "gabung_ke": "U-1",
     "keputusan_keadaan": "berlaku"},
]  # fmt: skip


def closed() -> Hasil:
    """A meeting that was closed: two came, two agreements, two plans, one follow-up."""

    def entry(one: Any) -> Any:
        return Entri("i", "k", one, "petugas", "2024-03-01T10:00")

    return Hasil(
        dt.date(2024, 3, 1),
        kehadiran=(
            entry(rapat.Kehadiran("Ani", "Bappeda", "P", "Kepala")),
            entry(rapat.Kehadiran("Tamu", "Radio", "L", tamu=True)),
            entry(rapat.Kehadiran("Budi", "Dinas Perikanan", "L", hadir=False)),
        ),
        pengesahan=(
            entry(rapat.Pengesahan("81.05.15.2004", "disahkan")),
            entry(rapat.Pengesahan("81.05.15.2005", "ditunda", "data belum lengkap")),
        ),
        kesepakatan=(entry(rapat.Kesepakatan("Sinkronisasi dilanjutkan", 1)),
                     entry(rapat.Kesepakatan("Camat mengawal usulan", 2))),
        rtl=(TindakLanjut("i", "k", rapat.Rtl("Kirim surat", "Bappeda", "2024-03-20"), "p", "w"),),
        ditutup=dt.datetime(2024, 3, 1, 15, 0),
        ditutup_oleh="petugas",
    )  # fmt: skip


def spoil_hasil(hasil: Hasil, text: str) -> Hasil:
    """The same meeting with `text` in everything that somebody typed."""

    def spoilt(entries: Any) -> Any:
        return tuple(
            replace(one, isi=replace(one.isi, **{
                f.name: f"{getattr(one.isi, f.name)} {text}" for f in fields(one.isi)
                if f.name in ("nama", "instansi", "jabatan", "catatan", "isi", "rencana",
                              "penanggung_jawab", "bukti")
            })) for one in entries
        )  # fmt: skip

    return replace(hasil, kehadiran=spoilt(hasil.kehadiran), pengesahan=spoilt(hasil.pengesahan),
                   kesepakatan=spoilt(hasil.kesepakatan), rtl=spoilt(hasil.rtl))  # fmt: skip


def paragraphs(content: bytes) -> list[str]:
    """The text of a .docx in reading order, table cells included."""
    body = Document(io.BytesIO(content)).element.body
    return [
        said for p in body.iter(f"{{{W}}}p")
        if (said := "".join(t.text or "" for t in p.iter(f"{{{W}}}t")).strip())
    ]  # fmt: skip


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parts(content: bytes) -> dict[str, bytes]:
    """Every part of an Office file; each XML part must parse."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for name, part in found.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(part)
    return found


def change(content: bytes, old: str, new: str) -> bytes:
    """The same .docx with one place of its body changed."""
    found = parts(content)
    body = found["word/document.xml"].decode()
    assert old in body, old
    return build_zip(found | {"word/document.xml": body.replace(old, new, 1).encode()})


HOSTILE = (
    "<script>alert(1)</script>", "a & b < c > d", "\"kutip\" 'tunggal'", "{{ forum }}",
    "{% for x in y %}", "{_{ forum }_}", "\u202eterbalik\u202c", "x" * 2000,
    "ikan \U0001f41f segar", "\ua984\ua9b1\ua9ae", "a\x00b\x0bc\x1bd\ufffe", "]]>", "=1+1",
    "&lt;w:t&gt;",
)  # fmt: skip
"""Texts that must be shown as text, whatever they look like."""

CANARIES = ("0812-3456-7890", "+62 813 4444 5555", "8105150101900001", "rahasia@contoh.example")
"""A phone number in two spellings, a NIK and an address: none may reach paper."""


def spoil(text: str) -> dict[str, list[dict[str, Any]]]:
    """A workbook that holds `text` in every cell of free text."""
    full = {"Desa": DESA, "OPD": OPD, "Renja": RENJA, "Rencana": RENCANA, "Jadwal": []} | FULL
    made = {}
    for sheet, rows in full.items():
        names = SPOILT.get(sheet, ())
        made[sheet] = [row | {name: f"{row.get(name) or ''} {text}".strip() for name in names}
                       for row in rows]  # fmt: skip
    return {name: made.get(name, rows) for name, rows in (FRAMES | full).items()}


SPOILT = {
    "Desa": ("nama_desa", "kecamatan", "fasilitator"),
    "OPD": ("nama_opd",),
    "Renja": ("sub_kegiatan", "kegiatan", "program", "indikator", "target", "lokasi", "catatan"),
    "Rencana": ("kegiatan", "komoditas", "kelompok", "satuan", "sumber_dana", "jenis_dukungan"),
    "Peserta": ("nama", "instansi", "jabatan"),
    "Pelatihan": ("topik", "tempat", "narasumber_opd"),
    "Tantangan": ("tantangan", "solusi", "penanggung_jawab"),
    "Kesepakatan": ("isi",),
    "Tindak_Lanjut": ("rencana", "penanggung_jawab", "bukti", "catatan"),
}


def plain(text: str) -> str:
    """One spelling of spaces, for comparing."""
    return re.sub(r"\s+", " ", text)
