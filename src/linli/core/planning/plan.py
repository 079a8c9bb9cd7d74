"""What the planner gives back: the plan with its proof, and why it is as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from linli.core.kernel.text import Text
from linli.core.planning.scenario import Task


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a plan serves a task: what is planned against what was asked."""

    task: Task
    projects: int
    households: int

    @property
    def more_projects(self) -> int:
        """Return planned less asked projects; 0 where none were asked for."""
        return 0 if self.task.projects is None else self.projects - self.task.projects

    @property
    def more_households(self) -> int:
        """Return planned less asked households; 0 where none were asked for."""
        return 0 if self.task.households is None else self.households - self.task.households

    @property
    def is_met(self) -> bool:
        """Tell whether the task is met exactly."""
        return not (self.more_projects or self.more_households)


@dataclass(frozen=True, slots=True)
class Payment:
    """Yuan from a source's pots of a year for a use in an area: one way to pay for the plan."""

    source: str
    year: int
    area: str
    use: str
    amount: Decimal
    pot: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What was reached against what is proven possible at the best.

    ``departure`` is the weighted departure from the tasks; ``value`` is points. Where tasks do not
    come first departures are part of the value, and both departures are 0.
    """

    departure: int
    least_departure: int
    value: int
    most_value: int

    @property
    def gap(self) -> Fraction:
        """Return the share by which tasks or value might be better; 0 is proven best."""
        tasks = Fraction(self.departure - self.least_departure, max(1, self.departure))
        value = Fraction(self.most_value - self.value, max(1, abs(self.most_value)))
        return max(tasks, value)


@dataclass(frozen=True, slots=True)
class Plan:
    """Candidates' codes with their years, verified in exact numbers.

    ``need`` and ``households`` are those of the chosen; ``unfinished`` by area the households of
    the early stock that the finishing asked for and the plan leaves (S09). ``stopped`` tells that
    the search ended before its proof; what stands is then the best found.
    """

    chosen: Mapping[str, int]
    standings: tuple[Standing, ...]
    payments: tuple[Payment, ...]
    proof: Proof
    need: int
    households: int
    unfinished: Mapping[str, int] = field(default_factory=dict)
    stopped: bool = False
    seconds: float = 0.0

    def of_year(self, year: int) -> frozenset[str]:
        """Return the codes chosen for a year."""
        return frozenset(code for code, each in self.chosen.items() if each == year)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is in or out, and what to do about it; ``details`` are its figures."""

    code: str
    message: Text
    next_step: Text
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """What one more unit of a limit would bring by the relaxed model (fractions of projects).

    ``row`` of ``family`` is the limit, ``name`` says it; ``unit`` is ``yuan``, ``projects`` or
    ``households``. ``per_unit`` is the dual; ``gain`` and ``households`` were found by solving
    again with ``step`` units more. ``brings`` is ``value`` (points of need) or ``departure``
    (nearer to the tasks, in weighted units).
    """

    family: str
    row: int
    name: Text
    unit: str
    per_unit: float
    brings: str
    step: Decimal
    gain: float
    households: float
    message: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason for every candidate, by code, and the price of every limit that binds."""

    reasons: Mapping[str, Reason]
    limits: tuple[LimitPrice, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """One wish moved as little as lets the others stand; ``amount`` is its unit's (None: drop)."""

    wish: Text
    message: Text
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Clash:
    """The smallest set of wishes that cannot stand together, by name, and the cheapest ways out.

    ``ways_out`` names only ways that were solved again and lead to a plan.
    """

    wishes: tuple[Text, ...]
    ways_out: tuple[WayOut, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A plan of a frontier, at a limit of public money (yuan) or of the pledged share.

    ``at`` is that limit; ``spent`` is the public money that the plan takes.
    """

    at: Decimal | Fraction
    spent: Decimal
    households: int
    need: int
    gap: Fraction
    chosen: Mapping[str, int]
