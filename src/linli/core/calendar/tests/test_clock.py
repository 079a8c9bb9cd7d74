from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from linli.core.calendar.clock import Pause, due_day, end_of_day, next_working_day
from linli.core.calendar.terms import TermUnit
from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar

# 2021: 1-5 May off, 25 April and 8 May worked.
MAY = Calendar(
    frozenset(date(2021, 5, day) for day in range(1, 6)),
    frozenset({date(2021, 4, 25), date(2021, 5, 8)}),
    date(2021, 12, 31),
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 1))
WORKING = TermUnit.WORKING_DAYS


def test_s38_one_working_day_after_acceptance_skips_the_holiday():
    assert due_day(date(2021, 4, 30), 1, WORKING, MAY) == (date(2021, 5, 6), False)


def test_s38_a_worked_saturday_counts():
    assert due_day(date(2021, 5, 7), 1, WORKING, MAY).day == date(2021, 5, 8)


def test_a_term_of_calendar_days_that_ends_on_a_holiday_ends_after_it():
    assert due_day(date(2021, 4, 21), 10, TermUnit.DAYS, MAY).day == date(2021, 5, 6)


def test_what_lies_beyond_the_calendar_is_provisional_and_counts_weekends_only():
    assert due_day(date(2021, 12, 30), 3, WORKING, MAY) == (date(2022, 1, 4), True)
    assert due_day(date(2026, 1, 1), 1, WORKING, WEEKENDS_ONLY).provisional


def test_a_stopped_clock_keeps_the_days_that_were_left():
    # Five working days from Monday 10 May end on the 17th; four are left on Tuesday.
    pause = Pause(date(2021, 5, 11), date(2021, 5, 20))
    assert due_day(date(2021, 5, 10), 5, WORKING, MAY).day == date(2021, 5, 17)
    assert due_day(date(2021, 5, 10), 5, WORKING, MAY, [pause]).day == date(2021, 5, 26)


def test_a_clock_stopped_on_its_last_day_is_due_when_it_goes_on():
    pause = Pause(date(2021, 5, 17), date(2021, 5, 22))
    assert due_day(date(2021, 5, 10), 5, WORKING, MAY, [pause]).day == date(2021, 5, 24)


def test_a_pause_after_the_due_day_moves_nothing():
    pause = Pause(date(2021, 5, 18), date(2021, 6, 1))
    assert due_day(date(2021, 5, 10), 5, WORKING, MAY, [pause]).day == date(2021, 5, 17)


@given(DAYS, st.integers(1, 60), st.sampled_from(TermUnit), st.integers(0, 30), st.integers(0, 60))
def test_a_pause_never_shortens_a_term(start, count, unit, after, length):
    stopped = start + timedelta(days=after)
    plain = due_day(start, count, unit, MAY).day
    paused = due_day(start, count, unit, MAY, [Pause(stopped, stopped + timedelta(days=length))])
    assert paused.day >= plain
    assert MAY.is_working_day(paused.day)
    if length == 0:
        assert paused.day == plain


@given(DAYS, st.integers(0, 90))
def test_working_days_between_agree_with_adding_them(start, days):
    until = start + timedelta(days=days)
    count = MAY.working_days_between(start, until)
    if count:
        assert MAY.add_working_days(start, count).day <= until
    assert next_working_day(MAY.add_working_days(start, count + 1).day, MAY) > until


def test_a_due_day_ends_when_business_stops_else_at_midnight():
    day = date(2021, 5, 6)
    assert end_of_day(day, time(18), SHANGHAI).isoformat() == "2021-05-06T18:00:00+08:00"
    assert end_of_day(day, None, SHANGHAI).isoformat() == "2021-05-07T00:00:00+08:00"
