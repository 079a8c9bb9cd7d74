"""Choose a year's projects: the tasks as nearly as possible, then the most need (S04, S05, S19).

The two aims are solved one after the other, so that no amount of need outweighs a task. Money and
the late-built share are hard. Without them jurisdictions do not touch each other: each is solved
alone, and where the sum of these choices happens to keep the shared limits, it is the best plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite

from linli.core.kernel.money import to_fen
from linli.core.planning.explain import reasons_of
from linli.core.planning.formulation import (
    BUDGET,
    LEAST_DEPARTURE,
    MOST_NEED,
    Block,
    Demands,
    Weights,
    build,
    solve,
)
from linli.core.planning.port import Outcome, Progress, Solution, Solver
from linli.core.planning.terms import Candidate, Limits, Plan, Price, Task, Wish
from linli.core.planning.verify import verify, within_limits

SECONDS_A_SOLVE = 60.0


@dataclass(frozen=True, slots=True)
class Best:
    """The best choice found for a block, with what is proven about departure and need."""

    chosen: frozenset[str]
    departure: int
    least_departure: int
    need: int
    most_need: int


def choose(
    candidates: Sequence[Candidate],
    tasks: Sequence[Task],
    limits: Limits,
    solver: Solver,
    progress: Progress = lambda _share: None,
) -> Plan:
    """Return the plan of a year with a reason for every candidate, verified in exact numbers.

    What must be in has to keep the limits by itself (``verify.clashes``). Raises
    ``BrokenPlanError`` if what the solver gives breaks a hard limit.
    """
    blocks = _blocks(candidates, tasks, limits)
    bests = []
    for done, block in enumerate(blocks, start=1):
        bests.append(best_of(block, solver))
        progress(0.3 * done / len(blocks))
    plan = _joined(blocks, bests)
    taken = [candidate for candidate in candidates if candidate.code in plan.chosen]
    if not within_limits(taken, tasks, limits):
        whole = _whole(blocks, limits)
        plan = replace(_joined([whole], [best_of(whole, solver)]), price=_price(whole, solver))
    progress(0.5)
    verify(plan, candidates, tasks, limits)
    reasons = reasons_of(plan, candidates, blocks, solver, lambda share: progress(0.5 + share / 2))
    return replace(plan, reasons=reasons)


def _blocks(candidates: Sequence[Candidate], tasks: Sequence[Task], limits: Limits) -> list[Block]:
    """Return one block a task, of the candidates that may be chosen at all, by code."""
    weights = Weights.of(tasks)
    able: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda each: each.code):
        is_open = not candidate.lacks and candidate.wish is not Wish.NEVER
        if is_open and not (candidate.is_late and limits.late_open):
            able[candidate.jurisdiction].append(candidate)
    return [Block(tuple(able[task.jurisdiction]), (task,), weights, limits) for task in tasks]


def _whole(blocks: Sequence[Block], limits: Limits) -> Block:
    """Return all blocks as one, under the shared limits."""
    tasks = tuple(task for block in blocks for task in block.tasks)
    return Block(
        candidates=tuple(candidate for block in blocks for candidate in block.candidates),
        tasks=tasks,
        weights=blocks[0].weights,
        limits=limits,
        budget=None if limits.budget is None else to_fen(limits.budget),
        late=None if limits.late_open else limits.late_allowance(tasks),
    )


def best_of(block: Block, solver: Solver) -> Best:
    """Return a block's choice of least departure and, among those, of most need."""
    near, chosen = solve(block, LEAST_DEPARTURE, Demands(), solver, SECONDS_A_SOLVE)
    departure = block.departure(chosen)
    full, fuller = solve(block, MOST_NEED, Demands(departure), solver, SECONDS_A_SOLVE)
    if full.values:
        chosen = fuller
    return Best(
        chosen,
        block.departure(chosen),
        least_departure=min(departure, _least(near)),
        need=block.need(chosen),
        most_need=max(block.need(chosen), _most(full, block)),
    )


def _least(solution: Solution) -> int:
    """Return what is proven of the least departure; an unfinished solve's bound is rounded down."""
    if solution.outcome is Outcome.OPTIMAL:
        return round(solution.bound)
    return max(0, floor(solution.bound)) if isfinite(solution.bound) else 0


def _most(solution: Solution, block: Block) -> int:
    """Return what is proven of the most need; an unfinished solve's bound is rounded up."""
    if solution.outcome is Outcome.OPTIMAL:
        return round(solution.bound)
    everything = sum(candidate.need for candidate in block.candidates)
    return min(everything, ceil(solution.bound)) if isfinite(solution.bound) else everything


def _joined(blocks: Sequence[Block], bests: Sequence[Best]) -> Plan:
    """Return the plan made of the blocks' choices: figures and proofs add up."""
    return Plan(
        chosen=frozenset(code for best in bests for code in best.chosen),
        deviations={
            area: deviation
            for block, best in zip(blocks, bests, strict=True)
            for area, deviation in block.deviations(best.chosen).items()
        },
        departure=sum(best.departure for best in bests),
        least_departure=sum(best.least_departure for best in bests),
        need=sum(best.need for best in bests),
        most_need=sum(best.most_need for best in bests),
    )


def _price(block: Block, solver: Solver) -> Price | None:
    """Return what one more yuan of budget would bring in the relaxed model; None: nothing."""
    if block.budget is None:
        return None
    near = solver.solve(build(block, LEAST_DEPARTURE, Demands()), SECONDS_A_SOLVE, relaxed=True)
    if price := abs(near.prices.get(BUDGET, 0)):
        return Price(price / block.weights.households, "households")
    nearest = Demands(departure=ceil(near.objective))
    full = solver.solve(build(block, MOST_NEED, nearest), SECONDS_A_SOLVE, relaxed=True)
    price = abs(full.prices.get(BUDGET, 0))
    return Price(price, "need") if price else None
