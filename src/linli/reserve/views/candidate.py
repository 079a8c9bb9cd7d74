"""A candidate's page: its gates, score, funds and way, and what is done about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.reserve.actions.funds import may_plan_funds, plan_funds
from linli.reserve.actions.review import apply_for_entry, check_entry, may_apply, may_check
from linli.reserve.forms import CheckForm, FundsForm, ReasonForm
from linli.reserve.models import Candidate
from linli.reserve.money import funds_of
from linli.reserve.problems import PREPARING
from linli.reserve.reads.candidate import candidate_of, candidate_sheet

P = ParamSpec("P")


def of_visible_candidate(
    view: Callable[[StaffRequest, Candidate], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Hand a view the candidate of its project's code; 404 outside the scope."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *_args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            found = candidate_of(request.user, str(kwargs["code"]))
        except Candidate.DoesNotExist as error:
            raise Http404 from error
        return view(request, found)

    return guarded


@require_GET
@programme_only
@of_visible_candidate
def candidate(request: StaffRequest, found: Candidate) -> HttpResponse:
    """Show what a project lacks, how its need is worked out, and its way so far (S14, S26)."""
    return _page(request, found)


def _page(
    request: StaffRequest,
    found: Candidate,
    problems: list[Problem] | None = None,
    form: FundsForm | None = None,
) -> HttpResponse:
    funds = funds_of(found)
    context = {
        "candidate": found,
        "sheet": candidate_sheet(found),
        "funds": funds,
        "funds_form": form
        or FundsForm(funds=funds, initial={"expected_year": found.expected_year}),
        "may_plan_funds": not may_plan_funds(request.user, found),
        "may_apply": not may_apply(request.user, found),
        "may_check": not may_check(request.user, found),
        "problems": problems or [],
    }
    status = 422 if problems or (form and form.errors) else 200
    return render(request, "reserve/candidate.html", context, status=status)


@require_POST
@roles_only(*PREPARING)
@of_visible_candidate
def apply(request: StaffRequest, found: Candidate) -> HttpResponse:
    """Apply for a project's entry (S14)."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        apply_for_entry(request.user, found, reason, timezone.localdate())
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("已提出入库申请，由市领导小组办公室审核。"))
    return redirect("reserve:candidate", found.project.code)


@require_POST
@roles_only(Role.CITY_OFFICE)
@of_visible_candidate
def check(request: StaffRequest, found: Candidate) -> HttpResponse:
    """Pass an application or send it back (S14)."""
    form = CheckForm(request.POST)
    reason, passed = form.opinion()
    try:
        check_entry(request.user, found, reason, timezone.localdate(), passed=passed)
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("审核意见已记录。"))
    return redirect("reserve:candidate", found.project.code)


@require_POST
@roles_only(*PREPARING)
@of_visible_candidate
def funds(request: StaffRequest, found: Candidate) -> HttpResponse:
    """Write down who pays a project and what it is spent on (S14, S70)."""
    form = FundsForm(request.POST, funds=funds_of(found))
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        plan_funds(request.user, found, form.plan())
    except ProblemError as error:
        return _page(request, found, list(error.problems), form)
    messages.success(request, _("资金预案已保存。"))
    return redirect("reserve:candidate", found.project.code)
