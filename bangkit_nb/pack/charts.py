"""Describe pictures as strips beside their numbers: a bar never stands without its figure.

Each strip is one cell of a table whose other cells say the same in numbers, so it needs no title of
its own, a screen reader loses nothing, and the parts are told apart by form, not by colour.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bangkit_nb import fmt, text
from bangkit_nb.columns import BIDANG_PENGHIDUPAN
from bangkit_nb.pack import said, schedule, summary
from bangkit_nb.pack.blocks import (
    Block,
    Cell,
    Col,
    Note,
    Row,
    Table,
)
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import fold_rows, make_table
from bangkit_nb.pack.shapes import Legend, LegendItem, Part, Shade, Strip
from bangkit_nb.pack.summary import Rows

SUBS = 8
"""Sub kegiatan whose request is drawn against its pagu: those with most Rupiah."""

LINES = 3
"""Pagu lines drawn below a request; the text names them all."""

LEVELS = 5
"""Steps of a shaded table above none."""

MONTHS = 24
"""Most months that the planning year is drawn over."""


def make_legend(b: Briefing, *pairs: tuple[str, str]) -> Legend:
    """Make a key of (look, catalogue key) pairs."""
    return Legend(tuple(LegendItem(look, b.t(key)) for look, key in pairs))


def stack(lengths: Iterable[tuple[str, float]], most: float) -> Strip:
    """Return one lane of (look, number) parts, one behind the other; `most` fills the strip."""
    made, at = [], 0.0
    for look, number in lengths:
        length = 100 * number / most if most > 0 else 0.0
        if length > 0:
            made.append(Part(look, at, length))
        at += length
    return Strip(tuple(made))


# --- usulan by OPD --------------------------------------------------------------------------------


def opd_bars(b: Briefing) -> tuple[Block, ...]:
    """Draw every usulan once: by OPD answered, asked by whose padanan; and those without a row."""
    told = [row for row in b.rows if row["is_padanan"] or row["is_dijawab"]]
    named = [row for row in told if row["kode_opd"] != ""]
    groups = [(nama, rows) for _, nama, rows in summary.by_code(named, "kode_opd", "opd")]
    nobody = [row for row in b.answered if row["kode_opd"] == ""]
    groups += [(b.t("gambar.tanpa_opd"), nobody)] if nobody else []
    lone = b.unmatched
    groups += [(b.t("asal.tanpa"), lone)] if lone else []
    most = max((len(rows) for _, rows in groups), default=0)
    total = summary.tally(b.rows)
    # a column of noughts says nothing: before the review there is no officer's, before answers none
    said_ = {"dijawab": total.n_dijawab, "petugas": total.n_petugas, "mesin": total.n_mesin}
    kinds = tuple(kind for kind, n in said_.items() if n)
    tallies = [(nama, summary.tally(rows)) for nama, rows in groups]
    made = [Row((text.shorten(nama, 80), _opd_strip(n, most), *_counts(b, n, kinds)))
            for nama, n in tallies]  # fmt: skip
    made.append(Row((b.t("gambar.semua"), Strip(()), *_counts(b, total, kinds))))
    heads = ("opd", "~gambar", *(f"#{kind}" for kind in kinds), "#usulan")
    table = fold_rows(b, make_table(b, "gambar.opd", heads, made), "umum.lipat_tabel")
    looks = [(look, key) for kind, look, key in STANDS if kind in kinds]
    looks += [("samar", "asal.tanpa")] if lone else []
    return make_legend(b, *looks), replace(table, fold_key="")


STANDS = (
    ("dijawab", "penuh", "gambar.dijawab"),
    ("petugas", "garis", "asal.petugas"),
    ("mesin", "tepi", "asal.mesin"),
)
"""What stands on an usulan, how it is drawn, and the catalogue key that says so."""


def _opd_strip(n: summary.Tally, most: int) -> Strip:
    parts = (("penuh", n.n_dijawab), ("garis", n.n_petugas), ("tepi", n.n_mesin))
    return stack((*parts, ("samar", n.n_tanpa)), most)


def _counts(b: Briefing, n: summary.Tally, kinds: tuple[str, ...]) -> tuple[str, ...]:
    counts = {"dijawab": n.n_dijawab, "petugas": n.n_petugas, "mesin": n.n_mesin}
    return (*(b.t.angka(counts[kind]) for kind in kinds), b.t.angka(n.n_usulan))


# --- kecamatan by bidang penghidupan --------------------------------------------------------------


def heat(b: Briefing) -> Table | None:
    """Count the usulan by bidang penghidupan and kecamatan, the ground darker where more are."""
    if not b.rows:
        return None
    names = {row["kode_kecamatan"]: row["kecamatan"] for row in b.rows}
    counts = Counter([(row["bidang_penghidupan"], row["kode_kecamatan"]) for row in b.rows])
    by_bidang = Counter([row["bidang_penghidupan"] for row in b.rows])
    by_kode = Counter([row["kode_kecamatan"] for row in b.rows])
    most = max(counts.values())
    rows = []
    for bidang in sorted(by_bidang, key=lambda one: (-by_bidang[one], one)):
        shades = (_shade(b, counts[bidang, kode], most) for kode in sorted(names))
        rows.append(Row((say_bidang(bidang, b), *shades, b.t.angka(by_bidang[bidang]))))
    sums = (b.t.angka(by_kode[kode]) for kode in sorted(names))
    rows.append(Row((b.t("gambar.semua"), *sums, b.t.angka(len(b.rows)))))
    heads = [text.shorten(names[kode], 40) for kode in sorted(names)]
    columns = (b.t("kolom.bidang"), *heads, b.t("gambar.semua"))
    made = tuple(Col(label, at > 0) for at, label in enumerate(columns))
    return Table(b.t("gambar.bidang"), made, tuple(rows), is_grid=True)


def say_bidang(bidang: str, b: Briefing) -> str:
    """Say a bidang penghidupan in the pack's language; an unknown one as it stands."""
    if bidang not in BIDANG_PENGHIDUPAN:
        return text.shorten(bidang, 60)
    return b.t(f"bidang.{BIDANG_PENGHIDUPAN.index(bidang) + 1}")


