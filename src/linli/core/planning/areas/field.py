"""What choices of an area are worth at prices, as arrays that many plans are weighed by at once.

Sizes: A areas, I items in the order of their areas, Y years, M measures, U uses, S sources, K ways
to pay (a pot that reaches an area), W sets of uses, L lanes (a plan of an area that is being made).
Money is in 万元, as in the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from linli.core.planning.areas.split import Split
from linli.core.planning.constraints.money import WAN
from linli.core.planning.instance import (
    ANY,
    COUNTED,
    HARD,
    NO_LIMIT,
    PARTS,
    Counts,
    Flags,
    Instance,
    Ints,
)
from linli.core.planning.matrix import Floats
from linli.core.planning.space import CHOICE, FLOW, SOFT, Space, above, below, reach

STEEP: Final = 10
"""What breaking a hard limit by one unit costs, in multiples of the best choice's value."""


class Ground(NamedTuple):
    """The same as plain arrays, for code that is compiled; limits in layers (layers, A, Y + 1, M).

    The last year of a limit is all years. ``below`` and ``above`` are the points that a unit under
    ``low`` or over ``high`` costs. ``price``, ``most`` and ``source`` (A, Y, K) are ways to pay,
    the cheapest first. A source pays at most ``share`` (A, S) of the cost, and with ``cover`` (S,)
    at most the revenue divided by it. ``within`` (S, W) tells whether all that a source may pay
    lies in a set of uses (``holds`` (U, W)); the last set is of all uses. ``lack`` is the price of
    a 万元 that nobody pays. ``choices`` (I, Y + 1) are an item's open years, ``options`` (I,) of
    them, and ``ANY`` (out).
    """

    first: Ints
    size: Ints
    value: Floats
    is_open: Flags
    options: Ints
    choices: Ints
    load: Floats
    rivals: Ints
    low: Floats
    high: Floats
    below: Floats
    above: Floats
    price: Floats
    most: Floats
    source: Ints
    share: Floats
    cover: Floats
    within: Flags
    holds: Floats
    lack: float
    measures: int
    uses: int


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """Areas to be planned at prices.

    ``items`` (I,) are the instance's items in the order of areas, an area's from ``first`` (A,) on,
    ``size`` (A,) of them. ``value`` (I, Y) points at the prices; ``is_open`` (I, Y): a choice at
    all; ``load`` (I, Y, M + U + S): what a choice counts, costs and brings. ``rivals`` (I, R) are
    the items, by place in their area, that share a project; ``ANY``: none.
    """

    items: Ints
    ground: Ground

    @classmethod
    def of(cls, instance: Instance, space: Space, split: Split, prices: Floats) -> Field:
        """Return the field of a split instance at prices of its shared rows."""
        shared = split.rows[: split.shared]
        weight = split.whole.weight - split.whole.matrix[shared].T @ prices
        order = np.argsort(instance.item_area, kind="stable")
        areas, years = np.arange(len(instance.areas)), len(instance.years)
        first = np.searchsorted(instance.item_area[order], areas)
        value, is_open = np.zeros(instance.value.shape), np.zeros(instance.value.shape, bool)
        choice = space.columns[CHOICE].slice
        value[space.item, space.year] = weight[choice]
        is_open[space.item, space.year] = split.whole.upper[choice] > 0
        value, is_open = value[order], is_open[order]
        options = is_open.sum(axis=1)
        choices = np.full((len(order), years + 1), ANY)
        choices[:, :years] = np.argsort(~is_open, axis=1, kind="stable")
        choices[np.arange(years + 1) >= options[:, None]] = ANY
        return cls(
            order,
            Ground(
                first=first,
                size=np.bincount(instance.item_area, minlength=len(areas)),
                value=value,
                is_open=is_open,
                options=options,
                choices=choices,
                load=np.ascontiguousarray(_load(instance)[order]),
                rivals=np.ascontiguousarray(_rivals(instance, order, first)[order]),
                **_limits(instance, space, weight),
                **_ways(instance, space, weight),
                measures=instance.measures.shape[1],
            ),
        )

    def seats(self) -> Ints:
        """Return (I,), by the instance's items: the place of each in its area."""
        seat = np.empty(len(self.items), np.int64)
        size = self.ground.size
        seat[self.items] = np.arange(len(self.items)) - np.repeat(self.ground.first, size)
        return seat

    def packed(self, area: int, years: Ints) -> Ints:
        """Return an area's years (N,) without the choices that share a project with another."""
        years = years.copy()
        first = self.ground.first[area]
        for place in range(self.ground.size[area]):
            rivals = self.ground.rivals[first + place]
            if years[place] != ANY:
                years[rivals[rivals != ANY]] = ANY
        return years


def _load(instance: Instance) -> Floats:
    years = len(instance.years)
    measures = np.repeat(instance.measures[:, None, :].astype(float), years, axis=1)
    if instance.purse is None:
        return measures
    revenue = np.repeat(instance.purse.revenue[:, None, :] / WAN, years, axis=1)
    return np.concatenate([measures, instance.purse.cost / WAN, revenue], axis=2)


