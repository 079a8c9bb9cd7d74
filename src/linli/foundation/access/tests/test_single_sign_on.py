"""Sign-in by an OpenID Connect provider that runs beside the test, with real tokens."""

import re
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from linli.foundation.access.actions.accounts import close_account
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.policy import know
from linli.foundation.people.models import User

# The provider calls parts of its own library that will go some day.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SIGN_ON = "/account/sso/oidc/?process=login"


@pytest.fixture
def provider(settings):
    """Run a provider on a free port of this machine, and let Linli know it."""
    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "oidc",
            "name": "市统一身份认证",
            "client_id": "linli",
            "secret": "secret",
            "settings": {"server_url": issuer},
        }
        settings.SIGN_ON = [app]
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
        }
        yield issuer


def sign_on(client, issuer, sub, **claims):
    """Sign in at the provider as one of its users; return our answer to the way back."""
    requests.put(f"{issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()
    away = client.post(SIGN_ON).url
    assert away.startswith(issuer)
    assert parse_qs(urlsplit(away).query)["code_challenge_method"] == ["S256"]
    given = requests.post(away, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(given.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def is_in(client) -> bool:
    return client.get("/registry/").status_code == 200


def test_the_sign_in_page_offers_the_provider(client, db, provider):
    answer = client.get("/account/login/")
    page = answer.content.decode()
    assert "用市统一身份认证登录" in page
    assert re.search(r'action="/account/sso/oidc/\?[^"]*process=login', page)
    assert f"form-action 'self' {provider};" in answer.headers["Content-Security-Policy"]


def test_an_account_that_an_administrator_opened_comes_in(client, provider, lingshan_clerk):
    assert sign_on(client, provider, "77", preferred_username="lingshan").url == "/"
    assert is_in(client)
    assert SocialAccount.objects.get().user == lingshan_clerk


def test_whoever_has_no_account_gets_none(client, provider, lingshan_clerk):
    before = User.objects.count()
    answer = sign_on(client, provider, "78", preferred_username="stranger")
    assert "账号由系统管理员开通" in answer.content.decode()
    assert User.objects.count() == before
    assert not is_in(client)


def test_after_the_first_time_the_identity_counts_not_the_name(client, provider, lingshan_clerk):
    sign_on(client, provider, "77", preferred_username="lingshan")
    client.post("/account/logout/")
    sign_on(client, provider, "99", preferred_username="lingshan")  # the name given to another
    assert not is_in(client)
    sign_on(client, provider, "77", preferred_username="renamed")
    assert is_in(client)


def test_a_closed_account_stays_out(client, provider, lingshan_clerk, system_administrator):
    sign_on(client, provider, "77", preferred_username="lingshan")
    close_account(system_administrator, lingshan_clerk, "调离")
    client.post("/account/logout/")
    answer = sign_on(client, provider, "77", preferred_username="lingshan")
    assert answer.url == "/account/inactive/"
    assert not is_in(client)


def test_the_second_factor_is_asked_of_it_too(client, provider, auditor):
    know(SecurityPolicy(second_factor="administrators"))
    sign_on(client, provider, "77", preferred_username="auditor")
    assert client.get("/record/").url == "/account/2fa/totp/"


def test_an_answer_that_was_not_asked_for_is_refused(client, provider, lingshan_clerk):
    answer = client.get("/account/sso/oidc/back/?code=made-up&state=made-up")
    assert "统一认证没有成功" in answer.content.decode()
    assert not is_in(client)
