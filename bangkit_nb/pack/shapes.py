"""Describe what a pack draws: strips and shades in tables, keys, and maps; plain values, no SVG.

Everything drawn is told apart by form or lightness, never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

LOOKS = ("penuh", "garis", "tepi", "samar", "titik", "bulat", "kini")
"""How a part of a strip looks: filled, striped, outlined, pale, a dot, a ring, a line across. They
are told apart by form, so a strip needs no colour."""


@dataclass(frozen=True)
class Part:
    """Hold one part of a strip.

    look: one of LOOKS. start, length: in percent of the strip. lane: which of its lanes, from 0.
    """

    look: str
    start: float
    length: float = 0.0
    lane: int = 0


@dataclass(frozen=True)
class Strip:
    """Hold a cell that shows to scale what the other cells of its row say in numbers."""

    parts: tuple[Part, ...]
    n_lanes: int = 1


@dataclass(frozen=True)
class Shade:
    """Hold a cell whose ground darkens with its number: `level` 0 (none) to 5 (most)."""

    text: str
    level: int


@dataclass(frozen=True)
class LegendItem:
    """Hold what one look (of LOOKS, or of a mark on a map) stands for."""

    look: str
    label: str


@dataclass(frozen=True)
class Legend:
    """Hold the key of the strips or the map that follow."""

    items: tuple[LegendItem, ...]

    kind = "kunci"


@dataclass(frozen=True)
class Place:
    """Hold a desa on a map.

    label: said when a pointer rests on it. level: -1 (no usulan), 0 (none answered) to 3 (all).
    x, y: where its mark stands, in the map's units. slice: path of the part of the mark that is
    filled. outline: path of the desa, "" for one without an outline. Paths are SVG path data.
    """

    label: str
    level: int
    x: float
    y: float
    slice: str = ""
    outline: str = ""


@dataclass(frozen=True)
class Caption:
    """Hold a name that is written on a map, centred on x."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """Hold a panel's box on a map that has several."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Map:
    """Hold a map; the numbers it shows stand in the table that follows.

    key: the beginning of its ids. title, desc: what it shows, in words. width, height: its units.
    land: SVG path data of the land around. boxes: of its panels; () for a map in one piece.
    """

    key: str
    title: str
    desc: str
    width: int
    height: int
    land: str
    places: tuple[Place, ...]
    captions: tuple[Caption, ...]
    boxes: tuple[Box, ...] = ()
    radius: float = 5.0

    kind = "peta"
