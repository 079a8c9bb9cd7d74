"""A leader finds by initials, takes a picture and its numbers away, and watches the wall."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.reads]


def saved(page, button) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        button.click()
    file = waiting.value
    return file.suggested_filename, file.path().read_bytes()


def test_initials_find_a_compound_and_keys_lead_on(page, city, sign_in):
    name, code = city.query("select name, code from registry_compound where name like '建设路%'")[0]
    sign_in("city")
    listening = page.locator("[data-shortcuts]")  # seen once the keys are listened to
    listening.wait_for()
    page.keyboard.press("l")  # without g before it, a letter leads nowhere
    page.keyboard.press("/")
    page.keyboard.type("jsl" + "".join(filter(str.isdigit, name)))
    link = page.locator(f".top-found a[href='/registry/compound/{code}/']")
    link.wait_for()
    link.click()
    page.wait_for_url(f"**/registry/compound/{code}/")
    listening.wait_for()
    page.keyboard.press("?")
    page.locator("dialog[open]").get_by_text("统计图表").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/reserve/")
    assert page.locator(".way-here").inner_text().endswith("储备")


def test_a_picture_and_its_numbers_are_taken_away(page, sign_in, picture):
    sign_in("city")
    page.goto("/figures/")
    for name in ("targets", "money", "places"):
        box = page.locator(f"#{name}")
        box.locator("canvas").first.wait_for()
        called, content = saved(page, box.get_by_role("button", name="下载图片"))
        assert called == f"linli-{name}.png"
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(content) > 10_000  # more than an empty sheet
    called, content = saved(page, page.locator("#targets").get_by_role("link", name="下载数据"))
    assert called.endswith(".csv")
    assert "灵山县,36,36,1533,1533" in content.decode("utf-8-sig")
    picture(page, "figures")


def test_the_cockpit_goes_round_and_stands_still_when_told(page, sign_in, picture):
    page.set_viewport_size({"width": 1920, "height": 1080})
    sign_in("city")
    page.goto("/cockpit/?seconds=1")
    heading = page.locator("main h1")
    assert heading.inner_text().startswith("全市")
    page.locator("h1", has_text="钦州港片区").wait_for()
    page.keyboard.press("Space")
    page.get_by_role("button", name="继续轮播").wait_for()
    here = page.locator("main").get_attribute("data-area")
    page.keyboard.press("ArrowRight")
    page.locator(f"main:not([data-area='{here}'])").wait_for()
    picture(page, "cockpit")
    assert page.locator(".wall-number").count() == 6
