"""Why each candidate is in or out; for a ready one left out, what letting it in would cost.

The cost is computed, not guessed: its own jurisdiction is solved again with the candidate forced
in, the other jurisdictions left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linli.core.kernel.money import to_fen
from linli.core.planning import words
from linli.core.planning.formulation import (
    LEAST_DEPARTURE,
    MOST_NEED,
    Block,
    Demands,
    Goal,
    fewest_changes,
    solve,
)
from linli.core.planning.port import Outcome, Progress, Solver
from linli.core.planning.terms import Candidate, Plan, Reason, Wish

SECONDS_A_CANDIDATE_SOLVE = 2.0
SECONDS_IN_ALL = 20.0


@dataclass(slots=True)
class Patience:
    """A solver with a limit for each question and for all of them together."""

    solver: Solver
    left: float

    def ask(self, block: Block, goal: Goal, demands: Demands) -> frozenset[str] | None:
        """Return the proven best codes, the empty set if impossible; None if time ran out."""
        if self.left <= 0:
            return None
        seconds = min(self.left, SECONDS_A_CANDIDATE_SOLVE)
        solution, codes = solve(block, goal, demands, self.solver, seconds)
        self.left -= solution.seconds
        return None if solution.outcome is Outcome.OUT_OF_TIME else codes


@dataclass(frozen=True, slots=True)
class Swap:
    """The best choice of a jurisdiction that holds a candidate which the plan leaves out."""

    out: tuple[Candidate, ...]
    also_in: tuple[Candidate, ...]
    lost_need: int
    keeps_tasks: bool
    block: Block
    chosen: frozenset[str]


def reasons_of(
    plan: Plan,
    candidates: Sequence[Candidate],
    blocks: Sequence[Block],
    solver: Solver,
    progress: Progress,
) -> dict[str, Reason]:
    """Return the reason of every candidate, by code, in the order given."""
    own = {block.tasks[0].jurisdiction: _as_left_by_others(block, plan, blocks) for block in blocks}
    patience = Patience(solver, SECONDS_IN_ALL)
    reasons = {}
    for done, candidate in enumerate(candidates, start=1):
        reasons[candidate.code] = _reason(
            plan, candidate, own.get(candidate.jurisdiction), patience
        )
        progress(done / len(candidates))
    return reasons


def _as_left_by_others(block: Block, plan: Plan, blocks: Sequence[Block]) -> Block:
    """Return a block with what the other jurisdictions' choices leave of money and of the share."""
    limits = block.limits
    others = [
        candidate for other in blocks if other is not block for candidate in other.take(plan.chosen)
    ]
    tasks = tuple(task for each in blocks for task in each.tasks)
    budget = late = None
    if limits.budget is not None:
        budget = to_fen(limits.budget) - sum(candidate.fen for candidate in others)
    if not limits.late_open:
        late = limits.late_allowance(tasks) - sum(map(limits.late_measure, others))
    return replace(block, budget=budget, late=late)


def _reason(plan: Plan, candidate: Candidate, block: Block | None, patience: Patience) -> Reason:
    if candidate.wish is Wish.NEVER:
        return words.kept_out()
    if candidate.lacks:
        return words.lacks(candidate)
    if block is None:
        return words.no_task(candidate)
    if candidate.code in plan.chosen:
        return words.chosen(candidate, block, plan)
    if candidate.is_late and block.limits.late_open:
        return words.share_not_set()
    return _left_out(plan, candidate, block, patience)


def _left_out(plan: Plan, candidate: Candidate, block: Block, patience: Patience) -> Reason:
    if block.budget is not None and candidate.fen > block.budget:
        return words.over_budget(candidate, block, plan.price)
    if block.late is not None and block.limits.late_measure(candidate) > block.late:
        return words.over_share(candidate, block)
    swap = _swap(plan.chosen, candidate, block, patience)
    if swap is None:
        return words.not_settled(candidate, block, plan)
    if not swap.keeps_tasks:
        return words.breaks_tasks(candidate, swap, plan)
    return words.swaps(candidate, swap, plan)


def _swap(
    chosen: frozenset[str], candidate: Candidate, block: Block, patience: Patience
) -> Swap | None:
    """Return what holding the candidate would change at the least; None: out of time."""
    kept = block.departure(chosen)
    best = patience.ask(block, MOST_NEED, Demands(kept, forced=candidate.code))
    keeps_tasks = bool(best)
    if best == frozenset():
        best = patience.ask(block, LEAST_DEPARTURE, Demands(forced=candidate.code))
    if best is None:
        return None
    demands = Demands(
        block.departure(best), block.need(best) if keeps_tasks else None, candidate.code
    )
    nearest = patience.ask(block, fewest_changes(chosen), demands)
    if not nearest:
        return None
    return Swap(
        out=tuple(block.take(chosen - nearest)),
        also_in=tuple(block.take(nearest - chosen - {candidate.code})),
        lost_need=block.need(chosen) - block.need(nearest),
        keeps_tasks=keeps_tasks,
        block=block,
        chosen=nearest,
    )
