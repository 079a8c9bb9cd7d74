"""The library, the bench and the impact page, in a real browser."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from journeys.accessibility import is_too_wide

pytestmark = [pytest.mark.browser, pytest.mark.reads]

PHONE = {"width": 390, "height": 844}


def outcome(page, rule: str) -> str:
    """Return what the bench says of a rule, as a person reads it at a glance."""
    return page.locator(f"#glance-{rule} .tag").inner_text()


def first_code(city, jurisdiction: str) -> str:
    """Return the code of a jurisdiction's first compound with a known completion date."""
    rows = city.query(
        "select j.code, c.code, c.facts from registry_compound c"
        " join people_jurisdiction j on j.id = c.jurisdiction_id order by c.code"
    )
    return next(
        code
        for area, code, facts in rows
        if area == jurisdiction and "built_on" in json.loads(facts)
    )


def test_the_library_leads_from_a_word_to_a_clause_to_where_a_figure_is_used(
    page, sign_in, picture
):
    sign_in("city")
    page.get_by_role("link", name="政策库").click()
    page.wait_for_load_state()
    picture(page, "library")

    page.locator("main").get_by_role("searchbox").fill("初步设计 上限")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="免批初步设计的总投资上限").first.click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    for words in ("4,000,000.00", "2021年4月29日", "直接引用", "试算台"):
        assert words in said
    picture(page, "library-figure")

    page.get_by_role("link", name="二（三）2").first.click()
    page.wait_for_load_state()
    page.locator("#preliminary_design_waived summary", has_text="算例").click()
    said = page.locator("#preliminary_design_waived").inner_text()
    for words in ("approved_total < :preliminary_design_ceiling", "3,999,999.99", "待核"):
        assert words in said
    assert "办理环节" in page.locator("main").inner_text()
    picture(page, "library-clause")


def test_a_fact_leads_to_the_compounds_that_count_by_it(page, sign_in):
    sign_in("lingshan")
    page.goto("/determination/library/fact/residents_willing/")
    page.get_by_role("row", name="符合老旧小区定义").get_by_role("link").nth(1).click()
    page.wait_for_url(re.compile(r"/determination/rule/old_compound_definition/\?outcome="))
    areas = page.locator("tbody td:nth-child(3)").all_inner_texts()
    assert set(areas) == {"灵山县"}


def test_every_answer_on_the_bench_moves_as_facts_are_typed(page, sign_in, picture):
    sign_in("city")
    page.goto("/determination/bench/?subject=project&day=2021-05-01")
    assert outcome(page, "preliminary_design_waived") == "待核"
    steps = page.locator("#preliminary_design_waived details", has_text="判定过程")
    steps.locator("summary").click()

    total = page.get_by_label("批复总投资")
    with page.expect_response("**/bench/?*"):
        total.fill("4012299.99")
    page.locator("#glance-preliminary_design_waived .tag-no").wait_for()
    card = page.locator("#preliminary_design_waived")
    assert "减少 12,300.00" in card.inner_text()
    assert steps.get_attribute("open") is not None
    assert total.evaluate("field => field === document.activeElement")
    picture(page, "bench")

    with page.expect_response("**/bench/?*"):
        total.fill("约四百万")
    page.locator("#error-f-approved_total", has_text="约四百万").wait_for()
    assert outcome(page, "preliminary_design_waived") == "待核"
    with page.expect_response("**/bench/?*"):
        total.fill("3999999.99")
    page.locator("#glance-preliminary_design_waived .tag-yes").wait_for()
    assert page.locator("#error-f-approved_total").inner_text() == ""


def test_a_compound_is_loaded_into_the_bench_and_tried_otherwise(page, city, sign_in, picture):
    sign_in("lingshan")
    code = first_code(city, "450721")
    before = city.query("select code, facts from registry_compound order by code")
    page.goto("/determination/bench/")
    page.get_by_label("小区编码").fill(code)
    page.get_by_role("button", name="载入小区资料").click()
    page.wait_for_load_state()
    assert page.locator("#f-built_on").input_value()
    with page.expect_response("**/bench/?*"):
        page.locator("#f-in_town_area").select_option("no")
    page.locator("#glance-old_compound_definition .tag-no").wait_for()
    picture(page, "bench-compound")
    assert city.query("select code, facts from registry_compound order by code") == before

    page.get_by_label("小区编码").fill(first_code(city, "450722"))
    page.get_by_role("button", name="载入小区资料").click()
    page.wait_for_load_state()
    assert "不在您的管辖范围内" in page.locator("main").inner_text()


def test_the_bench_works_without_scripts(browser, address, city):
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill("city")
    page.locator("input[name=password]").fill(city.password("city"))
    page.get_by_role("button", name="登录").click()
    page.goto("/determination/bench/?subject=project")
    page.get_by_label("批复总投资").fill("4000000")
    page.get_by_role("button", name="计算").click()
    assert outcome(page, "preliminary_design_waived") == "不符合"
    context.close()


def test_a_later_cutoff_is_measured_before_anybody_decides(page, sign_in, picture):
    sign_in("city")
    page.goto("/determination/library/impact/")
    with page.expect_response("**/impact/?*"):
        page.locator("#entry").select_option("figure:priority_cutoff")
    page.locator("#new").wait_for()
    assert page.locator("#new").input_value() == "2000-12-31"
    page.locator("#new").fill("1995-12-31")
    page.get_by_role("button", name="测算").click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    for words in ("受影响的小区", "建成年代分层", "储备估算投资增减", "灵山县", "浦北县"):
        assert words in said
    picture(page, "impact")

    page.locator("#rule").select_option("stratum")
    page.locator("#jurisdiction").select_option("450721")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_load_state()
    assert set(page.locator("tbody td:nth-child(3)").all_inner_texts()) >= {"灵山县"}
    assert "浦北县" not in page.locator("section:last-of-type tbody").inner_text()


def test_a_county_measures_its_own_compounds_and_reads_what_is_wrong(page, sign_in, picture):
    sign_in("lingshan")
    page.goto("/determination/library/impact/?entry=rule:located_in_town")
    page.locator("#new").fill("in_town_aera")
    page.get_by_role("button", name="测算").click()
    page.wait_for_load_state()
    assert "是否应为 in_town_area" in page.locator("#error-new").inner_text()
    picture(page, "impact-refused")
    page.locator("#new").fill("NOT in_town_area")
    page.get_by_role("button", name="测算").click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    assert "灵山县" in said
    assert "浦北县" not in said


def test_library_bench_and_impact_fit_a_phone(page, sign_in, city, picture):
    sign_in("city")
    page.set_viewport_size(PHONE)
    pages = {
        "library": "/determination/library/",
        "search": "/determination/library/?q=S19",
        "clause": f"/determination/library/clause/{quote('二（二）')}/",
        "fact": "/determination/library/fact/built_on/",
        "versions": "/determination/library/versions/",
        "bench": f"/determination/bench/?compound={first_code(city, '450721')}&load=1",
        "impact": "/determination/library/impact/?entry=figure:priority_cutoff&new=1995-12-31",
    }
    for name, address in pages.items():
        page.goto(address)
        too_wide = is_too_wide(page)
        picture(page, f"phone-{name}")
        assert not too_wide, address
