"""Pass a step on: hand over, return with a reason, recall what nobody has opened yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.people.models import Organisation
from linli.foundation.steps import problems
from linli.foundation.steps.actions.clocks import restart
from linli.foundation.steps.actions.turn import (
    Act,
    may_act,
    named,
    people_of,
    tell,
    turn,
    write,
)
from linli.foundation.steps.hands import hands_of, holders
from linli.foundation.steps.models import Notice, Step, StepEvent

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Step.State
_LOOKED_ON = (Act.SEEN, Act.NOTED, Act.REMINDED, Act.SUPERVISED, Act.DUE_MOVED)
"""Acts that leave a step where it is."""


def may_hand_over(
    user: User | None, step: Step, to: Organisation, officer: User | None, reason: str
) -> list[Problem]:
    """Return what stands against a hand-over; to another office it needs a reason.

    The city's office may hand over what others hold.
    """
    found = may_act(user, step)
    if user and hands_of(user).is_city_office and not step.is_finished:
        found = []
    if officer and officer.pk not in holders({to.pk})[to.pk]:
        found.append(problems.NOT_A_HOLDER)
    if (to.pk, officer and officer.pk) == (step.lead_id, step.assignee_id):
        found.append(problems.SAME_PLACE)
    if to.pk != step.lead_id and step.closes_in_room:
        found.append(problems.MOVED_IN_ROOM)
    elif to.pk != step.lead_id and not reason.strip():
        found.append(problems.NO_REASON)
    return found


def hand_over(
    user: User | None,
    step: Step,
    version: int | None,
    to: Organisation,
    officer: User | None = None,
    reason: str = "",
) -> Step:
    """Give a step to another office or officer (转办); its clock runs on."""
    with turn(user, step, version, _("转办：%(reason)s") % {"reason": reason}) as mine:
        refuse(may_hand_over(user, mine, to, officer, reason))
        _move(user, mine, to, officer, Act.HANDED_OVER, reason)
        text = Text(f"转来：{mine.title}", f"Handed over to you: {mine.words.en}")
        tell(people_of(mine), mine, Notice.Kind.NEW, text, user)
    return mine


def _move(
    user: User | None,
    step: Step,
    to: Organisation,
    officer: User | None,
    act: Act,
    note: str,
) -> None:
    places = {
        "from_organisation": step.lead,
        "from_user": step.assignee,
        "to_organisation": to,
        "to_user": officer,
    }
    step.lead, step.assignee, step.seen_at = to, officer, None
    write(user, step, act, note, **places)


def earlier_steps(step: Step) -> QuerySet[Step]:
    """Return the finished steps about the same subject to which a step can be returned.

    What a room closes it also sends back, so that its own rows and its steps agree.
    """
    if step.subject_id is None or step.closes_in_room:
        return Step.objects.none()
    return Step.objects.filter(
        subject_type=step.subject_type_id,
        subject_id=step.subject_id,
        state=State.DONE,
        closes_in_room=False,
        pk__lt=step.pk,
    ).select_related("lead", "assignee")


def last_move(step: Step) -> StepEvent | None:
    """Return the last event that put a step where it is."""
    moves = step.events.exclude(act__in=_LOOKED_ON)
    found = moves.select_related("from_organisation", "from_user").last()
    return found if isinstance(found, StepEvent) else None


def may_return(user: User | None, step: Step, target: Step | None, reason: str) -> list[Problem]:
    """Return what stands against sending a step back: it needs a reason and somewhere to go."""
    found = may_act(user, step)
    if not reason.strip():
        found.append(problems.NO_REASON)
    if target and (step.closes_in_room or target.closes_in_room):
        found.append(problems.MOVED_IN_ROOM)
    elif target and not earlier_steps(step).filter(pk=target.pk).exists():
        found.append(problems.NOT_EARLIER)
    if target is None and handed_over_last(step) is None:
        found.append(problems.NOBODY_BEFORE)
    return found


def handed_over_last(step: Step) -> StepEvent | None:
    """Return the hand-over that brought a step to where it is, if one did."""
    moves = step.events.filter(act__in=(Act.HANDED_OVER, Act.RETURNED, Act.RECALLED))
    last = moves.select_related("from_organisation", "from_user").last()
    return last if last and last.act == Act.HANDED_OVER else None


def return_step(
    user: User | None,
    step: Step,
    version: int | None,
    reason: str,
    target: Step | None = None,
) -> Step:
    """Send a step back with a reason: to an earlier step, which opens again, or to who gave it.

    Sent back to an earlier step, it waits until that is closed, and its term then starts anew.
    """
    with turn(user, step, version, _("退回：%(reason)s") % {"reason": reason}) as mine:
        refuse(may_return(user, mine, target, reason))
        if target is None:
            _back_to_giver(user, mine, reason)
        else:
            _back_to_step(user, mine, target, reason)
    return mine


def _back_to_giver(user: User | None, step: Step, reason: str) -> None:
    came = handed_over_last(step)
    if came is None or came.from_organisation is None:  # may_return has refused this
        return
    _move(user, step, came.from_organisation, came.from_user, Act.RETURNED, reason)
    text = Text(f"退回：{step.title}（{reason}）", f"Returned: {step.words.en} ({reason})")
    tell(people_of(step), step, Notice.Kind.MOVED, text, user)


def _back_to_step(user: User | None, step: Step, target: Step, reason: str) -> None:
    earlier = Step.objects.select_for_update(of=("self",)).get(pk=target.pk)
    step.state, step.returned_to = State.RETURNED, earlier
    write(user, step, Act.RETURNED, reason, to_organisation=earlier.lead)
    reopen(user, earlier, reason)


def reopen(user: User | None, step: Step, reason: str) -> None:
    """Put a finished step back on its desk, with a fresh term; the caller holds the lock."""
    step.state, step.closed_at, step.seen_at = State.OPEN, None, None
    restart(step, timezone.localdate())
    write(user, step, Act.REOPENED, reason)
    text = Text(f"退回补正：{step.title}（{reason}）", f"To be amended: {step.words.en} ({reason})")
    tell(people_of(step), step, Notice.Kind.MOVED, text, user)


def may_recall(user: User, step: Step) -> list[Problem]:
    """Let who handed a step over, or closed it, take that back while nobody has opened it."""
    last = last_move(step)
    if last is None or last.actor_id != user.pk or last.act not in {Act.HANDED_OVER, Act.CLOSED}:
        return [problems.NOTHING_TO_RECALL]
    if last.act == Act.HANDED_OVER:
        return [problems.OPENED_ALREADY] if step.seen_at or step.is_finished else []
    later = step.later.all()
    if step.closes_in_room or any(each.seen_at or each.is_finished for each in later):
        return [problems.OPENED_ALREADY]
    return []


def recall(user: User, step: Step, version: int | None) -> Step:
    """Take back one's own hand-over or closing that nobody has opened (收回).

    Steps that the closing opened are withdrawn.
    """
    with turn(user, step, version, _("收回")) as mine:
        last = last_move(mine)
        refuse(may_recall(user, mine))
        if last and last.act == Act.HANDED_OVER and last.from_organisation:
            _move(user, mine, last.from_organisation, last.from_user, Act.RECALLED, "")
            return mine
        for later in mine.later.select_for_update(of=("self",)):
            later.state, later.closed_at = State.WITHDRAWN, timezone.now()
            write(user, later, Act.WITHDRAWN, _("前序事项收回"))
        mine.state, mine.closed_at = State.OPEN, None
        write(user, mine, Act.RECALLED)
    return mine


def place_of(step: Step) -> str:
    """Return where a step is: office and officer."""
    return named(step.lead, step.assignee)
