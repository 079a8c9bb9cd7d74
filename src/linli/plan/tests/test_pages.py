"""The year on the page: who sees whose tasks, solving and adopting, the frozen version."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from linli.determination.reads import current_pack
from linli.determination.tests.worlds import DAY, DEFINITION, small_town
from linli.foundation.people.models import Role
from linli.plan.actions import adopt, load_targets
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.pictures import task_map, without_outline
from linli.plan.reads.funnel import funnel
from linli.plan.reads.tasks import standing
from linli.plan.tests.year import solved
from linli.reserve.actions import refresh_reserve

YEAR = 2021
BUDGETS = json.loads((Path(__file__).parent / "budgets.json").read_text("utf-8"))


@pytest.fixture
def town(places):
    run = small_town(places)
    refresh_reserve(run, None, DAY)
    load_targets(current_pack(), None)
    return run


@pytest.fixture
def scenario(town):
    return solved(name="首个方案")


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def text(response):
    return response.content.decode()


def test_the_dashboard_shows_the_city_all_targets_and_their_total(client, city_officer, town):
    shown = text(page(client, city_officer, "overview:home"))
    for name in ("灵山县", "自贸区钦州港片区", "合计", "6,902", "2021年6月30日", "2021年12月31日"):
        assert name in shown
    assert "尚无定稿的年度计划，也没有方案" in shown


def test_a_county_clerk_sees_only_his_own_row(client, lingshan_clerk, scenario):
    shown = text(page(client, lingshan_clerk, "overview:home"))
    assert "灵山县" in shown
    assert "钦南区" not in shown
    assert "尚无定稿的年度计划，以下按最新方案" in shown
    assert [row.code for row in standing(lingshan_clerk, YEAR).rows] == ["450721"]


def test_planned_figures_come_from_the_scenario(city_officer, scenario):
    rows = {row.code: row for row in standing(city_officer, YEAR).rows}
    assert rows["450702"].planned.projects == 1
    assert rows["450702"].planned.households == 40
    assert rows["450702"].planned.estimate == Decimal("800000.00")
    assert rows["450702"].missing_projects == rows["450702"].target.projects - 1
    assert standing(city_officer, YEAR).total.planned.projects == 2


def test_the_port_area_has_no_outline_and_the_page_says_so(client, city_officer, town):
    rows = standing(city_officer, YEAR).rows
    assert [row.code for row in without_outline(rows)] == ["QZG"]
    assert len(task_map(rows)["geojson"]["features"]) == 4
    assert "自贸区钦州港片区没有官方边界" in text(page(client, city_officer, "overview:home"))


def test_the_funnel_counts_what_the_person_may_see(city_officer, lingshan_clerk, town):
    by_verdict = {step.verdict: step.number for step in funnel(lingshan_clerk) if step.rule}
    assert by_verdict == {"yes": 1, "no": 0, "unknown": 1}
    assert [step.number for step in funnel(city_officer)] == [3, 2, 0, 1, 2, 0]
    assert {step.rule for step in funnel(city_officer)} == {"", DEFINITION}


def test_a_community_sees_its_projects_but_no_task(client, appoint, scenario):
    community = appoint("community", Role.COMMUNITY)
    shown = text(page(client, community, "overview:home"))
    assert "您的范围内没有年度任务" in shown
    assert "灵山新苑" not in text(page(client, community, "plan:scenario", scenario.pk))


def test_the_system_administrator_is_told_that_nothing_here_is_his(
    client, system_administrator, scenario
):
    shown = text(page(client, system_administrator, "overview:home"))
    assert "不涉及改造业务数据" in shown
    assert "灵山县" not in shown
    assert page(client, system_administrator, "plan:scenario", scenario.pk).status_code == 403


def test_before_any_task_the_dashboard_still_stands(client, city_officer):
    assert page(client, city_officer, "overview:home").status_code == 200
    assert page(client, city_officer, "plan:list").url == reverse("overview:home")


def test_the_adopted_plan_is_downloaded_as_the_official_form(
    client, city_officer, lingshan_clerk, scenario
):
    client.force_login(city_officer)
    client.post(reverse("plan:adopt", args=[scenario.pk]), {"reason": "会议通过"})
    response = page(client, city_officer, "plan:form", YEAR, 1)
    assert response.content[:2] == b"PK"
    assert "plan-2021-v1.xlsx" in response.headers["Content-Disposition"]
    assert page(client, lingshan_clerk, "plan:form", YEAR, 1).status_code == 403
    shown = text(page(client, lingshan_clerk, "plan:version", YEAR, 1))
    assert "灵山新苑" in shown
    assert "钦南里" not in shown


def test_a_scenario_tells_both_languages_why(client, city_officer, scenario):
    choice = scenario.choices.filter(year=None).get()
    shown = text(page(client, city_officer, "plan:scenario", scenario.pk, chosen="out"))
    assert choice.reason["message"]["zh"] in shown
    assert "灵山新苑" not in shown.partition("项目取舍")[2]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = page(client, city_officer, "plan:scenario", scenario.pk).context["page"]
    assert choice.reason["message"]["en"] in [row.message.en for row in english]


def test_shortfalls_are_said_in_words(client, city_officer, scenario):
    shown = text(page(client, city_officer, "plan:scenario", scenario.pk))
    assert "钦南区：比任务少 42 个项目、3,280 户。" in shown


def test_a_county_reads_its_rows_and_changes_nothing(client, lingshan_clerk, scenario):
    shown = text(page(client, lingshan_clerk, "plan:scenario", scenario.pk))
    assert "灵山新苑" in shown
    assert "钦南" not in shown
    assert reverse("plan:adopt", args=[scenario.pk]) not in shown
    refused = client.post(reverse("plan:adopt", args=[scenario.pk]), {"reason": "自行定稿"})
    assert refused.status_code == 403
    assert (
        client.post(reverse("plan:solve", args=[YEAR]), {"name": "自拟", "lines": 1}).status_code
        == 403
    )
    assert not AnnualPlan.objects.exists()
    assert Scenario.objects.count() == 1


def test_what_does_not_exist_is_not_found(client, city_officer, town):
    assert page(client, city_officer, "plan:scenario", 999).status_code == 404
    assert page(client, city_officer, "plan:version", YEAR, 9).status_code == 404


@pytest.mark.parametrize(("name", "budget"), BUDGETS.items())
def test_pages_take_few_queries(
    client, city_officer, scenario, django_assert_max_num_queries, name, budget
):
    (plan,) = adopt(None, scenario, "定稿")
    arguments = {
        "plan:year": [YEAR],
        "plan:tasks": [YEAR],
        "plan:new": [YEAR],
        "plan:scenario": [scenario.pk],
        "plan:version": [YEAR, plan.version],
    }
    client.force_login(city_officer)
    address = reverse(name, args=arguments.get(name, []))
    with django_assert_max_num_queries(budget):
        assert client.get(address, {"s": [scenario.pk]}).status_code == 200
