"""Tasks, scenarios and the adopted plan."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from linli.core.kernel.problem import ProblemError
from linli.core.planning import choose
from linli.core.planning.solve import BrokenPlanError
from linli.determination.actions import run_determination
from linli.determination.reads import latest_determination
from linli.engines.packfiles import load_pack
from linli.foundation.record.models import Entry
from linli.plan.actions import (
    adopt,
    load_targets,
    may_adopt,
    may_plan,
)
from linli.plan.actions.solving import shortfalls
from linli.plan.bridge.lines import plan_digest
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario, Target
from linli.plan.tests.year import BUDGET, LINGSHAN, QINNAN, chosen, small_year, solved
from linli.reserve.actions import refresh_reserve
from linli.reserve.models import Candidate
from linli.reserve.tests.town import DAY, change, compound, refreshed

State = Candidate.State


def codes_of(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def chosen_of(scenario) -> set[str]:
    return {code.removeprefix("P") for code in chosen(scenario)}


def planned() -> set[str]:
    found = Candidate.objects.filter(state=State.PLANNED)
    return set(found.values_list("project__compounds__code", flat=True))


def test_s05_pack_sets_five_tasks_that_add_up_to_s04(places):
    pack = load_pack(settings.PACK)
    assert load_targets(pack, None) == 5
    targets = Target.objects.filter(year=2021)
    assert sum(target.projects for target in targets) == 102
    assert sum(target.households for target in targets) == 6902


def test_loading_the_tasks_again_changes_and_records_nothing(places):
    pack = load_pack(settings.PACK)
    load_targets(pack, None)
    entries = Entry.objects.count()
    assert load_targets(pack, None) == 0
    assert Entry.objects.count() == entries


def test_scenario_meets_the_tasks_and_keeps_a_reason_for_every_project(places):
    small_year(places)
    scenario = solved()
    assert chosen_of(scenario) == {"L1", "L2", "Q2"}
    assert shortfalls(scenario) == {}
    found = Candidate.objects.filter(project__compounds__code__in=chosen_of(scenario))
    assert scenario.objective == scenario.bound == sum(each.need for each in found)
    assert scenario.gap == 0
    reasons = dict(Choice.objects.values_list("code", "reason"))
    assert {code: reason["code"] for code, reason in reasons.items()} == {
        "PL1": "chosen",
        "PL2": "chosen",
        "PL3": "breaks-tasks",
        "PQ1": "breaks-tasks",
        "PQ2": "chosen",
    }
    assert "任务已满：2 个项目、90 户均已达到" in reasons["PL3"]["message"]["zh"]
    assert reasons["PL3"]["next_step"]["en"]


def test_lacking_projects_are_left_out_with_what_they_lack(places):
    small_year(places)
    compound(places, "L4", LINGSHAN, households=50, residents_willing=None)
    refreshed()
    choice = solved().choices.get(code="PL4")
    assert choice.year is None
    assert choice.reason["code"] == "lacks"
    assert "居民改造意愿" in choice.reason["message"]["zh"]


def test_missing_figure_is_named_in_the_reason(places):
    small_year(places)
    compound(places, "L4", LINGSHAN, households=None)
    refreshed()
    choice = solved().choices.get(code="PL4")
    assert "缺户数" in choice.reason["message"]["zh"]


def test_a04_late_compound_is_left_out_while_the_share_is_open(places):
    small_year(places)
    compound(places, "L4", LINGSHAN, built_on="2003", meets_renovation_conditions=True)
    refreshed()
    choice = solved().choices.get(code="PL4")
    assert choice.project.candidate.state == State.READY
    assert choice.reason["code"] == "share-not-set"


def test_budget_leaves_shortfalls_by_jurisdiction(places):
    small_year(places)
    scenario = solved(budget=BUDGET)
    assert chosen_of(scenario) == {"L1", "L2"}
    assert shortfalls(scenario) == {QINNAN: {"projects": -1, "households": -80}}
    assert may_adopt(None, scenario) == []


@pytest.mark.parametrize("budget", [Decimal(-1)])
def test_negative_budget_is_refused(places, budget):
    small_year(places)
    with pytest.raises(ProblemError) as error:
        solved(budget=budget)
    assert codes_of(error) == ["brief"]
    assert error.value.problems[0].place.key == "money.0.amount"


def test_year_without_tasks_or_determination_is_refused(places):
    with pytest.raises(ProblemError) as error:
        solved()
    assert codes_of(error) == ["no-targets", "no-determination"]


def test_reserve_behind_the_newest_determination_is_refused(places):
    small_year(places)
    run = latest_determination()
    run_determination(run.release, DAY + timedelta(days=1), None)
    with pytest.raises(ProblemError) as error:
        solved()
    assert codes_of(error) == ["reserve-outdated"]


def test_only_the_city_office_plans(places, city_officer, lingshan_clerk, department):
    small_year(places)
    assert may_plan(city_officer) == []
    scenario = solved(city_officer)
    for user in (lingshan_clerk, department):
        with pytest.raises(ProblemError):
            solved(user)
        with pytest.raises(ProblemError):
            adopt(user, scenario, "定稿")
        with pytest.raises(ProblemError):
            load_targets(load_pack(settings.PACK), user)


def test_plan_that_fails_its_verification_stores_nothing(places, monkeypatch):
    small_year(places)

    def broken(*_plan):
        raise BrokenPlanError("budget")

    monkeypatch.setattr(choose, "verify", broken)
    with pytest.raises(BrokenPlanError):
        solved()
    assert not Scenario.objects.exists()


def test_adopting_freezes_version_1_with_its_lines_and_days(places, city_officer):
    small_year(places)
    (plan,) = adopt(city_officer, solved(city_officer), "首次定稿")
    assert (plan.version, plan.adopted_by, plan.reason) == (1, city_officer, "首次定稿")
    assert (plan.start_by, plan.finish_by) == (date(2021, 6, 30), date(2021, 12, 31))
    lines = list(plan.lines.select_related("project", "jurisdiction"))
    assert [(line.number, line.project.code) for line in lines] == [
        (1, "PL1"),
        (2, "PL2"),
        (3, "PQ2"),
    ]
    assert [line.households for line in lines] == [40, 50, 80]
    assert lines[0].works == ["water", "roof"]
    assert lines[0].estimate == Decimal("1000000.00")
    assert plan.sha256 == plan_digest(plan, lines)
    assert planned() == {"L1", "L2", "Q2"}


def test_adopted_plan_cannot_be_changed_or_deleted(places):
    small_year(places)
    (plan,) = adopt(None, solved(), "定稿")
    for change_it in (
        lambda: PlanLine.objects.filter(plan=plan).update(households=1),
        lambda: AnnualPlan.objects.filter(pk=plan.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change_it()


def test_scenario_is_adopted_once(places):
    small_year(places)
    scenario = solved()
    adopt(None, scenario, "定稿")
    with pytest.raises(ProblemError) as error:
        adopt(None, scenario, "再次")
    assert codes_of(error) == ["already-adopted"]


def test_empty_scenario_cannot_be_adopted(places):
    small_year(places)
    with pytest.raises(ProblemError) as error:
        adopt(None, solved(budget=Decimal(0)), "定稿")
    assert codes_of(error) == ["empty-scenario"]


def test_scenario_of_an_older_determination_cannot_be_adopted(places):
    small_year(places)
    scenario = solved()
    compound(places, "L9", LINGSHAN)
    refreshed()
    with pytest.raises(ProblemError) as error:
        adopt(None, scenario, "定稿")
    assert codes_of(error) == ["outdated-scenario"]


def test_second_version_needs_a_reason_and_releases_what_it_drops(places):
    small_year(places)
    adopt(None, solved(), "首次定稿")
    second = solved(budget=BUDGET, name="压减")
    with pytest.raises(ProblemError) as error:
        adopt(None, second, " ")
    assert codes_of(error) == ["reason-needed"]
    (plan,) = adopt(None, second, "资金压减")
    assert plan.version == 2
    assert planned() == {"L1", "L2"}
    assert Candidate.objects.get(project__code="PQ2").state == State.READY
    assert AnnualPlan.objects.get(version=1).lines.count() == 3


def test_planned_project_that_lacks_something_drops_out_of_the_next_scenario(places):
    small_year(places)
    adopt(None, solved(), "首次定稿")
    found = Candidate.objects.get(project__code="PQ2").project.compounds.get()
    change(found, residents_willing=None)
    refreshed()
    (plan,) = adopt(None, solved(), "意愿待核")
    assert "Q2" not in planned()
    assert plan.lines.filter(project__code="PQ1").exists()
    assert Candidate.objects.get(project__code="PQ2").state == State.LACKING


def test_changes_are_recorded_under_the_officer_and_the_reason(places, city_officer):
    small_year(places)
    adopt(city_officer, solved(city_officer), "常务会议审定")
    entry = Entry.objects.filter(table="reserve_candidate", operation="update").last()
    assert (entry.actor, entry.reason) == ("city", "常务会议审定")


def test_solving_asks_no_question_a_project(places, django_assert_max_num_queries):
    for number in range(40):
        compound(places, f"L{number:03}", LINGSHAN)
    load_targets(load_pack(settings.PACK), None)
    run = refreshed()
    refresh_reserve(run, None, DAY)
    with django_assert_max_num_queries(30):
        solved()
