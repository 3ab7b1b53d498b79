"""Hold everything that the packs of one Rakor are built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from bangkit_nb import __version__
from bangkit_nb.align.duplicates import find_duplicates
from bangkit_nb.align.routes import propose_routes
from bangkit_nb.data.checks import Checked
from bangkit_nb.pack import schedule, summary
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.params import Rakor


@dataclass(frozen=True)
class Briefing:
    """Hold one Rakor's facts, ready to be told to any audience.

    Attributes:
        rakor: the parameters.
        checked: the workbook as checked; typed, redacted, bad rows set aside.
        calon: the candidates of align (columns.CALON).
        alignment: one row per usulan with its place and best candidate (build_alignment).
        jalur: proposed route of each usulan (columns.JALUR).
        serupa: usulan that are not alone (columns.SERUPA).
        openings: the doors of the planning year.
        version: of this package, for the footer.
    """

    rakor: Rakor
    checked: Checked
    calon: pd.DataFrame
    alignment: pd.DataFrame
    jalur: pd.DataFrame
    serupa: pd.DataFrame
    openings: tuple[schedule.Opening, ...]
    version: str

    @property
    def t(self) -> Pesan:
        """The language of this Rakor's packs."""
        return Pesan(self.rakor.bahasa)

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the used rows of a sheet."""
        return self.checked.sheet(name)

    def of_opd(self, kode: str) -> pd.DataFrame:
        """Return the usulan whose best candidate is this OPD's, strong enough to ask about."""
        a = self.alignment
        return a[a["is_padanan"] & (a["kode_opd"] == kode)]

    def of_kecamatan(self, kode: str) -> pd.DataFrame:
        """Return the usulan of one kecamatan's desa."""
        return self.alignment[self.alignment["kode_kecamatan"] == kode]

    def unmatched(self) -> pd.DataFrame:
        """Return the usulan without a candidate strong enough to ask about."""
        return self.alignment[~self.alignment["is_padanan"]]

    def desa_names(self) -> Mapping[str, str]:
        """Return kode_desa -> nama_desa."""
        desa = self.sheet("Desa")
        return dict(zip(desa["kode_desa"], desa["nama_desa"], strict=True))


def build_briefing(
    rakor: Rakor, checked: Checked, calon: pd.DataFrame, *, version: str = __version__
) -> Briefing:
    """Join the checked workbook and the candidates into what packs are built from."""
    alignment = summary.build_alignment(
        checked.sheet("Rencana"), checked.sheet("Desa"), checked.sheet("OPD"), calon
    )
    usulan = checked.sheet("Rencana")
    jalur = propose_routes(usulan, calon)
    names = dict(
        zip(checked.sheet("OPD")["kode_opd"], checked.sheet("OPD")["nama_opd"], strict=True)
    )
    renja = checked.sheet("Renja").assign(opd=checked.sheet("Renja")["kode_opd"].map(names))
    serupa = find_duplicates(usulan, calon, renja)
    openings = schedule.find_openings(checked.sheet("Jadwal"), rakor.tahun_rencana)
    return Briefing(rakor, checked, calon, alignment, jalur, serupa, openings, version)
