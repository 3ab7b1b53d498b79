"""Describe the minutes (Berita Acara): what was considered, agreed, not agreed, and by whom. Pure.

Before the meeting is closed it is a draft that asks; only then does it say what was agreed. The
order of the headings is the template's (DOMAIN.md section 4); what stands under them is decided
here, from the workbook, the log and what the room said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from bangkit_nb import fmt, text
from bangkit_nb.frames import list_rows
from bangkit_nb.hasil.awal import KATA_SAH
from bangkit_nb.pack import annexes, requests, summary
from bangkit_nb.pack.annexes import Kegiatan
from bangkit_nb.pack.attendance import DaftarHadir, Hadirin, build_daftar_hadir, extend
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import KERTAS, mask, say_place_in_order
from bangkit_nb.pack.undangan import Penanda, find_sole
from bangkit_nb.review.rapat import DENGAN_CATATAN, DISAHKAN, PENGESAHAN_DITUNDA

MOST_DESA = 12
"""Desa named in one clause; the rest are counted."""


@dataclass(frozen=True)
class Butir:
    """Hold one clause: its place (KESATU) and what it says."""

    urutan: str
    isi: str


@dataclass(frozen=True)
class TindakLanjut:
    """Hold one row of the follow-up table."""

    no: str
    rencana: str
    penanggung_jawab: str
    batas_waktu: str
    status: str


@dataclass(frozen=True)
class Pengesahan:
    """Hold what became of one desa's plan: a word of rapat.KATA_PENGESAHAN, and why."""

    nama_desa: str
    kata: str
    catatan: str = ""


@dataclass(frozen=True)
class Rapat:
    """Hold what the room said; the default is a meeting that has not been closed.

    Attributes:
        is_ditutup: the meeting was closed; only then are its words the result.
        hadirin: who came. kesepakatan: the agreements in their order.
        pengesahan: what became of the plans. tindak_lanjut: the follow-up agreed.
    """

    is_ditutup: bool = False
    hadirin: tuple[Hadirin, ...] = ()
    kesepakatan: tuple[str, ...] = ()
    pengesahan: tuple[Pengesahan, ...] = ()
    tindak_lanjut: tuple[TindakLanjut, ...] = ()


@dataclass(frozen=True)
class BeritaAcara(DaftarHadir):
    """Hold the minutes; the fields are the template's tags."""

    pertimbangan: tuple[str, ...]
    kesepakatan: tuple[Butir, ...]
    pimpinan: Penanda
    notulis: Penanda
    mengetahui: Penanda
    disepakati: tuple[Kegiatan, ...]
    jumlah_disepakati: str
    belum_disepakati: tuple[Kegiatan, ...]
    jumlah_belum_disepakati: str
    tindak_lanjut: tuple[TindakLanjut, ...]


def build_berita_acara(b: Briefing, rapat: Rapat | None = None) -> BeritaAcara:
    """Describe the minutes: a draft, or (a closed `rapat`) what the meeting agreed."""
    said = rapat or Rapat()
    taken, rest = annexes.split_agreed(b, is_final=said.is_ditutup)
    rtl = said.tindak_lanjut if said.is_ditutup else _open_follow_up(b)
    clauses = (_final if said.is_ditutup else _draft)(b, said, taken, rest, len(rtl))
    made: BeritaAcara = extend(
        build_daftar_hadir(
            b, said.hadirin if said.is_ditutup else (), rancangan=not said.is_ditutup
        ),
        BeritaAcara,
        pertimbangan=_considered(b),
        kesepakatan=tuple(
            Butir(say_place_in_order(place), clause) for place, clause in enumerate(clauses, 1)
        ),
        pimpinan=find_sole(b, "ketua_pokja"),
        notulis=Penanda(),
        mengetahui=find_sole(b, "pimpinan_daerah"),
        disepakati=annexes.list_agreed(b, taken, is_final=said.is_ditutup),
        jumlah_disepakati=annexes.say_sum(taken, said.is_ditutup),
        belum_disepakati=annexes.list_not_agreed(b, rest, is_final=said.is_ditutup),
        jumlah_belum_disepakati=annexes.say_sum(rest, is_final=False),
        tindak_lanjut=rtl,
    )
    return made


def _considered(b: Briefing) -> tuple[str, ...]:
    t, n = KERTAS, summary.tally(b.alignment)
    agreed, rtl = b.sheet("Kesepakatan"), b.sheet("Tindak Lanjut")
    points = [t("timbang.sambutan")]
    if len(agreed) or len(rtl):
        done = sum(text.fold(value) == "selesai" for value in rtl["status"])
        counts = {"kesepakatan": len(agreed), "rtl": len(rtl), "selesai": done}
        points.append(t("timbang.kesepakatan", **counts))
    if n.n_usulan:
        said = {"desa": t.angka(n.n_desa), "usulan": t.angka(n.n_usulan)}
        n_opd = len(set(b.sheet("Renja")["kode_opd"]))
        points.append(t("timbang.paparan", **said, opd=n_opd, tahun=b.rakor.tahun_rencana))
    for key, sheet in (("timbang.pelatihan", "Pelatihan"), ("timbang.tantangan", "Tantangan")):
        if len(b.sheet(sheet)):
            points.append(t(key, n=len(b.sheet(sheet))))
    return (*points, t("timbang.tanggapan"))


