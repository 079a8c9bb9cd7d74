"""What each post sees of the reserve."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from linli.determination.tests.worlds import DAY, small_town
from linli.registry.models import Compound
from linli.reserve.actions import refresh_reserve
from linli.reserve.actions.bundles import Draft, accept_bundle
from linli.reserve.models import Candidate
from linli.reserve.tests.town import compound, refreshed

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


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL weighs by numbers of rows, here a handful"
)
def test_the_compounds_of_projects_are_not_looked_for_among_all_of_the_registry(reserve):
    table = Compound._meta.db_table
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, table)
    others = [name for name, each in known.items() if each["index"] and not each["primary_key"]]
    way = Compound.objects.filter(projects__in=range(50)).explain()
    assert others
    assert not any(name in way for name in others), way


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


def listed(client, *, values=False):
    content = client.get(reverse("reserve:workbook")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=values).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_s14_the_reserve_downloads_as_the_official_list_with_live_formulas(
    client, places, city_officer, lingshan_clerk
):
    compound(places, "C1", willing_households=36)
    compound(places, "C2", residents_willing=None)
    compound(places, "C3", area="450702")
    refreshed()
    accept_bundle(None, Draft("江滨街区", "street", ("C1", "C2"), "相邻"))
    money = {"central_subsidy": "1000000", "residents": "129600", "utilities": "129600"}
    Candidate.objects.filter(project__code="PC1").update(money=money, expected_year=2022)
    client.force_login(city_officer)
    rows = {row["入库编号"]: row for row in listed(client)}
    assert set(rows) == {"PC1", "PC2", "PC3", "合计"}
    first = rows["PC1"]
    assert (first["户数"], first["估算总投资（万元）"]) == (48, 129.6)
    assert (first["主要改造内容"], first["改造类别"]) == ("供水、屋面维修", "基础类")
    assert (first["片区名称"], first["预期年度"]) == ("江滨街区", 2022)
    assert (first["中央财政补助（万元）"], first["居民出资（万元）"]) == (100, 12.96)
    assert first["资金缺口（万元）"].startswith("=L")
    assert first["企业+居民占比"].startswith("=ROUND((N(")
    assert "居民" in rows["PC2"]["备注（尚缺条件）"]
    assert rows["合计"]["户数"] == "=SUM(H2:H4)"
    shown = {row["入库编号"]: row for row in listed(client, values=True)}
    assert (shown["PC1"]["资金缺口（万元）"], shown["PC1"]["企业+居民占比"]) == (3.68, 0.2)
    assert (shown["PC1"]["同意率"], shown["PC2"]["同意率"]) == (0.75, None)
    assert (shown["合计"]["户数"], shown["合计"]["居民出资（万元）"]) == (144, 12.96)
    client.force_login(lingshan_clerk)
    assert {row["入库编号"] for row in listed(client)} == {"PC1", "PC2", "合计"}


def test_an_empty_reserve_still_downloads(client, city_officer, town):
    client.force_login(city_officer)
    assert [row["入库编号"] for row in listed(client)] in ([], ["合计"])


def test_s14_a_candidates_page_shows_gates_arithmetic_and_way(client, places, lingshan_clerk):
    compound(places, "C1", residents_willing=None)
    refreshed()
    client.force_login(lingshan_clerk)
    page = client.get("/reserve/projects/PC1/").content.decode()
    assert "居民改造意愿强烈" in page
    assert reverse("registry:compound", args=["C1"]) in page
    for said in ("12.23～90.24", "35.0%", "供水现状", "房屋安全等级", "按认定"):
        assert said in page


def test_the_page_of_anothers_candidate_is_not_found(client, places, qinnan_clerk):
    compound(places, "C1")
    refreshed()
    client.force_login(qinnan_clerk)
    for url in ("/reserve/projects/PC1/", "/reserve/projects/none/"):
        assert client.get(url).status_code == 404
    for action, status in (("apply", 404), ("check", 403), ("funds", 404)):
        assert client.post(f"/reserve/projects/PC1/{action}/").status_code == status


def test_s14_the_county_applies_and_the_city_checks_on_the_page(
    client, places, lingshan_clerk, city_officer
):
    compound(places, "C1")
    refreshed()
    client.force_login(lingshan_clerk)
    assert client.post("/reserve/projects/PC1/apply/", {"reason": ""}).status_code == 422
    assert client.post("/reserve/projects/PC1/apply/", {"reason": "申请"}).status_code == 302
    assert client.post("/reserve/projects/PC1/check/", {"reason": "x"}).status_code == 403
    client.force_login(city_officer)
    done = {"reason": "缺意愿表", "passed": "no"}
    assert client.post("/reserve/projects/PC1/check/", done, follow=True).status_code == 200
    assert Candidate.objects.get().state == Candidate.State.LACKING


def test_s14_funds_are_filled_in_in_ten_thousands(client, places, lingshan_clerk):
    compound(places, "C1")
    refreshed()
    client.force_login(lingshan_clerk)
    address = "/reserve/projects/PC1/funds/"
    assert client.post(address, {"money.residents": "12.96"}).status_code == 302
    assert Candidate.objects.get().money == {"residents": "129600.00"}
    assert 'value="12.96"' in client.get("/reserve/projects/PC1/").content.decode()
    wrong = client.post(address, {"money.residents": "all", "money.utilities": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.content.decode()
    over = client.post(address, {"money.residents": "999"})
    assert (over.status_code, "超过估算总投资" in over.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"text": "jhy"}, ["PC1"]),
        ({"text": "锦华"}, ["PC1"]),
        ({"text": "PC2"}, ["PC2"]),
        ({"text": "没有"}, []),
        ({"lack": "old_compound_definition"}, ["PC3"]),
        ({"sort": "households"}, ["PC2", "PC1", "PC3"]),
        ({"sort": "nonsense"}, ["PC2", "PC1", "PC3"]),
    ],
)
def test_the_reserve_is_searched_filtered_and_sorted(client, places, city_officer, query, codes):
    compound(places, "C1", name="锦华园", households=50)
    compound(places, "C2", households=90)
    compound(places, "C3", households=20, residents_willing=None)
    refreshed()
    client.force_login(city_officer)
    rows = client.get(LIST, query).context["page"].object_list
    assert [row.code for row in rows] == codes


def test_a_search_that_is_too_long_says_so(client, city_officer, reserve):
    client.force_login(city_officer)
    assert client.get(LIST, {"text": "长" * 61}).status_code == 422
