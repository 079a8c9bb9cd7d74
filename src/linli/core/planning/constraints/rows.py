"""Rows of one family, as triplets over the model's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linli.core.planning.instance import ANY, NO_LIMIT, Counts, Flags, Instance, Ints
from linli.core.planning.matrix import Floats
from linli.core.planning.space import CHOICE, SOFT, Space, above, below


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """``low <= sum of value at (row, column) <= high``; ``low`` and ``high`` are (k,)."""

    family: str
    row: Ints
    column: Ints
    value: Floats
    low: Floats
    high: Floats


def stacked(
    family: str, parts: Sequence[tuple[Ints, Ints, Ints | Floats]], low: Floats, high: Floats
) -> Rows:
    """Return rows made of several sets of triplets; zeros are left out."""
    row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    kept = value != 0
    return Rows(family, row[kept], column[kept], value[kept].astype(float), low, high)


def counted(family: str, counts: Counts, instance: Instance, space: Space) -> Rows:
    """Return the rows of a count; those of a soft family have slack."""
    row, cell, measured = measures(counts, instance, space)
    choice = space.columns[CHOICE].start + cell
    low = np.where(counts.low > 0, counts.low, -np.inf)
    high = np.where(counts.high == NO_LIMIT, np.inf, counts.high.astype(float))
    if family not in SOFT:
        return stacked(family, [(row, choice, measured)], low, high)
    each = np.arange(len(counts))
    capped = np.nonzero((counts.above != 0) & (counts.high != NO_LIMIT))[0]
    ceiling = np.full(len(counts), ANY)
    ceiling[capped] = len(counts) + np.arange(len(capped))
    is_capped = ceiling[row] != ANY
    # Floor and ceiling are two rows: of an equation with slack on both sides HiGHS 1.15.1 proves
    # wrong optima. In its floor a choice counts at most what is asked for, which changes no plan:
    # fractions of a large bundle no longer pass for all of it.
    parts: list[tuple[Ints, Ints, Ints | Floats]] = [
        (row, choice, np.minimum(measured, counts.low[row])),
        (each, space.columns[below(family)].start + each, np.ones(len(counts))),
        (ceiling[row[is_capped]], choice[is_capped], measured[is_capped]),
        (ceiling[capped], space.columns[above(family)].start + capped, -np.ones(len(capped))),
    ]
    no_low, no_high = np.full(len(capped), -np.inf), np.full(len(counts), np.inf)
    return stacked(
        family, parts, np.concatenate([low, no_low]), np.concatenate([no_high, high[capped]])
    )


def measures(counts: Counts, instance: Instance, space: Space) -> tuple[Ints, Ints, Ints]:
    """Return triplets (row, cell, measure): what each choice adds to each count."""
    row, cell = matches(counts, instance, space.item, space.year)
    return row, cell, instance.measures[space.item[cell], counts.measure[row]]


def matches(counts: Counts, instance: Instance, item: Ints, year: Ints) -> tuple[Ints, Ints]:
    """Return pairs (row, cell) where a choice of ``item`` in ``year`` lies in a row's scope."""
    area = instance.item_area[item]
    cells = np.stack([area, instance.area_region[area], year], axis=1)
    scopes = np.stack([counts.area, counts.region, counts.year], axis=1)
    found = [
        _joined(scopes, cells, np.array(pattern))
        for pattern in np.unique(scopes != ANY, axis=0).tolist()
    ]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([row for row, _ in found]), np.concatenate([cell for _, cell in found])


def _joined(scopes: Ints, cells: Ints, named: Flags) -> tuple[Ints, Ints]:
    """Join the rows that name just these parts of a scope to the cells, by those parts."""
    rows = np.nonzero(((scopes != ANY) == named).all(axis=1))[0]
    widths = 1 + np.max(cells, axis=0, initial=0) if len(cells) else np.ones(3, np.int64)
    widths = np.maximum(widths, 1 + scopes.max(axis=0))
    factors = named * np.array([widths[1] * widths[2], widths[2], 1])
    wanted = scopes[rows] @ factors
    order = np.argsort(wanted, kind="stable")
    keys = cells @ factors
    first = np.searchsorted(wanted[order], keys, "left")
    count = np.searchsorted(wanted[order], keys, "right") - first
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return rows[order[np.repeat(first, count) + within]], np.repeat(np.arange(len(cells)), count)
