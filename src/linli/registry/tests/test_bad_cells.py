"""Cells that a careful clerk would send back wait; what is certain is read (S12)."""

import io
from datetime import date

import openpyxl
import pytest
from django.utils import timezone

from linli.core.kernel.problem import Severity
from linli.foundation.people.models import Division
from linli.foundation.record.verify import verify
from linli.registry.actions import confirm_import
from linli.registry.forms_xlsx import preview_problems_workbook
from linli.registry.intake import preview
from linli.registry.mapping import read_mapping
from linli.registry.models import Building, Compound, Home, Sighting
from linli.registry.tests.workbooks import sheets, workbook

pytestmark = pytest.mark.django_db
HEADINGS = (
    "小区名称",
    "县区",
    "户数",
    "楼栋数",
    "建筑面积（㎡）",
    "建成时间",
    "坐标",
    "同意户数",
    "社区",
)
COLUMN = {
    name: place
    for place, name in enumerate(
        "name area households buildings floor_area built_on location willing community".split()
    )
}
HOMES = ["县区", "小区名称", "楼栋", "单元", "房号", "户建筑面积（㎡）", "不动产单元号"]
UNIT = "450721001001GB00001F00010001"


@pytest.fixture
def look(lingshan_clerk, survey_round):
    return lambda content, name="调查表.xlsx": preview(content, name, lingshan_clerk, survey_round)


@pytest.fixture
def store(lingshan_clerk, survey_round):
    return lambda content, name="调查表.xlsx": confirm_import(
        content, name, lingshan_clerk, survey_round
    )


def row(**cells):
    """Return a row with some cells filled."""
    given = {"name": "锦华园", "area": "灵山县", **cells}
    return [given.get(name) for name in COLUMN]


def one(look, **cells):
    """Return the facts of the one row that is read, or its blocking problems."""
    found = look(workbook(row(**cells), headings=HEADINGS))
    blocking = [
        p for bad in found.quarantined for p in bad.problems if p.severity is Severity.BLOCKS
    ]
    for problem in blocking:
        assert problem.place.sheet == "小区"
        assert problem.place.row == 2
        assert problem.place.letter
        assert problem.message.zh != problem.message.en
        assert problem.next_step.zh
        assert problem.next_step.en
    return blocking or found.added[0].facts


def codes(found):
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("floor_area", "110000 平方米", "110000"),
        ("floor_area", "1.2万㎡", "12000"),
        ("floor_area", "1.2 万平方米", "12000"),
        ("floor_area", "3.5公顷", "35000"),
        ("floor_area", "１２００㎡", "1200"),
        ("households", "950户", 950),
        ("households", "1,200 户", 1200),
        ("buildings", "4幢", 4),
        ("built_on", "1998年5月", "1998-05"),
        ("location", "109.29 22.43", "109.29,22.43"),
        ("location", "109.29，22.43", "109.29,22.43"),
    ],
)
def test_units_inside_values_are_read_where_certain(look, name, text, value):
    assert one(look, **{name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("households", "约950户"),
        ("households", "950户左右"),
        ("households", "950-960"),
        ("households", "4栋（2栋住宅2栋商业）"),
        ("households", "48栋"),
        ("households", "一百二十"),
        ("buildings", "4栋（2栋住宅2栋商业）"),
        ("floor_area", "12亩"),
        ("floor_area", "1200m"),
        ("floor_area", "1.2.3"),
        ("built_on", "638户"),
        ("built_on", "90年代"),
        ("built_on", "1998-13"),
        ("location", "东经109度"),
    ],
)
def test_what_is_not_certain_waits(look, name, text):
    (problem,) = one(look, **{name: text})
    assert problem.code == "cell-unreadable"
    assert text in problem.message.zh
    assert problem.place.letter == "ABCDEFGHI"[COLUMN[name]]


