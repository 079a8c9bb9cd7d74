"""Plans made by areas: against the count of every plan, and the same in any processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.planning.areas import pieces, regions, search
from linli.core.planning.areas.anneal import Cooling, Lanes, annealed
from linli.core.planning.areas.field import Field
from linli.core.planning.areas.mixture import Mixture
from linli.core.planning.areas.plans import Question, answer, relaxed_bound, valued
from linli.core.planning.areas.portion import is_portioned, portion
from linli.core.planning.areas.search import Seats
from linli.core.planning.areas.split import split
from linli.core.planning.assemble import instance_of
from linli.core.planning.choose import plan_of
from linli.core.planning.faults import faults_of
from linli.core.planning.formulate import formulate
from linli.core.planning.instance import ANY
from linli.core.planning.payments import pay
from linli.core.planning.port import Effort, Ending
from linli.core.planning.scenario import (
    Area,
    Basis,
    Finishing,
    Money,
    Pot,
    Quota,
    Scenario,
    Source,
    TaskPrices,
)
from linli.core.planning.solve import Search
from linli.core.planning.space import CHOICE, Space
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
from linli.engines.solver.tests.test_choose import scenarios

SIZES = {"A": 12, "B": 9, "C": 14}


@contextmanager
def by_areas() -> Iterator[pytest.MonkeyPatch]:
    """Solve small scenarios by areas too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "LARGE", 0)
        patch.setattr(search, "MIDDLE", 0)
        yield patch


def three_counties(**more):
    candidates, tasks = town(3, SIZES)
    usual = {"tasks_first": False, "prices": TaskPrices(5000, 100)}
    return year_of(candidates, tasks, **usual | {"money": one_purse(120_000_000)} | more)


def split_up(scenario):
    instance = instance_of(scenario)
    space = Space.of(instance)
    return split(instance, space, formulate(instance, space))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios())
def test_no_plan_lies_outside_what_is_proven_by_areas(scenario):
    best = best_by_counting(scenario)
    with by_areas():
        if best is None:
            with pytest.raises(ProblemError):
                plan_of(scenario, Highs())
            return
        found = plan_of(scenario, Highs())
    verify(scenario, found)
    proof = found.proof
    assert proof.least_departure <= best[0] <= proof.departure
    if proof.departure == best[0]:
        assert proof.value <= best[1] <= proof.most_value


def test_s04_by_areas_is_near_the_best_and_its_bound_holds():
    scenario = three_counties()
    with by_areas():
        found = plan_of(scenario, Highs())
    best = plan_of(scenario, Highs())
    assert best.proof.gap == 0
    assert found.proof.value <= best.proof.value <= found.proof.most_value
    assert found.proof.gap < 0.03


def test_s04_what_is_not_solved_in_one_piece_is_tried_by_areas_and_then_on():
    scenario = three_counties()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MIDDLE", 0)
        patch.setattr(search, "TURNED", (0.0, 0.5, 0.75, 1.0))
        found = plan_of(scenario, Highs(), Effort(20.0))
    best = plan_of(scenario, Highs())
    verify(scenario, found)
    assert found.proof.gap < 0.01
    assert found.proof.value <= best.proof.value <= found.proof.most_value


@pytest.mark.parametrize("years", [1, 2])
def test_s04_a_plan_grows_piece_by_piece_within_all_limits(years):
    instance = instance_of(three_counties() if years == 1 else two_provinces(0))
    space = Space.of(instance)
    model, choice = formulate(instance, space), space.columns[CHOICE].slice
    upper = model.upper.copy()
    upper[choice] = 0
    empty = Highs().optimise(replace(model, upper=upper), Effort(9.0))
    asked = (instance, space, model, Highs())
    found = pieces.optimise(*asked, Effort(2.0), empty)
    best = Highs().optimise(model, Effort(60.0, 1e-3))
    assert empty.objective < found.objective <= best.bound
    year_of_each = space.years_of(instance, found.values)
    assert not faults_of(instance, year_of_each, pay(instance, year_of_each))
    stopped = pieces.optimise(*asked, Effort(60.0), found, lambda _: True)
    assert stopped.ending is Ending.STOPPED
    assert stopped.objective == found.objective


