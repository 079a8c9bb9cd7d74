"""Cases: the list, each case with what its people may do, replies, versions, figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.approvals import letters, problems
from linli.approvals.actions.after import answer_objection, commit, move_case, object_to, spot_check
from linli.approvals.actions.applying import complete, withdraw
from linli.approvals.actions.deciding import (
    Ruling,
    accept,
    ask_again,
    decide,
    give_opinion,
    next_serial,
    return_case,
)
from linli.approvals.actions.steps import returned_for, steps_of
from linli.approvals.actions.turn import may_apply
from linli.approvals.bridge import COMMITMENT, SCHEME
from linli.approvals.models import Case, Commitment, Decision, Opinion
from linli.approvals.reads import case_list, case_page, figures, moved_cases
from linli.approvals.views.door import WRITERS, attempt, whole, with_pack
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.reads import current_pack, current_pack_version, pack_of
from linli.foundation.files.responses import file_response
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.steps.hands import hands_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@programme_only
@with_pack
def overview(request: StaffRequest) -> HttpResponse:
    """List the cases within the user's scope, the newest first."""
    pack = current_pack()
    context = {
        "page": case_list(request.user, request.GET.dict()),
        "state": request.GET.get("state", "open"),
        "procedure": request.GET.get("procedure", ""),
        "states": Case.State.choices,
        "procedures": [step for step in pack.procedures if step.track == "project"],
    }
    return render(request, "approvals/list.html", context)


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*WRITERS, to_change=True)
@with_pack
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show a case; accept, return, complete, advise, decide, withdraw, object, commit, move it."""
    one = _found(request, case_id)
    if request.method == "GET":
        return _case(request, one, [])
    acts = {name: partial(act, one) for name, act in ACTS.items()}
    way, found = attempt(request, acts)
    if way:
        return redirect(way)
    one.refresh_from_db()
    return _case(request, one, found, status=422)


def _found(request: StaffRequest, case_id: int) -> Case:
    rows = Case.objects.visible_to(request.user)
    related = rows.select_related("project", "jurisdiction", "lead", "applicant", "pack", "scheme")
    one: Case = get_object_or_404(related, pk=case_id)
    return one


def _here(one: Case) -> str:
    return reverse("approvals:case", args=[one.pk])


def _accept(one: Case, request: StaffRequest) -> str:
    accept(request.user, one, whole(request.POST, "version"))
    messages.success(request, _("已受理，开始计时。"))
    return _here(one)


def _return(one: Case, request: StaffRequest) -> str:
    return_case(request.user, one, whole(request.POST, "version"), request.POST.get("text", ""))
    messages.success(request, _("已退回补正，停止计时。"))
    return _here(one)


def _ask_again(one: Case, request: StaffRequest) -> str:
    opinion = get_object_or_404(one.opinions, pk=whole(request.POST, "opinion") or 0)
    ask_again(
        request.user,
        one,
        opinion,
        whole(request.POST, "version"),
        request.POST.get("text", ""),
    )
    return _here(one)


def _complete(one: Case, request: StaffRequest) -> str:
    complete(request.user, one, whole(request.POST, "version"), request.POST.get("text", ""))
    return _here(one)


def _withdraw(one: Case, request: StaffRequest) -> str:
    withdraw(request.user, one, whole(request.POST, "version"), request.POST.get("text", ""))
    return _here(one)


def _advise(one: Case, request: StaffRequest) -> str:
    opinion = get_object_or_404(one.opinions, pk=whole(request.POST, "opinion") or 0)
    stance = request.POST.get("stance", "")
    if stance not in Opinion.Stance.values:
        raise ProblemError(_NO_STANCE)
    give_opinion(request.user, opinion, stance, request.POST.get("text", ""))
    return _here(one)


def _decide(one: Case, request: StaffRequest) -> str:
    posted = request.POST
    ruling = Ruling(
        approved=posted.get("ruling") == "approve",
        organ=posted.get("organ", ""),
        serial=whole(posted, "serial") or 0,
        day=_day(posted.get("day", "")),
        text=posted.get("text", ""),
        total=_total(posted.get("approved_total", "")),
    )
    if not ruling.organ.strip() or not ruling.serial:
        raise ProblemError(_NO_NUMBER)
    decision = decide(request.user, one, whole(posted, "version"), ruling)
    messages.success(request, _("已作出决定：%(number)s。") % {"number": decision})
    if decision.reopened:
        labels = {step.code: step.label for step in pack_of(one.pack).procedures}
        names = "、".join(
            labels[each].in_language(request.LANGUAGE_CODE) for each in decision.reopened
        )
        messages.warning(
            request, _("新的批复总投资使这些环节重新需要办理：%(steps)s。") % {"steps": names}
        )
    return _here(one)


def _object(one: Case, request: StaffRequest) -> str:
    hands = hands_of(request.user).organisations
    asked = [each.organisation for each in one.opinions.all() if each.organisation_id in hands]
    speaker = asked[0] if asked else one.applicant
    object_to(request.user, one, speaker, request.POST.get("text", ""))
    return _here(one)


def _answer(one: Case, request: StaffRequest) -> str:
    objection = get_object_or_404(one.objections, pk=whole(request.POST, "objection") or 0)
    answer_objection(request.user, objection, request.POST.get("text", ""))
    return _here(one)


def _commit(one: Case, request: StaffRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        raise ProblemError(_NO_FILE)
    commit(request.user, one, _day(request.POST.get("day", "")), sent.name or "", sent.read())
    return _here(one)


def _check(one: Case, request: StaffRequest) -> str:
    commitment = get_object_or_404(Commitment, case=one)
    spot_check(
        request.user,
        commitment,
        _day(request.POST.get("day", "")),
        request.POST.get("text", ""),
        breach=request.POST.get("breach") == "yes",
        consequence=request.POST.get("consequence", ""),
    )
    return _here(one)


def _move(one: Case, request: StaffRequest) -> str:
    move_case(request.user, one, current_pack_version(), whole(request.POST, "version"))
    messages.success(request, _("已改按最新政策包办理。"))
    return _here(one)


ACTS = {
    "accept": _accept,
    "return": _return,
    "again": _ask_again,
    "complete": _complete,
    "withdraw": _withdraw,
    "advise": _advise,
    "decide": _decide,
    "object": _object,
    "answer": _answer,
    "commit": _commit,
    "check": _check,
    "move": _move,
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProblemError(_no_day(text)) from error


def _total(text: str) -> Decimal | None:
    cleaned = text.replace(",", "").strip()
    if not cleaned:
        return None
    try:
        total = Decimal(cleaned)
    except InvalidOperation as error:
        raise ProblemError(problems.NO_TOTAL) from error
    if not total.is_finite() or total < 0 or total != round(total, 2) or total >= 10**12:
        raise ProblemError(problems.NO_TOTAL)
    return total


def _case(
    request: StaffRequest, one: Case, found: list[Problem], status: int = 200
) -> HttpResponse:
    page = case_page(request.user, one)
    context = {
        "page": page,
        "case": one,
        "problems": found,
        "applies": not may_apply(request.user, one.jurisdiction_id),
        "returned_for": returned_for(one),
        "steps": steps_of(one).select_related("lead", "assignee"),
        "objections": one.objections.select_related("organisation"),
        "checks": page.commitment.checks.all() if page.commitment else [],
        "stances": Opinion.Stance.choices,
        "is_scheme": one.procedure == SCHEME,
        "today": timezone.localdate(),
        **_numbering(page.leads, one),
    }
    return render(request, "approvals/case.html", context, status=status)


def _numbering(leads: bool, one: Case) -> dict[str, object]:  # noqa: FBT001 - who looks
    """Return the organ's code that this office used last, and its next serial."""
    if not leads:
        return {}
    last = Decision.objects.filter(case__lead=one.lead).first()
    organ = last.organ if last else ""
    return {"organ": organ, "serial": next_serial(organ, timezone.localdate().year)}


