"""Bundles: those that stand, those that neighbourhood suggests, and the form that shapes one."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.determination.reads import latest_determination, pack_of
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Jurisdiction
from linli.registry.models import Compound
from linli.reserve.actions.bundles import Draft, accept_bundle, reshape_bundle
from linli.reserve.models import Bundle
from linli.reserve.problems import PREPARING
from linli.reserve.reads import bundles as reads
from linli.reserve.reads import candidate_areas


class Shaping(NamedTuple):
    """A form that shapes a bundle: the area, what is filled in, what compounds are found by."""

    area: Jurisdiction
    draft: Draft
    text: str
    bundle: Bundle | None


@require_GET
@programme_only
def overview(request: StaffRequest) -> HttpResponse:
    """Show the bundles of compounds that are renovated together (S47, S75)."""
    area = request.GET.get("jurisdiction", "")
    context = {
        "bundles": reads.bundles_of(request.user, area),
        "areas": candidate_areas(request.user),
        "jurisdiction": area,
    }
    return render(request, "reserve/bundles.html", context)


@require_GET
@programme_only
def proposals(request: StaffRequest) -> HttpResponse:
    """Show the bundles that neighbourhood suggests, on a map and as a list (S47, S75)."""
    areas, level = candidate_areas(request.user), _level(request.GET)
    wanted = request.GET.get("jurisdiction", "")
    area = next((each for each in areas if each.code == wanted), areas[0] if areas else None)
    run = latest_determination()
    reach = reads.reach_of(pack_of(run.pack), level, run.day) if run else None
    rows = reads.proposals(request.user, area, level, reach) if area and reach else []
    found = reads.choices(request.user, area, level) if area else []
    context = {
        "areas": areas,
        "area": area,
        "level": level,
        "levels": Bundle.Level.choices,
        "reach": reach,
        "rows": rows,
        "unplaced": sum(each.place is None for each in found),
        "map": reads.map_of_proposals(rows, found),
    }
    return render(request, "reserve/proposals.html", context)


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*PREPARING, to_change=True)
def new(request: StaffRequest) -> HttpResponse:
    """Take a proposal over as it is or otherwise, under a name and with a reason (S47)."""
    draft = _draft(request.POST or request.GET)
    seen = Compound.objects.visible_to(request.user).filter(code__in=draft.members)
    first = seen.select_related("jurisdiction").order_by("code").first()
    if first is None:
        return redirect("reserve:proposals")
    shaping = Shaping(first.jurisdiction, draft, _text(request), None)
    if request.method != "POST" or "search" in request.POST:
        return _form(request, shaping)
    try:
        made = accept_bundle(request.user, draft)
    except ProblemError as error:
        return _form(request, shaping, list(error.problems))
    messages.success(request, _("“%(bundle)s”已接受。") % {"bundle": made})
    return redirect("reserve:bundle", made.code)


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*PREPARING, to_change=True)
def reshape(request: StaffRequest, code: str) -> HttpResponse:
    """Give a bundle other members or another name, as its next version (S47)."""
    try:
        found = reads.bundle_of(request.user, code)
    except Bundle.DoesNotExist as error:
        raise Http404 from error
    held = tuple(sorted(each.code for each in found.compounds.all()))
    stands = Draft(found.name, found.level, held, "")
    draft = _draft(request.POST)._replace(level=found.level) if request.POST else stands
    shaping = Shaping(found.jurisdiction, draft, _text(request), found)
    if request.method != "POST" or "search" in request.POST:
        return _form(request, shaping)
    try:
        reshape_bundle(request.user, found, draft, timezone.localdate())
    except ProblemError as error:
        return _form(request, shaping, list(error.problems))
    messages.success(request, _("“%(bundle)s”已调整。") % {"bundle": draft.name})
    return redirect("reserve:bundle", code)


def _form(
    request: StaffRequest, shaping: Shaping, problems: list[Problem] | None = None
) -> HttpResponse:
    draft, bundle = shaping.draft, shaping.bundle
    found = reads.offered(
        request.user,
        shaping.area,
        draft.level,
        frozenset(draft.members),
        shaping.text,
        bundle.code if bundle else "",
    )
    context = {
        "shaping": shaping,
        "choices": found,
        "together": reads.together(found),
        "levels": Bundle.Level.choices,
        "map": reads.map_of_choices(found),
        "problems": problems or [],
    }
    return render(request, "reserve/bundle_form.html", context, status=422 if problems else 200)


def _draft(given: QueryDict) -> Draft:
    members = tuple(dict.fromkeys(given.getlist("member")))
    return Draft(given.get("name", "")[:120], _level(given), members, given.get("reason", "")[:200])


def _level(given: QueryDict) -> str:
    level = given.get("level", "")
    return level if level in Bundle.Level.values else Bundle.Level.STREET


def _text(request: StaffRequest) -> str:
    return (request.POST or request.GET).get("text", "")[:60]
