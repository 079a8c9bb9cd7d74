"""Why a project is in or out, prices, clashes, frontiers: every statement is solved again."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.planning.assemble import choice_of, instance_of
from linli.core.planning.choose import plan_of
from linli.core.planning.clash import clash_of
from linli.core.planning.explain import exchange, explain
from linli.core.planning.explain.exchange import Exchanges
from linli.core.planning.explain.prices import Relaxed, limit_prices
from linli.core.planning.explain.room import Room
from linli.core.planning.faults import faults_of, value_of
from linli.core.planning.frontier import by_money, by_pledge
from linli.core.planning.instance import ANY
from linli.core.planning.payments import pay
from linli.core.planning.port import USUAL, Ending
from linli.core.planning.scenario import (
    Basis,
    Capacity,
    Guide,
    Measure,
    Money,
    Pot,
    Quota,
    Source,
    TaskPrices,
    Wish,
    WishKind,
)
from linli.core.planning.solve import Search
from linli.core.planning.tests.towns import YEAR, one_purse, project, task, town, year_of
from linli.engines.solver.highs import Highs

LACKS = (Text("户数未知", "households unknown"),)


class Hurried(Highs):
    """Finds what HiGHS finds, and proves nothing."""

    def optimise(self, *asked, **more):
        return replace(super().optimise(*asked, **more), ending=Ending.OUT_OF_TIME)


def explained(candidates, tasks, seconds=20.0, **more):
    scenario = year_of(candidates, tasks, **more)
    plan = plan_of(scenario, Highs())
    return scenario, plan, explain(scenario, plan, Highs(), seconds)


def reason(code, *given, **more):
    return explained(*given, **more)[2].reasons[code]


def only(scenario, plan, code, **changed):
    """Solve again with all else as it is: the plan's choices and the candidate are fixed."""
    wishes = [Wish(WishKind.MUST, each, year) for each, year in plan.chosen.items()]
    others = {each.code for each in scenario.candidates} - plan.chosen.keys() - {code}
    wishes += [Wish(WishKind.NEVER, each) for each in others]
    wishes.append(Wish(WishKind.MUST, code))
    return plan_of(replace(scenario, wishes=tuple(wishes), **changed), Highs())


def test_chosen_project_names_its_task_and_rank():
    candidates = [project("P1", 50, 5), project("P2", 40, 7), project("P3", 50, 4)]
    why = reason("P1", candidates, [task(1, 50)])
    assert why.code == "chosen"
    assert why.details == {"year": YEAR, "need": 5, "rank": 2, "ready": 3}
    assert "1 个项目、50 户" in why.message.zh
    assert "100.00 万元" in why.message.zh


@pytest.mark.parametrize(
    ("more", "scenario", "code"),
    [
        ({"lacks": LACKS}, {}, "lacks"),
        ({"opens": YEAR + 1, "waits": LACKS}, {}, "waits"),
        ({"area": "B"}, {}, "no-task"),
        ({"stratum": "late"}, {}, "share-not-set"),
        ({}, {"guide": Guide(Fraction(1, 5), floor=True)}, "below-guide"),
        ({}, {"wishes": (Wish(WishKind.NEVER, "P1"),)}, "kept-out"),
    ],
)
def test_what_is_closed_says_what_closes_it(more, scenario, code):
    why = reason("P1", [project("P1", **more)], [task(1, 50)], **scenario)
    assert why.code == code
    if more.get("lacks") or more.get("waits"):
        assert "户数未知" in why.message.zh


def test_swap_names_who_goes_and_what_is_lost():
    why = reason("P2", [project("P1", 50, 9), project("P2", 50, 4)], [task(1, 50)])
    assert why.code == "swap"
    assert (why.details["lost_need"], why.details["out"]) == (5, ["P1"])
    assert "任务已满：1 个项目、50 户" in why.message.zh
    assert "换出P1小区" in why.message.zh


def test_equal_project_is_said_to_be_equal():
    _, plan, told = explained([project("P1", 50, 9), project("P2", 50, 9)], [task(1, 50)])
    (out,) = {"P1", "P2"} - plan.chosen.keys()
    assert told.reasons[out].code == "equal"


def test_project_that_breaks_the_task_shows_the_nearest_plan():
    why = reason("P2", [project("P1", 50, 1), project("P2", 47, 9)], [task(1, 50)])
    assert why.code == "breaks-tasks"
    assert why.details["out"] == ["P1"]
    assert why.details["more_departure"] == 3


