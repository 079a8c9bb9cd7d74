"""Duties of the pack become tasks of the right offices (S51-S66)."""

import shutil
from datetime import date, timedelta

import pytest

from linli.core.calendar.terms import TermUnit
from linli.core.calendar.working_days import Calendar
from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Stage
from linli.engines.packfiles import load_pack
from linli.foundation.calendar_admin.models import CoveredYear
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.offices.finding import office
from linli.foundation.offices.loading import load_offices
from linli.foundation.people.models import Organisation
from linli.foundation.steps import actions
from linli.foundation.steps.actions import Entered, NewStep
from linli.foundation.steps.loading import load_duties
from linli.foundation.steps.models import Notice, Step, TaskTemplate

DAY = date(2021, 6, 1)


def entered(area, subject=None):
    return [Entered(subject or area, "2021 年", "/plan/2021/", area)]


def test_s63_an_area_that_is_planned_gets_its_tasks_with_the_plans_days(organisation, places):
    days = {"start_by": date(2021, 6, 30), "finish_by": date(2021, 12, 31)}
    area = places["450721"]
    steps = actions.stage_entered(Stage.AREA_PLANNED, entered(area), None, DAY, days)
    assert {(str(step.lead), step.title, step.due_on) for step in steps} == {
        ("灵山县政府", "组织年度计划项目开工", date(2021, 6, 30)),
        ("灵山县政府", "组织年度计划项目竣工", date(2021, 12, 31)),
    }
    assert {step.clause for step in steps} == {"三·县区和片区"}


def test_s54_the_yearly_application_asks_its_helpers_at_once(organisation, places, finance):
    steps = actions.stage_entered(
        Stage.PLAN_ADOPTED, [Entered(places["450721"], "2021 年度计划")], None, DAY
    )
    application = next(step for step in steps if step.code == "housing_bureau.yearly_application")
    assert [str(each.organisation) for each in application.cooperations.all()] == [
        "市发展改革委",
        "市财政局",
    ]
    assert application.state == "waiting"
    assert application.due_on is None  # the policy sets no day
    assert Notice.objects.filter(user=finance).exists()


def test_telling_twice_gives_nothing_new_until_it_is_done(organisation, places, lingshan):
    area = places["450721"]
    (first,) = actions.stage_entered(Stage.CANDIDATE_READY, entered(area), None, DAY)
    assert actions.stage_entered(Stage.CANDIDATE_READY, entered(area), None, DAY) == []
    actions.close(lingshan, first, 1, actions.Outcome("已备"))
    assert len(actions.stage_entered(Stage.CANDIDATE_READY, entered(area), None, DAY)) == 1


def test_without_an_area_a_territorys_duty_falls_to_each(organisation, places):
    subject = office("housing_bureau")
    steps = actions.stage_entered(Stage.SURVEY_OPENED, [Entered(subject)], None, DAY)
    assert len(steps) == len(places)
    assert {step.jurisdiction for step in steps} == {*places.values()}


def test_without_templates_nothing_happens(places):
    assert actions.stage_entered(Stage.PLAN_ADOPTED, entered(places["450721"]), None, DAY) == []


def test_an_office_that_is_missing_is_a_problem_and_nothing_is_half_opened(organisation, places):
    TaskTemplate.objects.filter(code="territories.finish_works").update(lead="nobody")
    with pytest.raises(ProblemError) as raised:
        actions.stage_entered(Stage.AREA_PLANNED, entered(places["450721"]), None, DAY)
    assert raised.value.problems[0].code == "office-unknown"
    assert not Step.objects.exists()


def test_s53_days_of_the_pack_give_out_supervision_once(organisation):
    assert actions.days_came(date(2021, 6, 29)) == []
    came = actions.days_came(date(2021, 7, 2))
    assert {step.code for step in came} == {
        "supervision_office.supervise",
        "housing_bureau.progress_and_appraisals",
    }
    assert {step.started_on for step in came} == {date(2021, 6, 30)}
    assert actions.days_came(date(2021, 7, 2)) == []


