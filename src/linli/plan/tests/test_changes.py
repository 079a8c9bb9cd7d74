"""Projects decided on beforehand; an adopted plan that changes: withdrawn and replaced."""

from decimal import Decimal

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.jobs.worker import work_off
from linli.plan.actions import adopt, replan
from linli.plan.actions.solving import shortfalls
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads.lists import changes
from linli.plan.tests.year import BUDGET, YEAR, chosen, done, small_year, solved
from linli.reserve.models import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(places):
    small_year(places)


@pytest.fixture
def plan(year):
    return adopt(None, solved(), "定稿")[0]


def codes(rows) -> set[str]:
    return set(rows.values_list("project__code", flat=True))


def wished(must=(), never=(), budget=None) -> set[str]:
    limit = {} if budget is None else {"budget": budget}
    return chosen(solved(name="指定", must=must, never=never, **limit))


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
    assert (scenario.asked.must, scenario.asked.never) == (("PL3",), ("PQ1",))
    assert scenario.choices.get(code="PQ1").reason["code"] == "kept-out"


def test_wishes_that_cannot_be_met_are_refused_by_name(year):
    assert refused(lambda: wished(must=["PX"])) == ["wish-unknown"]
    assert refused(lambda: wished(must=["PL1", "PQ1", "PQ2"], budget=BUDGET)) == ["wishes-clash"]
    Candidate.objects.filter(project__code="PL1").update(
        lacks=[{"rule": "", "verdict": "unknown", "missing": ["households"]}]
    )
    assert refused(lambda: wished(must=["PL1"])) == ["wishes-clash"]
    assert Scenario.objects.count() == 0


def test_a_withdrawn_project_is_replaced_and_all_others_stay(plan, city_officer):
    scenario = done(replan(city_officer, plan, "PL1", "居民表决未通过"))
    assert chosen(scenario) == {"PL2", "PL3", "PQ2"}
    assert scenario.changes == plan
    assert changes(city_officer, scenario)[1:] == (["L1小区改造项目"], ["L3小区改造项目"])
    (second,) = adopt(city_officer, scenario, "居民表决未通过，递补")
    assert second.version == 2
    assert codes(second.lines) == {"PL2", "PL3", "PQ2"}
    assert codes(plan.lines) == {"PL1", "PL2", "PQ2"}
    assert Candidate.objects.get(project__code="PL1").state == Candidate.State.READY


def test_without_a_replacement_the_shortfall_is_shown(plan, city_officer):
    Candidate.objects.filter(project__code="PL3").update(
        lacks=[{"rule": "", "verdict": "unknown", "missing": ["households"]}]
    )
    scenario = done(replan(city_officer, plan, "PL1", "居民表决未通过"))
    assert chosen(scenario) == {"PL2", "PQ2"}
    assert shortfalls(scenario)["450721"] == {"projects": -1, "households": -40}


def test_a_change_keeps_the_money_of_the_plan(places, city_officer):
    small_year(places)
    (plan,) = adopt(None, solved(budget="4000000.01"), "定稿")
    change = replan(city_officer, plan, "PL1", "x")
    assert change.asked.public_money == Decimal("4000000.01")


def test_only_the_newest_plan_changes_with_a_reason_by_the_city(plan, city_officer, lingshan_clerk):
    assert refused(lambda: replan(lingshan_clerk, plan, "PL1", "x")) == ["plan-not-yours"]
    assert refused(lambda: replan(city_officer, plan, "PL1", " ")) == ["reason-needed"]
    assert refused(lambda: replan(city_officer, plan, "PL3", "x")) == ["plan-not-newest"]
    adopt(city_officer, done(replan(city_officer, plan, "PL1", "x")), "x")
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
    assert "停止并保留目前最好的方案" in client.get(made.url).content.decode()
    work_off()
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
