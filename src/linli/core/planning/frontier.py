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
from linli.core.planning.instance import ANY, Instance, Ints
from linli.core.planning.plan import Plan, Point
from linli.core.planning.port import USUAL, Effort, Engine, Progress, Watch
from linli.core.planning.scenario import Guide, Scenario
from linli.core.planning.solve import NoPlanError, best


def by_money(
    scenario: Scenario,
    engine: Engine,
    shares: Sequence[Fraction],
    effort: Effort = USUAL,
    watch: Watch | None = None,
    progress: Progress = lambda _share: None,
) -> list[Point]:
    """Return plans at these shares of the public money, the least first.

    All of it is what the pots hold or, where money is no limit, what the plan without a limit
    takes. Shares at which no plan keeps what was decided are left out. ``effort`` is for each
    point.
    """
    if found := blocking(problems_of(scenario)):
        raise ProblemError(*found)
    instance = instance_of(scenario)
    everything = _all_money(instance, engine, effort, watch)
    points: list[Point] = []
    known: Ints | None = None
    for number, share in enumerate(sorted(shares)):
        progress(number / len(shares))
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


def _all_money(instance: Instance, engine: Engine, effort: Effort, watch: Watch | None) -> int:
    """Return the fen that the pots hold; without pots the best plan's, 0 if there is none."""
    if instance.purse is not None:
        return int(instance.purse.pot_amount.sum())
    try:
        free = best(instance, engine, effort, watch)
    except NoPlanError:
        return 0
    return int(instance.spend[free.year_of != ANY].sum())


def by_pledge(
    scenario: Scenario,
    engine: Engine,
    floors: Sequence[Fraction],
    effort: Effort = USUAL,
    watch: Watch | None = None,
    progress: Progress = lambda _share: None,
) -> list[Point]:
    """Return plans where residents and enterprises must bring at least these shares (S70)."""
    points = []
    for number, share in enumerate(sorted(floors)):
        progress(number / len(floors))
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
