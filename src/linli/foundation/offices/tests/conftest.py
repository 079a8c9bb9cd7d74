"""A city with the pack's organisations, and officers of some of them."""

import pytest
from django.conf import settings

from linli.engines.packfiles import load_pack
from linli.foundation.offices.loading import load_offices
from linli.foundation.offices.tests.officers import seated
from linli.foundation.people.models import Role, User


@pytest.fixture(scope="session")
def qinzhou():
    return load_pack(settings.PACK)


@pytest.fixture
def offices(places, qinzhou):
    """The organisations and seats of the city."""
    load_offices(qinzhou, None)


@pytest.fixture
def organisation(offices):
    """The same; the rooms above add to it."""


@pytest.fixture
def officer(organisation, places):
    """Return a maker of officers: ``officer("finance", "finance_bureau")``."""

    def make(name, office_code, area=None, role=Role.DEPARTMENT_OFFICER) -> User:
        return seated(name, office_code, places[area] if area else None, role)

    return make


@pytest.fixture
def housing(officer):
    return officer("住建", "housing_bureau")


@pytest.fixture
def finance(officer):
    return officer("财政", "finance_bureau")


@pytest.fixture
def lingshan(officer):
    return officer("灵山", "territory", "450721", Role.COUNTY_OFFICE)


@pytest.fixture
def pubei(officer):
    return officer("浦北", "territory", "450722", Role.COUNTY_OFFICE)


@pytest.fixture
def city(officer):
    return officer("办公室", "group_office", role=Role.CITY_OFFICE)
