"""Terms: years, months, days or working days after a day (S38, S44)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from linli.core.calendar.working_days import Calendar

MONTHS_A_YEAR = 12


class TermUnit(StrEnum):
    """What a term is counted in."""

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"
    WORKING_DAYS = "working_days"


def add_term(day: date, count: int, unit: TermUnit, calendar: Calendar) -> date:
    """Return the last day of a term that starts on a day; a negative count goes back.

    A month that lacks the day ends on its last: 29 February and a year is 28 February. A term
    of no working days ends where it starts; one that leaves the calendar ends at its edge.
    """
    try:
        match unit:
            case TermUnit.WORKING_DAYS:
                return calendar.add_working_days(day, count).day if count > 0 else day
            case TermUnit.DAYS:
                return day + timedelta(days=count)
            case TermUnit.MONTHS:
                return _add_months(day, count)
            case TermUnit.YEARS:
                return _add_months(day, count * MONTHS_A_YEAR)
    except (OverflowError, ValueError):
        return date.max if count > 0 else date.min


def _add_months(day: date, count: int) -> date:
    """Return the same day of a month so many months away, or that month's last."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + count, MONTHS_A_YEAR)
    last = monthrange(year, month + 1)[1] if date.min.year <= year <= date.max.year else 0
    return date(year, month + 1, min(day.day, last))
