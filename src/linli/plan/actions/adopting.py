"""Adopt a scenario: a frozen annual plan for each of its years whose tasks are issued (S04-S07)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.determination.reads import latest_determination
from linli.foundation.people.models import Jurisdiction
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.desks import tell_desks
from linli.plan.actions.posts import may_plan
from linli.plan.actions.solving import ask_scenario
from linli.plan.bridge.lines import plan_digest, plan_lines
from linli.plan.brief import Adopted, Brief
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario
from linli.plan.reads.adopted import lines_in_force
from linli.plan.reads.tasks import key_dates
from linli.reserve.actions import leave_for_plan, return_from_plan
from linli.reserve.actions.bundles import make_project
from linli.reserve.models import Bundle, Candidate, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Candidate.State
NAME_LENGTH = 80


def years_to_adopt(scenario: Scenario) -> list[int]:
    """Return the years that a scenario gives a plan for: chosen in, tasks issued, not yet adopted.

    The years to come of a rolling scenario wait until their tasks are issued.
    """
    done = set(scenario.annualplan_set.values_list("year", flat=True))
    chosen = set(scenario.choices.exclude(year=None).order_by().values_list("year", flat=True))
    return [year for year in sorted(chosen - done) if key_dates(year)]


def may_adopt(user: User | None, scenario: Scenario) -> list[Problem]:
    """Return what stands against adopting a scenario.

    Shortfalls do not: reality may fall short of a task, and the scenario lists them.
    """
    found = may_plan(user)
    if scenario.solved_at is None:
        return [*found, problems.NOT_SOLVED]
    run = latest_determination()
    if run is None or scenario.determination_id != run.pk:
        found.append(problems.outdated(scenario))
    if not scenario.choices.exclude(year=None).exists():
        found.append(problems.EMPTY)
    elif not years_to_adopt(scenario):
        adopted = scenario.annualplan_set.exists()
        found.append(problems.ALREADY_ADOPTED if adopted else problems.no_deadlines(scenario.year))
    if stranded := _no_longer_ready(scenario):
        found.append(problems.no_longer_ready(stranded))
    if taken := _planned_elsewhere(scenario):
        found.append(problems.planned_elsewhere(taken))
    return found


def _no_longer_ready(scenario: Scenario) -> list[str]:
    """Return the chosen projects that have come to lack something since the scenario was solved."""
    chosen = scenario.choices.exclude(year=None).exclude(project=None)
    planned = {line.project_id for line in lines_in_force()}
    return [
        each.name
        for each in chosen.select_related("project__candidate")
        if each.project.candidate.lacks and each.project_id not in planned
    ]


def _planned_elsewhere(scenario: Scenario) -> list[str]:
    """Return the chosen projects that stand in the plan of another year by now."""
    years = {line.project_id: line.plan.year for line in lines_in_force()}
    adopting = set(years_to_adopt(scenario))
    return [
        each.name
        for each in scenario.choices.filter(year__in=adopting)
        if years.get(each.project_id, each.year) not in adopting | {each.year}
    ]


def newest_plan(years: Iterable[int]) -> int:
    """Return the key of the newest plan of some years, 0 where there is none.

    A page carries it to the moment of adoption, so that what was adopted meanwhile is noticed.
    """
    found = AnnualPlan.objects.filter(year__in=years).order_by("-pk").values_list("pk", flat=True)
    return found.first() or 0


def adopt(
    user: User | None, scenario: Scenario, reason: str, seen: int | None = None
) -> list[AnnualPlan]:
    """Freeze a scenario as the next version of its years' plans; its projects become planned.

    Projects of the versions before that are no longer in a plan go back to being ready. ``seen`` is
    ``newest_plan`` of the scenario's years when the user decided. Raises ``ProblemError`` as
    ``may_adopt`` says, where a second version comes without a reason, and where somebody else
    adopted since; then nothing is adopted.
    """
    with changing(user, reason or _("年度计划定稿")):
        list(Jurisdiction.objects.select_for_update())  # two adoptions wait for each other
        found = may_adopt(user, scenario)
        years = years_to_adopt(scenario)
        before = {year: _newest(year) for year in years}
        stand = [plan for plan in before.values() if plan]
        if seen is not None and newest_plan(scenario.horizon) != seen:
            found.append(problems.ADOPTED_MEANWHILE)
        if stand and not reason.strip():
            found.append(problems.reason_needed(stand[0].version))
        if found:
            raise ProblemError(*found)
        _make_projects(user, scenario, years)
        plans = [_freeze(user, scenario, year, reason, before[year]) for year in years]
        _mark_planned(user, plans, stand)
        for plan in plans:
            tell_desks(plan, before[plan.year], user)
    return plans


def _newest(year: int) -> AnnualPlan | None:
    return AnnualPlan.objects.filter(year=year).order_by("-version").first()


def _freeze(
    user: User | None, scenario: Scenario, year: int, reason: str, before: AnnualPlan | None
) -> AnnualPlan:
    dates = key_dates(year)
    assert dates is not None  # noqa: S101 - ``years_to_adopt`` has made sure
    plan = AnnualPlan(
        year=year,
        version=before.version + 1 if before else 1,
        scenario=scenario,
        reason=reason,
        adopted_by=user,
        start_by=dates.start_by,
        finish_by=dates.finish_by,
    )
    lines = plan_lines(scenario, _chosen(scenario, year))
    plan.sha256 = plan_digest(plan, lines)
    plan.save(force_insert=True)
    for line in lines:
        line.plan = plan
    PlanLine.objects.bulk_create(lines)
    return plan


def _chosen(scenario: Scenario, year: int) -> list[tuple[Choice, Project]]:
    """Return a year's candidates with their projects, by jurisdiction and code."""
    choices = list(scenario.choices.filter(year=year).order_by("jurisdiction__order", "code"))
    projects = Project.objects.select_related("candidate", "jurisdiction")
    found = projects.prefetch_related("compounds").filter(code__in=[each.code for each in choices])
    known = {project.code: project for project in found}
    return [(choice, known[choice.code]) for choice in choices]


