"""The working calendar: seeded, edited with a source, covered year by year (S38, A08)."""

from datetime import date, time

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.calendar_admin import actions
from linli.foundation.calendar_admin.actions import DayAsked
from linli.foundation.calendar_admin.models import CoveredYear, SpecialDay
from linli.foundation.calendar_admin.reads import (
    covered_until,
    due_moment,
    working_calendar,
    years,
)
from linli.foundation.record.models import Entry

pytestmark = pytest.mark.django_db
OFF = DayAsked(date(2027, 1, 4), "holiday", "元旦", "公布文件")


@pytest.fixture
def announced():
    return actions.load_announced(None)


def codes(call, *given):
    with pytest.raises(ProblemError) as raised:
        call(*given)
    return [problem.code for problem in raised.value.problems]


def test_the_library_seeds_what_was_announced(announced):
    calendar = working_calendar()
    assert announced[0] == 2004
    assert calendar.covered_until >= date(2026, 12, 31)
    assert not calendar.is_working_day(date(2021, 10, 7))
    assert calendar.is_working_day(date(2021, 10, 9))  # a worked Saturday
    assert SpecialDay.objects.get(day=date(2021, 2, 11)).name == "春节"


def test_every_day_agrees_with_the_library(announced):
    import chinese_calendar

    calendar, day = working_calendar(), date(2019, 1, 1)
    while day.year < 2027:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day = date.fromordinal(day.toordinal() + 1)


def test_loading_again_leaves_the_offices_own_days(announced):
    actions.clear_day(None, date(2026, 10, 7), "")
    assert actions.load_announced(None) == []
    assert not SpecialDay.objects.filter(day=date(2026, 10, 7)).exists()


def test_an_empty_calendar_makes_every_day_provisional():
    calendar = working_calendar()
    assert calendar.covered_until == date.min
    assert calendar.add_working_days(date(2021, 4, 30), 1) == (date(2021, 5, 3), True)


def test_a_gap_in_the_years_ends_what_is_covered(announced):
    CoveredYear.objects.filter(year=2023).delete()
    assert covered_until() == date(2022, 12, 31)


def test_a_new_year_is_entered_day_by_day_and_then_covered(announced, city_officer):
    assert codes(actions.cover_year, city_officer, 2027, "国办发明电") == ["calendar-empty-year"]
    actions.set_day(city_officer, OFF, "")
    assert codes(actions.cover_year, city_officer, 2027, " ") == ["calendar-no-source"]
    actions.cover_year(city_officer, 2027, "国办发明电")
    assert covered_until() == date(2027, 12, 31)
    assert not working_calendar().is_working_day(OFF.day)
    assert Entry.objects.filter(table__startswith="calendar_admin", actor="city").count() == 2


def test_a_day_that_is_so_anyway_is_not_entered(announced):
    saturday = OFF._replace(day=date(2027, 1, 2))
    assert codes(actions.set_day, None, saturday, "") == ["calendar-so-anyway"]
    assert codes(actions.set_day, None, OFF._replace(kind="workday"), "") == ["calendar-so-anyway"]


def test_only_the_city_office_edits(lingshan_clerk, department):
    for user in (lingshan_clerk, department):
        assert codes(actions.set_day, user, OFF, "") == ["calendar-not-yours"]
        assert codes(actions.load_announced, user) == ["calendar-not-yours"]


def test_a08_a_due_day_ends_when_business_stops():
    assert due_moment(date(2021, 5, 6)).isoformat() == "2021-05-07T00:00:00+08:00"
    actions.set_hours(None, date(2021, 1, 1), time(8), time(18))
    actions.set_hours(None, date(2022, 1, 1), time(8), time(17, 30))
    assert due_moment(date(2021, 5, 6)).isoformat() == "2021-05-06T18:00:00+08:00"
    assert due_moment(date(2022, 5, 6)).isoformat() == "2022-05-06T17:30:00+08:00"
    assert codes(actions.set_hours, None, date(2023, 1, 1), time(9), time(9)) == [
        "calendar-closes-first"
    ]


def test_years_are_listed_with_their_source(announced):
    actions.set_day(None, OFF, "")
    newest, before = years()[:2]
    assert newest == (2027, 1, 0, "")
    assert before.source.startswith("chinesecalendar")


def page(client, user, where, *given, **data):
    client.force_login(user)
    address = reverse(f"calendar_admin:{where}", args=given)
    return client.post(address, data) if data else client.get(address)


def test_the_pages_show_the_coverage_and_who_may_edit(client, announced, city_officer, department):
    assert "2026-12-31" in page(client, department, "calendar").content.decode()
    assert "设定办公时间" not in page(client, department, "calendar").content.decode()
    assert "设定办公时间" in page(client, city_officer, "calendar").content.decode()
    for year in (1999, 999999):
        assert page(client, city_officer, "year", year).status_code == 404
        assert page(client, city_officer, "cover", year, source="x").status_code == 404


def test_a_day_is_entered_and_removed_on_the_page(client, city_officer):
    data = {"day": "2027-01-04", "kind": "holiday", "name": "元旦", "source": "公布文件"}
    assert page(client, city_officer, "year", 2027, **data).status_code == 302
    day = SpecialDay.objects.get()
    assert page(client, city_officer, "cover", 2027, source="公布文件").status_code == 302
    assert page(client, city_officer, "clear", 2027, day.pk, go="1").status_code == 302
    assert not SpecialDay.objects.exists()


def test_what_is_wrong_is_said_on_the_page(client, city_officer, department):
    data = {"day": "2027-01-02", "kind": "holiday", "name": "元旦", "source": "公布文件"}
    response = page(client, city_officer, "year", 2027, **data)
    assert (response.status_code, "本来就是周末" in response.content.decode()) == (422, True)
    assert page(client, department, "load", go="1").status_code == 403


def test_pages_take_few_queries(client, announced, city_officer, django_assert_max_num_queries):
    client.force_login(city_officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("calendar_admin:calendar"))
