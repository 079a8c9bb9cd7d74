"""Pages of the policy's answers: by rule and by compound."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.explanation import FORCES
from linli.core.policy.schema import Subject
from linli.core.policy.turning import turns
from linli.determination import reads
from linli.determination.actions import may_determine, run_determination
from linli.determination.views.asked import asked_pack
from linli.determination.words import explain
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.registry.models import Compound
from linli.registry.releasing import make_release, may_release


@require_GET
@programme_only
def overview(request: StaffRequest) -> HttpResponse:
    """Show every rule with the numbers of compounds that it was answered for."""
    return _overview(request, [])


def _overview(request: StaffRequest, problems: list[Problem], status: int = 200) -> HttpResponse:
    latest = reads.latest_determination()
    areas, rules = reads.outcome_counts(request.user, latest) if latest else ([], [])
    context = {
        "determination": latest,
        "pack": reads.pack_of(latest.pack) if latest else None,
        "areas": areas,
        "rules": rules,
        "forces": FORCES,
        "problems": problems,
        "reasons": may_release(request.user) + may_determine(request.user),
    }
    return render(request, "determination/list.html", context, status=status)


@require_POST
@roles_only(Role.CITY_OFFICE)
def run(request: StaffRequest) -> HttpResponse:
    """Freeze the registry and answer every rule for it as of today."""
    asked_pack()  # before the first one there is nothing to answer
    try:
        release = make_release(request.user, _("冻结小区库并认定"))
        made = run_determination(release, timezone.localdate(), request.user)
    except ProblemError as error:
        return _overview(request, list(error.problems), status=422)
    messages.success(
        request,
        _("已按小区库版本 %(release)s 完成认定 %(run)s。请到储备库页面刷新储备库。")
        % {"release": release, "run": made},
    )
    return redirect("determination:list")


@require_GET
@programme_only
def rule(request: StaffRequest, rule_id: str) -> HttpResponse:
    """Show the compounds that a rule was answered for, by outcome."""
    latest = reads.latest_determination()
    pack = reads.pack_of(latest.pack) if latest else None
    if latest is None or pack is None or rule_id not in pack.rules:
        raise Http404
    asked = pack.rules[rule_id]
    if asked.subject is not Subject.COMPOUND:
        raise Http404
    outcome, area = request.GET.get("outcome", ""), request.GET.get("jurisdiction", "")
    context = {
        "determination": latest,
        "rule": asked,
        "clause": pack.clauses.get(asked.clause),
        "force": FORCES[asked.force],
        "outcomes": reads.outcomes_of(asked),
        "outcome": outcome,
        "areas": reads.answered_areas(request.user, latest),
        "jurisdiction": area,
        "page": reads.answered_compounds(
            request.user, latest, asked, outcome, area, request.GET.get("page", 1)
        ),
    }
    return render(request, "determination/rule.html", context)


@require_GET
@programme_only
def compound(request: StaffRequest, code: str) -> HttpResponse:
    """Explain what the policy grants one compound, and why (S11, S14, S17-S19)."""
    try:
        row = reads.compound_answers(request.user, code)
    except Compound.DoesNotExist as error:
        raise Http404 from error
    explanations = [
        explain(row.pack, each, turns(row.pack, each.rule.id, row.facts, row.day))
        for each in row.answers
    ]
    context = {"row": row, "compound": row.compound, "explanations": explanations}
    return render(request, "determination/compound.html", context)