def _make_projects(user: User | None, scenario: Scenario, years: Sequence[int]) -> None:
    """Make one project of each chosen bundle that is none yet (A01)."""
    codes = scenario.choices.filter(year__in=years, project=None).values("code")
    for bundle in Bundle.objects.filter(code__in=codes, project=None):
        make_project(user, bundle, _("列入年度计划"), timezone.localdate())


def _mark_planned(
    user: User | None, plans: Sequence[AnnualPlan], before: Sequence[AnnualPlan]
) -> None:
    """Mark the plans' projects as planned, and release those that only the versions before held."""
    day = timezone.localdate()
    planned = Project.objects.filter(plan_lines__plan__in=plans)
    held = Project.objects.filter(plan_lines__plan__in=before, candidate__state=State.PLANNED)
    dropped = held.exclude(pk__in=planned.values("pk")).select_related("candidate").distinct()
    return_from_plan(dropped, user, day, plans[0].reason)
    for plan in plans:
        own = Project.objects.filter(plan_lines__plan=plan)
        leave_for_plan(own, user, day, _("列入 %(plan)s") % {"plan": plan})


def replan(user: User | None, plan: AnnualPlan, withdrawn: str, reason: str) -> Scenario:
    """Ask what a plan becomes without one of its projects: all others stay, the best come in.

    ``withdrawn`` is the project's code. Nothing is adopted yet. Raises ``ProblemError`` as
    ``ask_scenario`` does, where the plan is not the newest of its year, and without a reason.
    """
    found = may_plan(user)
    has_line = plan.lines.filter(project__code=withdrawn).exists()
    if _newest(plan.year) != plan or not has_line:
        found.append(problems.not_newest(plan))
    if not reason.strip():
        found.append(problems.reason_needed(plan.version))
    if found:
        raise ProblemError(*found)
    return ask_scenario(user, change_of(plan, withdrawn, reason), changes=plan)


def change_of(plan: AnnualPlan, withdrawn: str, reason: str) -> Brief:
    """Return the brief of a change: the plan's year and its money, one project out, others kept."""
    asked = plan.scenario.asked
    name = _("第 %(version)d 版调整：%(reason)s") % {"version": plan.version, "reason": reason}
    return asked.model_copy(
        update={
            "name": name[:NAME_LENGTH],
            "year": plan.year,
            "years": 1,
            "money": tuple(line for line in asked.money if line.year == plan.year),
            "bounds": tuple(b for b in asked.bounds if b.year in {None, plan.year}),
            "must": (),
            "never": (*asked.never, withdrawn),
            "adopted": Adopted.KEEP,
        }
    )
