"""An instance as one linear model: sets, columns, a file for each family of rows, the objective.

Only the choices are whole; money and slack follow from them. Built by vectors, so that a nation's
model takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csc_array

from linli.core.planning.constraints import counts, money
from linli.core.planning.constraints.departure import departure, slack_prices
from linli.core.planning.constraints.packing import packing
from linli.core.planning.constraints.required import required
from linli.core.planning.constraints.rows import Rows
from linli.core.planning.instance import HARD, Instance
from linli.core.planning.matrix import Blocks, Floats, Model
from linli.core.planning.space import CHOICE, FLOW, SOFT, Space, above, below


def formulate(instance: Instance, space: Space) -> Model:
    """Return the model of an instance over its columns (``Space.of``).

    Maximises the value of what is chosen, less the prices of what is missed. Where tasks come
    first their departures are no part of it: ``departure_weight`` is then maximised before.
    """
    families = list(_families(instance, space))
    rows = Blocks({each.family: len(each.low) for each in families})
    triplets = [(rows[each.family].start + each.row, each.column, each.value) for each in families]
    row, column, value = (np.concatenate(part) for part in zip(*triplets, strict=True))
    choice = space.columns[CHOICE]
    whole = np.zeros(len(space.columns), bool)
    whole[choice.slice] = True
    return Model(
        weight=value_weight(instance, space),
        lower=np.zeros(len(space.columns)),
        upper=_upper(instance, space),
        whole=whole,
        matrix=csc_array((value, (row, column)), shape=(len(rows), len(space.columns))),
        low=np.concatenate([each.low for each in families]),
        high=np.concatenate([each.high for each in families]),
        columns=space.columns,
        rows=rows,
    )


def _families(instance: Instance, space: Space) -> Iterator[Rows]:
    yield packing(instance, space)
    yield counts.tasks(instance, space)
    yield counts.quota(instance, space)
    yield counts.capacity(instance, space)
    yield counts.finishing(instance, space)
    yield required(instance, space)
    yield from money.money(instance, space)
    yield money.spend(instance, space)
    yield departure(instance, space)


def _upper(instance: Instance, space: Space) -> Floats:
    """Return what no plan passes: one choice, all that costs there, all that is asked or there."""
    upper = np.ones(len(space.columns))
    upper[space.columns[FLOW].slice] = money.most_paid(instance, space)
    for family in SOFT:
        asked = getattr(instance, family)
        stock = counts.stock(asked, instance, space)
        for block, price, most in (
            (below(family), asked.below, asked.low.clip(0)),
            (above(family), asked.above, stock),
        ):
            upper[space.columns[block].slice] = np.where(price == HARD, 0, most)
    return upper


def value_weight(instance: Instance, space: Space) -> Floats:
    """Return what each column adds to the value: choices their points, slack its price."""
    weight = np.zeros(len(space.columns))
    weight[space.columns[CHOICE].slice] = instance.value[space.item, space.year]
    for family in SOFT:
        if family != "tasks" or not instance.tasks_first:
            columns, prices = slack_prices(instance, space, family)
            weight[columns] = -np.maximum(prices, 0)
    return weight


def departure_weight(instance: Instance, space: Space) -> Floats:
    """Return the weight of the first aim where tasks come first: no departure from them."""
    weight = np.zeros(len(space.columns))
    columns, prices = slack_prices(instance, space, "tasks")
    weight[columns] = -np.maximum(prices, 0)
    return weight
