"""HiGHS behind the planning port: one thread, no output, the same model solved in the same way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import highspy
import numpy as np
from highspy import HighsModelStatus
from numpy.typing import NDArray

from linli.core.planning.port import Column, LinearModel, Outcome, Progress, Row, Solution

OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
    # A project taken to 0.999999 would let a cent too much through.
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    # HiGHS 1.15.1 loops for ever in presolve on some tiny models, deaf to its time limit. Without
    # presolve, and without the heuristics that presolve models of their own, it never enters it.
    "presolve": "off",
    "mip_allow_restart": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
OUTCOMES = {
    HighsModelStatus.kOptimal: Outcome.OPTIMAL,
    HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
    HighsModelStatus.kTimeLimit: Outcome.OUT_OF_TIME,
}


class SolverError(RuntimeError):
    """HiGHS ended in a way that a bounded model cannot lead to."""


class Highs:
    """Solves linear models with HiGHS."""

    def solve(
        self,
        model: LinearModel,
        seconds: float,
        *,
        relaxed: bool = False,
        progress: Progress | None = None,
    ) -> Solution:
        """Solve a model within a time; see the port."""
        highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its stub leaves this out
        for option, value in (OPTIONS | {"time_limit": float(seconds)}).items():
            highs.setOptionValue(option, value)
        _pass(highs, model, relaxed=relaxed)
        if progress:
            _report(highs, seconds, progress)
        highs.run()
        return _solution(highs, model, relaxed=relaxed)


def _pass(highs: highspy.Highs, model: LinearModel, *, relaxed: bool) -> None:
    """Hand the model over as vectors, row by row."""
    place = {column.name: number for number, column in enumerate(model.columns)}
    starts = np.cumsum([0, *(len(row.terms) for row in model.rows)])
    index = [place[name] for row in model.rows for name in row.terms]
    coefficients = [weight for row in model.rows for weight in row.terms.values()]
    whole = [column.whole and not relaxed for column in model.columns]
    highs.passModel(
        len(model.columns),
        len(model.rows),
        len(index),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize if model.maximise else highspy.ObjSense.kMinimize),
        0.0,
        _numbers(column.weight for column in model.columns),
        _numbers(column.lower for column in model.columns),
        _numbers(_limit(column.upper, highspy.kHighsInf) for column in model.columns),
        _numbers(_limit(row.low, -highspy.kHighsInf) for row in model.rows),
        _numbers(_limit(row.high, highspy.kHighsInf) for row in model.rows),
        starts.astype(np.int32),
        np.array(index, dtype=np.int32),
        _numbers(coefficients),
        np.array(whole, dtype=np.int32),
    )


def _numbers(values: Iterable[float]) -> NDArray[np.float64]:
    return np.fromiter(values, dtype=np.float64)


def _limit(value: float | None, none: float) -> float:
    return none if value is None else value


def _report(highs: highspy.Highs, seconds: float, progress: Progress) -> None:
    """Report the share of the allowed time that is used; the end of a solve reports itself."""
    highs.cbMipInterrupt.subscribe(
        lambda event: progress(min(1.0, event.data_out.running_time / seconds))
    )


def _solution(highs: highspy.Highs, model: LinearModel, *, relaxed: bool) -> Solution:
    """Return what HiGHS found."""
    status, info, found = highs.getModelStatus(), highs.getInfo(), highs.getSolution()
    if status not in OUTCOMES:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(status)}")
    is_found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    outcome = OUTCOMES[status]
    is_proven = outcome is Outcome.OPTIMAL
    is_mip = not relaxed and any(column.whole for column in model.columns)
    unknown = math.inf if model.maximise else -math.inf
    bound = info.mip_dual_bound if is_mip else unknown
    return Solution(
        outcome=outcome,
        values=_named(model.columns, found.col_value) if is_found else {},
        objective=info.objective_function_value if is_found else -unknown,
        bound=info.objective_function_value if is_proven and not is_mip else bound,
        gap=info.mip_gap if is_mip else 0.0,
        seconds=highs.getRunTime(),
        prices=_named(model.rows, found.row_dual) if relaxed else {},
    )


def _named(parts: Sequence[Column | Row], values: Sequence[float]) -> dict[str, float]:
    return {part.name: value for part, value in zip(parts, values, strict=True)}
