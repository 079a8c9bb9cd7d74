"""Pages of the working calendar: its coverage, one year's days, business hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.calendar_admin import actions
from linli.foundation.calendar_admin.forms import CoverForm, DayForm, HoursForm
from linli.foundation.calendar_admin.models import BusinessHours, SpecialDay
from linli.foundation.calendar_admin.reads import YearLine, covered_until, years
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role

YEARS = range(2000, 2100)


@require_safe
@programme_only
def calendar(request: StaffRequest) -> HttpResponse:
    """Show which years are covered, and the business hours."""
    return _overview(request, HoursForm(), ())


def _overview(
    request: StaffRequest, form: HoursForm, problems: tuple[Problem, ...], status: int = 200
) -> HttpResponse:
    lines = years()
    context = {
        "years": lines,
        "covered_until": covered_until() if any(line.source for line in lines) else None,
        "next_year": max([line.year for line in lines], default=timezone.localdate().year) + 1,
        "hours": BusinessHours.objects.all(),
        "form": form,
        "problems": problems,
        "may_edit": not actions.may_edit(request.user),
    }
    return render(request, "calendar_admin/calendar.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def load(request: StaffRequest) -> HttpResponse:
    """Add the years that the library knows."""
    try:
        new = actions.load_announced(request.user)
    except ProblemError as error:
        return _overview(request, HoursForm(), error.problems, status=422)
    told = "、".join(map(str, new)) or _("没有新的年度")
    messages.success(request, _("已载入：%(years)s") % {"years": told})
    return redirect("calendar_admin:calendar")


@require_POST
@roles_only(Role.CITY_OFFICE)
def hours(request: StaffRequest) -> HttpResponse:
    """Set business hours from a day on."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, (), status=422)
    try:
        actions.set_hours(request.user, **form.cleaned_data)
    except ProblemError as error:
        return _overview(request, form, error.problems, status=422)
    messages.success(request, _("办公时间已设定。"))
    return redirect("calendar_admin:calendar")


@require_http_methods(["GET", "HEAD", "POST"])
@programme_only
@roles_only(Role.CITY_OFFICE, to_change=True)
def year(request: StaffRequest, year: int) -> HttpResponse:
    """Show a year's special days; set one."""
    _demand(year)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = actions.DayAsked(**form.cleaned_data)
        return _changed(request, year, form, lambda: actions.set_day(request.user, asked, ""))
    return _year(request, year, form, (), 422 if form.is_bound else 200)


@require_POST
@roles_only(Role.CITY_OFFICE)
def clear(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Let a day be what its weekday says."""
    _demand(year)
    day = get_object_or_404(SpecialDay, pk=number, day__year=year).day
    return _changed(request, year, DayForm(), lambda: actions.clear_day(request.user, day, ""))


@require_POST
@roles_only(Role.CITY_OFFICE)
def cover(request: StaffRequest, year: int) -> HttpResponse:
    """Say that a year's days are entered as announced."""
    _demand(year)
    source = request.POST.get("source", "")[:120]
    return _changed(
        request, year, DayForm(), lambda: actions.cover_year(request.user, year, source)
    )


def _demand(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _changed(
    request: StaffRequest, year: int, form: DayForm, change: Callable[[], object]
) -> HttpResponse:
    try:
        change()
    except ProblemError as error:
        return _year(request, year, form, error.problems, 422)
    messages.success(request, _("工作日历已修改，未办结事项的到期日将随每日处理重新计算。"))
    return redirect("calendar_admin:year", year)


def _year(
    request: StaffRequest,
    year: int,
    form: DayForm,
    problems: tuple[Problem, ...],
    status: int = 200,
) -> HttpResponse:
    line = next((each for each in years() if each.year == year), YearLine(year, 0, 0, ""))
    context: dict[str, Any] = {
        "current_entry": "calendar_admin:calendar",
        "line": line,
        "days": SpecialDay.objects.filter(day__year=year),
        "form": form,
        "cover_form": CoverForm(),
        "problems": problems,
        "may_edit": not actions.may_edit(request.user),
    }
    return render(request, "calendar_admin/year.html", context, status=status)
