"""The plan in a real browser: built, compared, adopted, one project withdrawn and replaced."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
PLANNED = "select name from plan_planline where plan_id = (select max(id) from plan_annualplan)"
PATIENCE = 120_000


def adopt(page, reason: str) -> None:
    page.get_by_label("定稿事由").fill(reason)
    page.get_by_role("button", name="定稿为年度计划").click()
    page.wait_for_load_state()


def solved(page) -> None:
    page.get_by_role("heading", name="项目取舍及理由").wait_for(timeout=PATIENCE)


@pytest.mark.waits
def test_the_officer_builds_compares_adopts_withdraws_and_replaces(page, city, sign_in, picture):
    sign_in("city")
    page.goto("/plan/2021/")
    page.get_by_role("link", name="新方案").click()
    page.get_by_label("方案名称").fill("宽裕")
    page.get_by_label("资金来源").first.select_option("central_subsidy")
    page.get_by_label("2021 年金额（万元）").first.fill("20000")
    picture(page, "plan-scenario-form")
    page.get_by_role("button", name="求解").click()
    page.locator("#progress").wait_for()
    picture(page, "plan-solving")
    solved(page)
    assert "102" in page.locator(".stats").inner_text()

    page.get_by_role("link", name="复制并修改").click()
    page.get_by_label("方案名称").fill("压减")
    assert page.get_by_label("2021 年金额（万元）").first.input_value() == "20000"
    page.get_by_label("2021 年金额（万元）").first.fill("9000")
    page.get_by_role("button", name="求解").click()
    solved(page)
    picture(page, "plan-scenario")
    page.get_by_role("link", name="与原方案比较").click()
    page.get_by_role("heading", name="条件与结果").wait_for()
    text = page.locator("main").inner_text()
    assert "20,000.00" in text
    assert "9,000.00" in text
    page.locator(".chart[data-drawn]").wait_for()
    picture(page, "plan-compare")

    page.get_by_role("link", name="宽裕").first.click()
    adopt(page, "首版")
    before = {row[0] for row in city.query(PLANNED)}
    first = page.locator("tbody tr", has=page.get_by_text("调出", exact=True)).first
    name = first.locator("th[scope=row]").inner_text()
    first.locator("summary").click()
    first.get_by_label("调出事由").fill("居民表决未通过")
    picture(page, "plan-withdraw")
    first.get_by_role("button", name="调出并找替补").click()
    page.get_by_role("heading", name="与第 1 版相比").wait_for(timeout=PATIENCE)
    said = page.locator("section", has_text="与第 1 版相比").first.inner_text()
    assert name in said
    picture(page, "plan-change")

    adopt(page, "居民表决未通过，递补")
    assert page.get_by_role("heading", name="2021 年度计划第 2 版").count()
    after = {row[0] for row in city.query(PLANNED)}
    assert before - after == {name}
    assert after - before
    version = city.query(
        "select version, reason from plan_annualplan order by version desc limit 1"
    )
    assert version == [(2, "居民表决未通过，递补")]


@pytest.mark.reads
def test_the_long_range_shows_when_the_stock_of_2000_is_done(page, sign_in, picture):
    sign_in("city")
    page.goto("/plan/2021/")
    page.get_by_role("link", name="滚动规划").first.click()
    page.locator(".chart[data-drawn]").wait_for()
    stats = page.locator(".stats").inner_text()
    assert "条件齐备的存量改完年份" in stats
    done = page.locator(".stat", has_text="条件齐备的存量改完年份").locator(".stat-value")
    assert int(done.inner_text()) in range(2022, 2026)
    picture(page, "plan-long-range")


@pytest.mark.reads
def test_the_checksum_follows_what_is_typed(page, sign_in):
    sign_in("city")
    page.goto("/plan/2021/tasks/")
    assert page.locator("#checksum .tag-yes").count() == 2
    page.get_by_label("灵山县的项目数").fill("35")
    page.locator("#checksum .tag-no", has_text="还差 1").wait_for()
    page.get_by_label("钦北区的项目数").fill("10")
    page.locator("#checksum .tag-no").wait_for(state="detached")
