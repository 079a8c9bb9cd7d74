"""What is chosen from, what is asked for, what limits it, and what comes out (S04, S05, S19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from linli.core.kernel.money import to_fen
from linli.core.kernel.text import Text

LATE_STRATUM = "late"


class Wish(StrEnum):
    """What was decided of a candidate before anything is solved."""

    FREE = "free"
    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project of the reserve that may be planned for the year.

    ``cost`` is yuan, ``need`` a whole weight; ``stratum`` the class of completion date (S18, S19).
    ``lacks`` says what still stands against it: where it says something, the project cannot be
    chosen, and unknown figures are 0. ``wish`` forces it in or keeps it out.
    """

    code: str
    name: str
    jurisdiction: str
    households: int
    cost: Decimal
    need: int
    stratum: str
    lacks: tuple[Text, ...] = ()
    wish: Wish = Wish.FREE

    @property
    def is_late(self) -> bool:
        """Tell whether it is of the late stratum and so counts against the year's share (S19)."""
        return self.stratum == LATE_STRATUM

    @property
    def fen(self) -> int:
        """Return the cost in whole fen."""
        return to_fen(self.cost)


@dataclass(frozen=True, slots=True)
class Task:
    """What a jurisdiction is asked to renovate in the year: projects and households (S05)."""

    jurisdiction: str
    name: Text
    projects: int
    households: int


class Basis(StrEnum):
    """In what the share of late-built compounds is counted (A04)."""

    PROJECTS = "projects"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Limits:
    """What no plan may exceed: money in yuan, and the late-built share of the year's task.

    Without a budget money is no limit. Without a share or its basis no late-built project may be
    chosen: the policy names no figure, so somebody has to set one first (S19, A04).
    """

    budget: Decimal | None = None
    late_share: Fraction | None = None
    late_basis: Basis | None = None

    @property
    def late_open(self) -> bool:
        """Tell whether the share of late-built compounds still has to be set."""
        return self.late_share is None or self.late_basis is None

    def late_allowance(self, tasks: tuple[Task, ...]) -> int:
        """Return how many late-built projects or households the tasks admit: share x task."""
        if self.late_share is None or self.late_basis is None:
            return 0
        return int(self.late_share * sum(getattr(task, self.late_basis) for task in tasks))

    def late_measure(self, candidate: Candidate) -> int:
        """Return what a candidate takes of that allowance."""
        if not candidate.is_late:
            return 0
        return 1 if self.late_basis is Basis.PROJECTS else candidate.households


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a plan departs from a task: planned less asked, in projects and in households."""

    projects: int
    households: int

    def __bool__(self) -> bool:
        return bool(self.projects or self.households)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is in or out, and what to do about it; ``details`` are its figures."""

    code: str
    message: Text
    next_step: Text
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """What one more yuan of budget would bring by the relaxed model.

    ``brings`` is ``need`` (more of it) or ``households`` (less deviation from the tasks, a project
    counted as the average project's households).
    """

    per_yuan: float
    brings: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen codes, with proof and reasons.

    ``departure`` is the weighted deviation from all tasks, ``least_departure`` the least possible;
    ``need`` is covered, ``most_need`` the most that could be at that departure. Equal pairs are
    proven best. ``price`` is that of the budget where it binds.
    """

    chosen: frozenset[str]
    deviations: Mapping[str, Deviation]
    departure: int
    least_departure: int
    need: int
    most_need: int
    price: Price | None = None
    reasons: Mapping[str, Reason] = field(default_factory=dict)

    @property
    def gap(self) -> Fraction:
        """Return the share by which tasks or need might be served better; 0 is proven best."""
        tasks = Fraction(self.departure - self.least_departure, max(1, self.departure))
        need = Fraction(self.most_need - self.need, max(1, self.most_need))
        return max(tasks, need)
