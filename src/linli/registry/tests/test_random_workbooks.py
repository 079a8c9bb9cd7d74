"""Random workbooks with random defects: what is stored equals what was valid, row by row (S12)."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.registry.actions import confirm_import
from linli.registry.models import Building, Compound, QuarantinedRow
from linli.registry.tests.examples import examples
from linli.registry.tests.workbooks import sheets

pytestmark = pytest.mark.django_db
HEADINGS = [
    "小区名称",
    "县区",
    "户数",
    "同意户数",
    "建成时间",
    "建筑面积（㎡）",
    "建筑结构",
    "有无物业",
    "坐标",
]
FACTS = [
    "name",
    "jurisdiction",
    "households",
    "willing_households",
    "built_on",
    "floor_area",
    "structure",
    "has_property_manager",
    "location",
]
# Names that are nothing like one another, so that no row is held for a namesake.
NAMES = (
    "粮食局 糖酒厂 丝绸站 陶瓷社 农机院 水电队 汽运场 建材库 物资处 供销部 外贸楼 航道段".split()
)
AREA = ("灵山县", "灵山县")
# For each column: a cell and the value it must be stored as, None for unknown; and cells that wait.
GOOD = {
    "households": [
        (48, 48),
        ("120户", 120),
        ("１００", 100),
        ("1,200", 1200),
        (None, None),
        ("不详", None),
        ("暂无数据", None),
    ],
    "willing_households": [(5, 5), (None, None), ("不详", None)],
    "built_on": [
        ("1990", "1990"),
        ("1990年5月", "1990-05"),
        ("1990-05-06", "1990-05-06"),
        (None, None),
        ("-", None),
    ],
    "floor_area": [
        (3520.5, "3520.5"),
        ("1.2万㎡", "12000"),
        ("4800 平方米", "4800"),
        ("5000.00", "5000"),
        (None, None),
    ],
    "structure": [
        ("砖混", "brick_concrete"),
        ("框架结构", "frame"),
        ("frame", "frame"),
        (None, None),
    ],
    "has_property_manager": [("是", True), ("无", False), ("no", False), (None, None)],
    "location": [
        ("109.29,22.43", "109.29,22.43"),
        ("109.2912，22.4301", "109.2912,22.4301"),
        (None, None),
    ],
}
BAD = {
    "jurisdiction": ["浦北县", "某某县", "", None],
    "households": ["约950户", "4栋（2栋住宅2栋商业）", -1, 4.5, 99_999_999],
    "willing_households": ["若干", "100%", 99_999],
    "built_on": ["638户", "早年", "1990-13", "2199", "1200"],
    "floor_area": ["十亩", "12亩", "0", "-5", "1.2.3"],
    "structure": ["木屋", "砖混？"],
    "has_property_manager": ["大概有", "2"],
    "location": ["22.43,109.29", "116.40,39.91", "东边"],
}


@st.composite
def rows(draw):
    """Return rows, each its cells and the facts that must be stored; None where it must wait."""
    found = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8)):
        cells, facts = (
            {"name": name, "jurisdiction": AREA[0]},
            {"name": name, "jurisdiction": AREA[1]},
        )
        for column, choices in GOOD.items():
            cells[column], value = draw(st.sampled_from(choices))
            facts[column] = value
        for column in draw(st.sets(st.sampled_from(sorted(BAD)), max_size=2)):
            if draw(st.integers(0, 2)) == 0:
                cells[column] = draw(st.sampled_from(BAD[column]))
                facts = None
                break
        found.append((cells, facts))
    return found


def expected(rows):
    """Return what must be stored: the first valid row of each name; a later one waits."""
    stored, waiting, seen = {}, [], set()
    for number, (cells, facts) in enumerate(rows, 2):
        placed = cells["jurisdiction"] == AREA[0]
        if facts is None or (cells["name"] in seen and placed):
            waiting.append(number)
        else:
            stored[cells["name"]] = {
                name: value for name, value in facts.items() if value is not None
            }
        if placed:
            seen.add(cells["name"])
    return stored, waiting


class _Undo(Exception):  # noqa: N818 - no error: it takes an example back
    """Ends an example: its transaction is rolled back."""


# Each example is taken back, so one database serves all of them.
FEW = examples(15)


@FEW
@given(rows=rows())
def test_what_is_stored_is_what_was_valid(lingshan_clerk, survey_round, rows):
    stored, waiting = expected(rows)
    content = sheets(
        {"小区": [HEADINGS, *([cells[name] for name in FACTS] for cells, _facts in rows)]}
    )
    with suppress(_Undo), transaction.atomic():
        workbook = confirm_import(content, "随机.xlsx", lingshan_clerk, survey_round)
        assert {c.name: c.facts for c in Compound.objects.all()} == stored
        assert list(QuarantinedRow.objects.values_list("row", flat=True)) == waiting
        assert (workbook.added, workbook.quarantined) == (len(stored), len(waiting))
        again = confirm_import(content, "随机.xlsx", lingshan_clerk, survey_round)
        assert (again.added, again.changed, again.same) == (0, 0, len(stored))
        raise _Undo


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["锦华园", "无此小区"]),
            st.sampled_from(["1栋", "2栋", "3 栋"]),
            st.sampled_from([(24, 24), ("12户", 12), (None, None), ("约12", ...), (-4, ...)]),
        ),
        max_size=6,
    )
)
def test_buildings_are_stored_where_valid(lingshan_clerk, survey_round, buildings):
    stored, seen = {}, set()
    for owner, name, (_cell, value) in buildings:
        key = name.replace(" ", "")
        if owner == "锦华园" and key not in seen and value is not ...:
            stored[key] = {} if value is None else {"building_homes": value}
        if owner == "锦华园":
            seen.add(key)
    book = {
        "小区": [["小区名称", "县区"], ["锦华园", "灵山县"]],
        "楼栋": [
            ["县区", "小区名称", "楼栋", "楼栋户数"],
            *(["灵山县", owner, name, cell] for owner, name, (cell, _value) in buildings),
        ],
    }
    with suppress(_Undo), transaction.atomic():
        confirm_import(sheets(book), "随机.xlsx", lingshan_clerk, survey_round)
        found = {b.name.replace(" ", ""): b.facts for b in Building.objects.all()}
        assert found == stored
        raise _Undo
