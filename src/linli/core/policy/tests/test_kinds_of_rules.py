"""Amounts, deadlines, classes that others refer to, rounding, terms and units."""

from datetime import date
from decimal import Decimal

import pytest

from linli.core.calendar.working_days import Calendar
from linli.core.kernel.period import Period
from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.expression.read import parse
from linli.core.policy.schema import FactType, Pack, Subject
from linli.core.policy.tests.sample import DAY, amount, deadline, fact, pack_of, rule

Y, N, U = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
MAY_DAY = Calendar(
    frozenset(date(2021, 5, day) for day in range(1, 6)), frozenset(), date(2021, 12, 31)
)


def ask(condition, day=DAY, **facts):
    return answer(pack_of(rule("asked", condition)), "asked", facts, day).verdict


def test_s70_the_gap_to_the_guide_line_is_exact_to_the_cent():
    gap = amount("gap", "ROUND(:own_share * investment, 2) - resident_money")
    facts = {"investment": Decimal("3333333.33"), "resident_money": Decimal("0.67")}
    found = answer(pack_of(gap), "gap", facts, DAY)
    assert (found.amount, found.verdict) == (Decimal("666666.00"), Y)
    unknown = answer(pack_of(gap), "gap", {"investment": Decimal(1)}, DAY)
    assert (unknown.amount, unknown.verdict) == (None, U)
    assert [each.of.name for each in unknown.missing] == ["resident_money"]


def test_another_rule_compares_with_an_amount():
    pack = pack_of(amount("own", ":own_share * investment"), rule("asked", "resident_money >= own"))
    facts = {"investment": Decimal("100.00"), "resident_money": Decimal("20.00")}
    assert answer(pack, "asked", facts, DAY).verdict is Y


@pytest.mark.parametrize(("done", "verdict"), [("2021-05-06", Y), ("2021-05-07", N), (None, U)])
def test_s38_one_working_day_passes_over_the_holiday(done, verdict):
    pack = pack_of(deadline("asked", "built_on", "finished_on", "1", "working_days"))
    facts = {"built_on": Period.parse("2021-04-30")}
    facts |= {"finished_on": Period.parse(done)} if done else {}
    found = answer(pack, "asked", facts, date(2021, 5, 7), calendar=MAY_DAY)
    assert (found.due, found.verdict) == (Period.parse("2021-05-06"), verdict)
    assert found.overdue is (verdict is not Y)


def test_s44_a_grace_from_29_february_ends_on_28_february():
    pack = pack_of(deadline("asked", "built_on", "finished_on", ":grace_years", "years"))
    found = answer(pack, "asked", {"built_on": Period.parse("2020-02-29")}, date(2025, 2, 28))
    assert (found.due, found.overdue) == (Period.parse("2025-02-28"), False)


def test_s06_a_deadline_may_be_a_fixed_day():
    pack = pack_of(deadline("asked", ":built_by", "finished_on"))
    facts = {"finished_on": Period.parse("2000-12-31")}
    assert answer(pack, "asked", facts, DAY).verdict is Y


def test_a_term_after_a_vague_day_is_as_vague():
    pack = pack_of(deadline("asked", "built_on", "finished_on", "1", "years"))
    found = answer(pack, "asked", {"built_on": Period.parse("2019")}, DAY)
    assert found.due == Period(date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("built_on + INTERVAL 5 YEAR > :today", Y),
        ("built_on + INTERVAL 3 MONTH = DATE '2021-04-30'", Y),
        ("built_on + INTERVAL :grace_years DAY = DATE '2021-02-05'", Y),
        ("built_on - INTERVAL 1 DAY < DATE '2021-01-31'", Y),
        (":today = DATE '2021-06-30'", Y),
        ("ROUND(green_share * households, 0) = 13", Y),
        ("ROUND(0 - green_share * households, 0) = 0 - 13", Y),
        ("green_share * households > 12.5", N),
    ],
)
def test_terms_and_rounding(condition, verdict):
    facts = {"green_share": Decimal("0.25"), "households": 50}
    assert ask(condition, built_on=Period.parse("2021-01-31"), **facts) is verdict


