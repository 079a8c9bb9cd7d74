"""What letting a candidate in would cost: its own area is solved again with it, the others stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from linli.core.planning.faults import departure_of, value_of
from linli.core.planning.instance import ANY, Ints
from linli.core.planning.plan import Plan
from linli.core.planning.port import Effort, Ending
from linli.core.planning.solve import NoPlanError, Search, with_row
from linli.core.planning.space import CHOICE

SECONDS_A_CANDIDATE: Final = 2.0


@dataclass(frozen=True, eq=False, slots=True)
class Exchange:
    """The best choice that holds a candidate; other areas stay as they are.

    ``lost`` points and ``lost_need`` against the plan; ``more_departure`` from the tasks.
    """

    year_of: Ints
    out: tuple[int, ...]
    also_in: tuple[int, ...]
    moved: tuple[int, ...]
    lost: int
    lost_need: int
    more_departure: int


@dataclass(slots=True)
class Exchanges:
    """Searches for exchanges against a plan, with a limit of time for all of them together."""

    search: Search
    plan: Plan
    year_of: Ints
    left: float

    def of(self, item: int) -> Exchange | None:
        """Return what holding an item costs at the least; None: impossible, or out of time."""
        departure = self.plan.proof.departure
        if self.search.instance.tasks_first:
            found = self._solved(self.search.departing_at_most(departure), item)
            if found is None:
                found = self._solved(self.search.towards_tasks(), item)
        else:
            found = self._solved(self.search, item)
        return None if found is None else self._against_plan(item, found)

    def _solved(self, search: Search, item: int) -> Ints | None:
        """Return the best choice that holds an item, as near to the plan as value allows."""
        if self.left <= 0:
            return None
        search = self._held(search, item)
        effort = Effort(min(self.left, SECONDS_A_CANDIDATE))
        try:
            run = search.run(effort)
        except NoPlanError:
            self.left -= 0.01
            return None
        self.left -= run.seconds
        return run.year_of if run.answer.ending is Ending.ENOUGH else None

    def _held(self, search: Search, item: int) -> Search:
        """Return the search with an item in, the other areas fixed, and changes a tie-breaker."""
        space, instance, model = search.space, search.instance, search.model
        choice = space.columns[CHOICE].slice
        stands = self.year_of[space.item] == space.year
        lower, upper = model.lower.copy(), model.upper.copy()
        fixed = instance.item_area[space.item] != instance.item_area[item]
        lower[choice] = np.where(fixed, stands, lower[choice])
        upper[choice] = np.where(fixed, stands, upper[choice])
        weight = model.weight * (2 * len(space.item) + 1)
        weight[choice] += np.where(stands, 1, -1)
        model = replace(model, lower=lower, upper=upper, weight=weight)
        held = (space.item == item).astype(float)
        return replace(search, model=with_row(model, held, 1, np.inf))

    def _against_plan(self, item: int, year_of: Ints) -> Exchange:
        instance = self.search.instance
        was, now = self.year_of != ANY, year_of != ANY
        also_in = np.nonzero(now & ~was)[0].tolist()
        also_in.remove(item)
        moved = np.nonzero(was & now & (year_of != self.year_of))[0]
        departure = departure_of(instance, year_of) if instance.tasks_first else 0
        return Exchange(
            year_of,
            tuple(np.nonzero(was & ~now)[0].tolist()),
            tuple(also_in),
            tuple(moved.tolist()),
            self.plan.proof.value - value_of(instance, year_of),
            int(instance.need[was].sum() - instance.need[now].sum()),
            departure - self.plan.proof.departure,
        )
