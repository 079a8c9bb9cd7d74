"""Whether a year's money can be paid: the flow against the cuts, and the payments one by one."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.text import Text
from linli.core.planning.assemble import choice_of, instance_of
from linli.core.planning.explain.room import Room
from linli.core.planning.faults import faults_of
from linli.core.planning.flow import Network
from linli.core.planning.instance import ANY
from linli.core.planning.payments import pay
from linli.core.planning.scenario import Area, Money, Pot, Scenario, Source
from linli.core.planning.tests.towns import (
    YEAR,
    is_payable,
    named,
    one_purse,
    project,
    task,
    year_of,
)

SOURCES = (
    Source("open", Text("市级", "city"), frozenset({"u", "v"})),
    Source("narrow", Text("补助", "subsidy"), frozenset({"u"}), share=Fraction(3333, 10000)),
    Source("bond", Text("专项债", "bond"), frozenset({"v"}), cover=Fraction(3, 2)),
)
yuan = st.integers(0, 60).map(lambda fen: Decimal(fen) / 100)
works = st.builds(
    project,
    st.uuids().map(str),
    area=st.sampled_from("ABC"),
    cost=st.fixed_dictionaries({"u": yuan, "v": yuan}),
    revenue=st.fixed_dictionaries({"bond": yuan}),
)
pots = st.builds(
    Pot,
    source=st.sampled_from(["open", "narrow", "bond"]),
    year=st.just(YEAR),
    amount=st.integers(0, 120).map(lambda fen: Decimal(fen) / 100),
    area=st.sampled_from([None, None, "A", "B"]),
    region=st.sampled_from([None, None, "R", "S"]),
)


def paid_town(candidates, held):
    uses = {"u": Text("甲", "u"), "v": Text("乙", "v")}
    return Scenario(
        years=(YEAR,),
        areas=(Area("A", named("A"), "R"), Area("B", named("B"), "R"), Area("C", named("C"), "S")),
        candidates=tuple(candidates),
        money=Money(uses, SOURCES, tuple(held)),
        only_tasked=False,
    )


@settings(max_examples=150, deadline=None)
@given(candidates=st.lists(works, max_size=4), held=st.lists(pots, max_size=6))
def test_a_year_is_paid_exactly_where_every_cut_lets_it(candidates, held):
    scenario = paid_town(candidates, held)
    instance = instance_of(scenario)
    year_of_each = choice_of(instance, {each.code: YEAR for each in candidates})
    paid = pay(instance, year_of_each)
    assert paid.is_full == is_payable(scenario, [(each, YEAR) for each in candidates], YEAR)
    faults = faults_of(instance, year_of_each, paid)
    assert all("not paid" in fault for fault in faults)
    assert bool(faults) == (not paid.is_full)
    if not paid.is_full:
        assert paid.tight.any()


@settings(max_examples=60, deadline=None)
@given(
    candidates=st.lists(works, min_size=1, max_size=5), held=st.lists(pots, min_size=1, max_size=5)
)
def test_missing_money_is_the_least_that_any_pot_named_has_to_bring(candidates, held):
    scenario = paid_town(candidates, held)
    instance = instance_of(scenario)
    by_code = {each.code: each for each in candidates}
    plan = []
    for code in instance.items[::2]:  # as many of every other as can be paid
        if is_payable(scenario, [*plan, (by_code[code], YEAR)], YEAR):
            plan.append((by_code[code], YEAR))
    year_of_each = choice_of(instance, {each.code: YEAR for each, _ in plan})
    room = Room(scenario, instance, year_of_each)
    for item in np.nonzero(year_of_each == ANY)[0].tolist():
        taken = [(by_code[instance.items[item]], YEAR), *plan]
        blockers = room.best_entry(item).blockers
        assert bool(blockers) == (not is_payable(scenario, taken, YEAR))
        for blocker in blockers:
            for pot in blocker.pots:
                for less, holds in ((Decimal("0.00"), True), (Decimal("0.01"), False)):
                    more = replace(held[pot], amount=held[pot].amount + blocker.amount - less)
                    richer = [*held[:pot], more, *held[pot + 1 :]]
                    assert is_payable(paid_town(candidates, richer), taken, YEAR) == holds


def test_flow_goes_back_where_a_first_path_was_wrong():
    net = Network()
    start, a, b, end = (net.node() for _ in range(4))
    for tail, head, room in ((start, a, 1), (start, b, 1), (a, b, 1), (a, end, 1), (b, end, 1)):
        net.arc(tail, head, room)
    assert net.push(start, end) == 2


def test_payments_that_break_a_rule_are_refused():
    candidates = [project("P1", cost="100.00")]
    instance = instance_of(year_of(candidates, [task(1, 50)], money=one_purse(100)))
    chosen = choice_of(instance, {"P1": YEAR})
    paid = pay(instance, chosen)
    assert faults_of(instance, chosen, paid) == []
    under, over = (replace(paid, amount=paid.amount + more) for more in (-1, 1))
    assert faults_of(instance, chosen, under) == ["1 fen are not paid"]
    assert faults_of(instance, chosen, over) == [
        "pot 0 pays 10001 of 10000 fen",
        "a source pays more than its share",
    ]
