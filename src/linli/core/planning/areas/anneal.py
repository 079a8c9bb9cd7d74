"""Whole plans of areas by simulated annealing.

A step puts one choice into a year or out of it, often in exchange for another. What gains stays,
what loses stays the less often the colder it is. Compiled by Numba: millions of steps a second.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from linli.core.planning.areas.field import Ground
from linli.core.planning.instance import ANY, Flags, Ints
from linli.core.planning.matrix import Floats

TRIES: Final = 8
"""How many choices are looked at for one to exchange."""
A_TRIFLE: Final = 1e-9
compiled = njit(cache=True, nogil=True)


@dataclass(frozen=True, slots=True)
class Cooling:
    """So many steps a choice, from one temperature (points) down to another by equal factors."""

    steps: int
    hot: float
    cold: float


@dataclass(frozen=True, eq=False, slots=True)
class Lanes:
    """L plans to begin with: ``area`` (L,) of each; ``year`` (L, N) by place in the area.

    ``dearer`` (L, Y) multiplies the prices of each lane.
    """

    area: Ints
    year: Ints
    dearer: Floats


def annealed(
    ground: Ground, lanes: Lanes, cooling: Cooling, seed: int, threads: int
) -> tuple[Ints, Floats]:
    """Return the best plan that each lane came by (L, N), and what it gains (L,) at its prices."""
    years, gains = lanes.year.copy(), np.zeros(len(lanes.area))
    numbers = cooling.steps, cooling.hot, cooling.cold

    def work(start: int) -> None:
        for lane in range(start, len(gains), threads):
            gains[lane] = _walk(
                ground, lanes.area[lane], lanes.dearer[lane], years[lane], numbers, seed + lane
            )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return years, gains


class _Plan(NamedTuple):
    """What is chosen: years, loads by year (Y, Q), counts of all, what each year (and all) lose."""

    year: Ints
    sums: Floats
    total: Floats
    lost: Floats


class _Change(NamedTuple):
    """Choices to be put in (sign 1) and out (-1), and what the plan would be with them."""

    place: Ints
    when: Ints
    sign: Floats
    touched: Flags
    sums: Floats
    total: Floats
    lost: Floats
    left: Floats
    claim: Floats


@compiled
def _walk(
    ground: Ground,
    area: int,
    dearer: Floats,
    year: Ints,
    cooling: tuple[int, float, float],
    seed: int,
) -> float:
    """Anneal one lane; ``year`` (N,) is its plan before and after. Returns what it gains."""
    steps, heat, cold = cooling
    factor = (cold / heat) ** (1.0 / max(1, steps - 1))
    state = np.array([np.uint64(88172645463325252 + 7919 * seed)])
    for _ in range(16):
        _random(state, 2)
    count, most = ground.size[area], 4 + 2 * ground.rivals.shape[1]
    years, loads = ground.load.shape[1], ground.load.shape[2]
    change = _Change(
        np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most),
        np.zeros(years, np.bool_), np.zeros((years, loads)), np.zeros(ground.measures),
        np.zeros(years + 1), np.zeros(ground.holds.shape[1]), np.zeros(len(ground.cover)),
    )  # fmt: skip
    plan = _Plan(
        year.copy(), np.zeros((years, loads)), np.zeros(ground.measures), np.zeros(years + 1)
    )
    gain = _begin(ground, area, dearer, plan, change)
    best = gain
    for _ in range(steps):
        for _ in range(count):
            size = _propose(ground, area, plan.year, change, state)
            if size == 0:
                continue
            more = _weigh(ground, area, dearer, plan, change, size)
            if more < heat * np.log((_random(state, 1 << 30) + 1) / (1 << 30)):
                continue
            _take(plan, change, size)
            gain += more
            if gain > best + A_TRIFLE:
                best = gain
                year[:] = plan.year
        heat *= factor
    return best


@compiled
def _random(state: Ints, below: int) -> int:
    """Return the next number of a xorshift generator, 0 to ``below`` - 1."""
    state[0] ^= state[0] << np.uint64(13)
    state[0] ^= state[0] >> np.uint64(7)
    state[0] ^= state[0] << np.uint64(17)
    return int(state[0] >> np.uint64(33)) % below


@compiled
def _begin(ground: Ground, area: int, dearer: Floats, plan: _Plan, change: _Change) -> float:
    """Add up a plan and return what it gains."""
    first, measures, years = ground.first[area], ground.measures, len(plan.sums)
    worth = 0.0
    for place in range(ground.size[area]):
        when = plan.year[place]
        if when >= 0:
            plan.sums[when] += ground.load[first + place, when]
            plan.total[:] += ground.load[first + place, when, :measures]
            worth += ground.value[first + place, when]
    for when in range(years):
        plan.lost[when] = _lost(ground, area, when, dearer, plan.sums[when], change)
    plan.lost[years] = _missed(ground, area, years, plan.total)
    return float(worth - plan.lost.sum())


@compiled
def _propose(ground: Ground, area: int, year: Ints, change: _Change, state: Ints) -> int:
    """Draw a change and return of how many choices it is; 0: none."""
    first, count = ground.first[area], ground.size[area]
    place = _random(state, count)
    item, old = first + place, year[place]
    new = ground.choices[item, _random(state, ground.options[item] + 1)]
    if new == old:
        return 0
    size = 0
    if old >= 0:
        size = _add(change, size, place, old, -1.0)
    if new >= 0:
        for rival in ground.rivals[item]:
            if rival >= 0 and year[rival] >= 0:
                size = _add(change, size, rival, year[rival], -1.0)
        size = _add(change, size, place, new, 1.0)
    is_bundle = ground.rivals.shape[1] > 1 and ground.rivals[item, 1] >= 0
    if is_bundle and old >= 0 and _random(state, 2):
        return _refill(ground, first, year, change, size, state)
    if _random(state, 4) == 0:
        return size
    return _exchange(ground, area, year, change, (size, place, old, new), state)


@compiled
def _exchange(
    ground: Ground,
    area: int,
    year: Ints,
    change: _Change,
    begun: tuple[int, int, int, int],
    state: Ints,
) -> int:
    """Let another choice leave the new year of ``place`` for the old one."""
    size, place, old, new = begun
    first, count = ground.first[area], ground.size[area]
    for _ in range(TRIES):
        other = _random(state, count)
        if other == place or year[other] != new:
            continue
        if _fits(ground, first + other, place, (old, new), year):
            if new >= 0:
                size = _add(change, size, other, new, -1.0)
            if old >= 0:
                size = _add(change, size, other, old, 1.0)
            break
    return size


@compiled
def _add(change: _Change, size: int, place: int, when: int, sign: float) -> int:
    change.place[size], change.when[size], change.sign[size] = place, when, sign
    return size + 1


@compiled
def _fits(ground: Ground, item: int, place: int, years: tuple[int, int], year: Ints) -> bool:
    """Tell whether an item can take the old year of ``place``, which takes the new one."""
    old, new = years
    if old >= 0 and not ground.is_open[item, old]:
        return False
    for rival in ground.rivals[item]:
        if rival == place:
            if new >= 0:
                return False
        elif rival >= 0 and old >= 0 and year[rival] >= 0:
            return False
    return True


@compiled
def _refill(ground: Ground, first: int, year: Ints, change: _Change, size: int, state: Ints) -> int:
    """Put the parts of a bundle that leaves (the first change) into its year."""
    place, old = change.place[0], change.when[0]
    new = change.when[size - 1] if size > 1 else ANY
    rivals = ground.rivals[first + place]
    known = 0
    while known < len(rivals) and rivals[known] >= 0:
        known += 1
    start, begun = _random(state, known), size
    for each in range(known):
        other = rivals[(start + each) % known]
        if year[other] >= 0 or not _fits(ground, first + other, place, (old, new), year):
            continue
        is_free = True
        for rival in ground.rivals[first + other]:
            for before in range(begun, size):
                is_free = is_free and change.place[before] != rival
        if is_free:
            size = _add(change, size, other, old, 1.0)
    return size


@compiled
def _weigh(
    ground: Ground, area: int, dearer: Floats, plan: _Plan, change: _Change, size: int
) -> float:
    """Return what a plan would gain more with a change."""
    first, years = ground.first[area], len(plan.sums)
    change.touched[:] = False
    change.total[:] = plan.total
    more = 0.0
    for each in range(size):
        when, sign, item = change.when[each], change.sign[each], first + change.place[each]
        if not change.touched[when]:
            change.touched[when] = True
            change.sums[when] = plan.sums[when]
        change.sums[when] += sign * ground.load[item, when]
        change.total[:] += sign * ground.load[item, when, : ground.measures]
        more += sign * ground.value[item, when]
    for when in range(years):
        if change.touched[when]:
            change.lost[when] = _lost(ground, area, when, dearer, change.sums[when], change)
            more += plan.lost[when] - change.lost[when]
    change.lost[years] = _missed(ground, area, years, change.total)
    return float(more + plan.lost[years] - change.lost[years])


@compiled
def _take(plan: _Plan, change: _Change, size: int) -> None:
    for each in range(size):
        if change.sign[each] < 0:
            plan.year[change.place[each]] = ANY
    for each in range(size):
        if change.sign[each] > 0:
            plan.year[change.place[each]] = change.when[each]
    for when in range(len(plan.sums)):
        if change.touched[when]:
            plan.sums[when] = change.sums[when]
            plan.lost[when] = change.lost[when]
    plan.total[:] = change.total
    plan.lost[-1] = change.lost[-1]


@compiled
def _lost(
    ground: Ground, area: int, when: int, dearer: Floats, load: Floats, change: _Change
) -> float:
    """Return what a year's loads cost: what is missed, and money."""
    left, claim = change.left, change.claim
    paid = float(dearer[when]) * _paid(ground, area, when, load, left, claim)
    return paid + _missed(ground, area, when, load)


