"""Which compound a row means, and whether its reporter may write there."""

import io

import openpyxl
import pytest

from linli.foundation.people.models import Division, Role
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.models import Building, Compound
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
PLAIN = ("小区名称", "县区", "户数")
CODED = ("小区名称", "县区", "户数", "小区编码")
PLACED = ("小区名称", "县区", "街道（镇）", "社区", "户数", "小区编码")


@pytest.fixture
def look(survey_round):
    """Return a preview of rows under headings, for a user."""
    return lambda user, headings, *rows: preview(
        workbook(*rows, headings=headings), "调查表.xlsx", user, survey_round
    )


@pytest.fixture
def store(survey_round):
    """Import rows under headings, for a user."""
    return lambda user, headings, *rows: confirm_import(
        workbook(*rows, headings=headings), "调查表.xlsx", user, survey_round
    )


def codes_of(found):
    return [problem.code for row in found.quarantined for problem in row.problems]


def place(division, name, code=""):
    return (name, "灵山县", division.parent.name, division.name, 40, code)


@pytest.fixture
def communities(places):
    return list(Division.objects.filter(code__startswith="450721", level="community")[:2])


def test_a_short_name_of_the_jurisdiction_is_no_change(lingshan_clerk, look, store):
    store(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 48))
    assert look(lingshan_clerk, PLAIN, ("锦华园", "灵山", 48)).same == 1


def test_a_change_names_the_code_of_its_compound(lingshan_clerk, look, store):
    store(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 48))
    (row,) = look(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 50)).changed
    assert row.code == Compound.objects.get().code


@pytest.mark.parametrize("second", ["code", "name"])
def test_two_rows_for_one_compound_of_the_registry_wait(lingshan_clerk, look, store, second):
    store(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 48))
    code = Compound.objects.get().code
    rows = (
        ("锦华园", "灵山县", 50, code),
        ("锦华园", "灵山县", 60, code if second == "code" else ""),
    )
    found = look(lingshan_clerk, CODED, *rows)
    assert codes_of(found) == ["twice-in-file"]
    assert "第 2 行" in found.quarantined[0].problems[0].message.zh
    assert [row.facts["households"] for row in found.changed] == [50]


def test_a_code_renames_its_compound(lingshan_clerk, store):
    store(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 48))
    store(lingshan_clerk, CODED, ("锦华苑", "灵山县", 48, Compound.objects.get().code))
    compound = Compound.objects.get()
    assert (compound.name, compound.name_key, compound.facts["name"]) == ("锦华苑",) * 3


def test_a_code_does_not_rename_to_a_name_that_is_taken(lingshan_clerk, look, store):
    store(lingshan_clerk, PLAIN, ("锦华园", "灵山县", 48), ("红旗小区", "灵山县", 30))
    code = Compound.objects.get(name="红旗小区").code
    found = look(lingshan_clerk, CODED, ("锦华园", "灵山县", 30, code))
    assert codes_of(found) == ["name-taken"]


def test_a_code_does_not_move_a_compound_to_another_jurisdiction(city_officer, look, store):
    rows = (("锦华园", "灵山县", 48), ("红旗小区", "浦北县", 30))
    store(city_officer, PLAIN, *rows)
    code = Compound.objects.get(name="锦华园").code
    found = look(city_officer, CODED, ("锦华园", "浦北县", 48, code))
    assert codes_of(found) == ["other-jurisdiction"]


def test_s10_a_code_of_another_jurisdiction_tells_nothing(
    lingshan_clerk, city_officer, look, store
):
    store(city_officer, PLAIN, ("红旗小区", "浦北县", 30))
    code = Compound.objects.get().code
    found = look(lingshan_clerk, CODED, ("红旗小区", "灵山县", 30, code))
    assert codes_of(found) == ["unknown-code"]


@pytest.mark.parametrize("by_code", [True, False])
def test_s10_a_community_does_not_take_over_another_s_compound(
    appoint, city_officer, communities, look, store, by_code
):
    own, other = communities
    store(city_officer, PLACED, place(other, "红旗小区"))
    code = Compound.objects.get().code if by_code else ""
    clerk = appoint("community", Role.COMMUNITY, division=own)
    found = look(clerk, PLACED, place(own, "红旗小区", code))
    assert not found.changed
    assert len(found.quarantined) == 1


def test_s10_a_community_does_not_take_over_a_compound_without_a_division(
    appoint, city_officer, communities, look, store
):
    store(city_officer, PLAIN, ("红旗小区", "灵山县", 30))
    clerk = appoint("community", Role.COMMUNITY, division=communities[0])
    found = look(clerk, PLACED, place(communities[0], "红旗小区"))
    assert not found.changed
    assert codes_of(found) == ["suspected-duplicate"]


def test_a_building_twice_in_a_file_waits(lingshan_clerk, survey_round):
    book = openpyxl.load_workbook(io.BytesIO(workbook(("锦华园", "灵山县", 48), headings=PLAIN)))
    sheet = book.create_sheet("楼栋")
    for row in (
        ["县区", "小区名称", "楼栋", "楼栋户数"],
        *[["灵山县", "锦华园", "1栋", 24 + n] for n in (0, 1)],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    stored = confirm_import(file.getvalue(), "调查表.xlsx", lingshan_clerk, survey_round)
    assert Building.objects.get().facts == {"building_homes": 24}
    assert stored.quarantined_rows.get().problems[0]["code"] == "twice-in-file"
