"""The prices of the shared rows, and what any prices prove.

At any prices the areas' bounds and the priced limits together bound every plan (Lagrange).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from linli.core.planning.areas.split import Split
from linli.core.planning.matrix import Floats


def proven(split: Split, prices: Floats, bounds: Sequence[float]) -> float:
    """Return what no plan can be worth more than, by the areas' bounds at these prices."""
    side = np.where(prices > 0, split.high, split.low)
    limits = float(np.sum(np.where(prices == 0, 0.0, prices * np.where(prices == 0, 0, side))))
    gain = split.whole.weight[split.own] - split.links.T @ prices
    ends = np.where(gain > 0, split.whole.upper[split.own], split.whole.lower[split.own])
    own = float(np.sum(np.where(gain == 0, 0.0, gain * np.where(gain == 0, 0, ends))))
    total = sum(bounds) + limits + own
    return inf if np.isnan(total) else total


def admitted(split: Split, prices: Floats) -> Floats:
    """Return prices nearby that prove something: none on a side without limit."""
    prices = prices.copy()
    prices[(prices > 0) & np.isinf(split.high)] = 0
    prices[(prices < 0) & np.isinf(split.low)] = 0
    links = split.links.tocsc()
    for column in range(len(split.own)):
        rows = links.indices[links.indptr[column] : links.indptr[column + 1]]
        values = links.data[links.indptr[column] : links.indptr[column + 1]]
        place = split.own[column]
        gain = split.whole.weight[place] - float(values @ prices[rows])
        if gain > 0 and np.isinf(split.whole.upper[place]):
            prices[rows[0]] += gain * (1 + 1e-12) / values[0]
    return prices
