"""A scenario's outcome in figures: year by year, who pays, what its limits cost."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, Sum

from linli.core.kernel.text import Text
from linli.determination.reads import pack_of
from linli.foundation.people.scope import scope_of
from linli.plan.bridge.money import ANY_NAME
from linli.plan.models import Choice, Scenario

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class YearRow(NamedTuple):
    """What a scenario plans for a year; money in yuan. ``year`` None: all years."""

    year: int | None
    projects: int
    households: int
    early: int
    need: int
    estimate: Decimal
    cost: Decimal


class SourceRow(NamedTuple):
    """What a source pays, year by year, and in all; ``given`` is what the brief gave it."""

    name: Text
    years: list[Decimal]
    total: Decimal
    given: Decimal


class LimitRow(NamedTuple):
    """What one more unit of a limit would bring."""

    family: str
    name: Text
    message: Text
    households: float


def year_rows(user: User, scenario: Scenario) -> list[YearRow]:
    """Return a row a year, then one of all, within the user's scope."""
    chosen = Choice.objects.visible_to(user).filter(scenario=scenario).exclude(year=None)
    sums = chosen.order_by().values("year")
    found = {row["year"]: row for row in sums.annotate(**_SUMS)}
    rows = [_year_row(year, found.get(year, {})) for year in scenario.horizon]
    return [*rows, _year_row(None, chosen.aggregate(**_SUMS))]


_SUMS = {
    "number": Sum("projects"),
    "homes": Sum("households"),
    "early": Sum("households", filter=Q(stratum="early")),
    "wanted": Sum("need"),
    "money": Sum("estimate"),
    "public": Sum("cost"),
}


def _year_row(year: int | None, sums: dict[str, Any]) -> YearRow:
    zero = Decimal(0)
    return YearRow(
        year,
        sums.get("number") or 0,
        sums.get("homes") or 0,
        sums.get("early") or 0,
        sums.get("wanted") or 0,
        sums.get("money") or zero,
        sums.get("public") or zero,
    )


def source_rows(user: User, scenario: Scenario) -> list[SourceRow]:
    """Return what each source pays within the user's scope; none where money is no limit."""
    scope = scope_of(user)
    if not scope.whole_city:
        return []
    labels = {source.code: source.label for source in pack_of(scenario.pack).sources}
    paid: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    given: dict[str, Decimal] = defaultdict(Decimal)
    for each in scenario.payments:
        paid[each["source"]][each["year"]] += Decimal(each["amount"])
    for line in scenario.asked.money:
        given[line.source] += line.amount
    return [
        SourceRow(
            labels.get(code, ANY_NAME),
            [paid[code][year] for year in scenario.horizon],
            sum(paid[code].values(), Decimal(0)),
            amount,
        )
        for code, amount in given.items()
    ]


def limit_rows(scenario: Scenario) -> list[LimitRow]:
    """Return the limits that bind, dearest first, with what one more unit would bring."""
    rows = [
        LimitRow(each["family"], Text(**each["name"]), Text(**each["message"]), each["households"])
        for each in scenario.limits
    ]
    return sorted(rows, key=lambda row: -abs(row.households))


class PointRow(NamedTuple):
    """A point of a frontier; money in yuan, ``at`` the pledged share asked for."""

    at: float
    money: Decimal
    households: int
    gap: float


def frontier_rows(scenario: Scenario) -> dict[str, list[PointRow]]:
    """Return the frontiers that were computed, by kind."""
    return {
        kind: [
            PointRow(each["at"], Decimal(each["spent"]), each["households"], each["gap"])
            for each in points
        ]
        for kind, points in scenario.frontiers.items()
    }
