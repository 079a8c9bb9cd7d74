"""Meetings of the leading groups: called, held, and what they decided followed to its closing."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.group import actions
from linli.foundation.group.forms import DecideForm, MeetingForm, MinutesForm
from linli.foundation.group.models import Meeting, Resolution
from linli.foundation.offices.actions import may_manage
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Organisation, Role, User
from linli.foundation.people.scope import scope_of
from linli.foundation.steps.models import Step

OF_GROUP = {"current_entry": "group:meetings"}
keepers = roles_only(Role.CITY_OFFICE, Role.COUNTY_OFFICE)
Problems = tuple[Problem, ...]


def own_groups(user: User) -> QuerySet[Organisation]:
    """Return the leading groups that a user manages."""
    groups = Organisation.objects.filter(kind=Organisation.Kind.LEADING_GROUP)
    scope = scope_of(user)
    return groups if scope.whole_city else groups.filter(jurisdiction__in=scope.jurisdictions)


@require_safe
@programme_only
def meetings(request: StaffRequest) -> HttpResponse:
    """List the leading group's meetings, and the resolutions that are still open (S28, S90)."""
    user = request.user
    open_ones = Resolution.objects.visible_to(user).filter(step__state__in=Step.UNFINISHED)
    context = OF_GROUP | {
        "meetings": Meeting.objects.visible_to(user).select_related("group"),
        "resolutions": open_ones.select_related("meeting", "step__lead", "step__assignee"),
        "today": timezone.localdate(),
        "may_call": scope_of(user).has(Role.CITY_OFFICE, Role.COUNTY_OFFICE)
        and own_groups(user).exists(),
    }
    return render(request, "group/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def call(request: StaffRequest) -> HttpResponse:
    """Call a meeting."""
    form, problems = MeetingForm(request.POST or None), tuple[Problem, ...]()
    form.fields["group"].queryset = own_groups(request.user)  # type: ignore[attr-defined] # a choice of rows
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = actions.call_meeting(request.user, given.pop("group"), given)
        except ProblemError as error:
            problems = error.problems
        else:
            return redirect("group:meeting", made.pk)
    context = OF_GROUP | {"form": form, "problems": problems}
    return render(request, "group/call.html", context, status=422 if form.is_bound else 200)


def _found(request: StaffRequest, number: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("group__jurisdiction")
    found: Meeting = get_object_or_404(rows, pk=number)
    return found


@require_safe
@programme_only
def meeting(request: StaffRequest, number: int) -> HttpResponse:
    """Show a meeting: agenda, minutes, resolutions with how far they are (S28)."""
    return _page(request, _found(request, number))


def _page(
    request: StaffRequest,
    found: Meeting,
    minutes_form: MinutesForm | None = None,
    decide_form: DecideForm | None = None,
    problems: Problems = (),
    status: int = 200,
) -> HttpResponse:
    context = OF_GROUP | {
        "meeting": found,
        "resolutions": found.resolutions.select_related("step__lead", "step__assignee"),
        "minutes_form": minutes_form or MinutesForm(),
        "decide_form": decide_form or DecideForm(),
        "may_keep": not actions.may_keep(request.user, found),
        "may_decide": not may_manage(request.user, found.group.jurisdiction),
        "problems": problems,
    }
    return render(request, "group/meeting.html", context, status=status)


@require_POST
@keepers
def minutes(request: StaffRequest, number: int) -> HttpResponse:
    """Keep the minutes."""
    found, form = _found(request, number), MinutesForm(request.POST)
    return _done(
        request,
        found,
        form,
        lambda: actions.keep_minutes(request.user, found, **form.cleaned_data),
        _("纪要已保存。"),
    )


@require_POST
@keepers
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Enter a resolution, which becomes a step of its office."""
    found, form = _found(request, number), DecideForm(request.POST)
    return _done(
        request,
        found,
        form,
        lambda: actions.decide(request.user, found, actions.Decided(**form.cleaned_data)),
        _("决议已登记，事项已送责任单位待办。"),
    )


def _done(
    request: StaffRequest,
    found: Meeting,
    form: forms.Form,
    change: Callable[[], object],
    said: str,
) -> HttpResponse:
    tried = (
        form if isinstance(form, MinutesForm) else None,
        form if isinstance(form, DecideForm) else None,
    )
    if not form.is_valid():
        return _page(request, found, *tried, (), 422)
    try:
        change()
    except ProblemError as error:
        return _page(request, found, *tried, error.problems, 422)
    messages.success(request, said)
    return redirect("group:meeting", found.pk)
