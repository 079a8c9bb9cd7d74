"""Pages of a year: where it stands, its scenarios and versions; the long range (S04, S05, S09)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linli.foundation.people.doors import StaffRequest, programme_only
from linli.plan import pictures
from linli.plan.actions.posts import may_plan
from linli.plan.reads import tasks
from linli.plan.reads.rolling import rolling, rolling_scenarios

OF_YEAR = {"current_entry": "plan:list"}


@require_GET
@programme_only
def newest_year(_request: StaffRequest) -> HttpResponse:
    """Lead to the newest year with tasks; before any to the front page."""
    newest = tasks.planning_year()
    return redirect("plan:year", newest) if newest else redirect("/")


@require_GET
@programme_only
def year(request: StaffRequest, year: int) -> HttpResponse:
    """Show a year's tasks, scenarios and versions (S04, S05)."""
    context = OF_YEAR | {
        "year": year,
        "years": tasks.years(),
        "standing": tasks.standing(request.user, year),
        "key_dates": tasks.key_dates(year),
        "scenarios": tasks.scenarios(year),
        "plans": tasks.plans(year),
        "may_plan": not may_plan(request.user),
    }
    return render(request, "plan/year.html", context)


@require_GET
@programme_only
def long_range(request: StaffRequest) -> HttpResponse:
    """Show the stock built by 2000, year by year, and when it is done (S09)."""
    scenarios = rolling_scenarios()
    key = request.GET.get("scenario", "")
    chosen = next((s for s in scenarios if str(s.pk) == key), scenarios[0] if scenarios else None)
    found = rolling(request.user, chosen)
    context = OF_YEAR | {
        "found": found,
        "scenarios": scenarios,
        "chart": pictures.rolling_chart(found) if found else None,
        "may_plan": not may_plan(request.user),
    }
    return render(request, "plan/rolling.html", context)
