"""Money: what is chosen is paid, by pots that hold it, for uses that its source may pay."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from linli.core.planning.constraints.rows import Rows, stacked
from linli.core.planning.instance import PARTS, Instance, Ints, Purse
from linli.core.planning.matrix import Floats
from linli.core.planning.space import CHOICE, FLOW, Space

WAN = 1e6
"""Fen in 万元, the model's unit of money: numbers near 1 keep the solver exact."""


def money(instance: Instance, space: Space) -> Iterator[Rows]:
    """Return the families ``need``, ``pots``, ``share`` and ``revenue``; none without a purse."""
    if instance.purse is not None:
        yield _need(instance, instance.purse, space)
        yield _pots(instance.purse, space)
        yield _share(instance, instance.purse, space)
        yield _revenue(instance, instance.purse, space)


def spend(instance: Instance, space: Space) -> Rows:
    """Return the public money of the whole plan, without a limit until a question sets one."""
    cells = np.arange(len(space.item))
    column = space.columns[CHOICE].start + cells
    values = instance.spend[space.item] / WAN
    none = np.zeros(len(cells), np.int64)
    return stacked("spend", [(none, column, values)], np.full(1, -np.inf), np.full(1, np.inf))


def most_paid(instance: Instance, space: Space) -> Floats:
    """Return for each flow what all that may be chosen there costs for its use, in 万元."""
    purse = instance.purse
    if purse is None:
        return np.zeros(0)
    cost = np.zeros((len(instance.areas), len(instance.years), len(purse.uses)))
    where = (instance.item_area[space.item], space.year)
    np.add.at(cost, where, purse.cost[space.item, space.year] / WAN)
    return cost[space.area, purse.pot_year[space.pot], space.use]


def place(instance: Instance, area: Ints, year: Ints) -> Ints:
    """Return the number of an area's year among all."""
    return area * len(instance.years) + year


def _need(instance: Instance, purse: Purse, space: Space) -> Rows:
    """For each area, year and use: the money paid is at least what the chosen cost."""
    uses, year = len(purse.uses), purse.pot_year[space.pot]
    paid_row = place(instance, space.area, year) * uses + space.use
    cell, use = np.nonzero(purse.cost[space.item, space.year] > 0)
    item, chosen_year = space.item[cell], space.year[cell]
    cost_row = place(instance, instance.item_area[item], chosen_year) * uses + use
    cost = -purse.cost[item, chosen_year, use] / WAN
    parts = [
        (paid_row, space.columns[FLOW].start + np.arange(len(space.pot)), np.ones(len(space.pot))),
        (cost_row, space.columns[CHOICE].start + cell, cost),
    ]
    rows = len(instance.areas) * len(instance.years) * uses
    return stacked("need", parts, np.zeros(rows), np.full(rows, np.inf))


def _pots(purse: Purse, space: Space) -> Rows:
    """No pot pays more than it holds."""
    flow = space.columns[FLOW].start + np.arange(len(space.pot))
    pots = len(purse.pot_amount)
    parts = [(space.pot, flow, np.ones(len(space.pot)))]
    return stacked("pots", parts, np.full(pots, -np.inf), purse.pot_amount / WAN)


def _share(instance: Instance, purse: Purse, space: Space) -> Rows:
    """Let a source pay at most its share of what an area needs in a year."""
    sources = np.nonzero((purse.share < PARTS).any(axis=1))[0]
    cost = purse.cost[space.item, space.year].sum(axis=1)
    shares = purse.share[sources][:, instance.item_area[space.item]]
    return _claims("share", instance, space, sources, np.ones(len(sources)), shares * cost / PARTS)


def _revenue(instance: Instance, purse: Purse, space: Space) -> Rows:
    """Cover what has to be repaid by the revenue of the area's choices of the year (S81)."""
    sources = np.nonzero(purse.cover > 0)[0]
    return _claims(
        "revenue",
        instance,
        space,
        sources,
        purse.cover[sources] / PARTS,
        purse.revenue[space.item][:, sources].T.astype(float),
    )


def _claims(
    family: str,
    instance: Instance,
    space: Space,
    sources: Ints,
    factor: Floats,
    claim: Floats,
) -> Rows:
    """For each source, area and year: factor x flow <= the claims of what is chosen there.

    ``claim`` is (sources, choice columns) fen.
    """
    purse = instance.purse
    assert purse is not None  # noqa: S101 - only asked for with a purse
    cells = len(instance.areas) * len(instance.years)
    number = np.full(len(purse.sources), -1)
    number[sources] = np.arange(len(sources))
    own = number[purse.pot_source[space.pot]]
    flow = np.nonzero(own >= 0)[0]
    year = purse.pot_year[space.pot[flow]]
    flow_row = own[flow] * cells + place(instance, space.area[flow], year)
    which, cell = np.nonzero(claim)
    area = instance.item_area[space.item[cell]]
    parts = [
        (flow_row, space.columns[FLOW].start + flow, factor[own[flow]]),
        (
            which * cells + place(instance, area, space.year[cell]),
            space.columns[CHOICE].start + cell,
            -claim[which, cell] / WAN,
        ),
    ]
    rows = len(sources) * cells
    return stacked(family, parts, np.full(rows, -np.inf), np.zeros(rows))
