"""Pages of scenarios: asked for, watched, explained, compared, adopted (S18, S19)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.determination.reads import current_pack
from linli.foundation.jobs.actions import stop
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Jurisdiction, Role
from linli.plan import pictures
from linli.plan.actions import adopt, ask_scenario, may_adopt, may_plan, newest_plan, years_to_adopt
from linli.plan.brief import YEARS, Brief, brief_of
from linli.plan.forms.plans import AdoptForm
from linli.plan.forms.scenarios import (
    SPARE_LINES,
    ScenarioForm,
    copied,
    default_brief,
    initial_of,
)
from linli.plan.frontiers import ask_frontiers
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads import lists, outcome, tasks
from linli.plan.reads.comparing import compare

# The pages below a year belong to its menu entry, not to the front page of the same room.
OF_YEAR = {"current_entry": "plan:list"}


@require_GET
@roles_only(Role.CITY_OFFICE)
def new(request: StaffRequest, year: int) -> HttpResponse:
    """Show the form of a new scenario, or of a copy."""
    _planning_year(year)
    base = _base(request.GET.get("copy", ""))
    adopted = AnnualPlan.objects.filter(year=year).exists()
    name = _("%(year)d 年方案 %(number)d") % {
        "year": year,
        "number": tasks.scenarios(year).count() + 1,
    }
    brief = copied(base) if base else default_brief(year, name, adopted=adopted)
    return _form(request, _bare(brief.year, base, initial=initial_of(brief)), base, [])


def _planning_year(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _base(key: str) -> Scenario | None:
    return get_object_or_404(Scenario, pk=int(key)) if key.isdecimal() else None


def _bare(year: int, base: Scenario | None, *args: Any, **others: Any) -> ScenarioForm:  # noqa: ANN401 - as a form takes them
    kept = base.asked.bounds if base else ()
    return ScenarioForm(
        year, current_pack(), list(Jurisdiction.objects.all()), kept, *args, **others
    )


def _form(
    request: StaffRequest,
    form: ScenarioForm,
    base: Scenario | None,
    problems: list[Problem],
    status: int = 200,
) -> HttpResponse:
    context = OF_YEAR | {
        "year": form.year,
        "form": form,
        "base": base,
        "problems": problems,
    }
    return render(request, "plan/scenario_form.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def create(request: StaffRequest, year: int) -> HttpResponse:
    """Put a scenario in the queue and lead to its page; or give the form more lines of money."""
    _planning_year(year)
    base = _base(request.POST.get("copy", ""))
    if "more" in request.POST:
        given = request.POST.copy()
        lines = given.get("lines", "")
        given["lines"] = str((int(lines) if lines.isdecimal() else 0) + SPARE_LINES)
        shown = {name: given[name] for name in given}
        return _form(request, _bare(year, base, initial=shown), base, [])
    form = _bare(year, base, request.POST)
    if not form.is_valid():
        return _form(request, form, base, [], status=422)
    try:
        brief: Brief = brief_of(form.brief())
        made = ask_scenario(request.user, brief, base)
    except ProblemError as error:
        return _form(request, form, base, list(error.problems), status=422)
    return redirect("plan:scenario", made.pk)


@require_GET
@programme_only
def show(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Show a scenario: how far its solve is, or what it took, what it left, and why."""
    found = _found(scenario_id)
    if found.solved_at is None:
        return render(request, "plan/solving.html", OF_YEAR | _standing(request, found))
    return _scenario(request, found, AdoptForm(initial={"seen": newest_plan(found.horizon)}), [])


def _found(scenario_id: int) -> Scenario:
    related = Scenario.objects.select_related(
        "determination__release", "pack", "made_by", "job", "based_on", "changes"
    )
    return get_object_or_404(related, pk=scenario_id)


def _standing(request: StaffRequest, found: Scenario) -> dict[str, Any]:
    job = found.job
    problems = [Problem.from_data(each) for each in job.problems] if job else []
    return {
        "scenario": found,
        "job": job,
        "problems": problems,
        "may_plan": not may_plan(request.user),
    }


