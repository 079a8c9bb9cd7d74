"""An administrator sets up a second factor and signs in with it."""

import time

import pytest
from playwright.sync_api import expect

from linli.foundation.access.tests.codes import code_of

pytestmark = pytest.mark.browser


def narrow(page):
    page.set_viewport_size({"width": 390, "height": 844})


def test_an_administrator_sets_up_totp_and_signs_in_with_it(page, sign_in, city, picture):
    sign_in("security")
    page.get_by_text("安全管理员").first.click()
    page.get_by_role("link", name="两步验证").click()
    page.get_by_role("link", name="设置").click()
    page.locator("input[name=password]").fill(city.password("security"))
    page.get_by_role("button", name="确认").click()
    page.get_by_role("heading", name="设置两步验证").wait_for()
    drawn = page.locator("main img").evaluate("image => image.naturalWidth")
    assert drawn > 0  # the content-security policy lets the square be drawn
    picture(page, "second-factor")
    narrow(page)
    picture(page, "second-factor-phone")
    secret = page.locator("#secret").inner_text()
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.locator("#codes li")).to_have_count(10)
    picture(page, "recovery-codes-phone")
    sign_in("security")
    page.get_by_role("heading", name="两步验证").wait_for()
    picture(page, "second-factor-sign-in-phone")
    page.locator("input[name=code]").fill(code_of(secret, time.time() + 30))
    page.get_by_role("button", name="登录").click()
    page.goto("/administration/policy/")
    picture(page, "security-policy-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    for name in ("policy", "posts", "locks"):
        page.goto(f"/administration/{name}/")
        picture(page, f"security-{name}")
    page.get_by_role("link", name="岗位授权").click()
    page.get_by_role("link", name="lingshan").click()
    picture(page, "security-person")
    narrow(page)
    picture(page, "security-person-phone")


def test_the_system_administrator_opens_an_account(page, sign_in, picture):
    sign_in("sysadmin")
    page.goto("/administration/accounts/")
    page.locator("input[name=username]").fill("newcomer")
    page.locator("input[name=display_name]").fill("新来的经办")
    page.locator("input[name=reason]").fill("入职")
    page.get_by_role("button", name="开通账号").click()
    assert page.locator("#made").inner_text().endswith("-")
    picture(page, "accounts")
    narrow(page)
    picture(page, "accounts-phone")
    page.get_by_role("link", name="newcomer").click()
    picture(page, "account-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    picture(page, "account")
