"""Show the whole meeting's pictures: the plans of each desa on a map, the fields, the pagu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bangkit_nb import fmt, text
from bangkit_nb.pack import charts, summary
from bangkit_nb.pack.blocks import Linked, Row, Section
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.map import build_map
from bangkit_nb.pack.sections import results
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table


def plans(b: Briefing, kode: str) -> Section | None:
    """List the plan of every desa, with its state and its answers, below a map of them."""
    if not b.desa:
        return None
    made: list[Row] = []
    last = ""
    for kode_desa, row in sorted(b.desa.items()):
        if row["kecamatan"] != last:
            last = row["kecamatan"]
            made.append(Row(group=b.t("judul.kecamatan", kecamatan=text.shorten(last, 60))))
        n = summary.tally(b.of_desa(kode_desa))
        name = text.shorten(row["nama_desa"], 40)
        link = Linked(name, f"desa-{kode_desa}.html", _state(b, row))
        asked = fmt.rupiah_singkat(n.rupiah, b.t.bahasa) if n.n_usulan else fmt.DASH
        made.append(Row((link, b.t.angka(n.n_usulan), b.t.angka(n.n_dijawab), asked)))
    heads = ("desa_rencana", "#usulan", "#dijawab", "#diminta")
    caption = "rencana_desa.judul_sesudah" if b.is_after else "rencana_desa.judul_tabel"
    table = replace(make_table(b, caption, heads, made), is_grid=True)
    drawn = build_map(b, b.peta)
    # a desa looks for itself here: the list folds beyond FOLD rows, but no further
    table = replace(fold_rows(b, table, "umum.lipat_desa"), fold_key="")
    return make_section(b, "rencana_desa", *drawn, table)


def _state(b: Briefing, row: Mapping[Any, Any]) -> str:
    """Say how a desa's plan stands: what the closed meeting said, else what the workbook says."""
    if b.hasil is not None and b.is_after:
        return results.find_ratification(b, b.hasil, row["kode_desa"])[0]
    return text.shorten(row["status_rencana"], 40)


def by_opd(b: Briefing, kode: str) -> Section | None:
    """Draw every usulan by the OPD that answered or is asked, and those without a row."""
    return make_section(b, "per_opd", *charts.opd_bars(b)) if b.rows else None


def fields(b: Briefing, kode: str) -> Section | None:
    """Count the usulan by bidang penghidupan and kecamatan."""
    table = charts.heat(b)
    return make_section(b, "bidang", table) if table else None


def pagu(b: Briefing, kode: str) -> Section | None:
    """Draw what is asked against the kabupaten-wide pagu."""
    blocks = charts.pagu_bars(b)
    return make_section(b, "pagu", *blocks) if blocks else None
