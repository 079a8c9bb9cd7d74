"""Whole columns answer as the tree walk does, for every kind of rule and every type of fact."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.calendar.working_days import Calendar
from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.facts import encode
from linli.core.policy.schema import FactType, RuleKind, Subject
from linli.core.policy.tests.sample import DAY, amount, deadline, pack_of, rule
from linli.engines.packfiles import load_pack
from linli.engines.tables.columns import DUE, LAST
from linli.engines.tables.fact_frame import KEY, fact_frame, facts_wanted
from linli.engines.tables.numbers import TooLarge
from linli.engines.tables.polars_rules import NO_CLASS, compile_rules

QINZHOU = load_pack(Path(__file__).parents[3] / "packs" / "qinzhou_2021_5")
MAY_DAY = Calendar(
    frozenset(date(2021, 5, day) for day in range(1, 6)), frozenset(), date(2021, 12, 31)
)
DAYS = ["1999", "2000", "2000-12", "2000-12-31", "2001-01-01", "2001", "2020-02-29", "2021-05-06"]
VALUES = {
    FactType.BOOL: st.booleans(),
    FactType.INT: st.integers(0, 120),
    FactType.DECIMAL: st.decimals(0, 9999, places=2),
    FactType.MONEY: st.sampled_from(["3999999.99", "4000000.00", "0.01", "800000.00"]).map(Decimal),
    FactType.RATIO: st.sampled_from(["0", "0.2", "0.25", "1"]).map(Decimal),
    FactType.DATE: st.sampled_from(DAYS).map(Period.parse),
    FactType.TEXT: st.sampled_from(["projects", "x"]),
}


def values_of(fact):
    known = st.sampled_from(list(fact.values)) if fact.values else VALUES[fact.type]
    return st.none() | known


def table_of(rows):
    texts = [json.dumps({k: encode(v) for k, v in row.items() if v is not None}) for row in rows]
    return pl.DataFrame({KEY: range(len(rows)), "facts": texts})


def in_columns(pack, rows, rules, day=DAY, **more):
    facts = fact_frame(pack, facts_wanted(pack, rules), table_of(rows))
    compiled = compile_rules(facts, rules, day, **more)
    return compiled, compiled.run(facts.frame).sort(KEY)


def as_walked(found):
    """Return a tree walk's answer as columns hold it."""
    if found.rule.kind is RuleKind.AMOUNT:
        return found.amount
    if found.verdict is Verdict.UNKNOWN:
        return None
    if found.rule.kind is RuleKind.CLASSIFICATION:
        return found.chosen or NO_CLASS
    return found.verdict is Verdict.YES


def agree(pack, rows, rules, day=DAY, **more):
    compiled, answers = in_columns(pack, rows, rules, day, **more)
    for one in rules:
        column = answers[one.id].to_list()
        if one.id in compiled.scales:
            scale = compiled.scales[one.id]
            column = [None if each is None else Decimal(each).scaleb(-scale) for each in column]
        walked = [answer(pack, one.id, row, day, **more) for row in rows]
        assert column == list(map(as_walked, walked)), one.id
        if one.starts:
            due = answers[one.id + DUE].to_list()
            last = answers[one.id + DUE + LAST].to_list() if one.id + DUE + LAST in answers else due
            assert [d and Period(d, e) for d, e in zip(due, last, strict=True)] == [
                each.due for each in walked
            ]


@pytest.mark.parametrize("subject", list(Subject))
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_every_rule_of_the_pack_answers_as_the_walk(subject, data):
    rules = QINZHOU.rules_of(subject, DAY)
    if not rules:
        return
    wanted = facts_wanted(QINZHOU, rules)
    row = st.fixed_dictionaries({name: values_of(QINZHOU.facts[name]) for name in wanted})
    agree(QINZHOU, data.draw(st.lists(row, min_size=1, max_size=8)), rules)


