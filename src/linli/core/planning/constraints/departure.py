"""How far a plan departs from its tasks in all, in weighted units (S04)."""

from __future__ import annotations

import numpy as np

from linli.core.planning.constraints.rows import Rows, stacked
from linli.core.planning.instance import Instance, Ints
from linli.core.planning.space import Space, above, below


def departure(instance: Instance, space: Space) -> Rows:
    """Return the sum of all departures, without a limit until the tasks have been served."""
    column, price = slack_prices(instance, space, "tasks")
    row = np.zeros(len(column), np.int64)
    return stacked("departure", [(row, column, price)], np.full(1, -np.inf), np.full(1, np.inf))


def slack_prices(instance: Instance, space: Space, family: str) -> tuple[Ints, Ints]:
    """Return the slack columns of a soft family and the price of a unit of each."""
    counts = getattr(instance, family)
    blocks = (space.columns[below(family)], space.columns[above(family)])
    columns = np.concatenate([block.start + np.arange(block.size) for block in blocks])
    return columns, np.concatenate([counts.below, counts.above])
