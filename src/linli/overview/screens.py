"""The cockpit: a screen for a wall, that goes round the jurisdictions and keeps itself fresh."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation.people.doors import StaffRequest, programme_only
from linli.foundation.people.scope import scope_of
from linli.overview import figures
from linli.overview.views import asked_area, lateness
from linli.plan.reads import tasks
from linli.registry.selection import areas_of


@require_safe
@programme_only
def cockpit(request: StaffRequest) -> HttpResponse:
    """Show the screen of the wall with its first panel (S04-S07)."""
    areas = [{"code": area.code, "name": area.name} for area in areas_of(request.user)]
    if scope_of(request.user).whole_city:
        areas.insert(0, {"code": "", "name": _("全市")})
    first = str(areas[0]["code"]) if areas else ""
    return render(request, "overview/cockpit.html", {"areas": areas} | _panel(request, first))


@require_safe
@programme_only
def panel(request: StaffRequest) -> HttpResponse:
    """Give one jurisdiction's panel, or the whole city's (S04-S07)."""
    return render(request, "overview/_panel.html", _panel(request, request.GET.get("area", "")))


def _panel(request: StaffRequest, code: str) -> dict[str, Any]:
    area = asked_area(request.user, code)
    view = figures.View(request.user, area)
    standing = view.standing
    dates = tasks.key_dates(standing.year) if standing else None
    source, day = view.of_plan()
    return {
        "area_shown": area,
        "standing": standing,
        "progress": view.progress,
        "terms": [
            (_("全部开工期限"), dates.start_by, (dates.start_by - view.today).days),
            (_("全部竣工期限"), dates.finish_by, (dates.finish_by - view.today).days),
        ]
        if dates
        else [],
        "late": lateness(view),
        "targets": figures.targets(view),
        "way": figures.way(view),
        "areas_map": figures.areas(view),
        "source": source,
        "day": day,
        "now": timezone.localtime(),
    }
