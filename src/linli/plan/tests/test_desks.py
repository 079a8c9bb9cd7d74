"""What survey, reserve and plan put on the desks of the areas and offices (S10, S14, S54, S63)."""

from datetime import date

import pytest
from django.conf import settings

from linli.engines.packfiles import load_pack
from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.offices.loading import load_offices
from linli.foundation.steps.loading import load_duties
from linli.foundation.steps.models import Step
from linli.plan.actions import adopt
from linli.plan.tests.year import small_year, solved
from linli.registry.rounds import NewRound, open_round

pytestmark = pytest.mark.django_db
LINGSHAN, QINNAN = "450721", "450702"
ENDS = date(2021, 6, 30)


@pytest.fixture(autouse=True)
def duties(places):
    """The city's offices, the duties that the pack gives them, and working days."""
    pack = load_pack(settings.PACK)
    load_offices(pack, None)
    load_duties(pack, None)
    load_announced(None)


@pytest.fixture
def opened(places):
    asked = NewRound("摸底", date(2005, 12, 31), date(2021, 5, 6), ENDS, (places[LINGSHAN],))
    return open_round(None, asked, "部署摸底")


def desks(duty):
    """Return the unfinished tasks of a duty as (area, office, due day)."""
    steps = Step.objects.unfinished().filter(code__endswith=duty).select_related("lead")
    return {(step.jurisdiction.code, step.lead.code, step.due_on) for step in steps}


def test_s10_a_survey_round_opens_a_task_of_its_area_due_when_it_ends(opened):
    assert desks("survey") == {(LINGSHAN, "territory", ENDS)}


def test_s14_projects_that_became_ready_open_one_task_in_each_area(places):
    small_year(places)
    assert {(area, office) for area, office, _due in desks("prepare_candidates")} == {
        (LINGSHAN, "territory"),
        (QINNAN, "territory"),
    }


def test_s54_s63_an_adopted_plan_opens_tasks_and_its_next_version_takes_them_back(places):
    small_year(places)
    (first,) = adopt(None, solved(), "定稿")
    assert {area for area, _office, _due in desks("start_works")} == {LINGSHAN, QINNAN}
    assert {due for _area, _office, due in desks("start_works")} == {first.start_by}
    assert {due for _area, _office, due in desks("finish_works")} == {first.finish_by}
    of_offices = Step.objects.unfinished().filter(code__endswith="yearly_application")
    assert [step.lead.code for step in of_offices] == ["housing_bureau"]
    (second,) = adopt(None, solved(name="方案二"), "调整")
    assert {
        step.subject
        for step in Step.objects.unfinished()
        .filter(lead__code="territory")
        .filter(code__endswith="start_works")
    } == {second}
