"""A day that may be known only to the month or the year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:\s*[-/.年]\s*(?P<month>\d{1,2})(?:\s*[-/.月]\s*(?P<day>\d{1,2}))?)?\s*[年月日]?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Every day from ``first`` to ``last``, both included: one day, a month or a year.

    Comparisons with a day answer True, False, or None where the period lies on both sides.
    """

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "1998", "1998年", "1998-05", "1998年5月1日", "1998/5/1"; else ``ValueError``."""
        match = _WRITTEN.fullmatch(text.strip().removesuffix(" 00:00:00"))
        if not match:
            raise ValueError(f"not a day, month or year: {text!r}")
        year, month, day = (
            int(part) if part else None for part in match.group("year", "month", "day")
        )
        assert year is not None  # noqa: S101 - the pattern demands a year
        first = date(year, month or 1, day or 1)
        if day:
            return cls(first, first)
        end_month = month or 12
        return cls(first, date(year, end_month, monthrange(year, end_month)[1]))

    @classmethod
    def of(cls, day: date) -> Period:
        """Return the period of a single day."""
        return cls(day, day)

    def is_by(self, day: date) -> bool | None:
        """Tell whether all of it lies on or before a day; None if only a part does."""
        return True if self.last <= day else False if self.first > day else None

    def is_before(self, day: date) -> bool | None:
        """Tell whether all of it lies before a day; None if only a part does."""
        return True if self.last < day else False if self.first >= day else None

    def is_on(self, day: date) -> bool | None:
        """Tell whether it is just that day; None if the day is one of several."""
        if self.first == self.last:
            return self.first == day
        return None if self.first <= day <= self.last else False

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return self.first.isoformat()[: 7 if self.first.month == self.last.month else 4]