def test_member_of_a_chosen_bundle_is_said_to_be_covered():
    bundle = project("B1", 50, 9, members=("P1",))
    why = reason("P1", [project("P1", 50, 1), bundle], [task(1, 50)])
    assert (why.code, why.details["by"]) == ("covered", ["B1"])


def test_the_budget_that_would_let_a_project_in_is_exact_to_the_cent():
    candidates = [project("P1", 50, 9), project("P2", 50, 1, cost="700000.01")]
    tasks = [task(2, 100)]
    scenario, plan, told = explained(candidates, tasks, money=one_purse("1500000.00"))
    why = told.reasons["P2"]
    assert why.code == "over-budget"
    (blocker,) = why.details["blockers"]
    assert (blocker["amount"], blocker["pots"]) == ("200000.01", [0])
    assert "20.000001 万元" in why.message.zh
    assert only(scenario, plan, "P2", money=one_purse("1700000.01")).chosen.keys() == {"P1", "P2"}
    with pytest.raises(ProblemError):
        only(scenario, plan, "P2", money=one_purse("1700000.00"))


def test_money_that_no_single_pot_can_bring_says_so():
    uses = {"u": Text("甲", "u"), "v": Text("乙", "v")}
    sources = [Source(use, Text(f"来源{use}", use), frozenset({use})) for use in uses]
    pots = tuple(Pot(use, YEAR, Decimal(0)) for use in uses)
    costly = project("P1", 50, 9, cost={"u": Decimal(1), "v": Decimal(1)})
    why = reason("P1", [costly], [task(1, 50)], money=Money(uses, tuple(sources), pots))
    assert why.code == "over-budget"
    assert "单一资金来源不能解决" in why.message.zh


def test_s19_the_share_that_would_let_a_project_in_is_exact():
    late = [project("L1", 50, 9, stratum="late"), project("L2", 30, 1, stratum="late")]
    quota = Quota(Fraction(60, 100), Basis.HOUSEHOLDS)
    scenario, plan, told = explained(late, [task(2, 100)], quota=quota)
    (blocker,) = told.reasons["L2"].details["blockers"]
    assert told.reasons["L2"].code == "over-share"
    assert blocker["amount"] == "20"
    wider = Quota(Fraction(80, 100), Basis.HOUSEHOLDS)
    assert only(scenario, plan, "L2", quota=wider).chosen.keys() == {"L1", "L2"}
    with pytest.raises(ProblemError):
        only(scenario, plan, "L2", quota=Quota(Fraction(79, 100), Basis.HOUSEHOLDS))


def test_capacity_that_keeps_a_project_out_is_named():
    limit = Capacity(Text("施工能力", "Capacity"), Measure.PROJECTS, high=1, year=YEAR)
    candidates = [project("P1", 50, 9), project("P2", 50, 1)]
    why = reason("P2", candidates, [task(2, 100)], capacities=(limit,))
    assert why.code == "over-capacity"
    assert "施工能力" in why.message.zh
    assert why.details["blockers"][0]["amount"] == "1"


def test_time_that_runs_out_is_admitted():
    candidates = [project("P1", 50, 9), project("P2", 50, 4)]
    why = reason("P2", candidates, [task(1, 50)], seconds=0.0)
    assert why.code == "not-settled"
    assert "没有算清" in why.message.zh


def counties():
    """Return two counties that share money, and their plan, which leaves something out."""
    candidates, tasks = town(3, {"A": 5, "B": 5}, spare=3)
    usual = {"tasks_first": False, "prices": TaskPrices(5000, 100)}
    scenario = year_of(candidates, tasks, money=one_purse(40_000_000), **usual)
    return scenario, plan_of(scenario, Highs())


def test_an_exchange_in_a_large_plan_is_payable_loses_what_it_says_and_leaves_the_others():
    scenario, plan = counties()
    instance = instance_of(scenario)
    year_of_each = choice_of(instance, plan.chosen)
    search, room = Search.of(instance, Highs()), Room(scenario, instance, year_of_each)
    whole = Exchanges(search, plan, year_of_each, 60.0)
    told = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange, "LARGE", 0)
        by_area = Exchanges(search, plan, year_of_each, 60.0)
        for item in np.nonzero(year_of_each == ANY)[0].tolist():
            found = by_area.of(room.best_entry(item))
            assert found.is_least
            assert found.year_of[item] != ANY
            changed = np.nonzero(found.year_of != year_of_each)[0]
            assert set(instance.item_area[changed]) == {instance.item_area[item]}
            assert not faults_of(instance, found.year_of, pay(instance, found.year_of))
            assert value_of(instance, found.year_of) == plan.proof.value - found.lost
            told += 1
    assert told
    for item in np.nonzero(year_of_each == ANY)[0].tolist():
        entry = room.best_entry(item)
        assert whole.of(entry).lost == by_area.of(entry).lost  # one purse: payments are no choice


