"""The map's circles hold every compound of the view once, in the class of its fact."""

import json
from collections import Counter

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Role
from linli.registry.criteria import Criterion
from linli.registry.map import CLASSES, UNKNOWN, background, by_area, colourable, map_cells
from linli.registry.models import Compound
from linli.registry.selection import Selection
from linli.registry.tests.browsing import text_of
from linli.registry.tests.stock import make_stock

pytestmark = pytest.mark.django_db
CITY = "108,21,109,23"


@pytest.fixture
def stock(places):
    make_stock(90)
    return list(Compound.objects.all())


@pytest.fixture
def officer(appoint):
    return appoint("city", Role.CITY_OFFICE)


def placed(compounds):
    return [each for each in compounds if "location" in each.facts]


@pytest.mark.parametrize("zoom", ["0", "6", "8.5", "11", "16", "22", "99"])
def test_every_compound_with_a_position_is_in_one_circle(stock, officer, zoom):
    found = map_cells(officer, Selection(), CITY, zoom, "")
    assert sum(cell[2] for cell in found["cells"]) == len(placed(stock))
    assert (found["total"], found["placed"]) == (len(stock), len(placed(stock)))


def test_closer_views_have_more_circles_and_single_compounds_by_name(stock, officer):
    far = map_cells(officer, Selection(), CITY, "5", "")["cells"]
    near = map_cells(officer, Selection(), CITY, "20", "")["cells"]
    assert len(far) < len(near)
    codes = {each.code: each.name for each in stock}
    for _x, _y, count, _kind, code, name in near:
        assert (name == codes[code]) if count == 1 else (code is name is None)


def test_a_circle_holds_what_lies_in_the_view_only(stock, officer):
    found = map_cells(officer, Selection(), "108.6,21.9,108.8,22.1", "20", "")["cells"]
    inside = []
    for each in placed(stock):
        x, y = map(float, each.facts["location"].split(","))
        if 108.6 <= x <= 108.8 and 21.9 <= y <= 22.1:
            inside.append((x, y))
    assert inside
    assert Counter((x, y) for x, y, *_rest in found) == Counter(set(inside))
    assert sum(cell[2] for cell in found) == len(inside)


def test_a_view_never_has_very_many_circles(stock, officer):
    found = map_cells(officer, Selection(), "-180,-90,180,90", "22", "")["cells"]
    assert len(found) <= 4


@pytest.mark.parametrize("name", [fact.name for fact in colourable()])
def test_any_fact_colours_the_map(stock, officer, name):
    found = map_cells(officer, Selection(), CITY, "22", name)
    classes = found["classes"]
    assert classes[-1] == {"label": "未知", "colour": UNKNOWN}
    assert len({each["colour"] for each in classes}) == len(classes)
    codes = {each.code: each for each in stock}
    for _x, _y, count, kind, code, _name in found["cells"]:
        if count == 1:
            assert (name in codes[code].facts) == (kind < len(classes) - 1)


def test_kinds_and_yes_or_no_have_the_colour_of_their_own_label(stock, officer):
    codes = {each.code: each for each in stock}
    for name, labels in (
        ("heritage", {True: "是", False: "否"}),
        ("condition_water", {"intact": "完好", "damaged": "破损", "missing": "缺失"}),
    ):
        found = map_cells(officer, Selection(), CITY, "22", name)
        single = [cell for cell in found["cells"] if cell[2] == 1]
        assert single
        for _x, _y, _count, kind, code, _name in single:
            said = found["classes"][kind]["label"]
            assert said == labels.get(codes[code].facts.get(name), "未知")


def test_numbers_fall_into_five_classes_of_about_as_many(stock, officer):
    found = map_cells(officer, Selection(), CITY, "22", "households")
    assert len(found["classes"]) == CLASSES + 1
    known = sorted(each.facts["households"] for each in stock if "households" in each.facts)
    first = found["classes"][0]["label"]
    assert first.startswith(f"{known[0]:,}～")
    assert first.endswith("户")
    low, high = (int(n.replace(",", "")) for n in first.removesuffix(" 户").split("～"))
    assert abs(sum(low <= n <= high for n in known) - len(known) / CLASSES) <= 1


def test_equal_numbers_make_one_class(officer, stocked):
    found = map_cells(officer, Selection(), CITY, "22", "storeys")
    assert [each["label"] for each in found["classes"]] == ["未知"]


def test_the_map_follows_the_filter_and_the_scope(stock, officer, lingshan_clerk):
    selection = Selection(criteria=(Criterion("heritage", "is", "yes"),))
    found = map_cells(officer, selection, CITY, "9", "")
    assert found["total"] == sum(bool(each.facts.get("heritage")) for each in stock)
    own = map_cells(lingshan_clerk, Selection(), CITY, "22", "")
    assert own["total"] == 30
    assert {cell[4][:6] for cell in own["cells"] if cell[4]} == {"450721"}
    assert [(row.code, row.compounds) for row in by_area(lingshan_clerk, Selection())] == [
        ("450721", 30)
    ]


@pytest.mark.parametrize(
    ("view", "zoom", "key"), [("x", "5", "bbox"), (CITY, "x", "zoom"), ("", "", "bbox")]
)
def test_a_wrong_view_is_told(stock, officer, view, zoom, key):
    with pytest.raises(ProblemError) as error:
        map_cells(officer, Selection(), view, zoom, "")
    assert error.value.problems[0].place.key == key


# The page


def test_the_page_brings_the_outlines_and_a_table_by_jurisdiction(city, stocked):
    page = city.get(reverse("registry:map"))
    assert background()["features"]
    assert {(row.name, row.compounds, row.placed) for row in page.context["areas"]} >= {
        ("灵山县", 1, 0),
        ("钦南区", 1, 0),
    }
    assert "data-cells" in text_of(page)
    assert "jurisdiction=450721" in text_of(page)


def test_a_wrong_filter_is_told_on_the_map_too(city, stocked):
    page = city.get(reverse("registry:map"), {"fact-1": "no_such"})
    assert "数据字典里没有" in text_of(page)
    answer = city.get(reverse("registry:cells"), {"view": CITY, "zoom": 5, "fact-1": "no_such"})
    assert answer.status_code == 422
    assert json.loads(answer.content)["problems"][0]["code"] == "filter-unknown-fact"


def test_circles_cost_few_questions(city, stocked, stock, django_assert_max_num_queries):
    query = {"view": CITY, "zoom": 9, "colour": "households"}
    city.get(reverse("registry:cells"), query)
    with django_assert_max_num_queries(4):
        assert json.loads(city.get(reverse("registry:cells"), query).content)["total"] == 92
    city.get(reverse("registry:map"))
    with django_assert_max_num_queries(7):
        city.get(reverse("registry:map"))
