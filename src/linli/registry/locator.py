"""A small map of the city with a compound's point: one drawing for pages and print (SVG)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings

Point = tuple[float, float]  # longitude, latitude in degrees: only drawn, never stored
Feature = dict[str, Any]  # GeoJSON, its geometry a MultiPolygon
WIDTH = 320.0
FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_EDGE = 8.0


class Ground(NamedTuple):
    """The outlines as drawn: SVG text, its height, and how a place becomes a point of it."""

    drawing: str
    height: float
    west: float
    north: float
    across: float
    down: float

    def at(self, place: Point) -> Point:
        """Return where a place lies in the drawing."""
        return (
            _EDGE + (place[0] - self.west) * self.across,
            _EDGE + (self.north - place[1]) * self.down,
        )


def locator(place: Point | None) -> str:
    """Return the drawing, the point on it where it is known; empty where the pack has no map."""
    ground = _ground(settings.PACK)
    if ground is None:
        return ""
    size = f'viewBox="0 0 {WIDTH:.0f} {ground.height:.0f}"'
    mark = _mark(*ground.at(place)) if place else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground.drawing}{mark}</svg>'


def place_of(raw: object) -> Point | None:
    """Return the point that a stored location ("108.62,21.95") names."""
    longitude, _comma, latitude = str(raw or "").partition(",")
    return (float(longitude), float(latitude)) if latitude else None


@lru_cache(maxsize=4)
def _ground(folder: Path) -> Ground | None:
    path = folder / "boundaries.geojson"
    if not path.exists():
        return None
    features = json.loads(path.read_text("utf-8"))["features"]
    points = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    across = (WIDTH - 2 * _EDGE) / (east - west)
    down = across / cos(radians((north + south) / 2))
    ground = Ground("", (north - south) * down + 2 * _EDGE, west, north, across, down)
    drawing = "".join(_area(ground, feature) for feature in features)
    names = "".join(_name(ground, feature) for feature in features)
    return ground._replace(drawing=drawing + names)


def _rings(feature: Feature) -> Iterator[list[Point]]:
    for polygon in feature["geometry"]["coordinates"]:
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring]


def _area(ground: Ground, feature: Feature) -> str:
    rings = (
        " L".join(f"{x:.1f} {y:.1f}" for x, y in map(ground.at, ring)) for ring in _rings(feature)
    )
    path = "".join(f"M{ring}Z" for ring in rings)
    return f'<path d="{path}" fill="#e8f0fb" stroke="#52606d" stroke-width="0.8"/>'


def _name(ground: Ground, feature: Feature) -> str:
    largest = max(_rings(feature), key=len)
    x, y = ground.at(
        (sum(p[0] for p in largest) / len(largest), sum(p[1] for p in largest) / len(largest))
    )
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="13"'
    words = escape(str(feature["properties"].get("name", "")))
    return f'<text {place} font-family="{FONT}" fill="#1c2733">{words}</text>'


def _mark(x: float, y: float) -> str:
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#a11b16" fill-opacity="0.2"/>'
    return f'{ring}<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#a11b16" stroke="#ffffff"/>'
