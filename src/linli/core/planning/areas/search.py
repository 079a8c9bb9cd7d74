"""A large model solved by areas: prices, whole plans of every area, a mixture, and the bound.

The relaxed whole gives prices to what areas share. At these every area is planned by itself: by
annealing from the relaxed plan rounded, then by a search around what comes of it. The mixture
takes one plan of each area so that the shared limits hold, and gives the prices to ask at next.
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
from linli.core.planning.areas.mixture import Mixture
from linli.core.planning.areas.plans import (
    LONG,
    AreaPlan,
    Question,
    Taken,
    Told,
    answer,
    taken_of,
    valued,
)
from linli.core.planning.areas.prices import admitted, proven
from linli.core.planning.areas.split import Split, split
from linli.core.planning.instance import ANY, Instance, Ints
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

LARGE: Final = 20_000
"""Columns from which a model is solved by areas."""
ROUNDS: Final = 40
THOROUGH, SLOWER = 4, 4
"""The round in which areas are searched whole, and how many times as long it takes, about."""
LANES: Final = 4
STEPS: Final = 60
HOT, COLD, REHEATED = 0.02, 0.002, 0.006
"""Temperatures as parts of what a choice is worth."""
CHEAP: Final = 0.1
"""What shared money still costs where an area takes what is left of it."""
SHAKEN, DEARER, THRIFTY = 0.03, 1.1, 20
"""By how much prices are shaken, and how much dearer they are in one lane: for plans that spare.