def test_an_exchange_that_is_not_proven_least_is_told_as_one_way_in():
    scenario, plan = counties()
    told = explain(scenario, plan, Highs())
    code = next(code for code, why in told.reasons.items() if "lost" in why.details)
    assert told.reasons[code].details["is_least"]
    assert "代价最小的调整" in told.reasons[code].message.zh
    said = explain(scenario, plan, Hurried()).reasons[code].message
    assert "一种可行调整" in said.zh
    assert "未能证明其代价最小" in said.zh
    assert "one way to let it in" in said.en


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_stated_loss_is_the_true_least_loss(seed):
    candidates, tasks = town(seed, {"A": 4}, spare=2)
    _, plan, told = explained(candidates, tasks)
    exact = [
        chosen
        for chosen in combinations(candidates, 4)
        if sum(each.households for each in chosen) == tasks[0].households
    ]
    for code, why in told.reasons.items():
        holding = [
            sum(c.need for c in chosen) for chosen in exact if code in {c.code for c in chosen}
        ]
        if why.code in {"swap", "equal"}:
            assert plan.need - max(holding) == why.details["lost_need"]
        elif why.code == "breaks-tasks":
            assert not holding
        else:
            assert why.code == "chosen"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words_in_both_languages(language):
    candidates, tasks = town(7, {"A": 5, "B": 2})
    _, _, told = explained(candidates, tasks, money=one_purse(12_000_000))
    for why in told.reasons.values():
        assert getattr(why.message, language).strip()
        assert getattr(why.next_step, language).strip()


def test_binding_budget_has_a_price_and_says_what_a_million_more_brings():
    candidates = [project("P1", 50, 10), project("P2", 60, 9)]
    _, _, told = explained(candidates, [task(2, 110)], money=one_purse(1_500_000))
    (limit,) = told.limits
    assert limit.brings == "departure"
    # Half of P1 is missing for half a million: half a project of 55 households, and 25 households.
    assert limit.gain == pytest.approx(limit.per_unit * 500_000)
    assert "再增加100万元" in limit.message.zh


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), part=st.integers(20, 90))
def test_prices_agree_with_solving_the_relaxed_model_again(seed, part):
    candidates, tasks = town(seed, {"A": 4, "B": 3}, spare=2)
    everything = sum(each.cost for each in candidates)
    budget = (everything * part / 200).quantize(Decimal(1))
    scenario = year_of(
        candidates,
        tasks,
        money=one_purse(budget),
        tasks_first=False,
        prices=TaskPrices(20, 1),
    )
    relaxed = Relaxed.of(Search.of(instance_of(scenario), Highs()), plan_of(scenario, Highs()))
    (more,) = relaxed.with_more([("pots", 0, 1e-3)])
    little = more.objective - relaxed.answer.objective
    assert little == pytest.approx(relaxed.price("pots", 0) * 1e-3, abs=1e-6)
    for limit in limit_prices(scenario, relaxed):
        richer = replace(scenario, money=one_purse(budget + limit.step))
        again = Search.of(instance_of(richer), Highs())
        answer = again.engine.optimise(again.model, USUAL, relaxed=True)
        assert answer.objective - relaxed.answer.objective == pytest.approx(limit.gain)
        assert limit.gain <= limit.per_unit * float(limit.step) + 1e-6


def test_clashing_wishes_are_named_with_exact_ways_out():
    candidates = [project(f"P{n}", 50, 1, cost="600000.00") for n in (1, 2, 3)]
    wishes = (Wish(WishKind.MUST, "P1"), Wish(WishKind.MUST, "P2"))
    scenario = year_of(candidates, [task(3, 150)], money=one_purse(1_000_000), wishes=wishes)
    clash = clash_of(scenario, Highs())
    assert [each.zh for each in clash.wishes] == [
        "P1小区须于整个规划期列入",
        "P2小区须于整个规划期列入",
        "2021年财政资金 100.00 万元",
    ]
    amounts = [way.amount for way in clash.ways_out]
    assert amounts == [None, None, Decimal("200000.00")]
    assert clash_of(replace(scenario, money=one_purse(1_200_000)), Highs()) is None
    assert clash_of(replace(scenario, money=one_purse("1199999.99")), Highs()) is not None
    assert clash_of(replace(scenario, wishes=wishes[:1]), Highs()) is None
    with pytest.raises(ProblemError) as error:
        plan_of(scenario, Highs())
    (problem,) = error.value.problems
    assert problem.code == "wishes-clash"
    assert "P1小区" in problem.message.zh
    assert "提高 20.00 万元" in problem.next_step.zh


