"""An officer hands a task over with a reason; the next one closes it (S51-S66)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from journeys.accessibility import is_too_wide
from linli.cli.demo_desk import TASKS

pytestmark = pytest.mark.browser
TASK = TASKS[0][1]  # due today, led by the housing bureau
WHY = "资料由财政部门汇总"


def both_widths(page, picture, name):
    for width, suffix in ((390, "-phone"), (1440, "")):
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_too_wide(page), f"{name} is wider than {width} px"
        picture(page, name + suffix)


def pile(page, key):
    page.goto("/desk/")
    return page.locator(f"#{key}")


def test_s51_a_task_is_handed_over_with_a_reason_and_closed_by_the_next_officer(
    page, sign_in, picture
):
    sign_in("finance")
    page.goto("/desk/")
    assert page.get_by_role("link", name=TASK).count() == 0

    sign_in("department")
    today = pile(page, "today")
    both_widths(page, picture, "desk")
    today.get_by_role("link", name=TASK).click()
    expect(page.locator("#act-hand-over")).to_be_visible()
    step = page.url
    both_widths(page, picture, "step")
    page.locator("#act-hand-over summary").click()
    form = page.locator("#act-hand-over form")
    form.get_by_label("接收单位").select_option(label="市财政局")
    form.get_by_label("经办人").select_option(label="市财政局经办")
    form.get_by_label("事由").fill(WHY)
    form.get_by_role("button", name="转办").click()
    expect(page.get_by_text("已办理：转办。")).to_be_visible()
    assert pile(page, "today").get_by_role("link", name=TASK).count() == 0

    sign_in("finance")
    expect(pile(page, "today").get_by_role("link", name=TASK)).to_be_visible()
    page.get_by_role("link", name="通知").first.click()
    expect(page.locator("h1")).to_have_text("通知")
    both_widths(page, picture, "notices")
    page.get_by_role("link", name=f"转来：{TASK}").click()
    page.wait_for_url(step)
    expect(page.locator(".history")).to_contain_text(WHY)
    form = page.locator("#act-close form")
    form.get_by_label("办理结果").fill("已汇总七个县区的工作机制")
    form.get_by_role("button", name="办结").click()
    expect(page.get_by_text("已办理：办结。")).to_be_visible()
    assert page.get_by_role("link", name=TASK).count() == 0

    sign_in("department")
    page.goto(step)
    said = page.locator("main")
    expect(said).to_contain_text("已办结")
    expect(said).to_contain_text("已汇总七个县区的工作机制")
    expect(page.locator("#act-close")).to_have_count(0)
    both_widths(page, picture, "step-closed")
