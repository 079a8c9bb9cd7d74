"""The same place spelt differently is found; other places are left apart (S11)."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from linli.engines.tables.namesakes import LIKELY, POSSIBLE, pairs, plain_name, road_and_number

SCHEMA = {"id": pl.Int64, "area": pl.Int64} | dict.fromkeys(
    ("name", "address", "community"), pl.String
)


def records(*rows, area=1):
    return pl.DataFrame([(n, area, *row) for n, row in enumerate(rows)], SCHEMA, orient="row")


def score(first, second):
    found = pairs(records(first, second))
    return found["score"][0] if found.height else 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("锦华园", "人民路12号", "东风"), ("锦华园小区", "灵山县人民路12号", "东风社区")),
        (("锦华园", "人民路12号", "东风"), ("锦花园", "人民路 12 号", "东风居委会")),
        (("水利局宿舍", "解放街5号", "城中"), ("水利局家属院", "解放街５号", None)),
        (("向阳小区1区", None, None), ("向阳一区", None, None)),
        (
            ("教育学院教职工宿舍", "北湖路43-9号", None),
            ("南宁教育学院教职工宿舍", "北湖路43-9号", None),
        ),
        (("ＡＢ花园", "北环路8-1号", None), ("ab 花园（小区）", "北环路8-1", None)),
    ],
)
def test_s11_the_same_compound_spelt_differently_is_likely(first, second):
    assert score(first, second) >= LIKELY
    assert score(second, first) == score(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("向阳小区1区", "人民路1号", None), ("向阳小区2区", "人民路1号", None)),
        (("新兴苑北区", "白沙大道138号", None), ("新兴苑南区", "白沙大道138号", None)),
        (("粮食局宿舍", "解放街5号", "城中"), ("水利局宿舍", "解放街5号", "城中")),
        (("教师新村", "学前路8号", "城东"), ("教师新村", "江滨路90号", "河西")),
        (("锦华园", "人民路12号", None), ("锦绣苑", "人民路12号", None)),
    ],
)
def test_s11_other_compounds_are_not_asked_about(first, second):
    assert score(first, second) == 0


def test_a_doubt_is_possible_but_not_likely():
    found = score(("教师新村", None, None), ("教师新邨", "学前路8号", None))
    assert POSSIBLE <= found < LIKELY


def test_compounds_of_two_areas_are_never_the_same():
    both = pl.concat([records(("锦华园", None, None)), records(("锦华园", None, None), area=2)])
    assert pairs(both.with_columns(id=pl.int_range(2))).is_empty()


def test_only_pairs_that_hold_an_asked_record_are_given():
    three = records(("锦华园", None, None), ("锦华园小区", None, None), ("锦华园大院", None, None))
    assert pairs(three).height == 3
    assert pairs(three, pl.col("id") == 2).select("left", "right").rows() == [(0, 2), (1, 2)]


def test_hundreds_of_one_name_are_told_apart_by_community():
    rows = [("教师宿舍", None, f"社区{n}") for n in range(300)]
    found = pairs(records(*rows, ("教师宿舍楼", None, "社区7")))
    assert found.select("left", "right").rows() == [(7, 300)]


def test_a_plain_name_keeps_something():
    names = pl.DataFrame({"name": ["小区", "三 号楼", "锦华园（一期）"]})
    assert names.select(plain_name(pl.col("name")))["name"].to_list() == [
        "小区",
        "3栋",
        "锦华园1期",
    ]


def test_an_address_without_number_says_too_little():
    given_ = ["人民路12号", "广西钦州市灵山县灵城街道人民路12号后面", "人民路", None]
    table = pl.DataFrame({"a": given_})
    found = table.select(road_and_number(pl.col("a"))).to_series().to_list()
    assert found == ["人民路12", "人民路12", None, None]


WORDS = st.text(st.sampled_from("锦华绣江滨园1"), min_size=1, max_size=5)
ROWS = st.lists(
    st.tuples(WORDS, st.sampled_from(["人民路1号", "江路2号", None]), st.none()), max_size=9
)


@given(ROWS)
def test_all_likely_pairs_of_an_address_are_found(rows):
    table = records(*rows)
    plain = table.select(plain_name(pl.col("name")))["name"].to_list()
    found = set(pairs(table).select("left", "right").rows())
    for left in range(len(rows)):
        for right in range(left + 1, len(rows)):
            figures = [[c for c in plain[n] if c.isdigit()] for n in (left, right)]
            alike = Indel.normalized_similarity(plain[left], plain[right])
            same_road = rows[left][1] == rows[right][1] is not None
            community = 0.15 * 0.7
            if (
                figures[0] == figures[1]
                and same_road
                and 0.5 * alike + 0.35 + community >= POSSIBLE
            ):
                assert (left, right) in found
            if figures[0] != figures[1]:
                assert (left, right) not in found
