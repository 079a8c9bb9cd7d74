"""What each post sees of the reserve."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from linli.determination.tests.worlds import DAY, small_town
from linli.reserve.actions import refresh_reserve
from linli.reserve.models import Candidate
from linli.reserve.tests.town import compound, refreshed
from linli.reserve.workbook import HEADINGS

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
    assert response.status_code == 403
    assert not Candidate.objects.exists()
    assert reverse("reserve:refresh") not in shown(client, lingshan_clerk)


def test_no_programme_post_no_reserve(client, system_administrator, reserve):
    client.force_login(system_administrator)
    assert client.get(LIST).status_code == 403


def test_s14_the_reserve_downloads_as_the_official_list_with_live_sums(
    client, places, city_officer, lingshan_clerk
):
    compound(places, "C1")
    compound(places, "C2", residents_willing=None)
    compound(places, "C3", area="450702")
    refreshed()
    client.force_login(city_officer)
    content = client.get(reverse("reserve:workbook")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in sheet.iter_rows(2, values_only=True)]
    assert [row["入库编号"] for row in rows] == ["PC1", "PC2", "PC3", "合计"]
    assert rows[0]["户数"] == 48
    assert rows[0]["估算总投资（万元）"] == 129.6
    assert rows[0]["主要改造内容"] == "供水、屋面维修"
    assert "居民" in rows[1]["尚缺条件"]
    assert rows[3]["户数"] == "=SUM(G2:G4)"
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    assert shown["G5"].value == 144
    client.force_login(lingshan_clerk)
    content = client.get(reverse("reserve:workbook")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[0] for row in sheet.iter_rows(2, values_only=True)] == ["PC1", "PC2", "合计"]
