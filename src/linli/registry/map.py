"""The map of a selection: clusters of compounds in a view, coloured by a fact.

Answered by columns: the view is laid under a grid, and each of its cells becomes one circle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.tables.columns import SCALES
from linli.registry.areas import in_box, read_box
from linli.registry.bridge import dictionary
from linli.registry.criteria import column_of
from linli.registry.selection import Selection, areas_of, matching

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PLAIN = "#1a5cb8"
UNKNOWN = "#98a2ae"
# Told apart with any colour vision, in this order; then the steps of a number from low to high.
KINDS = "#0072b2 #e69f00 #009e73 #cc79a7 #d55e00 #56b4e9 #8c6bb1 #b8a500 #4d4d4d #a6611a".split()
STEPS = ("#ffe8a3", "#fdb863", "#f1843b", "#c9432a", "#7f1d1d")
GOOD_AND_BAD = {"intact": "#009e73", "damaged": "#e69f00", "missing": "#d55e00"}
CLASSES = len(STEPS)
CELL = 64
"""Width of the grid's cells, in points of the screen."""
FINEST, MOST_CELLS = 22, 48
_TILE = 512  # points of the screen that the globe takes at zoom 0
_FULL_CIRCLE = 360.0


class Class(NamedTuple):
    """A colour of the map and what it says."""

    label: str
    colour: str


class Colouring(NamedTuple):
    """The classes of a fact, the last one "unknown", and the class of each row as a column."""

    classes: list[Class]
    place: pl.Expr


class AreaRow(NamedTuple):
    """How many compounds of a selection a jurisdiction has, and how many have a position.

    ``query`` is that of their list.
    """

    code: str
    name: str
    compounds: int
    placed: int
    query: str


def map_cells(
    user: User, selection: Selection, view: str, zoom: str, colour: str
) -> dict[str, Any]:
    """Return the circles of a view ("west,south,east,north") at a zoom (0 to 22).

    ``cells``: [longitude, latitude, compounds, class, code, name], the last two only of a single
    one; ``classes``: label and colour. Raises ``ProblemError`` for a wrong selection or view.
    """
    box, size = read_box(view), _cell_size(view, zoom)
    fact = _coloured(colour)
    wanted = [column_of(fact.name)] if fact else []
    found = matching(user, selection, ["code", "name", "longitude", "latitude", *wanted])
    coloured = _colouring(fact, found)
    seen = found.lazy().with_row_index("first").filter(in_box(box))
    cells = _grouped(seen.with_columns(coloured.place.alias("class")), size, len(coloured.classes))
    return {
        "total": found.height,
        "placed": found["longitude"].count(),
        "classes": [each._asdict() for each in coloured.classes],
        "cells": _named(cells.collect(), found),
    }


def colourable() -> list[Fact]:
    """Return the facts that a map can be coloured by: kinds, yes or no, numbers and days."""
    asked = dictionary().facts_of(Subject.COMPOUND).values()
    return [fact for fact in asked if fact.type not in {FactType.TEXT, FactType.POINT}]


def by_area(user: User, selection: Selection) -> list[AreaRow]:
    """Return the jurisdictions of a selection; raises ``ProblemError`` for a wrong one."""
    found = matching(user, selection, ["jurisdiction", "longitude"])
    counts = found.group_by("jurisdiction").agg(
        pl.len().alias("all"), pl.col("longitude").count().alias("placed")
    )
    rows = {pk: (total, placed) for pk, total, placed in counts.iter_rows()}
    return [
        AreaRow(
            area.code,
            area.name,
            *rows.get(area.pk, (0, 0)),
            replace(selection, jurisdiction=area.code).query(),
        )
        for area in areas_of(user)
    ]


@lru_cache(maxsize=4)
def _background(folder: Path) -> dict[str, Any]:
    path = folder / "boundaries.geojson"
    if not path.exists():
        return {"type": "FeatureCollection", "features": []}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def background() -> dict[str, Any]:
    """Return the pack's official outlines as GeoJSON; none where the pack brings no map."""
    return _background(settings.PACK)


def _cell_size(view: str, zoom: str) -> float:
    """Return the grid's step in degrees; never so fine that a view has very many cells."""
    west, south, east, north = read_box(view)
    try:
        level = min(max(float(zoom), 0.0), FINEST)
    except ValueError as error:
        raise ProblemError(_bad_zoom(zoom)) from error
    step = _FULL_CIRCLE / _TILE * CELL / 2**level
    return max(step, (east - west) / MOST_CELLS, (north - south) / MOST_CELLS)


def _coloured(name: str) -> Fact | None:
    return next((fact for fact in colourable() if fact.name == name), None)


