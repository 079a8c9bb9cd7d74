"""The pack of Qinzhou as a whole: it is sound, and its answers keep their promises."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.schema import Fact, FactType, Parameter
from linli.core.policy.tests.sample import QINZHOU, files
from linli.core.policy.trees import facts_read

PACK = read_pack(files(QINZHOU))
DAY = date(2021, 6, 30)
AMOUNTS = st.integers(0, 10**9).map(lambda fen: Decimal(fen).scaleb(-2))
EXACT = st.integers(0, 9000).map(lambda days: Period.of(date(1985, 1, 1) + timedelta(days)))
VALUES = {
    FactType.BOOL: st.booleans(),
    FactType.INT: st.integers(0, 200),
    FactType.DECIMAL: AMOUNTS,
    FactType.MONEY: AMOUNTS | st.sampled_from([Decimal("3999999.99"), Decimal("4000000.00")]),
    FactType.RATIO: st.integers(0, 100).map(lambda percent: Decimal(percent).scaleb(-2)),
    FactType.DATE: EXACT | st.sampled_from(["2000-12-31", "2001-01-01"]).map(Period.parse),
    FactType.TEXT: st.text(max_size=5),
    FactType.POINT: st.just((Decimal("108.6"), Decimal("21.9"))),
}
RULES = st.sampled_from(sorted(PACK.rules))


def value_of(entry: Fact | Parameter) -> st.SearchStrategy:
    if entry.type is FactType.ENUM:
        return st.sampled_from(sorted(getattr(entry, "values", {})))
    return VALUES[entry.type]


def facts_of_rule(rule_id: str, *, whole: bool) -> st.SearchStrategy:
    """Draw values of the facts that a rule reads; no other fact can reach its answer."""
    facts = (PACK.facts[name] for name in facts_read(PACK, rule_id))
    lacking = st.nothing() if whole else st.none()
    return st.fixed_dictionaries({fact.name: lacking | value_of(fact) for fact in facts})


def rule_with(*, whole: bool) -> st.SearchStrategy:
    """Draw a rule, facts of which some are unknown, and others of which all are known or not."""
    return RULES.flatmap(
        lambda rule_id: st.tuples(
            st.just(rule_id),
            facts_of_rule(rule_id, whole=False),
            facts_of_rule(rule_id, whole=whole),
        )
    )


FIGURES = st.fixed_dictionaries(
    {name: value_of(entry) for name, entry in PACK.parameters.items() if not entry.values}
)


def test_the_pack_is_sound():
    assert check_pack(files(QINZHOU)) == []


@settings(max_examples=150, deadline=None)
@given(rule_with(whole=False))
def test_what_decided_an_answer_is_enough_for_it(drawn):
    rule_id, facts, others = drawn
    got = answer(PACK, rule_id, facts, DAY)
    assume(got.verdict is not Verdict.UNKNOWN)
    kept = {reading.of.name for reading in got.decided_by}
    changed = {name: facts[name] if name in kept else others[name] for name in facts}
    again = answer(PACK, rule_id, changed, DAY)
    assert (again.verdict, again.chosen) == (got.verdict, got.chosen)


@settings(max_examples=150, deadline=None)
@given(rule_with(whole=True), FIGURES)
def test_what_is_missing_settles_the_answer(drawn, figures):
    rule_id, facts, known = drawn
    got = answer(PACK, rule_id, facts, DAY)
    assume(got.verdict is Verdict.UNKNOWN)
    missing = {reading.of.name for reading in got.missing}
    filled = {name: known[name] if name in missing else facts[name] for name in facts}
    lacking = {name: figures[name] for name in missing & figures.keys()}
    assert missing
    assert answer(PACK, rule_id, filled, DAY, lacking).verdict is not Verdict.UNKNOWN


@pytest.mark.parametrize("rule_id", sorted(PACK.rules))
def test_knowing_nothing_decides_nothing(rule_id):
    got = answer(PACK, rule_id, {}, DAY)
    assert got.verdict is Verdict.UNKNOWN
    assert got.missing
