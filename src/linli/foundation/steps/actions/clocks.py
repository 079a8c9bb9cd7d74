"""A step's clock: its due day, stopping and going on, counting again with a changed calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.calendar import clock
from linli.core.calendar.terms import TermUnit
from linli.core.calendar.working_days import Calendar
from linli.core.kernel.problem import Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.record.context import changing
from linli.foundation.steps import problems
from linli.foundation.steps.actions.turn import Act, may_act, people_of, tell, turn, write
from linli.foundation.steps.hands import hands_of
from linli.foundation.steps.models import Notice, Pause, Step, StepEvent

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def reckon(step: Step, pauses: Iterable[Pause], calendar: Calendar) -> None:
    """Set a step's due day from its term and pauses; one with a fixed day keeps it."""
    if step.term is None:
        return
    ended = [
        clock.Pause(each.stopped, each.went_on)
        for each in pauses
        if each.went_on and each.stopped >= step.started_on
    ]
    step.due_on, step.provisional = clock.due_day(
        step.started_on, step.term, TermUnit(step.unit), calendar, ended
    )


def restart(step: Step, today: date) -> None:
    """Let a step's term start anew; a fixed due day stays."""
    step.started_on, step.stopped_on = today, None
    step.reminded_on = step.supervised_on = None
    reckon(step, (), working_calendar())


def may_stop(user: User | None, step: Step, reason: str, *, in_room: bool = False) -> list[Problem]:
    """Return what stands against stopping a clock: a fixed day, one that stands, no reason."""
    found = [*may_act(user, step), *_of_room(step, in_room=in_room)]
    if step.term is None:
        found.append(problems.NO_TERM)
    if step.stopped_on:
        found.append(problems.STOPPED)
    if not reason.strip():
        found.append(problems.NO_REASON)
    return found


def _of_room(step: Step, *, in_room: bool) -> list[Problem]:
    """Leave the clock of what a room closes to the room, whose rows keep the due day too."""
    return [problems.MOVED_IN_ROOM] if step.closes_in_room and not in_room else []


def stop(
    user: User | None, step: Step, version: int | None, reason: str, *, in_room: bool = False
) -> Step:
    """Stop a step's clock, as while an applicant completes the papers (S38)."""
    with turn(user, step, version, _("停止计时：%(reason)s") % {"reason": reason}) as mine:
        refuse(may_stop(user, mine, reason, in_room=in_room))
        mine.stopped_on = timezone.localdate()
        Pause.objects.create(step=mine, stopped=mine.stopped_on, reason=reason[:200])
        write(user, mine, Act.STOPPED, reason)
    return mine


def may_go_on(user: User | None, step: Step, *, in_room: bool = False) -> list[Problem]:
    """Return what stands against letting a clock go on: it runs, or a room stopped it."""
    found = [*may_act(user, step), *_of_room(step, in_room=in_room)]
    return found if step.stopped_on else [*found, problems.NOT_STOPPED]


def go_on(
    user: User | None, step: Step, version: int | None, note: str = "", *, in_room: bool = False
) -> Step:
    """Let a stopped clock go on with the days that were left."""
    with turn(user, step, version, _("恢复计时")) as mine:
        refuse(may_go_on(user, mine, in_room=in_room))
        mine.pauses.filter(went_on=None).update(went_on=timezone.localdate())
        mine.stopped_on = None
        reckon(mine, mine.pauses.all(), working_calendar())
        write(user, mine, Act.WENT_ON, note)
    return mine


def may_set_due(user: User | None, step: Step, due_on: date) -> list[Problem]:
    """Let whoever holds a step without a day, or the city's office, set one."""
    found = may_act(user, step) if step.due_on is None else city_only(user)
    if due_on < step.started_on:
        found.append(problems.DUE_BEFORE_START)
    return found


def city_only(user: User | None) -> list[Problem]:
    """Only the city's office, or the operator."""
    return [] if user is None or hands_of(user).is_city_office else [problems.NOT_CITY]


def set_due(
    user: User | None, step: Step, version: int | None, due_on: date, reason: str = ""
) -> Step:
    """Set the day by which a step is due; its term, if it had one, counts no more."""
    with turn(user, step, version, reason or _("设定到期日")) as mine:
        refuse(may_set_due(user, mine, due_on))
        mine.term, mine.unit, mine.due_on, mine.provisional = None, "", due_on, False
        write(user, mine, Act.DUE_MOVED, f"{due_on} {reason}".strip())
    return mine


def recount(calendar: Calendar) -> int:
    """Count the due days of unfinished steps again, as after the calendar changed.

    Return how many moved; their offices are told, the history keeps the day before.
    """
    moved = 0
    with changing(None, _("工作日历变动，重新计算到期日")):
        steps = Step.objects.unfinished().exclude(term=None).prefetch_related("pauses")
        for step in steps.select_for_update(of=("self",)):
            before = (step.due_on, step.provisional)
            reckon(step, step.pauses.all(), calendar)
            if (step.due_on, step.provisional) != before:
                write(None, step, StepEvent.Act.DUE_MOVED, f"{before[0]} → {step.due_on}")
                moved += 1
                if step.due_on != before[0]:
                    text = Text(
                        f"到期日变为 {step.due_on}：{step.title}",
                        f"Now due {step.due_on}: {step.words.en}",
                    )
                    tell(people_of(step), step, Notice.Kind.MOVED, text)
    return moved
