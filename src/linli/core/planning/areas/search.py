"""A large model solved by areas: prices, whole plans of every area, a mixture, and the bound.

The relaxed whole gives prices to what areas share. At these every area is planned by itself, by
annealing from the relaxed plan rounded. The mixture takes one plan of each area so that the shared
limits hold, and gives the prices for the next plans, until they settle (column generation). At
the settled prices areas are searched by the engine, which proves the bound and finds what annealing
missed. At last one area after the other takes what all leave of the shared limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from time import monotonic
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from linli.core.planning.areas.field import Field
from linli.core.planning.areas.mixture import FREE, Mixture
from linli.core.planning.areas.plans import (
    LONG,
    AreaPlan,
    Question,
    Taken,
    Told,
    answer,
    relaxed_bound,
    taken_of,
    valued,
)
from linli.core.planning.areas.prices import admitted, proven
from linli.core.planning.areas.split import Split, split
from linli.core.planning.instance import ANY, Flags, Instance, Ints
from linli.core.planning.matrix import Floats, Model
from linli.core.planning.port import (
    Answer,
    Effort,
    Ending,
    Engine,
    Standing,
    Watch,
    nothing,
)
from linli.core.planning.space import Space

NONE: Final = np.zeros(0, np.int64)
LARGE: Final = 20_000
"""Columns from which a model is solved by areas."""
MIDDLE, ENOUGH = 500, 10.0
"""Choices and seconds from which areas help where a model is not solved in one piece at once."""
TURNED = (0.07, 0.45, 0.6, 1.0)
"""The parts of the time by when it was tried in one piece, by areas and by pieces; then proven."""
ROUNDS, TURNS, FEWEST_TURNS = 40, 12, 4
"""Most rounds of the search, and turns of annealing and mixing in each of them."""
BRANCHES: Final = (1, 50, 1000)
"""How far areas are searched in the first rounds and after."""
BATCH: Final = 8
"""Areas that each of several threads is asked before the clock is looked at."""
LANES, MANY = 4, 32
"""Plans that are annealed of each area at a time; many where there are few areas."""
A_SECOND, FEWEST, MOST = 120_000, 60, 2000
"""Annealing's steps by the second allowed, and how many a choice at least and at most."""
HOT, COLD = 0.05, 0.003
"""Temperatures as parts of what a choice is worth."""
CHEAP: Final = 0.1
"""What shared money still costs where an area takes what is left of it."""
SHAKEN, DEARER, THRIFTY = 0.03, 1.1, 20
"""By how much prices are shaken, and how much dearer they are in one lane: for plans that spare.

The first time they are so dear there that plans take next to nothing of what is shared.
"""
PRICED, ASKED = 0.25, 0.65
"""Parts of the time by when prices settle and areas have been asked."""
SHORTEST, MIXED = 1.5, 0.06
"""Seconds that a mixture may be sought: these, or so many an area, at most a third of all."""
MISSED, REPAIRS = 3, 500
"""How dear it is to miss a shared limit, in its prices, and how many choices may be left out."""
STILL: Final = 1e-4
"""The part by which a turn must better the mixture for another one."""
SPARE: Final = 1e-9
"""Part of a bound that is added to it, for what floating point loses."""
A_FEN: Final = 1e-5


