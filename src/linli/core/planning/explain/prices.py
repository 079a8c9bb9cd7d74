"""What one more unit of each limit would bring, by the relaxed model: duals, then solved again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np

from linli.core.kernel.text import Text
from linli.core.planning.constraints.money import WAN
from linli.core.planning.instance import MEASURES
from linli.core.planning.matrix import Floats
from linli.core.planning.names import capacity_name, pot_name, quota_name
from linli.core.planning.plan import LimitPrice, Plan
from linli.core.planning.port import Answer, Effort
from linli.core.planning.scenario import Measure, Scenario
from linli.core.planning.solve import Search
from linli.core.planning.space import CHOICE

MILLION: Final = 1_000_000
TINY: Final = 1e-7
EFFORT: Final = Effort(seconds=30.0)


@dataclass(frozen=True, eq=False, slots=True)
class Relaxed:
    """The model with fractions of projects, solved: its prices stand for the limits' scarcity.

    ``brings`` is ``departure`` where the relaxed tasks cannot be met either, else ``value``.
    """

    search: Search
    answer: Answer
    brings: str

    @classmethod
    def of(cls, search: Search, plan: Plan) -> Relaxed | None:
        """Solve the relaxed model at the plan's own departure; None: not within the time."""
        if search.instance.tasks_first:
            near = search.towards_tasks()
            answer = near.engine.optimise(near.model, EFFORT, relaxed=True)
            if answer.values is not None and answer.objective < -TINY:
                return cls(near, answer, "departure")
            search = search.departing_at_most(plan.proof.departure)
        answer = search.engine.optimise(search.model, EFFORT, relaxed=True)
        return None if answer.values is None else cls(search, answer, "value")

    def price(self, family: str, row: int) -> float:
        """Return what the objective gains from one more unit of a row's limit."""
        return float(self.answer.prices[self.search.model.rows[family].start + row])

    def with_more(self, limits: Sequence[tuple[str, int, float]]) -> Iterator[Answer]:
        """Solve again for each (family, row, units): with so much more of that limit."""
        model = self.search.model
        rows = [(model.rows[family].start + row, units) for family, row, units in limits]
        return self.search.engine.raised(model, rows, EFFORT)

    def households(self, answer: Answer) -> float:
        """Return the households that a relaxed solution renovates."""
        assert answer.values is not None  # noqa: S101 - only asked of a solution
        space = self.search.space
        column = MEASURES.index(Measure.HOUSEHOLDS)
        taken = answer.values[space.columns[CHOICE].slice]
        return float(self.search.instance.measures[space.item, column] @ taken)

    def shortage(self) -> Floats:
        """Return (I,): the points that each item lacks in its best year; 0 or less: none."""
        space, instance = self.search.space, self.search.instance
        reduced = self.answer.reduced[space.columns[CHOICE].slice]
        best = np.full(len(instance.items), -np.inf)
        np.maximum.at(best, space.item, reduced)
        return -best


def limit_prices(scenario: Scenario, relaxed: Relaxed) -> tuple[LimitPrice, ...]:
    """Return the price of every pot, quota and ceiling that binds in the relaxed model.

    Each is solved again with a million yuan more, or one project or household more.
    """
    binding = [
        each for each in _limits(scenario, relaxed) if relaxed.price(each.family, each.row) > TINY
    ]
    again = relaxed.with_more([(each.family, each.row, each.units) for each in binding])
    return tuple(_priced(relaxed, limit, more) for limit, more in zip(binding, again, strict=True))


class _Limit(NamedTuple):
    """A limit that can be raised, ``row`` of ``family``."""

    family: str
    row: int
    name: Text
    unit: str

    @property
    def is_money(self) -> bool:
        return self.unit == "yuan"

    @property
    def step(self) -> int:
        """Return by how many units it is raised."""
        return MILLION if self.is_money else 1

    @property
    def units(self) -> float:
        """Return the same in the model's units."""
        return self.step * 100 / WAN if self.is_money else 1.0


def _limits(scenario: Scenario, relaxed: Relaxed) -> Iterator[_Limit]:
    """Return what can be raised."""
    for row, pot in enumerate(scenario.money.pots if scenario.money else ()):
        yield _Limit("pots", row, pot_name(scenario, pot), "yuan")
    for row in range(len(relaxed.search.instance.quota)):
        name = quota_name(scenario, relaxed.search.instance, row)
        yield _Limit("quota", row, name, str(scenario.quota.basis))
    for row, each in enumerate(scenario.capacities):
        if each.high is not None:
            name = capacity_name(scenario, each, is_floor=False)
            yield _Limit("capacity", row, name, str(each.measure))


def _priced(relaxed: Relaxed, limit: _Limit, more: Answer) -> LimitPrice:
    """Say what a limit costs; ``more`` is the relaxed model solved with more of it."""
    gain = more.objective - relaxed.answer.objective
    households = relaxed.households(more) - relaxed.households(relaxed.answer)
    said = _words(
        limit.name,
        is_money=limit.is_money,
        brings=relaxed.brings,
        gain=gain,
        households=households,
    )
    return LimitPrice(
        limit.family,
        limit.row,
        limit.name,
        limit.unit,
        relaxed.price(limit.family, limit.row) * limit.units / limit.step,
        relaxed.brings,
        Decimal(limit.step),
        gain,
        households,
        said,
    )


def _words(name: Text, *, is_money: bool, brings: str, gain: float, households: float) -> Text:
    step = (
        Text("再增加100万元", "one more million yuan") if is_money else Text("再放宽1", "one more")
    )
    effect = Text(f"目标值约增 {gain:,.1f}", f"brings about {gain:,.1f} more points of need")
    if brings == "departure":
        effect = Text(
            f"任务偏差约减 {gain:,.1f}（加权）",
            f"brings the tasks about {gain:,.1f} weighted units nearer",
        )
    side = Text(f"，改造户数变化约 {households:+,.1f}", f" and {households:+,.1f} households")
    if not round(households, 1):
        side = Text("，改造户数基本不变", " and changes the households hardly")
    return Text(
        f"{name.zh}：{step.zh}，按连续松弛{effect.zh}{side.zh}。",
        f"{name.en}: {step.en} {effect.en}{side.en}, by the relaxed model.",
    )
