"""Everyone in the race: each takes the scenario, is made ready untimed, and then plans.

Ready is a function of seconds and threads that returns the objective of the best plan found and
the bound that is proven; None: nothing found, nothing proven. All peers get the model that Linli
builds. Each imports its library itself: OR-Tools and HiGHS cannot be loaded side by side.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from linli.core.kernel.problem import ProblemError
from linli.core.planning.assemble import instance_of
from linli.core.planning.choose import plan_of
from linli.core.planning.explain import explain
from linli.core.planning.faults import value_of
from linli.core.planning.formulate import formulate
from linli.core.planning.instance import ANY, Instance
from linli.core.planning.matrix import Model
from linli.core.planning.payments import pay
from linli.core.planning.plan import Plan
from linli.core.planning.port import Effort
from linli.core.planning.scenario import Scenario
from linli.core.planning.space import Space

Outcome = tuple[float | None, float | None]
Ready = Callable[[float, int], Outcome]
GAP = 1e-4


class Linli:
    """Linli from the scenario to the verified plan, payments to the fen included."""

    def __init__(self, scenario: Scenario) -> None:
        from linli.engines.solver.highs import Highs

        self.scenario, self.engine = scenario, Highs()
        self.plan: Plan | None = None

    def __call__(self, seconds: float, threads: int) -> Outcome:
        """Plan."""
        try:
            self.plan = plan_of(self.scenario, self.engine, Effort(seconds, GAP, threads))
        except ProblemError:
            return None, None
        return self.plan.proof.value, self.plan.proof.most_value

    def explain(self, seconds: float) -> str:
        """Explain every candidate of the plan, and say what was settled in how many seconds."""
        if self.plan is None:
            return "nothing to explain"
        began = time.perf_counter()
        found = explain(self.scenario, self.plan, self.engine, seconds)
        took = time.perf_counter() - began
        out = [each for each in found.reasons.values() if "blockers" in each.details]
        way = sum("lost" in each.details for each in out)
        least = sum(each.details.get("is_least", False) for each in out)
        return (
            f"all {len(found.reasons):,} candidates explained in {took:.1f} s: "
            f"{len(out):,} could be in and are not, each with what it lacks; {way:,} with a way "
            f"in, {least:,} of them proven the least costly; {len(found.limits):,} limits priced"
        )


linli = Linli


def _model(scenario: Scenario) -> tuple[Instance, Model]:
    instance = instance_of(scenario)
    return instance, formulate(instance, Space.of(instance))


def highs(scenario: Scenario) -> Ready:
    """HiGHS on the whole model."""
    from linli.engines.solver.highs import Highs

    _, model = _model(scenario)

    def run(seconds: float, threads: int) -> Outcome:
        found = Highs().optimise(model, Effort(seconds, GAP, threads))
        best = None if found.values is None else found.objective
        return best, found.bound if math.isfinite(found.bound) else None

    return run


def scipy_milp(scenario: Scenario) -> Ready:
    """SciPy's milp; it takes no number of threads."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    _, model = _model(scenario)

    def run(seconds: float, _threads: int) -> Outcome:
        found = milp(
            -model.weight,
            integrality=model.whole.astype(int),
            bounds=Bounds(model.lower, model.upper),
            constraints=LinearConstraint(model.matrix.tocsr(), model.low, model.high),
            options={"time_limit": seconds, "mip_rel_gap": GAP},
        )
        bound = found.mip_dual_bound
        best = None if found.x is None else -found.fun
        return best, None if bound is None or not math.isfinite(bound) else -bound

    return run


def cp_sat(scenario: Scenario) -> Ready:
    """CP-SAT through OR-Tools' linear solver, which scales amounts to whole numbers."""
    from ortools.linear_solver import pywraplp

    _, model = _model(scenario)
    solver = pywraplp.Solver.CreateSolver("SAT")
    inf = solver.infinity()
    end = np.where(np.isfinite(model.upper), model.upper, 1e6).tolist()
    columns = [
        solver.BoolVar("") if whole else solver.NumVar(low, high, "")
        for low, high, whole in zip(model.lower.tolist(), end, model.whole, strict=True)
    ]
    rows = [
        solver.Constraint(max(low, -inf), min(high, inf))
        for low, high in zip(model.low.tolist(), model.high.tolist(), strict=True)
    ]
    entries = model.matrix.tocoo()
    for row, column, value in zip(
        entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True
    ):
        rows[row].SetCoefficient(columns[column], value)
    for column, weight in zip(columns, model.weight.tolist(), strict=True):
        solver.Objective().SetCoefficient(column, weight)
    solver.Objective().SetMaximization()

    def run(seconds: float, threads: int) -> Outcome:
        solver.SetTimeLimit(int(1000 * seconds))
        solver.SetNumThreads(threads)
        solver.SetSolverSpecificParametersAsString(f"relative_gap_limit:{GAP}")
        if solver.Solve() not in {solver.OPTIMAL, solver.FEASIBLE}:
            return None, None
        return solver.Objective().Value(), solver.Objective().BestBound()

    return run


