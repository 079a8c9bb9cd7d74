"""A nation planned by regions: prices for what regions share, a share for each, then each alone.

Regions share pots and ceilings only (``is_portioned``). A sample of the areas prices these; at the
prices each region's relaxed plan tells what it would take, which becomes its share, and together
they prove a bound (Lagrange). With its share a region is planned by areas, beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.areas import search
from linli.core.planning.areas.plans import LONG
from linli.core.planning.areas.portion import Portion, is_of_all, portion
from linli.core.planning.constraints.money import WAN
from linli.core.planning.formulate import formulate
from linli.core.planning.instance import ANY, COUNTED, NO_LIMIT, Flags, Instance, Ints
from linli.core.planning.matrix import Floats, Model
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

LARGE: Final = 100_000
"""Choices from which an instance is planned by regions."""
SAMPLED: Final = 8_000
"""Items, about, that price what regions share."""
IN_HAND: Final = 0.9
"""The part of the time that regions are given: small ones overrun theirs."""


@dataclass(frozen=True, eq=False, slots=True)
class Shared:
    """What regions share: ``pots`` positions among pots, ``counts`` positions by family."""

    pots: Ints
    counts: dict[str, Ints]

    @classmethod
    def of(cls, instance: Instance) -> Shared:
        """Return the pots and the ceilings of all areas."""
        purse, counts = instance.purse, {}
        for family in COUNTED:
            own = getattr(instance, family)
            counts[family] = np.nonzero(is_of_all(own) & (own.high != NO_LIMIT))[0]
        none = np.zeros(0, np.int64)
        if purse is None:
            return cls(none, counts)
        return cls(np.nonzero((purse.pot_area == ANY) & (purse.pot_region == ANY))[0], counts)

    def limits(self, instance: Instance) -> Floats:
        """Return what there is of each, in the model's units."""
        amount = np.zeros(0) if instance.purse is None else instance.purse.pot_amount / WAN
        highs = [getattr(instance, family).high[own] for family, own in self.counts.items()]
        return np.concatenate([amount[self.pots], *highs]).astype(float)

    def rows(self, model: Model) -> Ints:
        """Return the rows of the model that they are."""
        pots = model.rows["pots"].start + self.pots if len(self.pots) else self.pots
        return np.concatenate(
            [pots, *(model.rows[family].start + own for family, own in self.counts.items())]
        )

    def given(self, instance: Instance, areas: Flags, amounts: Floats, scale: Floats) -> Portion:
        """Return the portion of areas that is given so much of what is shared.

        Every region's pots count ``scale`` (regions,) of themselves.
        """
        ceilings = {}
        at = len(self.pots)
        for family, own in self.counts.items():
            high = getattr(instance, family).high.copy()
            high[own] = np.floor(amounts[at : at + len(own)])
            ceilings[family], at = high, at + len(own)
        purse = instance.purse
        if purse is None:
            return portion(instance, areas, None, ceilings)
        pots = purse.pot_amount.astype(float)
        regional = (purse.pot_region != ANY) & (purse.pot_area == ANY)
        pots[regional] *= scale[purse.pot_region[regional]]
        pots[self.pots] = amounts[: len(self.pots)] * WAN
        return portion(instance, areas, np.floor(pots).astype(np.int64), ceilings)


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """A region to be relaxed at ``prices`` of what is shared, or planned from ``relaxed`` on."""

    portion: Instance
    prices: Floats
    relaxed: Answer | None = None
    effort: Effort = USUAL

    @property
    def model(self) -> tuple[Space, Model]:
        """Return its columns and its model."""
        space = Space.of(self.portion)
        return space, formulate(self.portion, space)


@dataclass(frozen=True, eq=False, slots=True)
class Relaxed:
    """What a region gains at most at the prices, and what it would take of what is shared."""

    answer: Answer
    takes: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Planned:
    """A region's ``years`` (I,) by item, what they are worth, and what it gains at most."""

    years: Ints | None
    worth: float
    bound: float


def relax(engine: Engine, region: Region) -> Relaxed:
    """Return a region's relaxed plan at the prices."""
    _, model = region.model
    rows = Shared.of(region.portion).rows(model)
    weight = model.weight - model.matrix[rows].T @ region.prices
    found = engine.optimise(replace(model, weight=weight), Effort(LONG), relaxed=True)
    if found.values is None:
        return Relaxed(found, np.zeros(len(rows)))
    prices = found.prices.copy()
    prices[rows] += region.prices
    return Relaxed(replace(found, prices=prices), model.matrix[rows] @ found.values)


