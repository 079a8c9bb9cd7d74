import re
import time

import pytest
from allauth.mfa.models import Authenticator

from conftest import PASSWORD
from linli.core.kernel.problem import ProblemError
from linli.foundation.access.actions.security import remove_second_factor
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.policy import know
from linli.foundation.access.tests.codes import code_of

LOGIN, SET_UP = "/account/login/", "/account/2fa/totp/"
NAMES = {"nobody": set(), "administrators": {"auditor"}, "staff": {"auditor", "lingshan"}}


def sign_in(client, name):
    return client.post(LOGIN, {"login": name, "password": PASSWORD})


def set_up(client) -> tuple[str, list[str]]:
    """Set an authenticator up on the page; return its secret and the recovery codes."""
    if client.get(SET_UP).status_code == 302:
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    shown = client.get(SET_UP).content.decode()
    secret = re.search(r'<code id="secret">(\w+)</code>', shown)[1]
    done = client.post(SET_UP, {"code": code_of(secret)}, follow=True)
    return secret, re.findall(r"<li><code>([\d-]+)</code></li>", done.content.decode())


@pytest.mark.parametrize("asked", NAMES)
def test_the_policy_says_of_whom_a_second_factor_is_asked(client, lingshan_clerk, auditor, asked):
    know(SecurityPolicy(second_factor=asked))
    for user, page in ((lingshan_clerk, "/registry/"), (auditor, "/record/")):
        client.force_login(user)
        response = client.get(page)
        if user.username in NAMES[asked]:
            assert response.url == SET_UP
        else:
            assert response.status_code == 200


def test_whoever_has_set_it_up_is_asked_at_each_sign_in(client, auditor):
    know(SecurityPolicy(second_factor="administrators"))
    sign_in(client, "auditor")
    assert client.get("/record/").url == SET_UP
    secret, codes = set_up(client)
    assert len(codes) == 10
    assert client.get("/record/").status_code == 200
    client.post("/account/logout/")
    assert sign_in(client, "auditor").url == "/account/2fa/sign-in/"
    assert client.get("/record/").url.startswith(LOGIN)  # the password alone opens nothing
    wrong = client.post("/account/2fa/sign-in/", {"code": "000000"})
    assert "field-error" in wrong.content.decode()
    client.post("/account/2fa/sign-in/", {"code": code_of(secret, time.time() + 30)})
    assert client.get("/record/").status_code == 200


def test_a_code_counts_once(client, auditor):
    sign_in(client, "auditor")
    secret, _codes = set_up(client)
    used, came_in = code_of(secret, time.time() + 30), []
    for _attempt in range(2):
        client.post("/account/logout/")
        sign_in(client, "auditor")
        client.post("/account/2fa/sign-in/", {"code": used})
        came_in.append(client.get("/record/").status_code)
    assert came_in == [200, 302]


def test_a_recovery_code_lets_in_once(client, auditor):
    sign_in(client, "auditor")
    _secret, codes = set_up(client)
    came_in = []
    for _attempt in range(2):
        client.post("/account/logout/")
        sign_in(client, "auditor")
        client.post("/account/2fa/sign-in/", {"code": codes[0]})
        came_in.append(client.get("/record/").status_code)
    assert came_in == [200, 302]


def test_recovery_codes_are_shown_once(client, auditor):
    sign_in(client, "auditor")
    _secret, codes = set_up(client)
    assert codes[0] not in client.get("/account/2fa/codes/").content.decode()


def test_guessing_codes_ends_after_five(client, auditor):
    sign_in(client, "auditor")
    secret, _codes = set_up(client)
    client.post("/account/logout/")
    sign_in(client, "auditor")
    for _attempt in range(5):
        client.post("/account/2fa/sign-in/", {"code": "000000"})
    client.post("/account/2fa/sign-in/", {"code": code_of(secret, time.time() + 30)})
    assert client.get("/record/").status_code == 302


def test_the_secret_is_not_readable_in_the_database(client, auditor):
    sign_in(client, "auditor")
    secret, _codes = set_up(client)
    for kept in Authenticator.objects.all():
        assert secret not in str(kept.data)


def test_whoever_must_have_it_cannot_remove_it(client, auditor):
    know(SecurityPolicy(second_factor="administrators"))
    sign_in(client, "auditor")
    set_up(client)
    client.post("/account/2fa/totp/remove/")
    assert Authenticator.objects.filter(user=auditor, type="totp").exists()
    know(SecurityPolicy(second_factor="nobody"))
    client.post("/account/2fa/totp/remove/")
    assert not Authenticator.objects.filter(user=auditor, type="totp").exists()


def test_the_security_administrator_removes_a_lost_one(
    client, auditor, security_administrator, system_administrator
):
    sign_in(client, "auditor")
    set_up(client)
    with pytest.raises(ProblemError):
        remove_second_factor(system_administrator, auditor, "手机遗失")
    remove_second_factor(security_administrator, auditor, "手机遗失，当面核实")
    assert client.get("/record/").url.startswith(LOGIN)
    assert sign_in(client, "auditor").url == "/"
