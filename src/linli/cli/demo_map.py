"""Invented coordinates of the demo city, within the true outline of a county."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]  # longitude, latitude in degrees
Ring = Sequence[Sequence[float]]
DEGREES_A_METRE = 1 / 111_000


def point_within(boundaries: Mapping[str, Any], county: str, rng: random.Random) -> Point:
    """Return a point of a county, named by its six digits, of a GeoJSON of MultiPolygons.

    Raises ``StopIteration`` where the county is not among them.
    """
    rings = [polygon[0] for polygon in _outline(boundaries, county)]
    longitudes = [point[0] for ring in rings for point in ring]
    latitudes = [point[1] for ring in rings for point in ring]
    while True:
        x = rng.uniform(min(longitudes), max(longitudes))
        y = rng.uniform(min(latitudes), max(latitudes))
        if any(_holds(ring, x, y) for ring in rings):
            return x, y


def point_near(
    boundaries: Mapping[str, Any], county: str, centre: Point, metres: float, rng: random.Random
) -> Point:
    """Return a point of a county at most some metres east or west, north or south of a centre."""
    rings = [polygon[0] for polygon in _outline(boundaries, county)]
    while True:
        x, y = (at + rng.uniform(-metres, metres) * DEGREES_A_METRE for at in centre)
        if any(_holds(ring, x, y) for ring in rings):
            return x, y


def _outline(boundaries: Mapping[str, Any], county: str) -> Sequence[Sequence[Ring]]:
    return next(
        feature["geometry"]["coordinates"]
        for feature in boundaries["features"]
        if feature["properties"]["gb"].endswith(county)
    )


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Tell whether a closed ring holds a point: a ray from it crosses an odd number of sides."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1
