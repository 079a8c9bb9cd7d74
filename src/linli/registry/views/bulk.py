"""One fact of many compounds: choose it, look at the preview, confirm with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.schema import Fact
from linli.foundation.desk.requests import StaffRequest
from linli.registry.actions import may_change_facts
from linli.registry.bulk import (
    LIMIT,
    BulkLine,
    BulkPlan,
    changeable,
    chosen,
    confirm_bulk,
    new_value,
    preview_bulk,
)
from linli.registry.models import Compound
from linli.registry.panel import Choice, label_of, value_field
from linli.registry.selection import read_selection
from linli.registry.words import in_words


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: StaffRequest) -> HttpResponse:
    """Take a bulk change from its choice to its preview, and, posted with a reason, store it."""
    try:
        ids = chosen(
            request.user,
            read_selection(request.GET),
            request.GET.getlist("compound"),
            everything="all" in request.GET,
        )
    except Compound.DoesNotExist as error:
        raise Http404 from error
    except ProblemError as error:
        return _page(request, [], error.problems)
    return _confirm(request, ids) if request.method == "POST" else _page(request, ids, ())


def _asked(request: StaffRequest) -> tuple[str, Any]:
    name, written = request.GET.get("change", ""), request.GET.get("to", "").strip()
    return name, new_value(name, written, unknown="unknown" in request.GET)


def _confirm(request: StaffRequest, ids: Sequence[int]) -> HttpResponse:
    seen = request.POST.get("sha256") or "none"  # only what was seen is stored
    try:
        plan = confirm_bulk(
            request.user, ids, _asked(request), request.POST.get("reason", ""), seen
        )
    except ProblemError as error:
        return _page(request, ids, error.problems)
    done = {"count": plan.changed, "fact": label_of(plan.fact)}
    messages.success(request, _("已更改 %(count)d 个小区的“%(fact)s”。") % done)
    return redirect(f"{reverse('registry:list')}?{read_selection(request.GET).query()}")


def _page(request: StaffRequest, ids: Sequence[int], problems: Sequence[Problem]) -> HttpResponse:
    plan, wrong = None, list(problems)
    if ids and "preview" in request.GET:
        try:
            plan = preview_bulk(request.user, ids, *_asked(request))
        except ProblemError as error:
            wrong += [each for each in error.problems if each not in wrong]
    name = request.GET.get("change", "")
    fact = next((each for each in changeable() if each.name == name), None)
    context = {
        "total": len(ids),
        "kept": _kept(request),
        "facts": [Choice(each.name, label_of(each), each is fact) for each in changeable()],
        "fact": fact,
        "field": value_field(fact, "to", request.GET.get("to", "")) if fact else None,
        "unknown": "unknown" in request.GET,
        "plan": plan,
        "tables": _tables(plan) if plan else None,
        "problems": wrong,
        "obstacles": may_change_facts(request.user),
        "reason": request.POST.get("reason", ""),
        "back": read_selection(request.GET).query(),
        "limit": LIMIT,
    }
    return render(request, "registry/list_bulk.html", context)


def _kept(request: StaffRequest) -> list[tuple[str, str]]:
    """Return the parameters that say which compounds are meant, to send along."""
    pairs = read_selection(request.GET).pairs()
    pairs += [("compound", code) for code in request.GET.getlist("compound")]
    return pairs + ([("all", "1")] if "all" in request.GET else [])


def _tables(plan: BulkPlan) -> dict[str, list[dict[str, Any]]]:
    return {
        "changes": [_in_words(plan.fact, line) for line in plan.changes],
        "refusals": [_in_words(plan.fact, line) for line in plan.refusals],
    }


def _in_words(fact: Fact, line: BulkLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "old": in_words(fact, line.old),
        "new": in_words(fact, line.new),
        "problems": line.problems,
    }
