"""Describe the head that all papers share, and the attendance list with its sums. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from bangkit_nb import fmt
from bangkit_nb.frames import list_rows
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import DOTS, KERTAS, mask, mask_optional, say_number
from bangkit_nb.params import Rakor

NAME = 120
"""Characters shown of a name or an office."""

SPARE = 6
"""Empty rows at the end of an attendance list, for people who come without an invitation."""


@dataclass(frozen=True)
class Kepala:
    """Hold what every paper says of the meeting; the fields are the templates' tags.

    Attributes:
        rancangan: before the meeting was closed.
        hari, tanggal, tanggal_kata, bulan, tahun_kata, tahun: the day ("Jumat", "1 Maret 2024",
            "satu", "Maret", "dua ribu dua puluh empat", "2024"); dots where it is not known.
        rapat_ke: how many-th Rakor. tahun_rencana: year of the plan. jam: with its zone.
    """

    rancangan: bool
    forum: str
    sk_forum: str
    kabupaten: str
    provinsi: str
    rapat_ke: str
    hari: str
    tanggal: str
    tanggal_kata: str
    bulan: str
    tahun_kata: str
    tahun: str
    tahun_rencana: str
    jam: str
    tempat: str


@dataclass(frozen=True)
class Peserta:
    """Hold one row of the list; no address and no number: those are written by hand."""

    no: str
    nama: str
    instansi: str
    jabatan: str
    l_p: str


@dataclass(frozen=True)
class DaftarHadir(Kepala):
    """Hold the attendance list; jumlah: the sums in words; baris_kosong: numbers of spare rows."""

    peserta: tuple[Peserta, ...]
    jumlah: str
    baris_kosong: tuple[str, ...]


@dataclass(frozen=True)
class Hadirin:
    """Hold a person as the workbook or the room names them; l_p: "L", "P" or ""."""

    nama: str
    instansi: str
    jabatan: str = ""
    l_p: str = ""


def build_kepala(r: Rakor, *, rancangan: bool) -> Kepala:
    """Describe the meeting as papers name it."""
    is_day_known = len(r.tanggal) == 10
    day = r.hari
    bulan = fmt.bulan_tahun(day.year, day.month)
    return Kepala(
        rancangan=rancangan,
        forum=mask(r.forum),
        sk_forum=mask_optional(r.sk_forum),
        kabupaten=mask(r.kabupaten),
        provinsi=mask(r.provinsi),
        rapat_ke=str(r.ke),
        hari=fmt.tanggal(day, hari=True).split(",")[0] if is_day_known else DOTS,
        tanggal=fmt.tanggal(day) if is_day_known else bulan,
        tanggal_kata=say_number(day.day) if is_day_known else DOTS,
        bulan=bulan.split(" ")[0],
        tahun_kata=say_number(day.year),
        tahun=str(day.year),
        tahun_rencana=str(r.tahun_rencana),
        jam=f"{r.jam.replace(':', '.') or DOTS} {r.zona_waktu}",
        tempat=mask_optional(r.tempat) or DOTS,
    )


def extend(head: Kepala, kind: Any, **more: object) -> Any:
    """Return a paper of `kind` (a subclass of its head's class) with more fields."""
    return kind(**{f.name: getattr(head, f.name) for f in fields(head)}, **more)


def build_daftar_hadir(
    b: Briefing, hadirin: Iterable[Hadirin] = (), *, rancangan: bool = True
) -> DaftarHadir:
    """Describe the attendance list: those who came (hadirin); where nobody noted them, the invited.

    The list of the invited has spare rows and room to write the sums.
    """
    came = tuple(hadirin)
    people = came or tuple(find_invited(b))
    rows = tuple(map(_row, range(1, len(people) + 1), people))
    spare = range(len(rows) + 1, len(rows) + 1 + (0 if came else SPARE))
    head = build_kepala(b.rakor, rancangan=rancangan)
    made: DaftarHadir = extend(
        head, DaftarHadir, peserta=rows, jumlah=_count(rows, invited=not came),
        baris_kosong=tuple(map(str, spare)),
    )  # fmt: skip
    return made


def find_invited(b: Briefing) -> list[Hadirin]:
    """Return sheet Peserta's people, in its order."""
    rows = list_rows(b.sheet("Peserta"))
    return [Hadirin(r["nama"], r["instansi"], r["jabatan"], r["l_p"]) for r in rows]


def _row(no: int, one: Hadirin) -> Peserta:
    said = one.l_p.strip().upper()
    return Peserta(
        str(no), mask(one.nama, NAME), mask(one.instansi, NAME), mask_optional(one.jabatan, NAME),
        said if said in ("L", "P") else "",
    )  # fmt: skip


def _count(rows: tuple[Peserta, ...], *, invited: bool) -> str:
    n_l, n_p = (sum(row.l_p == word for row in rows) for word in ("L", "P"))
    n_blank = len(rows) - n_l - n_p
    key = "kertas.jumlah_diundang" if invited else "kertas.jumlah_hadir"
    counts = {"n": KERTAS.angka(len(rows)), "l": KERTAS.angka(n_l), "p": KERTAS.angka(n_p)}
    if n_blank:
        return KERTAS(f"{key}_belum", **counts, belum=KERTAS.angka(n_blank))
    return KERTAS(key, **counts)
