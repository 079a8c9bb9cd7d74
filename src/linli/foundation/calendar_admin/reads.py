"""Questions about the working calendar. ``working_calendar`` gives the core its table."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from linli.core.calendar.clock import end_of_day
from linli.core.calendar.working_days import Calendar
from linli.foundation.calendar_admin.models import BusinessHours, CoveredYear, SpecialDay

Kind = SpecialDay.Kind


def working_calendar() -> Calendar:
    """Return the calendar as it stands now: two queries, so ask once for many days.

    It covers the years that follow one another without a gap from the first one that is kept.
    """
    days: dict[str, set[date]] = {Kind.HOLIDAY: set(), Kind.WORKDAY: set()}
    for day, kind in SpecialDay.objects.values_list("day", "kind"):
        days[kind].add(day)
    until = covered_until()
    return Calendar(frozenset(days[Kind.HOLIDAY]), frozenset(days[Kind.WORKDAY]), until)


def covered_until() -> date:
    """Return the last day for which holidays are announced; the first of all days for none."""
    years = list(CoveredYear.objects.values_list("year", flat=True))
    if not years:
        return date.min
    last = next(year for year in years if year + 1 not in years)
    return date(last, 12, 31)


def closing_time(day: date) -> time | None:
    """Return when business stops on a day; None where no hours are set (then at midnight)."""
    found = BusinessHours.objects.filter(since__lte=day).first()
    return found.closes if found else None


def due_moment(day: date) -> datetime:
    """Return the moment by which something due on a day must be done (Civil Code article 203)."""
    return end_of_day(day, closing_time(day), timezone.get_default_timezone())


class YearLine(NamedTuple):
    """A year of the calendar: how many special days it has, and who announced them."""

    year: int
    holidays: int
    workdays: int
    source: str


def years() -> list[YearLine]:
    """Return every year that is covered or has special days, the newest first."""
    sources = dict(CoveredYear.objects.values_list("year", "source"))
    counted = SpecialDay.objects.order_by().values("day__year")
    found = {
        each["day__year"]: each
        for each in counted.annotate(
            off=Count("pk", Q(kind=Kind.HOLIDAY)), on=Count("pk", Q(kind=Kind.WORKDAY))
        )
    }
    nothing = {"off": 0, "on": 0}
    return [
        YearLine(year, (line := found.get(year, nothing))["off"], line["on"], sources.get(year, ""))
        for year in sorted({*sources, *found}, reverse=True)
    ]
