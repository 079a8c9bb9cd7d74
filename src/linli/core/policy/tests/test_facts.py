from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.kernel.problem import ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.facts import (
    PLACEHOLDERS,
    decode,
    encode,
    is_placeholder,
    outside_range,
    parse,
    plain,
    show,
)
from linli.core.policy.schema import EnumValue, Fact, FactType, Subject

UNITS = {
    FactType.INT: Text("户", "homes"),
    FactType.DECIMAL: Text("㎡", "m²"),
    FactType.MONEY: Text("元", "yuan"),
}


def fact(kind, **more):
    return Fact(
        name="it",
        type=kind,
        subject=Subject.COMPOUND,
        label=Text("某事", "thing"),
        meaning=Text("某事", "thing"),
        unit=UNITS.get(kind),
        values={
            "intact": EnumValue(label=Text("完好", "intact"), synonyms=("良好",)),
            "missing": EnumValue(label=Text("缺失", "missing"), synonyms=("无",)),
        }
        if kind is FactType.ENUM
        else {},
        **more,
    )


def numbers(places, largest=10**9):
    return st.decimals(0, largest, places=places)


def points():
    return st.tuples(
        st.decimals(-180, 180, places=5).map(abs), st.decimals(-90, 90, places=5).map(abs)
    )


VALUES = {
    FactType.BOOL: st.booleans(),
    FactType.INT: st.integers(-(10**6), 10**12),
    FactType.DECIMAL: numbers(4).map(lambda number: number.normalize() + 0),
    FactType.MONEY: numbers(2),
    FactType.RATIO: st.decimals(0, 1, places=3).map(lambda share: share.normalize() + 0),
    FactType.DATE: st.dates(date(1900, 1, 1)).flatmap(
        lambda day: st.sampled_from([str(day), str(day)[:7], str(day)[:4]]).map(Period.parse)
    ),
    FactType.TEXT: st.text(max_size=20)
    .map(plain)
    .filter(lambda text: text and text.lower() not in PLACEHOLDERS),
    FactType.ENUM: st.sampled_from(["intact", "missing"]),
    FactType.POINT: points(),
}
known_values = st.sampled_from(list(VALUES)).flatmap(
    lambda kind: st.tuples(st.just(kind), VALUES[kind])
)


@settings(max_examples=300, deadline=None)
@given(known_values)
def test_json_gives_back_every_value(pair):
    kind, value = pair
    assert decode(fact(kind), encode(value)) == value


@settings(max_examples=300, deadline=None)
@given(known_values)
def test_a_cell_gives_back_every_value_that_a_page_shows(pair):
    kind, value = pair
    assert parse(fact(kind), show(fact(kind), value, "zh-hans")) == value


@settings(max_examples=300, deadline=None)
@given(known_values)
def test_a_cell_gives_back_every_value_that_json_keeps(pair):
    kind, value = pair
    written = encode(value)
    text = ("是" if written else "否") if isinstance(written, bool) else str(written)
    assert parse(fact(kind), text) == value


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(FactType)), st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_a_value_or_nothing_or_one_problem(kind, text):
    try:
        value = parse(fact(kind), text)
    except ProblemError as error:
        (problem,) = error.problems
        assert problem.message.zh
        assert problem.next_step.zh
    else:
        assert value is None or decode(fact(kind), encode(value)) == value


@pytest.mark.parametrize("kind", list(FactType))
@pytest.mark.parametrize("text", ["", "  ", "　", "暂无数据", "不详", "—", "/", "N/A", " ， "])
def test_a_blank_or_a_placeholder_is_unknown_for_every_type(kind, text):
    assert parse(fact(kind), text) is None


def test_a_placeholder_says_unknown_aloud_a_blank_says_nothing():
    assert is_placeholder(" 暂无数据 ")
    assert not is_placeholder("")
    assert not is_placeholder("48")


@pytest.mark.parametrize("text", ["48", "４８", " 48 ", "48户", "48 户", "48.0", "048"])
def test_a_whole_number_as_people_write_it(text):
    assert parse(fact(FactType.INT), text) == 48


@pytest.mark.parametrize(
    "text", ["3,520.50", "3520.5㎡", "3520.5平方米", "３５２０．５", "3520.5 m2"]
)
def test_an_area_as_people_write_it(text):
    assert parse(fact(FactType.DECIMAL), text) == Decimal("3520.5")