@require_GET
@programme_only
def progress(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Send how far the solve is; once it has ended, have the page loaded anew."""
    found = _found(scenario_id)
    if found.job is None or not found.job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "plan/_progress.html", _standing(request, found))


@require_POST
@roles_only(Role.CITY_OFFICE)
def stop_solving(_request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Stop the solve early; the best plan found is kept."""
    found = _found(scenario_id)
    if found.job:
        stop(found.job)
    return redirect("plan:scenario", found.pk)


def _scenario(
    request: StaffRequest,
    found: Scenario,
    form: AdoptForm,
    problems: list[Problem],
    status: int = 200,
) -> HttpResponse:
    asked = request.GET
    wanted = lists.Wanted(
        asked.get("jurisdiction", ""), asked.get("chosen", ""), asked.get("reason", "")
    )
    year = _year(asked.get("year", ""), found)
    # Others' shortfalls are no county's business: whoever may not plan is told just that.
    reasons = may_plan(request.user) or may_adopt(request.user, found)
    years = outcome.year_rows(request.user, found)
    context = OF_YEAR | {
        "scenario": found,
        "year": year,
        "standing": tasks.scenario_standing(request.user, found, year),
        "years": years,
        "whole": years[-1],
        "sources": outcome.source_rows(request.user, found),
        "limits": outcome.limit_rows(found),
        "areas": lists.choice_areas(request.user, found),
        "kinds": lists.reasons(request.user, found),
        "changes": lists.changes(request.user, found),
        "wanted": wanted,
        "page": lists.choices(request.user, found, wanted, asked.get("page", 1)),
        "pictures": pictures.frontier_charts(found),
        "frontier": outcome.frontier_rows(found),
        "job": found.job,
        "form": form,
        "problems": problems,
        "warnings": [Problem.from_data(each) for each in found.warnings],
        "reasons": reasons,
        "adopts": years_to_adopt(found),
        "may_plan": not may_plan(request.user),
        "may_adopt": all(each.severity is not Severity.BLOCKS for each in reasons),
    }
    return render(request, "plan/scenario.html", context, status=status)


def _year(written: str, found: Scenario) -> int:
    year = int(written) if written.isdecimal() else found.year
    return year if year in found.horizon else found.year


@require_POST
@roles_only(Role.CITY_OFFICE)
def adopt_scenario(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Make a scenario the plan of its years, with a reason, and lead to the first of them."""
    found, form = _found(scenario_id), AdoptForm(request.POST)
    if not form.is_valid():
        return _scenario(request, found, form, [], status=422)
    try:
        plans = adopt(request.user, found, form.cleaned_data["reason"], form.cleaned_data["seen"])
    except ProblemError as error:
        return _scenario(request, found, form, list(error.problems), status=422)
    for plan in plans:
        done = _("已定稿：%(year)d 年度计划第 %(version)d 版。") % vars(plan)
        messages.success(request, done)
    return redirect("plan:version", plans[0].year, plans[0].version)


@require_GET
@programme_only
def side_by_side(request: StaffRequest) -> HttpResponse:
    """Show scenarios side by side."""
    keys = [int(key) for key in request.GET.getlist("s") if key.isdecimal()]
    found = compare(request.user, keys)
    chart = pictures.comparison_chart(request.user, found.scenarios)
    context = OF_YEAR | {"found": found, "chart": chart}
    return render(request, "plan/compare.html", context)


@require_POST
@roles_only(Role.CITY_OFFICE)
def draw_frontiers(request: StaffRequest, scenario_id: int) -> HttpResponse:
    """Have the frontiers of a scenario computed in the background."""
    found = _found(scenario_id)
    try:
        ask_frontiers(request.user, found)
    except ProblemError as error:
        form = AdoptForm(initial={"seen": newest_plan(found.horizon)})
        return _scenario(request, found, form, list(error.problems), status=422)
    messages.success(request, _("正在计算前沿图，完成后刷新本页可见。"))
    return redirect("plan:scenario", found.pk)
