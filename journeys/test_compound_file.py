"""A clerk looks through a compound's file, adds a photo and prints it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from linli.registry.tests.pictures import png

pytestmark = pytest.mark.browser


def test_the_clerk_adds_a_photo_reads_the_history_and_prints_the_file(page, city, sign_in, picture):
    sign_in("lingshan")
    code = city.query(
        "select c.code from registry_compound c join people_jurisdiction j"
        " on j.id = c.jurisdiction_id where j.code = '450721' order by c.code limit 1"
    )[0][0]
    page.goto(f"/registry/compound/{code}/")
    said = page.locator("main").inner_text()
    for words in ("演示数据", "改造内容现状", "政策认定", "储备项目", "年度计划", "已登记"):
        assert words in said
    assert page.locator(".locator svg path").count() == 4
    picture(page, "compound-file")

    page.get_by_role("link", name="照片和文件").first.click()
    photo = {"name": "大门.png", "mimeType": "image/png", "buffer": png(640, 480)}
    page.locator("#photos").set_input_files(photo)
    page.locator("input[name=caption]").fill("北门")
    page.get_by_role("button", name="上传").click()
    shown = page.locator(".photo-grid img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 640)
    picture(page, "compound-files")

    page.get_by_role("link", name="变更历史").click()
    assert "演示数据" in page.locator("main").inner_text()
    page.locator("select[name=fact]").select_option("households")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    picture(page, "compound-history")

    printed = page.request.get(f"/registry/compound/{code}/print/")
    assert printed.headers["content-type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", printed.body())) == 2
