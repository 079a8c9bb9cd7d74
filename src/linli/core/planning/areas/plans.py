"""What one area answers to prices: how much it could gain at most, and whole plans.

The same function runs in one process, in several, and on a cluster: values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from linli.core.planning.areas.split import Part
from linli.core.planning.instance import Flags
from linli.core.planning.matrix import Floats, Model
from linli.core.planning.port import Answer, Effort, Engine

WHOLE: Final = 1e-6
LONG: Final = 1e6
"""Seconds that no area needs: relaxed models end by themselves, searches by their branches."""
NEIGHBOURS: Final = 4
STEPS: Final = 8
THINNER: Final = (1, 2, 4, 8, 16, 32)
SEARCHED: Final = Effort(LONG, gap=1e-4, branches=1)


@dataclass(frozen=True, eq=False, slots=True)
class AreaPlan:
    """One way to plan an area: ``taken`` are its columns at 1, ``worth`` what they are worth.

    ``load`` is what it takes of the mixture's rows that the part loads; ``gain`` is its worth less
    its money, as cheaply as it can be paid, at the prices at which it was found.
    """

    taken: tuple[int, ...]
    worth: float
    load: Floats
    gain: float


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What an area answers: at most ``bound`` at the prices, whole plans, the best first.

    ``share`` is its relaxed plan: what it is worth and takes with fractions of projects.
    """

    bound: float
    plans: tuple[AreaPlan, ...]
    share: AreaPlan


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A part at prices; ``depth`` tells how thoroughly whole plans are sought.

    0: not at all, 1: by rounding the relaxed plan, 2: by a search as well, which also lowers the
    bound. ``known`` are columns to be taken in a plan that is valued as it is.
    """

    part: Part
    prices: Floats
    depth: int
    known: tuple[int, ...] | None = None


def answer(engine: Engine, question: Question) -> Told | None:
    """Return an area's answer; None: nothing keeps its own limits."""
    model = question.part.priced(question.prices)
    relaxed = engine.optimise(model, Effort(LONG), relaxed=True)
    if relaxed.values is None:
        return None
    told = Told(relaxed.bound, (), _valued(question.part, relaxed, ()))
    seeds: list[tuple[int, ...] | None] = [question.known]
    if question.depth:
        seeds.append(dive(engine, model, relaxed))
    if question.depth > 1:
        start = None if seeds[-1] is None else _indicator(model, seeds[-1])
        found = engine.optimise(model, SEARCHED, start=start)
        told = replace(told, bound=min(told.bound, found.bound))
        if found.values is not None:
            seeds.append(_taken(model, found.values))
    desk = Desk(engine, question.part, model)
    for seed in seeds:
        desk.value(seed)
    if question.depth and desk.plans:
        desk.improve(STEPS)
        desk.thin(relaxed)
    return replace(told, plans=tuple(sorted(desk.plans.values(), key=_gain, reverse=True)))


def _gain(plan: AreaPlan) -> float:
    return plan.gain


def _valued(part: Part, found: Answer, taken: tuple[int, ...]) -> AreaPlan:
    values = found.values
    assert values is not None  # noqa: S101 - only of what has an answer
    worth = float(part.fixed_weight @ values)
    return AreaPlan(taken, worth, part.loads @ values, found.objective)


def _taken(model: Model, values: Floats) -> tuple[int, ...]:
    return tuple(np.nonzero(model.whole & (values > 0.5))[0].tolist())  # noqa: PLR2004 - whole


def _indicator(model: Model, taken: tuple[int, ...]) -> Floats:
    values = np.where(model.whole, 0.0, np.nan)
    values[list(taken)] = 1.0
    return values