@pytest.mark.parametrize(
    "text",
    ["约50", "50左右", "50多", "二十", "50-60", "50户/3栋", "5O", "1,2,3", "48㎡", "1e3", "inf"],
)
def test_a_number_that_has_to_be_guessed_is_refused(text):
    with pytest.raises(ProblemError) as error:
        parse(fact(FactType.INT), text)
    assert text in error.value.problems[0].message.zh


def test_a_fraction_of_a_home_is_refused():
    with pytest.raises(ProblemError):
        parse(fact(FactType.INT), "48.5")


def test_money_is_exact_to_the_cent_and_no_finer():
    assert parse(fact(FactType.MONEY), "3999999.99") == Decimal("3999999.99")
    with pytest.raises(ProblemError):
        parse(fact(FactType.MONEY), "0.001")


def test_a_heading_in_another_unit_multiplies_exactly():
    money = fact(FactType.MONEY, per_header={"某事（万元）": 10_000})
    assert parse(money, "399.999999", "某事(万元)") == Decimal("3999999.99")
    assert parse(money, "400", "某事 （万元）") == Decimal("4000000.00")
    assert parse(money, "400", "某事") == Decimal("400.00")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2000", "2000"),
        ("2000年", "2000"),
        ("２０００年", "2000"),
        ("2000-12", "2000-12"),
        ("2000年12月31日", "2000-12-31"),
        ("2000/12/31", "2000-12-31"),
        ("2000.12", "2000-12"),
        ("2000-12-31 00:00:00", "2000-12-31"),
    ],
)
def test_a_date_as_precise_as_it_is_written(text, period):
    assert str(parse(fact(FactType.DATE), text)) == period


@pytest.mark.parametrize(
    "text", ["90年代", "1998年左右", "2000-13", "2001-02-30", "一九八五年", "36892"]
)
def test_a_date_that_has_to_be_guessed_is_refused(text):
    with pytest.raises(ProblemError, match="无法确定"):
        parse(fact(FactType.DATE), text)


def test_yes_and_no_as_people_write_them():
    assert parse(fact(FactType.BOOL), "有") is True
    assert parse(fact(FactType.BOOL), "无") is False
    with pytest.raises(ProblemError):
        parse(fact(FactType.BOOL), "部分")


def test_a_choice_by_its_label_or_a_synonym():
    assert parse(fact(FactType.ENUM), "良好") == "intact"
    assert parse(fact(FactType.ENUM), "无") == "missing"
    with pytest.raises(ProblemError) as error:
        parse(fact(FactType.ENUM), "一般")
    assert "完好、缺失" in error.value.problems[0].next_step.zh


def test_a_point_is_longitude_then_latitude_on_the_globe():
    assert parse(fact(FactType.POINT), "108.62，21.95") == (Decimal("108.62"), Decimal("21.95"))
    with pytest.raises(ProblemError):
        parse(fact(FactType.POINT), "21.95,108.62")


def test_a_share_may_be_a_percentage():
    assert parse(fact(FactType.RATIO), "20%") == Decimal("0.2")
    with pytest.raises(ProblemError):
        parse(fact(FactType.RATIO), "1.2")


def test_pages_show_unknown_units_and_labels_in_both_languages():
    assert show(fact(FactType.INT), None, "zh-hans") == "未知"
    assert show(fact(FactType.INT), None, "en") == "unknown"
    assert show(fact(FactType.INT), 1200, "en") == "1,200 homes"
    assert show(fact(FactType.ENUM), "missing", "zh-hans") == "缺失"


def test_a_number_outside_the_plausible_range_only_warns():
    homes = fact(FactType.INT, range=(6, 3000))
    assert outside_range(homes, 6) is None
    assert outside_range(homes, 3000) is None
    problem = outside_range(homes, 3001)
    assert problem is not None
    assert problem.severity is Severity.WARNS
    assert "3001" in problem.message.zh


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (FactType.INT, True),
        (FactType.INT, "48"),
        (FactType.BOOL, 1),
        (FactType.MONEY, 1.5),
        (FactType.DECIMAL, "1e5"),
        (FactType.ENUM, "other"),
        (FactType.DATE, "soon"),
    ],
)
def test_json_of_another_type_is_refused(kind, raw):
    with pytest.raises(ValueError, match=r".+"):
        decode(fact(kind), raw)
