"""One plan of each area so that the shared rows hold: first mixed in fractions, then whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

import numpy as np
from scipy.sparse import coo_array, csc_array, hstack, vstack

from linli.core.planning.areas.plans import AreaPlan
from linli.core.planning.areas.split import Split
from linli.core.planning.matrix import Blocks, Floats, Model
from linli.core.planning.port import Answer, Effort, Engine

AT_ONCE: Final = 300
"""More areas than a search weighs at once."""
PLAN, FREE, BELOW, ABOVE, AREA, SHARED = "plan", "free", "below", "above", "area", "shared"


@dataclass(frozen=True, eq=False, slots=True)
class Box:
    """Prices may not leave ``low`` to ``high`` (k,)."""

    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """The plans of each part, and the model that mixes them."""

    split: Split
    plans: Sequence[Sequence[AreaPlan]]
    model: Model

    @classmethod
    def of(
        cls, split: Split, plans: Sequence[Sequence[AreaPlan]], box: Box | None = None
    ) -> Mixture:
        """Return the mixture; a box lets the shared rows be passed at its prices."""
        return cls(split, plans, _model(split, plans, box))

    def relaxed(self, engine: Engine) -> Answer:
        """Mix in fractions: the prices of the shared rows are the first k of ``prices``."""
        return engine.optimise(self.model, Effort(300.0), relaxed=True)

    def whole(self, engine: Engine, effort: Effort, relaxed: Answer) -> list[AreaPlan] | None:
        """Choose one plan of each; areas that the relaxed answer does not split are kept first."""
        if relaxed.values is None:
            return None
        size = self.model.columns[PLAN].size
        settled = relaxed.values[:size] > 1 - 1e-6
        lower = self.model.lower.copy()
        if len(self.plans) > AT_ONCE:
            lower[:size][settled] = 1
        for model in (replace(self.model, lower=lower), self.model):
            found = engine.optimise(model, effort)
            if found.values is not None:
                return self._chosen(found.values)
        return None

    def _chosen(self, values: Floats) -> list[AreaPlan]:
        starts = [0, *accumulate(len(each) for each in self.plans)]
        return [
            own[int(np.argmax(values[start : start + len(own)]))]
            for own, start in zip(self.plans, starts[:-1], strict=True)
        ]


def _model(split: Split, plans: Sequence[Sequence[AreaPlan]], box: Box | None) -> Model:
    """Columns: plans, free amounts, passing a shared row; rows: the split's, one plan an area."""
    sizes, base = [len(each) for each in plans], split.whole
    count, rows, free = sum(sizes), len(split.rows), len(split.free)
    passed = split.shared if box else 0
    eye = coo_array((np.ones(passed), (np.arange(passed), np.arange(passed))), (rows, passed))
    one = coo_array(
        (np.ones(count), (np.repeat(np.arange(len(sizes)), sizes), np.arange(count))),
        shape=(len(sizes), count),
    )
    top = hstack([_loads(split, plans), base.matrix[split.rows][:, split.free], eye, -eye])
    bottom = hstack([one, coo_array((len(sizes), free + 2 * passed))])
    beyond = (np.zeros(passed), np.full(passed, np.inf))
    worth = [plan.worth for own in plans for plan in own]
    at_price = (box.low, -box.high) if box else ()
    return Model(
        weight=np.concatenate([worth, base.weight[split.free], *at_price]),
        lower=np.concatenate([np.zeros(count), base.lower[split.free], *[beyond[0]] * 2]),
        upper=np.concatenate([np.ones(count), base.upper[split.free], *[beyond[1]] * 2]),
        whole=np.arange(count + free + 2 * passed) < (0 if box else count),
        matrix=csc_array(vstack([top, bottom])),
        low=np.concatenate([base.low[split.rows], np.ones(len(sizes))]),
        high=np.concatenate([base.high[split.rows], np.ones(len(sizes))]),
        columns=Blocks({PLAN: count, FREE: free, BELOW: passed, ABOVE: passed}),
        rows=Blocks({SHARED: rows, AREA: len(sizes)}),
    )


def _loads(split: Split, plans: Sequence[Sequence[AreaPlan]]) -> coo_array:
    """Return (rows, plans): what each plan takes of the mixture's rows."""
    pairs = [(part, plan) for part, own in zip(split.parts, plans, strict=True) for plan in own]
    column = np.repeat(np.arange(len(pairs)), [len(part.loaded) for part, _ in pairs])
    row = np.concatenate([np.zeros(0, np.int64), *(part.loaded for part, _ in pairs)])
    value = np.concatenate([np.zeros(0), *(plan.load for _, plan in pairs)])
    return coo_array((value, (row, column)), shape=(len(split.rows), len(pairs)))
