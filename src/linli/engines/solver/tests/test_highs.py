"""HiGHS behind the port."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from linli.core.planning.matrix import Blocks, Model
from linli.core.planning.port import Effort, Ending
from linli.engines.solver.highs import Highs, SolverError

FAR = 1000.0


def model(weight, rows, low, high, *, upper=None, whole=None):
    matrix = np.array(rows, float).reshape(len(low), len(weight))
    count = len(weight)
    return Model(
        weight=np.array(weight, float),
        lower=np.zeros(count),
        upper=np.full(count, np.inf) if upper is None else np.array(upper, float),
        whole=np.zeros(count, bool) if whole is None else np.array(whole, bool),
        matrix=csc_array(matrix),
        low=np.array(low, float),
        high=np.array(high, float),
        columns=Blocks({"x": count}),
        rows=Blocks({"r": len(low)}),
    )


def knapsack(capacity, low=-np.inf):
    return model([10, 13, 7], [[3, 4, 2]], [low], [capacity], upper=[1] * 3, whole=[True] * 3)


def test_best_choice_is_proven():
    answer = Highs().optimise(knapsack(6), Effort(10))
    assert answer.ending is Ending.ENOUGH
    assert answer.values.round().tolist() == [0, 1, 1]
    assert (answer.objective, answer.bound) == (20, 20)


def test_impossible_is_said_and_gives_no_values():
    answer = Highs().optimise(knapsack(1, low=1), Effort(10))
    assert answer.ending is Ending.INFEASIBLE
    assert answer.values is None


def test_relaxed_model_takes_fractions_and_prices_rows_and_columns():
    answer = Highs().optimise(knapsack(4), Effort(10), relaxed=True)
    assert answer.objective == pytest.approx(7 + 10 * 2 / 3)
    assert answer.prices.tolist() == pytest.approx([10 / 3])
    assert answer.reduced[1] == pytest.approx(13 - 4 * 10 / 3)
    assert answer.bound == answer.objective


def test_model_without_columns_is_answered():
    assert Highs().optimise(model([], [], [], []), Effort()).ending is Ending.ENOUGH
    assert Highs().optimise(model([], [], [1], [2]), Effort()).ending is Ending.INFEASIBLE


def hard_model(rows=5, count=40):
    """A market-split problem: proving it takes far longer than the time given."""
    draw = Random(1)  # noqa: S311 - a fixed instance, no secret
    table = [[draw.randrange(100) for _ in range(count)] for _ in range(rows)]
    slack = np.hstack([np.eye(rows), -np.eye(rows)])
    half = [sum(row) // 2 for row in table]
    return model(
        [0] * count + [-1] * 2 * rows,
        np.hstack([np.array(table), slack]),
        half,
        half,
        upper=[1] * count + [FAR] * 2 * rows,
        whole=[True] * count + [False] * 2 * rows,
    )


def test_time_limit_leaves_the_best_so_far_with_a_bound():
    answer = Highs().optimise(hard_model(), Effort(0.5))
    assert answer.ending is Ending.OUT_OF_TIME
    assert answer.values is not None
    assert answer.bound >= answer.objective


def test_the_watcher_hears_how_it_stands_and_stops_it():
    heard = []

    def watch(standing):
        heard.append(standing)
        return standing.best is not None and len(heard) > 3

    answer = Highs().optimise(hard_model(), Effort(60), watch=watch)
    assert answer.ending is Ending.STOPPED
    assert answer.values is not None
    assert all(each.best is None or each.bound >= each.best - 1e-6 for each in heard)
    assert answer.seconds < 30


def test_known_solution_is_where_the_search_begins():
    known = Highs().optimise(hard_model(), Effort(0.5)).values
    start = np.where(hard_model().whole, known.round(), np.nan)
    again = Highs().optimise(hard_model(), Effort(0.1), start=start)
    assert again.objective >= hard_model().weight @ known - 1e-6


def test_same_model_same_answer():
    first, second = (Highs().optimise(knapsack(6), Effort(10)) for _ in range(2))
    assert first.values.tolist() == second.values.tolist()


def test_nothing_is_printed(capfd):
    Highs().optimise(knapsack(6), Effort(10))
    assert capfd.readouterr() == ("", "")


def test_unbounded_model_is_an_error():
    with pytest.raises(SolverError):
        Highs().optimise(model([1], [[1]], [0], [np.inf]), Effort(10))


def test_column_without_end_in_a_whole_model_is_refused():
    with pytest.raises(ValueError, match="without end"):
        Highs().optimise(model([-1], [[1]], [1], [2], whole=[True]), Effort(10))


TRAPS = {  # as HiGHS comes, it proves 0 best of the first; without ends it never ends on either
    12: ([12], [[1, 1, -1, 0, 0], [11, 0, 0, 1, -1], [0, 5, 5, 1, 1]], [3, 3], 18),
    1: ([1], [[2, 1, 0, -1, 0], [1, 0, 1, 0, -1], [0, 1, 1, 1, 1]], [1, -1], 3),
}


@pytest.mark.parametrize("best", TRAPS)
def test_model_that_leads_the_solvers_presolve_astray_is_solved(best):
    weight, rows, asked, most = TRAPS[best]
    trap = model(
        [*weight, 0, 0, 0, 0],
        rows,
        [*asked, -np.inf],
        [*asked, most],
        upper=[1, *[FAR] * 4],
        whole=[True, *[False] * 4],
    )
    assert Highs().optimise(trap, Effort(10)).objective == best


small = st.integers(-6, 6)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), count=st.integers(1, 5), rows=st.integers(1, 3))
def test_tiny_models_of_tasks_end_and_are_right(data, count, rows):
    """Floors and ceilings as tasks have them, with slack whose price is limited."""
    table = data.draw(
        st.lists(st.lists(small, min_size=count, max_size=count), min_size=rows, max_size=rows)
    )
    asked = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=rows, max_size=rows)), float)
    prices = np.array(data.draw(st.lists(st.integers(1, 6), min_size=rows, max_size=rows)), float)
    most = data.draw(st.integers(0, 60))
    weight = np.array(data.draw(st.lists(small, min_size=count, max_size=count)), float)
    taken, eye, none = np.array(table, float), np.eye(rows), np.zeros((rows, rows))
    fine = [np.zeros((1, count)), prices[None], prices[None]]
    made = model(
        [*weight, *[0] * 2 * rows],
        np.block([[taken, eye, none], [taken, none, -eye], fine]),
        [*asked, *[-np.inf] * rows, -np.inf],
        [*[np.inf] * rows, *asked, most],
        upper=[1] * count + [FAR] * 2 * rows,
        whole=[True] * count + [False] * 2 * rows,
    )
    answer = Highs().optimise(made, Effort(20))
    choices = np.array(np.meshgrid(*[[0, 1]] * count)).reshape(count, -1).T
    fines = np.abs(choices @ taken.T - asked) @ prices
    allowed = choices[fines <= most] @ weight
    if not len(allowed):
        assert answer.ending is Ending.INFEASIBLE
    else:
        assert answer.objective == pytest.approx(allowed.max(), abs=1e-5)
