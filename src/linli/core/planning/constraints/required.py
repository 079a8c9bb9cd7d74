"""What was decided beforehand is chosen: must-have and fixed past choices."""

from __future__ import annotations

import numpy as np

from linli.core.planning.constraints.rows import Rows, stacked
from linli.core.planning.instance import ANY, Instance
from linli.core.planning.space import CHOICE, Space


def required(instance: Instance, space: Space) -> Rows:
    """Return one row a decision: at least one of its items in its year."""
    none = np.zeros(0, np.int64)
    parts = [(none, none, np.zeros(0))]
    for number, each in enumerate(instance.required):
        in_year = (space.year == each.year) | (each.year == ANY)
        cells = np.nonzero(np.isin(space.item, each.items) & in_year)[0]
        column = space.columns[CHOICE].start + cells
        parts.append((np.full(len(cells), number), column, np.ones(len(cells))))
    count = len(instance.required)
    return stacked("required", parts, np.ones(count), np.full(count, np.inf))
