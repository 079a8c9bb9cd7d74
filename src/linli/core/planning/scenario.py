"""What is planned: candidates, tasks, money and limits of one to five years, by their names.

A room gives these values; ``assemble`` turns them into arrays. Money is Decimal yuan, years are
calendar years, and prices are points: need x weight of the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from linli.core.kernel.text import Text

LATE_STRATUM = "late"


class Measure(StrEnum):
    """In what plans are counted; ``EARLY`` is households of the stock built by 2000 (S09).

    ``LATE`` is what late-built candidates take of their quota, in the quota's own basis (S19).
    """

    PROJECTS = "projects"
    HOUSEHOLDS = "households"
    EARLY = "early"
    LATE = "late"


class Basis(StrEnum):
    """In what the share of late-built compounds is counted (A04)."""

    PROJECTS = "projects"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Area:
    """A jurisdiction; areas of one ``region`` share the region's money.

    ``stock`` is the households built by 2000 that still have to be renovated (S09).
    """

    code: str
    name: Text
    region: str = ""
    stock: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project, or a bundle of projects (``members``), that may be planned (S14, S75).

    ``costs`` is by use what public money has to pay after all pledges, ``pledged`` what residents
    and enterprises bring, ``revenue`` by source what repays it (S81). ``lacks`` stands against it
    in every year, ``waits`` before the year in which it ``opens``. ``need`` is a whole weight.
    """

    code: str
    name: str
    area: str
    households: int
    need: int
    costs: Mapping[str, Decimal]
    pledged: Decimal = Decimal(0)
    revenue: Mapping[str, Decimal] = field(default_factory=dict)
    stratum: str = ""
    members: tuple[str, ...] = ()
    lacks: tuple[Text, ...] = ()
    opens: int | None = None
    waits: tuple[Text, ...] = ()

    @property
    def is_late(self) -> bool:
        """Tell whether it counts against the quota of late-built compounds (S19)."""
        return self.stratum == LATE_STRATUM

    @property
    def projects(self) -> tuple[str, ...]:
        """Return the codes of the projects that it renovates: its own, or its members'."""
        return self.members or (self.code,)

    @property
    def cost(self) -> Decimal:
        """Return the yuan that public money has to pay."""
        return sum(self.costs.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of an area (None: of all) in a year (None: in all years together) (S04, S05).

    A measure that is None is not asked for. Too few and too many both depart from a task.
    """

    projects: int | None
    households: int | None
    year: int | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class TaskPrices:
    """What a project or household too few or too many costs, in points; 0 lets it pass.

    Used only where tasks do not come first: then departures are weighed against need.
    """

    project_below: int
    household_below: int
    project_above: int = 0
    household_above: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where public money comes from, and the uses that it may pay for (S68-S81).

    ``share``: at most this part of what an area needs in a year. ``cover``: how much revenue of
    the chosen projects each yuan must be backed by; None: none. Both to four decimals.
    """

    code: str
    name: Text
    uses: frozenset[str]
    share: Fraction | None = None
    cover: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Pot:
    """Money of a source in a year, for one area, for the areas of a region, or for all."""

    source: str
    year: int
    amount: Decimal
    area: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """Uses by code with their names, sources, and pots. What no pot holds cannot be spent."""

    uses: Mapping[str, Text]
    sources: tuple[Source, ...]
    pots: tuple[Pot, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """The part of each year's tasks that late-built compounds may take (S19, A04).

    The policy names no figure: without share or basis no late-built candidate may be chosen.
    """

    share: Fraction | None = None
    basis: Basis | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the quota still has to be set."""
        return self.share is None or self.basis is None


@dataclass(frozen=True, slots=True)
class Capacity:
    """A hard floor or ceiling of a measure in an area (None: all) and a year (None: all)."""

    name: Text
    measure: Measure
    low: int | None = None
    high: int | None = None
    area: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """The share of the cost that residents and enterprises should bring (S70: 20 %).

    As a guide line each household of a candidate below it costs ``price`` points; as a ``floor``
    such a candidate cannot be chosen. Exactly the share passes.
    """

    share: Fraction
    price: int = 0
    floor: bool = False


@dataclass(frozen=True, slots=True)
class Finishing:
    """This part of each area's early stock should be done by the last year (S09), else a price.

    ``price`` is points for each household that is not.
    """

    share: Fraction
    price: int


class WishKind(StrEnum):
    """What was decided before anything is solved; ``FIXED`` is a past choice, ready or not."""

    MUST = "must"
    NEVER = "never"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision on a candidate's or a member's code, in one year or (None) in any."""

    kind: WishKind
    code: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Stability:
    """A plan that stands, project code -> year, and the points that each change of it costs."""

    plan: Mapping[str, int]
    price: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """All that a plan is made from.

    ``money`` None: money is no limit (a pot of zero is one). ``weights`` by year make earlier
    better. ``tasks_first``: tasks are met as nearly as possible and only then need is served;
    otherwise ``prices`` weigh them against need. ``only_tasked``: nothing is chosen where and when
    no task stands.
    """

    years: tuple[int, ...]
    areas: tuple[Area, ...]
    candidates: tuple[Candidate, ...]
    tasks: tuple[Task, ...] = ()
    money: Money | None = None
    quota: Quota = Quota()
    capacities: tuple[Capacity, ...] = ()
    guide: Guide | None = None
    finishing: Finishing | None = None
    wishes: tuple[Wish, ...] = ()
    stability: Stability | None = None
    weights: tuple[int, ...] = ()
    tasks_first: bool = True
    prices: TaskPrices | None = None
    only_tasked: bool = True
