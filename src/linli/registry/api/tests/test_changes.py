"""What changed since a program last asked: nothing is missed, nothing is shown to others."""

import pytest

from linli.registry.actions import change_facts, confirm_import
from linli.registry.merging import merge
from linli.registry.models import Compound
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db


def since(client, number, query=""):
    response = client.get(f"/api/v1/changes?since={number}{query}")
    assert response.status_code == 200, response.content
    data = response.json()
    names = [each["name"] for each in data["changed"]]
    return names, [(each["code"], each["merged_into"]) for each in data["removed"]], data


def test_all_compounds_come_first_then_only_what_changed(city, stocked):
    names, removed, data = since(city, 0)
    assert (set(names), removed, data["more"]) == ({"锦华园", "江滨苑"}, [], False)
    assert since(city, data["next"])[:2] == ([], [])
    change_facts(Compound.objects.get(name="锦华园"), {"households": 50}, None, "更正")
    assert since(city, data["next"])[:2] == (["锦华园"], [])


def test_s10_changes_elsewhere_are_not_told(clerk, stocked):
    names, _removed, data = since(clerk, 0)
    assert names == ["锦华园"]
    change_facts(Compound.objects.get(name="江滨苑"), {"households": 50}, None, "更正")
    assert since(clerk, data["next"])[:2] == ([], [])


def test_a_merged_compound_is_removed_and_says_which_one_stands_for_it(
    clerk, stocked, survey_round
):
    confirm_import(
        workbook(("锦华花园", "灵山县", 48, "1992", "人民路13号")), "二.xlsx", None, survey_round
    )
    start = since(clerk, 0)[2]["next"]
    kept, merged = (Compound.objects.get(name=name) for name in ("锦华园", "锦华花园"))
    merge(kept, merged, None, "同一小区")
    names, removed, _data = since(clerk, start)
    assert removed == [(merged.code, kept.code)]
    assert set(names) <= {"锦华园"}


def test_what_is_placed_outside_the_scope_is_removed_for_the_one_and_new_for_the_other(
    clerk, city, stocked, places
):
    start = since(city, 0)[2]["next"]
    compound = Compound.objects.get(name="锦华园")
    Compound.objects.filter(pk=compound.pk).update(jurisdiction=places["450703"])
    assert since(clerk, start)[:2] == ([], [(compound.code, None)])
    assert since(city, start)[:2] == (["锦华园"], [])


def test_a_deleted_compound_is_removed(clerk, stocked):
    start = since(clerk, 0)[2]["next"]
    compound = Compound.objects.get(name="锦华园")
    code = compound.code
    compound.delete()
    assert since(clerk, start)[:2] == ([], [(code, None)])


def test_long_changes_come_in_pages_that_miss_nothing(city, stocked, survey_round):
    rows = [(f"苑{n}", "灵山县", n + 1, None, None) for n in range(7)]
    confirm_import(workbook(*rows), "二.xlsx", None, survey_round)
    seen, number, more, pages = set(), 0, True, 0
    while more:
        names, _removed, data = since(city, number, "&limit=4")
        seen |= set(names)
        number, more, pages = data["next"], data["more"], pages + 1
    assert len(seen) == 9
    assert pages >= 3
