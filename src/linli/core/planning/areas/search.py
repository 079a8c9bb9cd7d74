"""A large model solved by areas: prices, whole plans of every area, a mixture, and the bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.areas.mixture import Mixture
from linli.core.planning.areas.plans import AreaPlan, Question, Told, answer
from linli.core.planning.areas.prices import admitted, prices_of, proven
from linli.core.planning.areas.split import Split
from linli.core.planning.matrix import Floats
from linli.core.planning.port import Answer, Effort, Ending, Engine, Standing, Watch

LARGE: Final = 20_000
"""Columns from which a model is solved by areas."""
SEARCHED_SECONDS: Final = 1.5
"""What the search of one area takes of one thread, about: deeper is asked where time allows it."""
ROUNDS: Final = 4
SPARE: Final = 1e-9
"""Part of a bound that is added to it, for what floating point loses."""
A_FEN: Final = 1e-5


def optimise(
    split: Split,
    engine: Engine,
    effort: Effort,
    start: Floats | None = None,
    watch: Watch | None = None,
) -> Answer:
    """Return a plan of a split model and a proven bound, as ``Engine.optimise`` does."""
    began = monotonic()
    ask = partial(engine.each, partial(answer, engine), threads=effort.threads)
    prices, bound = prices_of(split, engine, ask)
    depth = 1 + (len(split.parts) * SEARCHED_SECONDS <= effort.seconds * effort.threads)
    plans: list[dict[tuple[int, ...], AreaPlan]] = [{} for _ in split.parts]
    best: list[AreaPlan] | None = None
    asked = prices
    for number in range(ROUNDS):
        told = ask(_questions(split, asked, 1 if number else depth, start, number))
        if any(each is None for each in told):
            return _nothing(Ending.INFEASIBLE, monotonic() - began)
        answers: list[Told] = [each for each in told if each is not None]
        bound = min(bound, proven(split, asked, [each.bound for each in answers]))
        for own, each in zip(plans, answers, strict=True):
            own.update({plan.taken: plan for plan in each.plans})
        mixture = _mixture(split, plans)
        relaxed = mixture.relaxed(engine)
        asked = _dearer(split, prices, relaxed, number)
        if relaxed.values is None:
            continue
        best = mixture.whole(engine, _of_mixing(effort), relaxed) or best
        seconds = monotonic() - began
        if _is_stopped(watch, best, bound, seconds):
            return replace(_answer(split, best, bound, effort, seconds), ending=Ending.STOPPED)
        if seconds > effort.seconds or _is_enough(best, bound, effort):
            break
    return _answer(split, best, bound, effort, monotonic() - began)


def _of_mixing(effort: Effort) -> Effort:
    return Effort(max(1.0, effort.seconds / 8), 1e-5, 1, branches=200)


def _dearer(split: Split, prices: Floats, relaxed: Answer, number: int) -> Floats:
    """Return the prices to ask at next: the mixture's, or dearer ones while none can be mixed."""
    if relaxed.values is None:
        return np.asarray(prices * (1 + 2 ** (number - 1)))
    return admitted(split, relaxed.prices[: split.shared])


def _questions(
    split: Split, prices: Floats, depth: int, start: Floats | None, number: int
) -> list[Question]:
    """Ask every area at prices, the first time also what a known plan is worth."""
    known: list[tuple[int, ...] | None] = [None] * len(split.parts)
    if start is not None and not number:
        known = [
            tuple(np.nonzero(part.model.whole & (start[part.columns] > 0.5))[0].tolist())  # noqa: PLR2004
            for part in split.parts
        ]
    return [
        Question(part, prices, depth, own)
        for part, own in zip(split.parts, known, strict=True)
    ]  # fmt: skip


def _mixture(split: Split, plans: Sequence[dict[tuple[int, ...], AreaPlan]]) -> Mixture:
    """Return the mixture of all plans found; a trifle of each limit is left over."""
    shared = split.rows[: split.shared]
    high, low = split.whole.high.copy(), split.whole.low
    high[shared] = np.maximum(high[shared] - A_FEN, low[shared])
    whole = replace(split.whole, high=high)
    return Mixture.of(replace(split, whole=whole), [list(each.values()) for each in plans])


def _is_stopped(
    watch: Watch | None, best: list[AreaPlan] | None, bound: float, seconds: float
) -> bool:
    if watch is None:
        return False
    worth = None if best is None else _worth(best)
    gap = 1.0 if worth is None else (bound - worth) / max(1.0, abs(bound))
    return watch(Standing(worth, bound, gap, seconds))


def better(by_areas: Answer, whole: Answer, effort: Effort) -> Answer:
    """Return the better plan of two searches of one model, with the nearer of their bounds."""
    best = whole if whole.objective >= by_areas.objective else by_areas
    bound = min(by_areas.bound, whole.bound)
    is_enough = bound - best.objective <= max(0.999, effort.gap * abs(bound))
    ending = Ending.ENOUGH if is_enough and best.values is not None else whole.ending
    seconds = by_areas.seconds + whole.seconds
    return replace(best, bound=bound, ending=ending, seconds=seconds)


def _worth(plans: list[AreaPlan]) -> float:
    return sum(plan.worth for plan in plans)


def _is_enough(best: list[AreaPlan] | None, bound: float, effort: Effort) -> bool:
    """Tell whether the gap asked for is proven; whole values less than one apart are the same."""
    return best is not None and bound - _worth(best) <= max(0.999, effort.gap * abs(bound))


def _answer(
    split: Split, best: list[AreaPlan] | None, bound: float, effort: Effort, seconds: float
) -> Answer:
    bound += SPARE * abs(bound)
    if best is None:
        return replace(_nothing(Ending.OUT_OF_TIME, seconds), bound=bound)
    values = np.zeros(len(split.whole.weight))
    for part, plan in zip(split.parts, best, strict=True):
        values[part.columns[list(plan.taken)]] = 1
    nothing = np.zeros(0)
    ending = Ending.ENOUGH if _is_enough(best, bound, effort) else Ending.OUT_OF_TIME
    return Answer(ending, values, _worth(best), bound, seconds, nothing, nothing)


def _nothing(ending: Ending, seconds: float) -> Answer:
    nothing = np.zeros(0)
    return Answer(ending, None, -np.inf, np.inf, seconds, nothing, nothing)
