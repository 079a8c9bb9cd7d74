"""Pages of adopted plans: the frozen version, its changes, its way to the higher lists (S32)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.files.responses import file_response
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.foundation.people.scope import WHOLE_CITY_ROLES, scope_of
from linli.plan.actions import HandIn, Receipt, may_plan, note_answer, replan, submit
from linli.plan.forms.plans import AnswerForm, SubmitForm, WithdrawForm
from linli.plan.models import AnnualPlan, Submission
from linli.plan.reads import lists, tasks
from linli.plan.reads.submissions import open_levels, submissions
from linli.plan.workbook import annual_plan_workbook

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OF_YEAR = {"current_entry": "plan:list"}


def _plan(year: int, number: int) -> AnnualPlan:
    return get_object_or_404(tasks.plans(year), version=number)


@require_GET
@programme_only
def version(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Show an adopted plan as it was frozen (S04-S07)."""
    return _version(request, _plan(year, number))


def _version(
    request: StaffRequest,
    plan: AnnualPlan,
    problems: tuple[Problem, ...] = (),
    form: SubmitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = tasks.plans(plan.year).first()
    may_change = not may_plan(request.user)
    context = OF_YEAR | {
        "plan": plan,
        "problems": problems,
        "may_withdraw": newest == plan and may_change,
        "may_change": may_change,
        "whole_city": scope_of(request.user).whole_city,
        "standing": tasks.plan_standing(request.user, plan),
        "submissions": submissions(request.user, plan),
        "levels": open_levels(plan),
        "form": form or SubmitForm(),
        "answer": AnswerForm(),
        "page": lists.lines(request.user, plan, request.GET.get("page", 1)),
    }
    return render(request, "plan/version.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def withdraw(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Ask what the plan becomes without one of its projects, and lead to that scenario."""
    plan, form = _plan(year, number), WithdrawForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        made = replan(request.user, plan, given.get("project", ""), given.get("reason", ""))
    except ProblemError as error:
        return _version(request, plan, error.problems, status=422)
    return redirect("plan:scenario", made.pk)


@require_POST
@roles_only(Role.CITY_OFFICE)
def hand_in(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Note that a plan was handed in for a list (S32)."""
    plan, form = _plan(year, number), SubmitForm(request.POST, request.FILES)
    if not form.is_valid():
        return _version(request, plan, form=form, status=422)
    given = form.cleaned_data
    hand = HandIn(given["level"], given["record_number"], given["day"], _receipt(given["receipt"]))
    try:
        made = submit(request.user, plan, hand)
    except ProblemError as error:
        return _version(request, plan, error.problems, form, status=422)
    messages.success(request, _("已登记申报：%s。") % made.get_level_display())
    return redirect("plan:version", year, number)


def _receipt(file: UploadedFile[Any] | None) -> Receipt | None:
    return Receipt(file.name or "", file.read()) if file else None


@require_POST
@roles_only(Role.CITY_OFFICE)
def answer(request: StaffRequest, submission_id: int) -> HttpResponse:
    """Note which projects a list accepted."""
    found = get_object_or_404(Submission.objects.select_related("plan"), pk=submission_id)
    form = AnswerForm(request.POST)
    accepted = [int(key) for key in request.POST.getlist("line") if key.isdecimal()]
    if not form.is_valid():
        return _version(request, _plan(found.plan.year, found.plan.version), status=422)
    given = form.cleaned_data
    try:
        note_answer(request.user, found, given["day"], given["number"], accepted)
    except ProblemError as error:
        plan = _plan(found.plan.year, found.plan.version)
        return _version(request, plan, error.problems, status=422)
    messages.success(request, _("已登记 %d 个项目列入。") % len(accepted))
    return redirect("plan:version", found.plan.year, found.plan.version)


@require_GET
@roles_only(*WHOLE_CITY_ROLES)
def receipt(_request: StaffRequest, submission_id: int) -> FileResponse:
    """Send a submission's receipt; whole-city eyes only."""
    found = get_object_or_404(Submission, pk=submission_id)
    if found.receipt is None:
        raise Http404
    return file_response(found.receipt, found.receipt_name, download=True)


@require_GET
@roles_only(*WHOLE_CITY_ROLES)
def form(_request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Send an adopted plan as the official form; whole-city eyes only, for it holds every row."""
    plan = _plan(year, number)
    name = f"plan-{plan.year}-v{plan.version}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(annual_plan_workbook(plan), content_type=SPREADSHEET, headers=headers)
