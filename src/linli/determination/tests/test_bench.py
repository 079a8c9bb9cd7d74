"""The bench: facts as people write them, and what every rule says at once."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Subject
from linli.core.policy.trees import facts_read
from linli.determination.actions import load_pack
from linli.determination.reads import compound_answers, current_pack
from linli.determination.reads.bench import bench, written_facts
from linli.determination.tests.test_pages import page, text
from linli.determination.tests.worlds import DAY, DEFINITION, compound, small_town
from linli.registry.models import Compound

WAIVED = "preliminary_design_waived"


@pytest.fixture
def pack(db):
    load_pack(settings.PACK, None)
    return current_pack()


def verdict(pack, rule_id, subject=Subject.PROJECT, **written):
    found = bench(pack, subject, DAY, {f"f-{name}": text for name, text in written.items()})
    return next(each for each in found.answers if each.answer.rule.id == rule_id)


def test_only_facts_that_rules_ask_for_have_fields_each_once(pack):
    for subject in Subject:
        rules = pack.rules_of(subject, DAY)
        asked = {name for rule in rules for name in facts_read(pack, rule.id)}
        fields = [field.fact.name for field in bench(pack, subject, DAY, {}).fields]
        assert len(fields) == len(set(fields))
        assert set(fields) == asked


def test_s35_a_cent_decides_and_the_bench_says_how_much_is_too_much(pack):
    assert verdict(pack, WAIVED, approved_total="3999999.99").answer.verdict is Verdict.YES
    over = verdict(pack, WAIVED, approved_total="4,012,299.99")
    assert over.answer.verdict is Verdict.NO
    assert "减少 12,300.00" in over.turned[0].zh
    assert "12,300.00 元 lower" in over.turned[0].en or "12,300.00 yuan lower" in over.turned[0].en


def test_blank_is_unknown_and_named_as_missing(pack):
    found = verdict(pack, WAIVED)
    assert found.answer.verdict is Verdict.UNKNOWN
    assert [row.label.zh for row in found.missing] == ["批复总投资"]
    assert found.turned == []


@pytest.mark.parametrize("built", ["1998", "1998-05", "1998年5月1日"])
def test_a_date_may_be_a_year_or_a_month(pack, built):
    found = verdict(pack, "in_survey_scope", Subject.COMPOUND, built_on=built)
    assert found.answer.verdict is Verdict.YES


def test_what_cannot_be_read_is_told_at_its_field_and_counts_as_unknown(pack):
    found = bench(pack, Subject.COMPOUND, DAY, {"f-built_on": "很久以前"})
    field = next(each for each in found.fields if each.fact.name == "built_on")
    assert "很久以前" in field.problem.message.zh
    assert found.answers[0].answer.verdict is Verdict.UNKNOWN


def test_rules_answer_from_their_day_on(pack):
    assert bench(pack, Subject.PROJECT, date(2000, 1, 1), {}).answers == []


def test_a_loaded_compound_is_answered_as_on_its_own_page(places, lingshan_clerk):
    small_town(places)
    code = "450721-0002"
    written = written_facts(lingshan_clerk, current_pack(), code)
    tried = bench(current_pack(), Subject.COMPOUND, DAY, written).answers
    settled = compound_answers(lingshan_clerk, code).answers
    assert [each.answer for each in tried] == list(settled)


def test_every_kind_of_value_is_written_as_it_is_read(places, lingshan_clerk):
    load_pack(settings.PACK, None)
    compound(
        places["450721"], "450721-0003", "全样", estimated_investment="12.30", built_on="1998-05"
    )
    written = written_facts(lingshan_clerk, current_pack(), "450721-0003")
    assert written["f-built_on"] == "1998-05"
    assert written["f-in_town_area"] == "yes"
    assert written["f-already_renovated"] == "no"
    assert written["f-estimated_investment"] == "12.30"


def test_the_page_loads_a_compound_by_code_in_the_own_area_only(client, lingshan_clerk, places):
    small_town(places)
    query = {"subject": "compound", "load": "1", "day": DAY.isoformat()}
    shown = text(
        page(client, lingshan_clerk, "determination:bench", compound="450721-0001", **query)
    )
    assert 'value="1992"' in shown
    other = page(client, lingshan_clerk, "determination:bench", compound="450702-0001", **query)
    assert "不在您的管辖范围内" in text(other)
    assert 'value="2000-12-31"' not in text(other)


def test_a_script_gets_the_answers_and_the_fields_faults_only(client, department, pack):
    client.force_login(department)
    query = {"subject": "project", "f-approved_total": "约四百万"}
    shown = text(client.get(reverse("determination:bench"), query, headers={"HX-Request": "true"}))
    assert "<html" not in shown
    assert f'id="{WAIVED}"' in shown
    assert 'id="error-f-approved_total" role="alert" hx-swap-oob="true">“批复总投资”' in shown
    assert f'id="outcome-{WAIVED}" hx-swap-oob="true"' in shown


@pytest.mark.parametrize("day", ["2021-02-30", "昨天"])
def test_a_wrong_day_is_told_and_today_stands_in(client, department, pack, day):
    response = page(client, department, "determination:bench", subject="project", day=day)
    assert "请填写日期" in text(response)


def test_a_subject_without_rules_is_not_found(client, department, pack):
    assert page(client, department, "determination:bench", subject="city").status_code == 404


def test_nothing_is_stored(client, lingshan_clerk, places, django_assert_num_queries):
    small_town(places)
    before = json.dumps(list(Compound.objects.values("code", "facts")))
    page(client, lingshan_clerk, "determination:bench", **{"f-built_on": "1950"})
    assert json.dumps(list(Compound.objects.values("code", "facts"))) == before
    assert client.post(reverse("determination:bench")).status_code == 405


def test_the_definition_s_fields_are_grouped_by_the_rule_that_first_reads_them(pack):
    groups = {group.rule.id: group for group in bench(pack, Subject.COMPOUND, DAY, {}).groups}
    assert [field.fact.name for field in groups["in_survey_scope"].fields] == ["built_on"]
    assert DEFINITION not in groups
