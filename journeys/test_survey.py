"""A survey round in a real browser: namesakes decided, doubles merged, reports checked."""

from __future__ import annotations

import io

import openpyxl
import pytest

pytestmark = pytest.mark.browser
HEADINGS = ("小区名称", "县区", "街道（镇）", "社区", "详细地址", "户数", "建成时间")


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(page, *rows) -> None:
    page.goto("/registry/intake/")
    page.locator("input[name=workbook]").set_input_files(
        {"name": "补充.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": workbook(*rows)}
    )
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_load_state()


def surveyed(city) -> tuple[str, str, str]:
    """Return code, name and address of a compound of 灵山县 that is called by a house number."""
    return city.query(
        "select c.code, c.name, json_extract(facts, '$.address') from registry_compound c"
        " join people_jurisdiction j on j.id = c.jurisdiction_id where j.code = '450721'"
        " and c.name like '%号小区' and length(c.name) > 7"
        " and json_extract(facts, '$.address') like '%号' limit 1"
    )[0]


def test_the_clerk_decides_merges_and_takes_apart(page, city, sign_in, picture):
    code, name, place = surveyed(city)
    bare = name.removesuffix("小区")
    sign_in("lingshan")

    upload(page, (f"{bare}大院", "灵山县", "", "", place, 50, "1990"))
    waiting = page.locator("section", has_text="疑似重复，请认定")
    assert code in waiting.inner_text() or name in waiting.inner_text()
    picture(page, "survey-namesake")
    waiting.get_by_label("理由").fill("同一院子")
    waiting.get_by_role("button", name="同一小区", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("section", has_text="疑似重复，请认定").count() == 0
    page.get_by_role("button", name="确认入库").click()
    page.wait_for_load_state()
    names = dict(city.query("select code, name from registry_compound"))
    assert names[code] == f"{bare}大院"

    elsewhere = city.query(
        "select d.name from people_division d where level = 'community' and code like '450721%'"
        " and name not in (select json_extract(facts, '$.community') from registry_compound)"
    )[0][0]
    upload(page, (f"{bare}院", "灵山县", "", elsewhere, "", 50, "1990"))
    page.get_by_role("button", name="确认入库").click()
    page.wait_for_load_state()
    page.goto("/registry/duplicates/")
    picture(page, "survey-duplicates")
    page.locator("tr", has_text=f"{bare}院").get_by_role("link", name="比较").click()
    page.get_by_label("理由").fill("现场核实")
    picture(page, "survey-pair")
    page.get_by_role("button", name=f"合并，保留“{bare}大院”").click()
    page.get_by_text(f"已合并为“{bare}大院”").wait_for()
    merged = "select count(*) from registry_compound where merged_into_id is not null"
    assert city.query(merged) == [(1,)]
    page.get_by_label("拆分事由").fill("误合并")
    page.get_by_role("button", name="拆分").click()
    page.get_by_text("已拆分").wait_for()
    assert city.query(merged) == [(0,)]


def test_a_report_is_made_checked_and_frozen(page, sign_in, picture):
    sign_in("community")
    page.goto("/registry/rounds/1/")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("button", name="上报").click()
    page.get_by_text("已上报", exact=True).wait_for()
    sign_in("lingshan")
    page.goto("/registry/rounds/1/")
    page.locator("tr", has_text="已上报").get_by_role("button", name="审核通过").click()
    page.locator("tr", has_text="已审核").first.wait_for()
    picture(page, "survey-round")
    page.get_by_role("link", name="只看未上报的社区").click()
    page.wait_for_url("**only=silent")
    sign_in("city")
    page.goto("/registry/releases/")
    page.get_by_label("事由").fill("年中冻结")
    page.get_by_role("button", name="冻结为新版本").click()
    page.wait_for_load_state()
    picture(page, "survey-release")
    assert "核对" in page.locator("main").inner_text()
