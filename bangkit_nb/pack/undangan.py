"""Describe the invitation: when and where, the agenda of this Rakor, what is asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bangkit_nb.pack import requests, summary
from bangkit_nb.pack.attendance import (
    DaftarHadir,
    Kepala,
    Peserta,
    build_daftar_hadir,
    build_kepala,
    extend,
)
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import KERTAS, mask


@dataclass(frozen=True)
class Permintaan:
    """Hold one thing asked: of whom, and what."""

    kepada: str
    isi: str


@dataclass(frozen=True)
class Penanda:
    """Hold who signs; "" leaves a dotted line to write on."""

    nama: str = ""
    jabatan: str = ""


@dataclass(frozen=True)
class Undangan(Kepala):
    """Hold the invitation; the fields are the template's tags."""

    acara: tuple[str, ...]
    permintaan: tuple[Permintaan, ...]
    peserta: tuple[Peserta, ...]
    ketua: Penanda


def build_undangan(b: Briefing) -> Undangan:
    """Describe the invitation of this Rakor."""
    listed: DaftarHadir = build_daftar_hadir(b)
    made: Undangan = extend(
        build_kepala(b.rakor, rancangan=True), Undangan, acara=build_agenda(b),
        permintaan=build_permintaan(b), peserta=listed.peserta, ketua=find_sole(b, "ketua_pokja"),
    )  # fmt: skip
    return made


def build_permintaan(b: Briefing) -> tuple[Permintaan, ...]:
    """Return what the meeting is asked, in Indonesian whatever the packs' language."""
    local = replace(b, rakor=replace(b.rakor, bahasa="id"))
    asked = requests.build_rakor_requests(local)
    return tuple(Permintaan(mask(r.addressee), mask(r.ask, 600)) for r in asked)


def build_agenda(b: Briefing) -> tuple[str, ...]:
    """Return the points of the agenda; a point without data in the workbook is left out."""
    t, n = KERTAS, summary.tally(b.alignment)
    agreed, rtl = b.sheet("Kesepakatan"), b.sheet("Tindak Lanjut")
    points = [t("acara.pembukaan")]
    if len(agreed) or len(rtl):
        counts = {"kesepakatan": len(agreed), "rtl": len(rtl)}
        points.append(t("acara.kesepakatan", **counts, belum=len(requests.open_rtl(rtl))))
    if n.n_usulan:
        points.append(t("acara.rencana", desa=t.angka(n.n_desa), usulan=t.angka(n.n_usulan)))
        said = {"konfirmasi": t.angka(n.n_diminta), "tanpa": t.angka(n.n_tanpa)}
        n_opd = len(set(b.sheet("Renja")["kode_opd"]))
        points.append(t("acara.sinkron", opd=n_opd, tahun=b.rakor.tahun_rencana, **said))
    for key, sheet in (("acara.pelatihan", "Pelatihan"), ("acara.tantangan", "Tantangan")):
        if len(b.sheet(sheet)):
            points.append(t(key, n=len(b.sheet(sheet))))
    return (*points, t("acara.rtl"), t("acara.penutup"))


def find_sole(b: Briefing, peran: str) -> Penanda:
    """Return the one participant of a role; nobody where there are several: people decide then."""
    rows = b.sheet("Peserta")
    found = rows[rows["peran"] == peran].to_dict("records")
    return Penanda(mask(found[0]["nama"], 60)) if len(found) == 1 else Penanda()
