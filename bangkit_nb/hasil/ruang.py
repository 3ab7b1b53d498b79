"""Hold what the screen of a meeting needs of its workbook: plans, OPD, people. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bangkit_nb.data.checks import Checked
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.records import Awal
from bangkit_nb.params import Rakor


@dataclass(frozen=True)
class DesaRapat:
    """Hold one desa whose plan is to be ratified; n_usulan: how many activities it holds."""

    kode_desa: str
    nama_desa: str
    kecamatan: str
    n_usulan: int


@dataclass(frozen=True)
class Ruang:
    """Hold the workbook's side of a meeting.

    opd: kode_opd -> name. orang: names and offices that may answer for a follow-up. is_contoh: a
    sample, whose days lie where its story puts them.
    """

    rakor: str
    hari: dt.date
    per: dt.date
    is_contoh: bool
    awal: Awal
    desa: tuple[DesaRapat, ...]
    opd: Mapping[str, str]
    orang: tuple[str, ...]


def build_ruang(rakor: Rakor, checked: Checked) -> Ruang:
    """Return what the screen needs of a checked workbook."""
    counts = Counter(checked.sheet("Rencana")["kode_desa"])
    frame = checked.sheet("Desa")
    desa = tuple(
        DesaRapat(kode, nama, kecamatan, counts[kode])
        for kode, nama, kecamatan in zip(
            frame["kode_desa"], frame["nama_desa"], frame["kecamatan"], strict=True
        )
    )
    opd = dict(zip(checked.sheet("OPD")["kode_opd"], checked.sheet("OPD")["nama_opd"], strict=True))
    people = checked.sheet("Peserta")
    named = [*opd.values(), *people["jabatan"], *people["nama"]]
    orang = tuple(dict.fromkeys(one for one in named if one))
    return Ruang(
        rakor.rakor, rakor.hari, rakor.per, rakor.contoh, build_awal(rakor, checked), desa, opd,
        orang,
    )  # fmt: skip
