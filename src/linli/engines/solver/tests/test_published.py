"""Knapsacks of several dimensions in the published form (OR-Library, mknap1), to their optima.

``knapsacks.txt`` holds two of our own; ``LINLI_KNAPSACKS`` names a folder of published files.
"""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from scipy.sparse import csc_array

from linli.core.planning.matrix import Blocks, Model
from linli.core.planning.port import Effort
from linli.engines.solver.highs import Highs

OWN = Path(__file__).parent / "knapsacks.txt"
FOLDER = os.environ.get("LINLI_KNAPSACKS")
PUBLISHED = sorted(Path(FOLDER).glob("*.txt")) if FOLDER else []


class Knapsack(NamedTuple):
    """Profits (n,), weights (m, n), capacities (m,), and the optimum; 0: not known."""

    profit: np.ndarray
    weight: np.ndarray
    capacity: np.ndarray
    optimum: float

    def model(self) -> Model:
        rows, columns = self.weight.shape
        return Model(
            weight=self.profit,
            lower=np.zeros(columns),
            upper=np.ones(columns),
            whole=np.ones(columns, bool),
            matrix=csc_array(self.weight),
            low=np.full(rows, -np.inf),
            high=self.capacity,
            columns=Blocks({"take": columns}),
            rows=Blocks({"capacity": rows}),
        )


def knapsacks(path: Path) -> Iterator[Knapsack]:
    """Read a count, then each: n m optimum, n profits, m rows of n weights, m capacities."""
    numbers = iter(path.read_text().split())

    def take(count: int) -> np.ndarray:
        return np.array([float(next(numbers)) for _ in range(count)])

    for _ in range(int(next(numbers))):
        columns, rows = int(next(numbers)), int(next(numbers))
        optimum = float(next(numbers))
        profit, weight = take(columns), take(rows * columns).reshape(rows, columns)
        yield Knapsack(profit, weight, take(rows), optimum)


def solved(each: Knapsack) -> float:
    return Highs().optimise(each.model(), Effort(300.0)).objective


@pytest.mark.parametrize("each", list(knapsacks(OWN)))
def test_own_knapsacks_are_solved_to_what_counting_finds(each):
    plans = np.array(list(product((0, 1), repeat=len(each.profit))))
    fits = (plans @ each.weight.T <= each.capacity).all(axis=1)
    assert (plans[fits] @ each.profit).max() == each.optimum
    assert solved(each) == pytest.approx(each.optimum)


@pytest.mark.slow
@pytest.mark.skipif(not PUBLISHED, reason="LINLI_KNAPSACKS names no folder of published knapsacks")
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_published_knapsacks_are_solved_to_their_known_optima(path):
    for each in knapsacks(path):
        if each.optimum:
            assert solved(each) == pytest.approx(each.optimum)