@pytest.mark.parametrize("stops_at", [1, 5])
def test_a_search_by_areas_ends_at_the_watchers_word(stops_at):
    seen = []

    def watch(standing):
        seen.append(standing)
        return len(seen) >= stops_at

    instance = instance_of(three_counties())
    space = Space.of(instance)
    asked = (instance, space, formulate(instance, space), Highs(), Effort(60.0), None, watch)
    found = search.optimise(*asked)
    assert found.ending is Ending.STOPPED
    assert len(seen) == stops_at
    assert [each.bound for each in seen] == sorted((each.bound for each in seen), reverse=True)


def test_plans_that_together_take_too_much_leave_out_until_they_fit():
    scenario = three_counties(money=one_purse(60_000_000))
    instance = instance_of(scenario)
    space = Space.of(instance)
    parts = split_up(scenario)
    told = search._Search(instance, space, parts, Highs(), Effort(9.0), np.inf, 0.0, None)
    everything = [tuple(np.nonzero(each.model.whole)[0].tolist()) for each in parts.parts]
    chosen = [valued(part, [taken])[0] for part, taken in zip(parts.parts, everything, strict=True)]
    mixture = Mixture.of(parts, [[plan] for plan in chosen], 1e4)
    assert mixture.missed(mixture.relaxed(Highs()).values) > 1
    fitting, free = told._repaired(chosen, 1e4)
    assert all(
        set(plan.taken) <= set(taken) for plan, taken in zip(fitting, everything, strict=True)
    )
    held = Mixture.of(parts, [[plan] for plan in fitting])
    assert held.relaxed(Highs()).values is not None
    assert len(free) == len(parts.free)


def test_s05_tasks_come_first_by_areas_too():
    scenario = year_of(*town(5, QINZHOU))
    with by_areas():
        found = plan_of(scenario, Highs())
    verify(scenario, found)
    assert found.proof.departure <= sum(QINZHOU.values())


def test_the_same_scenario_gives_the_same_plan_in_one_process_and_in_two():
    scenario = three_counties()
    with by_areas():
        alone, again, together = (
            plan_of(scenario, Highs(), Effort(60.0, threads=threads)) for threads in (1, 1, 2)
        )
    assert alone.chosen == again.chosen == together.chosen
    assert alone.proof == again.proof == together.proof


def test_money_that_areas_share_is_a_shared_row_and_their_own_is_not():
    parts = split_up(three_counties())
    assert [parts.whole.rows.name(row)[0] for row in parts.rows[: parts.shared]] == ["pots"]
    assert len(parts.parts) == len(SIZES)


def test_s19_the_quota_of_all_areas_is_a_shared_row():
    candidates, tasks = town(3, SIZES)
    late = [replace(each, stratum="late") for each in candidates]
    parts = split_up(year_of(late, tasks, quota=Quota(Fraction(1), Basis.HOUSEHOLDS)))
    assert "quota" in {parts.whole.rows.name(row)[0] for row in parts.rows[: parts.shared]}


def test_a_thorough_answer_proves_no_more_than_a_quick_one():
    parts = split_up(three_counties())
    prices = np.ones(parts.shared)
    for part in parts.parts:
        quick = answer(Highs(), Question(part, prices, ()))
        thorough = answer(Highs(), Question(part, prices, (), branches=50))
        nearly = answer(Highs(), Question(part, prices, (), branches=1))
        assert thorough.bound <= quick.bound
        assert nearly.bound <= quick.bound == relaxed_bound(Highs(), Question(part, prices))
        (plan,) = valued(part, [thorough.plan])
        assert plan.worth - prices[part.linked] @ (part.links @ thorough.values) <= thorough.bound


