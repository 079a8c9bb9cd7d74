"""Wishes that cannot be met together: the smallest set, by name, and the cheapest ways out.

The set is found by halving (Junker's QuickXplain): every wish named is needed for the clash. Each
way out is solved again before it is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np
from scipy.sparse import csc_array, hstack

from linli.core.kernel.money import from_fen
from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text
from linli.core.planning.assemble import instance_of
from linli.core.planning.constraints.money import WAN
from linli.core.planning.instance import Instance
from linli.core.planning.matrix import Model
from linli.core.planning.names import (
    amount_in_words,
    capacity_name,
    gate_of,
    pot_name,
    quota_name,
    wish_name,
)
from linli.core.planning.plan import Clash, WayOut
from linli.core.planning.port import USUAL, Effort, Ending, Engine
from linli.core.planning.scenario import Scenario, WishKind
from linli.core.planning.solve import NoPlanError, Search

WHAT_THERE_IS: Final = Text(
    "可选的储备项目和资金使用规定",
    "the candidates that may be chosen and the rules of money",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A wish or limit of the scenario: one row of the model.

    ``unit`` is ``yuan``, ``count`` or empty (it can only be dropped); ``sign`` tells on which side
    the row binds: 1 above, -1 below.
    """

    name: Text
    row: int
    unit: str
    sign: int


def problem_of(clash: Clash) -> Problem:
    """Return a clash as a problem: which wishes, and the ways out."""
    zh = "；".join(each.zh for each in clash.wishes)
    en = "; ".join(each.en for each in clash.wishes)
    ways = clash.ways_out
    step = Text(
        "任选其一：" + "；".join(way.message.zh for way in ways) + "。",
        "One of these leads to a plan: " + "; ".join(way.message.en for way in ways) + ".",
    )
    none = Text("请放宽其中几项后重新求解。", "Loosen several of them and solve again.")
    return Problem(
        "wishes-clash",
        Text(f"以下要求不能同时满足：{zh}。", f"These cannot be met together: {en}."),
        step if ways else none,
    )


def clash_of(scenario: Scenario, engine: Engine, effort: Effort = USUAL) -> Clash | None:
    """Return the smallest clashing set of a scenario's hard wishes; None: a plan exists."""
    instance = instance_of(scenario)
    if closed := _closed(scenario, instance):
        return closed
    search = Search.of(instance, engine)
    search = replace(search, model=replace(search.model, weight=np.zeros(len(search.model.weight))))
    limits = list(_limits(scenario, instance, search.model))
    trial = Trial(search, tuple(limits), effort)
    if trial.holds(limits):
        return None
    smallest = _explain(trial, [], [], limits)
    names = [each.name for each in smallest]
    if len(names) == 1:
        names.append(WHAT_THERE_IS)
    ways = [way for each in smallest if (way := trial.way_out(each)) is not None]
    return Clash(tuple(names), tuple(ways))


def _closed(scenario: Scenario, instance: Instance) -> Clash | None:
    """Return a must-have that a gate closes in all years asked for: a clash of two."""
    wishes = [wish for wish in scenario.wishes if wish.kind is not WishKind.NEVER]
    for wish, each in zip(wishes, instance.required, strict=True):
        years = slice(None) if each.year < 0 else [each.year]
        if not instance.available[each.items][:, years].any():
            name, gate = wish_name(scenario, wish), gate_of(scenario, wish)
            drop = Text(f"取消“{name.zh}”", f'drop "{name.en}"')
            return Clash((name, gate), (WayOut(name, drop, None),))
    return None


def _limits(scenario: Scenario, instance: Instance, model: Model) -> Iterator[Limit]:
    """Return everything that can clash: decisions, floors and ceilings, the quota, the money."""
    start = {block.family: block.start for block in model.rows}
    wishes = [wish for wish in scenario.wishes if wish.kind is not WishKind.NEVER]
    for number, wish in enumerate(wishes):
        yield Limit(wish_name(scenario, wish), start["required"] + number, "", -1)
    for number, each in enumerate(scenario.capacities):
        row = start["capacity"] + number
        if each.low:
            yield Limit(capacity_name(scenario, each, is_floor=True), row, "count", -1)
        if each.high is not None:
            yield Limit(capacity_name(scenario, each, is_floor=False), row, "count", 1)
    for number in range(len(instance.quota)):
        yield Limit(quota_name(scenario, instance, number), start["quota"] + number, "count", 1)
    if scenario.money:
        for number, pot in enumerate(scenario.money.pots):
            yield Limit(pot_name(scenario, pot), start["pots"] + number, "yuan", 1)


