"""Frontiers: what is reached at less public money, and at higher shares of residents' money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from linli.core.kernel.money import from_fen
from linli.core.kernel.problem import ProblemError
from linli.core.planning.assemble import instance_of
from linli.core.planning.check import blocking, problems_of
from linli.core.planning.choose import named, plan_of
from linli.core.planning.instance import ANY, Ints
from linli.core.planning.plan import Plan, Point
from linli.core.planning.port import USUAL, Effort, Engine, Watch
from linli.core.planning.scenario import Guide, Scenario
from linli.core.planning.solve import NoPlanError, best


def by_money(
    scenario: Scenario,
    engine: Engine,
    shares: Sequence[Fraction],
    effort: Effort = USUAL,
    watch: Watch | None = None,
) -> list[Point]:
    """Return plans at these shares of the public money, the least first.

    All of it is what the pots hold or, where money is no limit, what all candidates cost. Shares at
    which no plan keeps what was decided are left out. ``effort`` is for each point.
    """
    if found := blocking(problems_of(scenario)):
        raise ProblemError(*found)
    instance = instance_of(scenario)
    purse = instance.purse
    everything = int((instance.spend if purse is None else purse.pot_amount).sum())
    points: list[Point] = []
    known: Ints | None = None
    for share in sorted(shares):
        limit = int(share * everything)
        try:
            found_plan = best(instance, engine, effort, watch, known, limit)
        except NoPlanError:
            continue
        known = found_plan.year_of
        taken = known != ANY
        plan = named(scenario, instance, found_plan)
        points.append(_point(plan, from_fen(limit), int(instance.spend[taken].sum())))
    return points


def by_pledge(
    scenario: Scenario,
    engine: Engine,
    floors: Sequence[Fraction],
    effort: Effort = USUAL,
    watch: Watch | None = None,
) -> list[Point]:
    """Return plans where residents and enterprises must bring at least these shares (S70)."""
    points = []
    for share in sorted(floors):
        strict = replace(scenario, guide=Guide(share, floor=True))
        try:
            plan = plan_of(strict, engine, effort, watch)
        except ProblemError:
            continue
        costs = {each.code: each.cost for each in scenario.candidates}
        spent = sum(int(costs[code] * 100) for code in plan.chosen)
        points.append(_point(plan, share, spent))
    return points


def _point(plan: Plan, at: Decimal | Fraction, spent: int) -> Point:
    return Point(
        at=at,
        spent=from_fen(spent),
        households=plan.households,
        need=plan.need,
        gap=plan.proof.gap,
        chosen=plan.chosen,
    )
