"""Rectangles and polygons drawn on a map, as an address carries them and as columns answer them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import shapely

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text

Point = tuple[float, float]
CORNERS = 500
"""The most corners that a drawn polygon may have."""
_LEAST_CORNERS = 3
_GLOBE = (180.0, 90.0)


def read_box(text: str) -> tuple[float, float, float, float]:
    """Read "west,south,east,north" in degrees; raises ``ProblemError`` at ``bbox``."""
    try:
        west, south, east, north = _degrees(text)
    except ValueError as error:
        raise ProblemError(_unreadable("bbox", "108.5,21.8,108.8,22.1")) from error
    if west > east or south > north:
        raise ProblemError(_unreadable("bbox", "108.5,21.8,108.8,22.1"))
    return west, south, east, north


def read_polygon(text: str) -> list[Point]:
    """Read "longitude,latitude;..." in degrees; raises ``ProblemError`` at ``polygon``."""
    try:
        return _corners(text.split(";"))
    except ValueError as error:
        raise ProblemError(_unreadable("polygon", "108.5,21.8;108.8,21.8;108.6,22.1")) from error


def _corners(texts: Sequence[str]) -> list[Point]:
    if not _LEAST_CORNERS <= len(texts) <= CORNERS:
        raise ValueError(f"{len(texts)} corners")
    return [(longitude, latitude) for longitude, latitude in map(_degrees, texts)]


def _degrees(text: str) -> list[float]:
    """Return longitudes and latitudes in turn; ``ValueError`` for anything off the globe."""
    numbers = [float(part) for part in text.split(",")]
    for place, number in enumerate(numbers):
        if not math.isfinite(number) or abs(number) > _GLOBE[place % 2]:
            raise ValueError(f"off the globe: {number}")
    return numbers


def in_box(box: tuple[float, float, float, float]) -> pl.Expr:
    """Return whether a position lies in a box, its border included; null without a position."""
    west, south, east, north = box
    longitude, latitude = pl.col("longitude"), pl.col("latitude")
    return longitude.is_between(west, east) & latitude.is_between(south, north)


def in_polygon(corners: Sequence[Point]) -> pl.Expr:
    """Return whether a position lies in a polygon, its border included; False without one.

    Where the line crosses itself, what it encloses an odd number of times is inside.
    """
    drawn = shapely.make_valid(shapely.Polygon(corners))
    shapely.prepare(drawn)

    def inside(positions: pl.Series) -> pl.Series:
        longitude, latitude = (
            positions.struct.field(name).fill_null(math.nan).to_numpy()
            for name in ("longitude", "latitude")
        )
        found: np.ndarray = shapely.intersects_xy(drawn, longitude, latitude)
        return pl.Series(found, dtype=pl.Boolean)

    whole = in_box(drawn.bounds)
    position = pl.struct("longitude", "latitude")
    return whole & position.map_batches(inside, return_dtype=pl.Boolean, is_elementwise=True)


def _unreadable(key: str, example: str) -> Problem:
    return Problem(
        "filter-area-unreadable",
        Text("查询区域无法识别。", "The area cannot be read."),
        Text(f"请在地图上重新选择，或按 {example} 填写。", f"Draw it again, or write {example}."),
        Place(key=key),
    )
