"""One step: see it, act on it; give one out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.desk.inbox_pages import OF_DESK, desk_only
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.desk.step_forms import ACTS, ActForm, GiveOutForm
from linli.foundation.files.responses import file_response
from linli.foundation.people.doors import roles_only
from linli.foundation.people.models import Role
from linli.foundation.steps import actions
from linli.foundation.steps.actions import NewStep
from linli.foundation.steps.hands import hands_of
from linli.foundation.steps.models import ClosedBy, Cooperation, Step


@require_safe
@desk_only
def step(request: StaffRequest, number: int) -> HttpResponse:
    """Show a step; whoever it waits for has opened it now."""
    found = _found(request, number)
    actions.see(request.user, found)
    return _page(request, _found(request, number))


def _found(request: StaffRequest, number: int) -> Step:
    rows = Step.objects.visible_to(request.user).select_related(
        "lead", "assignee", "jurisdiction", "follows", "returned_to", "file", "template"
    )
    found: Step = get_object_or_404(rows, pk=number)
    return found


def _page(
    request: StaffRequest,
    found: Step,
    tried: dict[str, ActForm] | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    user, tried = request.user, tried or {}
    offered = {
        name: (act, tried.get(name) or act.form(step=found))
        for name, act in ACTS.items()
        if name in tried or act.offered(user, found)
    }
    own = hands_of(user).organisations
    cooperations = list(
        found.cooperations.select_related("organisation", "asked_by", "answered_by")
    )
    context = OF_DESK | {
        "step": found,
        "acts": [(name, act, form, name in tried) for name, (act, form) in offered.items()],
        "cooperations": [
            (
                each,
                each.state == Cooperation.State.WAITING and each.organisation_id in own,
                not actions.may_recall_request(user, each),
            )
            for each in cooperations
        ],
        "events": found.events.select_related(
            "actor", "on_behalf_of", "from_organisation", "from_user", "to_organisation", "to_user"
        ),
        "pauses": found.pauses.all(),
        "problems": problems,
    }
    return render(request, "desk/step.html", context, status=status)


@require_POST
@desk_only
def act(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """Act on a step; where it cannot be, the page says why and keeps what was written."""
    if name not in ACTS:
        raise Http404
    found, chosen = _found(request, number), ACTS[name]
    form = chosen.form(request.POST, request.FILES, step=found)
    if not form.is_valid():
        return _page(request, found, {name: form}, (), 422)
    try:
        chosen.run(request.user, found, form.cleaned_data["version"], form)
    except ProblemError as error:
        return _page(request, _found(request, number), {name: form}, error.problems, 422)
    messages.success(request, _("已办理：%(act)s。") % {"act": chosen.label})
    still = Step.objects.visible_to(request.user).filter(pk=number).exists()
    return redirect("desk:step", number) if still else redirect("desk:inbox")


@require_POST
@desk_only
def answer(request: StaffRequest, number: int, asked: int) -> HttpResponse:
    """Answer a request to help, or recall it."""
    found = _found(request, number)
    request_to_help = get_object_or_404(found.cooperations.select_related("step"), pk=asked)
    try:
        if "recall" in request.POST:
            actions.recall_request(request.user, request_to_help)
        else:
            text = request.POST.get("note", "")[:2000]
            actions.answer(request.user, request_to_help, text)
    except ProblemError as error:
        return _page(request, _found(request, number), None, error.problems, 422)
    messages.success(request, _("会办已处理。"))
    return redirect("desk:step", number)


@require_safe
@desk_only
def step_file(request: StaffRequest, number: int) -> FileResponse:
    """Give the file with which a step was closed."""
    found = _found(request, number)
    if found.file is None:
        raise Http404
    return file_response(found.file, found.file_name, download=True)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(Role.CITY_OFFICE)
def give_out(request: StaffRequest) -> HttpResponse:
    """Give out a duty that no stage and no day gives (S51-S66)."""
    form = GiveOutForm(request.POST or None)
    if not form.is_valid():
        return _give_out(request, form, (), 422 if form.is_bound else 200)
    data: dict[str, Any] = form.cleaned_data
    lead = data["organisation"]
    asked = NewStep(
        title=Text(data["title"], data["title"]),
        lead=lead,
        jurisdiction=lead.jurisdiction,
        helpers=tuple(helper for helper in data["helpers"] if helper != lead),
        due_on=data["due_on"],
        closed_by=ClosedBy(data["closed_by"]),
    )
    try:
        made = actions.give_out(request.user, asked)
    except ProblemError as error:
        return _give_out(request, form, error.problems, 422)
    messages.success(request, _("已交办 %(office)s。") % {"office": lead})
    return redirect("desk:step", made.pk)


def _give_out(
    request: StaffRequest, form: GiveOutForm, problems: tuple[Problem, ...], status: int
) -> HttpResponse:
    context = OF_DESK | {"form": form, "problems": problems}
    return render(request, "desk/give_out.html", context, status=status)
