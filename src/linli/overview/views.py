"""The front page by role, the figures' page, the search of all rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from linli.approvals.reads.standing import late_cases
from linli.foundation.desk.inbox_pages import piles_of
from linli.foundation.desk.reads import Listed, desk_of, listed
from linli.foundation.people.doors import StaffRequest, programme_only
from linli.foundation.people.menu import ACTING
from linli.foundation.people.models import Role
from linli.foundation.people.scope import PROGRAMME_ROLES, scope_of
from linli.overview import figures as drawn
from linli.overview import searching
from linli.plan.reads import tasks
from linli.registry.selection import areas_of

if TYPE_CHECKING:
    from linli.foundation.people.models import Jurisdiction, User

MOST_URGENT = 6


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show a leader the year on one screen, an officer first what waits (S04, S05, S51-S66)."""
    scope = scope_of(request.user)
    if not scope.has(*PROGRAMME_ROLES):
        return redirect("desk:inbox") if scope.has(*ACTING) else _no_programme(request)
    view = drawn.View(request.user)
    desk = desk_of(request.user, view.today)
    context: dict[str, Any] = {
        "leads": scope.has(Role.CITY_OFFICE),
        "desk": desk,
        "piles": piles_of(desk),
        "urgent": [*desk.overdue, *desk.today, *desk.coming][:MOST_URGENT],
        "standing": view.standing,
        "key_dates": tasks.key_dates(view.standing.year) if view.standing else None,
        "late": lateness(view),
        "pictures": [drawn.targets(view), drawn.way(view), drawn.areas(view)],
    }
    return render(request, "overview/home.html", context)


def _no_programme(request: StaffRequest) -> HttpResponse:
    return render(request, "overview/no_programme.html")


def lateness(view: drawn.View) -> dict[str, Any]:
    """Return the steps and the cases that are past their day, the longest first."""
    late = listed(view.user, Listed(late=True, area=view.area_id), view.today)
    cases = late_cases(view.user, view.today, view.area_id)
    return {
        "steps": late.order_by("due_on", "pk")[:MOST_URGENT],
        "step_count": late.count(),
        "cases": cases[:MOST_URGENT],
        "case_count": cases.count(),
    }


def asked_area(user: User, code: str) -> Jurisdiction | None:
    """Return the jurisdiction that an address names; 404 for one that the user may not see."""
    if not code:
        return None
    area = areas_of(user).filter(code=code).first()
    if area is None:
        raise Http404
    return area


@require_safe
@programme_only
def figures(request: StaffRequest) -> HttpResponse:
    """Show the programme in pictures, each with its numbers (S04-S09, S14, S20-S23, S68)."""
    area = asked_area(request.user, request.GET.get("area", ""))
    view = drawn.View(request.user, area)
    context = {
        "pictures": [draw(view) for draw in drawn.PICTURES.values()],
        "areas": areas_of(request.user),
        "area_asked": area,
        "frontier": next(
            (each for each in tasks.scenarios(view.standing.year) if each.frontiers), None
        )
        if view.standing
        else None,
    }
    return render(request, "overview/figures.html", context)


@require_safe
@programme_only
def data(request: StaffRequest, name: str) -> HttpResponse:
    """Give the numbers of a picture as CSV."""
    draw = drawn.PICTURES.get(name)
    if draw is None:
        raise Http404
    area = asked_area(request.user, request.GET.get("area", ""))
    picture = draw(drawn.View(request.user, area))
    response = HttpResponse(picture.as_csv(), content_type="text/csv; charset=utf-8")
    named = f"linli-{name}{f'-{area.code}' if area else ''}-{picture.day}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return response


@require_safe
def results(request: StaffRequest) -> HttpResponse:
    """Show what a text finds in all rooms, of what one may see."""
    return render(request, "overview/search.html", _found(request, searching.LISTED))


@require_safe
def suggest(request: StaffRequest) -> HttpResponse:
    """Show the first few of each kind while somebody writes."""
    return render(request, "overview/_suggestions.html", _found(request, searching.SUGGESTED))


def _found(request: StaffRequest, most: int) -> dict[str, Any]:
    text = request.GET.get("text", "").strip()
    return {"text": text, "sections": list(searching.search(request.user, text, most))}
