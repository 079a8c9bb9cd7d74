"""Working days of China: weekends, holidays, and weekends that are worked in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

SATURDAY = 5
WORKING_DAYS_A_WEEK = 5
ONE_DAY = timedelta(days=1)


class DueDay(NamedTuple):
    """A day by which something is due; provisional if the calendar for it is not yet announced."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked weekends as announced, known up to ``covered_until`` (included).

    Beyond that day weekends alone count as days off, and what is computed is provisional.
    Raises ``ValueError`` for a day that is both off and worked.
    """

    holidays: frozenset[date]
    workdays: frozenset[date]
    covered_until: date

    def __post_init__(self) -> None:
        both = self.holidays & self.workdays
        if both:
            raise ValueError(f"both a holiday and a working day: {min(both)}")

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def add_working_days(self, day: date, days: int) -> DueDay:
        """Return the last day of a term of one or more working days (S38).

        The day on which it starts does not count, and it ends on a working day (Civil Code
        articles 201 and 203). Raises ``ValueError`` for a term shorter than a day.
        """
        if days < 1:
            raise ValueError(f"a term has at least one working day: {days}")
        left, last_special = days, max(self.holidays | self.workdays, default=date.min)
        while left:
            if day >= last_special and left > WORKING_DAYS_A_WEEK:  # from here all weeks are alike
                weeks = left // WORKING_DAYS_A_WEEK - 1
                day, left = day + timedelta(weeks=weeks), left - weeks * WORKING_DAYS_A_WEEK
            day += ONE_DAY
            left -= self.is_working_day(day)
        return DueDay(day, provisional=day > self.covered_until)

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days there are after a day, up to another (included)."""
        days = max(0, (until - after).days)
        return sum(self.is_working_day(after + timedelta(days=n + 1)) for n in range(days))


WEEKENDS_ONLY = Calendar(frozenset(), frozenset(), date.min)
"""Knows no holidays: everything computed with it is provisional."""
