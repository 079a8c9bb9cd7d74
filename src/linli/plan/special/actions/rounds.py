"""Ask for comments on a draft, take them, answer them (S15)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.models import Appointment, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.plan.special import problems
from linli.plan.special.actions.editing import editing, may_draft
from linli.plan.special.models import Comment, Round, SpecialPlan

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_ASKED = (Role.CITY_OFFICE, Role.COUNTY_OFFICE, Role.DEPARTMENT_OFFICER)


def open_round(user: User | None, plan: SpecialPlan, until: date) -> Round:
    """Show the draft to counties and departments until a day; it rests meanwhile."""
    today = timezone.localdate()
    with editing(user, plan, _("征求意见")):
        if until <= today:
            raise ProblemError(problems.ROUND_DAYS)
        number = plan.rounds.count() + 1
        return Round.objects.create(plan=plan, number=number, opened_on=today, until=until)


def close_round(user: User | None, plan: SpecialPlan) -> None:
    """End the open round; raises ``ProblemError`` where there is none."""
    if found := may_draft(user):
        raise ProblemError(*found)
    with changing(user, _("结束征求意见")):
        current = _open_round(plan)
        current.closed_on = timezone.localdate()
        current.save()


def may_comment(user: User | None, plan: SpecialPlan) -> list[Problem]:
    """Return what stands against a comment: the post, or no round."""
    found = [] if user is None or scope_of(user).has(*_ASKED) else [problems.NOT_ASKED]
    if not plan.rounds.filter(closed_on=None).exists():
        found.append(problems.NO_ROUND)
    return found


def comment(user: User | None, plan: SpecialPlan, organisation: str, text: str) -> Comment:
    """Take a comment; a county's is its own, the city's office enters those of others."""
    if found := may_comment(user, plan):
        raise ProblemError(*found)
    own = _own(user) if user and may_draft(user) else None
    if own is None and not organisation.strip():
        raise ProblemError(problems.NO_ORGANISATION)
    with changing(user, _("提出意见")):
        return Comment.objects.create(
            round=_open_round(plan),
            organisation=own.post.organisation.name if own else organisation,
            jurisdiction=own.post.organisation.jurisdiction if own else None,
            text=text,
            made_by=user,
        )


def _own(user: User) -> Appointment:
    """Return the appointment by which a user speaks for an office."""
    held = Appointment.objects.filter(user=user, post__role__in=_ASKED)
    return held.select_related("post__organisation__jurisdiction").order_by("-since")[0]


def answer(user: User | None, found: Comment, outcome: str, reply: str) -> None:
    """Say what became of a comment; a plan already approved keeps its answers."""
    plan = found.round.plan
    problems_found = may_draft(user)
    if plan.state != SpecialPlan.State.DRAFT:
        problems_found.append(problems.FROZEN)
    if problems_found:
        raise ProblemError(*problems_found)
    with changing(user, _("答复意见")):
        found.outcome, found.reply = outcome, reply
        found.save()


def _open_round(plan: SpecialPlan) -> Round:
    found = plan.rounds.select_for_update().filter(closed_on=None).first()
    if found is None:
        raise ProblemError(problems.NO_ROUND)
    return found
