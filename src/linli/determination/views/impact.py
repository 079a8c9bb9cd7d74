"""What a changed figure or rule would touch."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack, Parameter, Rule
from linli.determination.reads import impact as reads
from linli.determination.reads.uses import find_entry
from linli.determination.views.asked import asked_day, asked_pack
from linli.engines.tables.numbers import TooLarge
from linli.foundation.people.doors import StaffRequest, programme_only
from linli.registry.models import Release

TOO_LARGE = Problem(
    "impact-too-large",
    Text("数值过大，无法测算。", "The numbers are too large to be worked out."),
    Text("请填写较小的数值。", "Enter a smaller number."),
)


@require_GET
@programme_only
def page(request: StaffRequest) -> HttpResponse:
    """Show whom a draft touches: a figure with another value, or a rule with another condition."""
    pack, release = asked_pack(), Release.objects.filter(jurisdiction=None).first()
    figures, rules = reads.measurable(pack)
    day, day_error = asked_day(request)
    entry = _chosen(pack, request.GET.get("entry", ""))
    context: dict[str, Any] = {
        "pack": pack,
        "release": release,
        "figures": figures,
        "rules": rules,
        "entry": entry,
        "asked": request.GET.get("entry", ""),
        "day": day,
        "day_error": day_error,
    }
    if entry is not None:
        now = reads.as_written(entry, day)
        context |= {"now": now, "written": request.GET.get("new", now)}
        context["measurable"] = entry in (*figures, *rules)
        if context["measurable"] and release and "new" in request.GET and not day_error:
            context |= _tried(request, pack, entry, release, day)
    return render(request, "determination/impact.html", context)


def _chosen(pack: Pack, asked: str) -> Parameter | Rule | None:
    """Return the figure or rule that is asked for as ``figure:name`` or ``rule:id``."""
    kind, _colon, name = asked.partition(":")
    found = find_entry(pack, kind, name)
    if asked and not isinstance(found, Parameter | Rule):
        raise Http404
    return found if isinstance(found, Parameter | Rule) else None


def _tried(
    request: StaffRequest, pack: Pack, entry: Parameter | Rule, release: Release, day: date
) -> dict[str, Any]:
    """Return what a draft touches, or what is wrong with it."""
    try:
        draft = reads.draft(pack, entry, request.GET["new"], day)
        found, left_out = reads.touched(request.user, release, pack, draft, day)
    except ProblemError as error:
        return {"problems": error.problems}
    except TooLarge:
        return {"problems": [TOO_LARGE]}
    rule, area = request.GET.get("rule", ""), request.GET.get("jurisdiction", "")
    areas, moves = reads.moves(pack, found)
    return {
        "found": found,
        "left_out": left_out,
        "touched": found.changed["code"].n_unique(),
        "areas": areas,
        "moves": moves,
        "moved_rules": list({move.rule.id: move.rule for move in moves}.values()),
        "money": reads.money(found),
        "amounts": reads.amounts(pack, found),
        "rule": rule,
        "jurisdiction": area,
        "page": reads.changed_compounds(pack, found, rule, area, request.GET.get("page", 1)),
    }
