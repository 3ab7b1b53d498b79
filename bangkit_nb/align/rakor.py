"""Match a checked workbook, and explain one match: what notebooks, packs and review call."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from bangkit_nb import fmt
from bangkit_nb.align import scoring
from bangkit_nb.align.matching import match_usulan
from bangkit_nb.data.checks import Checked
from bangkit_nb.data.lokasi_kode import say_codes
from bangkit_nb.data.names import Desa
from bangkit_nb.errors import WorkbookError


@dataclass(frozen=True)
class Inputs:
    """Hold what a match of one workbook takes.

    usulan: sheet Rencana with nama_desa and kecamatan. renja: sheet Renja with opd, the OPD's
    name. tesaurus: the office's own rows.
    """

    usulan: pd.DataFrame
    renja: pd.DataFrame
    tesaurus: list[tuple[str, ...]]


def build_inputs(checked: Checked) -> Inputs:
    """Join a checked workbook's places and OPD names to its usulan and Renja rows.

    Raises WorkbookError when the workbook lacks a sheet or column that a match needs.
    """
    if checked.is_blocked:
        said = [p.message for p in checked.problems if p.severity == "stop" and p.row is None]
        raise WorkbookError(f"{checked.name}: {' '.join(said[:3])}")
    place = checked.sheet("Desa")[["kode_desa", "nama_desa", "kecamatan"]]
    usulan = checked.sheet("Rencana").merge(place, on="kode_desa", how="left", validate="m:1")
    names = checked.sheet("OPD")[["kode_opd", "nama_opd"]].rename(columns={"nama_opd": "opd"})
    renja = checked.sheet("Renja").merge(names, on="kode_opd", how="left", validate="m:1")
    renja["lokasi"] = _say_places(renja, checked.sheet("Desa"))
    own = checked.sheet("Tesaurus")
    fields = ["kata_desa", "istilah_renja", "bobot", "bidang_urusan", "sumber"]
    tesaurus = own[fields].astype(str).itertuples(index=False, name=None)
    return Inputs(usulan, renja, list(tesaurus))


def _say_places(renja: pd.DataFrame, desa: pd.DataFrame) -> list[str]:
    """Return each row's lokasi, said by its codes where an import or a person typed them."""
    columns = (desa["kode_desa"], desa["nama_desa"], desa["kecamatan"])
    known = tuple(Desa(*cells) for cells in zip(*columns, strict=True))
    said = {codes: say_codes(codes, known) for codes in set(renja["kode_lokasi"])}
    return [said[codes] or text for codes, text in zip(renja["kode_lokasi"], renja["lokasi"],
                                                       strict=True)]  # fmt: skip


def match_rakor(
    checked: Checked, *, top: int = 5, padanan: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Match a checked workbook's usulan against its Renja; see match_usulan and build_inputs."""
    made = build_inputs(checked)
    return match_usulan(made.usulan, made.renja, top=top, padanan=padanan, tesaurus=made.tesaurus)


def explain_match(usulan: pd.Series, baris: pd.Series) -> str:
    """Say in an officer's words why a row fits an usulan, with each part's share of the score.

    usulan: cells as in sheet Rencana (at least id_usulan and kegiatan). baris: a row of the Renja
    (at least kode_sub_kegiatan and sub_kegiatan). Raises InputError when a cell is missing.
    """
    found = match_usulan(pd.DataFrame([usulan]), pd.DataFrame([baris]), top=1).iloc[0]
    if not found["rank"]:
        return "Tidak ada yang sama antara usulan dan baris ini."
    label = {f"part_{c.name}": c.label for c in scoring.COMPARISONS}
    parts = [(name, float(found[name])) for name in label if found[name]]
    parts.sort(key=lambda part: (-abs(part[1]), part[0]))
    said = "; ".join(f"{label[name]} {fmt.angka(value)}" for name, value in parts)
    return f"{found['penjelasan']} Skor {fmt.angka(float(found['skor']))}: {said}."


def is_padanan(calon: pd.DataFrame) -> pd.Series:
    """Tell for each candidate row whether it is a best candidate strong enough to ask about."""
    return (calon["rank"] == 1) & (calon["peluang_tidak_ada"] < 0.5) & (calon["pita"] != "rendah")
