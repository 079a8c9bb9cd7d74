"""Meetings whose resolutions become steps, trainings, institutions (S08, S28, S64)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.group import actions
from linli.foundation.group.actions import Decided
from linli.foundation.group.models import Institution, Meeting, Training
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Organisation
from linli.foundation.steps.actions import Outcome, close

DAY = date(2021, 5, 10)
ASKED = {"title": "第一次会议", "day": DAY, "agenda": "听取汇报\n研究计划"}


@pytest.fixture
def group(organisation):
    return Organisation.objects.get(code="leading_group", jurisdiction=None)


@pytest.fixture
def meeting(group):
    return actions.call_meeting(None, group, ASKED)


def visit(user, where, *given, data=None):
    client = Client()
    client.force_login(user)
    address = reverse(f"group:{where}", args=given)
    return client.get(address) if data is None else client.post(address, data)


def codes(call, *given):
    with pytest.raises(ProblemError) as raised:
        call(*given)
    return [problem.code for problem in raised.value.problems]


def test_s28_a_resolution_is_followed_to_its_closing(meeting, city, finance):
    decided = Decided("提出筹措意见", office("finance_bureau"), date(2021, 6, 1))
    resolution = actions.decide(city, meeting, decided)
    assert (resolution.step.lead, resolution.step.due_on) == (decided.lead, decided.due_on)
    assert "提出筹措意见" in visit(city, "meetings").content.decode()
    close(finance, resolution.step, 1, Outcome("已报送意见"))
    assert "未办结的决议" not in visit(city, "meetings").content.decode()
    assert "已报送意见" in visit(city, "meeting", meeting.pk).content.decode()


def test_minutes_stand_once_kept(meeting, city):
    assert codes(actions.keep_minutes, city, meeting, " ", "") == ["meeting-empty"]
    actions.keep_minutes(city, meeting, "会议听取了汇报。", "全体成员")
    assert codes(actions.keep_minutes, city, meeting, "改", "") == ["meeting-has-minutes"]


def test_what_a_resolution_lacks(meeting, city):
    early = Decided(" ", office("finance_bureau"), date(2021, 5, 1))
    assert codes(actions.decide, city, meeting, early) == ["meeting-empty", "meeting-due-first"]


def test_a_county_has_no_part_in_the_citys_meetings(meeting, group, lingshan, finance):
    assert codes(actions.call_meeting, lingshan, group, ASKED) == ["group-not-yours"]
    decided = Decided("x", office("finance_bureau"))
    assert codes(actions.decide, finance, meeting, decided) == ["group-not-yours"]
    assert visit(lingshan, "meeting", meeting.pk).status_code == 404
    assert visit(finance, "meeting", meeting.pk).status_code == 200


def test_a_meeting_on_the_pages(city, group):
    data = {"group": group.pk, "title": "会议", "day": "2021-05-10", "agenda": "一\n二"}
    assert visit(city, "call", data=data).status_code == 302
    made = Meeting.objects.get()
    assert made.items == ["一", "二"]
    decision = {"text": "报送清单", "lead": office("housing_bureau").pk, "due_on": "2021-05-20"}
    assert visit(city, "decide", made.pk, data=decision).status_code == 302
    assert visit(city, "decide", made.pk, data={**decision, "text": ""}).status_code == 422
    assert visit(city, "minutes", made.pk, data={"minutes": "纪要"}).status_code == 302
    assert visit(city, "minutes", made.pk, data={"minutes": "再改"}).status_code == 422
    assert made.resolutions.count() == 1


def test_s64_trainings_are_logged_by_area(city, lingshan, pubei, places):
    data = {
        "organiser": office("territory", places["450721"].pk).pk,
        "day": "2021-05-12",
        "topic": "填报培训",
        "audience": "社区",
        "people": 30,
    }
    assert visit(lingshan, "trainings", data=data).status_code == 302
    assert Training.objects.get().jurisdiction == places["450721"]
    assert "填报培训" in visit(city, "trainings").content.decode()
    assert "填报培训" not in visit(pubei, "trainings").content.decode()
    assert visit(pubei, "trainings", data=data).status_code == 422  # not an office of theirs


def test_s08_the_pack_lists_institutions_and_their_day(organisation, qinzhou, city, finance):
    assert actions.load_institutions(qinzhou, None) == len(qinzhou.milestones)
    assert actions.load_institutions(qinzhou, None) == 0
    first = Institution.objects.get(code="county_mechanisms")
    assert (first.due_on.year, first.state) == (2022, "planned")
    page = visit(finance, "institutions").content.decode()
    assert "待制定" in page
    assert reverse("group:institution-new") not in page


def test_an_institution_in_force_names_its_document(organisation, qinzhou, city):
    actions.load_institutions(qinzhou, None)
    first = Institution.objects.first()
    data = {"title": first.title, "lead": first.lead, "state": "in_force", "document": ""}
    assert visit(city, "institution", first.pk, data=data).status_code == 422
    data["document"] = "钦住建〔2021〕1号"
    assert visit(city, "institution", first.pk, data=data).status_code == 302
    assert visit(city, "institution-new", data=data).status_code == 422  # the title is taken
    other = {**data, "title": "以奖代补办法"}
    assert visit(city, "institution-new", data=other).status_code == 302
