"""Read a district's outlines from GeoJSON, and simplify them until they are light enough."""

from __future__ import annotations

import json
from typing import Any

from bangkit_nb import files
from bangkit_nb.errors import ParamsError
from bangkit_nb.pack.projection import Outline, Ring, Sheet, gather_points
from bangkit_nb.params import Rakor

LIMIT = 4_500
"""Most bytes that all outlines take in a page: the whole page has 60 KB."""

LARGEST = 30_000_000
"""Most bytes of a GeoJSON file that is read."""

FIRST = 0.0002
"""Degrees (about 20 m) of the first simplification; doubled until the outlines are light."""

ROUNDS = 16


def read_outlines(rakor: Rakor) -> tuple[Outline, ...]:
    """Read and simplify the outlines that the params file names (`peta`); () without one.

    Neighbours keep their common border (shapely's coverage_simplify). A feature needs the property
    kode_desa. Raises ParamsError, in Indonesian, for a file that is missing or no such GeoJSON.
    """
    if not rakor.peta:
        return ()
    where = f"params/{rakor.rakor}.yml: peta '{rakor.peta}'"
    path = files.resolve_inside(rakor.proyek, rakor.peta)
    from shapely.errors import ShapelyError

    try:
        if path.stat().st_size > LARGEST:
            raise ParamsError(f"{where} lebih besar dari 30 MB. Sederhanakan dahulu.")
        loaded = json.loads(path.read_text(encoding="utf-8-sig"))
        shapes = _find_shapes(loaded)
    except OSError:
        raise ParamsError(f"{where} tidak ada atau tidak dapat dibaca.") from None
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ParamsError(f"{where} bukan GeoJSON berisi Polygon dengan kode_desa.") from None
    if not shapes:
        raise ParamsError(f"{where} tidak berisi satu pun desa. Isi properti kode_desa.")
    return simplify(shapes)


def _find_shapes(loaded: Any) -> dict[str, Any]:
    """Return kode_desa -> polygon in degrees, by code."""
    import shapely

    found: dict[str, Any] = {}
    for feature in loaded["features"]:
        kode = feature["properties"].get("kode_desa")
        if not isinstance(kode, str) or feature["geometry"] is None:
            continue
        shape = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
        parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
        west, south, east, north = shape.bounds if parts else (0, 0, 0, 0)
        if not parts or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError(kode)
        found[kode] = shapely.union_all([*parts, *([found[kode]] if kode in found else [])])
    return dict(sorted(found.items()))


def simplify(shapes: dict[str, Any], limit: int = LIMIT) -> tuple[Outline, ...]:
    """Return the outlines of kode_desa -> polygon, within `limit` bytes of path data."""
    import shapely

    whole = list(shapes.values())
    tolerance = FIRST
    made: tuple[Outline, ...] = ()
    for _ in range(ROUNDS):
        light = shapely.coverage_simplify(whole, tolerance)
        made = tuple(
            _outline(kode, shape, tolerance) for kode, shape in zip(shapes, light, strict=True)
        )
        sheet = Sheet.of(gather_points(made))
        if sum(len(sheet.path(outline)) for outline in made) <= limit:
            break
        tolerance *= 2
    return made


def _outline(kode: str, shape: Any, tolerance: float) -> Outline:
    """Return a polygon's rings, largest first, and a point well inside the largest.

    Islets that would be drawn as one dot are left out, but never the largest part.
    """
    import shapely

    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and not p.is_empty]
    parts.sort(key=lambda part: -part.area)
    parts = parts[:1] + [part for part in parts[1:] if part.area > tolerance**2]
    rings: list[Ring] = []
    for part in parts:
        for ring in (part.exterior, *part.interiors):
            rings.append(tuple((float(x), float(y)) for x, y in ring.coords[:-1]))
    inside = parts[0].representative_point()
    return Outline(kode, tuple(rings), (float(inside.x), float(inside.y)))