def optimise(  # noqa: PLR0913, PLR0917 - the engine's own, and what the model is made of
    instance: Instance,
    space: Space,
    model: Model,
    engine: Engine,
    effort: Effort,
    start: Floats | None = None,
    watch: Watch | None = None,
    relaxed: Answer | None = None,
    held: Ints = NONE,
) -> Answer:
    """Return a plan of a model and a proven bound, as ``Engine.optimise`` does.

    ``relaxed`` is a relaxed plan known already; its prices guide, its bound holds. The bound is
    proven at its prices of the model's rows ``held``.
    """
    began = monotonic()
    relaxed = relaxed or engine.optimise(model, Effort(LONG), relaxed=True)
    if relaxed.values is None:
        return nothing(Ending.INFEASIBLE, inf, monotonic() - began)
    parts = split(instance, space, model)
    if not parts.parts:
        return engine.optimise(model, effort, start=start, watch=watch)
    search = _Search(instance, space, parts, engine, effort, relaxed.bound, began, watch)
    prices = admitted(parts, relaxed.prices[parts.rows[: parts.shared]])
    fixed = np.isin(parts.rows[: parts.shared], held)
    search.is_proving = fixed.sum() == len(held)
    search.learn([() for _ in parts.parts])
    if start is not None:
        search.learn(_takings(parts, start))
    search.anneal(prices, _takings(parts, relaxed.values))
    for number in range(ROUNDS):
        known = search.standing()
        prices = search.priced(prices, fixed)
        search.mix()
        if search.ask(prices, BRANCHES[min(number, len(BRANCHES) - 1)]):
            search.mix()
        search.settle(prices)
        now = search.standing()
        is_done = number >= len(BRANCHES) and (now.best, now.bound) == (known.best, known.bound)
        if search.is_over() or search.is_enough() or is_done:
            break
    found = search.answer()
    return replace(found, ending=Ending.STOPPED) if search.is_stopped else found


def _takings(parts: Split, values: Floats) -> list[Taken]:
    """Return what a solution, rounded, takes in each part."""
    return [taken_of(part.model, values[part.columns]) for part in parts.parts]


def _thinner(taken: Taken) -> list[Taken]:
    """Return what is taken less one choice each."""
    return [tuple(each for each in taken if each != out) for out in taken]