def test_a_unit_other_than_the_heading_s_waits(look):
    headings = ("小区名称", "县区", "建筑面积（万㎡）")
    found = look(
        workbook(
            ["甲", "灵山县", "110000 平方米"],
            ["乙乙", "灵山县", "1.1万㎡"],
            ["丙丙丙", "灵山县", "1.1"],
            headings=headings,
        )
    )
    assert [bad.row for bad in found.quarantined] == [2]
    assert [each.facts["floor_area"] for each in found.added] == ["11000", "11000"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("households", -3, "value-negative"),
        ("households", 999_999, "value-impossible"),
        ("buildings", 0, "value-impossible"),
        ("floor_area", "0.01", "value-impossible"),
        ("floor_area", "2001公顷", "value-impossible"),
        ("floor_area", "-120.5", "value-negative"),
        ("built_on", "1200", "value-impossible"),
        ("built_on", "2190", "date-to-come"),
    ],
)
def test_numbers_beyond_all_sense_wait(look, name, value, code):
    assert codes(one(look, **{name: value})) == [code]


def test_this_year_is_past_enough(look):
    assert one(look, built_on=str(timezone.localdate().year))["built_on"]


def test_coordinates_the_wrong_way_round_are_shown_the_right_way(look):
    (problem,) = one(look, location="22.43,109.29")
    assert problem.code == "coordinates-swapped"
    assert "109.29,22.43" in problem.next_step.zh
    assert "109.29,22.43" in problem.next_step.en


@pytest.mark.parametrize(
    "text", ["108.309612,22.837881", "0.0,0.0", "116.40,39.91", "-109.29,22.43"]
)
def test_positions_outside_the_city_wait(look, text):
    assert codes(one(look, location=text)) == ["position-outside-city"]


def test_positions_the_wrong_way_round_within_the_globe_are_told_by_the_city(look, monkeypatch):
    (problem,) = one(look, location="22.43,89.29")
    assert problem.code == "position-outside-city"


def test_a_community_that_was_abolished_waits_and_says_since_when(look, places):
    community = Division.objects.get(code="450721001002")
    Division.objects.filter(pk=community.pk).update(valid_to=date(2021, 6, 30))
    for text in (community.name, community.code):
        (problem,) = one(look, community=text)
        assert problem.code == "division-abolished"
        assert "2021-06-30" in problem.message.zh
        assert problem.place.letter == "I"


def test_a_name_longer_than_the_registry_holds_waits(look):
    assert codes(one(look, name="长" * 121)) == ["name-too-long"]
    assert one(look, name="长" * 120)["name"]


# Agreement of answers, as the pack's rules say ----------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"households": 10, "floor_area": 300}, "area_a_home_is_usual"),
        ({"households": 10, "floor_area": 9000}, "area_a_home_is_usual"),
        ({"households": 300, "buildings": 2}, "homes_a_building_are_usual"),
        ({"built_on": "2008"}, "built_within_survey"),
    ],
)
def test_s12_answers_that_hardly_agree_warn_and_are_kept(look, cells, code):
    found = look(workbook(row(**cells), headings=HEADINGS))
    assert len(found.added) == 1
    (problem,) = found.warnings
    assert (problem.code, problem.place.row) == (code, 2)
    assert problem.place.letter
    assert found.warnings[:5] == [problem]


def test_s12_the_round_s_own_cut_off_counts(look, survey_round):
    survey_round.cutoff = date(2010, 12, 31)
    assert codes(look(workbook(row(built_on="2008"), headings=HEADINGS)).warnings) == []


def test_s12_more_willing_than_there_are_waits_even_if_the_registry_knows_the_other_number(
    look, store
):
    assert codes(one(look, households=48, willing=60)) == ["willing_within_households"]
    store(workbook(row(households=48), headings=HEADINGS))
    found = look(workbook(row(willing=60), headings=HEADINGS))
    assert codes(found.quarantined[0].problems) == ["willing_within_households"]
    unknown = look(workbook(row(willing=60, households="不详"), headings=HEADINGS))
    assert len(unknown.changed) == 1


