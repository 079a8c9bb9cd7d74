"""What each post sees of the reserve."""

from __future__ import annotations

import pytest
from django.urls import reverse

from linli.determination.tests.worlds import DAY, small_town
from linli.reserve.actions import refresh_reserve
from linli.reserve.models import Candidate

LIST = "/reserve/"


@pytest.fixture
def town(places):
    return small_town(places)


@pytest.fixture
def reserve(town):
    return refresh_reserve(town, None, DAY)


def shown(client, user, **query):
    client.force_login(user)
    response = client.get(LIST, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_clerk_sees_his_own_countys_projects(client, lingshan_clerk, reserve):
    page = shown(client, lingshan_clerk)
    assert "灵山新苑" in page
    assert "钦南里" not in page


def test_what_is_lacking_is_said_in_words(client, lingshan_clerk, reserve):
    page = shown(client, lingshan_clerk, state="lacking")
    assert "灵山旧院" in page
    assert "灵山新苑" not in page
    assert "符合老旧小区定义（六项）" in page
    assert "待补" in page


def test_the_city_filters_by_jurisdiction(client, city_officer, reserve):
    page = shown(client, city_officer, jurisdiction="450702")
    assert "钦南里" in page
    assert "灵山新苑" not in page
    assert "80.00" in page


def test_a_page_takes_few_queries(client, city_officer, reserve, django_assert_max_num_queries):
    client.force_login(city_officer)
    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_the_city_office_refreshes_the_reserve(client, city_officer, town):
    client.force_login(city_officer)
    response = client.post(reverse("reserve:refresh"), follow=True)
    assert response.status_code == 200
    assert Candidate.objects.count() == 3


def test_without_a_determination_the_page_says_what_to_do(client, city_officer, places):
    page = shown(client, city_officer)
    assert "请先在“政策认定”页" in page
    response = client.post(reverse("reserve:refresh"))
    assert response.status_code == 422


def test_a_county_may_not_refresh(client, lingshan_clerk, town):
    client.force_login(lingshan_clerk)
    response = client.post(reverse("reserve:refresh"))
    assert response.status_code == 422
    assert not Candidate.objects.exists()
    assert reverse("reserve:refresh") not in shown(client, lingshan_clerk)


def test_no_programme_post_no_reserve(client, system_administrator, reserve):
    client.force_login(system_administrator)
    assert client.get(LIST).status_code == 403