def test_floor_above_what_there_is_clashes_with_the_stock():
    floor = Capacity(Text("年度下限", "Floor"), Measure.PROJECTS, low=3)
    clash = clash_of(year_of([project("P1")], [task(1, 50)], capacities=(floor,)), Highs())
    assert clash.wishes[0].zh.startswith("年度下限")
    assert clash.ways_out[0].amount == 2


def test_must_have_that_is_not_ready_clashes_with_its_gate():
    wishes = (Wish(WishKind.MUST, "P1"),)
    scenario = year_of([project("P1", lacks=LACKS)], [task(1, 50)], wishes=wishes)
    clash = clash_of(scenario, Highs())
    assert [each.zh for each in clash.wishes] == [
        "P1小区须于整个规划期列入",
        "尚不具备条件：户数未知",
    ]


@settings(max_examples=30, deadline=None)
@given(
    costs=st.lists(st.integers(1, 90), min_size=2, max_size=5),
    budget=st.integers(0, 200),
    most=st.integers(1, 4),
)
def test_every_wish_of_a_clash_is_needed_for_it(costs, budget, most):
    candidates = [project(f"P{n}", cost=f"{fen / 100:.2f}") for n, fen in enumerate(costs)]
    scenario = year_of(
        candidates,
        [task(1, 50)],
        money=one_purse(Decimal(budget) / 100),
        capacities=(Capacity(Text("能力", "capacity"), Measure.PROJECTS, high=most),),
        wishes=tuple(Wish(WishKind.MUST, each.code) for each in candidates),
    )
    clash = clash_of(scenario, Highs())
    assert (clash is None) == (sum(costs) <= budget and len(costs) <= most)
    if clash:
        named = {each.zh for each in clash.wishes}
        held = [n for n in range(len(costs)) if f"P{n}小区须于整个规划期列入" in named]
        if any("万元" in name for name in named):
            short = sum(costs[n] for n in held) - budget
            assert short > 0
            assert all(short - costs[n] <= 0 for n in held)
        else:
            assert len(held) == most + 1


def test_frontier_of_money_rises_and_keeps_its_limits():
    candidates, tasks = town(11, {"A": 6}, spare=2)
    scenario = year_of(candidates, tasks, money=one_purse(20_000_000))
    shares = [Fraction(n, 10) for n in (1, 3, 5, 10)]
    points = by_money(scenario, Highs(), shares[::-1])
    assert [point.at for point in points] == [Decimal(20_000_000) * n / 10 for n in (1, 3, 5, 10)]
    assert all(point.spent <= point.at for point in points)
    best = plan_of(scenario, Highs())
    assert points[-1].chosen == best.chosen


def test_frontier_without_a_limit_is_drawn_around_what_the_plan_itself_takes():
    candidates, tasks = town(11, {"A": 6}, spare=2)
    scenario = year_of(candidates, tasks)
    costs = {each.code: each.cost for each in candidates}
    taken = sum(costs[code] for code in plan_of(scenario, Highs()).chosen)
    told = []
    shares = [Fraction(1, 2), Fraction(1)]
    points = by_money(scenario, Highs(), shares, progress=told.append)
    assert [point.at for point in points] == [taken / 2, taken]
    assert [point.spent <= point.at for point in points] == [True, True]
    assert points[0].households < points[1].households
    assert told == [0, 0.5]


def test_s70_frontier_of_the_pledged_share_falls():
    candidates = [project(f"P{n}", 50, 1, pledged=Decimal(n * 100_000)) for n in range(5)]
    prices = TaskPrices(10, 1)
    scenario = year_of(candidates, [task(5, 250)], tasks_first=False, prices=prices)
    floors = [Fraction(n, 100) for n in (0, 10, 20, 30)]
    points = by_pledge(scenario, Highs(), floors)
    assert [len(point.chosen) for point in points] == [5, 3, 2, 0]
