"""The clerk's and the officer's day, in a real browser."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from journeys.accessibility import is_too_wide
from journeys.test_commands import ROOT_PACK, planned_by_area
from linli.engines.packfiles import load_pack

pytestmark = pytest.mark.browser
PACK = load_pack(ROOT_PACK)


def survey(*rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "小区"
    for row in (("小区名称", "县区", "户数", "建成时间"), *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(page, content: bytes) -> None:
    page.goto("/registry/intake/")
    workbook = {"name": "调查表.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[name=workbook]").set_input_files(workbook)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_load_state()


def download(page, name: str) -> io.BytesIO:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return io.BytesIO(waiting.value.path().read_bytes())


def test_the_clerk_uploads_looks_confirms_and_downloads_the_problems(page, city, sign_in, picture):
    count = "select count(*) from registry_compound"
    before = city.query(count)
    sign_in("lingshan")
    assert page.get_by_text("演示数据").count()
    assert page.get_by_text("浦北县").count() == 0

    upload(
        page,
        survey(
            ("新测小区", "灵山县", 40, "1992"),
            ("坏行小区", "灵山县", "约50", "1990"),
            ("外县小区", "浦北县", 30, "1990"),
        ),
    )
    said = page.locator("main").inner_text()
    for words in ("新测小区", "约50", "C 户数", "管辖范围", "不详"):
        assert words in said
    assert city.query(count) == before
    picture(page, "clerk-preview")

    marked = openpyxl.load_workbook(download(page, "下载问题清单"))["小区"]
    assert marked["C2"].value == "约50"
    assert "约50" in marked["C2"].comment.text

    page.get_by_role("button", name="确认入库").click()
    page.wait_for_load_state()
    assert city.query(count)[0][0] == before[0][0] + 1
    picture(page, "clerk-result")
    assert openpyxl.load_workbook(download(page, "下载问题清单"))["小区"].max_row == 3

    page.goto("/registry/?text=新测小区")
    page.get_by_role("link", name="新测小区").first.click()
    page.wait_for_load_state()
    assert "40" in page.locator("main").inner_text()
    picture(page, "clerk-compound")


@pytest.mark.reads
def test_a_bad_file_is_refused_on_the_page_and_stores_nothing(page, city, sign_in, picture):
    sign_in("lingshan")
    before = city.query("select count(*) from registry_workbook")
    upload(page, "这不是工作簿".encode())
    assert "没有保存任何数据" in page.locator("main").inner_text()
    picture(page, "clerk-refused")
    assert city.query("select count(*) from registry_workbook") == before


@pytest.mark.reads
def test_the_clerk_has_no_business_elsewhere(page, city, sign_in):
    sign_in("lingshan")
    other = city.query(
        "select c.code from registry_compound c join people_jurisdiction j"
        " on j.id = c.jurisdiction_id where j.code = '450722' limit 1"
    )[0][0]
    for address in (f"/registry/compound/{other}/", f"/determination/compound/{other}/"):
        assert page.request.get(address).status == 404
    assert page.request.get("/record/").status == 403


@pytest.mark.waits
def test_the_officer_reads_answers_plans_adopts_and_downloads(page, city, sign_in, picture):
    sign_in("city")
    picture(page, "officer-dashboard-before")

    code = city.query("select code from registry_compound order by code limit 1")[0][0]
    page.goto(f"/determination/compound/{code}/")
    said = page.locator("main").inner_text()
    for words in ("符合老旧小区定义", "二（二）", "钦政办规〔2021〕5号", "建成时间"):
        assert words in said
    assert re.search("符合|不符合|待核", said)
    picture(page, "officer-compound")

    page.goto("/reserve/")
    assert "条件齐备" in page.locator("main").inner_text()
    picture(page, "officer-reserve")

    page.goto("/plan/2021/")
    page.get_by_role("link", name="新方案").click()
    page.get_by_label("方案名称").fill("经办试算")
    page.get_by_role("button", name="求解").click()
    page.get_by_role("heading", name="项目取舍及理由").wait_for(timeout=120_000)
    said = page.locator("main").inner_text()
    assert "102" in said
    assert "6,902" in said
    picture(page, "officer-scenario")
    page.goto(page.url + "?chosen=out")
    assert "任务已满" in page.locator("main").inner_text()
    picture(page, "officer-left-out")

    page.go_back()
    page.get_by_label("定稿事由").fill("领导小组审定")
    page.get_by_role("button", name="定稿为年度计划").click()
    page.wait_for_url("**/plan/2021/version/1/*")
    picture(page, "officer-version-1")

    file = download(page, "下载")
    names = {area.code: area.name.zh for area in PACK.head.jurisdictions}
    assert planned_by_area(file) == {
        names[task.jurisdiction]: (task.projects, task.households) for task in PACK.targets
    }

    page.goto("/")
    page.locator(".map canvas").wait_for()
    page.locator(".chart canvas").first.wait_for()
    said = page.locator("main").inner_text()
    assert "102" in said
    assert "钦州港片区" in said
    picture(page, "officer-dashboard")


@pytest.mark.reads
def test_the_auditor_reads_who_changed_what_and_verifies(page, sign_in, picture):
    sign_in("auditor")
    page.goto("/record/")
    page.get_by_role("button", name="校验").click()
    page.wait_for_load_state()
    assert "变更记录完整" in page.locator("body").inner_text()
    picture(page, "auditor-record")


@pytest.mark.reads
def test_pages_speak_english_on_request_and_keep_the_page(page, sign_in, picture):
    sign_in("city")
    page.goto("/reserve/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_contain_text("Reserve")
    assert page.url.endswith("/reserve/")
    picture(page, "english-reserve")


@pytest.mark.reads
def test_every_page_fits_a_phone(page, sign_in, city, picture):
    sign_in("city")
    page.set_viewport_size({"width": 390, "height": 844})
    code = city.query("select code from registry_compound order by code limit 1")[0][0]
    scenario = city.query("select id from plan_scenario limit 1")[0][0]
    pages = ("/", "/registry/", "/registry/intake/", f"/registry/compound/{code}/")
    pages += (f"/determination/compound/{code}/", "/determination/library/", "/reserve/")
    pages += ("/determination/",)
    pages += ("/plan/2021/", f"/plan/scenario/{scenario}/")
    for number, address in enumerate(pages):
        page.goto(address)
        too_wide = is_too_wide(page)
        picture(page, f"phone-{number}")
        assert not too_wide, address
