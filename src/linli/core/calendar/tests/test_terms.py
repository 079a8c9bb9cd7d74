from datetime import date

import pytest

from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import WEEKENDS_ONLY


@pytest.mark.parametrize(
    ("day", "count", "unit", "ends"),
    [
        (date(2021, 4, 29), 5, TermUnit.YEARS, date(2026, 4, 29)),
        (date(2020, 2, 29), 5, TermUnit.YEARS, date(2025, 2, 28)),
        (date(2021, 1, 31), 1, TermUnit.MONTHS, date(2021, 2, 28)),
        (date(2021, 1, 31), -2, TermUnit.MONTHS, date(2020, 11, 30)),
        (date(2021, 12, 31), 1, TermUnit.DAYS, date(2022, 1, 1)),
        (date(2021, 4, 30), 1, TermUnit.WORKING_DAYS, date(2021, 5, 3)),
        (date(2021, 4, 30), 0, TermUnit.WORKING_DAYS, date(2021, 4, 30)),
        (date(9998, 1, 1), 5, TermUnit.YEARS, date.max),
        (date(2, 1, 1), -5, TermUnit.YEARS, date.min),
        (date(9999, 12, 31), 1, TermUnit.DAYS, date.max),
        (date(9999, 12, 31), 1, TermUnit.WORKING_DAYS, date.max),
    ],
)
def test_s38_s44_terms_end_on_the_corresponding_day(day, count, unit, ends):
    assert add_term(day, count, unit, WEEKENDS_ONLY) == ends
