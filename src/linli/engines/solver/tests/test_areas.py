"""Plans made by areas: against the count of every plan, and the same in any processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from linli.core.kernel.problem import ProblemError
from linli.core.planning.areas import search
from linli.core.planning.areas.plans import Question, answer
from linli.core.planning.areas.split import split
from linli.core.planning.assemble import instance_of
from linli.core.planning.choose import plan_of
from linli.core.planning.formulate import formulate
from linli.core.planning.port import Effort
from linli.core.planning.scenario import Basis, Quota, TaskPrices
from linli.core.planning.space import Space
from linli.core.planning.tests.towns import QINZHOU, best_by_counting, one_purse, town, year_of
from linli.core.planning.verify import verify
from linli.engines.solver.highs import Highs
from linli.engines.solver.tests.test_choose import scenarios

SIZES = {"A": 12, "B": 9, "C": 14}


@contextmanager
def by_areas() -> Iterator[None]:
    """Solve small scenarios by areas too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "LARGE", 0)
        yield


def three_counties(**more):
    candidates, tasks = town(3, SIZES)
    more |= {"tasks_first": False, "prices": TaskPrices(5000, 100), "money": one_purse(120_000_000)}
    return year_of(candidates, tasks, **more)


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
        ask = partial(Question, part, prices)
        quick, thorough = (answer(Highs(), ask(depth)) for depth in (1, 2))
        assert thorough.bound <= quick.bound
        assert thorough.bound >= thorough.plans[0].gain >= quick.plans[0].gain - 1e-6
