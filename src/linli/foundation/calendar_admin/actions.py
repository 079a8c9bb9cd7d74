"""Changes to the working calendar; only the city's office makes them, each for a reason."""

from __future__ import annotations

from datetime import date, time
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import chinese_calendar
from django.utils.translation import gettext as _

from linli.core.calendar.working_days import SATURDAY
from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.calendar_admin import problems
from linli.foundation.calendar_admin.models import BusinessHours, CoveredYear, SpecialDay
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Kind = SpecialDay.Kind


class DayAsked(NamedTuple):
    """A day that is to be off or worked, what it is called, and who announced it."""

    day: date
    kind: str
    name: str
    source: str


def may_edit(user: User | None) -> list[Problem]:
    """Only the city's office edits the calendar; None is the operator."""
    if user is None or scope_of(user).has(Role.CITY_OFFICE):
        return []
    return [problems.NOT_YOURS]


def load_announced(user: User | None) -> list[int]:
    """Add the years that the library knows and the table lacks; return them.

    Years that are kept already stay as the office has them.
    """
    if found := may_edit(user):
        raise ProblemError(*found)
    source = f"chinesecalendar {version('chinesecalendar')}"
    off, worked = chinese_calendar.constants.holidays, chinese_calendar.constants.workdays
    known = set(CoveredYear.objects.values_list("year", flat=True))
    new = sorted({day.year for day in off} - known)
    named = [
        *((day, Kind.HOLIDAY, name) for day, name in off.items() if day.weekday() < SATURDAY),
        *((day, Kind.WORKDAY, name) for day, name in worked.items()),
    ]
    with changing(user, _("载入已公布的节假日安排")):
        SpecialDay.objects.bulk_create(
            (
                SpecialDay(day=day, kind=kind, name=_in_chinese(name), source=source)
                for day, kind, name in named
                if day.year in new
            ),
            ignore_conflicts=True,  # a day that the office entered beforehand stays
        )
        CoveredYear.objects.bulk_create(CoveredYear(year=year, source=source) for year in new)
    return new


def _in_chinese(name: str) -> str:
    return str(chinese_calendar.constants.Holiday(name).chinese)


def may_set_day(user: User | None, asked: DayAsked) -> list[Problem]:
    """Return what stands against a special day: the post, its name, a day that is so anyway."""
    found = may_edit(user)
    if not asked.name.strip() or not asked.source.strip():
        found.append(problems.NAME_AND_SOURCE)
    weekend = asked.day.weekday() >= SATURDAY
    if weekend is (asked.kind == Kind.HOLIDAY):
        found.append(problems.so_anyway(asked.day, weekend=weekend))
    return found


def set_day(user: User | None, asked: DayAsked, reason: str) -> SpecialDay:
    """Make a weekday a day off, or a weekend a working day."""
    if found := may_set_day(user, asked):
        raise ProblemError(*found)
    with changing(user, reason or _("修改工作日历")):
        return SpecialDay.objects.update_or_create(
            day=asked.day,
            defaults={"kind": asked.kind, "name": asked.name, "source": asked.source},
        )[0]


def clear_day(user: User | None, day: date, reason: str) -> None:
    """Let a day be what its weekday says."""
    if found := may_edit(user):
        raise ProblemError(*found)
    with changing(user, reason or _("修改工作日历")):
        SpecialDay.objects.filter(day=day).delete()


def cover_year(user: User | None, year: int, source: str) -> CoveredYear:
    """Say that a year's days are entered as announced: its deadlines are final from now on."""
    found = may_edit(user)
    if not source.strip():
        found.append(problems.NAME_AND_SOURCE)
    if not SpecialDay.objects.filter(day__year=year).exists():
        found.append(problems.empty_year(year))
    if found:
        raise ProblemError(*found)
    with changing(user, _("%(year)s 年安排已公布：%(source)s") % {"year": year, "source": source}):
        return CoveredYear.objects.update_or_create(year=year, defaults={"source": source})[0]


def set_hours(user: User | None, since: date, opens: time, closes: time) -> BusinessHours:
    """Set when offices open and close from a day on."""
    found = may_edit(user)
    if opens >= closes:
        found.append(problems.CLOSES_FIRST)
    if found:
        raise ProblemError(*found)
    with changing(user, _("设定办公时间")):
        return BusinessHours.objects.update_or_create(
            since=since, defaults={"opens": opens, "closes": closes}
        )[0]
