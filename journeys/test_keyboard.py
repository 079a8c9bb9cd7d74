"""Two main paths without a mouse: taking in a survey sheet (S11), adopting the plan (S14).

Whatever takes the focus on the way is seen, and shows that it has it.
"""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
FAR = 200
FOCUS = """() => {
  const at = document.activeElement;
  const label = at.type === "checkbox" && at.labels?.length ? at.nextElementSibling ?? at : at;
  const style = getComputedStyle(label);
  const box = label.getBoundingClientRect();
  return {
    name: at.id || at.textContent.trim().slice(0, 30) || at.tagName,
    isSeen: box.width > 0 && box.height > 0 && style.visibility === "visible",
    isShown: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until what is wanted has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["isSeen"], at
        assert at["isShown"], at
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """Go to a link or button by Tab and use it by Enter."""
    reach(page, wanted)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/")
    reach(page, page.locator("input[name=login]"))
    page.keyboard.type(who)
    reach(page, page.locator("input[name=password]"))
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_s11_a_clerk_takes_in_a_sheet_by_keyboard(page, city):
    sign_in(page, "lingshan", city.password("lingshan"))
    press(page, page.get_by_role("link", name="摸底数据导入"))
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "小区"
    for row in (("小区名称", "县区", "户数"), ("键盘小区", "灵山县", 40)):
        book.active.append(row)
    book.save(file)
    field = page.locator("input[name=workbook]")
    reach(page, field)
    page.wait_for_load_state("load")
    with page.expect_file_chooser() as choice:
        field.press("Enter")
    sheet = {"name": "调查.xlsx", "mimeType": "application/zip", "buffer": file.getvalue()}
    choice.value.set_files(sheet)
    press(page, page.get_by_role("button", name="上传并预览"))
    press(page, page.get_by_role("button", name="确认入库"))
    page.wait_for_url("**/registry/intake/workbook/*/")
    assert city.query("select count(*) from registry_compound where name = '键盘小区'") == [(1,)]


def test_s14_a_planner_adopts_the_plan_by_keyboard(page, city):
    sign_in(page, "city", city.password("city"))
    press(page, page.get_by_role("link", name="年度计划", exact=True).first)
    press(page, page.locator("main a[href^='/plan/scenario/']").first)
    reach(page, page.get_by_label("定稿事由"))
    page.keyboard.type("领导小组审定")
    press(page, page.get_by_role("button", name="定稿为年度计划"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("年度计划")
    assert city.query("select count(*) from plan_annualplan") == [(1,)]
