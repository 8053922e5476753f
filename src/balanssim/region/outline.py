"""Outlines behind the map: a GeoJSON file of polygons in longitude and latitude, read strictly.

They are a background for the eye and change no number. A file is read whole or not at all: every feature that cannot be
drawn is a problem, named by its place in the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from balanssim.errors import InputError, Problem

#: Longitude and latitude of the corners of one ring, closed.
Ring = tuple[tuple[float, float], ...]

#: A background of a region is a few hundred kB; more is another file, or one that must be simplified first.
LARGEST: Final = 5_000_000
#: More problems than this say the same thing.
SHOWN: Final = 20
_WGS84: Final = ("CRS84", "4326", "4258")


@dataclass(frozen=True)
class Outline:
    """Rings of all polygons, holes included, and the words that the licence of the file asks to show."""

    rings: tuple[Ring, ...]
    attribution: str = ""


def read(path: Path, shown: str | None = None) -> Outline:
    """Outlines of a file. ``shown``: how the file is named in a problem. Raises ``InputError`` with all problems."""
    file = shown or path.as_posix()
    try:
        size = path.stat().st_size
        content = b"" if size > LARGEST else path.read_bytes()
    except OSError:
        raise InputError([Problem(file, 0, 0, "", "outline.unreadable", {})]) from None
    if size > LARGEST:
        params = {"size": size / 1e6, "largest": LARGEST / 1e6}
        raise InputError([Problem(file, 0, 0, "", "outline.too_large", params)])
    outline, problems = parse(content, file)
    if problems:
        raise InputError(problems)
    return outline


def parse(content: bytes, file: str) -> tuple[Outline, list[Problem]]:
    """Outlines of the bytes of a file, and everything wrong with it; never raises."""
    tree, problems = _json(content, file)
    if problems:
        return Outline(()), problems
    features = tree.get("features") if isinstance(tree, dict) and tree.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        return Outline(()), [Problem(file, 1, 1, "type", "outline.not_a_collection", {})]
    if not features:
        return Outline(()), [Problem(file, 1, 1, "features", "outline.empty", {})]
    found = _crs(tree, file)
    rings: list[Ring] = []
    for number, feature in enumerate(features):
        key = f"features[{number}]"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
            found.append(Problem(file, 0, 0, f"{key}.geometry", "outline.not_a_polygon", {"kind": str(kind)[:40]}))
            continue
        coordinates = geometry.get("coordinates")
        polygons = [coordinates] if kind == "Polygon" else coordinates
        for ring, problem in _rings(polygons, f"{key}.geometry.coordinates", file):
            found += [problem] if problem else []
            rings += [ring] if ring else []
    if len(found) > SHOWN:
        found = [*found[:SHOWN], Problem(file, 0, 0, "", "outline.more", {"n": len(found) - SHOWN})]
    return Outline(tuple(rings), _attribution(tree)), found


def _json(content: bytes, file: str) -> tuple[Any, list[Problem]]:
    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=refuse), []
    except UnicodeDecodeError:
        return None, [Problem(file, 0, 0, "", "outline.not_utf8", {})]
    except json.JSONDecodeError as error:
        return None, [Problem(file, error.lineno, error.colno, "", "outline.not_json", {})]
    except (ValueError, RecursionError):  # NaN, Infinity, thousands of digits, or brackets without end
        return None, [Problem(file, 1, 1, "", "outline.not_json", {})]


def _crs(tree: dict[str, Any], file: str) -> list[Problem]:
    """Old files name their coordinate system; only longitude and latitude will do."""
    crs = tree.get("crs")
    if crs is None or any(name in json.dumps(crs) for name in _WGS84):
        return []
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    return [Problem(file, 1, 1, "crs", "outline.crs", {"crs": str(name)[:60]})]


def _rings(polygons: Any, key: str, file: str) -> Iterator[tuple[Ring | None, Problem | None]]:
    """Every ring of a geometry, or the first thing wrong with it."""
    if not isinstance(polygons, list) or not polygons:
        yield None, Problem(file, 0, 0, key, "outline.ring", {})
        return
    for rings in polygons:
        for ring in rings if isinstance(rings, list) and rings else [None]:
            if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
                yield None, Problem(file, 0, 0, key, "outline.ring", {})
                continue
            points = [_position(position) for position in ring]
            wrong = next((at for at, point in zip(ring, points, strict=True) if point is None), None)
            if wrong is not None:
                yield None, Problem(file, 0, 0, key, "outline.outside", {"found": json.dumps(wrong)[:60]})
                continue
            yield tuple(point for point in points if point is not None), None


def _position(position: Any) -> tuple[float, float] | None:
    """Longitude and latitude, or None for anything else, such as metres of the national grid."""
    if not isinstance(position, list) or not 2 <= len(position) <= 4:
        return None
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in position):
        return None
    lon, lat = float(position[0]), float(position[1])
    inside = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if inside else None


def _attribution(tree: dict[str, Any]) -> str:
    """What the file says of its source: at the top or in the properties of the collection."""
    properties = tree.get("properties")
    for held in (tree, properties if isinstance(properties, dict) else {}):
        for name in ("attribution", "source", "licence", "license"):
            value = held.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()[:200]
    return ""
