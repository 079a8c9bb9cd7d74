"""A model taken apart: a part for each area, and the rows that areas share.

A row whose columns lie in one area belongs to it; every other row is shared, and a column of no
area (what is missing of a task asked of all) stands beside the shared rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from linli.core.planning.instance import ANY, Flags, Instance, Ints
from linli.core.planning.matrix import Blocks, Floats, Model
from linli.core.planning.space import CHOICE, FLOW, SOFT, Space, above, below


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """An area's model; ``columns`` (n,) are its columns in the whole.

    Its columns take ``links`` (len(linked), n) of the shared rows ``linked``. What a plan fixes of
    it, its choices and what is missing of its tasks, loads the mixture's rows ``loaded`` by
    ``loads`` (len(loaded), n) and is worth ``fixed_weight`` (n,); money is left to the mixture.
    ``fixed`` are its rows without money, ``soft`` those of them where column ``slack`` (one each)
    takes what is missed.
    """

    area: int
    model: Model
    columns: Ints
    linked: Ints
    links: csr_array
    loaded: Ints
    loads: csr_array
    fixed_weight: Floats
    fixed: Ints
    soft: Ints
    slack: Ints

    def within(self, low: Floats, high: Floats) -> Part:
        """Return the part when it must keep its use of the shared rows linked within limits."""
        rows = Blocks({CHOICE: len(self.model.low) + len(low)})
        return replace(
            self,
            model=replace(
                self.model,
                matrix=csc_array(vstack([self.model.matrix, self.links])),
                low=np.concatenate([self.model.low, low]),
                high=np.concatenate([self.model.high, high]),
                rows=rows,
            ),
        )

    def priced(self, prices: Floats) -> Model:
        """Return the area's model when a unit of shared row k costs ``prices[k]``."""
        weight = self.model.weight - self.links.T @ prices[self.linked]
        return replace(self.model, weight=weight)


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """The parts in the order of the areas, and what they share.

    The mixture's ``rows`` are the ``shared`` ones first, then those by which areas pay; ``free``
    are its columns: that money, and the columns of no area ``own``, which take ``links``
    (shared, len(own)) of the shared rows.
    """

    whole: Model
    parts: tuple[Part, ...]
    shared: int
    rows: Ints
    free: Ints
    own: Ints
    links: csr_array

    @property
    def low(self) -> Floats:
        """Return the floors of the shared rows."""
        return self.whole.low[self.rows[: self.shared]]

    @property
    def high(self) -> Floats:
        """Return the ceilings of the shared rows."""
        return self.whole.high[self.rows[: self.shared]]


def split(instance: Instance, space: Space, model: Model) -> Split:
    """Take a model apart by area."""
    owner = _owners(instance, space)
    first, last = _owners_of_rows(model, owner)
    is_empty, is_broken = last < ANY, (model.low > 0) | (model.high < 0)
    is_limited = np.where(is_empty, is_broken, np.isfinite(model.low) | np.isfinite(model.high))
    is_own = (first == last) & (first != ANY)
    shared = np.nonzero(is_limited & ~is_own)[0]
    free = owner == ANY
    free[space.columns[FLOW].slice] = True
    is_paying = is_limited & is_own & (abs(model.matrix) @ free.astype(float) > 0)
    rows = np.concatenate([shared, np.nonzero(is_paying)[0]])
    is_soft = np.zeros(len(model.low), bool)
    for family in SOFT:
        is_soft[model.rows[family].slice] = True
    areas = len(instance.areas)
    columns = _groups(owner, areas)
    own_rows = _groups(np.where(is_limited & is_own, first, areas), areas)
    matrix, links, loads = csr_array(model.matrix), model.matrix[shared], model.matrix[rows]
    parts = tuple(
        _part(model, area, columns[area], own_rows[area], (matrix, links, loads), free, is_soft)
        for area in range(areas)
        if len(columns[area])
    )
    own = np.nonzero(owner == ANY)[0]
    return Split(
        model, parts, len(shared), rows, np.nonzero(free)[0], own, csr_array(links[:, own])
    )


def _groups(owner: Ints, areas: int) -> list[Ints]:
    """Return by area the places that it owns."""
    order = np.argsort(owner, kind="stable")
    at = np.searchsorted(owner[order], np.arange(areas + 1))
    return [order[at[area] : at[area + 1]] for area in range(areas)]


def _owners(instance: Instance, space: Space) -> Ints:
    """Return (n,) the area of each column, ``ANY`` for those of none."""
    owner = np.full(len(space.columns), ANY)
    owner[space.columns[CHOICE].slice] = instance.item_area[space.item]
    owner[space.columns[FLOW].slice] = space.area
    for family in SOFT:
        for block in (below(family), above(family)):
            owner[space.columns[block].slice] = getattr(instance, family).area
    return owner


def _owners_of_rows(model: Model, owner: Ints) -> tuple[Ints, Ints]:
    """Return (m,) twice: the least and the greatest area among a row's columns."""
    least = np.full(len(model.low), len(model.weight))
    most = np.full(len(model.low), ANY - 1)
    by_entry = np.repeat(owner, np.diff(model.matrix.indptr))
    np.minimum.at(least, model.matrix.indices, by_entry)
    np.maximum.at(most, model.matrix.indices, by_entry)
    return least, most


def _part(
    model: Model,
    area: int,
    columns: Ints,
    rows: Ints,
    matrices: tuple[csr_array, csc_array, csc_array],
    free: Flags,
    is_soft: Flags,
) -> Part:
    """Return an area's part; ``matrices`` are the whole's, its shared rows', the mixture's."""
    matrix, links, loads = matrices[0][rows], matrices[1][:, columns], matrices[2][:, columns]
    is_fixed = ~free[columns]
    linked, loaded = np.unique(links.indices), np.unique(loads.indices)
    fixed = np.nonzero(abs(matrix[:, columns]) @ (~is_fixed).astype(float) == 0)[0]
    soft = fixed[is_soft[rows[fixed]]]
    amounts = csr_array(matrix[soft][:, columns[~model.whole[columns]]])
    slack = np.nonzero(~model.whole[columns])[0][amounts.indices]
    return Part(
        area,
        Model(
            weight=model.weight[columns],
            lower=model.lower[columns],
            upper=model.upper[columns],
            whole=model.whole[columns],
            matrix=csc_array(matrix[:, columns]),
            low=model.low[rows],
            high=model.high[rows],
            columns=Blocks({CHOICE: len(columns)}),
            rows=Blocks({CHOICE: len(rows)}),
        ),
        columns,
        linked,
        csr_array(csr_array(links)[linked]),
        loaded,
        csr_array(csr_array(loads)[loaded] * is_fixed),
        model.weight[columns] * is_fixed,
        fixed,
        soft,
        slack,
    )
