"""Hold everything that the packs of one Rakor are built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bangkit_nb import __version__, text
from bangkit_nb.align.duplicates import find_duplicates
from bangkit_nb.align.routes import propose_routes
from bangkit_nb.data.checks import Checked
from bangkit_nb.frames import join_blocks, split_rows
from bangkit_nb.pack import decided, said, schedule, summary, whose
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.params import Rakor

if TYPE_CHECKING:
    from bangkit_nb.hasil.records import Hasil
    from bangkit_nb.pack.projection import Outline
    from bangkit_nb.review.earlier import Dulu
    from bangkit_nb.review.judged import Judged


SEBELUM, SESUDAH = "sebelum", "sesudah"


@dataclass(frozen=True)
class Log:
    """Hold which state of the review log a briefing tells of: hash and number of its events."""

    sha256: str = ""
    n_events: int = 0


@dataclass(frozen=True)
class Briefing:
    """Hold one Rakor's facts, ready to be told to any audience.

    Attributes:
        rakor: the parameters.
        checked: the workbook as checked; typed, redacted, bad rows set aside.
        calon: the candidates of align (columns.CALON).
        alignment: one row per usulan with its place and whose word stands on it
            (summary.build_alignment).
        jalur: proposed route of each usulan (columns.JALUR).
        serupa: usulan that are not alone (columns.SERUPA).
        openings: the doors of the planning year.
        tinjauan: what this Rakor's log says of each usulan (columns.TINJAUAN); what an earlier one
            took stands in the alignment alone, with dulu_rakor naming it.
        log: which state of the log that is.
        version: of this package, for the footer.
        peta: outlines of the desa, for the map; () draws dots.
        hasil: what the meeting decided (hasil.read_hasil); None where nobody looked.
    """

    rakor: Rakor
    checked: Checked
    calon: pd.DataFrame
    alignment: pd.DataFrame
    jalur: pd.DataFrame
    serupa: pd.DataFrame
    openings: tuple[schedule.Opening, ...]
    tinjauan: pd.DataFrame
    log: Log
    version: str
    peta: tuple[Outline, ...] = ()
    hasil: Hasil | None = None

    @property
    def t(self) -> Pesan:
        """The language of this Rakor's packs."""
        return Pesan(self.rakor.bahasa)

    @property
    def is_after(self) -> bool:
        """Whether the meeting was closed ("rapat ditutup"): then packs tell its result."""
        return self.hasil is not None and self.hasil.ditutup is not None

    @property
    def stage(self) -> str:
        """The packs' stage, "sebelum" or "sesudah": the folder they lie in."""
        return SESUDAH if self.is_after else SEBELUM

    @property
    def is_before(self) -> bool:
        """Whether the Rakor is still ahead: not closed, and its day not past on its own clock."""
        return not self.is_after and self.rakor.per <= self.rakor.hari

    def pelatihan(self) -> pd.DataFrame:
        """Return the training plan: the workbook's, or what the closed meeting made of it."""
        sheet = self.sheet("Pelatihan")
        return decided.list_pelatihan(self.hasil, sheet) if self.is_after else sheet

    def tantangan(self) -> pd.DataFrame:
        """Return the challenges: the workbook's, or what the closed meeting made of them."""
        sheet = self.sheet("Tantangan")
        return decided.list_tantangan(self.hasil, sheet) if self.is_after else sheet

    def rtl(self) -> pd.DataFrame:
        """Return the follow-up as it stands: of earlier Rakor, and of this one once it is closed.

        Columns of sheet Tindak Lanjut, and is_baru: agreed by this Rakor.
        """
        return self._rtl

    @cached_property
    def _rtl(self) -> pd.DataFrame:
        sheet = self.sheet("Tindak Lanjut")
        if self.hasil is None:
            return sheet.assign(is_baru=False)
        return decided.list_rtl(self.hasil, sheet, with_new=self.is_after)

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the used rows of a sheet."""
        return self.checked.sheet(name)

    def asked(self, kode_opd: str = "") -> pd.DataFrame:
        """Return the open usulan that OPD (or this one) are asked to confirm."""
        if kode_opd:
            return self._asked_by_opd.get(kode_opd, self.alignment.iloc[:0])
        return self._asked

    def answered(self) -> pd.DataFrame:
        """Return the usulan that an OPD or a forum answered."""
        return self._answered

    def answered_of_opd(self, kode_opd: str) -> pd.DataFrame:
        """Return the answers that concern this OPD: it gave or takes them, or had been asked."""
        opd = self.sheet("OPD")
        own = opd[opd["kode_opd"] == kode_opd]
        names = {text.fold(kode_opd)}
        for column in ("nama_opd", "singkatan", "nama_lain"):
            names |= {text.fold(p) for v in own[column] for p in str(v).split(";") if p.strip()}
        rows = self.answered()
        gave = [text.fold(who) in names for who in rows["keputusan_oleh"]]
        named = (rows["kode_opd"] == kode_opd) | (rows["arah_kode_opd"] == kode_opd)
        return rows[named | np.array(gave, bool)]

    def unmatched(self) -> pd.DataFrame:
        """Return the open usulan without a row to ask about."""
        a = self.alignment
        return a[~a["is_padanan"] & ~a["is_dijawab"]]

    def of_kecamatan(self, kode: str) -> pd.DataFrame:
        """Return the usulan of one kecamatan's desa."""
        return self._by_kecamatan.get(kode, self.alignment.iloc[:0])

    def of_desa(self, kode: str) -> pd.DataFrame:
        """Return the usulan of one desa."""
        return self._by_desa.get(kode, self.alignment.iloc[:0])

    # cut once a Rakor: each pack asks for its part of a wide frame many times

    @cached_property
    def _asked(self) -> pd.DataFrame:
        return self.alignment[self.alignment["is_padanan"]]

    @cached_property
    def _asked_by_opd(self) -> Mapping[str, pd.DataFrame]:
        return split_rows(self._asked, "kode_opd")

    @cached_property
    def _answered(self) -> pd.DataFrame:
        return self.alignment[self.alignment["is_dijawab"]]

    @cached_property
    def _by_kecamatan(self) -> Mapping[str, pd.DataFrame]:
        return split_rows(self.alignment, "kode_kecamatan")

    @cached_property
    def _by_desa(self) -> Mapping[str, pd.DataFrame]:
        return split_rows(self.alignment, "kode_desa")

    def desa_names(self) -> Mapping[str, str]:
        """Return kode_desa -> nama_desa."""
        desa = self.sheet("Desa")
        return dict(zip(desa["kode_desa"], desa["nama_desa"], strict=True))


