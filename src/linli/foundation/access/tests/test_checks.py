"""What `linli check --deploy` says."""

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.translation import override

from linli.foundation.access.checks import deployment
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.people.models import Role, User

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {each.id for each in deployment()}


@pytest.fixture
def safe(settings, appoint, tmp_path):
    """Make everything safe that a setting can make so."""
    settings.HTTPS, settings.DEMO, settings.HOME = True, False, tmp_path
    settings.ALLOWED_HOSTS = ["linli.example"]
    (tmp_path / "secret_key").touch(mode=0o600)
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR):
        appoint(role, role)


def test_a_safe_installation_has_nothing_said_of_it(safe):
    assert found() <= {"linli.W004"}  # the tests' database may be SQLite


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HTTPS", False, "linli.E001"),
        ("DEMO", True, "linli.E002"),
        ("ALLOWED_HOSTS", ["*"], "linli.E003"),
        (
            "SIGN_ON",
            [{"settings": {"server_url": "http://sso"}, "client_id": "a", "secret": "b"}],
            "linli.E006",
        ),
        (
            "SIGN_ON",
            [{"settings": {"server_url": "https://sso"}, "client_id": "", "secret": ""}],
            "linli.E007",
        ),
    ],
)
def test_an_unsafe_setting_is_named(safe, settings, name, value, said):
    setattr(settings, name, value)
    assert said in found()


def test_a_secret_that_others_read_is_named(safe, settings):
    (settings.HOME / "secret_key").chmod(0o644)
    assert "linli.E005" in found()


def test_a_missing_administrator_is_named(safe):
    User.objects.filter(username=Role.AUDITOR).update(is_active=False)
    (said,) = [each for each in deployment() if each.id == "linli.E011"]
    assert "审计员" in said.msg
    assert "linli administrators" in said.hint


def test_a_weak_policy_is_named(safe):
    SecurityPolicy.objects.create(second_factor="nobody", password_days=0, reason="x")
    assert found() >= {"linli.E012", "linli.W013"}


def test_a_superuser_is_named(safe):
    User.objects.create(username="root", is_superuser=True, password=make_password(None))
    assert "linli.W014" in found()


def test_each_is_said_in_english_too(settings, db):
    settings.HTTPS, settings.DEMO = False, True
    with override("en"):
        for each in deployment():
            assert each.msg.isascii(), each.msg
            assert each.hint.isascii(), each.hint
