"""Survey rounds reach every community, and show who reported nothing (S11)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Division, Role
from linli.registry.models import Compound, Sighting, SurveyRound, SurveyTask
from linli.registry.rounds import NewRound, coverage, move, open_round
from linli.registry.tests.browsing import text_of

pytestmark = pytest.mark.django_db
State = SurveyTask.State


def asked(*areas, name="2021年摸底", days=30, **others):
    today = timezone.localdate()
    given = {"cutoff": date(2005, 12, 31), "opened_on": today, "closed_on": today + timedelta(days)}
    return NewRound(name=name, jurisdictions=areas, **(given | others))


@pytest.fixture
def opened(places, city_officer):
    return open_round(city_officer, asked(places["450721"], places["450702"]), "部署摸底")


@pytest.fixture
def lingshan_tasks(opened, places):
    return list(opened.tasks.filter(jurisdiction=places["450721"]))


@pytest.fixture
def community(appoint, lingshan_tasks):
    return appoint("dongfeng", Role.COMMUNITY, division=lingshan_tasks[0].division)


def compound(places, division, code):
    return Compound.objects.create(
        code=code, name=code, name_key=code, jurisdiction=places["450721"], division=division
    )


def test_s11_each_residents_committee_gets_a_task_and_no_village(opened, places):
    codes = set(opened.tasks.values_list("division__code", flat=True))
    within = Division.objects.filter(level="community", code__regex="^(450721|450702)")
    port = {
        "450702401",
        "450702403",
        "450702404",
    }  # statistically in 钦南区, but of 钦州港片区 (A13)
    assert codes == {d.code for d in within if d.code[9:] < "200" and d.code[:9] not in port}
    assert not opened.tasks.filter(division__name__endswith="村委会").exists()
    assert {task.state for task in opened.tasks.all()} == {State.ASKED}
    assert set(opened.jurisdictions.all()) == {places["450721"], places["450702"]}


def test_s11_only_the_city_opens_rounds(places, lingshan_clerk):
    with pytest.raises(ProblemError):
        open_round(lingshan_clerk, asked(places["450721"]), "x")
    assert not SurveyRound.objects.exists()


def test_all_obstacles_of_a_round_are_told_at_once(opened, places, city_officer):
    with pytest.raises(ProblemError) as caught:
        open_round(city_officer, asked(places["450721"], days=-1), "x")
    assert [p.place.key for p in caught.value.problems] == ["name", "closed_on"]


def test_s11_coverage_counts_known_and_surveyed_by_community(
    opened, lingshan_tasks, places, lingshan_clerk
):
    first, second = (task.division for task in lingshan_tasks[:2])
    seen = compound(places, first, "1")
    compound(places, first, "2")
    compound(places, None, "3")
    Sighting.objects.create(round=opened, compound=seen)
    (area,) = coverage(lingshan_clerk, opened)
    rows = {each.task.division: (each.known, each.surveyed) for each in area.communities}
    assert rows[first] == (2, 1)
    assert rows[second] == (0, 0)
    assert area.unplaced == 1
    assert area.silent == len(lingshan_tasks) - 1


def test_s11_a_later_round_counts_its_own_sightings(
    opened, lingshan_tasks, places, city_officer, lingshan_clerk
):
    seen = compound(places, lingshan_tasks[0].division, "1")
    Sighting.objects.create(round=opened, compound=seen)
    later = open_round(city_officer, asked(places["450721"], name="2022年复查"), "复查")
    (area,) = coverage(lingshan_clerk, later)
    assert sum(each.surveyed for each in area.communities) == 0


def test_s11_a_report_is_checked_or_sent_back_with_a_reason(
    lingshan_tasks, community, lingshan_clerk
):
    task = lingshan_tasks[0]
    assert move(task, State.REPORTED, community).state == State.REPORTED
    with pytest.raises(ProblemError) as caught:
        move(task, State.RETURNED, lingshan_clerk)
    assert caught.value.problems[0].place.key == "note"
    assert move(task, State.RETURNED, lingshan_clerk, "缺建成时间").note == "缺建成时间"
    move(task, State.REPORTED, community)
    assert move(task, State.CHECKED, lingshan_clerk).changed_by == lingshan_clerk


def test_a_community_checks_nothing_and_reports_only_for_itself(lingshan_tasks, community):
    move(lingshan_tasks[0], State.REPORTED, community)
    with pytest.raises(ProblemError):
        move(lingshan_tasks[0], State.CHECKED, community)
    with pytest.raises(SurveyTask.DoesNotExist):
        move(lingshan_tasks[1], State.REPORTED, community)


@pytest.mark.parametrize("state", [State.CHECKED, State.RETURNED])
def test_what_was_not_reported_is_neither_checked_nor_sent_back(
    lingshan_tasks, lingshan_clerk, state
):
    with pytest.raises(ProblemError):
        move(lingshan_tasks[0], state, lingshan_clerk, "x")


def test_a_nil_return_is_refused_where_a_compound_was_seen(
    opened, lingshan_tasks, places, community
):
    task = lingshan_tasks[0]
    sighting = Sighting.objects.create(round=opened, compound=compound(places, task.division, "1"))
    with pytest.raises(ProblemError):
        move(task, State.REPORTED, community, nil_return=True)
    sighting.delete()
    assert move(task, State.REPORTED, community, nil_return=True).nil_return


def test_the_city_opens_a_round_on_the_page(places, city):
    address = reverse("registry:rounds")
    given = {
        "name": "2021年摸底",
        "cutoff": "2005-12-31",
        "opened_on": "2021-04-29",
        "closed_on": "",
        "jurisdictions": [places["450721"].pk],
        "reason": "部署",
    }
    assert "这个字段是必填项" in text_of(city.post(address, {**given, "name": ""}))
    made = city.post(address, given)
    assert made.url == reverse("registry:round", args=[SurveyRound.objects.get().pk])
    page = text_of(city.get(made.url))
    assert "灵山县" in page
    assert "未上报" in page


def test_the_clerk_moves_tasks_on_the_page(opened, lingshan_tasks, clerk, places):
    task = lingshan_tasks[0]
    address = reverse("registry:move-task", args=[task.pk])
    assert clerk.post(address, {"state": "asked"}).status_code == 404
    assert "目前为“待上报”" in text_of(clerk.post(address, {"state": "checked"}))
    clerk.post(address, {"state": "reported", "nil_return": "on"})
    clerk.post(address, {"state": "checked"})
    task.refresh_from_db()
    assert (task.state, task.nil_return) == (State.CHECKED, True)
    page = text_of(clerk.get(reverse("registry:round", args=[opened.pk])))
    assert "已审核 1" in page
    silent = text_of(clerk.get(reverse("registry:round", args=[opened.pk]) + "?only=silent"))
    assert task.division.name not in silent
    other = opened.tasks.filter(jurisdiction=places["450702"]).first()
    assert other.division.name not in page
    foreign = reverse("registry:move-task", args=[other.pk])
    assert clerk.post(foreign, {"state": "reported"}).status_code == 404


def test_the_page_makes_few_queries(opened, clerk, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        clerk.get(reverse("registry:round", args=[opened.pk]))
