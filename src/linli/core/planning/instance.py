"""A scenario as arrays: the same for a city and for a nation.

Sets and their sizes: Y years, A areas, R regions, I items (a candidate: a project alone or a
bundle), N projects, U uses, S sources, P pots, K rows of a count. Indices are positions in the
names' tuples; ``ANY`` (-1) stands for all. Money is whole fen, value and prices are whole points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linli.core.planning.scenario import Measure

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ANY: Final = -1
HARD: Final = -1
NO_LIMIT: Final = np.iinfo(np.int64).max
MEASURES: Final = tuple(Measure)
PARTS: Final = 10_000
"""Shares of sources are whole ten-thousandths."""


COUNTED: Final = ("tasks", "quota", "capacity", "finishing")
"""The families of an instance that are ``Counts``."""


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """K rows ``low <= what is chosen of a measure in a scope <= high``; each array is (K,).

    ``measure`` is a position in ``MEASURES``; the scope is ``area``, ``region`` and ``year``
    (``ANY``: all). ``below`` and ``above`` are the points that a unit outside costs; ``HARD``:
    none may be. ``low`` 0 and ``high`` ``NO_LIMIT`` ask for nothing.
    """

    measure: Ints
    low: Ints
    high: Ints
    below: Ints
    above: Ints
    area: Ints
    region: Ints
    year: Ints

    def __len__(self) -> int:
        return len(self.measure)


@dataclass(frozen=True, eq=False, slots=True)
class Purse:
    """The public money. A pot pays the areas of its owner in its year, for its source's uses.

    ``cost`` (I, Y, U) fen left to public money; ``permitted`` (S, U); ``share`` (S, A) most
    ten-thousandths that a source may pay of an area's cost in a year (``PARTS``: all);
    ``cover`` (S,) ten-thousandths of revenue asked for by a fen of the source (0: none);
    ``revenue`` (I, S) fen; ``pot_source``, ``pot_year``, ``pot_area``, ``pot_region``,
    ``pot_amount`` (P,).
    """

    uses: tuple[str, ...]
    sources: tuple[str, ...]
    cost: Ints
    permitted: Flags
    share: Ints
    cover: Ints
    revenue: Ints
    pot_source: Ints
    pot_year: Ints
    pot_area: Ints
    pot_region: Ints
    pot_amount: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Required:
    """At least one of ``items`` must be chosen in ``year`` (``ANY``: in any year)."""

    name: str
    items: Ints
    year: int


@dataclass(frozen=True, eq=False, slots=True)
class Instance:
    """Everything that the planner solves.

    ``item_area`` (I,); ``measures`` (I, len(MEASURES)); ``available`` (I, Y): may be chosen at
    all; ``value`` (I, Y) points; ``need`` (I,). Project ``member_project[m]`` belongs to item
    ``member_item[m]``; at most one item of a project is chosen, in one year. ``spend`` (I,) fen of
    public cost, for questions about money where money is no limit.
    """

    years: tuple[int, ...]
    areas: tuple[str, ...]
    regions: tuple[str, ...]
    area_region: Ints
    items: tuple[str, ...]
    item_area: Ints
    measures: Ints
    available: Flags
    value: Ints
    need: Ints
    spend: Ints
    projects: tuple[str, ...]
    member_item: Ints
    member_project: Ints
    tasks: Counts
    quota: Counts
    capacity: Counts
    finishing: Counts
    required: tuple[Required, ...]
    purse: Purse | None
    tasks_first: bool
