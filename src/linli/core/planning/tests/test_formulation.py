"""Weights, limits and the exact count of a plan, without a solver."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.text import Text
from linli.core.planning.formulation import (
    LEAST_DEPARTURE,
    Block,
    Demands,
    Weights,
    build,
    fewest_changes,
)
from linli.core.planning.terms import Basis, Deviation, Limits, Plan
from linli.core.planning.tests.towns import UNLIMITED, project, task
from linli.core.planning.verify import BrokenPlanError, broken_limits, verify


def block(candidates, tasks, **limits):
    return Block(tuple(candidates), tuple(tasks), Weights.of(tasks), UNLIMITED, **limits)


def plan_of(candidates, tasks, chosen):
    whole = block(candidates, tasks)
    return Plan(
        chosen=frozenset(chosen),
        deviations=whole.deviations(chosen),
        departure=whole.departure(chosen),
        least_departure=0,
        need=whole.need(chosen),
        most_need=whole.need(chosen),
    )


def test_a_project_weighs_as_many_households_as_the_average_project():
    weights = Weights.of([task(36, 1533), task(66, 5369, "B")])
    assert Fraction(weights.projects, weights.households) == Fraction(6902, 102)


def test_year_without_tasks_still_has_weights():
    assert Weights.of([]) == Weights(1, 1)


def test_too_few_and_too_many_weigh_alike():
    weights = Weights(projects=50, households=1)
    assert weights.departure([Deviation(-1, 20), Deviation(1, -20)]) == 140


@given(share=st.fractions(0, 1), projects=st.integers(0, 200))
def test_s19_allowance_is_the_largest_whole_number_within_the_share(share, projects):
    limits = Limits(late_share=share, late_basis=Basis.PROJECTS)
    allowance = limits.late_allowance((task(projects, 0),))
    assert allowance <= share * projects < allowance + 1


def test_a04_share_without_its_basis_stays_open():
    assert Limits(late_share=Fraction(1, 2)).late_open
    assert Limits(late_basis=Basis.PROJECTS).late_open
    assert not Limits(late_share=Fraction(0), late_basis=Basis.PROJECTS).late_open


def test_late_compounds_count_by_the_basis_and_early_ones_not_at_all():
    late, early = project("L", 50, 1, stratum="late"), project("E", 50, 1)
    by_projects = Limits(late_share=Fraction(1), late_basis=Basis.PROJECTS)
    by_households = Limits(late_share=Fraction(1), late_basis=Basis.HOUSEHOLDS)
    assert [by_projects.late_measure(each) for each in (late, early)] == [1, 0]
    assert [by_households.late_measure(each) for each in (late, early)] == [50, 0]


def test_columns_and_rows_carry_the_programmes_names():
    model = build(
        block([project("P1", 50, 3)], [task(1, 50)], budget=1),
        LEAST_DEPARTURE,
        Demands(forced="P1"),
    )
    assert [column.name for column in model.columns][:2] == ["P1", "below projects A"]
    assert model.columns[0].lower == 1
    assert [row.name for row in model.rows] == ["projects A", "households A", "budget"]
    assert model.rows[2].high == 0.01


def test_staying_close_counts_each_exchange():
    goal = fewest_changes({"P1"})
    assert [goal.weight(project(code, 1, 1)) for code in ("P1", "P2")] == [-1, 1]


def test_budget_is_broken_by_a_cent():
    chosen = [project("P1", 1, 1, cost="1.00"), project("P2", 1, 1, cost="2.01")]
    assert broken_limits(chosen, [task(2, 2)], Limits(budget=Decimal("3.01"))) == []
    assert broken_limits(chosen, [task(2, 2)], Limits(budget=Decimal("3.00"))) == ["budget"]


def test_true_plan_is_accepted():
    candidates, tasks = [project("P1", 50, 5), project("P2", 40, 2)], [task(1, 50)]
    verify(plan_of(candidates, tasks, {"P1"}), candidates, tasks, UNLIMITED)


@pytest.mark.parametrize(
    ("chosen", "limits"),
    [
        ({"P2"}, UNLIMITED),
        ({"P3"}, UNLIMITED),
        ({"P4"}, UNLIMITED),
        ({"P1"}, Limits(budget=Decimal("999999.99"))),
        ({"P3"}, Limits(late_share=Fraction(0), late_basis=Basis.PROJECTS)),
    ],
    ids=["lacks something", "share open", "no task", "over budget", "over the share"],
)
def test_plan_that_breaks_a_hard_limit_is_refused(chosen, limits):
    candidates = [
        project("P1", 50, 5),
        project("P2", 50, 5, lacks=(Text("缺户数", "households missing"),)),
        project("P3", 50, 5, stratum="late"),
        project("P4", 50, 5, area="B"),
    ]
    tasks = [task(1, 50)]
    with pytest.raises(BrokenPlanError):
        verify(plan_of(candidates, tasks, chosen), candidates, tasks, limits)
