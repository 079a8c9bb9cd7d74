"""A foreign listing through the mapping page; faults that come back and are corrected; undoing."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from linli.registry.tests.listings import second_listing
from linli.registry.tests.workbooks import sheets

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent


def upload(page, name, content, **ticks):
    """Upload a workbook as the clerk does."""
    page.goto("/registry/intake/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[name=workbook]").set_input_files(file)
    for tick in ticks:
        page.locator(f"input[name={tick}]").check()
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_load_state()


def figure(page, label):
    """Return a figure of the preview."""
    text = page.locator(".stats").inner_text()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    place = lines.index(label)
    return int("".join(sign for sign in lines[place + 1] if sign.isdigit()))


def test_a_foreign_listing_is_matched_previewed_saved_and_stored(page, sign_in, city, picture):
    content, truth = second_listing()
    sign_in("lingshan")
    upload(page, "台账.xlsx", content)
    assert page.url.endswith("/columns/")
    page.get_by_label("工作表").select_option("台账")
    page.get_by_role("button", name="选用").click()
    picture(page, "mapping-proposed")
    page.get_by_label("项目小区（院落）").select_option("name")
    page.get_by_label("坐落位置").select_option("address")
    page.get_by_label("竣工年月").select_option("built_on")
    page.get_by_label("总套数").select_option("households")
    page.get_by_label("高德经度").select_option("location.longitude")
    page.get_by_label("高德纬度").select_option("location.latitude")
    page.get_by_label("坐标系").select_option("gcj02")
    page.get_by_label("县区").select_option("灵山县")
    page.locator("#rows").get_by_text(truth[0]["name"]).wait_for()
    assert page.locator("#rows tbody tr").count() == 10
    page.locator("input[name=name]").fill("房管所台账")
    page.get_by_label("以此名称保存").check()
    picture(page, "mapping-chosen")
    page.get_by_role("button", name="按此读取并预览").click()
    page.get_by_role("button", name="确认入库").wait_for()
    picture(page, "mapping-preview")
    assert figure(page, "新增") == len(truth)
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text(f"已入库：新增 {len(truth)}").wait_for()
    stored = {name for (name,) in city.query("SELECT name FROM registry_compound")}
    assert {line["name"] for line in truth} <= stored
    page.goto("/registry/intake/")
    assert page.get_by_label("已保存的列名对应").inner_text().count("房管所台账") == 1


def test_faults_come_back_marked_and_only_corrected_rows_change(page, sign_in, city, picture):
    rows = [
        ["小区名称", "县区", "户数", "建成时间", "坐标"],
        ["粮油机械厂宿舍", "灵山县", 48, "1990", "109.29,22.43"],
        ["造船工人新村", "灵山县", "约950户", "638户", "22.43,109.29"],
    ]
    sign_in("lingshan")
    upload(page, "调查表.xlsx", sheets({"小区": rows}))
    assert (figure(page, "新增"), figure(page, "待改")) == (1, 1)
    assert "109.29,22.43" in page.locator(".panel-bad").inner_text()
    picture(page, "faults-preview")
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text("已入库：新增 1").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载问题清单").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book["小区"]
    assert "约950户" in sheet["C2"].comment.text
    assert sheet["A2"].comment is None
    sheet["C2"], sheet["D2"], sheet["E2"] = 95, "1988", "109.29,22.43"
    corrected = io.BytesIO()
    book.save(corrected)
    before = city.query("SELECT count(*) FROM registry_compound")[0][0]
    upload(page, "改正.xlsx", corrected.getvalue())
    assert (figure(page, "新增"), figure(page, "变更"), figure(page, "待改")) == (1, 0, 0)
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text("已入库：新增 1，变更 0").wait_for()
    assert city.query("SELECT count(*) FROM registry_compound")[0][0] == before + 1
    page.get_by_label("事由").fill("演练，撤回")
    picture(page, "undo")
    page.get_by_role("button", name="撤销导入").click()
    page.get_by_text("导入已撤销").wait_for()
    assert city.query("SELECT count(*) FROM registry_compound")[0][0] == before


def test_the_filled_form_comes_back_without_a_change(page, sign_in):
    sign_in("lingshan")
    page.goto("/registry/intake/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载已填数据的调查表").click()
    upload(page, "调查表.xlsx", Path(download.value.path()).read_bytes())
    assert (figure(page, "新增"), figure(page, "变更"), figure(page, "待改")) == (0, 0, 0)
    assert figure(page, "相同") > 0
    assert page.get_by_role("button", name="确认入库").is_disabled()


def test_two_imports_of_one_sheet_at_once_store_it_once(city, tmp_path):
    rows = [["小区名称", "县区", "户数"], ["粮油机械厂宿舍", "灵山县", 48]]
    file = tmp_path / "调查表.xlsx"
    file.write_bytes(sheets({"小区": rows}))
    command = [sys.executable, "-m", "linli.cli", "survey", "import", str(file)]
    started = [
        subprocess.Popen(command, env=city.environment, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for each in started:
        each.communicate(timeout=120)
    found = city.query("SELECT count(*) FROM registry_compound WHERE name = '粮油机械厂宿舍'")
    assert found == [(1,)]
    city.linli("record", "verify")
