"""Where projects stand on the map, by their state (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from linli.engines.tables.fact_frame import KEY
from linli.registry.columns import visible_columns
from linli.reserve.models import Candidate

if TYPE_CHECKING:
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


class Spread(NamedTuple):
    """Spots, and within how many degrees compounds were gathered to one."""

    step: float
    spots: list[Spot]


def spots(user: User, area: int | None = None) -> Spread:
    """Return where the compounds of projects lie that a user may see, those without a position not.

    In a wide city they are many: a grid gathers them, so that a page stays small.
    """
    seen = Candidate.objects.visible_to(user).of_area(area)
    rows = list(seen.order_by().values_list("project__compounds", "state"))
    kinds = pl.DataFrame(rows, schema={KEY: pl.Int64, "state": pl.String}, orient="row").unique()
    placed = visible_columns(user).select(KEY, *POSITION).drop_nulls().join(kinds, on=KEY)
    step, found = STEP, _gathered(placed, STEP)
    while found.height > MOST:
        step *= 2
        found = _gathered(placed, step)
    return Spread(step, [Spot(*row) for row in found.iter_rows()])


def _gathered(placed: pl.DataFrame, step: float) -> pl.DataFrame:
    grid = [(pl.col(name) / step).floor().alias(f"{name} step") for name in POSITION]
    found = placed.group_by("state", *grid, maintain_order=True).agg(
        *(pl.col(name).mean().round(5) for name in POSITION), pl.len().alias("compounds")
    )
    return found.select(Spot._fields)
