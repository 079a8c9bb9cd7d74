"""What each post sees of the policy's answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.urls import reverse

from linli.core.kernel.period import Period
from linli.core.policy.answer import Reading
from linli.core.policy.evaluate import answer
from linli.determination.actions import load_pack
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads import current_pack, outcome_counts
from linli.determination.tests.worlds import DAY, DEFINITION, compound, small_town
from linli.determination.words import explain
from linli.foundation.people.menu import PROGRAMME
from linli.foundation.people.scope import PROGRAMME_ROLES
from linli.registry.models import Compound, Release


@pytest.fixture
def town(places):
    return small_town(places)


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def text(response):
    return response.content.decode()


def counts_of(user, town, rule_id):
    _areas, rules = outcome_counts(user, town)
    row = next(row for row in rules if row.rule.id == rule_id)
    return {outcome.value: outcome.total for outcome in row.outcomes}


def test_the_menu_is_for_the_programme_roles():
    assert PROGRAMME == PROGRAMME_ROLES


def test_a_compound_page_says_why_and_what_is_missing(client, lingshan_clerk, town):
    shown = text(page(client, lingshan_clerk, "determination:compound", "450721-0002"))
    assert "待核" in shown
    assert "尚缺资料" in shown
    assert "居民" in shown
    assert current_pack().head.document_number in shown
    assert town.pack.sha256[:12] in shown
    assert "2021年5月1日" in shown


def test_a_compound_outside_the_release_is_answered_on_trial(client, lingshan_clerk, places):
    load_pack(settings.PACK, None)
    compound(places["450721"], "450721-0009", "后补小区", built_on=None)
    shown = text(page(client, lingshan_clerk, "determination:compound", "450721-0009"))
    assert "未形成认定" in shown
    assert "请补充" in shown


def test_a_date_known_to_the_year_is_asked_for_more_exactly(db):
    load_pack(settings.PACK, None)
    pack = current_pack()
    asked = answer(pack, "in_survey_scope", {}, DAY)
    vague = Reading(pack.facts["built_on"], Period.parse("2005"))
    quota = Reading(pack.parameters["late_quota"], None)
    wanted = explain(pack, replace(asked, missing=(vague, quota))).missing
    assert [(row.value, row.wanted) for row in wanted] == [
        ("2005年", "需精确到月或日"),
        ("未设定", "由市里确定并注明来源"),
    ]
    settled = answer(pack, "in_survey_scope", {"built_on": Period.parse("1998-05")}, DAY)
    first = explain(pack, settled).decided_by[0]
    assert (first.value, first.wanted) == ("1998年5月", "")


def test_another_countys_compound_is_not_there(client, lingshan_clerk, town):
    response = page(client, lingshan_clerk, "determination:compound", "450702-0001")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "name", ["determination:list", "determination:library", "determination:bench"]
)
def test_the_system_administrator_sees_no_programme_page(client, system_administrator, town, name):
    assert page(client, system_administrator, name).status_code == 403


def test_counts_are_those_of_the_own_area(lingshan_clerk, city_officer, town):
    assert counts_of(lingshan_clerk, town, DEFINITION) == {"yes": 1, "no": 0, "unknown": 1}
    assert counts_of(city_officer, town, DEFINITION) == {"yes": 2, "no": 0, "unknown": 1}
    assert counts_of(city_officer, town, "stratum")["early"] == 3


def test_a_run_s_answers_are_read_once(django_assert_num_queries, city_officer, town):
    outcome_counts(city_officer, town)
    with django_assert_num_queries(3) as asked:  # the newest entry, what was merged, the areas
        outcome_counts(city_officer, town)
    assert not any(CompoundAnswers._meta.db_table in each["sql"] for each in asked)


def test_a_compound_is_counted_where_it_lies_today_and_still_after_it_was_merged(
    lingshan_clerk, city_officer, town, places
):
    """The answers stay as they were given; who sees them follows the registry."""
    assert counts_of(lingshan_clerk, town, DEFINITION) == {"yes": 1, "no": 0, "unknown": 1}
    moved, merged = Compound.objects.filter(jurisdiction__code="450721").order_by("code")
    Compound.objects.filter(pk=moved.pk).update(jurisdiction=places["450702"])
    left = counts_of(lingshan_clerk, town, DEFINITION)
    assert sum(left.values()) == 1
    Compound.with_merged.filter(pk=merged.pk).update(merged_into=moved)
    assert counts_of(lingshan_clerk, town, DEFINITION) == left
    assert counts_of(city_officer, town, DEFINITION) == {"yes": 2, "no": 0, "unknown": 1}


def test_the_overview_links_numbers_to_names(client, city_officer, town):
    shown = text(page(client, city_officer, "determination:list"))
    link = reverse("determination:rule", args=[DEFINITION])
    assert f"{link}?outcome=unknown&amp;jurisdiction=450721" in shown


def test_a_rule_page_lists_compounds_by_outcome(client, city_officer, town):
    shown = text(page(client, city_officer, "determination:rule", DEFINITION, outcome="unknown"))
    assert "灵山旧院" in shown
    assert "灵山新苑" not in shown


def test_an_unknown_rule_is_not_found(client, city_officer, town):
    assert page(client, city_officer, "determination:rule", "no-such").status_code == 404
    assert page(client, city_officer, "determination:rule", "late_quota_kept").status_code == 404


def test_every_clause_has_an_anchor_and_its_rules(client, department, town):
    shown = text(page(client, department, "determination:library"))
    for path in current_pack().clauses:
        assert f'id="{path}"' in shown
    assert f"{reverse('determination:clause', args=['二（二）'])}#{DEFINITION}" in shown


def test_the_city_office_freezes_and_determines_through_the_page(client, city_officer, places):
    load_pack(settings.PACK, None)
    compound(places["450721"], "450721-0001", "灵山新苑")
    client.force_login(city_officer)
    response = client.post(reverse("determination:run"), follow=True)
    assert response.redirect_chain
    assert Release.objects.count() == Determination.objects.count() == 1
    assert "D1" in text(response)


def test_a_county_cannot_determine(client, lingshan_clerk, town):
    client.force_login(lingshan_clerk)
    assert client.post(reverse("determination:run")).status_code == 403
    assert Release.objects.count() == 1
    assert reverse("determination:run") not in text(client.get(reverse("determination:list")))
