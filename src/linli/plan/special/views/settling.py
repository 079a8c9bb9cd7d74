"""Approve a plan, look at a frozen version, file it, open a change (S15, S16)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.core.kernel.problem import Problem
from linli.foundation.files.responses import file_response
from linli.foundation.people.doors import StaffRequest
from linli.plan.special.actions import settling
from linli.plan.special.forms import ApproveForm, FilingForm, ReasonForm
from linli.plan.special.models import SpecialPlan, Version
from linli.plan.special.problems import REASON_NEEDED, WHO_APPROVED
from linli.plan.special.reads import filing_task
from linli.plan.special.views.plans import (
    CITY,
    CITY_CHANGES,
    WHOLE_CITY,
    attached,
    done,
    found_plan,
    frame,
    plan_page,
    unprocessable,
)


@require_POST
@CITY
def approve(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Freeze the plan as its next version."""
    plan, form = found_plan(plan_id), ApproveForm(request.POST)
    if not form.is_valid():
        return unprocessable(plan_page(request, plan, [WHO_APPROVED]))
    return done(
        request,
        lambda: settling.approve(request.user, plan, **form.cleaned_data),
        lambda problems: plan_page(request, plan, problems),
        ("special:plan", plan_id),
        _("规划已审定并冻结，可下载备案包。"),
    )


@require_POST
@CITY
def reopen(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Open an approved plan for a change, with its reason."""
    plan, form = found_plan(plan_id), ReasonForm(request.POST)
    if not form.is_valid():
        return unprocessable(plan_page(request, plan, [REASON_NEEDED]))
    return done(
        request,
        lambda: settling.reopen(request.user, plan, form.cleaned_data["reason"]),
        lambda problems: plan_page(request, plan, problems),
        ("special:plan", plan_id),
        _("已发起修改；原版本和备案保持不变。"),
    )


def _found(plan_id: int, number: int) -> Version:
    related = Version.objects.select_related("plan", "filing__receipt", "made_by")
    return get_object_or_404(related, plan=plan_id, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@WHOLE_CITY
@CITY_CHANGES
def version(request: StaffRequest, plan_id: int, number: int) -> HttpResponse:
    """Show a version as it was frozen, with its filing; enter the filing (S16)."""
    found = _found(plan_id, number)
    if request.method != "POST":
        return _version(request, found, [], FilingForm())
    form = FilingForm(request.POST, request.FILES)
    if not form.is_valid():
        return unprocessable(_version(request, found, [], form))
    given = form.cleaned_data
    receipt = given["receipt"].read() if given["receipt"] else None
    return done(
        request,
        lambda: settling.file_version(
            request.user, found, given["number"], given["filed_on"], receipt, given["note"]
        ),
        lambda problems: _version(request, found, problems, form),
        ("special:plan", plan_id),
        _("已登记备案：%s。") % given["number"],
    )


def _version(
    request: StaffRequest, found: Version, problems: list[Problem], form: FilingForm
) -> HttpResponse:
    context = frame(request, found.plan, problems) | {
        "approved": found,
        "filing": getattr(found, "filing", None),
        "task": filing_task(found.approved_on),
        "may_file": found.plan.state == SpecialPlan.State.APPROVED
        and found.plan.versions.first() == found,
        "compounds": sum(len(unit["compounds"]) for unit in found.content["units"]),
        "form": form,
    }
    return render(request, "special/version.html", context)


@require_GET
@WHOLE_CITY
def package(_request: StaffRequest, plan_id: int, number: int) -> HttpResponse:
    """Download what is filed: document, letter, layers, tables, checksums (S16)."""
    found = _found(plan_id, number)
    name = _("%(plan)s-第%(number)d版-备案包.zip") % {"plan": found.plan, "number": number}
    return attached(found.package.read(), "application/zip", name)


@require_GET
@WHOLE_CITY
def receipt(_request: StaffRequest, plan_id: int, number: int) -> HttpResponseBase:
    """Download the receipt of a filing (S16)."""
    filing = getattr(_found(plan_id, number), "filing", None)
    if filing is None or filing.receipt is None:
        raise Http404
    return file_response(filing.receipt, _("备案回执"), download=True)
