"""The port to a solver: models of arrays in, the best found and what is proven out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any, Final, Protocol

import numpy as np

from linli.core.planning.matrix import Floats, Model

Progress = Callable[[float], None]
"""Called with the share of the work done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search, which proven gap is enough (0.001 = 0.1 %), and on how many threads.

    ``branches`` ends a search after so many, in the same place on every machine; None: no matter.
    ``only_bound``: no time goes to finding plans.
    """

    seconds: float = 60.0
    gap: float = 0.0
    threads: int = 1
    branches: int | None = None
    only_bound: bool = False


USUAL: Final = Effort()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a running solve stands: best so far (None: nothing yet), proven bound, gap, seconds.

    ``aim`` is ``value`` (points, more is better) or ``tasks`` (departure, less is better).
    """

    best: float | None
    bound: float
    gap: float
    seconds: float
    aim: str = "value"

    @classmethod
    def of(cls, best: float | None, bound: float, seconds: float) -> Standing:
        """Return how a solve stands, the gap as a share of the bound; all of it without a plan."""
        gap = 1.0 if best is None else (bound - best) / max(1.0, abs(bound))
        return cls(best, bound, gap, seconds)


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


def nothing(ending: Ending, bound: float, seconds: float) -> Answer:
    """Return that no plan was found."""
    none = np.zeros(0)
    return Answer(ending, None, -inf, bound, seconds, none, none)


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
        """Maximise a model; ``relaxed`` takes fractions.

        ``start`` (n,) is a known solution; what it leaves open is NaN. A whole model with a column
        without end is a ValueError.
        """
        ...

    def raised(
        self, model: Model, limits: Sequence[tuple[int, float]], effort: Effort
    ) -> Iterator[Answer]:
        """Solve a relaxed model again for each (row, units more of its upper limit), one by one.

        Each starts where the last ended, so that a large model takes moments; ``effort`` is for
        each of them.
        """
        ...

    def each(
        self, work: Callable[[Any], Any], questions: Sequence[Any], *, threads: int
    ) -> list[Any]:
        """Do the same work on each question, side by side on so many threads; answers in order.

        Work and questions can be sent to another process.
        """
        ...
