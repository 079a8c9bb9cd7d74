"""A plan is counted again by its names, in exact numbers, whatever the solver said."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from linli.core.kernel.money import to_fen
from linli.core.planning.assemble import asked_of, choice_of, instance_of, is_tasked
from linli.core.planning.faults import departure_of, faults_of, value_of
from linli.core.planning.instance import Instance, Ints
from linli.core.planning.payments import Paid
from linli.core.planning.plan import Plan
from linli.core.planning.scenario import Candidate, Scenario, WishKind
from linli.core.planning.solve import BrokenPlanError


def verify(scenario: Scenario, plan: Plan) -> None:
    """Raise ``BrokenPlanError`` unless a plan keeps every hard limit and its figures are exact."""
    by_code = {each.code: each for each in scenario.candidates}
    if strangers := plan.chosen.keys() - by_code.keys():
        raise BrokenPlanError(f"not candidates: {sorted(strangers)}")
    instance = instance_of(scenario)
    year_of = choice_of(instance, plan.chosen)
    chosen = [by_code[code] for code in plan.chosen]
    faults = [
        *(fault for each in chosen for fault in _gates(scenario, each, plan.chosen[each.code])),
        *faults_of(instance, year_of, _paid(instance, plan)),
        *_figures(scenario, plan, instance, year_of),
    ]
    if faults:
        raise BrokenPlanError("; ".join(faults))


def _gates(scenario: Scenario, candidate: Candidate, year: int) -> Iterator[str]:
    """Tell what stands against a chosen candidate, unless it was fixed beforehand."""
    wishes = [
        wish
        for wish in scenario.wishes
        if wish.code in {candidate.code, *candidate.members} and wish.year in (None, year)
    ]
    if any(wish.kind is WishKind.NEVER for wish in wishes):
        yield f"{candidate.code} was kept out"
    if any(wish.kind is WishKind.FIXED for wish in wishes):
        return
    if candidate.lacks or (candidate.opens is not None and candidate.opens > year):
        yield f"{candidate.code} is not ready in {year}"
    if candidate.is_late and scenario.quota.is_open:
        yield f"{candidate.code} is late-built, whose quota is not set"
    if scenario.only_tasked and not is_tasked(asked_of(scenario), candidate.area, year):
        yield f"{candidate.code} has no task in {year}"


def _paid(instance: Instance, plan: Plan) -> Paid:
    """Return a plan's payments as arrays."""
    uses = instance.purse.uses if instance.purse else ()
    ways = [
        (each.pot, instance.areas.index(each.area), uses.index(each.use), to_fen(each.amount))
        for each in plan.payments
    ]
    pot, area, use, amount = np.array(ways, np.int64).reshape(-1, 4).T
    nothing = np.zeros(0, np.int64)
    return Paid(pot, area, use, amount, nothing, nothing.astype(bool))


def _figures(scenario: Scenario, plan: Plan, instance: Instance, year_of: Ints) -> Iterator[str]:
    """Compare what a plan states with what is counted from the candidates."""
    chosen = [each for each in scenario.candidates if each.code in plan.chosen]
    departure = departure_of(instance, year_of) if scenario.tasks_first else 0
    stated = (plan.need, plan.households, plan.proof.departure, plan.proof.value)
    counted = (
        sum(each.need for each in chosen),
        sum(each.households for each in chosen),
        departure,
        value_of(instance, year_of),
    )
    if stated != counted:
        yield f"states {stated}, counted {counted}"
    for standing in plan.standings:
        task = standing.task
        own = [
            each
            for each in chosen
            if task.area in (None, each.area) and task.year in (None, plan.chosen[each.code])
        ]
        projects = 0 if task.projects is None else sum(len(each.projects) for each in own)
        households = 0 if task.households is None else sum(each.households for each in own)
        if (standing.projects, standing.households) != (projects, households):
            yield f"states {standing}, counted {projects} and {households}"
