"""Tasks (soft), the quota of late-built (hard), capacity (hard), finishing (soft): all counts."""

from __future__ import annotations

import numpy as np

from linli.core.planning.constraints.rows import Rows, counted, measures
from linli.core.planning.instance import Counts, Instance
from linli.core.planning.matrix import Floats
from linli.core.planning.space import Space


def tasks(instance: Instance, space: Space) -> Rows:
    """Return what is asked of areas and years; too few and too many are slack (S04, S05)."""
    return counted("tasks", instance.tasks, instance, space)


def quota(instance: Instance, space: Space) -> Rows:
    """Return what late-built compounds may take of the tasks; the law knows no slack (S19)."""
    return counted("quota", instance.quota, instance, space)


def capacity(instance: Instance, space: Space) -> Rows:
    """Return floors and ceilings of what can be built."""
    return counted("capacity", instance.capacity, instance, space)


def finishing(instance: Instance, space: Space) -> Rows:
    """Return the early stock that should be done by the last year, with slack (S09)."""
    return counted("finishing", instance.finishing, instance, space)


def stock(counts: Counts, instance: Instance, space: Space) -> Floats:
    """Return (K,): what all choices in each row's scope come to."""
    row, _, measured = measures(counts, instance, space)
    most = np.zeros(len(counts))
    np.add.at(most, row, measured)
    return most