def test_a_yearly_day_comes_each_year(organisation):
    TaskTemplate.objects.exclude(code="housing_bureau.subsidies").delete()
    template = TaskTemplate.objects.get()
    template.trigger, template.content["days"] = "date", ["02-28"]
    template.save()
    actions.days_came(date(2021, 1, 1))
    assert len(actions.days_came(date(2023, 3, 1))) == 3


def late(**more):
    return actions.open_step(
        None,
        NewStep(title=Text("开工", "Start"), lead=office("housing_bureau"), started_on=DAY, **more),
    )


def test_what_is_late_is_reminded_of_and_then_supervised(housing, city):
    step = late(due_on=date(2021, 6, 4), remind_before=2)  # a Friday
    calendar = working_calendar()

    def kinds(user):
        return [notice.kind for notice in Notice.objects.filter(user=user).order_by("pk")]

    assert actions.press(date(2021, 6, 2), calendar) == (1, 0, 0)
    assert actions.press(date(2021, 6, 2), calendar) == (0, 0, 0)
    assert actions.press(date(2021, 6, 5), calendar) == (0, 1, 0)
    assert actions.press(date(2021, 6, 6), calendar) == (0, 0, 0)  # no working day has passed
    assert actions.press(date(2021, 6, 7), calendar) == (0, 0, 1)
    assert actions.press(date(2021, 6, 8), calendar) == (0, 0, 0)
    assert kinds(housing) == ["new", "due", "overdue", "supervised"]
    assert kinds(city) == ["supervised"]
    step.refresh_from_db()
    assert (step.reminded_on, step.supervised_on) == (date(2021, 6, 5), date(2021, 6, 7))


def test_a_clock_that_stands_is_not_pressed(housing, organisation):
    step = late(term=1, unit=TermUnit.WORKING_DAYS)
    actions.stop(housing, step, 1, "待补")
    assert actions.press(DAY + timedelta(days=30), working_calendar()) == (0, 0, 0)


def test_a_year_that_is_announced_settles_provisional_days(organisation):
    CoveredYear.objects.filter(year__gte=2021).delete()
    step = late(term=1, unit=TermUnit.WORKING_DAYS)
    assert step.provisional
    CoveredYear.objects.create(year=2021, source="x")
    assert actions.recount(working_calendar()) == 1
    step.refresh_from_db()
    assert not step.provisional
    holiday = Calendar(frozenset({date(2021, 6, 2)}), frozenset(), date(2021, 12, 31))
    assert actions.recount(holiday) == 1
    step.refresh_from_db()
    assert step.due_on == date(2021, 6, 3)
    assert step.events.last().note == "2021-06-02 → 2021-06-03"


@pytest.mark.django_db
def test_a12_a_new_actor_needs_no_code(tmp_path, places, settings, qinzhou):
    for pack in settings.PACK.parent.iterdir():
        if (pack / "pack.toml").exists():
            shutil.copytree(pack, tmp_path / pack.name)
    duties = tmp_path / settings.PACK.name / "duties.toml"
    duties.write_text(
        duties.read_text("utf-8")
        + """
[[duties]]
code = "education_bureau"
label = { zh = "市教育局", en = "Education bureau" }
clause = "三·配合单位"
serves = ["S65"]
kind = "supporting"
[[duties.tasks]]
code = "schools"
label = { zh = "配合学校周边改造", en = "Help around schools" }
trigger = "stage"
stage = "plan_adopted"
term = 3
""",
        encoding="utf-8",
    )
    changed = load_pack(tmp_path / settings.PACK.name)
    load_offices(qinzhou, None)
    before = Organisation.objects.count()
    assert load_offices(changed, None) == 1
    load_duties(changed, None)
    steps = actions.stage_entered(Stage.PLAN_ADOPTED, [Entered(places["450721"])], None, DAY)
    new = next(step for step in steps if str(step.lead) == "市教育局")
    assert new.due_on == date(2021, 6, 4)
    assert Organisation.objects.count() == before + 1