# --- the clauses --------------------------------------------------------------------------------

_RATIFIED = {
    DISAHKAN: "disahkan", DENGAN_CATATAN: "dengan_catatan", PENGESAHAN_DITUNDA: "ditunda",
}  # fmt: skip
"""Each word of a ratification and its clause in the catalogue."""

Clauses = Callable[[Briefing, Rapat, pd.DataFrame, pd.DataFrame, int], list[str]]


def _draft(
    b: Briefing, said: Rapat, taken: pd.DataFrame, rest: pd.DataFrame, n_rtl: int
) -> list[str]:
    """Return what the room is asked to agree; an agreement already typed comes first."""
    t = KERTAS
    clauses = [mask(isi, 1200) for isi in said.kesepakatan]
    open_plans = b.sheet("Desa")
    open_plans = summary.keep(
        open_plans, (text.fold(v) not in KATA_SAH for v in open_plans["status_rencana"])
    )
    n = summary.tally(b.alignment[b.alignment["kode_desa"].isin(open_plans["kode_desa"])])
    if n.n_usulan:
        said_n = {"desa": t.angka(n.n_desa), "usulan": t.angka(n.n_usulan)}
        clauses.append(t("sepakat.sahkan", **said_n))
    if len(taken):
        clauses.append(t("sepakat.konfirmasi", **_amount(taken), tahun=b.rakor.tahun_rencana))
    if len(rest):
        clauses.append(t("sepakat.tanpa_padanan", usulan=t.angka(len(rest))))
    clauses += _training(b)
    if n_rtl:
        clauses.append(t("sepakat.rtl_lanjut", n=t.angka(n_rtl)))
    return clauses


def _final(
    b: Briefing, said: Rapat, taken: pd.DataFrame, rest: pd.DataFrame, n_rtl: int
) -> list[str]:
    """Return what the room agreed, and where the rest stands."""
    t = KERTAS
    clauses = [mask(isi, 1200) for isi in said.kesepakatan]
    for kata, key in _RATIFIED.items():
        plans = [plan for plan in said.pengesahan if plan.kata == kata]
        if plans:
            isi = _name_plans(plans)
            clauses.append(t(f"sepakat.{key}", desa=t.angka(len(plans)), isi=isi))
    if len(taken):
        agreed = float(taken["keputusan_anggaran"].sum(min_count=1))
        clauses.append(t("sepakat.lampiran_dua", usulan=t.angka(len(taken)),
                         rupiah=fmt.rupiah(agreed)))  # fmt: skip
    if len(rest):
        clauses.append(t("sepakat.lampiran_tiga", usulan=t.angka(len(rest))))
    if n_rtl:
        clauses.append(t("sepakat.rtl", n=t.angka(n_rtl)))
    return clauses


def _name_plans(plans: list[Pengesahan]) -> str:
    named = [
        KERTAS("sepakat.catatan_desa", desa=mask(p.nama_desa, 60), catatan=mask(p.catatan, 160))
        if p.catatan else mask(p.nama_desa, 60)
        for p in plans
    ]  # fmt: skip
    return KERTAS.daftar(named, MOST_DESA)


def _training(b: Briefing) -> list[str]:
    rows = b.sheet("Pelatihan")
    if rows.empty:
        return []
    people = float(rows[["peserta_l", "peserta_p"]].sum().sum())
    n_desa = len({kode for codes in rows["kode_desa"] for kode in codes})
    counts = {"n": len(rows), "peserta": KERTAS.angka(people), "desa": n_desa}
    return [KERTAS("sepakat.pelatihan", **counts)]


def _amount(rows: pd.DataFrame) -> dict[str, str]:
    n = summary.tally(rows)
    return {"usulan": KERTAS.angka(n.n_usulan), "rupiah": fmt.rupiah(n.rupiah)}


def _open_follow_up(b: Briefing) -> tuple[TindakLanjut, ...]:
    rows = requests.open_rtl(b.sheet("Tindak Lanjut"))
    return tuple(
        TindakLanjut(str(no), mask(r["rencana"]), mask(r["penanggung_jawab"], 120),
                     fmt.tanggal(r["batas_waktu"]), mask(r["status"], 60))
        for no, r in enumerate(list_rows(rows), 1)
    )  # fmt: skip
