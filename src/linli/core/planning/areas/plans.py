"""What one area answers to prices: how much it could gain at most, and better whole plans.

The same function runs in one process, in several, and on a cluster: values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from linli.core.planning.areas.split import Part
from linli.core.planning.matrix import Floats, Model
from linli.core.planning.port import Answer, Effort, Engine

NEAR: Final = 1e-6
LONG: Final = 1e6
"""Seconds that no area needs: relaxed models end by themselves, searches by their branches."""
NARROW: Final = Effort(LONG, gap=1e-3, branches=40)
WIDTH: Final = 60

Taken = tuple[int, ...]
"""The columns of a part that a plan takes."""


@dataclass(frozen=True, eq=False, slots=True)
class AreaPlan:
    """One way to plan an area: ``taken`` are its columns at 1, ``worth`` what they are worth.

    ``load`` is what it takes of the mixture's rows that the part loads, ``slack`` what it misses
    (``Part.slack``); money is left open.
    """

    taken: Taken
    worth: float
    load: Floats
    slack: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What an area answers: at most ``bound`` at the prices, and a plan with all its columns."""

    bound: float
    plan: Taken | None
    values: Floats | None


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A part at prices with a plan known of it.

    With ``branches`` all of it is searched so far, which also lowers the bound; else only what the
    relaxed plan and the known one disagree on, and what nearly matters.
    """

    part: Part
    prices: Floats
    known: Taken | None = None
    branches: int = 0


def answer(engine: Engine, question: Question) -> Told | None:
    """Return an area's answer; None: nothing keeps its own limits."""
    model = question.part.priced(question.prices)
    relaxed = engine.optimise(model, Effort(LONG), relaxed=True)
    if relaxed.values is None:
        return None
    start = None if question.known is None else _indicator(model, question.known)
    effort, bound = Effort(LONG, gap=1e-4, branches=max(1, question.branches)), relaxed.bound
    if question.branches > 1 or start is None:
        found = engine.optimise(model, effort, start=start)
        bound = min(bound, found.bound)
    else:
        found = engine.optimise(_narrowed(model, relaxed, start), NARROW, start=start)
        if question.branches:
            effort = replace(effort, only_bound=True)
            bound = min(bound, engine.optimise(model, effort, start=start).bound)
    plan = question.known if found.values is None else taken_of(model, found.values)
    return Told(bound, plan, found.values)


def relaxed_bound(engine: Engine, question: Question) -> float:
    """Return what an area gains at most at prices, in fractions."""
    priced = question.part.priced(question.prices)
    return engine.optimise(priced, Effort(LONG), relaxed=True).bound


def _narrowed(model: Model, relaxed: Answer, start: Floats) -> Model:
    """Hold the choices that a relaxed plan and a whole one agree on, but for the closest ones."""
    values = relaxed.values
    assert values is not None  # noqa: S101 - only models with an answer are narrowed
    agreed = np.nonzero(model.whole & (np.abs(values - np.nan_to_num(start)) < NEAR))[0]
    held = agreed[np.argsort(np.abs(relaxed.reduced[agreed]), kind="stable")][WIDTH:]
    return model.holding(held, start[held])


def taken_of(model: Model, values: Floats) -> Taken:
    """Return the choices that a solution, rounded, takes."""
    return tuple(np.nonzero(model.whole & (values > 0.5))[0].tolist())  # noqa: PLR2004 - whole


def _indicator(model: Model, taken: Taken) -> Floats:
    values = np.where(model.whole, 0.0, np.nan)
    values[list(taken)] = 1.0
    return values


def valued(part: Part, plans: Iterable[Taken]) -> list[AreaPlan]:
    """Return plans with what they are worth and take; those that break a limit are left out."""
    plans, model, rows = list(plans), part.model, part.model.matrix.tocsr()
    filled = np.zeros((len(model.weight), len(plans)))
    for number, taken in enumerate(plans):
        filled[list(taken), number] = 1
    missed = rows[part.soft] @ filled
    low, high = model.low[part.soft, None], model.high[part.soft, None]
    filled[part.slack] = (low - missed).clip(0) + (missed - high).clip(0)
    done = rows[part.fixed] @ filled
    keeps = (done >= model.low[part.fixed, None] - NEAR).all(axis=0)
    keeps &= (done <= model.high[part.fixed, None] + NEAR).all(axis=0)
    keeps &= (filled <= model.upper[:, None] + NEAR).all(axis=0)
    keeps &= (filled >= model.lower[:, None] - NEAR)[model.whole].all(axis=0)
    worth, load = part.fixed_weight @ filled, part.loads @ filled
    return [
        AreaPlan(taken, float(worth[number]), load[:, number], filled[part.slack, number])
        for number, taken in enumerate(plans)
        if keeps[number]
    ]
