"""A project of 灵山, its offices and officers, and the city's calendar."""

from datetime import date

import pytest
from django.conf import settings

from linli.approvals.models import SchemeItem
from linli.approvals.tests import office_day
from linli.determination.actions import load_pack
from linli.engines.packfiles import load_pack as read_pack
from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.offices.finding import office
from linli.foundation.offices.loading import load_offices
from linli.foundation.people.models import Appointment, Post, Role, User
from linli.reserve.models import Project

LINGSHAN = "450721"


@pytest.fixture(scope="session")
def qinzhou():
    return read_pack(settings.PACK)


@pytest.fixture
def city(places, qinzhou):
    """Offices, working days and the pack of the city."""
    load_pack(settings.PACK, None)
    load_offices(qinzhou, None)
    load_announced(None)
    return places


@pytest.fixture
def officer(city):
    """Return a maker of officers, such as ``officer("area_reform", "450721")``."""

    def make(code, area=None, role=Role.DEPARTMENT_OFFICER) -> User:
        where = office(code, city[area].pk if area else None)
        post, _ = Post.objects.get_or_create(
            organisation=where, title="经办", defaults={"role": role}
        )
        name = f"{code}-{area or 'city'}"
        user = User.objects.create_user(name, display_name=f"{where}经办")
        Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))
        return user

    return make


@pytest.fixture
def builder(officer):
    """The county's office, which applies."""
    return officer("territory", LINGSHAN, Role.COUNTY_OFFICE)


@pytest.fixture
def reform(officer):
    """The county's reform office, which decides on schemes."""
    return officer("area_reform", LINGSHAN)


@pytest.fixture
def asked(officer):
    """Officers of the three offices that give opinions on a scheme."""
    return [officer(code) for code in ("housing_bureau", "natural_resources", "finance_bureau")]


@pytest.fixture
def project(city):
    return Project.objects.create(
        code="P1",
        name="锦华园改造项目",
        jurisdiction=city[LINGSHAN],
        facts=dict(office_day.EASY_FACTS),
    )


@pytest.fixture
def scheme(project, builder):
    """A complete draft of 100,000 yuan with an elevator and a day-care room."""
    return office_day.complete_scheme(project, builder)


@pytest.fixture
def bill():
    return SchemeItem
