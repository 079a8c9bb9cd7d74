"""Tokens: shown once, kept as digests, revoked for good, and no more than their user."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from linli.cli.commands import app
from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import ApiToken
from linli.foundation.people.tokens import PREFIX, make_token, revoke_token, token_in, user_of_token
from linli.foundation.record.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "desk:tokens"


def test_a_token_acts_for_its_user_and_only_its_digest_is_kept(lingshan_clerk):
    token = make_token(lingshan_clerk, "对接")
    assert token.startswith(PREFIX)
    assert user_of_token(token) == lingshan_clerk
    stored = str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))
    assert token not in stored
    assert token.removeprefix(PREFIX) not in stored


def test_no_two_tokens_are_alike(lingshan_clerk):
    assert len({make_token(lingshan_clerk, "对接") for _ in range(20)}) == 20


@pytest.mark.parametrize("wrong", ["", "x", PREFIX, "\0", "\ud800", "邻" * 1000])
def test_a_wrong_token_is_nobodys(lingshan_clerk, wrong):
    make_token(lingshan_clerk, "对接")
    assert user_of_token(wrong) is None


def test_a_revoked_token_is_nobodys_and_stays_revoked(lingshan_clerk):
    token = make_token(lingshan_clerk, "对接")
    kept = ApiToken.objects.get()
    revoke_token(kept)
    revoked_at = ApiToken.objects.get().revoked_at
    assert user_of_token(token) is None
    revoke_token(kept)
    assert ApiToken.objects.get().revoked_at == revoked_at


def test_a_token_of_somebody_who_left_is_nobodys(lingshan_clerk):
    token = make_token(lingshan_clerk, "对接")
    lingshan_clerk.is_active = False
    lingshan_clerk.save()
    assert user_of_token(token) is None


def test_use_is_noted_once_a_minute_and_is_no_entry_of_the_record(lingshan_clerk):
    token = make_token(lingshan_clerk, "对接")
    before = Entry.objects.count()
    user_of_token(token)
    first = ApiToken.objects.get().used_at
    user_of_token(token)
    assert ApiToken.objects.get().used_at == first
    ApiToken.objects.update(used_at=timezone.now() - timedelta(seconds=61))
    user_of_token(token)
    assert ApiToken.objects.get().used_at > first
    assert Entry.objects.count() == before


@pytest.mark.parametrize("name", ["", "  ", "邻" * 61])
def test_a_token_says_what_it_is_for(lingshan_clerk, name):
    with pytest.raises(ProblemError) as error:
        make_token(lingshan_clerk, name)
    assert error.value.problems[0].code == "token-name"


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc", "abc"),
        ("Basic " + b64encode(b"anyone:a:b").decode(), "a:b"),
        ("Basic " + b64encode(b"anyone").decode(), ""),
        ("Basic !", ""),
        ("Basic /w==", ""),
        ("Digest abc", ""),
        ("", ""),
    ],
)
def test_a_token_is_read_from_bearer_or_as_the_password_of_basic(header, token):
    assert token_in(header) == token


def test_the_page_makes_a_token_and_shows_it_once(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    page = client.post(reverse(PAGE), {"name": "桌面地图"})
    made = page.context["made"]
    assert made in page.content.decode()
    assert user_of_token(made) == lingshan_clerk
    assert made not in client.get(reverse(PAGE)).content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Entry.objects.latest("pk").actor == lingshan_clerk.username


def test_the_page_says_what_is_wrong(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    page = client.post(reverse(PAGE), {"name": " "})
    assert page.status_code == 422
    assert "请写明哪个程序使用" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_one_revokes_ones_own_tokens_only(client, lingshan_clerk, qinnan_clerk):
    token = make_token(lingshan_clerk, "对接")
    address = reverse("desk:token-revoke", args=[ApiToken.objects.get().pk])
    client.force_login(qinnan_clerk)
    assert client.post(address).status_code == 404
    assert user_of_token(token) == lingshan_clerk
    assert "对接" not in client.get(reverse(PAGE)).content.decode()
    client.force_login(lingshan_clerk)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert user_of_token(token) is None


def test_the_command_makes_lists_and_revokes(lingshan_clerk):
    ran = CliRunner().invoke(app, ["token", "make", lingshan_clerk.username, "对接"])
    token = ran.stdout.strip()
    assert user_of_token(token) == lingshan_clerk
    listed = CliRunner().invoke(app, ["token", "list", lingshan_clerk.username])
    assert "对接" in listed.stdout
    assert token not in listed.stdout
    number = str(ApiToken.objects.get().pk)
    assert CliRunner().invoke(app, ["token", "revoke", number]).exit_code == 0
    assert user_of_token(token) is None


def test_the_command_knows_nobody_else(lingshan_clerk):
    assert CliRunner().invoke(app, ["token", "make", "nobody", "对接"]).exit_code == 1
    assert CliRunner().invoke(app, ["token", "make", lingshan_clerk.username, " "]).exit_code == 1
    assert CliRunner().invoke(app, ["token", "revoke", "99"]).exit_code == 1
    assert not ApiToken.objects.exists()
