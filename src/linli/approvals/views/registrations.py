"""The green channel: its list, its window, each application with its timer (S37-S40)."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.approvals.actions.registering import (
    FAST,
    NOT_REPEATED,
    WINDOW,
    Papers,
    accept_registration,
    check_papers,
    order_survey,
    receive,
    register,
    registration_facts,
    says,
    send_back,
    take_up,
)
from linli.approvals.bridge import procedure
from linli.approvals.models import Registration
from linli.approvals.reads import registration_list
from linli.approvals.reads.registrations import light
from linli.approvals.views.door import WRITERS, attempt, whole, with_pack
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.reads import current_pack
from linli.foundation.offices.finding import Directory
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.steps.hands import hands_of
from linli.reserve.models import Project


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*WRITERS, to_change=True)
@with_pack
def overview(request: StaffRequest) -> HttpResponse:
    """List registrations with their timers; take in an application (S37, S38)."""
    if request.method == "GET":
        return _overview(request, [])
    way, problems = attempt(request, {"receive": _receive})
    return redirect(way) if way else _overview(request, problems, status=422)


def _receive(request: StaffRequest) -> str:
    posted = request.POST
    code = posted.get("project", "").strip()
    project = Project.objects.visible_to(request.user).filter(code=code).first()
    if project is None:
        raise ProblemError(_no_project(code))
    kind = posted.get("kind", "")
    kind = kind if kind in Registration.Kind.values else Registration.Kind.TITLE
    made = receive(
        request.user, project, kind, posted.get("subject", ""), posted.get("file_number", "")
    )
    return reverse("approvals:registration", args=[made.pk])


def _overview(request: StaffRequest, problems: list[Problem], status: int = 200) -> HttpResponse:
    page = registration_list(request.user, request.GET.dict())
    context = {
        "page": page,
        "rows": [(each, light(each)) for each in page.rows],
        "state": request.GET.get("state", "open"),
        "states": Registration.State.choices,
        "kinds": Registration.Kind.choices,
        "at_window": _is_at_a_window(request),
        "problems": problems,
    }
    return render(request, "approvals/registrations.html", context, status=status)


def _is_at_a_window(request: StaffRequest) -> bool:
    """Tell whether the user works at the window of the city or of an area."""
    windows = Directory().offices(procedure(current_pack(), WINDOW).lead_office, None)
    return any(each.pk in hands_of(request.user).organisations for each in windows)


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*WRITERS, to_change=True)
@with_pack
def one(request: StaffRequest, registration_id: int) -> HttpResponse:
    """Show an application; check, return, accept, survey and register it (S37-S40)."""
    rows = Registration.objects.visible_to(request.user)
    kept = get_object_or_404(
        rows.select_related("project", "jurisdiction", "window", "officer"), pk=registration_id
    )
    if request.method == "GET":
        return _one(request, kept, [])
    way, problems = attempt(request, {name: partial(act, kept) for name, act in ACTS.items()})
    if way:
        return redirect(way)
    kept.refresh_from_db()
    return _one(request, kept, problems, status=422)


def _one(
    request: StaffRequest, kept: Registration, problems: list[Problem], status: int = 200
) -> HttpResponse:
    pack = current_pack()
    context = {
        "registration": kept,
        "light": light(kept),
        "answers": [says(pack, rule, kept) for rule in (FAST, NOT_REPEATED)],
        "at_window": kept.window_id in hands_of(request.user).organisations,
        "now": timezone.now(),
        "questions": _questions(kept),
        "problems": problems,
    }
    return render(request, "approvals/registration.html", context, status=status)


def _questions(kept: Registration) -> list[tuple[str, Text, str]]:
    """Return the four questions of the window: name, label, what was found."""
    facts, found = current_pack().facts, {True: "yes", False: "no", None: ""}
    return [
        (name, facts[name].label, found[value]) for name, value in registration_facts(kept).items()
    ]


def _here(kept: Registration) -> str:
    return reverse("approvals:registration", args=[kept.pk])


def _take_up(kept: Registration, request: StaffRequest) -> str:
    version = whole(request.POST, "version")
    take_up(request.user, kept, version, request.POST.get("file_number", ""))
    return _here(kept)


def _check(kept: Registration, request: StaffRequest) -> str:
    said = {"yes": True, "no": False}
    found = {
        name: said.get(request.POST.get(name, "")) for name, _label, _found in _questions(kept)
    }
    check_papers(request.user, kept, whole(request.POST, "version"), Papers(**found))
    return _here(kept)


def _return(kept: Registration, request: StaffRequest) -> str:
    send_back(request.user, kept, whole(request.POST, "version"), request.POST.get("text", ""))
    return _here(kept)


def _accept(kept: Registration, request: StaffRequest) -> str:
    accept_registration(request.user, kept, whole(request.POST, "version"))
    messages.success(request, _("已受理，开始计时。"))
    return _here(kept)


def _survey(kept: Registration, request: StaffRequest) -> str:
    order_survey(request.user, kept, whole(request.POST, "version"), request.POST.get("text", ""))
    return _here(kept)


def _register(kept: Registration, request: StaffRequest) -> str:
    posted = request.POST
    register(
        request.user,
        kept,
        whole(posted, "version"),
        posted.get("certificate", ""),
        posted.get("text", ""),
    )
    messages.success(request, _("已办结。"))
    return _here(kept)


ACTS = {
    "take_up": _take_up,
    "check": _check,
    "return": _return,
    "accept": _accept,
    "survey": _survey,
    "register": _register,
}


def _no_project(code: str) -> Problem:
    return Problem(
        "no-such-project",
        Text(f"没有编号为“{code}”的项目。", f"There is no project with the code “{code}”."),
        Text("请核对项目编号。", "Check the code."),
        Place(key="project"),
    )