def test_s12_buildings_that_do_not_add_up_warn(look, store):
    book = {
        "小区": [
            ["小区名称", "县区", "楼栋数", "户数"],
            ["锦华园", "灵山县", 2, 48],
            ["红旗小区", "灵山县", 1, 24],
        ],
        "楼栋": [
            ["县区", "小区名称", "楼栋", "楼栋户数"],
            ["灵山县", "锦华园", "1栋", 24],
            ["灵山县", "锦华园", "2栋", 20],
            ["灵山县", "红旗小区", "1栋", 24],
            ["灵山县", "红旗小区", "2栋", None],
        ],
    }
    found = look(sheets(book))
    said = {(p.place.row, p.place.column): p.message.zh for p in found.warnings}
    assert set(said) == {(2, "户数"), (3, "楼栋数")}
    assert "44" in said[2, "户数"]
    store(sheets(book))
    rest = {"楼栋": [book["楼栋"][0], ["灵山县", "锦华园", "2栋", 24]]}
    assert codes(look(sheets(rest)).warnings) == []
    rest["楼栋"].append(["灵山县", "锦华园", "3栋", 4])
    (number, homes) = look(sheets(rest)).warnings
    assert (number.value, homes.value) == ("2", "48")
    assert number.place.sheet == "楼栋"


# Several sheets, homes ----------------------------------------------------------------------


def test_s13_homes_belong_to_buildings_in_any_order_of_sheets_and_rows(look, store):
    book = {
        "户": [
            HOMES,
            ["灵山县", "锦华园", "2栋", "1单元", "101", 72.5, UNIT],
            ["灵山县", "锦华园", "1 栋", "2", "101", 60, None],
            ["灵山县", "锦华园", "9栋", "", "101", 60, None],
        ],
        "楼栋": [
            ["县区", "小区名称", "楼栋"],
            ["灵山县", "锦华园", "2栋"],
            ["灵山县", "锦华园", "1栋"],
            ["灵山县", "无此小区", "1栋"],
        ],
        "小区": [["小区名称", "县区"], ["锦华园", "灵山县"]],
    }
    found = look(sheets(book))
    assert [(bad.sheet, bad.row, codes(bad.problems)) for bad in found.quarantined] == [
        ("户", 4, ["home-without-building"]),
        ("楼栋", 4, ["building-without-compound"]),
    ]
    store(sheets(book))
    assert [str(home) for home in Home.objects.all()] == ["锦华园 1栋 2-101", "锦华园 2栋 1-101"]
    assert Home.objects.get(building__name="2栋").facts == {
        "home_entrance": "1单元",
        "home_room": "101",
        "home_area": "72.5",
        "real_estate_unit": UNIT,
    }
    again = look(sheets(book))
    assert (again.same, again.buildings.same, again.homes.same) == (1, 2, 2)
    assert not again.stores_anything


def test_s13_homes_may_come_later_than_their_buildings(look, store):
    store(
        sheets(
            {
                "小区": [["小区名称", "县区"], ["锦华园", "灵山县"]],
                "楼栋": [["县区", "小区名称", "楼栋"], ["灵山县", "锦华园", "1栋"]],
            }
        )
    )
    store(sheets({"户": [HOMES, ["灵山县", "锦华园", "1栋", None, "101", 60, None]]}))
    assert Home.objects.get().building == Building.objects.get()


@pytest.mark.parametrize(
    "text", ["4.50721001001001E+27", "450721001001", UNIT.replace("F", "X"), f"{UNIT}1"]
)
def test_a_real_estate_unit_that_is_none_waits(look, text):
    book = {
        "小区": [["小区名称", "县区"], ["锦华园", "灵山县"]],
        "楼栋": [["县区", "小区名称", "楼栋"], ["灵山县", "锦华园", "1栋"]],
        "户": [HOMES, ["灵山县", "锦华园", "1栋", "", "101", 60, text]],
    }
    (bad,) = look(sheets(book)).quarantined
    assert codes(bad.problems) == ["cell-unreadable"]


def test_a_home_twice_in_a_file_waits(look):
    home = ["灵山县", "锦华园", "1栋", "1单元", "101", 60, None]
    book = {
        "小区": [["小区名称", "县区"], ["锦华园", "灵山县"]],
        "楼栋": [["县区", "小区名称", "楼栋"], ["灵山县", "锦华园", "1栋"]],
        "户": [HOMES, home, home],
    }
    (bad,) = look(sheets(book)).quarantined
    assert codes(bad.problems) == ["twice-in-file"]


