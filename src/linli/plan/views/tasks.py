"""The page on which a year's task is broken up and issued (S04, S05)."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.plan.actions.posts import may_plan
from linli.plan.actions.tasks import MEASURES, issue_tasks, newest_issue, save_draft
from linli.plan.brief import YEARS
from linli.plan.forms.tasks import MOST, TasksForm, filled
from linli.plan.models import TaskDraft
from linli.plan.reads.issues import issues


class Checksum(NamedTuple):
    """The parts' sum of a measure against the whole; ``rest`` is 0 where they agree."""

    whole: int
    total: int

    @property
    def rest(self) -> int:
        """Return what is not yet given out; negative: given out too much."""
        return self.whole - self.total

    @property
    def over(self) -> int:
        """Return what is given out too much."""
        return self.total - self.whole


@require_GET
@programme_only
def breakdown(request: StaffRequest, year: int) -> HttpResponse:
    """Show a year's tasks as issued, and to the city office the draft to edit."""
    if year not in YEARS:
        raise Http404
    newest = newest_issue(year)
    draft = TaskDraft.objects.filter(year=year).first()
    return _page(request, year, filled(_areas(), draft or newest, newest), [])


def _areas() -> list[Jurisdiction]:
    return list(Jurisdiction.objects.all())


def _page(
    request: StaffRequest, year: int, form: TasksForm, problems: list[Problem], status: int = 200
) -> HttpResponse:
    context = {
        "current_entry": "plan:list",
        "year": year,
        "form": form,
        "problems": problems,
        "sums": _sums(form),
        "issues": issues(request.user, year),
        "draft": TaskDraft.objects.filter(year=year).select_related("edited_by").first(),
        "may_edit": not may_plan(request.user),
        "whole_city": scope_of(request.user).whole_city,
    }
    return render(request, "plan/tasks.html", context, status=status)


def _sums(form: TasksForm) -> dict[str, Checksum]:
    """Return the checksums of what stands in the form, whatever else is wrong with it."""
    return {
        name: Checksum(
            _number(form[name].value()),
            sum(_number(form[f"{area.code}_{name}"].value()) for area in form.areas),
        )
        for name in MEASURES
    }


def _number(written: object) -> int:
    text = str(written or "").strip()
    return min(int(text), MOST) if text.isdecimal() else 0


@require_POST
@roles_only(Role.CITY_OFFICE)
def checksum(request: StaffRequest, year: int) -> HttpResponse:
    """Send the checksums of a form that is being filled in; nothing is stored."""
    form = TasksForm(_areas(), request.POST)
    return render(request, "plan/_checksum.html", {"year": year, "sums": _sums(form)})


@require_POST
@roles_only(Role.CITY_OFFICE)
def save(request: StaffRequest, year: int) -> HttpResponse:
    """Keep the draft, or issue it where the button says so."""
    form = TasksForm(_areas(), request.POST)
    if not form.is_valid():
        return _page(request, year, form, [], status=422)
    given = form.breakdown()
    try:
        if "issue" in request.POST:
            reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"] or 0
            issue = issue_tasks(request.user, year, given, reason, seen)
            done = _("已发布：%(year)d 年任务第 %(version)d 版。") % vars(issue)
        else:
            save_draft(request.user, year, given)
            done = _("草稿已保存。")
    except ProblemError as error:
        return _page(request, year, form, list(error.problems), status=422)
    messages.success(request, done)
    return redirect("plan:tasks", year)
