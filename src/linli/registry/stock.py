"""The stock of compounds by the decade in which they were completed (S09, S11, S12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from linli.registry.columns import visible_columns

if TYPE_CHECKING:
    from linli.foundation.people.models import User

DECADE = 10


class Decade(NamedTuple):
    """The compounds of a decade, by its first year (None: not known), and their homes."""

    first: int | None
    compounds: int
    households: int


def stock_by_decade(user: User, area: int | None = None) -> list[Decade]:
    """Return the stock that a user may see by decades, the oldest first, unknown ones last.

    A compound of which only a span of years is known stands at the span's last year.
    """
    seen = visible_columns(user)
    if area is not None:
        seen = seen.filter(pl.col("jurisdiction") == area)
    decade = pl.col("fact.built_on__last").dt.year() // DECADE * DECADE
    rows = seen.group_by(decade.alias("first")).agg(
        pl.len().alias("compounds"), pl.col("fact.households").sum().alias("households")
    )
    return [Decade(*row) for row in rows.sort("first", nulls_last=True).iter_rows()]
