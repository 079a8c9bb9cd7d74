"""What is beyond all sense, and units inside values (S12)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy.limits import impossible
from linli.core.policy.measures import read_measure
from linli.core.policy.schema import Fact, FactType, Subject

TODAY = date(2021, 5, 1)


def fact(kind, **more):
    words = Text("某事", "thing")
    return Fact(type=kind, subject=Subject.COMPOUND, label=words, meaning=words, **more)


def code(of, value):
    problem = impossible(of, value, TODAY)
    return problem and problem.code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1, "value-negative"),
        (0, "value-impossible"),
        (1, None),
        (130, None),
        (131, "value-impossible"),
    ],
)
def test_the_ends_are_possible(value, expected):
    assert code(fact(FactType.INT, possible=(1, 130)), value) == expected


def test_without_limits_nothing_is_impossible_but_below_a_range_no_negative_number_passes():
    assert code(fact(FactType.INT), -5) is None
    assert code(fact(FactType.DECIMAL, range=(10, 20)), Decimal("-0.01")) == "value-negative"
    assert code(fact(FactType.DECIMAL, range=(10, 20)), Decimal(5)) is None
    assert code(fact(FactType.BOOL), value=True) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1849", "value-impossible"),
        ("1850", None),
        ("2021", None),
        ("2021-05", None),
        ("2021-05-01", None),
        ("2021-05-02", "date-to-come"),
        ("2021-06", "date-to-come"),
        ("2022", "date-to-come"),
    ],
)
def test_what_has_happened_lies_in_the_past(text, expected):
    built = fact(FactType.DATE, possible=(1850, 2200), past=True)
    assert code(built, Period.parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "number", "factor"),
    [
        ("950", "户", "950", None),
        ("950户", "户", "950", 1),
        ("1.2万", "户", "1.2", 10_000),
        ("1.2万㎡", "㎡", "1.2", 10_000),
        ("3.5公顷", "㎡", "3.5", 10_000),
        ("1.5亿元", "元", "1.5", 100_000_000),
        ("1,200", "户", "1200", None),
    ],
)
def test_a_unit_that_is_the_fact_s_own_is_read(text, unit, number, factor):
    assert read_measure(text, unit) == (Decimal(number), factor)


@pytest.mark.parametrize(
    "text", ["约950户", "950户左右", "4栋(2栋住宅)", "12亩", "1.2.3", "12,34", "九百", "5万万", ""]
)
def test_what_is_not_certain_is_refused(text):
    with pytest.raises(ValueError, match="not"):
        read_measure(text, "户")


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(["", "户", "万", "万户"]))
def test_every_number_is_read_as_written(number, behind):
    factor = {"": None, "户": 1, "万": 10_000, "万户": 10_000}[behind]
    assert read_measure(f"{number:f}{behind}", "户") == (number, factor)
