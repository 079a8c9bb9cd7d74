"""A reason for every candidate: gates first, then limits, then what its entry would cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.assemble import (
    asked_of,
    choice_of,
    instance_of,
    is_below_guide,
    is_tasked,
)
from linli.core.planning.explain import words
from linli.core.planning.explain.exchange import Exchanges
from linli.core.planning.explain.prices import Relaxed, limit_prices
from linli.core.planning.explain.room import Entry, Room
from linli.core.planning.instance import ANY, Instance, Ints
from linli.core.planning.plan import Explanation, Plan, Reason
from linli.core.planning.port import Engine, Progress
from linli.core.planning.scenario import Candidate, Scenario, WishKind
from linli.core.planning.solve import Search

SECONDS_IN_ALL: Final = 20.0


def explain(
    scenario: Scenario,
    plan: Plan,
    engine: Engine,
    seconds: float = SECONDS_IN_ALL,
    progress: Progress = lambda _share: None,
) -> Explanation:
    """Return why every candidate is in or out, and what the limits cost.

    Limits and prices are settled for all; what is then left of ``seconds`` is for what entries
    would cost, those nearest to being chosen first.
    """
    began = monotonic()
    instance = instance_of(scenario)
    year_of = choice_of(instance, plan.chosen)
    search = Search.of(instance, engine)
    relaxed = Relaxed.of(search, plan)
    limits = () if relaxed is None else limit_prices(scenario, relaxed)
    account = Account(scenario, instance, plan, year_of, Room(scenario, instance, year_of))
    shortage = np.zeros(len(instance.items)) if relaxed is None else relaxed.shortage()
    by_code = {each.code: each for each in scenario.candidates}
    reasons: dict[str, Reason] = {}
    left_out: dict[int, Entry] = {}
    order = np.argsort(shortage, kind="stable").tolist()
    for done, item in enumerate(order, start=1):
        code = instance.items[item]
        found = account.settled(by_code[code], item)
        if isinstance(found, Entry):
            left_out[item] = found
        else:
            reasons[code] = found
        progress(done / len(order) / 2)
    left = seconds - (monotonic() - began)
    exchanges = Exchanges(search, plan, year_of, left, len(left_out))
    for done, (item, entry) in enumerate(left_out.items(), start=1):
        code = instance.items[item]
        short = float(shortage[item])
        teller = words.LeftOut(scenario, instance, plan, by_code[code], entry, short)
        reasons[code] = teller.reason(exchanges.of(entry))
        progress((1 + done / len(left_out)) / 2)
    progress(1.0)
    return Explanation({each.code: reasons[each.code] for each in scenario.candidates}, limits)


@dataclass(frozen=True, eq=False, slots=True)
class Account:
    """All that a reason is drawn from."""

    scenario: Scenario
    instance: Instance
    plan: Plan
    year_of: Ints
    room: Room

    def settled(self, candidate: Candidate, item: int) -> Reason | Entry:
        """Return why a candidate is in or out, or what stands against it where it could be in."""
        if candidate.code in self.plan.chosen:
            return words.chosen(self.scenario, self.plan, candidate)
        for holds, say in self._gates(candidate):
            if holds:
                return say()
        if covering := self._covering(item):
            return words.covered(self.scenario, self.plan, covering)
        return self.room.best_entry(item) or words.kept_out()

    def _gates(self, candidate: Candidate) -> list[tuple[bool, Callable[[], Reason]]]:
        """Return what may close a candidate in all years, in the order in which it is said."""
        scenario = self.scenario
        guide = scenario.guide
        floor = guide is not None and guide.floor and is_below_guide(candidate, guide)
        asked = asked_of(scenario)
        tasked = any(is_tasked(asked, candidate.area, year) for year in scenario.years)
        late = candidate.opens is not None and candidate.opens > scenario.years[-1]
        return [
            (self._is_kept_out(candidate), words.kept_out),
            (bool(candidate.lacks), lambda: words.lacks(candidate)),
            (late, lambda: words.waits(candidate)),
            (scenario.only_tasked and not tasked, lambda: words.no_task(candidate)),
            (candidate.is_late and scenario.quota.is_open, words.share_not_set),
            (floor, lambda: words.below_guide(scenario, candidate)),
        ]

    def _is_kept_out(self, candidate: Candidate) -> bool:
        codes = {candidate.code, *candidate.members}
        return any(
            wish.kind is WishKind.NEVER and wish.code in codes and wish.year is None
            for wish in self.scenario.wishes
        )

    def _covering(self, item: int) -> list[str]:
        """Return the chosen candidates that renovate all of an item's projects between them."""
        instance = self.instance
        own = instance.member_project[instance.member_item == item]
        chosen = self.year_of[instance.member_item] != ANY
        done = np.isin(own, instance.member_project[chosen])
        if not done.all():
            return []
        holders = instance.member_item[chosen & np.isin(instance.member_project, own)]
        return [instance.items[each] for each in np.unique(holders).tolist()]
