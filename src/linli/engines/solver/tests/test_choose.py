"""The planner on the real solver: against the count of every plan, and the policy's own cases."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.planning.choose import plan_of
from linli.core.planning.clash import clash_of
from linli.core.planning.port import Effort
from linli.core.planning.scenario import (
    Area,
    Basis,
    Capacity,
    Finishing,
    Guide,
    Measure,
    Money,
    Pot,
    Quota,
    Scenario,
    Source,
    Stability,
    Task,
    TaskPrices,
    Wish,
    WishKind,
)
from linli.core.planning.tests.towns import (
    QINZHOU,
    YEAR,
    best_by_counting,
    one_purse,
    project,
    task,
    town,
    year_of,
)
from linli.core.planning.verify import verify
from linli.engines.solver.highs import Highs

LACKS = (Text("缺户数", "households missing"),)
MUST, NEVER, FIXED = WishKind.MUST, WishKind.NEVER, WishKind.FIXED


def plan(candidates, tasks, **more):
    return plan_of(year_of(candidates, tasks, **more), Highs())


def codes_of(error):
    return [problem.code for problem in error.value.problems]


def test_s05_five_tasks_are_met_exactly_with_proof():
    found = plan(*town(5, QINZHOU))
    assert len(found.chosen) == sum(QINZHOU.values())
    assert all(standing.is_met for standing in found.standings)
    assert found.proof.gap == 0
    assert not found.stopped


def test_tasks_come_before_any_amount_of_need():
    assert plan([project("P1", 50, 1), project("P2", 51, 10**6)], [task(1, 50)]).chosen == {
        "P1": YEAR
    }


def test_shortfall_is_shown_where_the_reserve_is_too_small():
    found = plan([project("P1", 50, 1)], [task(2, 120)])
    assert (found.standings[0].more_projects, found.standings[0].more_households) == (-1, -70)


def test_overshooting_a_task_is_not_wanted_either():
    assert len(plan([project(f"P{number}") for number in range(4)], [task(2, 100)]).chosen) == 2


def test_what_lacks_something_or_waits_is_not_chosen_before_it_is_ready():
    candidates = [
        project("P1", 50, 9, lacks=LACKS),
        project("P2", 50, 5, opens=2022, waits=LACKS),
        project("P3", 50, 1),
    ]
    tasks = [task(1, 50), task(1, 50, year=2022)]
    found = plan(candidates, tasks, years=(2021, 2022))
    assert found.chosen == {"P3": 2021, "P2": 2022}


def test_without_a_task_nothing_is_chosen():
    assert not plan([project("P1", area="B")], [task(1, 50)]).chosen
    assert not plan([project("P1")], []).chosen


def test_a04_late_built_compounds_wait_until_their_share_is_set():
    late = project("P1", 50, 9, stratum="late")
    assert not plan([late], [task(1, 50)]).chosen
    assert not plan([late], [task(1, 50)], quota=Quota(Fraction(1))).chosen


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
    candidates = [*(project(f"L{n}", 50, 9, stratum="late") for n in range(2)), project("P1")]
    found = plan(candidates, [task(2, 100)], quota=Quota(share, basis))
    assert sum(code.startswith("L") for code in found.chosen) == late_chosen


def test_budget_is_kept_to_the_cent():
    candidates = [project("P1", 50, 5, cost="600000.01"), project("P2", 50, 4, cost="400000.00")]
    for budget, chosen in (("1000000.00", {"P1"}), ("1000000.01", {"P1", "P2"})):
        found = plan(candidates, [task(2, 100)], money=one_purse(budget))
        assert found.chosen.keys() == chosen
        assert sum(each.amount for each in found.payments) <= Decimal(budget)


def test_s73_money_pays_only_for_its_permitted_uses():
    uses = {"basic": Text("基础类", "basic"), "enhanced": Text("提升类", "enhanced")}
    subsidy = Source("subsidy", Text("中央补助", "subsidy"), frozenset({"basic"}))
    money = Money(uses, (subsidy,), (Pot("subsidy", YEAR, Decimal(100)),))
    basic = project("P1", 50, 1, cost={"basic": Decimal(60)})
    mixed = project("P2", 50, 9, cost={"basic": Decimal(10), "enhanced": Decimal(1)})
    assert plan([basic, mixed], [task(2, 100)], money=money).chosen.keys() == {"P1"}


def test_s81_bonds_pay_no_more_than_revenue_covers():
    bond = Source("bond", Text("专项债", "bond"), frozenset({"works"}), cover=Fraction(12, 10))
    money = Money({"works": Text("工程", "works")}, (bond,), (Pot("bond", YEAR, Decimal(10**6)),))
    earning = {"bond": Decimal("120.00")}
    candidates = [project("P1", 50, 1, cost="100.00", revenue=earning)]
    assert plan(candidates, [task(1, 50)], money=money).chosen
    candidates = [project("P1", 50, 1, cost="100.01", revenue=earning)]
    assert not plan(candidates, [task(1, 50)], money=money).chosen


def test_s75_a_bundle_takes_the_place_of_its_members():
    bundle = project("B1", 100, 9, cost="1500000.00", members=("P1", "P2"))
    candidates = [project("P1", 50, 1), project("P2", 50, 1), bundle]
    found = plan(candidates, [task(2, 100)], money=one_purse(1_600_000))
    assert found.chosen.keys() == {"B1"}


def test_s70_guide_line_costs_points_and_a_floor_closes():
    poor, rich = project("P1", 50, 60), project("P2", 50, 30, pledged=Decimal(250_000))
    tasks, share = [task(1, 50)], Fraction(20, 100)
    assert plan([poor, rich], tasks, guide=Guide(share)).chosen.keys() == {"P1"}
    assert plan([poor, rich], tasks, guide=Guide(share, price=1)).chosen.keys() == {"P2"}
    floor = plan([poor], tasks, guide=Guide(share, floor=True))
    assert not floor.chosen
    assert plan([rich], tasks, guide=Guide(share, floor=True)).chosen  # exactly 20 % passes


def test_s09_stock_left_unfinished_is_shown_by_area():
    candidates = [project("P1", 50, 1), project("P2", 40, 1)]
    scenario = year_of(candidates, [task(1, 50)], finishing=Finishing(Fraction(1), 5))
    scenario = replace(scenario, areas=(Area("A", Text("甲", "A"), stock=90),))
    assert plan_of(scenario, Highs()).unfinished == {"A": 40}


def test_a_price_on_changes_keeps_a_plan_that_stands():
    candidates = [project("P1", 50, 5), project("P2", 50, 6)]
    stands = Stability({"P1": YEAR}, 1)
    assert plan(candidates, [task(1, 50)], stability=stands).chosen.keys() == {"P1"}
    cheap = Stability({"P1": YEAR}, 0)
    assert plan(candidates, [task(1, 50)], stability=cheap).chosen.keys() == {"P2"}


def test_fixed_past_choice_stands_even_if_it_came_to_lack_something():
    candidates = [project("P1", 50, 1, lacks=LACKS), project("P2", 50, 9)]
    wishes = (Wish(FIXED, "P1", YEAR),)
    assert plan(candidates, [task(1, 50)], wishes=wishes).chosen.keys() == {"P1"}


def test_what_must_be_in_is_in_and_what_was_kept_out_is_out():
    candidates = [project(f"P{n}", 50, n) for n in (1, 2, 3)]
    wishes = (Wish(MUST, "P1"), Wish(NEVER, "P3"))
    assert plan(candidates, [task(1, 50)], wishes=wishes).chosen.keys() == {"P1"}


def test_same_scenario_same_plan_in_whatever_order():
    candidates, tasks = town(3, {"A": 6, "B": 4})
    first = plan(candidates, tasks)
    assert plan(candidates[::-1], tasks).chosen == first.chosen


def test_the_watcher_sees_the_search_and_may_stop_it_keeping_the_best():
    heard = []

    def stop(standing):
        heard.append(standing)
        return standing.best is not None

    candidates, tasks = town(5, QINZHOU, spare=3)
    found = plan_of(year_of(candidates, tasks), Highs(), watch=stop)
    assert heard
    assert found.stopped
    assert found.proof.least_departure <= found.proof.departure


def test_a_search_without_time_for_anything_says_so():
    candidates, tasks = town(5, QINZHOU)
    scenario = year_of(candidates, tasks, wishes=(Wish(MUST, candidates[0].code),))
    with pytest.raises(ProblemError) as error:
        plan_of(scenario, Highs(), Effort(seconds=0.0))
    assert codes_of(error) == ["nothing-found"]


sources = [
    Source("open", Text("市级", "city"), frozenset({"u", "v"})),
    Source("narrow", Text("补助", "subsidy"), frozenset({"u"}), share=Fraction(3, 5)),
    Source("bond", Text("专项债", "bond"), frozenset({"v"}), cover=Fraction(3, 2)),
]
yuan = st.integers(0, 60).map(lambda fen: Decimal(fen) / 100)
candidate_of = st.builds(
    project,
    st.uuids().map(str),
    households=st.integers(1, 9),
    need=st.integers(0, 20),
    area=st.sampled_from("AB"),
    cost=st.fixed_dictionaries({"u": yuan, "v": yuan}),
    pledged=yuan,
    revenue=st.fixed_dictionaries({"bond": yuan}),
    stratum=st.sampled_from(["early", "late"]),
    lacks=st.sampled_from([(), (), (), (), LACKS]),
    opens=st.sampled_from([None, None, 2022, 2023]),
)
pot_of = st.builds(
    Pot,
    source=st.sampled_from(["open", "narrow", "bond"]),
    year=st.sampled_from([2021, 2022]),
    amount=st.integers(0, 150).map(lambda fen: Decimal(fen) / 100),
    area=st.sampled_from([None, None, "A", "B"]),
)
task_of = st.builds(
    Task,
    projects=st.none() | st.integers(0, 3),
    households=st.none() | st.integers(0, 15),
    year=st.sampled_from([None, 2021, 2022]),
    area=st.sampled_from([None, "A", "B"]),
)


@st.composite
def scenarios(draw):
    candidates = draw(st.lists(candidate_of, max_size=5))
    if len(candidates) > 2 and draw(st.booleans()):
        area = candidates[0].area
        own = tuple(each.code for each in candidates[:2] if each.area == area)
        candidates.append(replace(candidates[0], code="bundle", members=own, need=30))
    codes = [each.code for each in candidates]
    wishes = st.builds(
        Wish, st.sampled_from(WishKind), st.sampled_from(codes), st.sampled_from([None, 2021, 2022])
    )
    capacities = st.builds(
        Capacity,
        name=st.just(Text("施工能力", "capacity")),
        measure=st.sampled_from(Measure),
        low=st.sampled_from([None, None, None, 1]),
        high=st.none() | st.integers(1, 12),
        area=st.sampled_from([None, "A"]),
        year=st.sampled_from([None, 2021]),
    )
    quotas = [
        Quota(),
        Quota(Fraction(1, 2), Basis.PROJECTS),
        Quota(Fraction(3, 5), Basis.HOUSEHOLDS),
    ]
    guides = [None, None, Guide(Fraction(1, 5), price=1), Guide(Fraction(1, 5), floor=True)]
    before = dict.fromkeys(codes[:2], 2021)
    first = draw(st.booleans())
    money = Money({"u": Text("甲", "u"), "v": Text("乙", "v")}, tuple(sources), ())
    return Scenario(
        years=(2021, 2022),
        areas=(Area("A", Text("甲县", "A"), "R", 12), Area("B", Text("乙县", "B"), "R", 9)),
        candidates=tuple(candidates),
        tasks=tuple(draw(st.lists(task_of, max_size=4))),
        money=replace(money, pots=tuple(draw(st.lists(pot_of, max_size=5))))
        if draw(st.booleans())
        else None,
        quota=draw(st.sampled_from(quotas)),
        capacities=tuple(draw(st.lists(capacities, max_size=2))),
        guide=draw(st.sampled_from(guides)),
        finishing=draw(st.sampled_from([None, Finishing(Fraction(9, 10), 2)])),
        wishes=tuple(draw(st.lists(wishes, max_size=2))) if codes else (),
        stability=draw(st.sampled_from([None, Stability(before, 3)])),
        weights=draw(st.sampled_from([(), (10, 9)])),
        tasks_first=first,
        prices=None if first else TaskPrices(20, 2, 5, 1),
        only_tasked=draw(st.booleans()),
    )


@settings(max_examples=120, deadline=None)
@given(scenario=scenarios())
def test_no_plan_is_better_than_the_one_chosen(scenario):
    best = best_by_counting(scenario)
    if best is None:
        with pytest.raises(ProblemError):
            plan_of(scenario, Highs())
        return
    assert clash_of(scenario, Highs()) is None
    found = plan_of(scenario, Highs())
    verify(scenario, found)
    assert (found.proof.departure, found.proof.value) == best
    assert found.proof.gap == 0
    again = plan_of(scenario, Highs())
    assert again.chosen == found.chosen
