"""The prices of the shared rows, and what any prices prove.

At any prices the areas' bounds and the priced limits together bound every plan (Lagrange). Good
prices are those of the relaxed whole; where that is too large, a sample of the areas gives prices
to begin with, and all areas' relaxed answers, mixed, better them within a box that shrinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Final

import numpy as np
from scipy.sparse import block_diag, csc_array, hstack, vstack

from linli.core.planning.areas.mixture import Box, Mixture
from linli.core.planning.areas.plans import AreaPlan, Question, Told
from linli.core.planning.areas.split import Part, Split
from linli.core.planning.matrix import Blocks, Floats, Model
from linli.core.planning.port import Asking, Effort, Engine

ONE_MODEL: Final = 60_000
"""Columns that are relaxed in one model; of more, a sample of about as many."""
ROUNDS, WIDE, NARROWER, STEADY = 7, 0.25, 0.6, 0.3


def proven(split: Split, prices: Floats, bounds: Sequence[float]) -> float:
    """Return what no plan can be worth more than, by the areas' bounds at these prices."""
    side = np.where(prices > 0, split.high, split.low)
    limits = float(np.sum(np.where(prices == 0, 0.0, prices * np.where(prices == 0, 0, side))))
    gain = split.whole.weight[split.own] - split.links.T @ prices
    ends = np.where(gain > 0, split.whole.upper[split.own], split.whole.lower[split.own])
    own = float(np.sum(np.where(gain == 0, 0.0, gain * np.where(gain == 0, 0, ends))))
    total = sum(bounds) + limits + own
    return inf if np.isnan(total) else total


def admitted(split: Split, prices: Floats) -> Floats:
    """Return prices nearby that prove something: none on a side without limit."""
    prices = prices.copy()
    prices[(prices > 0) & np.isinf(split.high)] = 0
    prices[(prices < 0) & np.isinf(split.low)] = 0
    links = split.links.tocsc()
    for column in range(len(split.own)):
        rows = links.indices[links.indptr[column] : links.indptr[column + 1]]
        values = links.data[links.indptr[column] : links.indptr[column + 1]]
        place = split.own[column]
        gain = split.whole.weight[place] - float(values @ prices[rows])
        if gain > 0 and np.isinf(split.whole.upper[place]):
            prices[rows[0]] += gain * (1 + 1e-12) / values[0]
    return prices


def prices_of(split: Split, engine: Engine, ask: Asking) -> tuple[Floats, float]:
    """Return prices and what they prove."""
    if len(split.whole.weight) <= ONE_MODEL:
        found = engine.optimise(split.whole, Effort(300.0), relaxed=True)
        if found.values is None:
            return np.zeros(split.shared), inf
        return admitted(split, found.prices[split.rows[: split.shared]]), found.bound
    return _bettered(split, engine, ask, _of_sample(split, engine))


def _of_sample(split: Split, engine: Engine) -> Floats:
    """Return the prices of a sample of areas that shares its part of every limit."""
    step = -(-len(split.whole.weight) // ONE_MODEL)
    sample = split.parts[::step]
    weigh = np.zeros((2, split.shared))
    for number, part in enumerate(split.parts):
        worth = float(part.model.weight[part.model.whole].clip(0).sum())
        weigh[0, part.linked] += worth
        weigh[1, part.linked] += worth * (number % step == 0)
    share = weigh[1] / np.maximum(weigh[0], 1)
    found = engine.optimise(_sampled(split, sample, share), Effort(300.0), relaxed=True)
    prices = found.prices[: split.shared] if found.values is not None else np.zeros(len(share))
    prices = np.where(share > 0, prices, prices[share > 0].mean() if (share > 0).any() else 0)
    return admitted(split, prices)


def _sampled(split: Split, sample: Sequence[Part], share: Floats) -> Model:
    models = [part.model for part in sample]
    links = [
        csc_array((each.data, (part.linked[each.row], each.col)), (split.shared, len(part.columns)))
        for part, each in ((part, part.links.tocoo()) for part in sample)
    ]
    with np.errstate(invalid="ignore"):
        low, high = (np.where(share > 0, limit * share, limit) for limit in (split.low, split.high))
    whole = split.whole
    own = csc_array((sum(len(m.low) for m in models), len(split.own)))
    top = hstack([*links, split.links])
    bottom = hstack([block_diag([m.matrix for m in models]), own])

    def all_of(name: str) -> Floats:
        return np.concatenate(
            [*(getattr(m, name) for m in models), getattr(whole, name)[split.own]]
        )

    return Model(
        all_of("weight"), all_of("lower"), all_of("upper"), all_of("whole").astype(bool),
        csc_array(vstack([top, bottom])),
        np.concatenate([low, *(m.low for m in models)]),
        np.concatenate([high, *(m.high for m in models)]),
        Blocks({"choice": len(all_of("weight"))}),
        Blocks({"shared": len(share), "own": bottom.shape[0]}),
    )  # fmt: skip


def _bettered(split: Split, engine: Engine, ask: Asking, prices: Floats) -> tuple[Floats, float]:
    """Ask all areas at prices, mix what they answer, and ask again at the mixture's prices."""
    best, least, width = prices, inf, WIDE
    plans: list[list[AreaPlan]] = [[] for _ in split.parts]
    for _ in range(ROUNDS):
        told: list[Told | None] = ask([Question(part, prices, 0) for part in split.parts])
        answers = [each for each in told if each is not None]
        if len(answers) < len(told):
            break
        bound = proven(split, prices, [each.bound for each in answers])
        if bound < least:
            best, least = prices, bound
        else:
            width *= NARROWER
        for own, each in zip(plans, answers, strict=True):
            own.append(each.share)
        floor = 0.01 * np.abs(best).mean()
        room = width * np.abs(best) + floor
        lowest = np.where(np.isinf(split.low), np.maximum(0, best - room), best - room)
        mixed = Mixture.of(split, plans, Box(lowest, best + room)).relaxed(engine)
        if mixed.values is None:
            break
        prices = admitted(split, STEADY * best + (1 - STEADY) * mixed.prices[: len(best)])
    return best, least
