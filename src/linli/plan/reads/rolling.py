"""The long range: the stock built by 2000, what is planned of it, and when it is done (S09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum

from linli.core.kernel.period import Period
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack
from linli.determination.models import CompoundAnswers
from linli.determination.reads import latest_determination, pack_of
from linli.plan.models import Choice, PlanLine, Scenario, Target
from linli.plan.reads.adopted import plans_in_force
from linli.reserve.models import Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User

EARLY = "early"
State = Candidate.State


@dataclass(frozen=True, slots=True)
class Stock:
    """Households of the stock built by 2000, by what has become of them."""

    renovated: int
    planned: int
    ready: int
    lacking: int

    @property
    def total(self) -> int:
        """Return all that is to be renovated, or has been."""
        return self.renovated + self.planned + self.ready + self.lacking

    @property
    def feasible(self) -> int:
        """Return what has been renovated or could be planned as things stand."""
        return self.total - self.lacking


class RollingYear(NamedTuple):
    """A year of the long range; ``adopted`` tells whether a plan or only a scenario says so."""

    year: int
    task: int
    households: int
    projects: int
    early: int
    early_done: int
    all_done: int
    share: Decimal | None
    adopted: bool


@dataclass(frozen=True, slots=True)
class Rolling:
    """The long range: stock, years, the goal, and the forecast.

    ``feasible_in``: the year in which all of the stock that can be planned is done, if planned.
    ``forecast``: the year in which the whole stock is done, what still lacks something included,
    if the pace of the planned years goes on; ``extrapolated`` where it lies after them.
    """

    stock: Stock
    years: tuple[RollingYear, ...]
    goal: int | None
    goal_year: int | None
    feasible_in: int | None
    forecast: int | None
    extrapolated: bool
    scenario: Scenario | None


def rolling(user: User, scenario: Scenario | None) -> Rolling | None:
    """Return the long range within the user's scope; None before the first determination."""
    run = latest_determination()
    if run is None:
        return None
    pack, stock = pack_of(run.pack), _stock(user)
    years = _years(user, pack, scenario, stock)
    forecast, extrapolated = _forecast(stock, years)
    by = _value(pack, "programme_by")
    goal = _value(pack, "programme_households")
    return Rolling(
        stock=stock,
        years=years,
        goal=goal if isinstance(goal, int) else None,
        goal_year=by.last.year if isinstance(by, Period) else None,
        feasible_in=next((y.year for y in years if y.early_done >= stock.feasible), None),
        forecast=forecast,
        extrapolated=extrapolated,
        scenario=scenario,
    )


def _value(pack: Pack, name: str) -> object:
    if name not in pack.parameters:
        return None
    return parameter_value(pack, name, pack.head.in_force_from)


def rolling_scenarios() -> Sequence[Scenario]:
    """Return solved scenarios of several years, the newest first."""
    return list(Scenario.objects.exclude(solved_at=None).filter(years__gt=1)[:20])


def _stock(user: User) -> Stock:
    early = Candidate.objects.visible_to(user).filter(stratum=EARLY).order_by()
    sums = dict(early.values_list("state").annotate(Sum("households")))
    return Stock(
        renovated=_renovated(user),
        planned=sums.get(State.PLANNED) or 0,
        ready=sums.get(State.READY) or 0,
        lacking=sums.get(State.LACKING) or 0,
    )


def _renovated(user: User) -> int:
    """Return the early households of compounds that were renovated before the programme."""
    run = latest_determination()
    answers = CompoundAnswers.objects.visible_to(user).filter(determination=run)
    done = answers.filter(answers__stratum=EARLY, compound__facts__already_renovated=True)
    return sum(homes or 0 for homes in done.values_list("compound__facts__households", flat=True))


class _Planned(NamedTuple):
    projects: int
    households: int
    early: int
    adopted: bool


def _years(
    user: User, pack: Pack, scenario: Scenario | None, stock: Stock
) -> tuple[RollingYear, ...]:
    tasks = Target.objects.visible_to(user).order_by().values_list("year")
    asked = dict(tasks.annotate(Sum("households")))
    planned = _scenario_years(user, scenario) | _adopted_years(user)
    by = _value(pack, "programme_by")
    first = min([*asked, *planned, pack.head.in_force_from.year])
    last = max([*asked, *planned, by.last.year if isinstance(by, Period) else first])
    rows, early, done = [], stock.renovated, 0
    for year in range(first, last + 1):
        own = planned.get(year, _Planned(0, 0, 0, adopted=False))
        early, done = early + own.early, done + own.households
        share = Decimal(early) / stock.total if stock.total else None
        rows.append(
            RollingYear(
                year,
                asked.get(year, 0),
                own.households,
                own.projects,
                own.early,
                early,
                done,
                share,
                own.adopted,
            )
        )
    return tuple(rows)


def _adopted_years(user: User) -> dict[int, _Planned]:
    lines = PlanLine.objects.visible_to(user).filter(plan__in=plans_in_force()).order_by()
    sums = lines.values_list("plan__year", "stratum").annotate(Sum("compounds"), Sum("households"))
    return _by_year(sums, adopted=True)


def _scenario_years(user: User, scenario: Scenario | None) -> dict[int, _Planned]:
    chosen = Choice.objects.visible_to(user).filter(scenario=scenario).exclude(year=None)
    sums = chosen.order_by().values_list("year", "stratum")
    return _by_year(sums.annotate(Sum("projects"), Sum("households")), adopted=False)


def _by_year(sums: object, *, adopted: bool) -> dict[int, _Planned]:
    found: dict[int, _Planned] = {}
    for year, stratum, projects, households in sums:  # type: ignore[attr-defined] # rows of a query
        own = found.get(year, _Planned(0, 0, 0, adopted))
        homes = households or 0
        found[year] = _Planned(
            own.projects + (projects or 0),
            own.households + homes,
            own.early + (homes if stratum == EARLY else 0),
            adopted,
        )
    return found


def _forecast(stock: Stock, years: Sequence[RollingYear]) -> tuple[int | None, bool]:
    """Return the year in which the stock is done at the pace of the planned years."""
    for year in years:
        if stock.total and year.early_done >= stock.total:
            return year.year, False
    busy = [year for year in years if year.early]
    if not busy:
        return None, False
    pace = sum(year.early for year in busy) / len(busy)
    rest = stock.total - busy[-1].early_done
    return busy[-1].year + ceil(rest / pace), True
