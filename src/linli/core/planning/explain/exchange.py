"""What letting a candidate in would cost: its own area is solved again with it, the others stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.areas.portion import is_parted, left_to
from linli.core.planning.areas.search import LARGE
from linli.core.planning.faults import departure_of, value_of
from linli.core.planning.instance import ANY, Ints
from linli.core.planning.payments import Paid, pay
from linli.core.planning.plan import Plan
from linli.core.planning.port import Effort, Ending
from linli.core.planning.solve import NoPlanError, Search, with_row
from linli.core.planning.space import CHOICE

LEAST_SECONDS: Final = 0.25
MOST_SECONDS: Final = 2.0
"""How long one candidate may take, where all share what time there is."""


@dataclass(frozen=True, eq=False, slots=True)
class Exchange:
    """A choice that holds a candidate, the best one where ``is_least``; other areas stay.

    ``lost`` points and ``lost_need`` against the plan; ``more_departure`` from the tasks.
    """

    year_of: Ints
    out: tuple[int, ...]
    also_in: tuple[int, ...]
    moved: tuple[int, ...]
    lost: int
    lost_need: int
    more_departure: int
    is_least: bool


@dataclass(eq=False)
class Exchanges:
    """Searches for exchanges against a plan; ``seconds`` are shared by so many that ``wait``."""

    search: Search
    plan: Plan
    year_of: Ints
    seconds: float
    waiting: int = 1

    def of(self, item: int) -> Exchange | None:
        """Return what holding an item costs; None: impossible, or nothing found in its time."""
        began = monotonic()
        fair = self.seconds / max(1, self.waiting)
        found = None
        if self.seconds > 0:
            found = self._found(item, float(np.clip(fair, LEAST_SECONDS, MOST_SECONDS)))
        self.seconds -= monotonic() - began
        self.waiting -= 1
        return found

    def _found(self, item: int, seconds: float) -> Exchange | None:
        search, items = self._ground(item)
        if not search.instance.tasks_first:
            return self._solved(search, items, item, seconds)
        near = search.departing_at_most(self.plan.proof.departure)
        found = self._solved(near, items, item, seconds)
        if found is not None:
            return found
        found = self._solved(search.towards_tasks(), items, item, seconds)
        if found is None or found.more_departure <= 0:  # then its value need not be the most
            return found and replace(found, is_least=False)
        return found if found.is_least else None

    def _ground(self, item: int) -> tuple[Search, Ints]:
        """Return what is searched, and its items: the whole, of a large plan the item's area."""
        instance = self.search.instance
        if len(self.search.model.weight) < LARGE or not is_parted(instance):
            return self.search, np.arange(len(instance.items))
        area = int(instance.item_area[item])
        if area not in self._grounds:
            part = left_to(instance, self.year_of, self._paid, area)
            self._grounds[area] = Search.of(part.instance, self.search.engine), part.items
        return self._grounds[area]

    @cached_property
    def _grounds(self) -> dict[int, tuple[Search, Ints]]:
        return {}

    @cached_property
    def _paid(self) -> Paid:
        return pay(self.search.instance, self.year_of)

    def _solved(self, search: Search, items: Ints, item: int, seconds: float) -> Exchange | None:
        """Return the best choice that holds an item, as near to the plan as value allows."""
        place = int(np.searchsorted(items, item))
        search = _held(search, place, self.year_of[items])
        try:
            run = search.run(Effort(seconds))
        except NoPlanError:
            return None
        year_of = self.year_of.copy()
        year_of[items] = run.year_of
        return self._against_plan(item, year_of, is_least=run.answer.ending is Ending.ENOUGH)

    def _against_plan(self, item: int, year_of: Ints, *, is_least: bool) -> Exchange:
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
            is_least,
        )


def _held(search: Search, item: int, year_of: Ints) -> Search:
    """Return the search with an item in, the other areas fixed, and changes a tie-breaker."""
    space, instance, model = search.space, search.instance, search.model
    choice = space.columns[CHOICE].slice
    stands = year_of[space.item] == space.year
    lower, upper = model.lower.copy(), model.upper.copy()
    fixed = instance.item_area[space.item] != instance.item_area[item]
    lower[choice] = np.where(fixed, stands, lower[choice])
    upper[choice] = np.where(fixed, stands, upper[choice])
    weight = model.weight * (2 * len(space.item) + 1)
    weight[choice] += np.where(stands, 1, -1)
    model = replace(model, lower=lower, upper=upper, weight=weight)
    held = (space.item == item).astype(float)
    return replace(search, model=with_row(model, held, 1, np.inf))