RULES = [
    rule("small", "households < :few OR floor_area * 2 <= 100.5"),
    rule("fifth", "resident_money >= :own_share * investment"),
    rule("shared", "green_share * investment > resident_money - 0.5"),
    rule("rounded", "ROUND(green_share * (households - 60), 0) = -2"),
    rule("not_in", "NOT tenure IN ('public', 'mixed') AND address IN ('x')"),
    rule("numbers", "households IN (1, 2, 60) OR households BETWEEN buildings AND 100"),
    rule("open", "green_share <= :late_share OR willing"),
    rule("term", "built_on + INTERVAL 5 YEAR > DATE '2005-12-31'"),
    rule("other_side", "DATE '2005-12-31' >= built_on + INTERVAL :grace_years YEAR"),
    rule("strictly", "built_on + INTERVAL 2 MONTH < :today"),
    rule("equal_days", "built_on = finished_on"),
    rule("unequal", "built_on <> DATE '2000-12-31'"),
    rule("between_days", "finished_on NOT BETWEEN built_on AND built_on + INTERVAL 1 YEAR"),
    rule("same_everywhere", ":today > DATE '2020-01-01'"),
    rule("stratum", classes={"early": "built_on <= :built_by", "late": "willing"}),
    rule("late", "stratum = 'late' OR stratum IN ('early') AND NOT decayed"),
    amount("gap", "ROUND(:own_share * investment, 0) - resident_money"),
    amount("unset", ":late_share * investment"),
    rule("gap_left", "gap > 100000"),
    deadline("in_time", "built_on", "finished_on", "1", "working_days"),
    deadline("grace", "built_on", "finished_on", ":grace_years", "years"),
    deadline("fixed", ":built_by", "finished_on"),
]
PACK = pack_of(*RULES)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_kind_of_rule_answers_as_the_walk(data):
    wanted = facts_wanted(PACK, RULES)
    row = st.fixed_dictionaries({name: values_of(PACK.facts[name]) for name in wanted})
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    agree(PACK, rows, RULES, calendar=MAY_DAY)


def test_figures_can_be_replaced_or_opened():
    rows = [{"investment": Decimal("5000000.00")}]
    cheap = (PACK.rules["cheap"],)
    agree(PACK, rows, cheap, parameters={"cheap_below": Decimal("6000000.00")})
    agree(PACK, rows, cheap, parameters={"cheap_below": None})


def test_numbers_that_pass_64_bits_are_still_exact():
    huge, rules = Decimal("99999999999999.99"), [rule("asked", "floor_area * investment > 10 * 5")]
    rules.append(rule("close", "floor_area * investment > floor_area * resident_money"))
    rows = [{"floor_area": huge, "investment": huge, "resident_money": huge - Decimal("0.01")}]
    agree(pack_of(*rules), rows, rules)


def test_numbers_that_pass_128_bits_are_refused():
    rules = [rule("asked", "floor_area * floor_area * floor_area * investment > 1")]
    rows = [{"floor_area": Decimal("1e13"), "investment": Decimal("1e13")}]
    with pytest.raises(TooLarge):
        in_columns(pack_of(*rules), rows, rules)


def test_stored_outcomes_are_words():
    rows = [{"willing": True, "built_on": Period.parse("1990")}, {"built_on": Period.parse("2003")}]
    compiled, answers = in_columns(PACK, rows, [PACK.rules["stratum"], PACK.rules["early"]])
    assert compiled.outcomes(answers).rows() == [(0, "early", "yes"), (1, "unknown", "no")]


def test_exact_days_need_no_second_column():
    rows = [{"built_on": Period.parse("1990-01-01")}, {}]
    assert fact_frame(PACK, ["built_on"], table_of(rows)).frame.columns == [KEY, "built_on"]
    rows.append({"built_on": Period.parse("1990-02")})
    frame = fact_frame(PACK, ["built_on"], table_of(rows)).frame
    assert frame.columns == [KEY, "built_on", "built_on" + LAST]
    assert frame.row(2) == (2, date(1990, 2, 1), date(1990, 2, 28))


@pytest.mark.parametrize(
    ("name", "raw"),
    [("investment", "1.005"), ("investment", "many"), ("tenure", "none"), ("built_on", "soon")],
)
def test_a_stored_fact_that_is_not_of_its_type_is_an_error(name, raw):
    table = pl.DataFrame({KEY: [1], "facts": [json.dumps({name: raw})]})
    with pytest.raises(ValueError, match="not of their types"):
        fact_frame(PACK, [name], table)


def test_negative_amounts_keep_their_sign():
    table = pl.DataFrame(
        {KEY: [1, 2], "facts": ['{"investment": "-0.34"}', '{"investment": "-12.5"}']}
    )
    assert fact_frame(PACK, ["investment"], table).frame["investment"].to_list() == [-34, -1250]
