from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.calendar.working_days import Calendar, DueDay

# The week around 1 October 2021: seven days off, two weekend days worked in their place.
NATIONAL_DAY = Calendar(
    holidays=frozenset(date(2021, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2021, 9, 26), date(2021, 10, 9)}),
    covered_until=date(2021, 12, 31),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2021, 9, 30), True),
        (date(2021, 10, 1), False),
        (date(2021, 10, 9), True),
        (date(2021, 10, 10), False),
        (date(2021, 9, 26), True),
        (date(2021, 9, 25), False),
    ],
)
def test_holidays_rest_and_exchanged_weekends_work(day, works):
    assert NATIONAL_DAY.is_working_day(day) is works


def test_s38_one_working_day_starts_the_day_after_acceptance():
    assert NATIONAL_DAY.add_working_days(date(2021, 9, 27), 1) == DueDay(
        date(2021, 9, 28), provisional=False
    )


def test_s38_a_term_over_the_holiday_ends_on_the_first_working_day():
    assert NATIONAL_DAY.add_working_days(date(2021, 9, 30), 1).day == date(2021, 10, 8)
    assert NATIONAL_DAY.add_working_days(date(2021, 9, 30), 2).day == date(2021, 10, 9)
    assert NATIONAL_DAY.add_working_days(date(2021, 9, 30), 3).day == date(2021, 10, 11)


def test_a_term_beyond_the_announced_calendar_is_provisional():
    assert NATIONAL_DAY.add_working_days(date(2021, 12, 30), 1) == DueDay(
        date(2021, 12, 31), provisional=False
    )
    assert NATIONAL_DAY.add_working_days(date(2021, 12, 31), 1) == DueDay(
        date(2022, 1, 3), provisional=True
    )


@pytest.mark.parametrize("days", [0, -1])
def test_a_term_has_at_least_a_day(days):
    with pytest.raises(ValueError, match="at least one"):
        NATIONAL_DAY.add_working_days(date(2021, 9, 27), days)


def test_no_day_is_both_off_and_worked():
    day = frozenset({date(2021, 10, 1)})
    with pytest.raises(ValueError, match="2021-10-01"):
        Calendar(holidays=day, workdays=day, covered_until=date(2021, 12, 31))


@given(st.dates(date(2021, 1, 1), date(2021, 12, 1)), st.integers(1, 15) | st.integers(1, 300))
def test_just_as_many_working_days_follow_the_start(start, days):
    due = NATIONAL_DAY.add_working_days(start, days).day
    after = [start + timedelta(n) for n in range(1, (due - start).days + 1)]
    assert sum(map(NATIONAL_DAY.is_working_day, after)) == days
    assert NATIONAL_DAY.is_working_day(due)


def test_a_term_that_leaves_the_calendar_is_soon_known_to():
    with pytest.raises(OverflowError):
        NATIONAL_DAY.add_working_days(date(2021, 9, 27), 10**15)
