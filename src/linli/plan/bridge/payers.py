"""Who pays for each chosen candidate: an area's payments, handed down project by project."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from decimal import Decimal

from linli.core.planning.plan import Payment, Plan
from linli.core.planning.scenario import Candidate
from linli.reserve.reads.items import ReserveItem

RESIDENTS, ENTERPRISES = "residents", "enterprises"
Key = tuple[str, int, str]


def money_by_candidate(
    plan: Plan, candidates: Iterable[Candidate], items: Iterable[ReserveItem]
) -> dict[str, dict[str, Decimal]]:
    """Return by candidate and source the yuan that each pays; sums are exact to the cent.

    The planner pays an area's cost of a use in a year; here it is handed to the projects in the
    order of their codes, each source until it is used up. Nothing where money is no limit.
    """
    chosen = {each.code: each for each in candidates if each.code in plan.chosen}
    pools = _pools(plan.payments)
    money = {code: _pledged(item) for item in items if (code := item.code) in chosen}
    if not pools:
        return money
    for code in sorted(chosen):
        candidate, year = chosen[code], plan.chosen[code]
        for use, cost in sorted(candidate.costs.items()):
            for source, part in _drawn(pools[candidate.area, year, use], cost):
                money[code][source] = money[code].get(source, Decimal(0)) + part
    return money


def _pledged(item: ReserveItem) -> dict[str, Decimal]:
    left, paid = item.cost, {}
    for name, amount in (
        (RESIDENTS, item.pledged_residents),
        (ENTERPRISES, item.pledged_enterprises),
    ):
        if part := min(left, amount):
            paid[name] = part
            left -= part
    return paid


def _pools(payments: Iterable[Payment]) -> Mapping[Key, deque[tuple[str, Decimal]]]:
    pools: dict[Key, deque[tuple[str, Decimal]]] = defaultdict(deque)
    for each in sorted(payments, key=lambda one: (one.area, one.year, one.use, one.source)):
        pools[each.area, each.year, each.use].append((each.source, each.amount))
    return pools


def _drawn(pool: deque[tuple[str, Decimal]], cost: Decimal) -> Iterable[tuple[str, Decimal]]:
    """Yield what each source of a pool pays of a cost, and leave the rest in the pool."""
    while cost and pool:
        source, amount = pool.popleft()
        part = min(cost, amount)
        yield source, part
        cost -= part
        if amount > part:
            pool.appendleft((source, amount - part))
