"""A small town with named roles, for every test."""

from __future__ import annotations

import math
import tomllib
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from linli.core.policy.schema import PackHead
from linli.foundation.access import policy
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.people import actions
from linli.foundation.people.models import Appointment, Jurisdiction, Organisation, Post, Role, User
from linli.registry import columns

PASSWORD = "correct-horse-9"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path_factory):
    settings.DEMO = False  # `make run` may have left its mark where the tests' home is, too
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / uuid4().hex  # made when first used


@pytest.fixture(autouse=True)
def _own_key(settings, tmp_path_factory):
    settings.RECORD_HEADS = tmp_path_factory.getbasetemp() / uuid4().hex
    settings.PERSONAL_KEYS = f"test:{'0123456789abcdef' * 4}"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch):
    """Hold no columns of another test's compounds: to find them outdated costs a page a query."""
    monkeypatch.setattr(columns, "_held", {})


@pytest.fixture(autouse=True)
def _known_security_policy(monkeypatch):
    """Ask nobody for a second factor; a test that wants another policy makes it known."""
    monkeypatch.setattr(policy, "FRESH_SECONDS", math.inf)
    policy.know(SecurityPolicy(second_factor=SecurityPolicy.SecondFactor.NOBODY))


def pytest_runtest_setup(item):
    """Leave tests with transactions of their own to PostgreSQL: SQLite here has one connection.

    Journeys show the same on a file. Nor could the frozen record be emptied after such a test.
    """
    marker = item.get_closest_marker("django_db")
    in_memory = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if in_memory and marker and marker.kwargs.get("transaction"):
        pytest.skip("an in-memory database has one connection")


def _load_places():
    head = PackHead.model_validate(tomllib.loads((settings.PACK / "pack.toml").read_text("utf-8")))
    actions.load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "test")
    actions.load_jurisdictions(head)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """Where an SQLite database lies as the migrations leave it: to migrate another takes long."""
    return tmp_path_factory.mktemp("migrated") / "linli.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated):
    """Load the places once for all tests: a thousand rows are too many to load for each."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            migrated.write_bytes(connection.connection.serialize())
        _load_places()


@pytest.fixture
def places(db):
    """Qinzhou's divisions and five jurisdictions, by code."""
    if not Jurisdiction.objects.exists():  # a test with real transactions emptied the tables
        _load_places()
    return {jurisdiction.code: jurisdiction for jurisdiction in Jurisdiction.objects.all()}


@pytest.fixture
def appoint(places):
    """Return a maker of users: ``appoint("clerk", Role.COUNTY_OFFICE, "450721")``."""

    def make(name: str, role: Role, jurisdiction: str | None = None, division=None) -> User:
        organisation = Organisation.objects.create(
            name=f"{name}的单位",
            jurisdiction=places[jurisdiction] if jurisdiction else None,
            division=division,
        )
        post = Post.objects.create(organisation=organisation, title="经办", role=role)
        user = User.objects.create_user(name, password=PASSWORD, display_name=name)
        Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))
        return user

    return make


@pytest.fixture
def lingshan_clerk(appoint):
    """Return the county office's clerk of 灵山县."""
    return appoint("lingshan", Role.COUNTY_OFFICE, "450721")


@pytest.fixture
def qinnan_clerk(appoint):
    """Return the county office's clerk of 钦南区."""
    return appoint("qinnan", Role.COUNTY_OFFICE, "450702")


@pytest.fixture
def city_officer(appoint):
    """Return an officer of the leading group's office, who sees the whole city."""
    return appoint("city", Role.CITY_OFFICE)


@pytest.fixture
def auditor(appoint):
    """Return the auditor, who reads the record of changes and nothing of the programme."""
    return appoint("auditor", Role.AUDITOR)


@pytest.fixture
def department(appoint):
    """Return an officer of a department: sees the whole city, reports and plans nothing."""
    return appoint("department", Role.DEPARTMENT_OFFICER)


@pytest.fixture
def system_administrator(appoint):
    """Return the system administrator, whose office gives no programme data."""
    return appoint("sysadmin", Role.SYSTEM_ADMINISTRATOR)
