"""Lay out what a review needs: usulan with their keys, Renja rows to read, the matcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from bangkit_nb import columns, text, words
from bangkit_nb.align import matching
from bangkit_nb.align.duplicates import find_duplicates
from bangkit_nb.align.rakor import build_inputs
from bangkit_nb.align.routes import propose_routes
from bangkit_nb.data.checks import Checked
from bangkit_nb.review.carry import build_known

RowKey = tuple[str, str]
"""(kode_opd, kode_sub_kegiatan) of a Renja row."""


@dataclass(frozen=True)
class Usulan:
    """Hold one usulan as a card shows it; missing numbers are None, missing texts ""."""

    kunci: str
    id_usulan: str
    kode_desa: str
    nama_desa: str
    kecamatan: str
    bidang_penghidupan: str
    kegiatan: str
    komoditas: str
    jenis_dukungan: str
    kelompok: str
    kelompok_berbadan_hukum: str
    volume: float | None
    satuan: str
    anggaran: float | None
    sasaran_l: float | None
    sasaran_p: float | None
    disabilitas: float | None
    sumber_dana: str
    tahun: str
    isi_hash: str
    kembar: int
    """How many usulan of the workbook have this desa, year and text (Seen.kembar)."""
    sama: str
    """Usulan with equal `sama` say the same thing: same words, komoditas and bidang."""


@dataclass(frozen=True)
class Line:
    """Hold one line of a Renja row: a row may have several, each with its own lokasi and pagu."""

    indikator: str
    target: str
    lokasi: str
    pagu: float | None
    sumber_dana: str


@dataclass(frozen=True)
class Row:
    """Hold one Renja row: what is chosen when an usulan fits."""

    kode_opd: str
    opd: str
    kode_sub_kegiatan: str
    sub_kegiatan: str
    kegiatan: str
    program: str
    lines: tuple[Line, ...]

    @property
    def key(self) -> RowKey:
        """What identifies the row."""
        return (self.kode_opd, self.kode_sub_kegiatan)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that carry meaning in its name, kegiatan and indikator."""
        said = [self.sub_kegiatan, self.kegiatan, *(line.indikator for line in self.lines)]
        return frozenset(word for one in said for word in words.words(one))

    @cached_property
    def searched(self) -> str:
        """The text that "cari di Renja" looks through, folded."""
        said = (self.sub_kegiatan, self.kegiatan, self.program, self.opd, self.kode_sub_kegiatan)
        return text.fold(" ".join(said))


@dataclass(frozen=True)
class Best:
    """Hold an usulan's first candidate: its row (("", "") without any), chances in [0, 1], band."""

    row: RowKey
    peluang: float
    tanpa: float
    pita: str


