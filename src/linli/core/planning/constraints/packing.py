"""At most one item of a project is chosen, in one year: alone or in one bundle (S75)."""

from __future__ import annotations

import numpy as np

from linli.core.planning.constraints.rows import Rows, stacked
from linli.core.planning.instance import Instance
from linli.core.planning.space import CHOICE, Space


def packing(instance: Instance, space: Space) -> Rows:
    """Return one row a project."""
    order = np.argsort(instance.member_item, kind="stable")
    items = instance.member_item[order]
    first = np.searchsorted(items, space.item, "left")
    count = np.searchsorted(items, space.item, "right") - first
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    row = instance.member_project[order[np.repeat(first, count) + within]]
    column = space.columns[CHOICE].start + np.repeat(np.arange(len(space.item)), count)
    projects = len(instance.projects)
    once, none = np.ones(projects), np.full(projects, -np.inf)
    return stacked("packing", [(row, column, np.ones(len(row)))], none, once)
