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

from linli.core.kernel.money import from_fen
from linli.core.kernel.text import Text
from linli.core.planning.faults import outside
from linli.core.planning.instance import ANY, Instance, Ints
from linli.core.planning.names import capacity_name, pot_name, quota_name
from linli.core.planning.payments import YearNet, ceilings, needed
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
    year_of: Ints
    replaced: tuple[int, ...]
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class Room:
    """A plan, and what it leaves of every limit."""

    scenario: Scenario
    instance: Instance
    year_of: Ints

    @cached_property
    def _ways(self) -> tuple[Ints, Ints]:
        purse = self.instance.purse
        assert purse is not None  # noqa: S101 - only asked for with a purse
        return reach(self.instance, purse)

    def best_entry(self, item: int) -> Entry | None:
        """Return the year in which the least stands against an item; None: closed in all."""
        years = np.nonzero(self.instance.available[item])[0].tolist()
        entries = [self.entry(item, year) for year in years]
        return min(entries, key=self._burden, default=None)

    def _burden(self, entry: Entry) -> tuple[int, Decimal, int]:
        money = sum((each.amount for each in entry.blockers if each.unit == "yuan"), Decimal(0))
        return len(entry.blockers), money, -int(self.instance.value[entry.item, entry.year])

    def entry(self, item: int, year: int) -> Entry:
        """Return what stands against an item in a year."""
        instance = self.instance
        own = instance.member_project[instance.member_item == item]
        rivals = np.unique(instance.member_item[np.isin(instance.member_project, own)])
        replaced = rivals[self.year_of[rivals] != ANY]
        year_of = self.year_of.copy()
        year_of[replaced] = ANY
        year_of[item] = year
        blockers = (*self._counts(year_of), *self._money(year_of, year))
        return Entry(item, year, year_of, tuple(replaced.tolist()), blockers)

    def _counts(self, year_of: Ints) -> Iterator[Blocker]:
        """Yield the quota and the ceilings that would be exceeded."""
        scenario, instance = self.scenario, self.instance
        _, over = outside(instance.quota, instance, year_of)
        for row in np.nonzero(over)[0].tolist():
            name = quota_name(scenario, instance, row)
            yield Blocker("quota", row, name, Decimal(int(over[row])), str(scenario.quota.basis))
        _, over = outside(instance.capacity, instance, year_of)
        for row in np.nonzero(over)[0].tolist():
            each = scenario.capacities[row]
            name = capacity_name(scenario, each, is_floor=False)
            amount = Decimal(int(over[row]))
            yield Blocker("capacity", row, name, amount, str(each.measure))

    def _money(self, year_of: Ints, year: int) -> Iterator[Blocker]:
        """Yield the money that would be missing, with the pots of which any would help."""
        instance, purse = self.instance, self.instance.purse
        if purse is None or self.scenario.money is None:
            return
        need = needed(instance, purse, year_of)[:, year]
        most = ceilings(instance, purse, year_of)[:, :, year]
        net = YearNet(purse, year, self._ways, need, most)
        net.push()
        if missing := int(net.missing().sum()):
            pots = tuple(pot for pot in sorted(net.pots) if net.suffices(pot, missing))
            name = Text("资金", "money")
            if pots:
                name = pot_name(self.scenario, self.scenario.money.pots[pots[0]])
            row = pots[0] if pots else ANY
            yield Blocker("pots", row, name, from_fen(missing), "yuan", pots)