@pytest.mark.parametrize("seed", range(4))
def test_an_annealed_plan_gains_what_its_cheapest_payment_leaves(seed):
    """The annealing's own count of a plan is that of the model with the plan's choices held."""
    scenario = two_provinces(seed)
    instance = instance_of(scenario)
    space = Space.of(instance)
    parts = split(instance, space, formulate(instance, space))
    prices = np.random.default_rng(seed).uniform(0, 30, parts.shared)
    found = Field.of(instance, space, parts, prices)
    seats = Seats.of(parts, space, found)
    count, years = len(parts.parts), len(instance.years)
    nothing = np.full((count, seats.size), ANY)
    lanes = Lanes(np.arange(count), nothing, np.ones((count, years)))
    plans, gains = annealed(found.ground, lanes, Cooling(20, 500, 50), seed, threads=2)
    assert (plans != ANY).any()
    for part, taken, gain in zip(parts.parts, seats.takings(plans), gains, strict=True):
        model = part.priced(prices)
        upper = np.where(model.whole, 0.0, model.upper)
        upper[list(taken)] = 1
        lower = np.where(model.whole, upper, model.lower)
        held = replace(model, lower=lower, upper=upper)
        assert Highs().optimise(held, Effort(9.0), relaxed=True).objective == pytest.approx(gain)