@compiled
def _missed(ground: Ground, area: int, when: int, counted: Floats) -> float:
    """Return what a year's counts lose by the limits; the last year stands for all."""
    lost = 0.0
    for layer in range(ground.low.shape[0]):
        for measure in range(ground.measures):
            here = (layer, area, when, measure)
            under = ground.low[here] - counted[measure]
            if under > 0:
                lost += ground.below[here] * under
            over = counted[measure] - ground.high[here]
            if over > 0:
                lost += ground.above[here] * over
    return float(lost)


@compiled
def _paid(ground: Ground, area: int, when: int, load: Floats, left: Floats, claim: Floats) -> float:
    """Return the least that paying costs. The cheapest way first is best (a polymatroid)."""
    uses = load[ground.measures : ground.measures + ground.uses]
    for number in range(len(left)):
        left[number] = (ground.holds[:, number] * uses).sum()
    if left[-1] <= 0.0:
        return 0.0
    for source in range(len(claim)):
        claim[source] = ground.share[area, source] * left[-1]
        if ground.cover[source] > 0:
            revenue = load[ground.measures + ground.uses + source]
            claim[source] = min(claim[source], revenue / ground.cover[source])
    cost = 0.0
    for way in range(ground.price.shape[2]):
        source = ground.source[area, when, way]
        paid = max(0.0, min(ground.most[area, when, way], claim[source]))
        for number in range(len(left)):
            if ground.within[source, number]:
                paid = min(paid, left[number])
        claim[source] -= paid
        cost += ground.price[area, when, way] * paid
        for number in range(len(left)):
            left[number] -= paid * ground.within[source, number]
    return float(cost + ground.lack * max(0.0, left[-1] - A_TRIFLE))
