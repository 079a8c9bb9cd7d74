"""The registry in memory always says what the database says."""

import pytest
from django.db import transaction

from linli.engines.pinyin import initials
from linli.foundation.people.models import Role
from linli.foundation.record.context import changing
from linli.registry.columns import registry_columns, visible_columns
from linli.registry.models import Compound

pytestmark = pytest.mark.django_db


def names(frame):
    return sorted(frame["name"])


def test_s13_columns_hold_the_facts(stocked):
    frame = registry_columns().frame.filter(name="锦华园")
    assert frame["fact.households"].to_list() == [48]
    assert str(frame["fact.built_on"][0]) == "1992-05-01"
    assert str(frame["fact.built_on__last"][0]) == "1992-05-31"
    assert frame["initials"].to_list() == [" jhy jhw "]


def test_columns_follow_each_change(stocked):
    assert names(registry_columns().frame) == ["江滨苑", "锦华园"]
    with changing(None, "test"):
        Compound.objects.filter(name="锦华园").update(name="锦绣园", facts={"households": 3})
    frame = registry_columns().frame
    assert names(frame) == ["江滨苑", "锦绣园"]
    assert frame.filter(name="锦绣园")["fact.households"].to_list() == [3]


def test_a_merged_compound_is_gone(stocked):
    first, second = Compound.objects.all()
    assert registry_columns().frame.height == 2
    with changing(None, "test"):
        Compound.with_merged.filter(pk=second.pk).update(merged_into=first)
    assert names(registry_columns().frame) == [first.name]


def test_unchanged_columns_are_not_read_again(stocked, django_assert_num_queries):
    registry_columns()
    with django_assert_num_queries(1):
        registry_columns()


def test_a_change_that_was_taken_back_leaves_no_trace(stocked):
    with pytest.raises(RuntimeError), transaction.atomic():
        Compound.objects.update(name="作废")
        assert set(names(registry_columns().frame)) == {"作废"}
        raise RuntimeError
    assert names(registry_columns().frame) == ["江滨苑", "锦华园"]


def test_s10_columns_are_scoped_as_queries_are(stocked, appoint, lingshan_clerk, city_officer):
    nobody = appoint("resident", Role.RESIDENT)
    for user in (lingshan_clerk, city_officer, nobody):
        expected = sorted(Compound.objects.visible_to(user).values_list("name", flat=True))
        assert names(visible_columns(user)) == expected


def test_what_a_column_cannot_hold_is_unknown_there(stocked):
    with changing(None, "test"):
        Compound.objects.filter(name="锦华园").update(facts={"households": "many"})
    frame = registry_columns().frame.filter(name="锦华园")
    assert frame["fact.households"].to_list() == [None]


def test_initials_of_every_reading_are_found():
    assert " jhy " in initials("锦华园")
    assert {"cahy", "zahy"} <= set(initials("长安花园").split())
    assert initials("A区1号").startswith(" aq1h ")
