"""Whole plans of areas by simulated annealing.

A step puts one choice into a year or out of it, often in exchange for another. What gains stays,
what loses stays the less often the colder it is. Compiled by Numba: millions of steps a second, as
long as nothing counts references to arrays. So what a step calls is written into it, and works on
arrays that nobody owns: ``annealed`` holds them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from linli.core.planning.areas.field import Ground
from linli.core.planning.instance import ANY, Flags, Ints
from linli.core.planning.matrix import Floats

State = NDArray[np.uint64]
TRIES: Final = 8
"""How many choices are looked at for one to exchange."""
A_TRIFLE: Final = 1e-9
compiled = njit(cache=True, nogil=True)
inlined = njit(nogil=True, inline="always")


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
    # Arrays that nobody owns are read row by row, whatever their order.
    ground = Ground._make(
        np.ascontiguousarray(each) if isinstance(each, np.ndarray) else each for each in ground
    )

    def work(start: int) -> None:
        room = _plan(ground), _change(ground), np.zeros(1, np.uint64)
        for lane in range(start, len(gains), threads):
            own = lanes.area[lane], lanes.dearer[lane], years[lane]
            gains[lane] = _walk(ground, room, own, numbers, seed + lane)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return years, gains


class _Plan(NamedTuple):
    """What is chosen: ``year`` (N,), and for each year and all ``sums`` (Y + 1, Q), ``lost``."""

    year: Ints
    sums: Floats
    lost: Floats


class _Change(NamedTuple):
    """Choices to be put in (sign 1) and out (-1), and what the plan would be with them.

    ``left`` and ``claim`` are room for counting what is paid.
    """

    place: Ints
    when: Ints
    sign: Floats
    touched: Flags
    sums: Floats
    lost: Floats
    left: Floats
    claim: Floats


def _plan(ground: Ground) -> _Plan:
    years, loads = ground.load.shape[1:]
    places = int(ground.size.max(initial=0))
    return _Plan(np.full(places, ANY, np.int64), np.zeros((years + 1, loads)), np.zeros(years + 1))


def _change(ground: Ground) -> _Change:
    years, loads = ground.load.shape[1:]
    most = 4 + 2 * ground.rivals.shape[1]
    return _Change(
        np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most),
        np.zeros(years, np.bool_), np.zeros((years + 1, loads)), np.zeros(years + 1),
        np.zeros(ground.holds.shape[1]), np.zeros(len(ground.cover)),
    )  # fmt: skip


@compiled
def _walk(
    ground: Ground,
    room: tuple[_Plan, _Change, State],
    own: tuple[int, Floats, Ints],
    cooling: tuple[int, float, float],
    seed: int,
) -> float:
    """Anneal one lane: area, how much dearer, and ``year`` (N,), its plan before and after.

    Returns what it gains.
    """
    ground, plan, change = _lent(ground), _lent_plan(room[0]), _lent_change(room[1])
    area, dearer, year, state = own[0], _bare(own[1]), _bare(own[2]), _bare(room[2])
    steps, heat, cold = cooling
    factor = (cold / heat) ** (1.0 / max(1, steps - 1))
    state[0] = np.uint64(88172645463325252 + 7919 * seed)
    for _ in range(16):
        _random(state, 2)
    count = ground.size[area]
    gain = _begin(ground, area, dearer, year, plan, change)
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
                for place in range(count):
                    year[place] = plan.year[place]
        heat *= factor
    return best


def _to_pointer(_context: object, address: types.Type) -> tuple[object, object]:
    def code(
        _context: object, builder: ir.IRBuilder, _signature: object, arguments: list[ir.Value]
    ) -> object:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), code


_pointer: Any = intrinsic(_to_pointer)


@inlined
def _bare(array: Any) -> Any:  # noqa: ANN401 - arrays of every kind
    """Return the same array owned by nobody: no references are counted."""
    return carray(_pointer(array.ctypes.data), array.shape, array.dtype)


@inlined
def _lent(of: Ground) -> Ground:
    return Ground(
        _bare(of.first), _bare(of.size), _bare(of.value), _bare(of.is_open), _bare(of.options),
        _bare(of.choices), _bare(of.load), _bare(of.rivals), _bare(of.low), _bare(of.high),
        _bare(of.below), _bare(of.above), _bare(of.price), _bare(of.most), _bare(of.source),
        _bare(of.share), _bare(of.cover), _bare(of.within), _bare(of.holds),
        of.lack, of.measures, of.uses,
    )  # fmt: skip


@inlined
def _lent_plan(of: _Plan) -> _Plan:
    return _Plan(_bare(of.year), _bare(of.sums), _bare(of.lost))


@inlined
def _lent_change(of: _Change) -> _Change:
    return _Change(
        _bare(of.place), _bare(of.when), _bare(of.sign), _bare(of.touched),
        _bare(of.sums), _bare(of.lost), _bare(of.left), _bare(of.claim),
    )  # fmt: skip


@inlined
def _random(state: State, below: int) -> int:
    """Return the next number of a xorshift generator, 0 to ``below`` - 1."""
    state[0] ^= state[0] << np.uint64(13)
    state[0] ^= state[0] >> np.uint64(7)
    state[0] ^= state[0] << np.uint64(17)
    return int(state[0] >> np.uint64(33)) % below


@inlined
def _begin(
    ground: Ground, area: int, dearer: Floats, year: Ints, plan: _Plan, change: _Change
) -> float:
    """Take over a plan, add it up, and return what it gains."""
    first, years = ground.first[area], len(plan.sums) - 1
    worth = 0.0
    plan.sums[:] = 0
    for place in range(ground.size[area]):
        when = year[place]
        plan.year[place] = when
        if when >= 0:
            _add_load(ground, plan.sums, first + place, when, 1.0)
            worth += ground.value[first + place, when]
    for when in range(years):
        plan.lost[when] = _lost(ground, area, when, dearer, plan.sums, change)
    plan.lost[years] = _missed(ground, area, years, plan.sums)
    return float(worth - plan.lost.sum())


@inlined
def _add_load(ground: Ground, sums: Floats, item: int, when: int, sign: float) -> None:
    """Add a choice's load to its year and to all."""
    for number in range(sums.shape[1]):
        more = sign * ground.load[item, when, number]
        sums[when, number] += more
        sums[-1, number] += more


