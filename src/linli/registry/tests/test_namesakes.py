"""A row that looks like a compound of the registry waits until a person decides (S11)."""

import pytest

from linli.foundation.people.models import Division, Role
from linli.registry.actions import confirm_import
from linli.registry.duplicates import namesake_key
from linli.registry.intake import preview
from linli.registry.merging import decide_namesake
from linli.registry.models import Compound, Namesake
from linli.registry.tests.browsing import preview_of, text_of
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
TWIN = ("锦华园小区", "灵山县", 50, "1992-05", "人民路12号")
OTHER = ("锦华园", "灵山县", 30, "1990", "江滨路90号")
KEY = namesake_key("锦华园小区", None, "人民路12号")


def read(user, survey_round, *rows):
    return preview(workbook(*rows), "表.xlsx", user, survey_round)


def kinds(found):
    return [(bad.row, bad.problems[0].code) for bad in found.quarantined]


def stored(name="锦华园"):
    return Compound.objects.get(name=name)


def test_s11_another_spelling_waits_for_a_decision(stocked, survey_round, lingshan_clerk):
    found = read(lingshan_clerk, survey_round, TWIN)
    assert kinds(found) == [(2, "suspected-duplicate")]
    assert found.quarantined[0].namesake == (stored().pk, KEY)
    assert "相似度" in found.quarantined[0].problems[0].message.zh


def test_s11_the_same_is_an_update_and_not_asked_again(stocked, survey_round, lingshan_clerk):
    decide_namesake(stored(), KEY, lingshan_clerk, "现场核实", same=True)
    found = read(lingshan_clerk, survey_round, TWIN)
    assert not found.quarantined
    assert found.changed[0].changes["households"] == (48, 50)
    confirm_import(workbook(TWIN), "表.xlsx", lingshan_clerk, survey_round)
    assert Compound.objects.get(name="锦华园小区").facts["households"] == 50
    assert Compound.objects.count() == 2


def test_s11_another_one_is_added_and_not_asked_again(stocked, survey_round, lingshan_clerk):
    decide_namesake(stored(), KEY, lingshan_clerk, "两个院子", same=False)
    confirm_import(workbook(TWIN), "表.xlsx", lingshan_clerk, survey_round)
    assert Compound.objects.filter(name__startswith="锦华园").count() == 2
    again = read(lingshan_clerk, survey_round, TWIN)
    assert (len(again.added), again.same, again.quarantined) == (0, 1, [])


def test_s11_two_compounds_of_one_name_can_be_kept_apart(stocked, survey_round, lingshan_clerk):
    found = read(lingshan_clerk, survey_round, OTHER)
    assert kinds(found) == [(2, "suspected-duplicate")]
    key = found.quarantined[0].namesake[1]
    decide_namesake(stored(), key, lingshan_clerk, "不同地址", same=False)
    confirm_import(workbook(OTHER), "表.xlsx", lingshan_clerk, survey_round)
    assert Compound.objects.filter(name="锦华园").count() == 2


def test_rows_of_one_file_that_look_alike_are_held_from_the_second_on(survey_round, city_officer):
    first, second = (
        ("东风院", "灵山县", 40, "1990", "江滨路3号"),
        ("东风大院", "灵山县", 40, "1990", "江滨路3号"),
    )
    found = read(city_officer, survey_round, first, second, (*first[:1], "钦南区", *first[2:]))
    assert len(found.added) == 2
    assert kinds(found) == [(3, "suspected-twice")]


def test_a_doubt_only_warns(stocked, survey_round, lingshan_clerk):
    found = read(lingshan_clerk, survey_round, ("锦华新园", "灵山县", 50, "1992", None))
    assert (len(found.added), found.quarantined) == (1, [])
    assert [(p.code, p.severity) for p in found.warnings] == [("suspected-duplicate", "warns")]


def test_s10_a_namesake_outside_the_scope_is_not_told_more_of(
    stocked, survey_round, appoint, places
):
    community = Division.objects.filter(level="community", code__startswith="450721").first()
    user = appoint("dongfeng", Role.COMMUNITY, division=community)
    row = ("锦华园小区", "灵山县", community.parent.name, community.name, "人民路12号")
    content = workbook(row, headings=("小区名称", "县区", "街道（镇）", "社区", "详细地址"))
    (bad,) = preview(content, "表.xlsx", user, survey_round).quarantined
    assert bad.namesake is None
    assert stored().code not in bad.problems[0].message.zh


def test_the_clerk_decides_on_the_preview(stocked, survey_round, clerk):
    address = preview_of(clerk, survey_round, TWIN)
    page = text_of(clerk.get(address))
    assert "疑似重复，请认定" in page
    assert stored().code in page
    given = {"code": stored().code, "key": KEY, "same": "no"}
    assert "请写明理由" in text_of(clerk.post(f"{address}decide/", given))
    assert clerk.post(f"{address}decide/", {**given, "reason": "两个院子"}).url == address
    assert "疑似重复，请认定" not in text_of(clerk.get(address))
    assert Namesake.objects.get().same is False


def test_nobody_decides_of_another_areas_compound(stocked, survey_round, clerk):
    address = preview_of(clerk, survey_round, TWIN)
    given = {"code": stored("江滨苑").code, "key": KEY, "same": "yes", "reason": "x"}
    assert clerk.post(f"{address}decide/", given).status_code == 404


@pytest.mark.parametrize("key", ["", "a|b", "|" * 401])
def test_a_key_that_is_none_is_refused(stocked, survey_round, clerk, key):
    address = preview_of(clerk, survey_round, TWIN)
    given = {"code": stored().code, "key": key, "same": "yes", "reason": "x"}
    assert clerk.post(f"{address}decide/", given).status_code == 200
    assert not Namesake.objects.exists()
