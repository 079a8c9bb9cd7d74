"""Pages of the plan: where the year stands, scenarios with their reasons, adopted versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.foundation.people.scope import PROGRAMME_ROLES, WHOLE_CITY_ROLES, scope_of
from linli.plan import pictures
from linli.plan.actions import adopt, may_adopt, may_plan, may_solve, replan, solve_scenario
from linli.plan.forms.scenarios import AdoptForm, ScenarioForm, WithdrawForm
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads import lists, tasks
from linli.plan.reads.funnel import funnel
from linli.plan.workbook import annual_plan_workbook

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The pages below a year belong to its menu entry, not to the front page of the same room.
OF_YEAR = {"current_entry": "plan:list"}


@require_GET
def dashboard(request: StaffRequest) -> HttpResponse:
    """Show the year's tasks against the plan; people without a post land here (S04, S05)."""
    if not scope_of(request.user).has(*PROGRAMME_ROLES):
        return render(request, "plan/no_programme.html")
    year = tasks.planning_year()
    context: dict[str, Any] = {"year": year, "funnel": funnel(request.user)}
    if year:
        standing = tasks.standing(request.user, year)
        context |= {
            "standing": standing,
            "key_dates": tasks.key_dates(year),
            "projects_chart": pictures.task_chart(standing.rows, "projects"),
            "households_chart": pictures.task_chart(standing.rows, "households"),
            "map": pictures.task_map(standing.rows),
            "without_outline": pictures.without_outline(standing.rows),
        }
    return render(request, "plan/dashboard.html", context)


@require_GET
@programme_only
def newest_year(_request: StaffRequest) -> HttpResponse:
    """Lead to the newest year with tasks."""
    newest = tasks.planning_year()
    return redirect("plan:year", newest) if newest else redirect("plan:dashboard")


@require_GET
@programme_only
def year(request: StaffRequest, year: int) -> HttpResponse:
    """Show a year's tasks, scenarios and versions (S04, S05)."""
    return _year(request, year, ScenarioForm(), [])


def _year(
    request: StaffRequest, year: int, form: ScenarioForm, problems: list[Problem], status: int = 200
) -> HttpResponse:
    context = OF_YEAR | {
        "year": year,
        "standing": tasks.standing(request.user, year),
        "key_dates": tasks.key_dates(year),
        "scenarios": tasks.scenarios(year),
        "plans": tasks.plans(year),
        "form": form,
        "problems": problems,
        "reasons": may_solve(request.user, year, None),
    }
    return render(request, "plan/year.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def solve(request: StaffRequest, year: int) -> HttpResponse:
    """Run the planner and lead to the scenario."""
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        return _year(request, year, form, [], status=422)
    try:
        made = solve_scenario(
            request.user, year, form.cleaned_data["name"], form.yuan(), wishes=form.wishes()
        )
    except ProblemError as error:
        return _year(request, year, form, list(error.problems), status=422)
    return redirect("plan:scenario", made.pk)


@require_GET
@programme_only
def scenario(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Show a scenario with what it took, what it left, and why (S18, S19)."""
    return _scenario(request, _found(scenario_id), AdoptForm(), [])


def _found(scenario_id: int) -> Scenario:
    related = Scenario.objects.select_related("determination__release", "pack", "made_by")
    return get_object_or_404(related, pk=scenario_id)


def _scenario(
    request: StaffRequest,
    found: Scenario,
    form: AdoptForm,
    problems: list[Problem],
    status: int = 200,
) -> HttpResponse:
    area, taken = request.GET.get("jurisdiction", ""), request.GET.get("chosen", "")
    # Others' shortfalls are no county's business: whoever may not plan is told just that.
    reasons = may_plan(request.user) or may_adopt(request.user, found)
    context = OF_YEAR | {
        "scenario": found,
        "standing": tasks.scenario_standing(request.user, found),
        "areas": lists.choice_areas(request.user, found),
        "changes": lists.changes(request.user, found),
        "jurisdiction": area,
        "taken": taken,
        "page": lists.choices(request.user, found, area, taken, request.GET.get("page", 1)),
        "form": form,
        "problems": problems,
        "reasons": reasons,
        "may_adopt": all(each.severity is not Severity.BLOCKS for each in reasons),
    }
    return render(request, "plan/scenario.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def adopt_scenario(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Make a scenario the plan, with a reason, and lead to the frozen version."""
    found, form = _found(scenario_id), AdoptForm(request.POST)
    if not form.is_valid():
        return _scenario(request, found, form, [], status=422)
    try:
        plan = adopt(request.user, found, form.cleaned_data["reason"])
    except ProblemError as error:
        return _scenario(request, found, form, list(error.problems), status=422)
    messages.success(request, _("已定稿：%(year)d 年度计划第 %(version)d 版。") % vars(plan))
    return redirect("plan:version", plan.year, plan.version)


@require_GET
@programme_only
def version(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Show an adopted plan as it was frozen (S04-S07)."""
    return _version(request, get_object_or_404(tasks.plans(year), version=number), [])


@require_POST
@roles_only(Role.CITY_OFFICE)
def withdraw(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Solve what the plan becomes without one of its projects, and lead to that scenario."""
    plan, form = get_object_or_404(tasks.plans(year), version=number), WithdrawForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        made = replan(request.user, plan, given.get("project", ""), given.get("reason", ""))
    except ProblemError as error:
        return _version(request, plan, list(error.problems), status=422)
    return redirect("plan:scenario", made.pk)


def _version(
    request: StaffRequest, plan: AnnualPlan, problems: list[Problem], status: int = 200
) -> HttpResponse:
    newest = tasks.plans(plan.year).first()
    context = OF_YEAR | {
        "plan": plan,
        "problems": problems,
        "may_withdraw": newest == plan and not may_plan(request.user),
        "whole_city": scope_of(request.user).whole_city,
        "standing": tasks.plan_standing(request.user, plan),
        "page": lists.lines(request.user, plan, request.GET.get("page", 1)),
    }
    return render(request, "plan/version.html", context, status=status)


@require_GET
@roles_only(*WHOLE_CITY_ROLES)
def form(_request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Send an adopted plan as the official form; whole-city eyes only, for it holds every row."""
    plan = get_object_or_404(tasks.plans(year), version=number)
    name = f"plan-{plan.year}-v{plan.version}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(annual_plan_workbook(plan), content_type=SPREADSHEET, headers=headers)