@dataclass(slots=True)
class _Search:
    """What is known so far: plans of each part, the nearest to the prices, the best whole."""

    instance: Instance
    space: Space
    parts: Split
    engine: Engine
    effort: Effort
    bound: float
    began: float
    watch: Watch | None
    is_stopped: bool = False
    is_proving: bool = True
    plans: list[dict[Taken, AreaPlan]] = field(default_factory=list)
    nearest: list[Taken] = field(default_factory=list)
    gained: Floats = field(default_factory=lambda: np.zeros(0))
    thrifty: list[Taken] = field(default_factory=list)
    best: list[AreaPlan] | None = None
    values: Floats = field(default_factory=lambda: np.zeros(0))
    annealings: int = 0

    @property
    def spent(self) -> float:
        """Return the seconds that have gone by."""
        return monotonic() - self.began

    def is_over(self, part: float = 1.0) -> bool:
        """Tell the watcher how it stands, and whether to end: at its word or by the time."""
        if self.watch is not None and not self.is_stopped:
            self.is_stopped = self.watch(self.standing())
        return self.is_stopped or self.spent > part * self.effort.seconds

    @property
    def spared(self) -> Split:
        """Return the parts when a trifle of each shared limit is left over."""
        shared = self.parts.rows[: self.parts.shared]
        high = self.parts.whole.high.copy()
        high[shared] -= np.where(high[shared] > self.parts.whole.low[shared].clip(A_FEN), A_FEN, 0)
        return replace(self.parts, whole=replace(self.parts.whole, high=high))

    def learn(self, takings: Sequence[Taken]) -> None:
        """Keep plans, one of each part; those that break a part's own limits are left out."""
        self.plans = self.plans or [{} for _ in self.parts.parts]
        for part, own, taken in zip(self.parts.parts, self.plans, takings, strict=True):
            if taken not in own:
                own.update({plan.taken: plan for plan in valued(part, [taken])})

    def priced(self, prices: Floats, fixed: Flags) -> Floats:
        """Return prices at which areas gain least in all, and learn plans on the way.

        That is where what comes of annealing mixes best. The ``fixed`` ones stay as they are.
        """
        least, reached, asked, is_dearer = inf, -inf, prices, False
        for turn in range(TURNS):
            self.anneal(asked, self.nearest)
            gained = proven(self.parts, asked, self.gained.tolist())
            if gained < least and not is_dearer:
                least, prices = gained, asked
            mixed = Mixture.of(self.spared, self.known()).relaxed(self.engine)
            is_dearer = mixed.values is None
            if is_dearer:  # while nothing can be mixed
                asked = asked * 2
                continue
            new = admitted(self.parts, mixed.prices[: self.parts.shared])
            asked = np.where(fixed, prices, (prices + new) / 2)
            is_still = mixed.objective - reached < STILL * abs(least)
            reached = mixed.objective
            if turn >= FEWEST_TURNS and (is_still or self.is_over(PRICED)):
                break
        return prices

    def known(self) -> list[list[AreaPlan]]:
        """Return the plans of each part."""
        return [list(each.values()) for each in self.plans]

    def anneal(self, prices: Floats, takings: Sequence[Taken]) -> None:
        """Anneal plans of every part, some at shaken prices; keep what comes of it."""
        from linli.core.planning.areas.anneal import (  # noqa: PLC0415 - Numba loads for a second
            Cooling,
            Lanes,
            annealed,
        )

        ground = Field.of(self.instance, self.space, self.parts, prices)
        seats = Seats.of(self.parts, self.space, ground)
        areas = np.array([part.area for part in self.parts.parts])
        started = zip(areas, seats.years(takings), strict=True)
        years = np.stack([ground.packed(area, each) for area, each in started])
        count = len(areas)
        each_area = min(MANY, max(LANES, LANES * MANY // count))
        draw = np.random.default_rng(self.annealings)
        dearer = 1 + SHAKEN * draw.standard_normal((each_area, count, len(self.instance.years)))
        dearer[: each_area // 2] = 1
        dearer[-1] = DEARER if self.thrifty else THRIFTY
        points = np.abs(ground.ground.value[ground.ground.is_open])
        worth = 1 + float(np.median(points)) if len(points) else 1.0
        choices = each_area * max(1, len(self.instance.items))
        steps = A_SECOND * self.effort.seconds / choices
        cooling = Cooling(int(np.clip(steps, FEWEST, MOST)), HOT * worth, COLD * worth)
        lanes = Lanes(
            np.tile(areas, each_area),
            np.tile(years, (each_area, 1)),
            dearer.reshape(each_area * count, -1),
        )
        plans, gains = annealed(ground.ground, lanes, cooling, self.annealings, self.effort.threads)
        self.annealings += 1
        plans, gains = plans.reshape(each_area, count, -1), gains.reshape(each_area, count)
        found = [seats.takings(each) for each in plans]
        for each in found:
            self.learn(each)
        self.thrifty = self.thrifty or found[-1]
        first = gains[: each_area // 2].argmax(axis=0)
        self.nearest = [found[lane][number] for number, lane in enumerate(first)]
        self.gained = gains[first, np.arange(count)]

    def ask(self, prices: Floats, branches: int) -> bool:
        """Search every part at prices while there is time, the least settled first.

        Returns whether there was any.
        """
        if self.is_over(ASKED):
            return False
        questions = [
            Question(part, prices, near if near in own else None, branches)
            for part, near, own in zip(self.parts.parts, self.nearest, self.plans, strict=True)
        ]
        threads = self.effort.threads
        work = partial(relaxed_bound, self.engine)
        bounds = np.array(self.engine.each(work, questions, threads=threads))
        order = np.argsort(self.gained - bounds, kind="stable")
        size = BATCH * threads if threads > 1 else 1
        for batch in np.array_split(order, -(-len(order) // size)):
            if self.is_over(ASKED):
                break
            asked = [questions[each] for each in batch]
            told: list[Told | None] = self.engine.each(
                partial(answer, self.engine), asked, threads=threads
            )
            for number, each in zip(batch.tolist(), told, strict=True):
                if each is not None:
                    bounds[number] = min(bounds[number], each.bound)
                    if each.plan is not None:
                        self.nearest[number] = each.plan
        if self.is_proving:
            self.bound = min(self.bound, proven(self.parts, prices, bounds.tolist()))
        self.learn(self.nearest)
        return True

    def mix(self) -> None:
        """Mix the plans known and keep the best whole."""
        mixture = Mixture.of(self.spared, self._thinned())
        relaxed = mixture.relaxed(self.engine)
        if relaxed.values is None:
            return
        seconds = max(SHORTEST, min(MIXED * len(self.plans), self.effort.seconds / 3))
        effort = Effort(seconds, 1e-5, 1, branches=200)
        known = self._at_hand()
        if self.best is None:
            dear = MISSED * max(
                1.0, float(np.abs(relaxed.prices[: self.parts.shared]).max(initial=0))
            )
            rounded = Mixture.of(self.spared, mixture.closest(relaxed), dear)
            chosen = rounded.chosen(self.engine, Effort(seconds / 3, 1e-5, 1))
            self._keep(None if chosen is None else self._repaired(chosen, dear))
        if not self.is_over():
            self._keep(mixture.whole(self.engine, effort, relaxed, known))

    def _at_hand(self) -> Sequence[AreaPlan | None]:
        """Return the best whole, or plans that take next to nothing of what is shared."""
        pairs = zip(self.plans, self.thrifty, strict=True)
        return self.best or [own.get(taken) for own, taken in pairs]

    def _repaired(
        self, chosen: list[AreaPlan], dear: float
    ) -> tuple[list[AreaPlan], Floats] | None:
        """Leave out of plans that together take too much what costs least, one after the other."""
        thinner = [
            valued(part, _thinner(plan.taken))
            for part, plan in zip(self.parts.parts, chosen, strict=True)
        ]
        for _ in range(REPAIRS):
            mixture = Mixture.of(self.spared, [[plan] for plan in chosen], dear)
            found = mixture.relaxed(self.engine)
            if found.values is None:
                return None
            if mixture.missed(found.values) < A_FEN:
                return chosen, found.values[mixture.model.columns[FREE].slice]
            best, number, instead = -inf, 0, chosen[0]
            for place, part in enumerate(self.parts.parts):
                prices = found.prices[part.loaded]
                for plan in thinner[place]:
                    gain = plan.worth - chosen[place].worth
                    gain += float(prices @ (chosen[place].load - plan.load))
                    if gain > best:
                        best, number, instead = gain, place, plan
            if best == -inf:
                return None
            chosen[number] = instead
            thinner[number] = valued(self.parts.parts[number], _thinner(instead.taken))
        return None

    def _keep(self, best: tuple[list[AreaPlan], Floats] | None) -> None:
        """Keep a whole plan if it is the best so far."""
        if best is not None and (self.best is None or _worth(best[0]) > _worth(self.best)):
            self.best, free = best
            self.learn([plan.taken for plan in self.best])
            self.best = [own[plan.taken] for own, plan in zip(self.plans, self.best, strict=True)]
            self.values = np.zeros(len(self.parts.whole.weight))
            self.values[self.parts.free] = free
            for part, plan in zip(self.parts.parts, self.best, strict=True):
                self.values[part.columns[list(plan.taken)]] = 1
                self.values[part.columns[part.slack]] = plan.slack

    def _thinned(self) -> list[list[AreaPlan]]:
        """Return the plans of each part, and the nearest less one choice: they spare a little."""
        found = []
        for part, own, near in zip(self.parts.parts, self.plans, self.nearest, strict=True):
            thinner = valued(part, _thinner(near))
            found.append(list(({plan.taken: plan for plan in thinner} | own).values()))
        return found

    def settle(self, prices: Floats) -> None:
        """Let one area after the other plan anew with what all leave of the shared limits.

        What is shared stays a little dear: nobody takes it for nothing.
        """
        if self.best is None:
            return
        before, spared = (self.best.copy(), self.values.copy()), self.spared
        links = csr_array(spared.whole.matrix[spared.rows[: spared.shared]])
        gained = [
            float(part.priced(prices).weight @ self.values[part.columns])
            for part in self.parts.parts
        ]
        order = np.argsort(gained - self.gained, kind="stable")
        work = partial(answer, self.engine)
        for batch in np.array_split(order, -(-len(order) // self.effort.threads)):
            if self.is_over():
                break
            used = links @ self.values
            questions = []
            for number in batch.tolist():
                part = self.parts.parts[number]
                own = part.links @ self.values[part.columns]
                low, high = (
                    own + (limit - used)[part.linked] / len(batch)
                    for limit in (spared.low, spared.high)
                )
                near = self.best[number].taken
                part = part.within(np.minimum(low, own), np.maximum(high, own))
                questions.append(Question(part, CHEAP * prices, near))
            told: list[Told | None] = self.engine.each(work, questions, threads=self.effort.threads)
            for number, each in zip(batch.tolist(), told, strict=True):
                if each is not None and each.plan is not None and each.values is not None:
                    self._resettle(number, each.plan, each.values)
        if _worth(self.best) < _worth(before[0]):
            self.best, self.values = before

    def _resettle(self, number: int, taken: Taken, values: Floats) -> None:
        part = self.parts.parts[number]
        own = self.plans[number]
        own.update({plan.taken: plan for plan in valued(part, [taken])})
        if taken in own and self.best is not None:
            self.best[number] = own[taken]
            self.values[part.columns] = values

    def standing(self) -> Standing:
        """Return how the search stands."""
        worth = None if self.best is None else _worth(self.best)
        return Standing.of(worth, self.bound, self.spent)

    def is_enough(self) -> bool:
        """Tell whether the gap asked for is proven; whole values less than one apart are one."""
        enough = max(0.999, self.effort.gap * abs(self.bound))
        return self.best is not None and self.bound - _worth(self.best) <= enough

    def answer(self) -> Answer:
        """Return the best whole plan with what is proven."""
        bound = self.bound + SPARE * abs(self.bound)
        if self.best is None:
            return nothing(Ending.OUT_OF_TIME, bound, self.spent)
        values = np.zeros(len(self.parts.whole.weight))
        for part, plan in zip(self.parts.parts, self.best, strict=True):
            values[part.columns[list(plan.taken)]] = 1
        none = np.zeros(0)
        ending = Ending.ENOUGH if self.is_enough() else Ending.OUT_OF_TIME
        return Answer(ending, values, _worth(self.best), bound, self.spent, none, none)


def _worth(plans: Sequence[AreaPlan]) -> float:
    return sum(plan.worth for plan in plans)


@dataclass(frozen=True, eq=False, slots=True)
class Seats:
    """Between a part's columns and a lane's years: place and year of each choice of each part."""

    place: list[Ints]
    year: list[Ints]
    size: int

    @classmethod
    def of(cls, parts: Split, space: Space, ground: Field) -> Seats:
        """Return the seats of a split instance."""
        seat = ground.seats()
        choices = [part.columns[part.model.whole] for part in parts.parts]
        return cls(
            [seat[space.item[each]] for each in choices],
            [space.year[each] for each in choices],
            int(ground.ground.size.max(initial=0)),
        )

    def years(self, takings: Sequence[Taken]) -> Ints:
        """Return (parts, N) the years of what is taken."""
        found = np.full((len(takings), self.size), ANY)
        for row, place, year, taken in zip(found, self.place, self.year, takings, strict=True):
            row[place[list(taken)]] = year[list(taken)]
        return found

    def takings(self, years: Ints) -> list[Taken]:
        """Return what each part takes in so many lanes, one of each part."""
        return [
            tuple(np.nonzero(row[place] == year)[0].tolist())
            for row, place, year in zip(years, self.place, self.year, strict=True)
        ]


def better(by_areas: Answer, whole: Answer, effort: Effort) -> Answer:
    """Return the better plan of two searches of one model, with the nearer of their bounds."""
    best = whole if whole.objective >= by_areas.objective else by_areas
    bound = min(by_areas.bound, whole.bound)
    is_enough = bound - best.objective <= max(0.999, effort.gap * abs(bound))
    ending = Ending.ENOUGH if is_enough and best.values is not None else whole.ending
    seconds = by_areas.seconds + whole.seconds
    return replace(best, bound=bound, ending=ending, seconds=seconds)
