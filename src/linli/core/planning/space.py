"""The columns of the model: which item in which year, which pot for which use where, slack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linli.core.planning.instance import ANY, Flags, Instance, Ints, Purse
from linli.core.planning.matrix import Blocks, Floats

CHOICE, FLOW = "choice", "flow"
SOFT = ("tasks", "finishing")


def below(family: str) -> str:
    """Return the block of what is missing under a family's rows."""
    return f"{family}_below"


def above(family: str) -> str:
    """Return the block of what is too much over a family's rows."""
    return f"{family}_above"


@dataclass(frozen=True, eq=False, slots=True)
class Space:
    """Columns by block, with the sets behind them.

    Column k of ``choice`` takes ``item[k]`` in ``year[k]``; column k of ``flow`` pays from
    ``pot[k]`` for ``use[k]`` in ``area[k]``.
    """

    columns: Blocks
    item: Ints
    year: Ints
    pot: Ints
    area: Ints
    use: Ints

    @classmethod
    def of(cls, instance: Instance) -> Space:
        """Return the columns that an instance needs."""
        item, year = np.nonzero(instance.available)
        pot, area, use = _flows(instance)
        sizes = {CHOICE: len(item), FLOW: len(pot)}
        for family in SOFT:
            rows = len(getattr(instance, family))
            sizes |= {below(family): rows, above(family): rows}
        return cls(Blocks(sizes), item, year, pot, area, use)

    def years_of(self, instance: Instance, values: Floats) -> Ints:
        """Return (I,) the years of a solution's choices; ``ANY``: not chosen."""
        year_of = np.full(len(instance.items), ANY)
        taken = values[self.columns[CHOICE].slice] > 0.5  # noqa: PLR2004 - whole, but for noise
        year_of[self.item[taken]] = self.year[taken]
        return year_of


def _flows(instance: Instance) -> tuple[Ints, Ints, Ints]:
    """Return every way to pay: pot, area and use, where something could cost anything."""
    purse = instance.purse
    if purse is None:
        none = np.zeros(0, np.int64)
        return none, none, none
    pot, area = reach(instance, purse)
    wanted = _wanted(instance, purse)[area, purse.pot_year[pot]]
    way, use = np.nonzero(wanted & purse.permitted[purse.pot_source[pot]])
    return pot[way], area[way], use


def reach(instance: Instance, purse: Purse) -> tuple[Ints, Ints]:
    """Return pairs of a pot and an area that it may pay, by pot."""
    areas = np.arange(len(instance.areas))
    own = (purse.pot_area[:, None] == ANY) | (purse.pot_area[:, None] == areas)
    region = purse.pot_region[:, None]
    pot, area = np.nonzero(own & ((region == ANY) | (region == instance.area_region)))
    return pot, area


def _wanted(instance: Instance, purse: Purse) -> Flags:
    """Return (A, Y, U): whether an item that may be chosen costs anything there."""
    wanted = np.zeros((len(instance.areas), len(instance.years), len(purse.uses)), bool)
    item, year = np.nonzero(instance.available)
    np.logical_or.at(wanted, (instance.item_area[item], year), purse.cost[item, year] > 0)
    return wanted
