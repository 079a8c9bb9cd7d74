"""Press what is late: remind its people, then have the city's office supervise it (催办、督办)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.calendar.working_days import Calendar
from linli.core.kernel.problem import Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.people.models import Role
from linli.foundation.record.context import changing
from linli.foundation.steps import problems
from linli.foundation.steps.actions.clocks import city_only
from linli.foundation.steps.actions.turn import Act, people_of, tell, turn, write
from linli.foundation.steps.hands import held
from linli.foundation.steps.models import Notice, Step

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Step.State


class Pressed(NamedTuple):
    """How many steps a day's run announced, reminded of and put under supervision."""

    announced: int
    reminded: int
    supervised: int


def press(day: date, calendar: Calendar) -> Pressed:
    """Announce what falls due, remind of what is late, supervise what stays late after that.

    A step under way is announced ``remind_before`` days ahead, reminded of on the first run after
    its due day, and supervised when ``supervise_after`` working days passed since. A clock that
    stands is not pressed. Running it again on the same day does nothing.
    """
    announced = reminded = supervised = 0
    with changing(None, _("催办督办")):
        rows = Step.objects.filter(state__in=(State.OPEN, State.WAITING), stopped_on=None)
        for step in rows.exclude(due_on=None).select_for_update(of=("self",)):
            if step.due_on >= day:
                announced += _announce(step, day)
            elif step.reminded_on is None:
                _remind(step, day)
                reminded += 1
            elif step.supervised_on is None and _long_late(step, day, calendar):
                _supervise(None, step, day, "")
                supervised += 1
    return Pressed(announced, reminded, supervised)


def _announce(step: Step, day: date) -> int:
    if not step.due_on or step.due_on - timedelta(days=step.remind_before) != day:
        return 0
    if step.notices.filter(kind=Notice.Kind.DUE, text__contains=str(step.due_on)).exists():
        return 0
    text = Text(f"{step.due_on} 到期：{step.title}", f"Due {step.due_on}: {step.words.en}")
    tell(people_of(step), step, Notice.Kind.DUE, text)
    return 1


def _remind(step: Step, day: date) -> None:
    step.reminded_on = day
    write(None, step, Act.REMINDED, f"{step.due_on}")
    text = Text(
        f"已过到期日 {step.due_on}：{step.title}", f"Overdue since {step.due_on}: {step.words.en}"
    )
    tell(people_of(step), step, Notice.Kind.OVERDUE, text)


def _long_late(step: Step, day: date, calendar: Calendar) -> bool:
    passed = calendar.working_days_between(step.reminded_on or day, day)
    return passed >= step.supervise_after


def may_supervise(user: User | None, step: Step) -> list[Problem]:
    """Let the city's office put any unfinished step under supervision."""
    return [*city_only(user), *([problems.finished(step)] if step.is_finished else [])]


def supervise(user: User | None, step: Step, version: int | None, day: date, note: str) -> Step:
    """Put a step under the city office's supervision, late or not (S53)."""
    with turn(user, step, version, _("督办")) as mine:
        refuse(may_supervise(user, mine))
        _supervise(user, mine, day, note)
    return mine


def _supervise(user: User | None, step: Step, day: date, note: str) -> None:
    step.supervised_on = day
    write(user, step, Act.SUPERVISED, note)
    text = Text(f"督办：{step.title}", f"Under supervision: {step.words.en}")
    city = held(day).filter(post__role=Role.CITY_OFFICE).values_list("user_id", flat=True)
    tell({*people_of(step), *city}, step, Notice.Kind.SUPERVISED, text, user)