def _shade(b: Briefing, n: int, most: int) -> Shade:
    return Shade(b.t.angka(n), math.ceil(LEVELS * n / most) if most else 0)


# --- requested against pagu -----------------------------------------------------------------------


def pagu_bars(b: Briefing) -> tuple[Block, ...]:
    """Draw what villages ask of a sub kegiatan above each of its kabupaten-wide pagu lines."""
    wanted = [row for row in b.rows if row["is_padanan"] or row["keputusan"] in said.TAKEN]
    rows = [row for row in wanted if row["kode_opd"] != "" and row["kode_sub_kegiatan"] != ""]
    parts = summary.group_rows(rows, "kode_opd", "kode_sub_kegiatan")
    groups = [(group, summary.tally(group)) for _, group in parts]
    asked = [(group, n) for group, n in groups if n.rupiah > 0]
    asked.sort(key=lambda pair: -pair[1].rupiah)
    shown = [(group, n, find_pagu(b, group)) for group, n in asked[:SUBS]]
    if not shown:
        return ()
    most = max(max([n.rupiah, *(v for v, _ in lines)]) for _, n, lines in shown)
    made = [Row(_pagu_cells(b, *one, most)) for one in shown]
    heads = ("sub_kegiatan", "~gambar", "#usulan", "#diminta", "#pagu")
    table = make_table(b, "gambar.pagu", heads, made)
    more = b.t.n("gambar.pagu_lain", len(asked) - SUBS) if len(asked) > SUBS else ""
    legend = make_legend(b, ("penuh", "kolom.diminta"), ("tepi", "kolom.pagu"))
    return Note(b.t("pagu.catatan")), legend, replace(table, more=more)


def find_pagu(b: Briefing, group: Rows) -> list[tuple[float, str]]:
    """Return (pagu, lokasi) of each line of the group's sub kegiatan, once each, known ones."""
    lines = dict.fromkeys(b.pagu(group[0]["kode_opd"], group[0]["kode_sub_kegiatan"]))
    return [(pagu, lokasi) for lokasi, pagu in lines if not math.isnan(pagu)]


def _pagu_cells(
    b: Briefing, group: Rows, n: summary.Tally, lines: list[tuple[float, str]], most: float
) -> tuple[Cell, ...]:
    drawn = lines[:LINES]
    parts = [Part("penuh", 0, 100 * n.rupiah / most)]
    parts += [Part("tepi", 0, 100 * v / most, at) for at, (v, _) in enumerate(drawn, 1) if v > 0]
    first = group[0]
    places = [f" ({text.shorten(lokasi, 40)})" if len(lines) > 1 else "" for _, lokasi in lines]
    amounts = [b.t.rupiah(v) + place for (v, _), place in zip(lines, places, strict=True)]
    return (
        f"{first['sub_kegiatan']} ({first['kode_sub_kegiatan']}), {first['opd']}",
        Strip(tuple(parts), 1 + len(drawn)),
        b.t.angka(n.n_usulan),
        b.t.rupiah(n.rupiah),
        "; ".join(amounts) or fmt.DASH,
    )


