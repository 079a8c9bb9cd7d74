"""The choice of a year's projects, on the real solver."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.core.kernel.text import Text
from linli.core.planning.choose import choose
from linli.core.planning.terms import Basis, Deviation, Limits, Wish
from linli.core.planning.tests.towns import UNLIMITED, best_by_counting, project, task, town
from linli.core.planning.verify import clashes
from linli.engines.solver.highs import Highs

QINZHOU = {"QZG": 1, "450721": 36, "450722": 13, "450702": 43, "450703": 9}


def test_s05_five_tasks_are_met_exactly_with_proof():
    candidates, tasks = town(5, QINZHOU)
    plan = choose(candidates, tasks, UNLIMITED, Highs())
    assert len(plan.chosen) == sum(QINZHOU.values())
    assert not any(plan.deviations.values())
    assert plan.gap == 0


def test_tasks_come_before_any_amount_of_need():
    candidates = [project("P1", 50, 1), project("P2", 51, 10**9)]
    plan = choose(candidates, [task(1, 50)], UNLIMITED, Highs())
    assert plan.chosen == {"P1"}


def test_shortfall_is_shown_where_the_reserve_is_too_small():
    plan = choose([project("P1", 50, 1)], [task(2, 120)], UNLIMITED, Highs())
    assert plan.chosen == {"P1"}
    assert plan.deviations == {"A": Deviation(-1, -70)}


def test_overshooting_a_task_is_not_wanted_either():
    candidates = [project(f"P{number}", 50, 1) for number in range(4)]
    plan = choose(candidates, [task(2, 100)], UNLIMITED, Highs())
    assert len(plan.chosen) == 2


def test_what_lacks_something_is_never_chosen():
    lacking = project("P1", 50, 9, lacks=(Text("缺户数", "households missing"),))
    plan = choose([lacking, project("P2", 50, 1)], [task(1, 50)], UNLIMITED, Highs())
    assert plan.chosen == {"P2"}


def test_without_a_task_nothing_is_chosen():
    plan = choose([project("P1", 50, 1, area="B")], [task(1, 50)], UNLIMITED, Highs())
    assert not plan.chosen
    assert plan.reasons["P1"].code == "no-task"
    assert choose([project("P1", 50, 1)], [], UNLIMITED, Highs()).chosen == frozenset()


def test_a04_late_built_compounds_wait_until_their_share_is_set():
    late = project("P1", 50, 9, stratum="late")
    plan = choose([late], [task(1, 50)], UNLIMITED, Highs())
    assert not plan.chosen
    assert plan.reasons["P1"].code == "share-not-set"


@pytest.mark.parametrize(
    ("share", "basis", "late_chosen"),
    [
        (Fraction(1, 2), Basis.PROJECTS, 1),
        (Fraction(49, 100), Basis.PROJECTS, 0),
        (Fraction(1, 2), Basis.HOUSEHOLDS, 1),
        (Fraction(49, 100), Basis.HOUSEHOLDS, 0),
    ],
)
def test_s19_share_of_late_built_compounds_binds_exactly(share, basis, late_chosen):
    late = [project(f"L{n}", 50, 9, stratum="late") for n in range(2)]
    candidates = [*late, project("P1", 50, 1)]
    limits = Limits(late_share=share, late_basis=basis)
    plan = choose(candidates, [task(2, 100)], limits, Highs())
    assert sum(code.startswith("L") for code in plan.chosen) == late_chosen


def test_budget_is_kept_to_the_cent():
    candidates = [project("P1", 50, 5, cost="600000.01"), project("P2", 50, 4, cost="400000.00")]
    tight, enough = Decimal("1000000.00"), Decimal("1000000.01")
    for budget, chosen in ((tight, {"P1"}), (enough, {"P1", "P2"})):
        plan = choose(candidates, [task(2, 100)], Limits(budget=budget), Highs())
        assert plan.chosen == chosen


def test_budget_shared_by_jurisdictions_goes_where_tasks_gain_most():
    candidates = [project("A1", 10, 1), project("B1", 90, 1, area="B")]
    tasks = [task(1, 10), task(1, 90, "B")]
    plan = choose(candidates, tasks, Limits(budget=Decimal(1_000_000)), Highs())
    assert plan.chosen == {"B1"}
    assert plan.price is not None
    assert plan.price.brings == "households"
    assert plan.price.per_yuan * 1_000_000 == pytest.approx(10 + 50)  # and a project of 50


def test_same_town_same_plan():
    candidates, tasks = town(3, {"A": 6, "B": 4})
    first = choose(candidates, tasks, UNLIMITED, Highs())
    assert choose(candidates[::-1], tasks, UNLIMITED, Highs()).chosen == first.chosen


def test_progress_ends_at_the_whole():
    heard = []
    candidates, tasks = town(3, {"A": 3, "B": 2})
    choose(candidates, tasks, UNLIMITED, Highs(), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_what_must_be_in_is_in_and_what_was_kept_out_is_out():
    first, second, third = (project(f"P{n}", 50, n) for n in (1, 2, 3))
    wished = [replace(first, wish=Wish.MUST), second, replace(third, wish=Wish.NEVER)]
    plan = choose(wished, [task(1, 50)], UNLIMITED, Highs())
    assert plan.chosen == {"P1"}
    assert plan.reasons["P1"].message.zh.startswith("编制方案时指定列入。")
    assert plan.reasons["P3"].code == "kept-out"


def test_wishes_that_clash_name_the_limit_and_the_candidates():
    costly = [project(f"P{n}", 50, 1, cost="600000.00", wish=Wish.MUST) for n in (1, 2)]
    late = project("L1", 50, 1, stratum="late", wish=Wish.MUST)
    lacking = project("K1", 50, 1, lacks=(Text("缺", "lacks"),), wish=Wish.MUST)
    elsewhere = project("B1", 50, 1, area="B", wish=Wish.MUST)
    found = clashes(
        [*costly, late, lacking, elsewhere], [task(1, 50)], Limits(budget=Decimal(1_000_000))
    )
    assert {each.limit: [c.code for c in each.candidates] for each in found} == {
        "lacks": ["K1"],
        "no-task": ["B1"],
        "late-open": ["L1"],
        "budget": ["P1", "P2", "L1", "K1", "B1"],
    }
    assert clashes(costly[:1], [task(1, 50)], Limits(budget=Decimal(600_000))) == []


candidates_of = st.lists(
    st.builds(
        project,
        st.uuids().map(str),
        households=st.integers(1, 12),
        need=st.integers(0, 20),
        area=st.sampled_from("AB"),
        cost=st.integers(1, 900).map(lambda fen: f"{fen / 100:.2f}"),
        stratum=st.sampled_from(["early", "late"]),
        lacks=st.sampled_from([(), (), (), (Text("缺", "lacks"),)]),
        wish=st.sampled_from([Wish.FREE] * 6 + [Wish.MUST, Wish.NEVER]),
    ),
    max_size=9,
)
tasks_of = st.tuples(
    *(st.builds(task, st.integers(0, 4), st.integers(0, 25), st.just(a)) for a in "AB")
)
limits_of = st.builds(
    Limits,
    budget=st.none() | st.integers(0, 2500).map(lambda fen: Decimal(fen).scaleb(-2)),
    late_share=st.none() | st.fractions(0, 1, max_denominator=10),
    late_basis=st.sampled_from([None, *Basis]),
)


@settings(max_examples=60, deadline=None)
@given(candidates=candidates_of, tasks=tasks_of, limits=limits_of)
def test_no_plan_is_better_than_the_one_chosen(candidates, tasks, limits):
    assume(not clashes(candidates, tasks, limits))
    plan = choose(candidates, tasks, limits, Highs())
    assert (plan.departure, plan.need) == best_by_counting(candidates, tasks, limits)
    assert (plan.least_departure, plan.most_need) == (plan.departure, plan.need)
    assert plan.reasons.keys() == {each.code for each in candidates}
