"""A linear model as arrays, its columns and rows named by blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Columns or rows of one family: ``size`` of them from position ``start``."""

    family: str
    start: int
    size: int

    @property
    def slice(self) -> slice:
        """Return the positions as a slice."""
        return slice(self.start, self.start + self.size)


class Blocks:
    """The families in order, each with its place.

    >>> rows = Blocks({"packing": 3, "tasks": 2})
    >>> rows["tasks"].slice, rows.name(4), len(rows)
    (slice(3, 5, None), ('tasks', 1), 5)
    """

    def __init__(self, sizes: dict[str, int]) -> None:
        starts = np.cumsum([0, *sizes.values()]).tolist()
        self._blocks = {
            family: Block(family, start, size)
            for (family, size), start in zip(sizes.items(), starts[:-1], strict=True)
        }
        self._size = starts[-1]

    def __getitem__(self, family: str) -> Block:
        return self._blocks[family]

    def __contains__(self, family: str) -> bool:
        return family in self._blocks

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks.values())

    def __len__(self) -> int:
        return int(self._size)

    def name(self, position: int) -> tuple[str, int]:
        """Return the family of a position and the number within it."""
        for block in self._blocks.values():
            if position < block.start + block.size:
                return block.family, position - block.start
        raise IndexError(position)


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """Maximise ``weight @ x`` with ``low <= matrix @ x <= high`` and ``lower <= x <= upper``.

    n columns, m rows; ``whole`` (n,) marks those that take no fractions. Where any is whole,
    ``upper`` is finite.
    """

    weight: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    matrix: csc_array
    low: Floats
    high: Floats
    columns: Blocks
    rows: Blocks

    def holding(self, columns: NDArray[np.int64], values: Floats) -> Model:
        """Return the model with some columns held at values, one for each."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns] = upper[columns] = values
        return replace(self, lower=lower, upper=upper)