def test_several_sheets_of_compounds_are_one_survey(look):
    one = [["小区名称", "县区"], ["锦华园", "灵山县"], ["东风小区", "灵山县"]]
    other = [["小区名称", "县区"], ["锦华园", "灵山县"], ["西山里", "灵山县"]]
    found = look(sheets({"城东": one, "城西": other}))
    assert [each.name for each in found.added] == ["锦华园", "东风小区", "西山里"]
    (bad,) = found.quarantined
    assert (bad.sheet, bad.row, codes(bad.problems)) == ("城西", 2, ["twice-in-file"])
    assert "城东" in bad.problems[0].message.zh


def test_headings_and_values_may_be_the_dictionary_s_own_names(look):
    headings = (
        "group_a/name",
        "group_a/jurisdiction",
        "size-households",
        "condition/structure",
        "has_property_manager",
    )
    found = look(
        workbook(["锦华园", "灵山县", "48", "brick_concrete", "yes"], headings=headings),
        "form.csv.xlsx",
    )
    facts = found.added[0].facts
    assert (facts["households"], facts["structure"], facts["has_property_manager"]) == (
        48,
        "brick_concrete",
        True,
    )


def test_longitude_and_latitude_may_stand_in_two_columns(look):
    headings = ("小区名称", "县区", "经度", "纬度")
    rows = [
        ["甲", "灵山县", "109.29", "22.43"],
        ["乙乙", "灵山县", None, None],
        ["丙丙丙", "灵山县", "109.29", None],
        ["丁丁丁丁", "灵山县", "22.43", "109.29"],
        ["戊戊戊戊戊", "灵山县", "不详", "不详"],
    ]
    found = look(workbook(*rows, headings=headings))
    assert [each.facts.get("location") for each in found.added] == ["109.29,22.43", None, None]
    assert [(bad.row, *codes(bad.problems)) for bad in found.quarantined] == [
        (4, "cell-unreadable"),
        (5, "coordinates-swapped"),
    ]
    assert found.quarantined[0].problems[0].place.letter == "C"
    assert found.unknown_headers == []


def test_a_mapping_s_positions_are_converted_from_the_map_service_s(lingshan_clerk, survey_round):
    text = """
name = { zh = "清单", en = "List" }
coordinates = "gcj02"
[columns]
"楼盘" = "name"
"位置" = "location"
[constants]
jurisdiction = "灵山县"
"""
    content = workbook(["甲小区", "109.2950,22.4270"], headings=("楼盘", "位置"))
    found = preview(content, "x.xlsx", lingshan_clerk, survey_round, read_mapping(text.encode()))
    east, north = map(float, found.added[0].facts["location"].split(","))
    assert 0.002 < 109.2950 - east < 0.008
    assert 0.001 < north + 0.0 - 22.4270 + 0.006 < 0.012


# The way of a file that has faults ----------------------------------------------------------


def test_all_faults_at_once_and_only_the_corrected_rows_change(look, store):
    bad = [
        row(name="甲小区", households="约50", floor_area="十亩", location="22.43,109.29"),
        row(name="乙乙小区", built_on="638户"),
    ]
    content = workbook(row(households=48), *bad, headings=HEADINGS)
    found = look(content)
    assert [len(each.problems) for each in found.quarantined] == [3, 1]
    store(content)
    book = openpyxl.load_workbook(io.BytesIO(preview_problems_workbook(found)))
    sheet = book["小区"]
    assert [sheet[place].comment is not None for place in ("A2", "C2", "E2", "G2", "F3")] == [
        False,
        True,
        True,
        True,
        True,
    ]
    sheet["C2"], sheet["E2"], sheet["G2"], sheet["F3"] = 50, "4000", "109.29,22.43", "1990"
    corrected = io.BytesIO()
    book.save(corrected)
    stored = store(corrected.getvalue(), "改正.xlsx")
    assert (stored.added, stored.changed, stored.same, stored.quarantined) == (2, 0, 0, 0)
    assert Compound.objects.count() == 3
    assert Sighting.objects.count() == 3
    assert verify() == []


def test_every_compound_of_a_file_is_seen_in_the_round_even_if_nothing_is_new(store, survey_round):
    store(workbook(row(households=48), row(name="红旗小区"), headings=HEADINGS))
    Sighting.objects.all().delete()
    stored = store(
        workbook(row(households=48), row(name="红旗小区", households=30), headings=HEADINGS)
    )
    assert (stored.changed, stored.same) == (1, 1)
    assert Sighting.objects.filter(round=survey_round).count() == 2
