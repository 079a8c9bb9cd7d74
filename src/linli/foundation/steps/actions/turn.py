"""The turn of one officer at a step: who may, what must hold, lock, change, one line of history.

Two officers who act at once come one after the other: the second finds a newer version than the
page showed and is told who did what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text
from linli.foundation.people.models import Organisation
from linli.foundation.record.turns import newest_of
from linli.foundation.steps import problems
from linli.foundation.steps.hands import hands_of, holders, with_deputies
from linli.foundation.steps.models import Notice, Step, StepEvent

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Act = StepEvent.Act


@contextmanager
def turn(user: User | None, step: Step, version: int | None, reason: str) -> Iterator[Step]:
    """Give the newest state of a step, locked, to be changed under a user and a reason.

    ``version`` is what the page showed (None: whatever stands). Raises ``Step.DoesNotExist``
    outside the user's scope and ``ProblemError`` where somebody acted meanwhile.
    """
    with newest_of(user, step, version, reason, problems.moved_on) as newest:
        yield newest


def may_act(user: User | None, step: Step) -> list[Problem]:
    """Let the officer, an office's people for what nobody holds, and deputies act; or the operator.

    Colleagues take over what one of them holds by taking it first.
    """
    if step.is_finished or step.state == Step.State.RETURNED:
        return [problems.finished(step)]
    return [] if user is None or is_in_hands(user, step) else [problems.NOT_YOURS]


def is_in_hands(user: User, step: Step) -> bool:
    """Tell whether a person holds a step: as its officer or deputy, or with the office."""
    hands = hands_of(user)
    if step.assignee_id is None:
        return step.lead_id in hands.organisations
    return step.assignee_id in hands.people


def write(user: User | None, step: Step, act: Act, note: str = "", **moved: Any) -> StepEvent:  # noqa: ANN401 - columns of the event
    """Save a step as a new version with a line of its history."""
    step.version += 1
    step.save()
    holder = moved.get("from_user", step.assignee)
    for_another = user and holder and holder != user and holder.pk in hands_of(user).people
    return StepEvent.objects.create(
        step=step,
        act=act,
        actor=user,
        on_behalf_of=holder if for_another else None,
        note=note,
        **moved,
    )


def people_of(step: Step) -> set[int]:
    """Return the ids of those whom a step concerns now: its officer, else all of its office."""
    return {step.assignee_id} if step.assignee_id else holders({step.lead_id})[step.lead_id]


def tell(
    users: Iterable[int], step: Step, kind: Notice.Kind, text: Text, but: User | None = None
) -> None:
    """Leave people and their deputies a notice about a step; whoever acted knows already."""
    users = with_deputies(users)
    Notice.objects.bulk_create(
        Notice(user_id=pk, step=step, kind=kind, text=text.zh[:300], text_en=text.en[:300])
        for pk in sorted(set(users) - ({but.pk} if but else set()))
    )


def named(organisation: Organisation, user: User | None) -> str:
    """Return an office, with an officer where there is one."""
    return f"{organisation} {user}" if user else str(organisation)