def _colouring(fact: Fact | None, found: pl.DataFrame) -> Colouring:
    if fact is None:
        return Colouring([Class("", PLAIN)], pl.lit(0))
    classes, place = (_kinds if fact.type in {FactType.BOOL, FactType.ENUM} else _steps)(
        fact, found
    )
    return Colouring(
        [*classes, Class(_("未知"), UNKNOWN)], place.fill_null(len(classes)).cast(pl.UInt32)
    )


def _kinds(fact: Fact, _found: pl.DataFrame) -> tuple[list[Class], pl.Expr]:
    column = pl.col(column_of(fact.name))
    if fact.type is FactType.BOOL:
        return [Class(_("是"), KINDS[0]), Class(_("否"), KINDS[1])], (~column).cast(pl.UInt32)
    language = get_language() or "zh-hans"
    colours = [GOOD_AND_BAD.get(name) or KINDS[at % len(KINDS)] for at, name in _numbered(fact)]
    labels = [option.label.in_language(language) for option in fact.values.values()]
    return list(map(Class, labels, colours)), column.to_physical().cast(pl.UInt32)


def _numbered(fact: Fact) -> Sequence[tuple[int, str]]:
    return list(enumerate(fact.values))


def _steps(fact: Fact, found: pl.DataFrame) -> tuple[list[Class], pl.Expr]:
    """Return classes that hold about as many compounds each, fewer where values repeat."""
    name = column_of(fact.name)
    known = found[name].drop_nulls().sort()
    if known.is_empty():
        return [], pl.lit(None, dtype=pl.UInt32)
    starts = [known[known.len() * step // CLASSES] for step in range(CLASSES)]
    starts = list(dict.fromkeys(starts))
    ends = [known.filter(known < start)[-1] for start in starts[1:]] + [known[-1]]
    classes = [
        Class(_range(fact, low, high), STEPS[at * (CLASSES - 1) // max(1, len(starts) - 1)])
        for at, (low, high) in enumerate(zip(starts, ends, strict=True))
    ]
    column = pl.col(name)
    place = pl.sum_horizontal((column >= start).cast(pl.UInt32) for start in starts[1:])
    return classes, pl.when(column.is_not_null()).then(place)


def _range(fact: Fact, low: Any, high: Any) -> str:  # noqa: ANN401 - numbers or days
    ends = list(dict.fromkeys(_written(fact, end) for end in (low, high)))
    unit = fact.unit.in_language(get_language() or "zh-hans") if fact.unit else ""
    return f"{'～'.join(ends)} {unit}".strip()


def _written(fact: Fact, end: Any) -> str:  # noqa: ANN401 - a number at its scale, or a day
    if fact.type is FactType.DATE:
        return str(end.year)
    scale = SCALES[fact.type]
    whole, rest = divmod(abs(end), 10**scale)
    decimals = f"{rest:0{scale}d}".rstrip("0") if scale else ""
    return f"{'-' * (end < 0)}{whole:,}{'.' * bool(decimals)}{decimals}"


def _grouped(seen: pl.LazyFrame, size: float, classes: int) -> pl.LazyFrame:
    """Return the grid's cells; names wait, for most compounds of a far view are never named."""
    places = [(pl.col("class") == at).sum() for at in range(classes)]
    across, up = ((pl.col(name) / size).floor().cast(pl.Int64) for name in _POSITION)
    return seen.group_by((across * _CELLS_ACROSS + up).alias("cell"), maintain_order=True).agg(
        *(pl.col(name).mean().round(6) for name in _POSITION),
        pl.len().alias("compounds"),
        pl.concat_list(places).list.arg_max().alias("class"),
        pl.col("first").first(),
    )


def _named(cells: pl.DataFrame, found: pl.DataFrame) -> list[list[Any]]:
    """Return circles as ``map_cells`` does; ``first`` is the place of a cell's first compound."""
    single = pl.col("compounds") == 1
    return [
        list(row)
        for row in cells.select(
            *_POSITION,
            "compounds",
            "class",
            *(
                pl.when(single).then(found[name].gather(cells["first"])).alias(name)
                for name in ("code", "name")
            ),
        ).iter_rows()
    ]


_POSITION = ("longitude", "latitude")
_CELLS_ACROSS = 2**32  # more than the finest grid has around the globe


def _bad_zoom(zoom: str) -> Problem:
    return Problem(
        "map-zoom",
        Text("地图缩放级别无法识别。", "The zoom cannot be read."),
        Text(f"请填写 0 到 {FINEST} 之间的数。", f"Give a number from 0 to {FINEST}."),
        Place(key="zoom"),
        value=zoom[:20],
    )
