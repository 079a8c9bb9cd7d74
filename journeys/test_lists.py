"""Lists and the map in a real browser: filter, save, change many, download, draw an area."""

from __future__ import annotations

import io

import openpyxl
import pytest

from journeys.accessibility import is_too_wide

pytestmark = pytest.mark.browser


def rows(page) -> list[str]:
    return page.locator("tbody th[scope=row]").all_inner_texts()


def total(page) -> int:
    said = page.locator(".paging").inner_text()
    return int(said.split("共")[1].split("条")[0])


def add_criterion(page, fact: str, sign: str, value: str) -> None:
    """Add a criterion as a person does; a script reloads the panel once a fact is chosen."""
    page.get_by_label("添加条件").select_option(label=fact)
    row = page.locator(".criterion").filter(has_text=fact)
    row.get_by_label("比较方式").select_option(label=sign)
    field = row.locator(".criterion-value").get_by_label(fact)
    choose = field.evaluate("each => each.tagName") == "SELECT"
    field.select_option(label=value) if choose else field.fill(value)
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**value-*")


def test_the_clerk_filters_saves_changes_many_and_downloads(page, city, sign_in, picture):
    sign_in("lingshan")
    page.goto("/registry/")
    everything = total(page)

    add_criterion(page, "户数", "不小于", "60")
    page.wait_for_function("document.querySelectorAll('.criterion').length === 1")
    add_criterion(page, "建筑结构", "等于", "砖混")
    page.wait_for_url("**value-2=brick_concrete**")
    page.locator("thead a", has_text="户数").click()
    page.wait_for_url("**sort=households**")
    filtered = city.query(
        "select count(*) from registry_compound c join people_jurisdiction j"
        " on j.id = c.jurisdiction_id where j.code = '450721' and"
        " json_extract(facts, '$.households') >= 60 and"
        " json_extract(facts, '$.structure') = 'brick_concrete'"
    )[0][0]
    assert 0 < total(page) == filtered < everything
    picture(page, "lists-filtered")

    page.get_by_text("保存当前筛选").click()
    page.get_by_label("筛选名称").fill("砖混大小区")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="砖混大小区").wait_for()
    page.goto("/registry/")
    page.get_by_role("link", name="砖混大小区").click()
    page.wait_for_load_state()
    assert total(page) == filtered

    change_all(page, city, picture, filtered)

    page.goto("/registry/")
    page.get_by_role("link", name="砖混大小区").click()
    page.get_by_text("导出", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="XLSX").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert sheet["A1"].value == "小区编码"
    assert sheet.max_row == 1 + filtered
    counts = [row[0].value for row in sheet.iter_rows(2, min_col=6, max_col=6)]
    assert counts == sorted(counts)


def change_all(page, city, picture, count: int) -> None:
    """Change the storeys of all compounds of the list that is open."""
    page.get_by_label("选择全部").check()
    page.get_by_role("button", name="批量更改所选小区").click()
    page.wait_for_load_state()
    page.get_by_label("更改的项目").select_option(label="层数")
    page.get_by_label("新的值").first.fill("7")
    page.get_by_role("button", name="预览").click()
    page.wait_for_load_state()
    assert f"批量更改 {count} 个小区" in page.locator("h1").inner_text()
    picture(page, "lists-bulk-preview")
    before = city.query("select count(*) from record_entry where reason = '抽查统一更正'")
    page.get_by_label("事由").fill("抽查统一更正")
    page.get_by_role("button", name="确认更改").click()
    page.get_by_text("已更改").wait_for()
    sevens = city.query(
        "select count(*) from registry_compound where json_extract(facts, '$.storeys') = 7"
        " and code in (select code from registry_compound where"
        " json_extract(facts, '$.households') >= 60 and"
        " json_extract(facts, '$.structure') = 'brick_concrete' and code like '450721%')"
    )
    assert sevens[0][0] == count
    after = city.query("select count(*) from record_entry where reason = '抽查统一更正'")
    assert after[0][0] > before[0][0]