def cbc(scenario: Scenario) -> Ready:
    """CBC through PuLP; PuLP does not tell its bound."""
    import pulp

    _, model = _model(scenario)
    ends = [None if math.isinf(high) else high for high in model.upper.tolist()]
    kinds = ["Binary" if whole else "Continuous" for whole in model.whole]
    columns = [
        pulp.LpVariable(f"x{number}", *each)
        for number, each in enumerate(zip(model.lower.tolist(), ends, kinds, strict=True))
    ]
    problem = pulp.LpProblem("plan", pulp.LpMaximize)
    problem += pulp.LpAffineExpression(list(zip(columns, model.weight.tolist(), strict=True)))
    matrix = model.matrix.tocsr()
    for row in range(len(model.low)):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True)
        sum_of = pulp.LpAffineExpression([(columns[column], value) for column, value in terms])
        low, high = float(model.low[row]), float(model.high[row])
        if low == high:
            problem += sum_of == low
            continue
        if math.isfinite(low):
            problem += sum_of >= low
        if math.isfinite(high):
            problem += sum_of <= high

    def run(seconds: float, threads: int) -> Outcome:
        problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=threads, gapRel=GAP))
        is_found = problem.sol_status in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}
        return (pulp.value(problem.objective) if is_found else None), None

    return run


def greedy(scenario: Scenario) -> Ready:
    """Take the most points per yuan first, in the best year that can still be paid, all counted."""
    instance, model = _model(scenario)
    space = Space.of(instance)

    def run(seconds: float, threads: int) -> Outcome:
        del threads
        chosen = Taking(instance, model, space, seconds).run()
        if not pay(instance, chosen).is_full:
            return None, None
        return value_of(instance, chosen), None

    return run


class Taking:
    """A greedy plan: money is dealt as it comes, from the area's own pots first."""

    def __init__(self, instance: Instance, model: Model, space: Space, seconds: float) -> None:
        self.instance, self.model, self.space = instance, model, space
        purse = instance.purse
        assert purse is not None
        self.purse, self.seconds = purse, seconds
        self.left = purse.pot_amount.copy()
        share = purse.share.min(axis=1)
        self.limited = set(np.nonzero((share < 10_000) | (purse.cover > 0))[0].tolist())
        own = np.argsort(purse.pot_area == ANY, kind="stable")
        self.pots: dict[tuple[int, int, int], list[int]] = {}
        for pot in own.tolist():
            if int(purse.pot_source[pot]) not in self.limited:
                owner = int(purse.pot_area[pot]), int(purse.pot_region[pot])
                key = (*owner, int(purse.pot_year[pot]))
                self.pots.setdefault(key, []).append(pot)

    def run(self) -> np.ndarray:
        instance, space = self.instance, self.space
        rows = self.model.rows
        columns = self.model.matrix
        points = self.model.weight[: len(space.item)].copy()
        points += self._served(rows["tasks"].slice)
        order = np.argsort(-points / np.maximum(1, instance.spend[space.item]), kind="stable")
        hard = [*range(*_span(rows["packing"])), *range(*_span(rows["quota"]))]
        hard += range(*_span(rows["capacity"]))
        room = np.full(len(self.model.high), np.inf)
        room[hard] = self.model.high[hard]
        chosen = np.full(len(instance.items), ANY)
        for column in order.tolist():
            part = slice(columns.indptr[column], columns.indptr[column + 1])
            touched, value = columns.indices[part], columns.data[part]
            if points[column] > 0 and (value <= room[touched] + 1e-9).all():
                item, year = int(space.item[column]), int(space.year[column])
                if self._pays(item, year):
                    chosen[item] = year
                    room[touched] -= value
        return chosen

    def _served(self, tasks: slice) -> np.ndarray:
        """Return what a choice saves of the penalties while the tasks are unfilled."""
        size = len(self.space.item)
        counts = self.instance.tasks
        return self.model.matrix[tasks, :size].T @ np.maximum(counts.below, 0)

    def _pays(self, item: int, year: int) -> bool:
        area = int(self.instance.item_area[item])
        region = int(self.instance.area_region[area])
        due = int(self.purse.cost[item, year].sum())
        keys = ((area, ANY, year), (ANY, region, year), (ANY, ANY, year))
        pots = [pot for key in keys for pot in self.pots.get(key, [])]
        if self.left[pots].sum() < due:
            return False
        for pot in pots:
            part = min(due, int(self.left[pot]))
            self.left[pot] -= part
            due -= part
        return True


def _span(block) -> tuple[int, int]:  # noqa: ANN001 - a block of rows
    return block.start, block.start + block.size
