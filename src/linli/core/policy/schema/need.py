"""The need score: which facts of a compound count, by how many points, with what weight (S14)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from linli.core.policy.schema.entries import Entry
from linli.core.policy.schema.tables import Row

MOST_POINTS = 100
Points = Annotated[int, Field(ge=0, le=MOST_POINTS)]


class PointStep(Entry):
    """Points of a number or day from ``least`` on; without it from the beginning."""

    points: Points
    least: str | int | date | None = None


class NeedPart(Row):
    """A part of the need score: 0 to 100 points, the mean of its facts', times its weight.

    ``weight`` is a parameter, open until a city sets it; ``per`` a fact that the facts are divided
    by. ``points`` are those of an enum's values, or of ``yes`` and ``no``; ``steps`` those of
    numbers or days, rising.
    """

    weight: str
    facts: Annotated[tuple[str, ...], Field(min_length=1)]
    per: str = ""
    points: dict[str, Points] = {}
    steps: tuple[PointStep, ...] = ()
