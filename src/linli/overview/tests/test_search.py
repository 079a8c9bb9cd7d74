"""One search over all rooms: by text and by pinyin initials, within what one may see (S10)."""

import pytest
from django.urls import reverse

from linli.foundation.people.models import Appointment
from linli.plan.actions import adopt
from linli.plan.tests.year import LINGSHAN, QINNAN, small_year, solved
from linli.registry.finding import best_compounds
from linli.reserve.tests.town import compound


@pytest.fixture
def town(places):
    compound(places, "JHY1", LINGSHAN, name="锦华园")
    compound(places, "JHY2", QINNAN, name="锦华园二期")
    small_year(places)
    return adopt(None, solved(name="首个方案"), "定稿")[0]


def found(client, user, text, page="search"):
    client.force_login(user)
    shown = client.get(reverse(f"overview:{page}"), {"text": text})
    return {str(s.label): [each.title for each in s.found] for s in shown.context["sections"]}


def test_initials_find_a_compound_and_its_project_the_very_name_first(client, city_officer, town):
    sections = found(client, city_officer, "jhy")
    assert sections["小区"] == ["锦华园", "锦华园二期"]
    assert sections["项目"] == ["锦华园改造项目", "锦华园二期改造项目"]
    assert found(client, city_officer, "锦华园二期")["小区"] == ["锦华园二期"]
    assert found(client, city_officer, "JHY2")["小区"] == ["锦华园二期"]


def test_what_was_found_is_looked_for_anew_when_the_registry_changed(city_officer, places, town):
    def codes():
        return best_compounds(city_officer, "锦华", 5)["code"].to_list()

    assert codes() == codes() == ["JHY1", "JHY2"]
    compound(places, "JHY3", name="锦华新村")
    assert codes() == ["JHY1", "JHY2", "JHY3"]


def test_s10_a_clerk_finds_nothing_of_another_area(client, lingshan_clerk, town):
    sections = found(client, lingshan_clerk, "jhy")
    assert sections == {"小区": ["锦华园"], "项目": ["锦华园改造项目"]}
    assert "小区" not in found(client, lingshan_clerk, "锦华园二期")


def test_clauses_rules_plans_and_people_are_found(client, city_officer, lingshan_clerk, town):
    assert any(
        "初步设计" in title for title in found(client, city_officer, "初步设计")["条款、规则和数值"]
    )
    assert "2021 年度计划第 1 版" in found(client, city_officer, "2021")["计划"]
    assert found(client, city_officer, "sgfa")["计划"] == ["首个方案"]
    assert found(client, city_officer, "lingshan")["人员和岗位"] == ["lingshan"]


def test_s89_who_holds_a_post_by_name_without_an_account_is_found(client, city_officer, town):
    post = Appointment.objects.first().post
    Appointment.objects.create(holder="刘佐", post=post, since="2021-04-29")
    assert found(client, city_officer, "lz")["人员和岗位"] == ["刘佐"]
    Appointment.objects.filter(holder="刘佐").update(until="2021-05-01")
    assert "人员和岗位" not in found(client, city_officer, "刘佐")


def test_administrators_find_accounts_and_no_programme_data(
    client, system_administrator, auditor, town
):
    assert set(found(client, system_administrator, "jhy")) <= {"账号"}
    assert found(client, system_administrator, system_administrator.username)["账号"]
    assert found(client, auditor, "锦华园") == {}


def test_suggestions_are_few_and_lead_to_all_results(client, city_officer, places):
    for number in range(9):
        compound(places, f"C{number}", name=f"长安里{number}")
    client.force_login(city_officer)
    page = client.get(reverse("overview:suggest"), {"text": "长安"}).content.decode()
    assert page.count("长安里") == 5
    assert "?text=%E9%95%BF%E5%AE%89" in page
    assert len(found(client, city_officer, "caL")["小区"]) == 9


def test_an_empty_or_endless_text_finds_nothing_and_breaks_nothing(client, city_officer, town):
    assert found(client, city_officer, "  ") == {}
    assert found(client, city_officer, "园" * 500) == {}
    assert "没有找到" in client.get(reverse("overview:suggest"), {"text": "乌有"}).content.decode()
