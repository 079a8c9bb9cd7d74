"""A special plan in a real browser: begun, checked, a conflict seen, filed, and then refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.browser
POSITION = (
    "select json_extract(c.facts, '$.location') from special_member m "
    "join registry_compound c on c.id = m.compound_id "
    "where m.plan_id = (select max(id) from special_specialplan) "
    "and json_extract(c.facts, '$.location') is not null limit 1"
)


def around(place: str) -> bytes:
    """Return a small area around a place as GeoJSON."""
    x, y = map(float, place.split(","))
    step = 0.0005
    ring = [[x - step, y - step], [x + step, y - step], [x + step, y + step], [x - step, y - step]]
    feature = {
        "type": "Feature",
        "properties": {"名称": "走查红线"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def begin(page) -> str:
    """Begin a plan with a unit a jurisdiction, all in 2023; return its address."""
    page.goto("/plan/special/")
    page.get_by_label("规划名称").fill("走查专项规划")
    page.get_by_label("编制单位").fill("市住房城乡建设局")
    page.get_by_label("起始年度").fill("2021")
    page.get_by_label("末年度").fill("2025")
    press(page, "建立规划")
    home = page.url
    page.goto(f"{home}units/")
    page.get_by_label("划定依据").select_option("county")
    press(page, "划定单元")
    for box in page.locator("input[name=unit]").all():
        box.check()
    page.get_by_label("为所选单元安排年度").select_option("2023")
    press(page, "安排")
    return home


def upload(page, home: str, content: bytes) -> None:
    page.goto(f"{home}layers/")
    page.get_by_label("图层类别").select_option("ecology_red_line")
    page.get_by_label("图层名称").fill("走查图层")
    page.get_by_label("数据来源").fill("走查")
    page.get_by_label("数据日期").fill("2021-03-01")
    file = {"name": "red.geojson", "mimeType": "application/geo+json", "buffer": content}
    page.get_by_label("图层文件").set_input_files(file)
    press(page, "上传图层")


def approve(page, home: str) -> None:
    """Ask for comments, then approve."""
    page.goto(f"{home}comments/")
    until = date.today() + timedelta(days=9)  # noqa: DTZ011 - the browser's own day
    page.get_by_label("截止日期").fill(until.isoformat())
    press(page, "开始征求意见")
    press(page, "结束征求意见")
    page.goto(home)
    page.get_by_label("审定机关").fill("市人民政府")
    page.get_by_label("审定日期").fill("2021-06-01")
    press(page, "审定并冻结")


def test_the_office_drafts_files_and_cannot_change(page, city, sign_in, picture):
    sign_in("city")
    home = begin(page)
    ((place,),) = city.query(POSITION)
    upload(page, home, around(place))
    row = page.locator("tbody tr", has_text="走查红线").first
    assert "不得占用" in row.inner_text()
    assert "不符合" in row.inner_text()
    picture(page, "special-layers")
    page.goto(home)
    assert "与规划图层不符" in page.locator("main").inner_text()

    page.goto(f"{home}layers/")
    press(page, "停用")
    page.goto(f"{home}units/")
    page.locator("tbody th a").first.click()
    stale = page.context.new_page()  # a page that stands open while the plan is filed
    stale.goto(page.url)
    approve(page, home)
    page.get_by_role("link", name="第 1 版").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载备案包").click()
    check(zipfile.ZipFile(download.value.path()))
    page.get_by_label("备案文号").fill("桂建备〔2021〕7号")
    page.get_by_label("备案日期").fill("2021-06-02")
    picture(page, "special-version")
    press(page, "登记备案")
    assert page.get_by_text("已备案", exact=True).count()

    stale.get_by_label("实施年度").fill("2024")
    press(stale, "保存")
    assert "规划已审定，内容已冻结" in stale.locator("main").inner_text()
    assert city.query("select distinct year from special_unit where plan_id = 2") == [(2023,)]


def check(archive: zipfile.ZipFile) -> None:
    """Compare the files of an archive with its list of checksums."""
    sums = archive.read("SHA256SUMS.txt").decode().splitlines()
    assert len(sums) == len(archive.namelist()) - 1
    for line in sums:
        sha256, name = line.split("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
