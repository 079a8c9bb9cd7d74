"""Scenarios on the page: built, copied, watched, stopped, compared, adopted year by year (S19)."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.jobs.models import Job
from linli.foundation.jobs.worker import work_off
from linli.plan.actions import adopt, ask_scenario, issue_tasks, may_adopt, newest_plan
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads.comparing import compare
from linli.plan.reads.outcome import source_rows, year_rows
from linli.plan.reads.rolling import rolling
from linli.plan.tests.test_tasks import WHOLE
from linli.plan.tests.year import LINGSHAN, YEAR, brief, chosen, done, small_year, solved
from linli.reserve.actions.bundles import Draft, accept_bundle
from linli.reserve.models import Candidate

FORM = {
    "name": "页面方案",
    "years": 1,
    "later": 5,
    "finish_points": 100,
    "quota_basis": "projects",
    "guide": "off",
    "guide_points": 10,
    "adopted": "free",
    "change_points": 1000,
    "seconds": 60,
    "lines": 3,
}
TWO_YEARS = {"years": 2, "beyond_tasks": True}


@pytest.fixture
def year(places):
    small_year(places)


def refused(action) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def text(response) -> str:
    return response.content.decode()


def test_the_form_builds_a_scenario_that_the_background_solves(year, client, city_officer):
    client.force_login(city_officer)
    assert "规划哪几年" in text(client.get(reverse("plan:new", args=[YEAR])))
    money = {"source_0": "central_subsidy", f"amount_0_{YEAR}": "200", "area_0": ""}
    money |= {"source_1": "county_budget", f"amount_1_{YEAR}": "100", "area_1": LINGSHAN}
    asked = client.post(reverse("plan:solve", args=[YEAR]), FORM | money | {"high_projects_": 3})
    made = Scenario.objects.get()
    assert asked.url == reverse("plan:scenario", args=[made.pk])
    assert [str(line.amount) for line in made.asked.money] == ["2000000.00", "1000000.00"]
    assert made.asked.bounds[0].high == 3
    shown = text(client.get(asked.url))
    assert reverse("plan:progress", args=[made.pk]) in shown
    assert "排队中" in text(client.get(reverse("plan:progress", args=[made.pk])))
    work_off()
    assert client.get(reverse("plan:progress", args=[made.pk])).headers["HX-Refresh"] == "true"
    assert "资金来源与使用" in text(client.get(asked.url))
    assert chosen(done(made)) == {"PL1", "PL2"}


def test_a_copy_brings_every_figure_and_one_is_changed(year, client, city_officer):
    client.force_login(city_officer)
    first = solved(city_officer, budget="3000000.00", must=["PL3@2021"], willing=None)
    form = client.get(reverse("plan:new", args=[YEAR]), {"copy": first.pk}).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown = {
        name: value for name, value in shown.items() if value is not None and value is not False
    }
    assert (shown["amount_0_2021"], shown["must"]) == ("300", "PL3@2021")
    changed = shown | {"amount_0_2021": "500", "copy": first.pk}
    sent = client.post(reverse("plan:solve", args=[YEAR]), changed)
    assert sent.status_code == 302, sent.context["form"].errors
    second = done(Scenario.objects.order_by("pk").last())
    assert second.based_on == first
    assert second.asked.must == first.asked.must
    assert second.name == "方案一（副本）"
    page = text(client.get(reverse("plan:scenario", args=[second.pk])))
    assert f"s={first.pk}&amp;s={second.pk}" in page


def test_more_lines_of_money_lose_nothing_that_was_filled_in(year, client, city_officer):
    client.force_login(city_officer)
    given = FORM | {f"amount_0_{YEAR}": "88", "more": "yes"}
    form = client.post(reverse("plan:solve", args=[YEAR]), given).context["form"]
    assert len(list(form.money_rows())) == 6
    assert form[f"amount_0_{YEAR}"].value() == "88"
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({f"amount_0_{YEAR}": "-1"}, f"amount_0_{YEAR}"),
        ({"amount_0_2024": "5"}, "amount_0_2024"),
        ({"quota_share": "20"}, "quota_source"),
        ({"low_projects_": 5, "high_projects_": 4}, "low_projects_"),
        ({"years": 9}, "years"),
        ({"willing": "101"}, "willing"),
    ],
)
def test_bad_figures_are_refused_at_their_field(year, client, city_officer, wrong, field):
    client.force_login(city_officer)
    refused = client.post(reverse("plan:solve", args=[YEAR]), FORM | wrong)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert not Job.objects.exists()


def test_a_solve_that_is_stopped_before_it_began_leaves_nothing(year, client, city_officer):
    client.force_login(city_officer)
    made = ask_scenario(city_officer, brief())
    client.post(reverse("plan:stop", args=[made.pk]))
    work_off()
    assert "求解已停止" in text(client.get(reverse("plan:scenario", args=[made.pk])))
    assert not made.choices.exists()
    assert [each.code for each in may_adopt(city_officer, done(made))] == ["not-solved"]


def test_clashing_wishes_are_told_by_name_and_nothing_is_stored(year, client, city_officer):
    client.force_login(city_officer)
    made = ask_scenario(city_officer, brief(budget="3000000.00", must=["PL1", "PQ1", "PQ2"]))
    work_off()
    made = done(made)
    assert made.job.state == Job.State.FAILED
    assert not made.choices.exists()
    shown = text(client.get(reverse("plan:scenario", args=[made.pk])))
    assert "没有得出方案" in shown
    assert "Q1小区改造项目须" in shown
    assert "提高 200.000002 万元" in shown


def test_the_county_neither_builds_nor_stops(year, client, lingshan_clerk, city_officer):
    made = ask_scenario(city_officer, brief())
    client.force_login(lingshan_clerk)
    assert client.get(reverse("plan:new", args=[YEAR])).status_code == 403
    assert client.post(reverse("plan:stop", args=[made.pk])).status_code == 403
    assert done(made).solved_at is not None


def test_scenarios_stand_side_by_side_within_the_scope(year, client, city_officer, lingshan_clerk):
    free, poor = solved(name="宽"), solved(name="紧", budget="3000000.00")
    found = compare(city_officer, [free.pk, poor.pk, free.pk, 999])
    assert [each.name for each in found.scenarios] == ["宽", "紧"]
    assert [row.values for row in found.figures if row.label == "户数（户）"] == [["170", "90"]]
    assert [(row.code, row.years) for row in found.differences] == [("PQ2", ["2021", ""])]
    own = compare(lingshan_clerk, [free.pk, poor.pk])
    assert (own.differences, own.asked) == ([], [])
    client.force_login(city_officer)
    shown = text(client.get(reverse("plan:compare"), {"s": [free.pk, poor.pk]}))
    assert "Q2小区改造项目" in shown
    assert "请选两个以上" in text(client.get(reverse("plan:compare"), {"s": free.pk}))


def test_who_pays_is_shown_by_source_and_sums_to_the_cost(year, city_officer, lingshan_clerk):
    money = [
        {"source": "central_subsidy", "year": YEAR, "amount": "2500000.00"},
        {"source": "county_budget", "area": LINGSHAN, "year": YEAR, "amount": "500000.00"},
    ]
    scenario = solved(money=money)
    rows = source_rows(city_officer, scenario)
    cost = year_rows(city_officer, scenario)[-1].cost
    assert sum(row.total for row in rows) == cost
    assert source_rows(lingshan_clerk, scenario) == []
    assert [each["code"] for each in scenario.warnings] == ["unsplit-uses"]
    (line, *_rest) = adopt(city_officer, scenario, "定稿")[0].lines.all()
    assert sum(map(float, line.money.values())) == float(line.estimate)


def test_a_scenario_of_years_gives_plans_by_year_as_their_tasks_are_issued(year, city_officer):
    rolling_scenario = solved(**TWO_YEARS)
    assert {each.year for each in rolling_scenario.choices.exclude(year=None)} == {2021, 2022}
    first = adopt(city_officer, rolling_scenario, "首年定稿")
    assert [plan.year for plan in first] == [2021]
    waiting = replace(WHOLE, start_by=date(2022, 6, 30), finish_by=date(2022, 12, 31))
    parts = {LINGSHAN: {"projects": 1, "households": 60}}
    issue_tasks(None, 2022, replace(waiting, projects=1, households=60, parts=parts))
    second = adopt(city_officer, rolling_scenario, "次年定稿")
    assert [plan.year for plan in second] == [2022]
    assert Candidate.objects.filter(state="planned").count() == 5
    assert refused(lambda: adopt(city_officer, rolling_scenario, "再次")) == ["already-adopted"]


def test_projects_planned_for_one_year_are_not_offered_in_another(year, city_officer):
    adopt(city_officer, solved(), "定稿")
    later = solved(year=2022, beyond_tasks=True)
    assert set(later.choices.values_list("code", flat=True)) == {"PL3", "PQ1"}


def test_adopted_lines_are_kept_or_priced_as_the_brief_says(year, city_officer):
    adopt(city_officer, solved(must=["PL3"]), "定稿")
    kept = chosen(solved(adopted="keep"))
    assert {"PL3", "PQ2"} <= kept
    assert chosen(solved(adopted="free")) == {"PL1", "PL2", "PQ2"}


def test_who_adopts_second_without_having_seen_the_first_is_told(year, city_officer):
    seen = newest_plan([YEAR])
    one, other = solved(name="甲"), solved(name="乙", budget="3000000.00")
    adopt(city_officer, one, "甲先", seen)
    assert refused(lambda: adopt(city_officer, other, "乙后", seen)) == ["adopted-meanwhile"]
    assert [plan.scenario for plan in AnnualPlan.objects.all()] == [one]
    adopt(city_officer, other, "看过甲后以乙替换", newest_plan([YEAR]))
    assert AnnualPlan.objects.count() == 2


def test_s09_the_long_range_says_in_which_year_the_early_stock_is_done(year, city_officer):
    scenario = solved(**TWO_YEARS, finish=True)
    found = rolling(city_officer, scenario)
    assert found.stock.total == 40 + 50 + 60 + 70 + 80
    assert [(row.year, row.early) for row in found.years if row.early] == [(2021, 170), (2022, 130)]
    assert (found.feasible_in, found.forecast, found.extrapolated) == (2022, 2022, False)
    assert (found.goal, found.goal_year) == (15000, 2025)
    only_first = rolling(city_officer, solved())
    assert only_first.feasible_in is None
    assert (only_first.forecast, only_first.extrapolated) == (2022, True)


def test_the_county_sees_its_own_stock_on_the_page(year, client, lingshan_clerk):
    solved(**TWO_YEARS)
    client.force_login(lingshan_clerk)
    page = client.get(reverse("plan:long-range"))
    assert page.context["found"].stock.total == 150


def test_the_frontiers_are_computed_in_the_background(year, client, city_officer):
    scenario = solved()
    client.force_login(city_officer)
    client.post(reverse("plan:frontiers", args=[scenario.pk]))
    work_off()
    drawn = done(scenario).frontiers
    assert len(drawn["money"]) > 2
    households = [point["households"] for point in sorted(drawn["money"], key=lambda p: p["at"])]
    assert households == sorted(households)
    assert "money-frontier" in text(client.get(reverse("plan:scenario", args=[scenario.pk])))


def test_s47_a_bundle_that_is_chosen_becomes_one_project_of_the_plan(places, city_officer):
    small_year(places)
    draft = Draft("江滨片区", "street", ("L1", "L2"), "相邻")
    bundle = accept_bundle(city_officer, draft)
    scenario = solved(must=[bundle.code])
    assert chosen(scenario) == {bundle.code, "PQ2"}
    row = scenario.choices.get(code=bundle.code)
    assert (row.project, row.projects, row.households) == (None, 2, 90)
    (plan,) = adopt(city_officer, scenario, "定稿")
    line = plan.lines.get(project__code=bundle.code)
    assert (line.compounds, line.households) == (2, 90)
    assert Candidate.objects.get(project__code=bundle.code).state == "planned"
    assert Candidate.objects.get(project__code="PL1").state == "withdrawn"
    assert "PL1" not in chosen(solved(adopted="keep"))
