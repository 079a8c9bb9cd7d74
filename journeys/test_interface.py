"""Programs' side in a real browser: a token is made, and the interface's page works by itself."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.browser


def test_a_token_is_made_and_the_interfaces_page_asks_with_it_and_nothing_comes_from_outside(
    page, sign_in, address, picture
):
    outside: list[str] = []
    page.on(
        "request",
        lambda request: (
            request.url.startswith((address, "data:", "blob:")) or outside.append(request.url)
        ),
    )
    sign_in("city")
    page.goto("/account/tokens/")
    page.get_by_label("用途").fill("桌面地图")
    page.get_by_role("button", name="签发令牌").click()
    token = page.locator("#made").inner_text()
    picture(page, "tokens")
    asked = Request(f"{address}/api/v1/jurisdictions", headers={"Authorization": f"Bearer {token}"})
    with urlopen(asked, timeout=10) as answer:
        assert len(json.load(answer)) == 5

    page.get_by_role("link", name="接口说明").click()
    page.locator(".opblock").first.wait_for()
    page.locator(".btn.authorize").click()
    page.locator(".auth-container input").fill(token)
    page.locator(".auth-btn-wrapper .authorize").click()
    page.locator(".btn-done").click()
    block = page.locator(".opblock", has_text="/api/v1/jurisdictions")
    block.click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    status = block.locator(".live-responses-table tbody td.response-col_status")
    status.wait_for()
    assert "200" in status.inner_text()
    picture(page, "interface")
    assert outside == []
