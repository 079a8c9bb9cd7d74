"""Clocks: terms that a pause stops, days that end a term, and the moment at which a day ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import ONE_DAY, Calendar, DueDay

MIDNIGHT = time()


class Pause(NamedTuple):
    """A clock stood still from the day it was stopped until the day it went on."""

    stopped: date
    went_on: date


def due_day(
    start: date, count: int, unit: TermUnit, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> DueDay:
    """Return the day by which a term of one or more days, months or years ends (S38).

    The first day does not count, and a term that ends on a day off ends on the next working day
    (Civil Code articles 201 and 203). What was left of the term when its clock stopped is left
    when it goes on; a pause after the due day moves nothing. Provisional beyond the calendar.
    """
    due = _ended_on_a_working_day(start, count, unit, calendar)
    for pause in sorted(pauses):
        if start <= pause.stopped <= due:
            due = _moved(due, pause, unit, calendar)
    return DueDay(due, provisional=due > calendar.covered_until)


def _ended_on_a_working_day(start: date, count: int, unit: TermUnit, calendar: Calendar) -> date:
    return next_working_day(add_term(start, count, unit, calendar), calendar)


def _moved(due: date, pause: Pause, unit: TermUnit, calendar: Calendar) -> date:
    if unit is not TermUnit.WORKING_DAYS:
        return next_working_day(due + (pause.went_on - pause.stopped), calendar)
    left = calendar.working_days_between(pause.stopped, due)
    if left:
        return calendar.add_working_days(pause.went_on, left).day
    return next_working_day(pause.went_on, calendar)


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return a day itself where offices work on it, else the next on which they do."""
    while not calendar.is_working_day(day) and day < date.max:
        day += ONE_DAY
    return day


def end_of_day(day: date, closes: time | None, zone: tzinfo) -> datetime:
    """Return the moment at which a due day ends.

    When business stops, for an office with business hours, else midnight (Civil Code article 203).
    """
    if closes is None:
        return datetime.combine(day + timedelta(days=1), MIDNIGHT, zone)
    return datetime.combine(day, closes, zone)