@dataclass(frozen=True)
class Materials:
    """Hold everything a review looks at but the log.

    Attributes:
        usulan: key -> usulan, in the workbook's order.
        frame: the same as the match takes it, one row each, in that order.
        rows: (kode_opd, kode_sub_kegiatan) -> Renja row.
        opd: kode_opd -> name, of every OPD of the workbook.
        matcher: the Renja indexed, with the memory of past judgements.
        calon: columns.CALON of every usulan, without reasons (they are written for a card).
        checked: the workbook.
        dulu: id_usulan -> what an earlier Rakor answered, in an officer's words.
    """

    usulan: Mapping[str, Usulan]
    frame: pd.DataFrame
    rows: Mapping[RowKey, Row]
    opd: Mapping[str, str]
    matcher: matching.Matcher
    calon: pd.DataFrame
    checked: Checked
    dulu: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def best(self) -> Mapping[str, Best]:
        """Key -> its best candidate by the first ranking."""
        first = self._first
        by_id = {one.id_usulan: key for key, one in self.usulan.items()}
        fields = ("id_usulan", "kode_opd", "kode_sub_kegiatan", "peluang", "peluang_tidak_ada",
                  "pita")  # fmt: skip
        return {
            by_id[at]: Best((opd, kode), float(p), float(q), str(pita))
            for at, opd, kode, p, q, pita in zip(*(first[name] for name in fields), strict=True)
        }

    @cached_property
    def _first(self) -> pd.DataFrame:
        return self.calon[self.calon["rank"] <= 1]  # one row each, in the order of `frame`

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Key -> place in `frame`."""
        return {key: at for at, key in enumerate(self.usulan)}

    @cached_property
    def sama(self) -> Mapping[str, tuple[str, ...]]:
        """`Usulan.sama` -> keys of the usulan that say the same."""
        made: dict[str, list[str]] = {}
        for key, one in self.usulan.items():
            made.setdefault(one.sama, []).append(key)
        return {said: tuple(keys) for said, keys in made.items()}

    def route(self, key: str) -> tuple[str, str]:
        """Return the proposed route of one usulan and its reason; read when first shown."""
        if key not in self._routes:
            at = [self.places[key]]
            made = propose_routes(self.frame.iloc[at], self._first.iloc[at]).iloc[0]
            self._routes[key] = (str(made["jalur"]), str(made["alasan"]))
        return self._routes[key]

    @cached_property
    def _routes(self) -> dict[str, tuple[str, str]]:
        return {}

    @cached_property
    def serupa(self) -> Mapping[str, tuple[str, ...]]:
        """id_usulan -> sentences on where it is not alone."""
        renja = self.checked.sheet("Renja")
        renja = renja.assign(opd=renja["kode_opd"].map(self.opd))
        made: dict[str, list[str]] = {}
        for row in find_duplicates(self.frame, self.calon, renja).itertuples():
            said = str(row.keterangan)
            if row.jenis == columns.ANTAR_DESA:
                said = f"{row.n} usulan di beberapa desa berisi kegiatan serupa."
            made.setdefault(str(row.id_usulan), []).append(said)
        return {at: tuple(said) for at, said in made.items()}


def build_materials(
    checked: Checked, *, padanan: pd.DataFrame | None = None, top: int = 5
) -> Materials:
    """Key the usulan of a checked workbook, gather its Renja rows, and rank.

    padanan: past judgements to learn from (columns.PADANAN). top: candidates kept per usulan.
    Raises WorkbookError when the workbook lacks what a match needs.
    """
    made = build_inputs(checked)
    matcher = matching.build_matcher(made.renja, padanan=padanan, tesaurus=made.tesaurus)
    calon = matching.rank_usulan(matcher, made.usulan, top=top, explained=0)
    names = dict(
        zip(checked.sheet("OPD")["kode_opd"], checked.sheet("OPD")["nama_opd"], strict=True)
    )
    usulan = {one.kunci: one for one in _usulan(made.usulan)}
    return Materials(usulan, made.usulan, _rows(made.renja), names, matcher, calon, checked)


_TEXTS = (
    "id_usulan", "kode_desa", "nama_desa", "kecamatan", "bidang_penghidupan", "kegiatan",
    "komoditas", "jenis_dukungan", "kelompok", "kelompok_berbadan_hukum", "satuan", "sumber_dana",
    "tahun",
)  # fmt: skip
_NUMBERS = ("volume", "anggaran", "sasaran_l", "sasaran_p", "disabilitas")


def _usulan(frame: pd.DataFrame) -> list[Usulan]:
    made = []
    for row, known in zip(_records(frame, _TEXTS, _NUMBERS), build_known(frame), strict=True):
        said = " ".join((*words.words(row["kegiatan"]), *words.words(row["komoditas"])))
        sama = f"{row['bidang_penghidupan']}|{said or known.kunci}"
        row |= {"kunci": known.kunci, "isi_hash": known.isi_hash, "kembar": known.kembar}
        made.append(Usulan(sama=sama, **row))
    return made


def _rows(renja: pd.DataFrame) -> dict[RowKey, Row]:
    texts = (
        "kode_opd", "opd", "kode_sub_kegiatan", "sub_kegiatan", "kegiatan", "program", "indikator",
        "target", "satuan", "lokasi", "sumber_dana",
    )  # fmt: skip
    head: dict[RowKey, dict[str, str]] = {}
    lines: dict[RowKey, list[Line]] = {}
    for row in _records(renja, texts, ("pagu",)):
        key = (row["kode_opd"], row["kode_sub_kegiatan"])
        own = {name: row[name] for name in texts[:6]}
        head.setdefault(key, own | {"opd": own["opd"] or own["kode_opd"]})
        target = " ".join(part for part in (row["target"], row["satuan"]) if part)
        line = Line(row["indikator"], target, row["lokasi"], row["pagu"], row["sumber_dana"])
        lines.setdefault(key, []).append(line)
    return {key: Row(**own, lines=tuple(lines[key])) for key, own in head.items()}


def _records(frame: pd.DataFrame, texts: tuple[str, ...], numbers: tuple[str, ...]) -> list[dict]:  # type: ignore[type-arg]
    columns_ = {name: [_text(v) for v in frame[name]] for name in texts}
    columns_ |= {name: [_number(v) for v in frame[name]] for name in numbers}  # type: ignore[misc]
    names = list(columns_)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns_.values(), strict=True)]


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else text.tidy(value)  # noqa: PLR0124


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]
