"""The year's choice as a linear model: one 0/1 column a candidate, soft tasks, hard limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from math import gcd

from linli.core.kernel.money import from_fen
from linli.core.planning.port import Column, LinearModel, Row, Solution, Solver
from linli.core.planning.terms import Candidate, Deviation, Limits, Task, Wish

MEASURES = ("projects", "households")
BUDGET, LATE, NEED, DEPARTURE = "budget", "late", "need", "departure"


@dataclass(frozen=True, slots=True)
class Weights:
    """What a project and a household too few or too many weigh, in whole numbers.

    A project weighs as many households as the year's average project has, so that neither way of
    counting the task (S04) outweighs the other.
    """

    projects: int
    households: int

    @classmethod
    def of(cls, tasks: Collection[Task]) -> Weights:
        """Return the weights of a year: households asked for against projects asked for."""
        projects = max(1, sum(task.projects for task in tasks))
        households = max(1, sum(task.households for task in tasks))
        shared = gcd(projects, households)
        return cls(projects=households // shared, households=projects // shared)

    def departure(self, deviations: Collection[Deviation]) -> int:
        """Return the weighted sum of deviations, too few and too many alike."""
        return sum(
            abs(each.projects) * self.projects + abs(each.households) * self.households
            for each in deviations
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Candidates and tasks that are solved together, with what the shared limits leave to them.

    ``budget`` is fen, ``late`` projects or households by the limits' basis; None: not limited.
    ``excluded`` are sets of codes that were found to cost too much together.
    """

    candidates: tuple[Candidate, ...]
    tasks: tuple[Task, ...]
    weights: Weights
    limits: Limits
    budget: int | None = None
    late: int | None = None
    excluded: tuple[frozenset[str], ...] = ()

    def affords(self, codes: Collection[str]) -> bool:
        """Tell whether a choice keeps within the budget, to the cent."""
        cost = sum(candidate.fen for candidate in self.take(codes))
        return self.budget is None or cost <= self.budget

    def take(self, codes: Collection[str]) -> list[Candidate]:
        """Return the candidates with these codes."""
        return [candidate for candidate in self.candidates if candidate.code in codes]

    def deviations(self, codes: Collection[str]) -> dict[str, Deviation]:
        """Return by jurisdiction how far a choice departs from the task, counted exactly."""
        taken = self.take(codes)
        return {task.jurisdiction: deviation(task, taken) for task in self.tasks}

    def departure(self, codes: Collection[str]) -> int:
        """Return the weighted departure of a choice."""
        return self.weights.departure(self.deviations(codes).values())

    def need(self, codes: Collection[str]) -> int:
        """Return the need that a choice covers."""
        return sum(candidate.need for candidate in self.take(codes))


def deviation(task: Task, chosen: Collection[Candidate]) -> Deviation:
    """Return planned less asked of one task."""
    own = [candidate for candidate in chosen if candidate.jurisdiction == task.jurisdiction]
    return Deviation(
        len(own) - task.projects,
        sum(candidate.households for candidate in own) - task.households,
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """What a solve strives for: a weight for each candidate taken, or the least departure."""

    maximise: bool
    weight: Callable[[Candidate], int] = lambda _candidate: 0
    departure: bool = False


LEAST_DEPARTURE = Goal(maximise=False, departure=True)
MOST_NEED = Goal(maximise=True, weight=lambda candidate: candidate.need)


def fewest_changes(chosen: Collection[str]) -> Goal:
    """Return the goal of staying as close to a choice as possible."""
    return Goal(maximise=False, weight=lambda candidate: -1 if candidate.code in chosen else 1)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a solve must keep: a departure at most, a need at least, a candidate forced in."""

    departure: int | None = None
    need: int | None = None
    forced: str | None = None


def build(block: Block, goal: Goal, demands: Demands) -> LinearModel:
    """Return the linear model of a block."""
    takes = [
        Column(
            name=candidate.code,
            weight=goal.weight(candidate),
            lower=1 if candidate.code == demands.forced or candidate.wish is Wish.MUST else 0,
            upper=1,
            whole=True,
        )
        for candidate in block.candidates
    ]
    most = demands.departure  # what the whole may depart, no single slack may exceed
    slacks = [
        Column(
            name,
            weight=weight if goal.departure else 0,
            upper=None if most is None else most // weight,
        )
        for name, weight in _slacks(block).items()
    ]
    rows = (*_task_rows(block), *_limit_rows(block), *_demand_rows(block, demands))
    return LinearModel((*takes, *slacks), rows, goal.maximise)


def _slack(side: str, measure: str, task: Task) -> str:
    return f"{side} {measure} {task.jurisdiction}"


def _slacks(block: Block) -> dict[str, int]:
    return {
        _slack(side, measure, task): getattr(block.weights, measure)
        for task in block.tasks
        for measure in MEASURES
        for side in ("below", "above")
    }


def _task_rows(block: Block) -> Iterator[Row]:
    for task in block.tasks:
        own = [each for each in block.candidates if each.jurisdiction == task.jurisdiction]
        for measure in MEASURES:
            terms = {each.code: 1 if measure == "projects" else each.households for each in own}
            terms |= {_slack("below", measure, task): 1, _slack("above", measure, task): -1}
            asked = getattr(task, measure)
            yield Row(f"{measure} {task.jurisdiction}", terms, low=asked, high=asked)


def _limit_rows(block: Block) -> Iterator[Row]:
    if block.budget is not None:
        costs = {each.code: float(each.cost) for each in block.candidates}
        yield Row(BUDGET, costs, high=float(from_fen(block.budget)))
    if block.late is not None:
        late = {each.code: block.limits.late_measure(each) for each in block.candidates}
        yield Row(LATE, late, high=block.late)
    for number, codes in enumerate(block.excluded):
        yield Row(f"excluded {number}", dict.fromkeys(sorted(codes), 1), high=len(codes) - 1)


def _demand_rows(block: Block, demands: Demands) -> Iterator[Row]:
    if demands.departure is not None:
        yield Row(DEPARTURE, _slacks(block), high=demands.departure)
    if demands.need is not None:
        needs = {each.code: each.need for each in block.candidates}
        yield Row(NEED, needs, low=demands.need)


def solve(
    block: Block, goal: Goal, demands: Demands, solver: Solver, seconds: float
) -> tuple[Solution, frozenset[str]]:
    """Return a solution and the codes that it takes, within the budget to the cent.

    A solver counts in floating point and may let a few cents too much through. What costs too much
    counted exactly is excluded, and the model solved again: no affordable choice is lost by it.
    """
    solution = solver.solve(build(block, goal, demands), seconds)
    codes = frozenset(
        candidate.code
        for candidate in block.candidates
        if round(solution.values.get(candidate.code, 0))
    )
    if block.affords(codes):
        return solution, codes
    return solve(replace(block, excluded=(*block.excluded, codes)), goal, demands, solver, seconds)
