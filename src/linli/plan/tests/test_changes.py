"""Projects decided on beforehand; an adopted plan that changes: withdrawn and replaced."""

from decimal import Decimal

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.plan.actions import adopt, replan, solve_scenario
from linli.plan.bridge import Wishes
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads.lists import changes
from linli.plan.tests.year import BUDGET, YEAR, small_year
from linli.reserve.models import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(places):
    small_year(places)


@pytest.fixture
def plan(year):
    return adopt(None, solve_scenario(None, YEAR, "方案一", None), "定稿")


def codes(rows) -> set[str]:
    return set(rows.values_list("project__code", flat=True))


def wished(must=(), never=(), budget=None) -> set[str]:
    wishes = Wishes(frozenset(must), frozenset(never))
    scenario = solve_scenario(None, YEAR, "指定", budget, wishes=wishes)
    return codes(scenario.choices.filter(chosen=True))


def refused(action) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def test_what_must_be_in_is_in_though_the_task_fits_less_well(year):
    assert wished() == {"PL1", "PL2", "PQ2"}
    assert wished(must=["PL3"]) == {"PL1", "PL3", "PQ2"}
    assert wished(never=["PL1"]) == {"PL2", "PL3", "PQ2"}


def test_wishes_are_kept_with_the_scenario(year):
    wished(must=["PL3"], never=["PQ1"])
    scenario = Scenario.objects.first()
    assert (scenario.must, scenario.never) == (["PL3"], ["PQ1"])
    assert scenario.choices.get(project__code="PQ1").reason["code"] == "kept-out"


def test_wishes_that_cannot_be_met_are_refused_by_name(year):
    assert refused(lambda: wished(must=["PX"])) == ["wish-unknown"]
    assert refused(lambda: wished(must=["PL1", "PQ1", "PQ2"], budget=BUDGET)) == ["wishes-clash"]
    Candidate.objects.filter(project__code="PL1").update(
        lacks=[{"rule": "", "verdict": "unknown", "missing": ["households"]}]
    )
    assert refused(lambda: wished(must=["PL1"])) == ["wishes-clash"]
    assert Scenario.objects.count() == 0


def test_a_withdrawn_project_is_replaced_and_all_others_stay(plan, city_officer):
    scenario = replan(city_officer, plan, "PL1", "居民表决未通过")
    assert codes(scenario.choices.filter(chosen=True)) == {"PL2", "PL3", "PQ2"}
    assert scenario.changes == plan
    assert changes(city_officer, scenario)[1:] == (["L1小区改造项目"], ["L3小区改造项目"])
    second = adopt(city_officer, scenario, "居民表决未通过，递补")
    assert second.version == 2
    assert codes(second.lines) == {"PL2", "PL3", "PQ2"}
    assert codes(plan.lines) == {"PL1", "PL2", "PQ2"}
    assert Candidate.objects.get(project__code="PL1").state == Candidate.State.READY


def test_without_a_replacement_the_shortfall_is_shown(plan, city_officer):
    Candidate.objects.filter(project__code="PL3").update(
        lacks=[{"rule": "", "verdict": "unknown", "missing": ["households"]}]
    )
    scenario = replan(city_officer, plan, "PL1", "居民表决未通过")
    assert codes(scenario.choices.filter(chosen=True)) == {"PL2", "PQ2"}
    assert scenario.shortfalls["450721"] == {"projects": -1, "households": -40}


def test_a_change_keeps_the_money_of_the_plan(places, city_officer):
    small_year(places)
    first = solve_scenario(None, YEAR, "方案一", Decimal("4000000.01"))
    plan = adopt(None, first, "定稿")
    assert replan(city_officer, plan, "PL1", "x").budget == Decimal("4000000.01")


def test_only_the_newest_plan_changes_with_a_reason_by_the_city(plan, city_officer, lingshan_clerk):
    assert refused(lambda: replan(lingshan_clerk, plan, "PL1", "x")) == ["plan-not-yours"]
    assert refused(lambda: replan(city_officer, plan, "PL1", " ")) == ["reason-needed"]
    assert refused(lambda: replan(city_officer, plan, "PL3", "x")) == ["plan-not-newest"]
    adopt(city_officer, replan(city_officer, plan, "PL1", "x"), "x")
    assert refused(lambda: replan(city_officer, plan, "PL2", "x")) == ["plan-not-newest"]


def test_the_officer_withdraws_and_adopts_on_the_page(plan, client, city_officer):
    client.force_login(city_officer)
    page = client.get(reverse("plan:version", args=[YEAR, 1])).content.decode()
    assert "调出并找替补" in page
    address = reverse("plan:withdraw", args=[YEAR, 1])
    missing = client.post(address, {"project": "PL1", "reason": ""})
    assert missing.status_code == 422
    assert "须写明事由" in missing.content.decode()
    made = client.post(address, {"project": "PL1", "reason": "居民表决未通过"})
    page = client.get(made.url).content.decode()
    assert "与第 1 版相比" in page
    assert "L3小区改造项目" in page
    scenario = Scenario.objects.first()
    client.post(reverse("plan:adopt", args=[scenario.pk]), {"reason": "递补"})
    assert AnnualPlan.objects.first().version == 2
    old = client.get(reverse("plan:version", args=[YEAR, 1])).content.decode()
    assert "调出并找替补" not in old


def test_the_county_reads_the_plan_but_withdraws_nothing(plan, client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    page = client.get(reverse("plan:version", args=[YEAR, 1])).content.decode()
    assert "调出并找替补" not in page
    refused = client.post(
        reverse("plan:withdraw", args=[YEAR, 1]), {"project": "PL1", "reason": "x"}
    )
    assert refused.status_code == 403


def test_wishes_are_typed_on_the_page(year, client, city_officer):
    client.force_login(city_officer)
    address = reverse("plan:solve", args=[YEAR])
    wrong = client.post(address, {"name": "指定", "must": "PL3，PX"})
    assert "储备库中没有项目“PX”" in wrong.content.decode()
    client.post(address, {"name": "指定", "must": "PL3", "never": "PQ1 PQ2"})
    scenario = Scenario.objects.get()
    assert (scenario.must, scenario.never) == (["PL3"], ["PQ1", "PQ2"])
