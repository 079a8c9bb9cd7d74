"""A year's tasks beside what is planned for them (S04, S05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, QuerySet, Sum

from linli.core.policy.schema import YearTotal
from linli.determination.models import PackVersion
from linli.determination.reads import pack_of
from linli.foundation.people.models import Jurisdiction
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario, Target, TaskIssue

if TYPE_CHECKING:
    from linli.foundation.people.models import User


@dataclass(frozen=True, slots=True)
class Amount:
    """Projects, households and money in yuan."""

    projects: int = 0
    households: int = 0
    estimate: Decimal = Decimal(0)

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.projects + other.projects,
            self.households + other.households,
            self.estimate + other.estimate,
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A jurisdiction's task beside what is planned for it; no code in the row of totals."""

    code: str
    name: str
    target: Amount
    planned: Amount

    @property
    def projects_share(self) -> Decimal | None:
        """Return planned projects as a share of the task; None without a task."""
        return _share(self.planned.projects, self.target.projects)

    @property
    def households_share(self) -> Decimal | None:
        """Return planned households as a share of the task; None without a task."""
        return _share(self.planned.households, self.target.households)

    @property
    def missing_projects(self) -> int:
        """Return how many projects the plan stays below the task."""
        return max(0, self.target.projects - self.planned.projects)

    @property
    def missing_households(self) -> int:
        """Return how many households the plan stays below the task."""
        return max(0, self.target.households - self.planned.households)

    @property
    def is_met(self) -> bool:
        """Tell whether neither projects nor households are short of the task."""
        return not self.missing_projects and not self.missing_households


@dataclass(frozen=True, slots=True)
class Standing:
    """A year's tasks beside the plan, or the scenario, that is to meet them."""

    year: int
    rows: tuple[TaskRow, ...]
    total: TaskRow
    plan: AnnualPlan | None = None
    scenario: Scenario | None = None


def planning_year() -> int | None:
    """Return the newest year with tasks, or None before any were loaded."""
    newest: int | None = Target.objects.aggregate(newest=Max("year"))["newest"]
    return newest


def years() -> list[int]:
    """Return the years with tasks, scenarios or plans, in order."""
    asked = set(Target.objects.order_by().values_list("year", flat=True))
    planned = {year for each in Scenario.objects.only("year", "years") for year in each.horizon}
    return sorted(asked | planned)


def standing(user: User, year: int, area: int | None = None) -> Standing:
    """Return the tasks beside the newest adopted plan or, without one, the newest scenario.

    ``area`` is the id of a jurisdiction to narrow it to.
    """
    plan = plans(year).first()
    newest = None if plan else scenarios(year).exclude(solved_at=None).first()
    if plan:
        found = plan_standing(user, plan)
    else:
        found = scenario_standing(user, newest, year) if newest else _standing(user, year, {})
    return found if area is None else _narrowed(found, area)


def _narrowed(found: Standing, area: int) -> Standing:
    code = Jurisdiction.objects.get(pk=area).code
    rows = tuple(row for row in found.rows if row.code == code)
    return replace(found, rows=rows, total=_total(rows))


def plan_standing(user: User, plan: AnnualPlan) -> Standing:
    """Return the tasks beside the lines of an adopted plan, frozen as they are."""
    lines = PlanLine.objects.visible_to(user).filter(plan=plan)
    planned = _amounts(lines, Sum("compounds"))
    return replace(_standing(user, plan.year, planned), plan=plan)


def scenario_standing(user: User, scenario: Scenario, year: int) -> Standing:
    """Return a year's tasks beside the candidates that a scenario chose for it."""
    chosen = Choice.objects.visible_to(user).filter(scenario=scenario, year=year)
    planned = _amounts(chosen, Sum("projects"))
    return replace(_standing(user, year, planned), scenario=scenario)


def _amounts(rows: QuerySet[Any], projects: Sum) -> dict[int, Amount]:
    """Sum rows by jurisdiction in the database."""
    sums = rows.order_by().values_list("jurisdiction")
    sums = sums.annotate(projects, Sum("households"), Sum("estimate"))
    return {
        pk: Amount(number or 0, homes or 0, money or Decimal(0))
        for pk, number, homes, money in sums
    }


def _standing(user: User, year: int, planned: Mapping[int, Amount]) -> Standing:
    tasks = {
        target.jurisdiction_id: Amount(target.projects, target.households)
        for target in Target.objects.visible_to(user).filter(year=year)
    }
    areas = Jurisdiction.objects.filter(pk__in={*tasks, *planned})
    rows = tuple(
        TaskRow(area.code, area.name, tasks.get(area.pk, Amount()), planned.get(area.pk, Amount()))
        for area in areas
    )
    return Standing(year, rows, _total(rows))


def _total(rows: tuple[TaskRow, ...]) -> TaskRow:
    targets, planned = ([getattr(row, part) for row in rows] for part in ("target", "planned"))
    return TaskRow("", "", sum(targets, Amount()), sum(planned, Amount()))


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def key_dates(year: int) -> TaskIssue | YearTotal | None:
    """Return who states by when a year's works start and finish: its issue, else the pack."""
    issue = TaskIssue.objects.filter(year=year).order_by("-version").first()
    return issue or _pack_total(year)


def _pack_total(year: int) -> YearTotal | None:
    version = PackVersion.objects.order_by("-loaded_at").first()
    totals = pack_of(version).totals if version else ()
    return next((total for total in totals if total.year == year), None)


def plans(year: int) -> QuerySet[AnnualPlan]:
    """Return a year's adopted plans, the newest version first."""
    return AnnualPlan.objects.filter(year=year).select_related("adopted_by", "scenario__pack")


def scenarios(year: int) -> QuerySet[Scenario]:
    """Return the scenarios that plan a year, the newest first."""
    related = Scenario.objects.filter(year__lte=year, year__gt=year - F("years"))
    related = related.order_by("-made_at", "-pk")
    return related.select_related("made_by", "job", "determination__release")
