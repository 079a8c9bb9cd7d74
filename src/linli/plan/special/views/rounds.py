"""Comments on a draft: ask for them, give them, answer them (S15)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.plan.special.actions import rounds as actions
from linli.plan.special.forms import AnswerForm, CommentForm, RoundForm
from linli.plan.special.models import Comment, SpecialPlan
from linli.plan.special.problems import EMPTY_COMMENT, ROUND_DAYS
from linli.plan.special.views.plans import CITY, done, found_plan, frame, unprocessable


@require_GET
@programme_only
def rounds(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show the rounds with the comments that the user may see (S15)."""
    return _rounds(request, found_plan(plan_id), [])


def _rounds(request: StaffRequest, plan: SpecialPlan, problems: list[Problem]) -> HttpResponse:
    comments = list(Comment.objects.visible_to(request.user).filter(round__plan=plan))
    found = list(plan.rounds.order_by("-number"))
    context = frame(request, plan, problems) | {
        "rounds": [(each, [c for c in comments if c.round_id == each.pk]) for each in found],
        "open_round": next((each for each in found if each.closed_on is None), None),
        "may_comment": not actions.may_comment(request.user, plan),
        "round_form": RoundForm(),
        "comment_form": CommentForm(),
        "answer_form": AnswerForm(auto_id=False),
    }
    return render(request, "special/rounds.html", context)


@require_POST
@CITY
def open_round(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Ask for comments until a day."""
    plan, form = found_plan(plan_id), RoundForm(request.POST)
    if not form.is_valid():
        return unprocessable(_rounds(request, plan, [ROUND_DAYS]))
    return done(
        request,
        lambda: actions.open_round(request.user, plan, form.cleaned_data["until"]),
        lambda problems: _rounds(request, plan, problems),
        ("special:rounds", plan_id),
        _("已开始征求意见，期间规划内容不再变动。"),
    )


@require_POST
@CITY
def close_round(request: StaffRequest, plan_id: int) -> HttpResponse:
    """End the open round."""
    plan = found_plan(plan_id)
    return done(
        request,
        lambda: actions.close_round(request.user, plan),
        lambda problems: _rounds(request, plan, problems),
        ("special:rounds", plan_id),
        _("已结束征求意见。"),
    )


@require_POST
@roles_only(Role.CITY_OFFICE, Role.COUNTY_OFFICE, Role.DEPARTMENT_OFFICER)
def comment(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Give a comment, or enter one that came by letter."""
    plan, form = found_plan(plan_id), CommentForm(request.POST)
    if not form.is_valid():
        return unprocessable(_rounds(request, plan, [EMPTY_COMMENT]))
    given = form.cleaned_data
    return done(
        request,
        lambda: actions.comment(request.user, plan, given["organisation"], given["text"]),
        lambda problems: _rounds(request, plan, problems),
        ("special:rounds", plan_id),
        _("已收到意见。"),
    )


@require_POST
@CITY
def answer(request: StaffRequest, plan_id: int, comment_id: int) -> HttpResponse:
    """Answer a comment."""
    related = Comment.objects.select_related("round__plan")
    found = get_object_or_404(related, pk=comment_id, round__plan=plan_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return unprocessable(_rounds(request, found.round.plan, [EMPTY_COMMENT]))
    return done(
        request,
        lambda: actions.answer(request.user, found, **form.cleaned_data),
        lambda problems: _rounds(request, found.round.plan, problems),
        ("special:rounds", plan_id),
        _("已答复。"),
    )
