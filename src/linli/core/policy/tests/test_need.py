"""The need score: its arithmetic, its bounds, and packs whose parts do not fit (S14)."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.need import need_score, open_weights, rounded
from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.schema import FactType, Subject
from linli.core.policy.tests.sample import QINZHOU, ROOT, files

PACK = read_pack(files(QINZHOU))
DAY = date(2021, 6, 30)
QUICK = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
CONDITIONS = [name for name in PACK.facts if name.startswith("condition_")]
KNOWN = {
    **dict.fromkeys(CONDITIONS, "damaged"),
    "parking_spaces": 12,
    "ebike_ports": 0,
    "illegal_structures": 5,
    "built_on": Period.parse("1985"),
    "willing_households": 90,
    "households": 100,
    "vulnerable_households": 3,
    "residents_over_60": 50,
    "residents": 200,
    "safety_grade": "c",
}
COUNTED = {name for part in PACK.need for name in (*part.facts, part.per) if name}


def test_s14_the_score_is_the_weighted_sum_of_its_parts_points():
    score = need_score(PACK, KNOWN, DAY)
    points = {each.part.code: each.low for each in score.parts}
    assert points == {
        "works": 60,  # 15 of 15 damaged
        "parking": 70,  # 0.12 a household
        "charging": 100,
        "unlawful": 70,
        "age": 80,
        "willingness": 100,  # 90 of 100, the step's own beginning
        "size": 80,
        "vulnerable": 40,
        "elderly": 70,  # 50 of 200
        "safety": 80,
    }
    assert score.low == score.high == Decimal("70.50")
    assert score.unknown == ()


def test_s14_the_mean_of_a_part_counts_each_of_its_items():
    facts = (
        KNOWN | dict.fromkeys(CONDITIONS[:5], "missing") | dict.fromkeys(CONDITIONS[5:], "intact")
    )
    works = need_score(PACK, facts, DAY).parts[0]
    assert works.low == works.high == Fraction(500, 15)


def test_s14_unknown_facts_give_the_score_bounds_and_are_named():
    facts = {k: v for k, v in KNOWN.items() if k not in {"safety_grade", CONDITIONS[0]}}
    score = need_score(PACK, facts, DAY)
    # one of fifteen conditions: 0 to 100 instead of 60; the grade: 0 to 100 instead of 80
    assert (score.low, score.high) == (Decimal("61.10"), Decimal("73.44"))
    assert {each.name for each in score.unknown} == {"safety_grade", CONDITIONS[0]}


def test_s14_nothing_known_is_every_score_that_may_be():
    score = need_score(PACK, {}, DAY)
    assert (score.low, score.high) == (Decimal("3.00"), Decimal("100.00"))
    # age gives 20 at least, and so does the size


@pytest.mark.parametrize(("built", "low", "high"), [("1979", 100, 100), ("1980-01-01", 80, 80)])
def test_s18_a_step_begins_on_its_own_day(built, low, high):
    age = need_score(PACK, {"built_on": Period.parse(built)}, DAY).parts[4]
    assert (age.low, age.high) == (low, high)


def test_a_period_over_two_steps_has_the_points_of_both():
    span = Period(date(1975, 1, 1), date(1995, 12, 31))
    age = need_score(PACK, {"built_on": span}, DAY).parts[4]
    assert (age.low, age.high) == (60, 100)


def test_nothing_is_divided_by_nought():
    facts = KNOWN | {"households": 0}
    parking = need_score(PACK, facts, DAY).parts[1]
    assert (parking.low, parking.high) == (0, 100)


def test_a04_while_a_weight_is_open_there_is_no_score():
    day = date(2021, 4, 28)
    assert need_score(PACK, KNOWN, day) is None
    assert len(open_weights(PACK, day)) == len(PACK.need)


def test_a_pack_without_parts_scores_nothing():
    assert need_score(PACK.model_copy(update={"need": (), "digest": "x"}), KNOWN, DAY) is None


def test_another_citys_pack_scores_by_its_own_parts():
    upper = {name: text for name, text in files(QINZHOU).items() if name.startswith("extends/")}
    other = read_pack({**files(ROOT / "samples" / "packs" / "shili_2023"), **upper})
    facts = {
        "condition_water": "missing",
        "condition_roof": "damaged",
        "built_on": Period.parse("1999"),
    }
    score = need_score(other, facts, date(2023, 6, 1))
    assert score.low == score.high == Decimal("57.00")  # 0.60 x 75 + 0.40 x 30


def values_of(name):
    fact = PACK.facts[name]
    if fact.type is FactType.ENUM:
        return st.sampled_from(sorted(fact.values))
    if fact.type is FactType.DATE:
        return st.dates(date(1950, 1, 1), date(2010, 1, 1)).map(Period.of)
    return st.integers(0, 300)


FULL = st.fixed_dictionaries({name: values_of(name) for name in sorted(COUNTED)})


@QUICK
@given(FULL, st.sets(st.sampled_from(sorted(COUNTED))))
def test_what_becomes_known_only_narrows_the_bounds(facts, hidden):
    whole = need_score(PACK, facts, DAY)
    partly = need_score(PACK, {k: v for k, v in facts.items() if k not in hidden}, DAY)
    assert 0 <= partly.low <= whole.low <= whole.high <= partly.high <= 100
    if facts["households"] and facts["residents"]:
        assert whole.low == whole.high


@QUICK
@given(FULL)
def test_the_same_facts_give_the_same_score_whatever_their_order(facts):
    assert need_score(PACK, facts, DAY) == need_score(PACK, dict(reversed(facts.items())), DAY)


@given(st.fractions(0, 100))
def test_rounding_goes_the_way_that_is_asked(number):
    low, near, high = (rounded(number, how) for how in (ROUND_FLOOR, ROUND_HALF_UP, ROUND_CEILING))
    assert low <= number <= high
    assert high - low <= Decimal("0.01")
    assert abs(Fraction(near) - number) <= Fraction(1, 200)


FAULTS = [
    ('"parking_spaces"', '"parking_space"', "pack.need-fact", "need.parking.facts"),
    (
        'facts = ["parking_spaces"]\nper = "households"',
        'facts = ["parking_spaces"]\nper = "name"',
        "pack.need-per",
        "need.parking.per",
    ),
    ("intact = 0, ", "", "pack.need-points", "need.works.points"),
    (
        '{ points = 100 }, { least = "0.1", points = 70 }',
        '{ least = "0.1", points = 70 }',
        "pack.need-steps",
        "need.parking.steps",
    ),
    ('"0.3", points = 40', '"0.05", points = 40', "pack.need-steps", "need.parking.steps"),
    ("least = 1980-01-01", 'least = "old"', "pack.need-steps", "need.age.steps"),
    ("points = { a = 0, b = 30, c = 80, d = 100 }", "", "pack.need-scale", "need.safety.points"),
    ("points = { a = 0,", "points = { a = 101,", "pack.invalid", "need.10.points.a"),
    ('"need_weight_age"', '"need_weight_ages"', "pack.unknown-figure", "need.age.weight"),
    ('"need_weight_age"', '"least_area_a_home"', "pack.need-weight", "need.age.weight"),
    ('"need_weight_age"', '"need_weight_size"', "pack.need-sum", "need.weight"),
    ('clause = "二（二）1"', 'clause = "二(二)1"', "pack.unknown-clause", "need.works.clause"),
]


@pytest.mark.parametrize(("found", "instead", "code", "key"), FAULTS)
def test_a_part_that_does_not_fit_is_named_with_its_place(found, instead, code, key):
    own = files(QINZHOU)
    text = own["need.toml"].decode()
    assert found in text
    problems = check_pack({**own, "need.toml": text.replace(found, instead, 1).encode()})
    assert [(p.code, p.place.file, p.place.key) for p in problems] == [(code, "need.toml", key)]


def test_the_score_reads_facts_of_compounds_alone():
    assert PACK.facts_of(Subject.COMPOUND).keys() >= COUNTED
