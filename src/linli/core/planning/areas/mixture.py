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
from linli.core.planning.instance import Ints
from linli.core.planning.matrix import Blocks, Floats, Model
from linli.core.planning.port import Answer, Effort, Engine

CLOSE, WEIGHED = 9, 1000
"""How many plans of an area are weighed at once, or in all; a third where one stands out."""
SETTLED: Final = 1e-6
PLAN, FREE, MORE, LESS, AREA, SHARED = "plan", "free", "more", "less", "area", "shared"


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """The plans of each part, and the model that mixes them.

    With a price on what is ``missed``, a unit more or less than the shared limits costs so much.
    """

    split: Split
    plans: Sequence[Sequence[AreaPlan]]
    model: Model

    @classmethod
    def of(
        cls, split: Split, plans: Sequence[Sequence[AreaPlan]], missed: float | None = None
    ) -> Mixture:
        """Return the mixture of so many plans of each part."""
        model = _model(split, plans)
        return cls(split, plans, model if missed is None else _softened(model, split, missed))

    def relaxed(self, engine: Engine) -> Answer:
        """Mix in fractions: the prices of the shared rows are the first k of ``prices``."""
        return engine.optimise(self.model, Effort(300.0), relaxed=True)

    def whole(
        self, engine: Engine, effort: Effort, relaxed: Answer, known: Sequence[AreaPlan | None]
    ) -> tuple[list[AreaPlan], Floats] | None:
        """Choose one plan of each, among those that the relaxed answer would soonest take.

        ``known`` are plans to begin with. Returns the free columns' values as well.
        """
        count = self.model.columns[PLAN].size
        upper, start = self.model.upper.copy(), np.full(len(self.model.weight), np.nan)
        pairs = zip(self.plans, known, strict=True)
        start[:count] = upper[:count] = [plan is one for own, one in pairs for plan in own]
        upper[np.concatenate(self._soonest(relaxed, max(CLOSE, WEIGHED // len(self.plans))))] = 1
        found = engine.optimise(replace(self.model, upper=upper), effort, start=start)
        if found.values is None:
            return None
        return self._chosen(found.values), found.values[self.model.columns[FREE].slice]

    def closest(self, relaxed: Answer) -> list[list[AreaPlan]]:
        """Return the plans of each part that a relaxed answer would soonest take."""
        plans = [plan for own in self.plans for plan in own]
        return [[plans[each] for each in own.tolist()] for own in self._soonest(relaxed, CLOSE)]

    def _soonest(self, relaxed: Answer, close: int) -> list[Ints]:
        """Return their columns, ``close`` of each part, a third where one plan stands out."""
        assert relaxed.values is not None  # noqa: S101 - only what has been mixed
        found = []
        for here in self._places():
            values = relaxed.values[here]
            order = np.lexsort((-relaxed.reduced[here], -values))
            count = close // 3 if values[order[0]] > 1 - SETTLED else close
            found.append(here.start + order[:count])
        return found

    def chosen(self, engine: Engine, effort: Effort) -> list[AreaPlan] | None:
        """Choose one plan of each."""
        found = engine.optimise(self.model, effort)
        return None if found.values is None else self._chosen(found.values)

    def missed(self, values: Floats) -> float:
        """Return by how much a solution misses the shared limits."""
        columns = self.model.columns
        return float(sum(values[columns[each].slice].sum() for each in (MORE, LESS)))

    def _chosen(self, values: Floats) -> list[AreaPlan]:
        pairs = zip(self.plans, self._places(), strict=True)
        return [own[int(np.argmax(values[here]))] for own, here in pairs]

    def _places(self) -> list[slice]:
        """Return the columns of each part's plans."""
        ends = accumulate(len(each) for each in self.plans)
        return [slice(end - len(own), end) for own, end in zip(self.plans, ends, strict=True)]


def _model(split: Split, plans: Sequence[Sequence[AreaPlan]]) -> Model:
    """Columns: plans, free amounts; rows: the split's, one plan of each area."""
    sizes, base = [len(each) for each in plans], split.whole
    count, rows, free = sum(sizes), len(split.rows), len(split.free)
    one = coo_array(
        (np.ones(count), (np.repeat(np.arange(len(sizes)), sizes), np.arange(count))),
        shape=(len(sizes), count),
    )
    top = hstack([_loads(split, plans), base.matrix[split.rows][:, split.free]])
    bottom = hstack([one, coo_array((len(sizes), free))])
    worth = [plan.worth for own in plans for plan in own]
    return Model(
        weight=np.concatenate([worth, base.weight[split.free]]),
        lower=np.concatenate([np.zeros(count), base.lower[split.free]]),
        upper=np.concatenate([np.ones(count), base.upper[split.free]]),
        whole=np.arange(count + free) < count,
        matrix=csc_array(vstack([top, bottom])),
        low=np.concatenate([base.low[split.rows], np.ones(len(sizes))]),
        high=np.concatenate([base.high[split.rows], np.ones(len(sizes))]),
        columns=Blocks({PLAN: count, FREE: free}),
        rows=Blocks({SHARED: rows, AREA: len(sizes)}),
    )


def _softened(model: Model, split: Split, missed: float) -> Model:
    """Add columns for what is taken too much or too little of each shared limit."""
    shared, rows = split.shared, len(model.low)
    more = coo_array((-np.ones(shared), (np.arange(shared), np.arange(shared))), (rows, shared))
    sizes = {each.family: each.size for each in model.columns}
    ends = np.abs(np.where(np.isfinite(split.high), split.high, 0)) + np.abs(
        np.where(np.isfinite(split.low), split.low, 0)
    )
    none = np.zeros(2 * shared)
    return replace(
        model,
        weight=np.concatenate([model.weight, none - missed]),
        lower=np.concatenate([model.lower, none]),
        upper=np.concatenate([model.upper, np.tile(1 + ends, 2)]),
        whole=np.concatenate([model.whole, none.astype(bool)]),
        matrix=csc_array(hstack([model.matrix, more, -more])),
        columns=Blocks(sizes | {MORE: shared, LESS: shared}),
    )


def _loads(split: Split, plans: Sequence[Sequence[AreaPlan]]) -> coo_array:
    """Return (rows, plans): what each plan takes of the mixture's rows."""
    pairs = [(part, plan) for part, own in zip(split.parts, plans, strict=True) for plan in own]
    column = np.repeat(np.arange(len(pairs)), [len(part.loaded) for part, _ in pairs])
    row = np.concatenate([np.zeros(0, np.int64), *(part.loaded for part, _ in pairs)])
    value = np.concatenate([np.zeros(0), *(plan.load for _, plan in pairs)])
    return coo_array((value, (row, column)), shape=(len(split.rows), len(pairs)))