# --- the planning year ----------------------------------------------------------------------------


def timeline(b: Briefing) -> tuple[Block, ...]:
    """Draw the doors of the planning year with this Rakor among them, and say what each is for.

    Doors without a date are drawn over their usual months. A line marks the one clock.
    """
    axis = _Axis.of(b)
    if axis is None:
        return ()
    entries = [(o.last, 1, _door_row(b, o, axis)) for o in b.openings]
    entries.append((b.rakor.hari, 0, _rakor_row(b, axis)))
    rows = [Row(cells) for _, _, cells in sorted(entries, key=lambda e: e[:2])]
    heads = ("tahapan", "~gambar", "waktu", "guna")
    table = make_table(b, "gambar.jadwal", heads, rows)
    columns = tuple(replace(c, scale=axis.scale) if c.is_strip else c for c in table.columns)
    looks = [("kini", "gambar.kini")]
    looks += [("titik", "gambar.pasti")]
    looks += [("bulat", "gambar.kira_hari")] if any(_is_guess(o) for o in b.openings) else []
    looks += [("tepi", "gambar.kira_bulan")] if any(o.day is None for o in b.openings) else []
    return make_legend(b, *looks), replace(table, columns=columns)


def _is_guess(opening: schedule.Opening) -> bool:
    return opening.day is not None and not opening.is_certain


class _Axis:
    """Hold the whole months that a planning year is drawn over."""

    def __init__(self, first: dt.date, last: dt.date, bahasa: str) -> None:
        n = min((last.year - first.year) * 12 + last.month - first.month + 1, MONTHS)
        months = [(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1)
                  for i in range(n + 1)]  # fmt: skip
        self.days = [dt.date(year, month, 1) for year, month in months]
        self.scale = tuple(
            (fmt.huruf_bulan(day.month, bahasa), (self.at(day) + self.at(until)) / 2)
            for day, until in zip(self.days, self.days[1:], strict=False)
        )

    @classmethod
    def of(cls, b: Briefing) -> _Axis | None:
        """Return the axis of a Rakor's doors; None without any."""
        if not b.openings:
            return None
        known = [o.last for o in b.openings] + [b.rakor.hari]
        first = min([*known, dt.date(b.rakor.tahun_rencana - 1, 1, 1)])
        last = max([*known, dt.date(b.rakor.tahun_rencana - 1, 12, 1)])
        return cls(first.replace(day=1), last, b.t.bahasa)

    def at(self, day: dt.date) -> float:
        """Return where a day stands, in percent."""
        place = (day - self.days[0]).days / (self.days[-1] - self.days[0]).days
        return 100 * min(max(place, 0.0), 1.0)


def _door_row(b: Briefing, o: schedule.Opening, axis: _Axis) -> tuple[Cell, ...]:
    if o.day is not None:
        part = Part("titik" if o.is_certain else "bulat", axis.at(o.day))
    else:
        first = axis.at(dt.date(o.last.year, o.door.months[0], 1))
        part = Part("tepi", first, axis.at(o.last + dt.timedelta(days=1)) - first)
    when = schedule.say_when(o, b.rakor.per, b.t)
    key = o.door.key
    return b.t(f"pintu.{key}"), _with_clock(b, axis, part), when, b.t(f"guna.{key}")


def _rakor_row(b: Briefing, axis: _Axis) -> tuple[Cell, ...]:
    r = b.rakor
    when = fmt.tanggal(r.hari, b.t.bahasa)
    if len(r.tanggal) != 10:
        when = fmt.bulan_tahun(r.hari.year, r.hari.month, b.t.bahasa)
    strip = _with_clock(b, axis, Part("titik", axis.at(r.hari)))
    return b.t("gambar.rakor"), strip, when, b.t("guna.rakor")


def _with_clock(b: Briefing, axis: _Axis, part: Part) -> Strip:
    return Strip((Part("kini", axis.at(b.rakor.per)), part))
