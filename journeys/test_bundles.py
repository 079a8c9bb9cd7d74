"""A bundle in a real browser: proposed, reshaped on the map, accepted, in the reserve (S47)."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
MEMBERS = """
select c.code from reserve_bundlemember m join registry_compound c on c.id = m.compound_id
where m.bundle_id = (select max(id) from reserve_bundle) order by c.code
"""
READY = ".map[data-ready=yes]"


def ticked(page) -> list[str]:
    boxes = page.locator("input[name=member]:checked").all()
    return sorted(box.get_attribute("value") for box in boxes)


def middle_of_the_map(page) -> tuple[float, float]:
    box = page.locator(READY).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_county_reshapes_a_proposal_on_the_map_and_makes_a_project(
    page, city, sign_in, picture
):
    sign_in("lingshan")
    page.get_by_role("link", name="片区打包").click()
    page.get_by_role("link", name="按邻近关系提出建议").click()
    page.locator(READY).wait_for()
    picture(page, "bundle-proposals")
    page.get_by_role("link", name="查看并调整").first.click()
    page.locator(READY).wait_for()
    before = ticked(page)
    assert len(before) > 1

    # a single compound chosen lies in the middle of the map: a click there takes it out again
    for code in before[1:]:
        page.locator(f"#member-{code}").uncheck()
    page.get_by_role("button", name="查找").click()
    page.locator(READY).wait_for()
    assert ticked(page) == before[:1]
    page.mouse.click(*middle_of_the_map(page))
    page.get_by_role("status").filter(has_text=re.compile("^0 ")).wait_for()
    page.mouse.click(*middle_of_the_map(page))
    page.get_by_role("status").filter(has_text=re.compile("^1 ")).wait_for()
    assert ticked(page) == before[:1]

    page.get_by_label("打包名称").fill("江滨片区（演示）")
    free = page.locator("input[name=member]:enabled:not(:checked)").first
    added = free.get_attribute("value")
    free.check()
    page.get_by_label("事由").fill("相邻，共用市场")
    picture(page, "bundle-form")
    page.get_by_role("button", name="接受打包").click()
    page.get_by_role("heading", name="江滨片区（演示）").wait_for()
    assert [row[0] for row in city.query(MEMBERS)] == sorted([before[0], added])

    page.get_by_label("立项事由").fill("整体实施")
    page.get_by_role("button", name="立为一个项目").click()
    page.get_by_role("heading", name="江滨片区（演示）改造项目").wait_for()
    assert page.get_by_role("cell", name="整体实施").count()
    picture(page, "bundle-project")
    page.goto("/reserve/?text=江滨片区")
    assert page.get_by_role("link", name="江滨片区（演示）改造项目").count() == 1
    picture(page, "bundle-reserve")


def test_without_javascript_the_list_does_what_the_map_does(browser, address, city):
    context = browser.new_context(base_url=address, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill("lingshan")
    page.locator("input[name=password]").fill(city.password("lingshan"))
    page.get_by_role("button", name="登录").click()
    page.goto("/reserve/bundles/proposals/")
    page.get_by_role("link", name="查看并调整").first.click()
    page.get_by_label("打包名称").wait_for()
    chosen = ticked(page)
    page.get_by_label("打包名称").fill("列表打包")
    page.get_by_label("事由").fill("按列表")
    page.get_by_role("button", name="接受打包").click()
    page.get_by_role("heading", name="列表打包").wait_for()
    assert [row[0] for row in city.query(MEMBERS)] == chosen
    context.close()
