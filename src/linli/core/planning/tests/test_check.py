"""Bad input is refused in plain words, and a plan is counted again by its names."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from linli.core.kernel.problem import Severity
from linli.core.kernel.text import Text
from linli.core.planning.assemble import instance_of, late_allowances, task_weights
from linli.core.planning.check import blocking, problems_of
from linli.core.planning.formulate import formulate
from linli.core.planning.plan import Payment, Plan, Proof, Standing
from linli.core.planning.scenario import (
    Basis,
    Capacity,
    Measure,
    Money,
    Quota,
    Source,
    Task,
    Wish,
    WishKind,
)
from linli.core.planning.solve import BrokenPlanError
from linli.core.planning.space import Space
from linli.core.planning.tests.towns import YEAR, one_purse, project, task, year_of
from linli.core.planning.verify import verify

FINE = year_of([project("P1"), project("P2")], [task(1, 50)], money=one_purse(2_000_000))
LACKS = (Text("缺户数", "households missing"),)


def codes(scenario):
    return [each.code for each in blocking(problems_of(scenario))]


def test_a_sound_scenario_has_no_problems():
    assert problems_of(FINE) == []


@pytest.mark.parametrize("amount", ["-0.01", "1e15", "0.001", "NaN", "Infinity"])
def test_negative_or_absurd_money_is_refused(amount):
    assert codes(replace(FINE, money=one_purse(amount))) == ["bad-money"]
    assert codes(year_of([project("P1", cost=amount)], [task(1, 50)])) == ["bad-money"]


def test_zero_money_is_no_mistake():
    assert codes(replace(FINE, money=one_purse(0))) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"years": ()}, "bad-years"),
        ({"years": (2021, 2023)}, "bad-years"),
        ({"years": tuple(range(2021, 2027))}, "bad-years"),
        ({"weights": (1, 2)}, "bad-weights"),
        ({"candidates": (project("P1"), project("P1"))}, "code-twice"),
        ({"candidates": (project("P1", area="Z"),)}, "unknown-area"),
        ({"candidates": (project("P1", cost={"other": Decimal(1)}),)}, "unknown-use"),
        ({"candidates": (project("P1", revenue={"bond": Decimal(1)}),)}, "unknown-source"),
        ({"candidates": (project("P1", households=-1),)}, "bad-figures"),
        ({"tasks": (task(-1, 50),)}, "bad-task"),
        ({"tasks": (task(1, 50, year=2030),)}, "unknown-year"),
        ({"tasks_first": False}, "no-prices"),
        ({"wishes": (Wish(WishKind.MUST, "PX"),)}, "wish-unknown"),
        ({"wishes": tuple(Wish(kind, "P1") for kind in list(WishKind)[:2])}, "wish-both"),
        (
            {"capacities": (Capacity(Text("x", "x"), Measure.PROJECTS, 3, 2),)},
            "bad-capacity",
        ),
        (
            {
                "money": Money(
                    {"works": Text("x", "x")},
                    (Source("s", Text("x", "x"), frozenset(), share=Fraction(1, 3)),),
                    (),
                )
            },
            "bad-share",
        ),
    ],
)
def test_what_cannot_be_meant_is_named(changed, code):
    assert codes(replace(FINE, **changed))[0] == code


def test_task_larger_than_the_stock_and_area_without_candidates_are_warned_of():
    tasks = (task(5, 50), task(1, 10, "B"))
    scenario = year_of([project("P1"), project("P2")], tasks)
    found = problems_of(scenario)
    assert [each.code for each in found] == ["task-over-stock", "area-empty"]
    assert {each.severity for each in found} == {Severity.WARNS}
    assert "2 个项目、100 户" in found[0].message.zh


def test_a_project_weighs_as_many_households_as_the_average_project():
    project_weight, household = task_weights([task(36, 1533), task(66, 5369, "B")])
    assert Fraction(project_weight, household) == Fraction(6902, 102)
    assert task_weights([]) == (1, 1)


def test_s19_allowance_is_the_largest_whole_number_within_the_share_of_a_year_or_of_all():
    half = Quota(Fraction(1, 2), Basis.PROJECTS)
    tasks = [task(3, 50), task(2, 50, "B"), task(9, 9, None)]
    assert late_allowances(year_of([], tasks, quota=half)) == {YEAR: 2}
    assert late_allowances(year_of([], [Task(7, None)], quota=half)) == {None: 3}
    assert late_allowances(year_of([], tasks)) == {}  # an open quota counts nothing (A04)


def test_rows_and_columns_are_named_by_blocks():
    instance = instance_of(FINE)
    model = formulate(instance, Space.of(instance))
    assert [block.family for block in model.rows] == [
        "packing",
        "tasks",
        "quota",
        "capacity",
        "finishing",
        "required",
        "need",
        "pots",
        "share",
        "revenue",
        "spend",
        "departure",
    ]
    assert model.rows.name(model.rows["pots"].start) == ("pots", 0)
    assert model.high[model.rows["pots"].slice].tolist() == [200.0]
    with pytest.raises(IndexError):
        model.rows.name(len(model.rows))


def stated(chosen, need=1, households=50, value=None, amount="1000000.00"):
    payment = Payment("budget", YEAR, "A", "works", Decimal(amount), 0)
    standing = Standing(task(1, 50), len(chosen), households)
    return Plan(
        chosen=dict.fromkeys(chosen, YEAR),
        standings=(standing,),
        payments=(payment,),
        proof=Proof(0, 0, need if value is None else value, need),
        need=need,
        households=households,
    )


def test_true_plan_is_accepted():
    verify(FINE, stated(["P1"]))


@pytest.mark.parametrize(
    ("plan", "changed"),
    [
        (stated(["P9"]), {}),
        (stated(["P1"], need=2), {}),
        (stated(["P1"], households=51), {}),
        (stated(["P1"], value=2), {}),
        (stated(["P1"], amount="999999.99"), {}),
        (stated(["P1"], amount="2000000.01"), {}),
        (stated(["P1"]), {"wishes": (Wish(WishKind.NEVER, "P1"),)}),
        (stated(["P1"]), {"wishes": (Wish(WishKind.MUST, "P2"),)}),
        (stated(["P1"]), {"candidates": (project("P1", lacks=LACKS),)}),
        (stated(["P1"]), {"candidates": (project("P1", opens=2022),)}),
        (stated(["P1"]), {"candidates": (project("P1", stratum="late"),)}),
        (
            stated(["P1"]),
            {"capacities": (Capacity(Text("x", "x"), Measure.HOUSEHOLDS, high=49),)},
        ),
    ],
)
def test_plan_that_breaks_a_limit_or_misstates_a_figure_is_refused(plan, changed):
    with pytest.raises(BrokenPlanError):
        verify(replace(FINE, **changed), plan)
