"""A bundle's page: members, what they share, how its money balances, its versions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.determination.reads import current_pack
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.reserve.actions.bundles import give_up_bundle, make_project, may_change, may_make_project
from linli.reserve.actions.facilities import balance_bundle, drop_facility, share_facility
from linli.reserve.forms import FacilityForm, ReasonForm
from linli.reserve.models import Bundle, Facility
from linli.reserve.problems import PREPARING
from linli.reserve.reads.bundle_sheet import bundle_sheet
from linli.reserve.reads.bundles import bundle_of


def of_visible_bundle(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the bundle of its code; 404 outside the scope."""

    @wraps(view)
    def guarded(request: StaffRequest, code: str, **others: int) -> HttpResponse:
        try:
            found = bundle_of(request.user, code)
        except Bundle.DoesNotExist as error:
            raise Http404 from error
        return view(request, found, **others)

    return guarded


@require_GET
@programme_only
@of_visible_bundle
def bundle(request: StaffRequest, found: Bundle) -> HttpResponse:
    """Show a bundle: members, shared facilities, bonds, balance and versions (S47, S75, S81)."""
    return _page(request, found)


def _page(
    request: StaffRequest,
    found: Bundle,
    problems: list[Problem] | None = None,
    form: FacilityForm | None = None,
) -> HttpResponse:
    context = {
        "bundle": found,
        "sheet": bundle_sheet(request.user, found, timezone.localdate()),
        "facility_form": form or FacilityForm(pack=current_pack()),
        "may_change": not may_change(request.user, found),
        "may_make_project": not may_make_project(request.user, found),
        "problems": problems or [],
    }
    status = 422 if problems or (form and form.errors) else 200
    return render(request, "reserve/bundle.html", context, status=status)


def _reason(request: StaffRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


@require_POST
@roles_only(*PREPARING)
@of_visible_bundle
def project(request: StaffRequest, found: Bundle) -> HttpResponse:
    """Make one project of a bundle's compounds (A01)."""
    try:
        made = make_project(request.user, found, _reason(request), timezone.localdate())
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("已立为项目“%(project)s”。") % {"project": made})
    return redirect("reserve:candidate", made.code)


@require_POST
@roles_only(*PREPARING)
@of_visible_bundle
def give_up(request: StaffRequest, found: Bundle) -> HttpResponse:
    """Let a bundle's compounds stand for themselves again (S47)."""
    try:
        give_up_bundle(request.user, found, _reason(request), timezone.localdate())
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("打包已撤销。"))
    return redirect("reserve:bundles")


@require_POST
@roles_only(*PREPARING)
@of_visible_bundle
def balance(request: StaffRequest, found: Bundle) -> HttpResponse:
    """Choose how a bundle's money balances (S81)."""
    try:
        balance_bundle(request.user, found, request.POST.get("mode", ""), _reason(request))
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("资金平衡模式已保存。"))
    return redirect("reserve:bundle", found.code)


@require_POST
@roles_only(*PREPARING)
@of_visible_bundle
def facilities(request: StaffRequest, found: Bundle) -> HttpResponse:
    """Let a bundle share a facility (S75)."""
    form = FacilityForm(request.POST, pack=current_pack())
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        reason = form.cleaned_data["reason"]
        share_facility(request.user, found, form.shared(), reason, timezone.localdate())
    except ProblemError as error:
        return _page(request, found, list(error.problems), form)
    messages.success(request, _("共享设施已增加。"))
    return redirect("reserve:bundle", found.code)


@require_POST
@roles_only(*PREPARING)
@of_visible_bundle
def facility(request: StaffRequest, found: Bundle, pk: int) -> HttpResponse:
    """Take a facility from what a bundle shares (S75)."""
    own = get_object_or_404(Facility.objects.visible_to(request.user), pk=pk, bundle=found)
    try:
        drop_facility(request.user, own, _reason(request), timezone.localdate())
    except ProblemError as error:
        return _page(request, found, list(error.problems))
    messages.success(request, _("共享设施已取消。"))
    return redirect("reserve:bundle", found.code)
