"""A resident's phone number: kept by a clerk, read for a purpose, found by the auditor (S10)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from journeys.test_desk import both_widths

pytestmark = pytest.mark.browser
NAME, PHONE, MASKED = "演示住户", "13800000000", "138****0000"
PURPOSE = "预约入户核对表决名册"
IN_LINGSHAN = (
    "select c.code from registry_compound c join people_jurisdiction j"
    " on j.id = c.jurisdiction_id where j.code = '450721' order by c.code limit 1"
)


def test_s10_a_number_is_masked_until_a_purpose_is_said_and_the_auditor_sees_only_that(
    page, city, sign_in, picture
):
    sign_in("lingshan")
    ((code,),) = city.query(IN_LINGSHAN)
    page.goto(f"/registry/compound/{code}/")
    page.get_by_role("link", name="居民联系人").click()
    adding = page.locator("section", has=page.get_by_role("heading", name="登记联系人"))
    expect(adding).to_be_visible()
    both_widths(page, picture, "contacts-none")
    adding.get_by_label("姓名").fill(NAME)
    adding.get_by_label("电话").fill("12")
    adding.get_by_role("button", name="登记").click()
    for label in ("电话", "已告知本人并取得同意"):
        expect(adding.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(adding.get_by_label("姓名")).to_have_value(NAME)
    both_widths(page, picture, "contacts-wrong")
    adding.get_by_label("电话").fill(PHONE)
    adding.get_by_label("已告知本人并取得同意").check()
    adding.get_by_role("button", name="登记").click()
    expect(page.get_by_text("联系人已登记。")).to_be_visible()
    assert MASKED in page.content()
    assert PHONE not in page.content()
    assert NAME not in page.content()

    page.get_by_text("查看全文、更正或删除").click()
    both_widths(page, picture, "contacts-masked")
    page.get_by_label("用途或事由").fill(PURPOSE)
    page.get_by_role("button", name="查看全文").click()
    opened = page.locator("section", has_text="本次查看已记录")
    expect(opened).to_contain_text(PHONE)
    expect(opened).to_contain_text(NAME)
    both_widths(page, picture, "contacts-open")

    page.goto("/registry/contacts/")
    page.locator("#phone").fill(PHONE)
    page.get_by_role("button", name="查找", exact=True).click()
    found = page.locator("main li", has_text=MASKED)
    expect(found.locator(f"a[href='/registry/compound/{code}/contacts/']")).to_be_visible()
    assert PHONE not in page.url
    both_widths(page, picture, "contacts-search")

    sign_in("auditor")
    page.goto("/record/")
    entry = page.locator("tr", has_text=PURPOSE)
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("lingshan")
    entry.locator("summary").click()
    expect(entry).to_contain_text("read_personal")
    picture(page, "record-of-a-reading")
    assert PHONE not in page.content()
    assert NAME not in page.content()
