"""The best plan of a scenario: checked before, verified after (S04, S05, S09, S19)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from linli.core.kernel.money import from_fen
from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.planning.assemble import choice_of, instance_of
from linli.core.planning.check import blocking, problems_of
from linli.core.planning.clash import clash_of, problem_of
from linli.core.planning.faults import counted, outside
from linli.core.planning.instance import ANY, MEASURES, Instance, Ints
from linli.core.planning.payments import Paid
from linli.core.planning.plan import Payment, Plan, Standing
from linli.core.planning.port import USUAL, Effort, Ending, Engine, Watch
from linli.core.planning.scenario import Measure, Scenario
from linli.core.planning.solve import Found, NoPlanError, best
from linli.core.planning.verify import verify

SECONDS_FOR_A_CLASH = 30.0
NOTHING_YET = Problem(
    "nothing-found",
    Text("求解结束时还没有找到任何可行方案。", "No plan had been found when the search ended."),
    Text("延长求解时间后重新求解。", "Solve again and allow more time."),
)


def plan_of(
    scenario: Scenario,
    engine: Engine,
    effort: Effort = USUAL,
    watch: Watch | None = None,
    start: Mapping[str, int] | None = None,
) -> Plan:
    """Return the best plan within an effort, verified; ``start`` is a plan to begin with.

    Raises ``ProblemError``: bad input, wishes that clash (by name), or stopped with nothing found.
    """
    if found := blocking(problems_of(scenario)):
        raise ProblemError(*found)
    instance = instance_of(scenario)
    known = None if start is None else choice_of(instance, start)
    try:
        plan = named(scenario, instance, best(instance, engine, effort, watch, known))
    except NoPlanError as error:
        raise ProblemError(_no_plan(scenario, engine, error)) from error
    verify(scenario, plan)
    return plan


def _no_plan(scenario: Scenario, engine: Engine, error: NoPlanError) -> Problem:
    if error.ending is not Ending.INFEASIBLE:
        return NOTHING_YET
    clash = clash_of(scenario, engine, Effort(SECONDS_FOR_A_CLASH))
    return NOTHING_YET if clash is None else problem_of(clash)


def named(scenario: Scenario, instance: Instance, found: Found) -> Plan:
    """Return a choice by its names."""
    taken = np.nonzero(found.year_of != ANY)[0]
    households = MEASURES.index(Measure.HOUSEHOLDS)
    return Plan(
        chosen={instance.items[i]: instance.years[found.year_of[i]] for i in taken.tolist()},
        standings=standings(scenario, instance, found.year_of),
        payments=_payments(instance, found.paid),
        proof=found.proof,
        need=int(instance.need[taken].sum()),
        households=int(instance.measures[taken, households].sum()),
        unfinished=_unfinished(instance, found.year_of),
        stopped=found.ending is not Ending.ENOUGH,
        seconds=found.seconds,
    )


def standings(scenario: Scenario, instance: Instance, year_of: Ints) -> tuple[Standing, ...]:
    """Return how far each task is served; what was not asked for counts 0."""
    values = iter(counted(instance.tasks, instance, year_of).tolist())
    return tuple(
        Standing(
            task,
            0 if task.projects is None else next(values),
            0 if task.households is None else next(values),
        )
        for task in scenario.tasks
    )


def _unfinished(instance: Instance, year_of: Ints) -> dict[str, int]:
    under, _ = outside(instance.finishing, instance, year_of)
    rows = zip(instance.finishing.area.tolist(), under.tolist(), strict=True)
    return {instance.areas[area]: left for area, left in rows if left}


def _payments(instance: Instance, paid: Paid) -> tuple[Payment, ...]:
    purse = instance.purse
    if purse is None:
        return ()
    rows = zip(
        *(part.tolist() for part in (paid.pot, paid.area, paid.use, paid.amount)), strict=True
    )
    return tuple(
        Payment(
            source=purse.sources[purse.pot_source[pot]],
            year=instance.years[purse.pot_year[pot]],
            area=instance.areas[area],
            use=purse.uses[use],
            amount=from_fen(fen),
            pot=pot,
        )
        for pot, area, use, fen in rows
    )
