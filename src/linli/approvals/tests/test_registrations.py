"""The green channel: one working day, no survey twice, no half papers (S37-S40)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.approvals.actions.registering import (
    Papers,
    accept_registration,
    check_papers,
    order_survey,
    receive,
    register,
    send_back,
)
from linli.approvals.models import Registration
from linli.approvals.reads.registrations import light
from linli.approvals.tests.office_day import refused
from linli.foundation.calendar_admin.reads import covered_until

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
READY = {
    "title_clear": True,
    "materials_complete": True,
    "usable_survey": True,
    "shared_survey": None,
}
READY_PAPERS = Papers(**READY)


def papers(**found):
    return Papers(**(READY | found))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def window(officer):
    return officer("natural_resources")


@pytest.fixture
def received(window, project):
    found = receive(window, project, Registration.Kind.TITLE, "2号楼301室", "受2021-17")
    Registration.objects.filter(pk=found.pk).update(received_on="2021-04-30")
    found.refresh_from_db()
    return found


def accepted(window, received, moment):
    check_papers(window, received, None, READY_PAPERS)
    return accept_registration(window, received, None, at(moment))


def test_s38_accepted_on_a_monday_is_due_at_the_end_of_tuesday(window, received):
    found = accepted(window, received, "2021-05-10T09:00")
    assert found.due_at.astimezone(CHINA).date().isoformat() in {"2021-05-11", "2021-05-12"}
    assert found.due_at > at("2021-05-11T16:00")
    assert found.due_at <= at("2021-05-12T00:00")


def test_s38_a_make_up_saturday_after_the_may_holiday_is_a_working_day(window, received):
    found = accepted(window, received, "2021-04-30T15:00")  # Friday before 1-5 May
    assert found.last_day == date(2021, 5, 6)
    assert at("2021-05-06T12:00") < found.due_at <= at("2021-05-07T00:00")
    found = accepted_again(window, found, "2021-05-07T15:00")  # Friday before a worked Saturday
    assert at("2021-05-08T12:00") < found.due_at <= at("2021-05-09T00:00")


def accepted_again(window, found, moment):
    Registration.objects.filter(pk=found.pk).update(state=Registration.State.RECEIVED)
    return accept_registration(window, found, None, at(moment))


def test_s38_inside_its_day_needs_no_reason_and_late_needs_one(window, received):
    found = accepted(window, received, "2021-05-10T09:00")
    assert refused(register, window, found, None, "证1", "", at("2021-05-12T09:00")) == [
        "no-reason"
    ]
    done = register(window, found, None, "桂（2021）1号", "", at("2021-05-11T10:00"))
    assert (done.state, done.breach_reason) == (Registration.State.DONE, "")


def test_s38_half_the_papers_do_not_start_the_clock(window, received):
    check_papers(window, received, None, papers(materials_complete=False))
    assert refused(accept_registration, window, received, None) == ["registration-not-ready"]
    check_papers(window, received, None, papers(materials_complete=None))
    assert refused(accept_registration, window, received, None) == ["registration-not-ready"]
    assert send_back(window, received, None, "缺权属证明").state == Registration.State.RETURNED


def test_s39_a_survey_on_file_is_reused_unless_there_is_a_reason(window, received):
    assert refused(order_survey, window, received, None, "") == ["survey-not-looked-up"]
    check_papers(window, received, None, READY_PAPERS)
    assert refused(order_survey, window, received, None, "") == ["survey-exists"]
    assert order_survey(window, received, None, "原图范围不符").survey_ordered_on
    check_papers(window, received, None, papers(usable_survey=False, shared_survey=False))
    assert order_survey(window, received, None, "").survey_ordered_on


def test_s37_only_the_window_takes_in_and_registers(received, builder, project):
    assert refused(receive, builder, project, "title", "3号楼") == ["decision-not-yours"]
    assert refused(check_papers, builder, received, None, READY_PAPERS) == ["decision-not-yours"]


def test_two_at_one_window_do_not_overwrite_each_other(window, received):
    shown = received.version
    check_papers(window, received, shown, READY_PAPERS)
    assert refused(send_back, window, received, shown, "缺材料") == ["case-moved-on"]


def test_an_order_of_moments_that_cannot_be_is_refused(window, received):
    check_papers(window, received, None, READY_PAPERS)
    early = at("2021-04-01T09:00")
    assert refused(accept_registration, window, received, None, early) == ["days-reversed"]
    found = accept_registration(window, received, None, at("2021-05-10T09:00"))
    assert refused(register, window, found, None, "证", "", at("2021-05-10T08:00")) == [
        "days-reversed"
    ]


def test_s38_a_day_beyond_the_announced_calendar_is_given_as_provisional(client, window, project):
    last = covered_until()
    found = receive(window, project, Registration.Kind.TITLE, "4号楼", day=date(2021, 4, 30))
    found = accepted(window, found, f"{last}T10:00")
    assert found.provisional
    assert timezone.localdate(found.due_at) > last
    client.force_login(window)
    shown = client.get(reverse("approvals:registration", args=[found.pk])).content.decode()
    assert "暂定" in shown
    known = accepted_again(window, found, "2021-05-10T09:00")
    assert not known.provisional
    assert light(known) == "late"


def test_s37_an_application_is_not_received_on_a_day_to_come(window, project):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(receive, window, project, "title", "4号楼", "", tomorrow) == ["day-to-come"]