@pytest.mark.reads
def test_pinyin_initials_find_a_compound_and_wrong_values_are_told(page, sign_in, picture):
    sign_in("city")
    page.goto("/registry/")
    page.get_by_label("名称、编码").fill("wfl")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**text=wfl**")
    assert rows(page)
    assert all("文峰路" in name for name in rows(page))

    page.get_by_label("添加条件").select_option(label="户数")
    row = page.locator(".criterion").filter(has_text="户数")
    row.get_by_label("比较方式").select_option(label="介于")
    row.locator(".criterion-value input").fill("30")
    row.locator(".criterion-until input").fill("四十")
    page.get_by_role("button", name="查询").click()
    page.locator(".field-error", has_text="四十").wait_for()
    assert rows(page) == []
    picture(page, "lists-wrong-value")
    page.locator(".criterion-until input").fill("60")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**until-1=60**")
    assert rows(page)

    page.get_by_text("选择显示的列").click()
    page.get_by_label("供水现状").check()
    page.get_by_role("button", name="按所选列显示").click()
    page.locator("thead", has_text="供水现状").wait_for()


@pytest.mark.reads
def test_an_area_drawn_on_the_map_leads_to_its_list(page, sign_in, picture):
    sign_in("city")
    page.goto("/registry/map/?colour=households")
    page.locator(".map[data-filled] canvas").wait_for()
    page.locator(".map-legend").wait_for()
    assert "未知" in page.locator(".map-legend").inner_text()
    picture(page, "map-households")
    page.get_by_label("着色").select_option(label="供水现状")
    page.locator(".map-legend", has_text="破损").wait_for()
    page.go_back()
    page.locator(".map-legend", has_text="户").wait_for()

    page.locator("main").scroll_into_view_if_needed()
    box = page.locator(".map canvas").bounding_box()
    left, top = box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.5
    right, bottom = left + box["width"] * 0.25, top + box["height"] * 0.35
    page.get_by_role("button", name="框选").click()
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right, bottom, steps=4)
    picture(page, "map-rectangle")
    page.mouse.up()
    page.wait_for_url("**/registry/?bbox=**")
    boxed = total(page)
    assert 0 < boxed < 400
    assert "矩形区域" in page.locator("main").inner_text()
    picture(page, "lists-from-map")

    page.get_by_role("link", name="在地图上看").click()
    page.locator(".map[data-filled] canvas").wait_for()
    page.get_by_role("button", name="画多边形").click()
    for x, y in ((left, top), (right, top), (left, bottom)):
        page.mouse.click(x, y)
    page.get_by_role("button", name="完成").click()
    page.wait_for_url("**/registry/?polygon=**")
    assert 0 < total(page) < boxed
    page.get_by_role("link", name="取消选区").click()
    page.wait_for_load_state()
    assert total(page) == 400


@pytest.mark.reads
def test_without_webgl_the_map_says_so_and_the_table_stands(browser, address, city):
    context = browser.new_context(base_url=address, locale="zh-CN")
    context.add_init_script(
        "const ask = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        " return kind.startsWith('webgl') ? null : ask.call(this, kind, ...rest); };"
    )
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill("city")
    page.locator("input[name=password]").fill(city.password("city"))
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    page.goto("/registry/map/")
    page.get_by_text("不支持 WebGL").wait_for()
    assert "灵山县" in page.locator("main table").inner_text()
    context.close()


def test_filters_and_bulk_changes_work_without_a_script(browser, address, city):
    context = browser.new_context(base_url=address, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill("lingshan")
    page.locator("input[name=password]").fill(city.password("lingshan"))
    page.get_by_role("button", name="登录").click()
    page.goto("/registry/")
    page.get_by_label("添加条件").select_option(label="户数")
    page.get_by_role("button", name="查询").click()
    page.get_by_label("户数：比较方式").select_option(label="不小于")
    page.locator("input[name=value-1]").fill("80")
    page.get_by_role("button", name="查询").click()
    assert total(page)
    name = rows(page)[0]
    page.get_by_label(f"选择 {name}", exact=True).check()
    page.get_by_role("button", name="批量更改所选小区").click()
    page.get_by_label("更改的项目").select_option(label="抗震设防")
    page.get_by_role("button", name="下一步").click()
    page.locator("select[name=to]").select_option(label="是")
    page.get_by_role("button", name="预览").click()
    assert "批量更改 1 个小区" in page.locator("h1").inner_text()
    context.close()


@pytest.mark.reads
def test_the_list_and_its_map_fit_a_phone(page, sign_in, picture):
    sign_in("city")
    page.set_viewport_size({"width": 390, "height": 844})
    query = "text=l&fact-1=built_on&is-1=between&value-1=1980&until-1=1999&column=structure"
    for number, place in enumerate(("", "map/", "bulk/")):
        page.goto(f"/registry/{place}?{query}&all=1&change=structure&to=frame&preview=1")
        too_wide = is_too_wide(page)
        picture(page, f"phone-lists-{number}")
        assert not too_wide, place
