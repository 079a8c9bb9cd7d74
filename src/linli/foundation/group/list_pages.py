"""The log of trainings, and the list of institutions (S08, S64)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.group import actions
from linli.foundation.group.forms import InstitutionForm, TrainingForm
from linli.foundation.group.meeting_pages import OF_GROUP
from linli.foundation.group.models import Institution, Training
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Organisation, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.steps.hands import hands_of


@require_http_methods(["GET", "HEAD", "POST"])
@programme_only
@roles_only(Role.CITY_OFFICE, Role.COUNTY_OFFICE, to_change=True)
def trainings(request: StaffRequest) -> HttpResponse:
    """Show the trainings; enter one of one's own office (S64)."""
    form, problems = TrainingForm(request.POST or None), tuple[Problem, ...]()
    own = Organisation.objects.filter(pk__in=hands_of(request.user).organisations)
    form.fields["organiser"].queryset = own  # type: ignore[attr-defined] # a choice of rows
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        organiser = given.pop("organiser")
        try:
            actions.record_training(request.user, organiser.jurisdiction, organiser, given)
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("培训已登记。"))
            return redirect("group:trainings")
    found = Training.objects.visible_to(request.user).select_related("organiser", "jurisdiction")
    context = OF_GROUP | {
        "trainings": found,
        "people": found.aggregate(people=Sum("people"))["people"] or 0,
        "form": form,
        "problems": problems,
        "may_enter": scope_of(request.user).has(Role.CITY_OFFICE, Role.COUNTY_OFFICE),
    }
    return render(request, "group/trainings.html", context, status=422 if form.is_bound else 200)


@require_safe
@programme_only
def institutions(request: StaffRequest) -> HttpResponse:
    """Show the list of institutions with who leads them and how far they are (S08)."""
    found = list(Institution.objects.all())
    counts = [
        (label, sum(each.state == state for each in found))
        for state, label in Institution.State.choices
    ]
    context = OF_GROUP | {
        "institutions": found,
        "counts": counts,
        "today": timezone.localdate(),
        "may_edit": not actions.may_list(request.user),
    }
    return render(request, "group/institutions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(Role.CITY_OFFICE)
def institution_new(request: StaffRequest) -> HttpResponse:
    """Add an institution to the list."""
    return _edit(request, Institution())


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(Role.CITY_OFFICE)
def institution(request: StaffRequest, number: int) -> HttpResponse:
    """Enter how far an institution is."""
    return _edit(request, get_object_or_404(Institution, pk=number))


def _edit(request: StaffRequest, found: Institution) -> HttpResponse:
    initial = {name: getattr(found, name) for name in InstitutionForm.base_fields}
    form, problems = InstitutionForm(request.POST or None, initial=initial), tuple[Problem, ...]()
    if form.is_valid():
        same = Institution.objects.filter(title=form.cleaned_data["title"]).exclude(pk=found.pk)
        if same.exists():
            form.add_error("title", _("清单中已有这项制度。"))
    if form.is_valid():
        try:
            actions.set_institution(request.user, found, form.cleaned_data)
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("制度清单已更新。"))
            return redirect("group:institutions")
    context = OF_GROUP | {"institution": found, "form": form, "problems": problems}
    return render(request, "group/institution.html", context, status=422 if form.is_bound else 200)