@dataclass(frozen=True, eq=False, slots=True)
class Trial:
    """A search in which limits can be switched off."""

    search: Search
    limits: tuple[Limit, ...]
    effort: Effort

    def holds(self, kept: Sequence[Limit]) -> bool:
        """Tell whether a plan exists that keeps these limits and all that is never switched."""
        try:
            self._without(kept).run(self.effort)
        except NoPlanError as error:
            return error.ending is not Ending.INFEASIBLE
        return True

    def _without(self, kept: Sequence[Limit]) -> Search:
        """Return the search that keeps only some of the limits."""
        low, high = self.search.model.low.copy(), self.search.model.high.copy()
        for limit in self.limits:
            if limit not in kept:
                (low if limit.sign < 0 else high)[limit.row] = limit.sign * np.inf
        search = replace(self.search, model=replace(self.search.model, low=low, high=high))
        loose = {limit.row for limit in self.limits if limit not in kept and limit.unit == "yuan"}
        return replace(search, instance=_richer(self.search, loose))

    def way_out(self, limit: Limit) -> WayOut | None:
        """Return the least change of one limit with which all others hold; None: there is none."""
        if not self.holds([each for each in self.limits if each != limit]):
            return None
        name = limit.name
        if not limit.unit:
            return WayOut(name, Text(f"取消“{name.zh}”", f'drop "{name.en}"'), None)
        amount = self._least(limit)
        words = amount_in_words(limit.unit, amount)
        verb = Text("提高", "raise") if limit.sign > 0 else Text("降低", "lower")
        message = Text(f"“{name.zh}”{verb.zh}{words.zh}", f'{verb.en} "{name.en}" by {words.en}')
        return WayOut(name, message, amount)

    def _least(self, limit: Limit) -> Decimal:
        """Return by how much a limit has to move at least: a column that buys its row room."""
        model = self.search.model
        room = csc_array(([-float(limit.sign)], ([limit.row], [0])), shape=(len(model.low), 1))
        price = -WAN if limit.unit == "yuan" else -1.0  # whole fen, whole projects
        side = model.low if limit.sign < 0 else model.high
        reach = (abs(model.matrix) @ model.upper)[limit.row] + abs(side[limit.row])
        wider = replace(
            model,
            weight=np.append(np.zeros(len(model.weight)), price),
            lower=np.append(model.lower, 0.0),
            upper=np.append(model.upper, reach),
            whole=np.append(model.whole, limit.unit == "count"),
            matrix=csc_array(hstack([model.matrix, room])),
        )
        answer = self.search.engine.optimise(wider, replace(self.effort, gap=0.0))
        needed = round(-answer.objective)
        return Decimal(needed) if limit.unit == "count" else from_fen(needed)


def _explain(
    trial: Trial, kept: list[Limit], added: list[Limit], limits: list[Limit]
) -> list[Limit]:
    """Return those of ``limits`` that clash, given that those ``kept`` hold as well."""
    if added and not trial.holds(kept):
        return []
    if len(limits) == 1:
        return limits
    half = len(limits) // 2
    first, second = limits[:half], limits[half:]
    of_second = _explain(trial, kept + first, first, second)
    return _explain(trial, kept + of_second, of_second, first) + of_second


def _richer(search: Search, rows: set[int]) -> Instance:
    """Return the search's instance with as much as may be needed in the pots of these rows."""
    instance, rows_of = search.instance, search.model.rows
    if instance.purse is None or not rows:
        return instance
    amount = instance.purse.pot_amount.copy()
    amount[[row - rows_of["pots"].start for row in rows]] = instance.purse.cost.sum()
    return replace(instance, purse=replace(instance.purse, pot_amount=amount))
