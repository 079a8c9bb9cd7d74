from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.period import Period

DAYS = st.dates(date(1998, 1, 1), date(2002, 12, 31))
PERIODS = st.one_of(
    DAYS.map(Period.of), st.sampled_from(["1999", "2000", "2000-12", "2001-01"]).map(Period.parse)
)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1998", date(1998, 1, 1), date(1998, 12, 31)),
        ("1998年", date(1998, 1, 1), date(1998, 12, 31)),
        ("1998-05", date(1998, 5, 1), date(1998, 5, 31)),
        ("2000年2月", date(2000, 2, 1), date(2000, 2, 29)),
        ("1998年5月1日", date(1998, 5, 1), date(1998, 5, 1)),
        ("1998/5/1", date(1998, 5, 1), date(1998, 5, 1)),
        ("1998.12", date(1998, 12, 1), date(1998, 12, 31)),
        ("2001-05-01 00:00:00", date(2001, 5, 1), date(2001, 5, 1)),
    ],
)
def test_a_year_a_month_or_a_day_is_read(written, first, last):
    assert Period.parse(written) == Period(first, last)


@pytest.mark.parametrize(
    "written", ["约1998", "1998-13", "1998-02-30", "98", "", "1998-1999", "１９９８年代"]
)
def test_what_is_none_of_these_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        Period.parse(written)


def test_s18_a_year_on_both_sides_of_the_day_is_undecided():
    assert Period.parse("2000").is_by(date(2000, 12, 31)) is True
    assert Period.parse("2000").is_by(date(2000, 12, 30)) is None
    assert Period.parse("2001").is_by(date(2000, 12, 31)) is False


@given(PERIODS, DAYS)
def test_a_period_answers_as_all_its_days_do(period, day):
    days = [period.first + timedelta(n) for n in range((period.last - period.first).days + 1)]
    for answer, each in [
        (period.is_by(day), {d <= day for d in days}),
        (period.is_before(day), {d < day for d in days}),
        (period.is_on(day), {d == day for d in days}),
    ]:
        assert answer is (each.pop() if len(each) == 1 else None)


@given(PERIODS)
def test_a_period_is_written_as_it_is_read(period):
    assert Period.parse(str(period)) == period
