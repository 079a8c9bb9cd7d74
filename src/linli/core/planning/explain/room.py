"""What stands against adding one candidate to a plan that otherwise stays: exact, without a solver.

The money that is missing is found by the largest flow. Raising one pot by a fen lets at most one
fen more flow, so where raising a pot by what is missing suffices, no smaller raise does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from linli.core.kernel.money import from_fen
from linli.core.kernel.text import Text
from linli.core.planning.faults import counted
from linli.core.planning.instance import ANY, Counts, Instance, Ints
from linli.core.planning.names import capacity_name, pot_name, quota_name
from linli.core.planning.payments import YearNet, ceilings, earned, needed
from linli.core.planning.scenario import Scenario
from linli.core.planning.space import reach


@dataclass(frozen=True, slots=True)
class Blocker:
    """A limit that is too small by ``amount`` of its unit; ``row`` of ``family`` in the model.

    Of money, any one of ``pots`` raised by the amount suffices; none: no single pot does.
    """

    family: str
    row: int
    name: Text
    amount: Decimal
    unit: str
    pots: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A plan with a candidate added in a year: ``replaced`` are items of its own projects."""

    item: int
    year: int
    replaced: tuple[int, ...]
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class Room:
    """A plan that is paid, and what it leaves of every limit."""

    scenario: Scenario
    instance: Instance
    year_of: Ints

    def best_entry(self, item: int) -> Entry | None:
        """Return the year in which the least stands against an item; None: closed in all."""
        years, replaced = np.nonzero(self.instance.available[item])[0], self._replaced(item)
        year = min(
            years.tolist(), key=lambda each: self._burden(item, each, replaced), default=None
        )
        return None if year is None else self._entry(item, year, replaced)

    def _burden(self, item: int, year: int, replaced: Ints) -> tuple[int, int, int]:
        """Return how many limits stand against an item, the fen that are missing, its value."""
        missing = self._missing(item, year, replaced)
        limits = len(list(self._counts(item, year, replaced))) + (missing > 0)
        return limits, missing, -int(self.instance.value[item, year])

    def _entry(self, item: int, year: int, replaced: Ints) -> Entry:
        """Return what stands against an item in a year."""
        blockers = (*self._counts(item, year, replaced), *self._money(item, year, replaced))
        return Entry(item, year, tuple(replaced.tolist()), blockers)

    @cached_property
    def _members(self) -> csr_array:
        """Return (items, projects): which item holds which project."""
        own = self.instance
        ones = np.ones(len(own.member_item), bool)
        shape = (len(own.items), len(own.projects))
        return csr_array((ones, (own.member_item, own.member_project)), shape)

    @cached_property
    def _holders(self) -> csr_array:
        return csr_array(self._members.T)

    def _replaced(self, item: int) -> Ints:
        """Return the chosen items that hold any of an item's projects."""
        rivals = np.unique(self._holders[self._members[[item]].indices].indices)
        chosen: Ints = rivals[self.year_of[rivals] != ANY]
        return chosen

    def _over(self, family: str, item: int, year: int, replaced: Ints) -> list[tuple[int, int]]:
        """Return the rows of a hard count that would be exceeded, and by how much."""
        counts: Counts = getattr(self.instance, family)
        value = self._counted[family].copy()
        changes = [(item, year, 1), *((each, self.year_of[each], -1) for each in replaced)]
        for each, when, sign in changes:
            area = self.instance.item_area[each]
            region = self.instance.area_region[area]
            inside = (counts.area == ANY) | (counts.area == area)
            inside &= (counts.region == ANY) | (counts.region == region)
            inside &= (counts.year == ANY) | (counts.year == when)
            value[inside] += sign * self.instance.measures[each, counts.measure[inside]]
        over = value - counts.high
        return [(row, int(over[row])) for row in np.nonzero(over > 0)[0].tolist()]

    @cached_property
    def _counted(self) -> dict[str, Ints]:
        return {
            family: counted(getattr(self.instance, family), self.instance, self.year_of)
            for family in ("quota", "capacity")
        }

    def _counts(self, item: int, year: int, replaced: Ints) -> Iterator[Blocker]:
        """Yield the quota and the ceilings that would be exceeded."""
        scenario = self.scenario
        for row, over in self._over("quota", item, year, replaced):
            name = quota_name(scenario, self.instance, row)
            yield Blocker("quota", row, name, Decimal(over), str(scenario.quota.basis))
        for row, over in self._over("capacity", item, year, replaced):
            each = scenario.capacities[row]
            name = capacity_name(scenario, each, is_floor=False)
            yield Blocker("capacity", row, name, Decimal(over), str(each.measure))

    def _money(self, item: int, year: int, replaced: Ints) -> Iterator[Blocker]:
        """Yield the money that would be missing, with the pots of which any would help."""
        if missing := self._missing(item, year, replaced):
            assert self.scenario.money is not None  # noqa: S101 - then nothing is missing
            pots = self._enough(self._nets[year][0], int(self.instance.item_area[item]), missing)
            name = Text("资金", "money")
            if pots:
                name = pot_name(self.scenario, self.scenario.money.pots[pots[0]])
            row = pots[0] if pots else ANY
            yield Blocker("pots", row, name, from_fen(missing), "yuan", pots)

    def _missing(self, item: int, year: int, replaced: Ints) -> int:
        """Pay as much as can be with an item in, in the year's network; return what is missing."""
        purse = self.instance.purse
        if purse is None or self.scenario.money is None:
            return 0
        area = int(self.instance.item_area[item])
        out = replaced[self.year_of[replaced] == year]
        need, revenue = (each[area, year].copy() for each in self._due)
        need += purse.cost[item, year] - purse.cost[out, year].sum(axis=0)
        revenue += purse.revenue[item] - purse.revenue[out].sum(axis=0)
        place = np.array([area])
        net = self._nets[year][0]
        net.net.left = self._unpaid(area, year).copy()
        net.ask(area, need, ceilings(purse, place, need.sum(keepdims=True), revenue[None])[0])
        return int(need.sum()) - net.push()

    def _enough(self, net: YearNet, area: int, missing: int) -> tuple[int, ...]:
        """Return the pots of which any, raised by what is missing, would pay for it.

        Those that may pay in the area; if none of them, others for which these then make room.
        """
        own = {pot for source in net.claims[area] for pot, _ in net.ways[source, area]}
        for pots in (own, net.pots.keys() - own):
            if found := tuple(pot for pot in sorted(pots) if net.suffices(pot, missing)):
                return found
        return ()

    @cached_property
    def _due(self) -> tuple[Ints, Ints]:
        """Return what the plan costs (A, Y, U) and the revenue that it brings (A, Y, S)."""
        purse = self.instance.purse
        assert purse is not None  # noqa: S101 - only asked for with a purse
        found = needed(self.instance, purse, self.year_of)
        return found, earned(self.instance, purse, self.year_of)

    def _unpaid(self, area: int, year: int) -> list[int]:
        """Return what the arcs of a year carry where all areas but one are paid."""
        net, paid, unpaid = self._nets[year]
        if area not in unpaid:
            net.net.left = paid
            unpaid[area] = net.unpaid(area)
        return unpaid[area]

    @cached_property
    def _nets(self) -> list[tuple[YearNet, list[int], dict[int, list[int]]]]:
        """Return for each year its network, what its arcs carry, and that with an area unpaid."""
        purse = self.instance.purse
        assert purse is not None  # noqa: S101 - only asked for with a purse
        need, revenue = self._due
        areas, ways = np.arange(len(need)), reach(self.instance, purse)
        nets: list[tuple[YearNet, list[int], dict[int, list[int]]]] = []
        for year in range(need.shape[1]):
            most = ceilings(purse, areas, need[:, year].sum(axis=1), revenue[:, year])
            is_open = np.ones_like(need[:, year], bool)
            net = YearNet(purse, year, ways, need[:, year], most, is_open)
            net.push()
            nets.append((net, net.net.left, {}))
        return nets
