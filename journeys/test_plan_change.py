"""An adopted plan changes in a real browser: one project withdrawn, the best one in its place."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
PLANNED = "select name from plan_planline where plan_id = (select max(id) from plan_annualplan)"


def adopt(page, reason: str) -> None:
    page.get_by_label("定稿事由").fill(reason)
    page.get_by_role("button", name="定稿为年度计划").click()
    page.wait_for_load_state()


def test_the_officer_withdraws_a_project_and_adopts_the_replacement(page, city, sign_in, picture):
    sign_in("city")
    page.goto("/plan/2021/")
    page.get_by_role("link", name="2021 年度计划方案").first.click()
    adopt(page, "首版")
    before = {row[0] for row in city.query(PLANNED)}

    first = page.locator("tbody tr", has=page.locator("summary")).first
    name = first.locator("th[scope=row]").inner_text()
    first.locator("summary").click()
    first.get_by_label("调出事由").fill("居民表决未通过")
    picture(page, "plan-withdraw")
    first.get_by_role("button", name="调出并找替补").click()
    page.get_by_role("heading", name="与第 1 版相比").wait_for()
    said = page.locator("section", has_text="与第 1 版相比").first.inner_text()
    assert name in said
    picture(page, "plan-change")

    adopt(page, "居民表决未通过，递补")
    assert page.get_by_role("heading", name="2021 年度计划第 2 版").count()
    after = {row[0] for row in city.query(PLANNED)}
    assert before - after == {name}
    assert after - before
    assert name not in page.locator("main").inner_text()
    version = city.query(
        "select version, reason from plan_annualplan order by version desc limit 1"
    )
    assert version == [(2, "居民表决未通过，递补")]
