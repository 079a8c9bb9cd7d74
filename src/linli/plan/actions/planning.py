"""Solve scenarios and adopt one as the annual plan (S06, S07, S19)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.planning.choose import plan_of
from linli.core.planning.explain import explain
from linli.core.planning.plan import Plan
from linli.determination.models import Determination
from linli.determination.reads import latest_determination
from linli.engines.solver.highs import Highs
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.posts import may_plan
from linli.plan.bridge import (
    FREE,
    Wishes,
    core_scenario,
    plan_digest,
    plan_lines,
    reason_data,
    shortfalls,
)
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario, Target
from linli.plan.reads.tasks import key_dates
from linli.reserve.actions import leave_for_plan, return_from_plan
from linli.reserve.models import Candidate, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Progress = Callable[[float, str], None]
State = Candidate.State
GAP_DIGITS = Decimal("0.00000001")
NAME_LENGTH = 80


def may_solve(user: User | None, year: int, budget: Decimal | None) -> list[Problem]:
    """Return what stands against solving a year: the post, tasks, a determination, the budget."""
    found = may_plan(user)
    if not Target.objects.filter(year=year).exists():
        found.append(problems.no_targets(year))
    run = latest_determination()
    if run is None:
        found.append(problems.NO_DETERMINATION)
    elif _standing_candidates().exclude(determination=run).exists():
        found.append(problems.RESERVE_OUTDATED)
    if budget is not None and budget < 0:
        found.append(problems.NEGATIVE_BUDGET)
    return found


def solve_scenario(
    user: User | None,
    year: int,
    name: str,
    budget: Decimal | None,
    progress: Progress | None = None,
    wishes: Wishes = FREE,
    changes: AnnualPlan | None = None,
) -> Scenario:
    """Solve a year from all that is ready or planned; store the choice with every reason.

    ``budget`` is yuan, None for no limit; ``changes`` the adopted plan that it would change. Raises
    ``ProblemError`` as ``may_solve`` says, and where the wishes clash with a limit.
    """
    if found := may_solve(user, year, budget):
        raise ProblemError(*found)
    run = latest_determination()
    assert run is not None  # noqa: S101 - may_solve has made sure
    candidates = list(
        _standing_candidates().select_related("project__jurisdiction").order_by("project__code")
    )
    targets = list(Target.objects.filter(year=year).select_related("jurisdiction"))
    asked = core_scenario(run, targets, candidates, wishes, budget)
    tell = progress or (lambda _share, _text: None)
    engine = Highs()
    tell(0.1, _("求解年度计划"))
    plan = plan_of(asked, engine)
    why = explain(
        asked,
        plan,
        engine,
        progress=lambda share: tell(0.5 + share / 2, _("说明入选与未入选的理由")),
    )
    with changing(user, _("求解 %(year)s 年度计划方案") % {"year": year}):
        scenario = _scenario(
            run,
            plan,
            year=year,
            name=name,
            budget=budget,
            made_by=user,
            must=sorted(wishes.must),
            never=sorted(wishes.never),
            changes=changes,
        )
        Choice.objects.bulk_create(
            Choice(
                scenario=scenario,
                project=candidate.project,
                chosen=candidate.project.code in plan.chosen,
                reason=reason_data(why.reasons[candidate.project.code]),
            )
            for candidate in candidates
        )
    return scenario


def _standing_candidates() -> QuerySet[Candidate]:
    """Return what is ready, lacking or planned: all that a year's scenario speaks of."""
    return Candidate.objects.exclude(state=State.WITHDRAWN)


def replan(user: User | None, plan: AnnualPlan, withdrawn: str, reason: str) -> Scenario:
    """Solve what a plan becomes without one of its projects: all others stay, the best come in.

    ``withdrawn`` is the project's code. Nothing is adopted yet. Raises ``ProblemError`` as
    ``solve_scenario`` does, where the plan is not the newest of its year, and without a reason.
    """
    codes = set(plan.lines.values_list("project__code", flat=True))
    newest = AnnualPlan.objects.filter(year=plan.year).order_by("-version").first()
    found = may_plan(user)
    if newest != plan or withdrawn not in codes:
        found.append(problems.not_newest(plan))
    if not reason.strip():
        found.append(problems.reason_needed(plan.version))
    if found:
        raise ProblemError(*found)
    wishes = Wishes(frozenset(codes - {withdrawn}), frozenset({withdrawn}))
    name = _("第 %(version)d 版调整：%(reason)s") % {"version": plan.version, "reason": reason}
    budget = plan.scenario.budget
    return solve_scenario(user, plan.year, name[:NAME_LENGTH], budget, None, wishes, plan)


