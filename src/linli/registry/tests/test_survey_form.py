"""The filled form: unedited it changes nothing, edited just what was edited (S12, S13)."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.policy.facts import encode, is_placeholder, parse
from linli.core.policy.schema import FactType, Subject
from linli.foundation.people.models import Division, Role
from linli.registry.actions import confirm_import
from linli.registry.bridge import dictionary
from linli.registry.forms_xlsx import as_cell, heading, survey_form
from linli.registry.intake import preview
from linli.registry.models import Building, Compound, Home
from linli.registry.tests.examples import examples
from linli.registry.tests.workbooks import sheets

pytestmark = pytest.mark.django_db
FULL = {
    "小区": [
        [
            "小区名称",
            "县区",
            "户数",
            "建成时间",
            "建筑面积（㎡）",
            "坐标",
            "有无物业",
            "建筑结构",
            "估算总投资（元）",
        ],
        ["锦华园", "灵山县", 48, "1992-05", 3520.5, "109.29,22.43", "是", "砖混", "1234567.80"],
        ["红旗小区", "灵山县", None, "1988", "1.2万㎡", None, "否", "框架", None],
    ],
    "楼栋": [
        ["县区", "小区名称", "楼栋", "楼栋户数", "楼栋层数"],
        ["灵山县", "红旗小区", "2栋", 12, None],
        ["灵山县", "锦华园", "1栋", 24, 6],
        ["灵山县", "锦华园", "2栋", 24, 6],
    ],
    "户": [
        [
            "县区",
            "小区名称",
            "楼栋",
            "单元",
            "楼层",
            "房号",
            "户建筑面积（㎡）",
            "房屋用途",
            "不动产单元号",
        ],
        [
            "灵山县",
            "锦华园",
            "1栋",
            "1单元",
            1,
            "101",
            72.5,
            "住宅",
            "450721001001GB00001F00010001",
        ],
        ["灵山县", "锦华园", "1栋", "2单元", 1, "101", 72.5, "商业", None],
    ],
}


@pytest.fixture
def full(lingshan_clerk, survey_round):
    """A registry with two compounds, three buildings and two homes."""
    return confirm_import(sheets(FULL), "首批.xlsx", lingshan_clerk, survey_round)


def look(content, user, survey_round):
    return preview(content, "调查表.xlsx", user, survey_round)


def changes_in(found):
    """Return every change of a preview as (subject's id, fact) -> (old, new)."""
    told = {("小区", pk): row["changes"] for pk, row in found.changed_rows.items()}
    for word, parts in (("楼栋", found.buildings), ("户", found.homes)):
        told |= {(word, pk): change.changes for pk, change in parts.changed.items()}
    return {(*what, fact): pair for what, changes in told.items() for fact, pair in changes.items()}


def test_the_form_has_three_sheets_locked_headings_and_choices(lingshan_clerk, survey_round):
    book = openpyxl.load_workbook(io.BytesIO(survey_form(lingshan_clerk)))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [
        "小区",
        "楼栋",
        "户",
    ]
    sheet = book["小区"]
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    by_heading = {cell.value: cell for cell in sheet[1]}
    assert "单位：㎡" in by_heading["建筑面积（㎡）"].comment.text
    rules = {
        str(rule.sqref).split(":")[0][:-1]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    assert rules[by_heading["县区"].column_letter] == '"灵山县"'
    assert rules[by_heading["有无物业"].column_letter] == '"是,否,不详"'


def test_s10_the_filled_form_holds_the_rows_of_the_own_area_only(
    full, city_officer, qinnan_clerk, survey_round
):
    confirm_import(
        sheets({"小区": [["小区名称", "县区"], ["江滨苑", "钦南区"]]}),
        "x.xlsx",
        city_officer,
        survey_round,
    )
    book = openpyxl.load_workbook(io.BytesIO(survey_form(qinnan_clerk, filled=True)))
    assert not book["小区"]["B2"].protection.locked
    assert [row[1].value for row in book["小区"].iter_rows(2)] == ["江滨苑"]
    assert book["楼栋"].max_row == 1


def test_the_filled_form_unedited_shows_no_change(full, lingshan_clerk, survey_round):
    found = look(survey_form(lingshan_clerk, filled=True), lingshan_clerk, survey_round)
    assert (len(found.added), found.same, found.quarantined) == (0, 2, [])
    assert (found.buildings.same, found.homes.same) == (3, 2)
    assert not found.stores_anything
    assert changes_in(found) == {}


def test_s10_a_community_s_form_is_its_own(appoint, city_officer, survey_round):
    own, other = Division.objects.filter(code__startswith="450721", level="community")[:2]
    rows = [[n, "灵山县", d.parent.name, d.name] for n, d in (("甲小区", own), ("乙小区", other))]
    book = {
        "小区": [["小区名称", "县区", "街道（镇）", "社区"], *rows],
        "楼栋": [
            ["县区", "小区名称", "楼栋"],
            ["灵山县", "甲小区", "1栋"],
            ["灵山县", "乙小区", "1栋"],
        ],
    }
    confirm_import(sheets(book), "x.xlsx", city_officer, survey_round)
    clerk = appoint("community", Role.COMMUNITY, division=own)
    content = survey_form(clerk, filled=True)
    filled = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[1].value for row in filled["小区"].iter_rows(2)] == ["甲小区"]
    found = look(content, clerk, survey_round)
    assert (found.same, found.buildings.same, found.quarantined) == (1, 1, [])


# Edits: what a clerk may do to a cell of each type ------------------------------------------

TEXTS = st.text(
    st.sampled_from("甲乙丙小区0123456789ABab -_（）,，。=+@'\"\\"), min_size=1, max_size=12
)
VALUES = {
    FactType.BOOL: st.booleans(),
    FactType.INT: st.integers(1, 60),
    FactType.DECIMAL: st.decimals(20, 900, places=2),
    FactType.MONEY: st.decimals(0, 10**7, places=2),
    FactType.DATE: st.sampled_from(["1990", "1991-02", "1992-03-04"]),
    FactType.POINT: st.sampled_from(["109.3,22.4", "109.2912,22.4301"]),
    FactType.TEXT: TEXTS,
}
FIXED = {
    "code",
    "name",
    "jurisdiction",
    "building_name",
    "home_room",
    "home_entrance",
    "town",
    "community",
}
BOOKS = {
    "小区": (Subject.COMPOUND, Compound),
    "楼栋": (Subject.BUILDING, Building),
    "户": (Subject.HOME, Home),
}


def editable(subject):
    facts = dictionary().facts_of(subject).values()
    return [
        f for f in facts if f.name not in FIXED and not f.pattern and f.name != "willing_households"
    ]


@st.composite
def edits(draw):
    """Return edits: (sheet, row, fact) -> what is done to the cell."""
    found = {}
    for _ in range(draw(st.integers(0, 6))):
        sheet = draw(st.sampled_from(list(BOOKS)))
        fact = draw(st.sampled_from(editable(BOOKS[sheet][0])))
        row = draw(st.integers(0, len(FULL[sheet]) - 2))
        value = (
            st.sampled_from(sorted(fact.values))
            if fact.type is FactType.ENUM
            else VALUES[fact.type]
        )
        found[sheet, row, fact.name] = draw(
            st.sampled_from(["blank", "不详"]) | value.map(lambda v: ("set", v))
        )
    return found


# Only previews are made, so one registry serves all examples.
@examples(8)
@given(edits=edits())
def test_k_edited_cells_are_just_those_k_changes(edits, bench):
    user, survey_round, content = bench
    book = openpyxl.load_workbook(io.BytesIO(content))
    expected = {}
    for (sheet, place, name), done in edits.items():
        fact = dictionary().facts[name]
        column = next(c.column for c in book[sheet][1] if c.value == heading(fact))
        cell = book[sheet].cell(place + 2, column)
        subject = in_order(sheet)[place]
        old = subject.facts.get(name)
        if done == "blank":
            cell.value = None
            continue
        new = None if done == "不详" else stored(fact, done[1])
        cell.value = "不详" if done == "不详" else as_cell(fact, new)
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if new != old:
            expected[sheet, subject.pk, name] = (old, new)
    file = io.BytesIO()
    book.save(file)
    found = look(file.getvalue(), user, survey_round)
    assert found.quarantined == []
    assert len(found.added) == found.buildings.added.height == found.homes.added.height == 0
    assert changes_in(found) == expected


def in_order(sheet):
    order = {
        "小区": ("code",),
        "楼栋": ("compound__code", "pk"),
        "户": ("building__compound__code", "pk"),
    }
    return list(BOOKS[sheet][1].objects.order_by(*order[sheet]))


def stored(fact, value):
    if fact.type is FactType.TEXT and (not value.strip() or is_placeholder(value)):
        return None
    written = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
    return encode(parse(fact, written))


@pytest.fixture
def bench(full, lingshan_clerk, survey_round):
    return lingshan_clerk, survey_round, survey_form(lingshan_clerk, filled=True)
