"""Positions of rows: in which system they are, and whether they lie within the city (S12)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import shapely
from django.conf import settings

from linli.core.kernel.coordinates import Datum, to_surveyed
from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text
from linli.core.policy.facts import swapped
from linli.core.policy.schema import Fact

MARGIN = 0.02
"""Degrees, some two kilometres, by which the outline of a city may be too narrow: it is coarse."""
_PLACES = 7  # decimals that are kept of a converted position: a centimetre


def in_surveyed_degrees(positions: pl.Series, datum: Datum) -> pl.Series:
    """Return "longitude,latitude" texts in surveyed degrees."""
    if datum is Datum.SURVEYED:
        return positions
    return positions.map_elements(lambda text: _converted(text, datum), return_dtype=pl.String)


def _converted(text: str, datum: Datum) -> str:
    longitude, latitude = map(float, text.split(","))
    east, north = to_surveyed((longitude, latitude), datum)
    return f"{east:.{_PLACES}f},{north:.{_PLACES}f}"


def outside_city(facts: pl.DataFrame, fact: Fact) -> dict[int, Problem]:
    """Return the rows whose position is not within the city, each with what is wrong."""
    outline = city_outline(settings.PACK)
    given = facts.select("row", fact.name).drop_nulls()
    if outline is None or given.is_empty():
        return {}
    parts = given[fact.name].str.split_exact(",", 1).struct
    east, north = (parts.field(name).cast(pl.Float64).to_numpy() for name in ("field_0", "field_1"))
    outside = pl.Series(~shapely.intersects_xy(outline, east, north))
    turned = pl.Series(shapely.intersects_xy(outline, north, east))
    return {
        row: _other_way_round(fact, text) if is_turned else _outside(fact, text)
        for (row, text), is_turned in zip(
            given.filter(outside).iter_rows(), turned.filter(outside), strict=True
        )
    }


@lru_cache(maxsize=4)
def city_outline(pack: Path) -> Any:  # noqa: ANN401 - shapely is untyped
    """Return the city's outline, a margin around the pack's counties; None where it has none."""
    path = pack / "boundaries.geojson"
    if not path.exists():
        return None
    features = json.loads(path.read_text("utf-8"))["features"]
    counties = [shapely.geometry.shape(each["geometry"]) for each in features]
    outline = shapely.buffer(shapely.union_all(shapely.make_valid(counties)), MARGIN)
    shapely.prepare(outline)
    return outline


def _other_way_round(fact: Fact, text: str) -> Problem:
    latitude, _comma, longitude = text.partition(",")
    return swapped(fact, latitude, longitude)


def _outside(fact: Fact, text: str) -> Problem:
    return Problem(
        "position-outside-city",
        Text(
            f"“{fact.label.zh}”{text} 不在本市范围内。",
            f'"{fact.label.en}" {text} lies outside the city.',
        ),
        Text(
            "请核对经纬度是否填错，或坐标系是否选对；不清楚时填“不详”。",
            'Check the degrees and the coordinate system; enter "不详" if it is not known.',
        ),
        value=text,
    )
