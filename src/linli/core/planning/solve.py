"""The best choice of an instance, with proof: tasks first, then value; paid to the fen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, inf
from typing import Final

import numpy as np
from scipy.sparse import csc_array, vstack

from linli.core.planning.areas import pieces as by_pieces
from linli.core.planning.areas import regions as by_regions
from linli.core.planning.areas import search as by_areas
from linli.core.planning.areas.portion import is_portioned
from linli.core.planning.constraints.departure import slack_prices
from linli.core.planning.constraints.money import WAN
from linli.core.planning.faults import departure_of, faults_of, value_of
from linli.core.planning.formulate import departure_weight, formulate
from linli.core.planning.instance import ANY, Instance, Ints
from linli.core.planning.matrix import Floats, Model
from linli.core.planning.payments import Paid, pay
from linli.core.planning.plan import Proof
from linli.core.planning.port import (
    USUAL,
    Answer,
    Effort,
    Ending,
    Engine,
    Standing,
    Watch,
    nothing,
)
from linli.core.planning.space import CHOICE, Space

ROUNDS: Final = 200
NEAR: Final = 1e-4
"""Values are whole: a bound this little under a whole number proves that number."""


class BrokenPlanError(ValueError):
    """A plan breaks a hard limit, or states figures that are not its own."""


class NoPlanError(ValueError):
    """No plan exists, or none was found before the search ended (``ending``)."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(str(ending))
        self.ending = ending


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """A choice, how it is paid, and what is proven of it; ``year_of`` (I,) index or ``ANY``."""

    year_of: Ints
    paid: Paid
    proof: Proof
    ending: Ending
    seconds: float


def best(
    instance: Instance,
    engine: Engine,
    effort: Effort = USUAL,
    watch: Watch | None = None,
    start: Ints | None = None,
    most_fen: int | None = None,
) -> Found:
    """Return the best choice within an effort; ``start`` (I,) is a known one to begin with.

    ``most_fen``: no plan may cost more public money than this. Raises ``NoPlanError`` and, if the
    engine's plan breaks a limit, ``BrokenPlanError``.
    """
    search = Search.of(instance, engine).spending_at_most(most_fen)
    if not instance.tasks_first:
        return search.run(effort, watch, start).found(0)
    near = search.towards_tasks().run(_half(effort), _told(watch), start)
    least = max(0, ceil(-near.answer.bound - NEAR)) if near.answer.bound > -inf else 0
    if near.answer.ending is Ending.STOPPED:
        return near.found(least)
    left = replace(effort, seconds=effort.seconds - near.seconds)
    search = search.departing_at_most(departure_of(instance, near.year_of))
    return search.run(left, watch, near.year_of).found(least, near)


def _half(effort: Effort) -> Effort:
    """Leave as much time for the value as for the tasks."""
    return replace(effort, seconds=effort.seconds / 2)


def _told(watch: Watch | None) -> Watch | None:
    """Let the watcher see departures as they are, not as what is maximised."""
    if watch is None:
        return None
    return lambda each: watch(
        Standing(
            None if each.best is None else -each.best, -each.bound, each.gap, each.seconds, "tasks"
        )
    )


