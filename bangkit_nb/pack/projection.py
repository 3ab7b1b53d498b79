"""Turn degrees into a map's units: panels side by side at one scale, and paths as SVG data.

A small area near the equator: a degree of longitude is shortened by the cosine of the latitude, no
more. Pure numbers in, texts and numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bangkit_nb.data import wilayah
from bangkit_nb.pack.shapes import Box

WIDTH = 480
"""Units of a map's width."""

TALLEST = 420
"""Most units of its height."""

PANELS, APART, GAP = 4, 0.2, 10
"""Most panels; how far apart (of the whole's diagonal) kecamatan stand in two; units between."""

NEAR = 0.1
"""Degrees (11 km) within which kecamatan stand in one panel in any case."""

LEAST = 0.01
"""Degrees that a panel holds at least."""

MARGIN = 22
RADIUS = 5.0
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""West, south, east, north; longitudes shortened."""

Ring = tuple[Point, ...]
"""Points (longitude, latitude) in degrees; the first is not repeated at the end."""


@dataclass(frozen=True)
class Outline:
    """Hold one desa's simplified outline: its rings and a point inside it, in degrees."""

    kode_desa: str
    rings: tuple[Ring, ...]
    inside: tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Hold how degrees become a map's units: the north-west corner and where it is drawn."""

    west: float
    north: float
    per_lng: float
    per_lat: float
    left: float
    top: float

    def at(self, lng: float, lat: float) -> tuple[float, float]:
        """Return where a point stands on the map."""
        x = self.left + (lng - self.west) * self.per_lng
        return round(x, 1), round(self.top + (self.north - lat) * self.per_lat, 1)


@dataclass(frozen=True)
class Sheet:
    """Hold a map's panels: each kecamatan's frame, the map's height, and the panels' boxes.

    Kecamatan far apart get panels of their own, side by side and at one scale: between them is sea.
    """

    frames: Mapping[str, Frame]
    height: int
    boxes: tuple[Box, ...]

    @classmethod
    def of(cls, points: Mapping[str, Sequence[Point]]) -> Sheet:
        """Return the sheet that holds all points of each kecamatan, with margins."""
        lat = [point[1] for group in points.values() for point in group]
        shrink = math.cos(math.radians(sum(lat) / len(lat)))
        areas = {kode: _area(group, shrink) for kode, group in points.items()}
        panels = _split(areas)
        wholes = [_join(areas[kode] for kode in panel) for panel in panels]
        wide = sum(max(e - w, LEAST) for w, _, e, _ in wholes)
        tall = max(max(n - s, LEAST) for _, s, _, n in wholes)
        room = WIDTH - (2 * MARGIN + GAP) * len(panels) + GAP
        scale = min(room / wide, (TALLEST - 2 * MARGIN) / tall)
        height = math.ceil(tall * scale) + 2 * MARGIN
        left = (room - wide * scale) / 2
        frames: dict[str, Frame] = {}
        boxes: list[Box] = []
        for panel, (west, south, east, north) in zip(panels, wholes, strict=True):
            box = Box(round(left, 1), 0.5, round(max(east - west, LEAST) * scale) + 2 * MARGIN,
                      height - 1)  # fmt: skip
            top = (height - (north - south) * scale) / 2
            frame = Frame(west / shrink, north, scale * shrink, scale, left + MARGIN, top)
            frames |= dict.fromkeys(panel, frame)
            boxes.append(box)
            left += box.width + GAP
        return cls(frames, height, tuple(boxes) if len(boxes) > 1 else ())

    def at(self, kode_desa: str, lng: float, lat: float) -> tuple[float, float]:
        """Return where a point of a desa stands on the map."""
        return self.frames[wilayah.kode_kecamatan(kode_desa)].at(lng, lat)

    def sides(self, kode_kecamatan: str) -> tuple[float, float]:
        """Return the left and right edge of a kecamatan's panel."""
        left = self.frames[kode_kecamatan].left - MARGIN
        box = next((box for box in self.boxes if abs(box.x - left) < 1), None)
        return (box.x, box.x + box.width) if box else (0.0, float(WIDTH))

    def path(self, outline: Outline) -> str:
        """Return the path of a desa's outline."""
        return encode_path(outline.rings, self.frames[wilayah.kode_kecamatan(outline.kode_desa)])


def _area(points: Sequence[Point], shrink: float) -> Area:
    lng = [x * shrink for x, _ in points]
    lat = [y for _, y in points]
    return min(lng), min(lat), max(lng), max(lat)


def _join(areas: Iterable[Area]) -> Area:
    west, south, east, north = zip(*areas, strict=True)
    return min(west), min(south), max(east), max(north)


def _split(areas: Mapping[str, Area]) -> list[list[str]]:
    """Group the kecamatan that lie close together, from west to east."""
    west, south, east, north = _join(areas.values())
    reach = max(APART * math.hypot(east - west, north - south), NEAR)
    groups: list[list[str]] = []
    for kode, area in sorted(areas.items()):
        near = [g for g in groups if any(_gap(area, areas[one]) < reach for one in g)]
        merged = [kode, *(one for group in near for one in group)]
        groups = [*(g for g in groups if g not in near), merged]
    groups = groups if len(groups) <= PANELS else [list(areas)]
    return sorted((sorted(g) for g in groups), key=lambda g: _join(areas[one] for one in g))


def _gap(one: Area, other: Area) -> float:
    aside = max(one[0] - other[2], other[0] - one[2], 0.0)
    return math.hypot(aside, max(one[1] - other[3], other[1] - one[3], 0.0))


def encode_path(rings: Iterable[Ring], frame: Frame) -> str:
    """Return SVG path data of closed rings: whole half-units, relative, as short as it gets."""
    made = []
    for ring in rings:
        points = [tuple(round(2 * v) for v in frame.at(*point)) for point in ring]
        kept = [p for p, last in zip(points, [points[-1], *points], strict=False) if p != last]
        if len(kept) < 3:
            continue
        (x, y), *rest = kept
        steps = [f"M{_half(x)} {_half(y)}l"]
        for to_x, to_y in rest:
            steps.append(f"{_half(to_x - x)} {_half(to_y - y)} ")
            x, y = to_x, to_y
        made.append("".join(steps).rstrip().replace(" -", "-") + "z")
    return "".join(made)


def _half(doubled: int) -> str:
    whole, odd = divmod(abs(doubled), 2)
    said = f"{whole or ''}.5" if odd else str(whole)
    return f"-{said}" if doubled < 0 else said


def encode_slice(x: float, y: float, share: float, radius: float = RADIUS) -> str:
    """Return the path of a clock's slice from twelve o'clock; "" of nothing and of the whole."""
    if not 0 < share < 1:
        return ""
    turn = 2 * math.pi * share
    to_x, to_y = x + radius * math.sin(turn), y - radius * math.cos(turn)
    wide = int(share > 0.5)
    arc = f"A{radius:g} {radius:g} 0 {wide} 1 {to_x:.1f} {to_y:.1f}"
    return f"M{x:g} {y:g}V{y - radius:.1f}{arc}z"


def gather_points(
    outlines: Iterable[Outline], spots: Mapping[str, Point] | None = None
) -> dict[str, list[Point]]:
    """Return kode_kecamatan -> every point that its panel must hold."""
    found: dict[str, list[Point]] = {}
    for outline in outlines:
        of_kecamatan = found.setdefault(wilayah.kode_kecamatan(outline.kode_desa), [])
        of_kecamatan += [point for ring in outline.rings for point in ring]
    for kode, spot in (spots or {}).items():
        found.setdefault(wilayah.kode_kecamatan(kode), []).append(spot)
    return found
