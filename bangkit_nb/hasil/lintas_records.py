"""The records of a chain of Rakor: what each said, and what became of it by the last. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from bangkit_nb.hasil.perkembangan import Capaian, Ucapan
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import Rakor

TEPAT, TERLAMBAT, TANPA_TANGGAL = "tepat", "terlambat", "tanpa_tanggal"
LEWAT, BELUM_TEMPO, TANPA_BATAS = "lewat", "belum_tempo", "tanpa_batas"
DIBATALKAN, PUTUS = "dibatalkan", "putus"
NASIB = (TEPAT, TERLAMBAT, TANPA_TANGGAL, LEWAT, BELUM_TEMPO, TANPA_BATAS, DIBATALKAN, PUTUS)
"""What became of a follow-up. TEPAT, TERLAMBAT: finished in or after its time; TANPA_TANGGAL:
finished, nobody noted when; LEWAT: open past its deadline; BELUM_TEMPO: open, in time; TANPA_BATAS:
open without a deadline; PUTUS: open when last seen, and no later workbook speaks of it."""

RENCANA, DISAHKAN, DIAKOMODIR = "rencana", "disahkan", "diakomodir"


@dataclass(frozen=True)
class Stasiun:
    """Hold what one Rakor of a chain says.

    Attributes:
        rakor: its parameters.
        rencana: id_usulan, kode_desa, kegiatan of its usulan.
        desa: sheet Desa. perkembangan: sheet Perkembangan. kesepakatan: sheet Kesepakatan.
        jawaban: columns.TINJAUAN, rows with an answer that stands.
        hasil: what the room decided, folded at the chain's clock.
        nomor: id of a follow-up -> the number that the workbook shows for it.
    """

    rakor: Rakor
    rencana: pd.DataFrame
    desa: pd.DataFrame
    perkembangan: pd.DataFrame
    kesepakatan: pd.DataFrame
    jawaban: pd.DataFrame
    hasil: Hasil
    nomor: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Perjalanan:
    """Hold the way of one usulan through the chain.

    Attributes:
        id_usulan, kegiatan, kode_desa, nama_desa, kecamatan: as the last Rakor that lists it.
        rakor, mulai: the first Rakor that lists it, and its day. terakhir: the last one.
        pengesahan: what the room last said of its desa's plan, "" for nothing.
        keputusan, keputusan_oleh, keputusan_rakor, alasan: the last answer that stands.
        capaian: how far it is, by evidence.
        menunggu: whole months from `mulai` to the chain's clock while it waits; None once the
            work has begun, it was given up, or it was refused.
    """

    id_usulan: str
    kegiatan: str
    kode_desa: str
    nama_desa: str
    kecamatan: str
    rakor: str
    mulai: dt.date
    terakhir: str
    pengesahan: str = ""
    keputusan: str = ""
    keputusan_oleh: str = ""
    keputusan_rakor: str = ""
    alasan: str = ""
    capaian: Capaian = field(default_factory=Capaian)
    menunggu: int | None = None


@dataclass(frozen=True)
class Janji:
    """Hold one follow-up and what became of it; `nasib` is a word of NASIB.

    menunggu: whole months from the Rakor that agreed it to the chain's clock, while it is open;
    None where that Rakor is not in the chain.
    """

    id: str
    nomor: str
    rencana: str
    penanggung_jawab: str
    asal_rakor: str
    batas: dt.date | None
    status: str
    nasib: str
    selesai: dt.date | None = None
    bukti: str = ""
    menunggu: int | None = None


@dataclass(frozen=True)
class Sepakat:
    """Hold one agreement and its state as last told ("" = nothing told); see `Janji`."""

    asal_rakor: str
    nomor: str
    isi: str
    status: str = ""
    bukti: str = ""
    is_putus: bool = False


@dataclass(frozen=True)
class Anak:
    """Hold one step of the funnel.

    n: how many usulan reached it; None where nothing is recorded of this step at all. desa: codes
    of their desa, sorted.
    """

    key: str
    n: int | None
    desa: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pertemuan:
    """Hold one Rakor of the chain: who came (None where nobody noted it), what it left."""

    rakor: str
    tanggal: str
    hadir: int | None
    n_l: int
    n_p: int
    n_usulan: int
    n_kesepakatan: int
    n_rtl: int


@dataclass(frozen=True)
class Ringkas:
    """Hold one kabupaten in one line; a count is None where nothing is recorded of it.

    janji_due: follow-up whose deadline has passed or that is finished, with a known outcome;
    janji_tepat: those of them finished in time. menunggu: median of months waited. gagal: why this
    kabupaten could not be read, "" when it was.
    """

    kabupaten: str
    rakor: str
    per_tanggal: str
    n_rakor: int = 0
    n_usulan: int = 0
    n_desa: int = 0
    langkah: tuple[tuple[str, int | None], ...] = ()
    janji_due: int = 0
    janji_tepat: int = 0
    menunggu: float | None = None
    gagal: str = ""

    def n(self, key: str) -> int | None:
        """Return the count of one step of the funnel."""
        return dict(self.langkah).get(key)


@dataclass(frozen=True)
class Lintas:
    """Hold a chain of Rakor as of the last one's clock.

    Attributes:
        rakor: the last Rakor; its `per` is the clock.
        pertemuan: every Rakor of the chain, the first first.
        usulan: every usulan that any of them lists, by kode_desa and number.
        corong: the steps of the funnel: rencana, disahkan, diakomodir, then columns.TAHAPAN.
        janji, sepakat: follow-up and agreements, by the Rakor that agreed them.
        catatan: what kecamatan said of obstacles, lessons and needs, the latest first.
        nama_desa: kode_desa -> name. putus: key of an earlier Rakor that has no params file.
        kabupaten: this and other kabupaten, one line each.
    """

    rakor: Rakor
    pertemuan: tuple[Pertemuan, ...]
    usulan: tuple[Perjalanan, ...]
    corong: tuple[Anak, ...]
    janji: tuple[Janji, ...]
    sepakat: tuple[Sepakat, ...]
    catatan: tuple[Ucapan, ...]
    nama_desa: Mapping[str, str]
    putus: str = ""
    kabupaten: tuple[Ringkas, ...] = ()
