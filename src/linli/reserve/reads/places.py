"""Where projects stand on the map, by their state (S14)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from django.db import connection

from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.scope import scope_of
from linli.foundation.record.marks import Mark, holds, newest_mark
from linli.registry.columns import visible_columns
from linli.reserve.models import Candidate, Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.foundation.people.models import User

STEP = 0.005
"""Degrees (about half a kilometre) within which compounds of one state share a point."""
MOST = 2_000
"""Points that a page may bear; where there are more, twice the step gathers them."""
POSITION = ("longitude", "latitude")


class Spot(NamedTuple):
    """Compounds of projects in one state that lie close together; degrees of CGCS2000."""

    state: str
    longitude: float
    latitude: float
    compounds: int


class Held(NamedTuple):
    """All projects' compounds, with jurisdiction (of the project) and state, as of a mark."""

    mark: Mark
    frame: pl.DataFrame


_TABLES = [model._meta.db_table for model in (Candidate, Project, Project.compounds.through)]
_lock = threading.Lock()
_held: dict[str, Held] = {}


class Spread(NamedTuple):
    """Spots, and within how many degrees compounds were gathered to one."""

    step: float
    spots: list[Spot]


def spots(user: User, area: int | None = None) -> Spread:
    """Return where the compounds of projects lie that a user may see, those without a position not.

    In a wide city they are many: a grid gathers them, so that a page stays small.
    """
    kinds = _seen(user, area).select(KEY, "state").unique()
    placed = visible_columns(user).select(KEY, *POSITION).drop_nulls().join(kinds, on=KEY)
    step, found = STEP, _gathered(placed, STEP)
    while found.height > MOST:
        step *= 2
        found = _gathered(placed, step)
    return Spread(step, [Spot(*row) for row in found.iter_rows()])


def _seen(user: User, area: int | None) -> pl.DataFrame:
    """Return compounds with the states of their projects that a user may see (S10)."""
    scope = scope_of(user)
    if scope.division_codes:  # few: a town's or a community's
        return _read(Candidate.objects.visible_to(user).of_area(area))
    found = _all()
    if not scope.whole_city:
        found = found.filter(pl.col("jurisdiction").is_in(list(scope.jurisdictions)))
    return found if area is None else found.filter(pl.col("jurisdiction") == area)


def _all() -> pl.DataFrame:
    """Return the compounds of all projects, read anew only where the record tells of a change."""
    place, now = str(connection.settings_dict["NAME"]), newest_mark()
    with _lock:
        held = _held.get(place)
        known = held and holds(held.mark, now, _TABLES)
        found = held.frame if held and known else _read(Candidate.objects.all())
        _held[place] = Held(now, found)
    return found


def _read(candidates: QuerySet[Candidate]) -> pl.DataFrame:
    fields = ("project__compounds", "project__jurisdiction", "state")
    rows = list(candidates.order_by().values_list(*fields))
    schema = {KEY: pl.Int64, "jurisdiction": pl.Int64, "state": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _gathered(placed: pl.DataFrame, step: float) -> pl.DataFrame:
    grid = [(pl.col(name) / step).floor().alias(f"{name} step") for name in POSITION]
    found = placed.group_by("state", *grid, maintain_order=True).agg(
        *(pl.col(name).mean().round(5) for name in POSITION), pl.len().alias("compounds")
    )
    return found.select(Spot._fields)
