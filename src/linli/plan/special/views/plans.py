"""The list of special plans, a plan's words and state, its money, and what leaves as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.foundation.people.scope import WHOLE_CITY_ROLES, scope_of
from linli.plan.special.actions.editing import begin, may_draft, may_edit, set_money, write_chapter
from linli.plan.special.actions.settling import blocking, may_approve
from linli.plan.special.content import content_of
from linli.plan.special.document import plan_document
from linli.plan.special.forms import ApproveForm, BeginForm, ChapterForm, MoneyForm, ReasonForm
from linli.plan.special.maps import plan_map
from linli.plan.special.models import Chapter, SpecialPlan
from linli.plan.special.package import plan_geopackage
from linli.plan.special.rows import Content

CITY = roles_only(Role.CITY_OFFICE)
WHOLE_CITY = roles_only(*WHOLE_CITY_ROLES)
CITY_CHANGES = roles_only(Role.CITY_OFFICE, to_change=True)
ENTRY = {"current_entry": "special:list"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def found_plan(plan_id: int) -> SpecialPlan:
    """Return a plan, or a 404."""
    return get_object_or_404(SpecialPlan, pk=plan_id)


def frame(
    request: StaffRequest, plan: SpecialPlan, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """Return what every page of a plan shows: its head, its tabs, what the user may do."""
    whole_city = scope_of(request.user).whole_city
    pages = ["plan", "units", *(["money"] if whole_city else []), "layers", "rounds"]
    labels = {
        "plan": _("规划文本"),
        "units": _("改造单元"),
        "money": _("资金"),
        "layers": _("约束核对"),
        "rounds": _("征求意见"),
    }
    return ENTRY | {
        "plan": plan,
        "tabs": [(f"special:{page}", labels[page]) for page in pages],
        "problems": problems,
        "whole_city": whole_city,
        "is_office": not may_draft(request.user),
        "may_edit": not may_edit(request.user, plan),
    }


def done(
    request: StaffRequest,
    work: Callable[[], object],
    again: Callable[[list[Problem]], HttpResponse],
    to: tuple[str, int],
    told: str,
) -> HttpResponse:
    """Do a change and lead on; where it may not be, show the page again with the problems."""
    try:
        work()
    except ProblemError as error:
        return unprocessable(again(list(error.problems)))
    messages.success(request, told)
    name, number = to
    return redirect(name, number)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_only
@CITY_CHANGES
def plan_list(request: StaffRequest) -> HttpResponse:
    """List the special plans, and begin one (S15)."""
    form = BeginForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = begin(request.user, **form.cleaned_data)
        except ProblemError as error:
            problems = error.problems
        else:
            return redirect("special:plan", made.pk)
    context = ENTRY | {
        "plans": SpecialPlan.objects.prefetch_related("versions"),
        "form": form,
        "problems": problems,
        "is_office": not may_draft(request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "special/list.html", context, status=status)


@require_GET
@programme_only
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show a plan's chapters, where it stands, and what stands against approving it (S15)."""
    return plan_page(request, found_plan(plan_id), [])


def plan_page(request: StaffRequest, found: SpecialPlan, problems: list[Problem]) -> HttpResponse:
    """Show the first page of a plan."""
    content = content_of(found, request.user)
    context = frame(request, found, problems)
    obstacles = may_approve(request.user, content) if context["is_office"] else []
    context |= {
        "content": content,
        "verdicts": content.verdicts(),
        "versions": found.versions.select_related("filing"),
        "obstacles": obstacles,
        "may_approve": context["is_office"] and not blocking(obstacles),
        "approve": ApproveForm(),
        "reopen": ReasonForm(),
    }
    return render(request, "special/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CITY
def chapter(request: StaffRequest, plan_id: int, chapter_id: int) -> HttpResponse:
    """Write a chapter (S15)."""
    found = get_object_or_404(Chapter.objects.select_related("plan"), pk=chapter_id, plan=plan_id)
    given = {"title": found.title, "text": found.text}
    form = ChapterForm(request.POST if request.method == "POST" else given)

    def page(problems: list[Problem]) -> HttpResponse:
        context = frame(request, found.plan, problems) | {"chapter": found, "form": form}
        return render(request, "special/chapter.html", context)

    if request.method != "POST":
        return page([])
    if not form.is_valid():
        return unprocessable(page([]))
    return done(
        request,
        lambda: write_chapter(request.user, found, **form.cleaned_data),
        page,
        ("special:plan", plan_id),
        _("已保存“%s”。") % form.cleaned_data["title"],
    )


def unprocessable(response: HttpResponse) -> HttpResponse:
    """Return a page again as one whose input could not be used."""
    response.status_code = 422
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@WHOLE_CITY
@CITY_CHANGES
def money(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show need and sources year by year, and take what sources give (S15, S68)."""
    found = found_plan(plan_id)
    content = content_of(found, request.user)
    form = MoneyForm(content, request.POST if request.method == "POST" else None)

    def page(problems: list[Problem]) -> HttpResponse:
        context = frame(request, found, problems) | {"content": content, "form": form}
        return render(request, "special/money.html", context | _sums(content))

    if request.method != "POST":
        return page([])
    if not form.is_valid():
        return unprocessable(page([]))
    return done(
        request,
        lambda: set_money(request.user, found, form.amounts()),
        page,
        ("special:money", plan_id),
        _("已保存资金来源。"),
    )


def _sums(content: Content) -> dict[str, Any]:
    need = sum(row.estimate for row in content.phases)
    given = sum(row.total for row in content.money)
    return {"need": need, "given": given, "gap": need - given}


@require_GET
@WHOLE_CITY
def document(_request: StaffRequest, plan_id: int) -> HttpResponse:
    """Download the draft as Word; whole-city eyes only, for it holds every row (S15)."""
    found = found_plan(plan_id)
    return attached(plan_document(content_of(found, None), None), WORD, f"{found.name}.docx")


@require_GET
@WHOLE_CITY
def geopackage(_request: StaffRequest, plan_id: int) -> HttpResponse:
    """Download units, compounds and constraints as a GeoPackage (S15)."""
    found = found_plan(plan_id)
    content = plan_geopackage(content_of(found, None))
    return attached(content, "application/geopackage+sqlite3", f"{found.name}.gpkg")


@require_GET
@programme_only
def picture(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Return the map of the part of a plan that the user sees, as PNG (S15)."""
    content = plan_map(content_of(found_plan(plan_id), request.user))
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="image/png", headers=headers)


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return bytes as a download under a name, Chinese or not."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""  # noqa: FBT003 - Django's own
    return response
