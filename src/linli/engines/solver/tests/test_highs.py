"""HiGHS behind the port."""

from random import Random

import pytest

from linli.core.planning.port import Column, LinearModel, Outcome, Row
from linli.engines.solver.highs import Highs, SolverError


def knapsack(capacity, *, low=None):
    weights = {"a": 10, "b": 13, "c": 7}
    return LinearModel(
        tuple(Column(name, weight, upper=1, whole=True) for name, weight in weights.items()),
        (Row("capacity", {"a": 3, "b": 4, "c": 2}, low=low, high=capacity),),
        maximise=True,
    )


def test_best_choice_is_proven():
    solution = Highs().solve(knapsack(6), 10)
    assert solution.outcome is Outcome.OPTIMAL
    assert {name for name, value in solution.values.items() if value > 0.5} == {"b", "c"}
    assert (solution.objective, solution.bound, solution.gap) == (20, 20, 0)


def test_impossible_is_said_and_gives_no_values():
    solution = Highs().solve(knapsack(1, low=1), 10)
    assert solution.outcome is Outcome.INFEASIBLE
    assert not solution.values


def test_relaxed_model_takes_fractions_and_prices_its_rows():
    solution = Highs().solve(knapsack(4), 10, relaxed=True)
    assert solution.objective == pytest.approx(7 + 10 * 2 / 3)
    assert solution.prices["capacity"] == pytest.approx(10 / 3)
    assert solution.bound == solution.objective


def test_smallest_is_found_and_continuous_columns_take_fractions():
    rows = (Row("sum", {"x": 1, "y": 2}, low=5),)
    model = LinearModel((Column("x", 2), Column("y", 3)), rows, maximise=False)
    solution = Highs().solve(model, 10)
    assert solution.values == {"x": 0, "y": 2.5}
    assert solution.objective == 7.5


def hard_model(rows=5, columns=40):
    """A market-split problem: proving it takes far longer than the time given."""
    draw = Random(1)  # noqa: S311 - a fixed instance, no secret
    splits = []
    for row in range(rows):
        terms = {f"x{number}": draw.randrange(100) for number in range(columns)}
        half = sum(terms.values()) // 2
        splits.append(
            Row(f"r{row}", terms | {f"up{row}": 1, f"down{row}": -1}, low=half, high=half)
        )
    takes = [Column(f"x{number}", upper=1, whole=True) for number in range(columns)]
    slacks = [Column(f"{side}{row}", 1) for row in range(rows) for side in ("up", "down")]
    return LinearModel((*takes, *slacks), tuple(splits), maximise=False)


def test_time_limit_leaves_the_best_so_far_with_a_bound_and_reports_progress():
    heard = []
    solution = Highs().solve(hard_model(), 0.5, progress=heard.append)
    assert solution.outcome is Outcome.OUT_OF_TIME
    assert solution.values
    assert solution.bound <= solution.objective
    assert heard
    assert heard == sorted(heard)
    assert solution.seconds < 3


def test_same_model_same_answer():
    first, second = (Highs().solve(knapsack(6), 10) for _ in range(2))
    assert first.values == second.values


def test_nothing_is_printed(capfd):
    Highs().solve(knapsack(6), 10)
    assert capfd.readouterr() == ("", "")


def test_unbounded_model_is_an_error():
    model = LinearModel((Column("x", 1),), (Row("any", {"x": 1}, low=0),), maximise=True)
    with pytest.raises(SolverError):
        Highs().solve(model, 10)


def test_model_that_sends_the_solvers_presolve_round_for_ever_is_solved():
    columns = (Column("take", 12, upper=1, whole=True), *map(Column, ("a", "b", "c", "d")))
    rows = (
        Row("projects", {"take": 1, "a": 1, "b": -1}, low=3, high=3),
        Row("households", {"take": 11, "c": 1, "d": -1}, low=3, high=3),
        Row("departure", {"a": 5, "b": 5, "c": 1, "d": 1}, high=18),
    )
    assert Highs().solve(LinearModel(columns, rows, maximise=True), 10).objective == 12
