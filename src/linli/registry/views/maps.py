"""The map of compounds."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.registry.map import AreaRow, background, by_area, colourable, map_cells
from linli.registry.panel import Choice, filter_panel, label_of
from linli.registry.selection import read_selection


@require_GET
def compound_map(request: StaffRequest) -> HttpResponse:
    """Show a selection on the map, and by jurisdiction in a table (S10, S13)."""
    selection, colour = read_selection(request.GET), request.GET.get("colour", "")
    areas: list[AreaRow] = []
    problems: tuple[Problem, ...] = ()
    try:
        areas = by_area(request.user, selection)
    except ProblemError as error:
        problems = error.problems
    context = {
        "selection": selection,
        "panel": filter_panel(request.user, selection, problems),
        "problems": problems,
        "areas": areas,
        "total": sum(area.compounds for area in areas),
        "placed": sum(area.placed for area in areas),
        "colours": [
            Choice(fact.name, label_of(fact), fact.name == colour) for fact in colourable()
        ],
        "background": background(),
    }
    return render(request, "registry/map.html", context)


@require_GET
def cells(request: StaffRequest) -> HttpResponse:
    """Return the circles of a part of the map as JSON."""
    given = request.GET
    try:
        found = map_cells(
            request.user,
            read_selection(given),
            given.get("view", ""),
            given.get("zoom", ""),
            given.get("colour", ""),
        )
    except ProblemError as error:
        problems = [problem.as_data() for problem in error.problems]
        return JsonResponse({"problems": problems}, status=422)
    return JsonResponse(found)