@inlined
def _propose(ground: Ground, area: int, year: Ints, change: _Change, state: State) -> int:
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
        for number in range(_rivals(ground, item)):
            rival = ground.rivals[item, number]
            if year[rival] >= 0:
                size = _add(change, size, rival, year[rival], -1.0)
        size = _add(change, size, place, new, 1.0)
    is_bundle = _rivals(ground, item) > 1
    if is_bundle and old >= 0 and _random(state, 2):
        return _refill(ground, first, year, change, size, state)
    if _random(state, 4) == 0:
        return size
    return _exchange(ground, area, year, change, (size, place, old, new), state)


@inlined
def _rivals(ground: Ground, item: int) -> int:
    """Return how many others share a project with an item."""
    number = 0
    while number < ground.rivals.shape[1] and ground.rivals[item, number] >= 0:
        number += 1
    return number


@inlined
def _exchange(
    ground: Ground,
    area: int,
    year: Ints,
    change: _Change,
    begun: tuple[int, int, int, int],
    state: State,
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


@inlined
def _add(change: _Change, size: int, place: int, when: int, sign: float) -> int:
    change.place[size], change.when[size], change.sign[size] = place, when, sign
    return size + 1


@inlined
def _fits(ground: Ground, item: int, place: int, years: tuple[int, int], year: Ints) -> bool:
    """Tell whether an item can take the old year of ``place``, which takes the new one."""
    old, new = years
    if old >= 0 and not ground.is_open[item, old]:
        return False
    for number in range(_rivals(ground, item)):
        rival = ground.rivals[item, number]
        if rival == place:
            if new >= 0:
                return False
        elif old >= 0 and year[rival] >= 0:
            return False
    return True


@inlined
def _refill(
    ground: Ground, first: int, year: Ints, change: _Change, size: int, state: State
) -> int:
    """Put the parts of a bundle that leaves (the first change) into its year."""
    place, old = change.place[0], change.when[0]
    new = change.when[size - 1] if size > 1 else ANY
    known = _rivals(ground, first + place)
    start, begun = _random(state, known), size
    for each in range(known):
        other = ground.rivals[first + place, (start + each) % known]
        if year[other] >= 0 or not _fits(ground, first + other, place, (old, new), year):
            continue
        is_free = True
        for number in range(_rivals(ground, first + other)):
            for before in range(begun, size):
                is_free = is_free and change.place[before] != ground.rivals[first + other, number]
        if is_free:
            size = _add(change, size, other, old, 1.0)
    return size


@inlined
def _weigh(
    ground: Ground, area: int, dearer: Floats, plan: _Plan, change: _Change, size: int
) -> float:
    """Return what a plan would gain more with a change."""
    first, years = ground.first[area], len(plan.sums) - 1
    for when in range(years):
        change.touched[when] = False
    _copy(plan.sums, change.sums, years)
    more = 0.0
    for each in range(size):
        when, sign, item = change.when[each], change.sign[each], first + change.place[each]
        if not change.touched[when]:
            change.touched[when] = True
            _copy(plan.sums, change.sums, when)
        _add_load(ground, change.sums, item, when, sign)
        more += sign * ground.value[item, when]
    for when in range(years):
        if change.touched[when]:
            change.lost[when] = _lost(ground, area, when, dearer, change.sums, change)
            more += plan.lost[when] - change.lost[when]
    change.lost[years] = _missed(ground, area, years, change.sums)
    return float(more + plan.lost[years] - change.lost[years])


@inlined
def _take(plan: _Plan, change: _Change, size: int) -> None:
    for each in range(size):
        if change.sign[each] < 0:
            plan.year[change.place[each]] = ANY
    for each in range(size):
        if change.sign[each] > 0:
            plan.year[change.place[each]] = change.when[each]
    years = len(plan.sums) - 1
    for when in range(years + 1):
        if when == years or change.touched[when]:
            _copy(change.sums, plan.sums, when)
            plan.lost[when] = change.lost[when]


@inlined
def _copy(sums: Floats, to: Floats, when: int) -> None:
    for number in range(sums.shape[1]):
        to[when, number] = sums[when, number]


@inlined
def _lost(
    ground: Ground, area: int, when: int, dearer: Floats, sums: Floats, change: _Change
) -> float:
    """Return what a year's loads cost: what is missed, and money."""
    paid = _paid(ground, area, when, sums, change)
    return float(dearer[when] * paid + _missed(ground, area, when, sums))


@inlined
def _missed(ground: Ground, area: int, when: int, sums: Floats) -> float:
    """Return what a year's counts lose by the limits; the last year stands for all."""
    lost = 0.0
    for layer in range(ground.low.shape[0]):
        for measure in range(ground.measures):
            here = (layer, area, when, measure)
            under = ground.low[here] - sums[when, measure]
            if under > 0:
                lost += ground.below[here] * under
            over = sums[when, measure] - ground.high[here]
            if over > 0:
                lost += ground.above[here] * over
    return float(lost)


@inlined
def _paid(ground: Ground, area: int, when: int, sums: Floats, change: _Change) -> float:
    """Return the least that paying costs. The cheapest way first is best (a polymatroid)."""
    left, claim = change.left, change.claim
    for number in range(len(left)):
        left[number] = 0.0
        for use in range(ground.uses):
            left[number] += ground.holds[use, number] * sums[when, ground.measures + use]
    if left[-1] <= 0.0:
        return 0.0
    for source in range(len(claim)):
        claim[source] = ground.share[area, source] * left[-1]
        if ground.cover[source] > 0:
            revenue = sums[when, ground.measures + ground.uses + source]
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
