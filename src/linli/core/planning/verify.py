"""Every plan is counted again in exact numbers, whatever the solver said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linli.core.kernel.money import to_fen
from linli.core.planning.formulation import Weights, deviation
from linli.core.planning.terms import Candidate, Limits, Plan, Task, Wish


class BrokenPlanError(ValueError):
    """A plan breaks a hard limit, or states figures that are not its own."""


def within_limits(chosen: Collection[Candidate], tasks: Sequence[Task], limits: Limits) -> bool:
    """Tell whether a choice respects the budget and the late-built share, counted exactly."""
    return not broken_limits(chosen, tasks, limits)


def broken_limits(
    chosen: Collection[Candidate], tasks: Sequence[Task], limits: Limits
) -> list[str]:
    """Return the hard limits that a choice breaks: ``budget``, ``late``, ``late-open``."""
    broken = []
    cost = sum(candidate.fen for candidate in chosen)
    if limits.budget is not None and cost > to_fen(limits.budget):
        broken.append("budget")
    if limits.late_open and any(candidate.is_late for candidate in chosen):
        broken.append("late-open")
    late = sum(limits.late_measure(candidate) for candidate in chosen)
    if not limits.late_open and late > limits.late_allowance(tuple(tasks)):
        broken.append("late")
    return broken


@dataclass(frozen=True, slots=True)
class Clash:
    """Wishes that cannot be met together: which limit they break, and the candidates concerned.

    ``limit``: ``lacks``, ``no-task``, ``late-open``, ``budget`` or ``late``.
    """

    limit: str
    candidates: tuple[Candidate, ...]


def clashes(candidates: Sequence[Candidate], tasks: Sequence[Task], limits: Limits) -> list[Clash]:
    """Return what stands against the candidates that must be in; none: a plan with them exists."""
    must = tuple(each for each in candidates if each.wish is Wish.MUST)
    asked = {task.jurisdiction for task in tasks}
    found = {
        "lacks": tuple(each for each in must if each.lacks),
        "no-task": tuple(each for each in must if each.jurisdiction not in asked),
        "late-open": tuple(each for each in must if each.is_late and limits.late_open),
    }
    broken = broken_limits(must, tasks, limits)
    if "budget" in broken:
        found["budget"] = must
    if "late" in broken:
        found["late"] = tuple(each for each in must if each.is_late)
    return [Clash(limit, each) for limit, each in found.items() if each]


def verify(
    plan: Plan, candidates: Sequence[Candidate], tasks: Sequence[Task], limits: Limits
) -> None:
    """Raise ``BrokenPlanError`` unless a plan keeps the hard limits and its figures are exact."""
    by_code = {candidate.code: candidate for candidate in candidates}
    if strangers := plan.chosen - by_code.keys():
        raise BrokenPlanError(f"not candidates: {sorted(strangers)}")
    chosen = [by_code[code] for code in plan.chosen]
    faults = [f"{each.code} lacks something" for each in chosen if each.lacks]
    faults += [f"{each.code} was kept out" for each in chosen if each.wish is Wish.NEVER]
    faults += [
        f"{each.code} must be in"
        for each in candidates
        if each.wish is Wish.MUST and each.code not in plan.chosen
    ]
    faults += broken_limits(chosen, tasks, limits)
    deviations = {task.jurisdiction: deviation(task, chosen) for task in tasks}
    asked = deviations.keys()
    faults += [f"{each.code} has no task" for each in chosen if each.jurisdiction not in asked]
    stated = (plan.deviations, plan.departure, plan.need)
    counted = (
        deviations,
        Weights.of(tasks).departure(deviations.values()),
        sum(each.need for each in chosen),
    )
    if stated != counted:
        faults.append(f"states {stated}, counted {counted}")
    if faults:
        raise BrokenPlanError("; ".join(faults))
