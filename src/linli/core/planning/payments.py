"""How a choice is paid, to the fen: a flow of each year's money from pots to areas' uses.

Source of flow -> pot -> (source of money, area), as far as share and revenue let it pay there ->
(area, use) that it may pay for -> what is needed. Whole capacities give a whole flow.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from linli.core.planning.flow import Network
from linli.core.planning.instance import NO_LIMIT, PARTS, Flags, Instance, Ints, Purse
from linli.core.planning.space import reach


@dataclass(frozen=True, eq=False, slots=True)
class Paid:
    """How a choice is paid: ``amount[k]`` fen from ``pot[k]`` to ``area[k]`` for ``use[k]``.

    ``missing`` (A, Y, U) is what no pot pays. Where something is missing in a year, ``tight``
    (A, Y) marks the areas whose choices of that year cannot be paid together.
    """

    pot: Ints
    area: Ints
    use: Ints
    amount: Ints
    missing: Ints
    tight: Flags

    @property
    def is_full(self) -> bool:
        """Tell whether everything is paid."""
        return not self.missing.any()


def needed(instance: Instance, purse: Purse, year_of: Ints) -> Ints:
    """Return (A, Y, U): what the choice costs; ``year_of`` (I,) is a year's index or ``ANY``."""
    cost = np.zeros((len(instance.areas), len(instance.years), len(purse.uses)), np.int64)
    items = np.nonzero(year_of >= 0)[0]
    years = year_of[items]
    np.add.at(cost, (instance.item_area[items], years), purse.cost[items, years])
    return cost


def earned(instance: Instance, purse: Purse, year_of: Ints) -> Ints:
    """Return (A, Y, S): the revenue of the choice that repays each source."""
    revenue = np.zeros((len(instance.areas), len(instance.years), len(purse.sources)), np.int64)
    items = np.nonzero(year_of >= 0)[0]
    np.add.at(revenue, (instance.item_area[items], year_of[items]), purse.revenue[items])
    return revenue


def ceilings(purse: Purse, areas: Ints, cost: Ints, revenue: Ints) -> Ints:
    """Return (N, S): the most fen that a source may pay, by its share and by revenue.

    Of N places in ``areas`` (N,) with what all uses ``cost`` (N,) and their ``revenue`` (N, S).
    """
    most: Ints = purse.share.T[areas] * cost[:, None] // PARTS
    repaid = np.nonzero(purse.cover)[0]
    backed = revenue[:, repaid] * PARTS // purse.cover[repaid]
    most[:, repaid] = np.minimum(most[:, repaid], backed)
    return most


def pay(instance: Instance, year_of: Ints) -> Paid:
    """Return how a choice is paid; without a purse nothing has to be."""
    purse = instance.purse
    if purse is None:
        none = np.zeros(0, np.int64)
        years = len(instance.years)
        return Paid(none, none, none, none, none, np.zeros((len(instance.areas), years), bool))
    need, revenue = needed(instance, purse, year_of), earned(instance, purse, year_of)
    areas = np.arange(len(instance.areas))
    missing, tight = need.copy(), np.zeros(need.shape[:2], bool)
    ways: list[tuple[int, int, int, int]] = []
    routes = reach(instance, purse)
    for year in range(len(instance.years)):
        most = ceilings(purse, areas, need[:, year].sum(axis=1), revenue[:, year])
        net = YearNet(purse, year, routes, need[:, year], most)
        net.push()
        ways += net.payments()
        missing[:, year] = net.missing()
        tight[:, year] = net.tight()
    pot, area, use, amount = np.array(ways, np.int64).reshape(-1, 4).T
    return Paid(pot, area, use, amount, missing, tight)


