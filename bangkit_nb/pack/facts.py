"""Hold everything that the packs of one Rakor are built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from bangkit_nb import __version__, text
from bangkit_nb.align.duplicates import find_duplicates
from bangkit_nb.align.routes import propose_routes
from bangkit_nb.data.checks import Checked
from bangkit_nb.frames import join_blocks, list_rows
from bangkit_nb.pack import decided, said, schedule, summary, whose
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.summary import Rows, Usulan
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

    @cached_property
    def pelatihan(self) -> Rows:
        """The training plan: the workbook's, or what the closed meeting made of it."""
        sheet = self.sheet("Pelatihan")
        return list_rows(decided.list_pelatihan(self.hasil, sheet) if self.is_after else sheet)

    @cached_property
    def tantangan(self) -> Rows:
        """The challenges: the workbook's, or what the closed meeting made of them."""
        sheet = self.sheet("Tantangan")
        return list_rows(decided.list_tantangan(self.hasil, sheet) if self.is_after else sheet)

    @cached_property
    def rtl(self) -> Rows:
        """The follow-up as it stands: of earlier Rakor, and of this one once it is closed.

        Columns of sheet Tindak Lanjut, and is_baru: agreed by this Rakor.
        """
        sheet = self.sheet("Tindak Lanjut")
        if self.hasil is None:
            return list_rows(sheet.assign(is_baru=False))
        return list_rows(decided.list_rtl(self.hasil, sheet, with_new=self.is_after))

    def sheet(self, name: str) -> pd.DataFrame:
        """Return the used rows of a sheet."""
        return self.checked.sheet(name)

    # gathered once a Rakor: some 50 packs ask for their part of it many times

    @cached_property
    def rows(self) -> Rows:
        """The rows of the alignment."""
        return list_rows(self.alignment)

    @cached_property
    def by_id(self) -> Mapping[str, Usulan]:
        """The rows of the alignment by id_usulan."""
        return {row["id_usulan"]: row for row in self.rows}

    @cached_property
    def routes(self) -> Mapping[str, Usulan]:
        """The proposed route of each usulan by id_usulan: its row of columns.JALUR."""
        return {row["id_usulan"]: row for row in list_rows(self.jalur)}

    @cached_property
    def answered(self) -> Rows:
        """The usulan that an OPD or a forum answered."""
        return [row for row in self.rows if row["is_dijawab"]]

    @cached_property
    def unmatched(self) -> Rows:
        """The open usulan without a row to ask about."""
        return [row for row in self.rows if not row["is_padanan"] and not row["is_dijawab"]]

    @cached_property
    def asked(self) -> Rows:
        """The open usulan that OPD are asked to confirm."""
        return [row for row in self.rows if row["is_padanan"]]

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, Rows]]:
        """The rows of each OPD that is asked, of each kecamatan and of each desa, by code."""
        parts = {"kode_opd": self.asked, "kode_kecamatan": self.rows, "kode_desa": self.rows}
        return {name: dict(summary.group_rows(rows, name)) for name, rows in parts.items()}

    def asked_of_opd(self, kode: str) -> Rows:
        """Return the open usulan that one OPD is asked to confirm."""
        return self._parts["kode_opd"].get(kode, ())

    def of_kecamatan(self, kode: str) -> Rows:
        """Return the usulan of one kecamatan's desa."""
        return self._parts["kode_kecamatan"].get(kode, ())

    def of_desa(self, kode: str) -> Rows:
        """Return the usulan of one desa."""
        return self._parts["kode_desa"].get(kode, ())

    def answered_of_opd(self, kode_opd: str) -> Rows:
        """Return the answers that concern this OPD: it gave or takes them, or had been asked."""
        names = self.names_of_opd(kode_opd)
        return [
            row
            for who, row in zip(self._answered_by, self.answered, strict=True)
            if who in names or kode_opd in (row["kode_opd"], row["arah_kode_opd"])
        ]

    @cached_property
    def _answered_by(self) -> Sequence[str]:
        return [text.fold(row["keputusan_oleh"]) for row in self.answered]

    @cached_property
    def opd(self) -> Mapping[str, Usulan]:
        """The rows of sheet OPD by kode_opd."""
        return {row["kode_opd"]: row for row in list_rows(self.sheet("OPD"))}

    def names_of_opd(self, kode_opd: str) -> frozenset[str]:
        """Return the names by which an OPD is known, folded: its code, names, short and old."""
        return self._names_of_opd.get(kode_opd, frozenset({text.fold(kode_opd)}))

    @cached_property
    def _names_of_opd(self) -> Mapping[str, frozenset[str]]:
        made = {}
        for kode, row in self.opd.items():
            cells = (str(row[name]) for name in ("nama_opd", "singkatan", "nama_lain"))
            parts = [part for cell in cells for part in cell.split(";") if part.strip()]
            made[kode] = frozenset(map(text.fold, (kode, *parts)))
        return made

    @cached_property
    def desa(self) -> Mapping[str, Usulan]:
        """The rows of sheet Desa by kode_desa."""
        return {row["kode_desa"]: row for row in list_rows(self.sheet("Desa"))}

    def pagu(self, kode_opd: str, kode_sub: str) -> Sequence[tuple[str, float]]:
        """Return (lokasi, pagu) of each line of an OPD's sub kegiatan."""
        return self._pagu.get((kode_opd, kode_sub), ())

    @cached_property
    def _pagu(self) -> Mapping[tuple[str, str], Sequence[tuple[str, float]]]:
        names = ("kode_opd", "kode_sub_kegiatan", "lokasi", "pagu")
        made: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for row in list_rows(self.sheet("Renja")[list(names)]):
            line = (row["lokasi"], row["pagu"])
            made.setdefault((row["kode_opd"], row["kode_sub_kegiatan"]), []).append(line)
        return made

    def desa_names(self) -> Mapping[str, str]:
        """Return kode_desa -> nama_desa."""
        return self._desa_names

    @cached_property
    def _desa_names(self) -> Mapping[str, str]:
        return {kode: row["nama_desa"] for kode, row in self.desa.items()}


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