@require_GET
@programme_only
@with_pack
def reply(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """Send the reply document of a decided case (S32, S91)."""
    one = _found(request, case_id)
    decision = get_object_or_404(Decision, case=one)
    return file_response(decision.document, f"{decision.number}.docx", download=True)


@require_GET
@programme_only
@with_pack
def letter(request: StaffRequest, case_id: int) -> HttpResponse:
    """Send the commitment letter that the unit signs (S31)."""
    one = _found(request, case_id)
    if one.procedure != COMMITMENT:
        raise Http404
    response = HttpResponse(letters.commitment_letter(pack_of(one.pack), one), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="commitment-{one.pk}.docx"'
    return response


@require_GET
@programme_only
@with_pack
def versions(request: StaffRequest) -> HttpResponse:
    """Show the open cases of older packs and what the newest would change of each."""
    context = {
        "page": moved_cases(request.user, request.GET.dict()),
        "newest": current_pack_version(),
    }
    return render(request, "approvals/versions.html", context)


@require_GET
@programme_only
@with_pack
def pace(request: StaffRequest) -> HttpResponse:
    """Show how long steps take, and what the policy saved."""
    context = {"figures": figures(request.user, current_pack())}
    return render(request, "approvals/figures.html", context)


def _no_day(text: str) -> Problem:
    return Problem(
        "no-day",
        Text(f"“{text}”不是日期。", f"“{text}” is no day."),
        Text("请按 2026-03-08 填写。", "Write it like 2026-03-08."),
        Place(key="day"),
    )


_NO_STANCE = Problem(
    "no-stance",
    Text("没有选择意见。", "No opinion was chosen."),
    Text("请选择同意、附条件同意或不同意。", "Choose one of the three."),
    Place(key="stance"),
)
_NO_NUMBER = Problem(
    "no-number",
    Text("没有填写批复文号。", "The reply has no number."),
    Text("请填写机关代字和序号。", "Enter the organ's code and the serial."),
    Place(key="serial"),
)
_NO_FILE = Problem(
    "no-file",
    Text("没有选择文件。", "No file was chosen."),
    Text("请选择签署后的承诺书。", "Choose the signed letter."),
    Place(key="file"),
)