class YearNet:
    """The network of one year. ``need`` (A, U), ``most`` (A, S); ``ways`` from ``reach``.

    ``is_open`` (A, U) are needs that may still come, though there is none yet.
    """

    def __init__(
        self,
        purse: Purse,
        year: int,
        ways: tuple[Ints, Ints],
        need: Ints,
        most: Ints,
        is_open: Flags | None = None,
    ) -> None:
        self.net, self.shape = Network(), need.shape
        self.purse, self.most = purse, most
        self.start, self.end = self.net.node(), self.net.node()
        self.goals: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.pots: dict[int, tuple[int, int]] = {}
        self.claims: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        self.ways: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self.uses: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        wanted = need > 0 if is_open is None else is_open
        for area, use in np.argwhere(wanted).tolist():
            node = self.net.node()
            arc = self.net.arc(node, self.end, int(need[area, use]))
            self.goals[area].append((use, node, arc))
        pots, areas = ways
        own = purse.pot_year[pots] == year
        for pot, area in zip(pots[own].tolist(), areas[own].tolist(), strict=True):
            if area in self.goals:
                self._way(pot, area)

    def _way(self, pot: int, area: int) -> None:
        """Let a pot pay in an area, within what its source may."""
        if pot not in self.pots:
            node = self.net.node()
            arc = self.net.arc(self.start, node, int(self.purse.pot_amount[pot]))
            self.pots[pot] = node, arc
        source = int(self.purse.pot_source[pot])
        if source not in self.claims[area]:
            self._claim(source, area)
        way = self.net.arc(self.pots[pot][0], self.claims[area][source][0], NO_LIMIT)
        self.ways[source, area].append((pot, way))

    def _claim(self, source: int, area: int) -> None:
        """Add the node through which a source pays for an area's uses, no more than it may."""
        entry, leave = self.net.node(), self.net.node()
        arc = self.net.arc(entry, leave, int(self.most[area, source]))
        self.claims[area][source] = entry, arc
        for use, node, _ in self.goals[area]:
            if self.purse.permitted[source, use]:
                arc = self.net.arc(leave, node, NO_LIMIT)
                self.uses[source, area].append((use, arc))

    def push(self) -> int:
        """Pay as much as possible and return how much more that was."""
        return self.net.push(self.start, self.end)

    def suffices(self, pot: int, more: int) -> bool:
        """Tell whether so much more in a pot would pay for what is missing, which is as much."""
        before = self.net.left.copy()
        self.net.left[self.pots[pot][1]] += more
        is_paid = self.push() == more
        self.net.left = before
        return is_paid

    def unpaid(self, area: int) -> list[int]:
        """Return what every arc carries once an area's payments are taken back."""
        before, self.net.left = self.net.left, self.net.left.copy()
        for source, (_, claim) in self.claims[area].items():
            for pot, way in self.ways[source, area]:
                self._take_back(self.net.flow(way), self.pots[pot][1], way, claim)
            for _, arc in self.uses[source, area]:
                self._take_back(self.net.flow(arc), arc)
        for _, _, arc in self.goals[area]:
            self._take_back(self.net.flow(arc), arc)
        left, self.net.left = self.net.left, before
        return left

    def _take_back(self, amount: int, *arcs: int) -> None:
        for arc in arcs:
            self.net.left[arc] += amount
            self.net.left[arc ^ 1] -= amount

    def ask(self, area: int, need: Ints, most: Ints) -> None:
        """Let an area that is not paid need ``need`` (U,), where sources may pay ``most`` (S,)."""
        for use, _, arc in self.goals[area]:
            self.net.left[arc] = int(need[use])
        for source, (_, arc) in self.claims[area].items():
            self.net.left[arc] = int(most[source])

    def missing(self) -> Ints:
        """Return (A, U): what remains unpaid."""
        left = np.zeros(self.shape, np.int64)
        for area, goals in self.goals.items():
            for use, _, arc in goals:
                left[area, use] = self.net.left[arc]
        return left

    def tight(self) -> Flags:
        """Return (A,): the areas beyond the cut, if anything is missing."""
        tight = np.zeros(self.shape[0], bool)
        if self.missing().any():
            reached = self.net.reached(self.start)
            for area, goals in self.goals.items():
                tight[area] = not all(reached[node] for _, node, _ in goals)
        return tight

    def payments(self) -> list[tuple[int, int, int, int]]:
        """Return (pot, area, use, fen): what pots bring to a source's claim, dealt to its uses."""
        dealt = []
        for claim, ways in self.ways.items():
            uses = [[use, self.net.flow(arc)] for use, arc in self.uses[claim]]
            for pot, arc in ways:
                dealt += _deal(pot, claim[1], self.net.flow(arc), uses)
        return dealt


def _deal(
    pot: int, area: int, amount: int, uses: list[list[int]]
) -> list[tuple[int, int, int, int]]:
    """Spread a pot's payment over the uses that its source still has to pay."""
    dealt = []
    for entry in uses:
        part = min(amount, entry[1])
        if part:
            dealt.append((pot, area, entry[0], part))
            entry[1] -= part
            amount -= part
    return dealt
