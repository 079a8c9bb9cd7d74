"""Deciding facts suffice and are all needed; missing facts are all that is lacking (every rule)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.schema import Fact, FactType
from linli.core.policy.trees import facts_read
from linli.packs.tests.test_qinzhou import PACK

DAY = date(2026, 5, 1)
DAYS = [date(2000, 12, 31), date(2001, 1, 1), date(2021, 5, 1), date(2021, 6, 30), date(2026, 5, 1)]
NUMBERS = {
    FactType.INT: [0, 1, 30, 14999, 15000],
    FactType.DECIMAL: [Decimal(text) for text in ("0", "1000.00", "1999.99", "2000.00", "3000.00")],
    FactType.MONEY: [Decimal(text) for text in ("0.00", "0.01", "3999999.99", "4000000.00")],
    FactType.RATIO: [Decimal("0.2")],
    FactType.TEXT: ["x"],
}
OPEN_FIGURES = {"late_quota": Decimal("0.30"), "late_quota_basis": "projects"}


def some(fact: Fact, chance: random.Random, *, vague: bool = False) -> object:
    """Return any known value of a fact, days exact unless said otherwise."""
    if fact.type is FactType.BOOL:
        return chance.random() < 0.5
    if fact.type is FactType.ENUM:
        return chance.choice(list(fact.values))
    if fact.type is FactType.DATE:
        day = chance.choice(DAYS) + timedelta(days=chance.choice([-1, 0, 0, 1]))
        return Period(day, day + timedelta(days=chance.choice([0, 3]))) if vague else Period.of(day)
    return chance.choice(NUMBERS[fact.type])


def drawn(rule_id: str, chance: random.Random) -> dict[str, object]:
    """Return facts of which about a third are unknown and some days vague."""
    facts = (PACK.facts[name] for name in facts_read(PACK, rule_id))
    return {f.name: some(f, chance, vague=True) for f in facts if chance.random() > 0.35}


def outcome(rule_id, facts):
    found = answer(PACK, rule_id, facts, DAY, OPEN_FIGURES)
    return found, (found.verdict, found.chosen, found.amount)


def named(readings):
    return {each.of.name for each in readings if isinstance(each.of, Fact)}


@pytest.mark.parametrize("rule_id", PACK.rules)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_deciding_facts_suffice_and_none_is_idle(rule_id, seed):
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    facts = drawn(rule_id, chance)
    found, said = outcome(rule_id, facts)
    if found.verdict is Verdict.UNKNOWN:
        return
    decided = named(found.decided_by)
    for _ in range(4):
        others = {
            name: some(PACK.facts[name], chance)
            for name in facts_read(PACK, rule_id)
            if name not in decided and chance.random() < 0.8
        }
        kept = {name: value for name, value in facts.items() if name in decided}
        assert outcome(rule_id, others | kept)[1] == said
    for name in decided:
        fewer = {key: facts[key] for key in decided if key != name}
        assert outcome(rule_id, fewer)[1] != said


@pytest.mark.parametrize("rule_id", PACK.rules)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_missing_facts_are_all_that_is_lacking(rule_id, seed):
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    facts = drawn(rule_id, chance)
    found, _ = outcome(rule_id, facts)
    if found.verdict is not Verdict.UNKNOWN:
        return
    missing = named(found.missing)
    supplied = {name: some(PACK.facts[name], chance) for name in missing}
    assert outcome(rule_id, facts | supplied)[0].verdict is not Verdict.UNKNOWN
    others = {
        name: some(PACK.facts[name], chance)
        for name in facts_read(PACK, rule_id)
        if name not in facts and name not in missing
    }
    assert outcome(rule_id, others | facts)[0].verdict is Verdict.UNKNOWN
