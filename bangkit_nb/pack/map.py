"""Describe the map of a Rakor's desa: outlines or dots, each marked by its share of answers.

A desa's mark is a ring that fills like a clock with the share of its usulan that an OPD or a forum
answered, so the map reads without colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from bangkit_nb import text
from bangkit_nb.data import wilayah
from bangkit_nb.pack.blocks import Block
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.projection import (
    RADIUS,
    WIDTH,
    Outline,
    Point,
    Sheet,
    encode_slice,
    gather_points,
)
from bangkit_nb.pack.shapes import Caption, Legend, LegendItem, Map, Place

LETTER = 8.6
"""Units that a letter of a caption takes, about."""

NONE, SOME, MOST_OF, ALL, EMPTY = 0, 1, 2, 3, -1
"""Levels of a desa: no answer yet, less than half, half or more, all; or no usulan."""


def build_map(b: Briefing, outlines: Sequence[Outline] = ()) -> tuple[Block, ...]:
    """Describe the map of the desa and its key; () where no desa has a place.

    outlines: of the desa and of others around; a desa without one is drawn by its lat and lng.
    """
    drawn = {o.kode_desa: o for o in outlines}
    spots = find_spots(b.sheet("Desa"), drawn)
    if not spots:
        return ()
    sheet = Sheet.of(gather_points(outlines, spots))
    counts = {k: (len(rows), sum(row["is_dijawab"] for row in rows))
              for k, rows in ((kode, b.of_desa(kode)) for kode in spots)}  # fmt: skip
    names = b.desa_names()
    places = tuple(
        _place(b, names[kode], counts[kode], sheet, (kode, *spot), drawn.get(kode))
        for kode, spot in spots.items()
    )
    land = "".join(sheet.path(o) for o in outlines if o.kode_desa not in spots)
    levels = [place.level for place in places]
    desc = b.t(
        "peta.uraian", desa=b.t.n("umum.n_desa", len(places)), semua=b.t.angka(levels.count(ALL)),
        sebagian=b.t.angka(levels.count(SOME) + levels.count(MOST_OF)),
        belum=b.t.angka(levels.count(NONE)),
    )  # fmt: skip
    captions = tuple(_captions(b, spots, sheet))
    drawing = Map(
        "peta", b.t("peta.judul"), desc, WIDTH, sheet.height, land, places, captions, sheet.boxes
    )
    return _legend(b, levels), drawing


def find_spots(desa: pd.DataFrame, drawn: dict[str, Outline]) -> dict[str, tuple[float, float]]:
    """Return kode_desa -> (longitude, latitude) of its mark, of the desa that have a place."""
    spots = {}
    for kode, lat, lng in zip(desa["kode_desa"], desa["lat"], desa["lng"], strict=True):
        if kode in drawn:
            spots[kode] = drawn[kode].inside
        elif math.isfinite(lat) and math.isfinite(lng):
            spots[kode] = (float(lng), float(lat))
    return spots


def _place(
    b: Briefing, nama: str, count: tuple[int, int], sheet: Sheet, spot: tuple[str, float, float],
    outline: Outline | None,
) -> Place:  # fmt: skip
    n, done = count
    x, y = sheet.at(*spot)
    share = done / n if n else 0.0
    label = b.t(
        "peta.desa", desa=text.shorten(nama, 60), dijawab=b.t.angka(done),
        usulan=b.t.angka(n),
    )  # fmt: skip
    path = sheet.path(outline) if outline else ""
    return Place(label, find_level(n, done), x, y, encode_slice(x, y, share), path)


def find_level(n: int, done: int) -> int:
    """Return the level of a desa with `done` of `n` usulan answered."""
    if n == 0:
        return EMPTY
    if done in (0, n):
        return ALL if done else NONE
    return SOME if 2 * done < n else MOST_OF


def _captions(b: Briefing, spots: dict[str, Point], sheet: Sheet) -> Iterable[Caption]:
    """Write each kecamatan's name beside its desa, where it covers least."""
    desa = b.sheet("Desa")
    groups: dict[str, list[Point]] = {}
    names: dict[str, str] = {}
    for kode, kecamatan in zip(desa["kode_desa"], desa["kecamatan"], strict=True):
        if kode in spots:
            key = wilayah.kode_kecamatan(kode)
            names.setdefault(key, text.shorten(kecamatan, 24))
            groups.setdefault(key, []).append(sheet.at(kode, *spots[kode]))
    marks = [point for points in groups.values() for point in points]
    taken: list[tuple[Point, float]] = []
    for key, points in sorted(groups.items(), key=lambda g: (min(y for _, y in g[1]), g[0])):
        half = LETTER * len(names[key]) / 2
        left, right = sheet.sides(key)
        tried = [
            _inside((x + across * (half + 9), y + down), half, (left, right), sheet.height)
            for x, y in points
            for across, down in ((0, -10), (0, 18), (1, 4), (-1, 4))
        ]
        spot = min(tried, key=lambda at: (_cover(at, half, marks, taken), tried.index(at)))
        taken.append((spot, half))
        yield Caption(names[key], round(spot[0], 1), round(spot[1], 1))


def _inside(at: Point, half: float, sides: tuple[float, float], height: int) -> Point:
    x = min(max(at[0], sides[0] + half + 2), max(sides[1] - half - 2, sides[0] + half + 2))
    return x, min(max(at[1], 13.0), height - 5.0)


def _cover(
    at: Point, half: float, marks: list[Point], taken: list[tuple[Point, float]]
) -> int:  # fmt: skip
    """Count the marks under a name of that half width, and far more the names under it."""
    x, y = at
    n = sum(abs(mx - x) < half + RADIUS and -14 < my - y < RADIUS for mx, my in marks)
    return n + 100 * sum(abs(ox - x) < half + oh and abs(oy - y) < 14 for (ox, oy), oh in taken)


def _legend(b: Briefing, levels: list[int]) -> Legend:
    looks = [("belum", "peta.belum"), ("sebagian", "peta.sebagian"), ("semua", "peta.semua")]
    looks += [("kosong", "peta.kosong")] if EMPTY in levels else []
    return Legend(tuple(LegendItem(look, b.t(key)) for look, key in looks))
