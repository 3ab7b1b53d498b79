"""What a meeting can say: the statements of the room, which stand in the same log as the review's.

Plain values only; what each needs before it may be written is in hasil/rules.py. An item keeps its
UUID for life: a new one where it is made in the room, one derived from the workbook's own cells
where it comes from there, so that two laptops speak of the same item.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from bangkit_nb import text

KEHADIRAN, PENGESAHAN, KESEPAKATAN = "kehadiran", "pengesahan", "kesepakatan"
TANTANGAN, DUKUNGAN = "tantangan", "dukungan"
RTL, KEMAJUAN, PENUTUPAN = "rtl", "kemajuan", "penutupan"

DISAHKAN, DENGAN_CATATAN, PENGESAHAN_DITUNDA = "disahkan", "dengan catatan", "ditunda"
KATA_PENGESAHAN = (DISAHKAN, DENGAN_CATATAN, PENGESAHAN_DITUNDA)


@dataclass(frozen=True)
class Kehadiran:
    """Hold whether somebody came; l_p: "L", "P" or "" where nobody noted it."""

    nama: str
    instansi: str
    l_p: str = ""
    jabatan: str = ""
    kode_opd: str = ""
    hadir: bool = True
    tamu: bool = False
    """Not on the list of the workbook: came all the same."""
    dicabut: bool = False


@dataclass(frozen=True)
class Pengesahan:
    """Hold what became of one desa's plan: a word of KATA_PENGESAHAN, and why or with what note."""

    kode_desa: str
    kata: str
    catatan: str = ""


@dataclass(frozen=True)
class Kesepakatan:
    """Hold one agreement; urut: its place (1 = KESATU). dicabut: no longer part of the result."""

    isi: str
    urut: int = 0
    dicabut: bool = False


@dataclass(frozen=True)
class Tantangan:
    """Hold a challenge and the solution agreed; kode_desa: codes, divided by ";"."""

    tantangan: str
    solusi: str = ""
    penanggung_jawab: str = ""
    kode_desa: str = ""
    lokasi: str = ""
    dicabut: bool = False


@dataclass(frozen=True)
class Dukungan:
    """Hold a technical support (pelatihan); the days are ISO, kode_desa divided by ";"."""

    topik: str
    tanggal_mulai: str = ""
    tanggal_selesai: str = ""
    tempat: str = ""
    angkatan: str = ""
    kode_desa: str = ""
    peserta_l: int | None = None
    peserta_p: int | None = None
    narasumber_opd: str = ""
    dicabut: bool = False


@dataclass(frozen=True)
class Rtl:
    """Hold one follow-up; batas_waktu: ISO day. bukti: what will show that it was done.

    asal_rakor: key of the Rakor that agreed it, "" for the one of the log.
    """

    rencana: str
    penanggung_jawab: str
    batas_waktu: str
    kode_opd: str = ""
    bukti: str = ""
    asal_rakor: str = ""
    dicabut: bool = False


@dataclass(frozen=True)
class Kemajuan:
    """Hold how far a follow-up was on a day (ISO); status: a word of columns.STATUS_RTL."""

    tanggal: str
    status: str
    bukti: str = ""
    catatan: str = ""


@dataclass(frozen=True)
class Penutupan:
    """Hold that the meeting was closed; taking it back opens it again."""

    catatan: str = ""


IsiRapat = Kehadiran | Pengesahan | Kesepakatan | Tantangan | Dukungan | Rtl | Kemajuan | Penutupan

KINDS: dict[str, type[IsiRapat]] = {
    KEHADIRAN: Kehadiran,
    PENGESAHAN: Pengesahan,
    KESEPAKATAN: Kesepakatan,
    TANTANGAN: Tantangan,
    DUKUNGAN: Dukungan,
    RTL: Rtl,
    KEMAJUAN: Kemajuan,
    PENUTUPAN: Penutupan,
}

_SEPARATOR = ":"


def rapat_key(jenis: str, item_id: str) -> str:
    """Return the log's key of an item; a `Kemajuan` stands under its RTL's."""
    return f"{RTL if jenis == KEMAJUAN else jenis}{_SEPARATOR}{item_id}"


def is_rapat_key(kunci: str) -> bool:
    """Tell whether a key of the log is an item of the meeting; else it is an usulan."""
    return _SEPARATOR in kunci


def split_key(kunci: str) -> tuple[str, str]:
    """Return (jenis, id) of an item's key."""
    jenis, _, item_id = kunci.partition(_SEPARATOR)
    return jenis, item_id


_NAMESPACE = uuid.UUID("6b616e67-6b69-4b74-8a70-726170617400")


def derive_id(jenis: str, *cells: object) -> str:
    """Return the id of an item that the workbook names; a cell that is a UUID is taken as it is.

    Spelling by case and spacing does not count.
    """
    for cell in cells[:1]:
        try:
            return str(uuid.UUID(str(cell)))
        except ValueError:
            pass
    said = "\x1f".join([jenis, *(text.fold(cell) for cell in cells)])
    return str(uuid.uuid5(_NAMESPACE, said))


PENUTUPAN_ID = derive_id(PENUTUPAN)
"""There is one closing of a meeting."""