@dataclass(frozen=True, eq=False, slots=True)
class Search:
    """An instance with its model, to be solved for one aim after the other."""

    instance: Instance
    space: Space
    model: Model
    engine: Engine
    most_fen: int | None = None

    @classmethod
    def of(cls, instance: Instance, engine: Engine) -> Search:
        """Return the search of an instance for the most value."""
        space = Space.of(instance)
        return cls(instance, space, formulate(instance, space), engine)

    def towards_tasks(self) -> Search:
        """Return the search for the least departure from the tasks."""
        weight = departure_weight(self.instance, self.space)
        return replace(self, model=replace(self.model, weight=weight))

    def departing_at_most(self, departure: int) -> Search:
        """Return the search among choices that depart no further from the tasks."""
        columns, prices = slack_prices(self.instance, self.space, "tasks")
        upper, high = self.model.upper.copy(), self.model.high.copy()
        upper[columns] = np.minimum(upper[columns], departure // np.maximum(prices, 1))
        high[self.model.rows["departure"].slice] = departure
        return replace(self, model=replace(self.model, upper=upper, high=high))

    def spending_at_most(self, fen: int | None) -> Search:
        """Return the search among plans that cost no more public money; None: no limit."""
        if fen is None:
            return self
        high = self.model.high.copy()
        high[self.model.rows["spend"].slice] = fen / WAN
        return replace(self, model=replace(self.model, high=high), most_fen=fen)

    def _overspent(self, year_of: Ints) -> bool:
        spent = self.instance.spend[year_of != ANY].sum()
        return self.most_fen is not None and spent > self.most_fen

    def run(self, effort: Effort, watch: Watch | None = None, start: Ints | None = None) -> Run:
        """Return the best choice that can be paid to the fen.

        A solver counts in floating point and may let a few fen too much through. What cannot be
        paid counted exactly is excluded and the model solved again: nothing payable is lost by it.
        """
        model, spent = self.model, 0.0
        for _ in range(ROUNDS):
            left = replace(effort, seconds=max(0.0, effort.seconds - spent))
            answer = self._optimised(model, left, self._columns(start), watch)
            spent += answer.seconds
            if answer.values is None and start is None:
                raise NoPlanError(answer.ending)
            year_of = start if answer.values is None else self._choice(answer.values)
            assert year_of is not None  # noqa: S101 - one of the two is there
            paid = pay(self.instance, year_of)
            if not paid.is_full and len(model.weight) >= by_areas.LARGE:
                year_of, paid = self._trimmed(year_of, paid)
            if self._overspent(year_of):
                paid.tight[:] = True
            elif paid.is_full:
                return Run(self, answer, year_of, paid, spent)
            model = _without(model, self, year_of, paid)
        raise BrokenPlanError(f"{ROUNDS} choices could not be paid")

    def _trimmed(self, year_of: Ints, paid: Paid) -> tuple[Ints, Paid]:
        """Leave out the least choices that cannot be paid to the fen, rather than search anew.

        What keeps a large plan from being paid is a fen here and there. Where leaving out breaks
        a limit, the choice comes back as it was.
        """
        kept, trimmed, areas = paid, year_of.copy(), self.instance.item_area
        for _ in range(ROUNDS):
            for area, year in np.argwhere(paid.missing.any(axis=2)).tolist():
                own = np.nonzero((areas == area) & (trimmed == year))[0]
                trimmed[own[np.argmin(self.instance.need[own])]] = ANY
            paid = pay(self.instance, trimmed)
            if paid.is_full:
                broken = faults_of(self.instance, trimmed, paid)
                return (year_of, kept) if broken else (trimmed, paid)
        return year_of, kept

    def _optimised(
        self, model: Model, effort: Effort, start: Floats | None, watch: Watch | None
    ) -> Answer:
        """Solve a model: by areas first where it is large, then in one piece from there."""
        if len(model.weight) < by_areas.LARGE:
            areas_help = len(self.space.item) >= by_areas.MIDDLE and len(self.instance.areas) > 1
            if areas_help and effort.seconds >= by_areas.ENOUGH:
                return self._by_turns(model, effort, start, watch)
            return self.engine.optimise(model, effort, start=start, watch=watch)
        if len(self.space.item) >= by_regions.LARGE and is_portioned(self.instance):
            return by_regions.optimise(self.instance, self.space, self.engine, effort, watch)
        return self._by_areas_first(model, effort, start, watch)

    def _by_turns(
        self, model: Model, effort: Effort, start: Floats | None, watch: Watch | None
    ) -> Answer:
        """Solve a model that may be easy in one piece: try, go by areas, by pieces, then prove."""
        parts = (self.instance, self.space, model, self.engine)

        def areas(part: Effort, found: Answer) -> Answer:
            return by_areas.optimise(*parts, part, self._known(found, start), watch)

        def pieces(part: Effort, found: Answer) -> Answer:
            return by_pieces.optimise(*parts, part, found, watch)

        def whole(part: Effort, found: Answer) -> Answer:
            known = self._known(found, start)
            part = replace(part, only_bound=found.values is not None)
            return self.engine.optimise(model, part, start=known, watch=watch)

        found = nothing(Ending.OUT_OF_TIME, inf, 0.0)
        for until, turn in zip(by_areas.TURNED, (whole, areas, pieces, whole), strict=True):
            seconds = until * effort.seconds - found.seconds
            if found.ending is not Ending.OUT_OF_TIME or seconds <= 0:
                continue
            found = by_areas.better(found, turn(replace(effort, seconds=seconds), found), effort)
        return found

    def _by_areas_first(
        self, model: Model, effort: Effort, start: Floats | None, watch: Watch | None
    ) -> Answer:
        """Solve a model by areas, and go on in one piece with what is left of the time."""
        asked = (self.instance, self.space, model, self.engine, effort, start, watch)
        found = by_areas.optimise(*asked)
        seconds = effort.seconds - found.seconds
        if found.ending is not Ending.OUT_OF_TIME or seconds <= 0:
            return found
        known = self._known(found, start)
        left = replace(effort, seconds=seconds)
        return by_areas.better(
            found, self.engine.optimise(model, left, start=known, watch=watch), effort
        )

    def _known(self, found: Answer, start: Floats | None) -> Floats | None:
        """Return what to go on from: what was found, or else the start."""
        return start if found.values is None else self._columns(self._choice(found.values))

    def _choice(self, values: Floats) -> Ints:
        return self.space.years_of(self.instance, values)

    def _columns(self, year_of: Ints | None) -> Floats | None:
        """Return the choice columns' values of a known choice; all others are left open."""
        if year_of is None:
            return None
        values = np.full(len(self.space.columns), np.nan)
        taken = year_of[self.space.item] == self.space.year
        values[self.space.columns[CHOICE].slice] = taken
        return values


def _without(model: Model, search: Search, year_of: Ints, paid: Paid) -> Model:
    """Exclude what cannot be paid: just this choice of the areas and years concerned."""
    space = search.space
    concerned = paid.tight[search.instance.item_area[space.item], space.year]
    taken = concerned & (year_of[space.item] == space.year)
    row = np.where(taken, 1.0, np.where(concerned, -1.0, 0.0))
    return with_row(model, row, -np.inf, taken.sum() - 1)


def with_row(model: Model, row: Floats, low: float, high: float) -> Model:
    """Return a model with one more row over its choice columns (the first ones)."""
    columns = np.nonzero(row)[0]
    more = csc_array(
        (row[columns], (np.zeros(len(columns), np.int64), columns)), shape=(1, len(model.weight))
    )
    return replace(
        model,
        matrix=csc_array(vstack([model.matrix, more])),
        low=np.append(model.low, low),
        high=np.append(model.high, high),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """How a search ended: what the engine says, and the choice that can be paid."""

    search: Search
    answer: Answer
    year_of: Ints
    paid: Paid
    seconds: float

    def found(self, least: int, before: Run | None = None) -> Found:
        """Return the choice with its proof, counted again; ``before`` served the tasks."""
        instance = self.search.instance
        if faults := faults_of(instance, self.year_of, self.paid):
            raise BrokenPlanError("; ".join(faults))
        value = value_of(instance, self.year_of)
        departure = departure_of(instance, self.year_of) if instance.tasks_first else 0
        ending = self.answer.ending
        if before is not None and before.answer.ending is not Ending.ENOUGH:
            ending = before.answer.ending
        return Found(
            self.year_of,
            self.paid,
            Proof(departure, min(least, departure), value, max(value, self._most(before))),
            ending,
            self.seconds + (before.seconds if before else 0.0),
        )

    def _most(self, before: Run | None) -> int:
        """Return what is proven of the most value at this departure."""
        instance = self.search.instance
        everything = int(instance.value.clip(0).max(axis=1, initial=0).sum())
        if (instance.tasks_first and before is None) or self.answer.bound == inf:
            return everything
        return min(everything, floor(self.answer.bound + NEAR))
