"""Survey rounds: open one, watch its coverage, report, check, send back (S11)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.doors import roles_only
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.registry.models import SurveyRound, SurveyTask
from linli.registry.rounds import NewRound, coverage, is_open, move, open_round


class RoundForm(forms.Form):
    """What a new round asks of whom, and why it is opened."""

    name = forms.CharField(label=gettext_lazy("轮次名称"), max_length=60)
    cutoff = forms.DateField(
        label=gettext_lazy("建成截止日"),
        help_text=gettext_lazy("调查该日（含）以前建成的小区。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    opened_on = forms.DateField(
        label=gettext_lazy("开始日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    closed_on = forms.DateField(
        label=gettext_lazy("结束日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    jurisdictions = forms.ModelMultipleChoiceField(
        Jurisdiction.objects.all(),
        label=gettext_lazy("县区"),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(Role.CITY_OFFICE, to_change=True)
def rounds(request: StaffRequest) -> HttpResponse:
    """List the rounds; open one."""
    form = RoundForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason, areas = given.pop("reason"), tuple(given.pop("jurisdictions"))
        try:
            made = open_round(request.user, NewRound(**given, jurisdictions=areas), reason)
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("已开设轮次，任务已下达到社区。"))
            return redirect("registry:round", made.pk)
    context = {
        "form": form,
        "rounds": [(each, is_open(each)) for each in SurveyRound.objects.all()],
        "problems": problems,
        "may_open": scope_of(request.user).has(Role.CITY_OFFICE),
    }
    return render(request, "registry/rounds.html", context)


@require_GET
def survey_round(request: StaffRequest, number: int) -> HttpResponse:
    """Show a round's coverage by community."""
    return _coverage_page(request, number)


def _coverage_page(
    request: StaffRequest, number: int, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    found = get_object_or_404(SurveyRound, pk=number)
    scope = scope_of(request.user)
    context: dict[str, Any] = {
        "round": found,
        "is_open": is_open(found),
        "areas": coverage(request.user, found),
        "only_silent": request.GET.get("only") == "silent",
        "problems": problems,
        "may_report": scope.has(Role.COMMUNITY, Role.COUNTY_OFFICE),
        "may_check": scope.has(Role.COUNTY_OFFICE),
        "may_return": scope.has(Role.COUNTY_OFFICE, Role.CITY_OFFICE),
    }
    return render(request, "registry/round.html", context)


@require_POST
def move_task(request: StaffRequest, number: int) -> HttpResponse:
    """Report, check or send back a community's task."""
    own = SurveyTask.objects.visible_to(request.user)
    task = get_object_or_404(own, pk=number)
    state = request.POST.get("state", "")
    if state not in SurveyTask.State.values or state == SurveyTask.State.ASKED:
        raise Http404
    note, nil_return = request.POST.get("note", "")[:200], "nil_return" in request.POST
    try:
        move(task, SurveyTask.State(state), request.user, note, nil_return=nil_return)
    except ProblemError as error:
        return _coverage_page(request, task.round_id, error.problems)
    return redirect("registry:round", task.round_id)