def test_s19_another_rule_asks_for_the_class():
    stratum = rule("stratum", classes={"early": "built_on <= :built_by", "late": "willing"})
    pack = pack_of(stratum, rule("asked", "stratum = 'late'"))
    late = {"built_on": Period.parse("2003")}
    assert answer(pack, "asked", {"built_on": Period.parse("1998")}, DAY).verdict is N
    assert answer(pack, "asked", {**late, "willing": True}, DAY).verdict is Y
    assert answer(pack, "asked", {**late, "willing": False}, DAY).verdict is N
    assert answer(pack, "asked", late, DAY).verdict is U


def with_units(**units: str) -> Pack:
    pack = pack_of()
    facts = {
        name: fact(name, pack.facts[name].type).model_copy(update={"unit": Text(unit, unit)})
        for name, unit in units.items()
    }
    return pack.model_copy(update={"facts": {**pack.facts, **facts}, "digest": str(units)})


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("households >= buildings", False),
        ("households >= 30", True),
        ("floor_area <= households", False),
        ("floor_area <= 40 * households", False),
        ("floor_area BETWEEN 1 AND households", False),
        ("households + households > buildings", False),
        ("investment < households * 3", False),
    ],
)
def test_only_like_units_meet(condition, fits):
    pack = with_units(households="户", buildings="栋", floor_area="㎡")
    if fits:
        assert parse(condition, pack, Subject.COMPOUND)
        return
    with pytest.raises(ProblemError) as refused:
        parse(condition, pack, Subject.COMPOUND)
    assert refused.value.problems[0].code in {"expression.units", "expression.kinds"}


def test_a_product_multiplies_units():
    pack = with_units(households="户", floor_area="㎡", green_share="")
    area = fact("area_a_home", FactType.DECIMAL).model_copy(update={"unit": Text("㎡/户", "")})
    pack = pack.model_copy(update={"facts": {**pack.facts, "area_a_home": area}})
    assert parse("floor_area <= area_a_home * households", pack, Subject.COMPOUND)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("built_on + INTERVAL 1.5 YEAR > :today", "expression.kinds"),
        ("built_on + INTERVAL 5 HOUR > :today", "expression.not-allowed"),
        ("households + INTERVAL 5 YEAR > 3", "expression.kinds"),
        ("built_on + INTERVAL :own_share YEAR > :today", "expression.kinds"),
        ("INTERVAL 5 YEAR > 3", "expression.not-allowed"),
        ("ROUND(built_on, 2) > 3", "expression.kinds"),
        ("ROUND(investment, households) > 3", "expression.round"),
        ("ROUND(investment) > 3", "expression.round"),
    ],
)
def test_what_terms_and_rounding_refuse(condition, code):
    with pytest.raises(ProblemError) as refused:
        parse(condition, pack_of(), Subject.COMPOUND)
    assert refused.value.problems[0].code == code


def test_a_value_must_have_the_kind_that_its_rule_declares():
    with pytest.raises(ProblemError) as refused:
        parse("built_on", pack_of(), Subject.COMPOUND, wanted=FactType.MONEY)
    assert refused.value.problems[0].code == "expression.wanted"


def test_forty_digits_are_not_rounded():
    long = Decimal("123456789012345.123456")
    assert ask("floor_area * floor_area - floor_area * floor_area = 0", floor_area=long) is Y
    assert ask("floor_area * floor_area = floor_area * floor_area + 0.000001", floor_area=long) is N


def test_a_fact_that_makes_no_difference_is_not_named_as_deciding():
    asked = rule("asked", "willing AND (decayed OR NOT decayed AND willing)")
    found = answer(pack_of(asked), "asked", {"willing": True, "decayed": True}, DAY)
    assert [each.of.name for each in found.decided_by] == ["willing", "decayed"]
    asked = rule("asked", "(households > 10 OR willing) AND households > 5")
    found = answer(pack_of(asked), "asked", {"willing": True, "households": 11}, DAY)
    assert [each.of.name for each in found.decided_by] == ["households"]