def plan(engine: Engine, region: Region) -> Planned:
    """Return a region's plan with its share of what is shared."""
    space, model = region.model
    rows = Shared.of(region.portion).rows(model)
    given = float(region.prices @ model.high[rows])
    known = region.relaxed
    if known is not None:
        known = replace(known, bound=known.bound + given)
    found = search.optimise(
        region.portion, space, model, engine, region.effort, relaxed=known, held=rows
    )
    years = None if found.values is None else space.years_of(region.portion, found.values)
    return Planned(years, found.objective, found.bound - given)


def optimise(
    instance: Instance, space: Space, engine: Engine, effort: Effort, watch: Watch | None = None
) -> Answer:
    """Return a plan of an instance that is portioned, and a proven bound."""
    began = monotonic()
    shared = Shared.of(instance)
    limits, of_regions = shared.limits(instance), _of_regions(instance)
    prices = _sample_prices(instance, shared, engine)
    whole = np.ones(len(instance.regions))
    regions = [shared.given(instance, areas, limits, whole) for areas in of_regions]
    told: list[Relaxed] = engine.each(
        partial(relax, engine),
        [Region(each.instance, prices) for each in regions],
        threads=effort.threads,
    )
    bound = sum(each.answer.bound for each in told) + float(prices @ limits)
    if watch is not None and watch(Standing.of(None, bound, monotonic() - began)):
        return nothing(Ending.STOPPED, bound, monotonic() - began)
    takes = np.array([each.takes for each in told]).clip(0)
    amounts = takes * (limits / np.maximum(takes.sum(axis=0), 1e-9))
    left = IN_HAND * max(0.0, effort.seconds - (monotonic() - began)) * effort.threads
    tasks = []
    for areas, each, amount in zip(of_regions, told, amounts, strict=True):
        own = shared.given(instance, areas, amount, whole)
        share = len(own.items) / len(instance.items)
        allowed = Effort(left * share, effort.gap, 1)
        tasks.append(Region(own.instance, prices, each.answer, allowed))
    plans: list[Planned] = engine.each(partial(plan, engine), tasks, threads=effort.threads)
    seconds = monotonic() - began
    bound = sum(each.bound for each in plans) + float(prices @ limits)
    year_of = np.full(len(instance.items), ANY)
    for region, planned in zip(regions, plans, strict=True):
        if planned.years is None:
            return nothing(Ending.OUT_OF_TIME, bound, seconds)
        year_of[region.items] = planned.years
    values = np.zeros(len(space.columns))
    values[space.columns[CHOICE].slice] = year_of[space.item] == space.year
    worth = sum(each.worth for each in plans)
    is_enough = bound - worth <= effort.gap * abs(bound)
    ending = Ending.ENOUGH if is_enough else Ending.OUT_OF_TIME
    none = np.zeros(0)
    return Answer(ending, values, worth, bound + search.SPARE * abs(bound), seconds, none, none)


def _of_regions(instance: Instance) -> list[Flags]:
    return [instance.area_region == region for region in range(len(instance.regions))]


def _sample_prices(instance: Instance, shared: Shared, engine: Engine) -> Floats:
    """Return prices of what is shared, by the relaxed plan of every so-manieth area.

    The sample has the part of everything shared that its choices are worth of all.
    """
    step = max(1, round(len(instance.items) / SAMPLED))
    areas = np.arange(len(instance.areas)) % step == 0
    worth = instance.value.clip(0).max(axis=1, initial=0).astype(float)
    region = instance.area_region[instance.item_area]
    sampled = areas[instance.item_area]
    of_regions = np.bincount(region, worth, len(instance.regions))
    scale = np.bincount(region, worth * sampled, len(instance.regions)) / np.maximum(of_regions, 1)
    amounts = shared.limits(instance) * (worth[sampled].sum() / max(1.0, worth.sum()))
    own = shared.given(instance, areas, amounts, scale).instance
    model = formulate(own, Space.of(own))
    found = engine.optimise(model, Effort(LONG), relaxed=True)
    if found.values is None:
        return np.zeros(len(amounts))
    return found.prices[Shared.of(own).rows(model)].clip(0)