def _scenario(run: Determination, plan: Plan, **inputs: object) -> Scenario:
    gap = plan.proof.gap
    return Scenario.objects.create(
        determination=run,
        pack=run.pack,
        objective=Decimal(plan.proof.value),
        bound=Decimal(plan.proof.most_value),
        gap=(Decimal(gap.numerator) / gap.denominator).quantize(GAP_DIGITS, ROUND_UP),
        shortfalls=shortfalls(plan),
        **inputs,
    )


def may_adopt(user: User | None, scenario: Scenario) -> list[Problem]:
    """Return what stands against adopting a scenario.

    Shortfalls do not: reality may fall short of a task, and the scenario lists them.
    """
    found = may_plan(user)
    run = latest_determination()
    if run is None or scenario.determination_id != run.pk:
        found.append(problems.outdated(scenario))
    if scenario.annualplan_set.exists():
        found.append(problems.ALREADY_ADOPTED)
    if not scenario.choices.filter(chosen=True).exists():
        found.append(problems.EMPTY)
    if key_dates(scenario.year) is None:
        found.append(problems.no_deadlines(scenario.year))
    if stranded := _no_longer_ready(scenario):
        found.append(problems.no_longer_ready(stranded))
    return found


def _no_longer_ready(scenario: Scenario) -> list[str]:
    """Return the chosen projects that have come to lack something since the scenario was solved."""
    chosen = scenario.choices.filter(chosen=True).select_related("project__candidate")
    return [each.project.name for each in chosen if each.project.candidate.lacks]


def adopt(user: User | None, scenario: Scenario, reason: str) -> AnnualPlan:
    """Freeze a scenario as the next version of its year's plan; its projects become planned.

    Projects of the version before that are no longer in the plan go back to being ready. Raises
    ``ProblemError`` as ``may_adopt`` says, and where a second version comes without a reason.
    """
    with changing(user, reason or _("年度计划定稿")):
        newest = _lock_year(scenario)
        found = may_adopt(user, scenario)
        if newest and not reason.strip():
            found.append(problems.reason_needed(newest.version))
        total = key_dates(scenario.year)
        if found or total is None:
            raise ProblemError(*found)
        plan = AnnualPlan(
            year=scenario.year,
            version=newest.version + 1 if newest else 1,
            scenario=scenario,
            reason=reason,
            adopted_by=user,
            start_by=total.start_by,
            finish_by=total.finish_by,
        )
        lines = plan_lines(scenario)
        plan.sha256 = plan_digest(plan, lines)
        plan.save(force_insert=True)
        _freeze(plan, lines)
        _mark_planned(plan, newest, user)
    return plan


def _lock_year(scenario: Scenario) -> AnnualPlan | None:
    """Return the newest version of the year; two adoptions of a year wait for each other."""
    list(Target.objects.select_for_update().filter(year=scenario.year))
    return AnnualPlan.objects.filter(year=scenario.year).order_by("-version").first()


def _freeze(plan: AnnualPlan, lines: list[PlanLine]) -> None:
    for line in lines:
        line.plan = plan
    PlanLine.objects.bulk_create(lines)


def _mark_planned(plan: AnnualPlan, before: AnnualPlan | None, user: User | None) -> None:
    """Mark the plan's projects as planned, and release those that the version before held."""
    planned = Project.objects.filter(plan_lines__plan=plan)
    day = timezone.localdate()
    if before:
        dropped = Project.objects.filter(plan_lines__plan=before, candidate__state=State.PLANNED)
        leaving = dropped.exclude(pk__in=planned.values("pk")).select_related("candidate")
        return_from_plan(leaving, user, day, plan.reason)
    leave_for_plan(planned, user, day, _("列入 %(plan)s") % {"plan": plan})