def build_briefing(
    rakor: Rakor,
    checked: Checked,
    calon: pd.DataFrame,
    putusan: Judged | None = None,
    *,
    peta: tuple[Outline, ...] = (),
    hasil: Hasil | None = None,
    dulu: Mapping[str, Dulu] | None = None,
    version: str = __version__,
) -> Briefing:
    """Join the checked workbook, the candidates and the judgements into what packs are built from.

    putusan: what the log says; None when nothing was judged. peta: see outlines.read_outlines.
    hasil: what the meeting decided; the stage follows it. dulu: what earlier Rakor answered.
    """
    usulan, renja, opd = (checked.sheet(name) for name in ("Rencana", "Renja", "OPD"))
    tinjauan = whose.build_empty_tinjauan(usulan) if putusan is None else putusan.tinjauan
    told = whose.add_earlier(tinjauan, dulu or {})
    alignment = summary.build_alignment(usulan, checked.sheet("Desa"), opd, calon, renja, told)
    alignment = join_blocks(said.add_earlier(alignment, told, dulu or {}, Pesan(rakor.bahasa)))
    jalur = propose_routes(usulan, calon)
    names = dict(zip(opd["kode_opd"], opd["nama_opd"], strict=True))
    serupa = find_duplicates(usulan, calon, renja.assign(opd=renja["kode_opd"].map(names)))
    openings = schedule.find_openings(checked.sheet("Jadwal"), rakor.tahun_rencana)
    log = Log() if putusan is None else Log(putusan.log_sha256, putusan.n_events)
    return Briefing(
        rakor,
        checked,
        calon,
        alignment,
        jalur,
        serupa,
        openings,
        tinjauan,
        log,
        version,
        peta,
        hasil,
    )
