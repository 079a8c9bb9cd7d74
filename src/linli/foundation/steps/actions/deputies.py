"""Deputies while away: dated, within one's own office (委托代办)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, refuse
from linli.foundation.record.context import changing
from linli.foundation.steps import problems
from linli.foundation.steps.hands import hands_of, holders
from linli.foundation.steps.models import Delegation

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def colleagues(user: User) -> set[int]:
    """Return the ids of the other officers of one's own organisations."""
    offices = set(hands_of(user).organisations)
    return {pk for people in holders(offices).values() for pk in people} - {user.pk}


def may_delegate(user: User, deputy: User, since: date, until: date, reason: str) -> list[Problem]:
    """Return what stands against a deputy: a stranger, days in the wrong order, no reason."""
    found = []
    if deputy.pk not in colleagues(user):
        found.append(problems.DEPUTY_UNFIT)
    if until < since or until < timezone.localdate():
        found.append(problems.DEPUTY_DAYS)
    if not reason.strip():
        found.append(problems.NO_REASON)
    return found


def delegate(user: User, deputy: User, since: date, until: date, reason: str) -> Delegation:
    """Let a colleague act for oneself from a day to a day; history names both."""
    refuse(may_delegate(user, deputy, since, until, reason))
    with changing(user, _("委托代办：%(reason)s") % {"reason": reason}):
        return Delegation.objects.create(
            user=user, deputy=deputy, since=since, until=until, reason=reason[:200]
        )


def end_delegation(user: User, delegation: Delegation) -> None:
    """Take one's own delegation back before its last day."""
    refuse([] if delegation.user_id == user.pk else [problems.NOT_YOURS])
    with changing(user, _("收回委托代办")):
        Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=timezone.now())