def _rivals(instance: Instance, order: Ints, first: Ints) -> Ints:
    """Return (I, R), by the instance's items: which others share a project with each."""
    by_project = np.argsort(instance.member_project, kind="stable")
    item, project = instance.member_item[by_project], instance.member_project[by_project]
    start = np.searchsorted(project, project, "left")
    size = np.searchsorted(project, project, "right") - start
    one = np.repeat(item, size)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    pairs = np.unique(np.stack([one, item[np.repeat(start, size) + within]], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    number = np.arange(len(pairs)) - np.searchsorted(pairs[:, 0], pairs[:, 0], "left")
    seat = np.empty(len(order), np.int64)
    seat[order] = np.arange(len(order)) - first[instance.item_area[order]]
    rivals = np.full((len(order), number.max(initial=-1) + 1), ANY)
    rivals[pairs[:, 0], number] = seat[pairs[:, 1]]
    return rivals


def _limits(instance: Instance, space: Space, weight: Floats) -> dict[str, Any]:
    """Return the rows that lie in one area, as many layers as rows meet in a place."""
    steep = STEEP * float(instance.value.max(initial=1))
    rows = []
    for family in COUNTED:
        counts: Counts = getattr(instance, family)
        under, over = counts.below.astype(float), counts.above.astype(float)
        if family in SOFT:
            under = np.where(under == HARD, steep, -weight[space.columns[below(family)].slice])
            over = np.where(over == HARD, steep, -weight[space.columns[above(family)].slice])
        else:
            under, over = np.full(len(counts), steep), np.full(len(counts), steep)
        low = counts.low.astype(float)
        high = np.where(counts.high == NO_LIMIT, np.inf, counts.high.astype(float))
        area = _only_area(instance, counts)
        year = np.where(counts.year == ANY, len(instance.years), counts.year)
        rows.append(np.stack([area, year, counts.measure, low, high, under, over], axis=1))
    table = np.concatenate(rows)
    table = table[table[:, 0] != ANY]
    place = table[:, :3].astype(np.int64)
    size = (len(instance.areas), len(instance.years) + 1, len(instance.measures.T))
    key = np.ravel_multi_index(place.T, size) if len(place) else np.zeros(0, np.int64)
    order = np.argsort(key, kind="stable")
    layer = np.empty(len(key), np.int64)
    layer[order] = np.arange(len(key)) - np.searchsorted(key[order], key[order], "left")
    layers = (int(layer.max(initial=-1)) + 1, *size)
    names = ("low", "high", "below", "above")
    found = {name: np.full(layers, np.inf if name == "high" else 0.0) for name in names}
    for name, column in zip(names, range(3, 7), strict=True):
        found[name][(layer, *place.T)] = table[:, column]
    found["high"][found["above"] == 0] = np.inf
    return found


def _only_area(instance: Instance, counts: Counts) -> Ints:
    """Return (K,) the one area in a row's scope; ``ANY`` where there are several."""
    areas = len(instance.areas)
    only = np.full(len(instance.regions) + 1, ANY)  # the last: of no region, all areas
    for region, number in zip(*np.unique(instance.area_region, return_counts=True), strict=True):
        if number == 1:
            only[region] = int(np.argmax(instance.area_region == region))
    only[-1] = 0 if areas == 1 else ANY
    return np.where(counts.area != ANY, counts.area, only[counts.region])


def _ways(instance: Instance, space: Space, weight: Floats) -> dict[str, Any]:
    """Return every pot that reaches an area; one that several share has no end here but a price."""
    purse = instance.purse
    if purse is None:
        return _no_ways(len(instance.areas), len(instance.years))
    pot, area = reach(instance, purse)
    shared = np.bincount(pot, minlength=len(purse.pot_amount)) > 1
    price_of = np.zeros((len(purse.pot_amount), len(instance.areas)))
    price_of[space.pot, space.area] = -weight[space.columns[FLOW].slice]
    year = purse.pot_year[pot]
    order = np.lexsort((price_of[pot, area], year, area))
    pot, area, year = pot[order], area[order], year[order]
    cell = area * len(instance.years) + year
    way = np.arange(len(cell)) - np.searchsorted(cell, cell, "left")
    size = (len(instance.areas), len(instance.years), int(way.max(initial=-1)) + 1)
    found = {name: np.zeros(size) for name in ("price", "most")}
    found["source"] = np.zeros(size, np.int64)
    place = (area, year, way)
    found["price"][place] = price_of[pot, area]
    found["most"][place] = np.where(shared, np.inf, purse.pot_amount / WAN)[pot]
    found["source"][place] = purse.pot_source[pot]
    sets = [frozenset(np.nonzero(each)[0].tolist()) for each in purse.permitted]
    family = _unions(sets, frozenset(range(len(purse.uses))))
    return found | {
        "share": purse.share.T / PARTS,
        "cover": purse.cover / PARTS,
        "within": np.array([[may <= each for each in family] for may in sets]),
        "holds": np.array([[u in each for each in family] for u in range(len(purse.uses))], float),
        "lack": STEEP * max(float(found["price"].max(initial=0)), _best_per_wan(instance)),
        "uses": len(purse.uses),
    }


def _no_ways(areas: int, years: int) -> dict[str, Any]:
    return {
        **{name: np.zeros((areas, years, 0)) for name in ("price", "most")},
        "source": np.zeros((areas, years, 0), np.int64),
        "share": np.zeros((areas, 0)),
        "cover": np.zeros(0),
        "within": np.zeros((0, 1), bool),
        "holds": np.zeros((0, 1)),
        "lack": 0.0,
        "uses": 0,
    }


def _unions(sets: list[frozenset[int]], every: frozenset[int]) -> list[frozenset[int]]:
    """Return all unions of sets, the set of everything last."""
    found = set(sets)
    while more := {one | other for one in found for other in found} - found:
        found |= more
    return [*sorted(found - {every}, key=sorted), every]


def _best_per_wan(instance: Instance) -> float:
    spend = np.maximum(instance.spend, WAN) / WAN
    return float((instance.value.max(axis=1, initial=0) / spend).max(initial=1.0))
