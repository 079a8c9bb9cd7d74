import time

import pytest

from conftest import PASSWORD
from linli.core.kernel.problem import ProblemError
from linli.foundation.access.actions.security import sign_out
from linli.foundation.access.gates import BEGAN, SEEN

PAGE = "/registry/"
SESSIONS = "/account/sessions/"


def aged(client, **seconds):
    """Let a browser's session have begun, or been seen, some seconds ago."""
    session = client.session
    for name, ago in seconds.items():
        session[name] = time.time() - ago
    session.save()


def is_out(client) -> bool:
    response = client.get(PAGE)
    return response.status_code == 302 and response.url.startswith("/account/login/")


def test_half_an_hour_without_a_request_ends_a_session(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    aged(client, **{SEEN: 29 * 60})
    assert not is_out(client)
    assert client.session[SEEN] > time.time() - 5
    aged(client, **{SEEN: 31 * 60})
    assert is_out(client)
    assert "登录已超时" in client.get("/account/login/").content.decode()


def test_a_session_ends_after_eight_hours_however_busy(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    aged(client, **{BEGAN: 8 * 3600 + 1})
    assert is_out(client)


def test_a_session_without_its_beginning_is_no_session(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    session = client.session
    del session[BEGAN]
    session.save()
    assert is_out(client)


@pytest.fixture
def two_browsers(client, lingshan_clerk):
    browsers = (client, type(client)())
    for browser, agent in zip(browsers, ("桌面", "手机"), strict=True):
        data = {"login": "lingshan", "password": PASSWORD}
        browser.post("/account/login/", data, headers={"user-agent": agent})
    return browsers


def test_one_sees_the_own_sessions_and_ends_the_others(two_browsers):
    here, there = two_browsers
    shown = here.get(SESSIONS).content.decode()
    assert "桌面" in shown
    assert "手机" in shown
    here.post(SESSIONS)
    assert is_out(there)
    assert not is_out(here)


def test_the_security_administrator_signs_a_person_out_everywhere(
    two_browsers, lingshan_clerk, security_administrator, system_administrator
):
    with pytest.raises(ProblemError):
        sign_out(system_administrator, lingshan_clerk, "越权")
    sign_out(security_administrator, lingshan_clerk, "手机遗失")
    assert all(map(is_out, two_browsers))


def test_the_session_ends_with_the_browser(two_browsers):
    cookie = two_browsers[0].cookies["sessionid"]
    assert cookie["max-age"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("header", ["Permissions-Policy", "Cross-Origin-Resource-Policy"])
def test_headers_close_what_is_not_used(client, lingshan_clerk, header):
    client.force_login(lingshan_clerk)
    assert client.get(PAGE).headers[header]


def test_what_one_sees_is_kept_in_no_cache(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    headers = client.get(PAGE).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
