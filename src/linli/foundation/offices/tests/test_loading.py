"""The pack's actors and seats as organisations and posts."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from linli.engines.packfiles import load_pack
from linli.foundation.offices.finding import Directory, office
from linli.foundation.offices.loading import load_offices
from linli.foundation.people.models import Appointment, Organisation, Post

SAMPLE = next((Path(__file__).parents[5] / "samples" / "packs").iterdir())


@pytest.fixture
def pack():
    return load_pack(settings.PACK)


@pytest.fixture
def loaded(places, pack):
    return load_offices(pack, None)


def test_s51_to_s66_the_26_actors_and_the_territories_stand_in_the_organisation(loaded):
    kinds = Counter(Organisation.objects.values_list("kind", flat=True))
    assert kinds["department"] == 12 + 1  # and the environment bureau, which part 3 leaves out
    assert (kinds["supporting"], kinds["utility"]) == (5, 8)
    assert (kinds["government"], kinds["zone"]) == (1 + 4, 1)


def test_loading_again_changes_nothing(loaded, pack):
    before = list(Organisation.objects.order_by("pk").values())
    assert load_offices(pack, None) == 0
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_s89_s90_the_leading_group_with_its_seats_and_dated_holders(loaded, pack):
    group = Organisation.objects.get(code="leading_group")
    ranks = Counter(group.posts.values_list("rank", flat=True))
    assert ranks == {"组长": 1, "副组长": 2, "成员": 22, "办公室主任": 1}
    held = Appointment.objects.filter(post__organisation=group)
    assert held.count() == 26
    assert {(each.document, each.since) for each in held} == {
        ("钦政办规〔2021〕5号", pack.head.dated)
    }


def test_a11_the_misprinted_title_has_a_note(loaded):
    assert "误" in Appointment.objects.get(post__title="市委宣传部副部长").note


def test_a_later_holder_is_not_undone_by_loading_again(loaded, pack):
    head = Appointment.objects.get(post__rank="组长")
    head.until = date(2021, 8, 1)
    head.save()
    load_offices(pack, None)
    assert Appointment.objects.filter(post__rank="组长").count() == 1


def test_every_office_that_the_tables_call_upon_is_found_in_every_area(loaded, pack, places):
    directory = Directory()
    called = {step.lead_office for step in pack.procedures}
    called |= {duty.code for duty in pack.duties}
    called |= {item.lead_office for item in pack.works} - {""}
    for area in places.values():
        assert [word for word in called if not directory.offices(word, area.pk)] == []


def test_s33_s34_the_same_level_is_the_areas_own_office(loaded, places):
    assert str(office("同级发展改革部门", places["450721"].pk)) == "灵山县发展和改革局"
    assert office("同级发展改革部门", places["450721"].pk).parent.name == "灵山县政府"


def test_s90_the_office_stands_in_the_housing_bureau(loaded):
    assert office("group_office").parent == office("housing_bureau")


def test_an_organisation_that_stands_by_name_only_gets_its_code(places, pack):
    here = Organisation.objects.create(name="市财政局")
    load_offices(pack, None)
    assert office("finance_bureau") == here


def test_a_pack_without_duties_loads_nothing(places):
    assert load_offices(load_pack(SAMPLE), None) == 0
    assert not Post.objects.exists()
