"""Describe the workbook's problems as a page that can be sent to whoever mends the workbook."""

from __future__ import annotations

from bangkit_nb import fmt
from bangkit_nb.columns import RENCANA, RENJA
from bangkit_nb.data.checks import Checked
from bangkit_nb.errors import SEVERITIES, Problem
from bangkit_nb.pack.blocks import Col, Facts, Figure, Figures, Note, Pack, Row, Section, Table
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.params import Rakor

FOLD = 60
"""Problems shown per sheet; the rest stand in tabel/masalah.csv and in `bangkit check`."""


def build_problem_pack(checked: Checked, rakor: Rakor, *, version: str = "") -> Pack:
    """Describe the problems by sheet, the gravest first, with the counts of rows."""
    t = Pesan(rakor.bahasa)
    sheets = list(dict.fromkeys(p.sheet for p in checked.problems))
    made = [_counts(checked, t), _rows(checked, t)]
    made += [_sheet(checked, name, t) for name in sheets]
    footer = (
        t("kaki.sumber", sumber=f"{checked.name} ({checked.sha256[:8]})"),
        t("kaki.dibuat", versi=version),
    )
    title = t("judul.masalah", kabupaten=rakor.kabupaten)
    return Pack(
        "masalah", "", "masalah.html", title, checked.name, t.bahasa, rakor.contoh,
        t("umum.data_contoh"), tuple(made), footer,
    )  # fmt: skip


def _counts(checked: Checked, t: Pesan) -> Section:
    counts = {s: sum(p.severity == s for p in checked.problems) for s in SEVERITIES}
    items = tuple(
        Figure(t.angka(counts[s]), t(f"tingkat.{s}"), t(f"tingkat.{s}.arti")) for s in SEVERITIES
    )
    notes = [Note(t("masalah.bersih"))] if not checked.problems else []
    empty = [s.name for s in (RENCANA, RENJA)
             if s.name not in checked.frames or not checked.n_rows[s.name].read]  # fmt: skip
    notes += [Note(t("masalah.impor", lembar=name)) for name in empty]
    return Section("ringkasan", t("bagian.ringkasan"), (Figures(items), *notes))


def _rows(checked: Checked, t: Pesan) -> Section:
    items = []
    for name in checked.frames:
        n = checked.n_rows[name]
        said = t("masalah.baris", dibaca=t.angka(n.read), dipakai=t.angka(n.used))
        if n.set_aside:
            said += ", " + t.n("angka.disisihkan", n.set_aside)
        items.append((name, said))
    return Section("baris", t("bagian.baris"), (Facts(tuple(items)),))


def _sheet(checked: Checked, name: str, t: Pesan) -> Section:
    found = [p for p in checked.problems if p.sheet == name]
    found.sort(key=lambda p: (SEVERITIES.index(p.severity), p.row or 0))
    heads = ("tingkat", "baris", "kolom", "nilai", "pesan")
    table = Table(
        t("masalah.judul_tabel", lembar=name or checked.name),
        tuple(Col(t(f"kolom.{head}"), head == "baris") for head in heads),
        tuple(_row(p, t) for p in found[:FOLD]),
        t.n("masalah.lipat", len(found) - FOLD) if len(found) > FOLD else "",
    )
    key = f"lembar-{checked_index(checked, name)}"
    return Section(key, t("masalah.lembar", lembar=name) if name else t("masalah.berkas"), (table,))


def checked_index(checked: Checked, name: str) -> int:
    """Return a sheet's place among those with problems; anchors must not hold a typed name."""
    return list(dict.fromkeys(p.sheet for p in checked.problems)).index(name)


def _row(problem: Problem, t: Pesan) -> Row:
    return Row(
        (
            t(f"tingkat.{problem.severity}"),
            str(problem.row) if problem.row is not None else fmt.DASH,
            problem.column or fmt.DASH,
            problem.value or fmt.DASH,
            problem.message,
        )
    )
