"""What one more unit of each limit would bring, by the relaxed model: duals, then solved again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

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

    def with_more(self, family: str, row: int, units: float) -> Answer:
        """Solve again with so much more of a limit."""
        model = self.search.model
        high = model.high.copy()
        high[model.rows[family].start + row] += units
        return self.search.engine.optimise(replace(model, high=high), EFFORT, relaxed=True)

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
    """Return the price of every pot, quota and ceiling that binds in the relaxed model."""
    return tuple(
        _priced(relaxed, family, row, name, unit)
        for family, row, name, unit in _limits(scenario, relaxed)
        if relaxed.price(family, row) > TINY
    )


def _limits(scenario: Scenario, relaxed: Relaxed) -> Iterator[tuple[str, int, Text, str]]:
    """Return what can be raised: family, row, name, unit."""
    for row, pot in enumerate(scenario.money.pots if scenario.money else ()):
        yield "pots", row, pot_name(scenario, pot), "yuan"
    for row in range(len(relaxed.search.instance.quota)):
        name = quota_name(scenario, relaxed.search.instance, row)
        yield "quota", row, name, str(scenario.quota.basis)
    for row, each in enumerate(scenario.capacities):
        if each.high is not None:
            yield "capacity", row, capacity_name(scenario, each, is_floor=False), str(each.measure)


def _priced(relaxed: Relaxed, family: str, row: int, name: Text, unit: str) -> LimitPrice:
    """Solve again with a million yuan more, or one project or household more, and say it."""
    is_money = unit == "yuan"
    step = MILLION if is_money else 1
    more = relaxed.with_more(family, row, MILLION * 100 / WAN if is_money else 1)
    gain = more.objective - relaxed.answer.objective
    households = relaxed.households(more) - relaxed.households(relaxed.answer)
    per_unit = relaxed.price(family, row) * (100 / WAN if is_money else 1)
    return LimitPrice(
        family,
        row,
        name,
        unit,
        per_unit,
        relaxed.brings,
        Decimal(step),
        gain,
        households,
        _words(name, is_money=is_money, brings=relaxed.brings, gain=gain, households=households),
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
