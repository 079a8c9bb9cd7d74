"""HiGHS behind the planning port: no output, the same model solved in the same way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from typing import Any

import highspy
import numpy as np
from highspy import HighsModelStatus

from linli.core.planning.matrix import Floats, Model
from linli.core.planning.port import Answer, Effort, Ending, Standing, Watch

SPARSIFY = 1 << 14
SEARCH: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "random_seed": 0,
    # Values are whole numbers: less than one apart is the same. A project taken to 0.999999 would
    # let a cent too much through.
    "mip_abs_gap": 0.999,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    # HiGHS 1.15.1 proves wrong optima of some tiny models, or loops for ever in presolve, because
    # of the rule that makes rows sparser. Without that rule presolve does its work.
    "presolve_rule_off": SPARSIFY,
}
NO_HEURISTICS: dict[str, bool | int | float | str] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}
ENDINGS = {
    HighsModelStatus.kOptimal: Ending.ENOUGH,
    HighsModelStatus.kInfeasible: Ending.INFEASIBLE,
    HighsModelStatus.kTimeLimit: Ending.OUT_OF_TIME,
    HighsModelStatus.kSolutionLimit: Ending.OUT_OF_TIME,
    HighsModelStatus.kInterrupt: Ending.STOPPED,
}


class SolverError(RuntimeError):
    """HiGHS ended in a way that a bounded model cannot lead to."""


class Highs:
    """Solves linear models with HiGHS."""

    def optimise(
        self,
        model: Model,
        effort: Effort,
        *,
        relaxed: bool = False,
        start: Floats | None = None,
        watch: Watch | None = None,
    ) -> Answer:
        """Maximise a model within an effort; see the port."""
        if not len(model.columns):
            return _nothing_to_choose(model)
        if not relaxed and model.whole.any() and not np.isfinite(model.upper).all():
            # On some of these HiGHS 1.15.1 goes round in presolve for ever, deaf to its time limit.
            raise ValueError("a whole model has a column without end")
        highs = _made(model, effort, relaxed=relaxed)
        if start is not None:
            known = np.nonzero(~np.isnan(start))[0].astype(np.int32)
            highs.setSolution(len(known), known, start[known])
        if watch:
            _let_watch(highs, watch)
        highs.run()
        return _answer(highs, model, relaxed=relaxed)

    def raised(
        self, model: Model, limits: Sequence[tuple[int, float]], effort: Effort
    ) -> Iterator[Answer]:
        """Solve a relaxed model again with one row's limit raised after the other; see the port."""
        highs = _made(model, effort, relaxed=True)
        for row, more in limits:
            low, high = float(model.low[row]), float(model.high[row])
            highs.changeRowBounds(row, low, high + more)
            began = highs.getRunTime()
            highs.setOptionValue("time_limit", began + effort.seconds)
            highs.run()
            answer = _answer(highs, model, relaxed=True)
            yield replace(answer, seconds=answer.seconds - began)
            highs.changeRowBounds(row, low, high)

    def each(
        self, work: Callable[[Any], Any], questions: Sequence[Any], *, threads: int
    ) -> list[Any]:
        """Do work on each question in so many processes; see the port."""
        if threads < 2:  # noqa: PLR2004 - alone
            return [work(question) for question in questions]
        chunk = max(1, min(8, len(questions) // (8 * threads)))
        return list(_workers(threads).map(work, questions, chunksize=chunk))


_threads = 0


def _keep_threads(count: int) -> None:
    """Let HiGHS start its threads anew where another number is asked for, or it refuses to run."""
    global _threads  # noqa: PLW0603 - as is the state of HiGHS
    if _threads not in {0, count}:
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - its only way
    _threads = count


def _made(model: Model, effort: Effort, *, relaxed: bool) -> highspy.Highs:
    """Return HiGHS with a model in it, ready to run."""
    _keep_threads(effort.threads)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its stub leaves this out
    options: dict[str, bool | int | float | str] = {
        "time_limit": float(effort.seconds),
        "mip_rel_gap": effort.gap,
        "threads": effort.threads,
    }
    if not relaxed:
        # Of these models presolve takes away little, and its cuts are the weaker for it.
        options["presolve"] = "off"
    if effort.branches is not None:
        options |= {"mip_max_nodes": effort.branches, "mip_allow_restart": False}
    if effort.only_bound:
        options |= NO_HEURISTICS
    for option, value in (SEARCH | options).items():
        highs.setOptionValue(option, value)
    _hand_over(highs, model, relaxed=relaxed)
    return highs


@cache
def _workers(count: int) -> ProcessPoolExecutor:
    """Return processes that stay for the next questions."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def _nothing_to_choose(model: Model) -> Answer:
    """Return the answer of a model without columns, which HiGHS does not take."""
    holds = bool((model.low <= 0).all() and (model.high >= 0).all())
    return Answer(
        ending=Ending.ENOUGH if holds else Ending.INFEASIBLE,
        values=np.zeros(0) if holds else None,
        objective=0.0,
        bound=0.0,
        seconds=0.0,
        prices=np.zeros(len(model.low)),
        reduced=np.zeros(0),
    )


def _hand_over(highs: highspy.Highs, model: Model, *, relaxed: bool) -> None:
    """Hand a model of arrays over as it is."""
    matrix = model.matrix
    whole = np.zeros(len(model.whole), bool) if relaxed else model.whole
    highs.passModel(
        matrix.shape[1],
        matrix.shape[0],
        matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        model.weight,
        model.lower,
        model.upper,
        model.low,
        model.high,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        whole.astype(np.int32),
    )


def _let_watch(highs: highspy.Highs, watch: Watch) -> None:
    """Tell the watcher now and then how the search stands; stop it at the watcher's word."""

    def tell(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        found = out.mip_primal_bound
        best = found if math.isfinite(found) else None
        if watch(Standing(best, out.mip_dual_bound, out.mip_gap, out.running_time)):
            event.interrupt()

    for told in (highs.cbMipInterrupt, highs.cbMipImprovingSolution):
        told.subscribe(tell)


def _answer(highs: highspy.Highs, model: Model, *, relaxed: bool) -> Answer:
    """Return what HiGHS found of a model of arrays."""
    status, info, found = highs.getModelStatus(), highs.getInfo(), highs.getSolution()
    if status not in ENDINGS:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(status)}")
    is_found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    is_mip = not relaxed and bool(model.whole.any())
    is_done = status == HighsModelStatus.kOptimal
    priced = np.array(found.row_dual), np.array(found.col_dual)
    return Answer(
        ending=ENDINGS[status],
        values=np.array(found.col_value) if is_found else None,
        objective=info.objective_function_value if is_found else -math.inf,
        bound=info.mip_dual_bound
        if is_mip
        else (info.objective_function_value if is_done else math.inf),
        seconds=highs.getRunTime(),
        prices=priced[0] if relaxed else np.zeros(0),
        reduced=priced[1] if relaxed else np.zeros(0),
    )
