from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from linli.foundation.people import actions
from linli.foundation.people.models import Appointment, Division, Jurisdiction, Post, Role
from linli.foundation.people.scope import ADMINISTRATORS, scope_of
from linli.registry.models import Compound

pytestmark = pytest.mark.django_db


@pytest.fixture
def compounds(places):
    made = []
    for code, area, town in (
        ("1", "450721", "450721"),
        ("2", "450702", "4507020"),
        ("3", "QZG", "450702401"),
    ):
        division = Division.objects.filter(code__startswith=town, level="community")[0]
        made.append(
            Compound.objects.create(
                code=code, name=code, name_key=code, jurisdiction=places[area], division=division
            )
        )
    return made


def seen(user) -> set[str]:
    return set(Compound.objects.visible_to(user).values_list("code", flat=True))


@pytest.mark.parametrize("role", [Role.CITY_OFFICE, Role.DEPARTMENT_OFFICER])
def test_s10_city_wide_posts_see_every_jurisdiction(appoint, compounds, role):
    assert seen(appoint("someone", role)) == {"1", "2", "3"}


@pytest.mark.parametrize(
    "role",
    [*sorted(ADMINISTRATORS), Role.UTILITY, Role.RESIDENT],
)
def test_administrators_utilities_and_residents_see_no_programme_data(appoint, compounds, role):
    assert seen(appoint("someone", role)) == set()


def test_s10_a_county_office_sees_its_own_jurisdiction_only(lingshan_clerk, compounds):
    assert seen(lingshan_clerk) == {"1"}


def test_a13_qinnan_does_not_see_the_port_area_inside_it(qinnan_clerk, compounds):
    assert seen(qinnan_clerk) == {"2"}


def test_a_community_sees_its_own_division_only(appoint, compounds):
    assert seen(appoint("community", Role.COMMUNITY, division=compounds[0].division)) == {"1"}


def test_nobody_sees_anything_without_signing_in(compounds):
    assert seen(AnonymousUser()) == set()


def test_an_appointment_that_ended_yesterday_gives_nothing(lingshan_clerk, compounds):
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.update(until=yesterday)
    assert seen(lingshan_clerk) == set()
    assert scope_of(lingshan_clerk, yesterday).has(Role.COUNTY_OFFICE)


def test_an_inactive_user_sees_nothing(lingshan_clerk, compounds):
    lingshan_clerk.is_active = False
    assert seen(lingshan_clerk) == set()


def test_two_posts_add_up(lingshan_clerk, compounds, places):
    post = Post.objects.create(
        organisation=lingshan_clerk.appointments.get().post.organisation,
        title="兼职",
        role=Role.DEPARTMENT_OFFICER,
    )
    Appointment.objects.create(user=lingshan_clerk, post=post, since=date(2021, 1, 1))
    assert seen(lingshan_clerk) == {"1", "2", "3"}


def test_loading_places_twice_changes_nothing(places):
    before = (Division.objects.count(), Jurisdiction.objects.count())
    again = actions.load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "test")
    assert again == 0
    assert (Division.objects.count(), Jurisdiction.objects.count()) == before == (1120, 5)


def test_nobody_signs_up(client):
    assert client.post("/account/signup/", {"username": "x"}).status_code in {200, 404}
    assert "username" not in client.get("/account/signup/").content.decode()