@dataclass(slots=True)
class Desk:
    """The whole plans of a part that were valued, each once; ``margin`` is the best one's.

    ``margin`` (n,) is what a little more of each column would gain.
    """

    engine: Engine
    part: Part
    model: Model
    plans: dict[tuple[int, ...], AreaPlan] = field(default_factory=dict)
    best: AreaPlan | None = None
    margin: Floats = field(default_factory=lambda: np.zeros(0))

    def value(self, taken: tuple[int, ...] | None) -> bool:
        """Value a plan that takes just these, paid as cheaply as can be; tell whether it is best.

        One that the area's own limits exclude is left out.
        """
        if taken is None or taken in self.plans:
            return False
        held = _indicator(self.model, taken)
        lower = np.where(self.model.whole, held, self.model.lower)
        upper = np.where(self.model.whole, held, self.model.upper)
        model = replace(self.model, lower=lower, upper=upper)
        found = self.engine.optimise(model, Effort(LONG), relaxed=True)
        if found.values is None or (held > self.model.upper).any():
            return False
        plan = self.plans[taken] = _valued(self.part, found, taken)
        if self.best is not None and plan.gain <= self.best.gain + WHOLE:
            return False
        self.best, self.margin = plan, found.reduced
        return True

    def improve(self, steps: int) -> None:
        """Add, drop and exchange single choices as long as that gains, at most so many times."""
        for _ in range(steps):
            assert self.best is not None  # noqa: S101 - only after one was valued
            moves = list(_moves(self.model, self.margin, self.best.taken))
            gained = [self.value(each) for each in moves]
            if not any(gained):
                return

    def thin(self, relaxed: Answer) -> None:
        """Value plans that do with less money: without the choices that are worth least."""
        assert self.best is not None  # noqa: S101 - only after one was valued
        taken = np.array(self.best.taken, np.int64)
        by_worth = taken[np.argsort(relaxed.reduced[taken], kind="stable")].tolist()
        for count in THINNER:
            if count <= len(by_worth):
                self.value(tuple(sorted(by_worth[count:])))


def dive(engine: Engine, model: Model, relaxed: Answer) -> tuple[int, ...] | None:
    """Return a whole plan near a relaxed one: the fullest fractions go up, step by step.

    Where that breaks a limit they go down instead. None: no whole plan was found.
    """
    lower, upper = model.lower.copy(), model.upper.copy()
    while True:
        values = relaxed.values
        assert values is not None  # noqa: S101 - only models with an answer are dived into
        parted = np.nonzero(model.whole & (values > WHOLE) & (values < 1 - WHOLE))[0]
        if not len(parted):
            return _taken(model, values)
        by_fullness = parted[np.argsort(-values[parted], kind="stable")]
        up = by_fullness[: max(1, len(parted) // 4)]
        lower[model.whole & (values >= 1 - WHOLE)] = 1
        lower[up] = 1
        trial = replace(model, lower=lower, upper=upper)
        relaxed = engine.optimise(trial, Effort(LONG), relaxed=True)
        if relaxed.values is None:
            lower[up], upper[up] = model.lower[up], 0
            if (lower > upper).any():
                return None
            trial = replace(model, lower=lower, upper=upper)
            relaxed = engine.optimise(trial, Effort(LONG), relaxed=True)
            if relaxed.values is None:
                return None


def _moves(model: Model, margin: Floats, taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield plans one choice away, those that gain most by the margins."""
    is_in = np.zeros(len(model.weight), bool)
    is_in[list(taken)] = True
    inside = np.nonzero(is_in)[0]
    least = inside[np.argsort(margin[inside], kind="stable")][:NEIGHBOURS].tolist()
    for column in _entrants(model, margin, is_in)[:NEIGHBOURS]:
        yield tuple(sorted((*taken, column)))
    for column in least:
        without = is_in.copy()
        without[column] = False
        rest = tuple(each for each in taken if each != column)
        yield rest
        for into in _entrants(model, margin, without)[:2]:
            if into != column:
                yield tuple(sorted((*rest, into)))


def _entrants(model: Model, margin: Floats, is_in: Flags) -> list[int]:
    """Return the choices that no row of choices alone keeps out, the dearest last."""
    rows = csr_array(model.matrix)
    only_choices = abs(rows) @ (~model.whole).astype(float) == 0
    room = np.where(only_choices, model.high - rows @ is_in.astype(float), np.inf)
    columns = model.matrix
    entry = np.repeat(np.arange(len(is_in)), np.diff(columns.indptr))
    barred = np.zeros(len(is_in), bool)
    barred[entry[columns.data > room[columns.indices] + WHOLE]] = True
    out = np.nonzero(model.whole & ~is_in & ~barred & (model.upper > 0))[0]
    return [int(each) for each in out[np.argsort(-margin[out], kind="stable")]]