The first time they are so dear there that plans take next to nothing of what is shared.
"""
MIXED: Final = 0.04
"""Seconds an area that a mixture may be sought, where time is short."""
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
) -> Answer:
    """Return a plan of a model and a proven bound, as ``Engine.optimise`` does.

    ``relaxed`` is a relaxed plan known already; its prices guide, its bound holds.
    """
    began = monotonic()
    relaxed = relaxed or engine.optimise(model, Effort(LONG), relaxed=True)
    if relaxed.values is None:
        return nothing(Ending.INFEASIBLE, inf, monotonic() - began)
    parts = split(instance, space, model)
    if not parts.parts:
        return engine.optimise(model, effort, start=start, watch=watch)
    search = _Search(instance, space, parts, engine, effort, relaxed.bound)
    prices = asked = admitted(parts, relaxed.prices[parts.rows[: parts.shared]])
    search.learn([() for _ in parts.parts])
    if start is not None:
        search.learn(_takings(parts, start))
    search.anneal(asked, _takings(parts, relaxed.values), HOT)
    took, plans = inf, 0
    for number in range(ROUNDS):
        since = monotonic()
        is_thorough = number == THOROUGH and since - began + SLOWER * took < effort.seconds
        # The bound comes nearest at the prices of the relaxed whole.
        if not search.ask(prices if is_thorough else asked, is_thorough=is_thorough):
            return nothing(Ending.INFEASIBLE, inf, monotonic() - began)
        mixed = search.mix()
        seconds = monotonic() - began
        if watch is not None and watch(search.standing(seconds)):
            return replace(search.answer(seconds), ending=Ending.STOPPED)
        took = (monotonic() - since) / (SLOWER if is_thorough else 1)
        known, plans = plans, sum(map(len, search.plans))
        if search.is_enough() or plans == known:
            break
        if seconds + took > effort.seconds:
            search.settle(prices, effort.seconds - seconds)
            break
        # While nothing can be mixed, all is asked at dearer prices.
        asked = prices * (2 + number) if mixed is None else admitted(parts, mixed)
        search.anneal(asked, search.at_hand(), REHEATED)
    return search.answer(monotonic() - began)


def _takings(parts: Split, values: Floats) -> list[Taken]:
    """Return what a solution, rounded, takes in each part."""
    return [taken_of(part.model, values[part.columns]) for part in parts.parts]


@dataclass(slots=True)
class _Search:
    """What is known so far: plans of each part, the nearest to the prices, the best whole."""

    instance: Instance
    space: Space
    parts: Split
    engine: Engine
    effort: Effort
    bound: float
    plans: list[dict[Taken, AreaPlan]] = field(default_factory=list)
    nearest: list[Taken] = field(default_factory=list)
    thrifty: list[Taken] = field(default_factory=list)
    best: list[AreaPlan] | None = None
    values: Floats = field(default_factory=lambda: np.zeros(0))
    annealings: int = 0

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

    def anneal(self, prices: Floats, takings: Sequence[Taken], hot: float) -> None:
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
        draw = np.random.default_rng(self.annealings)
        dearer = 1 + SHAKEN * draw.standard_normal((LANES, count, len(self.instance.years)))
        dearer[: LANES // 2] = 1
        dearer[-1] = DEARER if self.thrifty else THRIFTY
        points = np.abs(ground.ground.value[ground.ground.is_open])
        worth = 1 + float(np.median(points)) if len(points) else 1.0
        cooling = Cooling(STEPS, hot * worth, COLD * worth)
        lanes = Lanes(
            np.tile(areas, LANES), np.tile(years, (LANES, 1)), dearer.reshape(LANES * count, -1)
        )
        plans, gains = annealed(ground.ground, lanes, cooling, self.annealings, self.effort.threads)
        self.annealings += 1
        plans, gains = plans.reshape(LANES, count, -1), gains.reshape(LANES, count)
        found = [seats.takings(each) for each in plans]
        for each in found:
            self.learn(each)
        self.thrifty = self.thrifty or found[-1]
        first = gains[: LANES // 2].argmax(axis=0)
        self.nearest = [found[lane][number] for number, lane in enumerate(first)]

    def ask(self, prices: Floats, *, is_thorough: bool) -> bool:
        """Ask every part at prices; return whether each has a plan at all."""
        questions = [
            Question(part, prices, near if near in own else None, is_thorough)
            for part, near, own in zip(self.parts.parts, self.nearest, self.plans, strict=True)
        ]
        work = partial(answer, self.engine)
        told: list[Told | None] = self.engine.each(work, questions, threads=self.effort.threads)
        answers = [each for each in told if each is not None]
        if len(answers) < len(told):
            return False
        self.bound = min(self.bound, proven(self.parts, prices, [each.bound for each in answers]))
        self.nearest = [
            near if each.plan is None else each.plan
            for each, near in zip(answers, self.nearest, strict=True)
        ]
        self.learn(self.nearest)
        return True

    def mix(self) -> Floats | None:
        """Mix the plans known, keep the best whole, and return the mixture's prices, if any."""
        mixture = Mixture.of(self.spared, [list(each.values()) for each in self._thinned()])
        relaxed = mixture.relaxed(self.engine)
        if relaxed.values is None:
            return None
        seconds = max(2.0, MIXED * len(self.plans), self.effort.seconds / 20)
        effort = Effort(seconds, 1e-5, 1, branches=200)
        pairs = zip(self.plans, self.thrifty, strict=True)
        known: Sequence[AreaPlan | None]
        known = self.best or [own.get(taken) for own, taken in pairs]
        best = mixture.whole(self.engine, effort, relaxed, known)
        if best is not None and (self.best is None or _worth(best[0]) > _worth(self.best)):
            self.best, free = best
            self.learn([plan.taken for plan in self.best])
            self.best = [own[plan.taken] for own, plan in zip(self.plans, self.best, strict=True)]
            self.values = np.zeros(len(self.parts.whole.weight))
            self.values[self.parts.free] = free
            for part, plan in zip(self.parts.parts, self.best, strict=True):
                self.values[part.columns[list(plan.taken)]] = 1
                self.values[part.columns[part.slack]] = plan.slack
        return relaxed.prices[: self.parts.shared]

    def _thinned(self) -> list[dict[Taken, AreaPlan]]:
        """Return the plans of each part, and the nearest less one choice: they spare a little."""
        found = []
        for part, own, near in zip(self.parts.parts, self.plans, self.nearest, strict=True):
            thinner = [tuple(each for each in near if each != out) for out in near]
            found.append({plan.taken: plan for plan in valued(part, thinner)} | own)
        return found

    def settle(self, prices: Floats, seconds: float) -> None:
        """Let one area after the other plan anew with what all leave of the shared limits.

        What is shared stays a little dear: nobody takes it for nothing.
        """
        if self.best is None:
            return
        began, spared = monotonic(), self.spared
        links = csr_array(spared.whole.matrix[spared.rows[: spared.shared]])
        order = np.random.default_rng(self.annealings).permutation(len(self.best))
        work = partial(answer, self.engine)
        for batch in np.array_split(order, -(-len(order) // self.effort.threads)):
            if monotonic() - began > seconds:
                return
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

    def _resettle(self, number: int, taken: Taken, values: Floats) -> None:
        part = self.parts.parts[number]
        own = self.plans[number]
        own.update({plan.taken: plan for plan in valued(part, [taken])})
        if taken in own and self.best is not None:
            self.best[number] = own[taken]
            self.values[part.columns] = values

    def at_hand(self) -> list[Taken]:
        """Return the best whole; while there is none, what is nearest."""
        return self.nearest if self.best is None else [plan.taken for plan in self.best]

    def standing(self, seconds: float) -> Standing:
        """Return how the search stands."""
        worth = None if self.best is None else _worth(self.best)
        gap = 1.0 if worth is None else (self.bound - worth) / max(1.0, abs(self.bound))
        return Standing(worth, self.bound, gap, seconds)

    def is_enough(self) -> bool:
        """Tell whether the gap asked for is proven; whole values less than one apart are one."""
        enough = max(0.999, self.effort.gap * abs(self.bound))
        return self.best is not None and self.bound - _worth(self.best) <= enough

    def answer(self, seconds: float) -> Answer:
        """Return the best whole plan with what is proven."""
        bound = self.bound + SPARE * abs(self.bound)
        if self.best is None:
            return nothing(Ending.OUT_OF_TIME, bound, seconds)
        values = np.zeros(len(self.parts.whole.weight))
        for part, plan in zip(self.parts.parts, self.best, strict=True):
            values[part.columns[list(plan.taken)]] = 1
        none = np.zeros(0)
        ending = Ending.ENOUGH if self.is_enough() else Ending.OUT_OF_TIME
        return Answer(ending, values, _worth(self.best), bound, seconds, none, none)


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
