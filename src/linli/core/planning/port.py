"""The port to a solver: a small linear model with named columns and rows, and its solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linli.core.planning.matrix import Floats, Model

Progress = Callable[[float], None]
"""Called with the share of the work done, 0 to 1."""


class Outcome(StrEnum):
    """How a solve ended: proven optimal, proven impossible, or out of time."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, slots=True)
class Column:
    """A variable from ``lower`` to ``upper`` (None: no limit); ``whole`` ones take no fractions."""

    name: str
    weight: float = 0
    lower: float = 0
    upper: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A weighted sum of columns that lies between ``low`` and ``high`` (None: no limit)."""

    name: str
    terms: Mapping[str, float]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Columns, rows, and whether the columns' weighted sum is to be largest or smallest."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    maximise: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver found.

    ``values`` by column name, empty where nothing was found; ``objective`` is their weighted sum;
    no solution can be better than ``bound``. ``prices`` by row name, of a relaxed model only:
    what the objective gains from one more unit of a row's limit. ``seconds`` of work spent.
    """

    outcome: Outcome
    values: Mapping[str, float]
    objective: float
    bound: float
    gap: float
    seconds: float
    prices: Mapping[str, float]


class Solver(Protocol):
    """A machine that solves linear models within a time, the same model always in the same way."""

    def solve(
        self,
        model: LinearModel,
        seconds: float,
        *,
        relaxed: bool = False,
        progress: Progress | None = None,
    ) -> Solution:
        """Solve a model; ``relaxed`` lets whole columns take fractions and prices the rows."""
        ...


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search, which proven gap is enough (0.001 = 0.1 %), and on how many threads."""

    seconds: float = 60.0
    gap: float = 0.0
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How a running solve stands: best so far (None: nothing yet), proven bound, gap, seconds."""

    best: float | None
    bound: float
    gap: float
    seconds: float


Watch = Callable[[Standing], bool]
"""Called now and then while a model is solved; what it returns says whether to stop."""


class Ending(StrEnum):
    """How a search ended. ``ENOUGH``: within the gap asked for, optimal where that is 0."""

    ENOUGH = "enough"
    INFEASIBLE = "infeasible"
    OUT_OF_TIME = "out_of_time"
    STOPPED = "stopped"


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a solver found: ``values`` (n,) or None, their objective, and the proven bound.

    Of a relaxed model also ``prices`` (m,): what the objective gains from one more unit of a
    row's limit, and ``reduced`` (n,): what one more unit of a column would gain.
    """

    ending: Ending
    values: Floats | None
    objective: float
    bound: float
    seconds: float
    prices: Floats
    reduced: Floats


class Engine(Protocol):
    """A machine that solves models of arrays, the same model always in the same way."""

    def optimise(
        self,
        model: Model,
        effort: Effort,
        *,
        relaxed: bool = False,
        start: Floats | None = None,
        watch: Watch | None = None,
    ) -> Answer:
        """Maximise a model; ``start`` (n,) is a known solution, ``relaxed`` takes fractions."""
        ...
