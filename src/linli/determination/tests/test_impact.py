"""Whom a changed figure or rule would touch, as each post sees it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from linli.determination.actions import load_pack
from linli.determination.models import Determination, PackVersion
from linli.determination.reads import current_pack
from linli.determination.reads.impact import measurable
from linli.determination.tests.test_pages import page, text
from linli.determination.tests.worlds import DAY, DEFINITION, compound, small_town
from linli.determination.views import impact as view
from linli.engines.tables.numbers import TooLarge

BUDGETS = json.loads((Path(__file__).parent / "budgets.json").read_text("utf-8"))
CUTOFF = "figure:priority_cutoff"


@pytest.fixture
def town(places):
    return small_town(places)


def tried(client, user, entry, new, **query):
    asked = {"entry": entry, "new": new, "day": DAY.isoformat(), **query}
    return page(client, user, "determination:impact", **asked)


def moved(response):
    return {(m.rule.id, m.old, m.new): m.total for m in response.context["moves"]}


def test_an_earlier_cutoff_moves_compounds_to_the_later_stratum(client, city_officer, town):
    response = tried(client, city_officer, CUTOFF, "1995-12-31")
    assert moved(response)["stratum", "early", "late"] == 1
    assert [row.code for row in response.context["page"]] == ["450702-0001"] * 2
    assert response.context["touched"] == 1


def test_a_county_office_sees_only_its_own_compounds(client, lingshan_clerk, qinnan_clerk, town):
    assert tried(client, lingshan_clerk, CUTOFF, "1995-12-31").context["touched"] == 0
    own = tried(client, qinnan_clerk, CUTOFF, "1995-12-31")
    assert [area.code for area in own.context["areas"]] == ["450702"]
    whole = tried(client, lingshan_clerk, CUTOFF, "1990-12-31").context
    assert {row.code for row in whole["page"]} == {"450721-0001", "450721-0002"}


def test_a_rule_s_condition_is_tried_and_its_money_leaves_the_reserve(client, city_officer, town):
    response = tried(client, city_officer, "rule:located_in_town", "FALSE")
    assert moved(response)["located_in_town", "yes", "no"] == 3
    assert moved(response)[DEFINITION, "yes", "no"] == 2
    total = response.context["money"][-1]
    assert total.compounds_leaving == 2
    assert total.difference == Decimal("-1600000.00")


def test_an_open_figure_leaves_its_rules_undecided(client, city_officer, town):
    found = moved(tried(client, city_officer, CUTOFF, ""))
    assert found["stratum", "early", "unknown"] == 3


def test_the_same_value_touches_nobody(client, city_officer, town):
    assert "没有小区的结果改变" in text(tried(client, city_officer, CUTOFF, "2000-12-31"))


def test_the_list_is_narrowed_to_a_rule_and_an_area(client, city_officer, town):
    query = {"rule": DEFINITION, "jurisdiction": "450721"}
    response = tried(client, city_officer, "rule:located_in_town", "FALSE", **query)
    assert [(row.code, row.rule.id) for row in response.context["page"]] == [
        ("450721-0001", DEFINITION),
        ("450721-0002", DEFINITION),
    ]


@pytest.mark.parametrize(
    ("entry", "new", "words"),
    [
        (CUTOFF, "不知哪年", "年、年月或年月日"),
        ("rule:early_built", "built_on <= :survey_cutof", "是否应为 :survey_cutoff"),
        ("rule:early_built", "", "表达式为空"),
        ("rule:early_built", "early_built", "early_built"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(client, city_officer, town, entry, new, words):
    response = tried(client, city_officer, entry, new)
    assert "found" not in response.context
    shown = text(response)
    at_field = shown[shown.index('id="error-new"') :]
    assert words in at_field[: at_field.index("</div>")]


def test_numbers_past_all_bounds_are_refused(client, city_officer, town, monkeypatch):
    def refuse(*_arguments):
        raise TooLarge

    monkeypatch.setattr(view.reads, "touched", refuse)
    assert "数值过大" in text(tried(client, city_officer, CUTOFF, "1995-12-31"))


def test_a_fact_that_does_not_fit_columns_leaves_its_compound_out_and_is_told(
    client, city_officer, places
):
    compound(places["450721"], "450721-0009", "巨户", estimated_investment="1" * 30)
    small_town(places)
    response = tried(client, city_officer, CUTOFF, "1995-12-31")
    assert response.context["left_out"] == 1
    assert "有 1 个小区的数值过细或过大" in text(response)


def test_what_no_compound_depends_on_is_said_to_be_so(client, city_officer, town):
    entry = "figure:preliminary_design_ceiling"
    assert "小区的结果与它无关" in text(tried(client, city_officer, entry, "1.00"))
    figures, rules = measurable(current_pack())
    assert "priority_cutoff" in [figure.name for figure in figures]
    assert "stratum" not in [rule.id for rule in rules]


def test_the_form_starts_from_what_holds(client, city_officer, town):
    response = page(client, city_officer, "determination:impact", entry="rule:early_built")
    rule = current_pack().rules["early_built"]
    assert response.context["written"] == rule.when
    assert "found" not in response.context


def test_before_the_first_release_the_page_says_what_to_do(client, city_officer, places):
    load_pack(settings.PACK, None)
    assert "还没有冻结的小区库" in text(page(client, city_officer, "determination:impact"))


def test_nothing_is_stored(client, city_officer, town):
    tried(client, city_officer, CUTOFF, "1995-12-31")
    assert (PackVersion.objects.count(), Determination.objects.count()) == (1, 1)
    assert client.post(reverse("determination:impact")).status_code == 405


def test_an_unknown_entry_is_not_found(client, city_officer, town):
    assert tried(client, city_officer, "rule:no_such", "TRUE").status_code == 404
    assert tried(client, city_officer, "fact:built_on", "1990").status_code == 404


@pytest.mark.parametrize("name", ["library", "bench", "impact", "history"])
def test_the_system_administrator_stays_outside(client, system_administrator, town, name):
    assert page(client, system_administrator, f"determination:{name}").status_code == 403


QUERIES = {
    "determination:clause": (["二（二）"], {}),
    "determination:entry": (["fact", "built_on"], {}),
    "determination:bench": ([], {"compound": "450721-0001", "load": "1"}),
    "determination:impact": ([], {"entry": CUTOFF, "new": "1990-12-31", "day": "2021-05-01"}),
}


@pytest.mark.parametrize("name", list(BUDGETS))
def test_pages_keep_to_their_query_budgets(
    client, lingshan_clerk, town, name, django_assert_max_num_queries
):
    arguments, query = QUERIES.get(name, ([], {}))
    client.force_login(lingshan_clerk)
    with django_assert_max_num_queries(BUDGETS[name]):
        assert client.get(reverse(name, args=arguments), query).status_code == 200