def two_provinces(seed, each=10):
    """Return counties of two provinces over two years: shared, provincial and own money, bonds."""
    draw = Random(seed)  # noqa: S311 - a fixed instance, no secret
    areas = {"A": "1", "B": "1", "C": "2", "D": "2"}
    candidates = []
    for area in areas:
        for number in range(each):
            homes = draw.randint(30, 150)
            costs = {
                use: Decimal(homes * draw.randint(most // 2, most))
                for use, most in (("works", 20_000), ("facilities", 6_000))
            }
            candidates.append(
                project(
                    f"{area}{number}", homes, homes * draw.randint(2, 9), cost=costs, area=area,
                    revenue={"bond": costs["facilities"] / 2},
                    stratum=draw.choice(("early", "late")),
                )
            )  # fmt: skip
        pair = [one for one in candidates if one.area == area][:2]
        candidates.append(
            project(
                f"{area}-pair", sum(one.households for one in pair), sum(one.need for one in pair),
                cost={use: sum(one.costs[use] for one in pair) / 10 * 9 for use in pair[0].costs},
                area=area, members=tuple(one.code for one in pair),
            )
        )  # fmt: skip
    need = sum(one.cost for one in candidates)
    pots = []
    for year in (2021, 2022):
        pots.append(Pot("central", year, _part(need, 0.1)))
        pots += [Pot("bond", year, _part(need, 0.03), region=region) for region in "12"]
        pots += [Pot("local", year, _part(need, 0.02), area=area) for area in areas]
    both = frozenset({"works", "facilities"})
    money = Money(
        {use: Text(use, use) for use in both},
        (
            Source("central", Text("中央", "central"), both, share=Fraction(1, 2)),
            Source("bond", Text("债券", "bonds"), frozenset({"facilities"}), cover=Fraction(1)),
            Source("local", Text("地方", "local"), both),
        ),
        tuple(pots),
    )
    return Scenario(
        years=(2021, 2022),
        areas=tuple(Area(code, Text(code, code), region, 400) for code, region in areas.items()),
        candidates=tuple(candidates),
        tasks=tuple(task(3, 250, area, year) for area in areas for year in (2021, 2022)),
        money=money,
        quota=Quota(Fraction(1, 5), Basis.HOUSEHOLDS),
        finishing=Finishing(Fraction(1, 2), 3),
        weights=(3, 2),
        tasks_first=False,
        prices=TaskPrices(200, 3),
    )


def _part(amount, share):
    return Decimal(round(float(amount) * share))


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_s14_a_nation_is_planned_by_regions_with_a_bound_that_holds(seed):
    scenario = two_provinces(seed)
    with by_areas() as patch:
        patch.setattr(regions, "LARGE", 0)
        found = plan_of(scenario, Highs(), Effort(60.0, 1e-3))
        again = plan_of(scenario, Highs(), Effort(60.0, 1e-3, threads=2))
    best = plan_of(scenario, Highs(), Effort(60.0, 1e-4))
    verify(scenario, found)
    assert found.chosen == again.chosen
    assert found.proof.value <= best.proof.most_value
    assert best.proof.value <= found.proof.most_value
    assert found.proof.value >= 0.75 * best.proof.value  # two counties a region: coarse shares


@pytest.mark.parametrize("seed", range(3))
def test_a_regions_bound_holds_at_the_prices_whatever_its_share(seed):
    instance = instance_of(two_provinces(seed))
    shared = regions.Shared.of(instance)
    limits, all_of_it = shared.limits(instance), np.ones(2)
    prices = regions._sample_prices(instance, shared, Highs())
    for areas in regions._of_regions(instance):
        free = regions.Region(shared.given(instance, areas, limits, all_of_it).instance, prices)
        little = shared.given(instance, areas, limits / 5, all_of_it).instance
        known = regions.relax(Highs(), free).answer
        planned = regions.plan(Highs(), regions.Region(little, prices, known, Effort(3.0)))
        _, model = free.model
        rows, high = regions.Shared.of(free.portion).rows(model), model.high.copy()
        high[rows] = np.inf
        priced = replace(model, weight=model.weight - model.matrix[rows].T @ prices, high=high)
        assert Highs().optimise(priced, Effort(30.0)).objective <= planned.bound + 1e-6


def test_a_large_plan_that_lacks_a_fen_leaves_out_its_least_project():
    """A share of 1/3 of 100.01 yuan is rounded down: the pots lack one fen, a solver sees none."""
    third = Source("central", Text("中央", "central"), frozenset({"works"}), share=Fraction(1, 3))
    rest = Source("local", Text("地方", "local"), frozenset({"works"}))
    candidates = [project("P1", 50, 9, cost="50.00"), project("P2", 50, 5, cost="50.01")]
    pots = (Pot("central", YEAR, Decimal(90)), Pot("local", YEAR, Decimal("66.67")))
    money = Money({"works": Text("工程", "works")}, (third, rest), pots)
    more = {"tasks_first": False, "prices": TaskPrices(1, 1), "money": money}
    search = Search.of(instance_of(year_of(candidates, [task(2, 100)], **more)), Highs())
    both = np.zeros(2, np.int64)
    paid = pay(search.instance, both)
    assert paid.missing.sum() == 1
    trimmed, paid = search._trimmed(both, paid)
    assert trimmed.tolist() == [0, ANY]
    assert paid.is_full


def test_regions_that_share_a_task_are_not_planned_each_alone():
    scenario = two_provinces(0)
    assert is_portioned(instance_of(scenario))
    shared = (*scenario.tasks, task(20, 900, None, 2021))
    assert not is_portioned(instance_of(replace(scenario, tasks=shared)))


def test_a_portion_is_the_scenario_without_the_other_areas():
    scenario = two_provinces(1)
    instance = instance_of(scenario)
    of_first = instance.area_region == 0
    own = portion(instance, of_first)
    alone = instance_of(
        replace(
            scenario,
            areas=tuple(each for each in scenario.areas if each.region == "1"),
            candidates=tuple(each for each in scenario.candidates if each.area in "AB"),
            tasks=tuple(each for each in scenario.tasks if each.area in "AB"),
            money=replace(
                scenario.money,
                pots=tuple(
                    pot for pot in scenario.money.pots
                    if pot.region in (None, "1") and pot.area in (None, "A", "B")
                ),
            ),
        )
    )  # fmt: skip
    assert [instance.items[item] for item in own.items] == list(alone.items)
    for name in ("value", "available", "measures", "item_area", "member_item", "area_region"):
        assert (getattr(own.instance, name) == getattr(alone, name)).all()
    for name in ("cost", "revenue", "pot_amount", "pot_area", "pot_region", "share"):
        assert (getattr(own.instance.purse, name) == getattr(alone.purse, name)).all()
    assert (own.instance.tasks.area == alone.tasks.area).all()
