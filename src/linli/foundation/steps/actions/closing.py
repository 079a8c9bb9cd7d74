"""Take, note, close and withdraw a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.files.models import StoredFile
from linli.foundation.record.context import changing
from linli.foundation.steps import problems
from linli.foundation.steps.actions.clocks import city_only, restart
from linli.foundation.steps.actions.turn import (
    Act,
    is_in_hands,
    may_act,
    people_of,
    tell,
    turn,
    write,
)
from linli.foundation.steps.hands import hands_of
from linli.foundation.steps.models import ClosedBy, Cooperation, Notice, Step

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Step.State


class Outcome(NamedTuple):
    """How a step ended: in words, as a decision, with a file, as its kind asks."""

    note: str = ""
    decision: str = ""
    file: StoredFile | None = None
    file_name: str = ""


def see(user: User, step: Step) -> None:
    """Note that a step, or a request to help with it, was opened by those whom it waits for."""
    if not step.is_finished and step.seen_at is None and is_in_hands(user, step):
        with turn(user, step, None, _("打开事项")) as mine:
            if mine.seen_at is None and is_in_hands(user, mine):
                # Opening is no change that others could miss: the version stays.
                Step.objects.filter(pk=mine.pk).update(seen_at=timezone.now())
                mine.events.create(act=Act.SEEN, actor=user)
    unseen = step.cooperations.filter(seen_at=None, state=Cooperation.State.WAITING)
    if found := list(unseen.filter(organisation__in=hands_of(user).organisations)):
        with turn(user, step, None, _("打开会办")):
            unseen.filter(pk__in=[each.pk for each in found]).update(seen_at=timezone.now())


def may_take(user: User, step: Step) -> list[Problem]:
    """Let an office's people take what is the office's, from one another too."""
    if step.is_finished:
        return [problems.finished(step)]
    if step.assignee_id == user.pk or step.lead_id not in hands_of(user).organisations:
        return [problems.NOT_YOURS]
    return []


def take(user: User, step: Step, version: int | None, note: str = "") -> Step:
    """Become a step's officer; whoever was so is told."""
    with turn(user, step, version, _("领办事项")) as mine:
        refuse(may_take(user, mine))
        before = mine.assignee
        mine.assignee, mine.seen_at = user, mine.seen_at or timezone.now()
        write(user, mine, Act.TAKEN, note, from_user=before, to_user=user)
        if before:
            text = Text(f"{user} 领办：{mine.title}", f"{user} took over: {mine.words.en}")
            tell({before.pk}, mine, Notice.Kind.MOVED, text, user)
    return mine


def note(user: User, step: Step, version: int | None, text: str) -> Step:
    """Add a line to a step's history."""
    with turn(user, step, version, _("备注")) as mine:
        refuse([*may_act(user, mine), *([] if text.strip() else [problems.NO_REASON])])
        write(user, mine, Act.NOTED, text)
    return mine


def may_close(
    user: User | None, step: Step, outcome: Outcome, *, in_room: bool = False
) -> list[Problem]:
    """Return what stands against closing: whose it is, and the record, file or decision needed."""
    found = may_act(user, step)
    if step.closes_in_room and not in_room:
        found.append(problems.CLOSED_IN_ROOM)
    if step.closed_by == ClosedBy.DECISION and not outcome.decision.strip():
        found.append(problems.NO_DECISION)
    if step.closed_by == ClosedBy.FILE and outcome.file is None:
        found.append(problems.NO_FILE)
    if step.closed_by == ClosedBy.RECORD and not outcome.note.strip():
        found.append(problems.NO_RESULT)
    return found


def close(
    user: User | None,
    step: Step,
    version: int | None,
    outcome: Outcome,
    *,
    in_room: bool = False,
) -> Step:
    """Finish a step with its outcome.

    Requests to help that nobody answered end with it; steps that were sent back to it go on.
    Raises ``ProblemError`` as ``may_close`` says.
    """
    with turn(user, step, version, _("办结事项")) as mine:
        refuse(may_close(user, mine, outcome, in_room=in_room))
        _close(user, mine, outcome)
    return mine


def close_about(user: User | None, subject: Model, outcome: Outcome) -> int:
    """Finish all unfinished steps about an object with which its room is done; return how many.

    The room has made sure that the user may do so, whoever took the step.
    """
    with changing(user, _("办结事项")):
        steps = list(Step.objects.about(subject).unfinished().select_for_update(of=("self",)))
        for step in steps:
            _close(user, step, outcome)
    return len(steps)


def _close(user: User | None, step: Step, outcome: Outcome) -> None:
    step.outcome, step.decision = outcome.note, outcome.decision[:60]
    step.file, step.file_name = outcome.file, outcome.file_name[:200]
    _finish(step, State.DONE)
    said = "；".join(filter(None, (outcome.decision, outcome.note)))
    write(user, step, Act.CLOSED, said)
    _send_on(user, step)


def _finish(step: Step, state: State) -> None:
    if step.stopped_on:
        step.pauses.filter(went_on=None).update(went_on=timezone.localdate())
    step.state, step.closed_at, step.stopped_on = state, timezone.now(), None
    step.cooperations.filter(state=Cooperation.State.WAITING).update(
        state=Cooperation.State.RECALLED
    )


def _send_on(user: User | None, step: Step) -> None:
    """Let the steps that were sent back to a step go on."""
    for waiting in step.sent_back.filter(state=State.RETURNED).select_for_update(of=("self",)):
        waiting.state, waiting.returned_to, waiting.seen_at = State.OPEN, None, None
        restart(waiting, timezone.localdate())
        write(user, waiting, Act.REOPENED, step.title)
        text = Text(f"已补正，请继续：{waiting.title}", f"Goes on: {waiting.words.en}")
        tell(people_of(waiting), waiting, Notice.Kind.MOVED, text, user)


def may_withdraw(user: User | None, step: Step, reason: str) -> list[Problem]:
    """Let the city's office, or the operator, withdraw an unfinished step for a reason."""
    found = city_only(user)
    if step.is_finished:
        found.append(problems.finished(step))
    if not reason.strip():
        found.append(problems.NO_REASON)
    return found


def withdraw(user: User | None, step: Step, version: int | None, reason: str) -> Step:
    """End a step that is no longer needed."""
    with turn(user, step, version, _("撤销事项：%(reason)s") % {"reason": reason}) as mine:
        refuse(may_withdraw(user, mine, reason))
        _withdraw(user, mine, reason)
    return mine


def withdraw_about(user: User | None, subject: Model, reason: str) -> int:
    """Withdraw all unfinished steps about an object that is no longer what it was; return how many.

    The room has made sure that the user may change the object itself.
    """
    with changing(user, reason):
        steps = list(Step.objects.about(subject).unfinished().select_for_update(of=("self",)))
        for step in steps:
            _withdraw(user, step, reason)
    return len(steps)


def _withdraw(user: User | None, step: Step, reason: str) -> None:
    concerned = people_of(step)
    _finish(step, State.WITHDRAWN)
    write(user, step, Act.WITHDRAWN, reason)
    text = Text(f"已撤销：{step.title}（{reason}）", f"Withdrawn: {step.words.en} ({reason})")
    tell(concerned, step, Notice.Kind.MOVED, text, user)
