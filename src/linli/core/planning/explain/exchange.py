"""What letting a candidate in would cost: its own area is solved again with it, the others stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.areas.portion import is_parted, left_to
from linli.core.planning.areas.search import LARGE
from linli.core.planning.explain.room import Entry
from linli.core.planning.faults import departure_of, faults_of, value_of
from linli.core.planning.instance import ANY, Ints
from linli.core.planning.payments import Paid, pay
from linli.core.planning.plan import Plan
from linli.core.planning.port import Effort, Ending
from linli.core.planning.solve import NoPlanError, Search, with_row
from linli.core.planning.space import CHOICE

Ground = tuple[Search, Ints]
"""What is searched for an exchange, and its items in the whole."""
LEAST_SECONDS: Final = 0.25
MOST_SECONDS: Final = 2.0
"""How long it pays to search for one candidate, where all share what time there is."""


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

    def of(self, entry: Entry) -> Exchange | None:
        """Return what an entry costs; None: impossible, or nothing found in its time."""
        began = monotonic()
        fair = self.seconds / max(1, self.waiting)
        found = self._found(entry, min(fair, MOST_SECONDS)) if self.seconds > 0 else None
        self.seconds -= monotonic() - began
        self.waiting -= 1
        return found

    def _found(self, entry: Entry, seconds: float) -> Exchange | None:
        ground = self._ground(entry.item)
        search, items = ground
        if not search.instance.tasks_first:
            simple = self._simple(ground, entry)
            if simple is not None and seconds < LEAST_SECONDS:
                return self._against_plan(entry.item, self._whole(items, simple), is_least=False)
            return self._solved(ground, entry.item, seconds, simple)
        near = search.departing_at_most(self.plan.proof.departure)
        found = self._solved((near, items), entry.item, seconds)
        if found is not None:
            return found
        found = self._solved((search.towards_tasks(), items), entry.item, seconds)
        if found is None or found.more_departure <= 0:  # then its value need not be the most
            return found and replace(found, is_least=False)
        return found if found.is_least else None

    def _simple(self, ground: Ground, entry: Entry) -> Ints | None:
        """Return the plan with an entry in for the least others of its area and year; None: none.

        One other if one suffices, the least in value; else the least goes and so on.
        """
        search, items = ground
        instance, place = search.instance, int(np.searchsorted(items, entry.item))
        year_of = self.year_of[items].copy()
        year_of[np.searchsorted(items, entry.replaced)] = ANY
        year_of[place] = entry.year
        same = (year_of == entry.year) & (instance.item_area == instance.item_area[place])
        same[place] = False
        others = np.nonzero(same)[0]
        others = others[np.argsort(instance.value[others, entry.year], kind="stable")]
        if not faults_of(instance, year_of, pay(instance, year_of)):
            return year_of
        while len(others):
            for other in others.tolist():
                tried = year_of.copy()
                tried[other] = ANY
                if not faults_of(instance, tried, pay(instance, tried)):
                    return tried
            year_of[others[0]] = ANY  # alone it does not suffice
            others = others[1:]
        return None

    def _ground(self, item: int) -> Ground:
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
    def _grounds(self) -> dict[int, Ground]:
        return {}

    @cached_property
    def _paid(self) -> Paid:
        return pay(self.search.instance, self.year_of)

    def _whole(self, items: Ints, year_of: Ints) -> Ints:
        """Return the plan with the years of some items put in."""
        whole = self.year_of.copy()
        whole[items] = year_of
        return whole

    def _solved(
        self, ground: Ground, item: int, seconds: float, start: Ints | None = None
    ) -> Exchange | None:
        """Return the best choice that holds an item, as near to the plan as value allows."""
        search, items = ground
        place = int(np.searchsorted(items, item))
        search = _held(search, place, self.year_of[items])
        try:
            run = search.run(Effort(max(seconds, LEAST_SECONDS)), start=start)
        except NoPlanError:
            return None
        is_least = run.answer.ending is Ending.ENOUGH
        return self._against_plan(item, self._whole(items, run.year_of), is_least=is_least)

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
    choice = space.columns[CHOICE]
    stands = year_of[space.item] == space.year
    fixed = np.nonzero(instance.item_area[space.item] != instance.item_area[item])[0]
    weight = model.weight * (2 * len(space.item) + 1)
    weight[choice.slice] += np.where(stands, 1, -1)
    model = replace(model, weight=weight)
    model = model.holding(choice.start + fixed, stands[fixed].astype(float))
    held = (space.item == item).astype(float)
    return replace(search, model=with_row(model, held, 1, np.inf))
