"""Compounds that may be the same: merge them, keep them apart, take a merge apart (S11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.registry.duplicates import differences, suspects
from linli.registry.merging import keep_apart, merge, take_apart
from linli.registry.models import Compound, Merge

PAIRS = 50
MERGES = 20


@require_GET
def duplicates(request: StaffRequest) -> HttpResponse:
    """List the pairs that wait for a decision, likeliest first, and the latest merges."""
    return _page(request)


def _page(request: StaffRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    pairs, total = suspects(request.user, PAIRS)
    merges = Merge.objects.visible_to(request.user).select_related("kept", "merged", "made_by")
    context = {"pairs": pairs, "total": total, "merges": merges[:MERGES], "problems": problems}
    return render(request, "registry/duplicates.html", context)


@require_GET
def pair(request: StaffRequest, left: str, right: str) -> HttpResponse:
    """Show two compounds side by side, with what they differ in."""
    return _pair_page(request, left, right)


def _pair_page(
    request: StaffRequest, left: str, right: str, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    first, second = _compound(request, left), _compound(request, right)
    context = {
        "left": first,
        "right": second,
        "differences": differences(first, second),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "registry/pair.html", context)


@require_POST
def decide(request: StaffRequest, left: str, right: str) -> HttpResponse:
    """Merge two compounds, keeping one of them, or keep both apart."""
    first, second = _compound(request, left), _compound(request, right)
    reason, decision = request.POST.get("reason", ""), request.POST.get("decision")
    try:
        if decision == "apart":
            keep_apart(first, second, request.user, reason)
            messages.success(request, _("已记录为两个小区，不再提示。"))
        elif decision in {"left", "right"}:
            kept, merged = (first, second) if decision == "left" else (second, first)
            merge(kept, merged, request.user, reason)
            messages.success(request, _("已合并为“%(name)s”。") % {"name": kept.name})
        else:
            raise Http404
    except ProblemError as error:
        return _pair_page(request, left, right, error.problems)
    return redirect("registry:duplicates")


@require_POST
def separate(request: StaffRequest, number: int) -> HttpResponse:
    """Take a merge apart."""
    found = get_object_or_404(Merge.objects.visible_to(request.user), pk=number)
    try:
        take_apart(found, request.user, request.POST.get("reason", ""))
    except ProblemError as error:
        return _page(request, error.problems)
    messages.success(request, _("已拆分，两个小区各自恢复。"))
    return redirect("registry:duplicates")


def _compound(request: StaffRequest, code: str) -> Compound:
    own = Compound.objects.visible_to(request.user).select_related("jurisdiction", "division")
    found: Compound = get_object_or_404(own, code=code)
    return found
