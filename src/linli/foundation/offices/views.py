"""Pages of the organisation: its tree, an office with its posts and their holders, the gaps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.offices import actions
from linli.foundation.offices.forms import AppointForm, GroupForm
from linli.foundation.offices.reads import groups, seats, tree
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Jurisdiction, Organisation, Post, Role

OF_TREE = {"current_entry": "offices:tree"}
keepers = roles_only(Role.CITY_OFFICE, Role.COUNTY_OFFICE)


@require_safe
@programme_only
def organisation_tree(request: StaffRequest) -> HttpResponse:
    """Show the organisation by families of addressees (S02)."""
    lacking = [line for line in groups(timezone.localdate()) if line.group is None]
    context = OF_TREE | {"families": tree(), "lacking": lacking}
    return render(request, "offices/tree.html", context)


@require_safe
@programme_only
def organisation(request: StaffRequest, number: int) -> HttpResponse:
    """Show an office's posts, who holds them and who did (S89)."""
    found = get_object_or_404(
        Organisation.objects.select_related("parent", "jurisdiction"), pk=number
    )
    posts = seats(found, timezone.localdate())
    context = OF_TREE | {
        "organisation": found,
        "seats": posts,
        "children": found.children.all(),
        "may_appoint": any(not actions.may_appoint(request.user, seat.post) for seat in posts),
    }
    return render(request, "offices/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def post(request: StaffRequest, number: int) -> HttpResponse:
    """Give a seat of a leading group to somebody by a document."""
    seat = get_object_or_404(Post.objects.select_related("organisation__jurisdiction"), pk=number)
    form, problems = AppointForm(request.POST or None), tuple[Problem, ...]()
    if form.is_valid():
        try:
            actions.appoint(request.user, seat, actions.Named(**form.cleaned_data))
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("任职已登记，前任同时离任。"))
            return redirect("offices:organisation", seat.organisation_id)
    context = OF_TREE | {
        "post": seat,
        "form": form,
        "problems": problems or actions.may_appoint(request.user, seat),
        "history": seat.appointments.select_related("user"),
    }
    return render(request, "offices/post.html", context, status=422 if form.is_bound else 200)


@require_safe
@programme_only
def area_groups(request: StaffRequest) -> HttpResponse:
    """Show which areas have a leading group and which lack one (S29)."""
    lines = [
        (line, line.group is None and not actions.may_manage(request.user, line.jurisdiction))
        for line in groups(timezone.localdate())
    ]
    return render(request, "offices/groups.html", OF_TREE | {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def found(request: StaffRequest, area: int) -> HttpResponse:
    """Register the leading group of an area (S29)."""
    where = get_object_or_404(Jurisdiction, pk=area)
    form, problems = GroupForm(request.POST or None), tuple[Problem, ...]()
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        titles = data["titles"].splitlines()
        try:
            made = actions.found_group(request.user, where, data["name"], titles, data["document"])
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("工作机制已登记，请登记各席位的任职。"))
            return redirect("offices:organisation", made.pk)
    context = OF_TREE | {
        "area": where,
        "form": form,
        "problems": problems or actions.may_manage(request.user, where),
    }
    return render(request, "offices/found.html", context, status=422 if form.is_bound else 200)
